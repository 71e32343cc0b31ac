"""A sector: the stories about it, what they talk about, and who works, volunteers or uses services there."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.model import NETWORK, PERSON, SECTOR, STORY, Page
from kgen.views.page_context import Linked, Mention, PageContext, Voices
from kgen.views.pager import paginated
from kgen.views.rendering import EntryContext, page_of
from kgen.views.topic import counted
from kgen.weave import Garden

MOST_TOPICS = 15


def sectors(garden: Garden) -> Iterator[Page]:
    for sector in garden.of(SECTOR):
        named_by = (garden.linking(sector, "sectors", kind) for kind in (STORY, PERSON, NETWORK))
        first = page_of(garden, sector, _sector, has_feed=True)
        yield from paginated(first, *named_by, garden.backlinks(sector))


@dataclass(frozen=True, slots=True)
class SectorContext(EntryContext):
    template = "sector.html"
    alt: tuple[str, ...]
    same_as: tuple[str, ...]
    count: int
    """How many stories are about it."""
    voices: tuple[Voices, ...]
    people: tuple[Linked, ...]
    networks: tuple[Linked, ...]
    topics: tuple[Linked, ...]
    together: tuple[Linked, ...]
    """Other sectors that the same stories are about."""
    mentions: tuple[Mention, ...]
    most_topics: int = MOST_TOPICS


def _sector(here: PageContext) -> SectorContext:
    garden, sector, pager = here.garden, here.entry_of(SECTOR), here.pager
    meta = sector.meta
    stories = garden.linking(sector, "sectors", STORY)
    return SectorContext(
        alt=meta.alt,
        same_as=meta.same_as,
        count=len(stories),
        voices=here.voices(pager.of(stories)),
        people=here.with_voices(pager.of(garden.linking(sector, "sectors", PERSON))),
        networks=here.linked_all(pager.of(garden.linking(sector, "sectors", NETWORK))),
        topics=counted(here, stories, "topics", sector) if pager.is_first else (),
        together=counted(here, stories, "sectors", sector) if pager.is_first else (),
        mentions=here.mentions(pager.of(garden.backlinks(sector))),
    )
