"""The items of lists: where the lines of one begin, and what is in them."""

import re
from collections.abc import Sequence
from textwrap import dedent

import yaml

from kgen.read.mending.sheet import BLOCK_TEXT, ITEM, FieldLine, Sheet, lines_in_words, lines_rewritten
from kgen.read.mending.values import bare_name, error_in, in_words_of, read_otherwise, unemphasised
from kgen.read.yaml_text import COLON, in_quotes, in_quotes_if_needed, inner_text, written_line
from kgen.settings.yaml_errors import Loader

_AROUND = re.compile(r"\[+(?P<squared>[^\[\]]*)\]+|\{(?P<curly>[^{}]*)\}|-\s+(?P<behind>.*)")
_MARKS = re.compile(r"(?:-\s+)+|-$")
_NESTED = re.compile(r"-(?:\s|$)")
NOT_PLAIN = "holds something that is not plain text"


def align_items(sheet: Sheet, name: str, parts: Sequence[int]) -> None:
    """The lines below `promises` and its like: each item begins with a hyphen, and its parts stand below each other."""
    fields = [(number, here) for number in parts if (here := sheet.field_in(number))]
    items = _items(fields)
    if not items or (len(items) == 1 and _is_a_map(items[0])) or _are_a_list(items):
        return
    found: list[tuple[int, str]] = []
    for item in items:
        for place, (number, here) in enumerate(item):
            line = f"{'    ' if place else '  - '}{here.name}: {here.value}".rstrip()
            if line != sheet.lines[number].rstrip():
                found.append((number, line))
                sheet.lines[number] = line
    has_hyphens = all(item[0][1].mark for item in items)
    message = f"the lines of each item of `{name}` should begin below each other"
    if not has_hyphens:
        message = f"each item of `{name}` begins with a hyphen and a space"
    sheet.say(message, f"Write {lines_rewritten(found)}.", found[0][0])


def _items(fields: Sequence[tuple[int, FieldLine]]) -> list[list[tuple[int, FieldLine]]]:
    """Lines by the item they belong to. One begins with a hyphen; without any, where a part is named again."""
    has_marks = any(here.mark for _, here in fields)
    items: list[list[tuple[int, FieldLine]]] = []
    for number, here in fields:
        is_again = bool(items) and any(here.name == each.name for _, each in items[-1])
        if not items or (here.mark if has_marks else is_again):
            items.append([])
        items[-1].append((number, here))
    return items


def _is_a_map(item: Sequence[tuple[int, FieldLine]]) -> bool:
    """Whether the parts of one item stand below each other without a hyphen, which is read as a list of one."""
    indents = {here.indent for _, here in item}
    return len(indents) == 1 and indents != {""} and not any(here.mark or here.indent.strip(" ") for _, here in item)


def _are_a_list(items: Sequence[Sequence[tuple[int, FieldLine]]]) -> bool:
    begins = {item[0][1].indent for item in items}
    if len(begins) > 1 or any(begin.strip(" ") for begin in begins):
        return False
    return all(
        first.mark.strip() == "-" and all(here.indent == " " * len(first.indent + first.mark) for _, here in others)
        for (_, first), *others in items
    )


def quote_items(sheet: Sheet) -> None:
    """Items of lists that are texts, and that mean something else to YAML than to whoever wrote them."""
    nested: set[int] = set()
    for number, name in list(sheet.items()):
        here = sheet.field_in(number)
        if number in sheet.settled or (here is not None and sheet.names.owner(here.name) == name):
            continue
        lines = _lines_of_item(sheet, number)
        block = "\n".join(sheet.lines[each] for each in lines)
        match = ITEM.match(sheet.lines[number])
        if match is None or number in nested or BLOCK_TEXT.fullmatch(match["text"]):
            continue
        if _NESTED.match(match["text"]) and (name not in sheet.names.parts or name in sheet.names.alone):
            nested.update(_flatten(sheet, number, name, match["begin"]))
            continue
        error = error_in(block)
        has_parts = name in sheet.names.parts and name not in sheet.names.alone
        extra = read_otherwise(sheet, match["text"]) if error is None and not has_parts else ""
        if error is None and not extra and (has_parts or _is_text(block)):
            continue
        text = " ".join([match["text"], *(sheet.lines[each].strip() for each in lines[1:])])
        if name in sheet.names.naming and text[0] == "[" and "," in text:
            continue  # Several names, which are told of with the list as a whole.
        is_name = name in sheet.names.naming
        meant_text = _text_meant(text, is_name=is_name)
        meant = f"{match['begin']}{in_quotes_if_needed(meant_text) if is_name else in_quotes(meant_text)}"
        if has_parts:
            sheet.is_changed = True
        else:
            _say(sheet, lines, meant, extra or _message(name, text, error))
        sheet.lines[number] = meant
        for each in lines[1:]:
            sheet.lines[each] = ""


