"""What the command line itself promises."""

import subprocess
import sys

import pytest


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
