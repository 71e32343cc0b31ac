"""Two bodies become one: the second goes below the first, under a heading, and each still says what it said."""

import re
from typing import Any

from kgen.markdown.limits import TooComplex
from kgen.markdown.parser import GITHUB, Events
from kgen.markdown.remarks import visible

_LOWEST = 6
_USUAL = 2
"""The level of a heading in a body that has none."""
_MARKS = re.compile(r"[\\`*_\[\]<>#|~^{}%&!]")
_BEGINS_ITEM = re.compile(r"([-+=]|\d+(?=[.)]))")


def in_markdown(text: str) -> str:
    """Plain text of one line as Markdown that shows it as it is."""
    escaped = _MARKS.sub(r"\\\g<0>", text)
    found = _BEGINS_ITEM.match(escaped)
    if found is None:
        return escaped
    return f"\\{escaped}" if found[0] in "-+=" else f"{found[0]}\\{escaped[found.end() :]}"


def joined_bodies(body: str, title: str, words: str, other: str) -> str:
    """What is to be written below a body so that it holds another: its title as a heading, some words (either may be
    empty), and its text, whose headings move below that of the title.

    Raises ValueError where one of them would read differently beside the other: both have a footnote of one name, or
    something in the first is never closed.
    """
    try:
        levels, below = _levels(body), _levels(other)
        level = min(levels, default=_USUAL)
        by = max(0, level + 1 - min(below, default=_LOWEST))
        blocks = [f"{'#' * level} {in_markdown(title)}", in_markdown(words), _lowered(other, by).strip("\n")]
        added = "\n\n".join(filter(None, blocks))
        apart, together = [*_read(f"{body.rstrip()}\n"), *_read(added)], _read(f"{body.rstrip()}\n\n{added}")
    except TooComplex:
        raise ValueError("a body that cannot be read") from None
    starts = [event["Start"] for event in together if isinstance(event, dict) and "Start" in event]
    notes = [
        start["FootnoteDefinition"] for start in starts if isinstance(start, dict) and "FootnoteDefinition" in start
    ]
    if apart != together or len(notes) != len(set(notes)):
        raise ValueError("one body changes what the other says")
    return added


def _read(body: str) -> list[Any]:
    return list(GITHUB.events(visible(body).text, merge_text=True))


def _levels(body: str) -> list[int]:
    return [level for _, _, level in _headings(body)]


def _headings(body: str) -> list[tuple[int, int, int]]:
    """The headings of a body: where each begins and ends in it, in bytes, and its level."""
    shown = visible(body)
    events: Events = GITHUB.events_with_range(shown.text, merge_text=True)
    found = []
    for event, span in events:
        match event:
            case {"Start": {"Heading": heading}}:
                start, end = shown.in_source(span["start"]), shown.in_source(span["end"], ends=True)
                found.append((start, end, int(heading["level"][1])))
    return found


def _lowered(body: str, by: int) -> str:
    """A body whose headings are some levels lower, but never below the lowest."""
    data = body.encode()
    for start, end, level in reversed(_headings(body) if by else []):
        written = data[start:end].decode()
        marks = "#" * min(level + by, _LOWEST)
        if written.startswith("#"):
            new = marks + written.lstrip("#")
        else:  # A heading that is underlined.
            lines = written.rstrip("\n").split("\n")
            new = f"{marks} {' '.join(line.strip() for line in lines[:-1])}\n"
        data = data[:start] + new.encode() + data[end:]
    return data.decode()
