"""What waits for a steward."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgen.checks.consent import later
from kgen.english import count_of, in_words
from kgen.field_parts import Promise
from kgen.importing.drafts import FOLDER, CheckedDraft, checked_drafts
from kgen.model import MEETING, NETWORK, PERSON, QUESTION, SECTOR, STORY, TOPIC, Diagnostic, Entry
from kgen.publish.prepare import Prepared
from kgen.read import Reading
from kgen.settings import Settings
from kgen.weave import Garden
from kgen.weave.meetings import in_order, is_to_come, maker, next_meeting, says_nothing

SOON = 3
"""Months before a review in which to ask again."""
STALE = 12
"""Months after which an unanswered question should be asked again or closed, and a change looked at again."""


@dataclass(frozen=True, slots=True)
class ToDoItem:
    """One thing that waits: the path of its file as in problems (`drafts/stories/a.md`), what it is called in a list,
    and what there is to say of it, which begins where the name ends."""

    path: str
    name: str
    says: str = ""

    def __str__(self) -> str:
        return f"{self.name}{self.says}"


@dataclass(frozen=True, slots=True)
class ToDoSection:
    """Things that wait for the same: `why` in a word, and as a heading for a terminal."""

    why: str
    heading: str
    items: tuple[ToDoItem, ...]


def sections(settings: Settings, reading: Reading, prepared: Prepared) -> list[ToDoSection]:
    """All that waits, under headings in the order in which to look; none is empty.

    `prepared` is the garden of `reading` without what has an error, as readers see it: an answer that is hidden or
    broken answers nothing.
    """
    drafts = _of_drafts(checked_drafts(settings, reading), settings)
    return [*_sections(drafts), *sections_of_garden(prepared.garden, (*prepared.errors, *prepared.following))]


def sections_of_garden(garden: Garden, errors: Sequence[Diagnostic]) -> list[ToDoSection]:
    """Like `sections`, for only the garden: not what waits beside it."""
    return _sections(_of_garden(garden, errors))


def _sections(found: "_Found") -> list[ToDoSection]:
    return [ToDoSection(why, heading, tuple(items)) for why, heading, items in found if items]


_Found = Iterator[tuple[str, str, Sequence[ToDoItem]]]


def _of_drafts(drafts: Sequence[CheckedDraft], settings: Settings) -> _Found:
    """What waits beside content/, by what it waits for."""
    refused = [draft for draft in drafts if draft.is_refused]
    drafts = [draft for draft in drafts if draft not in refused]
    yield (
        "refused",
        f"Waiting in {FOLDER}/, and its teller said No (kgen decline NAME deletes it):",
        [_draft(draft, _also(draft)) for draft in refused],
    )
    asking = [draft for draft in drafts if draft.asks_for_consent and STORY.includes(draft.entry)]
    others = [draft for draft in drafts if draft not in asking]
    yield (
        "consent",
        f"Waiting in {FOLDER}/, consent to ask for (kgen todo --letter NAME writes the letter):",
        [_draft(draft, _also(draft)) for draft in asking],
    )
    yield (
        "mend",
        f"Waiting in {FOLDER}/, with something to correct (kgen accept NAME says what):",
        [_draft(draft, _also(draft)) for draft in others if draft.errors],
    )
    ready = [_draft(draft) for draft in others if not draft.errors]
    yield "ready", f"Waiting in {FOLDER}/, ready (kgen accept NAME):", ready
    months = settings.keep_received_months
    old = [_draft(draft, f": since {draft.came}") for draft in drafts if later(draft.came, months) < settings.month]
    yield "old", f"Waiting longer than {months} months (kgen decline NAME, or ask once more):", old


def _draft(draft: CheckedDraft, says: str = "") -> ToDoItem:
    return ToDoItem(f"{FOLDER}/{draft.name}.md", draft.name, says)


def _entry(entry: Entry, says: str = "") -> ToDoItem:
    return ToDoItem(entry.path, entry.path, says)


def _also(draft: CheckedDraft) -> str:
    """What else a draft waits for, besides consent: what speaks against publishing it, the fields that it lacks, and
    how many other errors there are."""
    others = [problem for problem in draft.errors if problem.check != "consent"]
    lacking = [problem.missing for problem in others if problem.missing]
    said = [problem.message for problem in draft.unsettled]
    said += [f"lacks {', '.join(lacking)}"] if lacking else []
    if left := len(others) - len(lacking):
        said.append(count_of(left, "error", "errors"))
    return f" ({'; '.join(said)})" if said else ""


def _of_garden(garden: Garden, errors: Sequence[Diagnostic]) -> _Found:
    causes = {problem.path: f": until {problem.follows} can be read" for problem in errors if problem.follows}
    counts = Counter(problem.path for problem in errors if not problem.follows)
    says = causes | {path: f": {count_of(count, 'error', 'errors')}" for path, count in counts.items()}
    broken = [ToDoItem(path, path, said) for path, said in sorted(says.items())]
    yield "broken", "Broken, and kept off the site (kgen check says more):", broken
    reviews, now = list(_reviews(garden)), garden.settings.month
    lapsed = [_entry(entry, f": review was {month}") for month, entry in reviews if month < now]
    yield "lapsed", "Hidden now, because the review has passed (ask again, or withdraw):", lapsed
    due = [_entry(entry, f": review by {month}") for month, entry in reviews if now <= month <= later(now, SOON)]
    yield "review", f"Reviews due within {SOON} months:", due
    drafts = [_entry(entry) for entry in garden.entries.values() if garden.visibility(entry) == "draft"]
    yield "draft", "Drafts:", drafts
    yield "question", "Questions without an answer, or with an empty seat:", list(_unanswered(garden))
    yield "meeting", "Meetings that are past (what came of it?):", list(_untold_meetings(garden))
    yield "promise", "Promises past their month (was it done?):", list(_past_promises(garden))
    yield "plan", "Plans past their month (did it happen?):", list(_past_plans(garden))
    yield "change", "Changes made or looked at a year ago or more (still so?):", list(_unchecked_changes(garden))
    yield "undated", "Without a month or a day (nobody will be asked about them):", list(_undated(garden))
    yield "stale", "Stale:", list(_stale(garden))
    yield "orphan", "Named by no story:", list(_orphaned(garden))


def _reviews(garden: Garden) -> list[tuple[str, Entry]]:
    """The stories whose consent has a review, soonest first, with its month.

    Those with an error too: mending it must not bring back what somebody should have been asked about.
    """
    found = [
        (consent.review, story)
        for story in garden.readable(STORY)
        if not story.meta.draft and (consent := story.meta.consent) is not None and consent.review is not None
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].key))


def _unanswered(garden: Garden) -> Iterator[ToDoItem]:
    for question in garden.of(QUESTION):
        answers = garden.linking(question, "answers", STORY)
        heard = {slug for story in answers for slug in story.meta.standpoint}
        missing = [slug for slug in question.meta.wanted if slug not in heard]
        if not answers:
            yield _entry(question, ": no answer yet")
        elif missing:
            missed = in_words([garden.settings.standpoint(slug).many for slug in missing])
            yield _entry(question, f": not yet heard: {missed}")


def _untold_meetings(garden: Garden) -> Iterator[ToDoItem]:
    """Those that say nothing yet, longest-waiting first."""
    for meeting in reversed(in_order(garden, garden.of(MEETING))):
        if meeting.meta.when and not is_to_come(garden, meeting) and says_nothing(meeting):
            yield _entry(meeting, f": it was on {meeting.meta.when}")


def _past_promises(garden: Garden) -> Iterator[ToDoItem]:
    """Longest-waiting first."""
    found = [
        (promise.due, meeting.key, _entry(meeting, f": {_made_by(garden, promise)}, due {promise.due}: {promise.what}"))
        for meeting in garden.of(MEETING)
        for promise in meeting.meta.promises
        if promise.status == "open" and promise.due and promise.due < garden.settings.month
    ]
    for _, _, item in sorted(found, key=lambda each: each[:2]):
        yield item


def _made_by(garden: Garden, promise: Promise) -> str:
    who = maker(garden, promise.who) if promise.who else ""
    return f"promised by {who}" if who else "promised"


def _unchecked_changes(garden: Garden) -> Iterator[ToDoItem]:
    """Nobody asks again about a change that no longer holds."""
    for story in garden.of(STORY):
        change = story.meta.change
        if change is None or change.status != "made" or (change.checked and change.checked.holds == "no"):
            continue
        known = change.checked.when if change.checked else change.when or garden.date(story)
        if known and later(known, STALE) <= garden.settings.month:
            yield _entry(story, f": {'looked at in' if change.checked else 'made in'} {known}")


def _past_plans(garden: Garden) -> Iterator[ToDoItem]:
    for story in garden.of(STORY):
        change = story.meta.change
        if change and change.status == "planned" and change.when and change.when < garden.settings.month:
            yield _entry(story, f": planned for {change.when}")


def _undated(garden: Garden) -> Iterator[ToDoItem]:
    """What never comes back, because nothing says when: meetings, open promises, and plans."""
    for meeting in garden.of(MEETING):
        if not meeting.meta.when:
            yield _entry(meeting, ": a meeting without a day")
        for promise in meeting.meta.promises:
            if promise.status == "open" and not promise.due:
                yield _entry(meeting, f": {_made_by(garden, promise)}, without a month: {promise.what}")
    for story in garden.of(STORY):
        change = story.meta.change
        if change and change.status == "planned" and not change.when:
            yield _entry(story, ": planned, without a month")


def _stale(garden: Garden) -> Iterator[ToDoItem]:
    for network in garden.of(NETWORK):
        day = network.meta.next
        if day and day < garden.settings.today and next_meeting(garden, network) is None:
            yield _entry(network, f": the next meeting, {day}, is past")
    for question in garden.of(QUESTION):
        heard = (question, *garden.linking(question, "answers", STORY))
        newest = max(filter(None, map(garden.published_in, heard)), default="")
        if newest and later(newest, STALE) < garden.settings.month:
            yield _entry(question, f": nothing new since {newest}")


def _orphaned(garden: Garden) -> Iterator[ToDoItem]:
    for kind, relation in ((TOPIC, "topics"), (NETWORK, "networks"), (SECTOR, "sectors"), (PERSON, "author")):
        for entry in garden.of(kind):
            if not garden.linking(entry, relation, STORY) and not garden.backlinks(entry):
                yield _entry(entry)
