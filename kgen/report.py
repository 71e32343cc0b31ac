"""Problems as text for a person, as annotations for GitHub, as a page of Markdown, as JSON for programs."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from posixpath import join, normpath

from rich.console import Console
from rich.text import Text

from kgen.model import Problem, Severity

MOST_LISTED = 50
"""Problems of one kind that the page of Markdown lists; the others it counts."""
_MARKUP = re.compile(r"[\\`*_\[\]|~$<>&]|:(?=//)|(?<=www)\.")
_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_GITHUB_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def as_json(problems: Sequence[Problem]) -> str:
    """Return `{"problems": [...]}`, one line, keys as in Problem."""
    return json.dumps({"problems": [asdict(problem) for problem in problems]}, ensure_ascii=False)


def as_github(problems: Sequence[Problem], garden: str = "") -> str:
    """Return one workflow command a problem, which GitHub shows beside the line.

    `garden` is the folder of mkdocs.yml as the repository names it: from there GitHub finds the file.
    Source: GitHub Actions, "Workflow commands", setting an error, warning or notice message.
    """
    return "\n".join(_annotation(problem, normpath(join(garden, problem.path))) for problem in problems)


def _annotation(problem: Problem, file: str) -> str:
    places = {"file": file, "line": problem.line, "col": problem.column, "title": f"kgen: {problem.check}"}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if value is not None)
    message = f"{problem.message}. {problem.fix}" if problem.fix else problem.message
    return f"::{_GITHUB_LEVELS[problem.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_markdown(failing: Sequence[Problem], others: Sequence[Problem], older: Sequence[Problem], example: str) -> str:
    """Return a page that says what to mend first, for somebody who may never have met kgen.

    `failing` holds the errors that count, the first to be mended first; `others` what may stay; `older` what was there
    before. `example` shows how to mend the first, unless what to write stands there already.
    """
    return "\n".join([*_page(failing, others, older, example), ""])


def _page(
    failing: Sequence[Problem], others: Sequence[Problem], older: Sequence[Problem], example: str
) -> Iterator[str]:
    if failing:
        yield from ("## Thank you. One thing to mend first", "", _item(failing[0]))
        if example and "\n" not in failing[0].fix:
            yield from ("", *(f"    {line}".rstrip() for line in example.splitlines()))
        yield from _listed("### Then", failing[1:])
        yield from ("", "When that is mended, this check runs again by itself. Ask the stewards if you are stuck.")
    else:
        yield from ("## Thank you. Nothing has to be mended", "", "A steward reads it next.")
    yield from _listed("### Worth a look, though nothing waits for it", others)
    if older:
        yield from ("", f"<details><summary>Older, and not yours to mend: {summary(older)}</summary>")
        yield from _listed("", [problem for problem in older if problem.severity == "error"])
        yield from ("", "`kgen check` lists them all.", "</details>")


def _listed(heading: str, problems: Sequence[Problem]) -> Iterator[str]:
    if not problems:
        return
    yield from ("", heading) if heading else ()
    yield ""
    yield from (f"- {_item(problem, '  ')}" for problem in problems[:MOST_LISTED])
    if len(problems) > MOST_LISTED:
        yield f"- and {len(problems) - MOST_LISTED} more, which `kgen check` lists"


def _item(problem: Problem, indent: str = "") -> str:
    """The problem as one paragraph; below it, as code, the lines to write, if they are several."""
    line = f", line {problem.line}" if problem.line else ""
    first, *lines = problem.fix.splitlines() or [""]
    said = (
        f"{markdown_code(problem.path)}{line}: **{markdown_words(problem.message)}.** {markdown_words(first)}".rstrip()
    )
    code = [f"{indent}    {printable(each)}" for each in lines]
    return "\n".join([said, "", *code] if code else [said])


def markdown_words(text: str) -> str:
    """Words of a contributor for a page on GitHub: one line in which nothing is markup, a link, or calls somebody."""
    escaped = _MARKUP.sub(lambda sign: f"&#{ord(sign[0])};", printable(" ".join(text.split())))
    return re.sub(r"(?<!&)[@#](?=\w)", r"\g<0><!-- -->", escaped)


def markdown_code(text: str) -> str:
    """The same, as code."""
    words = printable(" ".join(text.split()))
    fence = "`" * (1 + max(map(len, re.findall("`+", words)), default=0))
    space = " " if "`" in words else ""
    return f"{fence}{space}{words}{space}{fence}"


def print_text(problems: Sequence[Problem], console: Console) -> None:
    """Print each problem with its place, what is wrong and what to write, then a count."""
    lines = (line for problem in problems for line in _lines(problem))
    console.print(Text("\n").join([*lines, Text(summary(problems))]), soft_wrap=True)


def _lines(problem: Problem) -> Iterator[Text]:
    place = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part is not None)
    yield Text.assemble(
        (printable(place), "bold"),
        (f"  {problem.severity}", _STYLES[problem.severity]),
        f"  {printable(problem.message)}",
        (f"  [{problem.check}]", "dim"),
    )
    yield from (Text(f"    {printable(line)}") for line in problem.fix.splitlines())


def printable(text: str) -> str:
    """Text as one line, without control characters, which could steer a terminal or the host of a workflow."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "�" for letter in text)


def summary(problems: Sequence[Problem]) -> str:
    """`2 errors, 1 warning.` or, where all is well, `0 problems.`"""
    counts = Counter(problem.severity for problem in problems)
    parts = [_count(counts[severity], word) for severity, word in _WORDS if counts[severity]]
    return f"{', '.join(parts)}." if parts else "0 problems."


_WORDS: tuple[tuple[Severity, str], ...] = (("error", "error"), ("warning", "warning"), ("info", "note"))


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
