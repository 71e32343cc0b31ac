"""Words that must come from the garden's own lists."""

import difflib
from collections.abc import Collection, Iterator

from kgen.checks.common import as_list, in_this_garden, of_field, one_of, parts_of_a_list
from kgen.model import Diagnostic, Entry
from kgen.weave import Garden

_STANDPOINT_FIELDS = ("standpoint", "wanted")


def vocabulary(garden: Garden) -> Iterator[Diagnostic]:
    """A standpoint, or something named in `mentions`, is not on the garden's list.

    The lists are short so that readers can find all stories told from where they stand, and so that content notes say
    the same thing in the same words. A garden may change both lists in mkdocs.yml.

    Instead of   standpoint: parent
    write        standpoint: family-carer
    """
    settings = garden.settings
    for entry in garden.entries.values():
        for name in _STANDPOINT_FIELDS:
            yield from _unlisted(garden, entry, name, settings.standpoints)
        yield from _unlisted(garden, entry, "mentions", settings.mentions)


def _unlisted(garden: Garden, entry: Entry, name: str, known: Collection[str]) -> Iterator[Diagnostic]:
    words = entry.meta.words(name)
    for number, word in enumerate(words):
        if word not in known:
            parts = parts_of_a_list(word)
            if len(parts) > 1 and all(part in known for part in parts):
                fix = f"Write `{as_list(name, [*words[:number], *parts, *words[number + 1 :]])}`."
                message = f"`{name}` holds several words as one"
            else:
                near = difflib.get_close_matches(word.lower().replace(" ", "-"), known, n=1)
                fix = one_of(near) or in_this_garden(garden, name)
                message = f"“{word}” is not on this garden's list for `{name}`"
            yield of_field(entry, "error", message, fix, name, number)
