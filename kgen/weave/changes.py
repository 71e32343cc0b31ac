"""The stories that report a change."""

from kgen.model import Story
from kgen.weave import Garden


def reporting_change(garden: Garden) -> list[Story]:
    """The stories that report a change: those made, the latest first, then those planned, the next first.

    Illustrative ones count only while there is no real story.
    """
    found = [story for story in garden.evidence if status_of(story) in ("made", "planned")]
    by_month = sorted(found, key=lambda story: (_when(garden, story), story.slug))
    made = [story for story in reversed(by_month) if status_of(story) == "made"]
    return made + [story for story in by_month if status_of(story) == "planned"]


def status_of(story: Story) -> str:
    """`made`, `planned` or `none`."""
    return story.meta.change.status if story.meta.change else "none"


def _when(garden: Garden, story: Story) -> str:
    change = story.meta.change
    return (change.when if change else None) or garden.date(story) or ""
