"""The map: which services talk about what, and where people meet about it.

Only topics, sectors, networks and questions are on it, a bounded number of each: however many stories there are, it
stays a picture that somebody can read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from kgen.model import NETWORK, QUESTION, SECTOR, STORY, TOPIC, Context, Kind, Page
from kgen.site import own_page
from kgen.views.drawing import Column, Group, box_of, drawing
from kgen.views.page_context import Linked, PageContext
from kgen.weave import Garden

_MOST = {TOPIC: 24, SECTOR: 12, NETWORK: 8, QUESTION: 8}
"""Entries of a kind on the map: those that most stories name."""
MOST_LINES = 70
_RELATIONS = {SECTOR: "sectors", NETWORK: "networks", QUESTION: "answers"}
"""What is joined to topics, and the field in which stories name it."""
_SWEEPS = 4
_WIDTHS, _BETWEEN = (160, 160, 200), 120
_NARROW, _BETWEEN_NARROW = (136, 136), 42
"""For the narrowest phones: what people meet on the left, topics on the right, in letters as large as on a desk."""
_SIGNS = {SECTOR: "■", TOPIC: "●", NETWORK: "◆", QUESTION: "?"}
"""Shown beside the hue of a kind, so that nobody needs to tell colours apart."""

Joined = Counter[tuple[str, str]]
"""How many stories name both of two entries, by the keys of a topic and of the other."""


class Facts(NamedTuple):
    """What the map shows: the keys of each kind in the order in which they are drawn, how many stories name each, and
    how many name both ends of each line."""

    shown: Mapping[Kind, Sequence[str]]
    counts: Counter[str]
    lines: Joined


def garden_map(garden: Garden) -> Iterator[Page]:
    words = "What the stories are about, which services they are about, and where people meet."
    own = own_page("map")
    yield Page(own.address, own.title, words, _map, section=own.address, assets=("map/map.css", "map/map.js"))


@dataclass(frozen=True, slots=True)
class TopicInWords:
    """A topic of the map: how many stories name it, and by kind what its lines lead to, each with their number."""

    topic: Linked
    count: int
    joined: Sequence[tuple[str, Sequence[Linked]]]


@dataclass(frozen=True, slots=True)
class MapContext(Context):
    template = "map.html"
    drawings: Sequence[Markup]
    """One for wide windows and one for phones."""
    topics: Sequence[TopicInWords]
    rest: Sequence[Linked]
    """The lists of kinds of which the map shows only some."""


def _map(here: PageContext) -> MapContext:
    facts = facts_of(here.garden)
    by_count = sorted(facts.shown[TOPIC], key=lambda key: (-facts.counts[key], key))
    return MapContext(
        drawings=_drawings(here, facts) if facts.lines else (),
        topics=[_told(here, facts, key) for key in by_count],
        rest=[
            Linked(f"All {f'{count:,} ' if count > 2 else ''}{kind.title.lower()}", here.href(f"{kind.folder}/"))
            for kind in _MOST
            if (count := len(here.garden.of(kind))) > len(facts.shown[kind])
        ],
    )


def facts_of(garden: Garden) -> Facts:
    """Choose what the map shows: for each kind, what most stories name; for the lines, the strongest of each entry,
    then the strongest of all."""
    counts: Counter[str] = Counter()
    joined: Joined = Counter()
    for story in garden.of(STORY):
        topics = garden.linked_keys(story, "topics")
        others = [key for relation in _RELATIONS.values() for key in garden.linked_keys(story, relation)]
        counts.update((*topics, *others))
        joined.update((topic, other) for topic in topics for other in others)
    named = {kind: [entry.key for entry in garden.of(kind) if counts[entry.key]] for kind in _MOST}
    shown = {kind: sorted(keys, key=lambda key: -counts[key])[: _MOST[kind]] for kind, keys in named.items()}
    places = {key: place for keys in shown.values() for place, key in enumerate(keys)}
    ranked = sorted(
        (ends for ends in joined if ends[0] in places and ends[1] in places), key=lambda ends: (-joined[ends], ends)
    )
    lines = Counter({ends: joined[ends] for ends in _strongest(ranked)})
    return Facts(_in_order(shown, lines), counts, lines)


def _strongest(ranked: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The strongest line of each entry, and the strongest of all, at most MOST_LINES."""
    first: dict[tuple[str, str], None] = {}
    seen: set[str] = set()
    for ends in ranked:
        if not seen.issuperset(ends):
            first[ends] = None
            seen.update(ends)
    chosen = {*first, *[ends for ends in ranked if ends not in first][: max(0, MOST_LINES - len(first))]}
    return [ends for ends in ranked if ends in chosen]


