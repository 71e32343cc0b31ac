"""What a garden owes its readers: how accessible it is, what it knows of them, and how to complain.

Each page is made of the settings. A garden that has something of its own to say writes `content/pages/privacy.md`,
`accessibility.md` or `complaints.md`, which is then published in its place.
"""

from collections.abc import Iterator

from kgen.model import PAGE, Page
from kgen.views.rendering import PROMISES, Renderer

_WORDS = {
    "accessibility": "What works, what does not yet, and whom to tell.",
    "privacy": "What this site knows about people who read it, and about people who tell a story.",
    "complaints": "If something here hurts you, is wrong, or is yours: how to say so and what happens then.",
}


def promises(renderer: Renderer) -> Iterator[Page]:
    written = {entry.slug for entry in renderer.garden.of(PAGE)}
    for slug, title in PROMISES.items():
        if slug not in written:
            yield renderer.page(f"{slug}/", f"{slug}.html", title, _WORDS[slug], lambda here: {})
