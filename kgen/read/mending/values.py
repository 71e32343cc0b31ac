"""Values that mean something else to YAML than to whoever wrote them."""

import re
from textwrap import dedent

import yaml

from kgen.frontmatter import WORDS
from kgen.markdown.remarks import in_plain_text
from kgen.read.mending.sheet import BLOCK_TEXT, FieldLine, Sheet, lines_in_words
from kgen.read.plain_text import only_a_remark
from kgen.read.yaml_text import EXTRAS, complaint, in_brackets, in_quotes, in_quotes_if_needed, inner_text, written_line
from kgen.settings.yaml_errors import Loader, place_of, reason_of

_LOST = re.compile(r"#[^\s#]")
"""The beginning of a value that YAML takes for a note. A space behind the # says that it is one."""


def quote_values(sheet: Sheet) -> None:
    """Values that mean something else to YAML than to whoever wrote them."""
    for number, here in sheet.fields():
        if not here.value or here.mark.strip() not in ("", "-") or _holds_no_words(sheet, number, here):
            continue
        if here.name in sheet.names.parts:
            _quote_parts(sheet, number, here)
        elif here.name in sheet.names.lists:
            _bracket(sheet, number, here)
        else:
            _quote(sheet, number, here)


def _quote_parts(sheet: Sheet, number: int, here: FieldLine) -> None:
    """A sentence in place of lines such as those of `change`: that it is there is all that is wrong with it."""
    if here.value[0] in "|>":
        return
    if ": " in here.value and (closed := _closed(sheet, number)):
        message, fix = complaint("did not find expected ',' or")
        column = sheet.lines[number].index(here.value) + 1
        sheet.say(message, written_line(closed) or fix, number, column)
        sheet.lines[number] = closed
    elif here.name in sheet.names.alone and here.value[0] == "[":
        _bracket(sheet, number, here)
    elif here.name in sheet.names.alone and here.value[0] != "{":
        _quote(sheet, number, here)
    elif (error := error_in(sheet.lines[number])) is not None and not _goes_on(sheet, number, error):
        text = inner_text(here.value.strip("[]{} "))
        sheet.lines[number] = f"{here.indent}{here.mark}{here.name}: {in_quotes(text)}"
        sheet.is_changed = True


def _closed(sheet: Sheet, number: int) -> str:
    """A line with brackets that are never closed, with those that close them; empty if that does not make it right."""
    line = sheet.lines[number].rstrip()
    error = error_in(line)
    if error is None or _goes_on(sheet, number, error):
        return ""
    return next((line + end for end in ("}", "]", "}]") if error_in(line + end) is None), "")


_LEFT_OVER = re.compile(r"\{\{.{1,80}?\}\}|\{%.{1,80}?%\}")


def _holds_no_words(sheet: Sheet, number: int, here: FieldLine) -> bool:
    """Whether a value is only a remark, or what another program would have filled in."""
    shown, remarks = in_plain_text(here.value) if here.value.startswith("%%") else (here.value, [])
    if not shown.strip() and remarks[0].is_closed:
        message = only_a_remark(here.name)
        fix = "Write what readers should see in its place, or delete the line: it can be read in the file."
    elif left := _LEFT_OVER.match(here.value):
        message = f"`{here.name}` holds `{left[0]}`, which another program would have filled in"
        fix = "Write the words that it stood for."
    else:
        return False
    sheet.say(message, fix, number, sheet.lines[number].index(here.value) + 1)
    sheet.lines[number] = f"{here.indent}{here.mark}{here.name}:"
    return True


