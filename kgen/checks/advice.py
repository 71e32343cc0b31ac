"""Advice: nothing is wrong, something could be better."""

import re
from collections.abc import Iterator

from kgen.checks.common import as_list, named, noticed_while_reading, of_field
from kgen.english import in_words
from kgen.model import STORY, Diagnostic, Entry
from kgen.weave import Garden

LONG_TITLE = 90
_MOST_UNDATED = 5
"""Stories without a date that one message names; it counts the others."""


def long_title(garden: Garden) -> Iterator[Diagnostic]:
    """A title has more than 90 characters, and is cut off in lists and search results.

    Say in it what the story is about; the rest can go in `summary`.
    """
    for entry in garden.readable(STORY):
        title = entry.meta.title or ""
        if len(title) > LONG_TITLE:
            message = f"the title has {len(title)} characters; up to {LONG_TITLE} read well"
            fix = "Move part of it to `summary`."
            yield of_field(entry, "info", message, fix, "title")


def no_date(garden: Garden) -> Iterator[Diagnostic]:
    """Stories have no `date`, and kgen cannot tell from git's history when they were added.

    They are listed after all stories that have a month. If git says that one was added before 2005, when git began, a
    clock was wrong, and no date is better than a false one; what was added in the future counts as of this month. Write
    the month where you know it:

        date: 2026-10
    """
    stories = [story for story in garden.published.values() if story.kind is STORY and not story.meta.month]
    without = [story for story in stories if story.first_committed is None]
    too_late = [story for story in stories if story.first_committed is not None and story.is_misdated]
    reason, remedy = garden.undated or ("git's date is before 2005, when git began, so a clock was wrong", "")
    remedy = f"{remedy}. Or write" if remedy else "Write"
    if without:
        yield _undated(garden, without, "has no date" if len(without) == 1 else "have no date", reason, remedy)
    if too_late:
        reason = "git's date is in the future, so a clock was wrong"
        count = "gets this month as its date" if len(too_late) == 1 else "get this month as their date"
        yield _undated(garden, too_late, count, reason, "Write")


def _undated(garden: Garden, stories: list[Entry], what: str, reason: str, remedy: str) -> Diagnostic:
    """One line about all stories for which git cannot tell the month, for the same reason."""
    which = "1 story" if len(stories) == 1 else f"{len(stories):,} stories"
    shown, more = [named(story) for story in stories[:_MOST_UNDATED]], len(stories) - _MOST_UNDATED
    those = in_words([*shown, f"{more:,} more"] if more > 0 else shown)
    fix = f"{remedy} in each when it was told: `date: YYYY-MM`."
    return Diagnostic("info", f"{which} {what} ({those}): {reason}", fix, path=garden.settings.content_name)


def published(garden: Garden) -> Iterator[Diagnostic]:
    """A story is new here, was told in an earlier month, and does not say when it came into the garden.

    Lists and feeds follow `published`, or `date` if it is left out. Without it, a story that was told in January and
    comes in November is listed below everything that came in between, and those who follow the garden never see it.
    Only `kgen check --base`, which knows what is new, asks for it.

    Write        published: 2026-11
    """
    month = garden.settings.month
    for key in sorted(garden.new):
        entry = garden.entries[key]
        if not STORY.includes(entry) or entry.meta.draft or entry.meta.published or not entry.meta.date:
            continue
        told = entry.meta.date
        if told < month:
            message = f"this story is new here and was told in {told}, so lists and feeds put it below later ones"
            yield of_field(entry, "warning", message, f"Add `published: {month}`.", "date")


def one_name(garden: Garden) -> Iterator[Diagnostic]:
    """A field that takes a list of names holds one name with a comma in it.

    Several names need square brackets; otherwise they are read as one name, to which nobody answers.

    Instead of   pseudonyms: Sam, Kim
    write        pseudonyms: [Sam, Kim]
    """
    for entry in garden.entries.values():
        for field in ("pseudonyms", "alt"):
            names = entry.meta.words(field)
            parts = re.split(r"\s*[,;]\s*", names[0]) if len(names) == 1 and (field, 0) not in entry.positions else ()
            if len(parts) > 1:
                fix = f"If these are several, write `{as_list(field, parts)}`."
                yield of_field(entry, "warning", f"`{field}` is read as one name", fix, field)


def repeated_title(garden: Garden) -> Iterator[Diagnostic]:
    """The text begins with its own title, which is printed above every text, so readers see it twice.

    Delete that line.
    """
    return noticed_while_reading(garden, "repeated-title")


def no_text(garden: Garden) -> Iterator[Diagnostic]:
    """A story has a title but no text: readers would open an empty page.

    Headings and comments are not text, but a picture is. One sentence is enough.
    """
    return noticed_while_reading(garden, "no-text")
