"""Trees of a repository, read and made as bytes: in a garden of 10,000 stories, a tree has 10,000 entries.

A tree is a row of `mode name\\0id`, in order of name, in which a folder's name counts as if it ended with `/`.
"""

import re
import stat
from collections.abc import Iterator, Mapping
from functools import lru_cache

from dulwich.object_store import BaseObjectStore
from dulwich.objects import ObjectID, ShaFile, Tree

Entry = tuple[int, ObjectID]
"""What a tree holds under a name: the mode, as Git writes it, and the object."""
Both = tuple[Entry | None, Entry | None]

_ROW = re.compile(rb"[0-7]+ [^\0]+\0.{20}", re.DOTALL)
_Raw = tuple[bytes, bytes]
"""A mode in octal digits, and an id of 20 bytes."""
_FOLDER = b"40000"


class Trees:
    """The trees in a store. Those that were read last are kept, since they never change."""

    def __init__(self, store: BaseObjectStore) -> None:
        self._store = store
        self._rows = lru_cache(16)(self._read_rows)
        self._entries = lru_cache(16)(self._read_entries)

    def _read_rows(self, id: ObjectID | None) -> frozenset[bytes]:
        return frozenset() if id is None else frozenset(_ROW.findall(self._store.get_raw(id)[1]))

    def _read_entries(self, id: ObjectID | None) -> Mapping[bytes, _Raw]:
        return dict(map(_named, self._rows(id)))

    def held(self, tree: ObjectID | None, name: bytes) -> Entry | None:
        """What a tree holds under a name within it; None for nothing."""
        raw = self._entries(tree).get(name)
        return None if raw is None else _entry(raw)

    def changes(self, old: ObjectID | None, new: ObjectID | None) -> dict[bytes, Both]:
        """What two trees, and those in them, hold under each name of a file where they differ."""
        return dict(sorted(self._changes(old, new, b"")))

    def _changes(self, old: ObjectID | None, new: ObjectID | None, folder: bytes) -> Iterator[tuple[bytes, Both]]:
        if old == new:
            return
        gone, come = self._rows(old) - self._rows(new), self._rows(new) - self._rows(old)
        before, after = dict(map(_named, gone)), dict(map(_named, come))
        for name in before | after:
            one, other = before.get(name), after.get(name)
            path = folder + name
            yield from self._changes(_folder(one), _folder(other), path + b"/")
            files = _file(one), _file(other)
            if files[0] != files[1]:
                yield path, files

    def edited(self, tree: ObjectID | None, changes: Mapping[bytes, Entry | None], new: list[ShaFile]) -> ObjectID:
        """A tree in which some names hold something else, or nothing; the trees that it is made of go into `new`."""
        split = {tuple(name.split(b"/")): entry for name, entry in changes.items()}
        made = self._edited(tree, split, new) or Tree()
        new.append(made)
        return made.id

    def _edited(
        self, id: ObjectID | None, changes: Mapping[tuple[bytes, ...], Entry | None], new: list[ShaFile]
    ) -> ShaFile | None:
        """None for a tree that holds nothing."""
        entries = dict(self._entries(id))
        below: dict[bytes, dict[tuple[bytes, ...], Entry | None]] = {}
        for name, change in changes.items():
            below.setdefault(name[0], {})[name[1:]] = change
        for first, inner in below.items():
            here, before = inner.pop((), None), entries.pop(first, None)
            if here is not None:
                entries[first] = b"%o" % here[0], bytes.fromhex(here[1].decode())
            elif inner and (made := self._edited(_folder(before), inner, new)):
                new.append(made)
                entries[first] = _FOLDER, bytes.fromhex(made.id.decode())
        if not entries:
            return None
        names = sorted(entries, key=lambda name: name + b"/" if entries[name][0] == _FOLDER else name)
        data = b"".join([b"%b %b\0%b" % (entries[name][0], name, entries[name][1]) for name in names])
        return ShaFile.from_raw_string(Tree.type_num, data)


def _named(row: bytes) -> tuple[bytes, _Raw]:
    mode, _, name = row[:-21].partition(b" ")
    return name, (mode, row[-20:])


def _entry(raw: _Raw) -> Entry:
    return int(raw[0], 8), ObjectID(raw[1].hex().encode())


def _folder(raw: _Raw | None) -> ObjectID | None:
    return _entry(raw)[1] if raw and stat.S_ISDIR(int(raw[0], 8)) else None


def _file(raw: _Raw | None) -> Entry | None:
    return _entry(raw) if raw and not stat.S_ISDIR(int(raw[0], 8)) else None
