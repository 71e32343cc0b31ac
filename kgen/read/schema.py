"""From the values of front matter to a checked model, or to sentences a contributor can act on."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kgen.diagnostic import TOP, Code, KeyPath, place_in
from kgen.field_types import EntryNames, Month
from kgen.fields import example_of, field_of, model_in
from kgen.frontmatter import StoryMeta
from kgen.meta import UNREADABLE, Meta, marks_of
from kgen.model import Diagnostic, Kind, Position
from kgen.network_meta import NetworkMeta
from kgen.read.as_meant import Write, as_meant, choice_meant
from kgen.read.as_written import text_in, words_in
from kgen.read.field_meant import hides_elsewhere, nearest_field, what_was_meant
from kgen.read.forgiving import forgiving, what_is_right
from kgen.read.misplaced import kind_meant
from kgen.read.part_place import how_to_add, indent_of, is_in_brackets
from kgen.read.to_fill_in import in_braces, meaning, to_fill_in
from kgen.read.unsettled import OF_CONSENT, unsettled_by
from kgen.read.yaml_text import in_brackets, in_quotes, in_quotes_if_needed, written_line

CHECK = "schema"
CHOSEN_IN_THE_GARDEN = ("standpoint", "sectors", "topics", "mentions")
"""The fields whose values are the garden's own: only it can tell what they may hold."""


class Tombstone(Meta):
    """What is left of a withdrawn story: the month, nothing else."""

    title: None = None  # type: ignore[assignment]
    withdrawn: Month


def checked_meta(
    kind: Kind, values: Mapping[str, Any], positions: Mapping[KeyPath, Position], ends: Mapping[KeyPath, int]
) -> tuple[Meta, list[Diagnostic]]:
    """Check the values of an entry's front matter against its kind.

    If some values are wrong, what is returned holds the others, so that they too can be checked in the same pass; it is
    UNREADABLE only if nothing can be made of it. An entry whose front matter has a fault is never published. A field
    that is there under a misspelt name is not reported as missing. A draft may lack anything but its title; whether a
    source asks for its consent all the same is for kgen.checks.consent to say.
    """
    if kind.meta is StoryMeta and ("withdrawn",) in positions:
        return _tombstone(values, positions)
    try:
        return kind.meta.model_validate(values), _left_out(kind, values, positions)
    except ValidationError as error:
        errors = [each for each in error.errors() if not (_is_draft(kind, values) and each["type"] == "missing")]
        if other := kind_meant(kind, values, errors):
            message = f"this file has the fields of a {other}, and is in {kind.folder}/"
            fix = f"Move it to {other.folder}/, as it is."
            return UNREADABLE, [Diagnostic("error", message, fix, TOP, check=CHECK, code=Code.MISPLACED)]
        misspelt = _misspelt(kind.meta, errors)
        faults = _left_out(kind, {**values, **{str(path[0]): None for path in misspelt}}, positions)
        # What is reported as missing may be there under another name.
        errors = [each for each in errors if each["type"] != "missing" or tuple(each["loc"]) not in misspelt]
        last = _last_lines(positions, ends)
        faults += [_fault(kind.meta, each, positions, last) for each in errors]
        return what_is_right(kind.meta, values, error.errors()), faults


def _is_draft(kind: Kind, values: Mapping[str, Any]) -> bool:
    return kind.meta is StoryMeta and values.get("draft") == "true"


def _tombstone(values: Mapping[str, Any], positions: Mapping[KeyPath, Position]) -> tuple[Meta, list[Diagnostic]]:
    try:
        tombstone = Tombstone.model_validate({name: values[name] for name in ("withdrawn",) if name in values})
    except ValidationError as error:
        return UNREADABLE, [_fault(StoryMeta, each, positions, {}) for each in error.errors()]
    faults = [
        Diagnostic(
            "error",
            f"`{name}` is beside `withdrawn`",
            "A withdrawn story keeps nothing but `withdrawn: YYYY-MM`; delete every other field and the text.",
            place_in(positions, (name,), TOP),
            check=CHECK,
        )
        for name in values
        if name != "withdrawn"
    ]
    return tombstone, faults


def _misspelt(meta: type[Meta], errors: list[ErrorDetails]) -> set[KeyPath]:
    """The fields that unknown names most likely mean."""
    unknown = (tuple(each["loc"]) for each in errors if each["type"] == "extra_forbidden")
    likely = ((*path[:-1], nearest_field(*_innermost(meta, path))) for path in unknown)
    return {path for path in likely if path[-1]}


def _left_out(kind: Kind, values: Mapping[str, Any], positions: Mapping[KeyPath, Position]) -> list[Diagnostic]:
    """A story that answers something may leave out its title and topics; any other may not."""
    if kind.meta is not StoryMeta:
        return []
    empty = [_missing(StoryMeta, ("draft",), positions)] if ("draft",) in positions and "draft" not in values else []
    if "answers" in values:
        return empty
    needed = ("title",) if _is_draft(kind, values) else ("title", "topics")
    return empty + [_missing(StoryMeta, (name,), positions) for name in needed if name not in values]


