"""What was sent as the file of a story, a person or a question; and the forms of the site, as browsers post them."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qs

from kgen.model import PERSON, QUESTION, STORY
from kgen.read.front_matter import split
from kgen.read.unsettled import SETTLE_FIRST
from kgen.settings import Settings
from kgen.stewarding.form_file import Value, story_file, typed_line, with_unsettled
from kgen.stewarding.sent import NotUnderstood, Request, Sent
from kgen.views.form import (
    AGREED,
    FILE,
    FORMS,
    KIND,
    NOTE,
    PERSON_FORM,
    PRIVATE,
    QUESTION_FORM,
    STORY_FORM,
    TEXT,
    UNDER_18,
    Form,
    asked,
)

MOST_FIELDS = 200
_COMPLAINT = (
    "This is not a story but a complaint about personal data. Give it to the controller today: the sender has to"
    " hear within 30 days that it has arrived (docs/stewarding.md, complaints and requests)"
)
_YOUNG = "they are under 18: talk to them, and publish no name of a child"
_NOT_AGREED = "the sender did not tick the line that says they want it published"


def in_file(text: str) -> Sent:
    """The file of a story, a person or a question: its fields say which."""
    if not re.search(r"[^\W\d_]{2}", text):
        raise NotUnderstood("It begins as the file of a story does, and holds no words")
    fields = {name for name, value in split(text)[0].values.items() if value}
    if "name" in fields:
        return Sent(text, kind=PERSON)
    is_question = fields & {"wanted", "opened", "asked_by"} and not fields & {"standpoint", "consent", "answers"}
    return Sent(text, kind=QUESTION if is_question else STORY)


def form_in(text: str) -> Mapping[str, list[str]]:
    """The fields of a form, as browsers post it or as JSON; empty where the text is not a form."""
    if text.startswith("{"):
        try:
            fields = json.loads(text)
        except (ValueError, RecursionError):  # not JSON, a number of thousands of digits, or nested for ever
            return {}
        named = fields.items() if isinstance(fields, dict) else ()
        return {name: _texts(value) for name, value in named if _texts(value)}
    if not re.fullmatch(r"[\w.*%+-]+=\S*", text, re.ASCII):
        return {}
    try:
        return parse_qs(text, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise NotUnderstood(f"It has more than {MOST_FIELDS} fields, which no form of this garden has") from None


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and each]


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(typed_line, text.split("\n"))))


def _note_in(fields: Mapping[str, list[str]]) -> tuple[str, ...]:
    """What the stewards alone are told: as the browser wrote it, or from the fields themselves."""
    told = ((says, typed_line(" ".join(fields.get(name, [])))) for name, says in PRIVATE.items())
    return (*lines_of("\n".join(fields.get(NOTE, []))), *(f"{says}: {words}" for says, words in told if words))


def in_form(fields: Mapping[str, list[str]], settings: Settings) -> Sent | Request:
    if FILE in fields:
        text = fields[FILE][0].replace("\r\n", "\n").lstrip()
        if not text.startswith("---\n"):
            raise NotUnderstood("The form that was sent holds no story: its file does not begin with a line ---")
        return replace(in_file(text), note=_note_in(fields))
    if "receipt" in fields:
        return Request(fields["receipt"][0], fields.get("wish", [""])[0], "\n".join(fields.get("words", [])))
    if "complaint" in fields:
        raise NotUnderstood(_COMPLAINT)
    form = FORMS.get("".join(fields.get(KIND, [])[:1]), STORY_FORM)
    text = "\n\n".join(fields.get(TEXT, []))
    called = "name" if form is PERSON_FORM else "title"
    if not (text if form is STORY_FORM else "".join(fields.get(called, []))).strip():
        raise NotUnderstood(f"The form that was sent holds no {'name' if form is PERSON_FORM else form.kind}")
    is_child = "yes" in fields.get(UNDER_18, [])
    agrees = "yes" in fields.get(AGREED, [])
    if not agrees and form is QUESTION_FORM:
        raise NotUnderstood("A question was sent, and the sender did not tick that they want it published")
    values = _values_in(fields, form, settings, agrees=agrees and not (is_child and form is PERSON_FORM))
    if is_child and form is STORY_FORM:
        values["about_child"] = "true"
    doubts = [*([] if agrees else [_NOT_AGREED]), *([_YOUNG] if is_child and form is PERSON_FORM else [])]
    return Sent(
        with_unsettled(story_file(values, text, form=form), {SETTLE_FIRST: "; ".join(doubts)}),
        kind=form.kind,
        note=_note_in(fields),
    )


def _values_in(fields: Mapping[str, list[str]], form: Form, settings: Settings, *, agrees: bool) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for question in asked(settings, form):
        given = fields.get(question.name, [])
        is_list = question.control in ("several", "names", "lines")
        values[question.name] = re.split("[,\n]", "\n".join(given)) if is_list else "".join(given[:1])
    month = settings.month
    values |= {"date": month, "opened": month, "consent.given": month if agrees else ""}
    if not values.get("change.status"):
        values |= {"change.what": "", "change.when": ""}
    if tried := [name for name in values.get("tries.story", ()) if name.strip()]:
        values["tries.story"] = tried[0]
    elif form is STORY_FORM:
        values |= {"tries.went": "", "tries.note": ""}
    return values