def _in_order(shown: Mapping[Kind, Sequence[str]], lines: Joined) -> dict[Kind, list[str]]:
    """Move what is joined side by side, so that fewer lines cross: each to the mean place of what it is joined to.

    Source: Sugiyama, Tagawa and Toda, Methods for visual understanding of hierarchical system structures (1981).
    """
    order = {kind: list(keys) for kind, keys in shown.items()}
    joined: dict[str, list[tuple[str, int]]] = {}
    for (topic, other), count in lines.items():
        joined.setdefault(topic, []).append((other, count))
        joined.setdefault(other, []).append((topic, count))
    for _ in range(_SWEEPS):
        for kind in (SECTOR, NETWORK, QUESTION, TOPIC):
            places = {key: place / len(keys) for keys in order.values() for place, key in enumerate(keys)}
            order[kind].sort(key=lambda key: _mean_place(joined.get(key, ()), places, places[key]))
    return order


def _mean_place(joined: Iterable[tuple[str, int]], places: Mapping[str, float], own: float) -> float:
    weight = sum(count for _, count in joined)
    return sum(places[key] * count for key, count in joined) / weight if weight else own


def _drawings(here: PageContext, facts: Facts) -> list[Markup]:
    """The map in three columns, and in two for narrow windows."""
    published = here.garden.published

    def group(kind: Kind, keys: Sequence[str]) -> list[Group]:
        boxes = [box_of(here, published[key], facts.counts[key]) for key in keys]
        return [Group(f"{_SIGNS[kind]} {kind.title}", boxes, kind.name)] if boxes else []

    sectors, networks, questions = (group(kind, facts.shown[kind]) for kind in (SECTOR, NETWORK, QUESTION))
    wide = [sectors, group(TOPIC, facts.shown[TOPIC]), [*networks, *questions]]
    narrow = [[*sectors, *networks, *questions], group(TOPIC, _beside_others(facts))]
    return [
        _drawing(here, facts, "wide", _columns(_WIDTHS, wide), _BETWEEN),
        _drawing(here, facts, "narrow", _columns(_NARROW, narrow), _BETWEEN_NARROW),
    ]


def _columns(widths: Sequence[int], groups: Sequence[Sequence[Group]]) -> list[Column]:
    return [Column(width, each) for width, each in zip(widths, groups, strict=True) if each]


def _beside_others(facts: Facts) -> list[str]:
    """The topics, each near what it is joined to if all of that is in one column."""
    others = [*facts.shown[SECTOR], *facts.shown[NETWORK], *facts.shown[QUESTION]]
    places = {key: float(place) for place, key in enumerate(others)}
    joined: dict[str, list[tuple[str, int]]] = {}
    for (topic, other), count in facts.lines.items():
        joined.setdefault(topic, []).append((other, count))
    return sorted(facts.shown[TOPIC], key=lambda topic: _mean_place(joined.get(topic, ()), places, 0))


def _drawing(here: PageContext, facts: Facts, look: str, columns: Sequence[Column], between: int) -> Markup:
    published = here.garden.published
    is_left = {SECTOR} if look == "wide" else set(_RELATIONS)
    lines = {
        (left, right) if published[other].kind not in is_left else (right, left): count
        for (topic, other), count in facts.lines.items()
        for left, right in [(here.href(published[topic].url), here.href(published[other].url))]
    }
    return drawing(
        columns,
        between,
        lines,
        name="The map of this garden",
        says="Boxes with the number of stories that name each: services, topics, networks and questions. A line"
        " joins a topic to what the same stories name. The list below says the same in words.",
        look=look,
        is_mirrored=here.garden.settings.is_mirrored,
    )


def _told(here: PageContext, facts: Facts, topic: str) -> TopicInWords:
    published = here.garden.published
    joined = [(other, count) for (one, other), count in facts.lines.items() if one == topic]
    by_kind = [
        (kind.title, [here.linked(published[key], str(count)) for key, count in joined if published[key].kind is kind])
        for kind in _RELATIONS
    ]
    return TopicInWords(here.linked(published[topic]), facts.counts[topic], by_kind)
