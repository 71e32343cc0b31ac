"""The key of each page and file: a digest of all that it is made of.

A story's page prints the story itself and what touches it: what it names, what names it, what is related. Every other
page and file may print anything of the garden, and is made of all of it. No key holds a time; equal keys mean equal
bytes.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from kgen import workers
from kgen.model import PAGE, STORY, Entry, Page, Reference
from kgen.read.records import canonical, facts_of
from kgen.weave import Garden
from kgen.weave.menu import menu
from kgen.weave.related import Relations
from kgen.weave.targets import Target
from kgen.weave.words import language_of

FEWEST = 500
"""Entries below which another process costs more than it saves."""
_SIZE = 16


def digest_of(*parts: bytes) -> bytes:
    digest = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.digest()


class Nearness(NamedTuple):
    """The keys of the stories that are related to each story, by its key, and a digest of what they follow from."""

    sharing: bytes
    related: dict[str, tuple[str, ...]]


class Keys:
    """The keys of one garden's outputs. `made_with` is a digest of kgen, the settings and the day."""

    def __init__(self, garden: Garden, made_with: bytes, before: "Nearness | None" = None) -> None:
        self._garden = garden
        self._made_with = made_with
        self._before = before
        self._nearness = Nearness(b"", {})
        self._woven: dict[str, bytes] = {}
        """By the key of each published entry, a digest of all that other pages may print of it."""
        self._whole = b""
        """A digest of all that the garden says, but for the prose of the entries."""
        self._frame = b""
        """A digest of the menu, and of the plain pages, which the foot of every page names."""

    def set_up(self, relations: Relations, meanwhile: Callable[[], object]) -> Nearness:
        """Work out what all keys share, and which stories are related; call `meanwhile` while others begin with it.

        What is related is taken from the last build if the stories share what they shared then.
        """
        garden = self._garden
        assert garden.links is not None, "woven once, before the processes part"
        sharing = digest_of(canonical(relations.shared()))
        before = self._before if self._before is not None and self._before.sharing == sharing else None

        def digest_and_related(entry: Entry) -> tuple[bytes, tuple[str, ...]]:
            return self._digest(entry), relations.keys_of(entry) if before is None and entry.kind is STORY else ()

        entries = list(garden.published.values())
        found = workers.mapped(digest_and_related, entries, fewest=FEWEST, meanwhile=meanwhile)
        self._woven = {entry.key: digest for entry, (digest, _) in zip(entries, found, strict=True)}
        related = {entry.key: keys for entry, (_, keys) in zip(entries, found, strict=True) if entry.kind is STORY}
        self._nearness = before or Nearness(sharing, related)
        relations.known = self._nearness.related
        self._whole = self._digest_of_all()
        shown = repr(menu(garden)).encode()
        self._frame = digest_of(shown, *(self._woven[entry.key] for entry in garden.of(PAGE)))
        return self._nearness

    def of_page(self, page: Page) -> bytes:
        entry = page.entry
        if entry is None:
            quoted = [each.digest.encode() for each in page.quotes]
            return digest_of(self._made_with, self._whole, page.url.encode(), *quoted)
        bodies = b"".join(part for key, body in self._bodies(entry, {}).items() for part in (self._woven[key], body))
        around = self._around(entry) if entry.kind is STORY else self._whole
        return digest_of(self._made_with, self._frame, page.url.encode(), bodies, around)

    def of_entries(self, entries: Iterable[Entry]) -> bytes:
        """The key of what is made of some entries alone: of their prose and of what they name, with its titles."""
        bodies = [each for entry in entries for each in self._bodies(entry, {}).items()]
        return digest_of(self._made_with, *(part for key, body in bodies for part in (self._woven[key], body)))

    def of_output(self, path: str) -> bytes:
        return digest_of(self._made_with, self._whole, path.encode())

    def _digest_of_all(self) -> bytes:
        garden = self._garden
        tombstones = [entry.key + str(entry.front) for entry in garden.tombstones]
        return digest_of(*self._woven.values(), canonical((list(self._woven), tombstones)))

    def _digest(self, entry: Entry) -> bytes:
        garden = self._garden
        links = [
            (link.relation, link.target, garden.title(garden.published[link.target]), garden.words(link.sentence))
            for link in garden.links_of(entry)
        ]
        inherited = [(topic.key, garden.title(topic)) for topic in garden.targeted(entry, "topics")]
        prose = [self._target(reference, target) for reference, target in garden.prose_links(entry)]
        facts = (garden.title(entry), garden.summary(entry), garden.date(entry), inherited, links, prose)
        return digest_of(facts_of(entry), canonical(facts))

    def _target(self, reference: Reference, target: Target) -> tuple[str, ...]:
        """Where a reference leads, and the words it prints."""
        words = "" if reference.shown else self._garden.words_for(f"{reference.target}#{reference.heading}")
        found = target.entry.key if target.entry else ""
        open_ = "open" if found in self._garden.published else ""
        lang = language_of(target.entry) if target.entry else ""
        return (
            found,
            open_,
            target.anchor,
            target.below,
            str(target.listing),
            self._garden.picture_addresses.get(target.picture, ""),
            target.remote,
            words,
            lang,
        )

    def _around(self, story: Entry) -> bytes:
        garden = self._garden
        touching = {link.target for link in garden.links_of(story)} | {link.source for link in garden.links_to(story)}
        touching.update(garden.targets(story, "topics"))
        near = [story.key, *self._nearness.related[story.key], *sorted(touching)]
        return digest_of(*(self._woven[key] for key in near))

    def _bodies(self, entry: Entry, seen: dict[str, bytes]) -> dict[str, bytes]:
        """The digests of an entry's file and of all whose prose is shown inside it, by the entry's key."""
        if entry.key in seen:
            return seen
        seen[entry.key] = entry.digest.encode()
        for embedded in self._embedded(entry):
            self._bodies(embedded, seen)
        return seen

    def _embedded(self, entry: Entry) -> Iterator[Entry]:
        for key in self._garden.targets(entry, "embeds"):
            yield self._garden.published[key]
