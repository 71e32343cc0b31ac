"""An export of WordPress (WXR): its posts and pages. Private ones, comments and addresses of people are left out.

Source: WordPress' own exporter, wp-admin/includes/export.php; for paragraphs, its function wpautop.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kgen.english import count_of
from kgen.importing.documents import WAS_A_PAGE, Document, Found, LeftOut, UnreadableSource
from kgen.importing.folder import LARGEST_PICTURE, Folder, bytes_of
from kgen.importing.html_text import line_of, markdown_of
from kgen.importing.loose_front_matter import month_in
from kgen.importing.markdown_folder import is_told
from kgen.importing.markup import HTML, Turning, verbatim
from kgen.importing.shortcodes import without_shortcodes
from kgen.importing.turning import turned
from kgen.importing.xml_text import beginning_of, read_xml
from kgen.letters import one_line

CALLED = "an export of WordPress"
LARGEST = 512 * 1024**2
_UPLOADS = "wp-content"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_WP = re.compile(r"\{https?://wordpress\.org/export/[\d.]+/(?:excerpt/)?\}")
_EXCERPT = "encoded"
_NOT_TEXTS = re.compile(
    r"attachment|revision|nav_menu_item|custom(?:_css|ize_changeset)|oembed_cache|user_request|wp_.+|acf-.+|product.*"
    r"|shop_.+|elementor.*|mailpoet.*|feedback|jp_.+|wpcf7.*|wpforms.*|ninja.*|popup.*|scheduled-action|amp_.+|jetpack.*"
)
_WHY = {
    "private": "it was private there",
    "draft": "it was a draft there",
    "auto-draft": "it was a draft there",
    "pending": "it was a draft there",
    "future": "it was not published there yet",
    "trash": "it was in the bin there",
}
_BLOCK = re.compile(
    r"</?(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote"
    r"|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|header|footer|nav|figure|figcaption|details"
    r"|summary|iframe|video|audio|script)\b",
    re.IGNORECASE,
)
_ENDS_ITSELF = re.compile(rf"(?:<br ?/?>|{_BLOCK.pattern}[^<>]*>)\s*$", re.IGNORECASE)


def recognises(path: Path) -> bool:
    start = beginning_of(path)
    return "<rss" in start and "wordpress.org/export/" in start


def read(path: Path) -> Found:
    channel = read_xml(bytes_of(path, LARGEST)).find("channel")
    if channel is None:
        raise UnreadableSource("it holds no channel, as every export of WordPress does")
    items = [_named(item) for item in channel.iter("item")]
    tellers = {
        _text(each, "author_login"): _text(each, "author_display_name")
        for each in (_named(child) for child in channel if _WP.sub("", child.tag) == "author")
    }
    pictures = {
        _text(item, "post_id"): (_text(item, "attachment_url"), _alt(item) or _text(item, "title"))
        for item in items
        if _text(item, "post_type") == "attachment"
    }
    reusable = {
        _text(item, "post_id"): _text(item, _CONTENT) for item in items if _text(item, "post_type") == "wp_block"
    }
    site = next((_text(_named(channel), name) for name in ("base_blog_url", "base_site_url", "link")), "")
    found: list[Document] = []
    left_out: list[LeftOut] = []
    for item in items:
        kind = _text(item, "post_type") or "post"
        if _NOT_TEXTS.fullmatch(kind):
            continue
        document = _document(item, kind, pictures, tellers, reusable)
        if isinstance(document, Document):
            found.append(document)
        else:
            left_out.append(document)
    return Found(found, left_out, _files_beside(path), site)


def _files_beside(export: Path) -> dict[str, Callable[[], bytes]]:
    """The files of the old site's `wp-content/`, where somebody put that folder beside the export."""
    beside = export.parent / _UPLOADS
    if not beside.is_dir() or beside.is_symlink():
        return {}
    folder = Folder(beside)
    return {f"{_UPLOADS}/{name}": partial(folder.bytes_of, name, LARGEST_PICTURE) for name in folder.names}


Item = Mapping[str, list[Any]]


def _named(element: Any) -> Item:
    """The children of an element by their names, those of WordPress' own without what is before the name."""
    children: dict[str, list[Any]] = {}
    for child in element:
        children.setdefault(_WP.sub("", child.tag), []).append(child)
    return children


def _text(item: Item, name: str) -> str:
    found = item.get(name)
    return (found[0].text or "").strip() if found else ""


def _alt(item: Item) -> str:
    for meta in map(_named, item.get("postmeta", ())):
        if _text(meta, "meta_key") == "_wp_attachment_image_alt":
            return _text(meta, "meta_value")
    return ""


def _footnotes(item: Item) -> dict[str, str]:
    """The footnotes that WordPress keeps beside a text, by the names to which its marks link."""
    for meta in map(_named, item.get("postmeta", ())):
        if _text(meta, "meta_key") == "footnotes":
            try:
                return {str(each["id"]): str(each["content"]) for each in json.loads(_text(meta, "meta_value"))}
            except (ValueError, TypeError, KeyError):
                return {}
    return {}


