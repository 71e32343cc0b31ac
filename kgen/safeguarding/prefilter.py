"""Which of many regular expressions a text could match, found in a few passes.

RE2 looks first for the words that most expressions ask for, all at once, and then only for the expressions whose words
are there. Those without such words, as that of a phone number, it looks for in groups. What holds a digit is looked for
in the lines alone that hold one. RE2 knows no looking ahead or behind, and counting far costs it much memory, so what
it looks for is less strict than the expression itself: some get through that do not match, and none that does is lost.
Where RE2 is not installed (it comes with `kgen-garden[fast]`) every expression is worth trying.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

try:
    import re2
except ImportError:
    re2 = None

Thing = TypeVar("Thing")
MEMORY = 64 << 20
"""Bytes that RE2 may use for what it has learnt of a group of expressions."""
AT_ONCE = 15
"""Expressions in a group. More need fewer passes over a text, but what RE2 has to learn of them multiplies."""
MOST_COUNTED = 12
MOST_KEPT = 4096
"""Answers that a prefilter remembers."""
ANYTHING = ""
_DIGIT = re.compile("[0-9]")
_EDGES = re.compile(r"^\(\?:\^\|\[\^[^\]]+\]\)|\(\?:\$\|\[\^[^\]]+\]\)$")
"""What an expression says of the characters beside a match: an edge of the text, or none of some."""
_MAY_END_LINE = re.compile(r"[.^$\n]|\\[nsDSW]|\[(?:\^|.*(?:\n|\\[nsDSW])).*", re.DOTALL)
_DIGITS_ALONE = re.compile(r"[0-9]|\[(?:[0-9]|[0-9]-[0-9]|\\d)+\]")
_PIECE = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])*\]|\(\?(?:[=!]|<[=!])|\(\??:?|\)|\{(\d+)(?:(,)(\d*))?\}|.", re.DOTALL)


class Prefilter(Generic[Thing]):
    """Lets through the things whose expressions, all of them, a text could match."""

    def __init__(self, things: Sequence[tuple[Thing, Sequence[str]]]) -> None:
        self._things = things
        self._passing: dict[tuple[tuple[str, ...], ...], list[Thing]] = {}
        """What was let through lately, by what matched in each group: many texts hold the same few things."""

    def worth_trying(self, text: str) -> Iterator[Thing]:
        if re2 is None:
            yield from (thing for thing, _ in self._things)
            return
        found = (*self._anywhere.matching(text), *self._beside_digits.matching(_lines_with_digits(text)))
        passing = self._passing.get(found)
        if passing is None:
            if len(self._passing) >= MOST_KEPT:
                self._passing.clear()
            matching = set().union(*found)
            passing = self._passing[found] = [thing for thing, wanted in self._wanted if wanted <= matching]
        yield from passing

    @cached_property
    def _wanted(self) -> list[tuple[Thing, set[str]]]:
        return [(thing, set(map(relaxed, asked))) for thing, asked in self._things]

    @cached_property
    def _anywhere(self) -> "_Finder":
        return _Finder([each for each in self._expressions if not stands_in_line_with_digit(each)])

    @cached_property
    def _beside_digits(self) -> "_Finder":
        return _Finder([each for each in self._expressions if stands_in_line_with_digit(each)])

    @cached_property
    def _expressions(self) -> list[str]:
        return list(dict.fromkeys(relaxed(each) for _, asked in self._things for each in asked))


def _lines_with_digits(text: str) -> str:
    return "\n".join([line for line in text.split("\n") if _DIGIT.search(line)])


class _Finder:
    """Expressions that RE2 looks for in one text."""

    def __init__(self, expressions: Sequence[str]) -> None:
        without = _Worded(expressions).without_words()
        self._worded = _Worded([each for each in expressions if each not in without])
        self._groups = [_Group(without[start : start + AT_ONCE]) for start in range(0, len(without), AT_ONCE)]

    def matching(self, text: str) -> list[tuple[str, ...]]:
        data = text.encode(errors="replace")
        return [self._worded.matching(data), *[group.matching(data) for group in self._groups]]


def _options() -> Any:
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    return options


class _Worded:
    """Expressions that RE2 looks for one by one, where the words are that they ask for."""

    def __init__(self, expressions: Sequence[str]) -> None:
        self._expressions = expressions
        self._filter = re2.Filter()
        for each in expressions:
            self._filter.Add(each, _options())
        self._filter.Compile()

    def without_words(self) -> list[str]:
        """The expressions that RE2 looks for in every text."""
        return [self._expressions[number] for number in self._filter.Match(b"", True) or ()]

    def matching(self, data: bytes) -> tuple[str, ...]:
        return tuple([self._expressions[number] for number in self._filter.Match(data) or ()])


class _Group:
    """Expressions that RE2 looks for together."""

    def __init__(self, expressions: Sequence[str]) -> None:
        self._expressions = (*expressions, ANYTHING)
        self._set = re2.Set.SearchSet(_options())
        for each in self._expressions:
            self._set.Add(each)
        self._set.Compile()

    def matching(self, data: bytes) -> tuple[str, ...]:
        # ANYTHING always matches: RE2 answers nothing at all only where its memory was not enough.
        if numbers := self._set.Match(data):
            return tuple([self._expressions[number] for number in numbers])
        return tuple([each for each in self._expressions if re2.search(each.encode(), data)])


def relaxed(pattern: str) -> str:
    """An expression without looking around and high counts, which matches wherever the given one does."""
    out: list[str] = []
    skipping = 0
    for piece in _PIECE.finditer(pattern):
        text = piece.group()
        opens, closes = text.startswith("("), text == ")"
        if skipping or text[:3] in ("(?=", "(?!", "(?<"):
            skipping += opens - closes
        elif piece[1] is not None and int(piece[3] or piece[1]) > MOST_COUNTED:
            out.append("+" if int(piece[1]) else "*")
        else:
            out.append(text)
    return "".join(out)


def stands_in_line_with_digit(expression: str) -> bool:
    """Whether all that a relaxed expression matches lies in one line and holds a digit."""
    inside = _EDGES.sub("", expression)
    pieces = list(_PIECE.finditer(inside))
    return _asks_for_digit(pieces) and not any(_MAY_END_LINE.fullmatch(piece.group()) for piece in pieces)


def _asks_for_digit(pieces: Iterable[re.Match[str]]) -> bool:
    """Whether a digit is in each alternative: not one that may be left out, as by `?`."""
    groups = [_Alternatives()]
    for piece in pieces:
        text, group = piece.group(), groups[-1]
        if text.startswith("("):
            groups.append(_Alternatives())
        elif text == ")":
            groups.pop()
            groups[-1].add(group.all_ask())
        elif text == "|":
            group.next()
        elif text in ("?", "*") or piece[1] == "0":
            group.leave_out()
        elif text != "+" and piece[1] is None:
            group.add(text == "\\d" or _DIGITS_ALONE.fullmatch(text) is not None)
    return groups[0].all_ask()


class _Alternatives:
    """Of the alternatives of a group, whether each that is done asks for a digit; and the one that is being read."""

    def __init__(self) -> None:
        self._others = True
        self._asks = self._last_asks = False

    def add(self, asks: bool) -> None:
        self._asks, self._last_asks = self._asks or self._last_asks, asks

    def leave_out(self) -> None:
        self._last_asks = False

    def next(self) -> None:
        self._others = self.all_ask()
        self._asks = self._last_asks = False

    def all_ask(self) -> bool:
        return self._others and (self._asks or self._last_asks)
