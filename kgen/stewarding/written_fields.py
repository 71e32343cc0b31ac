"""A field of front matter as it is written: the names in it, and what takes some of them out."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence

import yaml
from pydantic import BaseModel

from kgen.editing.source_file import Edit, SourceFile, end_of
from kgen.fields import choices_of
from kgen.letters import one_line

_COMMENT = re.compile(r"(?:^|\s)#[ \t]*(\S.*)", re.MULTILINE)
_AFTER_ITEM = re.compile(r"[ \t]*,?[ \t]*(?P<comment>#[^\n]*(?:\n[ \t]*)?)?")
"""What follows an item in brackets, up to the next one: a comment behind it is about it."""


class WrittenField:
    """One field of front matter, as the YAML parser found it."""

    def __init__(
        self,
        file: SourceFile,
        key: yaml.Node,
        value: yaml.Node,
        items: list[yaml.Node],
        in_braces: bool | None,
        parts: type[BaseModel] | None,
    ) -> None:
        self.file = file
        self.block = file.block
        self.key = key
        self.value = value
        self.items = items
        self.in_brackets = isinstance(value, yaml.SequenceNode) and bool(value.flow_style)
        self.in_braces = in_braces
        self.parts = parts

    def names(self, paths: Container[str]) -> Iterator[tuple[int, str, yaml.ScalarNode]]:
        """The names that it holds, each with the number of its item and its path: `tries.story`."""
        for number, item in enumerate(self.items):
            parts = item.value if isinstance(item, yaml.MappingNode) else [(None, item)]
            for part, name in parts:
                path = f"{self.key.value}.{part.value}" if part is not None else self.key.value
                if path not in paths and f"{path}.source" in paths:  # What is cited may stand alone.
                    path = f"{path}.source"
                if path in paths and isinstance(name, yaml.ScalarNode):
                    yield number, path, name

    def edits(self, new: Mapping[int, tuple[yaml.ScalarNode, str]], instead: tuple[str, ...]) -> list[Edit] | None:
        """Write new names, and take out the items whose new name is empty. None where that cannot be done safely."""
        edits = [self._edit(*span_of(name), text) for name, text in new.values() if text]
        gone = [number for number, (_, text) in new.items() if not text]
        if not gone:
            return edits
        if len(gone) == len(self.items):
            return self._without_field(instead)
        kept = [number for number in range(len(self.items)) if number not in gone]
        for number in gone:
            taken = self._without_flow_item(number, kept) if self.in_brackets else self._without_line(number)
            if taken is None:
                return None
            edits.append(taken)
        return edits

    def said(self, gone: Sequence[int], paths: Container[str]) -> list[str]:
        """What somebody said in their own words beside the names of items that go, in a line for each item."""
        found = []
        for item in (self.items[number] for number in gone):
            if not isinstance(item, yaml.MappingNode) or self.parts is None:
                continue
            said = {
                part.value: one_line(value.value)
                for part, value in item.value
                if isinstance(value, yaml.ScalarNode) and f"{self.key.value}.{part.value}" not in paths
            }
            if any(words and not choices_of(self.parts, part) for part, words in said.items()):
                found.append(f"{self.key.value}: {', '.join(map(': '.join, said.items()))}")
        return found

    def comments(self, gone: Sequence[int]) -> list[str]:
        """The comments on the lines of items that go."""
        lines = [self._lines(*span_of(self.items[number])) for number in gone]
        if len(gone) == len(self.items):
            lines = [self._lines(self.key.start_mark.index, span_of(self.items[-1])[1])]
        return [match[1] for each in lines for match in _COMMENT.finditer(each)]

    def _edit(self, start: int, end: int, text: str = "") -> Edit:
        return Edit(self.file.block_at + start, self.file.block_at + end, text)

    def _without_field(self, instead: tuple[str, ...]) -> list[Edit] | None:
        start, end = self.key.start_mark.index, self.value.end_mark.index
        if self.in_braces:
            return [self._edit(start, end, ", ".join(instead) or f"{self.key.value}: []")]
        indent = self._before(start)
        if indent.strip():
            return None
        if not self.in_brackets:
            end = span_of(self.items[-1])[1]
        lines = "".join(f"{indent}{line}\n" for line in instead)
        return [self._edit(start - len(indent), self._line_end(end), lines)]

    def _without_line(self, number: int) -> Edit | None:
        """Take an item that has a line of its own out of a list, with its line."""
        start, end = span_of(self.items[number])
        dash = len(self.block[:start].rstrip()) - 1
        indent = self._before(dash)
        if self.block[dash] != "-" or indent.strip():
            return None
        return self._edit(dash - len(indent), self._line_end(end))

    def _without_flow_item(self, number: int, kept: list[int]) -> Edit:
        """Take an item out of a list in brackets, with the comma after it and a comment behind that; the last one, with
        the comma before it."""
        start, end = span_of(self.items[number])
        after = self._after_item(end)
        before = [other for other in kept if other < number]
        if number > kept[-1]:
            previous = span_of(self.items[number - 1])[1]
            if before and not self.block[previous:start].strip(", \t\n"):
                return self._edit(previous, after.end() if after["comment"] else end)
        return self._edit(start, after.end())

    def _after_item(self, end: int) -> re.Match[str]:
        found = _AFTER_ITEM.match(self.block, end)
        assert found is not None
        return found

    def _before(self, offset: int) -> str:
        """What is before a character on its line."""
        return self.block[self.block.rfind("\n", 0, offset) + 1 : offset]

    def _lines(self, start: int, end: int) -> str:
        """The lines from one character to another, whole; only these characters where other items stand beside them."""
        if self.in_brackets:
            return self.block[start : self._after_item(end).end()]
        return self.block[start:end] if self.in_braces else self.block[start : self._line_end(end)]

    def _line_end(self, offset: int) -> int:
        """Where the line after the one that holds the last character before `offset` begins."""
        if self.block[offset - 1 : offset] == "\n":
            return offset
        found = self.block.find("\n", offset)
        return found + 1 if found >= 0 else len(self.block)


def span_of(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.index, end_of(node)
