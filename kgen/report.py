"""Problems as text for a person, as annotations for GitHub, as a page of Markdown, as JSON for programs."""

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from posixpath import join, normpath

from rich.console import Console
from rich.text import Text

from kgen.diagnostic import ConfigurationError, errors_in
from kgen.letters import one_line
from kgen.model import Diagnostic, Severity
from kgen.terminal import printable, unguarded

MOST_LISTED = 50
"""Problems that each list of the Markdown page, and all annotations together, may hold; the others are counted.
GitHub itself shows no more than 10 annotations of a level for each step, and refuses a summary above 1 MB."""
MOST_ALIKE = 5
"""Problems of one kind that are printed one by one."""
MOST_PLACES = 3
"""If there are more, how many places are named besides the first."""
LONGEST_SAID = 1500
"""Characters of a message, or of the advice, in an annotation or on the Markdown page."""
_PARTICULAR = re.compile(r"“[^”]*”|`[^`]*`|<[^>]*>| \([^)]*\)|[\w.-]+/[\w./-]+|\d+")
"""What differs between two messages of one kind: what they quote, files they name, numbers."""
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")
_MARKUP = re.compile(r"[\\`*_\[\]|~$<>&]|:(?=//)|(?<=www)\.")
_TO_WRITE = re.compile(r"---|\s*[a-z_]+:.*")
"""A line of advice that is to be written into a file as it is."""
_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_RANKS = {"error": 0, "warning": 1, "info": 2}
_KEYS = {name: name for name in ("path", "line", "column", "check", "severity", "message")} | {"fix": "advice"}
_GITHUB_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def refuse_unknown(format: str, formats: Sequence[str]) -> None:
    """Raise ConfigurationError where a command does not print in a format."""
    if format not in formats:
        raise ConfigurationError(f"--format {format} is unknown. Choose one of: {', '.join(formats)}.")


def as_json(problems: Sequence[Diagnostic]) -> str:
    """Return `{"problems": [...]}` on one line, with the keys that are promised to programs."""
    return json_line(
        {"problems": [{key: getattr(problem, name) for key, name in _KEYS.items()} for problem in problems]}
    )