def _missing(meta: type[Meta], path: KeyPath, positions: Mapping[KeyPath, Position]) -> Diagnostic:
    model, name = _innermost(meta, path)
    check = "consent" if path[0] == "consent" else CHECK
    choices = (name,) if name in CHOSEN_IN_THE_GARDEN else ()
    is_there = path in positions
    says, how = ("empty", "Write a value after the colon.") if is_there else ("missing", how_to_add(path, positions))
    return Diagnostic(
        "error",
        f"`{name}` is {says}",
        f"{how} {meaning(model, name)}",
        place_in(positions, path, TOP),
        check=check,
        missing=name,
        choices=choices,
    )


_LETTER = re.compile(r"[^\W\d_]")


def _fault(
    meta: type[Meta], error: ErrorDetails, positions: Mapping[KeyPath, Position], last: Mapping[KeyPath, int]
) -> Diagnostic:
    path = tuple(error["loc"])
    if error["type"] == "missing":
        return _missing(meta, path, positions)
    model, name = _innermost(meta, path)
    is_unknown = error["type"] == "extra_forbidden"
    answer = text_in(error["input"]) if is_unknown or path in OF_CONSENT else ""
    if unsettled := unsettled_by(path, answer, is_unknown=is_unknown):
        says, code = unsettled.says.format(answer), unsettled.code(answer)
        place = place_in(positions, path, TOP)
        return Diagnostic("error", says, unsettled.fix, place, check="consent", code=code)
    place = place_in(positions, path, TOP)
    if is_unknown:
        fix = _in_place_of_unknown(model, path, error["input"], positions, last)
        check = "consent" if nearest_field(model, name) == "consent" else CHECK
        return Diagnostic("error", f"kgen does not know a field called `{name}`", fix, place, check=check)
    if error["type"] in _OF_PARTS:
        message, fix = _in_parts(model, path, error, positions)
    else:
        message, fix = _sentence(model, name, error, _writing(name, path, error, positions, last))
    return Diagnostic("error", message, fix, place, check="consent" if path[0] == "consent" else CHECK)


def _writing(
    name: str, path: KeyPath, error: ErrorDetails, positions: Mapping[KeyPath, Position], last: Mapping[KeyPath, int]
) -> Write:
    """How to advise that a value of a field be written: in place of one item, of all its lines, or on its line."""
    written = str(error["input"])
    is_item = error["type"] == "pattern" and isinstance(path[-1], int) and (*path[:-1], 1) in positions
    if is_item and written_line(written):
        return lambda value, also="": f"Write `{value.strip('[]')}` in place of `{written}`{also}."
    has_more = last.get(path, 0) > place_in(positions, path, TOP).line
    instead = ", in place of all its lines" if has_more else ""
    return lambda value, also="": f"Write `{name}: {value}`{instead}{also}."


def _in_place_of_unknown(
    model: type[BaseModel],
    path: KeyPath,
    value: Any,
    positions: Mapping[KeyPath, Position],
    last: Mapping[KeyPath, int],
) -> str:
    """What to do with a field that kgen does not know, so that none of its words is lost."""
    name, line = str(path[-1]), place_in(positions, path, TOP).line
    near = (*path[:-1], nearest_field(model, name))
    if near[-1] and near in positions:
        return f"Line {positions[near].line} is `{near[-1]}`: add what belongs there to it, and delete this."
    end = last.get(path, line)
    what = "it with its value" if is_in_brackets(path, positions) else "the line"
    what = f"lines {line} {'and' if end == line + 1 else 'to'} {end}" if end > line else what
    is_kept = _holds_words(value) and not hides_elsewhere(name)
    moving = "move what readers should see of it into the text, below the second ---, and " if is_kept else ""
    return what_was_meant(model, name, indent_of(path, positions), f"{moving}delete {what}")


def _holds_words(value: Any) -> bool:
    """Whether somebody wrote more than single words, such as `post` or `2019`."""
    if isinstance(value, dict | list):
        return any(map(_holds_words, value.values() if isinstance(value, dict) else value))
    return len([word for word in value.split() if _LETTER.search(word)]) > 1


def _last_lines(positions: Mapping[KeyPath, Position], ends: Mapping[KeyPath, int]) -> Mapping[KeyPath, int]:
    """The last line of each field and part, with all that it holds."""
    last: dict[KeyPath, int] = {}
    for path, line in [*((path, position.line) for path, position in positions.items()), *ends.items()]:
        for depth in range(1, len(path) + 1):
            last[path[:depth]] = max(line, last.get(path[:depth], line))
    return last


