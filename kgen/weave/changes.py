"""The stories that report a change."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kgen.model import Story

if TYPE_CHECKING:
    from kgen.weave import Garden


def reporting_change(garden: "Garden") -> list[Story]:
    """The stories that report a change, in order. Illustrative ones count only while there is no real story."""
    return in_order(garden, garden.evidence)


def in_order(garden: "Garden", stories: Iterable[Story]) -> list[Story]:
    """Those of some stories that report a change: those made, the latest first, then those planned, the next first."""
    found = [story for story in stories if status_of(story) != "none"]
    by_month = sorted(found, key=lambda story: (_when(garden, story), story.slug))
    made = [story for story in reversed(by_month) if status_of(story) == "made"]
    return made + [story for story in by_month if status_of(story) == "planned"]


def status_of(story: Story) -> str:
    """`made`, `planned` or `none`."""
    return story.meta.change.status if story.meta.change else "none"


def still_holds(story: Story) -> bool:
    """Whether a change was made and, as far as anybody has looked, still holds."""
    return status_of(story) == "made" and not has_ended(story)


def has_ended(story: Story) -> bool:
    """Whether somebody who looked again found that a change no longer holds."""
    change = story.meta.change
    return bool(change and change.checked and change.checked.holds == "no")


def _when(garden: "Garden", story: Story) -> str:
    change = story.meta.change
    return (change.when if change else None) or garden.date(story) or ""
