"""A question, its answers side by side by standpoint, and the seats that are still empty."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.english import month_in_words
from kgen.model import QUESTION, STORY, Page
from kgen.views.cited import CitedWork, cited_works
from kgen.views.page_context import Card, Linked, Mention, PageContext, Voices, findings
from kgen.views.pager import paginated
from kgen.views.rendering import EntryContext, page_of
from kgen.weave import Garden


def questions(garden: Garden) -> Iterator[Page]:
    for question in garden.of(QUESTION):
        first = page_of(garden, question, _question, has_feed=True)
        yield from paginated(first, garden.linking(question, "answers", STORY), garden.backlinks(question))


@dataclass(frozen=True, slots=True)
class QuestionContext(EntryContext):
    template = "question.html"
    asked_by: Linked | None
    asked_by_words: str
    """Who asks, if they have no page."""
    opened: str
    slug: str
    count: int
    """How many stories answer it."""
    voices: tuple[Voices, ...]
    rows: tuple[Card, ...]
    """The answers that say what held change back or let it go."""
    topics: tuple[Linked, ...]
    mentions: tuple[Mention, ...]
    cites: tuple[CitedWork, ...]
    poster: str
    """The address of its poster."""


def _question(here: PageContext) -> QuestionContext:
    garden, question, pager = here.garden, here.entry_of(QUESTION), here.pager
    asked_by = here.by_relation(question, "asked_by")
    answers = garden.linking(question, "answers", STORY)
    shown = pager.of(answers)
    return QuestionContext(
        asked_by=asked_by[0] if asked_by else None,
        asked_by_words=garden.somebody(question, "asked_by"),
        opened=month_in_words(question.meta.opened),
        slug=question.slug,
        count=len(answers),
        voices=here.voices(shown, here.empty_seats(question) if pager.is_first else ()),
        rows=findings(here.cards(shown)),
        topics=here.by_relation(question, "topics"),
        mentions=here.mentions(pager.of(garden.backlinks(question))),
        cites=cited_works(here, question) if pager.is_first else (),
        poster=here.href(f"{question.url}poster/"),
    )
