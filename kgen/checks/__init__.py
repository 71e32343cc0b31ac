"""What can be wrong with a garden. Each check is a generator with a docstring; CHECKS is all of them, in order."""

import inspect
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from kgen import parallel
from kgen.checks import (
    addresses,
    advice,
    consent,
    files,
    names,
    outcomes,
    prose,
    safeguarding,
    settings,
    sources,
    vocabulary,
)
from kgen.checks.common import GONE_PERSON, a_new_one, in_this_garden, one_of
from kgen.diagnostic import Nearest
from kgen.english import either
from kgen.model import KIND_BY_NAME, KINDS, OPEN_NAME, PERSON, Diagnostic, Position
from kgen.read.front_matter import INLINE_COMMENT, OWN_LINE
from kgen.read.walk import CHECK as FILE
from kgen.weave import Garden

HIDDEN = "an entry that is not published"
_SEVERAL_HIDDEN = re.compile(f"(, )?{HIDDEN}(?:(?:, | or ){HIDDEN})+")
PROTECTING = {"consent", "consent-public", "safeguarding"}
"""The checks that protect the people told about."""
_NAMED = re.compile(f"{OPEN_NAME}([a-z]+/[a-z0-9-]+){OPEN_NAME}")
FEWEST_SUGGESTIONS = 100
"""With fewer suggestions, another process costs more than it saves."""
LARGE = 500
"""From this many entries on, the checks are shared out among processes."""
CheckFunction = Callable[[Garden], Iterable[Diagnostic]]


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
    files.unused_picture,
    files.characters,
    files.front_matter,
    files.inline_comment,
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
    addresses.address,
    names.renamed,
    names.topic_cycle,
    names.topic_related,
    sources.same_work,
    sources.said_twice,
    sources.split_name,
    outcomes.came_of_it,
    prose.link,
    prose.missing_anchor,
    prose.picture,
    prose.picture_alt,
    prose.remote_picture,
    prose.html_removed,
    prose.scheme_removed,
    prose.leftover,
    prose.indented,
    prose.remark,
    prose.not_shown,
    prose.embed,
    advice.long_title,
    advice.no_date,
    settings.settings,
    advice.published,
    advice.one_name,
    advice.no_text,
    advice.repeated_title,
)
_RANK = {check.name: number for number, check in enumerate(CHECKS)}
BY_NAME = {check.name: check for check in CHECKS}


def check(
    garden: Garden, *, only_errors_mended: bool = False, while_waiting: Callable[[], object] | None = None
) -> list[Diagnostic]:
    """Run every check over the whole garden, and return all problems in the order of the files. See `reported`.

    With `only_errors_mended`, what to write instead is said for errors, and for the rest only if it is known at once.
    `while_waiting` is called once, while other processes begin.
    """
    min_items = 1 if len(garden.entries) > LARGE else len(CHECKS)
    found = parallel.map(
        lambda check: list(_noticed(garden, check, only_errors_mended)),
        CHECKS,
        min_items=min_items,
        while_waiting=while_waiting,
    )
    noticed = [each for of_one_check in found for each in of_one_check]
    public = _Public(garden, noticed)
    suggests = any(each.nearest is not None for each in noticed)
    problems = (
        parallel.map(public.completed, noticed, min_items=FEWEST_SUGGESTIONS)
        if suggests
        else map(public.completed, noticed)
    )
    return sorted({*garden.strays, *settings.problems(garden), *filter(None, problems)}, key=_order)


def _noticed(garden: Garden, check: Check, only_errors_mended: bool) -> Iterator[Diagnostic]:
    for each in check.run(garden):
        nearest = None if only_errors_mended and each.severity != "error" else each.nearest
        yield replace(each, check=check.name, nearest=nearest)


