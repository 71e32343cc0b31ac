"""What somebody answered that speaks against publishing what they sent: a line of their draft, until a steward has
settled it. No kind has these fields, so an entry with one has an error and is never published."""

from collections.abc import Mapping
from typing import NamedTuple

ANSWERED = "to_being_published"
SETTLE_FIRST = "settle_first"


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
