"""Words that a contributor wrote and Markdown does not print: the cells of a table beyond its columns, a second
footnote of one name, words on the line that opens code, the number of an item, a line right below a paragraph; and
what kgen prints all the same: a line that reads like the address of a link, the mark of a footnote that is missing,
Markdown between tags of HTML."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pyromark import Markdown
from pyromark.event import Range

from kgen.letters import one_line
from kgen.markdown.parser import GITHUB, Events, folded_label
from kgen.markdown.wording import and_more, beginning
from kgen.model import Diagnostic, Position

CHECK = "not-shown"
_BEFORE = rb"^[ \t>*+\d.)-]*"
_DEFINITION = re.compile(
    _BEFORE + rb"(\[((?:[^\[\]\\\n]|\\.|\n(?![ \t>]*\n)){1,200})\]:)[ \t]*(?:\n[ \t>]*)?(<[^<>\n]*>|[^\s<]\S*)([^\n]*)",
    re.MULTILINE,
)
_ADDRESS = re.compile(
    rb"<?(?:[a-z][a-z0-9+.-]*://|(?:data|doi|file|javascript|mailto|sms|tel|urn):)\S"
    rb"|<?(?:\.{0,2}/\S*[\w/]|(?-i:#[a-z0-9_-]+))>?$"
    rb"|\S*\w\.(?:md|html?|php|pdf|txt|docx?|png|jpe?g|gif|svg|webp|com|org|net|gov|edu|int|info|io|eu|uk|ie|us|ca|au|nz"
    rb"|de|at|ch|fr|be|nl|dk|se|no|fi|es|it|pt|pl|cz|example)(?::[0-9]+)?(?:[/?#]\S*)?>?$",
    re.IGNORECASE,
)
"""What is a link's address beyond doubt. `24/7.` and `and/or?` are words."""
_NO_ADDRESS = re.compile(rb"<\s*>|[#./-]|//")
_COMMENTS = ("//", "/", "#", "comment")
"""How some hide a comment: `[comment]: # (words)`, `[//]: <> (words)`."""
_MAY_BE_A_NAME = re.compile(rb"[a-z0-9][a-z0-9-]*")
_FEWER_CELLS = (
    "Write `\\|` for a `|` within a cell, as in `[[trust\\|my words]]`; or give the first two lines of the table"
    " another column."
)
_UNDERLINED = re.compile(rb"(?P<text>[^\S\n]*[^#\s].*)\n[ \t>]*(?P<line>=+|-+)\s*", re.DOTALL)
_FIELD = re.compile(rb"[ \t>-]*[a-z_]+:|[ \t]")
"""A line of a block of fields, of which another message speaks."""
_MARK = re.compile(rb"(?<!\\)\[\^[^\s\[\]\\]{1,60}\]")
_MARKDOWN = re.compile(r"\[\[[^\[\]\n]+\]\]|!?\[[^\[\]\n]+\]\([^()\s]+\)|\*\*\w[^*\n]*\*\*")
_NO_PROSE = re.compile(
    r"<!--.*?(?:-->|\Z)|<(pre|code|kbd|script|style|textarea|template|svg|math)\b.*?(?:</\1>|\Z)|<[^>]*>",
    re.DOTALL | re.I,
)
_NUMBER = re.compile(rb"\s*([0-9]{1,9})[.)]")
_BY_REFERENCE = ("Reference", "Collapsed", "Shortcut")
_LANGUAGE = re.compile(r"\S+(?<![.!?…])|\S*[({\[].*|\S+ .*[=:({\[].*")
"""What programs write on the line that opens code: a language, perhaps with attributes."""


class _Definition(NamedTuple):
    """A line such as `[Nurse]: No.`: the byte of its bracket, its label, what comes after the colon, whether those are
    words, and whether they may be the name of an entry too."""

    at: int
    label: str
    rest: str
    is_speech: bool
    may_be_a_name: bool


_HELD = {"[": "\1", "=": "\2", "-": "\3"}
"""What stands for the bracket of a line that is not an address while the parser reads it, and for the first sign of a
line below it that would make a heading of it: a byte each, so that places stay the same, which no text may hold."""
_AS_WRITTEN = str.maketrans({held: sign for sign, held in _HELD.items()})
_END_OF_PARAGRAPH = re.compile(rb"\n[ \t>]*(=+|-+)?[ \t]*(?=\n|\Z)")


class _Noted(NamedTuple):
    """Something that is not shown as it was typed: the byte of its place, what is wrong and what to write."""

    at: int
    message: str
    fix: str


