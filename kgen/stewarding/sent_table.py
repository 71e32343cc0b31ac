"""The answers to a form elsewhere (Microsoft, Google), as a table: each row is a story.

Columns are known by their headings. Somebody is asked once about those that are not, and `drafts/columns.yml` keeps the
answer.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kgen.importing.loose_front_matter import month_in
from kgen.letters import one_line
from kgen.read.unsettled import UNDER_AGE
from kgen.settings import Settings
from kgen.stewarding.sent import NotUnderstood, text_of
from kgen.views.form import AGREED, TEXT, UNDER_18, FormQuestion, asked
from kgen.weave.name_index import fold

MOST_ROWS = 5_000
MOST_COLUMNS = 300
LEFT_OUT = "-"
"""In the table of columns: a column that is not taken."""
_SAID_SHORT = {
    TEXT: "story|your story|what happened|tell us|tell your story|in your own words|experience|your experience",
    "title": "title|a title|headline|subject",
    "date": "timestamp|date|when|start time|completion time|submitted|date submitted|zeitstempel|horodateur",
    "standpoint": "where do you speak from|who are you|role|your role|i am|standpoint",
    "sectors": "service|services|sector|sectors|which service|which services|organisation|area",
    "topics": "topic|topics|theme|themes|tags|about",
    "author": "pseudonym|pen name|name to show|a name to show",
    "consent.whose": "whose story|whose story is it",
    "consent.others": "are other people in it|other people|others",
    "handbrake": "what got in the way|barriers|what held you back",
    "release": "what helped|enablers",
    "change.what": "what changed",
    "about_child": "is it about a child|about a child|is there a child in it|is a child in it",
}
"""Headings that people give columns, by the field for what they hold."""
_AGREED = re.compile(
    r"\b(?:do you|i) (?:agree|consent)\b|\bmay we (?:publish|use|share)\b|^(?:i )?(?:agree|consent)\w*$"
)
_UNDER_18 = re.compile(r"\bunder (?:18|eighteen)\b")
_DECIDES = re.compile(r"\b(?:agree\w*|consent\w*|permission|publish\w*|child\w*|18|eighteen|age|how old)\b")
"""What headings say of columns that decide whether something may be published."""
_NEVER = re.compile(
    r"(?:your )?(?:(?:e.?)?mail|(?:first |last |full |user ?)?name|phone|telephone|mobile|postcode|ip|contact)"
    r"(?: address| number| details)?|address|id|respondent.*|token|last modified time|language|network id|adresse.*"
    r"|benutzername|nom d.utilisateur"
)
"""Headings of columns that say who somebody is, or that a program fills in: they never enter a file."""


class SentRow(NamedTuple):
    """A row: the values by the paths of their fields, the text, its month where the table has one, and whether its
    teller agreed that it is published. Where they did not simply say yes, `answered` is what they said; `doubts` says
    what else speaks against it, or has to be read first, and `to_read` gives what has to be read."""

    values: Mapping[str, str | list[str]]
    text: str
    month: str
    agrees: bool
    answered: str
    doubts: tuple[str, ...]
    to_read: tuple[str, ...]


class SentTable(NamedTuple):
    """A table: its rows, the headings of columns that nobody knows, and of those that are left out on purpose."""

    rows: Sequence[SentRow]
    unknown: Sequence[str]
    left_out: Sequence[str]


def table_text(data: bytes, name: str) -> str | None:
    """The text of a table that was sent under a name; None where something else was."""
    try:
        text = text_of(data)
    except NotUnderstood:
        return None
    return text if not text.lstrip().startswith("---\n") and is_table(text, name) else None


def is_table(text: str, name: str) -> bool:
    if name.lower().endswith((".csv", ".tsv")):
        return True
    head = text.partition("\n")[0]
    return "\n" in text.strip() and fold(head.partition(",")[0].strip('" ')) in ("timestamp", "start-time", "id")


def read_table(text: str, settings: Settings, mapping: Mapping[str, str]) -> SentTable:
    """Read a table. `mapping` gives the field of a heading (folded) that somebody said, LEFT_OUT where it has none.

    Raises ValueError where it is not one, or has more rows than are read.
    """
    try:
        dialect = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        lines = [row for row in csv.reader(io.StringIO(text), dialect) if any(cell.strip() for cell in row)]
    except csv.Error:
        raise ValueError("it is not a table that can be read") from None
    if len(lines) < 2:
        raise ValueError("it has no rows below its headings")
    if len(lines[0]) > MOST_COLUMNS:
        raise ValueError(f"it has more than {MOST_COLUMNS} columns")
    if len(lines) > MOST_ROWS + 1:
        raise ValueError(f"it has more than {MOST_ROWS:,} rows. Cut it in several")
    questions = {question.name: question for question in asked(settings)}
    headings = [one_line(heading) for heading in lines[0]]
    fields = [mapping.get(fold(heading)) or _field_of(heading, questions) for heading in headings]
    fields = _each_once(fields)
    rows = [row for cells in lines[1:] if (row := _row(cells, headings, fields, questions)) is not None]
    unknown = [heading or "without a heading" for heading, field in zip(headings, fields, strict=True) if not field]
    left_out = [heading for heading, field in zip(headings, fields, strict=True) if heading and field == LEFT_OUT]
    return SentTable(rows, unknown, left_out)


def _each_once(fields: Sequence[str]) -> list[str]:
    """The fields, each only in the first of its columns; a text may be in several."""
    return [
        "" if field not in (TEXT, LEFT_OUT) and field in fields[:number] else field
        for number, field in enumerate(fields)
    ]


def _field_of(heading: str, questions: Mapping[str, FormQuestion]) -> str:
    plain = fold(re.sub(r"\(.*?\)|[?.:*!]", "", heading))
    for question in questions.values():
        if plain == fold(re.sub("[?.:]", "", question.label)):
            return question.name
    for field, words in _SAID_SHORT.items():
        if plain in map(fold, words.split("|")):
            return field
    words_of_it = plain.replace("-", " ")
    if _AGREED.search(words_of_it):
        return AGREED
    if _UNDER_18.search(words_of_it):
        return UNDER_18
    return LEFT_OUT if _NEVER.fullmatch(words_of_it) else ""


def _row(
    cells: Sequence[str], headings: Sequence[str], fields: Sequence[str], questions: Mapping[str, FormQuestion]
) -> SentRow | None:
    values: dict[str, str | list[str]] = {}
    text, month, agrees, answered = [], "", False, ""
    doubts: list[str] = []
    to_read: list[str] = []
    for cell, heading, field in zip(cells, headings, fields, strict=False):
        if not cell.strip() or field == LEFT_OUT:
            continue
        said = _yes_or_no(cell)
        if field == AGREED:
            agrees = said == "true"
            answered = "" if agrees else cell.strip()
        elif field == UNDER_18 and said == "true":
            values["about_child"] = "true"
            doubts.append(UNDER_AGE)
        elif not field and _DECIDES.search(fold(heading).replace("-", " ")):
            # A name may be in such a cell: it is said once, and not written down.
            doubts.append(f"read in the table what they answered to “{heading}”")
            to_read.append(f"read what they answered to “{heading}”: “{cell.strip()}”")
        if field == TEXT:
            text.append(cell.strip())
        elif field == "date":
            month = month or month_in(cell, _iso(cell))
        elif field in questions:
            values.setdefault(field, _value(cell, questions[field]))
    if any(cell.strip() for cell in cells[len(headings) :]):
        doubts.append("its row has more cells than there are headings: something may have been cut")
    if not text:
        return None
    return SentRow(values, "\n\n".join(text), month, agrees and not doubts, answered, tuple(doubts), tuple(to_read))


def _iso(cell: str) -> str:
    """A day as forms write it in Europe, or in America where only that makes sense, with the year first."""
    found = re.match(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", cell.strip())
    if not found:
        return ""
    first, second, year = int(found[1]), int(found[2]), found[3]
    return f"{year}-{first if second > 12 else second:02}"


def _value(cell: str, question: FormQuestion) -> str | list[str]:
    many = question.control in ("several", "names", "lines")
    by_words = {fold(says.partition(":")[0]): value for value, says in question.choices}
    by_words |= {fold(words): value for value, says in question.choices for words in (says, value)}
    if not many:
        return by_words.get(fold(cell), _yes_or_no(cell) if question.control == "yes-or-no" else cell.strip())
    if fold(cell) in by_words:
        return [by_words[fold(cell)]]
    parts = [part.strip() for part in re.split(r"[;\n]" if ";" in cell or "\n" in cell else ",", cell)]
    return [by_words.get(fold(part), part) for part in parts if part]


def _yes_or_no(cell: str) -> str:
    found = _YES_OR_NO.match(cell.strip().lower())
    return cell.strip() if found is None else "true" if found[1] else "false"


_YES_OR_NO = re.compile(r"(?:(yes|i agree|agree|true|y|x|1)|no|false|n|0)\b(?!.*\b(?:but|only|not|except|if)\b)")


def fields_to_choose(settings: Settings) -> Iterator[tuple[str, str]]:
    """What a column may hold: each field with the question that asks for it."""
    yield TEXT, "the story itself"
    yield "date", "when it was sent"
    yield AGREED, "whether they agree that it is published"
    yield UNDER_18, "whether they are under 18"
    yield from ((question.name, question.label) for question in asked(settings))
