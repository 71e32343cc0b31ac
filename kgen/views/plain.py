"""Plain pages: the garden's own words."""

from collections.abc import Iterator

from kgen.model import PAGE, Entry, Page
from kgen.views.rendering import Renderer

HOME = "home"


def plain_pages(renderer: Renderer) -> Iterator[Page]:
    for entry in renderer.garden.of(PAGE):
        if entry.slug != HOME:
            yield from pages_of(renderer, entry)


def pages_of(renderer: Renderer, entry: Entry) -> Iterator[Page]:
    mentions = renderer.garden.backlinks(entry)
    return renderer.entry_pages(
        entry, "plain.html", [mentions], lambda here, part: {"mentions": here.mentions(part.of(mentions))}
    )
