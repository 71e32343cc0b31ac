"""A question, its answers side by side by standpoint, and the seats that are still empty."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.model import QUESTION, Entry, Page
from kgen.views.here import Here, month_in_words
from kgen.views.rendering import Renderer, Slice, slices


def questions(renderer: Renderer) -> Iterator[Page]:
    for question in renderer.garden.of(QUESTION):
        yield from _pages(renderer, question)


def _pages(renderer: Renderer, question: Entry) -> Iterator[Page]:
    garden = renderer.garden
    answers = garden.sources(question, "answers")
    mentions = garden.backlinks(question)
    for part in slices(question.url, answers, mentions):

        def data(here: Here, part: Slice = part) -> Mapping[str, Any]:
            front: Any = question.front
            seats = here.empty_seats(question) if part.is_first else ()
            shown = part.of(answers)
            asked_by = here.by_relation(question, "asked_by")
            return {
                "slice": part,
                "question": here.linked(question),
                "body": renderer.body(here, question) if part.is_first else "",
                "asked_by": asked_by[0] if asked_by else None,
                "asked_by_words": front.asked_by or "",
                "opened": month_in_words(front.opened),
                "count": len(answers),
                "voices": here.voices(shown, seats),
                "rows": tuple(card for card in here.cards(shown) if card.handbrake or card.release or card.change),
                "topics": here.by_relation(question, "topics"),
                "mentions": here.mentions(part.of(mentions)),
            }

        yield renderer.page(
            part.url,
            "question.html",
            part.title(garden.title(question)),
            garden.summary(question),
            data,
            outline=question.body.outline if part.is_first else (),
            section="questions/",
            feed=f"{question.url}feed.xml",
            indexed=part.is_first,
        )
