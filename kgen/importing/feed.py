"""A feed, RSS, Atom or JSON Feed, as Wix, Blogger, Medium and most others give one: the texts that it holds whole.

Sources: RFC 4287 (Atom); RFC 4685 (replies); the RSS 2.0 specification; JSON Feed 1.1.
"""

import io
import re
from collections import Counter
from dataclasses import replace
from email.utils import parsedate_to_datetime
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]

from kgen.english import count_of
from kgen.importing import json_feed
from kgen.importing.documents import Document, Found, LeftOut
from kgen.importing.folder import bytes_of, encoding_named
from kgen.importing.html_text import line_of, markdown_of
from kgen.importing.loose_front_matter import month_in
from kgen.importing.turning import turned
from kgen.importing.xml_text import beginning_of
from kgen.letters import one_line

CALLED = "a feed"
LARGEST = 64 * 1024**2
_BLOGGER = "http://schemas.google.com/blogger/2008/kind#"
_SHORT = 400
"""Characters below which a text that ends in dots is taken for the beginning of one."""
_LONGEST_NAME = 500
_BEGINNING = 40
"""Letters of a summary that say whether it is one."""


def recognises(path: Path) -> bool:
    start = beginning_of(path).lstrip("\ufeff \n\r\t")
    is_xml = start.startswith("<") and any(tag in start for tag in ("<rss", "<feed", "<rdf:RDF"))
    return is_xml or json_feed.recognises(start)


def read(path: Path) -> Found:
    data = bytes_of(path, LARGEST)
    is_json = json_feed.recognises(beginning_of(path))
    read = json_feed.read(data) if is_json else feedparser.parse(io.BytesIO(_decoded(data)), sanitize_html=False)
    documents: list[Document] = []
    left_out: list[LeftOut] = []
    replies: Counter[str] = Counter()
    for entry in read["entries"]:
        if reply := entry.get("thr_in-reply-to"):
            replies[str(reply.get("ref", ""))] += 1
            continue
        document = _document(entry, read["feed"], is_rss=str(read["version"]).startswith("rss"))
        if isinstance(document, Document):
            documents.append(document)
        elif document is not None:
            left_out.append(document)
    documents = [_with_replies(each, replies[each.name]) for each in documents]
    return Found(documents, left_out, site=str(read["feed"].get("link", "")))


def _decoded(data: bytes) -> bytes:
    """A feed in an encoding of East Asia, in UTF-8: feedparser takes a name at its word, and guesses if it is wrong."""
    encoding = encoding_named(data)
    if encoding not in ("cp932", "cp949", "gb18030", "big5hkscs"):
        return data
    head, end, body = data.partition(b"?>")
    return (
        re.sub(rb"encoding=[\"'][\w-]+[\"']", b"encoding='utf-8'", head)
        + end
        + body.decode(encoding, "replace").encode()
    )


def _with_replies(document: Document, count: int) -> Document:
    said = [f"{count_of(count, 'comment', 'comments')} of readers left out"] if count else []
    return replace(document, turned=(*document.turned, *said))


