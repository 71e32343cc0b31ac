"""A source: something that was published elsewhere, and the entries that cite it."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.model import SOURCE, Page
from kgen.views.page_context import Mention, PageContext
from kgen.views.pager import paginated
from kgen.views.rendering import EntryContext, page_of
from kgen.weave import Garden


def sources(garden: Garden) -> Iterator[Page]:
    for source in garden.of(SOURCE):
        yield from paginated(page_of(garden, source, _source), garden.backlinks(source))


@dataclass(frozen=True, slots=True)
class SourceContext(EntryContext):
    template = "source.html"
    authors: tuple[str, ...]
    year: str
    mentions: tuple[Mention, ...]


def _source(here: PageContext) -> SourceContext:
    source = here.entry_of(SOURCE)
    mentions = here.mentions(here.pager.of(here.garden.backlinks(source)))
    return SourceContext(source.meta.authors, source.meta.year or "", mentions)
