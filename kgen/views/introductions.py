"""Offers and asks that meet: who should talk to whom, why and where; what nobody offers yet; what everybody asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgen.english import day_in_words, in_words, voice_inside
from kgen.letters import apart
from kgen.model import PERSON, STORY, Context, Entry, Network, Page
from kgen.site import own_page
from kgen.views.gatherings import meets_on
from kgen.views.page_context import Linked, PageContext
from kgen.views.pager import paginated
from kgen.weave import Garden
from kgen.weave.bridges import uses_services
from kgen.weave.insight import Insight
from kgen.weave.introductions import Introduction

MOST_TOPICS = 8


@dataclass(frozen=True, slots=True)
class IntroductionInWords:
    """An introduction as the page prints it. `place` is where both go; without one, the stewards introduce them."""

    asker: Linked
    offerer: Linked
    asked: tuple[Linked, ...]
    returned: tuple[Linked, ...]
    place: Linked | None


def introductions(garden: Garden) -> Iterator[Page]:
    first = Page(
        *own_page("introductions").head,
        "Who asks for what somebody else offers, across services first, and where they could meet.",
        _introductions,
        section=f"{PERSON.folder}/",
    )
    return paginated(first, Insight(garden).introductions)


@dataclass(frozen=True, slots=True)
class IntroductionsContext(Context):
    template = "introductions.html"
    back: Linked
    """The first page of the list."""
    count: int
    groups: Sequence[tuple[str, Sequence[IntroductionInWords]]]
    """Those across sectors, then the others, each with a heading."""
    people: int
    """How many people the garden has."""
    missing: Sequence[Linked]
    """What is asked about and nobody offers."""
    more_missing: int
    popular: Sequence[Linked]
    more_popular: int


def _introductions(here: PageContext) -> IntroductionsContext:
    found, pager = here.insight.introductions, here.pager
    shown = pager.of(found)
    asked = here.insight.wishes if pager.is_first else ()
    popular = [wish for wish in asked if wish.asking > 1]
    nobody = [wish for wish in asked if not wish.offering]
    return IntroductionsContext(
        back=here.linked_page(own_page("introductions")),
        count=len(found),
        groups=[
            (heading, [_in_words(here, each) for each in shown if each.across is across])
            for heading, across in (("Across services", True), ("Closer to home", False))
        ],
        people=len(here.garden.of(PERSON)),
        missing=[
            here.linked(wish.topic, f"{_people(wish.asking, 'ask')}; {_told(here, wish.topic)}")
            for wish in nobody[:MOST_TOPICS]
        ],
        more_missing=max(0, len(nobody) - MOST_TOPICS),
        popular=[
            here.linked(wish.topic, f"{_people(wish.asking, 'ask')}, {_people(wish.offering, 'offer')}")
            for wish in popular[:MOST_TOPICS]
        ],
        more_popular=max(0, len(popular) - MOST_TOPICS),
    )


def _told(here: PageContext, topic: Entry) -> str:
    count = len(here.garden.linking(topic, "topics", STORY))
    return {0: "no story about it yet", 1: "one story about it"}.get(count, f"{count} stories about it")


def _people(count: int, do: str) -> str:
    """How many people ask or offer: `one person asks`."""
    return {0: f"nobody {do}s", 1: f"one person {do}s"}.get(count, f"{count} people {do}")


def _in_words(here: PageContext, each: Introduction) -> IntroductionInWords:
    return IntroductionInWords(
        here.linked(each.asker, _from(here, each.asker)),
        here.linked(each.offerer, _from(here, each.offerer)),
        here.linked_all(each.asked),
        here.linked_all(each.returned),
        _place(here, each.networks),
    )


def _from(here: PageContext, person: Entry) -> str:
    """Where somebody speaks from: `a manager (Schools)`. Of people who use services it does not say which."""
    sectors = [] if uses_services(person) else here.garden.linked(person, "sectors")
    names = in_words([apart(here.garden.title(sector)) for sector in sectors])
    voice = voice_inside([here.standpoint(slug).one for slug in person.meta.voices])
    return f"{voice} ({names})" if voice and names else voice or names


def _place(here: PageContext, networks: tuple[Network, ...]) -> Linked | None:
    """The network both are in that meets next."""
    if not networks:
        return None
    soonest = min(networks, key=lambda network: (meets_on(here, network) or "9999", network.slug))
    return here.linked(soonest, day_in_words(meets_on(here, soonest)))
