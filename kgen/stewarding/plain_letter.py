"""A letter in plain text: short lines, few of them, and what did not fit is counted."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

WIDTH = 72
"""Characters in a line; only an address may be longer, since it would not survive a break."""
MOST_LINES = 60
"""A screen and a half."""


@dataclass(frozen=True, slots=True)
class LetterItem:
    """A line of a list, the sentence below it, and the address where it is. What is empty is left out. `count` says how
    many things it tells of."""

    words: str
    more: str = ""
    address: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class LetterPart:
    """A list under a heading. `others` is how many things there are besides its items, `all` the address of all of
    them, which may be empty."""

    heading: str
    items: tuple[LetterItem, ...]
    others: int = 0
    all: str = ""
    stands_alone: bool = False
    """Whether the heading is a sentence that needs no list."""


def letter(first: Sequence[str], parts: Sequence[LetterPart], last: Sequence[str]) -> str:
    """The letter, at most MOST_LINES long: where there is more to tell, the longest lists are cut, from their ends."""
    parts = [part for part in parts if part.items or part.others or part.stands_alone]
    while len(lines := list(_lines(first, parts, last))) > MOST_LINES and any(part.items for part in parts):
        # None is left without an item while another has several.
        longest = max(parts, key=lambda part: (min(len(part.items), 2), len(list(_of_part(part)))))
        shorter = replace(longest, items=longest.items[:-1], others=longest.others + longest.items[-1].count)
        parts[parts.index(longest)] = shorter
    return "\n".join(lines)


def _lines(first: Sequence[str], parts: Sequence[LetterPart], last: Sequence[str]) -> Iterator[str]:
    for each in first:
        yield from _wrapped(each)
    for part in parts:
        yield ""
        yield from _of_part(part)
    yield ""
    for each in last:
        yield from _wrapped(each)


def _of_part(part: LetterPart) -> Iterator[str]:
    yield from _wrapped(part.heading)
    for item in part.items:
        yield from _wrapped(item.words, "- ", "  ")
        yield from _wrapped(item.more, "  ", "  ")
        yield from _wrapped(item.address, "  ", "  ")
    if part.others:
        words = f"And {part.others} more on the site" if part.items else f"Find all {part.others} on the site"
        yield from _wrapped(f"{words}{':' if part.all else '.'}", "- ", "  ")
        yield from _wrapped(part.all, "  ", "  ")


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """Lines of words; a word that is longer than a line, such as an address, has a line of its own."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
