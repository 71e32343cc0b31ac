"""What is written for TeX, as plain text: `G{\\"o}del` is Gödel. What has no plain letter that is known is refused.

Source of the characters: Knuth, The TeXbook, chapter 9.
"""

import html
import re
import unicodedata

from kgen.letters import one_line

_LETTER = r"\\[ij](?![A-Za-z])|[^\W\d_]"
_TEX = re.compile(
    rf"\\(?P<accent>[\"'`^~=.]|[uvHckrbd](?![A-Za-z]))\s*(?:\{{\s*(?P<braced>{_LETTER})\s*\}}|(?P<bare>{_LETTER}))"
    r"|\\(?P<name>[A-Za-z]+)\*?\s*"
    r"|\\(?P<sign>[\s\S])"
    r"|(?P<plain>---?|``|''|[~{}$])"
)
_ENTITY = re.compile(r"&(?:amp;)*(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PLAIN = {"---": "—", "--": "–", "``": "“", "''": "”", "~": " ", "{": "", "}": "", "$": ""}
_ESCAPED = {**{sign: sign for sign in "&%$#_{}"}, " ": " ", "\\": " ", ",": " ", "-": "", "/": ""}
_MARKS = "\u0300\u0301\u0302\u0303\u0308\u0304\u0307\u0306\u030c\u030b\u0327\u0328\u030a\u0331\u0323"
_ACCENTS = dict(zip("`'^~\"=.uvHckrbd", _MARKS, strict=True))
"""The character that Unicode puts after a letter for each accent."""
_SIGNS = {
    **{"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø"},
    **{"l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ"},
    **{"ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶", "pounds": "£", "euro": "€", "copyright": "©"},
    **{"textendash": "–", "textemdash": "—", "ldots": "…", "dots": "…", "textellipsis": "…"},
    **{"textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”"},
    **{"textquotesingle": "'", "textquotedbl": '"', "guillemotleft": "«", "guillemotright": "»"},
    **{"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textbar": "|"},
    **{"textbraceleft": "{", "textbraceright": "}", "textunderscore": "_", "textdollar": "$", "textless": "<"},
    **{"textgreater": ">", "textregistered": "®", "texttrademark": "™", "textdegree": "°", "textperiodcentered": "·"},
    **{"lbrace": "{", "rbrace": "}", "textexclamdown": "¡", "textquestiondown": "¿", "times": "×"},
}
_WITH_WORDS = frozenset(
    "emph textit textbf textsl textsc texttt textsf textrm textup textmd textnormal mbox url text"
    " textsuperscript textsubscript uppercase lowercase MakeUppercase MakeLowercase enquote mkbibquote".split()
)
"""Commands that say how the words in braces after them look."""
_DECLARATIONS = frozenset("em it bf sl sc tt rm sf itshape bfseries scshape slshape upshape relax protect".split())
"""Those that say so of all words that follow."""


class UnknownCommand(ValueError):
    """A command of TeX that stands for no letter that is known."""


def plain_text(tex: str) -> str:
    """Plain text on one line. Raises UnknownCommand."""
    return unicodedata.normalize("NFC", one_line(without_entities(_TEX.sub(_letters, tex))))


def without_entities(text: str) -> str:
    """A text with the character in place of each entity of HTML (`&amp;`), which Crossref leaves in, some of them
    written so twice (`&amp;amp;`)."""
    return _ENTITY.sub(lambda entity: html.unescape(f"&{entity[1]};"), text)


def _letters(found: re.Match[str]) -> str:
    if found["accent"]:
        letter = (found["braced"] or found["bare"]).removeprefix("\\")
        return unicodedata.normalize("NFC", letter + _ACCENTS[found["accent"]])
    if found["plain"]:
        return _PLAIN[found["plain"]]
    if found["sign"]:
        return _known(_ESCAPED, found["sign"], found[0])
    name = found["name"]
    return "" if name in _DECLARATIONS or name in _WITH_WORDS else _known(_SIGNS, name, found[0])


def _known(signs: dict[str, str], name: str, written: str) -> str:
    if name not in signs:
        raise UnknownCommand(written.strip())
    return signs[name]
