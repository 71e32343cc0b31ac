"""The listing of each kind: all stories, all topics and so on, PAGE_LENGTH to a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.english import count_of, in_words, sentence_case
from kgen.model import (
    KIND_BY_NAME,
    MEETING,
    NETWORK,
    PERSON,
    QUESTION,
    SECTOR,
    SOURCE,
    STORY,
    TOPIC,
    Context,
    Entry,
    Kind,
    Page,
)
from kgen.settings.options import SLUG
from kgen.site import OwnPage, own_page
from kgen.views.cited import written_by
from kgen.views.gatherings import CALENDAR, next_gathering, when_in_words
from kgen.views.page_context import Card, Linked, PageContext
from kgen.views.pager import PAGE_LENGTH, paginated
from kgen.views.topic import counted
from kgen.weave import Garden
from kgen.weave.alphabet import OTHERS, letter_of
from kgen.weave.insight import Insight

MOST_WAYS = 12
FEWEST_WITH_LETTERS = 10
"""With fewer people, their letters would only be in the way."""

_BESIDE: dict[Kind, tuple[OwnPage, ...]] = {
    kind: tuple(map(own_page, names))
    for kind, names in (
        (NETWORK, ("people", "meetings", "introductions", "bridges")),
        (MEETING, ("networks",)),
        (PERSON, ("introductions", "networks")),
        (QUESTION, ("bridges", "sources")),
        (TOPIC, ("sources",)),
        (SECTOR, ("bridges",)),
    )
}
"""Pages that say more about entries of a kind. Nothing else leads to those of networks, which the menu calls Meet."""

_LISTED = {
    STORY: "What people have told, newest first.",
    TOPIC: "What the stories are about.",
    NETWORK: "Where people meet and learn from each other.",
    QUESTION: "What the garden asks, and who has not answered yet.",
    PERSON: "Who offers what they know, and who wants to learn.",
    SECTOR: "The services the stories are about.",
    MEETING: "When networks meet next, what was heard where they met, and what came of it.",
    SOURCE: "What was published elsewhere, and what stories say about it.",
}


def listings(garden: Garden) -> Iterator[Page]:
    for kind in _LISTED:
        yield from _of_kind(garden, kind)
    for slug in Insight(garden).standpoints:
        if SLUG.fullmatch(slug):
            yield from _told_from(garden, slug)


def _of_kind(garden: Garden, kind: Kind) -> Iterator[Page]:
    url = f"{kind.folder}/"
    is_story = kind is STORY
    first = Page(
        url,
        kind.title,
        _LISTED[kind],
        _listing,
        about=kind.name,
        section=url,
        feed="feed.xml" if is_story else "",
        assets=("stories/filter.js",) if is_story else (),
    )
    return paginated(first, Insight(garden).meetings if kind is MEETING else garden.of(kind))


@dataclass(frozen=True, slots=True)
class Way:
    """A way to narrow the stories down by plain links."""

    heading: str
    most_named: tuple[Linked, ...]
    all: str
    """The address of all of them, if the most frequent are only some."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """An entry in a list, with one fact that helps to choose."""

    linked: Linked
    summary: str
    fact: str


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """The people on a page whose names begin with a letter."""

    letter: str
    anchor: str
    people: tuple[ListRow, ...]


@dataclass(frozen=True, slots=True)
class ListingContext(Context):
    template = "listing.html"
    kind: str
    words: str
    """What is listed."""
    count: int
    """How many entries there are, on all pages."""
    beside: tuple[Linked, ...] = ()
    """Pages that say more about entries of this kind."""
    cards: tuple[Card, ...] = ()
    """Only stories are listed as cards."""
    rows: tuple[ListRow, ...] = ()
    letters: tuple[Linked, ...] = ()
    """Where the people are whose names begin with each."""
    by_letter: tuple[LetterGroup, ...] = ()
    """Only people are listed by their letters."""
    ways: tuple[Way, ...] = ()
    calendar: str = ""
    """The address of the calendar of all meetings to come, beside a list of those who meet; empty if there are none."""


def _listing(here: PageContext) -> ListingContext:
    kind, pager = KIND_BY_NAME[here.about], here.pager
    if kind is PERSON and len(here.garden.of(PERSON)) >= FEWEST_WITH_LETTERS:
        return _people(here)
    entries = _in_order(here, kind)
    shown = pager.of(entries)
    has_calendar = kind in (NETWORK, MEETING) and pager.is_first and here.insight.next_meeting is not None
    return ListingContext(
        kind=kind.name,
        words=_LISTED[kind],
        beside=_beside(here, kind) if entries and pager.is_first else (),
        count=len(entries),
        cards=here.cards(pager.of(here.garden.of(STORY))) if kind is STORY else (),
        ways=_ways(here) if kind is STORY and entries and pager.is_first else (),
        rows=() if kind is STORY else tuple(_row(here, entry) for entry in shown),
        calendar=here.href(CALENDAR) if has_calendar else "",
    )


def _in_order(here: PageContext, kind: Kind) -> tuple[Entry, ...]:
    if kind is NETWORK:
        return here.insight.networks
    return here.insight.meetings if kind is MEETING else here.garden.of(kind)


def _beside(here: PageContext, kind: Kind) -> tuple[Linked, ...]:
    """Many gardens have no sources or meetings: nothing leads to an empty list of them."""
    empty = [each.folder for each in (MEETING, SOURCE) if not here.garden.of(each)]
    return tuple(here.linked_page(page) for page in _BESIDE.get(kind, ()) if page.name not in empty)


def _people(here: PageContext) -> ListingContext:
    people, letters = here.garden.of(PERSON), here.insight.letters
    by_letter: dict[str, list[ListRow]] = {}
    for person in here.pager.of(people):
        by_letter.setdefault(letter_of(here.garden.title(person)), []).append(_row(here, person))
    return ListingContext(
        kind=PERSON.name,
        words=_LISTED[PERSON],
        beside=_beside(here, PERSON) if here.pager.is_first else (),
        count=len(people),
        letters=tuple(Linked(letter, f"{_page_of(here, place)}#{_anchor(letter)}") for letter, place in letters),
        by_letter=tuple(LetterGroup(letter, _anchor(letter), tuple(rows)) for letter, rows in by_letter.items()),
    )


def _anchor(letter: str) -> str:
    return "letter-others" if letter == OTHERS else f"letter-{letter.lower()}"


def _page_of(here: PageContext, place: int) -> str:
    """The address of the page of this list on which its entry at a place is; empty if it is this one."""
    number = place // PAGE_LENGTH + 1
    return "" if number == here.pager.number else here.href(here.pager.address(number))


def _told_from(garden: Garden, slug: str) -> Iterator[Page]:
    many, folder = garden.settings.standpoint(slug).many, f"{STORY.folder}/"
    words = f"What {many} have told, newest first."
    first = Page(f"{folder}from/{slug}/", f"Stories from {many}", words, _stories_from, about=slug, section=folder)
    return paginated(first, Insight(garden).told_from(slug))


def _stories_from(here: PageContext) -> ListingContext:
    stories = here.insight.told_from(here.about)
    return ListingContext(
        kind=STORY.name,
        words=f"What {here.standpoint(here.about).many} have told, newest first.",
        count=len(stories),
        cards=here.cards(here.pager.of(stories)),
    )


def _ways(here: PageContext) -> tuple[Way, ...]:
    stories = here.garden.of(STORY)
    standpoints = tuple(
        Linked(
            sentence_case(here.standpoint(slug).many),
            here.href(f"{STORY.folder}/from/{slug}/"),
            str(len(here.insight.told_from(slug))),
        )
        for slug in here.insight.standpoints
        if SLUG.fullmatch(slug)
    )
    kinds = ((SECTOR, "sectors"), (TOPIC, "topics"), (NETWORK, "networks"))
    return (
        Way("Who tells it", standpoints, ""),
        *(
            Way(kind.title, counted(here, stories, relation)[:MOST_WAYS], here.href(f"{kind.folder}/"))
            for kind, relation in kinds
        ),
    )


def _row(here: PageContext, entry: Entry) -> ListRow:
    return ListRow(here.linked(entry), here.garden.summary(entry), _fact(here, entry))


def _fact(here: PageContext, entry: Entry) -> str:
    if entry.kind in (TOPIC, SECTOR):
        count = len(here.garden.linking(entry, entry.kind.folder, STORY))
        return count_of(count, "story", "stories") if count else "No story yet"
    if NETWORK.includes(entry):
        coming = next_gathering(here, entry)
        return f"Meets next on {coming.when}" if coming else entry.meta.meets or ""
    if QUESTION.includes(entry):
        answers = count_of(len(here.garden.linking(entry, "answers", STORY)), "answer", "answers")
        seats = [here.standpoint(slug).many for slug in here.empty_seats(entry)]
        return f"{answers}. Not yet heard: {in_words(seats)}" if seats else answers
    if MEETING.includes(entry):
        networks = (here.garden.title(network) for network in here.garden.linked(entry, "network"))
        return " · ".join(filter(None, (*networks, when_in_words(here, entry))))
    if SOURCE.includes(entry):
        cited = len(here.garden.linking(entry, "cites", STORY))
        stories = count_of(cited, "story", "stories") if cited else ""
        return " · ".join(filter(None, (written_by(entry.meta), entry.meta.container, stories)))
    told = len(here.garden.linking(entry, "author", STORY))
    stories = f"told {count_of(told, 'story', 'stories')}" if told else ""
    return " · ".join(filter(None, (here.voice(entry), stories)))
