"""The page where somebody asks a question of everybody in the garden."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kgen.model import Context, Page
from kgen.site import own_page
from kgen.views.form import QUESTION_FORM, FormQuestion, asked
from kgen.views.form_page import STYLE, FormParts, parts_of
from kgen.views.page_context import PageContext
from kgen.views.story import EXIT
from kgen.weave import Garden

HINTS = {
    "title": "In one sentence, as you would ask it across a table.",
    "wanted": "Choose as many as you like, or none.",
    "topics": "Choose up to five. The stewards can find them for you.",
}


def ask(garden: Garden) -> Iterator[Page]:
    yield Page(
        *own_page("ask").head,
        "Ask what you would like to know from people who use services and people who work in them.",
        _ask,
        assets=(STYLE, "write/ask.js"),
        sends_to=garden.settings.inbox,
    )


@dataclass(frozen=True, slots=True)
class AskContext(Context):
    template = "ask.html"
    form: FormParts
    questions: Sequence[FormQuestion]
    hints: Mapping[str, str]
    exit_to: str


def _ask(here: PageContext) -> AskContext:
    settings = here.garden.settings
    return AskContext(
        form=parts_of(QUESTION_FORM, settings), questions=asked(settings, QUESTION_FORM), hints=HINTS, exit_to=EXIT
    )
