"""Locks that a process which was killed does not leave behind.

To mark a file that it is about to change, Git makes a second one, `index.lock` beside `index`, and leaves it there when
it is killed. The desk makes the same files, so that both can be at work in one folder, but always with MARK in them:
whoever holds the desk's own lock, which the system releases when a process ends, knows that a file with MARK in it
belongs to nobody any more.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kgen.desk.held import hold
from kgen.desk.history.errors import HistoryError

MARK = b"held by the desk of a knowledge garden\n"
WAIT = 5.0
"""Seconds for which the desk waits until another program has finished writing."""
_PAUSE = 0.02


@contextmanager
def only_desk(path: Path) -> Iterator[None]:
    """Hold the desk's own lock, in a file that stays. Raises HistoryError if another desk keeps it for too long."""
    with path.open("ab") as file:
        end = time.monotonic() + WAIT
        while True:
            try:
                hold(file, wait=False)
                break
            except OSError:
                if time.monotonic() > end:
                    raise HistoryError(
                        "Another desk is writing the history of this garden.",
                        str(path.parent),
                        "Wait until it has finished, then try again.",
                    ) from None
                time.sleep(_PAUSE)
        yield


@contextmanager
def git_lock(path: Path, mark: Path) -> Iterator[None]:
    """Hold Git's lock on a file; `mark` is a file on the same disk that holds MARK. Needs the desk's own lock.

    Raises HistoryError if another program keeps it.
    """
    lock = path.with_name(f"{path.name}.lock")
    end = time.monotonic() + WAIT
    while not _taken(lock, mark):
        if remove_left_over(path):
            continue
        if time.monotonic() > end:
            raise HistoryError(
                "Another program is changing the history of this garden, or was interrupted while it did.",
                str(lock),
                "Close other programs that use Git here, and try again. If none is running, delete this file.",
            )
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _taken(lock: Path, mark: Path) -> bool:
    """Make a lock together with what it holds, in one step where the disk knows hard links."""
    try:
        os.link(mark, lock)
        return True
    except FileExistsError:
        return False
    except OSError:
        with suppress(FileExistsError), lock.open("xb") as file:
            file.write(MARK)
            return True
        return False


def remove_left_over(path: Path) -> bool:
    """Take away Git's lock on a file if a desk that was killed left it there. Needs the desk's own lock."""
    lock = path.with_name(f"{path.name}.lock")
    with suppress(OSError):
        if lock.read_bytes() == MARK:
            lock.unlink()
            return True
    return False
