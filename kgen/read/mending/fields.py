"""The lines of front matter: how fields are named, where their lines begin, and how items of lists do."""

import re
from collections.abc import Iterator
from typing import get_args

from kgen.english import in_words
from kgen.field_parts import Change
from kgen.frontmatter import WORDS
from kgen.read.mending.items import align_items
from kgen.read.mending.sheet import BLOCK_TEXT, INDENT, ONE_WORD, Sheet, lines_in_words, lines_rewritten
from kgen.read.schema import CHECK as SCHEMA

_TAB = "there is a tab where there should be spaces"
_ESCAPED = re.compile(r"\\(?=[\[\](){}_\-#*~>.!&|+`])")
_BULLET = re.compile(r"(\s*)(?:[*•·‣▪◦⁃–—+]|[0-9]{1,2}[.)])\s+(?=\S)|(\s*)-(?=[^\W\d_])")
_SIMPLE = re.compile(r"[\w-]+")


def take_escapes_away(sheet: Sheet) -> None:
    """Some editors write a backslash before every sign that means something in Markdown."""
    everywhere = bool(sheet.escaped)
    for number in sheet.head:
        line = sheet.lines[number]
        here = sheet.field_in(number)
        is_in_the_way = everywhere or here is None or here.name not in WORDS
        if is_in_the_way and _ESCAPED.search(line) and '"' not in line:
            sheet.lines[number] = _ESCAPED.sub("", line)
            sheet.escaped.append(number)
    if sheet.escaped:
        lines = sorted(sheet.escaped)
        message = "an editor has put backslashes (\\) into the front matter"
        fix = f"Delete every backslash on {lines_in_words(lines)}."
        sheet.say(message, fix, lines[0], max(sheet.lines[lines[0]].find("\\"), 0) + 1)


def name_fields(sheet: Sheet) -> None:
    """Names in capitals or with a space in them, and colons without a space behind them."""
    renamed: list[tuple[int, str, str]] = []
    without_space: list[tuple[int, str]] = []
    with_equals: list[tuple[int, str]] = []
    is_special = False
    for number, found in sheet.fields():
        mark = "" if found.mark and not found.indent and sheet.names.owner(found.name) == "" else found.mark
        line = f"{found.indent}{mark}{found.name}: {found.value}".rstrip()
        if found.written != found.name or (found.mark and not mark):
            renamed.append((number, found.mark.strip() + found.written, found.name))
            sheet.lines[number] = line
        if found.has_equals:
            with_equals.append((number, line))
            sheet.lines[number] = line
        elif not found.has_space:
            is_special |= sheet.lines[number].partition(":")[2][:1].isspace()
            without_space.append((number, line))
            sheet.lines[number] = line
    if with_equals:
        with_equals = sorted([*with_equals, *_others_with_equals(sheet)])
        message = "there is an equals sign where a colon belongs"
        sheet.say(message, f"Write {lines_rewritten(with_equals)}.", with_equals[0][0])
    if renamed:
        written = [f"`{each}`" for _, each, _ in renamed]
        fixes = in_words([f"`{name}` on line {number + 1}" for number, _, name in renamed])
        called = "a field" if len(renamed) == 1 else "fields"
        message = f"kgen does not know {called} called {in_words(written)}"
        sheet.say(message, f"Write {fixes}.", renamed[0][0], check=SCHEMA)
    if without_space:
        message = "there is no space after the colon of a field"
        if is_special:
            message = "the space after the colon of a field only looks like an ordinary one"
        sheet.say(message, f"Write {lines_rewritten(without_space)}.", without_space[0][0])


_WITHOUT_COLON = re.compile(r"(?P<indent> *)(?P<name>[a-z_]+)(?:[ \t]*(?:->|=>|→)[ \t]*|[ \t]+|$)(?P<value>.*)")


def add_colons(sheet: Sheet) -> None:
    """The colon after the name of a field: `title The lamp`, and `whose own` below `consent:`."""
    given = {here.name for _, here in sheet.fields()}
    found: list[tuple[int, str]] = []
    owner = ""
    for number in sheet.head:
        here, line = sheet.field_in(number), sheet.lines[number]
        if here and not here.indent:
            owner = here.name if here.name in sheet.names.parts and not here.value else ""
        match = _WITHOUT_COLON.fullmatch(line) if here is None else None
        if match is None or match["name"] in given:
            continue
        known = sheet.names.parts.get(owner, {}) if match["indent"] else sheet.names.by_fold
        if match["name"] in known.values() and (match["value"] or match["name"] in sheet.names.parts):
            sheet.lines[number] = f"{match['indent']}{match['name']}: {match['value']}".rstrip()
            found.append((number, sheet.lines[number]))
            owner = owner if match["indent"] else match["name"] if not match["value"] else ""
    if found:
        message = "the colon after the name of a field is missing"
        sheet.say(message, f"Write {lines_rewritten(found)}.", found[0][0])


