"""Slips of hand in front matter, mended in a copy of the file.

A line that is not indented, a dash where three hyphens should be: YAML notices such a slip only by what follows from
it, often several lines further down and several times over. Here each is recognised for what it is and said once,
with what to write. The copy is read in place of the file, so that everything else is checked in the same pass. An entry
in which something had to be mended is never published.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, get_args, get_origin

import yaml

from kgen.fields import model_in
from kgen.fronts import WORDS, Change, Front
from kgen.model import Diagnostic, Kind, Position
from kgen.read.front_matter import CHECK, in_plain_words, in_quotes, inner_text, place_of, written_line
from kgen.read.schema import CHECK as SCHEMA, beginning

MISSING = "the file has no front matter (fields at the top, between two lines ---)"
NOT_CLOSED = "the front matter (the fields at the top) is opened with --- and never closed"
BEFORE = "blank lines or spaces stand before the opening ---"
THREE = "the first line should be exactly ---"
_LAST = "the line below the last field should be exactly ---"
_TAB = "a tab stands where spaces should be"

_FENCE = re.compile(r"---[ \t]*")
_LIKE_A_FENCE = re.compile(r"\s*(?:\\?[-\u00ad\u2010-\u2015\u2212\u23af_*=~+]\s*)+|\.\.\.\s*|`{3}\w*\s*")
"""What phones, editors and habit make of three hyphens: a dash, four hyphens, an escaped line, another rule."""
_FIELD = re.compile(
    r"(?P<indent>[^\S\n]*)(?P<mark>[-*•·–—][^\S\n]+|\*+)?(?P<key>[^\W\d_][\w \t\xa0-]{0,40}?)(?P<behind>[*\"']*\s*)"
    r"(?P<colon>[:：])(?P<space>\**[^\S\n]*)(?P<value>.*)",
)
_ONE_WORD = re.compile(r"[A-Za-z_][\w-]*:(?:\s|$)")
_ESCAPED = re.compile(r"\\(?=[\[\](){}_\-#*~>.!&|+`])")
_INDENT = re.compile(r"[\s\u200b\u2060\ufeff]*")
_BULLET = re.compile(r"(\s*)(?:[*•·‣▪◦⁃–—+]|[0-9]{1,2}[.)])\s+(?=\S)|(\s*)-(?=[^\W\d_])")
_LIKELY_SLIP = re.compile(
    r"^[\w-]+:[ \t]*(?:\\\[|\((?=[^\n]*\)[ \t]*$))|^[\w-]+:[ \t]*\n[ \t]*(?:[•·‣▪◦⁃–—+]\s|[0-9]{1,2}[.)]\s|-\w)",
    re.MULTILINE,
)
_BLOCK_TEXT = re.compile(r"[|>][0-9+-]{0,2}(?:\s+#.*)?")
_LOST = re.compile(r"#[^\s#]")
"""The beginning of a value that YAML takes for a note. A space behind the # says that it is one."""
_SIMPLE = re.compile(r"[\w-]+")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mended(NamedTuple):
    """A file as it was meant: its front matter on the lines where it stood, its text with the line where that begins,
    and what had to be mended."""

    block: str | None
    """None where there is no front matter."""
    body: str
    line: int
    faults: tuple[Diagnostic, ...]


@dataclass
class _Sheet:
    """The lines of a file while they are mended; those of the front matter are `first` to before `last`, from 0."""

    lines: list[str]
    names: "_Names"
    first: int = 0
    last: int = 0
    text: int = 0
    """The line on which the text begins, which may still be the rest of a closing fence."""
    faults: list[Diagnostic] = field(default_factory=list)
    escaped: list[int] = field(default_factory=list)

    @property
    def head(self) -> range:
        return range(self.first, self.last)

    def say(self, message: str, fix: str, number: int, column: int = 1, check: str = CHECK) -> None:
        """Note what is wrong in a line, counted from 0."""
        self.faults.append(Diagnostic("error", message, fix, Position(number + 1, column), check))

    def field_in(self, number: int) -> "_Field | None":
        return _field(self.lines[number], self.names)


class _Field(NamedTuple):
    """A line that begins with the name of a field, however it is written."""

    indent: str
    mark: str
    written: str
    name: str
    has_space: bool
    value: str


