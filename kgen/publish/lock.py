"""One build at a time in one garden."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WORKPLACE = ".kgen"
"""The folder beside mkdocs.yml that kgen keeps for itself."""


def can_keep(root: Path) -> bool:
    """Whether kgen can write into its own folder of a garden; it cannot on a read-only disk."""
    try:
        folder = workplace(root)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def workplace(root: Path) -> Path:
    """Return kgen's own folder in a garden, made if it is missing; git is told to leave it alone."""
    folder = root / WORKPLACE
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder


@contextmanager
def only_build(root: Path) -> Iterator[None]:
    """Hold the garden's lock; wait, and say so, while another build holds it.

    The system releases the lock when a process ends, however it ends. Without such locks (Windows), or in a read-only
    garden, nothing keeps two builds apart.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    if not can_keep(root):
        print(
            f"Nothing can be written into {root / WORKPLACE}, so this build starts from scratch, and so will the next.",
            file=sys.stderr,
            flush=True,
        )
        yield
        return
    with (workplace(root) / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another build of this garden is running; waiting for it.", file=sys.stderr, flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
