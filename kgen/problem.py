"""A problem as a person is told of it, and what a command raises where it cannot go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something a contributor or steward should know. `path` is relative to mkdocs.yml; `fix` says what to write."""

    path: str
    line: int | None
    column: int | None
    check: str
    severity: Severity
    message: str
    fix: str = ""

    @property
    def sentence(self) -> str:
        """The problem in one line: `mkdocs.yml:3:1: what is wrong. What to write.`"""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
        return f"{place}: {self.message}. {self.fix}"


class ConfigurationError(Exception):
    """mkdocs.yml, or a word on the command line, is wrong; the text says what to write instead.

    `problems` holds what is wrong with mkdocs.yml, each with its place; it is empty where something else is wrong.
    """

    def __init__(self, text: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(text)
        self.problems = tuple(problems)


def unusable(problems: Sequence[Problem]) -> ConfigurationError:
    """The error that stands for one or several problems of mkdocs.yml."""
    if len(problems) == 1:
        return ConfigurationError(problems[0].sentence, problems)
    lines = "".join(f"\n  {problem.sentence}" for problem in problems)
    return ConfigurationError(f"{len(problems)} settings have to be changed first:{lines}", problems)
