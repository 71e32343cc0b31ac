"""A sector: the stories about it, what they talk about, and who works, volunteers or uses services there."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.model import NETWORK, PERSON, SECTOR, STORY, Entry, Page
from kgen.views.here import Here
from kgen.views.rendering import Renderer, Slice
from kgen.views.topic import counted

MOST_TOPICS = 30


def sectors(renderer: Renderer) -> Iterator[Page]:
    for sector in renderer.garden.of(SECTOR):
        yield from pages_of(renderer, sector)


def pages_of(renderer: Renderer, sector: Entry) -> Iterator[Page]:
    garden = renderer.garden
    stories = garden.sources(sector, "sectors", STORY)
    people = garden.sources(sector, "sectors", PERSON)
    networks = garden.sources(sector, "sectors", NETWORK)
    mentions = garden.backlinks(sector)

    def data(here: Here, part: Slice) -> Mapping[str, Any]:
        front: Any = sector.front
        return {
            "alt": front.alt,
            "same_as": front.same_as,
            "count": len(stories),
            "voices": here.voices(part.of(stories)),
            "people": here.with_voices(part.of(people)),
            "networks": here.linked_all(part.of(networks)),
            "topics": counted(here, stories, "topics")[:MOST_TOPICS] if part.is_first else (),
            "together": _together(here, sector, stories) if part.is_first else (),
            "mentions": here.mentions(part.of(mentions)),
        }

    return renderer.entry_pages(sector, "sector.html", [stories, people, networks, mentions], data)


def _together(here: Here, sector: Entry, stories: tuple[Entry, ...]) -> tuple[Any, ...]:
    """Other sectors that stand in the same stories."""
    return tuple(each for each in counted(here, stories, "sectors") if each.href != here.href(sector.url))[:MOST_TOPICS]
