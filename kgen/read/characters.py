"""Characters that hide what is read, or turn it round."""

import re

from kgen.model import Diagnostic, Position
from kgen.settings.options import FORBIDDEN

CHECK = "characters"
LONGEST_LINE = 64 * 1024
"""In characters. A paragraph may be on one line, and no paragraph has ten thousand words."""
_USUAL = bytes(range(32, 127)) + b"\t\n"
"""The letters of which most files are made. A text that holds nothing else need not be searched."""
WRITTEN_AS_CODE = re.compile("&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")


def letter_of(code: re.Match[str]) -> str:
    """The character that a code stands for; empty if there is none of its number."""
    number = int(code[1], 16) if code[1] else int(code[2])
    return chr(number) if number <= 0x10FFFF else ""


def in_lines(text: str) -> str:
    """A text whose lines everything counts alike: each ends in a line feed.

    The line and paragraph separators of Unicode, which come out of word processors, become spaces.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", " ").replace("\u2029", " ")


def forbidden_characters(text: str) -> list[Diagnostic]:
    """Find forbidden characters in a file, including those written as a code such as `&#8238;`. One fault, at the
    first."""
    codes = ((code.start(), letter_of(code)) for code in WRITTEN_AS_CODE.finditer(text))
    found = [each for each in codes if FORBIDDEN.match(each[1])]
    if not text.isascii() or text.encode().translate(None, _USUAL):
        found = sorted([*found, *((each.start(), each[0]) for each in FORBIDDEN.finditer(text))])
    if not found:
        return []
    offset, letter = found[0]
    return [fault_of(letter, Position.at(text, offset), more=len(found) - 1)]


def fault_of(letter: str, position: Position, more: int = 0) -> Diagnostic:
    here = f"here (and {more} more below)" if more else "here"
    message = (
        f"there is an invisible control character (U+{ord(letter):04X}) {here}; it can hide text or reverse its order"
    )
    fix = "Delete it: retype the words around it, or paste them as plain text."
    return Diagnostic("error", message, fix, position, check=CHECK)


def too_long_a_line(text: str) -> Diagnostic | None:
    """Say that a line of a file is longer than anybody writes, if one is."""
    if len(text) <= LONGEST_LINE:
        return None
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            message = f"line {number} has {len(line):,} characters; at most {LONGEST_LINE:,} are read"
            fix = "Break it into paragraphs, with an empty line between them."
            return Diagnostic("error", message, fix, Position(number, 1), check="file")
    return None


_OTHER_KINDS = (
    (b"{\\rtf", "an RTF file"),
    (b"PK\x03\x04", "a Word file or another kind of ZIP file"),
    (b"\xd0\xcf\x11\xe0", "a Word file in the old format (.doc)"),
    (b"%PDF-", "a PDF"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)
_POINTER = b"version https://git-lfs"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def other_kind(data: bytes) -> Diagnostic | None:
    """Say what a file is, if its first bytes show that it is no text in UTF-8."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    what = next((what for sign, what in _OTHER_KINDS if start.startswith(sign.lower())), "")
    if what:
        message = f"this is {what}, whatever its name says"
        fix = "Open it in a program that can read it, save it as plain text (UTF-8), and use that file instead."
    elif start.startswith(_POINTER):
        message = "this is the note that Git LFS keeps in place of a file"
        fix = "Fetch the file with `git lfs pull`, and let LFS keep no texts: see .gitattributes."
    elif start.startswith(_UTF_16) or start.count(0) > len(start) // 4:
        message = "the file is saved as UTF-16, and kgen reads UTF-8"
        fix = _SAVE_AS_UTF8
    else:
        return None
    return Diagnostic("error", message, fix, Position(1, 1), check=CHECK)


_SAVE_AS_UTF8 = "In your editor choose “Save with encoding” and UTF-8, then send it again."


def not_utf8(data: bytes, error: UnicodeDecodeError) -> Diagnostic:
    *above, line = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    column = len(line.decode(errors="replace")) + 1
    message = "from here on the file is not UTF-8 text, so some letters cannot be read"
    return Diagnostic("error", message, _SAVE_AS_UTF8, Position(len(above) + 1, column), check=CHECK)