def _flatten(sheet: Sheet, number: int, name: str, begin: str) -> list[int]:
    """An item that is a list of its own, over several lines: each of its items becomes one of the list around it."""
    lines = [number]
    while lines[-1] + 1 < sheet.last and _is_deeper(sheet.lines[lines[-1] + 1], begin):
        lines.append(lines[-1] + 1)
    texts: list[list[str]] = []
    for each in lines:
        line = sheet.lines[each].strip()
        bare = _MARKS.sub("", line)
        if bare and (bare != line or not texts):
            texts.append([bare])
        elif bare:
            texts[-1].append(bare)
    is_name = name in sheet.names.naming
    meant = [f"{begin}{in_quotes(_text_meant(' '.join(words), is_name=is_name))}" for words in texts]
    _say_nested(sheet, name, lines, meant)
    for place, each in enumerate(lines):
        sheet.lines[each] = meant[place] if place < len(meant) else ""
    return lines


def _is_deeper(line: str, begin: str) -> bool:
    return bool(line.strip()) and len(line) - len(line.lstrip()) > len(begin) - len(begin.lstrip())


def _say_nested(sheet: Sheet, name: str, lines: Sequence[int], meant: Sequence[str]) -> None:
    where = f"in place of {lines_in_words(lines)}"
    fix = f"Write `{meant[0].strip()}`{f', {where}' if len(lines) > 1 else ''}."
    if len(meant) > 1:
        fix = "\n".join([f"Write these lines {where}:", *meant])
    sheet.say(f"`{name}` {NOT_PLAIN}", fix, lines[0], len(meant[0]) - len(meant[0].lstrip()) + 1)


def _lines_of_item(sheet: Sheet, number: int) -> list[int]:
    """The line of an item, and those below on which its text goes on."""
    begin = len(sheet.lines[number]) - len(sheet.lines[number].lstrip())
    lines = [number]
    for below in range(number + 1, sheet.last):
        line = sheet.lines[below]
        is_deeper = len(line) - len(line.lstrip()) > begin
        if not line.strip() or not is_deeper or ITEM.match(line) or line.lstrip().startswith("#"):
            break
        lines.append(below)
    return lines


def _is_text(block: str) -> bool:
    try:
        kinds = [event.__class__ for event in iter(Loader(dedent(block) + "\n").get_event, None)]
    except yaml.YAMLError:
        return True  # A forbidden character, of which the reader of the file speaks.
    return yaml.MappingStartEvent not in kinds and kinds.count(yaml.SequenceStartEvent) == 1


def _text_meant(text: str, *, is_name: bool) -> str:
    around = _AROUND.fullmatch(text)
    text = next(filter(None, around.groups()), "") if around else text
    return bare_name(inner_text(text.rstrip(":"))) if is_name else unemphasised(text) or inner_text(text)


def _message(name: str, text: str, error: yaml.YAMLError | None) -> str:
    if error is not None and (text[0] in "'\"" or ": " not in text):
        return in_words_of(error, text)
    return f"`{name}` {NOT_PLAIN}" if _AROUND.fullmatch(text) else COLON


def _say(sheet: Sheet, lines: Sequence[int], meant: str, message: str) -> None:
    fix = written_line(meant) or "Put quotation marks around the item."
    if len(lines) > 1:
        fix = f"{fix.rstrip('.')}, in place of {lines_in_words(lines)}."
    sheet.say(message, fix, lines[0], len(sheet.lines[lines[0]]) - len(sheet.lines[lines[0]].lstrip()) + 1)