def _document(
    item: Item,
    kind: str,
    pictures: Mapping[str, tuple[str, str]],
    tellers: Mapping[str, str],
    reusable: Mapping[str, str],
) -> Document | LeftOut:
    title, link = one_line(_text(item, "title")), _text(item, "link")
    name = _text(item, "guid") or link or f"wordpress:{_text(item, 'post_id')}"
    called = f"{title or 'Without a title'} ({link or name})"
    if why := _WHY.get(_text(item, "status")):
        return LeftOut(called, why, name)
    if _text(item, "post_password"):
        return LeftOut(called, "it was behind a password there", name)
    turning = Turning(HTML, partial(_gallery, pictures))
    content = _with_reusable(_text(item, _CONTENT), reusable, turning)
    html = without_shortcodes(content, turning)
    text = markdown_of(_paragraphs(html), footnotes=_footnotes(item))
    done = turned(text.text, title)
    if not done.text.strip():
        return LeftOut(called, "it has no text")
    categories, creator = item.get("category", []), _text(item, _CREATOR)
    return Document(
        name if re.match(r"[a-z]+:", name) else f"wordpress:{name}",
        line_of(title),
        done.text,
        slug=unquote(_text(item, "post_name")),
        places=(f"/?p={_text(item, 'post_id')}", f"/?page_id={_text(item, 'post_id')}"),
        month=month_in(_text(item, "post_date"), _text(item, "post_date_gmt")),
        addresses=_addresses(link),
        tags=_of(categories, "post_tag"),
        categories=tuple(each for each in _of(categories, "category") if each.lower() != "uncategorized"),
        summary=line_of(_text(item, _EXCERPT)),
        teller=tellers.get(creator) or ("" if "@" in creator else creator),
        turned=(
            *(*turning.turned, *text.turned, *done.turned),
            *([WAS_A_PAGE] if kind == "page" else []),
            *_comments(item),
        ),
        by_hand=(*turning.by_hand, *text.by_hand, *done.by_hand, *_fields(item)),
    )


def _fields(item: Item) -> list[str]:
    """Fields of its own in which somebody tells something: a theme may have shown them, the report names them."""
    metas = [(_text(each, "meta_key"), _text(each, "meta_value")) for each in map(_named, item.get("postmeta", ()))]
    told = [name for name, said in metas if not name.startswith("_") and name != "footnotes" and is_told(said)]
    return [f"a field that holds words was left out: {verbatim(name)}" for name in dict.fromkeys(told)]


def _comments(item: Item) -> list[str]:
    """That readers had commented, and how often: nobody asked them whether it may be told here."""
    count = sum(_text(each, "comment_type") in ("", "comment") for each in map(_named, item.get("comment", ())))
    return [f"{count_of(count, 'comment', 'comments')} of readers left out"] if count else []


_FILLED_IN = re.compile(r"<!--\s+wp:(?!jetpack/paywall\b)([\w/-]+)\s*(\{[^\n]*?\})?\s+/-->")
"""A block that holds nothing itself: WordPress fills it in as it shows a page."""
_EMPTY = ("more", "nextpage", "separator", "spacer")


def _with_reusable(content: str, reusable: Mapping[str, str], turning: Turning) -> str:
    """A text with the blocks that several share in their places; others that WordPress fills in are reported."""

    def put(block: re.Match[str]) -> str:
        number = re.search(r'"ref":(\d+)', block[2] or "")
        if block[1] == "block" and number and number[1] in reusable:
            return _FILLED_IN.sub("", reusable[number[1]])
        if block[1] not in _EMPTY:
            turning.take_out(block[0][4:-3].strip(), "a block that WordPress filled in")
        return ""

    return _FILLED_IN.sub(put, content)


def _of(categories: list[Any], domain: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            one_line(unescape(each.text)) for each in categories if each.get("domain") == domain and each.text
        )
    )


def _addresses(link: str) -> tuple[str, ...]:
    """The path of an address; one that is only a number after `?p=` cannot be led on."""
    parts = urlsplit(link)
    if parts.query:
        return (f"{parts.path or '/'}?{parts.query}",)
    return (parts.path,) if parts.path not in ("", "/") else ()


def _gallery(pictures: Mapping[str, tuple[str, str]], arguments: Mapping[str, str]) -> list[tuple[str, str]]:
    ids = arguments.get("ids") or arguments.get("include") or ""
    return [pictures[each.strip()] for each in ids.split(",") if each.strip() in pictures]


def _paragraphs(content: str) -> str:
    """What WordPress makes of a text before it shows it: an empty line ends a paragraph, another line break is one."""
    if "<!-- wp:" in content:
        return content
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\n\n<pre>{len(kept) - 1}</pre>\n\n"

    content = re.sub(r"<pre\b.*?</pre>", keep, content.replace("\r\n", "\n"), flags=re.DOTALL | re.IGNORECASE)
    parts = [_paragraph(part.strip()) for part in re.split(r"\n\s*\n", content) if part.strip()]
    return re.sub(r"<pre>(\d+)</pre>", lambda found: kept[int(found[1])], "\n\n".join(parts))


def _paragraph(part: str) -> str:
    if _BLOCK.match(part):
        return part
    lines = part.split("\n")
    broken = (
        line if _ENDS_ITSELF.search(line) or _BLOCK.match(after.lstrip()) else f"{line}<br>"
        for line, after in pairwise(lines)
    )
    return "<p>" + "\n".join((*broken, lines[-1])) + "</p>"
