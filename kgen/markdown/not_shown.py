"""Words that a contributor wrote and Markdown does not print: the cells of a table beyond its columns, a second
footnote of one name; and a line that reads like the address of a link, which kgen prints all the same."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pyromark import Markdown
from pyromark.event import Range

from kgen.letters import one_line
from kgen.markdown.parser import GITHUB, Events
from kgen.markdown.remarks import and_more
from kgen.model import Diagnostic, Position

CHECK = "not-shown"
MOST_QUOTED = 60
"""Characters of what is not shown that a message repeats."""
_BEFORE = rb"^[ \t>*+\d.)-]*"
_DEFINITION = re.compile(
    _BEFORE + rb"(\[((?:[^\[\]\\\n]|\\.){1,200})\]:)[ \t]*(?:\n[ \t>]*)?(<[^<>\n]*>|[^\s<]\S*)([^\n]*)", re.MULTILINE
)
_ADDRESS = re.compile(rb"[/#@]|^<?[a-z][a-z0-9+.-]*:[^\s>]|\w\.[a-z]{2,}|^<\s*>$", re.IGNORECASE)
"""What is a link's address beyond doubt. An empty one (`[comment]: <> (words)`) is how some hide a comment."""
_HAS_NAME = re.compile(r"[^\W_]")
_FEWER_CELLS = (
    "Write `\\|` for a `|` within a cell, as in `[[trust\\|my words]]`; or give the first two lines of the table"
    " another column."
)
_BY_REFERENCE = ("Reference", "Collapsed", "Shortcut")


class _Definition(NamedTuple):
    """A line such as `[Nurse]: No.`: the byte of its bracket, its label, what comes after the colon, and whether those
    are words."""

    at: int
    label: str
    rest: str
    is_speech: bool


_HELD = "\1"
"""Stands for the bracket of a line that is not an address while the parser reads it. It is one byte, so that places
stay the same, and no text may hold it."""


class NotShown:
    """What the walk over one body notes, with the byte of each place. `data` is the visible part of it."""

    def __init__(self, data: str = "") -> None:
        self._spoken, self._hidden = _unused(data.encode()) if "]:" in data else ([], [])
        self._cells: list[tuple[int, str]] = []
        self._footnotes: list[tuple[int, str]] = []

    def events(self, parser: Markdown, text: str) -> Events:
        """What a parser finds in the visible part of a body, in which lines that people speak are text."""
        if not self._spoken:
            return parser.events_with_range(text, merge_text=True)
        held = bytearray(text.encode())
        for line in self._spoken:
            held[line.at : line.at + 1] = _HELD.encode()
        return _with_brackets(parser.events_with_range(held.decode(), merge_text=True))

    def note_row(self, data: bytes, row: Range, end: int) -> None:
        """A row of a table whose last shown cell ends at a byte."""
        if words := data[end : row["end"]].replace(b"<!---->", b"").strip(b" \t\n|"):
            self._cells.append((row["start"], words.decode()))

    def note_footnote(self, label: str, at: int) -> None:
        """A footnote with the name of one above it."""
        self._footnotes.append((at, label))

    def faults(self, position_of: Callable[[int], Position]) -> Iterator[Diagnostic]:
        """One message for each kind of words that are not shown, at the first. `position_of` gives the line and column
        of a byte of the visible part of the body."""
        if lines := self._spoken:
            label, rest = lines[0].label, _shortened(lines[0].rest)
            message = f"other programs read the line `[{label}]: {rest}` as the address of a link, and do not show it"
            fix = f"Write `\\[{label}]: {rest}`, or `**{label}:** {rest}`."
            position = position_of(lines[0].at)
            yield Diagnostic("info", f"{message}{and_more(lines)}", fix, position, check=CHECK)
        if lines := self._hidden:
            label, rest = lines[0].label, _shortened(lines[0].rest)
            message = f"the line `[{label}]: {rest}` is read as the address of a link, so it is not shown"
            fix = "Leave an empty line below it, above the addresses of links."
            yield _warning(f"{message}{and_more(lines)}", fix, position_of(lines[0].at))
        if self._cells:
            at, words = self._cells[0]
            message = f"this row has more cells than the table has columns, so “{_shortened(words)}” is not shown"
            yield _warning(f"{message}{and_more(self._cells)}", _FEWER_CELLS, position_of(at))
        if self._footnotes:
            at, label = self._footnotes[0]
            message = f"another footnote above is called `[^{label}]` too, so this one is not shown"
            fix = "Give it a name of its own, here and at its place in the text."
            yield _warning(f"{message}{and_more(self._footnotes)}", fix, position_of(at))


