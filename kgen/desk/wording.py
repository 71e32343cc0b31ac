"""What is wrong, and what to do, in the words of the desk's forms: a steward sees fields, not a file."""

from collections.abc import Mapping, Sequence

from kgen.desk.addresses import MAKES
from kgen.desk.fields import LABELS
from kgen.english import sentence_case
from kgen.model import Diagnostic, Entry, Kind
from kgen.settings import Settings
from kgen.views.form import every_field


def in_words_of_the_form(problem: Diagnostic, kind: Kind, settings: Settings) -> tuple[str, str]:
    """What is wrong, and what to do, each a sentence or more."""
    labels = {each.name.rpartition(".")[2]: LABELS.get(each.name, each.label) for each in every_field(kind, settings)}
    if field := problem.missing:
        if field == "consent":
            return "Nobody has said yet that it may be published.", "Choose Ask. If you know already, fill in Consent."
        return f"{_in_the_form(f'`{field}`', labels)} is empty.", "Fill it in, or ask its teller."
    fix = _in_the_form(problem.fix, labels)
    if problem.adds and (added := MAKES.get(problem.adds.kind)):
        fix = f"{fix} You can add a {added.word} under In the garden.".lstrip()
    return f"{sentence_case(_in_the_form(problem.message, labels))}.", fix


def _in_the_form(text: str, labels: Mapping[str, str]) -> str:
    """A text in which fields are called as the form calls them: `date`, or `date: 2026-11`, which is to be written."""
    said = []
    for number, piece in enumerate(text.split("`")):
        name, _, value = piece.partition(":")
        label = f"“{labels.get(name)}”"
        value = {"true": "Yes", "false": "No"}.get(value.strip(), value.strip(' []"'))
        if number % 2 == 0:
            said.append(piece)
        elif name in labels:
            said.append(f"“{value}” under {label}" if value else label)
        else:
            said.append(f"`{piece}`")
    return "".join(said)


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
