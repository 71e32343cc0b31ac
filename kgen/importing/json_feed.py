"""A JSON Feed, as a feed in XML is read.

Source: JSON Feed 1.1.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from kgen.importing.documents import UnreadableSource
from kgen.importing.folder import text_in

_VERSION = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')


def recognises(start: str) -> bool:
    return start.lstrip("\ufeff \n\r\t").startswith("{") and bool(_VERSION.search(start))


def read(data: bytes) -> dict[str, Any]:
    """What a feed holds, in the fields that feedparser has for it. Raises UnreadableSource."""
    try:
        found = json.loads(text_in(data))
    except (ValueError, RecursionError):
        raise UnreadableSource("it is not JSON that can be read. Save the feed again") from None
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list):
        raise UnreadableSource("it holds no items, as every JSON Feed does")
    entries = [_entry(each) for each in items if isinstance(each, dict)]
    feed = {"link": _said(found, "home_page_url"), "language": _said(found, "language"), **_authors(found)}
    return {"version": "json", "feed": feed, "entries": entries}


def _entry(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": _said(item, "id"),
        "link": _said(item, "url", "external_url"),
        "title": _said(item, "title"),
        "title_detail": {"type": "text/plain"},
        "content": [each for each in (_content(item, "html"), _content(item, "plain")) if each["value"]],
        "summary_detail": {"value": _said(item, "summary"), "type": "text/plain"},
        "published": _said(item, "date_published"),
        "updated": _said(item, "date_modified"),
        "tags": [{"term": each} for each in _listed(item, "tags") if isinstance(each, str)],
        "links": [*_files(item)],
        **_authors(item),
    }


def _content(item: dict[str, Any], kind: str) -> dict[str, str]:
    field = "content_html" if kind == "html" else "content_text"
    return {"value": _said(item, field), "type": f"text/{kind}", "language": _said(item, "language")}


def _files(item: dict[str, Any]) -> Iterator[dict[str, str]]:
    if picture := _said(item, "image"):
        yield {"rel": "enclosure", "href": picture, "type": "image/"}
    for each in _listed(item, "attachments"):
        if isinstance(each, dict):
            yield {"rel": "enclosure", "href": _said(each, "url"), "type": _said(each, "mime_type")}


def _authors(part: dict[str, Any]) -> dict[str, Any]:
    """`author` is how version 1.0 names one."""
    found = [each for each in (*_listed(part, "authors"), part.get("author")) if isinstance(each, dict)]
    names = [name for each in found if (name := _said(each, "name"))]
    return {"authors": [{"name": each} for each in names], "author": names[0] if names else ""}


def _listed(part: dict[str, Any], name: str) -> list[Any]:
    value = part.get(name)
    return value if isinstance(value, list) else []


def _said(part: dict[str, Any], *names: str) -> str:
    """The text in the first of some fields that holds one; some write the number of an item as a number."""
    return next((str(each) for each in map(part.get, names) if isinstance(each, str | int) and str(each).strip()), "")
