"""Two histories of one garden, joined: what theirs changed is brought in wherever ours did not change the same file.

Files are compared whole. A file that both sides changed is never mixed: it is left for a person to decide.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from dulwich.objects import ObjectID

from kgen.desk.history.errors import HistoryError
from kgen.desk.history.index import Staged, entry_of
from kgen.desk.history.repository import Repository, is_submodule
from kgen.desk.history.trees import Both, Entry
from kgen.desk.history.working_tree import FILE, PROGRAM, Changes, WorkingTree, folders
from kgen.english import first_of

Part = TypeVar("Part", int, ObjectID)


@dataclass(slots=True)
class Joined:
    """What would become of our tree."""

    taken: dict[bytes, Both] = field(default_factory=dict)
    """What we hold, and what we are to hold instead."""
    clashes: dict[bytes, Both] = field(default_factory=dict)
    """What we hold and what they hold, where both sides changed a file."""

    @property
    def mark(self) -> str:
        """Tells these clashes from any others."""
        return hashlib.sha256(repr(sorted(self.clashes.items())).encode()).hexdigest()[:16]


def bases(repository: Repository, ours: ObjectID, theirs: ObjectID, remote: str) -> set[ObjectID]:
    """The newest commits that both histories hold. Raises HistoryError where they have none in common."""
    shared = repository.ancestors(ours) & repository.ancestors(theirs)
    if not shared:
        raise HistoryError(
            "The remote holds another garden: the two histories have nothing in common.",
            remote,
            "See that its address is right. If it is, join the two with Git.",
        )
    return shared - {parent for id in shared for parent in repository.parents(id)}


def joined(repository: Repository, common: set[ObjectID], ours: ObjectID, theirs: ObjectID) -> Joined:
    """Compare both sides with each commit that they last had in common.

    Where there are several of these, and they do not lead to the same result, a file counts as changed by both.
    """
    our_tree, their_tree = repository.tree(ours), repository.tree(theirs)
    differing = repository.trees.changes(our_tree, their_tree)
    results: dict[bytes, set[Entry | None]] = {name: set() for name in differing}
    clashes: set[bytes] = set()
    for base in common:
        tree = repository.tree(base)
        by_us = repository.trees.changes(tree, our_tree)
        for name, (our, their) in differing.items():
            before = by_us[name][0] if name in by_us else our
            entry, is_clash = _decided(before, our, their)
            results[name].add(entry)
            if is_clash:
                clashes.add(name)
    clashes |= {name for name, entries in results.items() if len(entries) > 1}
    found = Joined({name: (differing[name][0], next(iter(results[name]))) for name in differing if name not in clashes})
    found.taken = {name: both for name, both in found.taken.items() if both[0] != both[1]}
    _refuse_in_the_way(repository, our_tree, found.taken)
    found.clashes = {name: differing[name] for name in sorted(clashes)}
    _refuse_more_than_files(found.clashes)
    return found


def _decided(before: Entry | None, our: Entry | None, their: Entry | None) -> tuple[Entry | None, bool]:
    """What three versions of a file lead to, and whether a person must decide instead."""
    if our == before:
        return their, False
    if their == before:
        return our, False
    if our == their:
        return our, False
    if before and our and their and {before[0], our[0], their[0]} <= {FILE, PROGRAM}:
        # One side changed the file, the other only whether it is executable.
        mode, id = _decided_part(before[0], our[0], their[0]), _decided_part(before[1], our[1], their[1])
        if mode is not None and id is not None:
            return (mode, id), False
    return our, True


def _decided_part(before: Part, our: Part, their: Part) -> Part | None:
    if our in (before, their):
        return their
    return our if their == before else None


def _refuse_in_the_way(repository: Repository, our_tree: ObjectID | None, taken: Changes) -> None:
    """Raise HistoryError where a file would go where we hold a folder, or within what we hold as a file."""
    for name, (_, new) in taken.items():
        if new is None:
            continue
        above = [taken[each][1] if each in taken else repository.entry(our_tree, each) for each in folders(name)]
        inner = repository.folder(our_tree, name)
        below = [name + b"/" + each for each in repository.trees.changes(None, inner)]
        if any(above) or any(each not in taken or taken[each][1] for each in below):
            raise HistoryError(
                "Here there is a file and at the remote a folder of the same name, or the other way round.",
                os.fsdecode(name),
                "Rename one of the two, then try again.",
            )


def _refuse_more_than_files(clashes: Mapping[bytes, Both]) -> None:
    """Raise HistoryError where what both sides changed is not an ordinary file: bytes alone cannot decide it."""
    for name, both in clashes.items():
        if any(entry is not None and entry[0] not in (FILE, PROGRAM) for entry in both):
            raise HistoryError(
                "Here and at the remote this was changed differently, and it is a link or a submodule.",
                os.fsdecode(name),
                "Join the two histories with Git: git merge",
            )


def refuse_to_overwrite(files: WorkingTree, staged: Staged, changes: Changes) -> None:
    """Raise HistoryError where bringing changes in would overwrite what no commit holds."""
    lost = [name for name, both in changes.items() if _would_lose(files, staged, changes, name, both)]
    if lost:
        raise HistoryError(
            "The remote changed what was also changed in this folder and is not committed yet.",
            first_of([os.fsdecode(name) for name in sorted(lost)], 3),
            "Commit these files, or take the change back or move it elsewhere; then try again.",
        )


def _would_lose(files: WorkingTree, staged: Staged, changes: Changes, name: bytes, both: Both) -> bool:
    old, new = both
    if entry_of(staged.get(name)) not in both:
        return True
    if any(entry is not None and is_submodule(entry) for entry in both):
        return False  # Its folder is left as it is.
    there = files.on_disk(name, old)
    if (there.entry if there else None) not in both:
        return True
    if new is None or there is not None:
        return False
    path = files.path(name)
    for folder in folders(name):
        upper = files.top / os.fsdecode(folder)
        if upper.exists() and not upper.is_dir() and changes.get(folder, (None, new))[1] is not None:
            return True
    within = (os.path.join(place, file) for place, _, inside in os.walk(path) for file in inside)
    names = (os.fsencode(os.path.relpath(each, files.top)).replace(os.fsencode(os.sep), b"/") for each in within)
    return any(each not in changes or changes[each][1] is not None for each in names)
