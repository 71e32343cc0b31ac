"""Where each link is in the source of a body, for commands that rewrite links and nothing else."""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kgen.markdown.parser import GITHUB, Events, folded_label
from kgen.markdown.remarks import visible

_ADDRESS = r"(?:<(?P<angled>(?:\\.|[^<>\\\n])*)>|(?P<bare>(?:\\\S|[^\s()\\]|\((?:\\\S|[^\s()\\])*\))+))"
_INLINE = re.compile(rf"\]\([ \t]*(?:\r?\n[ \t>]*)?{_ADDRESS}")
_DEFINED = re.compile(rf"\[(?:\\.|[^\[\]\\])*\]:[ \t]*(?:\r?\n[ \t>]*)?{_ADDRESS}", re.DOTALL)
_OTHERS = r"""(?:[^>"']|"[^"]*"|'[^']*')*?\s"""
_IN_HTML = re.compile(
    rf"""<(?:a\b{_OTHERS}href|img\b{_OTHERS}src)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LinkSpan:
    """A link in a body, in characters from its beginning: all of it, and the label between its brackets, if it has one.

    `target` is where it leads. `shows` says that it is a picture or an embed, `is_wikilink` that it is written in two
    brackets. `definition` is where the line that holds its address begins and ends, as of `[label][1]`.
    """

    start: int
    end: int
    label: tuple[int, int] | None
    in_table: bool
    definition: tuple[int, int] | None
    target: str
    shows: bool
    is_wikilink: bool


@dataclass(slots=True)
class _Open:
    """A link being read, in bytes. `inside` is where the last thing in its label ended."""

    kind: Any
    target: str
    shows: bool
    start: int
    inside: int
    in_table: bool
    definition: tuple[int, int] | None


def link_spans(source: str) -> dict[int, LinkSpan]:
    """Find the links, embeds and pictures of a body, by the character at which each begins."""
    shown = visible(source)
    data, character = shown.text.encode(), _characters(source)

    def in_source(offset: int, *, ends: bool = False) -> int:
        return character(shown.in_source(offset, ends=ends))

    defined = {
        folded_label(name): (in_source(each["span"]["start"]), in_source(each["span"]["end"], ends=True))
        for name, each in (GITHUB.reference_definitions(shown.text) if "]:" in shown.text else {}).items()
    }
    found: dict[int, LinkSpan] = {}
    opened: list[_Open] = []
    in_table = False
    events: Events = GITHUB.events_with_range(shown.text, merge_text=True)
    for event, span in events:
        match event:
            case {"Start": {"Link": link} | {"Image": link} as tag}:
                shows = "Image" in tag
                name = folded_label(link["id"]) if link["link_type"] in ("Reference", "Collapsed", "Shortcut") else ""
                at = span["start"]
                opened.append(_Open(link["link_type"], link["dest_url"], shows, at, at, in_table, defined.get(name)))
                continue
            case {"End": "Link" | "Image"}:
                each = opened.pop()
                label = _label(each, data, span["end"])
                start = in_source(each.start)
                found[start] = LinkSpan(
                    start,
                    in_source(span["end"], ends=True),
                    label=(in_source(label[0]), in_source(label[1], ends=True)) if label else None,
                    in_table=each.in_table,
                    definition=each.definition,
                    target=each.target,
                    shows=each.shows,
                    is_wikilink=isinstance(each.kind, dict),
                )
            case {"Start": {"Table": _}}:
                in_table = True
            case {"End": "Table"}:
                in_table = False
            case {"Start": _}:
                continue
        if opened:
            opened[-1].inside = max(opened[-1].inside, span["end"])
    return found


def address_span(body: str, at: int, place: LinkSpan | None) -> tuple[int, int, bool] | None:
    """Where the address of a link or picture that begins at a character of a body starts and ends, and whether it
    stands in angle brackets; without a place, that of an element of HTML. None for a wikilink, and where it is written
    in a way that is not known."""
    if place is None:
        found = _IN_HTML.match(body, at)
    elif place.definition is not None:
        found = _DEFINED.search(body, *place.definition)
    elif place.label is None and body.startswith("<", at):
        return at + 1, place.end - 1, True
    else:
        found = _INLINE.match(body, place.label[1] if place.label else at, place.end)
    return (*found.span(found.lastgroup or 0), found.lastgroup == "angled") if found else None


def code_spans(source: str) -> list[tuple[int, int]]:
    """Where code begins and ends in a body: a word or a block of it."""
    character = _characters(source)
    spans = []
    for event, span in GITHUB.events_with_range(source):
        match event:
            case {"Code": _} | {"Start": {"CodeBlock": _}}:
                spans.append((character(span["start"]), character(span["end"])))
    return spans


def _characters(text: str) -> Callable[[int], int]:
    """What gives the number of characters before a byte of a text, in a time that does not grow with the text."""
    if text.isascii():
        return int
    begins = [at for at, byte in enumerate(text.encode()) if byte & 0xC0 != 0x80]
    return lambda offset: bisect_left(begins, offset)


def _label(link: _Open, data: bytes, end: int) -> tuple[int, int] | None:
    """Where the label of a link begins and ends, in bytes."""
    if isinstance(link.kind, dict):
        return (data.index(b"|", link.start) + 1, end - 2) if link.kind["WikiLink"]["has_pothole"] else None
    if link.kind in ("Autolink", "Email"):
        return None
    opening = data.index(b"[", link.start) + 1
    return opening, data.index(b"]", max(opening, link.inside))
