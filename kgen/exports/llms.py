"""A short guide to the garden for language models, as llmstxt.org proposes."""

import re
from collections.abc import Iterable, Iterator, Sequence

from kgen.english import licence_in_words
from kgen.exports.data import address, open_summary
from kgen.letters import one_line
from kgen.model import NETWORK, PAGE, QUESTION, STORY, TOPIC, Entry, Output, Page
from kgen.site import FILES, FIXED
from kgen.weave import Garden

MOST = 50
"""Entries of one kind."""
_SECTIONS = (
    (QUESTION, "Questions"),
    (TOPIC, "Topics"),
    (NETWORK, "Networks"),
    (STORY, "Newest stories"),
    (PAGE, "About"),
)
_INSIGHT = sorted((page for page in FIXED if page.guide), key=lambda page: page.foot or len(FIXED))
_DATA = [file for file in FILES if file.guide]
_MARKUP = re.compile(r"[\\`*_<>]")
"""What Markdown would take for more than text inside a line."""
_ROUND = str.maketrans("[]", "()")


def llms(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `llms.txt`: what the garden is, and links to its questions, topics, networks and newest stories.

    However large the garden, the guide stays short: at most MOST entries of a kind.
    """
    yield Output("llms.txt", _guide)


def _guide(garden: Garden) -> bytes:
    garden = garden.for_use("machines")
    home = garden.published.get("pages/home")
    about = (garden.summary(home) if home else "") or "Stories from people who give and use public services."
    lines = [
        f"# {_line(garden.settings.site_name)}",
        "",
        f"> {_line(about)}",
        "",
        f"Stories are told by people about their own lives and work. {_terms(garden)} Stories marked illustrative are",
        "invented. Nobody may be identified from what is told here.",
    ]
    for kind, title in _SECTIONS:
        entries = [entry for entry in garden.of(kind) if entry.url][:MOST]
        if entries:
            lines += ["", f"## {title}", "", *_links(garden, entries)]
    for heading, rows in (("Across the garden", _INSIGHT), ("Open data", _DATA)):
        lines += [
            "",
            f"## {heading}",
            "",
            *(f"- [{own.title}]({address(garden, own.address)}): {own.guide}" for own in rows),
        ]
    return ("\n".join(lines) + "\n").encode()


def _terms(garden: Garden) -> str:
    usual = licence_in_words(garden.settings.licence)
    if usual == "read-only":
        return "Unless a story names a licence, it may be read and linked to, not copied."
    return f"Unless a story says otherwise, its licence is {_line(usual)}; one that is read-only may not be copied."


def _links(garden: Garden, entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        label = "Illustrative. " if garden.illustrative(entry) else ""
        note = f"{label}{_line(open_summary(garden, entry))}".strip()
        yield f"- [{_line(garden.title(entry))}]({address(garden, entry.url)})" + (f": {note}" if note else "")


def _line(text: str) -> str:
    """Text on one line, which Markdown shows as it is. Programs find the links by their brackets, so text has none."""
    return _MARKUP.sub(r"\\\g<0>", one_line(text)).translate(_ROUND)
