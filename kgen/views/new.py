"""What was published lately, by month: stories and answers, changes, what was tried, meetings, people and questions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from kgen.english import month_in_words, sentence_case
from kgen.model import STORY, Context, Page, Story
from kgen.site import own_page
from kgen.views.outcomes import WENT
from kgen.views.page_context import Linked, PageContext
from kgen.weave import Garden
from kgen.weave.news import News, Sort
from kgen.weave.voices import teller_begins


def new(garden: Garden) -> Iterator[Page]:
    own = own_page("new")
    yield Page(
        own.address,
        own.title,
        "What was published lately: stories, answers, what changed, who is new.",
        _new,
        section=own.address,
        feed=f"{own.address}feed.xml",
    )


@dataclass(frozen=True, slots=True)
class NewsItem:
    """Something new. `who` tells it, `change` is what was made or is planned, in the language `lang`; `beside` what a
    story answers or tries, or the network that met; `went` how it went. What does not apply is empty."""

    sort: Sort
    linked: Linked
    who: str
    begins: str = ""
    """How news of a change begins."""
    beside: tuple[Linked, ...] = ()
    change: str = ""
    lang: str = ""
    went: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    words: str
    told: tuple[NewsItem, ...]


@dataclass(frozen=True, slots=True)
class NewContext(Context):
    template = "new.html"
    months: tuple[Month, ...]


def _new(here: PageContext) -> NewContext:
    months = groupby(here.insight.news, key=attrgetter("month"))
    return NewContext(tuple(Month(month_in_words(month), tuple(_items(here, found))) for month, found in months))


def _items(here: PageContext, found: Iterable[News]) -> Iterator[NewsItem]:
    for each in found:
        linked = here.linked(each.entry)
        if STORY.includes(each.entry):
            yield _of_story(here, each, each.entry, linked)
        else:
            beside = here.by_relation(each.entry, "network") if each.sort == "meeting" else ()
            yield NewsItem(each.sort, linked, here.voice(each.entry), beside=beside)


def _of_story(here: PageContext, each: News, story: Story, linked: Linked) -> NewsItem:
    change = story.meta.change if each.is_change else None
    relation = {"answer": "answers", "tried": "tries"}.get(each.sort)
    return NewsItem(
        each.sort,
        linked,
        teller_begins(here.garden, story),
        each.begins,
        beside=here.by_relation(story, relation) if relation else (),
        change=(change.what or "") if change else "",
        lang=here.garden.language(story),
        went=went(here.garden, story) if each.sort == "tried" else "",
    )


def went(garden: Garden, story: Story) -> str:
    """How it went if a story tries one other, in a sentence; empty if it tries several, since its page says so for
    each."""
    travels = garden.tried_by(story)
    return f"{sentence_case(WENT[travels[0].went])}." if len(travels) == 1 else ""
