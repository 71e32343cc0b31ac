"""What people say changed, planned or made."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.model import QUESTION, Context, Page, Story
from kgen.site import own_page
from kgen.views.outcomes import where_tried
from kgen.views.page_context import Card, Linked, PageContext
from kgen.views.pager import paginated
from kgen.weave import Garden
from kgen.weave.changes import reporting_change, status_of
from kgen.weave.outcomes import prompts_in_short

MOST_PROMPTS = 4
"""How many stories are named as having prompted a change."""


def changes(garden: Garden) -> Iterator[Page]:
    own = own_page("changes")
    first = Page(
        own.address,
        own.title,
        "What people say changed, planned or made, because somebody told a story.",
        _changes,
        section=own.address,
        feed=f"{own.address}feed.xml",
    )
    return paginated(first, reporting_change(garden))


@dataclass(frozen=True, slots=True)
class Reported:
    """A change, as the story tells it."""

    card: Card
    prompts: tuple[Linked, ...]
    """The stories and questions that prompted the change: those that its story answers, and who began it."""
    tried: str
    """The services in which it was tried elsewhere, in words."""


@dataclass(frozen=True, slots=True)
class ChangesContext(Context):
    template = "changes.html"
    back: Linked
    """The first page of the list."""
    made: int
    planned: int
    changes: tuple[Reported, ...]


def _changes(here: PageContext) -> ChangesContext:
    stories = here.insight.changes
    made = sum(status_of(story) == "made" for story in stories)
    back = here.linked_page(own_page("changes"))
    reported = tuple(_reported(here, story) for story in here.pager.of(stories))
    return ChangesContext(back, made, len(stories) - made, reported)


def _reported(here: PageContext, story: Story) -> Reported:
    credited = prompts_in_short(here.garden, story, MOST_PROMPTS)
    questions = [each for each in here.garden.linked(story, "answers") if each.kind is QUESTION]
    prompts = tuple(here.linked(each) for each in (*credited, *questions))
    return Reported(here.card(story), prompts, where_tried(here, story))
