"""A story, and what is left of one that was withdrawn."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.english import in_words, month_in_words, period_in_words, sentence_case
from kgen.model import STORY, Context, Page, Story
from kgen.views.cited import CitedWork, cited_works
from kgen.views.linked_data import licence_address
from kgen.views.outcomes import Outcome, Trial, Trials, outcome, taken_over, travelled
from kgen.views.page_context import Card, Linked, Mention, PageContext
from kgen.views.pager import paginated
from kgen.views.rendering import EntryContext, page_of
from kgen.weave import Garden
from kgen.weave.changes import status_of
from kgen.weave.related import reason
from kgen.weave.titles import WITHDRAWN

EXIT = "https://www.bbc.co.uk/weather"
"""Where "Exit this page" leads: a page nobody wonders about, as in GOV.UK's pattern."""


def stories(garden: Garden) -> Iterator[Page]:
    for story in garden.of(STORY):
        first = page_of(garden, story, _story, has_feed=True)
        yield from paginated(first, garden.linking(story, "answers", STORY), garden.backlinks(story))
    yield from _tombstones(garden)


@dataclass(frozen=True, slots=True)
class StoryContext(EntryContext):
    template = "story.html"
    card: Card
    title_is_spoken: bool
    """Whether the title is only how the text begins."""
    sectors: tuple[Linked, ...]
    authors: tuple[Linked, ...]
    illustrative: bool
    place: str
    period: str
    composite: bool
    answered: tuple[Linked, ...]
    """What it answers."""
    outcome: Outcome | None
    taken_over: tuple[Trial, ...]
    travelled: Trials
    exit_to: str
    topics: tuple[Linked, ...]
    networks: tuple[Linked, ...]
    answers: tuple[Card, ...]
    """The stories that answer it."""
    mentions: tuple[Mention, ...]
    related: tuple[Linked, ...]
    cites: tuple[CitedWork, ...]
    cited_as: str
    """Who told it and when, as it stands before its title where it is cited."""
    licence: str
    licence_address: str
    address: str
    slug: str


@dataclass(frozen=True, slots=True)
class MoreContext(EntryContext):
    """On the second page of a story and later."""

    template = "more.html"
    answers: tuple[Card, ...]
    mentions: tuple[Mention, ...]


def _story(here: PageContext) -> StoryContext | MoreContext:
    garden, story, pager = here.garden, here.entry_of(STORY), here.pager
    order = ("made", "planned", "none")
    answering = sorted(garden.linking(story, "answers", STORY), key=lambda each: order.index(status_of(each)))
    answers = here.cards(pager.of(answering))
    mentions = here.mentions(pager.of(garden.backlinks(story)))
    return _whole(here, story, answers, mentions) if pager.is_first else MoreContext(answers, mentions)


def _whole(here: PageContext, story: Story, answers: tuple[Card, ...], mentions: tuple[Mention, ...]) -> StoryContext:
    garden = here.garden
    meta = story.meta
    authors = here.by_relation(story, "author")
    licence = garden.licence(story)
    related = here.insight.related(story)
    return StoryContext(
        card=here.card(story),
        title_is_spoken=bool(garden.first_words(story)),
        sectors=here.by_relation(story, "sectors"),
        authors=authors,
        illustrative=garden.illustrative(story),
        place=meta.place or "",
        period=period_in_words(meta.period),
        composite=meta.consent is not None and meta.consent.whose == "composite",
        answered=here.by_relation(story, "answers"),
        outcome=outcome(here, story),
        taken_over=taken_over(here, story),
        travelled=travelled(here, story),
        exit_to=EXIT,
        topics=here.by_relation(story, "topics"),
        networks=here.by_relation(story, "networks"),
        answers=answers,
        mentions=mentions,
        related=tuple(here.linked(each.story, sentence_case(reason(garden, each))) for each in related),
        cites=cited_works(here, story),
        cited_as=_cited_as(here, story, authors),
        licence=licence,
        licence_address=licence_address(licence),
        address=garden.settings.address(story.url, otherwise=story.url),
        slug=story.slug,
    )


def _cited_as(here: PageContext, story: Story, authors: tuple[Linked, ...]) -> str:
    who = in_words([author.title for author in authors]) or "Anonymous"
    month = month_in_words(here.garden.date(story))
    return f"{who} ({month})" if month else who


def _tombstones(garden: Garden) -> Iterator[Page]:
    """A withdrawn story leaves a page that says so, without its title or text."""
    for entry in garden.tombstones:
        yield Page(
            entry.url,
            WITHDRAWN,
            "The person who told this story has taken it back.",
            _tombstone,
            entry=entry.key,
            about=entry.meta.withdrawn,
            section=f"{STORY.folder}/",
            indexed=False,
        )


@dataclass(frozen=True, slots=True)
class TombstoneContext(Context):
    template = "tombstone.html"
    month: str


def _tombstone(here: PageContext) -> TombstoneContext:
    return TombstoneContext(month_in_words(here.about))
