"""A question as a poster, to be printed and hung up: the question large, and the way to answer it."""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import east_asian_width

from kgen.model import QUESTION, Context, Page
from kgen.site import own_page
from kgen.views.page_context import Linked, PageContext
from kgen.views.paper import ASSETS
from kgen.views.qr import Printed, printed
from kgen.weave import Garden
from kgen.weave.titles import poster_title

SIZES = ((50, "short"), (110, "middling"), (220, "long"))
"""How large a question is printed, by the room that its characters take at most: those of Chinese, Japanese and Korean
count twice (Unicode Standard Annex 11)."""


def posters(garden: Garden) -> Iterator[Page]:
    for question in garden.of(QUESTION):
        yield Page(
            f"{question.url}poster/",
            poster_title(garden, question),
            f"One page to print and hang up: {garden.title(question)}",
            _poster,
            about=question.key,
            section=f"{QUESTION.folder}/",
            indexed=False,
            assets=ASSETS,
        )


@dataclass(frozen=True, slots=True)
class PosterContext(Context):
    template = "poster.html"
    question: Linked
    size: str
    answer: Printed | None
    """The address at which to answer it."""


def _poster(here: PageContext) -> PosterContext:
    question = here.garden.published[here.about]
    linked = here.linked(question)
    return PosterContext(
        question=linked,
        size=_size(linked.title),
        answer=printed(here.garden.settings.address(f"{own_page('write').address}?question={question.slug}")),
    )


def _size(title: str) -> str:
    room = sum(2 if east_asian_width(character) in "WF" else 1 for character in title)
    return next((size for most, size in SIZES if room <= most), "longest")
