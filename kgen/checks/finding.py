"""What a check yields: only what it knows. The runner adds the path and the name of the check."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kgen.model import KINDS, OPEN_NAME, Entry, Kind, Picture, Severity, Spot
from kgen.weave import Garden


class Suggestion(NamedTuple):
    """The names nearest to one that leads nowhere, which the runner looks for: it knows what has an error, and only
    what is published is suggested."""

    name: str
    otherwise: str
    """What to write where no name is near."""
    kinds: tuple[Kind, ...] = KINDS
    as_wikilink: bool = False
    """Whether to show how the name is written as a link."""


class Finding(NamedTuple):
    """Messages are public. Other entries are named in them by `named` alone, so that nothing hidden is."""

    entry: Entry | Picture
    severity: Severity
    message: str
    fix: str | Suggestion
    """What to write instead."""
    spot: Spot | None = None
    quotes: Entry | None = None
    """Another entry whose words are quoted. Where readers cannot see that one, the finding is not made."""


def named(entry: Entry) -> str:
    """Another entry, as a message names it. The runner writes its key there, if readers may see it."""
    return f"{OPEN_NAME}{entry.key}{OPEN_NAME}"


def named_on(garden: Garden, way: Sequence[str]) -> list[str]:
    """The keys on a way from entry to entry, as a message names them; what else stands there, as it is."""
    return [named(garden.entries[key]) if key in garden.entries else key for key in way]


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
