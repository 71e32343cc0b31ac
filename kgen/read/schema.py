"""From the values of front matter to a typed front, or to sentences a contributor can act on."""

import difflib
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kgen.fronts import Front, Names, StoryFront
from kgen.model import Fault, Kind, Spot
from kgen.read.front_matter import Path

CHECK = "schema"


class Tombstone(Front):
    """What is left of a withdrawn story: the month, nothing else."""

    title: None = None  # type: ignore[assignment]
    withdrawn: str


def front_of(kind: Kind, values: Mapping[str, Any], spots: Mapping[Path, Spot]) -> tuple[Front | None, list[Fault]]:
    """Check the values of an entry's front matter against its kind. The front is None if any value is wrong."""
    if kind.front is StoryFront and "withdrawn" in values:
        return _tombstone(values, spots)
    faults = _repetitions(values, spots)
    try:
        front = kind.front.model_validate(values)
    except ValidationError as error:
        return None, faults + [_fault(kind.front, each, spots) for each in error.errors()]
    if isinstance(front, StoryFront):
        faults += _left_out(front)
    return front, faults


def _tombstone(values: Mapping[str, Any], spots: Mapping[Path, Spot]) -> tuple[Front | None, list[Fault]]:
    try:
        month = StoryFront.__pydantic_validator__.validate_assignment(
            StoryFront.model_construct(), "withdrawn", values["withdrawn"]
        ).withdrawn
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
    return Tombstone(withdrawn=month), faults


def _left_out(front: StoryFront) -> list[Fault]:
    """A story that answers something may leave out its title and topics; any other may not."""
    if front.answers:
        return []
    wanted = {"title": "title: What the handover leaves out", "topics": "topics: [trust]"}
    return [
        Fault(CHECK, "error", f"`{name}` is missing", f"Add a line such as `{line}`.", (1, 1))
        for name, line in wanted.items()
        if not getattr(front, name)
    ]


def _repetitions(values: Mapping[str, Any], spots: Mapping[Path, Spot]) -> list[Fault]:
    faults = []
    for name, value in values.items():
        if not isinstance(value, list):
            continue
        seen: set[str] = set()
        for number, item in enumerate(value):
            if isinstance(item, str) and item in seen:
                faults.append(
                    Fault(
                        "repeated-item",
                        "info",
                        f"`{name}` names “{item}” more than once; it counts once",
                        "Delete the repetition.",
                        _spot(spots, (name, number)),
                    )
                )
            if isinstance(item, str):
                seen.add(item)
    return faults


def _spot(spots: Mapping[Path, Spot], path: Path) -> Spot:
    """The spot of a value, or of the nearest thing around it that has one."""
    while path:
        if path in spots:
            return spots[path]
        path = path[:-1]
    return (1, 1)


def _fault(front: type[Front], error: ErrorDetails, spots: Mapping[Path, Spot]) -> Fault:
    path = tuple(error["loc"])
    model, name = _innermost(front, path)
    message, fix = _sentence(model, name, error)
    check = "consent" if path[:1] == ("consent",) and error["type"] != "extra_forbidden" else CHECK
    return Fault(check, "error", message, fix, _spot(spots, path))


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
        case "missing":
            return f"`{name}` is missing", f"Add a line such as `{name}: {example}`."
        case "extra_forbidden":
            return f"`{name}` is no field kgen knows", _nearest_field(model, name)
        case "string_too_long":
            length = len(str(error["input"]))
            return f"`{name}` has {length} characters; at most {context['max_length']} fit", "Shorten it."
        case "too_long":
            return f"`{name}` names {context['actual_length']}; at most {context['max_length']}", "Keep the most important."
        case "too_short":
            return f"`{name}` is empty", f"Write, for example, `{name}: {example}`."
        case "literal_error":
            choices = context["expected"].replace("'", "").replace(" or ", ", ")
            return f"`{name}` should be one of {choices}", f"Write, for example, `{name}: {example}`."
        case "string_type" | "string_too_short":
            return f"`{name}` should be plain text", "Put it on one line, in quotes if it holds brackets or a colon."
        case "model_type" | "model_attributes_type":
            return f"`{name}` has parts of its own", _parts(model, name)
        case "list_of_text" | "list_expected" | "true_or_false" | "pattern":
            return f"`{name}` {context.get('complaint', error['msg'])}", f"Write, for example, `{name}: {example}`."
        case _:
            return f"`{name}` cannot be used: {error['msg']}", f"Write, for example, `{name}: {example}`."


def _example(model: type[BaseModel], name: str) -> str:
    info = model.model_fields.get(name) or next(
        (each for each in model.model_fields.values() if each.alias == name), None
    )
    if info and info.examples:
        return str(info.examples[0])
    return {
        "about_child": "false",
        "draft": "true",
        "date": "2026-10",
        "opened": "2026-10",
        "next": "2026-12-03",
        "period": "2025-autumn",
        "lang": "cy",
        "licence": "CC-BY-4.0",
        "review": "2028-10",
        "withdrawn": "2026-10",
        "orcid": "0000-0002-1825-0097",
    }.get(name, "…")


def _nearest_field(model: type[BaseModel], name: str) -> str:
    known = [info.alias or field for field, info in model.model_fields.items()]
    close = difflib.get_close_matches(name.lower(), known, n=1)
    if close:
        return f"Did you mean `{close[0]}`?"
    return f"Delete the line, or use one of: {', '.join(known)}."


def _parts(model: type[BaseModel], name: str) -> str:
    inner = _model_of(model, name)
    if inner is None:
        return "Write it on lines of its own."
    lines = [f"  {part}: {_example(inner, part)}" for part, info in inner.model_fields.items() if info.is_required()]
    return "Write:\n" + "\n".join([f"{name}:", *lines])


def names_in(front: type[Front]) -> dict[str, Names]:
    """The fields of a kind whose values name other entries."""
    marked = {}
    for name, info in front.model_fields.items():
        extras = [*info.metadata, *(extra for kind in get_args(info.annotation) for extra in getattr(kind, "__metadata__", ()))]
        for extra in extras:
            if isinstance(extra, Names):
                marked[name] = extra
    return marked
