"""Atom feeds: of all stories, and of each topic, network, question and person (RFC 4287)."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from xml.etree import ElementTree as etree

from kgen.exports.data import identity
from kgen.model import NETWORK, PERSON, QUESTION, STORY, TOPIC, Entry, Output, Page
from kgen.settings import Settings
from kgen.weave import Garden

LONGEST = 50
"""Stories in one feed."""
_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_RELATIONS = ((TOPIC, "topics"), (NETWORK, "networks"), (QUESTION, "answers"), (PERSON, "author"))
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) has no place for."""
UNKNOWN_MONTH = "1970-01"


def feeds(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `feed.xml` and one feed beside the page of each topic, network, question and person."""
    yield Output("feed.xml", partial(_whole_feed, garden))
    for kind, relation in _RELATIONS:
        for entry in garden.of(kind):
            yield Output(f"{entry.url}feed.xml", partial(_feed_of, garden, entry, relation))


def _whole_feed(garden: Garden) -> bytes:
    return _feed(garden, "", garden.settings.site_name, garden.of(STORY))


def _feed_of(garden: Garden, entry: Entry, relation: str) -> bytes:
    title = f"{garden.title(entry)} · {garden.settings.site_name}"
    return _feed(garden, entry.url, title, garden.sources(entry, relation, STORY))


def _feed(garden: Garden, url: str, title: str, stories: Sequence[Entry]) -> bytes:
    settings = garden.settings
    stories = stories[:LONGEST]
    root = etree.Element("feed", {"xmlns": _ATOM, "xml:lang": settings.language})
    _add(root, "title", title)
    _add(root, "id", identity(settings, f"{url}feed.xml"))
    _add(root, "updated", _moment(max((garden.date(story) or "" for story in stories), default="")))
    depth = "../" * url.count("/")
    etree.SubElement(root, "link", {"rel": "self", "href": _address(settings, f"{url}feed.xml", depth)})
    etree.SubElement(root, "link", {"rel": "alternate", "href": _address(settings, url, depth) or "./"})
    _add(etree.SubElement(root, "author"), "name", settings.controller or settings.site_name)
    for story in stories:
        root.append(_entry(garden, story, depth))
    etree.indent(root, "")
    text = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _entry(garden: Garden, story: Entry, depth: str) -> etree.Element:
    settings = garden.settings
    front = garden.story(story)
    element = etree.Element("entry", {"xml:lang": front.lang} if front.lang else {})
    _add(element, "title", garden.title(story))
    _add(element, "id", identity(settings, story.url))
    etree.SubElement(element, "link", {"rel": "alternate", "href": _address(settings, story.url, depth)})
    _add(element, "updated", _moment(garden.date(story)))
    for name in [garden.title(author) for author in garden.targeted(story, "author")] or ["Anonymous"]:
        _add(etree.SubElement(element, "author"), "name", name)
    for topic in garden.targeted(story, "topics"):
        etree.SubElement(element, "category", {"term": topic.slug, "label": _clean(garden.title(topic))})
    label = "Illustrative: " if garden.illustrative(story) else ""
    _add(element, "summary", label + garden.summary(story))
    licence = garden.licence(story)
    _add(element, "rights", "Read and link; ask before copying." if licence == "read-only" else licence)
    return element


def _add(parent: etree.Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _moment(month: str | None) -> str:
    """The first moment of a month; a story that has none, or a feed without stories, has that of the first month."""
    return f"{month or UNKNOWN_MONTH}-01T00:00:00Z"


def _address(settings: Settings, url: str, depth: str) -> str:
    """An absolute address; where the site's own is not known, one relative to the feed."""
    site = settings.site_url.rstrip("/")
    return f"{site}/{url}" if site else f"{depth}{url}"
