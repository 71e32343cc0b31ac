"""Which of many regular expressions a text could match, found in a few passes.

RE2 looks for them in groups. It has no lookahead or lookbehind, and high counts cost it much memory, so what it looks
for is less strict than the expression itself: some get through that do not match, and none that does is lost. Where RE2
is not installed (it comes with `kgen-garden[fast]`) every expression is worth trying.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Generic, TypeVar

try:
    import re2
except ImportError:
    re2 = None

Thing = TypeVar("Thing")
MEMORY = 64 << 20
"""Bytes that RE2 may use for what it has learnt of a group of expressions."""
AT_ONCE = 24
"""Expressions in a group, in alphabetical order: RE2 follows those that begin alike as one. More need fewer passes over
a text, but what RE2 has to learn of them multiplies."""
MOST_COUNTED = 12
ANYTHING = ""
_PIECE = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])*\]|\(\?(?:[=!]|<[=!])|\(\??:?|\)|\{(\d+)(?:(,)(\d*))?\}|.", re.DOTALL)


class Prefilter(Generic[Thing]):
    """Lets through the things whose expressions, all of them, a text could match."""

    def __init__(self, things: Sequence[tuple[Thing, Sequence[str]]]) -> None:
        self._things = things

    def worth_trying(self, text: str) -> Iterator[Thing]:
        if re2 is None:
            yield from (thing for thing, _ in self._things)
            return
        matching, data = 0, text.encode(errors="replace")
        for group in self._groups:
            matching |= group.matching(data)
        yield from (thing for thing, wanted in self._wanted if wanted & matching == wanted)

    @cached_property
    def _bits(self) -> dict[str, int]:
        """The expressions. Each has a bit; what matches is given as the sum of such bits."""
        expressions = sorted({relaxed(each) for _, asked in self._things for each in asked})
        return {each: 1 << number for number, each in enumerate(expressions)}

    @cached_property
    def _wanted(self) -> list[tuple[Thing, int]]:
        return [(thing, sum({self._bits[relaxed(each)] for each in asked})) for thing, asked in self._things]

    @cached_property
    def _groups(self) -> "list[_Group]":
        bits = list(self._bits.items())
        return [_Group(dict(bits[start : start + AT_ONCE])) for start in range(0, len(bits), AT_ONCE)]


class _Group:
    """Expressions that RE2 looks for together."""

    def __init__(self, bits: Mapping[str, int]) -> None:
        self._expressions, self._bits = (*bits, ANYTHING), (*bits.values(), 0)
        options = re2.Options()
        options.max_mem = MEMORY
        options.log_errors = False
        self._set = re2.Set.SearchSet(options)
        for each in self._expressions:
            self._set.Add(each)
        self._set.Compile()

    def matching(self, data: bytes) -> int:
        # ANYTHING always matches: RE2 answers nothing at all only if its memory was not enough.
        numbers = self._set.Match(data) or [
            number for number, each in enumerate(self._expressions) if re2.search(each.encode(), data)
        ]
        return sum([self._bits[number] for number in numbers])


@cache
def relaxed(pattern: str) -> str:
    """An expression without lookaround or high counts, which matches wherever the given one does."""
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