def _innermost(meta: type[BaseModel], path: KeyPath) -> tuple[type[BaseModel], str]:
    """The model and the name of the field that an error's location ends in."""
    names = [part for part in path if isinstance(part, str)]
    for name in names[:-1]:
        inner = model_in(meta.model_fields.get(name))
        if inner is None:
            return meta, name
        meta = inner
    return meta, names[-1] if names else ""


def _sentence(model: type[BaseModel], name: str, error: ErrorDetails, write: Write) -> tuple[str, str]:
    """Say in plain words what is wrong with a field, and what to write instead."""
    context = error.get("ctx", {})
    example = f"Write, for example, `{name}: {example_of(model, name)}`."
    if isinstance(error["input"], dict | list) and error["type"] in _OF_BRACKETS:
        return _without_brackets(model, name, error, write)
    match error["type"]:
        case "string_too_long":
            length = len(str(error["input"]))
            return f"`{name}` has {length} characters; at most {context['max_length']} fit", "Shorten it."
        case "too_long":
            length, most = context["actual_length"], context["max_length"]
            return f"`{name}` lists {length} values; at most {most} are allowed", "Keep the most important."
        case "literal_error":
            choices = context["expected"].replace("'", "").replace(" or ", ", ")
            meant = choice_meant(str(error["input"]), choices.split(", "), write)
            if ", " in choices:
                return f"`{name}` should be one of {choices}", meant or meaning(model, name)
            fix = meant or write(choices, ", or leave it out")
            promised = " What was promised belongs in the file of a meeting." if model is NetworkMeta else ""
            return f"`{name}` can only be {choices}", f"{fix}{promised}"
        case "true_or_false":
            return f"`{name}` {error['msg']}", _either_answer(model, name)
        case "pattern":
            meant = as_meant(name, context["form"], str(error["input"]), write)
            return f"`{name}` {context['complaint']}", meant or example
        case _:
            return f"`{name}` cannot be used: {error['msg']}", example


_IN_BRACKETS = re.compile(r"[,\[\]{}]")
"""Characters that end a value within brackets."""
_OF_BRACKETS = ("list_expected", "list_of_text", "string_type", "literal_error", "true_or_false")
"""What is wrong with a map or a list where a text, or a list of texts, belongs."""


def _without_brackets(model: type[BaseModel], name: str, error: ErrorDetails, write: Write) -> tuple[str, str]:
    """What to write where brackets, or lines below a field, hold words that belong on the line of the field."""
    if error["type"] in ("list_expected", "list_of_text"):
        of_names = name in CHOSEN_IN_THE_GARDEN or any(name == way.rpartition(".")[2] for way in names_in(model))
        value = in_brackets(words_in(error["input"], of_names=of_names))
        fix = write(value) if written_line(f"{name}: {value}") else "Put one pair of square brackets around the names."
        return f"`{name}` {error['msg']}", fix
    message = f"`{name}` should be one value, on the line of its name and without brackets"
    text = text_in(error["input"])
    try:
        forgiving(model).model_validate({name: text})
    except ValidationError as wrong:
        of_this = [each for each in wrong.errors() if each["loc"][0] == name]
        return message, _sentence(model, name, of_this[0], write)[1]
    value = in_quotes(text) if _IN_BRACKETS.search(text) else in_quotes_if_needed(text)
    fix = "Write the words behind the colon, and put quotation marks around them."
    return message, write(value) if written_line(f"{name}: {value}") else fix


_OF_PARTS = ("model_type", "model_attributes_type", "parts_expected")
"""What is wrong with words where a field has parts."""


def _in_parts(
    model: type[BaseModel], path: KeyPath, error: ErrorDetails, positions: Mapping[KeyPath, Position]
) -> tuple[str, str]:
    """The lines to write in place of a sentence, or of one in a list."""
    name = next(part for part in reversed(path) if isinstance(part, str))
    indent = indent_of(path, positions)
    is_item = isinstance(path[-1], int)
    if is_item and not indent:
        return f"`{name}` needs parts in curly brackets, or lines of its own", in_braces(
            model, name, text_in(error["input"])
        )
    fix = to_fill_in(model, name, indent - 2 if is_item else indent, text_in(error["input"]), is_item=is_item)
    return f"`{name}` needs lines of its own below it", fix


def _either_answer(model: type[BaseModel], name: str) -> str:
    if name == "draft":
        return "Write `draft: true` to keep it off the site; otherwise delete the line."
    info = field_of(model, name)
    asked = f"{info.title} " if info is not None and info.title else ""
    return f"{asked}Write `{name}: true` if so, and `{name}: false` if not."


def names_in(meta: type[BaseModel]) -> dict[str, EntryNames]:
    """The fields of a kind whose values name other entries; for those with parts, the parts: `tries.story`."""
    found: dict[str, EntryNames] = {}
    for name, info in meta.model_fields.items():
        if inner := model_in(info):
            found |= {f"{name}.{part}": mark for part, mark in names_in(inner).items()}
        for mark in marks_of(info):
            if isinstance(mark, EntryNames):
                found[name] = mark
    return found
