"""Which kind of source something is, and what it holds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from kgen.importing import feed, html_folder, markdown_folder, word, wordpress
from kgen.importing.dendron import DendronWorkspace
from kgen.importing.documents import Found
from kgen.importing.docusaurus import DocusaurusSite
from kgen.importing.folder import Folder
from kgen.importing.hexo import HexoSite
from kgen.importing.hugo import HugoSite, ZolaSite
from kgen.importing.jekyll import JekyllSite
from kgen.importing.layout import Layout, PlainFolder
from kgen.importing.logseq import LogseqGraph
from kgen.importing.mkdocs_site import MkDocsSite
from kgen.importing.quarto import QuartoSite
from kgen.importing.vaults import FoamWorkspace, QuartzGarden, Vault


class SourceKind(NamedTuple):
    """What it is called, whether a path is one, and how it is read. Reading raises UnreadableSource."""

    called: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path], Found]


def _of(layout: type[Layout]) -> SourceKind:
    return SourceKind(layout.called, layout.recognises, lambda path: markdown_folder.read(layout(path)))


_WORDPRESS, _FEED, _WORD, _PAGES = (
    SourceKind(each.CALLED, each.recognises, each.read) for each in (wordpress, feed, word, html_folder)
)
_SITES = (DocusaurusSite, QuartoSite, ZolaSite, HugoSite, MkDocsSite, HexoSite, JekyllSite)
_NOTES = (QuartzGarden, LogseqGraph, DendronWorkspace, Vault, FoamWorkspace)
SOURCES = (_WORDPRESS, _FEED, _WORD, *map(_of, (*_NOTES, *_SITES, PlainFolder)), _PAGES)
"""In the order in which they are asked: those that are surest of their own first."""


def recognised(path: Path) -> SourceKind | None:
    return next((source for source in SOURCES if source.recognises(path)), None)


def inside(folder: Path) -> Iterator[tuple[str, str]]:
    """The exports and feeds that are in a folder of something else: the path of each in it, and what it is."""
    for name in Folder(folder).names:
        if name.lower().endswith((".xml", ".rss", ".atom", ".json")):
            yield from ((name, each.called) for each in (_WORDPRESS, _FEED) if each.recognises(folder / name))
