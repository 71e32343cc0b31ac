"""The form of /write/ as a sheet of paper, for people who would rather use a pen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from kgen.model import Context, Page
from kgen.site import own_page
from kgen.views.form import OWN_WORDS, FormQuestion, asked
from kgen.views.page_context import PageContext
from kgen.views.qr import Printed, printed
from kgen.views.write import AGREEMENT, HINTS
from kgen.weave import Garden

ASSETS = ("paper/paper.css",)
LINES = ("answers", "author")
"""What is asked with a line to write on."""
LONGEST_LINE = 28
"""In characters, in a column of boxes."""
MOST_LINES = 20
"""For standpoints; with more, the form would not fit on one sheet."""
GROUPS, SIGNS = 8, 4
"""How a receipt is written on paper (see kgen.stewarding.receipts)."""


def paper(garden: Garden) -> Iterator[Page]:
    yield Page(
        *own_page("write/paper").head,
        "One page to print and fill in by hand, with a receipt to tear off.",
        _paper,
        indexed=False,
        assets=ASSETS,
    )


@dataclass(frozen=True, slots=True)
class PaperContext(Context):
    template = "paper.html"
    standpoint: FormQuestion
    standpoints: Sequence[tuple[str, str]]
    """Those that have a box each."""
    agreement: Sequence[FormQuestion]
    uses: FormQuestion
    lines: Sequence[FormQuestion]
    own_words: Mapping[str, str]
    """How the form's own fields ask."""
    hints: Mapping[str, str]
    source_is_public: bool
    contact: str
    """How to reach the stewards, as it is written on paper."""
    write: Printed | None
    """The address of the form."""
    groups: int = GROUPS
    signs: int = SIGNS


def _paper(here: PageContext) -> PaperContext:
    settings = here.garden.settings
    questions = {each.name: each for each in asked(settings)}
    return PaperContext(
        standpoint=questions["standpoint"],
        standpoints=_fitting(questions["standpoint"].choices),
        agreement=[questions[name] for name in AGREEMENT],
        uses=questions["consent.uses"],
        lines=[questions[name] for name in LINES],
        own_words=OWN_WORDS,
        hints=HINTS,
        source_is_public=settings.source == "public",
        contact=settings.contact.removeprefix("mailto:").removeprefix("https://"),
        write=printed(settings.address(own_page("write").address)),
    )


def _fitting(choices: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """The first of some choices, as many as there is room for."""
    ends = accumulate(ceil(len(says) / LONGEST_LINE) for _, says in choices)
    return choices[: sum(end <= MOST_LINES for end in ends)]
