"""Whether an entry may be seen. Consent is a gate: what is not clearly open is closed."""

from typing import Literal

from kgen.fronts import StoryFront
from kgen.model import PERSON, STORY, Entry
from kgen.read.schema import Tombstone

Standing = Literal["open", "broken", "withdrawn", "draft", "lapsed", "refused", "unnamed"]


def standing(entry: Entry, month: str, *, public: bool) -> Standing:
    """Say whether an entry is open to readers in `month` (YYYY-MM), and if not, why.

    A review passes when its month ends: a story reviewed by 2026-10 is hidden from 2026-11 on. Where the source is
    `public`, what such a source does not take is refused. A person who has not agreed to be named is "unnamed".
    """
    if isinstance(entry.front, Tombstone):
        return "withdrawn"
    if not entry.sound:
        return "broken"
    if STORY.includes(entry):
        if entry.front.draft:
            return "draft"
        consent = entry.front.consent
        if consent is None:
            return "broken"
        if consent.review is not None and consent.review < month:
            return "lapsed"
        if public and needs_private_source(entry.front):
            return "refused"
    if PERSON.includes(entry) and entry.front.consent is None:
        return "unnamed"
    return "open"


def needs_private_source(story: StoryFront) -> bool:
    """Whether a story is one that no repository takes which anybody can read."""
    return bool(story.about_child) or (story.consent is not None and story.consent.whose == "with-permission")
