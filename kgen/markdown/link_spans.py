"""Where each link stands in the source of a body, for commands that rewrite links and nothing else."""

from dataclasses import dataclass
from typing import Any

from kgen.markdown.remarks import Visible, visible
from kgen.markdown.renderer import GITHUB


@dataclass(frozen=True, slots=True)
class LinkSpan:
    """A link in a body, in characters from its beginning: all of it, and the label between its brackets, if it has one.

    `elsewhere` says that a definition in another line holds its address, as of `[label][1]`.
    """

    start: int
    end: int
    label: tuple[int, int] | None
    in_table: bool
    elsewhere: bool


@dataclass(slots=True)
class _Open:
    """A link being read, in bytes. `inside` is where the last thing in its label ended."""

    kind: Any
    start: int
    inside: int
    in_table: bool


def link_spans(source: str) -> dict[int, LinkSpan]:
    """Find the links, embeds and pictures of a body, by the character at which each begins."""
    shown = visible(source, GITHUB)
    data = shown.text.encode()
    in_source = _InSource(source, shown)
    found: dict[int, LinkSpan] = {}
    opened: list[_Open] = []
    tables = 0
    event: Any
    details: Any
    for event, span in GITHUB.events_with_range(shown.text, merge_text=True):
        name, value = (event, None) if isinstance(event, str) else next(iter(event.items()))
        tag, details = next(iter(value.items())) if isinstance(value, dict) else (value, None)
        if name == "Start" and tag in ("Link", "Image"):
            opened.append(_Open(details["link_type"], span["start"], span["start"], tables > 0))
            continue
        if name == "End" and tag in ("Link", "Image"):
            place = _place(in_source, data, opened.pop(), span["end"])
            found[place.start] = place
        elif tag == "Table":
            tables += 1 if name == "Start" else -1
        if opened and name != "Start":
            opened[-1].inside = max(opened[-1].inside, span["end"])
    return found


class _InSource:
    """Where in the source, in characters, a byte of what is visible in it stands."""

    def __init__(self, source: str, shown: Visible) -> None:
        self._source = source.encode()
        self._shown = shown

    def __call__(self, offset: int, *, ends: bool = False) -> int:
        return len(self._source[: self._shown.in_source(offset, ends=ends)].decode())


def _place(in_source: _InSource, data: bytes, link: _Open, end: int) -> LinkSpan:
    label = None
    if isinstance(link.kind, dict):
        if link.kind["WikiLink"]["has_pothole"]:
            label = data.index(b"|", link.start) + 1, end - 2
    elif link.kind not in ("Autolink", "Email"):
        opening = data.index(b"[", link.start) + 1
        label = opening, data.index(b"]", max(opening, link.inside))
    return LinkSpan(
        start=in_source(link.start),
        end=in_source(end, ends=True),
        label=(in_source(label[0]), in_source(label[1], ends=True)) if label else None,
        in_table=link.in_table,
        elsewhere=link.kind in ("Reference", "Collapsed", "Shortcut"),
    )
