"""A story, and what is left of one that was withdrawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kgen.fronts import StoryFront
from kgen.model import STORY, Entry, Link, Page
from kgen.views.here import Here, Linked, month_in_words, period_in_words, sentence_case
from kgen.views.linked_data import licence_address
from kgen.views.rendering import Context, Renderer, Slice
from kgen.weave.related import reason
from kgen.weave.words import in_words

EXIT = "https://www.bbc.co.uk/weather"
"""Where "Exit this page" leads: a page nobody wonders about, as in GOV.UK's pattern."""
_MENTIONS_IN_WORDS = {"child-death": "the death of a child"}


def stories(renderer: Renderer) -> Iterator[Page]:
    for story in renderer.garden.of(STORY):
        yield from pages_of(renderer, story)


def pages_of(renderer: Renderer, story: Entry) -> Iterator[Page]:
    garden = renderer.garden
    answers = _changed_first(garden.sources(story, "answers"))
    mentions = garden.backlinks(story)
    data = _Shown(renderer, story, answers, mentions)
    assets = ("exit/exit.js",) if garden.story(story).mentions else ()
    return renderer.entry_pages(story, "story.html", [answers, mentions], data, more="more.html", assets=assets)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a story's pages show. There are many, and a function inside a function would take more memory."""

    renderer: Renderer
    story: Entry
    answers: tuple[Entry, ...]
    mentions: tuple[Link, ...]

    def __call__(self, here: Here, part: Slice) -> Context:
        lists = {
            "answers": here.cards(part.of(self.answers)),
            "mentions": here.mentions(part.of(self.mentions)),
        }
        return {**lists, **_whole(self.renderer, here, self.story)} if part.is_first else lists


def _changed_first(answers: tuple[Entry, ...]) -> tuple[Entry, ...]:
    order = {"made": 0, "planned": 1}

    def rank(story: Entry) -> int:
        front = story.front
        return order.get(front.change.status, 2) if isinstance(front, StoryFront) and front.change else 2

    return tuple(sorted(answers, key=rank))


def _whole(renderer: Renderer, here: Here, story: Entry) -> dict[str, Any]:
    garden = renderer.garden
    front = garden.story(story)
    authors = here.by_relation(story, "author")
    licence = garden.licence(story)
    related = renderer.relations.of(story)
    return {
        "voice": here.voice(story),
        "sectors": here.by_relation(story, "sectors"),
        "authors": authors,
        "month": month_in_words(garden.date(story)),
        "place": front.place or "",
        "period": period_in_words(front.period),
        "illustrative": garden.illustrative(story),
        "composite": front.consent is not None and front.consent.whose == "composite",
        "answered": here.by_relation(story, "answers"),
        "content_note": in_words([_MENTIONS_IN_WORDS.get(each, each.replace("-", " ")) for each in front.mentions]),
        "exit_to": EXIT,
        "lang": front.lang or "",
        "title_lang": here.card(story).title_lang,
        "handbrake": front.handbrake or "",
        "release": front.release or "",
        "card": here.card(story),
        "topics": here.by_relation(story, "topics"),
        "networks": here.by_relation(story, "networks"),
        "related": tuple(here.linked(each.story, sentence_case(reason(garden, each))) for each in related),
        "cites": tuple(_cited(each) for each in front.cites),
        "citation": _citation(here, story, authors),
        "licence": licence,
        "licence_address": licence_address(licence),
        "address": _address(here, story),
        "slug": story.slug,
    }


def _address(here: Here, story: Entry) -> str:
    """The whole address of a story, or the part of it that is known."""
    return f"{here.garden.settings.site_url.rstrip('/')}/{story.url}".lstrip("/")


def _citation(here: Here, story: Entry, authors: tuple[Linked, ...]) -> tuple[str, str]:
    """How to cite a story: what stands before its title, and what after it."""
    garden = here.garden
    who = in_words([author.title for author in authors]) or "Anonymous"
    month = month_in_words(garden.date(story))
    return f"{who} ({month})" if month else who, f"{garden.settings.site_name}. {_address(here, story)}"


def _cited(cite: str) -> tuple[str, str]:
    """A source as (words, address); a DOI is resolved by doi.org."""
    if cite.startswith(("http://", "https://")):
        return cite, cite
    doi = cite.removeprefix("doi:")
    return f"doi:{doi}", f"https://doi.org/{doi}"


def tombstones(renderer: Renderer) -> Iterator[Page]:
    """A withdrawn story leaves a page that says so, without its title or text."""
    for entry in renderer.garden.tombstones:

        def data(here: Here, entry: Entry = entry) -> Context:
            return {"month": month_in_words(getattr(entry.front, "withdrawn", None))}

        yield renderer.page(
            entry.url,
            "tombstone.html",
            "A story was withdrawn",
            "The person who told this story has taken it back.",
            data,
            section=f"{STORY.folder}/",
            indexed=False,
        )
