"""The lines of a file while they are mended, and what is said of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, get_origin

from kgen.english import in_words
from kgen.field_types import EntryNames
from kgen.fields import may_stand_alone, model_in
from kgen.meta import Meta, marks_of
from kgen.model import Diagnostic, Position
from kgen.read.forgiving import takes
from kgen.read.front_matter import CHECK, values_of

_FIELD = re.compile(
    r"(?P<indent>[^\S\n]*)(?P<mark>[-*•·–—][^\S\n]+|\*+|[“”„‟‘’‚«»])?(?P<key>[^\W\d_][\w \t\xa0-]{0,40}?)"
    r"(?P<behind>[*\"'“”’‘»«]*\s*)"
    r"(?P<colon>[:：]|=(?!=))(?P<space>\**[^\S\n]*)(?P<value>.*)"
)
_NO_VALUE = "? ?"
"""What no field takes that takes only some values."""
ONE_WORD = re.compile(r"[A-Za-z_][\w-]*:(?:\s|$)")
ITEM = re.compile(r"(?P<begin>[ \t]*-[ \t]+)(?P<text>\S.*)")
INDENT = re.compile(r"[\s\u200b\u2060\ufeff]*")
BLOCK_TEXT = re.compile(r"[|>][0-9+-]{0,2}(?:\s+#.*)?")


@dataclass
class Sheet:
    """The lines of a file while they are mended; those of the front matter are `first` to before `last`, from 0."""

    lines: list[str]
    names: "FieldNames"
    first: int = 0
    last: int = 0
    text: int = 0
    """The line on which the text begins, which may still be the rest of a closing fence."""
    faults: list[Diagnostic] = field(default_factory=list)
    escaped: list[int] = field(default_factory=list)
    added: list[tuple[int, str]] = field(default_factory=list)
    """Fields on the line of another, each with the number of that line."""
    is_changed: bool = False
    """Whether something was mended of which the checks say what is wrong with it."""
    settled: set[int] = field(default_factory=set)
    """The lines below a field that are right as they are, whatever is wrong elsewhere."""
    no_fields: set[int] = field(default_factory=set)
    """Items of lists that only look like fields."""

    @property
    def head(self) -> range:
        return range(self.first, self.last)

    def fields(self) -> Iterator[tuple[int, "FieldLine"]]:
        """The lines of the front matter that begin with the name of a field, each with its number."""
        return ((number, here) for number in self.head if (here := self.field_in(number)))

    def say(self, message: str, fix: str, number: int, column: int = 1, check: str = CHECK) -> None:
        """Note what is wrong in a line, counted from 0."""
        self.faults.append(Diagnostic("error", message, fix, Position(number + 1, column), check))

    def settle(self) -> None:
        """Note the lines below `consent` and its like that can be read by themselves, and say something possible."""
        starts = [number for number in self.head if self.lines[number][:1] not in ("", " ", "-", "#")]
        for number, end in pairwise([*starts, self.last]):
            name, _, value = self.lines[number].partition(":")
            goes_on = name in self.names.lists and self._is_part_of(name, end)
            if name in self.names.parts and not value.strip() and not goes_on and self._is_valid(name, number, end):
                self.settled.update(range(number + 1, end))
        self.no_fields.update(number for number, _ in self.items() if self._is_no_field(number))

    def items(self) -> Iterator[tuple[int, str]]:
        """The lines that begin an item of a list of texts, or of a list with parts, each with the name of the list."""
        name = ""
        for number in self.head:
            line = self.lines[number]
            if ITEM.match(line):
                if name:
                    yield number, name
            elif line[:1] not in ("", " ", "\t", "#"):
                before, colon, value = line.partition(":")
                name = before if colon and before in self.names.lists and value.strip()[:1] in ("", "#") else ""

    def _is_no_field(self, number: int) -> bool:
        """Whether an item only looks like a field: `- Network: was late` below `heard:`."""
        here = self.field_in(number)
        return here is not None and not self.names.owner(here.name) and (bool(here.indent) or here.written != here.name)

    def _is_part_of(self, name: str, number: int) -> bool:
        here = self.field_in(number) if number < self.last else None
        return here is not None and self.names.owner(here.name) == name

    def _is_valid(self, name: str, start: int, end: int) -> bool:
        read = values_of("\n".join(self.lines[start:end]) + "\n")
        held = read.values.get(name)
        items = held if isinstance(held, list) and name in self.names.lists else [held]
        known = set(self.names.parts[name].values())
        return (
            read.ok
            and not read.faults
            and all(
                isinstance(each, (dict, str)) and known.issuperset(each if isinstance(each, dict) else ())
                for each in items
            )
        )

    def field_in(self, number: int) -> "FieldLine | None":
        if number in self.settled or number in self.no_fields:
            return None
        match = _FIELD.fullmatch(self.lines[number])
        name = self.names.find(match["key"]) if match else ""
        if match is None or not name:
            return None
        is_plain = not match["behind"].strip("*\"'“”’‘»« \t")
        has_space = match["colon"] == ":" and (not match["value"] or match["space"][:1] in (" ", "\t")) and is_plain
        return FieldLine(
            match["indent"],
            match["mark"] or "",
            match["key"].strip(),
            name,
            has_space,
            match["value"].strip(),
            match["colon"] == "=",
        )


class FieldLine(NamedTuple):
    """A line that begins with the name of a field, however it is written."""

    indent: str
    mark: str
    written: str
    name: str
    has_space: bool
    value: str
    has_equals: bool = False
    """Whether there is an equals sign where a colon belongs, as in TOML."""


@dataclass(frozen=True)
class FieldNames:
    """The fields of a kind, and those that have lines of their own below them."""

    by_fold: Mapping[str, str]
    parts: Mapping[str, Mapping[str, str]]
    """For `consent` and its like: the fields below it, by their folded names."""
    needed: Mapping[str, frozenset[str]]
    """The parts that no such field may lack."""
    lists: frozenset[str]
    naming: frozenset[str]
    """Those whose values name entries."""
    alone: frozenset[str]
    """Those with parts in whose place a text alone may stand, such as `cites`."""
    deeper: frozenset[str]
    """Parts that have parts of their own, such as `checked` in `change`."""
    required: frozenset[str]
    meta: type[Meta]

    def takes_only(self, name: str, value: str) -> bool:
        """Whether a field takes a value, and not just any: a month, `true`, the code of a language."""
        return takes(self.meta, name, value) and not takes(self.meta, name, _NO_VALUE)

    def find(self, written: str) -> str:
        folded = _without_marks(written)
        return self.by_fold.get(folded) or next((each[folded] for each in self.parts.values() if folded in each), "")

    def owner(self, part: str) -> str:
        """The field below which a part belongs; empty for a field of its own."""
        return next((name for name, parts in self.parts.items() if part in parts.values()), "")


@lru_cache
def names_of(meta: type[Meta]) -> FieldNames:
    names = {name: info.alias or name for name, info in meta.model_fields.items()}
    models = {name: model for name, info in meta.model_fields.items() if (model := model_in(info))}
    marks = {name: marks_of(info) for name, info in meta.model_fields.items()}
    lists = {name for name, info in meta.model_fields.items() if get_origin(info.annotation) is tuple}
    return FieldNames(
        {_without_marks(alias): alias for alias in names.values()},
        {name: {_without_marks(part): part for part in model.model_fields} for name, model in models.items()},
        {
            name: frozenset(part for part, info in model.model_fields.items() if info.is_required())
            for name, model in models.items()
        },
        frozenset(lists),
        frozenset(name for name in names if any(isinstance(mark, EntryNames) for mark in marks[name])),
        frozenset(name for name, model in models.items() if may_stand_alone(model)),
        frozenset(part for each in models.values() for part, info in each.model_fields.items() if model_in(info)),
        frozenset(names[name] for name, info in meta.model_fields.items() if info.is_required()),
        meta,
    )


def _without_marks(name: str) -> str:
    return re.sub(r"[\s_*\"'-]", "", name).lower()


def lines_rewritten(lines: Sequence[tuple[int, str]]) -> str:
    """`line 7 as `title: A story``, of lines that count from 0, each with what it should be."""
    return in_words([f"line {number + 1} as `{line}`" for number, line in lines])


def lines_in_words(numbers: Sequence[int]) -> str:
    """`line 7`, `lines 7 to 9` or `lines 7, 9 and 12`, of numbers that count from 0."""
    shown = [number + 1 for number in numbers]
    if len(shown) == 1:
        return f"line {shown[0]}"
    if shown == list(range(shown[0], shown[-1] + 1)):
        return f"lines {shown[0]} {'and' if len(shown) == 2 else 'to'} {shown[-1]}"
    return f"lines {in_words([str(each) for each in shown])}"
