"""Words that messages about a body share."""

from collections.abc import Sequence

from kgen.letters import one_line

_MOST_QUOTED = 60
"""Characters of somebody's words that a message repeats."""


def beginning(words: str) -> str:
    """The beginning of some words, on one line."""
    words = one_line(words)
    return words if len(words) <= _MOST_QUOTED else f"{words[:_MOST_QUOTED]}…"


def and_more(found: Sequence[object]) -> str:
    """How many more times something is in a file after the first, in words."""
    times = len(found) - 1
    return f" (and {'once more' if times == 1 else f'{times} more times'} in this file)" if times else ""
