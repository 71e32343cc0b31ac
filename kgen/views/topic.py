"""A topic: what it means, what held change back and let it go, who talks about it and who does not."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgen.english import count_of
from kgen.model import NETWORK, PERSON, QUESTION, SECTOR, STORY, TOPIC, Entry, Kind, Page, Person, Story, Topic
from kgen.views.cited import CitedWork, cited_works
from kgen.views.outcomes import Trials, tried_about
from kgen.views.page_context import Card, Linked, Mention, PageContext, Voices, findings
from kgen.views.pager import paginated
from kgen.views.rendering import EntryContext, page_of
from kgen.weave import Garden
from kgen.weave.voices import told_differently

MOST_SILENT = 12
MOST_PLACES = 10
FIRST_STORIES = 3
"""That come before all others, if there are more than MOST_WITHOUT."""
MOST_WITHOUT = 5


def topics(garden: Garden) -> Iterator[Page]:
    for topic in garden.of(TOPIC):
        first = page_of(garden, topic, _topic, has_feed=True)
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
    all: str
    """The address of all of the kind."""


@dataclass(frozen=True, slots=True)
class TopicAtLength:
    """What is only on the first page of a topic."""

    definition: str
    opening: tuple[Card, ...]
    """Some of its stories, from different standpoints."""
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
    tried: Trials
    cites: tuple[CitedWork, ...]


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
    sectors = counted(here, stories, "sectors", topic)
    networks = counted(here, stories, "networks", topic)
    return TopicAtLength(
        definition=meta.definition or "",
        opening=here.cards(_opening(stories)),
        alt=meta.alt,
        same_as=meta.same_as,
        broader=here.by_relation(topic, "broader"),
        narrower=here.linked_all(garden.linking(topic, "broader", TOPIC)),
        related=_beside(here, topic),
        together=counted(here, stories, "topics", topic),
        sectors=sectors,
        networks=networks,
        silent=tuple(filter(None, (_silent(here, kind, stories) for kind in (SECTOR, NETWORK)))),
        questions=asked(here, topic, stories),
        tried=tried_about(here, topic),
        cites=cited_works(here, topic),
    )


def _opening(stories: tuple[Story, ...]) -> list[Story]:
    """Three stories with a title of their own, if there are that many, where a topic has more than a screen holds."""
    by_title = sorted(stories, key=lambda story: not story.title)
    return told_differently(by_title, FIRST_STORIES) if len(stories) > MOST_WITHOUT else []


def _silent(here: PageContext, kind: Kind, stories: tuple[Story, ...]) -> Silent | None:
    """The sectors or networks in which nobody has told a story about a topic; None if there are none."""
    garden = here.garden
    heard = {key for story in stories for key in garden.linked_keys(story, kind.folder)}
    silent = [entry for entry in garden.of(kind) if entry.key not in heard]
    if not silent or not stories:
        return None
    more = max(0, len(silent) - MOST_SILENT)
    return Silent(kind.title, here.linked_all(silent[:MOST_SILENT]), more, here.href(f"{kind.folder}/"))


def _beside(here: PageContext, topic: Entry) -> tuple[Linked, ...]:
    """Related topics, whichever of the two says so."""
    both = (*here.garden.linked(topic, "related"), *here.garden.linking(topic, "related", TOPIC))
    return here.linked_all(here.garden.by_title({entry.key: entry for entry in both}.values()))


def counted(
    here: PageContext, stories: Iterable[Entry], relation: str, around: Entry | None = None
) -> tuple[Linked, ...]:
    """What some stories name in a field, the most frequent first, each with its count as a note.

    Where the stories are those of one entry, each link leads to the stories that are counted; to others of the entry's
    kind it leads as it is, and the entry itself is left out.
    """
    garden = here.garden
    counts = Counter(key for story in stories for key in garden.linked_keys(story, relation))
    if around:
        counts.pop(around.key, None)
    ranked = sorted(counts, key=lambda key: (-counts[key], key))
    return tuple(_counted(here, garden.published[key], counts[key], around) for key in ranked)


def _counted(here: PageContext, entry: Entry, count: int, around: Entry | None) -> Linked:
    if around is None:
        return here.linked(entry, count_of(count, "story", "stories"))
    if entry.kind is around.kind:
        return here.linked(entry, f"in {count} of these")
    both = f"?{around.kind.name}={around.slug}&{entry.kind.name}={entry.slug}"
    return here.linked(entry, count_of(count, "story", "stories"))._replace(href=f"{here.href('stories/')}{both}")


def asked(here: PageContext, topic: Entry, stories: Iterable[Entry]) -> tuple[Linked, ...]:
    """The questions that name a topic, or that stories about it answer."""
    garden = here.garden
    found: dict[str, Entry] = {entry.key: entry for entry in garden.linking(topic, "topics", QUESTION)}
    for story in stories:
        for key in garden.linked_keys(story, "answers"):
            if garden.published[key].kind is QUESTION:
                found[key] = garden.published[key]
    return here.linked_all(garden.by_title(found.values()))
