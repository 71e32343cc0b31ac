"""Atom feeds: of all stories, of those that name an entry, of what is new and of what changed (RFC 4287).

The permanent id of a feed's entry follows only from its address, and for a change also from whether it was made or is
planned: so a feed reader shows something a second time only if a plan was carried out.
"""

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from kgen.english import in_words, licence_in_words, voice_in_words
from kgen.exports.data import identity
from kgen.model import NETWORK, PERSON, QUESTION, SECTOR, STORY, TOPIC, Entry, Output, Page, Story
from kgen.settings import Settings
from kgen.site import own_page
from kgen.weave import Garden
from kgen.weave.changes import has_ended, status_of
from kgen.weave.news import News, Sort, news, news_of_changes
from kgen.weave.outcomes import prompts_in_short
from kgen.weave.text import content_note
from kgen.weave.voices import teller

LONGEST = 50
"""Entries of one feed."""
MOST_PROMPTS = 3
"""How many stories an entry names as having prompted a change."""
_ATOM = "http://www.w3.org/2005/Atom"
_RELATIONS = (
    (TOPIC, "topics"),
    (NETWORK, "networks"),
    (QUESTION, "answers"),
    (PERSON, "author"),
    (SECTOR, "sectors"),
    (STORY, "answers"),
)
"""Whose pages have a feed, and the field in which stories name them. A story has one before anybody has answered it, so
that its address stays and those who wait for an answer can follow it."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) has no place for."""
UNKNOWN_MONTH = "1970-01"


def feeds(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `feed.xml`, one feed beside the page of each entry that stories name, and those of what is new and of what
    changed."""
    yield Output("feed.xml", _whole_feed)
    for kind, relation in _RELATIONS:
        for entry in garden.of(kind):
            yield Output(f"{entry.url}feed.xml", _feed_of, (entry.key, relation))
    for name, found in (("new", news(garden)), ("changes", news_of_changes(garden))):
        own = own_page(name)
        told = tuple((each.month, each.sort, each.entry.key) for each in found[:LONGEST])
        yield Output(f"{own.address}feed.xml", _feed_of_news, (own.address, own.title, told))


def _whole_feed(garden: Garden) -> bytes:
    return _feed(garden, "", garden.settings.site_name, _published(garden, garden.of(STORY)))


def _feed_of(garden: Garden, key: str, relation: str) -> bytes:
    entry = garden.published[key]
    called = f"Answers to {_quoted_title(garden, entry)}" if entry.kind is STORY else garden.title(entry)
    title = f"{called} · {garden.settings.site_name}"
    return _feed(garden, entry.url, title, _published(garden, garden.linking(entry, relation, STORY)))


def _feed_of_news(garden: Garden, url: str, title: str, told: Sequence[tuple[str, Sort, str]]) -> bytes:
    found = [News(month, sort, garden.published[key]) for month, sort, key in told]
    return _feed(garden, url, f"{title} · {garden.settings.site_name}", found)


def _published(garden: Garden, stories: Sequence[Story]) -> list[News]:
    return [News(garden.published_in(story) or "", "story", story) for story in stories[:LONGEST]]


def _feed(garden: Garden, url: str, title: str, told: Sequence[News]) -> bytes:
    settings = garden.settings
    depth = "../" * url.count("/")
    lines = [
        f'<feed xmlns="{_ATOM}" xml:lang={_quoted(settings.lang)}>',
        f"<title>{_text(title)}</title>",
        f"<id>{_text(identity(settings, f'{url}feed.xml'))}</id>",
        f"<updated>{_moment(max((each.month for each in told), default=''))}</updated>",
        f'<link rel="self" href={_quoted(_address(settings, f"{url}feed.xml", depth))} />',
        f'<link rel="alternate" href={_quoted(_address(settings, url, depth) or "./")} />',
        *_author(settings.controller or settings.site_name),
    ]
    for each in told:
        lines += _entry(garden, each, depth)
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', *lines, "</feed>\n"]).encode()


def _entry(garden: Garden, told: News, depth: str) -> Iterator[str]:
    settings, entry = garden.settings, told.entry
    yield f'<entry xml:lang="{entry.meta.language}">' if entry.meta.language else "<entry>"
    yield f"<title>{_text(_title(garden, told))}</title>"
    yield f"<id>{_text(identity(settings, f'{entry.url}#{told.sort}' if told.is_change else entry.url))}</id>"
    yield f'<link rel="alternate" href={_quoted(_address(settings, entry.url, depth))} />'
    yield f"<updated>{_moment(told.month)}</updated>"
    if STORY.includes(entry):
        yield from _about_story(garden, told, entry)
    else:
        yield f"<summary>{_text(_beside(garden, told))}</summary>"
    yield "</entry>"


def _about_story(garden: Garden, told: News, story: Story) -> Iterator[str]:
    for name in [garden.title(author) for author in garden.linked(story, "author")] or ["Anonymous"]:
        yield from _author(name)
    for topic in garden.linked(story, "topics"):
        yield f'<category term="{topic.slug}" label={_quoted(garden.title(topic))} />'
    label = "Illustrative: " if garden.illustrative(story) else ""
    note = f"Content note: {content_note(story.meta.mentions)}. " if story.meta.mentions else ""
    words = _told_of_change(garden, story) if told.is_change else f"{garden.summary(story)}{_what_came(garden, story)}"
    yield f"<summary>{_text(note + label + words)}</summary>"
    licence = garden.licence(story)
    terms = "Read and link; ask before copying." if licence == "read-only" else licence_in_words(licence)
    yield f"<rights>{_text(terms)}</rights>"


def _what_came(garden: Garden, story: Story) -> str:
    """The change that is credited to a story first, and who claims it; empty if there is none."""
    for claimed in garden.changes_of(story)[:1]:
        change, status = claimed.meta.change, status_of(claimed)
        words = change.what if change and not claimed.meta.mentions else ""  # What asks for a note is read there.
        what = words or ("A change is planned" if status == "planned" else "A change was made")
        still = "made, no longer so" if has_ended(claimed) else status
        return f" What came of it, as {teller(garden, claimed)} says: {what} ({still})."
    return ""


def _told_of_change(garden: Garden, story: Story) -> str:
    """Who says that something changed, and whose story prompted it."""
    prompts = prompts_in_short(garden, story, MOST_PROMPTS)
    prompted = f", prompted by {in_words([_quoted_title(garden, each) for each in prompts])}" if prompts else ""
    return f"Told in “{garden.title(story)}”{prompted}."


def _quoted_title(garden: Garden, entry: Entry) -> str:
    return f"“{garden.title(entry)}”{' (illustrative)' if garden.illustrative(entry) else ''}"


def _title(garden: Garden, told: News) -> str:
    if STORY.includes(told.entry) and told.is_change:
        change = told.entry.meta.change
        return f"{told.begins}: {change.what}" if change and change.what else told.begins
    return garden.title(told.entry)


def _beside(garden: Garden, told: News) -> str:
    """What is said about news that is not a story, in a sentence."""
    entry = told.entry
    if told.sort == "meeting":
        return f"{in_words([*map(garden.title, garden.linked(entry, 'network'))]) or 'A network'} met."
    if told.sort == "person":
        voices = [garden.settings.standpoint(slug).one for slug in entry.meta.voices]
        return f"New here. {voice_in_words(voices, is_one=True)}"
    return f"A new question. {garden.summary(entry)}".strip()


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
    """An absolute address; if the site's own is not known, one relative to the feed."""
    return settings.address(url, otherwise=f"{depth}{url}")
