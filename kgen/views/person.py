"""A person: where they speak from, what they offer and ask, what they have told."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.model import PERSON, STORY, Entry, Page
from kgen.views.here import Here
from kgen.views.rendering import Renderer, Slice


def people(renderer: Renderer) -> Iterator[Page]:
    for person in renderer.garden.of(PERSON):
        yield from pages_of(renderer, person)


def pages_of(renderer: Renderer, person: Entry) -> Iterator[Page]:
    garden = renderer.garden
    stories = garden.sources(person, "author", STORY)
    mentions = garden.backlinks(person)

    def data(here: Here, part: Slice) -> Mapping[str, Any]:
        front: Any = person.front
        return {
            "voice": here.voice(person),
            "sectors": here.by_relation(person, "sectors"),
            "networks": here.by_relation(person, "networks"),
            "offers": here.by_relation(person, "offers"),
            "asks": here.by_relation(person, "asks"),
            "reach": front.reach or "",
            "orcid": front.orcid or "",
            "website": front.url or "",
            "cards": here.cards(part.of(stories)),
            "mentions": here.mentions(part.of(mentions)),
        }

    return renderer.entry_pages(person, "person.html", [stories, mentions], data, has_feed=True)
