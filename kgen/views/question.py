"""A question, its answers side by side by standpoint, and the seats that are still empty."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.model import QUESTION, Entry, Page
from kgen.views.here import Here, findings, month_in_words
from kgen.views.rendering import Renderer, Slice


def questions(renderer: Renderer) -> Iterator[Page]:
    for question in renderer.garden.of(QUESTION):
        yield from pages_of(renderer, question)


def pages_of(renderer: Renderer, question: Entry) -> Iterator[Page]:
    garden = renderer.garden
    answers = garden.sources(question, "answers")
    mentions = garden.backlinks(question)

    def data(here: Here, part: Slice) -> Mapping[str, Any]:
        front: Any = question.front
        asked_by = here.by_relation(question, "asked_by")
        shown = part.of(answers)
        return {
            "asked_by": asked_by[0] if asked_by else None,
            "asked_by_words": garden.somebody(question, "asked_by"),
            "opened": month_in_words(front.opened),
            "slug": question.slug,
            "count": len(answers),
            "voices": here.voices(shown, here.empty_seats(question) if part.is_first else ()),
            "rows": findings(here.cards(shown)),
            "topics": here.by_relation(question, "topics"),
            "mentions": here.mentions(part.of(mentions)),
        }

    return renderer.entry_pages(question, "question.html", [answers, mentions], data, has_feed=True)
