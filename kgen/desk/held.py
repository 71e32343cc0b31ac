"""The system's lock on a file, which it releases when the process that holds it ends, however that ends."""

import sys
from typing import IO


def hold(file: IO[bytes], *, wait: bool, shared_by_forks: bool = True) -> None:
    """Take the lock on an open file, until it is closed. Without `wait`, raises OSError where somebody else has it.
    `shared_by_forks` says whether processes forked from this one hold it too; Windows has none."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        lock = fcntl.flock if shared_by_forks else fcntl.lockf
        lock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
