"""What people offer and ask, and who could talk to whom about it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgen.model import PERSON, Entry
from kgen.weave import Garden
from kgen.weave.bridges import uses_services

CROWD = 40
"""People who offer the same, of whom the best is chosen for an ask; each ask looks at the next ones in turn."""


def by_topic(garden: Garden, people: Iterable[Entry], relation: str) -> dict[str, list[Entry]]:
    """The people who name a topic under `offers` or `asks`, by its key."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for person in people:
        for topic in garden.targets(person, relation):
            found[topic].append(person)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Introduction:
    """Two people who should talk: what the first asks and the second offers, and perhaps the other way round."""

    asker: Entry
    offerer: Entry
    asked: tuple[Entry, ...]
    returned: tuple[Entry, ...]
    """What the second asks and the first offers."""
    networks: tuple[Entry, ...]
    """Where both are."""
    across: bool
    """They come from different sectors, or only one of them uses services."""


def introductions(garden: Garden) -> list[Introduction]:
    """One introduction for each ask that somebody else offers: those across sectors first, then those who can help each
    other, then those who share a network.

    Of several who offer, one is chosen by the same order, and of equals whoever has been chosen least.
    """
    people = garden.of(PERSON)
    offering = by_topic(garden, people, "offers")
    turns: Counter[str] = Counter()
    chosen: Counter[str] = Counter()
    asks: dict[tuple[str, str], list[tuple[Entry, Entry, str]]] = defaultdict(list)
    for asker in people:
        for topic in garden.targets(asker, "asks"):
            around = _next(offering.get(topic, ()), turns[topic])
            turns[topic] += CROWD
            others = [person for person in around if person is not asker]
            if not others:
                continue
            offerer = min(others, key=lambda other: (*_rank(garden, asker, other), chosen[other.key], other.key))
            chosen[offerer.key] += 1
            one, other = sorted((asker.key, offerer.key))
            asks[one, other].append((asker, offerer, topic))
    found = [_introduction(garden, each) for each in asks.values()]
    return sorted(found, key=lambda each: (not each.across, not each.returned, not each.networks))


def _next(people: Sequence[Entry], start: int) -> Sequence[Entry]:
    if len(people) <= CROWD:
        return people
    start %= len(people)
    return [*people[start : start + CROWD], *people[: max(0, start + CROWD - len(people))]]


def _rank(garden: Garden, asker: Entry, offerer: Entry) -> tuple[bool, bool, bool]:
    returned = not set(garden.targets(offerer, "asks")).isdisjoint(garden.targets(asker, "offers"))
    return not across(garden, asker, offerer), not returned, not _both_in(garden, asker, offerer)


def across(garden: Garden, one: Entry, other: Entry) -> bool:
    """Whether two people come from different sectors, people who use services being a group of their own."""
    users = uses_services(one), uses_services(other)
    if any(users):
        return not all(users)
    sectors = garden.targets(one, "sectors"), garden.targets(other, "sectors")
    return all(sectors) and set(sectors[0]).isdisjoint(sectors[1])


def _both_in(garden: Garden, one: Entry, other: Entry) -> tuple[Entry, ...]:
    theirs = garden.targets(other, "networks")
    return tuple(network for network in garden.targeted(one, "networks") if network.key in theirs)


def _introduction(garden: Garden, asks: Sequence[tuple[Entry, Entry, str]]) -> Introduction:
    asker, offerer, _ = asks[0]
    asked = tuple(garden.published[topic] for who, _, topic in asks if who is asker)
    returned = tuple(garden.published[topic] for who, _, topic in asks if who is offerer)
    networks = _both_in(garden, asker, offerer)
    return Introduction(asker, offerer, asked, returned, networks, across(garden, asker, offerer))


@dataclass(frozen=True, slots=True)
class Wish:
    """A topic that people ask about: how many do, and how many offer it."""

    topic: Entry
    asking: int
    offering: int


def wishes(garden: Garden) -> list[Wish]:
    """What people ask about, the most asked first."""
    people = garden.of(PERSON)
    offering = by_topic(garden, people, "offers")
    found = [
        Wish(garden.published[topic], len(asking), len(offering.get(topic, ())))
        for topic, asking in by_topic(garden, people, "asks").items()
    ]
    return sorted(found, key=lambda wish: (-wish.asking, garden.title(wish.topic).casefold(), wish.topic.key))
