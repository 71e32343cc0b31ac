"""Which files a preview depends on, and when they change."""

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from watchfiles import watch

from kgen.read.walk import is_left_over, is_left_over_path

Look = dict[str, tuple[int, ...]]
"""What each file that a preview depends on is recognised by: its size, number, and times. The time of change alone
would not do: it can be set to what it was."""
_FOLDER = ()
_SETTLED = 50
"""Milliseconds without another save, before saves are reported."""

_EVERY = 200
"""Milliseconds after which a watcher reports that it is watching, even if nothing was saved."""


def look_at(roots: Iterable[Path]) -> Look:
    """Note every file below some folders. What vanishes meanwhile is left out.

    For a folder, note only that it exists: editors create and delete files of their own in it.
    """
    look: Look = {}
    for root in roots:
        _look_below(str(root), look)
    return look


def within(look: Look, path: Path) -> Look:
    """What was noted of a file, or of a folder and all in it."""
    name = str(path)
    if name in look and look[name] != _FOLDER:
        return {name: look[name]}
    return {each: noted for each, noted in look.items() if each == name or each.startswith(name + os.sep)}


def _look_below(path: str, look: Look) -> None:
    with suppress(FileNotFoundError, NotADirectoryError):
        look[path] = _noted(_status(path))
    with suppress(OSError), os.scandir(path) as entries:
        for entry in entries:
            if is_left_over(entry):
                continue
            if entry.is_dir(follow_symlinks=False):
                _look_below(entry.path, look)
            else:
                with suppress(FileNotFoundError):
                    look[entry.path] = _noted(entry.stat(follow_symlinks=False))


def _status(path: str) -> os.stat_result:
    """The status of what a path leads to; that of a link which leads nowhere that can be looked at."""
    try:
        return os.stat(path)
    except OSError:
        return os.lstat(path)


def _noted(status: os.stat_result) -> tuple[int, ...]:
    if stat.S_ISDIR(status.st_mode):
        return _FOLDER
    return status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns


def identities(paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Which folder each path stands for now, by its device and number; a file that is there, (0, 0)."""
    found = {}
    for path in paths:
        with suppress(OSError):
            status = path.stat()
            found[path] = (status.st_dev, status.st_ino) if path.is_dir() else (0, 0)
    return found


class Watcher:
    """Tells of the paths that were saved below some folders, or among some files, until it is stopped.

    A folder is watched with all that is in it. A file is watched through the folder it is in, so that it may go and
    come back; so is each folder.
    """

    def __init__(self, roots: Collection[Path], tell: Callable[[set[Path]], object]) -> None:
        self._stop = Event()
        self._roots = {path: path.is_dir() for path in roots}
        folders = [path for path, is_folder in self._roots.items() if is_folder]
        # The nearest existing folder around each.
        around = sorted({next(each for each in path.parents if each.is_dir()) for path in roots})
        followed = [(folders, True)] if folders else []
        for begun in [self._follow(each, below, tell) for each, below in (*followed, (around, False))]:
            begun.wait()

    def _follow(self, folders: Collection[Path], below: bool, tell: Callable[[set[Path]], object]) -> Event:
        """Watch some folders in a thread; the event is set when nothing escapes it any more."""
        begun = Event()

        def follow() -> None:
            missed = False
            while not self._stop.is_set():
                try:
                    for paths in self._changes(folders, below):
                        begun.set()
                        told = {path for path in paths if (self._is_within(path) if below else path in self._roots)}
                        told |= self._roots.keys() if missed else set()
                        missed = False
                        if told:
                            tell(told)
                except RuntimeError:  # A name that is not UTF-8 ends the watch, whatever else was saved.
                    missed = True
                    self._stop.wait(_EVERY / 1000)

        Thread(target=follow, daemon=True).start()
        return begun

    def _changes(self, folders: Collection[Path], below: bool) -> Iterator[set[Path]]:
        """The paths that were saved, again and again; no paths where nothing was saved for a while."""
        for changes in watch(
            *folders,
            watch_filter=None,
            recursive=below,
            step=_SETTLED,
            stop_event=self._stop,
            rust_timeout=_EVERY,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            yield {Path(path) for _, path in changes}

    def _is_within(self, path: Path) -> bool:
        root = next((each for each in self._roots if each in path.parents), None)
        return root is not None and not is_left_over_path(path.relative_to(root).as_posix())

    def stop(self) -> None:
        self._stop.set()
