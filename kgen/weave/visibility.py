"""Whether an entry may be seen. What has no clear consent is hidden."""

from typing import Literal

from kgen.field_types import SITE, Use
from kgen.frontmatter import StoryMeta
from kgen.model import PERSON, STORY, Entry
from kgen.read.schema import Tombstone

Visibility = Literal["published", "invalid", "withdrawn", "draft", "expired", "refused", "unnamed", "unused"]


def visibility(entry: Entry, month: str, *, public: bool, use: Use = SITE) -> Visibility:
    """Say whether an entry is published in `month` (YYYY-MM), and if not, why.

    A review passes when its month ends: a story reviewed by 2026-10 is hidden from 2026-11 on. Where the source is
    `public`, what such a source does not take is refused. A person who has not agreed to be named is "unnamed", and a
    story whose teller did not say yes to a use is "unused" there.
    """
    if isinstance(entry.meta, Tombstone):
        return "withdrawn"
    if not entry.valid:
        return "invalid"
    if STORY.includes(entry):
        if entry.meta.draft:
            return "draft"
        consent = entry.meta.consent
        if consent is None:
            return "invalid"
        if consent.review is not None and consent.review < month:
            return "expired"
        if public and needs_private_source(entry.meta):
            return "refused"
        if not consent.allows(use):
            return "unused"
    if PERSON.includes(entry) and entry.meta.consent is None:
        return "unnamed"
    return "published"


def needs_private_source(story: StoryMeta) -> bool:
    """Whether a story needs a repository that not everybody can read."""
    return bool(story.about_child) or (story.consent is not None and story.consent.whose == "with-permission")
