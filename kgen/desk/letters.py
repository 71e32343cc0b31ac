"""The letter to a teller: whether their story may be published, or what is still to be known of it."""

from collections.abc import Sequence

from kgen.desk.addresses import draft_address
from kgen.desk.contexts import LetterPage
from kgen.desk.decisions import DecisionRefused, told_in
from kgen.desk.draft_page import cannot_ask, has_form
from kgen.desk.field_values import text_in, with_values, written_in
from kgen.desk.journal import Decision
from kgen.desk.kept import called
from kgen.desk.notes import Note
from kgen.desk.workplace import Workplace
from kgen.editing.changes import Changes
from kgen.importing.drafts import FOLDER, read_drafts
from kgen.model import STORY, Diagnostic, Source
from kgen.read.schema import missing_field
from kgen.settings import Settings
from kgen.stewarding.letter import IS_RIGHT, below, letter
from kgen.views.form import every_field

_SUBJECT = "Before we publish what you told us"
_TEXT = """\
Hello,

thank you for telling us “{title}”. Before it can stand in {garden}{address}, we would like to ask you:

{questions}

Please answer in your own words. You need not answer: without your answer it will not be published, and we \
delete it after {months} months. If you hold a receipt for it, keep it. There is no need to send it to us.

{contact}
The stewards of {garden}{text}
"""


def asking(place: Workplace, source: Source, note: Note, steward: str, own: str) -> LetterPage:
    """A letter to the teller of a draft, which waits for the answer from now on. Nothing is sent.

    A teller without a receipt is asked for consent and given one, which is only in the letter. `own` are questions of
    the steward's, one a line.
    """
    entry = read_drafts([source], place.settings)[0]
    if why := cannot_ask(entry, place.settings):
        raise DecisionRefused(why[0], why[1:])
    if not has_form(entry, source.data):
        raise DecisionRefused("Its first lines cannot be taken apart.", ["Mend them first: choose “Change the text”."])
    name = source.key
    waits = place.kept.looked_through(source)
    questions = [line.strip() for line in own.splitlines() if line.strip()]
    questions += [asked for each in waits.errors if (asked := _question(each, place.settings))]
    text = text_in(source.data) if note.came and told_in(source.data) != note.came else ""
    if text:
        questions.insert(0, IS_RIGHT)
    title, back = "A letter to its teller", draft_address(name)
    if written_in(source.data).get("consent.ref"):
        if waits.asks_for_consent:
            questions.insert(0, "May it be published there? Is it your own story, and have others in it agreed?")
        if not questions:
            raise DecisionRefused("There is nothing to ask.", ["Write what you would like to know."])
        note.asked = place.settings.month
        place.notes.keep(name, note)
        return LetterPage(title, _SUBJECT, _second(place, called(entry), questions, text), back, holds_receipt=False)
    made = letter(place.settings, name, questions, text)
    place.decide(Decision("Write to a teller", made.changes, steward, is_committed=False))
    note.asked = place.settings.month
    note.letter = str(written_in(made.changes.files[f"{FOLDER}/{source.name}"] or b"").get("consent.ref", ""))
    place.notes.keep(name, note)
    return LetterPage(title, made.subject, made.text, back, holds_receipt=True)


def _question(problem: Diagnostic, settings: Settings) -> str:
    """What is missing, as its teller is asked for it; empty where the letter already asks or only a steward can mend
    it."""
    field = missing_field(problem)
    asked = next((each for each in every_field(STORY, settings) if each.name == field), None)
    if asked is None:
        return ""
    choices = f" ({'; '.join(words for _, words in asked.choices)})" if asked.choices else ""
    return f"{asked.label}{choices}"


def _second(place: Workplace, title: str, questions: Sequence[str], text: str) -> str:
    settings = place.settings
    return _TEXT.format(
        title=title,
        garden=settings.site_name,
        address=f" ({settings.site_url})" if settings.site_url else "",
        questions="\n".join(f"{number}. {each}" for number, each in enumerate(questions, 1)),
        months=settings.keep_received_months,
        contact=f"You reach us at {settings.contact}.\n" if settings.contact else "",
        text=below(title, text),
    ).strip()


def unasked(place: Workplace, source: Source, note: Note, steward: str) -> None:
    """The letter never left the desk: its receipt is no longer valid, and another can be written."""
    name = source.key
    is_shown = has_form(read_drafts([source], place.settings)[0], source.data)
    if note.letter and is_shown and written_in(source.data).get("consent.ref") == note.letter:
        data = with_values(source.data, {"consent.ref": ""})
        changes = Changes({f"{FOLDER}/{source.name}": data})
        place.decide(Decision("Take a letter back", changes, steward, is_committed=False))
    note.asked = note.letter = ""
    place.notes.keep(name, note)
