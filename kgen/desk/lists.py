"""The pages of the desk that list: today, what waits, what is in the garden, what is too old."""

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

from kgen.desk.addresses import GARDEN, MAKES, WAITING, entry_address
from kgen.desk.asked import DeskRequest
from kgen.desk.contexts import ChoiceLink, GardenPage, ListItem, ListSection, OldPage, Pages, TodayPage, WaitingPage
from kgen.desk.kept import Kept, called
from kgen.desk.moments import in_local_time
from kgen.desk.publishing import Publisher
from kgen.desk.states import STATES, by_state, in_order, item_of, state_of
from kgen.desk.workplace import Workplace
from kgen.english import month_in_words, sentence_case
from kgen.model import KINDS, STORY, Entry
from kgen.stewarding.to_do import ToDoItem, sections_of_garden
from kgen.weave.name_index import fold

LONGEST_WAIT = 0.7
"""Seconds that a page waits for the checks, before it says that they are still at work."""
MOST_TODAY = 8
"""The most lines under one heading of the first page."""
MOST_ON_A_PAGE = 50
_MAKES = tuple((kind.name, kind.word) for kind in MAKES.values())
_NOT_SEEN = {
    "invalid": "not shown: it has an error",
    "withdrawn": "withdrawn",
    "draft": "hidden",
    "expired": "hidden: its review has passed",
    "refused": "not shown: anybody can read this repository",
    "unnamed": "not shown: nobody agreed to be named",
    "unused": "not shown: its teller did not say yes to the site",
}
_DUE = {
    "lapsed": ("Hidden, because the review has passed", "Ask its teller again, then renew the consent or withdraw it."),
    "review": ("Reviews due soon", "Ask each teller whether their story may stay."),
    "draft": ("Hidden for now", "Show them again, or withdraw them."),
    "question": ("Questions that nobody has answered, or with an empty seat", "Whom could you ask?"),
    "meeting": ("Meetings that are past", "What came of it? Write down what was heard, and what was promised."),
    "promise": ("Promises past their month", "Ask those who made them. Say at the meeting what was kept or dropped."),
    "plan": ("Plans past their month", "Did it happen? Correct the story once you know."),
    "change": ("Changes to look at again", "They were made or looked at a year ago or more. Is it still so?"),
    "undated": ("Without a month or a day", "Nobody will be asked about them. Write when it was, if you know."),
    "stale": ("Gone quiet", "A meeting that is past, or a question with nothing new for a year."),
    "orphan": ("Named by no story", ""),
}
"""What is said above each list of things that are due in the garden."""
Line = TypeVar("Line")


def today(place: Workplace, asked: DeskRequest) -> TodayPage:
    place.kept.wait(LONGEST_WAIT)
    kept, notes, publisher = place.kept, place.notes, place.publisher
    found: list[ListSection] = []
    if errors := kept.errors:
        items = [
            ListItem(path, entry_address(entry.key) if entry else "", sentence_case(f"{problems[0].message}."))
            for path, problems in sorted(errors.items())
            for entry in [_entry_at(kept, path)]
        ]
        lead = "Whatever has an error is kept off the site until it is corrected."
        found.append(_section("errors", "Errors in the garden", lead, items, urgent=True))
    signed = [each for each in in_order(kept.summaries.values()) if each.signs and not notes.of(each.name).held]
    lead = "Somebody may be at risk, or complains. Help says what to do."
    found.append(
        _section("first", "Read first", lead, [item_of(each, notes.of(each.name)) for each in signed], urgent=True)
    )
    for state, drafts in by_state(kept.summaries, notes).items():
        items = [item_of(each, notes.of(each.name)) for each in drafts[:MOST_TODAY]]
        more = f"{WAITING}?{urlencode({'for': state.name})}"
        found.append(ListSection(state.name, state.title, state.lead, tuple(items), len(drafts), more))
    settings, old = place.settings, place.too_old()
    lead = f"These came more than {settings.keep_received_months} months ago. Decide, ask once more, or delete them."
    items = [item_of(each, notes.of(each.name)) for each in old[:MOST_TODAY]]
    found.append(ListSection("old", "Received long ago", lead, tuple(items), len(old), "/old/"))
    unsaid = [ListItem(words, "", why) for words, why in settings.owed.values()]
    lead = "The person who set up the garden can add it to the settings, the file mkdocs.yml."
    found.append(_section("unsaid", "What readers are not told", lead, unsaid))
    for each in sections_of_garden(kept.version.garden, ()):
        items = [_due(kept, item) for item in each.items]
        found.append(_section(each.why, *_DUE[each.why], items, urgent=each.why == "lapsed"))
    return TodayPage(
        "Today",
        tuple(section for section in found if section.count),
        kept.is_checking,
        said_of(publisher),
        not publisher.is_busy,
        len(place.received_files()),
    )


def _due(kept: Kept, item: ToDoItem) -> ListItem:
    entry, why = _entry_at(kept, item.path), sentence_case(item.says.lstrip(": "))
    if entry is None:
        return ListItem(item.path, "", why)
    return ListItem(called(entry), entry_address(entry.key), why, entry.kind.word)


