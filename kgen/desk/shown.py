"""An entry as a steward reads it: its text line by line with what was found marked, and its fields in plain words."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kgen.desk.addresses import MAKES
from kgen.desk.entry_contexts import Appears, Fact, Finding, MarkedText
from kgen.desk.field_values import MADE, NotReadable, Value, unshown, written_in
from kgen.desk.fields import asked_of, is_receipt, label_for, label_of, said_in
from kgen.desk.wording import field_of, in_words_of_the_form
from kgen.diagnostic import Code
from kgen.editing.source_file import SourceFile
from kgen.english import shortened
from kgen.model import Diagnostic, Entry, Position
from kgen.read.characters import in_lines
from kgen.stewarding.appearances import appears_on
from kgen.views.form import FormQuestion
from kgen.weave import Garden

Span = tuple[int, int, int]
"""A line of the file (from 1), and where in it something begins and ends (from 0)."""
LONGEST_PLACE = 40
MOST_PLACES = 20
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)


class Shown:
    """An entry with what is wrong in it. `edit` is where it is edited."""

    def __init__(self, entry: Entry, data: bytes, problems: Sequence[Diagnostic], edit: str, garden: Garden) -> None:
        self._entry, self._edit = entry, edit
        self._garden, self._settings = garden, garden.settings
        self._data = data
        self._lines = in_lines(data.decode(errors="replace").lstrip("\ufeff")).split("\n")
        self._problems = problems
        self._spans = self._marked()

    def _marked(self) -> list[Span]:
        """The words in which something was found, in order, none overlapping another."""
        places = {problem.position for problem in self._problems if problem.position is not None}
        places |= {place for problem in self._problems for place in problem.more}
        detections = (*self._entry.detections, *self._entry.people)
        keys = {each.key for each in detections if each.position in places}
        spans = {self._span(each.position, each.key) for each in detections if each.position and each.key in keys}
        places -= {each.position for each in detections}
        spans |= {self._span(each, "") for each in places if each.column > 1 and each.line >= self._entry.body_line}
        kept: list[Span] = []
        for span in sorted(spans):
            if span[2] > span[1] and (not kept or kept[-1][0] != span[0] or kept[-1][2] <= span[1]):
                kept.append(span)
        return kept

    def _span(self, position: Position, key: str) -> Span:
        """What is at a position: as many letters and digits as the key has, to the end of the word."""
        line = self._lines[position.line - 1] if position.line <= len(self._lines) else ""
        start = min(max(position.column - 1, 0), len(line))
        wanted = sum(map(str.isalnum, key))
        end = start
        while end < len(line) and (wanted > 0 or line[end].isalnum() if key else not line[end].isspace()):
            wanted -= line[end].isalnum()
            end += 1
        return position.line, start, end

    # --- what is shown

    def lines(self) -> tuple[tuple[MarkedText, ...], ...]:
        """The text below the front matter; a line without pieces is an empty one."""
        first = self._first_line()
        while first <= len(self._lines) and not self._lines[first - 1].strip():
            first += 1
        lines = [tuple(self._pieces(number)) for number in range(first, len(self._lines) + 1)]
        while lines and not lines[-1]:
            lines.pop()
        return tuple(lines)

    def _first_line(self) -> int:
        try:
            file = SourceFile(self._data)
        except UnicodeDecodeError:
            return 1
        return file.text.count("\n", 0, len(file.text) - len(file.body.lstrip("\n"))) + 1

    def _pieces(self, number: int) -> Iterator[MarkedText]:
        line, at = self._lines[number - 1], 0
        for index, (_, start, end) in self._spans_in(number):
            if start > at:
                yield MarkedText(line[at:start])
            yield MarkedText(line[start:end], f"word-{index}")
            at = end
        if line[at:].strip() or (line[at:] and at):
            yield MarkedText(line[at:])

    def _spans_in(self, number: int) -> list[tuple[int, Span]]:
        return [(index, span) for index, span in enumerate(self._spans, 1) if span[0] == number]

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, errors first, each with a link to where it is."""
        rank = {"error": 0, "warning": 1, "info": 2}
        left = [problem for problem in self._problems if problem.code is not Code.UNREAD]
        found = sorted(left, key=lambda each: (rank[each.severity], each.position or Position(0)))
        return tuple(self._finding(problem) for problem in found)

    def _finding(self, problem: Diagnostic) -> Finding:
        href, place = self._way(problem)
        message, fix = in_words_of_the_form(problem, self._entry.kind, self._settings)
        label = label_of(place, self._entry.kind, self._settings)
        added = problem.adds and MAKES.get(problem.adds.kind)
        return Finding(problem.severity, message, fix, href, label, (added.name, added.word) if added else None)

    def _way(self, problem: Diagnostic) -> tuple[str, str]:
        position = problem.position
        if position is not None and position.line >= self._entry.body_line:
            for index, (line, start, end) in self._spans_in(position.line):
                if start <= max(position.column - 1, 0) < end or position.column <= 1:
                    return f"#word-{index}", shortened(self._lines[line - 1][start:end], LONGEST_PLACE)
            return "#text", f"line {position.line - self._entry.body_line + 1}"
        field = field_of(problem, self._entry)
        return f"{self._edit}#field-{field}" if field else self._edit, field

    def facts(self) -> tuple[Fact, ...]:
        """Its fields; what no form can show, and comments between them, as they were written."""
        try:
            values = written_in(self._data)
        except NotReadable:
            return self._as_written("Its fields, as they were written", self._block())
        rest = "\n".join([*unshown(self._data, self._entry.kind, self._settings), *_COMMENT.findall(self._block())])
        return self._in_words(values) + self._as_written("Also written there", rest)

    def _block(self) -> str:
        try:
            return SourceFile(self._data).block
        except UnicodeDecodeError:
            return ""

    def _as_written(self, label: str, text: str) -> tuple[Fact, ...]:
        return (Fact(label, text.strip(), self._edit),) if text.strip() else ()

    def _in_words(self, values: Mapping[str, Value]) -> tuple[Fact, ...]:
        return tuple(
            self._fact(asked, values[asked.name])
            for asked in asked_of(self._entry.kind, values, self._settings)
            if values.get(asked.name) and asked.name not in MADE
        )

    def _fact(self, asked: FormQuestion, value: Value) -> Fact:
        label = label_for(asked)
        if is_receipt(value):
            return Fact(label, "A receipt that its teller holds", "")
        return Fact(label, said_in(value, asked, self._garden), f"{self._edit}#field-{asked.name}")


def appearances(garden: Garden, key: str, mount: str) -> tuple[tuple[Appears, ...], str]:
    """The pages on which an entry appears, and its own; empty where it has none."""
    entry = garden.published.get(key)
    if entry is None:
        return (), ""
    places = [Appears(place.title, place.why, f"{mount}{place.url}") for place in appears_on(garden, entry)]
    return tuple(places[:MOST_PLACES]), f"{mount}{entry.url}"
