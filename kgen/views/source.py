"""A source: what was published elsewhere, and what stories say about it, so that research and experience meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgen.english import author_as_said, in_words, sentence_case, shortened
from kgen.model import SOURCE, STORY, Entry, Page
from kgen.views.page_context import LONGEST_SENTENCE, Mention, PageContext
from kgen.views.pager import paginated
from kgen.views.rendering import EntryContext, page_of
from kgen.weave import Garden
from kgen.weave.insight import Insight


def sources(garden: Garden) -> Iterator[Page]:
    insight = Insight(garden)
    for source in garden.of(SOURCE):
        yield from paginated(page_of(garden, source, _source), *insight.cited_by(source))


@dataclass(frozen=True, slots=True)
class Side:
    """What says one thing of a source."""

    anchor: str
    heading: str
    citing: tuple[Mention, ...]
    asks: str
    """What readers are asked while it is empty."""
    tell: str
    """The words of the link to where they can answer."""


@dataclass(frozen=True, slots=True)
class SourceContext(EntryContext):
    template = "source.html"
    authors: str
    year: str
    container: str
    address: str
    address_in_words: str
    is_cited: bool
    """Whether anything cites it, on any page."""
    sides: tuple[Side, ...]
    others: tuple[Mention, ...]
    """What cites it without saying whether it bears it out."""
    mentions: tuple[Mention, ...]


def _source(here: PageContext) -> SourceContext:
    source, pager = here.entry_of(SOURCE), here.pager
    meta = source.meta
    by = here.insight.cited_by(source)
    is_cited = bool(by.bears_out or by.complicates or by.others)
    sides = (
        Side(
            "bears-out",
            "Borne out by",
            _citing(here, by.bears_out),
            "Does your story bear it out?",
            "Tell a story that bears it out",
        ),
        Side(
            "complicates",
            "Complicated by",
            _citing(here, by.complicates),
            "Does your story complicate it?",
            "Tell a story that complicates it",
        ),
    )
    return SourceContext(
        authors=in_words([author_as_said(author) for author in meta.authors]),
        year=meta.year or "",
        container=meta.container or "",
        address=meta.address,
        address_in_words=f"doi:{meta.known_doi}" if meta.known_doi else meta.address,
        is_cited=is_cited,
        sides=tuple(side for side in sides if side.citing or (is_cited and pager.is_first)),
        others=_citing(here, by.others),
        mentions=here.mentions(pager.of(by.mentions)),
    )


def _citing(here: PageContext, entries: Sequence[Entry]) -> tuple[Mention, ...]:
    return tuple(_cites(here, entry) for entry in here.pager.of(entries))


def _cites(here: PageContext, entry: Entry) -> Mention:
    """What cites a source, with its sentence around the source's name; if it does not speak of it, its summary."""
    said = here.sentence_around(entry, here.entry)
    if not said:
        said = here.card(entry).summary if STORY.includes(entry) else here.garden.summary(entry)
    who = here.voice(entry) or sentence_case(entry.kind.word)
    return Mention(here.linked(entry), who, shortened(said, LONGEST_SENTENCE))