_EQUALS = re.compile(r"(?P<name>\s*[A-Za-z_][\w-]*)[ \t]*=(?!=)[ \t]*(?P<value>.*)")


def _others_with_equals(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """The same in lines whose names kgen does not know."""
    for number in sheet.head:
        if found := _EQUALS.fullmatch(sheet.lines[number]):
            sheet.lines[number] = f"{found['name']}: {found['value']}".rstrip()
            yield number, sheet.lines[number]


def take_commas_away(sheet: Sheet) -> None:
    """A comma or a semicolon at the end of each line, as other languages want it."""
    lines = [number for number in sheet.head if _WITH_VALUE.match(sheet.lines[number])]
    found = [number for number in lines if sheet.lines[number].rstrip()[-1] in ",;"]
    if len(found) < _FEWEST_COMMAS or len(found) < len(lines) - 1:
        return
    for number in found:
        sheet.lines[number] = sheet.lines[number].rstrip(" \t,;")
    message = "a comma or a semicolon ends each line here, and would be part of the value"
    sheet.say(message, f"Delete the last sign of {lines_in_words(found)}.", found[0])


_FEWEST_COMMAS = 3
_WITH_VALUE = re.compile(r"[ \t]*(?:-[ \t]+)?[A-Za-z_][\w-]*:[ \t]+[^\s{\[]|[ \t]*[A-Za-z_][\w-]*:[ \t]+[\[{].+[\]}]")


def begin_lists(sheet: Sheet) -> None:
    """Items of a list that begin with another sign than a hyphen and a space."""
    found: list[tuple[int, str]] = []
    name = ""
    for number in sheet.head:
        here = sheet.field_in(number)
        if here is not None:
            name = here.name if not here.value and here.name in sheet.names.lists else ""
        elif name and number not in sheet.settled and (match := _BULLET.match(sheet.lines[number])):
            line = f"  - {sheet.lines[number][match.end() :].strip()}"
            sheet.lines[number] = line
            found.append((number, line))
    if found:
        sheet.say(
            "each item of a list begins with a hyphen and a space", f"Write {lines_rewritten(found)}.", found[0][0]
        )


def indent_parts(sheet: Sheet) -> None:
    """The lines below `consent` and its like begin with the same number of spaces."""
    number = sheet.first
    while number < sheet.last:
        here = sheet.field_in(number)
        name = here.name if here else ""
        owner = sheet.names.owner(name)
        if here and name in sheet.names.parts and here.value[:1] in ("", "#"):
            parts = _parts_below(sheet, number + 1, name)
            if name in sheet.names.lists:
                align_items(sheet, name, parts)
            else:
                _align(sheet, name, _without_parts_of_parts(sheet, parts))
            number = parts[-1] + 1 if parts else number + 1
        elif here and owner and not here.indent:
            parts = _parts_below(sheet, number, owner)
            _put_below(sheet, owner, parts)
            number = parts[-1] + 1
        else:
            number += 1


def _parts_below(sheet: Sheet, start: int, name: str) -> list[int]:
    """The lines that hold parts of a field, up to the next field that is none of them."""
    found: list[int] = []
    for number in range(start, sheet.last):
        here = sheet.field_in(number)
        if here is not None and here.name in sheet.names.parts[name].values():
            found.append(number)
        elif here is not None or (ONE_WORD.match(sheet.lines[number]) and sheet.lines[number][:1].strip()):
            break
    return found


def _without_parts_of_parts(sheet: Sheet, parts: list[int]) -> list[int]:
    found: list[int] = []
    above = None
    for number in parts:
        here = sheet.field_in(number)
        if here and above and len(here.indent) > len(above.indent):
            continue
        found.append(number)
        above = here if here and here.name in sheet.names.deeper and not here.value else None
    return found


def _align(sheet: Sheet, name: str, parts: list[int]) -> None:
    fields = [each for number in parts if (each := sheet.field_in(number))]
    indents = [each.indent for each in fields]
    marked = [each.mark for each in fields if each.mark]
    if not parts or (len(set(indents)) == 1 and indents[0].strip(" ") == "" and indents[0] and not marked):
        return
    where = lines_in_words(parts)
    begin = f"Begin {'each of ' if len(parts) > 1 else ''}{where} with exactly two spaces"
    usual = max(set(indents), key=lambda indent: (indents.count(indent), indent == "  "))
    first = next((number for number, indent in zip(parts, indents, strict=True) if indent != usual), parts[0])
    column = len(sheet.lines[first]) - len(sheet.lines[first].lstrip()) + 1
    if marked and len({each.name for each in fields}) < len(fields):
        message, fix = (
            f"`{name}` holds one, and several are here",
            "Keep the lines of one; write about the others in the text.",
        )
    elif marked:
        message, fix = f"the lines below `{name}` are not a list", f"{begin}, without a hyphen."
    elif any("\t" in indent for indent in indents):
        message, fix, first, column = _TAB, f"{begin} in place of the tab.", parts[0], 1
    elif any(indent.strip(" ") for indent in indents):
        message, fix, first, column = *_odd_space(begin), parts[0], 1
    elif not any(indents):
        message = f"the lines that belong to `{name}` do not begin with spaces"
        fix = f"Put two spaces before {in_words([f'`{each.written}`' for each in fields])}: {where}."
        first, column = parts[0], 1
    else:
        message, fix = f"the lines below `{name}` do not begin with the same number of spaces", f"{begin}."
    sheet.say(message, fix, first, column)
    seen: set[str] = set()
    for number, here in zip(parts, fields, strict=True):
        sheet.lines[number] = "" if here.name in seen else f"  {here.name}: {here.value}".rstrip()
        seen.add(here.name)


def _odd_space(begin: str) -> tuple[str, str]:
    return (
        "this line begins with a kind of space that only looks like an ordinary one",
        f"Delete what is before the first letter. {begin}, typed with the space bar.",
    )


STATUSES = get_args(Change.model_fields["status"].annotation)


def _put_below(sheet: Sheet, owner: str, parts: list[int]) -> None:
    """Parts of a field without the field: `whose` where no `consent:` is above it."""
    fields = [each for number in parts if (each := sheet.field_in(number))]
    if any(here.name == owner for _, here in sheet.fields()):
        return
    if owner == "change" and all(each.name == "status" and each.value.strip() not in STATUSES for each in fields):
        return  # `status: draft` is another program's way to keep a text off the site.
    names = in_words([f"`{each.name}`" for each in fields])
    message = f"the line `{owner}:` is missing above {names}"
    fix = f"Put a line `{owner}:` above line {parts[0] + 1}, and two spaces before {names}."
    sheet.say(message, fix, parts[0])
    simple = all(_SIMPLE.fullmatch(each.value) for each in fields)
    for number, here in zip(parts, fields, strict=True):
        begins = f"{owner}: {{" if number == parts[0] else " "
        ends = "}" if number == parts[-1] else ","
        sheet.lines[number] = f"{begins}{here.name}: {here.value}{ends}" if simple else ""


def indent_others(sheet: Sheet) -> None:
    """Tabs and special spaces at the beginning of the other lines, and fields that do not begin at the very left."""
    tabs: list[int] = []
    odd: list[int] = []
    left: list[int] = []
    columns: dict[int, int] = {}
    for number in sheet.head:
        line = sheet.lines[number]
        match = INDENT.match(line)
        indent = match.group() if match else ""
        is_odd = bool(indent.strip(" "))
        sheet.lines[number] = line[len(indent) :] if is_odd else line
        here = sheet.field_in(number)
        sheet.lines[number] = line
        is_field = here is not None and not sheet.names.owner(here.name)
        if not indent or indent == line or not (is_odd or is_field):
            continue
        if is_field and not is_odd and _continues(sheet, number):
            continue
        columns[number] = len(indent) + 1
        (tabs if "\t" in indent else odd if is_odd else left).append(number)
        sheet.lines[number] = ("" if is_field else "  ") + line[len(indent) :]
        if is_field and is_odd:
            left.append(number)
    if tabs:
        instead = "Delete the tab" if set(tabs) <= set(left) else "Write two spaces in place of the tab"
        sheet.say(_TAB, f"{instead} on {lines_in_words(tabs)}.", tabs[0])
    if odd:
        message, fix = _odd_space(f"Begin {lines_in_words(odd)} with exactly two spaces")
        if set(odd) <= set(left):
            fix = f"Delete what is before the first letter on {lines_in_words(odd)}."
        sheet.say(message, fix, odd[0])
    indented = [number for number in left if number not in tabs and number not in odd]
    if indented:
        first = indented[0]
        message = "this field does not begin at the very left, so it is read as part of the line above"
        fix = f"Delete the spaces at the beginning of {lines_in_words(indented)}."
        sheet.say(message, fix, first, columns[first])


_OF_OTHERS = re.compile(r"[A-Za-z_][\w-]*:\s*(?:#.*)?")
"""A field that kgen does not know, with lines of its own below it."""


def _continues(sheet: Sheet, number: int) -> bool:
    """Whether an indented line may go on with a text that begins above it, or all fields are indented alike."""
    here, (_, top) = sheet.field_in(number), next(sheet.fields())
    if here is not None and top.indent == here.indent:
        return True
    for above in range(number - 1, sheet.first - 1, -1):
        found = sheet.field_in(above)
        if found is None and _OF_OTHERS.fullmatch(sheet.lines[above]):
            return True
        if found is not None and not found.indent:
            return bool(BLOCK_TEXT.fullmatch(found.value)) or found.value[:1] in ("'", '"')
    return False
