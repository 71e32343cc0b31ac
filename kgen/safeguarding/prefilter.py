"""Which of many regular expressions a text could match, found in a few passes.

RE2 looks first for the words that most expressions ask for, all at once, and then only for the expressions whose words
are there. Those without such words, as that of a phone number, it looks for in groups. What holds a digit is looked for
in the lines alone that hold one. RE2 knows no looking ahead or behind, and counting far costs it much memory, so what
it looks for is less strict than the expression itself: some get through that do not match, and none that does is lost.
Where RE2 is not installed (it comes with `kgen-garden[fast]`) every expression is worth trying.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

    def worth_trying(self, text: str) -> Iterator[Thing]:
        if re2 is None:
            yield from (thing for thing, _ in self._things)
            return
        matching = self._anywhere.matching(text) | self._beside_digits.matching(_lines_with_digits(text))
        yield from (thing for thing, wanted in self._wanted if wanted & matching == wanted)

    @cached_property
    def _wanted(self) -> list[tuple[Thing, int]]:
        bits = {each: 1 << number for number, each in enumerate(self._expressions)}
        return [(thing, sum({bits[relaxed(each)] for each in asked})) for thing, asked in self._things]

    @cached_property
    def _anywhere(self) -> "_Finder":
        return self._finder(beside_digits=False)

    @cached_property
    def _beside_digits(self) -> "_Finder":
        return self._finder(beside_digits=True)

    def _finder(self, *, beside_digits: bool) -> "_Finder":
        every = {each: 1 << number for number, each in enumerate(self._expressions)}
        return _Finder({each: bit for each, bit in every.items() if stands_in_line_with_digit(each) == beside_digits})

    @cached_property
    def _expressions(self) -> list[str]:
        return list(dict.fromkeys(relaxed(each) for _, asked in self._things for each in asked))


def _lines_with_digits(text: str) -> str:
    return "\n".join([line for line in text.split("\n") if _DIGIT.search(line)])


class _Finder:
    """Expressions that RE2 looks for in one text. Each has a bit; what matches is said as the sum of such bits."""

    def __init__(self, bits: Mapping[str, int]) -> None:
        without = _Worded(bits).without_words()
        self._worded = _Worded({each: bit for each, bit in bits.items() if each not in without})
        self._groups = [
            _Group({each: bits[each] for each in without[start : start + AT_ONCE]})
            for start in range(0, len(without), AT_ONCE)
        ]

    def matching(self, text: str) -> int:
        data = text.encode(errors="replace")
        found = self._worded.matching(data)
        for group in self._groups:
            found |= group.matching(data)
        return found


def _options() -> Any:
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    return options


class _Worded:
    """Expressions that RE2 looks for one by one, where the words are that they ask for."""

    def __init__(self, bits: Mapping[str, int]) -> None:
        self._expressions, self._bits = list(bits), list(bits.values())
        self._filter = re2.Filter()
        for each in bits:
            self._filter.Add(each, _options())
        self._filter.Compile()

    def without_words(self) -> list[str]:
        """The expressions that RE2 looks for in every text."""
        return [self._expressions[number] for number in self._filter.Match(b"", True) or ()]

    def matching(self, data: bytes) -> int:
        return sum([self._bits[number] for number in self._filter.Match(data) or ()])


class _Group:
    """Expressions that RE2 looks for together."""

    def __init__(self, bits: Mapping[str, int]) -> None:
        self._expressions, self._bits = (*bits, ANYTHING), (*bits.values(), 0)
        self._set = re2.Set.SearchSet(_options())
        for each in self._expressions:
            self._set.Add(each)
        self._set.Compile()

    def matching(self, data: bytes) -> int:
        # ANYTHING always matches: RE2 answers nothing at all only where its memory was not enough.
        numbers = self._set.Match(data) or [
            number for number, each in enumerate(self._expressions) if re2.search(each.encode(), data)
        ]
        return sum([self._bits[number] for number in numbers])


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
