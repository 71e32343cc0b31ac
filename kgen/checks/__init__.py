"""What can be wrong with a garden. Each check is a generator with a docstring; CHECKS is all of them, in order."""

import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from kgen import workers
from kgen.checks import advice, consent, files, names, prose, safeguarding, vocabulary
from kgen.checks.finding import Finding
from kgen.model import Problem
from kgen.weave import Garden

LARGE = 500
"""Entries from which on the checks are shared out among processes."""
CheckFunction = Callable[[Garden], Iterable[Finding]]


class Check(NamedTuple):
    name: str
    run: CheckFunction

    @property
    def explanation(self) -> str:
        """What the check looks for, why, and what to write: its docstring."""
        return inspect.cleandoc(self.run.__doc__ or "")


def _named(*functions: CheckFunction) -> tuple[Check, ...]:
    return tuple(Check(function.__name__.rstrip("_").replace("_", "-"), function) for function in functions)


CHECKS = _named(
    files.file,
    files.picture_file,
    files.characters,
    files.front_matter,
    files.schema,
    files.text,
    files.repeated_item,
    vocabulary.vocabulary,
    consent.consent,
    consent.consent_public,
    safeguarding.safeguarding,
    names.reference,
    names.ambiguous_name,
    names.shared_label,
    names.address,
    names.renamed,
    names.topic_cycle,
    names.topic_related,
    prose.link,
    prose.missing_anchor,
    prose.picture,
    prose.picture_alt,
    prose.remote_picture,
    prose.html_removed,
    prose.scheme_removed,
    prose.embed,
    advice.long_title,
    advice.no_date,
)
BY_NAME = {check.name: check for check in CHECKS}


def check(
    garden: Garden, *, only_errors_mended: bool = False, meanwhile: Callable[[], object] | None = None
) -> list[Problem]:
    """Run every check over the whole garden, and return all problems in the order of the files.

    With `only_errors_mended`, what to write instead is said of errors, and of the rest only where that is known at
    once. `meanwhile` is called once, while other processes begin.
    """
    fewest = 1 if len(garden.entries) > LARGE else len(CHECKS)
    found = workers.mapped(
        lambda check: list(_problems(garden, check, only_errors_mended)), CHECKS, fewest=fewest, meanwhile=meanwhile
    )
    return sorted({*garden.strays, *(problem for problems in found for problem in problems)}, key=_place)


def new_since(before: Iterable[Problem], problems: Iterable[Problem]) -> list[Problem]:
    """The problems that were not there before. A moved line does not make one new."""
    old = Counter(_identity(problem) for problem in before)
    new = []
    for problem in problems:
        if old[_identity(problem)]:
            old[_identity(problem)] -= 1
        else:
            new.append(problem)
    return new


def _identity(problem: Problem) -> tuple[str, str, str, str]:
    return problem.path, problem.check, problem.severity, problem.message


def _problems(garden: Garden, check: Check, only_errors_mended: bool) -> Iterator[Problem]:
    for finding in check.run(garden):
        line, column = finding.spot or (None, None)
        fix = finding.fix
        if not isinstance(fix, str):
            fix = "" if only_errors_mended and finding.severity != "error" else fix()
        yield Problem(finding.entry.path, line, column, check.name, finding.severity, finding.message, fix)


def _place(problem: Problem) -> tuple[str, int, int, str, str]:
    return problem.path, problem.line or 0, problem.column or 0, problem.check, problem.message