def _section(name: str, title: str, lead: str, items: Sequence[ListItem], *, urgent: bool = False) -> ListSection:
    return ListSection(name, title, lead, tuple(items[: MOST_TODAY * 3]), len(items), urgent=urgent)


def _entry_at(kept: Kept, path: str) -> Entry | None:
    """The entry of a file; None for a file that is not an entry."""
    key = path.removeprefix(f"{kept.settings.content_name}/").removesuffix(".md")
    return kept.version.garden.entries.get(key)


def said_of(publisher: Publisher) -> str:
    """What publishing is doing or did last, in a sentence or two."""
    last = publisher.last
    if publisher.is_busy:
        return "What was decided is being sent." if publisher.sends else "The site is being built."
    if not last.when:
        return "Nothing has been published from this desk yet."
    return f"{last.words} ({in_local_time(last.when)})"


def waiting(place: Workplace, asked: DeskRequest) -> WaitingPage:
    place.kept.wait(LONGEST_WAIT)
    notes, state, query = place.notes, asked.query.get("for", ""), asked.query.get("q", "")
    drafts = in_order(place.kept.summaries.values())
    if query:
        drafts = [each for each in drafts if fold(query) in fold(f"{each.title} {each.name}")]
    grouped = {each.name: state_of(each, notes.of(each.name)) for each in drafts}
    choices = [ChoiceLink("All", _with(WAITING, q=query), len(drafts), not state)] if drafts else []
    for each in STATES:
        count = sum(group is each for group in grouped.values())
        if count:
            href = _with(WAITING, q=query, **{"for": each.name})
            choices.append(ChoiceLink(each.title, href, count, state == each.name))
    chosen = [each for each in drafts if not state or grouped[each.name].name == state]
    shown, pages = paged(chosen, asked, _with(WAITING, q=query, **{"for": state}))
    return WaitingPage(
        "Waiting", tuple(choices), tuple(item_of(each, notes.of(each.name)) for each in shown), pages, query
    )


def in_the_garden(place: Workplace, asked: DeskRequest) -> GardenPage:
    kind, query = asked.query.get("kind", ""), asked.query.get("q", "")
    garden = place.kept.version.garden
    found = [entry for entry in garden.entries.values() if not query or _fits(entry, fold(query))]
    choices = [ChoiceLink("All", _with(GARDEN, q=query), len(found), not kind)] if found else []
    for each in KINDS:
        count = sum(entry.kind is each for entry in found)
        if count:
            href = _with(GARDEN, q=query, kind=each.folder)
            choices.append(ChoiceLink(each.title, href, count, kind == each.folder))
    chosen = [entry for entry in found if not kind or entry.kind.folder == kind]
    chosen.sort(key=lambda entry: (fold(entry.title or entry.slug), entry.key))
    shown, pages = paged(chosen, asked, _with(GARDEN, q=query, kind=kind))
    items = [
        ListItem(called(each), entry_address(each.key), visibility_in_words(place.kept, each), each.kind.word)
        for each in shown
    ]
    return GardenPage("In the garden", query, tuple(choices), tuple(items), pages, _MAKES)


def _fits(entry: Entry, query: str) -> bool:
    return any(query in fold(words) for words in (entry.title, entry.slug, *entry.other_names))


def visibility_in_words(kept: Kept, entry: Entry) -> str:
    """Whether readers see an entry, and if not, why."""
    if entry.path in kept.errors:
        return _NOT_SEEN["invalid"]
    visibility = kept.version.garden.visibility(entry)
    if visibility == "published":
        review = entry.meta.consent.review if STORY.includes(entry) and entry.meta.consent else None
        return f"published; ask again by {month_in_words(review)}" if review else "published"
    return _NOT_SEEN[visibility]


def old(place: Workplace, asked: DeskRequest) -> OldPage:
    place.kept.wait(LONGEST_WAIT)
    found = place.too_old()
    items = tuple(item_of(each, place.notes.of(each.name)) for each in found)
    names = tuple(each.name for each in found)
    return OldPage("Received long ago", items, names, place.settings.keep_received_months)


# --- pages of a list


def _with(address: str, **query: str) -> str:
    chosen = {name: value for name, value in query.items() if value}
    return f"{address}?{urlencode(chosen)}" if chosen else address


def paged(lines: Sequence[Line], asked: DeskRequest, address: str) -> tuple[Sequence[Line], Pages]:
    """The lines of the page of a list that is asked for, and where the pages beside it are."""
    count = max(1, -(-len(lines) // MOST_ON_A_PAGE))
    written = asked.query.get("page", "")
    is_number = written.isascii() and written.isdigit() and len(written) < 7
    number = min(max(1, int(written)), count) if is_number else 1
    joined = "&" if "?" in address else "?"
    before = f"{address}{joined}page={number - 1}" if number > 1 else ""
    after = f"{address}{joined}page={number + 1}" if number < count else ""
    start = (number - 1) * MOST_ON_A_PAGE
    return lines[start : start + MOST_ON_A_PAGE], Pages(number, count, before, after)
