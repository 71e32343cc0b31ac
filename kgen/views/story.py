"""A story, and what is left of one that was withdrawn."""

from collections.abc import Iterator
from typing import Any

from kgen.english import in_words
from kgen.model import STORY, Page, Story
from kgen.views.linked_data import licence_address
from kgen.views.page_context import Linked, PageContext, month_in_words, period_in_words, sentence_case
from kgen.views.pager import paginated
from kgen.views.rendering import Context, page_of
from kgen.weave import Garden
from kgen.weave.changes import status_of
from kgen.weave.related import reason

EXIT = "https://www.bbc.co.uk/weather"
"""Where "Exit this page" leads: a page nobody wonders about, as in GOV.UK's pattern."""
_MENTIONS_IN_WORDS = {"child-death": "the death of a child"}


def stories(garden: Garden) -> Iterator[Page]:
    for story in garden.of(STORY):
        assets = ("exit/exit.js",) if story.front.mentions else ()
        first = page_of(garden, story, "story.html", _story, assets=assets)
        yield from paginated(first, garden.sources(story, "answers", STORY), garden.backlinks(story), more="more.html")
    yield from _tombstones(garden)


def _story(here: PageContext) -> Context:
    garden, story, pager = here.garden, here.entry_of(STORY), here.pager
    lists = {
        "answers": here.cards(pager.of(_changed_first(garden.sources(story, "answers", STORY)))),
        "mentions": here.mentions(pager.of(garden.backlinks(story))),
    }
    return {**lists, **_whole(here, story)} if pager.is_first else lists


def _changed_first(answers: tuple[Story, ...]) -> list[Story]:
    order = ("made", "planned", "none")
    return sorted(answers, key=lambda story: order.index(status_of(story)))


def _whole(here: PageContext, story: Story) -> dict[str, Any]:
    garden = here.garden
    front = story.front
    authors = here.by_relation(story, "author")
    licence = garden.licence(story)
    related = here.insight.related(story)
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


def _address(here: PageContext, story: Story) -> str:
    """The whole address of a story, or the part of it that is known."""
    return here.garden.settings.address(story.url, otherwise=story.url)


def _citation(here: PageContext, story: Story, authors: tuple[Linked, ...]) -> tuple[str, str]:
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


def _tombstones(garden: Garden) -> Iterator[Page]:
    """A withdrawn story leaves a page that says so, without its title or text."""
    for entry in garden.tombstones:
        yield Page(
            entry.url,
            "A story was withdrawn",
            "The person who told this story has taken it back.",
            "tombstone.html",
            _tombstone,
            entry=entry.key,
            about=entry.front.withdrawn,
            section=f"{STORY.folder}/",
            indexed=False,
        )


def _tombstone(here: PageContext) -> Context:
    return {"month": month_in_words(here.about)}
