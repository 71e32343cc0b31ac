"""Slips of hand in mkdocs.yml that YAML cannot read: where each is, what is wrong, and what to write instead."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import yaml

from kgen.diagnostic import Position
from kgen.english import in_words
from kgen.settings.quotes import in_quotes, inner_text
from kgen.settings.yaml_errors import Loader, in_plain_words, place_of, reason_of


class Slip(NamedTuple):
    position: Position
    message: str
    fix: str


def what_is_wrong(error: yaml.YAMLError, text: str) -> Slip:
    """What somebody who cannot read YAML's own words needs to know."""
    position = _where(error, text)
    lines = text.split("\n")
    if slip := unfinished_merge(text) or equals_signs(lines):
        return slip
    if _STOPPED_BELOW.search(reason_of(error)) and (above := _slip_above(lines, position.line)):
        return above
    line = lines[position.line - 1] if position.line <= len(lines) else ""
    message, fix = _said(error, line)
    return Slip(position, message, _line_meant(line, error) or fix)


def unfinished_merge(text: str) -> Slip | None:
    """Two versions of some lines with git's marks around them, as a merge leaves them where both sides changed
    something. Source: git-merge(1), how conflicts are presented."""
    if "<<<<<<< " not in text:
        return None
    begun, is_parted = 0, False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("<<<<<<< "):
            begun, is_parted = number, False
        elif begun and line.rstrip() == "=======":
            is_parted = True
        elif is_parted and line.startswith(">>>>>>> "):
            message = f"lines {begun} to {number} hold two versions, from a merge that was not finished"
            fix = "Keep what is right, and delete the lines that begin with <<<<<<<, ======= or >>>>>>>."
            return Slip(Position(begun, 1), message, fix)
    return None


_EQUALS = re.compile(r"(?P<begin>[ \t]*(?:- +)?)(?P<name>[A-Za-z_][A-Za-z_-]*)[ \t]*:?=(?!=)[ \t]*(?P<value>.*?)\s*")


def equals_signs(lines: Sequence[str]) -> Slip | None:
    """Lines such as `site_name = Ours`, as other programs want settings."""
    found = [(number, line) for number, each in enumerate(lines, 1) if (line := _with_colon(each))]
    if not found:
        return None
    fix = in_words([f"line {number} as `{line}`" for number, line in found])
    at = lines[found[0][0] - 1].index("=") + 1
    return Slip(Position(found[0][0], at), "there is an equals sign where a colon belongs", f"Write {fix}.")


def _with_colon(line: str) -> str:
    found = _EQUALS.fullmatch(line)
    if found is None:
        return ""
    begin = f"{found['begin']}{found['name']}:"
    value = found["value"]
    plain = f"{begin} {value}".rstrip()
    return plain if _is_readable(plain.strip()) else f"{begin} {in_quotes(inner_text(value))}"


def _where(error: yaml.YAMLError, text: str) -> Position:
    if isinstance(error, yaml.reader.ReaderError):
        before = text.encode()[: error.position].decode(errors="ignore")
        return Position.at(text, len(before))
    return place_of(error)


_IN_PLAIN_WORDS = (
    (
        "mapping values are not allowed",
        "there is a second colon here, or the line begins too far to the right",
        "Put quotes around a value that holds a colon, or move the line to the left.",
    ),
    (
        "could not find expected ':'",
        "this line is neither `name: value` nor a list item `- value`",
        "Write a space after the colon, and two spaces before what belongs to the line above.",
    ),
    (
        "did not find expected node content",
        "a bracket is opened above and never closed, or a value is missing here",
        "Close the bracket, or write the value.",
    ),
    (
        "found undefined alias",
        "`*` stands for a copy of something, and nothing above has that name",
        "Put quotes around the value, or write out the value it stands for.",
    ),
    ("but found another document", "a line `---` begins a second document here", "Delete it and what follows it."),
    (
        "",
        "the indentation, a bracket or a quotation mark does not match what is above",
        "Begin each line exactly below the others of its list or block.",
    ),
)


_STOPPED_BELOW = re.compile("mapping values are not allowed|expected <?document start")
_WITHOUT_SPACE = re.compile(r"(?P<begin>\s*(?:- +)?)(?P<name>[A-Za-z_-]+):(?P<value>[^\s:/].*)")
_WITHOUT_COLON = re.compile(r"(?P<begin>\s*- +)(?P<name>[A-Za-z_-]+)\s*")
_NAME_AND_VALUE = re.compile(r"(?P<begin>\s*)(?P<name>[a-z]+_[a-z_]+|theme|plugins|nav)[ \t]+(?P<value>[^\s:=].*)")


def _slip_above(lines: list[str], number: int) -> Slip | None:
    """A colon that is missing, or has no space after it, in the line above the one at which YAML stopped."""
    above = next((at for at in range(number - 1, 0, -1) if lines[at - 1].split("#")[0].strip()), 0)
    line = lines[above - 1].split(" #")[0].rstrip() if above else ""
    if slip := _WITHOUT_SPACE.fullmatch(line):
        position = Position(above, slip.start("value") + 1)
        return Slip(position, "the space after the colon is missing", f"Write `{slip['name']}: {slip['value']}`.")
    if slip := _NAME_AND_VALUE.fullmatch(line):
        position = Position(above, slip.end("name") + 1)
        written = f"{slip['name']}: {slip['value']}"
        return Slip(position, f"the colon after `{slip['name']}` is missing", f"Write `{written}`.")
    if slip := _WITHOUT_COLON.fullmatch(line):
        if len(lines[number - 1]) - len(lines[number - 1].lstrip()) <= slip.start("name") - 2:
            return None
        position = Position(above, slip.end("name") + 1)
        spaces = slip.start("name") + 2
        fix = f"Write `- {slip['name']}:`, and begin each line of what belongs to it with {spaces} spaces."
        return Slip(position, f"the colon after `{slip['name']}` is missing", fix)
    return None


def _said(error: yaml.YAMLError, line: str) -> tuple[str, str]:
    if isinstance(error, yaml.reader.ReaderError):
        sign = error.character if isinstance(error.character, int) else ord(error.character[:1] or "\0")
        return f"there is an invisible control character (U+{sign:04X}) here", "Delete it: retype the words around it."
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "there is a tab where there should be spaces", "Replace each tab with two spaces."
    return in_plain_words(reason_of(error), _IN_PLAIN_WORDS)


_ON_ONE_LINE = re.compile(r"\s*(?P<begin>(?:- +)?[A-Za-z_-]+: +|- +)(?P<value>[^\s\[{|>].*?)\s*")
_STAR = re.compile(r"\s*\*[ \t]+(?P<rest>\S.*)")


def _line_meant(line: str, error: yaml.YAMLError) -> str:
    """The advice to write a line that YAML cannot read, if it can with quotation marks around its value, a space after
    its colon, or a hyphen in place of a star; else empty."""
    if (star := _STAR.fullmatch(line)) and _is_readable(f"- {star['rest']}"):
        return f"Write `- {star['rest']}`."
    if (slip := _WITHOUT_SPACE.fullmatch(line)) and "could not find" in reason_of(error):
        return f"Write `{slip['begin'].strip()}{slip['name']}: {slip['value']}`."
    if (found := _ON_ONE_LINE.fullmatch(line)) is None or _is_readable(line.strip()):
        return ""
    meant = f"{found['begin']}{in_quotes(inner_text(found['value']))}"
    return f"Write `{meant}`." if _is_readable(meant) else ""


def _is_readable(line: str) -> bool:
    try:
        yaml.compose(line, Loader=Loader)
    except yaml.YAMLError:
        return False
    return True
