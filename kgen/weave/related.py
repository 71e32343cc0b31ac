"""Stories that have much in common with another, and why, in words."""

import heapq
import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from kgen.english import in_words
from kgen.letters import ENDS, apart
from kgen.model import STORY, Entry
from kgen.weave import Garden

MOST = 5
CROWD = 40
"""Something that more stories share says little about any two of them; only this many of the nearest are compared."""
_AFTER_TITLE = re.compile(f"(?<=[{ENDS}])(\u2069?); b")
"""What follows a title that ends as a sentence does begins another."""
_FIELDS = ("answers", "networks", "topics", "author")


class Related(NamedTuple):
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

    def warm(self) -> None:
        """Work out now what all answers need, so that processes forked from this one need not."""
        _ = self._sharing

    @cached_property
    def _stories(self) -> tuple[Entry, ...]:
        """The stories, newest first; a story is identified by its place here."""
        return self._garden.of(STORY)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {story.key: place for place, story in enumerate(self._stories)}

    @cached_property
    def _things(self) -> list[list[tuple[str, str]]]:
        """What each story could share, as (field, key), by its place. Stories share these pairs: there are many."""
        known: dict[tuple[str, str], tuple[str, str]] = {}
        return [[known.setdefault(thing, thing) for thing in self._things_of(story)] for story in self._stories]

    def _things_of(self, story: Entry) -> list[tuple[str, str]]:
        garden = self._garden
        things = [(field, key) for field in _FIELDS for key in garden.linked_keys(story, field)]
        named = {key for _, key in things}
        return things + [("mentions", key) for key in garden.linked_keys(story, "mentions") if key not in named]

    @cached_property
    def _sharing(self) -> dict[tuple[str, str], list[int]]:
        """The places of the stories that share a thing, in order."""
        table: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, things in enumerate(self._things):
            for thing in things:
                table[thing].append(place)
        return dict(table)

    def of(self, story: Entry) -> list[Related]:
        """The stories most related to one, at most MOST, the most related first."""
        own = self._places[story.key]
        return [Related(self._stories[place], self._shared(own, place)) for place in self._best(story, own)]

    def _best(self, story: Entry, own: int) -> list[int]:
        scores: dict[int, float] = {}
        for thing in self._things[own]:
            places = self._sharing[thing]
            weight = 1 / math.log(len(places) + 1)
            for place in _around(places, own):
                scores[place] = scores.get(place, 0.0) + weight
        for place in (own, *self._beside(story)):
            scores.pop(place, None)
        return [place for _, place in heapq.nsmallest(MOST, [(-score, place) for place, score in scores.items()])]

    def _beside(self, story: Entry) -> list[int]:
        """Stories that are elsewhere on the page, because one answers the other."""
        answering = self._garden.linking(story, "answers", STORY)
        keys = [*self._garden.linked_keys(story, "answers"), *(each.key for each in answering)]
        return [self._places[key] for key in keys if key in self._places]

    def _shared(self, one: int, other: int) -> dict[str, tuple[Entry, ...]]:
        theirs = set(self._things[other])
        groups: dict[str, list[Entry]] = defaultdict(list)
        for field, key in self._things[one]:
            if (field, key) in theirs:
                groups[field].append(self._garden.published[key])
        return {field: tuple(entries) for field, entries in groups.items()}


def _around(places: Sequence[int], own: int) -> Sequence[int]:
    """The CROWD around one place, of many in order."""
    if len(places) <= CROWD:
        return places
    middle = bisect_left(places, own)
    start = max(0, min(middle - CROWD // 2, len(places) - CROWD))
    return places[start : start + CROWD]


def reason(garden: Garden, related: Related) -> str:
    """Why two stories are related: `both answer What holds us back? Both are about trust and thresholds`."""
    phrases = {
        "answers": "both answer",
        "author": "both told by",
        "networks": "both belong to",
        "topics": "both are about",
        "mentions": "both mention",
    }
    parts = []
    for field, phrase in phrases.items():
        if entries := related.shared.get(field):
            parts.append(f"{phrase} {in_words([_named(garden, entry) for entry in entries[:3]])}")
    return _AFTER_TITLE.sub(r"\1 B", "; ".join(parts))


def _named(garden: Garden, entry: Entry) -> str:
    return apart(garden.title(entry)) + (" (illustrative)" if garden.is_marked(entry) else "")
