"""What is wrong, and what to do, in the words of the desk's forms: a steward sees fields, not a file."""

import re
from collections.abc import Sequence

from kgen.desk.fields import LABELS
from kgen.english import sentence_case
from kgen.model import KIND_BY_NAME, Diagnostic, Entry, Kind
from kgen.read.unsettled import DELETE_THEN
from kgen.settings import Settings
from kgen.views.form import every_field

_FIELD = re.compile("`([a-z_]+)`")
_LINE = re.compile("Write `([a-z_]+): ([^`\\[{]+)`")
"""A line of a file that is to be written; the form has a field for it."""
_TERMINAL = re.compile(r"(Or a|A)dd it: kgen new ([a-z]+) (?:\"[^\"]*\"|“[^”]*”)\.")
_SETTINGS = " (`mkdocs.yml` holds the garden’s settings: the person who set it up can change them.)"


def _in_the_form(found: re.Match[str]) -> str:
    said = {"true": "Yes", "false": "No"}.get(found[2], found[2])
    return f"Write “{said}” under `{found[1]}`" if said == found[2] else f"Choose “{said}” under `{found[1]}`"


def _at_the_desk(found: re.Match[str]) -> str:
    kind = KIND_BY_NAME[found[2]].word
    return f"{'Or m' if found[1] == 'Or a' else 'M'}ake that {kind} first, under In the garden."


def in_words_of_the_form(problem: Diagnostic, kind: Kind, settings: Settings) -> tuple[str, str]:
    """What is wrong, and what to do, each a sentence or more."""
    fields = {each.name.rpartition(".")[2]: each for each in every_field(kind, settings)}

    def named(found: re.Match[str]) -> str:
        asked = fields.get(found[1])
        return f"“{LABELS.get(asked.name, asked.label)}”" if asked else found[0]

    if field := problem.missing:
        if field == "consent":
            return "Nobody has said yet that it may be published.", "Choose Ask. If you know already, fill in Consent."
        return f"{_FIELD.sub(named, f'`{field}`')} is empty.", "Fill it in, or ask its teller."
    message = _FIELD.sub(named, problem.message)
    fix = _FIELD.sub(named, _TERMINAL.sub(_at_the_desk, _LINE.sub(_in_the_form, problem.fix)))
    fix = fix.replace(DELETE_THEN, "empty this field then")
    return f"{sentence_case(message)}.", f"{fix}{_SETTINGS}" if "mkdocs.yml" in fix else fix


def sentences(problems: Sequence[Diagnostic], kind: Kind, settings: Settings) -> list[str]:
    """Problems of entries of a kind, a line for each."""
    return [" ".join(filter(None, in_words_of_the_form(each, kind, settings))) for each in problems]


def field_of(problem: Diagnostic, entry: Entry) -> str:
    """The path of the field of front matter (`consent.given`) that a problem is about; empty where it is about none."""
    if field := problem.missing:
        if field == "consent":
            return "consent.whose"
        return f"consent.{field}" if problem.check == "consent" else field
    if problem.position is None:
        return ""
    ways = ((place, way) for way, place in entry.positions.items() if isinstance(way[0], str))
    before = [(place, way) for place, way in ways if place <= problem.position]
    if not before:
        return ""
    way = [*max(before, key=lambda each: (each[0], len(each[1])))[1]]
    while not isinstance(way[-1], str):  # One of several items in a field.
        way.pop()
    return ".".join(map(str, way))


def problems_by_field(
    entry: Entry, problems: Sequence[Diagnostic], settings: Settings
) -> tuple[dict[str, list[str]], list[str]]:
    """What is wrong with each field of front matter, by its path, and with the text."""
    fields: dict[str, list[str]] = {}
    text: list[str] = []
    for problem, words in zip(problems, sentences(problems, entry.kind, settings), strict=True):
        if problem.position is not None and problem.position.line >= entry.body_line:
            text.append(words)
        else:
            fields.setdefault(field_of(problem, entry), []).append(words)
    return fields, text
