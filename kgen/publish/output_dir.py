"""The folder in which a site is made, beside the one whose place it takes."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kgen.read import digest_of
from kgen.settings import ConfigurationError, Settings
from kgen.settings.place import why_no_site

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


class OutputStamp(NamedTuple):
    """What a file that was written is recognised by: its size in bytes, its times in nanoseconds, and its digest.

    The system alone sets `changed`, whenever a file gets other bytes or another name: what writes into a file can set
    back `modified`, but not that. It also changes where the bytes stay the same; then they are read.
    """

    size: int
    modified: int
    changed: int
    digest: str


class OutputDir:
    """Takes the files of a build. What is still right is not written again, but linked from the old site.

    `old` is the site as it is, and `stamps` what the build that made it noted about each file.
    """

    def __init__(self, new: Path, old: Path, stamps: Mapping[str, OutputStamp]) -> None:
        self.new = str(new)
        self._old = str(old)
        self._stamps = stamps

    def write(self, path: str, data: bytes) -> OutputStamp:
        return write(f"{self.new}/{path}", data)

    def link(self, paths: Iterable[str]) -> dict[str, OutputStamp] | None:
        """Hard-link files of the old site into the new one, all of them or none.

        Returns their stamps; None if one is not as it was written, or the file system has no hard links, as on most
        USB sticks and many network drives.
        """
        linked: dict[str, OutputStamp] = {}
        for path in paths:
            stamp = self._in_place(path)
            if stamp is None or not self._link(path, path):
                # What is written here next must not be written into a file of the old site.
                for each in linked:
                    os.unlink(f"{self.new}/{each}")
                return None
            linked[path] = stamp
        return linked

    def replace_by_link(self, path: str) -> OutputStamp | None:
        """Put the old site's equal file in place of one that was written. Returns as `link` does."""
        stamp = self._in_place(path)
        beside = f"{path}.kept"
        if stamp is None or not self._link(path, beside):
            return None
        os.replace(f"{self.new}/{beside}", f"{self.new}/{path}")
        return stamp

    def _in_place(self, path: str) -> OutputStamp | None:
        stamp = self._stamps.get(path)
        return stamp and in_place(f"{self._old}/{path}", stamp)

    def _link(self, path: str, name: str) -> bool:
        old, new = f"{self._old}/{path}", f"{self.new}/{name}"
        try:
            try:
                os.link(old, new)
            except FileNotFoundError:
                make_folder(os.path.dirname(new))
                os.link(old, new)
        except OSError:
            return False
        return True


def in_place(path: str, stamp: OutputStamp) -> OutputStamp | None:
    """The stamp that a file has now if it is the one that was written, else None."""
    try:
        status = os.stat(path, follow_symlinks=False)
        if status.st_size != stamp.size or not stat.S_ISREG(status.st_mode):
            return None
        if (status.st_mtime_ns, status.st_ctime_ns) == (stamp.modified, stamp.changed):
            return stamp
        found = stamp_of(path)
    except OSError:
        return None
    return found if found.digest == stamp.digest else None


def stamp_of(path: str) -> OutputStamp:
    with open(path, "rb") as file:
        return _stamp(os.fstat(file.fileno()), file.read())


def _stamp(status: os.stat_result, data: bytes) -> OutputStamp:
    return OutputStamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, digest_of(data))


def with_one_name(folder: Path, stamps: Mapping[str, OutputStamp]) -> dict[str, OutputStamp]:
    """The stamps of a site's files once the old site is gone: a file that loses its second name has changed by that."""
    now = {}
    for path, stamp in stamps.items():
        try:
            status = os.stat(f"{folder}/{path}", follow_symlinks=False)
        except OSError:
            continue
        is_same = (status.st_size, status.st_mtime_ns) == (stamp.size, stamp.modified)
        now[path] = stamp._replace(changed=status.st_ctime_ns) if is_same else stamp
    return now


def files_below(folder: str) -> Iterator[str]:
    """The paths of all files below a folder, from there, including what is neither file nor folder."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(f"{folder}/{below}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{below}{entry.name}/")
                else:
                    yield f"{below}{entry.name}"


def all_in_place(folder: Path, stamps: Mapping[str, OutputStamp]) -> bool:
    """Whether a site holds exactly the files that were written, and each as it was written."""
    try:
        paths = set(files_below(str(folder)))
    except OSError:
        return False
    return paths == stamps.keys() and all(in_place(f"{folder}/{path}", stamp) for path, stamp in stamps.items())


def make_folder(path: str) -> None:
    """Make a folder, most often a new one in an existing one, with as few calls of the system as can be."""
    try:
        os.mkdir(path)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)


def write(path: str, data: bytes) -> OutputStamp:
    """Write a file, most often into a folder that is yet to be made."""
    try:
        descriptor = os.open(path, _NEW_FILE, 0o666)
    except FileNotFoundError:
        make_folder(os.path.dirname(path))
        descriptor = os.open(path, _NEW_FILE, 0o666)
    try:
        written = 0
        while written < len(data):
            written += os.write(descriptor, data[written:])
        return _stamp(os.fstat(descriptor), data)
    finally:
        os.close(descriptor)


def refuse_foreign_folder(site: Path, settings: Settings) -> None:
    """The site replaces a whole folder, so that folder must be a site, or empty, or absent.

    Raises ConfigurationError.
    """
    why = why_no_site(site, settings.content_dir, settings.root, settings.custom_dir)
    if not why and Path.cwd().resolve().is_relative_to(site.resolve()):
        why = f"it holds {Path.cwd().name}"
    if why:
        raise ConfigurationError(f"The site cannot be built into {site}: {why}. Choose another folder.")
