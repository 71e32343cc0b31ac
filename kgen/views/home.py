"""The doorway: one exchange, large, and a box to go on in; everything else one row each."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup

from kgen.english import count_of
from kgen.model import NETWORK, PAGE, QUESTION, STORY, TOPIC, Context, Page, Question, Story
from kgen.settings.options import Standpoint
from kgen.site import HOME, own_page
from kgen.views.body import body_html
from kgen.views.gatherings import Gathering, gathering
from kgen.views.outcomes import verdict
from kgen.views.page_context import Card, Linked, PageContext
from kgen.weave import Garden
from kgen.weave.exchange import Exchange, outcome
from kgen.weave.text import cut_at_sentence

LONGEST_LINES = 320
"""Characters of what each of the two says."""
MOST_TOPICS = 12
MOST_NEW = 3
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
        assets=("home/home.css", "home/tell.js"),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """The first lines of a story, in its teller's words."""

    card: Card
    title_is_own: bool
    """Whether its teller gave it a title."""
    lines: str
    goes_on: bool


@dataclass(frozen=True, slots=True)
class OpeningExchange:
    story: Said
    answer: Said | None
    outcome: Card | None
    """The one of the two that says what changed, or what helped."""
    verdict: str
    """What the teller of the story says of a change that the answer tells; may be empty."""


@dataclass(frozen=True, slots=True)
class OpeningQuestion:
    """The question that the garden began with."""

    question: Linked
    answers: str
    seat: Standpoint | None
    """One that it hopes to hear from and has not heard from."""


@dataclass(frozen=True, slots=True)
class HomeContext(Context):
    template = "home.html"
    body: Markup
    lead: str
    exchange: OpeningExchange | None
    seat: Standpoint | None
    """One from which nobody has answered in the exchange."""
    write: str
    """Where somebody who answers it goes on."""
    asked: OpeningQuestion | None
    topics: tuple[Linked, ...]
    topic_count: int
    newest: tuple[Card, ...]
    changes: tuple[Card, ...]
    meeting: Gathering | None
    """The first that is still to come."""
    people_meet: bool
    """Whether there is a network."""
    count: int
    """How many stories there are."""


def _home(here: PageContext) -> HomeContext:
    garden = here.garden
    own = garden.published.get(_OWN_WORDS)
    exchange, coming = here.insight.exchange, here.insight.next_meeting
    write = here.href(own_page("write").address)
    return HomeContext(
        body=Markup(body_html(here, own)) if own else Markup(),
        lead=(own.meta.in_short if own else "") or garden.settings.site_description,
        exchange=_opening(here, exchange) if exchange else None,
        seat=_empty_seat(here, exchange.story) if exchange else None,
        write=f"{write}?story={exchange.story.slug}" if exchange else write,
        asked=_asked(here),
        topics=_topics(here),
        topic_count=len(garden.of(TOPIC)),
        newest=here.cards(islice(_calm(garden.of(STORY)), MOST_NEW)),
        changes=here.cards(islice(_calm(here.insight.changes), 1)),
        meeting=gathering(here, coming) if coming else None,
        people_meet=bool(garden.of(NETWORK)),
        count=len(garden.of(STORY)),
    )


def _calm(stories: tuple[Story, ...]) -> Iterator[Story]:
    """Those that ask for no content note: nobody who opens the site has yet chosen what to read."""
    return (story for story in stories if not story.meta.mentions)


def _opening(here: PageContext, exchange: Exchange) -> OpeningExchange:
    told = outcome(exchange)
    return OpeningExchange(
        story=_said(here, exchange.story),
        answer=_said(here, exchange.answer) if exchange.answer else None,
        outcome=here.card(told) if told else None,
        verdict=verdict(exchange.story, [told]) if told and told is exchange.answer else "",
    )


def _said(here: PageContext, story: Story) -> Said:
    words = " ".join(here.garden.words(paragraph) for paragraph in here.garden.beginning(story))
    lines = cut_at_sentence(words, LONGEST_LINES)
    return Said(here.card(story), bool(story.title), lines, lines != words)


def _empty_seat(here: PageContext, story: Story) -> Standpoint | None:
    """The first standpoint of the garden from which neither the story is told nor an answer to it."""
    both = (story, *here.garden.linking(story, "answers", STORY))
    heard = {slug for each in both for slug in each.meta.standpoint}
    return next((here.standpoint(slug) for slug in here.garden.settings.standpoints if slug not in heard), None)


def _asked(here: PageContext) -> OpeningQuestion | None:
    """The question the garden began with: the one opened first; of several, the one with the most answers."""
    garden = here.garden

    def rank(question: Question) -> tuple[str, int, str]:
        return garden.date(question) or "9999", -len(garden.linking(question, "answers", STORY)), question.slug

    question = min(garden.of(QUESTION), key=rank, default=None)
    if question is None:
        return None
    answers = count_of(len(garden.linking(question, "answers", STORY)), "answer", "answers")
    seats = here.empty_seats(question)
    return OpeningQuestion(here.linked(question), answers, here.standpoint(seats[0]) if seats else None)


def _topics(here: PageContext) -> tuple[Linked, ...]:
    """The topics that most stories are about, each with how many."""
    garden = here.garden
    counts = {topic.key: len(garden.linking(topic, "topics", STORY)) for topic in garden.of(TOPIC)}
    ranked = sorted((topic for topic in garden.of(TOPIC) if counts[topic.key]), key=lambda each: -counts[each.key])
    return tuple(here.linked(topic, str(counts[topic.key])) for topic in ranked[:MOST_TOPICS])
