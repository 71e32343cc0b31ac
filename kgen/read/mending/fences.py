"""The lines that open and close front matter, whatever they look like."""

import re
from collections.abc import Sequence
from itertools import pairwise

from kgen.read.mending.sheet import INDENT, ONE_WORD, Sheet, lines_in_words

NOT_CLOSED = "the front matter (the fields at the top) is opened with --- but never closed"
BEFORE = "there are blank lines or spaces before the opening ---"
ABOVE = "there is something above the front matter (the fields between two lines ---)"
IN_CODE = "the front matter (the fields between two lines ---) is inside a code block"
FEWEST = 2
"""Fields by which a block between two lines is known for front matter; one alone may be a sentence with a colon."""
THREE = "the first line should be exactly ---"
_LAST = "the line below the last field should be exactly ---"
_FENCE = re.compile(r"---[ \t]*")
_OPENS_CODE = re.compile(r"\s*(?:`{3,}|~{3,})\s*\w*\s*")
_LIKE_A_FENCE = re.compile(
    r"\s*(?:\\?[-\u00ad\u2010-\u2015\u2212\u23af_*=~+;]\s*)+|\.\.\.\s*|(?:`{3,}|~{3,})\s*\w*\s*|<!-[\s-]*|[\s-]*-->\s*"
)
"""What phones, editors and habit make of three hyphens: a dash, four hyphens, an escaped line, another rule."""


def find_fences(sheet: Sheet) -> bool:
    lines = sheet.lines
    top = next((number for number, line in enumerate(lines) if INDENT.fullmatch(line) is None), None)
    if top is None:
        return False
    if not _open(sheet, top):
        return _find_below(sheet, top)
    _close(sheet, opened=top)
    return True


def _find_below(sheet: Sheet, top: int) -> bool:
    """Find a whole block of fields that has other lines above it, such as a heading."""
    fences = [number for number in range(top, len(sheet.lines)) if _FENCE.fullmatch(sheet.lines[number])]
    for first, last in pairwise(fences):
        block = range(first + 1, last)
        held = [number for number in block if sheet.lines[number].strip()]
        if len([number for number in held if sheet.field_in(number)]) < FEWEST or not _is_field(sheet, held[0]):
            continue
        sheet.first, sheet.last, sheet.text = first + 1, last, last + 1
        above = [number for number in range(first) if sheet.lines[number].strip()]
        if len(above) == 1 and _OPENS_CODE.fullmatch(sheet.lines[above[0]]):
            below = next((each for each in range(last + 1, len(sheet.lines)) if sheet.lines[each].strip()), last)
            ends = [below] if _OPENS_CODE.fullmatch(sheet.lines[below]) else []
            sheet.text = max([sheet.text, *(end + 1 for end in ends)])
            sheet.say(IN_CODE, f"Delete {lines_in_words([*above, *ends])}.", above[0])
            return True
        where = lines_in_words(range(above[0], above[-1] + 1))
        fix = f"Move {where} below line {last + 1}, so that --- is the very first thing in the file."
        sheet.say(ABOVE, fix, above[0])
        return True
    return False


def _open(sheet: Sheet, top: int) -> bool:
    """Find the first field. False where there is no front matter at all."""
    line, above = sheet.lines[top], "Delete the blank lines above it, and write" if top else "Write"
    sheet.first = top + 1
    if _FENCE.fullmatch(line.strip()):
        if top or line[:1] != "-":
            sheet.say(BEFORE, "Delete them, so that --- is the very first thing in the file.", top)
    elif _LIKE_A_FENCE.fullmatch(line) and _has_fields(sheet, top + 1):
        if "\\" in line:
            sheet.escaped.append(top)
        else:
            sheet.say(THREE, f"{above} three hyphens (---) and nothing else on line {top + 1}.", top)
    elif line.startswith("---"):
        sheet.say(THREE, f"{above} three hyphens and nothing else there; what follows them goes below.", top)
        sheet.lines[top], sheet.first = line.lstrip("- "), top
    elif sheet.field_in(top):
        where = "as the first line of the file" if top else "above line 1"
        sheet.say("the line --- above the first field is missing", f"Put a line with just --- {where}.", top)
        sheet.first = top
    else:
        return False
    return True


