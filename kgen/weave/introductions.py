"""What people offer and ask, and who could talk to whom about it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgen.model import NETWORK, PERSON, Entry, Network
from kgen.weave import Garden
from kgen.weave.alphabet import place_in_alphabet
from kgen.weave.bridges import uses_services

CROWD = 16
"""People who offer the same, of whom the best is chosen for an ask; each ask looks at the next ones in turn."""


def by_topic(garden: Garden, people: Iterable[Entry], relation: str) -> dict[str, list[Entry]]:
    """The people who name a topic under `offers` or `asks`, by its key."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for person in people:
        for topic in garden.linked_keys(person, relation):
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
    networks: tuple[Network, ...]
    """Where both are."""
    across: bool
    """They come from different sectors, or only one of them uses services."""


@dataclass(frozen=True, slots=True)
class _Somebody:
    """A person, as far as it matters for an introduction."""

    entry: Entry
    uses_services: bool
    sectors: frozenset[str]
    networks: frozenset[str]
    offers: frozenset[str]
    asks: frozenset[str]

    def across(self, other: "_Somebody") -> bool:
        """Whether two come from different sectors, people who use services being a group of their own."""
        if self.uses_services or other.uses_services:
            return self.uses_services != other.uses_services
        return bool(self.sectors and other.sectors) and self.sectors.isdisjoint(other.sectors)

    def rank(self, other: "_Somebody") -> tuple[bool, bool, bool]:
        """How well somebody who offers something fits one who asks for it, the best first."""
        no_return = other.asks.isdisjoint(self.offers)
        return not self.across(other), no_return, self.networks.isdisjoint(other.networks)


def _somebody(garden: Garden, person: Entry) -> _Somebody:
    named = (frozenset(garden.linked_keys(person, field)) for field in ("sectors", "networks", "offers", "asks"))
    return _Somebody(person, uses_services(person), *named)


def introductions(garden: Garden) -> list[Introduction]:
    """One introduction for each ask that somebody else offers: those across sectors first, then those who can help each
    other, then those who share a network.

    If several offer it, one is chosen by the same order, and among equals the one who has been chosen least.
    """
    people = {person.key: _somebody(garden, person) for person in garden.of(PERSON)}
    offering = by_topic(garden, garden.of(PERSON), "offers")
    turns: Counter[str] = Counter()
    chosen: Counter[str] = Counter()
    asks: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for asker, somebody in people.items():
        for topic in garden.linked_keys(somebody.entry, "asks"):
            around = [person.key for person in _next(offering.get(topic, ()), turns[topic]) if person.key != asker]
            turns[topic] += CROWD
            if around:
                best = min(around, key=lambda key: (*somebody.rank(people[key]), chosen[key], key))
                chosen[best] += 1
                asks[min(asker, best), max(asker, best)].append((asker, topic))
    found = [_introduction(garden, people[one], people[other], told) for (one, other), told in asks.items()]
    return sorted(found, key=lambda each: (not each.across, not each.returned, not each.networks))


def _next(people: Sequence[Entry], start: int) -> Sequence[Entry]:
    if len(people) <= CROWD:
        return people
    start %= len(people)
    return [*people[start : start + CROWD], *people[: max(0, start + CROWD - len(people))]]


def _introduction(garden: Garden, one: _Somebody, other: _Somebody, asks: Sequence[tuple[str, str]]) -> Introduction:
    """What two ask of each other, by who asks; the one who asks first is named first."""
    asker, offerer = (one, other) if asks[0][0] == one.entry.key else (other, one)
    asked = tuple(garden.published[topic] for who, topic in asks if who == asker.entry.key)
    returned = tuple(garden.published[topic] for who, topic in asks if who == offerer.entry.key)
    shared = (each for each in garden.linked(asker.entry, "networks") if each.key in offerer.networks)
    networks = tuple(filter(NETWORK.includes, shared))
    return Introduction(asker.entry, offerer.entry, asked, returned, networks, asker.across(offerer))


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
    return sorted(found, key=lambda wish: (-wish.asking, *place_in_alphabet(garden.title(wish.topic)), wish.topic.key))
