"""The letter to a teller: whether their story may be published, or what is still to be known of it."""

from kgen.desk.addresses import draft_address
from kgen.desk.asked import DeskRequest
from kgen.desk.contexts import LetterPage
from kgen.desk.decisions import DecisionRefused, is_as_told
from kgen.desk.draft_page import ASKS_AGAIN, cannot_ask, has_form, left_open
from kgen.desk.field_values import text_in, with_values, written_in
from kgen.desk.journal import Decision
from kgen.desk.kept import called
from kgen.desk.notes import Note
from kgen.desk.requests import Done, gone_to, one
from kgen.desk.workplace import Workplace
from kgen.editing.changes import Changes
from kgen.importing.drafts import FOLDER, read_drafts
from kgen.model import Source
from kgen.serve.answer import Answer
from kgen.stewarding.letter import IS_RIGHT, below, letter, of_garden

_SUBJECT = "Before we publish what you told us"
_TEXT = """\
Hello,

Thank you for telling us “{title}”. Before we publish it in {garden}{address}, we would like to ask you:

{questions}

Please answer in your own words. You need not answer: without your answer it will not be published, and we \
delete it after {months} months. If you hold a receipt for it, keep it. There is no need to send it to us.

{contact}
The stewards of {garden}{text}
"""


def ask(place: Workplace, asked: DeskRequest, source: Source, note: Note) -> LetterPage:
    """A letter to the teller of a draft, which waits for the answer from now on. Nothing is sent.

    A teller without a receipt is asked for consent and given one, which is only in the letter. A steward may add
    questions, one a line.
    """
    entry = read_drafts([source], place.settings)[0]
    if why := cannot_ask(entry, place.settings):
        raise DecisionRefused(why[0], why[1:])
    if not has_form(entry, source.data):
        raise DecisionRefused("Its fields cannot be read.", ["Correct them first: choose “Change the text”."])
    name = source.key
    summary = place.kept.awaited_summary(source)
    questions = [line.strip() for line in one(asked, "question").splitlines() if line.strip()]
    for each in left_open(summary.errors, place.settings):
        choices = f" ({'; '.join(words for _, words in each.choices)})" if each.choices else ""
        questions.append(f"{each.label}{choices}")
    text = "" if is_as_told(source.data, note.came) else text_in(source.data)
    if text:
        questions.insert(0, IS_RIGHT)
    title, back = "A letter to its teller", draft_address(name)
    if written_in(source.data).get("consent.ref"):
        if summary.asks_for_consent:
            questions.insert(0, ASKS_AGAIN)
        if not questions:
            raise DecisionRefused("There is nothing to ask.", ["Write what you would like to know."])
        note.asked = place.settings.month
        place.notes.keep(name, note)
        listed = "\n".join(f"{number}. {each}" for number, each in enumerate(questions, 1))
        given = {"title": called(entry), "questions": listed, "text": below(called(entry), text)}
        words = _TEXT.format(**given, **of_garden(place.settings)).strip()
        return LetterPage(title, _SUBJECT, words, back, holds_receipt=False)
    made = letter(place.settings, name, questions, text)
    place.decide(Decision("Write to a teller", made.changes, asked.steward.id, is_committed=False))
    note.asked = place.settings.month
    note.letter = str(written_in(made.changes.files[f"{FOLDER}/{source.name}"] or b"").get("consent.ref", ""))
    place.notes.keep(name, note)
    return LetterPage(title, made.subject, made.text, back, holds_receipt=True)


def unask(place: Workplace, asked: DeskRequest, source: Source, note: Note) -> Answer:
    """The letter never left the desk: its receipt is no longer valid, and another can be written."""
    name = source.key
    is_shown = has_form(read_drafts([source], place.settings)[0], source.data)
    if note.letter and is_shown and written_in(source.data).get("consent.ref") == note.letter:
        data = with_values(source.data, {"consent.ref": ""})
        changes = Changes({f"{FOLDER}/{source.name}": data})
        place.decide(Decision("Take a letter back", changes, asked.steward.id, is_committed=False))
    note.asked = note.letter = ""
    place.notes.keep(name, note)
    return gone_to(draft_address(name), Done.UNASKED)
