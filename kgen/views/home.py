"""The doorway: the question, three doors, a story's opening lines, an empty seat, what changed, the next meeting."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from kgen.model import NETWORK, PAGE, QUESTION, STORY, Context, Page, Question, Story
from kgen.settings.options import Standpoint
from kgen.views.body import body_html
from kgen.views.page_context import Card, Linked, PageContext, day_in_words, shortened
from kgen.views.plain import HOME
from kgen.weave import Garden

OPENING_LENGTH = 420
FEWEST_LETTERS = 60
_OWN_WORDS = f"{PAGE.folder}/{HOME}"


def home(garden: Garden) -> Iterator[Page]:
    own = garden.published.get(_OWN_WORDS)
    settings = garden.settings
    usual = f"{settings.site_name}: stories from people who give and use public services."
    yield Page(
        "",
        garden.title(own) if own else settings.site_name,
        (garden.summary(own) if own else "") or settings.site_description or usual,
        _home,
        feed="feed.xml",
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """The first lines of a story."""

    card: Card
    lines: str


@dataclass(frozen=True, slots=True)
class EmptySeat:
    """A standpoint from which nobody has answered a question yet."""

    standpoint: Standpoint
    question: Linked
    slug: str
    """The question's."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """When a network comes together next, and how to take part."""

    network: Linked
    day: str
    join: str


@dataclass(frozen=True, slots=True)
class HomeContext(Context):
    template = "home.html"
    body: Markup
    question: Linked | None
    """The one that the garden began with."""
    opening: Opening | None
    seat: EmptySeat | None
    changes: tuple[Card, ...]
    meeting: Meeting | None
    count: int
    """How many stories there are."""


def _home(here: PageContext) -> HomeContext:
    garden = here.garden
    own = garden.published.get(_OWN_WORDS)
    big = _big_question(garden)
    return HomeContext(
        body=Markup(body_html(here, own)) if own else Markup(),
        question=here.linked(big) if big else None,
        opening=_opening(here),
        seat=_empty_seat(here),
        changes=here.cards(here.insight.changes[:3]),
        meeting=_next_meeting(here),
        count=len(garden.of(STORY)),
    )


def _big_question(garden: Garden) -> Question | None:
    """The question the garden began with: the one opened first; of several, the one with most answers."""

    def rank(question: Question) -> tuple[str, int, str]:
        return garden.date(question) or "9999", -len(garden.linking(question, "answers", STORY)), question.slug

    return min(garden.of(QUESTION), key=rank, default=None)


def _opening(here: PageContext) -> Opening | None:
    """The opening lines of the newest story that has some: a real one if there is any, and one that can be read alone.

    An answer to another story begins in the middle of a conversation.
    """
    garden = here.garden
    told = [
        story
        for story in garden.of(STORY)
        if len(garden.opening(story).text) > FEWEST_LETTERS and not story.meta.mentions
    ]
    if not told:
        return None

    def is_reply(story: Story) -> bool:
        return any(answered.kind is STORY for answered in garden.linked(story, "answers"))

    story = min(told, key=lambda each: (garden.illustrative(each), is_reply(each)))
    lines = garden.words(garden.opening(story))
    return Opening(here.card(story), shortened(lines, OPENING_LENGTH))


def _empty_seat(here: PageContext) -> EmptySeat | None:
    """A question and a standpoint it hopes to hear from: of the questions with an empty seat, the one answered most."""
    garden = here.garden
    found = [(question, seats) for question in garden.of(QUESTION) if (seats := here.empty_seats(question))]
    if not found:
        return None
    question, seats = max(found, key=lambda pair: (len(garden.linking(pair[0], "answers", STORY)), pair[0].slug))
    return EmptySeat(here.standpoint(seats[0]), here.linked(question), question.slug)


def _next_meeting(here: PageContext) -> Meeting | None:
    meetings = [(day, network) for network in here.garden.of(NETWORK) if (day := here.meets_on(network))]
    if not meetings:
        return None
    day, network = min(meetings, key=lambda pair: (pair[0], pair[1].slug))
    return Meeting(here.linked(network), day_in_words(day), network.meta.join or "")
