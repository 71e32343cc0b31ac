"""Callouts: quotes that begin with `[!kind]`, as GitHub and Obsidian know them.

Source of the kinds and their other names: Obsidian's help, "Callouts"; of the first five: GitHub's documentation,
"Alerts". GitHub's `important` and `caution` have a look of their own; Obsidian takes them for a tip and a warning.
"""

import re
from typing import NamedTuple

from kgen.english import sentence_case
from kgen.markdown.escaping import escape

KINDS = {
    "note": (),
    "tip": ("hint",),
    "important": (),
    "warning": ("attention",),
    "caution": (),
    "abstract": ("summary", "tldr"),
    "info": (),
    "todo": (),
    "success": ("check", "done"),
    "question": ("help", "faq"),
    "failure": ("fail", "missing"),
    "danger": ("error",),
    "bug": (),
    "example": (),
    "quote": ("cite",),
}
"""Each look of a callout, with the other names it goes by."""
_LOOKS = {name: look for look, others in KINDS.items() for name in (look, *others)}
MARKER = re.compile(r"\[!([^\[\]\n]{1,100})\]([+-]?)(?:[ \t]+|$)")
"""Begins a callout: its kind, and whether it can be folded. After `|`, the kind says how Obsidian lays it out."""


class Callout(NamedTuple):
    """The HTML around a callout: `start`, its title (`default` if none is given), `end_title`, its text, `end`."""

    start: str
    default: str
    end_title: str
    end: str


def is_known(kind: str) -> bool:
    """Whether a kind of callout, in small letters, has a look of its own."""
    return kind in _LOOKS


def callout(kind: str, fold: str = "") -> Callout:
    """A callout of a kind, which may be any word: those that are not known look like notes, as in Obsidian.

    `fold` is empty, `+` (can be folded, and is open) or `-` (is folded).
    """
    name = kind.partition("|")[0].strip()
    look = _LOOKS.get(name.lower(), "note")
    of_class = f' class="alert alert-{look or "note"}"'
    said = " ".join(re.split(r"[\s_-]+", name)).strip()
    words = escape((said.capitalize() if is_known(name.lower()) else sentence_case(said)) or "Note")
    if not fold:
        return Callout(f'<div{of_class}>\n<p class="alert-title">', words, "</p>\n", "</div>\n")
    is_open = ' open=""' if fold == "+" else ""
    start = f'<details{of_class}{is_open}>\n<summary class="alert-title">'
    return Callout(start, words, "</summary>\n", "</details>\n")
