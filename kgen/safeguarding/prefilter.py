"""Which of many regular expressions a text could match, found in a few passes.

RE2 looks for many at once. It knows no looking ahead or behind, and counting far costs it much memory, so what
it looks for is less strict than the expression itself: some get through that do not match, and none that does is lost.
Where RE2 is not installed (it comes with `kgen-garden[fast]`) every expression is worth trying.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar

try:
    import re2
except ImportError:
    re2 = None

Thing = TypeVar("Thing")
MEMORY = 64 << 20
"""Bytes that RE2 may use for what it has learnt of a group of expressions."""
AT_ONCE = 25
"""Expressions in a group. More need fewer passes over a text, but what RE2 has to learn of them multiplies."""
MOST_COUNTED = 12
MOST_KEPT = 4096
"""Answers that a prefilter remembers."""
ANYTHING = ""
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
        data = text.encode(errors="replace")
        found = tuple([group.matching(data) for group in self._groups])
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
    def _groups(self) -> list["_Group"]:
        expressions = list(dict.fromkeys(relaxed(each) for _, asked in self._things for each in asked))
        return [_Group(expressions[start : start + AT_ONCE]) for start in range(0, len(expressions), AT_ONCE)]


class _Group:
    """Expressions that RE2 looks for together."""

    def __init__(self, expressions: Sequence[str]) -> None:
        self._expressions = (*expressions, ANYTHING)
        options = re2.Options()
        options.max_mem = MEMORY
        options.log_errors = False
        self._set = re2.Set.SearchSet(options)
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