def _quote(sheet: Sheet, number: int, here: FieldLine) -> None:
    line = sheet.lines[number]
    begin = f"{here.indent}{here.mark}{here.name}: "
    if _LOST.match(here.value):
        meant = f"{begin}{in_quotes(here.value)}"
        fix = written_line(meant) or "Put double quotation marks around the value."
        message = f"`{here.name}` is empty: text that begins with # is taken for a comment and left out"
        sheet.say(message, fix, number)
        sheet.lines[number] = meant
        return
    error = error_in(line)
    extra = read_otherwise(sheet, here.value) if error is None else ""
    is_words = any(here.name == way.rpartition(".")[2] for way in WORDS)
    if extra and not is_words and (not here.value.strip("!&* ") or re.match("&.* ", here.value)):
        return  # Nothing is left, or a copy is meant.
    if not extra and (error is None or BLOCK_TEXT.fullmatch(here.value) or _goes_on(sheet, number, error)):
        return
    is_bare = bool(extra) and not is_words
    if bare := unemphasised(here.value):
        meant = f"{begin}{in_quotes_if_needed(bare)}"
    else:
        meant = f"{begin}{_without_sign(here.value) if is_bare else in_quotes(inner_text(here.value))}"
    fix = written_line(meant) or "Put double quotation marks around the value."
    if error is None:
        sheet.say(extra, fix, number, line.index(here.value) + 1)
    else:
        sheet.say(in_words_of(error, here.value), fix, number, place_of(error).column)
    sheet.lines[number] = meant


def _bracket(sheet: Sheet, number: int, here: FieldLine) -> None:
    """Names, or texts, that should be a list in one pair of square brackets."""
    error = error_in(sheet.lines[number])
    if _wants_quotes(sheet, here, error):
        _quote(sheet, number, here)
    elif error is None:
        _put_in_brackets(sheet, number, here, None)
    elif not (here.value[0] == "[" and _close_below(sheet, number, here, error)) and not _goes_on(sheet, number, error):
        _put_in_brackets(sheet, number, here, error)


def _wants_quotes(sheet: Sheet, here: FieldLine, error: yaml.YAMLError | None) -> bool:
    """Whether a list is one value, which is right but for the quotation marks around it."""
    if error is None:
        return bool(read_otherwise(sheet, here.value))
    is_emphasis = here.name in sheet.names.naming and here.value[0] in "*`@!&%"
    return here.value[0] not in "[({-“‘#" and not is_emphasis


def _put_in_brackets(sheet: Sheet, number: int, here: FieldLine, error: yaml.YAMLError | None) -> None:
    line = sheet.lines[number]
    is_map = here.value[0] == "{" and ": " in here.value
    is_wrapped = here.value[0] in "({" or here.value.startswith("[[") or _LOST.match(here.value) is not None
    column = place_of(error).column if error is not None else 1
    if here.value[0] == "[" and (sign := _sign_in_brackets(sheet, here.value)):
        message, column = sign, line.index(here.value) + 1
    elif is_wrapped and not is_map:
        message = f"`{here.name}` should be a list of names in one pair of square brackets"
    elif error is not None:
        message = in_words_of(error, here.value)
    else:
        return
    items = items_in(here.value, is_name=here.name in sheet.names.naming)
    meant = f"{here.indent}{here.mark}{here.name}: {in_brackets(items)}"
    sheet.say(message, written_line(meant) or "Put one pair of square brackets around the names.", number, column)
    sheet.lines[number] = meant


def _sign_in_brackets(sheet: Sheet, value: str) -> str:
    """The message on a name in brackets that begins with a sign of YAML's: `[&trust]`; empty if none does."""
    texts = (text.strip() for text in value.strip("[] ").split(","))
    return next(
        (said for text in texts if re.fullmatch(r"[&*!][\w-]+", text) and (said := read_otherwise(sheet, text))), ""
    )


