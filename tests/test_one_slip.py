"""One slip of hand in a file whose fields have parts on lines of their own: the slip is said, and nothing else."""

import re

import pytest
import yaml
from gardens import STORY

from kgen.model import MEETING, STORY as STORIES, Diagnostic, Kind, Source
from kgen.read import read_entry

CHANGE = """\
change:
  status: made
  what: The door is open at nine
  when: 2026-08
  checked:
    when: 2026-09
    holds: yes
"""
TRIES = """\
tries:
  - story: the-lamp
    went: worked
    note: Two of us did it.
  - story: the-door
    went: did-not
"""
CITES = """\
cites:
  - source: granovetter
    says: bears-out
  - weak-ties
"""
MEETING_FILE = """\
---
title: The Wednesday table, April 2026
network: the-wednesday-table
when: 2026-04-08
promises:
  - who: schools
    what: Ring before nine
    due: 2026-06
  - what: Leave the lamp on
    status: kept
---
"""


def told(kind: Kind, text: str) -> list[Diagnostic]:
    entry = read_entry(Source(f"{kind.folder}/a.md", text.encode()), f"content/{kind.folder}/a.md")
    return [each for each in entry.faults if each.severity == "error"]


def with_fields(*fields: str) -> str:
    return STORY.replace("topics: [trust]\n", "topics: [trust]\n" + "".join(fields))


@pytest.mark.parametrize("parts", [CHANGE, TRIES, CITES, CHANGE + TRIES + CITES])
@pytest.mark.parametrize(
    ("slip", "words"),
    [
        ("came_of_it: maybe\n", "`came_of_it` should be one of"),
        ("unknown_field: x\n", "kgen does not know a field called `unknown_field`"),
        ("summary: Nine: the door\n", "a colon and a space inside a value"),
        ("Summary: The door\n", "kgen does not know a field called `Summary`"),
        ("summary:The door\n", "there is no space after the colon"),
        ("part_of\n", "neither `field: value` nor"),
    ],
)
@pytest.mark.parametrize("is_above", [True, False])
def test_lines_that_are_right_are_not_blamed(parts: str, slip: str, words: str, is_above: bool) -> None:
    [problem] = told(STORIES, with_fields(*((slip, parts) if is_above else (parts, slip))))
    assert words in problem.message


@pytest.mark.parametrize("parts", [CHANGE, TRIES, CITES])
def test_what_is_right_needs_no_advice(parts: str) -> None:
    assert told(STORIES, with_fields(parts)) == []


def test_a_colon_in_the_title_of_a_meeting_takes_no_promise_apart() -> None:
    assert told(MEETING, MEETING_FILE) == []
    [problem] = told(MEETING, MEETING_FILE.replace("table, April", "table: April"))
    assert problem.fix == 'Write `title: "The Wednesday table: April 2026"`.'


def test_a_promise_without_words_lacks_them_and_is_in_a_list_all_the_same() -> None:
    [problem] = told(MEETING, MEETING_FILE.replace("    what: Ring before nine\n", ""))
    assert "what" in problem.message and "list" not in problem.message


@pytest.mark.parametrize(
    ("right", "wrong", "fix"),
    [
        (
            "    note: Two of us did it.\n",
            "    note: not before nine: it was shut\n",
            'Write `note: "not before nine: it was shut"`.',
        ),
        (
            "  - story: the-lamp\n    went: worked\n    note: Two of us did it.\n",
            "  - note: not before nine: it was shut\n    story: the-lamp\n    went: worked\n",
            'Write `- note: "not before nine: it was shut"`.',
        ),
    ],
)
def test_a_slip_in_one_item_leaves_the_others(right: str, wrong: str, fix: str) -> None:
    assert right in TRIES
    [problem] = told(STORIES, with_fields(TRIES.replace(right, wrong)))
    assert problem.fix == fix


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("  what: The door", "  what: Nine: the door", "a colon and a space inside a value"),
        ("  what: The door", "    what: The door", "do not begin with the same number of spaces"),
        ("  what: The door", "\twhat: The door", "there is a tab"),
    ],
)
def test_a_slip_beside_a_part_with_parts_of_its_own_is_said_alone(right: str, wrong: str, words: str) -> None:
    assert right in CHANGE
    [problem] = told(STORIES, with_fields(CHANGE.replace(right, wrong)))
    assert words in problem.message
    assert "7" not in problem.fix or "line" in problem.fix


PROMISES = [{"what": "Find out", "who": "housing"}, {"what": "Ring before nine", "who": "schools", "due": "2026-06"}]


@pytest.mark.parametrize("many", [1, 2])
@pytest.mark.parametrize(
    ("first", "others"),
    [
        ("  ", "    "),
        ("", ""),
        ("  - ", "      "),
        ("  - ", "  "),
        ("- ", ""),
        ("- ", "    "),
        ("\t- ", "\t  "),
        ("  • ", "    "),
        ("    ", "  "),
    ],
)
def test_the_lines_of_items_are_given_as_they_work(first: str, others: str, many: int) -> None:
    items = [[f"{part}: {value}\n" for part, value in promise.items()] for promise in PROMISES[:many]]
    lines = "".join(f"{others if number else first}{line}" for item in items for number, line in enumerate(item))
    text = f"---\ntitle: A\npromises:\n{lines}stories: [the-lamp]\n---\n"
    [problem] = told(MEETING, text)
    rewritten = text.split("\n")
    for number, line in re.findall(r"line (\d+) as `(.*?)`", problem.fix):
        rewritten[int(number) - 1] = line
    mended = "\n".join(rewritten)
    assert told(MEETING, mended) == []
    assert yaml.load(mended.split("---\n")[1], yaml.BaseLoader)["promises"] == PROMISES[:many]


@pytest.mark.parametrize("first", ["  - ", "- ", "    - ", "  -  "])
def test_items_that_are_right_in_another_manner_are_not_blamed(first: str) -> None:
    others = " " * len(first)
    right = f"promises:\n{first}what: Find out\n{others}who: housing\n{first}what: Ring\n"
    [problem] = told(MEETING, f"---\ntitle: A: b\n{right}---\n")
    assert problem.fix == 'Write `title: "A: b"`.'
