"""From an entry of BibTeX to the fields of a source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kgen.field_types import doi_in
from kgen.importing.bibtex import CONTAINERS, BibEntry, BibtexError, parted
from kgen.importing.tex_text import UnknownCommand, plain_text, without_entities
from kgen.settings.file import WEB_ADDRESS

_YEAR = re.compile(r"[12][0-9]{3}(?![0-9])")
_ADDRESS = re.compile(WEB_ADDRESS)
_URL = re.compile(r"\\url\s*\{([^{}]*)\}")
_MOST_PARTS = 3
"""`von Family, Jr, Given`."""
_PART_BY_NAME = re.compile(r"\"?([a-z]+(?:-i)?)\s*=\s*(.*?)\"?", re.IGNORECASE | re.DOTALL)
"""`family=Doe`, as BibLaTeX also writes the parts of a name (Philip Kime: The biblatex Package, 3.4 and appendix)."""


@dataclass(frozen=True, slots=True)
class ReadSource:
    """What a source is filled with."""

    line: int
    key: str
    title: str
    authors: tuple[str, ...]
    year: str
    container: str
    doi: str
    url: str
    notes: tuple[str, ...]
    """What was left out, and why, in sentences without a full stop."""


def source_of(entry: BibEntry) -> ReadSource:
    """Raises BibtexError for an entry without a title, or with something in it that cannot be read."""
    title = _text(entry, "title")
    if not title:
        raise BibtexError(f"line {entry.line}: `{entry.key}` has no title. Write title = {{…}}.")
    subtitle = _text(entry, "subtitle")
    notes: list[str] = []
    doi = doi_in(_address(entry.fields.get("doi", "")))
    if entry.fields.get("doi") and not doi:
        notes.append("its DOI is not valid and was left out")
    url = _web_address(entry)
    return ReadSource(
        line=entry.line,
        key=entry.key,
        title=f"{title}: {subtitle}" if subtitle else title,
        authors=tuple(_authors(entry, notes)),
        year=_year(entry, notes),
        container=next(filter(None, (_text(entry, name) for name in CONTAINERS)), ""),
        doi=doi or doi_in(url),
        url="" if doi or doi_in(url) else url,
        notes=tuple(notes),
    )


def _text(entry: BibEntry, field: str) -> str:
    return _plain(entry, field, entry.fields.get(field, ""))


def _plain(entry: BibEntry, field: str, tex: str) -> str:
    try:
        return plain_text(tex)
    except UnknownCommand as command:
        raise BibtexError(
            f"line {entry.line}: `{command}` in `{field}` of `{entry.key}` stands for no letter that kgen knows."
            " Write the letter itself."
        ) from None


def _year(entry: BibEntry, notes: list[str]) -> str:
    written = entry.fields.get("year") or entry.fields.get("date") or ""
    year = _YEAR.match(written.strip("{} "))
    if written and not year:
        notes.append("its year is not a year, and is left out")
    return year[0] if year else ""


def _web_address(entry: BibEntry) -> str:
    named = _URL.search(entry.fields.get("howpublished", ""))
    for written in (entry.fields.get("url", ""), named[1] if named else ""):
        if _ADDRESS.fullmatch(address := _address(written)):
            return address
    return ""


def _address(written: str) -> str:
    """An address as programs write it into BibTeX, some of them with backslashes as for TeX."""
    named = _URL.search(written)
    bare = named[1] if named else written
    return without_entities(re.sub(r"\\([%&#_$~{}])", r"\1", bare)).strip("{} \t\n")


def _authors(entry: BibEntry, notes: list[str]) -> Iterator[str]:
    field = "author" if entry.fields.get("author") else "editor"
    for name in parted(entry.fields.get(field, ""), lambda word: word.lower() == "and"):
        if name == "others":
            notes.append("it has more authors than it names")
        elif name:
            yield _author(entry, field, name)


def _author(entry: BibEntry, field: str, name: str) -> str:
    """A name as `Family, Given`. One that braces keep together, such as that of a body, stays as it is."""
    written = parted(name, lambda sign: sign == ",")
    if by_name := _parts_by_name(written):
        family = " ".join(by_name.get(part, "") for part in ("prefix", "family"))
        named = (_plain(entry, field, part) for part in (family, by_name.get("suffix", ""), by_name.get("given", "")))
        return ", ".join(filter(None, named))
    parts = [_plain(entry, field, part) for part in written]
    if len(parts) > _MOST_PARTS:
        raise BibtexError(
            f"line {entry.line}: `{field}` of `{entry.key}` has a name with {len(parts) - 1} commas."
            " Write `and` between two names, and each as Family, Given."
        )
    if len(parts) > 1:
        return ", ".join(filter(None, parts))
    words = [_plain(entry, field, word) for word in parted(name, str.isspace) if word]
    begin = next((place for place, word in enumerate(words[:-1]) if place and word[:1].islower()), len(words) - 1)
    return f"{' '.join(words[begin:])}, {' '.join(words[:begin])}" if begin > 0 else "".join(words)


def _parts_by_name(parts: list[str]) -> dict[str, str]:
    """The parts of a name that are given by name, as in `family=Doe, given=Jane`; none of any other name."""
    found = [_PART_BY_NAME.fullmatch(part) for part in parts]
    named = {part[1].lower(): part[2] for part in found if part}
    return named if all(found) and named.keys() & {"family", "given"} else {}
