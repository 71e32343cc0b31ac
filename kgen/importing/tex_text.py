"""What is written for TeX, as plain text: `G{\\"o}del` is Gödel. What has no plain letter that is known is refused."""

import html
import re
import unicodedata

from kgen.importing.tex_signs import ACCENTS, DECLARATIONS, SIGNS, WITH_WORDS
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
        return unicodedata.normalize("NFC", letter + ACCENTS[found["accent"]])
    if found["plain"]:
        return _PLAIN[found["plain"]]
    if found["sign"]:
        return _known(_ESCAPED, found["sign"], found[0])
    name = found["name"]
    return "" if name in DECLARATIONS or name in WITH_WORDS else _known(SIGNS, name, found[0])


def _known(signs: dict[str, str], name: str, written: str) -> str:
    if name not in signs:
        raise UnknownCommand(written.strip())
    return signs[name]
