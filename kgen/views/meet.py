"""A sheet for the next gathering of a network, to be printed: what was promised, what to talk about, room to write.

The same garden gives the same sheet. What is chosen follows from what is there, never from chance. Only stories whose
tellers said yes to meetings are on it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from kgen.model import (
    NETWORK,
    PERSON,
    QUESTION,
    STORY,
    WORDS_OF_BEGINNING,
    Context,
    Entry,
    Network,
    Page,
    Person,
    Question,
    Story,
)
from kgen.settings.options import Standpoint
from kgen.site import own_page
from kgen.views.gatherings import Gathering, Promised, next_gathering, promised
from kgen.views.page_context import Card, Linked, PageContext
from kgen.views.qr import Printed, printed
from kgen.weave import Garden
from kgen.weave.introductions import by_topic
from kgen.weave.meetings import open_promises
from kgen.weave.text import read_aloud
from kgen.weave.titles import sheet_title
from kgen.weave.voices import not_heard, told_differently

STORIES = 3
STORIES_BESIDE_PROMISES = 2
"""If there is more than one."""
FEWEST_WORDS = 60
"""That are read aloud of each, if it has that many."""
FEWEST_BESIDE_PROMISES = 30
MOST_BESIDE_PROMISES = 60
"""The same, if promises take up room."""
MOST_ROWS = 5
MOST_GUESTS = 3
MOST_PROMISES = 3
"""So that a sheet with everything on it is one page."""


def sheets(garden: Garden) -> Iterator[Page]:
    for network in garden.of(NETWORK):
        title = garden.title(network)
        yield Page(
            f"{network.url}meet/",
            sheet_title(garden, network),
            f"One page to print for the next gathering of {title}.",
            _sheet,
            about=network.key,
            section=f"{NETWORK.folder}/",
            indexed=False,
        )


@dataclass(frozen=True, slots=True)
class Aloud:
    """A story and its beginning, to be read aloud."""

    card: Card
    words: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A standpoint to fill, and people elsewhere in the garden who speak from there."""

    standpoint: Standpoint
    of_question: bool
    """Whether the question hopes to hear from it; else this network has not heard from it."""
    guests: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """A topic, and people of a network who offer it or ask about it."""

    topic: Linked
    people: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class MeetContext(Context):
    template = "meet.html"
    network: Linked
    next: Gathering | None
    meets: str
    promises: Sequence[Promised]
    """What was promised before and is still open, the first due first."""
    more_promises: int
    """How many more there are."""
    question: Linked | None
    told: Sequence[Aloud]
    missing: Seat | None
    offers: Sequence[Matter]
    asks: Sequence[Matter]
    write: Printed | None
    """The address at which to tell what came of what was promised, or anything else."""
    join: Printed | None
    """The address at which somebody puts their name down."""


def _sheet(here: PageContext) -> MeetContext:
    garden = here.garden
    network = cast("Network", garden.published[here.about])
    stories = garden.linking(network, "networks", STORY)
    people = garden.linking(network, "networks", PERSON)
    question = _question(here, stories)
    answers = garden.linking(question, "answers", STORY) if question else ()
    aloud = here.for_use("meetings")
    open_to_it = aloud.garden.published
    near = [story for story in (*stories, *answers, *_beside(garden, stories)) if story.key in open_to_it]
    promises = open_promises(garden, network)
    return MeetContext(
        network=here.linked(network),
        next=next_gathering(here, network),
        meets=network.meta.meets or "",
        promises=[promised(here, each) for each in promises[:MOST_PROMISES]],
        more_promises=max(0, len(promises) - MOST_PROMISES),
        question=here.linked(question) if question else None,
        told=[
            Aloud(aloud.card(each), _aloud(aloud.garden, each, beside_promises=bool(promises)))
            for each in told_differently(near, STORIES if len(promises) < 2 else STORIES_BESIDE_PROMISES)
        ],
        missing=_missing(here, question, network, people),
        offers=_rows(here, people, "offers"),
        asks=_rows(here, people, "asks"),
        write=printed(garden.settings.address(f"{own_page('write').address}?network={network.slug}")),
        join=printed(garden.settings.address(own_page("join").address)),
    )


def _question(here: PageContext, stories: Sequence[Story]) -> Question | None:
    """The question nearest to what the stories of a network talk about; one with an empty seat before one without."""
    garden = here.garden
    topics = Counter(key for story in stories for key in garden.linked_keys(story, "topics"))
    answered = Counter(key for story in stories for key in garden.linked_keys(story, "answers"))

    def rank(question: Question) -> tuple[bool, int, str]:
        near = 2 * answered[question.key] + sum(topics[key] for key in garden.linked_keys(question, "topics"))
        return not here.empty_seats(question), -near, question.slug

    return min(garden.of(QUESTION), key=rank, default=None)


def _beside(garden: Garden, stories: Sequence[Story]) -> tuple[Story, ...]:
    """All stories on what a network talks about most."""
    topics = Counter(key for story in stories for key in garden.linked_keys(story, "topics"))
    first = min(topics, key=lambda key: (-topics[key], key), default=None)
    return garden.linking(garden.published[first], "topics", STORY) if first else ()


def _missing(here: PageContext, question: Question | None, network: Network, people: Sequence[Person]) -> Seat | None:
    garden = here.garden
    seats = of_question = here.empty_seats(question) if question else ()
    if not seats:
        seats = not_heard(garden, network)
    if not seats:
        return None
    inside = {person.key for person in people}
    guests = [person for person in garden.of(PERSON) if person.key not in inside and seats[0] in person.meta.standpoint]
    return Seat(here.standpoint(seats[0]), bool(of_question), here.linked_all(guests[:MOST_GUESTS]))


def _aloud(garden: Garden, story: Entry, *, beside_promises: bool) -> str:
    """The beginning of a story, to be read aloud in half a minute."""
    fewest, most = FEWEST_WORDS, WORDS_OF_BEGINNING
    if beside_promises:
        fewest, most = FEWEST_BESIDE_PROMISES, MOST_BESIDE_PROMISES
    paragraphs = [garden.words(paragraph) for paragraph in garden.beginning(story)]
    return read_aloud(" ".join(filter(None, paragraphs)), fewest, most)


def _rows(here: PageContext, people: Iterable[Entry], relation: str) -> list[Matter]:
    """Each topic that people in a network offer or ask about, with who does; the most offered first."""
    found = by_topic(here.garden, people, relation)
    ranked = sorted(found, key=lambda key: (-len(found[key]), key))[:MOST_ROWS]
    published = here.garden.published
    return [Matter(here.linked(published[key]), here.linked_all(found[key][:MOST_GUESTS])) for key in ranked]
