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

from kgen.model import Fault, Spot
from kgen.read.characters import fault_of
from kgen.settings import FORBIDDEN

CHECK = "front-matter"
DEEPEST = 4
"""Levels of lists and maps; no field needs more than two."""

Value = str | list[Any] | dict[str, Any]
Path = tuple[str | int, ...]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Alias, _Scalar = yaml.AliasEvent, yaml.ScalarEvent
_MappingStart, _MappingEnd, _SequenceEnd = yaml.MappingStartEvent, yaml.MappingEndEvent, yaml.SequenceEndEvent

_SIGN = (
    "this value begins with a sign that has a meaning of its own here (such as @ ` % * & ! ? [ or {)",
    "Put quotes around the value.",
)
_IN_PLAIN_WORDS = (
    (
        "mapping values are not allowed",
        "a colon and a space inside a value need quotes around the value",
        'Write, for example, title: "Housing: the long wait".',
    ),
    (
        "could not find expected ':'",
        "this line is neither `field: value` nor a list item",
        "Write a field as `name: value`, and start each list item with two spaces and `- `.",
    ),
    (
        "block sequence entries are not allowed",
        "a list begins on the line of its name",
        "Begin it on the next line, each item after two spaces and `- `; or put quotes around the value.",
    ),
    ("mapping keys are not allowed", *_SIGN),
    ("cannot start any token", *_SIGN),
    ("did not find expected alphabetic or numeric character", *_SIGN),
    ("did not find expected node content", *_SIGN),
    ("did not find expected tag URI", *_SIGN),
    ("found undefined tag handle", *_SIGN),
    (
        "found unexpected end of stream",
        "a quotation mark is opened here and never closed",
        "Close it, or take both quotation marks away.",
    ),
    (
        "found unknown escape character",
        "a backslash has a meaning of its own inside double quotation marks",
        "Use 'single' quotation marks around the value, or write the backslash twice.",
    ),
    (
        "did not find expected <document start>",
        "this line does not belong to what stands above it",
        "Begin each field at the very left, and no line with `...`, `---` or %.",
    ),
    (
        "did not find expected ',' or",
        "a bracket is opened here and never closed",
        "Close it, or put quotes around the value.",
    ),
    (
        "did not find expected",
        "the indentation, a bracket or a quotation mark does not match what stands above",
        "Begin each field at the very left, and each list item with two spaces and `- `; put quotes around text that"
        " holds [ ] { } or :.",
    ),
)
_TAB = ("a tab stands where spaces should be", "Replace the tab by two spaces.")
_INDENTED = (
    "this field does not begin at the very left, so it is read as part of the line above",
    "Delete the spaces before it.",
)
_LINE_BREAK = re.compile(r"\s*\n\s*")
_INDENTED_FIELD = re.compile(r"\s+[\w-]+")