@dataclass(frozen=True)
class _Names:
    """The fields of a kind, and those that have lines of their own below them."""

    by_fold: Mapping[str, str]
    parts: Mapping[str, Mapping[str, str]]
    """For `consent` and its like: the fields below it, by their folded names."""
    lists: frozenset[str]

    def find(self, written: str) -> str:
        folded = _fold(written)
        return self.by_fold.get(folded) or next((each[folded] for each in self.parts.values() if folded in each), "")

    def owner(self, part: str) -> str:
        """The field below which a part belongs; empty for a field of its own."""
        return next((name for name, parts in self.parts.items() if part in parts.values()), "")


@lru_cache
def _names_of(front: type[Front]) -> _Names:
    names = {name: info.alias or name for name, info in front.model_fields.items()}
    models = {name: model for name, info in front.model_fields.items() if (model := model_in(info))}
    lists = {name for name, info in front.model_fields.items() if get_origin(info.annotation) is tuple}
    return _Names(
        {_fold(alias): alias for alias in names.values()},
        {name: {_fold(part): part for part in model.model_fields} for name, model in models.items()},
        frozenset(lists),
    )


def _fold(name: str) -> str:
    return re.sub(r"[\s_*\"'-]", "", name).lower()


def _field(line: str, names: _Names) -> _Field | None:
    match = _FIELD.fullmatch(line)
    if match is None:
        return None
    written = match["key"].strip()
    if not (name := names.find(written)):
        return None
    has_space = match["colon"] == ":" and (not match["value"] or match["space"][:1] in (" ", "\t"))
    return _Field(match["indent"], match["mark"] or "", written, name, has_space, match["value"].strip())


def has_slips(text: str) -> bool:
    """Whether a file that can be read holds what is most likely a slip all the same, such as a list with bullets."""
    return _LIKELY_SLIP.search(text) is not None


def mend(text: str, kind: Kind) -> Mended | None:
    """Return a file as its writer meant it, with what is wrong; None where nothing in it is recognised as a slip."""
    sheet = _Sheet(text.split("\n"), _names_of(kind.front))
    if not _find_fences(sheet):
        fix, choices = beginning(kind)
        return Mended(None, "", 1, (Diagnostic("error", MISSING, fix, Position(1, 1), check=CHECK, choices=choices),))
    for step in (_take_escapes_away, _name_fields, _begin_lists, _indent_parts, _indent_others, _quote_values):
        step(sheet)
    if not sheet.faults:
        return None
    block = "\n" * sheet.first + "\n".join(sheet.lines[sheet.first : sheet.last]) + "\n"
    return Mended(block, "\n".join(sheet.lines[sheet.text :]), sheet.text + 1, tuple(sheet.faults))


# --- the fences


def _find_fences(sheet: _Sheet) -> bool:
    lines = sheet.lines
    top = next((number for number, line in enumerate(lines) if _INDENT.fullmatch(line) is None), None)
    if top is None or not _open(sheet, top):
        return False
    _close(sheet, opened=top)
    return True


def _open(sheet: _Sheet, top: int) -> bool:
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


def _has_fields(sheet: _Sheet, number: int) -> bool:
    below = next((each for each in range(number, len(sheet.lines)) if sheet.lines[each].strip()), None)
    return below is not None and (
        sheet.field_in(below) is not None or _ONE_WORD.match(sheet.lines[below].lstrip("\\ ")) is not None
    )


def _close(sheet: _Sheet, opened: int) -> None:
    lines = sheet.lines
    number_of_lines = len(lines)
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


def _say_not_closed(sheet: _Sheet, opened: int) -> None:
    fix = f"Put a line with just --- below line {sheet.last}, above the text."
    if sheet.first == opened:  # The opening line is missing too, and is spoken of already.
        first = sheet.faults.pop()
        sheet.say(
            "the lines --- above the first field and below the last are missing",
            f"{first.fix.rstrip('.')}, and another below line {sheet.last}.",
            opened,
        )
    else:
        sheet.say(NOT_CLOSED, fix, opened)


def _is_field(sheet: _Sheet, number: int) -> bool:
    """Whether a line is a field. Below an empty line only a name that kgen knows is taken for one: prose has colons."""
    line = sheet.lines[number]
    if sheet.field_in(number) is not None:
        return True
    return bool(number and sheet.lines[number - 1].strip() and _ONE_WORD.match(line))


def _is_like_a_fence(lines: Sequence[str], number: int) -> bool:
    line = lines[number]
    if line.strip() == "-":
        return number + 1 == len(lines) or not lines[number + 1].strip()
    return bool(line.strip()) and _LIKE_A_FENCE.fullmatch(line) is not None


