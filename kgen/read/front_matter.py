"""Strict YAML for front matter: text, lists and maps, each with its line, and nothing that could surprise.

PyYAML's C parser finds the structure; this module builds the values from its events. Python-frontmatter's handler
splits the file. Anchors, aliases, merge keys, tags and duplicate keys are refused: the first four can hide or multiply
content, and of two equal keys YAML would silently keep one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from kgen.frontmatter import WORDS
from kgen.model import Diagnostic, KeyPath, Position
from kgen.read.characters import fault_of
from kgen.read.yaml_text import (
    EXTRAS,
    NOTHING,
    Nothing,
    complaint,
    in_quotes,
    in_quotes_if_needed,
    is_quoted_whole,
    written_line,
)
from kgen.settings.options import FORBIDDEN
from kgen.settings.yaml_errors import Loader, place_of, reason_of

CHECK = "front-matter"
INLINE_COMMENT = "inline-comment"
OWN_LINE = "Put it on a line of its own; if it belongs to the value, put quotes around all of that."
"""What to do about text after a # where it is not certain what the value should be."""
DEEPEST = 4
"""Levels of lists and maps; no field needs more than two."""

Value = str | list[Any] | dict[str, Any]

_Alias, _Scalar = yaml.AliasEvent, yaml.ScalarEvent
_MappingStart, _MappingEnd, _SequenceEnd = yaml.MappingStartEvent, yaml.MappingEndEvent, yaml.SequenceEndEvent

_INDENTED = (
    "this field does not begin at the very left, so it is read as part of the line above",
    "Delete the spaces before it.",
)
_LINE_BREAK = re.compile(r"\s*\n\s*")
_CURLY = re.compile("[“”„‟‘’‚‛«»]")
_IN_CURLY = re.compile("[“„‟«](?P<double>[^“”„‟«»]*)[”“»]|[‘‚‛](?P<single>.*)[’‘]")
_COMMENT = re.compile(r"(?P<before>[\s\]},:-]*)[ \t](?P<comment>#(?P<is_a_word>[^\s#])?.*)")
_LOST_ITEM = re.compile(r"\s*-[ \t]+#[^\s#]")
_VALUE = re.compile(r"(?P<before>\s*(?:[\w-]+:|-)[ \t]+)(?P<value>[^\s\"'\[{|>].*)")
_NAME_OF_FIELD = re.compile("[a-z_]+")
_INDENTED_FIELD = re.compile(r"\s+[\w-]+")


class StrictYAML(YAMLHandler):
    """Python-frontmatter's handler, narrowed: the fence is exactly `---`. It only splits the file.

    `frontmatter.parse` would take it too, but it strips the body and gives no lines, so positions in files would be
    unknown.
    """

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(slots=True)
class FrontMatter:
    """What front matter says: `values` by key, including those that hold nothing, where each is (`positions`, by path
    such as ("consent", "given")), on which line those with several end (`ends`), and what is wrong with it. `ok` is
    False if the structure could not be read."""

    values: dict[str, Any] = field(default_factory=dict)
    positions: dict[KeyPath, Position] = field(default_factory=dict)
    ends: dict[KeyPath, int] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)
    ok: bool = True


_HANDLER = StrictYAML()


def split(text: str) -> tuple[FrontMatter, str, int]:
    """Return the front matter of a file, its body, and the line of the file (from 1) on which the body begins.

    If the two lines --- are not what they should be, the front matter is not `ok`; `kgen.read.mending` says why.
    """
    if not _HANDLER.detect(text):
        return FrontMatter(ok=False), "", 1
    try:
        block, body = _HANDLER.split(text)
    except ValueError:
        return FrontMatter(ok=False), "", 1
    return values_of(block), body, 1 + block.count("\n")


def values_of(block: str) -> FrontMatter:
    """What a block, the text between the fences, says. Its lines are counted from 1."""
    return _ValueBuilder(block).build()


