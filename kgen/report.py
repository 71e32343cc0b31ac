"""Problems as text for a person, as annotations for GitHub, as JSON for programs."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal

from rich.console import Console
from rich.text import Text

from kgen.model import Problem, Severity

Format = Literal["text", "github", "json"]
_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_GITHUB_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def as_json(problems: Sequence[Problem]) -> str:
    """Return `{"problems": [...]}`, one line, keys as in Problem."""
    return json.dumps({"problems": [asdict(problem) for problem in problems]}, ensure_ascii=False)


def as_github(problems: Sequence[Problem]) -> str:
    """Return one workflow command a problem, which GitHub shows beside the line.

    Source: GitHub Actions, "Workflow commands", setting an error, warning or notice message.
    """
    return "\n".join(_annotation(problem) for problem in problems)


def _annotation(problem: Problem) -> str:
    places = {"file": problem.path, "line": problem.line, "col": problem.column, "title": f"kgen: {problem.check}"}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if value is not None)
    message = f"{problem.message}. {problem.fix}" if problem.fix else problem.message
    return f"::{_GITHUB_LEVELS[problem.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def print_text(problems: Sequence[Problem], console: Console) -> None:
    """Print each problem with its place, what is wrong and what to write, then a count."""
    for problem in problems:
        place = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part is not None)
        line = Text(printable(place), style="bold")
        line.append(f"  {problem.severity}", style=_STYLES[problem.severity])
        line.append(f"  {printable(problem.message)}", style="default not bold")
        line.append(f"  [{problem.check}]", style="dim not bold")
        console.print(line, soft_wrap=True)
        for each in printable(problem.fix).splitlines():
            console.print(Text(f"    {each}"), soft_wrap=True)
    console.print(Text(summary(problems)), soft_wrap=True)


def printable(text: str) -> str:
    """Text without control characters, which could steer a terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text)


def summary(problems: Sequence[Problem]) -> str:
    """`2 errors, 1 warning.` or, where all is well, `0 problems.`"""
    counts = Counter(problem.severity for problem in problems)
    parts = [_count(counts[severity], word) for severity, word in _WORDS if counts[severity]]
    return f"{', '.join(parts)}." if parts else "0 problems."


_WORDS: tuple[tuple[Severity, str], ...] = (("error", "error"), ("warning", "warning"), ("info", "note"))


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
