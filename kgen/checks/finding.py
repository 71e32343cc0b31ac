"""What a check yields: only what it knows. The runner adds the path and the name of the check."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kgen.model import Entry, Picture, Severity, Spot
from kgen.weave import Garden


class Finding(NamedTuple):
    entry: Entry | Picture
    severity: Severity
    message: str
    fix: str | Callable[[], str]
    """What to write instead; a function where that takes long to find out."""
    spot: Spot | None = None


def spot_of(entry: Entry, *path: str | int) -> Spot:
    """Where a value stands in the front matter, or the nearest thing around it."""
    while path:
        if path in entry.spots:
            return entry.spots[path]
        path = path[:-1]
    return (1, 1)


def noticed_while_reading(garden: Garden, check: str) -> Iterator[Finding]:
    """What the reader or the Markdown parser already saw, under the name of the check that explains it."""
    files: list[Entry | Picture] = [*garden.entries.values(), *garden.refused.values()]
    for file in files:
        for fault in file.faults:
            if fault.check == check:
                yield Finding(file, fault.severity, fault.message, fault.fix, fault.spot)


def either(words: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def one_of(words: Sequence[str]) -> str:
    """A suggestion in words: `Did you mean “a”, “b” or “c”?`; empty where there is nothing to suggest."""
    return f"Did you mean {either([f'“{word}”' for word in words])}?" if words else ""
