"""The tables beside the drafts that stewards fill in: what the columns of a form hold, what categories mean."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from kgen.diagnostic import TOP, KeyPath, Position, place_in
from kgen.importing.documents import UnreadableSource
from kgen.importing.drafts import FOLDER, folder_of
from kgen.importing.folder import LARGEST_TEXT, bytes_of
from kgen.read.yaml_text import composed
from kgen.settings import ConfigurationError, Settings
from kgen.settings.slips import what_is_wrong

_LINES = 'Write lines such as "What happened": text.'
_DASH = re.compile(r"(.+?)\s*:\s+-\s*")


@dataclass(frozen=True)
class Table:
    """What a table says, each value as the text that was written, and where each name is."""

    name: str
    text: str
    values: Mapping[str, Any]
    places: Mapping[KeyPath, Position]

    def wrong(self, message: str, fix: str, *way: str | int) -> ConfigurationError:
        """Something that is wrong with a value."""
        return _wrong(self.name, place_in(self.places, way, TOP), message, fix)


def table_in(settings: Settings, name: str) -> Table:
    """A table beside the drafts; it says nothing where there is none. Raises ConfigurationError, which says where it
    is wrong."""
    path = folder_of(settings) / name
    if not os.path.lexists(path):
        return Table(name, "", {}, {})
    try:
        data = bytes_of(path, LARGEST_TEXT)
    except UnreadableSource as reason:
        raise ConfigurationError(f"{FOLDER}/{name}: {reason}. Correct that, or delete the file.") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        position = Position.at(data[: error.start].decode(errors="replace"), error.start)
        raise _wrong(name, position, "the file is not saved as UTF-8 from here on", "Save it as UTF-8.") from None
    places: dict[KeyPath, Position] = {}
    try:
        node = composed(text)
        values = {} if node is None else _value(name, node, (), places)
    except yaml.YAMLError as error:
        position, message, fix = what_is_wrong(error, text)
        end = Position.at(text.rstrip(), len(text.rstrip()))
        if dash := _DASH.fullmatch("".join(text.split("\n")[position.line - 1 : position.line])):
            message, fix = "a dash needs quotation marks here", f'Write `{dash[1]}: "-"`.'
        raise _wrong(name, min(position, end), message, fix) from None
    if not isinstance(values, dict):
        raise _wrong(name, TOP, "the file holds no names with values", _LINES)
    return Table(name, text, values, places)


def _value(table: str, node: yaml.Node, way: KeyPath, places: dict[KeyPath, Position]) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_value(table, each, (*way, number), places) for number, each in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    values: dict[str, Any] = {}
    for key, value in node.value:
        position = Position.of(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            raise _wrong(table, position, "a name begins with a bracket", "Put quotes around it.")
        if key.value in values:
            first = places[(*way, key.value)].line
            raise _wrong(table, position, f"“{key.value}” is both here and in line {first}", "Keep one of the two.")
        places[(*way, key.value)] = position
        values[key.value] = _value(table, value, (*way, key.value), places)
    return values


def _wrong(table: str, position: Position, message: str, fix: str) -> ConfigurationError:
    line, column = position
    return ConfigurationError(f"{FOLDER}/{table}:{line}:{column}: {message}. {fix}")
