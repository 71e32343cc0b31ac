"""The short facts of all stories, by which the list of stories is narrowed down. A browser asks for them on use."""

from collections.abc import Iterator, Sequence

from kgen.english import sentence_case
from kgen.exports.data import compact
from kgen.model import NETWORK, SECTOR, STORY, TOPIC, Output, Page, Story
from kgen.weave import Garden

_CHANGES = {"planned": 1, "made": 2}
_ABOUT = (("sectors", SECTOR), ("topics", TOPIC), ("networks", NETWORK))


def stories_json(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `stories/facts.json`: for each story, in the order of the list, its change (0 none, 1 planned, 2 made),
    what its content note names, and the places of its standpoints, sectors, topics and networks in the lists beside it.
    What its card shows is on the pages of the list."""
    yield Output(f"{STORY.folder}/facts.json", _facts)


def _facts(garden: Garden) -> bytes:
    stories = garden.of(STORY)
    spoken = dict.fromkeys(slug for story in stories for slug in story.meta.standpoint)
    known = garden.settings.standpoints
    standpoints = [*(slug for slug in known if slug in spoken), *(slug for slug in spoken if slug not in known)]
    keys = {
        relation: {key for story in stories for key in garden.linked_keys(story, relation)} for relation, _ in _ABOUT
    }
    named = {name: [entry for entry in garden.of(kind) if entry.key in keys[name]] for name, kind in _ABOUT}
    places = {entry.key: place for entries in named.values() for place, entry in enumerate(entries)}
    facts = {
        "standpoints": [_standpoint(garden, slug) for slug in standpoints],
        **{relation: [[entry.slug, garden.title(entry)] for entry in entries] for relation, entries in named.items()},
        "stories": [_story(garden, story, standpoints, places) for story in stories],
    }
    return compact(facts).encode()


def _standpoint(garden: Garden, slug: str) -> list[str]:
    known = garden.settings.standpoints.get(slug)
    return [slug, sentence_case(known.many if known else slug)]


def _story(garden: Garden, story: Story, standpoints: Sequence[str], places: dict[str, int]) -> list[object]:
    meta = story.meta
    return [
        _CHANGES.get(meta.change.status, 0) if meta.change else 0,
        " ".join(meta.mentions),
        [standpoints.index(slug) for slug in meta.standpoint],
        *([places[key] for key in garden.linked_keys(story, relation)] for relation, _ in _ABOUT),
    ]
