"""What an entry cites, as its page prints it: a source of the garden, or a work that is only found elsewhere."""

from dataclasses import dataclass

from kgen.english import author_as_said, in_words
from kgen.frontmatter import SourceMeta
from kgen.model import Entry
from kgen.views.page_context import Linked, PageContext
from kgen.weave.citations import Citation

MOST_AUTHORS = 3
_SAYS = {"bears-out": "bears it out", "complicates": "complicates it"}


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work that an entry cites."""

    words: str
    """A DOI or an address; empty for a source of the garden."""
    address: str
    source: Linked | None
    by: str
    """Who wrote a source, and when: `Mark S. Granovetter, 1973`."""
    says: str
    """What the entry says of it: `This story bears it out`; often nothing."""


def cited_works(here: PageContext, entry: Entry) -> tuple[CitedWork, ...]:
    return tuple(_work(here, entry, each) for each in here.garden.cited(entry))


def _work(here: PageContext, entry: Entry, cited: Citation) -> CitedWork:
    says = f"This {entry.kind.word} {_SAYS[cited.says]}" if cited.says else ""
    if cited.source is None:
        return CitedWork(cited.words, cited.address, None, "", says)
    return CitedWork("", cited.address, here.linked(cited.source), written_by(cited.source.meta), says)


def written_by(source: SourceMeta) -> str:
    """Who wrote a source, and when: `Mark S. Granovetter, 1973`."""
    names = [author_as_said(author) for author in source.authors]
    who = in_words(names) if len(names) <= MOST_AUTHORS else f"{names[0]} and others"
    return ", ".join(filter(None, (who, source.year)))
