"""What is between two marks, found in a time that grows with the text, and not with its square; and what is at places
that are known."""

import re
from collections.abc import Callable, Iterable

LONGEST = 5000
"""Characters between two marks; what is further apart does not belong together."""


def sub_between(
    opening: re.Pattern[str],
    closing: re.Pattern[str],
    write: Callable[[re.Match[str], str], str],
    text: str,
    longest: int = LONGEST,
) -> str:
    """The text with what is between two marks rewritten together with them. `write` is given the opening mark and
    what is between it and the first closing one."""
    pieces, at = [], 0
    end = closing.search(text)
    for begin in opening.finditer(text):
        if begin.start() < at:
            continue
        if end and end.start() < begin.end():
            end = closing.search(text, begin.end())
        if end is None:
            break
        if end.start() - begin.end() <= longest:
            pieces += [text[at : begin.start()], write(begin, text[begin.end() : end.start()])]
            at = end.end()
    return "".join((*pieces, text[at:]))


def sub_spans(text: str, spans: Iterable[tuple[int, int, str]], write: Callable[[str, str], str | None]) -> str:
    """The text with what is in some spans of its bytes rewritten, of those that overlap in the first. `write` is given
    what is there, and what is said of it; where it gives None, that stays."""
    data, pieces, done = text.encode(), [], 0
    for start, end, said in spans:
        new = write(data[start:end].decode(), said) if start >= done else None
        if new is not None:
            pieces += [data[done:start].decode(), new]
            done = end
    return "".join((*pieces, data[done:].decode()))
