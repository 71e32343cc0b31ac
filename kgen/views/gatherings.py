"""Meetings and promises as pages tell of them: the day of what is to come, the month of what is past."""

from dataclasses import dataclass
from typing import NamedTuple

from kgen.english import month_in_words, sentence_case
from kgen.field_parts import Promise
from kgen.model import NETWORK, Meeting, Network
from kgen.views.page_context import Linked, PageContext
from kgen.weave.meetings import NextMeeting, is_to_come, next_meeting

ELSEWHERE = "told when you join"
"""Replaces the place of a meeting that not everybody may come to."""
CALENDAR = "calendar.ics"


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting that is still to come, in words."""

    network: Linked | None
    meeting: Linked | None
    """Its own page, if it has one."""
    when: str
    """The day, and the time if it is known."""
    where: str
    join: str
    """How to take part."""
    calendar: str
    """The address of the calendar that it is in."""


class Promised(NamedTuple):
    """A promise: what, who made it, and the month by which it is to be done; the last two may be empty."""

    what: str
    who: str
    due: str


def gathering(here: PageContext, found: NextMeeting) -> Gathering:
    network, meta = found.network, found.network.meta if found.network else None
    return Gathering(
        network=here.linked(network) if network else None,
        meeting=here.linked(found.meeting) if found.meeting else None,
        when=found.when,
        where=ELSEWHERE if found.is_elsewhere else found.where,
        join=(meta.join or "") if meta else "",
        calendar=here.href(f"{network.url if network else ''}{CALENDAR}"),
    )


def meets_on(here: PageContext, network: Network) -> str:
    """The day of a network's next meeting, YYYY-MM-DD; empty if none is known."""
    found = next_meeting(here.garden, network)
    return found.day if found else ""


def next_gathering(here: PageContext, network: Network) -> Gathering | None:
    """The next meeting of a network."""
    found = next_meeting(here.garden, network)
    return gathering(here, found) if found else None


def coming(here: PageContext, meeting: Meeting) -> Gathering | None:
    """A meeting, while it is still to come."""
    if not is_to_come(here.garden, meeting):
        return None
    network = next((each for each in here.garden.linked(meeting, "network") if NETWORK.includes(each)), None)
    return gathering(here, NextMeeting(meeting.meta.when or "", network, meeting))


def when_in_words(here: PageContext, meeting: Meeting) -> str:
    """The day and the time of a meeting that is still to come; once it is past, the month."""
    found = coming(here, meeting)
    return found.when if found else month_in_words(meeting.meta.when)


def promised(here: PageContext, promise: Promise) -> Promised:
    return Promised(promise.what, _who(here, promise.who or ""), month_in_words(promise.due))


def _who(here: PageContext, who: str) -> str:
    """Who made a promise: a service by its title, a standpoint as `Somebody who runs services`."""
    words = here.insight.maker(who) if who else ""
    return sentence_case(words) if who in here.garden.settings.standpoints else words
