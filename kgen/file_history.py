"""When files were added to git, and what they were called: a few calls of git, however many files there are."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from posixpath import normpath
from typing import NamedTuple

from kgen.git import SHALLOW, GitError, WhyUnread, answer_of, blobs_of, from_top, run_git, why_unread

ALIKE = 90
"""The percentage of a file that held no prose, or holds none, that must be unchanged for kgen to call it renamed."""
BEGUN = "2005-04"
"""The month in which git began: no commit is older."""
_FRONT_MATTER = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n.*?^---[ \t]*\r?$", re.MULTILINE | re.DOTALL)
_FORMER_FOLDER = re.compile(r"""^-docs_dir:[ \t]*["']?([^"'#\n]*[^"'#\s/])""", re.MULTILINE)


class FileHistory(NamedTuple):
    """What git knows about the files below a folder, by their names relative to it."""

    months: Mapping[str, str]
    """The month (YYYY-MM, UTC) in which git says each was first committed; a rename keeps that of the first name."""
    former_paths: Mapping[str, tuple[str, ...]]
    """The names that each had before, oldest first, if it was renamed and half of its prose or more is as it was."""
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


def history(content: Path, this_month: str, config_files: Iterable[Path] = ()) -> FileHistory:
    """Read the history of a folder; it is empty if there is no git, no commit or only a shallow clone.

    A file that is not committed yet was added in `this_month`. `config_files` may have named another folder before.

    A merge counts for what no commit before it added: a name that a file had only on a branch does not count.
    """
    try:
        if run_git(content, "rev-parse", "--is-shallow-repository").strip() == b"true":
            return FileHistory({}, {}, None, SHALLOW)
        changes = _changes(content, _folders(content, config_files), "--reverse", "--full-history")
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
    """The paths of a folder, now and as `docs_dir` named it before, from the top of the repository: `content/`. Those
    within others come first."""
    paths = {from_top(content, "")}
    for file in config_files:
        log = "log", "--format=", "--patch", "--unified=0", "--no-color", "-G^docs_dir:", "--", file.name
        names = _FORMER_FOLDER.findall(answer_of(file.parent, *log))
        paths.update(normpath(from_top(file.parent, name)) + "/" for name in names)
    return sorted((path.removeprefix("./") for path in paths), key=len, reverse=True)


def _changes(content: Path, folders: Sequence[str], *order: str) -> list[_Change]:
    """What each commit added or renamed below some folders, which are one, or anywhere. Raises GitError."""
    log = run_git(
        content, "log", *order, "--no-relative", "--diff-merges=first-parent",
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
        is_text = new.endswith(".md")  # Others, such as pictures, may be large, and are not read.
        if old and is_text and status != "R100":
            edited[len(changes)] = before, after, status
        changes.append(_Change(month, is_merge, old, new, status >= ("R100" if is_text else "R050")))
    blobs = blobs_of(content, [blob.encode() for before, after, _ in edited.values() for blob in (before, after)])
    for number, (*_, status) in edited.items():
        is_same = _is_same(next(blobs), next(blobs), int(status[1:]))
        changes[number] = changes[number]._replace(is_same=is_same)
    return changes


def _is_same(old: bytes, new: bytes, alike: int) -> bool:
    """Whether git is right to call a file renamed, of which it finds so many percent `alike`: half of the shorter prose
    is in the longer. Short stories that `kgen new` began, and that keep its explanations, are 65 to 95 % alike."""
    shorter, longer = sorted((_prose(old), _prose(new)), key=len)
    if not shorter:
        return alike >= ALIKE
    pieces = [shorter[at : at + 12] for at in range(0, len(shorter), 12)]
    return 2 * sum(piece in longer for piece in pieces) > len(pieces)


def _prose(data: bytes) -> str:
    """What is below the front matter of a file, or the beginning of it."""
    return " ".join(_FRONT_MATTER.sub(b"", data).decode(errors="replace")[:5_000].split())


def _month(seconds: int) -> str:
    """The month of a commit; the last of all where its date is beyond all calendars."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m")
    except (ValueError, OverflowError, OSError):
        return "9999-12"


def names_in_history(folder: Path, name: str) -> list[str]:
    """The names that a file below a folder has had, relative to the top of the repository, newest first; empty if it
    was never committed. It need not be there now. Raises GitError (see `why_unread`).

    `git log --follow` would take a file that was copied, or only begun alike, for an earlier name of it."""
    names, is_there = [from_top(folder, name)], False
    for change in _changes(folder, (), "--all", "--topo-order"):
        if change.new in names:
            is_there = True
            names += [change.old] if change.is_same and change.old not in names else []
    return names if is_there else []
