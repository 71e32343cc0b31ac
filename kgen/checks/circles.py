"""Which of many things lead back to themselves, and by what way."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

MOST_LOOKED_AT = 100
"""Things among which a way back is looked for. Of a longer circle only the first step is shown."""


class Circles:
    """The circles among things of which each leads to others. They take time linear in the things and their steps."""

    def __init__(self, steps: Mapping[str, Sequence[str]]) -> None:
        self._steps = steps
        self._group = {
            each: number for number, together in enumerate(_leading_to_each_other(steps)) for each in together
        }

    def way_back(self, start: str, first: str) -> list[str]:
        """The shortest way from `start` by its step to `first` back to `start`; empty if there is none."""
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


def _leading_to_each_other(steps: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Part all things into groups in which each leads to each.

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
