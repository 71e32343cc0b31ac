"""Each small garden in tests/cases/ has exactly the problems its file says; `--update` writes what kgen says now."""

from pathlib import Path

import pytest
from casebook import FOLDER, Case, cases, shown

from kgen.checks import CHECKS, Check


@pytest.mark.parametrize("case", cases(), ids=str)
def test_case(case: Case, tmp_path: Path, update: bool) -> None:
    found = shown(case.found(tmp_path))
    if update:
        case.rewrite(found)
    else:
        assert found.strip() == case.data["problems"].strip()


def test_every_check_has_a_file_of_its_own() -> None:
    assert {path.stem for path in FOLDER.glob("*.yml")} == {check.name for check in CHECKS}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_check_fails_somewhere_and_passes_somewhere(check: Check) -> None:
    own = [case for case in cases() if case.path.stem == check.name]
    assert any(case.passes for case in own)
    assert any(f" {check.name}\n" in case.data["problems"] for case in own)


def test_the_first_case_of_each_file_passes() -> None:
    assert [str(case) for case in cases() if case.number == 0 and not case.passes] == []
