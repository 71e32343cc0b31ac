"""A text as it is searched: spelt in plain characters, and with the stretches that most rules skip."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from kgen.model import Position
from kgen.safeguarding.expressions import DATA, compiled

APART: dict[str, list[str]] = {kind: found for kind, found in DATA["apart"].items() if kind != "about"}
"""Stretches of a text that most rules skip, by name: code, and addresses of all kinds."""


class _Stretches(NamedTuple):
    """Parts of a text, in order: where each starts, and the furthest end of those up to it."""

    starts: Sequence[int] = ()
    ends: Sequence[int] = ()


@dataclass
class NormalisedText:
    """A text, and the same text as it is searched: `plain`."""

    written: str
    plain: str = field(init=False)

    def __post_init__(self) -> None:
        self.plain = _TOKEN.sub(_plain_match, self.written)

    @cached_property
    def lower(self) -> str:
        return self.plain.lower()

    @cached_property
    def _shifts(self) -> tuple[list[int], list[int]]:
        """From where in the plain text, and by how much, offsets are smaller than in the written one."""
        starts, shifts, shift = [0], [0], 0
        for token in _TOKEN.finditer(self.written):
            if change := len(token.group()) - len(_plain_match(token)):
                shift += change
                starts.append(token.end() - shift)
                shifts.append(shift)
        return starts, shifts

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.written))]

    def is_apart(self, start: int, end: int, kinds: frozenset[str]) -> bool:
        """Whether a match is within code or an address (DATA["apart"])."""
        for kind in kinds:
            stretches = self._stretches(kind, start, end)
            before = bisect_right(stretches.starts, start)
            if before and stretches.ends[before - 1] >= end:
                return True
        return False

    def _stretches(self, kind: str, start: int, end: int) -> "_Stretches":
        if kind == "code":
            return self._code
        # No address continues on another line.
        first, last = self.plain.rfind("\n", 0, start) + 1, self.plain.find("\n", end)
        if first not in self._addresses:
            self._addresses[first] = self._found(kind, first, len(self.plain) if last < 0 else last)
        return self._addresses[first]

    @cached_property
    def _addresses(self) -> "dict[int, _Stretches]":
        return {}

    @cached_property
    def _code(self) -> "_Stretches":
        return self._found("code", 0, len(self.plain)) if "`" in self.plain or "~~~" in self.plain else _Stretches()

    def _found(self, kind: str, start: int, end: int) -> "_Stretches":
        found = (compiled(pattern, "i").finditer(self.plain, start, end) for pattern in APART[kind])
        spans = sorted(match.span() for matches in found for match in matches)
        return _Stretches([first for first, _ in spans], [*accumulate((last for _, last in spans), max)])

    def position(self, offset: int) -> Position:
        """The line and the column, in the written text, of an offset in the plain one."""
        starts, shifts = self._shifts
        written = offset + shifts[bisect_right(starts, offset) - 1]
        line = bisect_right(self._line_starts, written)
        return Position(line, written - self._line_starts[line - 1] + 1)


@lru_cache(maxsize=4096)
def _plain(token: str) -> str:
    """What a token of the written text is searched as (DATA["normalise"])."""
    if token[0] == "<" and len(token) > 1:
        tag = token.strip("<>").split(" ")[0].lower()
        return _CELL_TAGS.get(tag, "" if tag.strip("/") in _INLINE_TAGS else " ")
    if token[0] == "\t" or "\n" in token:
        return f"|{token[1:]}" if token[1:] and token[0] == "\t" else " "
    if token[0] == "*" or token[0] == "_":
        return ""
    if token[0] == "\\" and len(token) > 1:
        return _plain(chr(int(token[2:], 16))) if len(token) > 2 else token[1]
    if token[0] == "%" and len(token) == 3:
        letter = chr(int(token[1:], 16))
        return letter if " " <= letter <= "~" else token
    if token[0] == "&" and len(token) > 1:
        return _plain_entity(token)
    letters = unicodedata.normalize("NFKC", token)
    return "".join(_LETTERS.get(each, each) for each in letters if unicodedata.category(each) not in ("Cf", "Mn", "Me"))


def _plain_match(match: re.Match[str]) -> str:
    return _plain(match.group())


def _plain_entity(token: str) -> str:
    name = token[1:].rstrip(";")
    if name[0] != "#":
        return str(DATA["normalise"]["entities"].get(name.lower(), token))
    number = _NUMBER.fullmatch(name)
    code = int(number[1], 16) if number and number[1] else int(number[2]) if number else 0
    return _plain(chr(code)) if 0 < code <= 0x10FFFF else token


_NUMBER = re.compile("#(?:[xX]([0-9A-Fa-f]{1,6})|([0-9]{1,7}))")


def _letters() -> Iterator[tuple[str, str]]:
    forms = DATA["normalise"]
    for signs, plain in ((forms["dashes"], "-"), (forms["spaces"], " "), (forms["apostrophes"], "'")):
        yield from ((letter, plain) for letter in signs)
    for zero in forms["zeros"]:
        yield from ((chr(ord(zero) + value), str(value)) for value in range(10))


_LETTERS = dict(_letters())
_CELL_TAGS: dict[str, str] = DATA["normalise"]["cell_tags"]
_INLINE_TAGS = frozenset(DATA["normalise"]["inline_tags"])
_TOKEN = re.compile(DATA["normalise"]["tokens"])