class _Public:
    """Turns what was noticed into what everybody may read: annotations and logs of a public repository are public.

    An entry that has an error or is hidden is neither suggested nor quoted. Its key may be named, unless it is hidden
    for somebody's sake: the report gives the path of what is broken anyway.
    """

    def __init__(self, garden: Garden, noticed: Iterable[Diagnostic]) -> None:
        self._garden = garden
        self._errors: dict[str, set[str]] = defaultdict(set)
        self._wrong_lines: set[tuple[str, int | None]] = set()
        for each in noticed:
            if each.severity == "error":
                self._errors[each.path].add(each.check)
                self._wrong_lines.add((each.path, each.line))
        self._valid = frozenset(key for key, entry in garden.published.items() if entry.path not in self._errors)

    def completed(self, noticed: Diagnostic) -> Diagnostic | None:
        """A diagnostic with all that only the garden can tell; None if nobody may read it."""
        key, quoting = noticed.quoting
        if key and self._garden.entries[key].path != noticed.path and self._is_protected(key):
            return None
        if key in self._valid:
            noticed = replace(noticed, fix=quoting)
        noticed = self._with_fix(noticed)
        message = _SEVERAL_HIDDEN.sub(
            lambda found: f"{' or ' if found[1] else ''}entries that are not published",
            _NAMED.sub(self._name, noticed.message),
        )
        fix = _NAMED.sub(self._name, noticed.fix)
        return replace(noticed, message=message, fix=fix, choices=(), nearest=None, meant=(), quoting=("", ""))

    def _name(self, found: re.Match[str]) -> str:
        return HIDDEN if self._is_protected(found[1]) else found[1]

    def _is_protected(self, key: str) -> bool:
        entry = self._garden.entries[key]
        is_hidden = self._garden.visibility(entry) not in ("published", "invalid")
        return is_hidden or bool(PROTECTING & self._errors.get(entry.path, set()))

    def _with_fix(self, noticed: Diagnostic) -> Diagnostic:
        if noticed.check == INLINE_COMMENT and (noticed.path, noticed.line) in self._wrong_lines:
            # The error says what to write; in quotation marks it would be just as wrong.
            return replace(noticed, fix=OWN_LINE)
        match noticed:
            case Diagnostic(choices=(field,)):
                here = in_this_garden(self._garden, field)
                return replace(noticed, fix=" ".join(filter(None, (noticed.fix, here))), adds=a_new_one(field))
            case Diagnostic(choices=(_, *_)):
                lines = (f"`{field}`: {in_this_garden(self._garden, field)}" for field in noticed.choices)
                return replace(noticed, fix="\n".join([noticed.fix, *lines]))
            case Diagnostic(nearest=Nearest() as wanted):
                kinds = tuple(KIND_BY_NAME[name] for name in wanted.kinds) or KINDS
                if near := self._garden.names.nearest(wanted.name, kinds, among=self._valid):
                    how = f" You can write it as [[{near[0]}]]." if wanted.as_wikilink else ""
                    found = self._garden.names.look_up(near[0], kinds)
                    gone = f" {GONE_PERSON}" if found and found[0].kind is PERSON else ""
                    return replace(noticed, fix=one_of(near) + how + gone, adds=None)
            case Diagnostic(meant=(_, *_)):
                if shown := [each for each in noticed.meant if HIDDEN not in _NAMED.sub(self._name, each)]:
                    which = "whichever you mean" if len(shown) > 1 else "if that is what you mean"
                    return replace(noticed, fix=f"Write {either(shown)}, {which}.")
        return noticed


def new_since(before: Iterable[Diagnostic], problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The problems that were not there before. A moved line does not make one new."""
    old = Counter(_identity(problem) for problem in before)
    new = []
    for problem in problems:
        if old[_identity(problem)]:
            old[_identity(problem)] -= 1
        else:
            new.append(problem)
    return new


def _identity(problem: Diagnostic) -> tuple[str, str, str, str]:
    return problem.path, problem.check, problem.severity, problem.message


def _order(problem: Diagnostic) -> tuple[tuple[str, Position], int, str]:
    """At one place, checks come in the order of CHECKS: what could not be read explains what is missing."""
    return problem.where, _RANK[problem.check], problem.message


def reported(problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The problems that people are told: first what could not be read, and none that may only follow from that."""
    following = Counter(problem.follows for problem in problems if problem.follows)
    causes: list[Diagnostic] = []
    others: list[Diagnostic] = []
    for problem in problems:
        if problem.hides or (problem.check == FILE and problem.path in following):
            causes.append(_with_count(problem, following[problem.path]))
        elif not problem.follows:
            others.append(problem)
    return causes + others


def _with_count(cause: Diagnostic, following: int) -> Diagnostic:
    if not following:
        return cause
    others = (
        "1 problem that this may explain is" if following == 1 else f"{following:,} problems that this may explain are"
    )
    return replace(cause, fix=f"{cause.fix} {others} not listed.")
