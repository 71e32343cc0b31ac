"""A feed, RSS or Atom, as Wix, Blogger, Medium and most others give one: the texts that it holds whole.

Sources: RFC 4287 (Atom); the RSS 2.0 specification.
"""

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]

from kgen.importing.documents import Document, Found, LeftOut
from kgen.importing.folder import bytes_of
from kgen.importing.html_text import markdown_of
from kgen.importing.turning import turned
from kgen.importing.xml_text import beginning_of
from kgen.letters import one_line

CALLED = "a feed"
LARGEST = 64 * 1024**2
_BLOGGER = "http://schemas.google.com/blogger/2008/kind#"
_SHORT = 400
"""Characters below which a text that ends in dots is taken for the beginning of one."""


def recognises(path: Path) -> bool:
    start = beginning_of(path).lstrip("\ufeff \n\r\t")
    return start.startswith("<") and any(tag in start for tag in ("<rss", "<feed", "<rdf:RDF"))


def read(path: Path) -> Found:
    read = feedparser.parse(io.BytesIO(bytes_of(path, LARGEST)), sanitize_html=False)
    documents: list[Document] = []
    left_out: list[LeftOut] = []
    for entry in read.entries:
        document = _document(entry, str(read.feed.get("language", "")))
        if isinstance(document, Document):
            documents.append(document)
        elif document is not None:
            left_out.append(document)
    return Found(documents, left_out, site=str(read.feed.get("link", "")))


def _document(entry: Any, language: str) -> Document | LeftOut | None:
    """The text of an entry; None for what is not one: settings, templates and comments in an export of Blogger."""
    title = one_line(markdown_of(str(entry.get("title", ""))).text.replace("\\", ""))
    link = str(entry.get("link", ""))
    name = str(entry.get("id", "") or link or f"feed:{title}")
    terms = [str(each.get("term") or "") for each in entry.get("tags", ())]
    kinds = [term.removeprefix(_BLOGGER) for term in terms if term.startswith(_BLOGGER)]
    if entry.get("thr_in-reply-to") or (kinds and not {"post", "page"} & set(kinds)):
        return None
    if entry.get("blogger_type", "POST").upper() not in ("POST", "PAGE"):
        return None
    if entry.get("blogger_status", "LIVE").upper() != "LIVE":
        return LeftOut(title or name, "it was not published there", name)
    if entry.get("app_draft") == "yes" or entry.get("draft") == "yes":
        return LeftOut(title or name, "it was a draft there")
    contents = [str(each.value) for each in entry.get("content", ()) if each.get("type", "text/html") != "text/plain"]
    contents += [str(each.value) for each in entry.get("content", ())]
    html = max([*contents, str(entry.get("summary", ""))], key=len)
    text = markdown_of(html)
    done = turned(text.text, title)
    if not done.text.strip():
        return LeftOut(f"{title or 'Without a title'} ({link or name})", "it has no text")
    by_hand = list(done.by_hand)
    if not contents and len(done.text) < _SHORT and done.text.rstrip().endswith(("…", "...", "[…]", "Read more")):
        by_hand.insert(0, "the feed holds only the beginning of it; the rest has to be copied from the page")
    published = entry.get("published_parsed") or entry.get("updated_parsed")
    path = urlsplit(link).path
    return Document(
        name if ":" in name else f"feed:{name}",
        title,
        done.text,
        slug=re.sub(r"\.\w+$", "", path.rstrip("/").rpartition("/")[2]),
        month=f"{published.tm_year}-{published.tm_mon:02}" if published else "",
        addresses=(path,) if path not in ("", "/") else (),
        tags=_tags(entry),
        language=str(entry.get("content", [{}])[0].get("language") or language) if entry.get("content") else language,
        teller=_name(entry),
        turned=(*text.turned, *done.turned),
        by_hand=tuple(by_hand),
    )


def _tags(entry: Any) -> tuple[str, ...]:
    """What it is filed under; a scheme that is an address is a program's own, not a word of its writer's."""
    words = (one_line(str(each.get("label") or each.get("term") or "")) for each in entry.get("tags", ()))
    return tuple(
        dict.fromkeys(word for word in words if word and "://" not in word and not word.startswith("blogger."))
    )


def _name(entry: Any) -> str:
    """Who it is by, never their mail address."""
    name = str(entry.get("author_detail", {}).get("name", "") or entry.get("author", ""))
    return "" if "@" in name else one_line(name)
