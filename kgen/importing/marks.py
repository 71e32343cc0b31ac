"""Marks inside a line that other dialects of Markdown know: names and looks in braces, keys, icons, small letters.

Sources: Pandoc's manual, "Superscripts and subscripts", "Images"; kramdown's, "Attribute list definitions"; PyMdown
Extensions', "Keys", "Caret", "Tilde", "Snippets"; PHP Markdown Extra, "Abbreviations"; Quarto's guide, "Figures".
"""

import re

from kgen.importing.shortcodes import Turning

_ATTRIBUTES = re.compile(
    r"\{:[^{}\n]{1,200}\}|(?<=[)\]*_\ue011:])\{[ \t]*(?:[.#][^{}\n]|[\w-]+=)[^{}\n]{0,200}\}"
    r"|(?<=[\w ?!.])\{(?:[#.][A-Za-z]|#\d[\w-]*[.-])[\w:.#-]{0,100}"
    r"(?:(?: [.#][\w-]{1,60}){0,5}| [^{}\n]{0,100}=[^{}\n]{0,100})\}$"
    r"|(?<=\S )\{ [.#][A-Za-z][\w-]{0,60}(?: [.#][\w-]{1,60}){0,5} \}$"
    r"|^[> \t]*\{[ \t]*(?:[.#][A-Za-z]|[\w-]+=)[^{}\n]{0,200}\}[ \t]*$",
    re.MULTILINE,
)
_SPAN = re.compile(r"(?<![\]!\\])\[([^\[\]\n]{1,500})\]\{[ ]?[.#][\w-][^{}\n]{0,200}\}")
"""Words in brackets to which Pandoc gives a look: `[words]{.mark}`."""
_ALT = re.compile(r"!\[([^\[\]\n]*)\](\([^()\n]*\))\{[^{}\n]*\bfig-alt=\"([^\"\n]*)\"[^{}\n]*\}")
_ICON = re.compile(r"(?<![\w:]):(?:material|fontawesome|octicons|simple|fa|mdi|bi)-[\w-]+:(?:\{[^{}\n]*\})?[ \t]?")
_KEYS = re.compile(r"(?<![\w+])\+\+([\w\"-][\w\"+-]{0,60}?)\+\+(?![\w+])")
_INSERTED_TEXT = re.compile(r"(?<!\^)\^\^(?=[^\s^])([^^\n]{1,500}?)(?<=\S)\^\^(?!\^)")
_LOW = re.compile(r"(?<=[\w)])~([\w+-]{1,8})~(?!~)")
_HIGH = re.compile(r"(?<=[\w)])\^([\w+-]{1,8})\^(?!\^)")
_INCLUDED = re.compile(
    r"^[> \t]*-{1,3}8<-{1,}(?:[ \t]+[\"'][^\n]*[\"'])?[ \t]*$|^\*\[[^\]\n]+\]:[ \t]*[^\n]*$"
    r"|^:::[ \t]+[A-Za-z_]\w*(?:\.\w+)+[ \t]*$(?:\n[ ]{4}[^\n]*){0,100}"
    r"|<%(?:[^\n%<]|%(?!>)|<(?!%)){1,2000}%>"
    r"|\(\((?:[0-9a-f]{8}-[0-9a-f-]{27}|(?=[\w-]*[0-9_-])(?=[\w-]*[a-z])(?=[\w-]+[A-Z])[\w-]{9})\)\)",
    re.MULTILINE,
)
"""Texts of other files, documentation that a program takes from code, explanations of abbreviations, templates of Ruby,
blocks of Logseq, and of Roam, whose names mix small letters with capitals, and with figures or hyphens: `((part-time))`
and `((2019-2020))` are words."""


def without_marks(text: str) -> str:
    """The text with what these marks show. Code in it is hidden."""
    text = _SPAN.sub(r"\1", text)
    text = _with_delimiter_rows(_ATTRIBUTES.sub("", _ICON.sub("", _ALT.sub(r"![\3]\2\n\n*\1*\n\n", text))))
    text = _INSERTED_TEXT.sub(r"\1", _KEYS.sub(r"\1", text))
    return _HIGH.sub(r"<sup>\1</sup>", _LOW.sub(r"<sub>\1</sub>", text))


_TABLE = re.compile(r"(?:^\|[^\n]*\|[ \t]*(?:\n|\Z)){2,}", re.MULTILINE)
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"^\|[\s:|-]+\|[ \t]*$", re.MULTILINE)


def _with_delimiter_rows(text: str) -> str:
    """The text with a delimiter row in each table of kramdown that has none: without, kgen sees no table."""

    def headed(table: re.Match[str]) -> str:
        if _RULE.search(table[0]):
            return table[0]
        first, rest = table[0].split("\n", 1)
        return f"{first}\n|{' --- |' * (len(_PIPE.findall(first)) - 1)}\n{rest}"

    return _TABLE.sub(headed, text)


def without_included(text: str, turning: Turning) -> str:
    """The text without what another program fetches or explains, which the report quotes."""
    return _INCLUDED.sub(lambda found: turning.take_out(found[0]), text)
