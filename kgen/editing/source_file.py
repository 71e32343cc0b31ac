"""A file that is edited in place: as it is, and as the parsers see it."""

import contextlib
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

import yaml

from kgen.model import Position
from kgen.read.characters import in_lines
from kgen.read.front_matter import StrictYAML
from kgen.read.yaml_text import composed

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
        """Where in the file itself the character is that the parsers see at `offset`."""
        return self._marks + offset + bisect_left(self._pairs, offset)


def items_of(data: bytes, field: str) -> list[str]:
    """The names in a field of front matter, one or many, as they are written. Raises ValueError or yaml.YAMLError."""
    for key, value in _fields_of(SourceFile(data)).value:
        if key.value == field:
            items = value.value if isinstance(value, yaml.SequenceNode) else [value]
            return [item.value for item in items if item.value]
    return []


def with_field(data: bytes, field: str, written: str) -> bytes:
    """The bytes of a file with `field: written` in its front matter, where that field is, or else before the last of
    the others; without the field where nothing is written. Lines of its own below the field begin with a line break.

    Raises ValueError, or yaml.YAMLError, if its front matter cannot be parsed.
    """
    file = SourceFile(data)
    root = _fields_of(file)
    if root.flow_style and written.startswith("\n"):
        raise ValueError("fields in braces have no lines of their own")
    between = "" if written.startswith("\n") else " "
    new = f"{field}:{between}{written}" if written else ""
    for number, (key, value) in enumerate(root.value):
        if key.value == field:
            start, end = key.start_mark.index, end_of(value)
            if not new and not root.flow_style:
                end = file.block.find("\n", end) + 1 or len(file.block)
                start -= key.start_mark.column
            elif not new:
                following = root.value[number + 1 : number + 2]
                end = following[0][0].start_mark.index if following else end
            return file.edited([Edit(file.block_at + start, file.block_at + end, new)])
    if not new:
        return data
    if root.flow_style:
        at = root.value[0][0].start_mark.index
        return file.edited([Edit(file.block_at + at, file.block_at + at, f"{new}, ")])
    last = root.value[-1][0]
    at = last.start_mark.index - last.start_mark.column
    return file.edited([Edit(file.block_at + at, file.block_at + at, f"{' ' * last.start_mark.column}{new}\n")])


def _fields_of(file: SourceFile) -> yaml.MappingNode:
    root = composed(file.block)
    if not isinstance(root, yaml.MappingNode) or not root.value:
        raise ValueError("no fields")
    return root


def end_of(value: yaml.Node) -> int:
    """Where a value ends: the parser's mark for a list in lines comes after the line breaks that follow it."""
    in_lines = isinstance(value, yaml.CollectionNode) and not value.flow_style and value.value
    if not in_lines:
        return int(value.end_mark.index)
    last = value.value[-1]
    return end_of(last[1] if isinstance(last, tuple) else last)
