"""A topic: what it means, what held change back and let it go, who talks about it and who does not."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgen.model import NETWORK, PERSON, QUESTION, SECTOR, STORY, TOPIC, Entry, Kind, Page, Person, Story, Topic
from kgen.views.page_context import Card, Linked, Mention, PageContext, Voices, findings
from kgen.views.pager import list_assets, paginated
from kgen.views.rendering import EntryContext, page_of
from kgen.weave import Garden

MOST_SILENT = 12
MOST_PLACES = 10


def topics(garden: Garden) -> Iterator[Page]:
    for topic in garden.of(TOPIC):
        first = page_of(garden, topic, _topic, has_feed=True, assets=list_assets(garden))
        yield from paginated(first, *_listed(garden, topic), garden.backlinks(topic))


def _listed(garden: Garden, topic: Topic) -> tuple[tuple[Story, ...], tuple[Person, ...], tuple[Person, ...]]:
    """The stories about a topic, and the people who offer something on it or ask about it."""
    stories = garden.linking(topic, "topics", STORY)
    return stories, garden.linking(topic, "offers", PERSON), garden.linking(topic, "asks", PERSON)


@dataclass(frozen=True, slots=True)
class Silent:
    """The first entries of a kind in which nobody has told a story about a topic, and how many more there are."""

    heading: str
    shown: tuple[Linked, ...]
    more: int


@dataclass(frozen=True, slots=True)
class TopicAtLength:
    """What stands on the first page of a topic alone."""

    definition: str
    alt: tuple[str, ...]
    same_as: tuple[str, ...]
    broader: tuple[Linked, ...]
    narrower: tuple[Linked, ...]
    related: tuple[Linked, ...]
    together: tuple[Linked, ...]
    """Other topics that the same stories are about."""
    sectors: tuple[Linked, ...]
    networks: tuple[Linked, ...]
    silent: tuple[Silent, ...]
    questions: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class TopicContext(EntryContext):
    template = "topic.html"
    count: int
    """How many stories are about it."""
    voices: tuple[Voices, ...]
    rows: tuple[Card, ...]
    """The stories that say what held change back or let it go."""
    offering: tuple[Linked, ...]
    asking: tuple[Linked, ...]
    mentions: tuple[Mention, ...]
    first: TopicAtLength | None
    most_places: int = MOST_PLACES


def _topic(here: PageContext) -> TopicContext:
    garden, topic, pager = here.garden, here.entry_of(TOPIC), here.pager
    stories, offering, asking = _listed(garden, topic)
    shown = pager.of(stories)
    return TopicContext(
        count=len(stories),
        voices=here.voices(shown),
        rows=findings(here.cards(shown)),
        offering=here.linked_all(pager.of(offering)),
        asking=here.linked_all(pager.of(asking)),
        mentions=here.mentions(pager.of(garden.backlinks(topic))),
        first=_at_length(here, topic, stories) if pager.is_first else None,
    )


def _at_length(here: PageContext, topic: Topic, stories: tuple[Story, ...]) -> TopicAtLength:
    garden = here.garden
    meta = topic.meta
    sectors = counted(here, stories, "sectors")
    networks = counted(here, stories, "networks")
    silent_sectors = _silent(here, SECTOR, sectors)
    silent_networks = _silent(here, NETWORK, networks)
    return TopicAtLength(
        definition=meta.definition or "",
        alt=meta.alt,
        same_as=meta.same_as,
        broader=here.by_relation(topic, "broader"),
        narrower=here.linked_all(garden.linking(topic, "broader", TOPIC)),
        related=_beside(here, topic),
        together=tuple(each for each in counted(here, stories, "topics") if each.href != here.href(topic.url)),
        sectors=sectors,
        networks=networks,
        silent=tuple(
            Silent(heading, each[:MOST_SILENT], max(0, len(each) - MOST_SILENT))
            for heading, each in (("Services", silent_sectors), ("Networks", silent_networks))
            if each and stories
        ),
        questions=asked(here, topic, stories),
    )


def _silent(here: PageContext, kind: Kind, talking: Iterable[Linked]) -> tuple[Linked, ...]:
    """The sectors or networks in which nobody has told a story about a topic."""
    heard = {linked.href for linked in talking}
    return tuple(each for each in here.linked_all(here.garden.of(kind)) if each.href not in heard)


def _beside(here: PageContext, topic: Entry) -> tuple[Linked, ...]:
    """Related topics, whichever of the two says so."""
    both = (*here.garden.linked(topic, "related"), *here.garden.linking(topic, "related", TOPIC))
    return here.linked_all(here.garden.by_title({entry.key: entry for entry in both}.values()))


def counted(here: PageContext, stories: Iterable[Entry], relation: str) -> tuple[Linked, ...]:
    """What some stories name in a field, the most frequent first, each with its count as a note."""
    garden = here.garden
    counts = Counter(key for story in stories for key in garden.linked_keys(story, relation))
    ranked = sorted(counts, key=lambda key: (-counts[key], key))
    return tuple(
        here.linked(garden.published[key], f"{counts[key]} {'story' if counts[key] == 1 else 'stories'}")
        for key in ranked
    )


def asked(here: PageContext, topic: Entry, stories: Iterable[Entry]) -> tuple[Linked, ...]:
    """The questions that name a topic, or that stories about it answer."""
    garden = here.garden
    found: dict[str, Entry] = {entry.key: entry for entry in garden.linking(topic, "topics", QUESTION)}
    for story in stories:
        for key in garden.linked_keys(story, "answers"):
            if garden.published[key].kind is QUESTION:
                found[key] = garden.published[key]
    return here.linked_all(garden.by_title(found.values()))
