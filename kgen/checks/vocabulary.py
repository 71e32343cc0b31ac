"""Words that must come from the garden's own lists."""

import difflib
from collections.abc import Collection, Iterator

from kgen.checks.finding import Finding, one_of, spot_of
from kgen.model import Entry
from kgen.weave import Garden

_STANDPOINT_FIELDS = ("standpoint", "wanted")


def vocabulary(garden: Garden) -> Iterator[Finding]:
    """A standpoint, or something named in `mentions`, is not on the garden's list.

    The lists are short so that readers can find all stories told from where they stand, and so that content notes say
    the same thing in the same words. A garden may change both lists in mkdocs.yml.

    Instead of   standpoint: parent
    write        standpoint: family-carer
    """
    settings = garden.settings
    for entry in garden.entries.values():
        for name in _STANDPOINT_FIELDS:
            yield from _unlisted(entry, name, settings.standpoints)
        yield from _unlisted(entry, "mentions", settings.mentions)


def _unlisted(entry: Entry, name: str, known: Collection[str]) -> Iterator[Finding]:
    for number, word in enumerate(getattr(entry.front, name, ())):
        if word not in known:
            near = difflib.get_close_matches(word, known, n=1)
            fix = one_of(near) or f"Write one of: {', '.join(known)}."
            message = f"“{word}” is not on this garden's list for `{name}`"
            yield Finding(entry, "error", message, fix, spot_of(entry, name, number))
