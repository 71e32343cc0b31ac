"""The page where somebody puts their name down: what they can offer, what they would like to learn, where to meet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kgen.model import Page
from kgen.views.form import PERSON_FORM, PRIVATE, asked
from kgen.views.form_page import ShortFormContext, form_page, parts_of
from kgen.views.page_context import PageContext
from kgen.views.story import EXIT
from kgen.weave import Garden

HINTS = {
    "name": "Your own, or one you make up.",
    "standpoint": "Choose one, or two.",
    "offers": "What you know from your own life or work.",
}


def join(garden: Garden) -> Iterator[Page]:
    description = "Say what you can offer and what you would like to learn, under a name of your choice."
    yield form_page("join", description, _join, "write/join.js", garden.settings)


@dataclass(frozen=True, slots=True)
class JoinContext(ShortFormContext):
    template = "join.html"
    private: Mapping[str, str]
    """What only the stewards are told, by the names of its fields, as it is said to them."""


def _join(here: PageContext) -> JoinContext:
    settings = here.garden.settings
    form, questions = parts_of(PERSON_FORM, settings), asked(settings, PERSON_FORM)
    return JoinContext(form=form, questions=questions, hints=HINTS, exit_to=EXIT, private=PRIVATE)
