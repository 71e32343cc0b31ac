"""What has no place in the plain text of front matter: remarks and comments, which are taken out, links, and characters
written as HTML writes them, such as `&#8217;`, which are read as what they stand for."""

import html
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from kgen.diagnostic import TOP, KeyPath, place_in
from kgen.markdown.remarks import CHECK, Remark, in_plain_text
from kgen.model import Diagnostic, Kind, Position
from kgen.read.front_matter import FrontMatter
from kgen.read.schema import CHECK as SCHEMA, names_in

_SIGNS = ("%%", "<!--", "[[")
_REFERENCE = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def as_plain_text(matter: FrontMatter, kind: Kind, head: str) -> FrontMatter:
    """Take what is never published out of the values, each with a warning; a link in plain text is an error.

    `head` is the file down to its prose. A value that this empties is left out.
    """
    if not any(sign in head for sign in _SIGNS) and not _REFERENCE.search(head):
        return matter
    reader = _PlainTextReader(matter, names_in(kind.meta), head.split("\n"))
    values = reader.read(matter.values, ())
    return replace(matter, values=values, faults=[*matter.faults, *reader.faults])


@dataclass(slots=True)
class _PlainTextReader:
    """Walks over the values of front matter. `naming` holds the fields that name entries, which may be links."""

    matter: FrontMatter
    naming: Collection[str]
    lines: list[str]
    faults: list[Diagnostic] = field(default_factory=list)

    def read(self, value: Any, path: KeyPath) -> Any:
        if isinstance(value, dict):
            parts = {key: self.read(each, (*path, key)) for key, each in value.items()}
            return {key: part for key, part in parts.items() if part != "" or value[key] == ""}
        if isinstance(value, list):
            items = [self.read(each, (*path, number)) for number, each in enumerate(value)]
            return [item for item, before in zip(items, value, strict=True) if item != "" or before == ""]
        return self._text(value, path) if isinstance(value, str) else value

    def _text(self, text: str, path: KeyPath) -> str:
        shown, remarks = in_plain_text(text)
        names = [part for part in path if isinstance(part, str)]
        name, whole = names[-1], ".".join(names)
        if remarks:
            sign = "<!--" if remarks[0].is_comment else "%%"
            is_all = not shown.strip() and isinstance(path[-1], str)
            self.faults.append(_remark(name, remarks[0], self._position(path, sign), is_all=is_all))
        is_name = any(each == whole or each.startswith(f"{whole}.") for each in self.naming)
        if not is_name and "]]" in shown.partition("[[")[2]:
            message = f"`{name}` holds a link (`[[...]]`), and links work only in the text"
            fix = "Write the words alone, without the brackets."
            self.faults.append(Diagnostic("error", message, fix, self._position(path, "[["), check=SCHEMA))
        return shown if is_name else _REFERENCE.sub(_letter_of, shown)

    def _position(self, way: KeyPath, sign: str) -> Position:
        """Where a `sign` is in a value, which may run over several lines."""
        line, column = place_in(self.matter.positions, way, TOP)
        for number in range(line, len(self.lines) + 1):
            at = self.lines[number - 1].find(sign, column - 1 if number == line else 0)
            if at >= 0:
                return Position(number, at + 1)
        return Position(line, column)


def _letter_of(reference: re.Match[str]) -> str:
    """What a character reference stands for; what nobody can see stays as it is written."""
    letter = html.unescape(reference[0])
    return letter if letter.isprintable() else " " if letter.isspace() else reference[0]


def only_a_remark(name: str, what: str = "a private remark (`%%...%%`)") -> str:
    return f"`{name}` holds nothing but {what}, which is not published"


def _remark(name: str, remark: Remark, position: Position, *, is_all: bool) -> Diagnostic:
    what = "a comment (`<!-- -->`)" if remark.is_comment else "a private remark (`%%...%%`)"
    if remark.is_closed and is_all:
        fix = "Delete it: anybody who can read this file can read it."
        return Diagnostic("warning", only_a_remark(name, what), fix, position, check=CHECK)
    if remark.is_closed:
        message = f"{what} in `{name}` is not published"
        fix = "Delete it: anybody who can read this file can read it."
        return Diagnostic("warning", message, fix, position, check=CHECK)
    end = "-->" if remark.is_comment else "%%"
    message = f"{what} begins in `{name}` and never ends, so the rest of the value is not published"
    fix = f"Write `{end}` where it ends, or delete the signs that begin it."
    return Diagnostic("warning", message, fix, position, check=CHECK)
