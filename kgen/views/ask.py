"""The page where somebody asks a question of everybody in the garden."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.model import Page
from kgen.views.form import QUESTION_FORM, asked
from kgen.views.form_page import ShortFormContext, form_page, parts_of
from kgen.views.page_context import PageContext
from kgen.views.story import EXIT
from kgen.weave import Garden

HINTS = {
    "title": "In one sentence, as you would ask it across a table.",
    "wanted": "Choose as many as you like, or none.",
    "topics": "Choose up to five. The stewards can find them for you.",
}


def ask(garden: Garden) -> Iterator[Page]:
    description = "Ask what you would like to know from people who use services and people who work in them."
    yield form_page("ask", description, _ask, "write/ask.js", garden.settings)


@dataclass(frozen=True, slots=True)
class AskContext(ShortFormContext):
    template = "ask.html"


def _ask(here: PageContext) -> AskContext:
    settings = here.garden.settings
    form, questions = parts_of(QUESTION_FORM, settings), asked(settings, QUESTION_FORM)
    return AskContext(form=form, questions=questions, hints=HINTS, exit_to=EXIT)
