"""Advice: nothing is wrong, something could be better."""

from collections.abc import Iterator

from kgen.checks.finding import Finding, spot_of
from kgen.fronts import StoryFront
from kgen.weave import Garden

LONG_TITLE = 90


def long_title(garden: Garden) -> Iterator[Finding]:
    """A title has more than 90 characters, and is cut off in lists and search results.

    Say in it what the story is about; the rest can stand in `summary`.
    """
    for entry in garden.entries.values():
        if isinstance(entry.front, StoryFront) and entry.sound and len(entry.title) > LONG_TITLE:
            yield Finding(
                entry,
                "info",
                f"the title has {len(entry.title)} characters; up to {LONG_TITLE} read well",
                "Move a part of it to `summary`.",
                spot_of(entry, "title"),
            )


def no_date(garden: Garden) -> Iterator[Finding]:
    """A story has no `date`, and git does not know when it was added (there is no git here, or only a shallow clone).

    It is listed after all stories that have one.

    Write        date: 2026-10
    """
    for entry in garden.entries.values():
        if entry.sound and isinstance(entry.front, StoryFront) and garden.date(entry) is None:
            yield Finding(entry, "info", "the story has no date", f"Add `date: {garden.settings.month}`.", (1, 1))
