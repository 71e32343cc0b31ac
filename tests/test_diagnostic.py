"""The one type of what kgen says: its place in words and in JSON, its order, and what only the garden can add."""

import ast
import json
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from gardens import BASIS, PERSON, make_garden, story
from patience import must_end

import kgen
from kgen.checks import check
from kgen.diagnostic import AGAINST_PUBLISHING, TOP, Code, Diagnostic, Position, place_in
from kgen.model import Source
from kgen.read import read, read_entry
from kgen.read.records import can_be_packed, packed, unpacked
from kgen.report import as_json
from kgen.settings import load
from kgen.weave import weave

KGEN = Path(kgen.__file__).parent
SAID = Diagnostic("error", "it is wrong", "Mend it.", Position(3, 2), "schema", "content/a.md")


def test_its_place_is_as_exact_as_what_is_known() -> None:
    assert SAID.sentence == "content/a.md:3:2: it is wrong. Mend it."
    line = Diagnostic("error", "it is wrong", "Mend it.", Position(3), path="mkdocs.yml")
    assert (line.place, line.line, line.column) == ("mkdocs.yml:3", 3, None)
    file = Diagnostic("error", "it is wrong", path="content/a.md")
    assert (file.place, file.line, file.column) == ("content/a.md", None, None)


def test_programs_get_the_keys_that_are_promised_and_no_others() -> None:
    said = Diagnostic(
        "info", "m", position=Position(3), path="a.md", choices=("topics",), quoting=("stories/b", "Fix.")
    )
    assert json.loads(as_json([SAID, said]))["problems"] == [
        {
            "path": "content/a.md", "line": 3, "column": 2, "check": "schema", "severity": "error",
            "message": "it is wrong", "fix": "Mend it.",
        },
        {"path": "a.md", "line": 3, "column": None, "check": "", "severity": "info", "message": "m", "fix": ""},
    ]  # fmt: skip


def asked_of_wording(tree: ast.Module) -> Iterator[int]:
    """The lines where something is decided by what a message or an advice says."""
    asking = {"startswith", "endswith", "search", "match", "fullmatch", "findall", "find", "index", "count"}
    for node in ast.walk(tree):
        is_asked = isinstance(node, ast.Compare) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in asking
        )
        attributes = (each for each in ast.walk(node) if is_asked and isinstance(each, ast.Attribute))
        if any(each.attr in ("message", "fix", "advice") for each in attributes):
            yield node.lineno  # type: ignore[attr-defined]


NO_DIAGNOSTICS = {
    "desk/door/forms.py": "the words of another library, which gives them no code",
    "desk/journal.py": "the message of a commit",
    "report.py": "whether an advice has several lines",
}
"""Where something else is asked."""


def test_no_diagnostic_is_recognised_by_its_words() -> None:
    sources = {path.relative_to(KGEN).as_posix(): path.read_text("utf-8") for path in KGEN.rglob("*.py")}
    asked = {
        name: [*asked_of_wording(ast.parse(source))]
        for name, source in sources.items()
        if ".message" in source or ".fix" in source
    }
    assert {name for name, lines in asked.items() if lines} == NO_DIAGNOSTICS.keys(), asked
    assert len(sources) > 100


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("to_being_published: No, never", Code.REFUSED),
        ("to_being_published: Yes, but ask me first", Code.ANSWERED),
        (f"to_being_published: {'Never. ' * 30}Well, perhaps.", Code.ANSWERED),
        ("consent: no", Code.REFUSED),
        ("settle_first: 'they are under 18: talk to them first; read what they answered'", Code.UNDER_AGE),
        ("settle_first: read in the table what they answered", Code.SETTLE_FIRST),
        ("Settle-First: read in the table what they answered", Code.SETTLE_FIRST),
    ],
)
def test_what_speaks_against_publishing_has_a_code(line: str, code: Code) -> None:
    data = story().replace("---\n", f"---\n{line}\n", 1)
    if line.startswith("consent"):
        data = re.sub(r"^consent:\n(?:  .*\n)+", "", data.replace(f"{line}\n", ""), flags=re.M)
        data = data.replace("---\n", f"---\n{line}\n", 1)
    entry = read_entry(Source("stories/a.md", data.encode()), "content/stories/a.md", "")
    assert [fault.code for fault in entry.faults if fault.code] == [code]
    assert code in AGAINST_PUBLISHING


