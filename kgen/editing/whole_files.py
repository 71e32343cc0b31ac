"""Files are written whole or not at all."""

import os
import re
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

_BEGUN = re.compile(r"\.[a-z0-9_]{8}\.tmp")
"""The name of a file while it is being written."""


def write_whole(path: Path, data: bytes, *, like: Path | None = None, is_safe: bool = False) -> None:
    """Put a new file in the place of an old one in one step: a reader sees the old or the new, never half.

    It has the permissions of the old one. Where there is none, those of the file that it is `like`; else nobody but its
    owner can read it. With `is_safe` it is on the disk, even after the power fails.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            if is_safe:
                file.flush()
                os.fsync(file.fileno())
        if model := next((each for each in (path, like) if each is not None and each.exists()), None):
            shutil.copymode(model, name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def clear_begun(folder: Path, *, with_folders: bool = True, older_than: float = 0) -> None:
    """Delete in a folder, and in those below it, what a process was writing when it was killed: so many seconds ago,
    where others may be writing now."""
    for path in (folder.rglob if with_folders else folder.glob)(".*.tmp"):
        with suppress(FileNotFoundError):
            is_old = not older_than or time.time() - path.lstat().st_mtime > older_than
            if is_old and _BEGUN.fullmatch(path.name) and not path.is_symlink():
                path.unlink()
