"""What is wrong, and where: one type, from the place where it is noticed to the report."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

Severity = Literal["error", "warning", "info"]


class Position(NamedTuple):
    """A line and a column of a file, both counted from 1. Column 0 means the whole line."""

    line: int
    column: int = 0

    @classmethod
    def at(cls, text: str, offset: int) -> "Position":
        """The position of a character in a text."""
        return cls(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))

    @classmethod
    def of(cls, mark: Any) -> "Position":
        """The position of one of PyYAML's marks, which count from 0."""
        return cls(mark.line + 1, mark.column + 1)


TOP = Position(1, 1)
KeyPath = tuple[str | int, ...]
"""The path to a value in a file: `("consent", "given")`, `("theme", "features", 0)`."""
Where = TypeVar("Where")


def as_written(places: Mapping[KeyPath, Where], way: KeyPath) -> KeyPath:
    """The path to a value as it is written, where a single set of parts needs no list around it: `("chosen", "story")`
    instead of `("chosen", 0, "story")`."""
    return (way[0], *way[2:]) if len(way) > 2 and way[1] == 0 and way[:2] not in places else way


def place_in(places: Mapping[KeyPath, Where], way: KeyPath, top: Where) -> Where:
    """The position of a value, or of the nearest thing around it; `top` if none is known."""
    way = as_written(places, way)
    while way:
        if way in places:
            return places[way]
        way = way[:-1]
    return top


def path_from(root: Path, path: Path) -> str:
    """A path as messages name it: from the folder of mkdocs.yml, or the whole of it if it is somewhere else."""
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


class Code(StrEnum):
    """What a diagnostic means to kgen itself, where what happens next depends on it. Its words may change freely."""

    ANSWERED = "answered"
    """Its teller answered to being published, but neither Yes nor No: `ask me first`."""
    REFUSED = "refused"
    """Its teller answered No to being published."""
    SETTLE_FIRST = "settle-first"
    """Something has to be settled before it is published."""
    UNDER_AGE = "under-age"
    """Its teller is under 18, and has to be talked to before it is published."""
    MISPLACED = "misplaced"
    """It is in the folder of another kind."""
    UNREAD = "unread"
    """More stewards have to read it."""


AGAINST_PUBLISHING = frozenset((Code.ANSWERED, Code.REFUSED, Code.SETTLE_FIRST, Code.UNDER_AGE))
"""What speaks against publishing something until a steward has settled it."""


class Nearest(NamedTuple):
    """A name that leads nowhere, for which the nearest names of published entries are to be suggested."""

    name: str
    kinds: tuple[str, ...] = ()
    """The names of the kinds that are meant; all kinds if empty."""
    as_wikilink: bool = False
    """Whether to show how the name is written as a link."""


class Addition(NamedTuple):
    """Entries that a contributor may add: their kind, and a name or title for each."""

    kind: str
    names: tuple[str, ...] = ("ITS NAME",)

    @property
    def in_a_terminal(self) -> str:
        commands = ", ".join(f'kgen new {self.kind} "{name}"' for name in self.names)
        return f"To add a {self.kind}: {commands}."


_LONGEST_QUOTED = 120
_QUOTED_AT_LENGTH = re.compile(rf"(“[^”]{{{_LONGEST_QUOTED}}}|`[^`]{{{_LONGEST_QUOTED}}})[^“”`]+(?=[”`])")


def _on_one_line(message: str) -> str:
    """A message without line breaks, and with no more than the beginning of what it quotes at length."""
    return _QUOTED_AT_LENGTH.sub(r"\1…", " ".join(message.split()))


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something that a contributor or steward should know: what is wrong, and, in `fix`, what to write instead.

    Names of fields, and what to write into them, are in backticks. What could be added is said by `adds`: `advice` puts
    it as a command, and the desk offers a form for it. A message is one line, and what it quotes is shortened. It is
    created where the problem is noticed; `dataclasses.replace` adds what is known only later: the reader of a file need
    not know its `path` (relative to mkdocs.yml), and a check need not know its own name. `choices`, `nearest`, `meant`
    and `quoting` wait for what only the whole garden knows; `kgen.checks` puts that into words, and a reported
    diagnostic has none of them.
    """

    severity: Severity
    message: str
    fix: str = ""
    position: Position | None = None
    check: str = ""
    path: str = ""
    code: Code | None = None
    missing: str = ""
    """The name of the field that is missing or empty, if that is what is wrong."""
    adds: Addition | None = None
    more: tuple[Position, ...] = ()
    """Where the same thing is found again: the message counts these places."""
    choices: tuple[str, ...] = ()
    """Fields whose possible values `fix` should list: only the garden knows its topics."""
    nearest: Nearest | None = None
    """What to suggest instead of `fix`, if a name is near."""
    meant: tuple[str, ...] = ()
    """Ways to write what could be meant, each naming another entry; `fix` should list those that readers may see."""
    quoting: tuple[str, str] = ("", "")
    """The key of an entry, and what to write in place of `fix`, which quotes it and so is only for what readers may
    see. Of what is hidden from them nothing is reported, except in its own file."""
    hides: str = ""
    """The folder of content/ whose names are not all known for this reason."""
    follows: str = ""
    """The path of what was not read, if this may only follow from that. See `kgen.checks.reported`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", _on_one_line(self.message))

    @property
    def advice(self) -> str:
        """What to do, for somebody who has the files and a terminal."""
        return " ".join(filter(None, (self.fix, self.adds and self.adds.in_a_terminal)))

    @property
    def line(self) -> int | None:
        return self.position.line if self.position else None

    @property
    def column(self) -> int | None:
        return (self.position.column or None) if self.position else None

    @property
    def where(self) -> tuple[str, Position]:
        """The key by which diagnostics are sorted: by file, then from the top down."""
        return self.path, self.position or Position(0)

    @property
    def place(self) -> str:
        """`mkdocs.yml:3:1`, or as much of it as is known."""
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)

    @property
    def sentence(self) -> str:
        """All of it on one line: `mkdocs.yml:3:1: what is wrong. What to write.`"""
        return f"{self.place}: {self.message}. {self.advice}"


def errors_in(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [problem for problem in problems if problem.severity == "error"]


class ConfigurationError(Exception):
    """mkdocs.yml, or a word on the command line, is wrong; the text says what to write instead.

    `problems` holds what is wrong with mkdocs.yml, each with its place; it is empty if something else is wrong.
    """

    def __init__(self, text: str, problems: Sequence[Diagnostic] = ()) -> None:
        super().__init__(text)
        self.problems = tuple(problems)


def unusable(problems: Sequence[Diagnostic]) -> ConfigurationError:
    """One error for one or more problems in mkdocs.yml."""
    if len(problems) == 1:
        return ConfigurationError(problems[0].sentence, problems)
    lines = "".join(f"\n  {problem.sentence}" for problem in problems)
    return ConfigurationError(f"{len(problems)} settings have to be changed first:{lines}", problems)
