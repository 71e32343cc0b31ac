"""Words in brackets that do not belong: an error in every field of every kind, which repeats them as they work."""

from collections.abc import Iterator
from typing import Any

import pytest
from every_field import FIELDS, front_with
from gardens import STORY
from nightly import by_turns, one_in

from kgen.fields import example_of, field_of, model_in
from kgen.model import MEETING as MEETINGS, STORY as STORIES, Diagnostic, Kind, Source
from kgen.read import read_entry

HERE = "HERE"
"""Where the value of a field is to stand."""
WAYS = {
    "a map of words": "{zebra, heron}",
    "words as names of fields": "{zebra: , heron: ~}",
    "a map with values": "{zebra: heron}",
    "a list of maps": "[{zebra}, {heron}]",
    "a map of maps": "{zebra: {heron}}",
    "a map beside a word": "[heron, {zebra}]",
    "a list of lists": "[[zebra, heron]]",
}


def told(kind: Kind, front: str) -> list[Diagnostic]:
    entry = read_entry(Source(f"{kind.folder}/a.md", f"---\n{front}---\nText.\n".encode()), "a.md")
    assert entry.valid == (not any(fault.severity == "error" for fault in entry.faults))
    return [fault for fault in entry.faults if fault.severity == "error"]


def with_value(kind: Kind, field: str, value: str) -> str:
    """The front matter of a kind in which a field holds a value."""
    needed = "".join(f"{name}: trust\n" for name in ("title", "topics") if kind is STORIES and name != field)
    return needed + front_with(kind.meta, field.split("."), HERE).replace(HERE, value)


def examples() -> Iterator[Any]:
    """Every field of every kind with a value that it takes."""
    for kind, field in FIELDS:
        model: Any = kind.meta
        *above, name = field.split(".")
        for part in above:
            model = model_in(field_of(model, part))
        info = field_of(model, name)
        example = example_of(model, name)
        says = info.json_schema_extra if info else None
        if name == "read_by":
            example = "register-1"
        elif example == "…":
            example = next(iter(says["says"])) if isinstance(says, dict) and "says" in says else "a zebra"
        yield pytest.param(kind, field, example, id=f"{kind}-{field}")


@pytest.mark.parametrize(("place", "way"), by_turns(FIELDS, WAYS, one_in=2), ids=str)
def test_no_word_in_brackets_vanishes(place: tuple[Kind, str], way: str) -> None:
    kind, field = place
    assert told(kind, with_value(kind, field, WAYS[way]))


@pytest.mark.parametrize(("kind", "field", "example"), one_in(2, examples()))
def test_what_is_told_to_be_written_holds_the_words_of_the_writer(kind: Kind, field: str, example: str) -> None:
    name = field.rpartition(".")[2]
    front = with_value(kind, field, f'{{"{example}"}}')
    [problem] = [each for each in told(kind, front) if f"`{name}`" in each.message]
    assert problem.fix.startswith(f"Write `{name}: ")
    line = problem.fix.split("`")[1]
    assert str(example) in line
    written = front.replace(f'{name}: {{"{example}"}}', line)
    assert written != front
    if field != "withdrawn":  # It stands alone.
        assert told(kind, written) == []


@pytest.mark.parametrize(
    ("fields", "fix"),
    [
        ("mentions: {suicide, abuse}\n", "Write `mentions: [suicide, abuse]`."),
        ("mentions:\n  suicide:\n  abuse:\n", "Write `mentions: [suicide, abuse]`, in place of all its lines."),
        ("mentions: {\n  suicide,\n  abuse\n  }\n", "Write `mentions: [suicide, abuse]`, in place of all its lines."),
        ("mentions: {suicide,\n  abuse}\n", "Write `mentions: [suicide, abuse]`, in place of all its lines."),
        ("mentions: [\n  {suicide},\n  abuse]\n", "Write `mentions: [suicide, abuse]`, in place of all its lines."),
        ("about_child: {true}\n", "Write `about_child: true`."),
        ("date: {3 October 2026}\n", "Write `date: 2026-10`."),
        ("summary: {She said: trust me}\n", 'Write `summary: "She said: trust me"`.'),
        ("place:\n  - North East\n", "Write `place: North East`, in place of all its lines."),
        ("cites: {10.1000/182, weak-ties}\n", "Write `cites: [10.1000/182, weak-ties]`."),
        ("pseudonyms: [O’Brien: a nurse]\n", 'Write `pseudonyms: ["O’Brien: a nurse"]`.'),
    ],
)
def test_the_line_to_write(fields: str, fix: str) -> None:
    front = STORY.split("---\n")[1].replace("date: 2026-09\n", "")
    [problem] = told(STORIES, front + fields)
    assert problem.fix == fix


