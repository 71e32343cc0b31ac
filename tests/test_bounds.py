"""Every file up to the largest that is read is checked and rendered in 512 MB, or refused with a reason."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pathological

HERE = Path(__file__).parent


def test_pathological_files_are_done_or_refused() -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "pathological.py")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )
    assert done.returncode == 0, done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["name"] for result in results] == list(pathological.files())
    assert max(result["peak"] for result in results) < pathological.MEMORY
    for name in ("deep YAML", "alias bomb", "nested quotes", "many wikilinks", "control characters", "one line"):
        assert next(result for result in results if result["name"] == name)["refused"], name
