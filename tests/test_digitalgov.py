"""A real garden that nobody here wrote: 3,333 files of digital.gov as they came, by day with a fifth of its stories."""

import json
from collections import Counter

import pytest
from corpora import Corpus
from nightly import times
from sites import DAY

from kgen.commands.check import run
from kgen.model import OPEN_NAME, DeferredText


def test_it_holds_what_it_should(digitalgov: Corpus) -> None:
    kinds = Counter(entry.kind.folder for entry in digitalgov.garden.entries.values())
    assert kinds == {"stories": times(416, 2080), "people": 1043, "sectors": 118, "topics": 51, "networks": 41}


def test_its_only_errors_are_stories_without_a_topic(digitalgov: Corpus) -> None:
    errors = [problem for problem in digitalgov.problems if problem.severity == "error"]
    assert len(errors) == times(3, 28)
    assert {(problem.check, problem.message) for problem in errors} == {("schema", "`topics` is missing")}


@pytest.mark.nightly
def test_it_ends_with_1(digitalgov: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(digitalgov.config, paths=[], base=None, format="json", each=True, today=DAY) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert Counter(problem["severity"] for problem in problems)["error"] == 28
    assert len(problems) == len(digitalgov.problems)


@pytest.mark.parametrize("name", ["link", "ambiguous-name", "scheme-removed", "remote-picture", "shared-label"])
def test_each_warning_says_where_and_what_to_write(digitalgov: Corpus, name: str) -> None:
    found = [problem for problem in digitalgov.problems if problem.check == name]
    assert found
    for problem in found:
        assert problem.severity == "warning"
        assert problem.line is not None and problem.column is not None
        assert problem.fix


def test_names_are_found_however_they_are_spelt(digitalgov: Corpus) -> None:
    names = digitalgov.garden.names
    for name in ("artificial intelligence", "Analytics"):
        assert names.look_up(name)[0].key == f"topics/{name.lower().replace(' ', '-')}"
    assert [problem for problem in digitalgov.problems if problem.check == "reference"] == []


def test_each_place_is_where_it_says(digitalgov: Corpus) -> None:
    root = digitalgov.config.parent
    begins = {
        "link": "[!<",
        "ambiguous-name": "[!<",
        "remote-picture": "!<",
        "scheme-removed": "[<",
        "html-removed": "<",
    }
    for problem in digitalgov.problems:
        if problem.check in begins and problem.line and problem.column:
            lines = (root / problem.path).read_text(encoding="utf-8").split("\n")
            assert lines[problem.line - 1][problem.column - 1] in begins[problem.check], problem


def test_no_open_name_is_left_in_its_text(digitalgov: Corpus) -> None:
    def wordings() -> list[DeferredText]:
        bodies = [entry.body for entry in digitalgov.garden.entries.values()]
        return [*(body.opening for body in bodies), *(each.sentence for body in bodies for each in body.references)]

    for wording in wordings():
        assert OPEN_NAME not in digitalgov.garden.words(wording)
