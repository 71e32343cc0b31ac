"""What people say changed, planned or made."""

from collections.abc import Iterator

from kgen.model import Page
from kgen.site import own_page
from kgen.views.page_context import PageContext
from kgen.views.pager import paginated
from kgen.views.rendering import Context
from kgen.weave import Garden
from kgen.weave.changes import reporting_change, status_of


def changes(garden: Garden) -> Iterator[Page]:
    own = own_page("changes")
    first = Page(
        own.address,
        own.title,
        "What people say changed, planned or made, because somebody told a story.",
        "changes.html",
        _changes,
        section=own.address,
    )
    return paginated(first, reporting_change(garden))


def _changes(here: PageContext) -> Context:
    stories = here.insight.changes
    made = sum(status_of(story) == "made" for story in stories)
    return {"made": made, "planned": len(stories) - made, "cards": here.cards(here.pager.of(stories))}
