"""From the values of front matter to a typed front, or to sentences a contributor can act on."""

import difflib
from collections.abc import Mapping
from copy import copy
from functools import lru_cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError, create_model
from pydantic_core import ErrorDetails

from kgen.fronts import Front, Month, Names, StoryFront
from kgen.model import Fault, Kind, Spot
from kgen.read.front_matter import Path

CHECK = "schema"


class Tombstone(Front):
    """What is left of a withdrawn story: the month, nothing else."""

    title: None = None  # type: ignore[assignment]
    withdrawn: Month


def front_of(kind: Kind, values: Mapping[str, Any], spots: Mapping[Path, Spot]) -> tuple[Front | None, list[Fault]]:
    """Check the values of an entry's front matter against its kind.

    Where some values are wrong, the front holds the others, so that they too can be checked in the same pass; it is
    None only if nothing can be made of it. An entry whose front has a fault is never published. A field that is there
    under a misspelt name is not said to be missing.
    """
    if kind.front is StoryFront and ("withdrawn",) in spots:
        return _tombstone(values, spots)
    try:
        return kind.front.model_validate(values), _left_out(kind, values, spots)
    except ValidationError as error:
        errors = error.errors()
        misspelt = _misspelt(kind.front, errors)
        wrong = {each["loc"][0] for each in errors}
        faults = _left_out(kind, {**values, **{str(path[0]): None for path in misspelt}}, spots)
        faults += [_fault(kind.front, each, spots) for each in errors if not _is_there(each, misspelt)]
        return _what_is_right(kind.front, {name: value for name, value in values.items() if name not in wrong}), faults


def _what_is_right(front: type[Front], values: Mapping[str, Any]) -> Front | None:
    try:
        return _forgiving(front).model_validate(values)
    except ValidationError:
        return None


@lru_cache
def _forgiving(front: type[Front]) -> type[Front]:
    """The same fields, none of them required: only for checking what somebody did write."""
    optional: dict[str, Any] = {}
    for name, info in front.model_fields.items():
        if info.is_required():
            loose = copy(info)
            loose.default = () if get_origin(info.annotation) is tuple else None
            optional[name] = (info.annotation, loose)
    forgiving = create_model(front.__name__, __base__=front, **optional)
    forgiving.__reduce__ = lambda self: (_blank, (front,), self.__getstate__())  # type: ignore[method-assign]
    return forgiving


def _blank(front: type[Front]) -> Front:
    """For pickle, which cannot find a class that was made while the program runs by its name."""
    forgiving = _forgiving(front)
    return forgiving.__new__(forgiving)


def _tombstone(values: Mapping[str, Any], spots: Mapping[Path, Spot]) -> tuple[Front | None, list[Fault]]:
    try:
        tombstone = Tombstone.model_validate({name: values[name] for name in ("withdrawn",) if name in values})
    except ValidationError as error:
        return None, [_fault(StoryFront, each, spots) for each in error.errors()]
    faults = [
        Fault(
            CHECK,
            "error",
            f"`{name}` stands beside `withdrawn`",
            "A withdrawn story keeps nothing but `withdrawn: YYYY-MM`; delete every other field and the text.",
            _spot(spots, (name,)),
        )
        for name in values
        if name != "withdrawn"
    ]
    return tombstone, faults


def _misspelt(front: type[Front], errors: list[ErrorDetails]) -> set[Path]:
    """The fields that unknown names most likely mean."""
    unknown = (tuple(each["loc"]) for each in errors if each["type"] == "extra_forbidden")
    likely = ((*path[:-1], _nearest_field(*_innermost(front, path))) for path in unknown)
    return {path for path in likely if path[-1]}


def _is_there(error: ErrorDetails, misspelt: set[Path]) -> bool:
    """Whether a field that is said to be missing stands there under another name."""
    return error["type"] == "missing" and tuple(error["loc"]) in misspelt


def _left_out(kind: Kind, values: Mapping[str, Any], spots: Mapping[Path, Spot]) -> list[Fault]:
    """A story that answers something may leave out its title and topics; any other may not."""
    if kind.front is not StoryFront:
        return []
    empty = [_missing(StoryFront, ("draft",), spots)] if ("draft",) in spots and "draft" not in values else []
    if "answers" in values:
        return empty
    return empty + [_missing(StoryFront, (name,), spots) for name in ("title", "topics") if name not in values]


def _missing(front: type[Front], path: Path, spots: Mapping[Path, Spot]) -> Fault:
    model, name = _innermost(front, path)
    line = f"`{name}: {_example(model, name)}`"
    check = "consent" if path[0] == "consent" else CHECK
    if path in spots:
        fix = f"Write a value after the colon, for example {line}. If it begins with #, put quotes around it."
        return Fault(check, "error", f"`{name}` is empty", fix, spots[path])
    where = f" below `{path[0]}:`, after two spaces" if len(path) > 1 else ""
    return Fault(check, "error", f"`{name}` is missing", f"Add a line such as {line}{where}.", _spot(spots, path))


