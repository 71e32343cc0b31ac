"""Cycles in a directed graph, and the shortest through an edge."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

MOST_LOOKED_AT = 100
"""Nodes that the search for a shortest cycle looks at. Of a longer cycle only the first step is shown."""


class Cycles:
    """The cycles of a graph, by the successors of each node. Finding them takes time linear in nodes and edges."""

    def __init__(self, steps: Mapping[str, Sequence[str]]) -> None:
        self._steps = steps
        self._group = {each: number for number, together in enumerate(_components(steps)) for each in together}

    def shortest_cycle(self, start: str, first: str) -> list[str]:
        """The shortest path from `start` through its successor `first` back to `start`; empty if there is none."""
        if self._group.get(first) != self._group[start]:
            return []
        came_from = {first: start}
        waiting = deque([first])
        while waiting and len(came_from) <= MOST_LOOKED_AT:
            here = waiting.popleft()
            if here == start:
                return _way(came_from, start)
            for there in self._steps.get(here, ()):
                if there not in came_from:
                    came_from[there] = here
                    waiting.append(there)
        return [start, first, "…", start]


def _way(came_from: Mapping[str, str], start: str) -> list[str]:
    way, here = [start], came_from[start]
    while here != start:
        way.append(here)
        here = came_from[here]
    return [start, *reversed(way)]


def _components(steps: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """The strongly connected components.

    Source: R. Tarjan, Depth-first search and linear graph algorithms (1972); without recursion.
    """
    found: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: dict[str, None] = {}
    for root in steps:
        if root in found:
            continue
        found[root] = lowest[root] = len(found)
        open_[root] = None
        path = [(root, iter(steps[root]))]
        while path:
            here, ahead = path[-1]
            for there in ahead:
                if there not in found:
                    found[there] = lowest[there] = len(found)
                    open_[there] = None
                    path.append((there, iter(steps.get(there, ()))))
                    break
                if there in open_:
                    lowest[here] = min(lowest[here], found[there])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[here])
                if lowest[here] == found[here]:
                    group: list[str] = []
                    while not group or group[-1] != here:
                        group.append(open_.popitem()[0])
                    yield group
