"""Fields and parts of fields that stand together on one line."""

import re
from collections.abc import Mapping

from kgen.read.mending.sheet import FieldLine, Sheet
from kgen.read.mending.values import error_in
from kgen.read.yaml_text import in_quotes, in_quotes_if_needed

_ANOTHER = re.compile(r"(?P<between>[ \t]{2,}|\t|[ \t]*[|;,][ \t]+|[ \t])(?=(?P<name>[A-Za-z_]+):[ \t])")
_CLOSED_BY = {"'": "'", '"': '"', "[": "]", "{": "}"}


def part_fields(sheet: Sheet) -> None:
    """Several fields on one line: `title: The lamp   standpoint: manager`. A name that is elsewhere too does not
    begin a second field; it is one of the words."""
    given = {here.name for _, here in sheet.fields()}
    for number, here in list(sheet.fields()):
        value, others = _fields_in(sheet, here, given)
        closed_by = _CLOSED_BY.get(value[:1], "")
        if here.indent or here.mark or not others or value.startswith("#") or value.count(closed_by) < len(closed_by):
            continue
        if not value.endswith(closed_by) or error_in(sheet.lines[number]) is None:
            continue
        lines = [_readable(f"{here.name}: {value}"), *others]
        fix = "\n".join(["Write these lines in place of it:", *lines])
        sheet.say("there are several fields on this line", fix, number)
        sheet.lines[number] = lines[0]
        sheet.added += [(number, line) for line in others]


def part_parts(sheet: Sheet) -> None:
    """The parts of a field on its own line: `consent: whose: own, others: none`."""
    for number, here in list(sheet.fields()):
        parts = sheet.names.parts.get(here.name, {})
        if here.indent or here.mark or not parts or error_in(sheet.lines[number]) is None:
            continue
        is_open = here.value.startswith("{") and not here.value.endswith("}")
        held = {} if is_open else _parts_in(here.value.strip("{}() "), parts)
        if not sheet.names.needed[here.name].issubset(held) or sheet.names.deeper.intersection(held) or not held:
            continue
        written = [f"{name}: {in_quotes_if_needed(value)}" for name, value in held.items()]
        begins = ["  - ", *["    "] * (len(written) - 1)] if here.name in sheet.names.lists else ["  "] * len(written)
        lines = [f"{here.name}:", *(f"{begin}{line}" for begin, line in zip(begins, written, strict=True))]
        message = f"the parts of `{here.name}` are on one line"
        sheet.say(message, "\n".join(["Write these lines in place of it:", *lines]), number)
        quoted = [f"{name}: {in_quotes(value)}" for name, value in held.items()]
        sheet.lines[number] = f"{here.name}: {{{', '.join(quoted)}}}"


def _parts_in(value: str, parts: Mapping[str, str]) -> dict[str, str]:
    """The parts that a line holds, each with its value; empty if it begins with something else, or names one twice."""
    begins = [found for found in _PART.finditer(value) if found["name"] in parts.values()]
    names = [found["name"] for found in begins]
    if not begins or begins[0].start() or len(set(names)) < len(names):
        return {}
    ends = [*(found.start() for found in begins[1:]), len(value)]
    values = [value[found.end() : end].strip(" \t,;|") for found, end in zip(begins, ends, strict=True)]
    return dict(zip(names, values, strict=True))


_PART = re.compile(r"(?<![\w-])(?P<name>[a-z_]+):[ \t]+")


def _fields_in(sheet: Sheet, here: FieldLine, given: set[str]) -> tuple[str, list[str]]:
    """A value up to the first field that follows it on its line, and the lines of those that do."""
    value, holds_names = here.value, here.name in sheet.names.naming
    begins: list[re.Match[str]] = []
    for found in reversed(list(_ANOTHER.finditer(value))):
        end = begins[0].start() if begins else len(value)
        behind = value[found.end() + len(found["name"]) + 1 : end].strip(" \t,;|")
        name = sheet.names.by_fold.get(found["name"].lower(), "")
        if name and name not in given and (holds_names or _is_field(sheet, found, name, behind)):
            begins.insert(0, found)
    if not begins:
        return value, []
    ends = [*(found.start() for found in begins[1:]), len(value)]
    others = [value[found.end() : end].strip(" \t,;|") for found, end in zip(begins, ends, strict=True)]
    return value[: begins[0].start()].strip(), list(map(_readable, others))


def _is_field(sheet: Sheet, found: re.Match[str], name: str, value: str) -> bool:
    """Whether a name and a colon within a value begin a field of their own. After a comma or one space,
    the name has to be spelled as kgen spells it. After one space, they are words (`My summary: …`) unless the field is
    required, or takes few values, of which this is one."""
    if found["between"] != " " and "," not in found["between"]:
        return True
    if found["name"] != name:
        return False
    return found["between"] != " " or name in sheet.names.required or sheet.names.takes_only(name, value)


def _readable(line: str) -> str:
    """A line of one field, its value in quotation marks if YAML cannot read it without."""
    name, _, value = line.partition(":")
    return line if error_in(line) is None else f"{name}: {in_quotes(value.strip())}"
