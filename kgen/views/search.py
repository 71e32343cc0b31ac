"""The page where readers look for words. The index and what reads it are loaded when somebody begins to look."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kgen.model import KIND_BY_NAME, Context, Entry, Page
from kgen.site import own_page
from kgen.views.page_context import Linked, PageContext
from kgen.weave import Garden

OWN = own_page("search")
FOLDER = "pagefind/"
FURTHER = f"{FOLDER}part-"
PART = 3_000
"""Entries in a part of the index. Pagefind needs time and memory for one that grow faster than its entries."""
MOST_PARTS = 8
"""A reader's first query loads a piece of each."""
ASSETS = ("search/search.css", "search/search.js")
_WAYS_ON = ("story", "topic", "question", "network", "person", "sector", "meeting", "source")


def parts(garden: Garden) -> list[list[Entry]]:
    """The entries that each part of the index holds, in order: by their keys, so that each stays in its part."""
    entries = [entry for entry in garden.published.values() if entry.url]
    count = min(MOST_PARTS, max(1, -(-len(entries) // PART)))
    found: list[list[Entry]] = [[] for _ in range(count)]
    for entry in entries:
        found[zlib.crc32(entry.key.encode()) % count].append(entry)
    return found


def part_folder(number: int) -> str:
    """Where a part of the index is, below the site's root; the first is number 0."""
    return f"{FURTHER}{number}/" if number else FOLDER


def search(garden: Garden) -> Iterator[Page]:
    if garden.settings.search:
        words = "Search this garden: stories, topics, questions, people, sources."
        count = str(len(parts(garden)))
        yield Page(OWN.address, OWN.title, words, _search, about=count, section=OWN.address, assets=ASSETS)


@dataclass(frozen=True, slots=True)
class SearchContext(Context):
    template = "search.html"
    index: str
    """The address of what reads the index."""
    parts: Sequence[str]
    """The addresses of the folders of its parts, the first being the program's."""
    ways_on: Sequence[Linked]
    in_distress: Sequence[str]
    """Words of a query above whose results the garden's helplines are shown."""


def _search(here: PageContext) -> SearchContext:
    kinds = [KIND_BY_NAME[name] for name in _WAYS_ON]
    return SearchContext(
        index=here.href(f"{FOLDER}pagefind.js"),
        parts=[here.href(part_folder(number)) for number in range(int(here.about))],
        ways_on=[Linked(kind.title, here.href(f"{kind.folder}/")) for kind in kinds],
        in_distress=[*(slug.replace("-", " ") for slug in here.garden.settings.mentions), *_in_distress()],
    )


@cache
def _in_distress() -> tuple[str, ...]:
    """What people who may be about to harm themselves type."""
    return tuple(json.loads((Path(__file__).parent / "in-distress.json").read_text(encoding="utf-8")))
