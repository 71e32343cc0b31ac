"""A meeting that was or will be: what was heard, what was promised and kept, the story it chose, what it led to."""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.model import MEETING, Page
from kgen.views.page_context import Linked, Mention, PageContext
from kgen.views.pager import paginated
from kgen.views.rendering import EntryContext, page_of
from kgen.weave import Garden


def meetings(garden: Garden) -> Iterator[Page]:
    for meeting in garden.of(MEETING):
        yield from paginated(page_of(garden, meeting, _meeting), garden.backlinks(meeting))


@dataclass(frozen=True, slots=True)
class MeetingContext(EntryContext):
    template = "meeting.html"
    networks: tuple[Linked, ...]
    mentions: tuple[Mention, ...]


def _meeting(here: PageContext) -> MeetingContext:
    meeting = here.entry_of(MEETING)
    mentions = here.mentions(here.pager.of(here.garden.backlinks(meeting)))
    return MeetingContext(here.by_relation(meeting, "network"), mentions)