class NotShown:
    """What the walk over one body notes, with the byte of each place. `data` is the visible part of it."""

    def __init__(self, data: str) -> None:
        self._spoken, self._hidden = _unused(data.encode()) if "]:" in data else ([], [])
        self._noted: dict[str, list[_Noted]] = {}

    def events(self, parser: Markdown, text: str) -> Events:
        """What a parser finds in the visible part of a body, in which lines that people speak are text."""
        if not self._spoken:
            return parser.events_with_range(text, merge_text=True)
        held = bytearray(text.encode())
        done = 0
        for line in self._spoken:
            held[line.at : line.at + 1] = _HELD["["].encode()
            done = done if line.at < done else _keep_from_heading(held, line.at)
        return _as_written(parser.events_with_range(held.decode(), merge_text=True))

    def note_row(self, data: bytes, row: Range, end: int) -> None:
        """A row of a table whose last shown cell ends at a byte."""
        if words := data[end : row["end"]].replace(b"<!---->", b"").strip(b" \t\n|"):
            quoted = beginning(words.decode())
            message = f"this row has more cells than the table has columns, so “{quoted}” is not shown"
            self._note("cells", row["start"], message, _FEWER_CELLS)

    def note_footnote(self, label: str, at: int) -> None:
        """A footnote with the name of one above it."""
        message = f"another footnote above is called `[^{label}]` too, so this one is not shown"
        self._note("footnote", at, message, "Give it a name of its own, here and at its place in the text.")

    def note_mark(self, data: bytes, span: Range) -> None:
        """Text that may hold the mark of a footnote that is not there."""
        for found in _MARK.finditer(data, span["start"], span["end"]):
            mark = found[0].decode()
            message = f"no footnote here is called `{mark}`, so readers see the mark itself"
            fix = f"Write its words below, on a line of their own: `{mark}: …`; or delete the mark."
            self._note("mark", found.start(), message, fix)

    def note_html(self, pieces: Sequence[tuple[str, int]]) -> None:
        """A block of HTML, in which Markdown is not read: lines or parts of one, each with its byte."""
        text = "".join(piece for piece, _ in pieces)
        if "[" not in text and "**" not in text:
            return
        found = _MARKDOWN.search(_NO_PROSE.sub(lambda tag: " " * len(tag[0]), text))
        if found is None:
            return
        place = found.start()
        for piece, at in pieces:
            if place < len(piece):
                message = f"readers see `{found[0]}` as it is: Markdown is not read between tags of HTML"
                fix = "Take the tags around it out, or leave an empty line after the one that opens."
                self._note("html", at + len(piece[:place].encode()), message, fix)
                return
            place -= len(piece)

    def note_fence(self, info: str, at: int) -> None:
        """What is on the line that opens code, after the signs that do."""
        if info and not _LANGUAGE.fullmatch(info):
            message = f"“{beginning(info)}” is on the line that opens a code block, so it is not shown"
            fix = "Put it on the line below. If these lines are not code, delete the marks around them."
            self._note("fence", at, message, fix)

    def note_heading(self, data: bytes, span: Range) -> None:
        """A heading that reads like a paragraph, since a line of hyphens or equals signs is right below it."""
        if found := _UNDERLINED.fullmatch(data, span["start"], span["end"]):
            lines = found["text"].split(b"\n")
            is_long = len(lines) > 1 and not all(map(_FIELD.match, lines))
            if is_long or found["text"].rstrip(b" \t*_\"')").endswith((b".", b",", b";", "…".encode())):
                line = beginning(found["line"].decode())
                message = f"the line `{line}` turns the paragraph above it into a heading"
                self._note("heading", found.start("line"), message, "Put an empty line above it.")

    def note_item(self, data: bytes, span: Range, number: int) -> None:
        """An item of a list whose own number is higher than the one that it is shown with."""
        found = _NUMBER.match(data, span["start"], span["end"])
        if found and int(found[1]) > number:
            written = found[0].decode().strip()
            message = f"this item is numbered `{written}` but shown as {number}: Markdown counts the items itself"
            fix = f"If the number matters, put an empty line above it, and write `{written[:-1]}\\{written[-1]}`."
            self._note("number", found.start(1), message, fix)

    def _note(self, kind: str, at: int, message: str, fix: str) -> None:
        self._noted.setdefault(kind, []).append(_Noted(at, message, fix))

    def faults(self, position_of: Callable[[int], Position]) -> Iterator[Diagnostic]:
        """One message for each kind of words that are not shown, at the first. `position_of` gives the line and column
        of a byte of the visible part of the body."""
        if lines := self._spoken:
            label, rest = lines[0].label, beginning(lines[0].rest)
            message = f"other programs read the line `[{label}]: {rest}` as the address of a link, and do not show it"
            bare = label.strip("*_` ")
            bold = "" if re.search(r"[*_`\\]", bare) else f", or `**{bare}:** {rest}`"
            fix = f"Write `\\[{label}]: {rest}`{bold}."
            position = position_of(lines[0].at)
            yield Diagnostic("info", f"{message}{and_more(lines)}", fix, position, check=CHECK)
        if lines := self._hidden:
            label, rest = lines[0].label, beginning(lines[0].rest)
            message = f"the line `[{label}]: {rest}` is read as the address of a link, so it is not shown"
            fix = "Leave an empty line below it, above the addresses of links."
            yield _warning(f"{message}{and_more(lines)}", fix, position_of(lines[0].at))
        for noted in self._noted.values():
            at, message, fix = noted[0]
            yield _warning(f"{message}{and_more(noted)}", fix, position_of(at))


