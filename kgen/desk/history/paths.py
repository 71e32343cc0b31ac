"""Names of files, as the desk and as a repository write them.

The desk writes paths from the folder of mkdocs.yml, separated by `/`; where that folder is not the top of the
repository, files outside it begin with `../`. A repository holds bytes, from its top.
"""

import os
import posixpath
from collections.abc import Iterable
from pathlib import Path

from kgen.desk.history.errors import HistoryError
from kgen.english import first_of


class Paths:
    """The two ways of naming a file of the garden in `root`, in a repository whose top is `top`."""

    def __init__(self, top: Path, root: Path) -> None:
        inner = os.path.relpath(os.path.realpath(root), top)
        self.root = b"" if inner == "." else os.fsencode(inner).replace(os.fsencode(os.sep), b"/")
        """The folder of the garden, in the repository; empty for its top."""

    def name(self, path: str) -> bytes:
        """Raises HistoryError for a path that leads out of the repository."""
        name = posixpath.normpath(posixpath.join(self.root, os.fsencode(path.replace(os.sep, "/"))))
        if name.startswith((b"../", b"/")) or name in (b".", b".."):
            raise HistoryError(
                "This file is outside the repository of the garden.", repr(path), "Choose one within it."
            )
        return name

    def path(self, name: bytes) -> str:
        return os.fsdecode(posixpath.relpath(b"/" + name, b"/" + self.root))

    def is_inside(self, name: bytes) -> bool:
        """Whether a file is the garden's."""
        return not self.root or name.startswith(self.root + b"/")

    def shown(self, names: Iterable[bytes]) -> str:
        """Some files, for a message."""
        paths = sorted(self.path(name) for name in names)
        return first_of(paths, 3)
