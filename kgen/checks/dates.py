"""Months and days that cannot be right: what has not happened yet, and what is earlier than what it followed from."""

from collections.abc import Iterator

from kgen.checks.common import in_the_future, of_field
from kgen.english import in_words
from kgen.model import MEETING, STORY, Diagnostic, Meeting, Story
from kgen.weave import Garden

_OF_WHAT_WAS = ("date", "opened", "published")
"""Fields whose month has come."""


def misdated(garden: Garden) -> Iterator[Diagnostic]:
    """Each month and day that cannot be right, for the check `schema`."""
    this_month = garden.settings.month
    for entry in garden.entries.values():
        for name in _OF_WHAT_WAS:
            for month in entry.meta.words(name):
                if month > this_month:
                    yield of_field(entry, "error", in_the_future(name, month), _begun(this_month), name)
    for story in garden.readable(STORY):
        yield from _change(story, this_month)
    for meeting in garden.readable(MEETING):
        yield from _meeting(meeting, garden.settings.today)


def _begun(this_month: str) -> str:
    return f"Write a month that has already begun; this month is {this_month}."


# --- changes


def _change(story: Story, this_month: str) -> Iterator[Diagnostic]:
    """A change that was made is not still to come, and was looked at again after it was made."""
    change = story.meta.change
    if change is None:
        return
    if change.status == "made" and change.when and change.when > this_month:
        message = f"the change is `made` in {change.when}, which is in the future"
        fix = f"Write `planned`; if it was made, write a month that has begun. This month is {this_month}."
        yield of_field(story, "error", message, fix, "change", "when")
    if (checked := change.checked) is None:
        return
    way = ("change", "checked", "when")
    if change.status != "made":
        message = f"a change that is `{change.status}` cannot have been looked at again"
        yield of_field(story, "warning", message, "Take `checked` out: it is for changes that were made.", *way)
    elif checked.when > this_month:
        message = f"`checked` says {checked.when}, which is in the future"
        yield of_field(story, "error", message, _begun(this_month), *way)
    elif change.when and checked.when < change.when:
        message = f"`checked` is earlier than the change, which was made in {change.when}"
        yield of_field(story, "error", message, "Write the month in which somebody looked again.", *way)


# --- meetings


def _meeting(meeting: Meeting, today: str) -> Iterator[Diagnostic]:
    """Nothing comes of a meeting before it was held. On its own day it may have been."""
    day = meeting.meta.when
    if not day:
        return
    if day > today and (told := _told_of(meeting)):
        it = "it" if len(told) == 1 else "them"
        message = (
            f"this meeting has not taken place yet: it is on {day}, and {in_words(told)} can only be known afterwards"
        )
        fix = f"If it has taken place, write its day after `when:`; today is {today}. If not, take {it} out until then."
        yield of_field(meeting, "error", message, fix, "when")
        return
    month, given = day[:7], meeting.meta.consent
    if meeting.meta.heard and given and given.given < month:
        message = f"`given: {given.given}` is earlier than the meeting ({month})"
        fix = "Write the month in which those who were there agreed that what was heard is shown."
        yield of_field(meeting, "warning", message, fix, "consent", "given")
    for number, promise in enumerate(meeting.meta.promises):
        if promise.due and promise.due < month:
            message = f"`due: {promise.due}` is earlier than the meeting ({month})"
            fix = "Write the month by which it is to be done, or leave `due` out."
            yield of_field(meeting, "warning", message, fix, "promises", number, "due")


def _told_of(meeting: Meeting) -> list[str]:
    """The fields that tell what came of a meeting, as a message names them."""
    meta = meeting.meta
    kept = [promise for promise in meta.promises if promise.status == "kept"]
    told = (("`heard`", meta.heard), ("a kept promise", kept), ("`chosen`", meta.chosen), ("`stories`", meta.stories))
    return [name for name, value in told if value]
