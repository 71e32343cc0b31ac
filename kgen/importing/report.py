"""The report on an import: what came, what was turned, what needs a hand, in the order in which a steward should look.

It is beside the drafts, for stewards only. What safeguarding found is named by its kind and place, never repeated.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from kgen.english import count_of
from kgen.importing.bringing import CHANGED, GONE, KEPT, NEW, SAME, Brought, Draft
from kgen.importing.drafts import FOLDER
from kgen.importing.markup import verbatim
from kgen.letters import one_line
from kgen.model import Diagnostic
from kgen.report import markdown_words

REPORT = "report.md"
_SAFEGUARDING = "safeguarding"
_NOT_SAID_HERE = frozenset(("consent", "schema", "advice"))
"""Checks that find what every draft still lacks; `kgen todo` lists it."""
_STATES = {
    NEW: "new",
    CHANGED: "written again, because the source or what is said of it has changed",
    SAME: "unchanged",
    KEPT: "left alone, worked on since",
    GONE: "left alone, accepted or declined before",
}


def summary(result: Brought) -> Iterator[str]:
    """What an import did, in a few lines."""
    yield f"{result.called[0].upper()}{result.called[1:]}."
    for state, words in _STATES.items():
        if count := result.counted(state):
            yield f"  {count_of(count, 'draft', 'drafts')} {words}"
    if result.pictures:
        yield f"  {count_of(len(result.pictures), 'picture', 'pictures')}"
    if result.unshown:
        yield f"  {count_of(result.unshown, 'picture', 'pictures')} not taken: no text shows them"
    if result.links:
        yield f"  {result.links - result.lost} of {result.links} links between the texts lead where they led"
    if result.left_out:
        yield f"  {len(result.left_out)} left out"
    found = [draft for draft in result.drafts if _of_safeguarding(draft)]
    if found:
        yield f"  safeguarding found something in {len(found)}: look at these first"
    for name, why in result.no_longer_public:
        yield f"  {FOLDER}/{name}.md waits, but {why}: decline it, or ask"
    kept = [draft for draft in result.drafts if draft.state == KEPT]
    yield from (f"  not touched: {FOLDER}/{draft.name}.md" for draft in kept)


def report(result: Brought) -> str:
    """The report as Markdown."""
    return "\n".join(_lines(result)).rstrip() + "\n"


_FROM = re.compile(r"^<!-- source ([0-9a-f]+) -->\n", re.MULTILINE)


def with_earlier(new: str, origin: str, earlier: str) -> str:
    """A report with those on other sources below it. `origin` tells its source from them."""
    parts = _FROM.split(earlier)
    others = {sign: text for sign, text in zip(parts[1::2], parts[2::2], strict=True) if sign != origin}
    return "\n".join(f"<!-- source {sign} -->\n{text.strip()}\n" for sign, text in {origin: new, **others}.items())


def _lines(result: Brought) -> Iterator[str]:
    yield from ("# What came, and what needs a hand", "")
    yield from (f"- {line.strip()}" if line.startswith(" ") else line for line in summary(result))
    yield ""
    yield "Nothing of this is published. Nobody has agreed to it being told here: ask each teller first"
    yield "(`kgen todo` lists whom to ask, `kgen todo --letter NAME` writes the letter)."
    yield ""
    drafts = [draft for draft in result.drafts if draft.state != GONE]
    yield from _section(
        "First: what could tell readers who somebody is",
        [draft for draft in drafts if _of_safeguarding(draft)],
        lambda draft: (_in_words(problem) for problem in _of_safeguarding(draft)),
    )
    yield from _section(
        "Then: what could not be brought along",
        [draft for draft in drafts if draft.by_hand],
        lambda draft: draft.by_hand,
    )
    yield from _section(
        "What else the checks say",
        [draft for draft in drafts if _others(draft)],
        lambda draft: map(_in_words, _others(draft)),
    )
    if any(draft.lost for draft in drafts):
        yield from ("## Old addresses that cannot be redirected", "")
        yield from (f"- {verbatim(address)}: `{draft.name}`" for draft in drafts for address in draft.lost)
        yield ""
    if result.left_out:
        yield from ("## Left out", "")
        by_reason = sorted(result.left_out, key=lambda each: (each.why, each.name))
        for why, group in groupby(by_reason, key=lambda each: each.why):
            yield f"{why[0].upper()}{why[1:]}:"
            yield ""
            yield from (f"- {verbatim(each.name)}" for each in group)
            yield ""
    yield from ("## All of them", "")
    for draft in drafts:
        called = one_line(re.sub(r"[<(]?\S+@\S+", "", draft.document.teller)).strip(" ,;")  # without a mail address
        teller = f", told by {verbatim(called)}" if called else ""
        yield f"- `{draft.name}`: {verbatim(draft.document.title or draft.name)}{teller}"
        yield from (f"    - {words}" for words in draft.turned)


def _section(heading: str, drafts: list[Draft], said: Callable[[Draft], Iterable[str]]) -> Iterator[str]:
    if not drafts:
        return
    yield from (f"## {heading}", "")
    for draft in drafts:
        yield f"- `{FOLDER}/{draft.name}.md`"
        yield from (f"    - {words}" for words in said(draft))
    yield ""


def _of_safeguarding(draft: Draft) -> list[Diagnostic]:
    return [problem for problem in draft.problems if problem.check == _SAFEGUARDING]


def _others(draft: Draft) -> list[Diagnostic]:
    passed_over = {_SAFEGUARDING, *_NOT_SAID_HERE}
    return [each for each in draft.problems if each.check not in passed_over and each.severity != "info"]


def _in_words(problem: Diagnostic) -> str:
    place = f"line {problem.line}: " if problem.line else ""
    return f"{place}{markdown_words(problem.message)}"


def topics_file(result: Brought, ticked: Iterable[str], before: Iterable[str]) -> str:
    """The list of topics that are proposed, with a box to tick before each. `before` holds the lines of those that
    other sources brought."""
    there = set(ticked)
    lines = [
        "# Topics that the garden does not have yet",
        "",
        "Put an x into the box of each that it should have: `- [x]`. A topic that is not ticked is left out of a story",
        "when it is accepted. Its title may be changed here; what stands in brackets is its name in the drafts.",
        "",
    ]
    for slug, (title, count) in result.topics.items():
        lines.append(f"- [{'x' if slug in there else ' '}] {title} ({slug}): {count_of(count, 'draft', 'drafts')}")
    return "\n".join([*lines, *before]) + "\n"
