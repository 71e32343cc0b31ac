"""A garden's history: each decision is one commit, which can be taken back by another.

    History.begin -> commit, decisions, undo; fetch -> merge -> push

`repository` reads and writes by dulwich, `working_tree` and `index` see to the files, and `steps` to processes that
are killed. Paths are written as `paths` says: from the folder of mkdocs.yml.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from dulwich.objects import Blob, Commit as GitCommit, ObjectID, ShaFile
from dulwich.repo import sanitize_user_identity

from kgen.desk.history import merging, remote_by_dulwich, remote_by_git
from kgen.desk.history.errors import HistoryError, RemoteMovedOn, RemoteUnreachable
from kgen.desk.history.paths import Paths
from kgen.desk.history.remote import needed_remote, remote_of
from kgen.desk.history.repository import Repository, Step
from kgen.desk.history.results import Commit, Conflict, Merged
from kgen.desk.history.steps import changing, take, writing
from kgen.desk.history.tracking import known_there, note_shared, refuse_behind, refuse_replaced, track, tracked
from kgen.desk.history.trees import Both, Entry
from kgen.desk.history.working_tree import FILE, Changes, WorkingTree

__all__ = ["Commit", "Conflict", "History", "HistoryError", "Merged", "RemoteMovedOn", "RemoteUnreachable"]

P = ParamSpec("P")
R = TypeVar("R")

ADDRESS = b"stewards@garden.invalid"
"""The address of every commit's author: it belongs to nobody."""


def _used(method: Callable[Concatenate["History", P], R]) -> Callable[Concatenate["History", P], R]:
    """A method that leaves no file of the repository open."""

    @wraps(method)
    def whole(history: "History", /, *args: P.args, **kwargs: P.kwargs) -> R:
        with history.repository.used():
            return method(history, *args, **kwargs)

    return whole


