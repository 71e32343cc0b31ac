"""What opens the home page: what somebody who uses a service says, and what somebody who works there answers."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from kgen.model import STORY, Story
from kgen.weave import Garden
from kgen.weave.bridges import USING, uses_services
from kgen.weave.changes import status_of

MOST = 12
"""How many of the newest the month chooses from: in a year each has its turn."""
FEWEST_LETTERS = 60
"""In the first paragraph of a story that is there without an answer."""
_BESIDE = USING | {"community", "researcher"}
"""The standpoints of people who do not work in the services that a story is about."""
Item = TypeVar("Item")


class Exchange(NamedTuple):
    """A story, and an answer to it, if there is one."""

    story: Story
    answer: Story | None = None


def exchange_of_the_month(garden: Garden) -> Exchange | None:
    """The exchange shown this month: each has its turn. None if no story can open the page.

    A story that asks for a content note never does, nor does one about a child, nor such an answer. Illustrative ones
    do only while no real story can. What nobody has answered yet comes only if there is no exchange at all.
    """
    told = [story for story in garden.of(STORY) if may_open(story) and garden.opening(story)]
    told = [story for story in told if not garden.illustrative(story)] or told
    pool = _exchanges(garden, told) or [Exchange(story) for story in _worth_reading_alone(garden, told)]
    year, _, month = garden.settings.month.partition("-")
    return pool[(12 * int(year) + int(month)) % len(pool)] if pool else None


def may_open(story: Story) -> bool:
    """Whether any visitor may be shown a story at once, in large letters."""
    return not story.meta.mentions and not story.meta.about_child


def outcome(exchange: Exchange) -> Story | None:
    """The one of the two that says what changed; else the one that says what helped, the answer first."""
    both = [story for story in (exchange.answer, exchange.story) if story is not None]
    for order in ("made", "planned"):
        for story in both:
            if status_of(story) == order:
                return story
    return next((story for story in both if story.meta.release), None)


def _exchanges(garden: Garden, told: Sequence[Story]) -> list[Exchange]:
    """Exchanges of the best sort there is, each story once, the newest first."""
    may_answer = {story.key for story in told}
    found = []
    for story in told:
        answers = [each for each in garden.linking(story, "answers", STORY) if each.key in may_answer]
        if answers:
            found.append(min((Exchange(story, answer) for answer in answers), key=_rank_of_answer))
    best = _best(found, [_sort(garden, exchange) for exchange in found])
    complete = [exchange for exchange in best if outcome(exchange)]
    return (complete if len(complete) > 1 else best)[:MOST]


def _rank_of_answer(exchange: Exchange) -> tuple[bool, bool, str]:
    answer = exchange.answer or exchange.story
    return not _works_there(answer), outcome(exchange) is None, answer.slug


def _works_there(story: Story) -> bool:
    return _BESIDE.isdisjoint(story.meta.standpoint)


def _sort(garden: Garden, exchange: Exchange) -> tuple[bool, bool, bool]:
    """The best first: between somebody who uses services and somebody who works there; then begun by a story that
    answers no other, since one that does begins in the middle of a conversation."""
    answered = exchange.answer is not None and _works_there(exchange.answer)
    return not uses_services(exchange.story), not answered, _is_reply(garden, exchange.story)


def _is_reply(garden: Garden, story: Story) -> bool:
    return any(answered.kind is STORY for answered in garden.linked(story, "answers"))


def _worth_reading_alone(garden: Garden, told: Iterable[Story]) -> list[Story]:
    long = [story for story in told if len(garden.opening(story).text) > FEWEST_LETTERS]
    return _best(long, [(_is_reply(garden, story), not uses_services(story)) for story in long])[:MOST]


def _best(items: Sequence[Item], sorts: Sequence[tuple[bool, ...]]) -> list[Item]:
    best = min(sorts, default=())
    return [item for item, sort in zip(items, sorts, strict=True) if sort == best]
