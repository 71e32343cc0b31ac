"""Plain pages: the garden's own words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kgen.model import PAGE, Entry, Link, Page
from kgen.views.here import Here
from kgen.views.rendering import Renderer, Slice, slices

HOME = "home"


def plain_pages(renderer: Renderer) -> Iterator[Page]:
    garden = renderer.garden
    for entry in garden.of(PAGE):
        if entry.slug == HOME:
            continue
        mentions = garden.backlinks(entry)
        for part in slices(entry.url, mentions):

            def data(
                here: Here, entry: Entry = entry, part: Slice = part, mentions: Sequence[Link] = mentions
            ) -> Mapping[str, Any]:
                return {
                    "slice": part,
                    "page": here.linked(entry),
                    "body": renderer.body(here, entry) if part.is_first else "",
                    "mentions": here.mentions(part.of(mentions)),
                }

            yield renderer.page(
                part.url,
                "plain.html",
                part.title(garden.title(entry)),
                garden.summary(entry),
                data,
                outline=entry.body.outline if part.is_first else (),
                indexed=part.is_first,
            )
