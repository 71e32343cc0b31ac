"""Plain pages: the garden's own words."""

from collections.abc import Iterator

from kgen.model import PAGE, Page
from kgen.views.page_context import PageContext
from kgen.views.pager import paginated
from kgen.views.rendering import Context, page_of
from kgen.weave import Garden

HOME = "home"


def plain_pages(garden: Garden) -> Iterator[Page]:
    for entry in garden.of(PAGE):
        if entry.slug != HOME:
            yield from paginated(page_of(garden, entry, "plain.html", _plain), garden.backlinks(entry))


def _plain(here: PageContext) -> Context:
    return {"mentions": here.mentions(here.pager.of(here.garden.backlinks(here.entry_of(PAGE))))}