def _with_brackets(events: Events) -> Events:
    for event, span in events:
        match event:
            case {"Text": text}:
                yield {"Text": str(text).replace(_HELD, "[")}, span
            case _:
                yield event, span


def _warning(message: str, fix: str, position: Position) -> Diagnostic:
    return Diagnostic("warning", message, fix, position, check=CHECK)


def _shortened(words: str) -> str:
    words = one_line(words)
    return words if len(words) <= MOST_QUOTED else f"{words[:MOST_QUOTED]}…"


def _unused(data: bytes) -> tuple[list[_Definition], list[_Definition]]:
    """The definitions of links that no link uses and that hold no address: those that can be shown, and those that
    cannot, since addresses come right below. Text before them would make text of these too."""
    possible = [_definition(found) for found in _DEFINITION.finditer(data)]
    if not any(each.is_speech for each in possible):
        return [], []
    used, shown = _used_and_shown(data)
    spoken: list[_Definition] = []
    needed: set[int] = set()
    for each in possible:
        if each.at in shown:
            continue
        if (name := _plain(each.label)) in used:
            used.remove(name)  # A second definition of the same name is used by none.
        elif each.is_speech:
            spoken.append(each)
            continue
        needed.add(_line_at(data, each.at))
    hidden: list[_Definition] = []
    for each in reversed(spoken):
        if _line_below(data, each.at) in needed:
            needed.add(_line_at(data, each.at))
            hidden.insert(0, each)
    return [each for each in spoken if each not in hidden], hidden


def _line_at(data: bytes, at: int) -> int:
    return data.rfind(b"\n", 0, at) + 1


def _line_below(data: bytes, at: int) -> int:
    return data.find(b"\n", at) + 1


def _definition(found: re.Match[bytes]) -> _Definition:
    label = found[2].decode()
    is_speech = bool(_HAS_NAME.search(label)) and not (label.startswith("^") or _ADDRESS.search(found[3]))
    return _Definition(found.start(1), label, f"{found[3].decode()}{found[4].decode()}", is_speech)


class _Spans:
    """Bytes that are printed, or that are code or HTML."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._bytes = bytearray(max((end for _, end in spans), default=0))
        for start, end in spans:
            self._bytes[start:end] = b"\1" * (end - start)

    def __contains__(self, at: object) -> bool:
        return isinstance(at, int) and at < len(self._bytes) and bool(self._bytes[at])


def _used_and_shown(data: bytes) -> tuple[set[str], _Spans]:
    """The names of definitions that links use, and where something is read that is no definition.

    `[Me]: Why should I?` is no use of `[Me]: Why?`; both are lines that somebody speaks.
    """
    used: set[str] = set()
    spans: list[tuple[int, int]] = []
    events: Events = GITHUB.events_with_range(data.decode(), merge_text=True)
    for event, span in events:
        match event:
            case {"Start": {"Link": link} | {"Image": link}}:
                spans.append((span["start"], span["end"]))
                if link["link_type"] in _BY_REFERENCE and not _begins_speech(data, span["start"], span["end"]):
                    used.add(_plain(link["id"]))
            case {"Start": {"CodeBlock": _} | "HtmlBlock"} | {"Text": _} | {"Code": _} | {"InlineHtml": _}:
                spans.append((span["start"], span["end"]))
    return used, _Spans(spans)


def _begins_speech(data: bytes, start: int, end: int) -> bool:
    before = data[data.rfind(b"\n", 0, start) + 1 : start]
    return data[end : end + 1] == b":" and re.fullmatch(_BEFORE, before) is not None


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()
