"""A short guide to the garden for language models, as llmstxt.org proposes."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from kgen.exports.data import open_summary
from kgen.model import NETWORK, PAGE, QUESTION, STORY, TOPIC, Entry, Output, Page
from kgen.weave import Garden

MOST = 50
"""Entries of one kind."""


def llms(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `llms.txt`: what the garden is, and links to its questions, topics, networks and newest stories."""
    yield Output("llms.txt", partial(_guide, garden))


def _guide(garden: Garden) -> bytes:
    settings = garden.settings
    home = garden.published.get("pages/home")
    about = (garden.summary(home) if home else "") or "Stories from people who give and use public services."
    lines = [
        f"# {_line(settings.site_name)}",
        "",
        f"> {_line(about)}",
        "",
        "Stories are told by people about their own lives and work. Unless a story names a licence, it may be",
        "read and linked to, not copied. Stories marked illustrative are invented. Nobody may be identified from what",
        "is told here.",
    ]
    sections = ((QUESTION, "Questions"), (TOPIC, "Topics"), (NETWORK, "Networks"), (STORY, "Stories"), (PAGE, "About"))
    for kind, title in sections:
        entries = [entry for entry in garden.of(kind) if entry.url][:MOST]
        if entries:
            lines += ["", f"## {title}", "", *_links(garden, entries)]
    return ("\n".join(lines) + "\n").encode()


def _links(garden: Garden, entries: Iterable[Entry]) -> Iterator[str]:
    site = garden.settings.site_url.rstrip("/")
    for entry in entries:
        title = _line(garden.title(entry)).replace("[", "(").replace("]", ")")
        note = "Illustrative. " if garden.illustrative(entry) else ""
        summary = f"{note}{_line(open_summary(garden, entry))}".strip()
        yield f"- [{title}]({site}/{entry.url})" + (f": {summary}" if summary else "")


def _line(text: str) -> str:
    return " ".join(text.split())