def _spot(spots: Mapping[Path, Spot], path: Path) -> Spot:
    """The spot of a value, or of the nearest thing around it that has one."""
    while path:
        if path in spots:
            return spots[path]
        path = path[:-1]
    return (1, 1)


def _fault(front: type[Front], error: ErrorDetails, spots: Mapping[Path, Spot]) -> Fault:
    path = tuple(error["loc"])
    if error["type"] == "missing":
        return _missing(front, path, spots)
    if error["type"] == "list_of_text":
        path = (*path, next(number for number, item in enumerate(error["input"]) if not isinstance(item, str)))
    model, name = _innermost(front, path)
    message, fix = _sentence(model, name, error)
    subject = _nearest_field(model, name) if error["type"] == "extra_forbidden" else path[0]
    return Fault("consent" if subject == "consent" else CHECK, "error", message, fix, _spot(spots, path))


def _innermost(front: type[BaseModel], path: Path) -> tuple[type[BaseModel], str]:
    """The model and the name of the field that an error's location ends in."""
    names = [part for part in path if isinstance(part, str)]
    for name in names[:-1]:
        inner = _model_of(front, name)
        if inner is None:
            return front, name
        front = inner
    return front, names[-1] if names else ""


def _model_of(front: type[BaseModel], name: str) -> type[BaseModel] | None:
    info = front.model_fields.get(name)
    kinds = (info.annotation, *get_args(info.annotation)) if info else ()
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def _sentence(model: type[BaseModel], name: str, error: ErrorDetails) -> tuple[str, str]:
    """Say in plain words what is wrong with a field, and what to write instead."""
    context = error.get("ctx", {})
    example = _example(model, name)
    match error["type"]:
        case "extra_forbidden":
            near = _nearest_field(model, name)
            others = f"Delete the line, or use one of: {', '.join(_known(model))}."
            return f"`{name}` is no field kgen knows", f"Did you mean `{near}`?" if near else others
        case "string_too_long":
            length = len(str(error["input"]))
            return f"`{name}` has {length} characters; at most {context['max_length']} fit", "Shorten it."
        case "too_long":
            length, most = context["actual_length"], context["max_length"]
            return f"`{name}` lists {length} things; at most {most} fit", "Keep the most important."
        case "literal_error":
            choices = context["expected"].replace("'", "").replace(" or ", ", ")
            return f"`{name}` should be one of {choices}", f"Write, for example, `{name}: {example}`."
        case "string_type" | "string_too_short":
            return f"`{name}` should be plain text", "Put it on one line, in quotes if it holds brackets or a colon."
        case "model_type" | "model_attributes_type":
            return f"`{name}` needs lines of its own below it", _parts(model, name)
        case "list_of_text":
            return f"`{name}` {error['msg']}", "Put [[names]] in quotes, or leave the brackets out."
        case "list_expected" | "true_or_false" | "pattern":
            return f"`{name}` {context.get('complaint', error['msg'])}", f"Write, for example, `{name}: {example}`."
        case _:
            return f"`{name}` cannot be used: {error['msg']}", f"Write, for example, `{name}: {example}`."


def _example(model: type[BaseModel], name: str) -> str:
    """What could stand in a field, as somebody would write it."""
    info = model.model_fields.get(name) or next(
        (each for each in model.model_fields.values() if each.alias == name), None
    )
    example = info.examples[0] if info and info.examples else "…"
    return str(example).lower() if isinstance(example, bool) else str(example)


_ALSO_CALLED = {"title": "name", "name": "title", "tags": "topics", "authors": "author", "summary": "definition"}


@lru_cache(maxsize=2**15)
def _nearest_field(model: type[BaseModel], name: str) -> str:
    """The field whose name is most like an unknown one; empty where none is."""
    close = difflib.get_close_matches(_ALSO_CALLED.get(name.lower(), name.lower()), _known(model), n=1)
    return close[0] if close else ""


def _known(model: type[BaseModel]) -> list[str]:
    return [info.alias or field for field, info in model.model_fields.items()]


def _parts(model: type[BaseModel], name: str) -> str:
    inner = _model_of(model, name) or model
    lines = [f"  {part}: {_example(inner, part)}" for part, info in inner.model_fields.items() if info.is_required()]
    return "Write:\n" + "\n".join([f"{name}:", *lines])


def names_in(front: type[Front]) -> dict[str, Names]:
    """The fields of a kind whose values name other entries."""
    marked = {}
    for name, info in front.model_fields.items():
        extras = [
            *info.metadata,
            *(extra for kind in get_args(info.annotation) for extra in getattr(kind, "__metadata__", ())),
        ]
        for extra in extras:
            if isinstance(extra, Names):
                marked[name] = extra
    return marked
