"""Plain pages: the garden's own words."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.model import PAGE, Page
from kgen.site import HOME
from kgen.views.page_context import Mention, PageContext
from kgen.views.pager import paginated
from kgen.views.rendering import EntryContext, page_of
from kgen.weave import Garden


def plain_pages(garden: Garden) -> Iterator[Page]:
    for entry in garden.of(PAGE):
        if entry.slug != HOME:
            yield from paginated(page_of(garden, entry, _plain), garden.backlinks(entry))


@dataclass(frozen=True, slots=True)
class PlainContext(EntryContext):
    template = "plain.html"
    mentions: tuple[Mention, ...]


def _plain(here: PageContext) -> PlainContext:
    return PlainContext(here.mentions(here.pager.of(here.garden.backlinks(here.entry))))
