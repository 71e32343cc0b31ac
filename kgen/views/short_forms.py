"""The pages with a short form: where somebody puts their name down, and where somebody asks everybody a question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kgen.model import Context, Page
from kgen.views.form import PERSON_FORM, PRIVATE, QUESTION_FORM, Form, FormQuestion, asked
from kgen.views.form_page import FormParts, form_page, parts_of
from kgen.views.page_context import PageContext
from kgen.views.story import EXIT
from kgen.weave import Garden

HINTS = {
    "name": "Your own, or one you make up.",
    "standpoint": "Choose one, or two.",
    "offers": "What you know from your own life or work.",
    "title": "In one sentence, as you would ask it across a table.",
    "wanted": "Choose as many as you like, or none.",
    "topics": "Choose up to five. The stewards can find them for you.",
}
"""What is said below a question when its few words are not enough, by its field."""


def join(garden: Garden) -> Iterator[Page]:
    description = "Say what you can offer and what you would like to learn, under a name of your choice."
    yield form_page("join", description, _join, "write/join.js", garden.settings)


def ask(garden: Garden) -> Iterator[Page]:
    description = "Ask what you would like to know from people who use services and people who work in them."
    yield form_page("ask", description, _ask, "write/ask.js", garden.settings)


@dataclass(frozen=True, slots=True)
class AskContext(Context):
    template = "ask.html"
    form: FormParts
    questions: Sequence[FormQuestion]
    hints: Mapping[str, str]
    exit_to: str


@dataclass(frozen=True, slots=True)
class JoinContext(AskContext):
    template = "join.html"
    private: Mapping[str, str]
    """What only the stewards are told, by the names of its fields, as it is said to them."""


def _ask(here: PageContext) -> AskContext:
    return AskContext(**_given(here, QUESTION_FORM))


def _join(here: PageContext) -> JoinContext:
    return JoinContext(**_given(here, PERSON_FORM), private=PRIVATE)


def _given(here: PageContext, form: Form) -> dict[str, Any]:
    settings = here.garden.settings
    return {"form": parts_of(form, settings), "questions": asked(settings, form), "hints": HINTS, "exit_to": EXIT}