def test_a_place_in_a_text_is_counted_from_one() -> None:
    text = "aé\n\nbc"
    assert [Position.at(text, offset) for offset in range(len(text))] == [
        (1, 1),
        (1, 2),
        (1, 3),
        (2, 1),
        (3, 1),
        (3, 2),
    ]


def test_files_come_in_order_of_name_and_each_is_read_from_the_top() -> None:
    def at(path: str, position: Position | None) -> Diagnostic:
        return Diagnostic("info", "m", position=position, path=path)

    said = [at("a", None), at("a", Position(2)), at("a", Position(2, 5)), at("a", Position(10, 1)), at("b", TOP)]
    assert sorted([said[number] for number in (4, 1, 3, 0, 2)], key=lambda each: each.where) == said


def test_what_has_no_place_of_its_own_stands_where_the_nearest_thing_around_it_does() -> None:
    places = {("consent",): Position(3, 1), ("consent", "uses"): Position(4, 3)}
    assert place_in(places, ("consent", "uses", 2), TOP) == (4, 3)
    assert place_in(places, ("consent", "given"), TOP) == (3, 1)
    assert place_in(places, ("title",), TOP) == (1, 1)


def test_the_field_in_which_something_stands() -> None:
    text = "---\ntitle: A story\nconsent: {whose: own,\n  others: none}\n---\n\nText.\n"
    entry = read_entry(Source("stories/a.md", text.encode()), "content/stories/a.md")
    places = ((1, 1), (2, 1), (2, 9), (3, 12), (3, 25), (4, 3), (4, 20), (5, 1), (7, 1))
    fields = list(map(entry.field_finder(), map(Position._make, places)))
    assert fields == ["", "title", "title", "whose", "whose", "others", "others", "", ""]


def test_what_is_reported_has_nothing_left_for_the_garden_to_add(tmp_path: Path) -> None:
    """One that lists choices, one that suggests names, one that quotes another entry."""
    text = story("[[trsut]] and [[trust#nowhere]]", sectors=None)
    found = check(weave(settings := load(make_garden(tmp_path, BASIS | {"stories/a.md": text})), read(settings)))
    assert {each.check for each in found} >= {"schema", "link", "missing-anchor"}
    assert all(not (each.choices or each.nearest or any(each.quoting)) and each.check and each.path for each in found)


def test_what_was_noticed_in_a_valid_entry_is_kept_with_it() -> None:
    text = story("A %%private%% [link](javascript:a).").replace("title:", "title: a #b\nsummary:")
    entry = read_entry(Source("stories/a.md", text.encode()), "content/stories/a.md")
    assert can_be_packed(entry) and len(entry.faults) == 3 and len(entry.positions) > 5
    for sent in (json.loads(json.dumps(packed(entry))), pickle.loads(pickle.dumps(packed(entry)))):
        again = unpacked(sent)
        assert again == entry
        places = [*(fault.position for fault in again.faults), *again.positions.values()]
        assert all(type(place) is Position for place in places)


def test_between_processes_a_place_is_two_numbers() -> None:
    """Named tuples would travel by the name of their class, and take ten times as long."""
    entry = read_entry(Source("people/dee.md", PERSON.encode()), "content/people/dee.md")
    assert can_be_packed(entry)
    assert b"Position" not in pickle.dumps(packed(entry))


def test_a_message_is_one_line_and_quotes_no_more_than_a_beginning() -> None:
    said = Diagnostic("error", f"the link to “a\nb\t c” leads nowhere, `{'x' * 500}` is unknown", "First.\nSecond.")
    assert said.message == f"the link to “a b c” leads nowhere, `{'x' * 120}…` is unknown"
    assert said.fix == "First.\nSecond."


@pytest.mark.parametrize("signs", ["“", "“x", "`x", "“a`b"])
def test_what_a_message_quotes_is_looked_through_once(signs: str) -> None:
    with must_end():
        assert signs in Diagnostic("error", signs * 100_000, "").message
