"""Slips of hand in front matter, mended in a copy of the file.

A line that is not indented, a dash where three hyphens should be: YAML notices such a slip only by what follows from
it, often several lines further down and several times over. Here each is recognised for what it is and said once,
with what to write. The copy is read in place of the file, so that everything else is checked in the same pass. An entry
in which something had to be mended is never published.
"""

import re
from dataclasses import replace
from typing import NamedTuple

from kgen.diagnostic import TOP
from kgen.model import Diagnostic, Kind, Position
from kgen.read.front_matter import CHECK, FrontMatter, values_of
from kgen.read.mending.fences import find_fences
from kgen.read.mending.fields import (
    add_colons,
    begin_lists,
    indent_others,
    indent_parts,
    name_fields,
    take_commas_away,
    take_escapes_away,
)
from kgen.read.mending.items import quote_items
from kgen.read.mending.joining import join_lines
from kgen.read.mending.parting import part_fields, part_parts
from kgen.read.mending.sheet import Sheet, names_of
from kgen.read.mending.values import quote_values
from kgen.read.to_fill_in import beginning

_STEPS = (
    take_escapes_away,
    name_fields,
    add_colons,
    take_commas_away,
    join_lines,
    part_fields,
    part_parts,
    begin_lists,
    indent_parts,
    indent_others,
    quote_values,
    quote_items,
)
MISSING = "the file has no front matter (fields at the top, between two lines ---)"
_LIKELY_SLIP = re.compile(
    r"^[\w-]+:[ \t]*(?:\\\[|\((?=[^\n]*\)[ \t]*$))|^[\w-]+:[ \t]*\n[ \t]*(?:[•·‣▪◦⁃–—+]\s|[0-9]{1,2}[.)]\s|-\w)"
    r"|^[\w-]+:[ \t]+[^\W_][^\n]*,[ \t]*\n[ \t]+[^\W_]"
    r"|^(?:[\w-]+:|-)[ \t]+[^\W_][^\n]*\n[ \t]+- \S|^[\w-]+:[ \t]*\n[ \t]+[^\W_][^\n:]*\n[ \t]+[^\W_][^\n:]*$",
    re.MULTILINE,
)


class Mended(NamedTuple):
    """A file as it was meant: its front matter on the lines where it stood, its text with the line where that begins,
    and what had to be mended."""

    block: str | None
    """None where there is no front matter."""
    body: str
    line: int
    faults: tuple[Diagnostic, ...]
    places: tuple[int, ...] = ()
    """For each line of the block from its end that was added there, the one that its field is on."""

    def values(self) -> FrontMatter:
        """What the block says, each value with its place in the file."""
        assert self.block is not None
        matter = values_of(self.block)
        first = self.block.count("\n") - len(self.places) + 1
        if not self.places:
            return matter

        def in_file(position: Position) -> Position:
            return Position(self.places[position.line - first], 1) if position.line >= first else position

        matter.positions = {way: in_file(position) for way, position in matter.positions.items()}
        matter.faults = [replace(each, position=in_file(each.position or TOP)) for each in matter.faults]
        return matter


def has_slips(text: str) -> bool:
    """Whether a file that can be read holds what is most likely a slip all the same, such as a list with bullets."""
    return _LIKELY_SLIP.search(text) is not None


def mend(text: str, kind: Kind) -> Mended | None:
    """Return a file as its writer meant it, with what is wrong; None where nothing in it is recognised as a slip."""
    sheet = Sheet(text.split("\n"), names_of(kind.meta))
    if not find_fences(sheet):
        fix, choices = beginning(kind)
        return Mended(None, "", 1, (Diagnostic("error", MISSING, fix, Position(1, 1), check=CHECK, choices=choices),))
    sheet.settle()
    for step in _STEPS:
        step(sheet)
    if not sheet.faults and not sheet.is_changed:
        return None
    lines = [*sheet.lines[sheet.first : sheet.last], *(line for _, line in sheet.added)]
    block = "\n" * sheet.first + "\n".join(lines) + "\n"
    places = tuple(number + 1 for number, _ in sheet.added)
    return Mended(block, "\n".join(sheet.lines[sheet.text :]), sheet.text + 1, tuple(sheet.faults), places)
