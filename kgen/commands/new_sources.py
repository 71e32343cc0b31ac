"""kgen new source --bibtex: a file for each work in pasted BibTeX."""

import os
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

from kgen.commands.new import write_new
from kgen.commands.schema import kind_named
from kgen.diagnostic import errors_in
from kgen.frontmatter import SourceMeta
from kgen.importing.bibtex import LARGEST, BibtexError, read_bibtex
from kgen.importing.bibtex_sources import ReadSource, source_of
from kgen.model import SOURCE, Entry, Source
from kgen.read import read_entry
from kgen.read.slugs import suggested_slug
from kgen.read.walk import LARGEST as LARGEST_FILE, fault_of_name
from kgen.read.yaml_text import quoted
from kgen.settings import ConfigurationError, Settings, load
from kgen.weave.name_index import fold
from kgen.weave.old_addresses import old_address, once_of


def run(config_file: Path, kind_name: str, title: str, bibtex: str) -> int:
    """Write a file for each entry of a BibTeX file, or of standard input (`-`). Where one cannot be read, none is
    written; a work that the garden has already is left as it is."""
    if kind_named(kind_name) is not SOURCE or title:
        raise ConfigurationError("BibTeX holds sources and their titles. Write: kgen new source --bibtex FILE")
    settings = load(config_file)
    called = "standard input" if bibtex == "-" else bibtex
    try:
        works = [source_of(entry) for entry in read_bibtex(_text(bibtex))]
        plan = list(_plan(works, settings))
    except BibtexError as problem:
        raise ConfigurationError(f"{called}: {problem} Nothing was written.") from None
    written = 0
    for name, work in plan:
        shown = f"{settings.content_name}/{name}"
        if work is None:
            print(f"{shown} is already there, and stays as it is.")
            continue
        write_new(settings.content_dir / name, file_of(work), shown)
        written += 1
        print(": ".join([shown, "; ".join(work.notes)] if work.notes else [shown]))
    if written:
        print("Below the second --- of each, say in a sentence or two what it found. Then run `kgen check`.")
    return 0


def _text(bibtex: str) -> str:
    try:
        if bibtex == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(bibtex).open("rb") as file:
                data = file.read(LARGEST + 1)
    except OSError as error:
        raise ConfigurationError(f"{bibtex} cannot be read: {error.strerror}.") from None
    if len(data) > LARGEST:
        raise ConfigurationError(f"{bibtex} is larger than {LARGEST // 1024} KB. Divide it.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise ConfigurationError(f"{bibtex} is not UTF-8. Save it as UTF-8.") from None


def _plan(works: list[ReadSource], settings: Settings) -> Iterator[tuple[str, ReadSource | None]]:
    """The file below content/ of each work, and the work; None where the garden has it already. Raises BibtexError for
    one that would not be in order, and where two entries are one work."""
    entries = list(_sources_there(settings))
    there = [(name, _Work.of(entry.meta)) for name, entry in entries]
    once = once_of(entry for _, entry in entries)
    planned: dict[str, ReadSource] = {}
    for work in works:
        this = _Work.of(work)
        if twin := next((each for each in planned.values() if _Work.of(each).is_also(this)), None):
            what = "DOI" if this.doi and twin.doi else "title, authors and year"
            raise BibtexError(
                f"line {work.line}: the entry in line {twin.line} has this {what}. Delete one of the two."
            )
        name = next((name for name, each in there if each.is_also(this)), "")
        if name:
            yield name, None
            continue
        names = (f"{SOURCE.folder}/{slug}.md" for slug in _slugs(work) if old_address(SOURCE, slug) not in once)
        name = next(each for each in names if each not in planned and not os.path.lexists(settings.content_dir / each))
        _refuse_unsound(name, work)
        planned[name] = work
        yield name, work


class _Work(NamedTuple):
    """What tells one work from another."""

    doi: str
    words: tuple[str, ...]
    """Its title, its year and the family name of each author, folded."""

    @classmethod
    def of(cls, work: ReadSource | SourceMeta) -> "_Work":
        doi = work.known_doi if isinstance(work, SourceMeta) else work.doi
        families = (fold(author.partition(",")[0]).rpartition("-")[2] for author in work.authors)
        return cls(doi.casefold(), (fold(work.title), work.year or "", *families))

    def is_also(self, other: "_Work") -> bool:
        return self.doi == other.doi if self.doi and other.doi else self.words == other.words


def _sources_there(settings: Settings) -> Iterator[tuple[str, Entry[SourceMeta]]]:
    """Each source of the garden, with its file below content/."""
    for path in sorted((settings.content_dir / SOURCE.folder).glob("*.md")):
        name = f"{SOURCE.folder}/{path.name}"
        if fault_of_name(name) is None and path.is_file() and path.stat().st_size <= LARGEST_FILE:
            entry = read_entry(Source(name, path.read_bytes()), name)
            if SOURCE.includes(entry):
                yield name, entry


def _slugs(work: ReadSource) -> Iterator[str]:
    """What the file of a work may be called, the best first. A title in another script has no letters for a slug: the
    first author and the year stand for it, or the key of the entry."""
    nothing = suggested_slug("")
    first = suggested_slug(work.authors[0].partition(",")[0]) if work.authors else nothing
    by_author = nothing if first == nothing else _joined(first, work.year)
    titled = suggested_slug(work.title)
    found = (each for each in (titled, by_author, suggested_slug(work.key)) if each != nothing)
    slug = next(found, str(SOURCE))
    yield slug
    if work.year and slug != by_author:
        yield _joined(slug, work.year)
    yield from (_joined(slug, str(number)) for number in count(2))


def _joined(slug: str, ending: str) -> str:
    """`trust-work-2010`, no longer than a slug may be."""
    return f"{slug[: 79 - len(ending)].strip('-')}-{ending}" if ending else slug


def _refuse_unsound(name: str, work: ReadSource) -> None:
    """Raises BibtexError for a work whose file would not be in order."""
    if fault := fault_of_name(name):
        raise BibtexError(f"line {work.line}: {fault.message}. Write a longer title.")
    for fault in errors_in(read_entry(Source(name, file_of(work)), name).faults):
        raise BibtexError(f"line {work.line}: {fault.message}. {fault.fix}")


def file_of(work: ReadSource) -> bytes:
    """The file of a source, every value in quotation marks, so that YAML takes none for more than text."""
    lines = ["---", f"title: {quoted(work.title)}"]
    if work.authors:
        lines += ["authors:", *(f"  - {quoted(author)}" for author in work.authors)]
    for field in ("year", "container", "doi", "url"):
        if value := getattr(work, field):
            lines.append(f"{field}: {quoted(value)}")
    return "\n".join([*lines, "---", "", ""]).encode()
