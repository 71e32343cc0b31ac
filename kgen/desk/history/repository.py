"""The repository that holds a garden's history, read and written by dulwich, so that no Git is needed.

Names of files are the bytes that a tree holds: from the top of the repository, separated by `/`.
"""

import os
import stat
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from dulwich.errors import ChecksumMismatch, FileFormatException, NotGitRepository, ObjectMissing, WrongObjectException
from dulwich.objects import Blob, Commit, ObjectID, ShaFile
from dulwich.reflog import format_reflog_line
from dulwich.refs import DiskRefsContainer, Ref
from dulwich.repo import Repo, UnsupportedExtension, UnsupportedVersion

from kgen.desk.history.errors import HistoryError
from kgen.desk.history.locks import MARK, git_lock, remove_left_over
from kgen.desk.history.trees import Entry, Trees
from kgen.publish.lock import workplace

HEAD = Ref(b"HEAD")
FOLDER = "kgen-desk"
"""The desk's own folder in `.git`."""
_MANY = 100
"""More objects than this are put on the disk in one go, not one by one."""
_UNFINISHED = {
    "MERGE_HEAD": "A merge",
    "rebase-merge": "A rebase",
    "rebase-apply": "A rebase",
    "CHERRY_PICK_HEAD": "A cherry-pick",
    "REVERT_HEAD": "A revert",
}
"""What Git leaves in its folder while somebody has begun a step of several."""


class Step(NamedTuple):
    """A branch that is to move from one commit to another."""

    branch: Ref
    old: ObjectID | None
    new: ObjectID
    who: bytes
    when: int
    """In seconds since 1970."""
    why: bytes
    """For Git's own diary of the branch, which `git reflog` shows."""


