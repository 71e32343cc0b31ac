"""Only one desk at a time has a garden open: a second would overwrite what it remembers of drafts and their readers."""

import errno
import os
from pathlib import Path
from typing import IO

from kgen.desk.held import hold
from kgen.settings import ConfigurationError

NAME = "open"


def alone(folder: Path) -> IO[bytes]:
    """Keep other desks out until the returned file, in the desk's own folder, is closed or this process has ended,
    however it ends. Raises ConfigurationError where another desk has the garden open."""
    file = os.fdopen(os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    try:
        hold(file, wait=False, shared_by_forks=False)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            file.close()
            raise ConfigurationError(
                "The desk of this garden is open already, in another window or for somebody else. Use that one, or"
                " close it and look again."
            ) from None
        # This disk has no locks: anyone who keeps a garden there must see to it themselves.
    return file