@pytest.mark.parametrize("fields", ["mentions: []\n", "change: {}\n", "place:\n", "tries: [{}]\n", "named: [[], {}]\n"])
def test_nothing_in_brackets_is_nothing(fields: str) -> None:
    assert told(STORIES, STORY.split("---\n")[1] + fields) == []


def test_a_field_that_kgen_does_not_know_is_told_of_although_it_holds_nothing() -> None:
    [problem] = told(STORIES, STORY.split("---\n")[1] + "hidden:\n")
    assert problem.message == "kgen does not know a field called `hidden`"


def test_the_lines_below_an_item_that_holds_nothing_keep_their_place() -> None:
    tries = "tries:\n  - story:\n  - story: the-lamp\n    went: wrked\n"
    [problem] = told(STORIES, STORY.split("---\n")[1] + tries)
    assert problem.position == (14, 5)


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ("place: Null\n", 'place: "Null"'),
        ("pseudonyms: [Null, Sam]\n", '"Null"'),
        ("named:\n  - null\n", '"null"'),
        ("change: {status: made, what: NULL}\n", 'what: "NULL"'),
    ],
)
def test_a_name_that_yaml_reads_as_nothing_is_told_of(fields: str, written: str) -> None:
    text = STORY.replace("---\n", f"---\n{fields}", 1)
    [warning] = read_entry(Source("stories/a.md", text.encode()), "a.md").faults
    assert warning.fix == f"If it is a name or a word, write `{written}`; otherwise delete it."


@pytest.mark.parametrize("fields", ["place: null\n", "place: ~\n", "named: [~]\n", "change: null\n"])
def test_nothing_in_the_words_of_yaml_is_nothing(fields: str) -> None:
    text = STORY.replace("---\n", f"---\n{fields}", 1)
    assert read_entry(Source("stories/a.md", text.encode()), "a.md").faults == ()


@pytest.mark.parametrize("nothing", ["null", "~", "Null", "NULL"])
@pytest.mark.parametrize(
    ("kind", "field", "instead"),
    [
        (MEETINGS, "heard: {Dad: %s}\n", 'heard: ["Dad: %s"]'),
        (MEETINGS, "heard:\n  Dad: %s\n", 'heard: ["Dad: %s"]'),
        (MEETINGS, "heard: {Dad: %s, Mum: He left}\n", 'heard: ["Dad: %s", "Mum: He left"]'),
        (STORIES, "summary: {They said: %s}\n", 'summary: "They said: %s"'),
        (STORIES, "pseudonyms: {Dad: %s}\n", 'pseudonyms: ["Dad: %s"]'),
        (STORIES, "change: {They said: %s}\n", 'what: "They said: %s"'),
        (STORIES, "mentions: {abuse: %s}\n", "mentions: [abuse]"),
        (STORIES, "networks: {carers: %s}\n", "networks: [carers]"),
    ],
)
def test_a_word_that_yaml_reads_as_nothing_stays_in_what_is_to_be_written(
    kind: Kind, field: str, instead: str, nothing: str
) -> None:
    head = STORY.split("---\n")[1] if kind is STORIES else "title: A\n"
    [problem] = told(kind, head + field % nothing)
    assert (instead % nothing if "%s" in instead else instead) in problem.fix
