"""What is new: what was published lately, by month.

A story is new in the month in which it was published, and so is what it says of a change, unless that was made later.
Everything read here is published; what is in the future is not news yet.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Literal

from kgen.model import MEETING, PERSON, QUESTION, STORY, Entry, Network, Story
from kgen.weave import Garden
from kgen.weave.changes import has_ended, status_of
from kgen.weave.outcomes import prompted_by
from kgen.weave.text import content_note

MOST = 50
"""On the page of what is new, and in its feed."""
Sort = Literal["story", "answer", "tried", "made", "planned", "meeting", "person", "question"]
_CHANGED: dict[Sort, str] = {"made": "A change was made", "planned": "A change is planned"}
_RELATIONS: dict[str, str] = {MEETING.name: "network", PERSON.name: "networks", STORY.name: "networks"}
"""The field in which entries of a kind name networks."""


@dataclass(frozen=True, slots=True)
class News:
    """Something new: its month, what sort of news it is, and the entry that tells it. A story that reports a change is
    news twice: as a story, and as what was made or planned."""

    month: str
    sort: Sort
    entry: Entry

    @property
    def is_change(self) -> bool:
        return self.sort in _CHANGED

    @property
    def begins(self) -> str:
        """How news of a change begins, followed by what is made or planned, if its teller says that; empty for other
        news. What somebody should know before they read it comes first."""
        if not self.is_change or not STORY.includes(self.entry):
            return ""
        told = _CHANGED[self.sort] + (", and is no longer so" if has_ended(self.entry) else "")
        mentions = self.entry.meta.mentions
        return f"{told} (content note: {content_note(mentions)})" if mentions else told


def news(garden: Garden) -> list[News]:
    """All that is new, the newest first, and within a month by slug."""
    stories = garden.of(STORY)
    told = (News(month, sort_of(garden, story), story) for story in stories if (month := garden.published_in(story)))
    return _newest_first(garden, chain(told, _changes(garden, stories), _others(garden)))


def news_of_changes(garden: Garden) -> list[News]:
    """Only the changes made and planned, in the same order. Illustrative ones count while there is no real story."""
    return _newest_first(garden, _changes(garden, garden.evidence))


def sort_of(garden: Garden, story: Story) -> Sort:
    """What a story is news of, besides the change that it may report."""
    if garden.linked_keys(story, "tries"):
        return "tried"
    return "answer" if garden.linked_keys(story, "answers") else "story"


def touches(garden: Garden, entry: Entry, network: Network) -> bool:
    """Whether an entry belongs to a network: a story also if it answers or tries one that does, or tells of a change
    that is credited to one that does; a question also if one that does answers it."""
    if _belongs(garden, entry, network):
        return True
    if entry.kind is QUESTION:
        return any(_belongs(garden, story, network) for story in garden.linking(entry, "answers", STORY))
    if not STORY.includes(entry):
        return False
    prompts = (garden.published[key] for key in prompted_by(garden, entry))
    near = chain(garden.linked(entry, "answers"), garden.linked(entry, "tries"), prompts)
    return any(_belongs(garden, each, network) for each in near)


def _belongs(garden: Garden, entry: Entry, network: Network) -> bool:
    relation = _RELATIONS.get(entry.kind.name)
    return entry.key == network.key or (relation is not None and network.key in garden.linked_keys(entry, relation))


def _changes(garden: Garden, stories: Iterable[Story]) -> Iterator[News]:
    """A change is new when it was told, which is usually after it was made, or when it was made, if that came later; a
    plan is new when it was told."""
    for story in stories:
        change, told = story.meta.change, garden.published_in(story) or ""
        if change is None or status_of(story) == "none":
            continue
        if change.status == "made":
            yield News(max(change.when or "", told), "made", story)
        else:
            yield News(told, "planned", story)


def _others(garden: Garden) -> Iterator[News]:
    """Meetings that have been, people, and questions. Of a meeting, only the month is told."""
    today = garden.settings.today
    for meeting in garden.of(MEETING):
        if meeting.meta.when and meeting.meta.when < today:
            yield News(meeting.meta.month or "", "meeting", meeting)
    for person in garden.of(PERSON):
        if person.meta.consent:
            yield News(person.meta.consent.given, "person", person)
    for question in garden.of(QUESTION):
        if question.meta.opened:
            yield News(question.meta.opened, "question", question)


def _newest_first(garden: Garden, found: Iterable[News]) -> list[News]:
    told = sorted(
        (each for each in found if each.month and each.month <= garden.settings.month),
        key=lambda each: (each.entry.slug, each.entry.key, each.is_change),
    )
    return sorted(told, key=attrgetter("month"), reverse=True)
