"""A person: where they speak from, what they offer and ask, what they have told."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.model import PERSON, STORY, Entry, Page
from kgen.views.here import Here
from kgen.views.rendering import Renderer, Slice, slices


def people(renderer: Renderer) -> Iterator[Page]:
    for person in renderer.garden.of(PERSON):
        yield from _pages(renderer, person)


def _pages(renderer: Renderer, person: Entry) -> Iterator[Page]:
    garden = renderer.garden
    stories = garden.sources(person, "author", STORY)
    mentions = garden.backlinks(person)
    for part in slices(person.url, stories, mentions):

        def data(here: Here, part: Slice = part) -> Mapping[str, Any]:
            front: Any = person.front
            return {
                "slice": part,
                "person": here.linked(person),
                "voice": here.voice(person),
                "sectors": here.by_relation(person, "sectors"),
                "networks": here.by_relation(person, "networks"),
                "offers": here.by_relation(person, "offers"),
                "asks": here.by_relation(person, "asks"),
                "reach": front.reach or "",
                "orcid": front.orcid or "",
                "website": front.url or "",
                "body": renderer.body(here, person) if part.is_first else "",
                "cards": here.cards(part.of(stories)),
                "mentions": here.mentions(part.of(mentions)),
            }

        yield renderer.page(
            part.url,
            "person.html",
            part.title(garden.title(person)),
            garden.summary(person),
            data,
            section="people/",
            feed=f"{person.url}feed.xml",
            indexed=part.is_first,
        )
