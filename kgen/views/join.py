"""The page where somebody puts their name down: what they can offer, what they would like to learn, where to meet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kgen.model import Page
from kgen.views.form import PERSON_FORM, PRIVATE
from kgen.views.form_page import ShortFormContext, form_page, short_form
from kgen.views.page_context import PageContext
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
    return JoinContext(*short_form(PERSON_FORM, here.garden.settings, HINTS), private=PRIVATE)
