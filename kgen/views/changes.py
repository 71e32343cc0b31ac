"""What people say changed, planned or made."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.model import Entry, Page
from kgen.views.here import Here
from kgen.views.rendering import Renderer, Slice
from kgen.weave import Garden


def changed(garden: Garden) -> list[Entry]:
    """The stories that report a change: those made, the latest first, then those planned, the next first.

    Illustrative ones count only while there is no real story.
    """
    found = [story for story in garden.evidence if _status(garden, story) in ("made", "planned")]
    by_month = sorted(found, key=lambda story: (_when(garden, story), story.slug))
    made = [story for story in reversed(by_month) if _status(garden, story) == "made"]
    return made + [story for story in by_month if _status(garden, story) == "planned"]


def _status(garden: Garden, story: Entry) -> str:
    change = garden.story(story).change
    return change.status if change else "none"


def _when(garden: Garden, story: Entry) -> str:
    change = garden.story(story).change
    return (change.when if change else None) or garden.date(story) or ""


def changes(renderer: Renderer) -> Iterator[Page]:
    garden = renderer.garden
    stories = changed(garden)
    made = sum(_status(garden, story) == "made" for story in stories)

    def data(here: Here, part: Slice) -> Mapping[str, Any]:
        return {"made": made, "planned": len(stories) - made, "cards": here.cards(part.of(stories))}

    return renderer.paginated(
        "changes/",
        "changes.html",
        "What changed",
        "What people say changed, planned or made, because somebody told a story.",
        [stories],
        data,
        section="changes/",
    )
