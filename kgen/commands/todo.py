"""kgen todo: what waits for a steward."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from kgen.checks.consent import later
from kgen.importing.drafts import FOLDER, Standing, standing
from kgen.model import NETWORK, PERSON, QUESTION, SECTOR, STORY, TOPIC, Diagnostic, Entry
from kgen.publish.prepare import weave_and_check
from kgen.read import read
from kgen.report import markdown_words
from kgen.settings import ConfigurationError, Settings, load
from kgen.terminal import printable
from kgen.weave import Garden

FORMATS = ("text", "markdown")
NOTHING = "Nothing waits."
MOST_LISTED = 100
"""Lines under one heading of an issue."""
SOON = 3
"""Months before a review in which to ask again."""
_MISSING = re.compile(r"`(\w+)` is (?:missing|empty)")
STALE = 12
"""Months after which an unanswered question should be asked anew or closed."""


def run(config_file: Path, *, format: str, today: str | None) -> int:
    """Print what waits, under a heading each; nothing to do is said too.

    The garden is seen as readers see it: an answer that is hidden or broken answers nothing. `markdown` is for an
    issue, which anybody can read where the source is public: it then says only how many.
    """
    if format not in FORMATS:
        raise ConfigurationError(f"--format {format} is unknown. Choose one of: {', '.join(FORMATS)}.")
    settings = load(config_file, today=today)
    reading = read(settings)
    prepared = weave_and_check(settings, reading, keep_going=True)
    found = chain(_waiting(standing(settings, reading), settings), _sections(prepared.garden, prepared.errors))
    sections = [(heading, lines) for heading, lines in found if lines]
    if not sections:
        print(NOTHING)
    elif format == "markdown":
        print("\n".join(_issue(sections, only_counts=settings.source == "public")))
    else:
        parts = ("\n".join([heading, *(f"  {printable(line)}" for line in lines)]) for heading, lines in sections)
        print("\n\n".join(parts))
    return 0


def _issue(sections: Sequence[tuple[str, list[str]]], *, only_counts: bool) -> Iterator[str]:
    if only_counts:
        for heading, lines in sections:
            yield f"- {heading.rstrip(':')}: **{len(lines)}**"
        yield from ("", "Only numbers, because anybody can read this. `kgen todo` names the files.")
        return
    for heading, lines in sections:
        yield from (f"### {heading.rstrip(':')}", "")
        yield from (f"- [ ] {markdown_words(line)}" for line in lines[:MOST_LISTED])
        if len(lines) > MOST_LISTED:
            yield f"- and {len(lines) - MOST_LISTED} more, which `kgen todo` names"
        yield ""


def _waiting(drafts: Sequence[Standing], settings: Settings) -> Iterator[tuple[str, list[str]]]:
    """What waits beside content/, by what it waits for."""
    asking = [draft for draft in drafts if draft.asks_for_consent and STORY.includes(draft.entry)]
    others = [draft for draft in drafts if draft not in asking]
    yield (
        f"Waiting in {FOLDER}/, consent to ask for (kgen todo --letter NAME writes the letter):",
        [f"{draft.name}{_also(draft)}" for draft in asking],
    )
    yield (
        f"Waiting in {FOLDER}/, with something to mend (kgen accept NAME says what):",
        [f"{draft.name}{_also(draft)}" for draft in others if draft.errors],
    )
    ready = [draft.name for draft in others if not draft.errors]
    yield f"Waiting in {FOLDER}/, ready (kgen accept NAME):", ready
    months = settings.keep_received_months
    old = [f"{draft.name}: since {draft.came}" for draft in drafts if later(draft.came, months) < settings.month]
    yield f"Waiting longer than {months} months (kgen decline NAME, or ask once more):", old


def _also(draft: Standing) -> str:
    """What else a draft waits for, besides consent: the fields that it lacks, and how many other errors there are."""
    others = [problem for problem in draft.errors if problem.check != "consent"]
    lacking = [found[1] for problem in others if (found := _MISSING.fullmatch(problem.message))]
    said = [f"lacks {', '.join(lacking)}"] if lacking else []
    if left := len(others) - len(lacking):
        said.append(_counted(left))
    return f" ({'; '.join(said)})" if said else ""


def _counted(errors: int) -> str:
    return "1 error" if errors == 1 else f"{errors} errors"


def _sections(garden: Garden, errors: Sequence[Diagnostic]) -> Iterator[tuple[str, list[str]]]:
    counts = sorted(Counter(problem.path for problem in errors).items())
    broken = [f"{path}: {_counted(count)}" for path, count in counts]
    yield "Broken, and kept off the site (kgen check says more):", broken
    reviews, now = list(_reviews(garden)), garden.settings.month
    lapsed = [f"{entry.path}: review was {month}" for month, entry in reviews if month < now]
    yield "Hidden now, because the review has passed (ask again, or withdraw):", lapsed
    due = [f"{entry.path}: review by {month}" for month, entry in reviews if now <= month <= later(now, SOON)]
    yield f"Reviews due within {SOON} months:", due
    yield "Drafts:", [entry.path for entry in garden.entries.values() if garden.visibility(entry) == "draft"]
    yield "Questions without an answer, or with an empty seat:", list(_unanswered(garden))
    yield "Plans past their month (did it happen?):", list(_past_plans(garden))
    yield "Stale:", list(_stale(garden))
    yield "Named by no story:", list(_orphaned(garden))


def _reviews(garden: Garden) -> list[tuple[str, Entry]]:
    """The stories whose consent has a review, the first due first, with its month.

    Those with an error too: mending it must not bring back what somebody should have been asked about.
    """
    found = [
        (consent.review, story)
        for story in garden.readable(STORY)
        if not story.meta.draft and (consent := story.meta.consent) is not None and consent.review is not None
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].key))


def _unanswered(garden: Garden) -> Iterator[str]:
    for question in garden.of(QUESTION):
        answers = garden.linking(question, "answers", STORY)
        heard = {slug for story in answers for slug in story.meta.standpoint}
        missing = [slug for slug in question.meta.wanted if slug not in heard]
        if not answers:
            yield f"{question.path}: no answer yet"
        elif missing:
            yield f"{question.path}: nobody yet from {', '.join(missing)}"


def _past_plans(garden: Garden) -> Iterator[str]:
    for story in garden.of(STORY):
        change = story.meta.change
        if change and change.status == "planned" and change.when and change.when < garden.settings.month:
            yield f"{story.path}: planned for {change.when}"


def _stale(garden: Garden) -> Iterator[str]:
    for network in garden.of(NETWORK):
        day = network.meta.next
        if day and day < garden.settings.today:
            yield f"{network.path}: the next meeting, {day}, is past"
    for question in garden.of(QUESTION):
        heard = (question, *garden.linking(question, "answers", STORY))
        newest = max(filter(None, map(garden.published_in, heard)), default="")
        if newest and later(newest, STALE) < garden.settings.month:
            yield f"{question.path}: nothing new since {newest}"


def _orphaned(garden: Garden) -> Iterator[str]:
    for kind, relation in ((TOPIC, "topics"), (NETWORK, "networks"), (SECTOR, "sectors"), (PERSON, "author")):
        for entry in garden.of(kind):
            if not garden.linking(entry, relation, STORY) and not garden.backlinks(entry):
                yield entry.path
