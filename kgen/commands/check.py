"""kgen check: every problem of the garden in one pass."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from kgen import report
from kgen.checks import check, new_since
from kgen.git import GitError
from kgen.model import Problem
from kgen.read import Reading, read, read_at
from kgen.settings import ConfigurationError, Settings, load
from kgen.weave import weave

FORMATS = ("text", "github", "json")


def run(config_file: Path, *, paths: Sequence[Path], base: str | None, format: str, today: str | None) -> int:
    if format not in FORMATS:
        raise ConfigurationError(f"--format {format} is unknown. Choose one of: {', '.join(FORMATS)}.")
    settings = load(config_file, today=today)
    reading = read(settings, with_names=True)
    problems = check(weave(settings, reading))
    if paths:
        problems = _only(problems, paths, settings)
    failing = [problem for problem in problems if problem.severity == "error"]
    if base is not None:
        failing = _new_since(base, failing, settings, reading)
    _print(problems, failing, format, base)
    return 1 if failing else 0


def _print(problems: list[Problem], failing: list[Problem], format: str, base: str | None) -> None:
    if format == "json":
        print(report.as_json(problems))
    elif format == "github":
        if problems:
            print(report.as_github(problems))
    else:
        report.print_text(problems, Console(highlight=False))
        if base is not None:
            print(f"{len(failing)} of the errors are new since {base}.")


def _only(problems: list[Problem], paths: Sequence[Path], settings: Settings) -> list[Problem]:
    """Keep the problems of some files or folders, which must exist."""
    wanted = []
    for path in paths:
        if not path.exists():
            raise ConfigurationError(f"There is no file or folder {path}.")
        try:
            wanted.append(path.resolve().relative_to(settings.root.resolve()).as_posix())
        except ValueError:
            raise ConfigurationError(f"{path} lies outside this garden.") from None
    return [
        problem
        for problem in problems
        if any(name == "." or problem.path == name or problem.path.startswith(f"{name}/") for name in wanted)
    ]


def _new_since(base: str, errors: list[Problem], settings: Settings, now: Reading) -> list[Problem]:
    """The errors that the garden at a revision does not have."""
    try:
        reading = read_at(base, settings, now)
    except GitError as error:
        raise ConfigurationError(f"--base {base}: {error}.") from None
    return new_since((each for each in check(weave(settings, reading)) if each.severity == "error"), errors)
