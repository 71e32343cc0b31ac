"""What a web page says of itself, and where its parts are.

Sources: the HTML Living Standard, sections 4.2 and 4.3; microformats2, h-entry; schema.org, Article.
"""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser

from kgen.letters import one_line

_SEPARATOR = re.compile(r"(\s+[|–—·«»•-]+\s+|\s+\(|::?\s+)")
_ENDS_OF_TITLE = re.compile(r"\s+[|–—·«»-]\s+[^|–—·«»-]+$")
_DAYS = frozenset(("dt-published", "published", "entry-date", "pubdate"))
"""Classes of what says when a page was published, in `title` or `datetime`."""
_JSON_DAY = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_JSON_TELLER = re.compile(r'"author"\s*:\s*\[?\s*\{[^{}]*?"name"\s*:\s*"([^"]+)"')
_BY = re.compile(r"(?:(?:written|posted|published)\s+)?by:?\s+", re.IGNORECASE)
_LONGEST_NAME = 80
_MOST_OPEN = 20
"""Elements of which words are read at once: a page may close none of them."""
_VOID = ("link", "meta", "img", "input")
_FEWEST_PAGES = 3
"""Pages of a folder from which on what most of them share is taken for their frame."""
Placed = list[tuple[int, str]]
"""Words of a page, each with where they begin."""


@dataclass(slots=True)
class PageParts:
    """`title` is that of the window, `headings` are those of the first level."""

    title: str = ""
    language: str = ""
    canonical: str = ""
    headings: Placed = field(default_factory=list)
    tellers: Placed = field(default_factory=list)
    published: Placed = field(default_factory=list)
    times: Placed = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    main: tuple[int, int] = (0, 0)
    """Where the text is: in its only article, else what it calls its main part, else its body."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing tells its text from its frame."""
        return self.main[0] == 0 or self.main in self.parts.get("body", ())

    def first(self, found: Placed) -> str:
        """The first of some words that is in the text; else the first on the page."""
        start, end = self.main
        inside = [words for at, words in found if start <= at < end]
        return next(iter(inside or [words for _, words in found]), "")

    def said(self, name: str) -> str:
        return next(iter(self.meta.get(name, ())), "")

    def title_without(self, frame: Collection[str]) -> str:
        """Its title without the name of its site, before or behind it."""
        parts = _SEPARATOR.split(self.title)
        while len(parts) > 2 and one_line(parts[-1]) in frame:
            del parts[-2:]
        while len(parts) > 2 and one_line(parts[0]) in frame:
            del parts[:2]
        title = one_line("".join(parts))
        return title if title != self.title else _ENDS_OF_TITLE.sub("", title)


def frame_of(pages: Collection[PageParts]) -> set[str]:
    """The headings and parts of titles that most pages of a folder share: the name of their site."""
    counted: Counter[str] = Counter()
    for page in pages:
        parts = _SEPARATOR.split(page.title)[::2]
        counted.update({*map(one_line, parts), *(words for _, words in page.headings)})
    shared = shared_by(counted, len(pages))
    return shared | {f"{words})" for words in shared}  # As in `Bells (The ward)`.


def shared_by(counted: Counter[str], pages: int) -> set[str]:
    """What is on most of some pages."""
    return {words for words, count in counted.items() if count >= _FEWEST_PAGES and count * 2 > pages}


@dataclass(slots=True)
class _Words:
    """Words that are being read, until their element ends."""

    found: Placed
    tag: str
    at: int
    depth: int = 1
    words: list[str] = field(default_factory=list)


class _PageReader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.page = PageParts()
        self._titles: Placed = []
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._began: dict[str, list[int]] = {}
        self._open: list[_Words] = []
        self.feed(text)
        self.close()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        classes = {*values.get("class", "").split()}
        for each in self._open:
            each.depth += each.tag == tag
        if tag == "html":
            self.page.language = values.get("lang", "")
        elif tag == "meta" and (name := values.get("name") or values.get("property")):
            self.page.meta.setdefault(name.lower(), []).append(values.get("content", ""))
        elif tag == "link" and "canonical" in values.get("rel", "").lower():
            self.page.canonical = values.get("href", "")
        elif tag in ("title", "h1") and len(self._open) < _MOST_OPEN:
            self._open.append(_Words(self._titles if tag == "title" else self.page.headings, tag, self._offset()))
        elif tag in ("main", "article", "body"):
            self._began.setdefault(tag, []).append(self._offset() + len(self.get_starttag_text() or ""))
        elif _is_byline(values, classes) and tag not in _VOID and len(self._open) < _MOST_OPEN:
            self._open.append(_Words(self.page.tellers, tag, self._offset()))
        day = values.get("datetime") or values.get("content") or values.get("title", "")
        if day and (classes & _DAYS or values.get("itemprop") == "datePublished"):
            self.page.published.append((self._offset(), day))
        elif tag == "time":
            self.page.times.append((self._offset(), day))

    def handle_endtag(self, tag: str) -> None:
        for each in [each for each in self._open if each.tag == tag]:
            each.depth -= 1
            if each.depth == 0:
                self._open.remove(each)
                if words := one_line("".join(each.words)):
                    each.found.append((each.at, words))
        if self._began.get(tag):
            self.page.parts.setdefault(tag, []).append((self._began[tag].pop(), self._offset()))

    def handle_data(self, data: str) -> None:
        for each in self._open:
            each.words.append(data)


def parts_of(text: str) -> PageParts:
    """The parts of a page, by their places in its HTML."""
    reader = _PageReader(text)
    page = reader.page
    page.title = next((words for _, words in reader._titles), "")
    page.main = _main(page, len(text))
    page.tellers = [
        (at, name) for at, words in page.tellers if (name := _BY.sub("", words)) and len(name) < _LONGEST_NAME
    ]
    page.published += [(len(text), day) for day in _JSON_DAY.findall(text)]
    page.tellers += [(len(text), name) for name in _JSON_TELLER.findall(text)]
    return page


def _is_byline(values: dict[str, str], classes: set[str]) -> bool:
    is_author = "author" in values.get("rel", "").split() or values.get("itemprop") == "author"
    return is_author or "p-author" in classes or {"author", "vcard"} <= classes


def _main(page: PageParts, length: int) -> tuple[int, int]:
    for name in ("article", "main", "body"):
        parts = page.parts.get(name, [])
        if len(parts) == 1 or (parts and name != "article"):
            return max(parts, key=lambda part: part[1] - part[0])
    return 0, length