class Repository:
    """A repository with a working tree, and the few changes that the desk makes in it."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.top = Path(os.path.realpath(repo.path))
        self.git_dir = Path(os.path.realpath(repo.controldir()))
        """What belongs to this working tree alone."""
        self.common_dir = Path(os.path.realpath(repo.commondir()))
        """What all linked working trees share."""
        self.trees = Trees(repo.object_store)
        self._parents: dict[ObjectID, tuple[ObjectID, ...]] = {}

    @classmethod
    def found(cls, folder: Path) -> "Repository | None":
        """The repository that holds a folder; None where there is none.

        Raises HistoryError if dulwich cannot keep it.
        """
        try:
            repo = Repo.discover(folder)
        except NotGitRepository:
            return None
        except (UnsupportedVersion, UnsupportedExtension) as error:
            raise HistoryError(
                f"The repository of this garden uses a feature of Git that the desk does not know: {error}.",
                str(folder),
                "Make a new clone of it without that feature.",
            ) from None
        except OSError as error:
            raise HistoryError(
                f"The repository of this garden cannot be read: {error.strerror}.",
                str(error.filename or folder),
                "See that you may read and write this folder.",
            ) from None
        if repo.bare:
            repo.close()
            return None
        if repo.object_format.name != "sha1" or not isinstance(repo.refs, DiskRefsContainer):
            raise HistoryError(
                "The repository of this garden is kept in a format (SHA-256 or reftable) that the desk does not write.",
                str(folder),
                "Make a new clone of it in Git's usual format.",
            )
        return cls(repo)

    @classmethod
    def made(cls, folder: Path) -> "Repository":
        """A new repository, without a commit, put into a folder in one step."""
        with suppress(OSError), tempfile.TemporaryDirectory(dir=workplace(folder)) as made:
            Repo.init(made, default_branch=b"main").close()
            os.rename(Path(made) / ".git", folder / ".git")  # Fails if a second desk was quicker: then that one counts.
        repository = cls.found(folder)
        if repository is None:
            raise HistoryError("No history can be begun here.", str(folder), "See that you may write into this folder.")
        return repository

    @contextmanager
    def used(self) -> Iterator[None]:
        """Read or write within this: afterwards no file stays open, so that Git may tidy up.

        Raises HistoryError where what is read is damaged.
        """
        try:
            yield
        except (ChecksumMismatch, FileFormatException, WrongObjectException, ObjectMissing, zlib.error) as error:
            raise HistoryError(
                f"The history of this garden is damaged: {error}.",
                str(self.common_dir),
                "Keep a copy of this folder. Then clone the garden again, or ask somebody who knows Git: git fsck",
            ) from error
        finally:
            self.repo.close()

    # --- reading

    @property
    def branch(self) -> Ref:
        """The branch that is checked out. Raises HistoryError where none is."""
        *_, name = self.repo.refs.follow(HEAD)[0]
        if not name.startswith(b"refs/heads/"):
            raise HistoryError(
                "This folder is on no branch, so what is decided here could be lost.",
                str(self.top),
                "Go back to the branch of the garden: git switch main",
            )
        return Ref(name)

    @property
    def head(self) -> ObjectID | None:
        """The newest commit of the branch that is checked out; None where nothing was ever committed."""
        return self.repo.refs.follow(HEAD)[1]

    def setting(self, name: bytes) -> bytes | None:
        """What Git's own settings say of `core.<name>`; None where they say nothing."""
        try:
            return self.repo.get_config_stack().get((b"core",), name)
        except KeyError:
            return None

    def is_on(self, name: bytes, usual: bool) -> bool:
        """The same, as Git reads a yes or no."""
        said = self.setting(name)
        return usual if said is None else said.lower() not in (b"false", b"no", b"off", b"0", b"")

    def commit(self, id: ObjectID) -> Commit:
        found = self.repo.object_store[id]
        if not isinstance(found, Commit):
            raise KeyError(id)
        return found

    def parents(self, id: ObjectID) -> tuple[ObjectID, ...]:
        """The parents of a commit; none where it is the first, or the first that a shallow clone has."""
        if id not in self._parents:
            self._parents[id] = tuple(self.repo.get_parents(id))
        return self._parents[id]

    def ancestors(self, id: ObjectID | None) -> set[ObjectID]:
        """A commit and all its ancestors; nothing for None."""
        found: set[ObjectID] = set()
        to_do = [] if id is None else [id]
        while to_do:
            one = to_do.pop()
            if one not in found:
                found.add(one)
                to_do += self.parents(one)
        return found

    def tree(self, commit: ObjectID | None) -> ObjectID | None:
        return None if commit is None else self.commit(commit).tree

    def entry(self, tree: ObjectID | None, name: bytes) -> Entry | None:
        """What a tree holds under a name; None where that is nothing, or a folder.

        Raises HistoryError where there is a submodule on the way.
        """
        found: Entry | None = None if tree is None else (stat.S_IFDIR, tree)
        for part in name.split(b"/"):
            if found is not None and is_submodule(found):
                raise HistoryError(
                    "This file belongs to another repository, inside the garden's.",
                    os.fsdecode(name),
                    "Change it there.",
                )
            found = self.trees.held(found[1], part) if found is not None and stat.S_ISDIR(found[0]) else None
        return None if found is None or stat.S_ISDIR(found[0]) else found

    def folder(self, tree: ObjectID | None, name: bytes) -> ObjectID | None:
        """The tree of a folder; None where there is none. The empty name is the top."""
        found = tree
        for part in name.split(b"/") if name else ():
            held = self.trees.held(found, part)
            found = held[1] if held and stat.S_ISDIR(held[0]) else None
        return found

    def data(self, entry: Entry | None) -> bytes | None:
        """What a file holds in the repository; None for nothing."""
        if entry is None:
            return None
        if is_submodule(entry):
            return b""
        blob = self.repo.object_store[entry[1]]
        return blob.data if isinstance(blob, Blob) else b""

    def refuse_unfinished(self) -> None:
        """Raise HistoryError while somebody has begun a merge or another step of several here."""
        for name, what in _UNFINISHED.items():
            if (self.git_dir / name).exists():
                raise HistoryError(
                    f"{what} was begun in this folder and is not finished.",
                    str(self.top),
                    "The person who began it has to finish it or take it back; git status says how.",
                )

    def clean_up(self) -> None:
        """Remove what a desk that was killed left behind. Git gives these files other names."""
        for pattern in ("tmp_*", ".*.tmp"):
            for left in self.own.glob(pattern):
                left.unlink(missing_ok=True)
        for path in (self.git_dir / "index", self._ref_file(self.repo.refs.follow(HEAD)[0][-1])):
            remove_left_over(path)

    def clean_up_packs(self) -> None:
        """Remove what a fetch by dulwich that was killed left behind. Git gives these files other names."""
        for left in (self.common_dir / "objects" / "pack").glob("*.idx.lock"):
            left.unlink(missing_ok=True)

    # --- writing: objects first, then the branch

    @cached_property
    def own(self) -> Path:
        """The desk's own folder for this working tree."""
        folder = self.git_dir / FOLDER
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def mark(self) -> Path:
        """A file that holds MARK, from which locks are made."""
        path = self.own / "mark"
        if not path.exists():
            self.put(path, MARK)
        return path

    def put(self, path: Path, data: bytes) -> None:
        """Write a file whole, through to the disk. After a power cut it is the old one or the new one."""
        made = self._written(self.own, path.name, data)
        try:
            os.replace(made, path)
        except BaseException:
            os.unlink(made)
            raise

    def write(self, objects: Iterable[ShaFile]) -> None:
        """Put those objects on the disk that are not there yet."""
        by_id = {each.id: each for each in objects}
        missing = [each for id, each in by_id.items() if id not in self.repo.object_store]
        at_once = len(missing) > _MANY and hasattr(os, "sync")
        for each in missing:
            folder = self.common_dir / "objects" / each.id[:2].decode()
            folder.mkdir(exist_ok=True)
            made = self._written(folder, "obj_", each.as_legacy_object(), through=not at_once)
            os.chmod(made, 0o444)
            os.replace(made, folder / each.id[2:].decode())
        if at_once:
            os.sync()

    @staticmethod
    def _written(folder: Path, name: str, data: bytes, *, through: bool = True) -> str:
        """A temporary file, under a name that Git knows as one; returns its path."""
        descriptor, made = tempfile.mkstemp(prefix=f"tmp_{name}", dir=folder)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if through:
                os.fsync(file.fileno())
        return made

    @contextmanager
    def held(self, branch: Ref, old: bytes | None) -> Iterator[Path]:
        """Hold Git's lock on a branch; yields the file that says where the branch leads.

        Raises HistoryError if it no longer leads to the old commit.
        """
        path = self._ref_file(branch)
        path.parent.mkdir(parents=True, exist_ok=True)
        with git_lock(path, self.mark):
            if self.repo.refs.read_ref(branch) != old:
                raise HistoryError(
                    "Another program changed the history of this garden at the same moment.",
                    str(self.top),
                    "Try again.",
                )
            yield path

    def _ref_file(self, name: Ref) -> Path:
        assert isinstance(self.repo.refs, DiskRefsContainer)
        return Path(os.fsdecode(self.repo.refs.refpath(name)))

    def move(self, path: Path, step: Step) -> None:
        """Move a branch to another commit, while `held` holds it."""
        self._log(step)
        self.put(path, step.new + b"\n")

    def _log(self, step: Step) -> None:
        """Note in Git's own diary where a branch led, as `git reflog` shows it."""
        if not self.is_on(b"logAllRefUpdates", True):
            return
        line = format_reflog_line(step.old, step.new, step.who, step.when, 0, step.why)
        for path in (self.git_dir / "logs" / "HEAD", self.common_dir / "logs" / os.fsdecode(step.branch)):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.write(line + b"\n")


def is_submodule(entry: Entry) -> bool:
    return stat.S_IFMT(entry[0]) == 0o160000
