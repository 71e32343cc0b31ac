"""What the forms of the desk send, and where a steward goes next."""

from enum import Enum
from urllib.parse import urlencode

from kgen.desk.asked import DeskRequest
from kgen.desk.contexts import DeskPage
from kgen.desk.decisions import DecisionRefused
from kgen.desk.draft_page import Typed, has_form
from kgen.desk.field_values import text_in
from kgen.desk.fields import sent
from kgen.model import Entry, Kind
from kgen.read.walk import LARGEST
from kgen.serve.answer import Answer, redirect
from kgen.settings import Settings

Result = Answer | DeskPage


class Done(Enum):
    """What was just done: the word for it in an address, and what the next page says of it."""

    ACCEPTED = "accepted", "It is in the garden now, and is being published."
    ACCEPTED_ALONE = "accepted-alone", "It is in the garden now, and is being published. Its earlier texts are deleted."
    CORRECTED = "corrected", "The correction is being published."
    DECLINED = "declined", "It is deleted. If its teller waits for an answer, tell them why."
    DELETED = "deleted", "Deleted."
    HELD = "held", "It is held."
    HIDDEN = "hidden", "It is hidden. The site is being published without it."
    MADE = "made", "It is in the garden now, and is being published."
    MERGED = "merged", "The two are one now."
    PUBLISHING = "publishing", "Publishing begins."
    READ = "read", "Noted: you have read it as it is now."
    RENAMED = "renamed", "It has its new name. Its old address still works."
    RENEWED = "renewed", "The consent is renewed."
    RESOLVED = "resolved", "What you chose is kept."
    RESUMED = "resumed", "It is no longer held."
    SAVED = "saved", "Saved."
    SECOND = "second", "It is hidden until a second steward has read it as it is now, and shows it again."
    SHOWN = "shown", "It is on the site again."
    UNASKED = "unasked", "The letter is taken back. You can write another."
    UNDONE = "undone", "The version before is back."
    TAKEN_BACK = "taken-back", "That decision is taken back."


def gone_to(address: str, done: Done) -> Answer:
    """The way to a page that says what was done."""
    return redirect(f"{address}?{urlencode({'done': done.value[0]})}")


def said_done(word: str) -> str:
    """What a page says was done, by the word in its address; empty where there is none."""
    return next((says for each, says in (done.value for done in Done) if each == word), "")


def one(asked: DeskRequest, name: str) -> str:
    """The value of a field, without spaces around it; empty where there is none."""
    return (asked.form.get(name) or ("",))[-1].strip()


def refuse_unsure(asked: DeskRequest) -> None:
    if not one(asked, "sure"):
        raise DecisionRefused("Nothing was deleted.", ["Tick the box to say that you mean it."])


def refuse_other_form(asked: DeskRequest, entry: Entry, data: bytes) -> None:
    """A whole file is taken only where no form can show it: a form keeps what no steward may write."""
    is_whole = "file" in asked.form
    if is_whole == has_form(entry, data) or not (is_whole or "text" in asked.form):
        raise DecisionRefused("It is not saved: this form is not the one that belongs to it.", ["Open it again."])
    if len(asked.form["file" if is_whole else "text"][-1].encode(errors="replace")) > LARGEST:
        raise DecisionRefused(f"It is not saved: it is longer than any story, at most {LARGEST // 1024} KB.")


def typed(asked: DeskRequest, kind: Kind, settings: Settings, data: bytes = b"") -> Typed:
    """The fields and the text that somebody sent; where they sent a whole file, only that. A form without a text leaves
    that of the file (`data`) as it is."""
    if "file" in asked.form:
        return {}, (asked.form["file"] or ("",))[-1]
    text = asked.form.get("text") or (text_in(data),)
    return sent(kind, asked.form, settings), text[-1]
