"""Strict YAML for front matter: text, lists and maps, each with its line, and nothing that could surprise.

PyYAML's C parser finds the structure; this module builds the values from its events. Python-frontmatter's handler splits
the file. Anchors, aliases, merge keys, tags and duplicate keys are refused: the first four can hide or multiply content,
and of two equal keys YAML would silently keep one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from kgen.model import Fault, Spot

CHECK = "front-matter"
DEEPEST = 4
"""Levels of lists and maps; no field needs more than two."""

Value = str | list[Any] | dict[str, Any]
Path = tuple[str | int, ...]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

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
        "found character '\\t'",
        "a tab stands where spaces should be",
        "Replace the tab by two spaces.",
    ),
    (
        "cannot start any token",
        "this value begins with a sign that has a meaning of its own in YAML (such as @, ` or %)",
        "Put quotes around the value.",
    ),
    (
        "found unexpected end of stream",
        "a quotation mark is opened and never closed",
        "Close it, or take both quotation marks away.",
    ),
    (
        "did not find expected",
        "the indentation, a bracket or a quotation mark does not match what stands above",
        "Begin each field at the very left; write list items as `  - name`; put quotes around text that holds [ ] { } or :.",
    ),
)


class StrictYAML(YAMLHandler):  # type: ignore[misc]
    """Python-frontmatter's handler, narrowed: the fence is exactly `---`, and `load` returns a FrontMatter."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)

    def load(self, fm: str, **_: object) -> "FrontMatter":
        return _Builder(fm).build()


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
            "the front matter is opened with --- and never closed",
            "Put a line with just --- below the last field, above the text.",
            (1, 1),
        )
        return FrontMatter(faults=[fault], ok=False), "", 1
    return _HANDLER.load(block), body, 1 + block.count("\n")


def _without_fence(text: str) -> FrontMatter:
    start = text.lstrip()
    if StrictYAML.FM_BOUNDARY.match(start):
        line = text[: len(text) - len(start)].count("\n") + 1
        message, fix, spot = (
            "there is something empty above the opening ---",
            "Delete the blank lines or spaces, so that --- is the very first thing in the file.",
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
            "the file has no front matter",
            "Begin the file with a line ---, then fields such as `title: …`, then another line ---.",
            (1, 1),
        )
    return FrontMatter(faults=[Fault(CHECK, "error", message, fix, spot)], ok=False)


class _Builder:
    """Builds values from the parser's events, depth first, noting the spot of every key and list item."""

    def __init__(self, block: str) -> None:
        self.block = block
        self.result = FrontMatter()

    def build(self) -> FrontMatter:
        try:
            events = iter(yaml.parse(self.block, Loader=_Loader))
            for event in events:
                if isinstance(event, yaml.MappingStartEvent):
                    self._refuse_extras(event)
                    self.result.values = self._mapping(events, (), 1)
                elif isinstance(event, (yaml.ScalarEvent, yaml.SequenceStartEvent)):
                    self._fault(event, "front matter should be lines such as `title: …`", "Give every value a name.")
                    self.result.ok = False
                    break
        except yaml.YAMLError as error:
            self._not_yaml(error)
        except _TooDeep as error:
            self._fault(
                error.event, "lists inside lists inside lists are not read", "No field needs more than two levels."
            )
            self.result.ok = False
        return self.result

    def _mapping(self, events: Iterator[Any], path: Path, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            self._refuse_extras(event)
            if not isinstance(event, yaml.ScalarEvent):
                self._fault(event, "the name of a field should be a plain word", "Write `name: value`.")
                self.result.ok = False
                self._value(event, events, (*path, "?"), depth)
                self._value(next(events), events, (*path, "?"), depth)
                continue
            name = event.value
            here = (*path, name)
            if name == "<<" and event.implicit[0]:
                self._fault(event, "merge keys (<<) are not used here", "Write each field out.")
                self._value(next(events), events, here, depth)
                continue
            if name in values:
                first = self.result.spots[here][0]
                self._fault(
                    event,
                    f"`{name}` is given twice; the first is in line {first}",
                    "Keep one of them, or make one list of both.",
                )
                self._value(next(events), events, (*path, f"{name}?"), depth)
                continue
            self.result.spots[here] = _spot(event)
            values[name] = self._value(next(events), events, here, depth)
        return {name: value for name, value in values.items() if value not in ("", [], {})}

    def _sequence(self, events: Iterator[Any], path: Path, depth: int) -> list[Any]:
        values: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = (*path, len(values))
            self.result.spots[here] = _spot(event)
            value = self._value(event, events, here, depth)
            if value not in ("", [], {}):
                values.append(value)
        return values

    def _value(self, event: Any, events: Iterator[Any], path: Path, depth: int) -> Value:
        if depth > DEEPEST:
            raise _TooDeep(event)
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, "aliases (*name) are not used here", "Write the value out.")
            return ""
        self._refuse_extras(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path, depth + 1)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path, depth + 1)
        return str(event.value).strip()

    def _refuse_extras(self, event: Any) -> None:
        if getattr(event, "anchor", None) and not isinstance(event, yaml.AliasEvent):
            self._fault(event, "anchors (&name) are not used here", "Take the & and its name away, or put the value in quotes.")
        if getattr(event, "tag", None):
            self._fault(event, "tags (!name) are not used here", "Take the ! and its name away, or put the value in quotes.")

    def _fault(self, event: Any, message: str, fix: str) -> None:
        self.result.faults.append(Fault(CHECK, "error", message, fix, _spot(event)))

    def _not_yaml(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        spot = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        reason = str(getattr(error, "problem", None) or error)
        for sign, message, fix in _IN_PLAIN_WORDS:
            if sign in reason:
                break
        else:
            message, fix = "the front matter cannot be read here", "Compare this line with the fields of another story."
        self.result.faults.append(Fault(CHECK, "error", message, fix, spot))
        self.result.ok = False


class _TooDeep(Exception):
    def __init__(self, event: Any) -> None:
        self.event = event


def _spot(event: Any) -> Spot:
    return event.start_mark.line + 1, event.start_mark.column + 1
