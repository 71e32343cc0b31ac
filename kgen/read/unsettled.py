"""What somebody answered that speaks against publishing what they sent: a line of their draft, until a steward has
settled it. No kind has these fields, so an entry with one has an error and is never published."""

import re
from collections.abc import Mapping
from typing import NamedTuple

ANSWERED = "to_being_published"
SETTLE_FIRST = "settle_first"
UNDER_AGE = "they are under 18: talk to them first"
"""What stands under `settle_first` of a story that somebody under 18 sent."""


class Unsettled(NamedTuple):
    """What a message says of such a line: `says` has a place for what it holds."""

    says: str
    fix: str


UNSETTLED: Mapping[str, Unsettled] = {
    ANSWERED: Unsettled(
        "they answered “{}” to being published",
        "Do not publish it unless they have told you otherwise; delete this line then.",
    ),
    SETTLE_FIRST: Unsettled("{}", "Do not publish it before that is settled; delete this line then."),
}


_PERHAPS = re.compile(r"\b(?:ask|but|contact|depends|first|if|later|maybe|ok|okay|only|perhaps|sure|talk|yes)\b", re.I)
_ANSWER = UNSETTLED[ANSWERED].says.partition("{}")[0]


def is_refusal(message: str) -> bool:
    """Whether a message says that somebody answered No to being published, in whatever words: not `Yes, but ask me`."""
    return message.startswith(_ANSWER) and _PERHAPS.search(message.removeprefix(_ANSWER)) is None


def forbids_letter(message: str) -> bool:
    """Whether a message speaks against writing to somebody to ask: they said No, or are under 18."""
    return is_refusal(message) or UNDER_AGE in message
