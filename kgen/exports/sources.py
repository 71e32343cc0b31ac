"""The sources in BibTeX (Oren Patashnik: BibTeXing, 1988), which programs that keep references read.

An entry is called by the slug of its source. It is an `@article` if both a DOI and what it appeared in are known, else
`@misc`: a name alone does not tell a journal from a publisher.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from kgen.letters import one_line
from kgen.model import SOURCE, Output, Page, SourceEntry
from kgen.weave import Garden

_IN_TEX = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{sign: rf"\{sign}" for sign in "%&#_$"},
}
_SPECIAL = re.compile(r"[\\{}~^%&#_$]")
"""What TeX would not print as it is. A brace after a backslash still counts for BibTeX, so braces have names."""
_NOT_IN_ADDRESS = re.compile(r"[{}\\\s]")
_MOST_COMMAS = 2
"""`Family, Jr, Given`: BibTeX refuses a name with more."""
_AND = re.compile(r"(?<!\S)and(?!\S)", re.IGNORECASE)


def sources_bib(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `data/sources.bib`: every published source."""
    yield Output("data/sources.bib", _bibliography)


def _bibliography(garden: Garden) -> bytes:
    return "\n".join(map(_entry, garden.of(SOURCE))).encode()


def _entry(source: SourceEntry) -> str:
    meta = source.meta
    kind, appeared_in = ("article", "journal") if meta.known_doi and meta.container else ("misc", "howpublished")
    fields = {
        "author": " and ".join(map(_author, meta.authors)),
        # The inner braces keep styles from writing its capitals in lower case.
        "title": f"{{{tex(source.title)}}}",
        appeared_in: tex(meta.container or ""),
        "year": meta.year or "",
        "doi": _verbatim(meta.known_doi),
        "url": _verbatim(meta.address),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@{kind}{{{source.slug},\n{''.join(lines)}}}\n"


def _author(author: str) -> str:
    """A name of a person as `Family, Given`. Anything else, such as the name of a body, is kept together by braces."""
    parts = [part.strip() for part in author.split(",")]
    is_person = 1 < len(parts) <= _MOST_COMMAS + 1 and all(parts) and not _AND.search(author)
    return tex(author) if is_person else f"{{{tex(author)}}}"


def tex(text: str) -> str:
    """Text on one line that TeX prints as it is."""
    return _SPECIAL.sub(lambda sign: _IN_TEX[sign[0]], one_line(text))


def _verbatim(address: str) -> str:
    """A DOI or an address, which no program takes for TeX; only its braces have to balance."""
    return _NOT_IN_ADDRESS.sub(lambda sign: quote(sign[0], safe=""), address)