class _ValueBuilder:
    """Builds values from the parser's events, depth first, noting the position of every key and list item."""

    def __init__(self, block: str) -> None:
        self.block = block
        self.may_hide = "\\" in block and not FORBIDDEN.search(block)
        self.may_be_curly = not block.isascii() and _CURLY.search(block) is not None
        self.in_curly: list[Position] = []
        self.result = FrontMatter()

    def build(self) -> FrontMatter:
        try:
            events = iter(Loader(self.block).get_event, None)
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent) and event.explicit:
                    self._fault(event, *complaint("did not find expected <document start>"))
                    self.result.ok = False
                    break
                if isinstance(event, yaml.MappingStartEvent):
                    self._refuse_extras(event)
                    self.result.values = self._mapping(events, (), 1)
                elif isinstance(event, (yaml.ScalarEvent, yaml.SequenceStartEvent)):
                    message = "the front matter should be lines such as `title: …`"
                    fix = "Write a name, a colon, a space and the value."
                    self._fault(event, message, fix)
                    self.result.ok = False
                    break
        except yaml.YAMLError as error:
            self._not_yaml(error)
        except _TooDeep as error:
            message = "lists inside lists inside lists are not read"
            fix = "Remove the inner ones: no field needs more than two levels."
            self._fault(error.event, message, fix)
            self.result.ok = False
        if self.result.ok:
            self._say_what_stands_in_curly_quotes()
            self._say_what_is_behind_a_hash()
        return self.result

    def _mapping(self, events: Iterator[Any], path: KeyPath, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for event in events:
            if event.__class__ is _MappingEnd:
                break
            self._refuse_extras(event)
            if event.__class__ is not _Scalar:
                self._fault(event, "the name of a field should be a plain word", "Write `name: value`.")
                self.result.ok = False
                self._value(event, events, (*path, "?"), depth)
                self._value(next(events), events, (*path, "?"), depth)
                continue
            name = event.value
            here = (*path, name)
            if name == "<<" and event.implicit[0]:
                message = "<< is read as copying fields from elsewhere, which kgen does not use"
                self._fault(event, message, "Write each field out.")
                self._value(next(events), events, here, depth)
                continue
            if name in values:
                first = self.result.positions[here].line
                message = f"`{name}` is given twice"
                fix = f"Keep one of them, or make one list of both. The first is in line {first}."
                self._fault(event, message, fix)
                self._value(next(events), events, (*path, f"{name}?"), depth)
                continue
            self.result.positions[here] = Position.of(event.start_mark)
            values[name] = self._value(next(events), events, here, depth)
        return values

    def _sequence(self, events: Iterator[Any], path: KeyPath, depth: int) -> list[Any]:
        values: list[Any] = []
        seen: set[str] = set()
        for event in events:
            if event.__class__ is _SequenceEnd:
                break
            here = (*path, len(values))
            self.result.positions[here] = Position.of(event.start_mark)
            value = self._value(event, events, here, depth)
            if isinstance(value, str) and value in seen:
                if value:
                    message = f"`{path[-1]}` names “{value}” more than once; it counts once"
                    at = Position.of(event.start_mark)
                    said = Diagnostic("info", message, "Delete the repetition.", at, check="repeated-item")
                    self.result.faults.append(said)
            elif value not in ("", [], {}):
                values.append(value)
            if isinstance(value, str):
                seen.add(value)
        return values

    def _value(self, event: Any, events: Iterator[Any], path: KeyPath, depth: int) -> Value:
        if depth > DEEPEST:
            raise _TooDeep(event)
        if event.__class__ is _Alias:
            self._fault(event, *EXTRAS["*"])
            return ""
        self._refuse_extras(event)
        if event.__class__ is _Scalar:
            return self._text(event, path)
        if event.__class__ is _MappingStart:
            return self._mapping(events, path, depth + 1)
        return self._sequence(events, path, depth + 1)

    def _text(self, event: Any, path: KeyPath) -> str:
        """A scalar on one line. Between double quotes YAML lets people write characters by their number."""
        value: str = event.value
        if event.end_mark.line > event.start_mark.line:
            self.result.ends[path] = self.block[: event.end_mark.index].rstrip().count("\n") + 1
        if event.implicit[0] and value in NOTHING:
            self._say_what_is_nothing(event, value, path)
            return Nothing(value)
        if self.may_be_curly and event.implicit[0] and (match := _IN_CURLY.fullmatch(value)):
            inner = (match["double"] or match["single"] or "").strip()
            if match["single"] is None or is_quoted_whole(f"‘{inner}’"):
                return self._without_curly_quotes(event, value, inner, path)
        if self.may_hide and (hidden := FORBIDDEN.search(value)):
            self.result.faults.append(fault_of(hidden.group(), Position.of(event.start_mark)))
        return _LINE_BREAK.sub(" ", value.strip()) if "\n" in value else value.strip()

    def _say_what_is_nothing(self, event: Any, value: str, path: KeyPath) -> None:
        """Only a plain `null` or `~` is meant to be nothing; with a capital, or in a list, the word may be somebody's
        name."""
        is_in_list = isinstance(path[-1], int)
        if value == "~" or not (is_in_list or value[0] == "N"):
            return
        name = next(part for part in reversed(path) if isinstance(part, str))
        if not _NAME_OF_FIELD.fullmatch(name):
            return  # Most likely the words before a colon, which are reported together with it.
        message = f"the word “{value}” in `{name}` is read as nothing, and left out"
        written = in_quotes(value) if is_in_list else f"{name}: {in_quotes(value)}"
        fix = f"If it is a name or a word, write `{written}`; otherwise delete it."
        position = Position.of(event.start_mark)
        self.result.faults.append(Diagnostic("warning", message, fix, position, check=CHECK))

    def _without_curly_quotes(self, event: Any, value: str, inner: str, path: KeyPath) -> str:
        """Quotation marks that belong to a text are printed with it; around a name or a month they are in the way."""
        names = [part for part in path if isinstance(part, str)]
        if ".".join(names) in WORDS:
            fix = written_line(f"{names[-1]}: {in_quotes_if_needed(inner)}") or "Delete both quotation marks."
            self.result.faults.append(
                Diagnostic(
                    "warning",
                    f"the curly quotation marks around `{names[-1]}` are printed as part of it",
                    f"{fix} If it is a quotation, put straight quotation marks (') around all of it.",
                    Position.of(event.start_mark),
                    check=CHECK,
                )
            )
            return value
        self.in_curly.append(Position.of(event.start_mark))
        return inner

    def _say_what_stands_in_curly_quotes(self) -> None:
        if self.in_curly:
            lines = sorted({line for line, _ in self.in_curly})
            where = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines))}"
            message = "the curly quotation marks here are read as part of the value"
            fix = f"Delete the curly quotation marks on {where}."
            self.result.faults.append(Diagnostic("error", message, fix, self.in_curly[0], check=CHECK))

    def _say_what_is_behind_a_hash(self) -> None:
        """YAML takes what follows a space and # for a note, and leaves it out."""
        if " #" not in self.block and "\t#" not in self.block:
            return
        lines = self.block.split("\n")
        ends = self._ends()
        ends |= {number: 0 for number, line in enumerate(lines) if number not in ends and _LOST_ITEM.match(line)}
        for number, column in sorted(ends.items()):
            match = _COMMENT.fullmatch(lines[number], column)
            if match is None or (match["before"].strip() == ":" and not match["is_a_word"]):
                continue  # A note after the name of an empty field takes nothing away.
            value = _VALUE.fullmatch(lines[number])
            name = value["before"].strip(" \t:-") if value else ""
            is_words = not name or any(name == way.rpartition(".")[2] for way in WORDS)
            meant = written_line(value["before"] + in_quotes(value["value"])) if value and is_words else ""
            self.result.faults.append(
                Diagnostic(
                    "warning",
                    "everything after a space and # is taken for a comment and left out",
                    f"{meant} If it is a comment, put it on a line of its own." if meant else OWN_LINE,
                    Position(number + 1, match.start("comment") + 1),
                    check=INLINE_COMMENT,
                )
            )

    def _ends(self) -> dict[int, int]:
        """The column after the last name or value of each line, from 0, for the lines on which one ends."""
        ends: dict[int, int] = {}
        for event in iter(Loader(self.block).get_event, None):
            if event.__class__ is _Scalar and (event.value or not event.implicit[0]) and event.style not in ("|", ">"):
                mark: Any = event.end_mark
                ends[mark.line] = max(ends.get(mark.line, 0), mark.column)
        return ends

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor and event.__class__ is not _Alias:
            self._fault(event, *EXTRAS["&"])
        if getattr(event, "tag", None):
            self._fault(event, *EXTRAS["!"])

    def _fault(self, event: Any, message: str, fix: str) -> None:
        self.result.faults.append(Diagnostic("error", message, fix, Position.of(event.start_mark), check=CHECK))

    def _not_yaml(self, error: yaml.YAMLError) -> None:
        self.result.ok = False
        if isinstance(error, yaml.reader.ReaderError):
            return  # A forbidden character is to blame. The reader of the file reports those, wherever they are.
        line, column = place_of(error)
        line = min(line, self.block.rstrip("\n").count("\n") + 1)
        before = self.block.split("\n")[line - 1][: column - 1]
        reason = reason_of(error)
        if "mapping values" in reason and _INDENTED_FIELD.fullmatch(before):
            message, fix = _INDENTED
            column = len(before) - len(before.lstrip()) + 1
        else:
            message, fix = complaint(reason)
        self.result.faults.append(Diagnostic("error", message, fix, Position(line, column), check=CHECK))


class _TooDeep(Exception):
    def __init__(self, event: Any) -> None:
        self.event = event
