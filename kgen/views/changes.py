"""What people say changed, planned or made."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.model import Context, Page
from kgen.site import own_page
from kgen.views.page_context import Card, Linked, PageContext
from kgen.views.pager import paginated
from kgen.weave import Garden
from kgen.weave.changes import reporting_change, status_of


def changes(garden: Garden) -> Iterator[Page]:
    own = own_page("changes")
    first = Page(
        own.address,
        own.title,
        "What people say changed, planned or made, because somebody told a story.",
        _changes,
        section=own.address,
    )
    return paginated(first, reporting_change(garden))


@dataclass(frozen=True, slots=True)
class ChangesContext(Context):
    template = "changes.html"
    back: Linked
    """The first page of the list."""
    made: int
    planned: int
    cards: tuple[Card, ...]


def _changes(here: PageContext) -> ChangesContext:
    stories = here.insight.changes
    made = sum(status_of(story) == "made" for story in stories)
    back = here.linked_page(own_page("changes"))
    return ChangesContext(back, made, len(stories) - made, here.cards(here.pager.of(stories)))
