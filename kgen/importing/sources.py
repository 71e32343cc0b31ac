"""Which kind of source something is, and what it holds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from kgen.importing import (
    dendron,
    docusaurus,
    feed,
    foam,
    html_folder,
    hugo,
    jekyll,
    logseq,
    mkdocs_site,
    obsidian,
    plain_folder,
    quarto,
    quartz,
    word,
    wordpress,
)
from kgen.importing.documents import Found
from kgen.importing.folder import Folder


class SourceKind(NamedTuple):
    """What it is called, whether a path is one, and how it is read. Reading raises UnreadableSource."""

    called: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path], Found]


SOURCES = tuple(
    SourceKind(each.CALLED, each.recognises, each.read)
    for each in (
        wordpress,
        feed,
        word,
        quartz,
        logseq,
        dendron,
        obsidian,
        foam,
        docusaurus,
        quarto,
        hugo,
        mkdocs_site,
        jekyll,
        plain_folder,
        html_folder,
    )
)
"""In the order in which they are asked: those that are surest of their own first."""


def recognised(path: Path) -> SourceKind | None:
    return next((source for source in SOURCES if source.recognises(path)), None)


_IN_ONE_FILE = (wordpress, feed)


def inside(folder: Path) -> Iterator[tuple[str, str]]:
    """The exports and feeds that are in a folder of something else: the path of each in it, and what it is."""
    for name in Folder(folder).names:
        if name.lower().endswith((".xml", ".rss", ".atom", ".json")):
            yield from ((name, each.CALLED) for each in _IN_ONE_FILE if each.recognises(folder / name))
