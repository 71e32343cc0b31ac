"""What a draft waits for, and how that is said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kgen.desk.addresses import draft_address
from kgen.desk.contexts import ListItem
from kgen.desk.decisions import readers
from kgen.desk.kept import DraftSummary
from kgen.desk.notes import Note, Notes
from kgen.desk.signs import RISK
from kgen.diagnostic import Code
from kgen.english import count_of, month_in_words, sentence_case


@dataclass(frozen=True, slots=True)
class State:
    """Something that drafts wait for: its name in addresses, the heading above those that do, and one sentence."""

    name: str
    title: str
    lead: str


READY = State("ready", "Ready to publish", "Nothing is missing. Read it, then decide.")
SECOND = State("second", "Waiting for a second steward", "One of you has read it. Somebody else has to read it too.")
ANSWER = State("answer", "Waiting for an answer", "You have written to the teller.")
CONSENT = State("consent", "Consent to ask for", "Nobody has agreed yet that it may be published. Choose Ask.")
MEND = State("mend", "Something to correct", "Something is missing, or has to change first.")
HELD = State("held", "Held", "You wanted to come back to these.")
STATES = (SECOND, READY, ANSWER, CONSENT, MEND, HELD)


def state_of(summary: DraftSummary, note: Note) -> State:
    """What a draft waits for. Whoever holds it decides; then an answer counts for more than what is missing."""
    if note.held:
        return HELD
    who = readers(summary, note)
    if who.needed > 1 and who.read_by:
        return SECOND
    if note.asked and summary.errors:
        return ANSWER
    if summary.asks_for_consent:
        return CONSENT
    only_unread = all(each.code is Code.UNREAD for each in summary.errors)
    return READY if only_unread else MEND


def item_of(summary: DraftSummary, note: Note) -> ListItem:
    return ListItem(summary.title, draft_address(summary.name), _why(summary, note), summary.kind)


def _why(summary: DraftSummary, note: Note) -> str:
    said = [sentence_case(sign.short) for sign in summary.signs]
    said.append(f"came in {month_in_words(summary.came)}" if said else f"Came in {month_in_words(summary.came)}")
    if note.held:
        said.append(f"held: {note.held}")
    if note.asked:
        said.append(f"asked in {month_in_words(note.asked)}")
    errors = [problem for problem in summary.errors if problem.code is not Code.UNREAD]
    if errors and not note.held:
        said.append(count_of(len(errors), "thing to correct", "things to correct"))
    if summary.about_child:
        said.append("about a child")
    return "; ".join(said)


def in_order(drafts: Iterable[DraftSummary]) -> list[DraftSummary]:
    """Drafts in the order in which they are read: first where somebody may be at risk or complains, then the oldest."""
    return sorted(drafts, key=lambda each: (RISK not in each.signs, not each.signs, each.came, each.name))


def by_state(drafts: Mapping[str, DraftSummary], notes: Notes) -> dict[State, list[DraftSummary]]:
    """All drafts, by what they wait for, in the order in which they are listed."""
    found: dict[State, list[DraftSummary]] = {state: [] for state in STATES}
    for summary in in_order(drafts.values()):
        found[state_of(summary, notes.of(summary.name))].append(summary)
    return found
