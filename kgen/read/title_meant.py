"""What the title of an entry was meant to be where its line could not be read.

Links by that name still lead to the entry: only the line of the title is reported as wrong.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kgen.diagnostic import errors_in
from kgen.model import Diagnostic, Kind
from kgen.read.as_written import text_in
from kgen.read.field_meant import nearest_field
from kgen.settings.options import FORBIDDEN

_NAMES = ("title", "name")
_LINE = re.compile(r"[\s\"'*-]*(?P<key>[A-Za-z]+)[\"'*]*(?P<colon>\s*[:：])?\s*(?P<rest>.*)")
HEADING = re.compile(r"\s*#{1,2}[ \t]+(?P<words>[^\n]+?)[ \t#]*(?:\n|$)")
_OPENING, _CLOSING = "\"'“”‘’[]{}()|>*@`%&!~- ", "\"'“”‘’[]{}*` "
MOST_LINES = 100
"""Lines of front matter in which a title is looked for."""


def titles_meant(
    kind: Kind, title: str, head: str, prose: str, values: Mapping[str, Any], faults: Sequence[Diagnostic]
) -> list[str]:
    """What an entry with errors may be called besides, or in place of, a title that could be read."""
    lines = dict(_lines_of_title(kind, head.split("\n")[:MOST_LINES]))
    wrong = {fault.line for fault in errors_in(faults)}
    if title and wrong.isdisjoint(lines):
        return []
    found = [*lines.values(), *(text_in(values[name]) for name in _NAMES if isinstance(values.get(name), dict | list))]
    if not (title or found):
        found = [match["words"] for each in (head.removeprefix("---\n"), prose) if (match := HEADING.match(each))]
    return [name for name in dict.fromkeys(map(_bare, found)) if name and name != title]


def _lines_of_title(kind: Kind, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines that most likely hold the title, from 1, each with what it holds."""
    for number, line in enumerate(lines, 1):
        if (match := _LINE.fullmatch(line)) is None:
            continue
        key = match["key"].lower()
        if key in _NAMES or (match["colon"] and nearest_field(kind.meta, match["key"]) in _NAMES):
            yield number, match["rest"]


def _bare(words: str) -> str:
    """Words without the characters around them that YAML takes for something else, and without invisible ones."""
    return " ".join(FORBIDDEN.sub(" ", words).lstrip(_OPENING).rstrip(_CLOSING).split())
