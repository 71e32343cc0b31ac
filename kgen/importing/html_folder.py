"""A folder of web pages: from each, what is in its main part, without the frame around it.

Source: the HTML Living Standard, sections 4.2 and 4.3.
"""

import csv
import io
import posixpath
import re
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from kgen.importing.documents import Document, Found, LeftOut
from kgen.importing.folder import LARGEST_PICTURE, Folder, read_each
from kgen.importing.html_text import markdown_of
from kgen.importing.loose_front_matter import month_in
from kgen.importing.markdown_folder import DAY
from kgen.importing.turning import turned
from kgen.letters import one_line

CALLED = "a folder of web pages"
ENDINGS = (".html", ".htm", ".xhtml")
_ENDS_OF_TITLE = re.compile(r"\s+[|–—·-]\s+[^|–—·]+$")


def recognises(path: Path) -> bool:
    return path.is_dir() and any(name.lower().endswith(ENDINGS) for name in Folder(path).names)


def read(path: Path) -> Found:
    folder = Folder(path)
    is_medium = any(name.startswith("profile/") for name in folder.names)
    unpublished = _of_substack(folder)
    pages = [
        name
        for name in folder.names
        if name.lower().endswith(ENDINGS)
        and (name.startswith("posts/") or not is_medium)
        and "_files/" not in name  # What a browser saves beside a page.
    ]

    def read_one(name: str) -> Document | LeftOut:
        stem = posixpath.splitext(posixpath.basename(name))[0]
        is_draft = is_medium and stem.startswith("draft_")
        if why := unpublished.get(stem, "it was a draft there" if is_draft else ""):
            return LeftOut(name, why, name)
        return _document(name, folder.text_of(name))

    documents, left_out = read_each(pages, read_one)
    others = [name for name in folder.names if not name.lower().endswith(ENDINGS)]
    files = {name: partial(folder.bytes_of, name, LARGEST_PICTURE) for name in others}
    return Found(
        documents, [*folder.left_out, *left_out], files, next((page.places[0] for page in documents if page.places), "")
    )


def _of_substack(folder: Folder) -> dict[str, str]:
    """Why a text was not public, by the name of its file, as posts.csv in an export of Substack says."""
    if "posts.csv" not in folder.names:
        return {}
    found = {}
    for row in csv.DictReader(io.StringIO(folder.text_of("posts.csv"))):
        if row.get("is_published", "true").lower() == "false":
            found[row.get("post_id") or ""] = "it was not published there"
        elif row.get("audience", "everyone") not in ("everyone", ""):
            found[row.get("post_id") or ""] = "it was for subscribers alone"
    return found


@dataclass(slots=True)
class _PageParts:
    title: str = ""
    heading: str = ""
    language: str = ""
    canonical: str = ""
    times: list[str] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, list[tuple[int, int]]] = field(default_factory=dict)


class _PageReader(HTMLParser):
    """Finds what a page says of itself, and where its parts begin and end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.page = _PageParts()
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._began: dict[str, list[int]] = {}
        self._words: list[str] | None = None
        self.feed(text)
        self.close()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.page.language = values.get("lang", "")
        elif tag == "meta" and (name := values.get("name") or values.get("property")):
            self.page.meta.setdefault(name.lower(), []).append(values.get("content", ""))
        elif tag == "link" and "canonical" in values.get("rel", "").lower():
            self.page.canonical = values.get("href", "")
        elif tag == "time":
            self.page.times.append(values.get("datetime", ""))
        elif tag in ("title", "h1"):
            self._words = []
        elif tag in ("main", "article", "body"):
            self._began.setdefault(tag, []).append(self._offset() + len(self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("title", "h1") and self._words is not None:
            words, self._words = one_line("".join(self._words)), None
            if tag == "title":
                self.page.title = self.page.title or words
            else:
                self.page.heading = self.page.heading or words
        elif self._began.get(tag):
            self.page.parts.setdefault(tag, []).append((self._began[tag].pop(), self._offset()))

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)


def _document(name: str, text: str) -> Document | LeftOut:
    page = _PageReader(text).page
    if posixpath.basename(name).lower() in ("404.html", "search.html") or name.lower() in ("index.html", "index.htm"):
        return LeftOut(name, "it only leads to the others")
    if any("noindex" in each for each in page.meta.get("robots", ())):
        return LeftOut(name, "it was kept out of search engines there")
    if any("refresh" in each.lower() for each in re.findall(r"<meta[^>]*http-equiv=[\"']?(\w+)", text)):
        return LeftOut(name, "it only leads elsewhere")
    title = page.heading or _meta(page, "og:title") or _ENDS_OF_TITLE.sub("", page.title)
    turned_html = markdown_of(_main(page, text), is_page=True)
    body = re.sub(r"\A\s*#[ \t]+[^\n]*\n?", "", turned_html.text) if page.heading else turned_html.text
    done = turned(body, title)
    if not done.text.strip():
        return LeftOut(name, "it has no text")
    stem = posixpath.splitext(posixpath.basename(name))[0]
    if stem.lower() == "index":
        stem = posixpath.basename(posixpath.dirname(name))
    return Document(
        name,
        title or stem,
        done.text,
        slug=DAY.sub("", stem, count=1) or stem,
        month=month_in(
            _meta(page, "article:published_time"), *page.times, _meta(page, "date"), _meta(page, "dc.date"), name
        ),
        addresses=_addresses(name, page),
        places=(page.canonical,) if "://" in page.canonical else (),
        tags=tuple(
            filter(None, map(one_line, [*page.meta.get("article:tag", ()), *_meta(page, "keywords").split(",")]))
        ),
        categories=tuple(filter(None, map(one_line, page.meta.get("article:section", ())))),
        summary=one_line(_meta(page, "description")),
        language=page.language,
        teller=_meta(page, "author"),
        turned=(*turned_html.turned, *done.turned),
        by_hand=done.by_hand,
    )


def _meta(page: _PageParts, name: str) -> str:
    return next(iter(page.meta.get(name, ())), "")


def _main(page: _PageParts, text: str) -> str:
    """The part of a page that is its text: its only article, else what it calls its main part, else its body."""
    for name in ("article", "main", "body"):
        parts = page.parts.get(name, [])
        if len(parts) == 1 or (parts and name != "article"):
            start, end = max(parts, key=lambda part: part[1] - part[0])
            return text[start:end]
    return text


def _addresses(name: str, page: _PageParts) -> tuple[str, ...]:
    path = urlsplit(page.canonical).path if page.canonical else ""
    if path in ("", "/"):
        path = f"/{name}"
    return (re.sub(r"(?:^|(?<=/))index\.\w+$", "", path),)
