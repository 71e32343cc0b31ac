"""A network: what it is for, when it meets, who is in it and what they talk about."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from kgen.english import in_words
from kgen.letters import apart
from kgen.model import NETWORK, PERSON, STORY, Entry, Meeting, Network, Page, Person, Story
from kgen.site import own_page
from kgen.views.gatherings import Gathering, Promised, next_gathering, promised, when_in_words
from kgen.views.page_context import Card, Linked, Mention, PageContext
from kgen.views.pager import paginated
from kgen.views.rendering import EntryContext, page_of
from kgen.views.topic import counted
from kgen.weave import Garden
from kgen.weave.meetings import kept_promises, past_meetings

MOST_NEIGHBOURS = 8
MOST_THROUGH = 3
MOST_TOPICS = 30


def networks(garden: Garden) -> Iterator[Page]:
    for network in garden.of(NETWORK):
        named_by = (garden.linking(network, "networks", kind) for kind in (STORY, PERSON))
        first = page_of(garden, network, _network, has_feed=True)
        lists = (garden.backlinks(network), past_meetings(garden, network), kept_promises(garden, network))
        yield from paginated(first, *named_by, *lists)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A network near another: what they share, in words, and the stories it is shared through."""

    linked: Linked
    shared: str
    through: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class NetworkAtLength:
    """What is only on the first page of a network."""

    purpose: str
    slug: str
    sheet: str
    """The address of the sheet for its next meeting."""
    tell: str
    """Where somebody tells what was promised there, and what came of it."""
    steward: Linked | None
    steward_words: str
    """Who looks after it, if they have no page."""
    sectors: tuple[Linked, ...]
    meets: str
    next: Gathering | None
    join: str
    website: str
    topics: tuple[Linked, ...]
    neighbours: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True)
class NetworkContext(EntryContext):
    template = "network.html"
    count: int
    """How many stories belong to it."""
    cards: tuple[Card, ...]
    people: tuple[Linked, ...]
    meetings: tuple[Linked, ...]
    """Those that are past, each with its month."""
    kept: tuple[Promised, ...]
    """What was promised at them and was kept, if the network shows it."""
    mentions: tuple[Mention, ...]
    first: NetworkAtLength | None
    most_topics: int = MOST_TOPICS


def _network(here: PageContext) -> NetworkContext:
    garden, network, pager = here.garden, here.entry_of(NETWORK), here.pager
    stories = garden.linking(network, "networks", STORY)
    people = garden.linking(network, "networks", PERSON)
    return NetworkContext(
        count=len(stories),
        cards=here.cards(pager.of(stories)),
        people=here.with_voices(pager.of(people)),
        meetings=tuple(here.linked(each, _month(here, each)) for each in pager.of(here.insight.past_meetings(network))),
        kept=tuple(promised(here, each) for each in pager.of(here.insight.kept_promises(network))),
        mentions=here.mentions(pager.of(garden.backlinks(network))),
        first=_at_length(here, network, stories, people) if pager.is_first else None,
    )


def _month(here: PageContext, meeting: Meeting) -> str:
    """The month of a past meeting, if its title does not say it."""
    month = when_in_words(here, meeting)
    return "" if month in here.garden.title(meeting) else month


def _at_length(
    here: PageContext, network: Network, stories: tuple[Story, ...], people: tuple[Person, ...]
) -> NetworkAtLength:
    meta = network.meta
    steward = here.by_relation(network, "steward")
    return NetworkAtLength(
        purpose=meta.purpose or "",
        slug=network.slug,
        sheet=here.href(f"{network.url}meet/"),
        tell=f"{here.href(own_page('write').address)}?network={network.slug}",
        steward=steward[0] if steward else None,
        steward_words=here.garden.somebody(network, "steward"),
        sectors=here.by_relation(network, "sectors"),
        meets=meta.meets or "",
        next=next_gathering(here, network),
        join=meta.join or "",
        website=meta.url or "",
        topics=counted(here, stories, "topics", network),
        neighbours=_neighbours(here, network, stories, people),
    )


def _neighbours(
    here: PageContext, network: Entry, stories: tuple[Entry, ...], people: tuple[Entry, ...]
) -> tuple[Neighbour, ...]:
    """Other networks that share topics or people with this one, the nearest first."""
    garden = here.garden
    own_topics = Counter(key for story in stories for key in garden.linked_keys(story, "topics"))
    shared_topics: dict[str, Counter[str]] = {}
    for topic_key in own_topics:
        for key, count in here.insight.networks_about(topic_key).items():
            if key != network.key:
                shared_topics.setdefault(key, Counter())[topic_key] = count
    shared_people: dict[str, list[Entry]] = {}
    for person in people:
        for key in garden.linked_keys(person, "networks"):
            if key != network.key:
                shared_people.setdefault(key, []).append(person)
    weights = {
        key: 3 * len(shared_people.get(key, ())) + len(shared_topics.get(key, ()))
        for key in {*shared_topics, *shared_people}
    }
    ranked = sorted(weights, key=lambda key: (-weights[key], key))[:MOST_NEIGHBOURS]
    return tuple(
        Neighbour(
            here.linked(garden.published[key]),
            _what_they_share(here, shared_people.get(key, []), shared_topics.get(key, Counter())),
            here.linked_all(_through(garden, stories, garden.published[key], shared_topics.get(key, Counter()))),
        )
        for key in ranked
    )


def _through(garden: Garden, stories: tuple[Entry, ...], other: Entry, topics: Counter[str]) -> tuple[Entry, ...]:
    """The stories that join two networks: those told in both, else the other's newest on a topic they share."""
    in_both = [story for story in stories if other.key in garden.linked_keys(story, "networks")]
    theirs = garden.linking(other, "networks", STORY) if len(in_both) < MOST_THROUGH else ()
    on_topic = (
        story
        for story in theirs
        if story not in in_both and not topics.keys().isdisjoint(garden.linked_keys(story, "topics"))
    )
    return (*in_both[:MOST_THROUGH], *islice(on_topic, max(0, MOST_THROUGH - len(in_both))))


def _what_they_share(here: PageContext, people: list[Entry], topics: Counter[str]) -> str:
    parts = []
    if people:
        titles = [apart(here.garden.title(person)) for person in people[:3]]
        parts.append(f"{in_words(titles)} {'is' if len(people) == 1 else 'are'} in both")
    if topics:
        names = [apart(here.garden.title(here.garden.published[key])) for key, _ in topics.most_common(3)]
        parts.append(f"{'both' if parts else 'Both'} talk about {in_words(names)}")
    return "; ".join(parts)
