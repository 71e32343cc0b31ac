"""What the forms at /write/, /join/ and /ask/ ask, taken from the JSON Schema of a story, a person and a question:
kgen.frontmatter says it once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from kgen.english import sentence_case
from kgen.meta import Meta
from kgen.model import PERSON, QUESTION, STORY, Kind
from kgen.read.schema import names_in
from kgen.settings import Settings
from kgen.weave.text import content_note

Control = Literal["line", "month", "day", "choice", "yes-or-no", "several", "names", "lines"]
TEXT, AGREED, UNDER_18, FILE, NOTE, KIND = "text", "agreed", "under_18", "file", "note", "kind"
"""What the forms send besides fields: the prose, whether the person who fills it in agrees, whether they are a child,
the whole file if the browser has made it, what only the stewards are told, and what kind it is."""
PRIVATE = {
    "private.whose": "Told for",
    "private.agreed_by": "They agreed",
    "private.read_back": "It was read back to them, and they said yes",
    "private.reach": "How to reach them",
}
"""What only the stewards are told, with how it is said to them. It never enters an entry."""
FOR_STEWARDS_ALONE = "For the stewards alone, to be kept in no file of the garden:"
"""Begins what they are told when it is sent in one text with the file."""
OWN_WORDS = {
    TEXT: "What happened?",
    UNDER_18: "Are you under 18?",
    AGREED: "I have read who will read it, and I want this story to be published.",
}
"""How the form's own fields ask."""


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One question of the form. `name` is the path of its field in front matter: `consent.whose`."""

    name: str
    label: str
    control: Control
    required: bool
    longest: int = 0
    """How many characters fit; 0 is any number."""
    most: int = 0
    """How many items fit; 0 is any number."""
    choices: tuple[tuple[str, str], ...] = ()
    """Each value with what choosing it says."""
    kinds: tuple[str, ...] = ()
    """The kinds of entry whose names it takes."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form for a kind of entry: the fields that it fills in itself, and those that it leaves to the stewards."""

    kind: Kind
    made: tuple[str, ...]
    for_stewards: tuple[str, ...]


STORY_FORM = Form(
    STORY,
    made=("date", "consent.given", "consent.ref", "consent.review", "consent.seen", "consent.read_by"),
    for_stewards=tuple("aliases published summary change.checked came_of_it licence cites draft withdrawn".split()),
)
PERSON_FORM = Form(PERSON, made=("consent.given", "consent.ref"), for_stewards=("aliases", "reach", "orcid", "url"))
QUESTION_FORM = Form(QUESTION, made=("opened", "ref"), for_stewards=("aliases", "asked_by", "cites"))
FORMS = {form.kind.name: form for form in (STORY_FORM, PERSON_FORM, QUESTION_FORM)}


def asked(settings: Settings, form: Form = STORY_FORM) -> tuple[FormQuestion, ...]:
    """Every question of a form, in the order of the schema."""
    not_asked = (*form.made, *form.for_stewards)
    return tuple(each for each in every_field(form.kind, settings) if not _is_in(each.name, not_asked))


def _is_in(name: str, fields: Iterable[str]) -> bool:
    """Whether a path is that of one of some fields, or of a part of one."""
    return any(name == each or name.startswith(f"{each}.") for each in fields)


def every_field(kind: Kind, settings: Settings) -> tuple[FormQuestion, ...]:
    """Every field of a kind, including those that no contributor is asked for, in the order of the schema."""
    standpoints = settings.standpoints.items()
    says = {
        "standpoint": {slug: each.says for slug, each in standpoints},
        "wanted": {slug: sentence_case(each.many) for slug, each in standpoints},
        "mentions": {word: content_note([word]) for word in settings.mentions},
    }
    kinds = {name: marked.kinds for name, marked in names_in(kind.meta).items()}
    return tuple(
        _asked(name, schema, required, says.get(name) or schema.get("says", {}), kinds.get(name, ()))
        for name, schema, required, _ in _fields(kind.meta)
    )


def order(form: Form) -> tuple[str, ...]:
    """The paths of all fields that a form writes, in the order in which they come in a file."""
    names = (name for name, _, _, _ in _fields(form.kind.meta))
    return tuple(name for name in names if not _is_in(name, form.for_stewards))


def lists_of_parts(kind: Kind) -> frozenset[str]:
    """The fields of a kind that hold several sets of parts, such as `tries`."""
    return frozenset(of_list for _, _, _, of_list in _fields(kind.meta) if of_list)


_Field = tuple[str, dict[str, Any], bool, str]
"""The path and the schema of a field, whether it is required, and the list of which it is a part, if any."""


@cache
def _fields(meta: type[Meta]) -> tuple[_Field, ...]:
    """Each field of a kind; one with fields of its own gives those."""
    schema = meta.model_json_schema()
    return tuple(_fields_of(schema, schema.get("$defs", {})))


def _fields_of(model: dict[str, Any], parts: dict[str, Any], above: str = "", of_list: str = "") -> Iterator[_Field]:
    for name, schema in model["properties"].items():
        path = f"{above}{name}"
        if inner := _reference(schema):
            yield from _fields_of(parts[inner], parts, f"{path}.", of_list)
        elif inner := _reference(schema.get("items", {})):
            yield from _fields_of(parts[inner], parts, f"{path}.", path)
        else:
            yield path, schema, not of_list and name in model.get("required", ()), of_list


def _reference(schema: dict[str, Any]) -> str:
    """The name of the model that a field holds; empty if it holds a plain value."""
    found = next((each["$ref"] for each in (schema, *schema.get("anyOf", ())) if "$ref" in each), "")
    return str(found).rpartition("/")[2]


def _asked(
    name: str, schema: dict[str, Any], required: bool, says: dict[str, str], kinds: tuple[str, ...]
) -> FormQuestion:
    value = next(each for each in schema.get("anyOf", (schema,)) if each.get("type") != "null")
    is_list = value["type"] == "array"
    return FormQuestion(
        name=name,
        label=schema["title"],
        control=_control(value, is_list, bool(says), bool(kinds)),
        required=required,
        longest=value.get("maxLength", 0),
        most=value.get("maxItems", schema.get("maxItems", 0)) if is_list else 1,
        choices=tuple((each, says[each]) for each in _words(value) or says if says),
        kinds=kinds,
    )


def _words(value: dict[str, Any]) -> list[str]:
    """The words that a field or its items may hold, in the order in which the field names them."""
    words: list[str] = value.get("enum") or value.get("items", {}).get("enum", [])
    return words or [value["const"]] if "const" in value else words


def _control(value: dict[str, Any], is_list: bool, has_choices: bool, has_names: bool) -> Control:
    if has_names:
        return "names"
    if has_choices:
        return "several" if is_list else "choice"
    if value["type"] == "boolean":
        return "yes-or-no"
    if "pattern" in value:
        return "month"
    if value.get("format") == "date":
        return "day"
    return "lines" if is_list else "line"
