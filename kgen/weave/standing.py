"""Whether an entry may be seen. Consent is a gate: what is not clearly open is closed."""

from typing import Literal

from kgen.fronts import StoryFront
from kgen.model import Entry
from kgen.read.schema import Tombstone

Standing = Literal["open", "broken", "withdrawn", "draft", "lapsed"]


def standing(entry: Entry, month: str) -> Standing:
    """Say whether an entry is open to readers in `month` (YYYY-MM), and if not, why.

    A review passes when its month ends: a story reviewed by 2026-10 is hidden from 2026-11 on.
    """
    if isinstance(entry.front, Tombstone):
        return "withdrawn"
    if not entry.sound:
        return "broken"
    if isinstance(entry.front, StoryFront):
        if entry.front.draft:
            return "draft"
        consent = entry.front.consent
        if consent is None:
            return "broken"
        if consent.review is not None and consent.review < month:
            return "lapsed"
    return "open"
