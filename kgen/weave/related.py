"""Stories that have much in common with another, and why, in words."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kgen.model import STORY, Entry
from kgen.weave import Garden
from kgen.weave.words import in_words, lower_first

MOST = 5
CROWD = 40
"""Something that more stories share says little of any two of them; only this many of the nearest are compared."""
_FIELDS = ("answers", "networks", "topics", "author")


@dataclass(frozen=True, slots=True)
class Related:
    story: Entry
    shared: dict[str, tuple[Entry, ...]]
    """What both name, by field: answers, networks, topics, author, mentions."""


class Relations:
    """Finds related stories by Adamic-Adar weights over shared topics, networks, questions, people and links.

    Each thing that two stories share counts 1 / ln(number of stories that share it) (Adamic and Adar, "Friends and
    neighbors on the Web", Social Networks 25, 2003). A thing shared by more than CROWD stories brings only its
    nearest in time, so that the work for a story is bounded and the whole is linear.
    """

    def __init__(self, garden: Garden) -> None:
        self._garden = garden

    @cached_property
    def _sharing(self) -> dict[tuple[str, str], list[Entry]]:
        """The stories that share a thing, newest first, by (field, key)."""
        table: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for story in self._garden.of(STORY):
            for thing in self._things(story):
                table[thing].append(story)
        return dict(table)

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {story.key: number for number, story in enumerate(self._garden.of(STORY))}

    def _things(self, story: Entry) -> list[tuple[str, str]]:
        garden = self._garden
        things = [(field, key) for field in _FIELDS for key in garden.targets(story, field)]
        named = {key for _, key in things}
        things += [("mentions", key) for key in garden.targets(story, "mentions") if key not in named]
        return things

    def of(self, story: Entry) -> list[Related]:
        """The stories most related to one, at most MOST, the most related first."""
        scores: dict[str, float] = defaultdict(float)
        shared: dict[str, list[tuple[str, str]]] = defaultdict(list)
        near = self._near_by_answer(story)
        for thing in self._things(story):
            stories = self._sharing[thing]
            if len(stories) < 2:
                continue
            weight = 1 / math.log(len(stories) + 1)
            for other in self._nearest(stories, story):
                if other.key != story.key and other.key not in near:
                    scores[other.key] += weight
                    shared[other.key].append(thing)
        best = sorted(scores, key=lambda key: (-scores[key], self._rank[key]))[:MOST]
        return [Related(self._garden.published[key], self._grouped(shared[key])) for key in best]

    def _near_by_answer(self, story: Entry) -> set[str]:
        """Stories that stand elsewhere on the page, because one answers the other."""
        answers = self._garden.targets(story, "answers")
        return {*answers, *(entry.key for entry in self._garden.sources(story, "answers"))}

    def _nearest(self, stories: Sequence[Entry], story: Entry) -> Sequence[Entry]:
        if len(stories) <= CROWD:
            return stories
        rank = self._rank[story.key]
        low, high = 0, len(stories)
        while low < high:
            middle = (low + high) // 2
            if self._rank[stories[middle].key] < rank:
                low = middle + 1
            else:
                high = middle
        start = max(0, min(low - CROWD // 2, len(stories) - CROWD))
        return stories[start : start + CROWD]

    def _grouped(self, things: Sequence[tuple[str, str]]) -> dict[str, tuple[Entry, ...]]:
        groups: dict[str, list[Entry]] = defaultdict(list)
        for field, key in things:
            groups[field].append(self._garden.published[key])
        return {field: tuple(entries) for field, entries in groups.items()}


def reason(garden: Garden, related: Related) -> str:
    """Why two stories are related: `both answer What holds us back?; share trust and thresholds`."""
    phrases = {
        "answers": "both answer",
        "author": "both told by",
        "networks": "both belong to",
        "topics": "share",
        "mentions": "both mention",
    }
    parts = []
    for field, phrase in phrases.items():
        if entries := related.shared.get(field):
            titles = [garden.title(entry) for entry in entries[:3]]
            if field == "topics":
                titles = [lower_first(title) for title in titles]
            parts.append(f"{phrase} {in_words(titles)}")
    return "; ".join(parts)
