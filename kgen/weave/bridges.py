"""Who answers whom: between sectors and people who use services, against what chance alone would give.

Only groups, stories and questions are mentioned, never single people. Everything is linear in stories and answers.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TypeVar

from kgen.model import QUESTION, STORY, Entry, Story
from kgen.weave import Garden

ENOUGH = 30
"""From this many answers on, something can be told from them."""
USING = frozenset({"lived-experience", "family-carer"})
"""The standpoints of people who use services, or care for somebody who does."""
USERS = "people who use services"
"""Their group. All other groups are sectors, called by their keys."""
MISSED = 1.5
"""If chance would give this many answers, a bridge without any is called missing."""
_USUAL = 1.96
"""Standard deviations from the mean within which chance stays in 95 of 100 cases."""
Answer = tuple[Entry, Entry]
"""A story, and the story that it answers."""
Node = TypeVar("Node", bound=Hashable)


def uses_services(entry: Entry) -> bool:
    return not USING.isdisjoint(entry.meta.voices)


def group_of(garden: Garden, story: Entry) -> str | None:
    """USERS, or the key of the sector its teller speaks from: the one named first. None if no sector is open."""
    if uses_services(story):
        return USERS
    return next(iter(garden.linked_keys(story, "sectors")), None)


def answers_among(garden: Garden, stories: Iterable[Entry]) -> list[Answer]:
    """The answers that some stories give to each other. Anyone who tries what a story tells answers it too; from one
    story to another there is one answer, however often it leads there."""
    counted = {story.key: story for story in stories}
    return [
        (story, counted[key])
        for story in counted.values()
        for key in dict.fromkeys([*garden.linked_keys(story, "answers"), *garden.linked_keys(story, "tries")])
        if key in counted
    ]


@dataclass(frozen=True)
class Mixing:
    """How many answers go from one group to another: `counts[i, j]` from i to a story of j."""

    counts: Counter[tuple[str, str]]

    @cached_property
    def total(self) -> int:
        return self.counts.total()

    @cached_property
    def given(self) -> Counter[str]:
        return _summed((giver, count) for (giver, _), count in self.counts.items())

    @cached_property
    def received(self) -> Counter[str]:
        return _summed((receiver, count) for (_, receiver), count in self.counts.items())

    @cached_property
    def groups(self) -> list[str]:
        """People who use services, then the sectors with most answers given and received."""
        both = self.given + self.received
        return sorted(both, key=lambda group: (group != USERS, -both[group], group))

    @cached_property
    def inside(self) -> int:
        """Answers that stay in their group."""
        return sum(count for (giver, receiver), count in self.counts.items() if giver == receiver)

    @cached_property
    def expected_inside(self) -> float:
        return sum(self.expected(group, group) for group in self.given)

    def expected(self, giver: str, receiver: str) -> float:
        """Answers that chance would give: n a_i b_j, with a_i the share that i gives and b_j that j receives."""
        return self.given[giver] * self.received[receiver] / self.total

    @cached_property
    def deviation(self) -> float:
        """The standard deviation of the answers that stay in their group, if who answers what is drawn at random.

        A sum over a random permutation: the variance is the sum of squared residuals / (n - 1) (Hoeffding, "A
        combinatorial central limit theorem", Annals of Mathematical Statistics 22, 1951), here added up by group.
        """
        own = [(self.given[group], self.received[group]) for group in self.given]
        squares = self.expected_inside * (self.total + self.expected_inside)
        squares -= sum(given * received * (given + received) for given, received in own) / self.total
        return math.sqrt(max(0, squares) / max(1, self.total - 1))

    @property
    def verdict(self) -> str:
        """Whether "more" or "fewer" answers cross from group to group than chance would have in 95 of 100 cases.

        Answers are whole numbers: half of one is taken off (continuity correction; Feller, An Introduction to
        Probability Theory, 1950).
        """
        beyond = self.inside - self.expected_inside
        if abs(beyond) - 0.5 <= _USUAL * self.deviation:
            return ""
        return "fewer" if beyond > 0 else "more"

    def missing(self) -> list[tuple[str, str]]:
        """The pairs of groups without an answer where chance would give MISSED or more, the most expected first."""
        receivers = self.received.most_common()
        found = []
        for giver, given in self.given.items():
            for receiver, received in receivers:
                if given * received < MISSED * self.total:
                    break
                if giver != receiver and not self.counts[giver, receiver]:
                    found.append((giver, receiver))
        return sorted(found, key=lambda pair: (-self.expected(*pair), pair))


def mixing(answers: Iterable[tuple[str | None, str | None]]) -> Mixing:
    """Count answers by the group they come from and the group they go to. Answers from or to none are left out."""
    return Mixing(Counter((giver, receiver) for giver, receiver in answers if giver and receiver))


def _summed(counts: Iterable[tuple[str, int]]) -> Counter[str]:
    summed: Counter[str] = Counter()
    for group, count in counts:
        summed[group] += count
    return summed


def evenness(counts: Iterable[int]) -> float | None:
    """H / ln S: 1 if all S voices are heard equally often, 0 if only one is heard; a voice never heard counts too.

    H is Shannon's entropy, -sum p ln p (Pielou, "The measurement of diversity in different types of biological
    collections", Journal of Theoretical Biology 13, 1966). None for fewer than two voices, or none heard.
    """
    numbers = list(counts)
    total = sum(numbers)
    if len(numbers) < 2 or not total:
        return None
    entropy = -sum(count / total * math.log(count / total) for count in numbers if count)
    return abs(entropy) / math.log(len(numbers))


@dataclass(frozen=True, slots=True)
class ConnectingStory:
    """A story that alone connects sectors: the pairs that no other story is about, and whether without it some sectors
    could not be reached from others by any chain of stories."""

    story: Entry
    pairs: tuple[tuple[str, str], ...]
    holds_all: bool


def connections(garden: Garden, stories: Iterable[Entry]) -> list[ConnectingStory]:
    """The stories that alone connect two sectors: those without which the sectors fall apart first, then the newest.

    Sectors that two stories connect stay connected whichever is taken away. So the graph in which these stories may be
    cut points has no other stories in it, and is no larger than the table of sectors.
    """
    by_sectors: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for story in stories:
        if len(sectors := tuple(sorted(garden.linked_keys(story, "sectors")))) > 1:
            by_sectors[sectors].append(story)
    times: Counter[tuple[str, str]] = Counter()
    for sectors, told in by_sectors.items():
        for pair in combinations(sectors, 2):
            times[pair] += len(told)
    only = {
        sectors: tuple(pair for pair in combinations(sectors, 2) if times[pair] == 1)
        for sectors, told in by_sectors.items()
        if len(told) == 1 and any(times[pair] == 1 for pair in combinations(sectors, 2))
    }
    joined = [pair for pair, number in times.items() if number > 1]
    cut = cut_points(_graph([*joined, *((sectors, sector) for sectors in only for sector in sectors)]))
    alone = {
        by_sectors[sectors][0].key: ConnectingStory(by_sectors[sectors][0], pairs, sectors in cut)
        for sectors, pairs in only.items()
    }
    newest = garden.newest_first(each.story for each in alone.values())
    return sorted((alone[story.key] for story in newest), key=lambda each: not each.holds_all)


def _graph(links: Iterable[tuple[Hashable, Hashable]]) -> dict[Hashable, list[Hashable]]:
    neighbours: dict[Hashable, list[Hashable]] = defaultdict(list)
    for one, other in links:
        neighbours[one].append(other)
        neighbours[other].append(one)
    return neighbours


def cut_points(graph: Mapping[Node, Sequence[Node]]) -> set[Node]:
    """The nodes without which a graph falls apart (articulation points; Hopcroft and Tarjan, "Algorithm 447",
    Communications of the ACM 16, 1973). `graph` holds the neighbours of each node, and every link twice."""
    depth: dict[Node, int] = {}
    low: dict[Node, int] = {}
    found: set[Node] = set()
    for root in graph:
        if root in depth:
            continue
        depth[root] = low[root] = 0
        path: list[tuple[Node, Iterator[Node]]] = [(root, iter(graph[root]))]
        branches = 0
        while path:
            node, neighbours = path[-1]
            neighbour = next(neighbours, None)
            if neighbour is None:
                path.pop()
                if not path:
                    continue
                parent = path[-1][0]
                low[parent] = min(low[parent], low[node])
                if parent == root:
                    branches += 1
                elif low[node] >= depth[parent]:
                    found.add(parent)
            elif neighbour not in depth:
                depth[neighbour] = low[neighbour] = len(path)
                path.append((neighbour, iter(graph[neighbour])))
            else:
                low[node] = min(low[node], depth[neighbour])
        if branches > 1:
            found.add(root)
    return found


def unanswered_by_users(garden: Garden, stories: Iterable[Entry]) -> list[tuple[Entry, int]]:
    """The questions that nobody who uses services answers in some stories, each with how many of these answer it; the
    most answered first."""
    answered: Counter[str] = Counter()
    heard: set[str] = set()
    for story in stories:
        keys = garden.linked_keys(story, "answers")
        answered.update(keys)
        if uses_services(story):
            heard.update(keys)
    silent = [question for question in garden.of(QUESTION) if question.key not in heard]
    return sorted(((question, answered[question.key]) for question in silent), key=lambda pair: -pair[1])


@dataclass(frozen=True)
class Bridges:
    """Everything that a garden shows about who answers whom. Illustrative stories count only while there is no real
    one."""

    garden: Garden

    @cached_property
    def stories(self) -> Sequence[Story]:
        return self.garden.evidence

    @property
    def leaves_out_illustrative(self) -> bool:
        return len(self.stories) < len(self.garden.of(STORY))

    @cached_property
    def groups(self) -> dict[str, str | None]:
        return {story.key: group_of(self.garden, story) for story in self.stories}

    @cached_property
    def answers(self) -> list[Answer]:
        """The answers between stories that each have a group."""
        found = answers_among(self.garden, self.stories)
        return [(one, other) for one, other in found if self.groups[one.key] and self.groups[other.key]]

    @property
    def tells(self) -> bool:
        return len(self.answers) >= ENOUGH

    @cached_property
    def by_sector(self) -> Mixing:
        return mixing((self.groups[one.key], self.groups[other.key]) for one, other in self.answers)

    @cached_property
    def voices(self) -> Counter[str]:
        """Stories by standpoint; one told from two counts for both, and those that nobody took count 0."""
        counts = Counter(dict.fromkeys(self.garden.settings.standpoints, 0))
        counts.update(slug for story in self.stories for slug in story.meta.voices)
        return counts