def _is_prose(sheet: _Sheet, number: int) -> bool:
    line = sheet.lines[number]
    return bool(line[:1].strip()) and not line.startswith(("#", "- ", "]", "}")) and not _is_field(sheet, number)


# --- line by line


def _take_escapes_away(sheet: _Sheet) -> None:
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
        sheet.say(
            "an editor has put backslashes (\\) into the front matter",
            f"Delete every backslash on {_lines(lines)}.",
            lines[0],
            max(sheet.lines[lines[0]].find("\\"), 0) + 1,
        )


def _name_fields(sheet: _Sheet) -> None:
    """Names in capitals or with a space in them, and colons without a space behind them."""
    renamed: list[tuple[int, str, str]] = []
    without_space: list[tuple[int, str]] = []
    for number in sheet.head:
        found = sheet.field_in(number)
        if found is None:
            continue
        mark = "" if found.mark and not found.indent and sheet.names.owner(found.name) == "" else found.mark
        line = f"{found.indent}{mark}{found.name}: {found.value}".rstrip()
        if found.written != found.name or (found.mark and not mark):
            renamed.append((number, found.mark.strip() + found.written, found.name))
            sheet.lines[number] = line
        if not found.has_space:
            without_space.append((number, line))
            sheet.lines[number] = line
    if renamed:
        written = [f"`{each}`" for _, each, _ in renamed]
        fixes = _joined([f"`{name}` on line {number + 1}" for number, _, name in renamed])
        called = "a field" if len(renamed) == 1 else "fields"
        message = f"kgen does not know {called} called {_joined(written)}"
        sheet.say(message, f"Write {fixes}.", renamed[0][0], check=SCHEMA)
    if without_space:
        fixes = _joined([f"line {number + 1} as {_in_code(line)}" for number, line in without_space])
        sheet.say("a space is missing after the colon of a field", f"Write {fixes}.", without_space[0][0])


def _begin_lists(sheet: _Sheet) -> None:
    """Items of a list that begin with another sign than a hyphen and a space."""
    found: list[tuple[int, str]] = []
    name = ""
    for number in sheet.head:
        here = sheet.field_in(number)
        if here is not None:
            name = here.name if not here.value and here.name in sheet.names.lists else ""
        elif name and (match := _BULLET.match(sheet.lines[number])):
            line = f"  - {sheet.lines[number][match.end() :].strip()}"
            sheet.lines[number] = line
            found.append((number, line))
    if found:
        fixes = _joined([f"line {number + 1} as {_in_code(line)}" for number, line in found])
        sheet.say("each item of a list begins with a hyphen and a space", f"Write {fixes}.", found[0][0])


def _indent_parts(sheet: _Sheet) -> None:
    """The lines below `consent` and its like begin with the same number of spaces."""
    number = sheet.first
    while number < sheet.last:
        here = sheet.field_in(number)
        name = here.name if here else ""
        owner = sheet.names.owner(name)
        if here and name in sheet.names.parts and not _value(here.value):
            parts = _parts_below(sheet, number + 1, name)
            _align(sheet, name, parts)
            number = parts[-1] + 1 if parts else number + 1
        elif here and owner and not here.indent:
            parts = _parts_below(sheet, number, owner)
            _put_below(sheet, owner, parts)
            number = parts[-1] + 1
        else:
            number += 1


def _parts_below(sheet: _Sheet, start: int, name: str) -> list[int]:
    """The lines that hold parts of a field, up to the next field that is none of them."""
    found: list[int] = []
    for number in range(start, sheet.last):
        here = sheet.field_in(number)
        if here is not None and here.name in sheet.names.parts[name].values():
            found.append(number)
        elif here is not None or (_ONE_WORD.match(sheet.lines[number]) and sheet.lines[number][:1].strip()):
            break
    return found


