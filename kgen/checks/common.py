"""What checks have in common: where something is, and how other entries are named in a message.

A check yields what it knows; the runner adds its name. Messages are public. They name other entries only through
`named`, so that nothing hidden is named.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kgen.diagnostic import Addition
from kgen.english import either, in_words
from kgen.model import KINDS, NETWORK, OPEN_NAME, SECTOR, TOPIC, Diagnostic, Entry, Picture, Position, Severity
from kgen.read.yaml_text import in_brackets
from kgen.weave import Garden

MOST_NAMED = 12
"""Names of the garden that one message lists; it counts the others."""
GONE_PERSON = "If it meant somebody whose file is gone, take their name out."
GONE_STORY = (
    "If it meant a story that was deleted, bring its file back and run `kgen withdraw`: what answered it stays."
)
MOST_ALIKE = len(KINDS)
"""How many of the entries that answer to one name a message names: as many as there are kinds. It counts the others."""


VOCABULARY = (TOPIC, SECTOR, NETWORK)
"""The kinds that are the garden's own words. A message names no people, questions or stories unasked."""


def named(entry: Entry) -> str:
    """Another entry, as a message names it. The runner writes its key there, if readers may see it."""
    return f"{OPEN_NAME}{entry.key}{OPEN_NAME}"


def named_on(garden: Garden, way: Sequence[str]) -> list[str]:
    """The keys on the way from entry to entry, as a message names them; anything else there, as it is."""
    return [named(garden.entries[key]) if key in garden.entries else key for key in way]


def not_hidden(garden: Garden, found: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """What a name could mean, without what is hidden from readers; what is broken will be mended."""
    if len(found) < 2:  # Nearly every name has one meaning.
        return found
    return tuple(each for each in found if garden.visibility(each) in ("published", "invalid"))


def of_field(entry: Entry, severity: Severity, message: str, fix: str, *way: str | int, **more: Any) -> Diagnostic:
    """What is wrong with a value in the front matter of an entry. `more` are other fields of the diagnostic."""
    return Diagnostic(severity, message, fix, entry.position(*way), path=entry.path, **more)


def is_wrong(entry: Entry, *way: str) -> bool:
    """Whether what a field holds was found wrong while the file was read, so that the field seems to be left out."""
    places = {position for path, position in entry.positions.items() if path[: len(way)] == way}
    return any(fault.severity == "error" and fault.position in places for fault in entry.faults)


def noticed_while_reading(garden: Garden, check: str) -> Iterator[Diagnostic]:
    """What the reader or the Markdown parser already saw, under the name of the check that explains it."""
    files: list[Entry | Picture] = [*garden.entries.values(), *garden.refused.values()]
    for file in files:
        for fault in file.faults:
            if fault.check == check:
                yield replace(fault, path=file.path)


def in_this_garden(garden: Garden, field: str) -> str:
    """What a field whose values are the garden's own may hold, as a sentence; empty if there is nothing yet."""
    if field in ("standpoint", "wanted"):
        choices = [f"{slug} ({each.says})" for slug, each in garden.settings.standpoints.items()]
    elif field == "mentions":
        choices = list(garden.settings.mentions)
    else:
        choices = [entry.slug for kind in VOCABULARY if kind.folder == field for entry in garden.of(kind)]
    beyond = len(choices) - MOST_NAMED
    more = f" and {beyond:,} more in {garden.settings.content_name}/{field}/" if beyond > 0 else ""
    return f"Choose from: {', '.join(choices[:MOST_NAMED])}{more}." if choices else ""


def a_new_one(field: str) -> Addition | None:
    """What may be added for a field that names entries; None for any other field."""
    return next((Addition(kind.name) for kind in VOCABULARY if kind.folder == field), None)


_BETWEEN = re.compile(r"\s*[,;|&+]\s*|\s+(?:and|/)\s+|(?<=\w)/(?=\w)")


def parts_of_a_list(text: str) -> list[str]:
    """The names in a text in which somebody may have listed several."""
    return [part for part in _BETWEEN.split(text) if part]


_OF_SENTENCES = frozenset("about are because had has have i is it that they this was we were".split())


def is_sentence(text: str) -> bool:
    """Whether somebody most likely wrote a sentence, where names are listed."""
    words = text.lower().split()
    return len(words) > 2 and (words[-1][-1] in ".!?" or len(_OF_SENTENCES.intersection(words)) > 1)


def as_list(field: str, names: Sequence[str]) -> str:
    """The line of a field that holds a list: `topics: [trust, paperwork]`."""
    return f"{field}: {in_brackets(names)}"


def in_the_future(field: str, month: str) -> str:
    return f"`{field}: {month}` is in the future"


def one_of(words: Sequence[str]) -> str:
    """A suggestion in words: `Did you mean “a”, “b” or “c”?`; empty if there is nothing to suggest."""
    return f"Did you mean {either([f'“{word}”' for word in words])}?" if words else ""


MOST_LINES = 10
"""Lines that one finding names."""


def elsewhere(says: str, positions: Sequence[Position]) -> str:
    """How often the same thing occurs further on, and on which lines; empty if it occurs once."""
    if len(positions) < 2:
        return ""
    lines = [str(line) for line in sorted({line for line, _ in positions[1:]})]
    shown = lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], "others"]
    which = f"line{'s' if len(lines) > 1 else ''} {in_words(shown)}"
    return says.format(count=len(positions) - 1, lines=which)
