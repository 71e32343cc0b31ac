"""How several things are named in one sentence."""

from collections.abc import Sequence


def in_words(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; with `or` before the last of them, if that is asked for."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def either(words: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return in_words(words, "or")
