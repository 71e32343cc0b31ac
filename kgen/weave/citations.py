"""What entries cite: works published elsewhere, some of which are sources of the garden."""

from collections.abc import Container
from typing import TYPE_CHECKING, NamedTuple

from kgen.field_types import doi_address, doi_in
from kgen.model import QUESTION, SOURCE, STORY, TOPIC, Entry, Link, SourceEntry
from kgen.weave.name_index import Names

if TYPE_CHECKING:
    from kgen.weave import Garden


class Citation(NamedTuple):
    """A work that an entry cites. `says` is `bears-out` or `complicates`, or empty if it does not say."""

    address: str
    """Where the work is on the web; empty for a source that names no place."""
    says: str
    source: SourceEntry | None
    """The source of the garden that it is, if there is one."""

    @property
    def doi(self) -> str:
        return doi_in(self.address)

    @property
    def words(self) -> str:
        """What readers see of one that is no source of the garden: its DOI, else its address."""
        return f"doi:{self.doi}" if self.doi else self.address


def citations(entry: Entry, names: Names, published: Container[str]) -> tuple[Citation, ...]:
    """The works that an entry cites, each once, however it is written: by the name of a source, its DOI or its address.

    One that is cited twice, the second time with what the entry says of it, counts as said. A source that readers
    cannot see is left out, unless it is cited by a DOI or an address, which stay what they are.
    """
    found: dict[tuple[str, str], Citation] = {}
    for each in names.in_fields(entry.meta, "cites"):
        says = entry.meta.cited[each.number].says or ""
        if each.found and SOURCE.includes(source := each.found[0]) and source.key in published:
            found[source.key, says] = Citation(source.meta.address, says, source)
        elif not each.required:
            address = address_of(each.name)
            found[address, says] = Citation(address, says, None)
    said = {work for work, says in found if says}
    return tuple(each for (work, says), each in found.items() if says or work not in said)


def address_of(cited: str) -> str:
    """The web address of a work that is cited by its DOI or by an address."""
    doi = doi_in(cited)
    return doi_address(doi) if doi else cited


class CitedBy(NamedTuple):
    """What cites a source, by what it says of it; and the links in the prose of what only mentions it."""

    bears_out: tuple[Entry, ...]
    complicates: tuple[Entry, ...]
    others: tuple[Entry, ...]
    """What cites it without saying."""
    mentions: tuple[Link, ...]


def cited_by(garden: "Garden", source: Entry) -> CitedBy:
    """Divide what cites a source, stories first. What says two things of it is on both sides."""
    citing = [entry for kind in (STORY, QUESTION, TOPIC) for entry in garden.linking(source, "cites", kind)]
    sides: dict[str, list[Entry]] = {"bears-out": [], "complicates": [], "": []}
    for entry in citing:
        for each in garden.cited(entry):
            if each.source is not None and each.source.key == source.key:
                sides[each.says].append(entry)
    keys = {entry.key for entry in citing}
    only_mentioned = tuple(link for link in garden.backlinks(source) if link.source not in keys)
    bears_out, complicates, others = map(tuple, sides.values())
    return CitedBy(bears_out, complicates, others, only_mentioned)
