"""What a writer believes hidden: Obsidian's remarks (`%%...%%`), HTML comments, and elements of HTML whose words no
browser shows, such as a script. None of that is published.

They are taken out of the source before anything else is read in it: a link in one is not a link, and what one holds is
in no summary, feed or index. Inside code they are text.

Source of the rules: Obsidian hides from `%%` to the next, and from one that has no next to the end of the note. The
HTML Living Standard, section 13.2.5: no mark but its end ends a script.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kgen.letters import one_line
from kgen.markdown import raw_html
from kgen.markdown.leftover_kinds import FOR_MEMBERS
from kgen.markdown.limits import TooComplex
from kgen.markdown.parser import GITHUB, Events
from kgen.markdown.wording import and_more
from kgen.model import Diagnostic, Position

MOST_PARSED = 2 * 1024 * 1024
"""Bytes of one body that are read again, in all, since what is code may change after each remark."""
_OPENING = re.compile(rb"%%|<!--")
_OPENING_IN_BODY = re.compile(
    rb"%%|(?!" + FOR_MEMBERS.encode() + rb")<!--"
    rb"|<(script|style|template|noscript|iframe|title)(?:\s(?:[^<>\"']|\"[^\"]{0,999}\"|'[^']{0,999}'){0,999})?(?<!/)>",
    re.IGNORECASE,
)
_EMPTY_AT_ONCE = re.compile(rb"<!---?>")
_COULD_HIDE_CODE = re.compile(rb"[\n`~<]")
_WORD = re.compile(rb"[A-Za-z0-9\x80-\xff]")
_EMPTY_COMMENT = b"<!---->"
"""Takes the place of a comment: one alone on its line separates what is around it, as it does on GitHub."""


CHECK = "remark"


class Remark(NamedTuple):
    """A remark or comment: the bytes of the source from `start` to `end`."""

    start: int
    end: int
    is_comment: bool
    is_closed: bool
    tag: str = ""
    """The name of an element; it is taken out as a comment is."""


class Visible(NamedTuple):
    """A source without its remarks. `cuts` says at which bytes of `text` something is left out, and how much."""

    text: str
    remarks: tuple[Remark, ...] = ()
    cuts: tuple[tuple[int, int], ...] = ()

    def in_source(self, offset: int, *, ends: bool = False) -> int:
        """Where in the source a byte of the text is; for a place that `ends` there, before what is left out."""
        find = bisect_left if ends else bisect_right
        number = find(self.cuts, offset, key=lambda cut: cut[0])
        return offset + (self.cuts[number - 1][1] if number else 0)


def visible(source: str) -> Visible:
    """Take remarks and comments out of a body. Raises TooComplex if they and code alternate too often."""
    if "%%" not in source and "<" not in source:
        return Visible(source)
    data = source.encode()
    remarks: list[Remark] = []
    cuts: list[tuple[int, int]] = []
    out = bytearray()
    code = _CodeSpans()
    at = done = 0
    while opening := _OPENING_IN_BODY.search(data, at):
        start = opening.start()
        if end_of_code := code.end_around(start, out, data, done):
            at = end_of_code
        elif _is_escaped(data, start):
            at = start + 1
        else:
            remark = _element(data, opening) if opening[1] else _remark(data, start)
            remarks.append(remark)
            begin, at = _with_its_line(data, remark, done)
            out += data[done:begin]
            if remark.is_comment and remark.is_closed:
                out += _EMPTY_COMMENT
            cuts.append((len(out), at - len(out)))
            done = at
            if _changes_blocks(data, remark):
                code.forget()
    return Visible((bytes(out) + data[done:]).decode(), tuple(remarks), tuple(cuts))


def in_plain_text(text: str) -> tuple[str, tuple[Remark, ...]]:
    """Take remarks and comments out of text without markup, such as a title. White space around one becomes a space."""
    data = text.encode()
    remarks: list[Remark] = []
    pieces: list[str] = []
    done = 0
    while opening := _OPENING.search(data, done):
        remark = _remark(data, opening.start())
        remarks.append(remark)
        pieces.append(data[done : remark.start].decode())
        done = remark.end
    if not remarks:
        return text, ()
    return one_line("".join([*pieces, data[done:].decode()])), tuple(remarks)


class _CodeSpans:
    """Where code is, and web addresses between < and >. It is looked for again when a remark that was taken out could
    have changed that, as one that holds the end of a code block does."""

    def __init__(self) -> None:
        self._places: list[tuple[int, int]] | None = None
        self._parsed = 0

    def forget(self) -> None:
        self._places = None

    def end_around(self, at: int, out: bytearray, data: bytes, done: int) -> int:
        """Where the code around a byte of `data` ends; 0 if there is none. `out` is what is left before `done`."""
        if self._places is None:
            shown = bytes(out) + data[done:]
            self._parsed += len(shown)
            if self._parsed > MOST_PARSED:
                raise TooComplex("the text holds too many remarks or comments to be read", "Delete some.")
            moved = done - len(out)
            self._places = [(start + moved, end + moved) for start, end in _code(shown)]
        number = bisect_right(self._places, at, key=lambda place: place[0])
        end = self._places[number - 1][1] if number else 0
        return end if end > at else 0


def _remark(data: bytes, start: int) -> Remark:
    is_comment = data.startswith(b"<", start)
    if is_comment and (found := _EMPTY_AT_ONCE.match(data, start)):
        return Remark(start, found.end(), is_comment, is_closed=True)
    closing = b"-->" if is_comment else b"%%"
    end = data.find(closing, start + (4 if is_comment else 2))
    return Remark(start, end + len(closing) if end >= 0 else len(data), is_comment, is_closed=end >= 0)


def _element(data: bytes, opening: re.Match[bytes]) -> Remark:
    closing = re.compile(rb"</%b(?![\w-])[^>]*>" % opening[1], re.IGNORECASE).search(data, opening.end())
    end, tag = closing.end() if closing else len(data), opening[1].decode().lower()
    return Remark(opening.start(), end, is_comment=True, is_closed=closing is not None, tag=tag)


def _is_escaped(data: bytes, at: int) -> bool:
    before = at
    while before and data[before - 1 : before] == b"\\":
        before -= 1
    return (at - before) % 2 == 1


def _code(shown: bytes) -> Iterator[tuple[int, int]]:
    events: Events = GITHUB.events_with_range(shown.decode(), merge_text=True)
    for event, span in events:
        match event:
            case {"Code": _} | {"Start": {"CodeBlock": _} | {"Link": {"link_type": "Autolink"}}}:
                yield span["start"], span["end"]


def _changes_blocks(data: bytes, remark: Remark) -> bool:
    """Whether other text could become code when a remark is taken out. A remark among the words of a line changes
    nothing."""
    if _COULD_HIDE_CODE.search(data, remark.start + (4 if remark.is_comment else 2), remark.end - 2):
        return True
    before = data[data.rfind(b"\n", 0, remark.start) + 1 : remark.start]
    after = data[remark.end : data.find(b"\n", remark.end) + 1 or len(data)]
    return not (remark.is_comment or _WORD.search(before) or _WORD.search(after))


def _with_its_line(data: bytes, remark: Remark, done: int) -> tuple[int, int]:
    """What goes with a remark: all of a line that holds nothing else, so that no empty line separates what is around
    it."""
    start, end = remark.start, remark.end
    if remark.is_comment or b"\n" in data[start:end]:
        return start, end
    line_start, line_end = data.rfind(b"\n", 0, start) + 1, data.find(b"\n", end) + 1 or len(data)
    is_alone = line_start >= done and not (data[line_start:start] + data[end:line_end]).strip()
    return (line_start, line_end) if is_alone else (start, end)


_PRIVATE = "a private remark (`%%...%%`) is not published"
_DELETE = (
    "Delete it: anybody who can read this file can read it. If two percent signs are meant, write `\\%%`, or put them"
    " between backticks."
)
_NEVER_ENDS = "{} begins here and never ends, so nothing after it is published"


def faults(remarks: Sequence[Remark], position_of: Callable[[int], Position]) -> tuple[Diagnostic, ...]:
    """One warning for the private remarks of a body, at the first, one for each kind of element, and one for what never
    ends. That is an error where the beginning may only have been mentioned: “the <title> of a page”.

    `position_of` gives the line and column of a byte of the source.
    """
    found = []
    private = [each for each in remarks if not each.is_comment and each.is_closed]
    if private:
        message = f"{_PRIVATE}{and_more(private)}"
        found.append(Diagnostic("warning", message, _DELETE, position_of(private[0].start), check=CHECK))
    elements: dict[tuple[str, str], list[int]] = {}
    for each in remarks:
        if each.tag and each.is_closed:
            elements.setdefault(("html-removed", f"<{each.tag}>"), []).append(each.start)
        elif each.tag:
            message = _NEVER_ENDS.format(f"`<{each.tag}>`")
            itself = f"If readers should see `<{each.tag}>` itself, write `&lt;` in place of its `<`."
            fix = f"Write `</{each.tag}>` where it ends, or delete it. {itself}"
            found.append(Diagnostic("error", message, fix, position_of(each.start), check="html-removed"))
        elif not each.is_closed:
            what, end = ("a comment (`<!--`)", "-->") if each.is_comment else ("a private remark (`%%`)", "%%")
            message = f"Write `{end}` where it ends, or delete the signs that begin it."
            found.append(Diagnostic("warning", _NEVER_ENDS.format(what), message, position_of(each.start), check=CHECK))
    return (*found, *raw_html.faults(elements, {}, position_of))