def _close_below(sheet: Sheet, number: int, here: FieldLine, error: yaml.YAMLError) -> bool:
    """Close a list in brackets that goes on below its line and is never closed. Return whether this was one."""
    if "]" in here.value or _goes_on(sheet, number, error):
        return False
    lines = [number]
    for below in range(number + 1, sheet.last):
        line = sheet.lines[below]
        if not line.strip() or sheet.field_in(below) or re.match(r"[\w-]+:", line):
            break
        lines.append(below)
    if len(lines) == 1:
        return False
    texts = [_COMMENT.sub("", text) for text in (here.value, *(sheet.lines[each].strip() for each in lines[1:]))]
    is_name = here.name in sheet.names.naming
    items = [item for text in texts for item in items_in(text, is_name=is_name)]
    meant = f"{here.indent}{here.mark}{here.name}: {in_brackets(items)}"
    where = f"in place of {lines_in_words(lines)}"
    written = written_line(meant).rstrip(".")
    fix = f"{written}, {where}." if written else f"Put a ] after the last name, on line {lines[-1] + 1}."
    sheet.say("a bracket is opened here but never closed", fix, number, sheet.lines[number].index("[") + 1)
    sheet.lines[number] = meant
    for each in lines[1:]:
        sheet.lines[each] = ""
    return True


_COMMENT = re.compile(r"[ \t]+#[ \t].*")


def items_in(value: str, *, is_name: bool) -> list[str]:
    """The names, or the texts, that somebody wrote into a list."""
    plain = inner_text(re.sub(r"[\[\](){}]", "", value).strip())
    parts = re.split(r",|(?:^|\s)[-#]\s*(?=\S)", plain)
    names = [inner_text(part.strip().rstrip(":")) for part in parts]
    alone = [name if name.count("“") == name.count("”") else name.strip("“”") for name in names]
    return [*dict.fromkeys(name for each in alone if (name := bare_name(each) if is_name else each))]


def bare_name(text: str) -> str:
    """The name of an entry without signs around it that mean something to YAML or Markdown: `*trust*`, `&trust`."""
    return text.strip(" *_`&!@%|>") or text


def error_in(lines: str) -> yaml.YAMLError | None:
    """What YAML complains of in some lines alone, whose indentation does not count."""
    try:
        for _ in iter(Loader(dedent(lines) + "\n").get_event, None):
            pass
    except yaml.reader.ReaderError:
        return None  # A forbidden character, of which the reader of the file speaks.
    except yaml.YAMLError as error:
        return error
    return None


def _goes_on(sheet: Sheet, number: int, error: yaml.YAMLError) -> bool:
    """Whether a quotation mark or a bracket that is open at the end of a line is closed below it."""
    opened = sheet.lines[number].partition(":")[2].strip()[0]
    closes = {"[": "]", "{": "}"}.get(opened, opened)
    is_open = opened in "[{" and closes not in sheet.lines[number]
    if not is_open and "end of stream" not in str(error) and "stream end" not in str(error):
        return False
    for below in range(number + 1, sheet.last):
        line = sheet.lines[below]
        here = sheet.field_in(below)
        if here is not None and not here.indent:
            return False
        if closes in line:
            return True
    return False


def read_otherwise(sheet: Sheet, text: str) -> str:
    """What YAML reads a text as that begins with one of its signs, such as `!!!`; empty where that is what it is, as
    in `!!str 7`, or in `&a` where an `*a` is elsewhere."""
    if text[0] not in EXTRAS or _INSTRUCTION.match(text):
        return ""
    other = {"&": "*", "*": "&"}.get(text[0])
    is_copied = other is not None and any(
        f"{other}{text[1:].split(' ')[0]}" in sheet.lines[each] for each in sheet.head
    )
    return "" if is_copied else EXTRAS[text[0]][0]


def _without_sign(value: str) -> str:
    """A month, a name or one of a few words without the sign before it."""
    return in_quotes_if_needed(value.lstrip("!&* "))


_EMPHASISED = re.compile(r"(\*{1,3}|`)(?P<words>[^*`]+)\1")


def unemphasised(text: str) -> str:
    """The words of a text that is bold, italic or code as a whole, which plain text cannot be; empty for any other."""
    found = _EMPHASISED.fullmatch(text)
    return found["words"].strip() if found else ""


_INSTRUCTION = re.compile(r"!!\w|!<")


def in_words_of(error: yaml.YAMLError, value: str) -> str:
    reason = reason_of(error)
    if value[0] in "'\"" and "did not find expected" in reason:
        return "a quotation mark inside the value ends it too early"
    return complaint(reason)[0]
