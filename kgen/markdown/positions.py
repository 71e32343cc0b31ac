"""Where in its file something is, from the bytes that the parser gave."""

import re
from bisect import bisect_left
from functools import cached_property

from kgen.markdown.remarks import Visible
from kgen.model import Position


class Positions:
    """Lines and columns of one body. `first_line` is the line of the file on which `source` begins, `shown` what is
    visible of it."""

    def __init__(self, source: str, first_line: int, shown: Visible) -> None:
        self._text = source
        self._first_line = first_line
        self._shown = shown

    @cached_property
    def data(self) -> bytes:
        """What is visible, as the parser counts it."""
        return self._shown.text.encode()

    @cached_property
    def _source(self) -> bytes:
        return self._text.encode() if self._shown.cuts else self.data

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer(b"\n", self._source)]

    def of(self, offset: int) -> Position:
        """The line and column of a byte of what is visible."""
        return self.in_source(self._shown.in_source(offset) if self._shown.cuts else offset)

    def in_source(self, offset: int) -> Position:
        """The line and column of a byte of the source."""
        line = bisect_left(self._line_ends, offset)
        start = self._line_ends[line - 1] + 1 if line else 0
        return Position(self._first_line + line, len(self._source[start:offset].decode(errors="replace")) + 1)
