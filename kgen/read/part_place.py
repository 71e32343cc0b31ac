"""Where a part of a field such as `consent` or `promises` is to be written: below what, and after how many spaces."""

from collections.abc import Mapping

from kgen.diagnostic import TOP, KeyPath, as_written, place_in
from kgen.model import Position

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def spaces(count: int) -> str:
    number = _COUNTS[count] if count < len(_COUNTS) else str(count)
    return f"{number} space{'' if count == 1 else 's'}"


def indent_of(path: KeyPath, positions: Mapping[KeyPath, Position]) -> int:
    """How many spaces come before a field that has a line of its own."""
    path = as_written(positions, path)
    return 0 if is_in_brackets(path, positions) else place_in(positions, path, TOP)[1] - 1


def is_in_brackets(path: KeyPath, positions: Mapping[KeyPath, Position]) -> bool:
    """Whether a part is on the line of what it is a part of: `{what: Ask, who: schools}`."""
    (line, column), around = place_in(positions, path, TOP), place_in(positions, path[:-1], TOP)
    return len(path) > 1 and line == around[0] and column > around[1]


def how_to_add(path: KeyPath, positions: Mapping[KeyPath, Position]) -> str:
    """What to do where a field or a part is missing, as a sentence. `path` is that of what is missing."""
    *above, name = path = as_written(positions, path)
    if not above:
        return f"Add a line `{name}: …`."
    owner = next(part for part in reversed(above) if isinstance(part, str))
    beside = [way for way in positions if len(way) == len(path) and way[:-1] == path[:-1]]
    around = positions.get(tuple(above))
    if beside and positions[beside[0]] == around and around.line == place_in(positions, (owner,), TOP).line:
        return f"Write it as `{{{name}: …}}`, within curly brackets."
    if not beside or is_in_brackets(beside[0], positions):
        return f"Add `{name}: …` inside the curly brackets of `{owner}`, after a comma."
    indent = spaces(indent_of(beside[0], positions))
    if isinstance(above[-1], int):
        item = place_in(positions, path[:-1], TOP)
        return f"Add a line `{name}: …` to the item that begins on line {item[0]}, after {indent}."
    return f"Add a line `{name}: …` below `{owner}:`, after {indent}."
