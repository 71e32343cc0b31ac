"""What kgen asks of git, and what files held at a revision. `kgen.file_history` asks how they came to be."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kgen.model import Diagnostic, Source

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


def run_git(folder: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """What git prints when it is run in a folder. Raises GitError."""
    command = ["git", "-c", "core.quotepath=off", "-c", "log.showSignature=off", "-C", str(folder), *arguments]
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


def head(folder: Path) -> str:
    """The commit that is checked out, and whether its history is cut short; `none` if git cannot say."""
    try:
        return run_git(folder, "rev-parse", "HEAD", "--is-shallow-repository").decode().strip()
    except GitError:
        return "none"


def has_no_commit_yet(folder: Path) -> bool:
    """Whether a folder is in a repository that has no commits."""
    try:
        return not run_git(folder, "rev-list", "--all", "--max-count=1")
    except GitError:
        return False


def sources_at(
    content: Path, revision: str, fault_of: Callable[[str, str, int], Diagnostic | None]
) -> Iterator[Source]:
    """Yield the files below `content` at a revision, in no particular order.

    `fault_of` says, from the name, the mode (`100644`) and the size in bytes, why a file is not to be read. Raises
    GitError if the revision is unknown.
    """
    tree, place = _tree(content, revision)
    listing = run_git(place, "ls-tree", "-r", "-z", "-l", "--full-tree", tree) if tree else b""
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
    yield from map(Source, names, blobs_of(place, objects))


def bytes_at(path: Path, revision: str) -> bytes | None:
    """A file as it was at a revision; None if it was not there. Raises GitError if the revision is unknown."""
    folder = _nearest(path.parent)
    commit = _commit(folder, revision)
    try:
        return run_git(folder, "cat-file", "blob", f"{commit}:./{path.relative_to(folder).as_posix()}")
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
        if found := answer_of(place, "rev-parse", "--verify", "--quiet", name):
            return found, inside
    return "", inside


def _nearest(folder: Path) -> Path:
    """A folder, or the first one above it that exists."""
    return next(each for each in (folder, *folder.absolute().parents) if each.is_dir())


def _commit(folder: Path, revision: str) -> str:
    """The commit that a revision names. Raises GitError, whose text says what to write instead."""
    try:
        shallow = run_git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true"
    except GitError as error:
        raise GitError(". ".join(filter(None, why_unread(str(error))))) from None
    try:
        return (
            run_git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
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


def blobs_of(folder: Path, objects: list[bytes]) -> Iterator[bytes]:
    """Yield the contents of many objects, from one call of `git cat-file --batch`."""
    if not objects:
        return
    output = run_git(folder, "cat-file", "--batch", stdin=b"\n".join(objects) + b"\n")
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
    return bool(answer_of(_nearest(folder), "rev-parse", "--is-inside-work-tree"))


def begin(folder: Path) -> None:
    """Make a repository of a folder. Raises GitError."""
    run_git(folder, "init", "--quiet", "--initial-branch", "main")


def branch(folder: Path) -> str:
    """The name of the branch that the next commit lands on; empty if there is none."""
    return answer_of(folder, "symbolic-ref", "--quiet", "--short", "HEAD")


def from_top(folder: Path, name: str) -> str:
    """The name of a file below a folder, relative to the top of the repository."""
    return f"{answer_of(folder, 'rev-parse', '--show-prefix')}{name}"


def has_remote(folder: Path) -> bool:
    return bool(answer_of(folder, "remote"))


def ignored(folder: Path, names: Iterable[str]) -> list[str]:
    """Which of some files below a folder git ignores."""
    return answer_of(folder, "check-ignore", "--", *names).splitlines()


def answer_of(folder: Path, *arguments: str) -> str:
    """Git's answer in a word or a few; empty if it cannot answer."""
    try:
        return run_git(folder, *arguments).decode(errors="replace").strip()
    except GitError:
        return ""
