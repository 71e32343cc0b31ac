"""One file for each kind of page, and VIEWS, all of them in order."""

from collections.abc import Callable, Iterator

from kgen.model import NETWORK, PAGE, PERSON, QUESTION, SECTOR, STORY, TOPIC, Entry, Page
from kgen.views import (
    bridges,
    changes,
    garden_map,
    home,
    introductions,
    listing,
    meet,
    network,
    person,
    plain,
    promises,
    question,
    search,
    sector,
    story,
    topic,
    write,
)
from kgen.views.rendering import Renderer

VIEWS = (
    home.home,
    listing.listings,
    story.stories,
    story.tombstones,
    topic.topics,
    network.networks,
    meet.sheets,
    question.questions,
    person.people,
    sector.sectors,
    changes.changes,
    introductions.pages,
    bridges.bridges,
    garden_map.garden_map,
    plain.plain_pages,
    promises.promises,
    search.search,
    write.write,
)

_OF_ENTRY: dict[str, Callable[[Renderer, Entry], Iterator[Page]]] = {
    STORY.name: story.pages_of,
    TOPIC.name: topic.pages_of,
    NETWORK.name: network.pages_of,
    QUESTION.name: question.pages_of,
    PERSON.name: person.pages_of,
    SECTOR.name: sector.pages_of,
    PAGE.name: plain.pages_of,
}


def pages(renderer: Renderer) -> Iterator[Page]:
    """Yield every page of the site. Its inner HTML is made when `page.html` is called."""
    for view in VIEWS:
        yield from view(renderer)


def pages_of(renderer: Renderer, entry: Entry) -> Iterator[Page]:
    """Yield the pages that stand for one published entry."""
    if entry.kind is PAGE and entry.slug == plain.HOME:
        yield from home.home(renderer)
    else:
        yield from _OF_ENTRY[entry.kind.name](renderer, entry)
