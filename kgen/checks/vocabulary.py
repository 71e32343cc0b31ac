"""Words that must come from the garden's own lists."""

import difflib
from collections.abc import Collection, Iterator

from kgen.checks.common import MOST_NAMED, as_list, in_this_garden, of_field, one_of, parts_of_a_list
from kgen.english import in_words
from kgen.model import MEETING, SECTOR, Diagnostic, Entry
from kgen.weave import Garden
from kgen.weave.name_index import NEAR, nearest
from kgen.weave.unread import Unread

_STANDPOINT_FIELDS = ("standpoint", "wanted")


def vocabulary(garden: Garden) -> Iterator[Diagnostic]:
    """A standpoint, something named in `mentions`, or the maker of a promise is not on the garden's list.

    The lists are short so that readers can find all stories told from where they stand, and so that content notes say
    the same thing in the same words. A garden may change both lists in mkdocs.yml.

    Instead of   standpoint: parent
    write        standpoint: family-carer

    A promise is made by a service or from a standpoint. Nobody's name belongs there: the person who made it knows.

    Instead of   who: Jan from the housing office
    write        who: housing
    """
    settings = garden.settings
    for entry in garden.entries.values():
        for name in _STANDPOINT_FIELDS:
            yield from _unlisted(garden, entry, name, settings.standpoints)
        yield from _unlisted(garden, entry, "mentions", settings.mentions)
    yield from _promised_by_nobody_known(garden)


def _promised_by_nobody_known(garden: Garden) -> Iterator[Diagnostic]:
    """The value may be somebody's name, so no message repeats it."""
    services = [service.slug for service in garden.of(SECTOR)]
    unread = Unread(garden)

    def is_known(who: str) -> bool:
        return who in garden.settings.standpoints or bool(garden.names.look_up(who, (SECTOR,)))

    for meeting in garden.readable(MEETING):
        for number, promise in enumerate(meeting.meta.promises):
            who = promise.who
            if who is None or is_known(who):
                continue
            message = "`who` is neither a service nor a standpoint of this garden"
            choices = in_words([*services[:MOST_NAMED], *garden.settings.standpoints], "or")
            near = one_of(nearest(who, (*services, *garden.settings.standpoints)))
            fix = f"{near} Do not name a person here. Choose from: {choices}.".strip()
            if len(several := parts_of_a_list(who.strip("[]"))) > 1 and all(map(is_known, several)):
                message, fix = "`who` names several as one", "Name one, and write a promise for each of the others."
            follows = unread.holding(who, (SECTOR,))
            yield of_field(meeting, "error", message, fix, "promises", number, "who", follows=follows)


def _unlisted(garden: Garden, entry: Entry, name: str, known: Collection[str]) -> Iterator[Diagnostic]:
    words = entry.meta.words(name)
    for number, word in enumerate(words):
        if word not in known:
            parts = parts_of_a_list(word)
            if len(parts) > 1 and all(part in known for part in parts):
                fix = f"Write `{as_list(name, [*words[:number], *parts, *words[number + 1 :]])}`."
                message = f"`{name}` holds several words as one"
            else:
                near = one_of(difflib.get_close_matches(word.lower().replace(" ", "-"), known, n=1, cutoff=NEAR))
                # A word with nearly the same letters may be the wrong note: readers count on these.
                choices = in_this_garden(garden, name) if not near or name == "mentions" else ""
                fix = f"{near} {choices}".strip()
                message = f"“{word}” is not on this garden's list for `{name}`"
            yield of_field(entry, "error", message, fix, name, number)
