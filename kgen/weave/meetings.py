"""When networks meet, and what their meetings promised."""

from collections.abc import Iterable
from typing import NamedTuple

from kgen.english import day_in_words, time_in_words
from kgen.field_parts import Promise
from kgen.model import MEETING, NETWORK, SECTOR, Meeting, Network
from kgen.weave import Garden

_WHENEVER = "9999"
"""After every month: a promise without one is asked about last."""


class NextMeeting(NamedTuple):
    """A meeting that is still to come."""

    day: str
    """YYYY-MM-DD"""
    network: Network | None
    meeting: Meeting | None = None
    """Its own entry, if it has one already."""

    @property
    def time(self) -> str:
        """HH:MM; empty if its network names none."""
        return (self.network.meta.time or "") if self.network else ""

    @property
    def when(self) -> str:
        """The day and the time, in words."""
        return ", ".join(filter(None, (day_in_words(self.day), time_in_words(self.time))))

    @property
    def where(self) -> str:
        """The place, but only of a network that anybody may come to."""
        return (self.network.meta.where or "") if self.network and self.network.meta.open else ""

    @property
    def is_elsewhere(self) -> bool:
        """Whether its place is told to those who join."""
        return self.network is not None and bool(self.network.meta.where) and not self.network.meta.open


def next_meeting(garden: Garden, network: Network) -> NextMeeting | None:
    """The first meeting of a network that is still to come, whether the network names its day or an entry does."""
    return next(iter(meetings_to_come(garden, network)), None)


def meetings_to_come(garden: Garden, network: Network) -> list[NextMeeting]:
    """Those of a network, earliest first. One that the network names and that has an entry is given once."""
    found = [
        NextMeeting(meeting.meta.when or "", network, meeting)
        for meeting in garden.linking(network, "network", MEETING)
        if is_to_come(garden, meeting)
    ]
    day = network.meta.next
    if day and day >= garden.settings.today and all(each.day != day for each in found):
        found.append(NextMeeting(day, network))
    return sorted(found, key=_by_day)


def all_to_come(garden: Garden) -> list[NextMeeting]:
    """Every meeting that is still to come, earliest first; including those of no network."""
    found = [each for network in garden.of(NETWORK) for each in meetings_to_come(garden, network)]
    coming = (each for each in garden.of(MEETING) if is_to_come(garden, each))
    alone = (each for each in coming if not garden.linked_keys(each, "network"))
    return sorted([*found, *(NextMeeting(each.meta.when or "", None, each) for each in alone)], key=_by_day)


def _by_day(each: NextMeeting) -> tuple[str, str, str, str]:
    """Earliest first. Those of one day come in an order that is the same in every build."""
    network, meeting = each.network, each.meeting
    return each.day, each.time, network.slug if network else "", meeting.slug if meeting else ""


def is_to_come(garden: Garden, meeting: Meeting) -> bool:
    """Whether its day is today or later. Of any other, readers are told the month at most."""
    return (meeting.meta.when or "") >= garden.settings.today


def in_order(garden: Garden, meetings: Iterable[Meeting]) -> tuple[Meeting, ...]:
    """Those that are still to come, earliest first; then past ones, newest first."""
    by_day = sorted(meetings, key=lambda each: (each.meta.when or "", each.slug))
    future = [each for each in by_day if is_to_come(garden, each)]
    return (*future, *reversed(by_day[: len(by_day) - len(future)]))


def in_turn(garden: Garden) -> tuple[Meeting | Network, ...]:
    """Every meeting: those to come, earliest first; then past ones, newest first. A network stands for its next
    meeting, if that has no entry of its own."""
    coming: list[Meeting | Network] = []
    for each in all_to_come(garden):
        if each.meeting:
            coming.append(each.meeting)
        elif each.network and next_meeting(garden, each.network) == each:
            coming.append(each.network)
    past = (each for each in garden.of(MEETING) if not is_to_come(garden, each))
    return (*coming, *in_order(garden, past))


def past_meetings(garden: Garden, network: Network) -> tuple[Meeting, ...]:
    """The meetings that a network has had, the newest first."""
    past = (each for each in garden.linking(network, "network", MEETING) if not is_to_come(garden, each))
    return in_order(garden, past)


def heard_at(meeting: Meeting) -> tuple[str, ...]:
    """What was heard at a meeting, if those who were there agreed to its being shown."""
    return meeting.meta.heard if meeting.meta.consent else ()


def says_nothing(meeting: Meeting) -> bool:
    """Whether nobody has written down yet what came of it."""
    meta = meeting.meta
    return not (meta.heard or meta.promises or meta.chosen or meta.stories or meeting.body.opening)


# --- what was promised


def maker(garden: Garden, who: str) -> str:
    """Who made a promise: a service by its title, a standpoint as `somebody who runs services`; "" where it is
    neither."""
    found = garden.names.look_up(who, (SECTOR,))
    if found and found[0].key in garden.published:
        return garden.title(found[0])
    known = garden.settings.standpoints.get(who)
    return known.one if known else ""


def kept_promises(garden: Garden, network: Network) -> tuple[Promise, ...]:
    """The promises that were kept, of all meetings that a network has had, newest first, if it lets readers see them.
    They are on its page alone; open ones are on the sheet for its next meeting alone."""
    meetings = past_meetings(garden, network) if network.meta.promises else ()
    return tuple(each for meeting in meetings for each in meeting.meta.promises if each.status == "kept")


def open_promises(garden: Garden, network: Network) -> list[Promise]:
    """What was promised at meetings of a network and is still open: the first due first, then the newest."""
    meetings = in_order(garden, garden.linking(network, "network", MEETING))
    found = (each for meeting in meetings for each in meeting.meta.promises if each.status == "open")
    return sorted(found, key=lambda each: each.due or _WHENEVER)