def _has_fields(sheet: Sheet, number: int) -> bool:
    below = next((each for each in range(number, len(sheet.lines)) if sheet.lines[each].strip()), None)
    return below is not None and (
        sheet.field_in(below) is not None or ONE_WORD.match(sheet.lines[below].lstrip("\\ ")) is not None
    )


def _close(sheet: Sheet, opened: int) -> None:
    lines = sheet.lines
    number_of_lines = len(lines)
    _join_blocks(sheet)
    fence = next((each for each in range(sheet.first, number_of_lines) if _FENCE.fullmatch(lines[each])), None)
    before = number_of_lines if fence is None else fence
    fields = [each for each in range(sheet.first, before) if _is_field(sheet, each)]
    below = (fields[-1] if fields else sheet.first - 1) + 1
    like = next((each for each in range(below, before) if _is_like_a_fence(lines, each)), None)
    prose = next((each for each in range(below, before) if _is_prose(sheet, each)), None)
    if like is not None and (prose is None or like <= prose):
        sheet.last, sheet.text = like, like + 1
        if "\\" in lines[like]:
            sheet.escaped.append(like)
        else:
            fix = f"Write three hyphens (---) and nothing else on line {like + 1}."
            sheet.say(_LAST, fix, like)
    elif fence is not None and (prose is None or not fields or lines[prose - 1].strip()):
        sheet.last, sheet.text = fence, fence + 1
    else:
        sheet.last = sheet.text = number_of_lines if prose is None else prose
        while sheet.last > sheet.first and not lines[sheet.last - 1].strip():
            sheet.last -= 1
        _say_not_closed(sheet, opened)


def _join_blocks(sheet: Sheet) -> None:
    """Take away a line --- between fields."""
    fences = [number for number in range(sheet.first, len(sheet.lines)) if _FENCE.fullmatch(sheet.lines[number])]
    for first, last in pairwise(fences):
        block = [number for number in range(first + 1, last) if sheet.lines[number].strip()]
        is_block = len([number for number in block if sheet.field_in(number)]) >= FEWEST and first + 1 in block
        if not is_block or not _is_field(sheet, block[0]) or any(_is_prose(sheet, number) for number in block):
            return
        message = "there is a line --- between the fields, so those below it are read as text"
        sheet.say(message, f"Delete line {first + 1}.", first)
        sheet.lines[first] = ""


def _say_not_closed(sheet: Sheet, opened: int) -> None:
    fix = f"Put a line with just --- below line {sheet.last}, above the text."
    if sheet.first == opened:  # The opening line is missing too, and is spoken of already.
        first = sheet.faults.pop()
        message = "the lines --- above the first field and below the last are missing"
        fix = f"{first.fix.rstrip('.')}, and another below line {sheet.last}."
        sheet.say(message, fix, opened)
    else:
        sheet.say(NOT_CLOSED, fix, opened)


def _is_field(sheet: Sheet, number: int) -> bool:
    """Whether a line is a field. Below an empty line only a name that kgen knows is taken for one: prose has colons."""
    line = sheet.lines[number]
    if sheet.field_in(number) is not None:
        return True
    return bool(number and sheet.lines[number - 1].strip() and ONE_WORD.match(line))


def _is_like_a_fence(lines: Sequence[str], number: int) -> bool:
    line = lines[number]
    if line.strip() == "-":
        return number + 1 == len(lines) or not lines[number + 1].strip()
    return bool(line.strip()) and _LIKE_A_FENCE.fullmatch(line) is not None


def _is_prose(sheet: Sheet, number: int) -> bool:
    line = sheet.lines[number]
    return bool(line[:1].strip()) and not line.startswith(("#", "- ", "]", "}")) and not _is_field(sheet, number)
