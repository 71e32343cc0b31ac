"""What somebody answered that speaks against publishing what they sent: a line of their draft, until a steward has
settled it. No kind has these fields, so an entry with one has an error and is never published."""

import difflib
import re
from collections.abc import Mapping
from typing import NamedTuple

from kgen.diagnostic import Code

ANSWERED = "to_being_published"
SETTLE_FIRST = "settle_first"
UNDER_AGE = "they are under 18: talk to them first"
"""What is written under `settle_first` of a story that somebody under 18 sent."""


class Unsettled(NamedTuple):
    """What a message says of such a line: `says` has a place for what it holds."""

    says: str
    fix: str

    def code(self, written: str) -> Code:
        """What a line that holds these words means: an answer that leaves something open is no refusal."""
        if self is UNSETTLED[SETTLE_FIRST]:
            return Code.UNDER_AGE if UNDER_AGE in written else Code.SETTLE_FIRST
        return Code.ANSWERED if _PERHAPS.search(written) else Code.REFUSED


UNSETTLED: Mapping[str, Unsettled] = {
    ANSWERED: Unsettled(
        "they answered “{}” to being published",
        "Do not publish it unless they have told you otherwise; then take this out.",
    ),
    SETTLE_FIRST: Unsettled("{}", "Do not publish it before that is settled; then take this out."),
}


_PERHAPS = re.compile(r"\b(?:ask|but|contact|depends|first|if|later|maybe|ok|okay|only|perhaps|sure|talk|yes)\b", re.I)
_LIKE_A_SLIP = 0.85
"""How alike the name of a field and one of these must be (difflib's ratio)."""
OF_CONSENT = (("consent",), ("consent", "given"), ("published",))
"""The fields in which people write No instead of a month, or of the lines below."""
_NOTES_CONSENT = re.compile(
    r"consent|agree|permission|publish(?!er)|(?:may(?:we|you|i)?|okto|happyto|canbe)(?:shared?|used?)"
)
"""Names under which people note what a teller answered, without signs between their words."""
_SWITCHED_OFF = re.compile("false|off|0", re.IGNORECASE)
"""What other programs write there where somebody keeps a page to themselves, which is no answer."""
_NO = re.compile(
    r"\W*(?:(?:no|nope|never|false)\W*$|no[.,;:!](?!\s*\d)|no,? (?:thanks?|consent|permission|i|she|he|they|we)\b"
    r"|n$|refuse[sd]?\b|decline[sd]?\b|denied\b|withheld\b|withdrawn\b|revoked\b"
    r"|not (?:given|granted|agreed)\b|(?:do|does|did)(?: not|n['’]t) (?:agree|consent|want)\b)",
    re.IGNORECASE,
)


def unsettled_by(path: tuple[str | int, ...], written: str, *, is_unknown: bool) -> Unsettled | None:
    """What a line says that speaks against publishing, if it does: one of these fields, however its name is spelled, or
    a No where consent should be (`consent: no`, `agreed: no`). `is_unknown` says that no kind has such a field."""
    name = re.sub(r"[^a-z]", "", str(path[-1]).lower())
    for field, unsettled in UNSETTLED.items() if is_unknown else ():
        if difflib.SequenceMatcher(None, name, field.replace("_", "")).ratio() >= _LIKE_A_SLIP:
            return unsettled
    is_of_consent = path in OF_CONSENT or (is_unknown and _NOTES_CONSENT.search(name))
    if name in ("publish", "published") and _SWITCHED_OFF.fullmatch(written):
        return None
    is_no = is_of_consent and _NO.match(written) and not re.search(rf"{_PERHAPS.pattern}|\byet\b", written, re.I)
    return UNSETTLED[ANSWERED] if is_no else None
