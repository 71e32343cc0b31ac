"""Small maps: what a story, a topic or a network is joined to. The lists beside them say the same in words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from kgen.model import NETWORK, SECTOR, STORY, TOPIC, Entry
from kgen.views.drawing import HERE, Box, Column, Group, box_of, dot, drawing
from kgen.views.here import Here
from kgen.weave.related import Related

MOST = 5
"""Boxes in a group."""
_WIDTH, _BETWEEN = 162, 34
_NAMED = (
    ("answers", "In answer to"),
    ("topics", "Topics"),
    ("networks", "Networks"),
    ("author", "Told by"),
    ("mentions", "Mentioned"),
)
"""What two stories may both name, and the heading under which it stands."""
_OWN = ("answers", "topics", "networks")
"""Of these, what no story near it names is drawn too."""
_MOST_NAMED = 5


def around_story(here: Here, story: Entry, related: Sequence[Related]) -> Markup:
    """What a story names, and the stories near it, in the order of the list: a line leads from what they share to each.

    Of what it names, what most of them share comes first.
    """
    near = [box_of(here, each.story) for each in related]
    taken = {each.story.key for each in related}
    sharing: dict[tuple[str, str], list[str]] = {
        (field, key): [] for field in _OWN for key in here.garden.targets(story, field)
    }
    for each, box in zip(related, near, strict=True):
        for field, entries in each.shared.items():
            for entry in entries:
                sharing.setdefault((field, entry.key), []).append(box.href)
    free = [thing for thing in sharing if thing[1] not in taken]
    shown = set(sorted(free, key=lambda thing: -len(sharing[thing]))[:_MOST_NAMED])
    groups: list[Group] = []
    lines: dict[tuple[str, str], int] = {}
    for field, heading in _NAMED:
        boxes = []
        for thing in free:
            if thing in shown and thing[0] == field:
                box = box_of(here, here.garden.published[thing[1]])
                boxes.append(box)
                lines[HERE, box.href] = 1
                lines.update({(box.href, href): 1 for href in sharing[thing]})
        if boxes:
            groups.append(Group(heading, boxes))
    if not groups:
        return Markup()
    stories = [Column(_WIDTH, [Group("Stories", near)])] if near else []
    columns = [dot(), Column(_WIDTH, groups), *stories]
    return drawing(columns, _BETWEEN, lines, name="What this story is joined to", most_words=2)


def around_topic(here: Here, topic: Entry, stories: Iterable[Entry]) -> Markup:
    """The sectors in whose stories a topic stands; the networks that tell them; the topics that stand beside it."""
    left = _group(here, SECTOR.title, stories, "sectors")
    right = [
        _group(here, NETWORK.title, stories, "networks"),
        _group(here, "Topics beside it", stories, "topics", topic),
    ]
    sides = [Column(_WIDTH, [group for group in groups if group.boxes]) for groups in ([left], right)]
    if not any(side.groups for side in sides):
        return Markup()
    lines = {(box.href, HERE): box.told for group in sides[0].groups for box in group.boxes}
    lines |= {(HERE, box.href): box.told for group in sides[1].groups for box in group.boxes}
    columns = [each for each in (sides[0], dot(), sides[1]) if each.groups]
    return drawing(columns, _BETWEEN, lines, name="What this topic is joined to", most_words=2)


def around_network(
    here: Here, stories: Iterable[Entry], near: Sequence[Entry], networks_by_topic: Mapping[str, Counter[str]]
) -> Markup:
    """What a network talks about, and which of the networks near it talk about the same."""
    topics = _named_most(here, stories, "topics")
    group = Group(TOPIC.title, [box_of(here, topic, count) for topic, count in topics])
    if not group.boxes:
        return Markup()
    lines = {(HERE, box.href): box.told for box in group.boxes}
    others: list[Box] = []
    for network in near[:MOST]:
        told = {topic.url: networks_by_topic[topic.key][network.key] for topic, _ in topics}
        if any(told.values()):
            others.append(box_of(here, network, len(here.garden.sources(network, "networks", STORY))))
            lines |= {(here.href(url), here.href(network.url)): count for url, count in told.items() if count}
    columns = [
        dot(),
        Column(_WIDTH, [group]),
        *([Column(_WIDTH, [Group("Networks near it", others)])] if others else []),
    ]
    return drawing(columns, _BETWEEN, lines, name="What this network is joined to", most_words=2)


def _group(here: Here, heading: str, stories: Iterable[Entry], field: str, without: Entry | None = None) -> Group:
    named = _named_most(here, stories, field, without)
    return Group(heading, [box_of(here, entry, count) for entry, count in named])


def _named_most(
    here: Here, stories: Iterable[Entry], field: str, without: Entry | None = None
) -> list[tuple[Entry, int]]:
    """What most of some stories name in a field, and how many do."""
    garden = here.garden
    counts = Counter(key for story in stories for key in garden.targets(story, field))
    if without is not None:
        del counts[without.key]
    ranked = sorted(counts, key=lambda key: (-counts[key], key))[:MOST]
    return [(garden.published[key], counts[key]) for key in ranked]
