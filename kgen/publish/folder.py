"""The folder in which a site is made, beside the one whose place it takes."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kgen.publish.cache import Seal
from kgen.publish.keys import digest_of

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


class Folder:
    """Takes the outputs of a build. What is in the old site with the same key is kept, not made again.

    `old` is the site as it stands and `seals` what the build that made it said of each file in it.
    """

    def __init__(self, new: Path, old: Path, seals: Mapping[str, Seal]) -> None:
        self._new = str(new)
        self._old = str(old)
        self._seals = seals

    def put(self, path: str, key: bytes, make: Callable[[], bytes]) -> tuple[str, Seal]:
        """Put a file into the site, and return its path with its seal."""
        seal = self._seals.get(path)
        if seal is not None and seal[0] == key and is_in_place(f"{self._old}/{path}", seal) and self._link(path):
            return path, seal
        status = write(f"{self._new}/{path}", make())
        return path, (key, status.st_size, status.st_mtime_ns)

    def keep_all(self, key: bytes, is_meant: Callable[[str], bool]) -> dict[str, Seal]:
        """Keep all files whose paths are meant, if each is in place and has the key; else none."""
        seals = {path: seal for path, seal in self._seals.items() if is_meant(path)}
        fits = all(seal[0] == key and is_in_place(f"{self._old}/{path}", seal) for path, seal in seals.items())
        kept: list[str] = []
        for path in seals if fits else ():
            if not self._link(path):
                break
            kept.append(path)
        if len(kept) == len(seals):
            return seals
        # What is written here next must not be written into the file of the old site, which has this name too.
        for path in kept:
            os.unlink(f"{self._new}/{path}")
        return {}

    def seal_all(self) -> Iterator[tuple[str, Seal]]:
        """Seal what others have written. A file that is the same in the old site is taken from there."""
        for path in list(files_below(self._new)):
            with open(f"{self._new}/{path}", "rb") as file:
                key = digest_of(file.read())
            seal = self._seals.get(path)
            if seal is not None and seal[0] == key and is_in_place(f"{self._old}/{path}", seal):
                beside = f"{path}.kept"
                if self._link(path, beside):
                    os.replace(f"{self._new}/{beside}", f"{self._new}/{path}")
                    yield path, seal
                    continue
            status = os.stat(f"{self._new}/{path}")
            yield path, (key, status.st_size, status.st_mtime_ns)

    def _link(self, path: str, name: str = "") -> bool:
        """Give a file of the old site a second name in the new one (the same, if none is given), if this system can.

        Not every file system knows second names: those of most USB sticks and of many network drives do not.
        """
        old, new = f"{self._old}/{path}", f"{self._new}/{name or path}"
        try:
            try:
                os.link(old, new)
            except FileNotFoundError:
                make_folder(os.path.dirname(new))
                os.link(old, new)
        except OSError:
            return False
        return True


def is_in_place(path: str, seal: Seal) -> bool:
    """Whether a file is the one that was written, as far as its size and its time of change tell."""
    try:
        status = os.stat(path, follow_symlinks=False)
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == seal[1:]


def files_below(folder: str) -> Iterator[str]:
    """The paths of all files below a folder, from there; those of what is neither file nor folder too."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(f"{folder}/{below}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{below}{entry.name}/")
                else:
                    yield f"{below}{entry.name}"


def all_in_place(folder: Path, seals: Mapping[str, Seal]) -> bool:
    """Whether a site holds just the files that were written, and each as it was written."""
    try:
        paths = set(files_below(str(folder)))
    except OSError:
        return False
    return paths == seals.keys() and all(is_in_place(f"{folder}/{path}", seal) for path, seal in seals.items())


def make_folder(path: str) -> None:
    """Make a folder, most often a new one in one that is there, with as few calls of the system as can be."""
    try:
        os.mkdir(path)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)


def write(path: str, data: bytes) -> os.stat_result:
    """Write a file, most often into a folder that is yet to be made, and return what it is then."""
    try:
        descriptor = os.open(path, _NEW_FILE, 0o666)
    except FileNotFoundError:
        make_folder(os.path.dirname(path))
        descriptor = os.open(path, _NEW_FILE, 0o666)
    try:
        written = 0
        while written < len(data):
            written += os.write(descriptor, data[written:])
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)
