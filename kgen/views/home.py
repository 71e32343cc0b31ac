"""The doorway: the question, three doors, a story's opening lines, an empty seat, what changed, the next meeting."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.model import NETWORK, QUESTION, STORY, Entry, Page
from kgen.views.changes import changed
from kgen.views.here import Here, day_in_words, shortened
from kgen.views.plain import HOME
from kgen.views.rendering import Renderer
from kgen.weave import Garden

OPENING_LENGTH = 420


def home(renderer: Renderer) -> Iterator[Page]:
    garden = renderer.garden
    own = garden.published.get(f"pages/{HOME}")
    title = garden.title(own) if own else garden.settings.site_name

    def data(here: Here) -> Mapping[str, Any]:
        question, seat = _empty_seat(here)
        big = _big_question(garden)
        return {
            "body": renderer.body(here, own) if own else "",
            "question": here.linked(big) if big else None,
            "opening": _opening(here),
            "seat_question": here.linked(question) if question else None,
            "seat_slug": question.slug if question else "",
            "seat": here.standpoint(seat) if seat else None,
            "changes": here.cards(changed(garden)[:3]),
            "meeting": _next_meeting(here),
            "count": len(garden.of(STORY)),
        }

    yield renderer.page(
        "",
        "home.html",
        title,
        (garden.summary(own) if own else "")
        or garden.settings.site_description
        or f"{garden.settings.site_name}: stories from people who give and use public services.",
        data,
        feed="feed.xml",
    )


def _big_question(garden: Garden) -> Entry | None:
    """The question the garden began with: the one opened first; of several, the one with most answers."""

    def rank(question: Entry) -> tuple[str, int, str]:
        return garden.date(question) or "9999", -len(garden.sources(question, "answers")), question.slug

    return min(garden.of(QUESTION), key=rank, default=None)


def _opening(here: Here) -> dict[str, Any] | None:
    """The opening lines of the newest story that has some: a real one if there is any, and one that can be read alone.

    An answer to another story begins in the middle of a conversation.
    """
    garden = here.garden
    told = [
        story for story in garden.of(STORY) if len(story.body.opening.text) > 60 and not garden.story(story).mentions
    ]
    if not told:
        return None

    def is_reply(story: Entry) -> bool:
        return any(answered.kind is STORY for answered in garden.targeted(story, "answers"))

    story = min(told, key=lambda each: (garden.illustrative(each), is_reply(each)))
    lines = garden.words(story.body.opening)
    return {"card": here.card(story), "lines": shortened(lines, OPENING_LENGTH)}


def _empty_seat(here: Here) -> tuple[Entry | None, str]:
    """A question and a standpoint it hopes to hear from: of the questions with an empty seat, the one answered most."""
    garden = here.garden
    found = [(question, seats) for question in garden.of(QUESTION) if (seats := here.empty_seats(question))]
    if not found:
        return None, ""
    question, seats = max(found, key=lambda pair: (len(garden.sources(pair[0], "answers")), pair[0].slug))
    return question, seats[0]


def _next_meeting(here: Here) -> dict[str, Any] | None:
    today = here.garden.settings.today
    meetings = [
        (str(day), network)
        for network in here.garden.of(NETWORK)
        if (day := getattr(network.front, "next", None)) and day >= today
    ]
    if not meetings:
        return None
    day, network = min(meetings, key=lambda pair: (pair[0], pair[1].slug))
    return {"network": here.linked(network), "day": day_in_words(day), "join": getattr(network.front, "join", "") or ""}
