"""Every file up to the largest that is read is checked and rendered in 512 MB, or refused with a reason."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pathological
import pytest
from nightly import at_night

HERE = Path(__file__).parent


REFUSED = ("deep YAML", "alias bomb", "nested quotes", "many wikilinks", "control characters", "one line")
NAMES = [*pathological.BODIES, *pathological.FRONTS, pathological.LAST]
DAILY = [*REFUSED, *(name for name in NAMES[::16] if name not in REFUSED)]
REST = [name for name in NAMES if name not in DAILY]


@pytest.mark.parametrize("names", [DAILY, at_night(REST)], ids=["day", "night"])
def test_pathological_files_are_done_or_refused(names: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "pathological.py"), *names],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )
    assert done.returncode == 0, done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["name"] for result in results] == names
    assert max(result["peak"] for result in results) < pathological.MEMORY
    assert all(result["refused"] for result in results if result["name"] in REFUSED)
