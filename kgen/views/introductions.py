"""Offers and asks that meet: who should talk to whom, why and where; what nobody offers yet; what everybody asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kgen.fronts import NetworkFront
from kgen.model import PERSON, STORY, Entry, Page
from kgen.views.here import Here, Linked, day_in_words, sentence_case
from kgen.views.rendering import Renderer, Slice
from kgen.weave.bridges import uses_services
from kgen.weave.introductions import Introduction, introductions, wishes
from kgen.weave.words import in_words, lower_first

URL = "introductions/"
MOST_TOPICS = 8


@dataclass(frozen=True, slots=True)
class Meeting:
    """An introduction in words. `place` is where both go; without one, the stewards introduce them."""

    asker: Linked
    offerer: Linked
    asked: tuple[Linked, ...]
    returned: tuple[Linked, ...]
    place: Linked | None
    across: bool


def pages(renderer: Renderer) -> Iterator[Page]:
    garden = renderer.garden
    found = introductions(garden)

    def data(here: Here, part: Slice) -> Mapping[str, Any]:
        shown = [_meeting(here, each) for each in part.of(found)]
        asked = wishes(garden) if part.is_first else []
        popular = [wish for wish in asked if wish.asking > 1]
        nobody = [wish for wish in asked if not wish.offering]
        return {
            "count": len(found),
            "groups": [
                (heading, [each for each in shown if each.across is across])
                for heading, across in (("Across sectors", True), ("Closer to home", False))
            ],
            "people": len(garden.of(PERSON)),
            "missing": [
                here.linked(wish.topic, f"asked by {wish.asking}; {_told(here, wish.topic)}")
                for wish in nobody[:MOST_TOPICS]
            ],
            "more_missing": max(0, len(nobody) - MOST_TOPICS),
            "popular": [
                here.linked(wish.topic, f"asked by {wish.asking}, offered by {wish.offering or 'nobody'}")
                for wish in popular[:MOST_TOPICS]
            ],
            "more_popular": max(0, len(popular) - MOST_TOPICS),
        }

    return renderer.paginated(
        URL,
        "introductions.html",
        "Introductions",
        "Who asks for what somebody else offers, across sectors first, and where they could meet.",
        [found],
        data,
        section=f"{PERSON.folder}/",
    )


def _told(here: Here, topic: Entry) -> str:
    count = len(here.garden.sources(topic, "topics", STORY))
    return {0: "no story tells of it yet", 1: "one story tells of it"}.get(count, f"{count} stories tell of it")


def _meeting(here: Here, each: Introduction) -> Meeting:
    return Meeting(
        here.linked(each.asker, _from(here, each.asker)),
        here.linked(each.offerer, _from(here, each.offerer)),
        _topics(here, each.asked),
        _topics(here, each.returned),
        _place(here, each.networks),
        each.across,
    )


def _topics(here: Here, topics: tuple[Entry, ...]) -> tuple[Linked, ...]:
    """Topics as they are called inside a sentence."""
    garden = here.garden
    return tuple(Linked(lower_first(garden.title(each)), here.href(each.url), each.kind.name) for each in topics)


def _from(here: Here, person: Entry) -> str:
    """Where somebody speaks from: `A manager, schools`. Of people who use services it does not say which."""
    sectors = [] if uses_services(person) else here.garden.targeted(person, "sectors")
    names = in_words([lower_first(here.garden.title(sector)) for sector in sectors])
    return sentence_case(", ".join(part for part in (here.voice(person), names) if part))


def _place(here: Here, networks: tuple[Entry, ...]) -> Linked | None:
    """The network both are in that meets next."""

    def meets(network: Entry) -> str:
        front = network.front
        assert isinstance(front, NetworkFront)
        return front.next if front.next and front.next >= here.garden.settings.today else ""

    if not networks:
        return None
    soonest = min(networks, key=lambda network: (meets(network) or "9999", network.slug))
    day = meets(soonest)
    return here.linked(soonest, day_in_words(day) if day else "")
