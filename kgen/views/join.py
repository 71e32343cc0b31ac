"""The page where somebody puts their name down: what they can offer, what they would like to learn, where to meet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kgen.model import Context, Page
from kgen.site import own_page
from kgen.views.form import PERSON_FORM, PRIVATE, FormQuestion, asked
from kgen.views.form_page import STYLE, FormParts, parts_of
from kgen.views.page_context import PageContext
from kgen.views.story import EXIT
from kgen.weave import Garden

HINTS = {
    "name": "Your own, or one you make up.",
    "standpoint": "Choose one, or two.",
    "offers": "What you know from your own life or work.",
}


def join(garden: Garden) -> Iterator[Page]:
    yield Page(
        *own_page("join").head,
        "Say what you can offer and what you would like to learn, under a name of your choice.",
        _join,
        assets=(STYLE, "write/join.js"),
        sends_to=garden.settings.inbox,
    )


@dataclass(frozen=True, slots=True)
class JoinContext(Context):
    template = "join.html"
    form: FormParts
    questions: Sequence[FormQuestion]
    hints: Mapping[str, str]
    private: Mapping[str, str]
    """What only the stewards are told, by the names of its fields, as it is said to them."""
    exit_to: str


def _join(here: PageContext) -> JoinContext:
    settings = here.garden.settings
    return JoinContext(
        form=parts_of(PERSON_FORM, settings),
        questions=asked(settings, PERSON_FORM),
        hints=HINTS,
        private=PRIVATE,
        exit_to=EXIT,
    )
