"""What a garden owes its readers: how accessible it is, what it knows of them, and how to complain.

Each page is made of the settings. A garden that has something of its own to say writes `content/pages/privacy.md`,
`accessibility.md` or `complaints.md`, which is then published in its place.

Sources: GOV.UK, sample accessibility statement; Data Protection Act 2018, section 164A (as the Data (Use and Access)
Act 2025 put it in): whoever holds personal data makes it easy to complain, by a form that can be filled in
electronically and by other means, and acknowledges a complaint within 30 days.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.model import PAGE, Page
from kgen.views.here import Here, day_in_words
from kgen.views.rendering import PROMISES, Renderer, is_mail_address

_WORDS = {
    "accessibility": "How accessible this website is, what does not work yet, and whom to tell.",
    "privacy": "What this site knows about people who read it, and about people who tell a story.",
    "complaints": "If something here hurts you, is wrong, or is yours: how to say so and what happens then.",
}
COMPLAINT = {
    "complaint": "What has happened with data about you? Name the page, if it is about one.",
    "wanted": "What would put it right?",
    "reach": "How can we reach you, to say that your complaint has arrived and what comes of it?",
    "name": "Your name, if you want to give it",
}
"""The questions of a complaint about personal data, by the names of the fields that are sent."""


def promises(renderer: Renderer) -> Iterator[Page]:
    written = {entry.slug for entry in renderer.garden.of(PAGE)}
    settings = renderer.garden.settings
    letter = "\n".join(f"{question}\n\n\n" for question in COMPLAINT.values())

    def data(here: Here) -> Mapping[str, Any]:
        return {
            "day_in_words": lambda day: day_in_words(day).partition(" ")[2],
            "questions": COMPLAINT,
            "letter": letter,
            "by_mail": is_mail_address(settings.contact),
        }

    for slug, title in PROMISES.items():
        if slug not in written:
            is_form = slug == "complaints"
            yield renderer.page(
                f"{slug}/",
                f"{slug}.html",
                title,
                _WORDS[slug],
                data,
                assets=("write/write.css",) if is_form and settings.inbox else (),
                sends_to=settings.inbox if is_form else "",
            )
