"""kgen new source --bibtex: a file for each work in pasted BibTeX."""

import sys
from collections.abc import Iterator
from pathlib import Path

from kgen.commands.new import write_new
from kgen.commands.schema import kind_named
from kgen.importing.bibtex import LARGEST, Unreadable, read_bibtex
from kgen.importing.bibtex_sources import ReadSource, source_of
from kgen.model import SOURCE, Source
from kgen.read import read_entry
from kgen.read.walk import LARGEST as LARGEST_FILE, fault_of_name, suggested_slug
from kgen.read.yaml_text import quoted
from kgen.settings import ConfigurationError, Settings, load


def run(config_file: Path, kind_name: str, title: str, bibtex: str) -> int:
    """Write a file for each entry of a BibTeX file, or of standard input (`-`). Where one cannot be read, none is
    written; what the garden has already, by its file or its DOI, is left as it is."""
    if kind_named(kind_name) is not SOURCE or title:
        raise ConfigurationError("BibTeX holds sources and their titles. Write: kgen new source --bibtex FILE")
    settings = load(config_file)
    called = "standard input" if bibtex == "-" else bibtex
    try:
        works = [source_of(entry) for entry in read_bibtex(_text(bibtex))]
        files = dict(_files(works, settings))
    except Unreadable as problem:
        raise ConfigurationError(f"{called}: {problem} Nothing was written.") from None
    known = dict(_known_dois(settings))
    written = 0
    for name, work in files.items():
        path, shown = settings.content_dir / name, f"{settings.content_name}/{name}"
        there = shown if path.exists() or path.is_symlink() else known.get(work.doi.casefold(), "")
        if there:
            print(f"{there} is already there, and stays as it is.")
            continue
        write_new(path, file_of(work), shown)
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


def _files(works: list[ReadSource], settings: Settings) -> Iterator[tuple[str, ReadSource]]:
    """Each work with the name of its file below content/. Raises Unreadable for one that would not be in order."""
    taken: dict[str, ReadSource] = {}
    for work in works:
        slug = suggested_slug(work.title)
        for each in (slug, f"{slug}-{work.year}") if work.year else (slug,):
            name = f"{SOURCE.folder}/{each}.md"
            if taken.setdefault(name, work) is work:
                break
        else:
            raise Unreadable(f"line {work.line}: two entries have this title and year. Delete one of the two.")
        if fault := fault_of_name(name):
            raise Unreadable(f"line {work.line}: {fault.message}. Write a longer title.")
        read = read_entry(Source(name, file_of(work)), name)
        for fault in read.faults:
            if fault.severity == "error":
                raise Unreadable(f"line {work.line}: {fault.message}. {fault.fix}")
        yield name, work


def file_of(work: ReadSource) -> bytes:
    """The file of a source, every value in quotation marks, so that YAML takes none for more than text."""
    lines = ["---", f"title: {quoted(work.title)}"]
    if work.authors:
        lines += ["authors:", *(f"  - {quoted(author)}" for author in work.authors)]
    for field in ("year", "container", "doi", "url"):
        if value := getattr(work, field):
            lines.append(f"{field}: {quoted(value)}")
    return "\n".join([*lines, "---", "", ""]).encode()


def _known_dois(settings: Settings) -> Iterator[tuple[str, str]]:
    """The DOI of each source that is there, with its file."""
    for path in sorted((settings.content_dir / SOURCE.folder).glob("*.md")):
        name = f"{SOURCE.folder}/{path.name}"
        if fault_of_name(name) is None and path.is_file() and path.stat().st_size <= LARGEST_FILE:
            entry = read_entry(Source(name, path.read_bytes()), name)
            if SOURCE.includes(entry) and entry.meta.known_doi:
                yield entry.meta.known_doi.casefold(), f"{settings.content_name}/{name}"
