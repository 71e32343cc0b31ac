"""The stories that report a change."""

from kgen.model import Entry
from kgen.weave import Garden


def reporting_change(garden: Garden) -> list[Entry]:
    """The stories that report a change: those made, the latest first, then those planned, the next first.

    Illustrative ones count only while there is no real story.
    """
    found = [story for story in garden.evidence if status_of(garden, story) in ("made", "planned")]
    by_month = sorted(found, key=lambda story: (_when(garden, story), story.slug))
    made = [story for story in reversed(by_month) if status_of(garden, story) == "made"]
    return made + [story for story in by_month if status_of(garden, story) == "planned"]


def status_of(garden: Garden, story: Entry) -> str:
    """`made`, `planned` or `none`."""
    change = garden.story(story).change
    return change.status if change else "none"


def _when(garden: Garden, story: Entry) -> str:
    change = garden.story(story).change
    return (change.when if change else None) or garden.date(story) or ""
