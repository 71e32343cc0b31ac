"""The files of a repository as they are on the disk.

Files are read and written with the line ends that Git's settings and `.gitattributes` ask for. Filters (Git LFS) and
anything else that would run a program are not used: a file that needs one is refused by name.
"""

import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dulwich.attrs import GitAttributes
from dulwich.ignore import IgnoreFilter, IgnoreFilterManager, default_user_ignore_filter_path
from dulwich.index import get_path_element_validator, validate_path
from dulwich.line_ending import (
    CRLFAction,
    LineEndingFilter,
    line_ending_filter_for_action,
    read_eol_config,
    resolve_crlf_action,
)
from dulwich.objects import Blob

from kgen.desk.history.errors import HistoryError
from kgen.desk.history.repository import Repository, is_submodule
from kgen.desk.history.trees import Both, Entry

Changes = Mapping[bytes, Both]
"""What names held and what they are to hold."""

FILE, PROGRAM, LINK = 0o100644, 0o100755, 0o120000
_NEEDS_A_PROGRAM = {b"filter": "a filter such as Git LFS", b"ident": "`ident`", b"working-tree-encoding": "an encoding"}
"""Attributes that change what a file holds in ways that the desk does not know."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A file as it is on the disk, in the form in which a repository keeps it."""

    mode: int
    blob: Blob
    data: bytes
    """As the disk has it."""
    stat: os.stat_result

    @property
    def entry(self) -> Entry:
        return self.mode, self.blob.id


