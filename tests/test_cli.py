"""What the command line itself promises."""

import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from gardens import BASIS, make_garden, story
from nightly import at_night, by_turns
from sites import DAY
from typer.testing import CliRunner

from kgen.cli.app import app
from kgen.cli.instead import INSTEAD
from kgen.publish.progress import Progress


@pytest.mark.parametrize("arguments", [["--version"], ["explain", "link"], ["--help"]])
def test_a_command_that_needs_no_garden_starts_without_what_makes_sites(arguments: list[str]) -> None:
    code = (
        f"import sys; sys.argv = ['kgen', *{arguments}]\n"
        "from kgen.cli.app import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert not {'mkdocs', 'networkx', 'jinja2', 'pagefind'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--format", "JSON"], '{"problems": []}'),
        (["schema", "--text", "Stories"], "story (content/stories/*.md)"),
        (["digest", "--since", "2026-10-01"], "Write --since 2026-10"),
        (["digest", "--since", "last month"], "Write, for example, --since 2026-11"),
        (["digest", "-since", "2026-10"], "No such option: -since. Write --since, with two hyphens."),
        (["digest", "—since=2026-10"], "Write --since=2026-10, with two hyphens."),
        (["new", "story", "--", "-network"], "content/stories/network.md"),
        (["check", "stories"], "0 problems."),
        (["check", "a"], "0 problems."),
        (["check", "stories/a"], "0 problems."),
        (["check", "b"], "There is no file or folder b."),
        (["check", "[a]"], "There is no file or folder [a]."),
        (["check", "trust"], "Write which one you mean"),
        (["check", "-h"], "Check the garden"),
        (["help", "check"], "Check the garden"),
        (["help"], "kgen grows a knowledge garden"),
        (["help", "me"], "kgen grows a knowledge garden"),
        (["new", "story", "What", "I", "saw"], "content/stories/what-i-saw.md"),
        (["new", "What I saw"], 'kgen new story "What I saw"'),
        (["new", "stroy", "A"], "Did you mean story?"),
        (["publish"], "`kgen build` makes the site"),
    ],
)
def test_what_people_type_is_understood(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_garden(tmp_path, {**BASIS, "stories/a.md": story("Words."), "stories/trust.md": story("More.", title="T")})
    monkeypatch.chdir(tmp_path)
    given = [*arguments, *(["--today", DAY] if arguments[0] in ("check", "digest") and "-h" not in arguments else [])]
    done = CliRunner().invoke(app, given)
    assert said in f"{done.output}{done.exception}"


@pytest.mark.parametrize("closed", [at_night(">&-"), at_night("2>&-"), "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_is_no_fault(closed: str, tmp_path: Path) -> None:
    make_garden(tmp_path, {**BASIS, "stories/a.md": story("[[nowhere]]")})
    command = f'"{sys.executable}" -m kgen build --no-search --keep-going {closed}'
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert (tmp_path / "site/index.html").exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("screen", "is_told"), [(Terminal(), True), (io.StringIO(), False)])
def test_work_of_more_than_a_second_says_on_a_terminal_how_far_it_is(
    screen: io.StringIO, is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown() -> str:
        return screen.getvalue().rpartition("\x1b[K")[2]

    now = 100.0
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(time, "monotonic", lambda: now)
    progress = Progress()
    now = 100.9
    progress.say("8 of 20 pages")
    assert screen.getvalue() == ""
    now = 101.2
    progress.say("12 of 20 pages")
    assert shown() == ("12 of 20 pages" if is_told else "")
    progress.end()
    assert shown() == ""


@pytest.mark.parametrize(
    ("imported", "start"),
    by_turns(
        ["typer", "kgen.cli.app", "kgen.settings", "pydantic", "kgen.commands.check"],
        ["from kgen.cli import entry; entry()", "import kgen.__main__"],
    ),
)
def test_ctrl_c_is_quiet_while_kgen_is_still_being_imported(start: str, imported: str) -> None:
    code = (
        "import sys\n"
        "class Pressed:\n"
        "    def find_spec(name, *_):\n"
        f"        if name == '{imported}': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Pressed)\n"
        f"sys.argv = ['kgen', 'check']\n{start}"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_nothing_is_imported_before_ctrl_c_is_quiet() -> None:
    code = "import sys; before = {*sys.modules}; import kgen.cli; print(*sys.modules.keys() - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) - {"kgen", "kgen.cli"}


@pytest.mark.parametrize("command", INSTEAD)
def test_what_somebody_in_a_hurry_may_type_is_answered(command: str) -> None:
    said = CliRunner().invoke(app, [command, "the-gate"])
    assert said.exit_code == 2 and f"No such command '{command}'. {INSTEAD[command]}" in " ".join(said.output.split())
