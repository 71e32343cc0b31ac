"""The links of a garden, made from what entries name in fields and in prose, and found by either end."""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from kgen.model import Entry, Link, Reference
from kgen.weave.name_index import Names
from kgen.weave.resolve import Target

MOST_TOPICS = 5
"""Topics that a response inherits; no story names more."""
LinkedKeys = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By field, the keys that entries name in it, by their own key."""


def links_made(
    entry: Entry, names: Names, prose: Sequence[tuple[Reference, Target]], published: Collection[str]
) -> Iterator[Link]:
    """The links from an entry to others that are published: one for each name in a field, one for each in prose."""
    named = names.in_fields(entry.meta)
    fields = dict.fromkeys((each.field, each.found[0].key) for each in named if each.found)
    for relation, key in fields:
        if key in published and key != entry.key:
            yield Link(entry.key, relation, key)
    mentioned = set()
    for reference, led in prose:
        relation = "embeds" if reference.form == "embed" else "mentions"
        if led.entry is None or led.entry is entry or led.entry.key not in published:
            continue
        if (relation, led.entry.key) not in mentioned:
            mentioned.add((relation, led.entry.key))
            yield Link(entry.key, relation, led.entry.key, reference.sentence)


def grouped(links: Iterable[Link], by: Callable[[Link], str]) -> dict[str, list[Link]]:
    table: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        table[by(link)].append(link)
    return dict(table)


def linked_keys_of(links: Iterable[Link]) -> dict[str, dict[str, tuple[str, ...]]]:
    table: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for link in links:
        table[link.relation][link.source] = (*table[link.relation].get(link.source, ()), link.target)
    return dict(table)


def turned_round(linked: LinkedKeys) -> dict[str, dict[str, list[str]]]:
    """By field, the keys of the entries that name one in it, by its key."""
    table: dict[str, dict[str, list[str]]] = {}
    for relation, named in linked.items():
        sources = table[relation] = defaultdict(list)
        for source, each in named.items():
            for target in each:
                sources[target].append(source)
    return table


def with_inherited_topics(linked: LinkedKeys, stories: Iterable[str]) -> LinkedKeys:
    own = linked.get("topics", {})
    known: dict[str, tuple[str, ...]] = {}
    inherited = {key: _inherited_topics(key, linked, known) for key in stories if key not in own}
    return {**linked, "topics": {**own, **{key: topics for key, topics in inherited.items() if topics}}}


def _inherited_topics(key: str, linked: LinkedKeys, known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """A response that names no topic takes on those of what it answers, and of what that answers.

    Responses that answer one thing have its topics. These are noted in `known`, so that a long chain is walked once.
    """
    way: dict[str, None] = {}
    while key not in known and key not in way:
        answered = linked.get("answers", {}).get(key, ())
        if linked.get("topics", {}).get(key) or len(answered) != 1:
            break
        way[key] = None
        key = answered[0]
    topics = known[key] if key in known else _topics_around(key, linked)
    known.update(dict.fromkeys(way, topics))
    return topics


def _topics_around(key: str, linked: LinkedKeys) -> tuple[str, ...]:
    """The topics of an entry; if it has none, those of all that it answers, the nearest first."""
    topics: dict[str, None] = {}
    waiting, seen = deque([key]), set()
    while waiting:
        each = waiting.popleft()
        if each in seen:
            continue
        seen.add(each)
        own = linked.get("topics", {}).get(each, ())
        topics.update(dict.fromkeys(own))
        if not own:
            waiting.extend(linked.get("answers", {}).get(each, ()))
    return tuple(topics)[:MOST_TOPICS]
