"""The links of a garden that is woven again and again while somebody writes in it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from urllib.parse import unquote

from kgen.model import Entry, Link
from kgen.weave.name_index import FILE_ENDING, fold, name_fields, unbracketed


class LinkCache:
    """Keeps the links of each entry from one garden to the next.

    An entry's links change with the entry itself, and with what its names lead to. In the next garden a name leads
    elsewhere only if it is a name of an entry that was changed, added, removed, hidden or shown.
    """

    def __init__(self) -> None:
        self._entries: Mapping[str, Entry] = {}
        self._published: Mapping[str, Entry] = {}
        self._made: dict[str, tuple[Link, ...]] = {}
        self._asked: dict[str, frozenset[str]] = {}

    def links(
        self, entries: Mapping[str, Entry], published: Mapping[str, Entry], made: Callable[[Entry], Iterable[Link]]
    ) -> tuple[Link, ...]:
        """The links of all published entries of the next garden, in their order. `made` weaves those of one entry."""
        changed = frozenset(self._changed_names(entries, published))
        before, self._entries, self._published = self._published, entries, published
        links, asked = self._made, self._asked
        self._made, self._asked = {}, {}
        for key, entry in published.items():
            if before.get(key) is entry and asked[key].isdisjoint(changed):
                self._made[key], self._asked[key] = links[key], asked[key]
            else:
                self._made[key], self._asked[key] = tuple(made(entry)), frozenset(_asked_by(entry))
        return tuple(chain.from_iterable(self._made.values()))

    def _changed_names(self, entries: Mapping[str, Entry], published: Mapping[str, Entry]) -> Iterator[str]:
        """The folded names of entries that are not what they were, as they were and as they are."""
        for key in self._entries.keys() | entries.keys():
            before, now = self._entries.get(key), entries.get(key)
            if before is not now or (key in self._published) != (key in published):
                for entry in filter(None, (before, now)):
                    once = (alias.strip("/").rpartition("/")[2] for alias in entry.meta.aliases)
                    yield from filter(None, map(fold, (entry.slug, entry.title, *entry.other_names, *once)))


def _asked_by(entry: Entry) -> Iterator[str]:
    """The folded names by which an entry's links may be looked up, and some more.

    A name is looked up as it is, without what comes before its first slash (`topic/trust`), and by the last parts of a
    path (kgen.weave.resolve).
    """
    meta = entry.meta
    written = [unbracketed(name) for field in name_fields(type(meta)) for name in meta.words(field)]
    for text in (*written, *(reference.target for reference in entry.body.references)):
        for path in {text, unquote(text).partition("?")[0]}:
            for part in (path, path.partition("/")[2], *path.split("/")):
                yield fold(part)
                yield fold(FILE_ENDING.sub("", part))