def _keep_from_heading(held: bytearray, at: int) -> int:
    """Make a line --- below a paragraph the rule that it is elsewhere, and a shorter one text. Return where the
    paragraph ends."""
    line = _END_OF_PARAGRAPH.search(held, at)
    if line is None or line[1] is None:
        return line.end() if line else len(held)
    signs = line[1]
    is_rule = len(signs) > 2 and signs[:1] == b"-"
    other = b"*" * len(signs) if is_rule else _HELD[signs[:1].decode()].encode() + signs[1:]
    held[line.start(1) : line.end(1)] = other
    return line.end()


def _as_written(events: Events) -> Events:
    for event, span in events:
        match event:
            case {"Text": text}:
                yield {"Text": str(text).translate(_AS_WRITTEN)}, span
            case {"Code": text}:
                yield {"Code": str(text).translate(_AS_WRITTEN)}, span
            case _:
                yield event, span


def _warning(message: str, fix: str, position: Position) -> Diagnostic:
    return Diagnostic("warning", message, fix, position, check=CHECK)


def _unused(data: bytes) -> tuple[list[_Definition], list[_Definition]]:
    """The definitions of links that no link uses and that hold no address: those that can be shown, and those that
    cannot, since addresses come right below. Text before them would make text of these too."""
    possible = [_definition(found) for found in _DEFINITION.finditer(data)]
    if not any(each.is_speech for each in possible):
        return [], []
    linked, named, shown = _used_and_shown(data)
    used = linked | named
    lines = Counter(folded_label(each.label) for each in possible)
    spoken: list[_Definition] = []
    needed: set[int] = set()
    for each in possible:
        if each.at in shown:
            continue
        name = folded_label(each.label)
        is_named = name in named and each.may_be_a_name and lines[name] == 1
        if name in used and (name in linked or is_named or not each.is_speech):
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
    is_comment = label.strip().lower() in _COMMENTS or (_NO_ADDRESS.fullmatch(found[3]) and found[4].strip())
    is_speech = not (is_comment or label.startswith("^") or _ADDRESS.match(found[3]))
    may_be_a_name = _MAY_BE_A_NAME.fullmatch(found[3]) is not None and not found[4].strip()
    rest = f"{found[3].decode()}{found[4].decode()}"
    return _Definition(found.start(1), one_line(label), rest, is_speech, may_be_a_name)


class _Spans:
    """Bytes that are printed, or that are code or HTML."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._bytes = bytearray(max((end for _, end in spans), default=0))
        for start, end in spans:
            self._bytes[start:end] = b"\1" * (end - start)

    def __contains__(self, at: object) -> bool:
        return isinstance(at, int) and at < len(self._bytes) and bool(self._bytes[at])


def _used_and_shown(data: bytes) -> tuple[set[str], set[str], _Spans]:
    """The names of definitions that links use: those in brackets of their own, and those that only stand in brackets,
    as `[Nurse]` may in prose; and where something is read that is no definition.

    `[Me]: Why should I?` is no use of `[Me]: Why?`; both are lines that somebody speaks.
    """
    linked: set[str] = set()
    named: set[str] = set()
    spans: list[tuple[int, int]] = []
    events: Events = GITHUB.events_with_range(data.decode(), merge_text=True)
    for event, span in events:
        match event:
            case {"Start": {"Link": link} | {"Image": link}}:
                spans.append((span["start"], span["end"]))
                if link["link_type"] in _BY_REFERENCE and not _begins_speech(data, span["start"], span["end"]):
                    (named if link["link_type"] == "Shortcut" else linked).add(folded_label(link["id"]))
            case {"Start": {"CodeBlock": _} | "HtmlBlock"} | {"Text": _} | {"Code": _} | {"InlineHtml": _}:
                spans.append((span["start"], span["end"]))
    return linked, named, _Spans(spans)


def _begins_speech(data: bytes, start: int, end: int) -> bool:
    before = data[data.rfind(b"\n", 0, start) + 1 : start]
    return data[end : end + 1] == b":" and re.fullmatch(_BEFORE, before) is not None
