"""Values that go on below the line of their field, where YAML does not read them as part of it."""

import re
from collections.abc import Sequence

from kgen.read.mending.sheet import BLOCK_TEXT, ITEM, ONE_WORD, FieldLine, Sheet, lines_in_words
from kgen.read.mending.values import error_in, items_in
from kgen.read.unsettled import unsettled_by
from kgen.read.yaml_text import in_brackets, in_quotes, in_quotes_if_needed, inner_text, written_line

_NO_TEXT = (".", "#", "-", "]", "}", "*", "•", "·", "—", "–", ">", "|", "`", "<")


def join_lines(sheet: Sheet) -> None:
    """A text that goes on at the very left, and a list of which the first name is on the line of its field."""
    for number, here in list(sheet.fields()):
        if here.indent or here.mark or here.name in sheet.names.parts or sheet.names.owner(here.name):
            continue
        below = _left_below(sheet, number)
        goes_on = here.value.endswith(",")
        if here.value and not goes_on and any(" " not in sheet.lines[each].strip() for each in below):
            continue  # A word alone may be a field without its colon.
        if below and here.value[:1] not in ("[", "{", "'", '"'):
            _join(sheet, number, here, below)
        elif here.name in sheet.names.naming & sheet.names.lists and (items := _items_below(sheet, number)):
            _join_names(sheet, number, here, items)
        elif here.name in sheet.names.lists and here.value and (items := _items_below(sheet, number)):
            _join_texts(sheet, number, here, items)


def _left_below(sheet: Sheet, number: int) -> list[int]:
    """The lines right below one that hold words at the very left, and no field."""
    found: list[int] = []
    for below in range(number + 1, sheet.last):
        line = sheet.lines[below]
        if not line[:1].strip() or line.startswith(_NO_TEXT) or sheet.field_in(below) or ONE_WORD.match(line):
            break
        name, colon, value = line.partition(":")
        if colon and unsettled_by((name,), value, is_unknown=True):
            break
        found.append(below)
    return found


def _join(sheet: Sheet, number: int, here: FieldLine, below: Sequence[int]) -> None:
    first = "" if BLOCK_TEXT.fullmatch(here.value) else here.value
    texts = [text for text in (first, *(sheet.lines[each].strip() for each in below)) if text]
    if here.name in sheet.names.lists:
        line = f"{here.name}: {in_brackets([inner_text(text.rstrip(',')) for text in texts])}"
    else:
        line = f"{here.name}: {' '.join(texts)}"
        line = line if error_in(line) is None else f"{here.name}: {in_quotes(inner_text(' '.join(texts)))}"
    fix = written_line(line).rstrip(".")
    where = f"in place of {lines_in_words([number, *below])}"
    message = f"this line belongs to `{here.name}`, and begins at the very left"
    sheet.say(message, f"{fix}, {where}." if fix else f"Put two spaces before {lines_in_words(below)}.", below[0])
    sheet.lines[number] = line
    for each in below:
        sheet.lines[each] = ""


def _items_below(sheet: Sheet, number: int) -> list[int]:
    """The lines of a list of names, if they are not below each other, or the first name is on the line above."""
    here = sheet.field_in(number)
    found: list[int] = []
    goes_on = here is not None and here.value.endswith(",") and here.value[0] not in "[{("
    bare = _bare_names(sheet, number) if here is not None and (goes_on or not here.value) else []
    if len(bare) > (0 if goes_on else 1):
        return bare
    for below in range(number + 1, sheet.last):
        if not ITEM.match(sheet.lines[below]) or sheet.field_in(below):
            break
        found.append(below)
    indents = {len(sheet.lines[each]) - len(sheet.lines[each].lstrip()) for each in found}
    is_plain = here is not None and re.match(r"(?:- +)?[^\W_]|- +\S", here.value) is not None
    return found if found and (is_plain or (here is not None and not here.value and len(indents) > 1)) else []


def _bare_names(sheet: Sheet, number: int) -> list[int]:
    """The lines below a list that hold a name each and no hyphen."""
    found: list[int] = []
    for below in range(number + 1, sheet.last):
        if not re.match(r"[ \t]+[^\W\d_][^:]*$", sheet.lines[below]):
            break
        found.append(below)
    return found


def _join_names(sheet: Sheet, number: int, here: FieldLine, items: Sequence[int]) -> None:
    texts = [match["text"] if (match := ITEM.match(line)) else line for line in (sheet.lines[each] for each in items)]
    names = [name for text in (_MARK.sub("", here.value), *texts) for name in items_in(text, is_name=True)]
    line = f"{here.name}: {in_brackets(names)}"
    if written := written_line(line).rstrip("."):
        where = lines_in_words([number, *items])
        sheet.say(f"the names in `{here.name}` are not below each other", f"{written}, in place of {where}.", number)
        sheet.lines[number] = line
        for each in items:
            sheet.lines[each] = ""


_MARK = re.compile("- +")


def _join_texts(sheet: Sheet, number: int, here: FieldLine, items: Sequence[int]) -> None:
    """The first text of a list on the line of its name, and the others below: each begins with a hyphen on its line."""
    below = [match["text"] if (match := ITEM.match(sheet.lines[each])) else "" for each in items]
    texts = [inner_text(text.strip()) for text in (_MARK.sub("", here.value), *below)]
    written = [f"{here.name}:", *(f"  - {in_quotes_if_needed(text)}" for text in texts)]
    where = lines_in_words([number, *items])
    message = f"the first item of `{here.name}` is on the same line as the field's name"
    sheet.say(message, "\n".join([f"Write these lines in place of {where}:", *written]), number)
    sheet.lines[number] = f"{here.name}: [{', '.join(map(in_quotes, texts))}]"
    for each in items:
        sheet.lines[each] = ""
