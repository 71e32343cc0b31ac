"""Which of many regular expressions a text could match, found in one pass.

RE2 looks for all of them at once. It knows no looking ahead or behind, and counting far costs it much memory, so what
it looks for is less strict than the expression itself: some get through that do not match, and none that does is lost.
Where RE2 is not installed (it comes with `kgen-garden[fast]`) every expression is worth trying.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

try:
    import re2
except ImportError:
    re2 = None

Thing = TypeVar("Thing")
MEMORY = 64 << 20
"""Bytes that RE2 may use for what it has learnt of the expressions."""
MOST_COUNTED = 12
ANYTHING = ""
_PIECE = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])*\]|\(\?(?:[=!]|<[=!])|\(\??:?|\)|\{(\d+)(?:(,)(\d*))?\}|.", re.DOTALL)


class Gate(Generic[Thing]):
    """Lets through the things whose expressions, all of them, a text could match."""

    def __init__(self, things: Sequence[tuple[Thing, Sequence[str]]]) -> None:
        self._things = things

    def worth_trying(self, text: str) -> Iterator[Thing]:
        if re2 is None:
            yield from (thing for thing, _ in self._things)
            return
        data = text.encode(errors="surrogatepass")
        # ANYTHING always matches: RE2 answers nothing at all only where its memory was not enough.
        matching = set(self._set.Match(data) or self._slowly(data))
        for thing, wanted in self._wanted:
            if wanted <= matching:
                yield thing

    def _slowly(self, data: bytes) -> set[int]:
        return {number for number, each in enumerate(self._relaxed) if re2.search(each.encode(), data)}

    @cached_property
    def _relaxed(self) -> list[str]:
        return list(dict.fromkeys(relaxed(each) for _, asked in self._things for each in asked))

    @cached_property
    def _wanted(self) -> list[tuple[Thing, set[int]]]:
        numbers = {each: number for number, each in enumerate(self._relaxed)}
        return [(thing, {numbers[relaxed(each)] for each in asked}) for thing, asked in self._things]

    @cached_property
    def _set(self) -> Any:
        options = re2.Options()
        options.max_mem = MEMORY
        options.log_errors = False
        expressions = re2.Set.SearchSet(options)
        for each in (*self._relaxed, ANYTHING):
            expressions.Add(each)
        expressions.Compile()
        return expressions


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
