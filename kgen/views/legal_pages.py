"""What a garden owes its readers: how accessible it is, what it knows about them, and how to complain.

Each page is made from the settings. A garden that has something of its own to say writes `content/pages/privacy.md`,
`accessibility.md` or `complaints.md`, which is then published in its place.

Sources: GOV.UK, sample accessibility statement; Data Protection Act 2018, section 164A (as inserted by the Data (Use
and Access) Act 2025): anyone who holds personal data makes it easy to complain, by a form that can be filled in
electronically and by other means, and acknowledges a complaint within 30 days.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kgen.english import day_in_words
from kgen.model import PAGE, Context, Page
from kgen.settings.file import in_letters
from kgen.site import REPLACEABLE
from kgen.views.page_context import PageContext
from kgen.views.rendering import is_mail_address
from kgen.weave import Garden

_WORDS = {
    "accessibility": "How accessible this website is, what does not work yet, and whom to tell.",
    "privacy": "What this site knows about people who read it, and about people who tell a story.",
    "complaints": "If something here hurts you, is wrong, or is yours: how to tell us, and what happens next.",
}
COMPLAINT = {
    "complaint": "What has happened with data about you? If it is about one page, which one?",
    "wanted": "What would put it right?",
    "reach": "How can we reach you, to tell you that your complaint has arrived and what came of it?",
    "name": "Your name, if you want to give it",
}
"""The questions of a complaint about personal data, by the names of the fields that are sent."""


@dataclass(frozen=True, slots=True)
class AccessibilityContext(Context):
    template = "accessibility.html"
    prepared: str
    reviewed: str
    tested: str
    """The days in words; empty if the garden has no statement."""
    address: str
    """That of the site, as people read it."""


def _accessibility(here: PageContext) -> AccessibilityContext:
    said = here.garden.settings.accessibility
    days = (said.prepared, said.reviewed, said.tested) if said else ("", "", "")
    prepared, reviewed, tested = (day_in_words(day).partition(" ")[2] for day in days)
    return AccessibilityContext(prepared, reviewed, tested, in_letters(here.garden.settings.site_url))


@dataclass(frozen=True, slots=True)
class PrivacyContext(Context):
    template = "privacy.html"


@dataclass(frozen=True, slots=True)
class ComplaintsContext(Context):
    template = "complaints.html"
    questions: Mapping[str, str]
    letter: str
    """The questions with room between them, to begin an e-mail with."""
    by_mail: bool


def _complaints(here: PageContext) -> ComplaintsContext:
    letter = "\n".join(f"{question}\n\n\n" for question in COMPLAINT.values())
    return ComplaintsContext(COMPLAINT, letter, is_mail_address(here.garden.settings.contact))


_VIEWS: Mapping[str, Callable[[PageContext], Context]] = {
    "accessibility": _accessibility,
    "privacy": lambda here: PrivacyContext(),
    "complaints": _complaints,
}


def legal_pages(garden: Garden) -> Iterator[Page]:
    written = {entry.slug for entry in garden.of(PAGE)}
    inbox = garden.settings.inbox
    for own in REPLACEABLE:
        if own.name not in written:
            is_form = own.name == "complaints"
            yield Page(
                own.address,
                own.title,
                _WORDS[own.name],
                _VIEWS[own.name],
                assets=("write/write.css",) if is_form and inbox else (),
                sends_to=inbox if is_form else "",
            )
