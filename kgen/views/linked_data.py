"""What a page says to machines: JSON-LD in the terms of schema.org, as a data block that nothing runs."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from kgen.english import author_as_said
from kgen.frontmatter import SectorMeta, TopicMeta
from kgen.model import (
    MEETING,
    NETWORK,
    PERSON,
    QUESTION,
    SECTOR,
    SOURCE,
    STORY,
    TOPIC,
    Entry,
    Kind,
    Meeting,
    Network,
    Page,
    Person,
    Question,
    SourceEntry,
    Story,
)
from kgen.weave import Garden
from kgen.weave.citations import Citation
from kgen.weave.meetings import NextMeeting, is_to_come, next_meeting

MOST_ANSWERS = 20
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_UNSAFE = [(sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029"]
"""Inside a script element HTML ends at `</script`, whatever JSON means by it; once escaped, nothing that HTML reads is
left."""


def data_block(garden: Garden, page: Page) -> Markup:
    """The JSON-LD of a page, in its script element; empty for pages that machines need not know."""
    data = _described(garden, page)
    if not data or not page.indexed:
        return Markup()
    text = _ENCODER.encode({"@context": "https://schema.org", **data})
    for sign, escaped in _UNSAFE:
        text = text.replace(sign, escaped)
    return Markup(f'<script type="application/ld+json">{text}</script>\n')


def licence_address(code: str) -> str:
    """Where the words of a licence are, by its SPDX code: `CC-BY-4.0`."""
    parts = code.lower().split("-")
    if parts[0] == "cc" and len(parts) > 2:
        return f"https://creativecommons.org/licenses/{'-'.join(parts[1:-1])}/{parts[-1]}/"
    if code.upper() == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return f"https://spdx.org/licenses/{code}.html"


def _described(whole: Garden, page: Page) -> dict[str, Any]:
    """For a story whose teller did not say yes to programs, no more than its title and address; and not a word of it on
    other pages."""
    if not page.entry:
        return _site(whole) if not page.url else {}
    garden = whole.for_use("machines")
    entry = garden.published.get(page.entry)
    if entry is None and (story := whole.published.get(page.entry)):
        return {"@type": "Article", "headline": whole.title(story), **_address(whole, story)}
    describe = _DESCRIBED.get(entry.kind) if entry else None
    data = describe(garden, entry) if describe and entry else {}
    return _filled({**data, **_address(garden, entry)}) if data and entry else {}


def _filled(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", None, (), [], {})}


def _address(garden: Garden, entry: Entry) -> dict[str, str]:
    address = garden.settings.address(entry.url)
    return {"url": address} if address else {}


def _named(garden: Garden, entry: Entry, type_: str) -> dict[str, Any]:
    return {"@type": type_, "name": garden.title(entry), **_address(garden, entry)}


def _site(garden: Garden) -> dict[str, Any]:
    settings = garden.settings
    return _filled(
        {
            "@type": "WebSite",
            "name": settings.site_name,
            "url": settings.site_url,
            "inLanguage": settings.lang,
            "publisher": {"@type": "Organization", "name": settings.controller} if settings.controller else None,
        }
    )


def _people(garden: Garden, story: Entry) -> list[dict[str, Any]]:
    """The authors of a story. Anyone who has not agreed to be named is not published."""
    return [_named(garden, person, "Person") for person in garden.linked(story, "author")]


def _article(garden: Garden, story: Story) -> dict[str, Any]:
    meta = story.meta
    licence = garden.licence(story)
    return {
        "@type": "Article",
        "headline": garden.title(story),
        "abstract": garden.summary(story),
        "inLanguage": meta.lang or garden.settings.lang,
        "datePublished": garden.published_in(story),
        "dateCreated": garden.date(story) if meta.published else None,
        "author": _people(garden, story),
        "about": [_named(garden, topic, "DefinedTerm") for topic in garden.linked(story, "topics")],
        "citation": [_cited(garden, each) for each in garden.cited(story)],
        "license": licence_address(licence) if licence != "read-only" else "",
        "creativeWorkStatus": "Illustrative" if garden.illustrative(story) else "",
        "isPartOf": {"@type": "WebSite", "name": garden.settings.site_name},
    }


def _cited(garden: Garden, cited: Citation) -> dict[str, Any] | str:
    """A work that is cited: what the garden knows about it, else its DOI or address."""
    if cited.source is None:
        return cited.words
    return _filled({**_work(garden, cited.source), **_address(garden, cited.source)})


def _work(garden: Garden, source: SourceEntry) -> dict[str, Any]:
    meta = source.meta
    return {
        "@type": "ScholarlyArticle" if meta.known_doi and meta.container else "CreativeWork",
        "name": garden.title(source),
        "author": [_author(author) for author in meta.authors],
        "datePublished": meta.year,
        "isPartOf": {"@type": "CreativeWork", "name": meta.container} if meta.container else None,
        "identifier": f"doi:{meta.known_doi}" if meta.known_doi else "",
        "sameAs": meta.address,
    }


def _author(author: str) -> dict[str, str]:
    """Somebody with a family name and a given one; without those, it may be a body."""
    return {"@type": "Person" if ", " in author else "Organization", "name": author_as_said(author)}


def _question(garden: Garden, question: Question) -> dict[str, Any]:
    answers = garden.linking(question, "answers", STORY)
    return {
        "@type": "Question",
        "name": garden.title(question),
        "text": garden.summary(question) or garden.title(question),
        "dateCreated": garden.date(question),
        "answerCount": len(answers),
        "suggestedAnswer": [_answer(garden, story) for story in answers[:MOST_ANSWERS]],
    }


def _answer(garden: Garden, story: Story) -> dict[str, Any]:
    return _filled(
        {
            "@type": "Answer",
            "name": garden.title(story),
            "text": garden.summary(story) or garden.title(story),
            "dateCreated": garden.date(story),
            "inLanguage": story.meta.lang or garden.settings.told_in,
            "author": _people(garden, story),
            **_address(garden, story),
        }
    )


def _term(garden: Garden, entry: Entry[TopicMeta | SectorMeta]) -> dict[str, Any]:
    meta = entry.meta
    return {
        "@type": "DefinedTerm",
        "name": garden.title(entry),
        "alternateName": list(meta.alt),
        "description": garden.summary(entry),
        "sameAs": list(meta.same_as),
        "inDefinedTermSet": {"@type": "DefinedTermSet", "name": f"{entry.kind.title} of {garden.settings.site_name}"},
    }


def _organization(garden: Garden, network: Network) -> dict[str, Any]:
    meta = network.meta
    title = garden.title(network)
    coming = next_meeting(garden, network)
    return {
        "@type": "Organization",
        "name": title,
        "description": garden.summary(network),
        "sameAs": meta.url,
        "event": _occasion(title, coming) if coming else None,
    }


def _event(garden: Garden, meeting: Meeting) -> dict[str, Any]:
    """A meeting: its day while it is still to come, and the month once it is past."""
    networks = [each for each in garden.linked(meeting, "network") if NETWORK.includes(each)]
    network = networks[0] if networks else None
    when = meeting.meta.when or ""
    if is_to_come(garden, meeting):
        data = _occasion(garden.title(meeting), NextMeeting(when, network, meeting))
    else:
        data = {"@type": "Event", "name": garden.title(meeting), "startDate": meeting.meta.month}
    return {**data, "organizer": _named(garden, network, "Organization") if network else None}


def _occasion(title: str, coming: NextMeeting) -> dict[str, Any]:
    starts = "T".join(filter(None, (coming.day, coming.time)))
    place = {"@type": "Place", "name": coming.where} if coming.where else None
    return _filled({"@type": "Event", "name": title, "startDate": starts, "location": place})


def _person(garden: Garden, person: Person) -> dict[str, Any]:
    """Only for those who gave a name and agreed to its being shown."""
    meta = person.meta
    return {
        "@type": "Person",
        "name": garden.title(person),
        "knowsAbout": [garden.title(topic) for topic in garden.linked(person, "offers")],
        "sameAs": [*([meta.url] if meta.url else []), *([f"https://orcid.org/{meta.orcid}"] if meta.orcid else [])],
    }


_DESCRIBED: dict[Kind, Callable[[Garden, Any], dict[str, Any]]] = {
    STORY: _article,
    QUESTION: _question,
    TOPIC: _term,
    SECTOR: _term,
    NETWORK: _organization,
    PERSON: _person,
    SOURCE: _work,
    MEETING: _event,
}
