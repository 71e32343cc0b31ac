"""Atom feeds: of all stories, and of each topic, network, question and person (RFC 4287)."""

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from kgen.english import licence_in_words
from kgen.exports.data import identity
from kgen.model import NETWORK, PERSON, QUESTION, STORY, TOPIC, Output, Page, Story
from kgen.settings import Settings
from kgen.weave import Garden
from kgen.weave.text import content_note

LONGEST = 50
"""Stories in one feed."""
_ATOM = "http://www.w3.org/2005/Atom"
_RELATIONS = ((TOPIC, "topics"), (NETWORK, "networks"), (QUESTION, "answers"), (PERSON, "author"))
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) has no place for."""
UNKNOWN_MONTH = "1970-01"


def feeds(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `feed.xml` and one feed beside the page of each topic, network, question and person."""
    yield Output("feed.xml", _whole_feed)
    for kind, relation in _RELATIONS:
        for entry in garden.of(kind):
            yield Output(f"{entry.url}feed.xml", _feed_of, (entry.key, relation))


def _whole_feed(garden: Garden) -> bytes:
    return _feed(garden, "", garden.settings.site_name, garden.of(STORY))


def _feed_of(garden: Garden, key: str, relation: str) -> bytes:
    entry = garden.published[key]
    title = f"{garden.title(entry)} · {garden.settings.site_name}"
    return _feed(garden, entry.url, title, garden.linking(entry, relation, STORY))


def _feed(garden: Garden, url: str, title: str, stories: Sequence[Story]) -> bytes:
    settings = garden.settings
    stories = stories[:LONGEST]
    depth = "../" * url.count("/")
    lines = [
        f'<feed xmlns="{_ATOM}" xml:lang={_quoted(settings.language)}>',
        f"<title>{_text(title)}</title>",
        f"<id>{_text(identity(settings, f'{url}feed.xml'))}</id>",
        f"<updated>{_moment(max((garden.published_in(story) or '' for story in stories), default=''))}</updated>",
        f'<link rel="self" href={_quoted(_address(settings, f"{url}feed.xml", depth))} />',
        f'<link rel="alternate" href={_quoted(_address(settings, url, depth) or "./")} />',
        *_author(settings.controller or settings.site_name),
    ]
    for story in stories:
        lines += _entry(garden, story, depth)
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', *lines, "</feed>\n"]).encode()


def _entry(garden: Garden, story: Story, depth: str) -> Iterator[str]:
    settings = garden.settings
    lang = story.meta.lang
    yield f'<entry xml:lang="{lang}">' if lang else "<entry>"
    yield f"<title>{_text(garden.title(story))}</title>"
    yield f"<id>{_text(identity(settings, story.url))}</id>"
    yield f'<link rel="alternate" href={_quoted(_address(settings, story.url, depth))} />'
    yield f"<updated>{_moment(garden.published_in(story))}</updated>"
    for name in [garden.title(author) for author in garden.linked(story, "author")] or ["Anonymous"]:
        yield from _author(name)
    for topic in garden.linked(story, "topics"):
        yield f'<category term="{topic.slug}" label={_quoted(garden.title(topic))} />'
    label = "Illustrative: " if garden.illustrative(story) else ""
    note = f"Content note: {content_note(story.meta.mentions)}. " if story.meta.mentions else ""
    yield f"<summary>{_text(note + label + garden.summary(story))}</summary>"
    licence = garden.licence(story)
    terms = "Read and link; ask before copying." if licence == "read-only" else licence_in_words(licence)
    yield f"<rights>{_text(terms)}</rights>"
    yield "</entry>"


def _author(name: str) -> Iterator[str]:
    yield from ("<author>", f"<name>{_text(name)}</name>", "</author>")


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _quoted(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))


def _moment(month: str | None) -> str:
    """The first moment of a month; a story that has none, or a feed without stories, has that of the first month."""
    return f"{month or UNKNOWN_MONTH}-01T00:00:00Z"


def _address(settings: Settings, url: str, depth: str) -> str:
    """An absolute address; where the site's own is not known, one relative to the feed."""
    return settings.address(url, otherwise=f"{depth}{url}")
