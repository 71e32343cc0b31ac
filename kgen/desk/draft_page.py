"""The page of one draft, and the form in which it is edited."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kgen.desk.addresses import draft_address, preview_address
from kgen.desk.decisions import checklist, is_as_told, readers
from kgen.desk.entry_contexts import DraftPage, EditPage, FormField, Signatures
from kgen.desk.field_values import NotReadable, Value, text_in, written_in
from kgen.desk.fields import fields_of
from kgen.desk.kept import DraftSummary, Kept, called
from kgen.desk.notes import Note
from kgen.desk.shown import Shown, appearances
from kgen.desk.signs import signs_in
from kgen.desk.wording import in_words_of_the_form, problems_by_field
from kgen.desk.workplace import Workplace
from kgen.diagnostic import Code, errors_in
from kgen.english import month_in_words
from kgen.importing.drafts import backups_of, read_drafts
from kgen.meta import UNREADABLE
from kgen.model import STORY, Diagnostic, Entry, Source
from kgen.read import digest_of
from kgen.settings import Settings
from kgen.stewarding.letter import IS_RIGHT, why_no_letter
from kgen.views.form import FormQuestion, every_field
from kgen.weave import Garden

Typed = tuple[Mapping[str, Value], str]
"""The fields that a form sent, by path, and the text."""


class Tried(NamedTuple):
    """What somebody sent that was not saved, so that they need not type it again; what somebody else saved meanwhile;
    why it was refused; and the reason for the change. Each may be empty."""

    typed: Typed | None = None
    theirs: str = ""
    refused: tuple[str, ...] = ()
    reason: str = ""


NOTHING_TRIED = Tried()
ASKS_AGAIN = "May it be published there? Is it your own story, and have others in it agreed?"
"""What somebody is asked who has a receipt and has not said it yet."""


def draft_page(place: Workplace, source: Source, steward: str) -> DraftPage:
    """What is known of a draft, as far as the checks have come."""
    kept, settings, name = place.kept, place.settings, source.key
    summary, note = kept.summary(source), place.note_of(source)
    entry = read_drafts([source], settings)[0]
    problems: Sequence[Diagnostic] = summary.problems if summary else entry.faults
    garden = kept.with_draft(source).garden
    shown = Shown(entry, source.data, problems, "edit/", garden)
    appears, preview = appearances(garden, name, preview_address(name))
    has_receipt = STORY.includes(entry) and entry.meta.consent is not None and bool(entry.meta.consent.ref)
    can_undo = place.notes.earlier(name) is not None
    return DraftPage(
        called(entry),
        kind=entry.kind.word,
        name=name,
        digest=digest_of(source.data),
        came=month_in_words(summary.came) if summary else "",
        state=_said_of(note),
        is_held=bool(note.held),
        signs=signs_in(source.data.decode(errors="replace")),
        findings=shown.findings(),
        lines=shown.lines(),
        facts=shown.facts(),
        boxes=tuple(checklist(entry, note, source.data, problems)),
        signatures=_signatures(summary, note, place.names, steward),
        appears=appears,
        preview=preview,
        cannot_publish=_why_not(summary),
        can_undo=can_undo,
        has_earlier=can_undo or bool(backups_of(settings, [source.name])),
        is_public=settings.source == "public",
        questions=tuple(_questions(source, summary, note, settings, has_receipt=has_receipt))
        if STORY.includes(entry)
        else (),
        cannot_ask=" ".join(cannot_ask(entry, settings)),
        can_take_back_letter=bool(note.asked),
    )


def cannot_ask(entry: Entry, settings: Settings) -> list[str]:
    """Why no letter to the teller of a draft can be written, and what to do; empty where one can."""
    if not STORY.includes(entry):
        return [f"A {entry.kind.word} has no teller to write to."]
    said = why_no_letter(entry)
    return [*in_words_of_the_form(said, entry.kind, settings)] if said else []


def _said_of(note: Note) -> str:
    said = []
    if note.held:
        said.append(f"Held: {note.held}")
    if note.asked:
        said.append(f"Its teller was asked in {month_in_words(note.asked)}.")
    return " ".join(said)


def _signatures(summary: DraftSummary | None, note: Note, names: Mapping[str, str], steward: str) -> Signatures:
    if summary is None:
        return Signatures(1, "", (), False)
    who = readers(summary, note)
    named = tuple(names.get(each, "a steward who is no longer here") for each in who.read_by)
    return Signatures(who.needed, who.why, named, steward in who.read_by)


def _why_not(summary: DraftSummary | None) -> str:
    if summary is None:
        return "It is being checked. Look again in a moment."
    errors = [problem for problem in summary.errors if problem.code is not Code.UNREAD]
    if not errors:
        return ""
    return "One thing has to change first." if len(errors) == 1 else f"{len(errors)} things have to change first."


def left_open(problems: Sequence[Diagnostic], settings: Settings) -> list[FormQuestion]:
    """The questions of the form that somebody has to answer before a story can be published; none that the letter asks
    anyway, or that only a steward can answer."""
    missing = {problem.missing for problem in errors_in(problems)}
    return [each for each in every_field(STORY, settings) if each.name in missing]


def _questions(
    source: Source, summary: DraftSummary | None, note: Note, settings: Settings, *, has_receipt: bool
) -> Iterator[str]:
    """What a letter to its teller asks, in short."""
    if not is_as_told(source.data, note.came):
        yield IS_RIGHT
    if not has_receipt:
        yield "May it be published, and what else may it be used for?"
    elif summary and summary.asks_for_consent:
        yield ASKS_AGAIN
    for asked in left_open(summary.problems if summary else (), settings):
        yield asked.label


# --- editing


def has_form(entry: Entry, data: bytes) -> bool:
    """Whether the fields of a file can be shown in a form; otherwise it is edited whole."""
    try:
        written_in(data)
    except NotReadable:
        return False
    return entry.meta is not UNREADABLE


def edit_page(
    entry: Entry,
    data: bytes,
    problems: Sequence[Diagnostic],
    garden: Garden,
    back: str,
    tried: Tried,
    *,
    is_published: bool = False,
    asks_seen: bool = False,
    hides: bool = False,
) -> EditPage:
    """The form of an entry or a draft; where that cannot be, its whole file."""
    by_field, in_text = problems_by_field(entry, problems, garden.settings)
    fields: tuple[FormField, ...] = ()
    text = unreadable = ""
    if has_form(entry, data):
        values, text = written_in(data), text_in(data)
        if tried.typed:
            values, text = {**values, **tried.typed[0]}, tried.typed[1]
        fields = fields_of(entry.kind, values, garden.settings, garden, by_field)
    else:
        unreadable = tried.typed[1] if tried.typed else data.decode(errors="replace")
        in_text = [words for each in (*by_field.values(), in_text) for words in each]
    return EditPage(
        called(entry),
        fields=fields,
        text=text,
        text_problems=tuple(in_text),
        digest=digest_of(data),
        back=back,
        is_published=is_published,
        asks_seen=asks_seen,
        hides=hides,
        theirs=tried.theirs,
        unreadable=unreadable,
        refused=tried.refused,
        reason=tried.reason,
    )


def edit_draft(source: Source, kept: Kept, tried: Tried = NOTHING_TRIED) -> EditPage:
    entry, summary = read_drafts([source], kept.settings)[0], kept.summary(source)
    problems = summary.problems if summary else entry.faults
    return edit_page(entry, source.data, problems, kept.version.garden, draft_address(source.key), tried)