def json_line(value: object) -> str:
    """JSON on one line, with letters unescaped and anything that could steer a terminal escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else _UNPRINTABLE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    sign = match[0]
    return sign if sign.isprintable() else json.dumps(sign)[1:-1]


def as_github(problems: Sequence[Diagnostic], garden: str = "") -> str:
    """Return one workflow command per problem, which GitHub shows beside the line; errors first, at most MOST_LISTED.

    `garden` is the folder of mkdocs.yml as the repository names it: from there GitHub finds the file.
    Source: GitHub Actions, "Workflow commands", setting an error, warning or notice message.
    """
    ranked = sorted(problems, key=lambda problem: _RANKS[problem.severity])
    lines = [_annotation(problem, normpath(join(garden, problem.path))) for problem in ranked[:MOST_LISTED]]
    if len(ranked) > MOST_LISTED:
        lines.append(f"::notice title=kgen::{summary(ranked[MOST_LISTED:])[:-1]} more. `kgen check` lists all.")
    return "\n".join(lines)


def _annotation(problem: Diagnostic, file: str) -> str:
    places = {"file": file, "line": problem.line, "col": problem.column, "title": f"kgen: {problem.check}"}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if value is not None)
    message = ". ".join(_within_limit(each) for each in (problem.message, problem.advice) if each)
    return f"::{_GITHUB_LEVELS[problem.severity]} {properties}::{_data(message)}"


def _within_limit(text: str) -> str:
    """At most LONGEST_SAID characters of what somebody else may have made long."""
    return text if len(text) <= LONGEST_SAID else f"{text[: LONGEST_SAID - 1].rstrip()}…"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def in_lines(problems: Iterable[Diagnostic]) -> Iterator[str]:
    """Problems of one file, each with its line and below it what to write instead."""
    for problem in problems:
        where = f"line {problem.line}: " if (problem.line or 1) > 1 else ""
        yield f"- {where}{problem.message}"
        yield from (f"    {line}" for line in problem.advice.splitlines())


def as_markdown(
    failing: Sequence[Diagnostic], others: Sequence[Diagnostic], older: Sequence[Diagnostic], example: str
) -> str:
    """Return a page that says what to mend first, for somebody who may never have met kgen.

    `failing` holds the errors that count, the first to be mended first; `others` what may stay; `older` what was there
    before. `example` shows how to mend the first, unless that already says what to write.
    """
    return "\n".join([*_page(failing, others, older, example), ""])


def _page(
    failing: Sequence[Diagnostic], others: Sequence[Diagnostic], older: Sequence[Diagnostic], example: str
) -> Iterator[str]:
    if failing:
        yield from ("## Thank you. One thing to correct first", "", _item(failing[0]))
        if example and "\n" not in failing[0].advice:
            yield from ("", *(f"    {line}".rstrip() for line in example.splitlines()))
        yield from _listed("### Then", failing[1:])
        yield from ("", "Once that is corrected, this check runs again by itself. Ask the stewards if you are stuck.")
    else:
        yield from ("## Thank you. Nothing has to be corrected", "", "A steward reads it next.")
    yield from _listed("### Worth a look, though nothing waits for it", others)
    if older:
        yield from ("", f"<details><summary>Older, and not yours to correct: {summary(older)}</summary>")
        yield from _listed("", errors_in(older))
        yield from ("", "`kgen check` lists them all.", "</details>")


def _listed(heading: str, problems: Sequence[Diagnostic]) -> Iterator[str]:
    if not problems:
        return
    yield from ("", heading) if heading else ()
    yield ""
    yield from (f"- {_item(problem, '  ')}" for problem in problems[:MOST_LISTED])
    if len(problems) > MOST_LISTED:
        yield f"- and {len(problems) - MOST_LISTED} more, which `kgen check` lists"


def _item(problem: Diagnostic, indent: str = "") -> str:
    """The problem as one paragraph; below it, as code, the lines to write, if there are several, and what they mean."""
    line = f", line {problem.line}" if problem.line else ""
    first, *lines = _within_limit(problem.advice).splitlines() or [""]
    message = markdown_words(_within_limit(problem.message))
    said = f"{markdown_code(problem.path)}{line}: **{message}.** {markdown_words(first)}".rstrip()
    blocks = [said]
    for is_code, group in groupby(lines, key=lambda each: _TO_WRITE.fullmatch(each) is not None):
        if is_code:
            blocks.append("\n".join(f"{indent}    {printable(each)}" for each in group))
        else:
            blocks += [f"{indent}{markdown_words(each)}" for each in group]
    return "\n\n".join(blocks)


def markdown_words(text: str) -> str:
    """A contributor's words for a page on GitHub: one line in which nothing is markup or a link, or notifies
    anybody."""
    escaped = _MARKUP.sub(lambda sign: f"&#{ord(sign[0])};", printable(one_line(text)))
    return re.sub(r"(?<!&)[@#](?=\w)", r"\g<0><!-- -->", escaped)


def markdown_code(text: str) -> str:
    """Like `markdown_words`, but as code."""
    words = printable(one_line(text))
    fence = "`" * (1 + max(map(len, re.findall("`+", words)), default=0))
    space = " " if "`" in words else ""
    return f"{fence}{space}{words}{space}{fence}"


def styled_console() -> Console:
    """A console that may use colours. What is printed on it has to be made printable first."""
    return Console(highlight=False, file=unguarded(sys.stdout))


def print_text(problems: Sequence[Diagnostic], console: Console, *, each: bool = False) -> None:
    """Print problems with their place, what is wrong and what to write, then a count.

    If more than MOST_ALIKE differ only in what they name, the first stands for all, unless `each` is wanted.
    """
    groups: dict[tuple[Severity, str, str], list[Diagnostic]] = defaultdict(list)
    for problem in problems:
        groups[_kind(problem)].append(problem)
    lines: list[Text] = []
    for problem in problems:
        alike = groups[_kind(problem)]
        if each or len(alike) <= MOST_ALIKE:
            lines += _lines(problem)
        elif problem is alike[0]:
            lines += [*_lines(problem), _more(alike[1:])]
    console.print(Text("\n").join([*lines, Text(summary(problems))]), soft_wrap=True)


def _kind(problem: Diagnostic) -> tuple[Severity, str, str]:
    return problem.severity, problem.check, _PARTICULAR.sub("", problem.message)


def _more(others: Sequence[Diagnostic]) -> Text:
    places = ", ".join(printable(problem.place) for problem in others[:MOST_PLACES])
    dots = ", …" if len(others) > MOST_PLACES else ""
    words = f"    and {len(others):,} more like it: {places}{dots}. `kgen check --all` lists each."
    return Text(words, "dim")


def _lines(problem: Diagnostic) -> Iterator[Text]:
    yield Text.assemble(
        (printable(problem.place), "bold"),
        (f"  {problem.severity}", _STYLES[problem.severity]),
        f"  {printable(problem.message)}",
        (f"  [{problem.check}]", "dim"),
    )
    yield from (Text(f"    {printable(line)}") for line in problem.advice.splitlines())


def summary(problems: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning.` or, if all is well, `0 problems.`"""
    counts = Counter(problem.severity for problem in problems)
    found = [(counts[severity], word) for severity, word in _WORDS if counts[severity]]
    parts = [f"{number} {word if number == 1 else f'{word}s'}" for number, word in found]
    return f"{', '.join(parts)}." if parts else "0 problems."


_WORDS: tuple[tuple[Severity, str], ...] = (("error", "error"), ("warning", "warning"), ("info", "note"))
