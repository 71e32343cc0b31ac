"""What is to be done to the files of a garden, before anything is done."""

import os
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kgen.diagnostic import path_from
from kgen.editing.whole_files import clear_begun, write_whole
from kgen.read import digest_of
from kgen.settings import ConfigurationError

_IN_A_MOMENT = 2.0
"""Seconds in which every file is written."""


@dataclass(slots=True)
class Changes:
    """Files to be written (bytes) or deleted (None), in this order, by their paths from the folder of mkdocs.yml.

    Paths have forward slashes. Whoever plans chooses an order that loses nothing if it is interrupted: what is written
    elsewhere comes before what is deleted, and what a plan is made from comes last. `made_from` holds the digests of
    files as they were read, by their paths; an empty one where there was none.
    """

    files: dict[str, bytes | None] = field(default_factory=dict)
    made_from: dict[str, str] = field(default_factory=dict)

    def carry_out(self, root: Path, *, is_alone: bool = False) -> None:
        """Do it, below the folder of mkdocs.yml. Folders are made as they are needed. Where one file is new in a folder
        and one is deleted, that one gets another name, when its turn comes: it keeps its permissions, and is there once
        whenever this is killed. With `is_alone`, whoever calls this keeps others away already (see `alone`).

        Raises ConfigurationError, before anything is done, where a folder takes no files or is a link, and where a file
        is no longer what this was made from.
        """
        paths = {root / name: data for name, data in self.files.items()}
        _refuse_links(paths, root)
        _refuse_unwritable(paths)
        written = []
        with uninterrupted(), nullcontext() if is_alone else alone(root):
            self.refuse_changed(root)
            for folder in {path.parent for path in paths} - {root}:
                clear_begun(folder, with_folders=False, older_than=_IN_A_MOMENT)
            renamed = _renamed(paths)
            for path, data in paths.items():
                if path in renamed.values():
                    continue
                if data is not None:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    write_whole(path, data)
                    written.append(path)
                elif new := renamed.get(path):
                    write_whole(path, paths[new] or b"")
                    os.replace(path, new)
                elif not _is_one_of(path, written):
                    path.unlink(missing_ok=True)

    def refuse_changed(self, root: Path) -> None:
        """Raise ConfigurationError where a file is no longer what this was made from."""
        for name, digest in self.made_from.items():
            path = root / name
            if digest != (digest_of(path.read_bytes()) if path.is_file() else ""):
                raise ConfigurationError(f"{name} was changed meanwhile, so nothing was changed. Run this again.")


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Wait until no other kgen changes files below a folder, and keep others from it. (Windows has no such locks.)"""
    try:
        import fcntl
    except ImportError:
        yield
        return
    folder = os.open(root, os.O_RDONLY)
    try:
        with suppress(OSError):  # Some file systems of networks have none either.
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl+C wait until this is done: whoever changes files says what was done before they stop. In a thread that
    gets no signals, nothing is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed = []
    before = signal.signal(signal.SIGINT, lambda *_: pressed.append(True))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        signal.raise_signal(signal.SIGINT)


def _renamed(paths: Mapping[Path, bytes | None]) -> dict[Path, Path]:
    """The files that get another name, each with it: the only one that goes from a folder where only one is new."""
    found = {}
    for folder in {path.parent for path in paths}:
        going = [path for path, data in paths.items() if path.parent == folder and data is None and path.is_file()]
        new = [path for path, data in paths.items() if path.parent == folder and data is not None and not path.exists()]
        if len(going) == len(new) == 1:
            found[going[0]] = new[0]
    return found


def _refuse_links(paths: Iterable[Path], root: Path) -> None:
    for folder in dict.fromkeys(path.parent for path in paths):
        inside = (each for each in folder.parents if root in each.parents)
        for each in (folder, *inside):
            if each != root and each.is_symlink():
                raise ConfigurationError(f"{path_from(root, each)} is a link to somewhere else. Make it a folder.")


def _refuse_unwritable(paths: Iterable[Path]) -> None:
    for folder in dict.fromkeys(path.parent for path in paths):
        there = next((each for each in (folder, *folder.parents) if each.exists()), folder)
        if not os.access(there, os.W_OK | os.X_OK):
            raise ConfigurationError(
                f"No file can be written into {there}, so nothing was changed. Check its permissions first."
            )


def _is_one_of(path: Path, written: Iterable[Path]) -> bool:
    """Whether a file that is to be deleted is one that was written: where a file system takes capitals and small
    letters for the same, `A.jpg` and `a.jpg` are one file."""
    alike = [each for each in written if each.parent == path.parent and each.name.lower() == path.name.lower()]
    return any(path.exists() and os.path.samefile(path, each) for each in alike)
