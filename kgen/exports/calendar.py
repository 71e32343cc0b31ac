"""The meetings that are still to come, as calendars read them: of the whole garden, and of each network (RFC 5545).

Times are those of the place, without a zone. What is called by the network's slug stays one thing to a calendar that
follows it: the next meeting moves there from one day to the next.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from kgen.exports.data import identity
from kgen.model import NETWORK, Entry, Network, Output, Page
from kgen.weave import Garden
from kgen.weave.meetings import NextMeeting, all_to_come, meetings_to_come

NAME = "calendar.ics"
LONGEST_LINE = 75
"""Octets, without the line break (section 3.1)."""
_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f]")
"""What no text may hold (section 3.1)."""
_NO_EVENT = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""A calendar holds at least one component (section 3.6). For a time zone that nothing names, calendars show nothing."""


def calendars(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `calendar.ics`, and one beside the page of each network; one without a meeting to come is empty."""
    yield Output(NAME, _of_all)
    for network in garden.of(NETWORK):
        yield Output(f"{network.url}{NAME}", _of_network, (network.key,))


def _of_all(garden: Garden) -> bytes:
    return _calendar(garden, garden.settings.site_name, all_to_come(garden))


def _of_network(garden: Garden, key: str) -> bytes:
    network = cast("Network", garden.published[key])
    title = f"{garden.title(network)} · {garden.settings.site_name}"
    return _calendar(garden, title, meetings_to_come(garden, network))


def _calendar(garden: Garden, title: str, meetings: Iterable[NextMeeting]) -> bytes:
    seen: set[str] = set()
    events = [line for each in meetings for line in _event(garden, each, seen)]
    name = _text(title)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//kgen//kgen//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        *(events or _NO_EVENT),
        "END:VCALENDAR",
    ]
    return b"".join(map(_folded, lines))


def _event(garden: Garden, coming: NextMeeting, seen: set[str]) -> Iterator[str]:
    """The lines of one meeting. `seen` holds the networks of which one was given before."""
    network, meeting = coming.network, coming.meeting
    about = cast("Entry", meeting or network)
    is_next = network is not None and network.key not in seen
    if network is not None:
        seen.add(network.key)
    called = network if network is not None and is_next else about
    later = "#later" if called is network and not is_next else ""
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(identity(garden.settings, f'{called.url}{later}'))}"
    # The first moment of the month, so that one month gives the same bytes on each of its days.
    yield f"DTSTAMP:{_digits(garden.settings.month)}01T000000Z"
    day, time = _digits(coming.day), _digits(coming.time)
    yield f"DTSTART:{day}T{time}00" if time else f"DTSTART;VALUE=DATE:{day}"
    yield f"SUMMARY:{_text(garden.title(about))}"
    if coming.where:
        yield f"LOCATION:{_text(coming.where)}"
    if address := garden.settings.address(about.url):
        yield f"URL:{_CONTROL.sub('', address)}"
    yield "END:VEVENT"


def _digits(written: str) -> str:
    return written.replace("-", "").replace(":", "")


def _text(text: str) -> str:
    """A value of the type TEXT (section 3.3.11)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", lines.translate(_ESCAPED))


def _folded(line: str) -> bytes:
    """A line as it is sent: cut between two letters if it is too long, and ended by CRLF (section 3.1)."""
    pieces, room = [bytearray()], LONGEST_LINE
    for letter in line:
        data = letter.encode(errors="replace")
        if len(pieces[-1]) + len(data) > room:
            pieces.append(bytearray())
            room = LONGEST_LINE - 1  # A space goes before it.
        pieces[-1] += data
    return b"\r\n ".join(pieces) + b"\r\n"