def _align(sheet: _Sheet, name: str, parts: list[int]) -> None:
    fields = [each for number in parts if (each := sheet.field_in(number))]
    indents = [each.indent for each in fields]
    marked = [each.mark for each in fields if each.mark]
    if not parts or (len(set(indents)) == 1 and indents[0].strip(" ") == "" and indents[0] and not marked):
        return
    where = _lines(parts)
    begin = f"Begin {'each of ' if len(parts) > 1 else ''}{where} with exactly two spaces"
    usual = max(set(indents), key=lambda indent: (indents.count(indent), indent == "  "))
    first = next((number for number, indent in zip(parts, indents, strict=True) if indent != usual), parts[0])
    column = len(sheet.lines[first]) - len(sheet.lines[first].lstrip()) + 1
    if marked:
        message, fix = f"the lines below `{name}` are no list", f"{begin}, without a hyphen."
    elif any("\t" in indent for indent in indents):
        message, fix, first, column = _TAB, f"{begin} in place of the tab.", parts[0], 1
    elif any(indent.strip(" ") for indent in indents):
        message, fix, first, column = *_odd_space(begin), parts[0], 1
    elif not any(indents):
        message = f"the lines that belong to `{name}` do not begin with spaces"
        fix = f"Put two spaces before {_joined([f'`{each.written}`' for each in fields])}: {where}."
        first, column = parts[0], 1
    else:
        message, fix = f"the lines below `{name}` do not begin with the same number of spaces", f"{begin}."
    sheet.say(message, fix, first, column)
    for number, here in zip(parts, fields, strict=True):
        sheet.lines[number] = f"  {here.name}: {here.value}".rstrip()


def _odd_space(begin: str) -> tuple[str, str]:
    return (
        "this line begins with a kind of space that only looks like an ordinary one",
        f"Delete what is before the first letter. {begin}, typed with the space bar.",
    )


STATUSES = get_args(Change.model_fields["status"].annotation)


def _put_below(sheet: _Sheet, owner: str, parts: list[int]) -> None:
    """Parts of a field without the field: `whose` where no `consent:` stands above it."""
    fields = [each for number in parts if (each := sheet.field_in(number))]
    if any(sheet.field_in(number) and sheet.field_in(number).name == owner for number in sheet.head):  # type: ignore[union-attr]
        return
    if owner == "change" and all(each.name == "status" and each.value.strip() not in STATUSES for each in fields):
        return  # `status: draft` is another program's way to keep a text off the site.
    names = _joined([f"`{each.name}`" for each in fields])
    sheet.say(
        f"the line `{owner}:` is missing above {names}",
        f"Put a line `{owner}:` above line {parts[0] + 1}, and two spaces before {names}.",
        parts[0],
    )
    simple = all(_SIMPLE.fullmatch(each.value) for each in fields)
    for number, here in zip(parts, fields, strict=True):
        begins = f"{owner}: {{" if number == parts[0] else " "
        ends = "}" if number == parts[-1] else ","
        sheet.lines[number] = f"{begins}{here.name}: {here.value}{ends}" if simple else ""


def _indent_others(sheet: _Sheet) -> None:
    """Tabs and special spaces at the beginning of the other lines, and fields that do not begin at the very left."""
    tabs: list[int] = []
    odd: list[int] = []
    left: list[int] = []
    columns: dict[int, int] = {}
    for number in sheet.head:
        line = sheet.lines[number]
        match = _INDENT.match(line)
        indent = match.group() if match else ""
        is_odd = bool(indent.strip(" "))
        here = sheet.field_in(number)
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
        sheet.say(_TAB, f"{instead} on {_lines(tabs)}.", tabs[0])
    if odd:
        message, fix = _odd_space(f"Begin {_lines(odd)} with exactly two spaces")
        if set(odd) <= set(left):
            fix = f"Delete what is before the first letter on {_lines(odd)}."
        sheet.say(message, fix, odd[0])
    indented = [number for number in left if number not in tabs and number not in odd]
    if indented:
        first = indented[0]
        sheet.say(
            "this field does not begin at the very left, so it is read as part of the line above",
            f"Delete the spaces at the beginning of {_lines(indented)}.",
            first,
            columns[first],
        )


def _continues(sheet: _Sheet, number: int) -> bool:
    """Whether an indented line may go on with a text that begins above it, or all fields are indented alike."""
    first = next((each for each in sheet.head if sheet.field_in(each)), number)
    here, top = sheet.field_in(number), sheet.field_in(first)
    if here is not None and top is not None and top.indent == here.indent:
        return True
    for above in range(number - 1, sheet.first - 1, -1):
        found = sheet.field_in(above)
        if found is not None and not found.indent:
            return bool(_BLOCK_TEXT.fullmatch(found.value)) or found.value[:1] in ("'", '"')
    return False


# --- the values


def _quote_values(sheet: _Sheet) -> None:
    """Values that mean something else to YAML than to whoever wrote them."""
    for number in sheet.head:
        here = sheet.field_in(number)
        if here is None or not here.value or here.mark or here.name in sheet.names.parts:
            continue
        if here.name in sheet.names.lists:
            _bracket(sheet, number, here)
        else:
            _quote(sheet, number, here)


