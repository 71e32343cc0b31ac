"""A meeting that was or will be: what was heard, the story it chose, what it led to."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.english import month_in_words
from kgen.model import MEETING, STORY, Meeting, Page
from kgen.site import own_page
from kgen.views.gatherings import Gathering, coming
from kgen.views.page_context import Card, Linked, Mention, PageContext
from kgen.views.pager import paginated
from kgen.views.rendering import EntryContext, page_of
from kgen.weave import Garden
from kgen.weave.meetings import heard_at


def meetings(garden: Garden) -> Iterator[Page]:
    for meeting in garden.of(MEETING):
        first = page_of(garden, meeting, _meeting)
        yield from paginated(first, garden.linked_keys(meeting, "stories"), garden.backlinks(meeting))


@dataclass(frozen=True, slots=True)
class ChosenStory:
    """The story that a meeting chose."""

    card: Card
    why: str


@dataclass(frozen=True, slots=True)
class MeetingAtLength:
    """What is only on the first page of a meeting."""

    networks: tuple[Linked, ...]
    coming: Gathering | None
    """When and where, while it is still to come."""
    month: str
    """Once it is past."""
    heard: tuple[str, ...]
    """What was heard there, if those who were there agreed to its being shown."""
    choice: ChosenStory | None
    tell: str
    """Where somebody tells what came of it."""


@dataclass(frozen=True, slots=True)
class MeetingContext(EntryContext):
    template = "meeting.html"
    first: MeetingAtLength | None
    count: int
    """How many stories it led to."""
    cards: tuple[Card, ...]
    mentions: tuple[Mention, ...]


def _meeting(here: PageContext) -> MeetingContext:
    garden, meeting, pager = here.garden, here.entry_of(MEETING), here.pager
    stories = [each for each in garden.linked(meeting, "stories") if STORY.includes(each)]
    return MeetingContext(
        first=_at_length(here, meeting) if pager.is_first else None,
        count=len(stories),
        cards=here.cards(pager.of(stories)),
        mentions=here.mentions(pager.of(garden.backlinks(meeting))),
    )


def _at_length(here: PageContext, meeting: Meeting) -> MeetingAtLength:
    garden, meta = here.garden, meeting.meta
    ahead = coming(here, meeting)
    networks = garden.linked(meeting, "network")
    write = here.href(own_page("write").address)
    return MeetingAtLength(
        networks=here.linked_all(networks),
        coming=ahead,
        month="" if ahead else month_in_words(meta.when),
        heard=heard_at(meeting),
        choice=_choice(here, meeting),
        tell="" if ahead else f"{write}?network={networks[0].slug}" if networks else write,
    )


def _choice(here: PageContext, meeting: Meeting) -> ChosenStory | None:
    """None if readers cannot see the story: why it was chosen tells of it too."""
    chosen = meeting.meta.chosen
    for story in here.garden.linked(meeting, "chosen"):
        if chosen and STORY.includes(story):
            return ChosenStory(here.card(story), chosen.why or "")
    return None
