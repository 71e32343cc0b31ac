"""One file for each kind of page, and VIEWS, all of them in order."""

from collections.abc import Iterator

from kgen.model import Page
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


def pages(renderer: Renderer) -> Iterator[Page]:
    """Yield every page of the site. Its inner HTML is made when `page.html` is called."""
    for view in VIEWS:
        yield from view(renderer)
