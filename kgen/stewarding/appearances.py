"""The pages on which an entry appears besides its own, and why, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.model import NETWORK, PAGE, PERSON, STORY, Entry
from kgen.site import own_page
from kgen.weave import Garden
from kgen.weave.changes import reporting_change

_WORDS = {
    "answers": "answers",
    "asked_by": "is asked by",
    "asks": "asks about",
    "author": "is told by",
    "broader": "is part of",
    "chosen": "chose",
    "cites": "cites",
    "embeds": "shows",
    "mentions": "mentions",
    "network": "is of",
    "networks": "belongs to",
    "offers": "offers help with",
    "related": "shown beside",
    "sectors": "is about",
    "steward": "is looked after by",
    "stories": "led to",
    "topics": "is about",
    "tries": "tries what is told in",
}
_WORDS_OF_KIND = {
    (PERSON.name, "networks"): "takes part in",
    (PERSON.name, "sectors"): "comes from",
    (NETWORK.name, "sectors"): "has members from",
}
_NOT_SHOWN_BY_TARGET = ("asked_by", "chosen", "steward", "stories")
"""Fields that are printed on the page that has them, and not on the page they name."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """A page on which an entry appears. `why` follows on from its title, and is empty for a listing."""

    title: str
    kind: str
    url: str
    why: str = ""


def words(kind: str, relation: str) -> str:
    """What an entry of a kind does to what it names in a field: `answers`, `is about`."""
    return _WORDS_OF_KIND.get((kind, relation)) or _WORDS[relation]


def appears_on(garden: Garden, entry: Entry) -> Iterator[Appearance]:
    """The pages on which an entry appears besides its own: listings, what it names, what names it.

    Pages that choose are not among them: home, sheets for meetings, the stories near another.
    """
    yield from _listings(garden, entry)
    seen = set()
    linked = [(link.relation, link.target) for link in garden.links_out(entry)]
    linked += [("topics", key) for key in garden.linked_keys(entry, "topics")]
    for relation, key in linked:
        if relation not in _NOT_SHOWN_BY_TARGET and key not in seen:
            seen.add(key)
            other = garden.published[key]
            them = "them" if other.kind is PERSON else "it"
            why = f"because this {entry.kind} {words(entry.kind.name, relation)} {them}"
            yield Appearance(garden.title(other), other.kind.name, other.url, why)
    for link in garden.links_in(entry):
        if link.source not in seen:
            seen.add(link.source)
            other = garden.published[link.source]
            who = "who" if other.kind is PERSON else "which"
            why = f"{who} {words(other.kind.name, link.relation)} this {entry.kind}"
            yield Appearance(garden.title(other), other.kind.name, other.url, why)


def _listings(garden: Garden, entry: Entry) -> Iterator[Appearance]:
    kind = entry.kind
    if kind is PAGE:
        return
    yield Appearance(kind.title, "listing", f"{kind.folder}/")
    if not STORY.includes(entry):
        return
    for slug in entry.meta.standpoint:
        who = garden.settings.standpoints.get(slug)
        if who is not None:
            yield Appearance(f"Stories from {who.many}", "listing", f"{kind.folder}/from/{slug}/")
    if entry in reporting_change(garden):
        changes = own_page("changes")
        yield Appearance(changes.title, "listing", changes.address)
