"""A file that is edited in place: as it is, and as the parsers see it."""

import contextlib
import os
import re
import shutil
import tempfile
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kgen.model import Position
from kgen.read.characters import in_lines
from kgen.read.front_matter import StrictYAML
from kgen.settings import ConfigurationError

_LINE_BREAKS = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """New text for the characters from `start` to `end` of a file, counted as the parsers do."""

    start: int
    end: int
    text: str


class SourceFile:
    """A file as it is, and as the parsers see it: without a byte order mark, every line ended by a line feed."""

    def __init__(self, data: bytes) -> None:
        self.original = data.decode()
        marked = self.original.lstrip("\ufeff")
        self._marks = len(self.original) - len(marked)
        self.text = in_lines(marked)
        self._line_break = (_LINE_BREAKS.search(marked) or ["\n"])[0]
        self._pairs = [match.start() - number for number, match in enumerate(re.finditer("\r\n", marked))]
        self.block, self.body = self._split()
        fence = StrictYAML.FM_BOUNDARY.match(self.text)
        self.block_at = fence.end() if fence else 0
        self.body_at = len(self.text) - len(self.body)

    def _split(self) -> tuple[str, str]:
        """The front matter and the body; both empty where the first is missing or never ends."""
        handler = StrictYAML()
        with contextlib.suppress(ValueError):
            if handler.detect(self.text):
                block, body = handler.split(self.text)
                return block, body
        return "", ""

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def offset_in_body(self, position: Position) -> int:
        return self._line_starts[position.line - 1] + position.column - 1 - self.body_at

    def edited(self, edits: list[Edit]) -> bytes:
        text = self.original
        for edit in sorted(edits, reverse=True):
            new = edit.text.replace("\n", self._line_break)
            text = text[: self._original(edit.start)] + new + text[self._original(edit.end) :]
        return text.encode()

    def _original(self, offset: int) -> int:
        """Where in the file itself a character is that the parsers see at `offset`."""
        return self._marks + offset + bisect_left(self._pairs, offset)


def refuse_unwritable(paths: Iterable[Path]) -> None:
    """See that every file can be put in place, before the first is. Raises ConfigurationError."""
    for folder in dict.fromkeys(path.parent for path in paths):
        if not os.access(folder, os.W_OK | os.X_OK):
            raise ConfigurationError(
                f"No file can be written into {folder}, so nothing was changed. Check its permissions first."
            )


def write_whole(path: Path, data: bytes) -> None:
    """Put a new file in the place of an old one in one step: whoever reads it sees the old or the new, never half."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        if path.exists():
            shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
