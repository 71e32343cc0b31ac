"""One file for each kind of page, and VIEWS, all of them in order.

A view says which pages there are, as plain values, and has a function that asks the garden what each shows.
"""

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
from kgen.weave import Garden

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
    introductions.introductions,
    bridges.bridges,
    garden_map.garden_map,
    plain.plain_pages,
    promises.promises,
    search.search,
    write.write,
)


def pages(garden: Garden) -> Iterator[Page]:
    """Yield every page of the site. A kgen.views.rendering.Renderer makes its HTML."""
    for view in VIEWS:
        yield from view(garden)
