"""Who has not been heard yet: the standpoints from which nobody has spoken."""

from kgen.model import PERSON, STORY, Entry, Network, Question
from kgen.weave import Garden


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
