"""Old or new, never half: a finished folder takes the place of the site in one step."""

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

from kgen.settings import ConfigurationError

_EXCHANGE = 2
"""RENAME_EXCHANGE, from linux/fs.h."""
_HERE = -100
"""AT_FDCWD, from fcntl.h: paths are relative to the working folder."""


def building_place(site: Path) -> Path:
    """The folder beside the site in which the next one is built."""
    return site.with_name(f".{site.name}.kgen-next")


def _old_place(site: Path) -> Path:
    return site.with_name(f".{site.name}.kgen-old")


def settle(site: Path) -> None:
    """Finish or undo what an interrupted run left, and clear the building place.

    Where two folders cannot be exchanged at once, the site is moved away and the new one moved in; a run that stopped
    between the two left the old site beside it, and here it is put back. Raises ConfigurationError where something that
    was left cannot be deleted, and where the site's folder is mounted, so that no other can take its place.
    """
    if os.path.ismount(site):
        raise ConfigurationError(
            f"{site} is a volume or another disk, which a build cannot replace. Build into a folder in it:"
            f" `kgen build -d {site / 'html'}`."
        )
    old = _old_place(site)
    if old.exists():
        if site.exists():
            _delete(old, "An earlier build left")
        else:
            old.rename(site)
    place = building_place(site)
    if place.exists():
        _delete(place, "An earlier build left")


def put_in_place(new: Path, site: Path) -> None:
    """Make a finished folder the site. What was there before is gone afterwards.

    Raises ConfigurationError where it cannot be deleted.
    """
    if not site.exists():
        new.rename(site)
        return
    kept = "The new site is in its place. The old one is still in"
    if _exchange(new, site):
        _delete(new, kept)
        return
    old = _old_place(site)
    site.rename(old)
    new.rename(site)
    _delete(old, kept)


def _delete(folder: Path, left: str) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise ConfigurationError(
            f"{left} {folder}, which cannot be deleted ({error.strerror}). Delete it yourself."
        ) from None


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, if this system can."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    if renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.EOPNOTSUPP):
        return False
    raise OSError(code, os.strerror(code), str(other))
