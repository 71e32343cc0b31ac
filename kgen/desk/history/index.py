"""Git's index: what is staged. It must follow what the desk does, or Git would show it as taken back.

Nothing that others have staged is touched.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from dulwich.errors import ChecksumMismatch
from dulwich.index import (
    ConflictedIndexEntry,
    Index,
    IndexChecksumWriter,
    IndexEntry,
    UnsupportedIndexFormat,
    index_entry_from_stat,
    index_entry_from_tree_entry,
    write_index_dict,
)
from dulwich.objects import ObjectID

from kgen.desk.history.errors import HistoryError
from kgen.desk.history.locks import git_lock
from kgen.desk.history.repository import Repository, is_submodule
from kgen.desk.history.trees import Entry
from kgen.desk.history.working_tree import Changes, WorkingTree, folders

Staged = dict[bytes, IndexEntry | ConflictedIndexEntry]
"""What the index holds under each name."""


def staged(repository: Repository) -> Staged:
    """The entries of Git's index. Raises HistoryError where it is kept in a way that dulwich does not know."""
    if any(repository.git_dir.glob("sharedindex.*")):
        raise HistoryError(
            "Git keeps its index in two files here, which the desk does not know.",
            str(repository.top),
            "Join them: git update-index --no-split-index, then delete .git/sharedindex.*",
        )
    path = repository.git_dir / "index"
    if not path.exists():
        head = repository.trees.changes(None, repository.tree(repository.head))
        return {name: index_entry_from_tree_entry(*new) for name, (_, new) in head.items() if new}
    try:
        return dict(Index(path).items())
    except (ChecksumMismatch, UnsupportedIndexFormat, AssertionError, ValueError, LookupError, struct.error):
        raise HistoryError(
            "The list of what is staged (Git's index) is damaged, or kept in a way that the desk does not know.",
            str(path),
            "If only a part of the repository is checked out: git sparse-checkout disable. Else delete this file.",
        ) from None


def stage(files: WorkingTree, held: Staged, changes: Changes, *, only_unstaged: bool) -> None:
    """Put the second of two entries under each name into the index, which `index` holds.

    With `only_unstaged`, a name is left as it is where the index does not hold the first.
    """
    for name, (old, new) in changes.items():
        if only_unstaged and entry_of(held.get(name)) != old:
            continue
        if new is None:
            held.pop(name, None)
            continue
        for folder in folders(name):
            held.pop(folder, None)
        held[name] = _fresh(files, name, new)
        if old is None:
            for below in [each for each in held if each.startswith(name + b"/")]:
                del held[below]
    out = io.BytesIO()
    writer = IndexChecksumWriter(out)
    write_index_dict(writer, held)
    writer.write_checksum()
    files.repository.put(files.repository.git_dir / "index", out.getvalue())


def _fresh(files: WorkingTree, name: bytes, entry: Entry) -> IndexEntry:
    """An entry with the times of its file, where the disk holds exactly that: Git then need not read the file."""
    there = None if is_submodule(entry) else files.on_disk(name, entry)
    if there is not None and there.entry == entry:
        return index_entry_from_stat(there.stat, entry[1], entry[0])
    return index_entry_from_tree_entry(entry[0], entry[1])


@contextmanager
def index(repository: Repository) -> Iterator[Staged]:
    """Git's index, under its lock: meanwhile no other program commits. `stage` writes it. Raises HistoryError."""
    with git_lock(repository.git_dir / "index", repository.mark):
        yield staged(repository)


def entry_of(staged: IndexEntry | ConflictedIndexEntry | None) -> Entry | None:
    """What is staged; a conflict is like nothing that a tree holds."""
    if staged is None:
        return None
    return (staged.mode, staged.sha) if isinstance(staged, IndexEntry) else (0, ObjectID(b""))
