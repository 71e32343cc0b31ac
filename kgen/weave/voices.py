"""Who speaks: in words, which few stories stand for many, and who has not been heard yet."""

from collections.abc import Sequence
from itertools import chain

from kgen.english import in_words, one_voice, sentence_case
from kgen.model import PERSON, STORY, Entry, Network, Question, Story
from kgen.weave import Garden


def teller(garden: Garden, story: Story) -> str:
    """Who tells a story, inside a sentence: the names given with it, or where its teller speaks from."""
    return _names(garden, story) or one_voice([garden.settings.standpoint(slug).one for slug in story.meta.voices])


def teller_begins(garden: Garden, story: Story) -> str:
    """The same where a sentence begins. Names stay as they are written: `bell hooks`."""
    return _names(garden, story) or sentence_case(teller(garden, story))


def _names(garden: Garden, story: Story) -> str:
    return in_words([garden.title(author) for author in garden.linked(story, "author")])


def told_differently(stories: Sequence[Story], count: int) -> list[Story]:
    """Some stories from different standpoints, the first of each: those that need a content note last. If there are too
    few standpoints, some speak twice."""
    calm = (story for story in stories if not story.meta.mentions)
    noted = (story for story in stories if story.meta.mentions)
    first: dict[str, Story] = {}
    by_standpoint: dict[str, Story] = {}
    for story in chain(calm, noted):
        if len(by_standpoint) == count:
            break
        by_standpoint.setdefault(story.meta.standpoint[0], story)
        if len(first) < count:
            first[story.key] = story
    chosen = {story.key: story for story in by_standpoint.values()} | first
    return list(chosen.values())[:count]


def empty_seats(garden: Garden, question: Question) -> tuple[str, ...]:
    """The standpoints a question hopes to hear from and has not heard from."""
    heard = _heard(*garden.linking(question, "answers", STORY))
    return tuple(slug for slug in question.meta.wanted if slug not in heard)


def not_heard(garden: Garden, network: Network | None) -> tuple[str, ...]:
    """The standpoints of a garden from which nobody has told a story in it; for a network, those from which nobody who
    takes part in it speaks either."""
    entries: tuple[Entry, ...] = garden.of(STORY)
    if network is not None:
        entries = (*garden.linking(network, "networks", STORY), *garden.linking(network, "networks", PERSON))
    heard = _heard(*entries)
    return tuple(slug for slug in garden.settings.standpoints if slug not in heard)


def _heard(*entries: Entry) -> set[str]:
    return {slug for entry in entries for slug in entry.meta.voices}
