"""What kgen asks of git: when files were added, what they were called, and what they held at a revision.

What is asked about all files takes a few calls of git, however many files there are.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kgen.model import Diagnostic, Source

ALIKE = 90
"""The percentage of a file without prose that must be unchanged for kgen to call it renamed."""
BEGUN = "2005-04"
"""The month in which git began: no commit is older."""
_FENCE = re.compile(rb"^---[ \t]*\r?$", re.MULTILINE)
_FORMER_FOLDER = re.compile(r"""^-docs_dir:[ \t]*["']?([^"'#\n]*[^"'#\s/])""", re.MULTILINE)
_PLACES = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
)
"""What git sets for a hook, and would then mistake for the repository that is meant."""


NOT_INSTALLED = "git is not installed"


class GitError(Exception):
    """Git could not answer; the text says why."""


def environment() -> dict[str, str]:
    """The environment in which git finds the repository by the folder that it is run in, also from a hook."""
    return {name: value for name, value in os.environ.items() if name not in _PLACES}


def _git(folder: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    command = ["git", "-c", "core.quotepath=off", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, input=stdin, env=environment(), capture_output=True, check=False)
    except FileNotFoundError:
        raise GitError(NOT_INSTALLED) from None
    if done.returncode:
        raise GitError(done.stderr.decode(errors="replace").strip() or f"git ended with {done.returncode}")
    return done.stdout


class WhyUnread(NamedTuple):
    """Why git's history cannot be read, as a steward would say it, and what to do about it; empty where nothing can."""

    why: str
    fix: str = ""


class FileHistory(NamedTuple):
    """What git knows about the files below a folder, by their names relative to it."""

    months: Mapping[str, str]
    """The month (YYYY-MM, UTC) in which git says each was first committed; a rename keeps that of the first name."""
    former_paths: Mapping[str, tuple[str, ...]]
    """The names that each had before, oldest first, if it was renamed and little in it changed."""
    uncommitted: str | None
    """The month of a file that no commit holds; None if git keeps no history."""
    unread: WhyUnread | None = None
    """None if git's history could be read."""

    def first_committed(self, name: str) -> str | None:
        """The month in which a file was added, as far as that can be right: nothing was told in the future, and what
        was committed before there was git is of a machine whose clock was wrong."""
        month = self.months.get(name, self.uncommitted)
        return None if month is None or month < BEGUN else min(month, self.uncommitted or month)

    def is_misdated(self, name: str) -> bool:
        """Whether what git says about when a file was added cannot be right."""
        return name in self.months and self.months[name] != self.first_committed(name)


SHALLOW = WhyUnread(
    "this clone holds only the newest part of git's history",
    "Fetch the rest: git fetch --unshallow, or in a workflow `fetch-depth: 0` below actions/checkout",
)


def why_unread(error: str) -> WhyUnread:
    """What git complains of."""
    if "dubious ownership" in error:
        return WhyUnread(
            "git does not read this folder, because it belongs to somebody else",
            "If you trust it: git config --global --add safe.directory FOLDER, with the folder's full path",
        )
    if error == NOT_INSTALLED:
        return WhyUnread("git is not installed", "Install it from https://git-scm.com")
    if "not a git repository" in error:
        return WhyUnread("this folder is not a git repository", "Make it one: git init")
    if "does not have any commits yet" in error:
        return WhyUnread("nothing was committed here yet", "Begin: git add -A, then git commit")
    return WhyUnread(f"git cannot read the history of this folder ({error.splitlines()[0]})")


def history(content: Path, this_month: str, config_files: Iterable[Path] = ()) -> FileHistory:
    """Read the history of a folder; it is empty if there is no git, no commit or only a shallow clone.

    A file that is not committed yet was added in `this_month`. `config_files` may have named another folder before.

    A merge counts for what no commit before it added: a name that a file had only on a branch does not count.
    """
    try:
        if _git(content, "rev-parse", "--is-shallow-repository").strip() == b"true":
            return FileHistory({}, {}, None, SHALLOW)
        changes = _changes(content, _folders(content, config_files))
    except GitError as error:
        return FileHistory({}, {}, None, why_unread(str(error)))
    months: dict[str, str] = {}
    former_paths: dict[str, tuple[str, ...]] = {}
    for month, is_merge, old, new, is_same in changes:
        # What a branch brings may be renamed and rewritten in steps, of which the merge shows only the sum.
        if is_same or old in former_paths.get(new, ()):
            if not (is_merge and new in months):
                months[new] = months.get(old, month)
            before = former_paths.pop(old, ())
            former_paths[new] = (*(name for name in before if name != new), old)
        else:
            months.setdefault(new, month)
            former_paths.pop(new, None)
    return FileHistory(months, former_paths, this_month)


class _Change(NamedTuple):
    """A file that a commit of this month added or, if it `is_same` as `old`, renamed."""

    month: str
    is_merge: bool
    old: str
    new: str
    is_same: bool


def _folders(content: Path, config_files: Iterable[Path]) -> list[str]:
    """The paths of a folder, now and as `docs_dir` named it before, from the top of the repository: `content/`."""
    paths = [from_top(content, "")]
    for file in config_files:
        diff = _answer(file.parent, "log", "--format=", "--patch", "--unified=0", "-G^docs_dir:", "--", file.name)
        paths += [from_top(file.parent, f"{name}/") for name in _FORMER_FOLDER.findall(diff)]
    return paths


def _changes(content: Path, folders: Sequence[str]) -> list[_Change]:
    """What each commit added or renamed below some folders, which are one, oldest first. Raises GitError."""
    log = _git(
        content, "log", "--reverse", "--no-relative", "--full-history", "--diff-merges=first-parent",
        "--find-renames=10%", "--diff-filter=AR", "--raw", "--no-abbrev", "-z", "--format=%x01%at %p",
        "--", *(f":(top,literal){folder}" for folder in folders),
    )  # fmt: skip

    def within(path: str) -> str:
        return next((path.removeprefix(folder) for folder in folders if path.startswith(folder)), path)

    changes: list[_Change] = []
    edited: dict[int, tuple[str, str, str]] = {}
    month, is_merge = "", False
    fields = iter(log.decode(errors="surrogateescape").split("\0"))
    for field in filter(None, fields):
        if field.lstrip("\n").startswith("\x01"):
            seconds, *parents = field.lstrip("\n\x01").split()
            month, is_merge = _month(int(seconds)), len(parents) > 1
            continue
        *_, before, after, status = field.split()
        old = within(next(fields)) if status.startswith("R") else ""
        new = within(next(fields))
        if old == new:
            continue
        if old and status != "R100":
            edited[len(changes)] = before, after, status
        changes.append(_Change(month, is_merge, old, new, status == "R100"))
    blobs = _blobs(content, [blob.encode() for before, after, _ in edited.values() for blob in (before, after)])
    for number, (*_, status) in edited.items():
        is_same = _is_same(next(blobs), next(blobs), int(status[1:]))
        changes[number] = changes[number]._replace(is_same=is_same)
    return changes


def _is_same(old: bytes, new: bytes, alike: int) -> bool:
    """Whether git is right to call a file renamed, of which it finds so many percent `alike`: half of the shorter prose
    is in the longer. Short stories that `kgen new` began, and that keep its explanations, are 65 to 95 % alike."""
    shorter, longer = sorted((_prose(old), _prose(new)), key=len)
    if not longer:
        return alike >= ALIKE
    pieces = [shorter[at : at + 12] for at in range(0, len(shorter), 12)]
    return 2 * sum(piece in longer for piece in pieces) > len(pieces)


def _prose(data: bytes) -> str:
    """What is below the front matter of a file, or the beginning of it."""
    return " ".join(_FENCE.split(data, 2)[-1].decode(errors="replace")[:5_000].split())


def _month(seconds: int) -> str:
    """The month of a commit; the last of all where its date is beyond all calendars."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m")
    except (ValueError, OverflowError, OSError):
        return "9999-12"


def head(folder: Path) -> str:
    """The commit that is checked out, and whether its history is cut short; `none` if git cannot say."""
    try:
        return _git(folder, "rev-parse", "HEAD", "--is-shallow-repository").decode().strip()
    except GitError:
        return "none"


def has_no_commit_yet(folder: Path) -> bool:
    """Whether a folder is in a repository that has no commits."""
    try:
        return not _git(folder, "rev-list", "--all", "--max-count=1")
    except GitError:
        return False


def names_in_history(folder: Path, name: str) -> list[str]:
    """The names that a file below a folder has had, relative to the top of the repository, newest first; empty if it
    was never committed. It need not be there now. Raises GitError (see `why_unread`).

    `git log --follow` would take a file that was copied, or only begun alike, for an earlier name of it."""
    log = _git(
        folder, "log", "--all", "--topo-order", "--no-relative", "--diff-merges=first-parent", "--find-renames",
        "--diff-filter=AR", "--format=", "--name-status", "-z",
    )  # fmt: skip
    names, is_there = [from_top(folder, name)], False
    fields = (field.lstrip("\n") for field in log.decode(errors="surrogateescape").split("\0"))
    for status in filter(None, fields):
        old = next(fields)
        new = next(fields) if status.startswith("R") else old
        if new in names:
            is_there = True
            names += [old] if old not in names else []
    return names if is_there else []


def sources_at(
    content: Path, revision: str, fault_of: Callable[[str, str, int], Diagnostic | None]
) -> Iterator[Source]:
    """Yield the files below `content` at a revision, in no particular order.

    `fault_of` says, from the name, the mode (`100644`) and the size in bytes, why a file is not to be read. Raises
    GitError if the revision is unknown.
    """
    tree, place = _tree(content, revision)
    listing = _git(place, "ls-tree", "-r", "-z", "-l", "--full-tree", tree) if tree else b""
    names: list[str] = []
    objects: list[bytes] = []
    for line in listing.split(b"\0")[:-1]:
        meta, _, raw_name = line.partition(b"\t")
        mode, _, object_id, size = meta.decode().split()
        name = raw_name.decode(errors="surrogateescape")
        fault = fault_of(name, mode, 0 if size == "-" else int(size))
        if fault is not None:
            yield Source(name, fault=fault)
        else:
            names.append(name)
            objects.append(object_id.encode())
    yield from map(Source, names, _blobs(place, objects))


def bytes_at(path: Path, revision: str) -> bytes | None:
    """A file as it was at a revision; None if it was not there. Raises GitError if the revision is unknown."""
    folder = _nearest(path.parent)
    commit = _commit(folder, revision)
    try:
        return _git(folder, "cat-file", "blob", f"{commit}:./{path.relative_to(folder).as_posix()}")
    except GitError:
        return None


def _tree(folder: Path, revision: str) -> tuple[str, Path]:
    """What a folder held at a revision of the repository around it, and where git knows that: in the folder, if it is a
    submodule. A repository that is only kept there has revisions of its own. Empty where it was not there.

    Raises GitError if neither knows the revision.
    """
    above = _nearest(folder.parent)
    inside = folder if folder.is_dir() else above
    for place in (above, inside):
        try:
            name = f"{_commit(place, revision)}:./{'' if place == folder else folder.relative_to(place).as_posix()}"
        except GitError:
            if place == inside:
                raise
            continue
        if found := _answer(place, "rev-parse", "--verify", "--quiet", name):
            return found, inside
    return "", inside


def _nearest(folder: Path) -> Path:
    """A folder, or the first one above it that exists."""
    return next(each for each in (folder, *folder.absolute().parents) if each.is_dir())


def _commit(folder: Path, revision: str) -> str:
    """The commit that a revision names. Raises GitError, whose text says what to write instead."""
    try:
        shallow = _git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"
    except GitError as error:
        raise GitError(". ".join(filter(None, why_unread(str(error))))) from None
    try:
        return (
            _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
            .decode()
            .strip()
        )
    except GitError:
        if has_no_commit_yet(folder):
            raise GitError(
                "nothing was ever committed here, so there is nothing to compare with. Begin with `git add -A` and"
                " `git commit`"
            ) from None
        fetch = (
            "; this clone holds only the newest part of the history. Fetch the rest with `git fetch --unshallow`, in a"
            " workflow with `fetch-depth: 0` below actions/checkout"
        )
        here = branch(folder) or "main"
        write = f". Write a branch, a tag or a commit that is here, such as {here} or HEAD~1"
        raise GitError(f"git does not know this revision{fetch if shallow else write}") from None


def _blobs(folder: Path, objects: list[bytes]) -> Iterator[bytes]:
    """Yield the contents of many objects, from one call of `git cat-file --batch`."""
    if not objects:
        return
    output = _git(folder, "cat-file", "--batch", stdin=b"\n".join(objects) + b"\n")
    at = 0
    for _ in objects:
        end = output.index(b"\n", at)
        size = int(output[at:end].split()[2])
        yield output[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


# --- what `kgen init` asks


def is_installed() -> bool:
    return shutil.which("git") is not None


def is_repository(folder: Path) -> bool:
    """Whether git keeps the history of a folder, or of the first one above it that exists."""
    return bool(_answer(_nearest(folder), "rev-parse", "--is-inside-work-tree"))


def begin(folder: Path) -> None:
    """Make a repository of a folder. Raises GitError."""
    _git(folder, "init", "--quiet", "--initial-branch", "main")


def branch(folder: Path) -> str:
    """The name of the branch that the next commit lands on; empty if there is none."""
    return _answer(folder, "symbolic-ref", "--quiet", "--short", "HEAD")


def from_top(folder: Path, name: str) -> str:
    """The name of a file below a folder, relative to the top of the repository."""
    return f"{_answer(folder, 'rev-parse', '--show-prefix')}{name}"


def has_remote(folder: Path) -> bool:
    return bool(_answer(folder, "remote"))


def ignored(folder: Path, names: Iterable[str]) -> list[str]:
    """Which of some files below a folder git ignores."""
    return _answer(folder, "check-ignore", "--", *names).splitlines()


def _answer(folder: Path, *arguments: str) -> str:
    """Git's answer in a word or a few; empty if it cannot answer."""
    try:
        return _git(folder, *arguments).decode(errors="replace").strip()
    except GitError:
        return ""