class History:
    """The history of the garden in one folder. Every method raises HistoryError where it cannot do what it says."""

    def __init__(self, repository: Repository, root: Path, site_name: str) -> None:
        self.repository = repository
        self._paths = Paths(repository.top, root)
        self._who = sanitize_user_identity(f"Stewards of {site_name}".encode(errors="replace"), ADDRESS)

    @classmethod
    def begin(cls, root: Path, first: Iterable[str], *, site_name: str, message: str) -> "History":
        """Open the repository that holds `root`, perhaps in a folder above, or make one there.

        Where none of the garden was ever committed, the files named in `first` become its first commit. What an earlier
        desk left unfinished is completed.
        """
        found = Repository.found(root)
        if found is None or cls(found, root, site_name)._is_left_out():
            found = Repository.made(root)
        history = cls(found, root, site_name)
        if not history._is_begun():
            history.commit(first, message)
        return history

    @_used
    def commit(self, paths: Iterable[str], message: str) -> str:
        """Commit these files as they are on the disk, written or deleted, and nothing else; return the commit's id.

        What else is changed or staged stays as it is. A file that `.gitignore` leaves out, and that no commit holds,
        stays out. Returns "" where nothing differs from the last commit.
        """
        names = [self._paths.name(path) for path in paths]
        with changing(self.repository) as (files, staged):
            self.repository.refuse_unfinished()
            branch, head = self.repository.branch, self.repository.head
            tree = self.repository.tree(head)
            new: list[ShaFile] = []
            changes: dict[bytes, Both] = {}
            for name in names:
                old = self.repository.entry(tree, name)
                there = files.to_commit(name, old)
                if there and there.entry != old:
                    new.append(there.blob)
                    changes[name] = (old, there.entry)
                elif old and not there:
                    changes[name] = (old, None)
            if not changes:
                return ""
            made = self._made(self._edited(head, changes, new), [head], message)
            self.repository.write([*new, made])
            why = b"commit: " + bytes(made.message).split(b"\n")[0]
            step = Step(branch, head, made.id, self._who, made.commit_time, why)
            take(self.repository, files, staged, step, changes, bring=False)
            return made.id.decode()

    @_used
    def decisions(self, most: int) -> list[Commit]:
        """The newest commits that changed the garden, at most so many, the newest first."""
        head = self.repository.head
        if head is None:
            return []
        found: list[Commit] = []
        sent = known_there(self.repository)
        for entry in self.repository.repo.get_walker(include=[head]):
            if len(found) == most:
                break
            commit = entry.commit
            old, new = self._before_and_after(commit.id)
            if old != new:
                message = commit.message.decode(errors="replace").strip("\n")
                when = datetime.fromtimestamp(commit.commit_time, UTC)
                found.append(Commit(commit.id.decode(), message, when, commit.id in sent))
        return found

    @_used
    def undo(self, id: str) -> dict[str, bytes | None]:
        """What would take a commit back: files to be written, or deleted (None). Nothing is changed.

        Raises HistoryError where a file was changed again since, in a later commit or on the disk; for the first commit
        of a garden; for a merge; and for a commit that also changed what is not the garden's.
        """
        commit, tree = self._taken_back(id)
        changes = self.repository.trees.changes(tree, commit.tree)
        outside = [name for name in changes if not self._paths.is_inside(name)]
        if outside:
            raise HistoryError(
                "This commit also changed files outside the garden.",
                self._paths.shown(outside),
                "Take it back with Git: git revert",
            )
        files, now = WorkingTree(self.repository), self.repository.tree(self.repository.head)
        since = [name for name, (_, new) in changes.items() if self.repository.entry(now, name) != new]
        if since:
            raise HistoryError(
                "This was changed again since, so taking it back would undo the later change too.",
                self._paths.shown(since),
                "Take back the later change first, or change the file itself.",
            )
        changed = [name for name, (_, new) in changes.items() if not files.is_as(name, new)]
        if changed:
            raise HistoryError(
                "This was changed in the folder and is not committed yet.",
                self._paths.shown(changed),
                "Commit the change or take it back; then try again.",
            )
        return self._on_disk(files, {name: old for name, (old, _) in changes.items()})

    # --- the remote

    @_used
    def remote(self) -> str:
        """The name of the remote that the garden is sent to; empty where there is none."""
        remote = remote_of(self.repository)
        return remote.name if remote else ""

    @_used
    def behind_and_ahead(self) -> tuple[int, int]:
        """How many commits the remote had that are not here when it was last asked, and how many are only here.

        (0, 0) where there is no remote.
        """
        remote = remote_of(self.repository)
        if remote is None:
            return 0, 0
        ours = self.repository.ancestors(self.repository.head)
        theirs = self.repository.ancestors(tracked(self.repository, remote))
        return len(theirs - ours), len(ours - theirs)

    @_used
    def fetch(self) -> None:
        """Ask the remote what it holds. Nothing of the garden is changed. Raises RemoteUnreachable."""
        remote = needed_remote(self.repository)
        if remote_by_git.is_installed():
            found = tracked(self.repository, remote) if remote_by_git.fetch(self.repository, remote) else None
        else:
            found = remote_by_dulwich.fetch(self.repository, remote)
        track(self.repository, remote, found)

    @_used
    def merge(
        self, message: str, *, resolved: Mapping[str, bytes | None] | None = None, mark: str = ""
    ) -> Merged | Conflict:
        """Bring in what the remote held when it was last fetched: without a commit of its own where nothing has been
        decided here since, otherwise with a commit that joins both.

        Where both sides changed a file differently, nothing is changed and a Conflict returned. What a person decided
        on it is given as `resolved`, with the Conflict's `mark`. Raises HistoryError where a file that would change is
        changed on the disk or staged, and not committed.
        """
        remote = needed_remote(self.repository)
        with changing(self.repository) as (files, staged):
            self.repository.refuse_unfinished()
            refuse_replaced(self.repository, remote)
            branch, ours, theirs = self.repository.branch, self.repository.head, tracked(self.repository, remote)
            if theirs is None or ours is None:
                return Merged("", ())
            if theirs in self.repository.ancestors(ours):
                note_shared(self.repository, remote, theirs)
                return Merged("", ())
            common = merging.bases(self.repository, ours, theirs, remote.name)
            join = merging.joined(self.repository, common, ours, theirs)
            decided = {self._paths.name(path): data for path, data in (resolved or {}).items()}
            if resolved is not None and mark != join.mark:
                raise HistoryError(
                    "These files were changed again, here or at the remote, since they were shown.",
                    self._paths.shown(decided),
                    "Look at both versions again, then decide.",
                )
            if set(join.clashes) - set(decided):
                our, their = ({name: both[side] for name, both in join.clashes.items()} for side in (0, 1))
                return Conflict(self._on_disk(files, their), self._on_disk(files, our), join.mark)
            new: list[ShaFile] = []
            changes = join.taken | {
                name: (both[0], self._decided(files, name, both, decided[name], new))
                for name, both in join.clashes.items()
            }
            changes = {name: both for name, both in changes.items() if both[0] != both[1]}
            merging.refuse_to_overwrite(files, staged, changes)
            if common == {ours}:
                made = self.repository.commit(theirs)
            else:
                made = self._made(self._edited(ours, changes, new), [ours, theirs], message)
                self.repository.write([*new, made])
            step = Step(branch, ours, made.id, self._who, int(time.time()), b"merge " + remote.name.encode())
            take(self.repository, files, staged, step, changes, bring=True)
            note_shared(self.repository, remote, theirs)
            return Merged(made.id.decode(), tuple(sorted(self._paths.path(name) for name in changes)))

    @_used
    def push(self) -> None:
        """Send what was decided to the remote.

        Raises RemoteMovedOn if it has changed since it was last asked, and RemoteUnreachable if it does not answer.
        """
        remote, head = needed_remote(self.repository), self.repository.head
        if head is None:
            return
        refuse_replaced(self.repository, remote)
        refuse_behind(self.repository, remote)
        by = remote_by_git if remote_by_git.is_installed() else remote_by_dulwich
        by.push(self.repository, remote, tracked(self.repository, remote), head)
        track(self.repository, remote, head)
        with writing(self.repository):
            note_shared(self.repository, remote, head)

    # --- what the methods above share

    def _edited(self, commit: ObjectID | None, changes: Changes, new: list[ShaFile]) -> ObjectID:
        """The tree of a commit with some changes; what it is made of goes into `new`."""
        entries = {name: after for name, (_, after) in changes.items()}
        return self.repository.trees.edited(self.repository.tree(commit), entries, new)

    def _made(self, tree: ObjectID, parents: Iterable[ObjectID | None], message: str) -> GitCommit:
        made = GitCommit()
        made.tree = tree
        made.parents = [parent for parent in parents if parent is not None]
        made.author = made.committer = self._who
        made.author_time = made.commit_time = int(time.time())
        made.author_timezone = made.commit_timezone = 0
        made.message = message.replace("\0", "").strip("\n").encode(errors="replace") + b"\n"
        return made

    def _before_and_after(self, id: ObjectID) -> tuple[ObjectID | None, ObjectID | None]:
        """The garden's tree in a commit's first parent and in the commit itself: the same where it changed none of the
        garden's files."""
        before = self.repository.parents(id)
        old = self.repository.folder(self.repository.tree(before[0]) if before else None, self._paths.root)
        return old, self.repository.folder(self.repository.tree(id), self._paths.root)

    def _taken_back(self, id: str) -> tuple[GitCommit, ObjectID | None]:
        """A commit, and the tree before it. Raises HistoryError if it cannot be taken back."""
        head = self.repository.head
        if ObjectID(id.encode(errors="replace")) not in self.repository.ancestors(head):
            raise HistoryError(
                "The history of this garden does not hold this commit.", id[:10], "Choose one from the list."
            )
        commit = self.repository.commit(ObjectID(id.encode()))
        before = self.repository.parents(commit.id)
        if len(before) > 1:
            raise HistoryError(
                "This joined two histories, so it cannot be taken back at once.",
                id[:10],
                "Take back its parts one by one.",
            )
        tree = self.repository.tree(before[0]) if before else None
        if self.repository.folder(tree, self._paths.root) is None:
            raise HistoryError(
                "This is where the history of the garden begins; it cannot be taken back.",
                id[:10],
                "Change the files instead.",
            )
        return commit, tree

    def _on_disk(self, files: WorkingTree, entries: Mapping[bytes, Entry | None]) -> dict[str, bytes | None]:
        """What the disk would hold of files whose entries in the repository are these."""
        held = {name: self.repository.data(entry) for name, entry in entries.items()}
        return {
            self._paths.path(name): None if data is None else files.shown(name, data) for name, data in held.items()
        }

    def _decided(
        self, files: WorkingTree, name: bytes, both: Both, data: bytes | None, new: list[ShaFile]
    ) -> Entry | None:
        """What a person decided that a file should hold; its blob goes into `new`."""
        if data is None:
            return None
        blob = Blob.from_string(files.kept(name, data, both[0]))
        new.append(blob)
        return (both[0] or both[1] or (FILE, None))[0], blob.id

    @_used
    def _is_begun(self) -> bool:
        """Whether a commit holds anything of the garden."""
        self.repository.branch  # noqa: B018 (raises where no branch is checked out)
        with writing(self.repository):
            return self._has_garden()

    def _has_garden(self) -> bool:
        return self.repository.folder(self.repository.tree(self.repository.head), self._paths.root) is not None

    @_used
    def _is_left_out(self) -> bool:
        """Whether the repository, in a folder above, ignores the garden."""
        if not self._paths.root or self._has_garden():
            return False
        return WorkingTree(self.repository).is_ignored(self._paths.root + b"/mkdocs.yml")