class StrictYAML(YAMLHandler):
    """Python-frontmatter's handler, narrowed: the fence is exactly `---`. It only splits the file."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(slots=True)
class FrontMatter:
    """What front matter says: `values` by key, where each stands (`spots`, by path such as ("consent", "given")),
    and what is wrong with it. `ok` is False where the structure itself could not be read."""

    values: dict[str, Any] = field(default_factory=dict)
    spots: dict[Path, Spot] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    ok: bool = True


_HANDLER = StrictYAML()


def split(text: str) -> tuple[FrontMatter, str, int]:
    """Return the front matter of a file, its body, and the line of the file (from 1) on which the body begins."""
    if not _HANDLER.detect(text):
        return _without_fence(text), "", 1
    try:
        block, body = _HANDLER.split(text)
    except ValueError:
        fault = Fault(
            CHECK,
            "error",
            "the front matter (the fields at the top) is opened with --- and never closed",
            "Put a line with just --- below the last field, above the text.",
            (1, 1),
        )
        return FrontMatter(faults=[fault], ok=False), "", 1
    return _Builder(block).build(), body, 1 + block.count("\n")


def _without_fence(text: str) -> FrontMatter:
    start = text.lstrip()
    if StrictYAML.FM_BOUNDARY.match(start):
        line = text[: len(text) - len(start)].count("\n") + 1
        message, fix, spot = (
            "blank lines or spaces stand before the opening ---",
            "Delete them, so that --- is the very first thing in the file.",
            (line, 1),
        )
    elif start.startswith("---"):
        message, fix, spot = (
            "the first line should be exactly ---",
            "Write three hyphens and nothing else on the first line.",
            (1, 1),
        )
    else:
        message, fix, spot = (
            "the file has no front matter (fields at the top, between two lines ---)",
            "Begin the file with a line ---, then fields such as `title: …`, then another line ---.",
            (1, 1),
        )
    return FrontMatter(faults=[Fault(CHECK, "error", message, fix, spot)], ok=False)


class _Builder:
    """Builds values from the parser's events, depth first, noting the spot of every key and list item."""

    def __init__(self, block: str) -> None:
        self.block = block
        self.may_hide = "\\" in block and not FORBIDDEN.search(block)
        self.result = FrontMatter()

    def build(self) -> FrontMatter:
        try:
            events = iter(_Loader(self.block).get_event, None)
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent) and event.explicit:
                    self._fault(event, *_in_plain_words("did not find expected <document start>"))
                    self.result.ok = False
                    break
                if isinstance(event, yaml.MappingStartEvent):
                    self._refuse_extras(event)
                    self.result.values = self._mapping(events, (), 1)
                elif isinstance(event, (yaml.ScalarEvent, yaml.SequenceStartEvent)):
                    self._fault(
                        event,
                        "the front matter should be lines such as `title: …`",
                        "Write a name, a colon, a space and the value.",
                    )
                    self.result.ok = False
                    break
        except yaml.YAMLError as error:
            self._not_yaml(error)
        except _TooDeep as error:
            self._fault(
                error.event,
                "lists inside lists inside lists are not read",
                "Take the inner ones away: no field needs more than two levels.",
            )
            self.result.ok = False
        return self.result

    def _mapping(self, events: Iterator[Any], path: Path, depth: int) -> dict[str, Any]:
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
                self._fault(
                    event,
                    "<< is read as copying fields from elsewhere, which is not used here",
                    "Write each field out.",
                )
                self._value(next(events), events, here, depth)
                continue
            if name in values:
                first = self.result.spots[here][0]
                self._fault(
                    event,
                    f"`{name}` is given twice",
                    f"Keep one of them, or make one list of both. The first is in line {first}.",
                )
                self._value(next(events), events, (*path, f"{name}?"), depth)
                continue
            self.result.spots[here] = _spot(event)
            values[name] = self._value(next(events), events, here, depth)
        return {name: value for name, value in values.items() if value not in ("", [], {})}

    def _sequence(self, events: Iterator[Any], path: Path, depth: int) -> list[Any]:
        values: list[Any] = []
        seen: set[str] = set()
        for event in events:
            if event.__class__ is _SequenceEnd:
                break
            here = (*path, len(values))
            self.result.spots[here] = _spot(event)
            value = self._value(event, events, here, depth)
            if isinstance(value, str) and value in seen:
                self._repeated(str(path[-1]), value, event)
            elif value not in ("", [], {}):
                values.append(value)
            if isinstance(value, str):
                seen.add(value)
        return values

    def _repeated(self, name: str, value: str, event: Any) -> None:
        if value:
            message = f"`{name}` names “{value}” more than once; it counts once"
            self.result.faults.append(Fault("repeated-item", "info", message, "Delete the repetition.", _spot(event)))

    def _value(self, event: Any, events: Iterator[Any], path: Path, depth: int) -> Value:
        if depth > DEEPEST:
            raise _TooDeep(event)
        if event.__class__ is _Alias:
            self._fault(
                event,
                "a value that begins with * is read as a copy of another, which is not used here",
                "Write the value out; if the * belongs to it, put quotes around it.",
            )
            return ""
        self._refuse_extras(event)
        if event.__class__ is _Scalar:
            return self._text(event)
        if event.__class__ is _MappingStart:
            return self._mapping(events, path, depth + 1)
        return self._sequence(events, path, depth + 1)

    def _text(self, event: Any) -> str:
        """A scalar on one line. Between double quotes YAML lets people write characters by their number."""
        value: str = event.value
        if self.may_hide and (hidden := FORBIDDEN.search(value)):
            self.result.faults.append(fault_of(hidden.group(), _spot(event)))
        return _LINE_BREAK.sub(" ", value.strip()) if "\n" in value else value.strip()

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor and event.__class__ is not _Alias:
            self._fault(
                event,
                "a value that begins with & is read as a mark for copying, which is not used here",
                "Take the & and its word away; if they belong to the value, put quotes around all of it.",
            )
        if getattr(event, "tag", None):
            self._fault(
                event,
                "a value that begins with ! is read as an instruction, which is not used here",
                "Take the ! and its word away; if they belong to the value, put quotes around all of it.",
            )

    def _fault(self, event: Any, message: str, fix: str) -> None:
        self.result.faults.append(Fault(CHECK, "error", message, fix, _spot(event)))

    def _not_yaml(self, error: yaml.YAMLError) -> None:
        self.result.ok = False
        if isinstance(error, yaml.reader.ReaderError):
            return  # A forbidden character is to blame. The reader of the file reports those, wherever they stand.
        line, column = _place_of(error)
        before = self.block.split("\n")[line - 1][: column - 1]
        reason = str(getattr(error, "problem", None) or error)
        if self.block.split("\n")[line - 1][column - 1 : column] == "\t":
            message, fix = _TAB
        elif "mapping values" in reason and _INDENTED_FIELD.fullmatch(before):
            message, fix = _INDENTED
            column = len(before) - len(before.lstrip()) + 1
        else:
            message, fix = _in_plain_words(reason)
        self.result.faults.append(Fault(CHECK, "error", message, fix, (line, column)))


def _place_of(error: yaml.YAMLError) -> Spot:
    """Where an error begins: the parser often notices it only further below."""
    problem, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    begins_here = str(getattr(error, "context", None)).endswith(
        ("flow sequence", "flow mapping", "quoted scalar", "simple key", "alias", "anchor", "tag")
    )
    mark = context if begins_here and "escape" not in str(error) else problem
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _in_plain_words(reason: str) -> tuple[str, str]:
    for sign, message, fix in _IN_PLAIN_WORDS:
        if sign in reason:
            return message, fix
    return "the front matter cannot be read here", "Compare this line with the fields of another story."


class _TooDeep(Exception):
    def __init__(self, event: Any) -> None:
        self.event = event


def _spot(event: Any) -> Spot:
    return event.start_mark.line + 1, event.start_mark.column + 1
