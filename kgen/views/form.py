"""What the form at /write/ asks, read off the JSON Schema of a story: kgen.frontmatter says it once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from kgen.frontmatter import StoryMeta
from kgen.read.schema import names_in
from kgen.settings import Settings
from kgen.weave.text import content_note

Control = Literal["line", "month", "choice", "yes-or-no", "several", "names", "lines"]
TEXT, AGREED, UNDER_18, FILE = "text", "agreed", "under_18", "file"
"""The form's own fields: the story, whether its teller agrees, whether they are a child (then so is it), and the whole
file where the browser has made it."""
OWN_WORDS = {
    TEXT: "What happened?",
    UNDER_18: "Are you under 18?",
    AGREED: "I have read who will read it, and I want this story to be published.",
}
"""How the form's own fields ask."""
MADE_BY_THE_FORM = ("date", "consent.given", "consent.ref", "consent.review", "consent.seen", "consent.read_by")
FOR_STEWARDS = ("aliases", "published", "summary", "licence", "cites", "draft", "withdrawn")


@dataclass(frozen=True, slots=True)
class Asked:
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
    """Each value with what whoever chooses it says by it."""
    kinds: tuple[str, ...] = ()
    """The kinds of entry whose names it takes."""


def asked(settings: Settings) -> tuple[Asked, ...]:
    """Every question of the form, in the order of the schema."""
    says = {
        "standpoint": {slug: each.says for slug, each in settings.standpoints.items()},
        "mentions": {word: content_note([word]) for word in settings.mentions},
    }
    kinds = {name: marked.kinds for name, marked in names_in(StoryMeta).items()}
    return tuple(
        _asked(name, schema, required, says.get(name) or schema.get("says", {}), kinds.get(name, ()))
        for name, schema, required in _fields()
        if name not in (*MADE_BY_THE_FORM, *FOR_STEWARDS)
    )


def order() -> tuple[str, ...]:
    """The paths of all fields that the form writes, in the order in which they stand in a file."""
    return tuple(name for name, _, _ in _fields() if name not in FOR_STEWARDS)


@cache
def _fields() -> tuple[tuple[str, dict[str, Any], bool], ...]:
    """The path and the schema of each field, and whether it is required; one with fields of its own gives those."""
    return tuple(_fields_of(StoryMeta.model_json_schema()))


def _fields_of(story: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    for name, schema in story["properties"].items():
        reference = next((each["$ref"] for each in schema.get("anyOf", ()) if "$ref" in each), "")
        if reference:
            inner = story["$defs"][reference.rpartition("/")[2]]
            for part, value in inner["properties"].items():
                yield f"{name}.{part}", value, part in inner["required"]
        else:
            yield name, schema, name in story["required"]


def _asked(name: str, schema: dict[str, Any], required: bool, says: dict[str, str], kinds: tuple[str, ...]) -> Asked:
    value = next(each for each in schema.get("anyOf", (schema,)) if each.get("type") != "null")
    is_list = value["type"] == "array"
    return Asked(
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
    return words


def _control(value: dict[str, Any], is_list: bool, has_choices: bool, has_names: bool) -> Control:
    if has_names:
        return "names"
    if has_choices:
        return "several" if is_list else "choice"
    if value["type"] == "boolean":
        return "yes-or-no"
    if "pattern" in value:
        return "month"
    return "lines" if is_list else "line"
