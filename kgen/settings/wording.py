"""What is wrong with an option of kgen, in plain words."""

import re
from collections.abc import Iterator, Sequence

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from kgen.diagnostic import Diagnostic
from kgen.english import either
from kgen.fields import example_of, model_in
from kgen.settings.file import Configuration, KeyPath, address_in, is_web_address
from kgen.settings.keys import TAKEN, meant_or_there, most_like
from kgen.settings.options import Accessibility, Helpline
from kgen.settings.quotes import in_quotes_if_needed


def problems_of(
    options: type[BaseModel], errors: Sequence[ErrorDetails], configuration: Configuration, way: KeyPath
) -> list[Diagnostic]:
    """Say what pydantic found in options below `way`. What is there under a misspelt name is not missing."""
    misspelt = set()
    for error in errors:
        if error["type"] == "extra_forbidden":
            model, name = _innermost(options, error["loc"], is_unknown=True)
            meant = most_like(name, model.model_fields) or ("name" if model is Helpline else "")
            misspelt.add((*error["loc"][:-1], meant))
    shown = [each for each in errors if each["type"] != "missing" or each["loc"] not in misspelt]
    return [_problem(options, each, configuration, way) for each in shown]


_TO_WRITE_TO = re.compile(r"[^\s@]@(?:[\w-]+\.)+\w{2}|\w\.\w{2}|[0-9]")
_ADDRESS = re.compile(r"https?:\S*[^\s,;](?!\S)")
"""One web address, and nothing after a comma."""
_NOBODY = re.compile(r"(?:javascript|vbscript|data|file|about|ftp):", re.IGNORECASE)
"""Addresses by which no browser reaches anybody."""


def unreachable(contact: str, configuration: Configuration, way: KeyPath) -> Iterator[Diagnostic]:
    """A `contact` by which nobody is reached: words without an address or a number, and addresses that lead nowhere."""
    fix = "Write, for example, `contact: stewards@example.org`."
    if _ADDRESS.match(contact) and not is_web_address(contact):
        message = "`contact` is not a web address that a browser can open"
        meant = address_in("%20".join(contact.split()))
        fix = f"Write `contact: {meant}`." if meant else fix
    elif "@" in contact and not re.search(r"[^\s@]@(?:[\w-]+\.)+\w{2}", contact):
        message = "`contact` holds an @ but no complete e-mail address"
    elif contact and (_NOBODY.match(contact) or not _TO_WRITE_TO.search(contact)):
        message = "`contact` holds neither an address nor a number, so readers do not learn how to reach you"
    else:
        return
    yield configuration.problem((*way, "contact"), message, fix, "warning")


def misdated(
    said: Accessibility | None, today: str, configuration: Configuration, way: KeyPath
) -> Iterator[Diagnostic]:
    """Days of the accessibility statement that cannot be right: readers would be told what has not happened."""
    for name in ("prepared", "reviewed", "tested") if said else ():
        day = getattr(said, name)
        if day > today:
            message = f"`{name}: {day}` is in the future, but the page on accessibility says that this has been done"
            fix = f"Write today's date or an earlier one: today is {today}."
            yield configuration.problem((*way, "accessibility", name), message, fix, "warning")
    if said and said.reviewed < said.prepared:
        message = f"`reviewed: {said.reviewed}` is earlier than `prepared: {said.prepared}`"
        fix = "Write the day on which the statement was last looked at, which may be that on which it was prepared."
        yield configuration.problem((*way, "accessibility", "reviewed"), message, fix, "warning")


_ALSO_CALLED = {
    "phone": "number",
    "tel": "number",
    "telephone": "number",
    "website": "url",
    "link": "url",
    "web": "url",
}
"""What some call a part of a helpline."""


def _problem(options: type[BaseModel], error: ErrorDetails, configuration: Configuration, way: KeyPath) -> Diagnostic:
    path = tuple(part for part in error["loc"] if part != "[key]")
    model, name = _innermost(options, path, is_unknown=error["type"] == "extra_forbidden")
    message, fix = _sentence(model, name, error, is_top=len(path) == 1)
    if error["type"] == "extra_forbidden":
        fix = _instead_of_unknown(model, name, error, _beside(configuration, (*way, *path))) or fix
    return configuration.problem((*way, *path), message, fix)


def _instead_of_unknown(model: type[BaseModel], name: str, error: ErrorDetails, beside: set[str]) -> str:
    """What to write for an option, or a part of one, that seems to be known under another name; else empty."""
    also = _ALSO_CALLED.get(name.lower())
    if also in model.model_fields:
        return f"Write `{also}` in place of `{name}`."
    if near := most_like(name, model.model_fields):
        return meant_or_there(near, beside)
    if model is Helpline and "name" not in beside:
        number = in_quotes_if_needed(str(error["input"]))
        return f"Write `name: {in_quotes_if_needed(name)}`, and below it `number: {number}`."
    return ""


def _beside(configuration: Configuration, path: KeyPath) -> set[str]:
    """The names beside one in the settings; a single set of parts needs no list around it."""
    places = configuration.places
    path = path if path in places or path[-2] != 0 else (*path[:-2], path[-1])
    return {str(each[-1]) for each in places if len(each) == len(path) and each[:-1] == path[:-1]}


def _innermost(model: type[BaseModel], path: KeyPath, *, is_unknown: bool) -> tuple[type[BaseModel], str]:
    """The model and the name of the option, or of the part of one, that an error's location ends in."""
    name = str(path[0]) if path else ""
    for part in path[1:]:
        inner = model_in(model.model_fields.get(name))
        if inner is not None and (part in inner.model_fields or (is_unknown and part == path[-1])):
            model, name = inner, str(part)
    return model, name


def _sentence(model: type[BaseModel], name: str, error: ErrorDetails, *, is_top: bool) -> tuple[str, str]:
    context = error.get("ctx", {})
    write = f"Write, for example, `{name}: {example_of(model, name)}`."
    match error["type"]:
        case "extra_forbidden":
            return _unknown(model, name, is_top=is_top)
        case "missing":
            return (
                f"`{name}` is missing here",
                f"Add a line `{name}: …`; kgen knows {', '.join(model.model_fields)} here.",
            )
        case "literal_error":
            choices = context["expected"].replace(chr(39), "").replace(" or ", ", ").split(", ")
            near = most_like(str(error["input"]), choices)
            fix = f"Write `{name}: {near}`." if near else f"Write {either([f'`{name}: {each}`' for each in choices])}."
            return f"`{name}` should be one of {', '.join(choices)}", fix
        case "int_parsing" | "int_type" | "int_from_float":
            return f"`{name}` should be a whole number", write
        case "greater_than_equal" | "less_than_equal":
            return f"`{name}` should be a number between 1 and 120", write
        case "string_type":
            return f"`{name}` should be one line of text", write
        case "tuple_type":
            return f"`{name}` should be a list", "Write each item on a line of its own, after `- `."
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"`{name}` needs lines of its own below it", write
        case "value_error":
            said, fix = (*context["error"].args, write)[:2]
            return f"`{name}` {said}", fix
        case _:
            return f"`{name}` cannot be used as it is", write


def _unknown(model: type[BaseModel], name: str, *, is_top: bool) -> tuple[str, str]:
    known = ", ".join(model.model_fields)
    near = most_like(name, model.model_fields)
    message = f"kgen has no option `{name}`" if is_top else f"`{name}` has no meaning here"
    if is_top and name in TAKEN:
        return message, f"`{name}` is a setting of MkDocs: write it at the very left of the file, outside `plugins`."
    return message, f"Did you mean `{near}`?" if near else f"Choose from: {known}."