def _quote(sheet: _Sheet, number: int, here: _Field) -> None:
    line = sheet.lines[number]
    if _LOST.match(here.value):
        meant = f"{here.indent}{here.name}: {in_quotes(here.value)}"
        fix = written_line(meant) or "Put double quotation marks around the value."
        message = f"`{here.name}` is empty: what begins with # is taken for a comment, and left out"
        sheet.say(message, fix, number)
        sheet.lines[number] = meant
        return
    error = _error_in(line)
    if error is None or _BLOCK_TEXT.fullmatch(here.value) or _goes_on(sheet, number, error):
        return
    meant = f"{here.indent}{here.name}: {in_quotes(inner_text(here.value))}"
    message, _ = _in_words(error, here.value)
    sheet.say(
        message, written_line(meant) or "Put double quotation marks around the value.", number, place_of(error).column
    )
    sheet.lines[number] = meant


def _bracket(sheet: _Sheet, number: int, here: _Field) -> None:
    line = sheet.lines[number]
    error = _error_in(line)
    items = _items(here.value)
    wrapped = here.value[0] in "({" or here.value.startswith("[[") or _LOST.match(here.value) is not None
    wrapped = wrapped and not (here.value[0] == "{" and ": " in here.value)
    if (error is None and not wrapped) or (error and _goes_on(sheet, number, error)):
        return
    if error is not None and here.value[0] not in "[({-“‘#":
        _quote(sheet, number, here)
        return
    meant = f"{here.indent}{here.name}: [{', '.join(items)}]"
    message, column = (_in_words(error, here.value)[0], place_of(error).column) if error else ("", 1)
    if wrapped:
        message = f"`{here.name}` should be a list of names in one pair of square brackets"
    sheet.say(message, written_line(meant) or "Put one pair of square brackets around the names.", number, column)
    sheet.lines[number] = meant


def _items(value: str) -> list[str]:
    """The names that somebody wrote into a list, each as YAML reads it back."""
    plain = re.sub(r"[\[\](){}]", "", value)
    parts = re.split(r",|(?:^|\s)[-#]\s*(?=\S)", plain)
    names = [inner_text(part.strip().rstrip(":")) for part in parts]
    return [name if _reads_as_itself(name) else in_quotes(name) for name in names if name]


def _reads_as_itself(name: str) -> bool:
    return re.fullmatch(r"[^\W_][\w \-/.()&'’+]*", name) is not None


def _error_in(line: str) -> yaml.YAMLError | None:
    try:
        for _ in iter(_Loader(line.strip(" ") + "\n").get_event, None):
            pass
    except yaml.reader.ReaderError:
        return None  # A forbidden character, of which the reader of the file speaks.
    except yaml.YAMLError as error:
        return error
    return None


def _goes_on(sheet: _Sheet, number: int, error: yaml.YAMLError) -> bool:
    """Whether a quotation mark or a bracket that is open at the end of a line is closed below it."""
    if "end of stream" not in str(error) and "stream end" not in str(error) and "<stream end>" not in str(error):
        return False
    opened = sheet.lines[number].partition(":")[2].strip()[0]
    closes = {"[": "]", "{": "}"}.get(opened, opened)
    for below in range(number + 1, sheet.last):
        line = sheet.lines[below]
        if sheet.field_in(below) is not None and not sheet.field_in(below).indent:  # type: ignore[union-attr]
            return False
        if closes in line:
            return True
    return False


def _in_words(error: yaml.YAMLError, value: str) -> tuple[str, str]:
    reason = str(getattr(error, "problem", None) or error)
    if value[0] in "'\"" and "did not find expected" in reason:
        return "a quotation mark inside the value ends it too early", ""
    return in_plain_words(reason)


def _value(value: str) -> str:
    """A value without a comment behind it."""
    return "" if value.startswith("#") else value


# --- words


def _in_code(line: str) -> str:
    return f"`{line}`"


def _joined(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _lines(numbers: Sequence[int]) -> str:
    """`line 7`, `lines 7 to 9` or `lines 7, 9 and 12`, of numbers that count from 0."""
    shown = [number + 1 for number in numbers]
    if len(shown) == 1:
        return f"line {shown[0]}"
    if shown == list(range(shown[0], shown[-1] + 1)):
        return f"lines {shown[0]} {'and' if len(shown) == 2 else 'to'} {shown[-1]}"
    return f"lines {_joined([str(each) for each in shown])}"
