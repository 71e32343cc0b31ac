"""Where each link stands in the source of a body, for commands that rewrite links and nothing else."""

from dataclasses import dataclass
from typing import Any

from kgen.markdown.writer import GITHUB


@dataclass(frozen=True, slots=True)
class Place:
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


def places(source: str) -> dict[int, Place]:
    """Find the links, embeds and pictures of a body, by the character at which each begins."""
    data = source.encode()
    found: dict[int, Place] = {}
    opened: list[_Open] = []
    tables = 0
    event: Any
    details: Any
    for event, span in GITHUB.events_with_range(source, merge_text=True):
        name, value = (event, None) if isinstance(event, str) else next(iter(event.items()))
        tag, details = next(iter(value.items())) if isinstance(value, dict) else (value, None)
        if name == "Start" and tag in ("Link", "Image"):
            opened.append(_Open(details["link_type"], span["start"], span["start"], tables > 0))
            continue
        if name == "End" and tag in ("Link", "Image"):
            place = _place(data, opened.pop(), span["end"])
            found[place.start] = place
        elif tag == "Table":
            tables += 1 if name == "Start" else -1
        if opened and name != "Start":
            opened[-1].inside = max(opened[-1].inside, span["end"])
    return found


def _place(data: bytes, link: _Open, end: int) -> Place:
    label = None
    if isinstance(link.kind, dict):
        if link.kind["WikiLink"]["has_pothole"]:
            label = data.index(b"|", link.start) + 1, end - 2
    elif link.kind not in ("Autolink", "Email"):
        opening = data.index(b"[", link.start) + 1
        label = opening, data.index(b"]", max(opening, link.inside))
    return Place(
        start=_characters(data, link.start),
        end=_characters(data, end),
        label=(_characters(data, label[0]), _characters(data, label[1])) if label else None,
        in_table=link.in_table,
        elsewhere=link.kind in ("Reference", "Collapsed", "Shortcut"),
    )


def _characters(data: bytes, offset: int) -> int:
    return len(data[:offset].decode())
