"""Plain pages: the garden's own words."""

from collections.abc import Iterator

from kgen.model import PAGE, Page
from kgen.views.rendering import Renderer, slices

HOME = "home"


def plain_pages(renderer: Renderer) -> Iterator[Page]:
    garden = renderer.garden
    for entry in garden.of(PAGE):
        if entry.slug == HOME:
            continue
        mentions = garden.backlinks(entry)
        for part in slices(entry.url, mentions):
            yield renderer.page(
                part.url,
                "plain.html",
                part.title(garden.title(entry)),
                garden.summary(entry),
                lambda here, entry=entry, part=part, mentions=mentions: {
                    "slice": part,
                    "page": here.linked(entry),
                    "body": renderer.body(here, entry) if part.is_first else "",
                    "mentions": here.mentions(part.of(mentions)),
                },
                outline=entry.body.outline if part.is_first else (),
                indexed=part.is_first,
            )
