"""What would be wrong with the garden after some changes that is not wrong now."""

from collections.abc import Sequence

from kgen.checks import check, new_since
from kgen.desk.wording import sentences
from kgen.editing.changes import Changes
from kgen.model import KIND_BY_FOLDER, STORY, Diagnostic
from kgen.read import Reading
from kgen.settings import Settings
from kgen.stewarding.outcome import reading_after
from kgen.weave import weave


def errors_after(changes: Changes, reading: Reading, settings: Settings) -> list[Diagnostic]:
    """The errors that the garden would have after some changes and does not have now."""
    then = _errors(reading_after(changes, reading, settings), settings)
    return new_since(_errors(reading, settings), then) if then else []


def _errors(reading: Reading, settings: Settings) -> list[Diagnostic]:
    problems = check(weave(settings, reading), only_errors_mended=True)
    return [problem for problem in problems if problem.severity == "error"]


def lines_for(problems: Sequence[Diagnostic], settings: Settings) -> list[str]:
    """What is wrong and what to do, in the words of the desk's forms: a line for each, with its file."""
    return [f"{_said(problem, settings)} ({problem.path})" for problem in problems]


def _said(problem: Diagnostic, settings: Settings) -> str:
    folder = problem.path.removeprefix(f"{settings.content_name}/").partition("/")[0]
    return sentences([problem], KIND_BY_FOLDER.get(folder, STORY), settings)[0]
