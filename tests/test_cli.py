"""What the command line itself promises."""

import subprocess
import sys
from pathlib import Path

import pytest
from gardens import BASIS, make_garden, story


@pytest.mark.parametrize("arguments", [["--version"], ["explain", "link"], ["--help"]])
def test_a_command_that_needs_no_garden_starts_without_what_makes_sites(arguments: list[str]) -> None:
    code = (
        f"import sys; sys.argv = ['kgen', *{arguments}]\n"
        "from kgen.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert not {'mkdocs', 'networkx', 'jinja2', 'pagefind'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_is_no_fault(closed: str, tmp_path: Path) -> None:
    make_garden(tmp_path, {**BASIS, "stories/a.md": story("[[nowhere]]")})
    command = f'"{sys.executable}" -m kgen build --no-search --keep-going {closed}'
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert (tmp_path / "site/index.html").exists()
