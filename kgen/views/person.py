"""A person: where they speak from, what they offer and ask, what they have told."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.model import PERSON, STORY, Page
from kgen.views.page_context import Card, Linked, Mention, PageContext
from kgen.views.pager import paginated
from kgen.views.rendering import EntryContext, page_of
from kgen.weave import Garden


def people(garden: Garden) -> Iterator[Page]:
    for person in garden.of(PERSON):
        first = page_of(garden, person, _person, has_feed=True)
        yield from paginated(first, garden.linking(person, "author", STORY), garden.backlinks(person))


@dataclass(frozen=True, slots=True)
class PersonContext(EntryContext):
    template = "person.html"
    voice: str
    sectors: tuple[Linked, ...]
    networks: tuple[Linked, ...]
    offers: tuple[Linked, ...]
    asks: tuple[Linked, ...]
    reach: str
    orcid: str
    website: str
    cards: tuple[Card, ...]
    mentions: tuple[Mention, ...]


def _person(here: PageContext) -> PersonContext:
    garden, person, pager = here.garden, here.entry_of(PERSON), here.pager
    meta = person.meta
    return PersonContext(
        voice=here.voice(person),
        sectors=here.by_relation(person, "sectors"),
        networks=here.by_relation(person, "networks"),
        offers=here.by_relation(person, "offers"),
        asks=here.by_relation(person, "asks"),
        reach=meta.reach or "",
        orcid=meta.orcid or "",
        website=meta.url or "",
        cards=here.cards(pager.of(garden.linking(person, "author", STORY))),
        mentions=here.mentions(pager.of(garden.backlinks(person))),
    )
