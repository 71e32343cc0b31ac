"""Opens files that somebody else may have put there: nothing but an ordinary file is read, or waited for."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NotOrdinaryError(OSError):
    """A folder, a pipe or a device is where a file should be."""


@contextmanager
def ordinary_file(path: Path, *, follow_link: bool = False) -> Iterator[tuple[int, os.stat_result]]:
    """Open a file, and give its descriptor and what the system says about it. Raises OSError, including for a link that
    is not to be followed."""
    link = 0 if follow_link else getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, os.O_RDONLY | link | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotOrdinaryError
        yield descriptor, status
    finally:
        os.close(descriptor)