class WorkingTree:
    """The files of a repository. It reads Git's settings only once."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.top = repository.top
        self._config = repository.repo.get_config_stack()
        self._keeps_modes = repository.is_on(b"filemode", True)
        self._valid = get_path_element_validator(self._config)

    def path(self, name: bytes) -> Path:
        """Where a file is. Raises HistoryError for a name that Git would not put on the disk."""
        if not validate_path(name, self._valid):
            raise HistoryError(
                "A file has a name that is not safe to put on this disk.",
                repr(os.fsdecode(name)),
                "Give it another name where it came from.",
            )
        path = self.top / os.fsdecode(name)
        for folder in path.parents:
            if folder == self.top:
                break
            if folder.is_symlink():
                raise HistoryError(
                    "This folder is a link to another place, so files in it are not part of the garden's history.",
                    str(folder),
                    "Put the folder itself here.",
                )
        return path

    def on_disk(self, name: bytes, known: Entry | None) -> OnDisk | None:
        """A file as it is on the disk; None where there is none. `known` is what the repository holds of it.

        Raises HistoryError if it cannot be read.
        """
        path = self.path(name)
        try:
            there = path.lstat()
            if stat.S_ISLNK(there.st_mode):
                data = os.fsencode(os.readlink(path))
                return OnDisk(LINK, Blob.from_string(data), data, there)
            if not stat.S_ISREG(there.st_mode):
                return None
            with path.open("rb") as file:
                there = os.fstat(file.fileno())
                data = file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise HistoryError(
                f"This file cannot be read: {error.strerror}.", str(path), "See that you may read it."
            ) from None
        is_program = bool(there.st_mode & stat.S_IXUSR) if self._keeps_modes else bool(known and known[0] == PROGRAM)
        return OnDisk(PROGRAM if is_program else FILE, Blob.from_string(self.kept(name, data, known)), data, there)

    def is_as(self, name: bytes, entry: Entry | None) -> bool:
        """Whether the disk holds under a name what the repository does."""
        there = self.on_disk(name, entry)
        if there is None or entry is None:
            return there is None and entry is None
        return entry in (there.entry, (there.mode, Blob.from_string(there.data).id))

    def to_commit(self, name: bytes, known: Entry | None) -> OnDisk | None:
        """A file as a commit would hold it; None where it is gone, or new and left out by `.gitignore`.

        Raises HistoryError for a link that is not in the history already.
        """
        there = self.on_disk(name, known)
        if there is None or (known is None and self.is_ignored(name)):
            return None
        if there.mode == LINK and (known is None or known[0] != LINK):
            raise HistoryError(
                "This is a link to another file, which the history does not keep.",
                str(self.path(name)),
                "Put the file itself here.",
            )
        return there

    def kept(self, name: bytes, data: bytes, known: Entry | None) -> bytes:
        """What a repository keeps of a file that holds `data` on the disk."""
        ends = self._line_ends(name, data, known)
        return ends.clean(data, name) if ends else data

    def shown(self, name: bytes, data: bytes) -> bytes:
        """What a file holds on the disk where a repository keeps `data` of it."""
        ends = self._line_ends(name, data, None)
        return ends.smudge(data, name) if ends else data

    def _line_ends(self, name: bytes, data: bytes, known: Entry | None) -> LineEndingFilter | None:
        attributes = self._attributes.match_path(name)
        for attribute, what in _NEEDS_A_PROGRAM.items():
            if attributes.get(attribute):
                raise HistoryError(
                    f"`.gitattributes` asks for {what}, which the desk cannot do.",
                    os.fsdecode(name),
                    "Take this file out of it, or commit the file with Git.",
                )
        eol, autocrlf, _ = read_eol_config(self._config)
        action = resolve_crlf_action(attributes, eol, autocrlf)
        is_a_guess = action in (CRLFAction.AUTO, CRLFAction.AUTO_INPUT, CRLFAction.AUTO_CRLF)
        if is_a_guess and (b"\0" in data or data.count(b"\r") != data.count(b"\r\n")):
            return None  # Not text to Git, which looks through all of a file; dulwich, only at its beginning.
        return line_ending_filter_for_action(action, b"false", lambda: b"\r\n" in (self.repository.data(known) or b""))

    @cached_property
    def _attributes(self) -> GitAttributes:
        return self.repository.repo.get_gitattributes()

    def read_attributes_again(self) -> None:
        """Heed what `.gitattributes` says now."""
        self.__dict__.pop("_attributes", None)

    @cached_property
    def _ignores(self) -> IgnoreFilterManager:
        lists = []
        for path in (
            self.repository.common_dir / "info" / "exclude",
            Path(default_user_ignore_filter_path(self._config)).expanduser(),
        ):
            with suppress(OSError):
                lists.append(IgnoreFilter.from_path(path))
        return IgnoreFilterManager(str(self.top), lists, self.repository.is_on(b"ignorecase", False))

    def is_ignored(self, name: bytes) -> bool:
        """Whether `.gitignore` keeps a file, which is in no commit yet, out of the history."""
        return bool(self._ignores.is_ignored(os.fsdecode(name)))

    def write(self, name: bytes, entry: Entry) -> None:
        """Put on the disk, in one step, what the repository holds under a name. A submodule is left as it is."""
        if is_submodule(entry):
            self.path(name).mkdir(parents=True, exist_ok=True)
            return
        path, data = self.path(name), self.repository.data(entry) or b""
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir() and not path.is_symlink():
            for inner, _, _ in os.walk(path, topdown=False):
                os.rmdir(inner)  # Only folders are left in it.
        own = self.repository.own
        place = own if own.stat().st_dev == path.parent.stat().st_dev else path.parent
        if entry[0] == LINK:
            made = tempfile.mktemp(prefix=".", suffix=".tmp", dir=place)
            os.symlink(os.fsdecode(data), made)
        else:
            descriptor, made = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=place)
            with open(descriptor, "wb") as file:
                file.write(self.shown(name, data))
                file.flush()
                os.fsync(file.fileno())
            os.chmod(made, (0o777 if entry[0] == PROGRAM else 0o666) & ~_umask())
        try:
            os.replace(made, path)
        except BaseException:
            os.unlink(made)
            raise

    def remove(self, name: bytes) -> None:
        """Take a file off the disk, and each folder that it leaves empty; a folder of its name only if it is empty."""
        path = self.path(name)
        is_folder = path.is_dir() and not path.is_symlink()
        if not is_folder:
            with suppress(FileNotFoundError, NotADirectoryError):
                path.unlink()
        for folder in (path, *path.parents) if is_folder else path.parents:
            if folder == self.top:
                break
            try:
                folder.rmdir()
            except FileNotFoundError:
                continue
            except OSError:
                break  # Something is left in it.


def folders(name: bytes) -> Iterator[bytes]:
    parts = name.split(b"/")
    for end in range(1, len(parts)):
        yield b"/".join(parts[:end])


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