def _document(entry: Any, feed: Any, *, is_rss: bool) -> Document | LeftOut | None:
    """The text of an entry; None for what is not one: settings and templates in an export of Blogger."""
    title = _title(entry)
    link = str(entry.get("link", ""))
    name = str(entry.get("id", "") or link or f"feed:{title}")
    terms = [str(each.get("term") or "") for each in entry.get("tags", ())]
    kinds = [term.removeprefix(_BLOGGER) for term in terms if term.startswith(_BLOGGER)]
    if kinds and not {"post", "page"} & set(kinds):
        return None
    if entry.get("blogger_type", "POST").upper() not in ("POST", "PAGE"):
        return None
    if entry.get("blogger_status", "LIVE").upper() != "LIVE":
        return LeftOut(title or name, "it was not published there", name)
    if entry.get("app_draft") == "yes" or entry.get("draft") == "yes":
        return LeftOut(title or name, "it was a draft there")
    html, summary = _text(entry)
    text = markdown_of("".join((html, *_files(entry, html))))
    done = turned(text.text, title)
    if not done.text.strip():
        return LeftOut(f"{title or 'Without a title'} ({link or name})", "it has no text")
    by_hand = [*text.by_hand, *done.by_hand]
    is_short = not entry.get("content") and len(done.text) < _SHORT
    if is_short and done.text.rstrip().endswith(("…", "...", "[…]", "Read more")):
        by_hand.insert(0, "the feed holds only the beginning of it; the rest has to be copied from the page")
    path = urlsplit(link).path if re.match(r"https?:|/", link) else ""  # feedparser takes an id for a link.
    language = str(feed.get("language", ""))
    return Document(
        name if ":" in name else f"feed:{name}",
        title,
        done.text,
        slug=re.sub(r"\.\w+$", "", path.rstrip("/").rpartition("/")[2]),
        month=_month(entry),
        addresses=(path,) if path not in ("", "/") else (),
        tags=_tags(entry),
        summary=summary,
        language=str(entry.get("content", [{}])[0].get("language") or language) if entry.get("content") else language,
        teller=_tellers(entry) or ("" if is_rss else _tellers(feed)),
        turned=(*text.turned, *done.turned),
        by_hand=tuple(by_hand),
    )


def _title(entry: Any) -> str:
    if entry.get("title_detail", {}).get("type") == "text/plain":
        return one_line(str(entry["title"]))
    return line_of(str(entry.get("title", "")))


def _text(entry: Any) -> tuple[str, str]:
    """The text of an entry as HTML, and its summary in words, unless that is only how the text begins."""
    contents = [each for each in entry.get("content", ()) if each.get("value")]
    in_html = [each for each in contents if each.get("type") != "text/plain"]
    found = [
        *map(_as_html, in_html or contents),
        _as_html(entry.get("summary_detail", {"value": entry.get("summary", "")})),
    ]
    html = max(found, key=len)
    if html != found[-1]:
        summary = line_of(found[-1])
        begins = re.sub(r"\W+", "", summary)[:_BEGINNING]
        if begins not in re.sub(r"\W+", "", markdown_of(html).text):
            return html, summary
    return html, ""


def _as_html(content: Any) -> str:
    value = str(content.get("value") or "")
    return escape(value, quote=False) if content.get("type") == "text/plain" else value


def _files(entry: Any, html: str) -> list[str]:
    """Pictures, sounds and films that came with an entry and are not in its text."""
    found = []
    for link in entry.get("links", ()):
        kind, _, _ = str(link.get("type", "")).partition("/")
        address = str(link.get("href", ""))
        tag = {"image": "img", "audio": "audio", "video": "video"}.get(kind)
        if link.get("rel") == "enclosure" and tag and address and address not in html:
            found.append(f'<{tag} src="{escape(address)}">' + (f"</{tag}>" if tag != "img" else ""))
    return found


def _month(entry: Any) -> str:
    """The month in which its writer published it: elsewhere it may have been the next one already."""
    for name in ("published", "updated"):
        written = str(entry.get(name, ""))
        if month := month_in(written):
            return month
        try:
            return f"{parsedate_to_datetime(written):%Y-%m}"
        except ValueError:
            if parsed := entry.get(f"{name}_parsed"):
                return f"{parsed.tm_year}-{parsed.tm_mon:02}"
    return ""


def _tags(entry: Any) -> tuple[str, ...]:
    """What it is filed under; a scheme that is an address is a program's own, not a word of its writer's."""
    words = (one_line(str(each.get("label") or each.get("term") or "")) for each in entry.get("tags", ()))
    return tuple(
        dict.fromkeys(word for word in words if word and "://" not in word and not word.startswith("blogger."))
    )


def _tellers(part: Any) -> str:
    """Who something is by, never their mail address."""
    names = [str(each.get("name", "")) for each in part.get("authors", ())]
    written = names if len(names) > 1 else [str(part.get("author", ""))]
    return ", ".join(dict.fromkeys(filter(None, map(_name, written))))


def _name(written: str) -> str:
    return one_line(re.sub(r"[<(]?[^\s<(]+@\S+", "", written[:_LONGEST_NAME])).strip(" (),;")
