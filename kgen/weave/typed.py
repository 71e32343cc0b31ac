"""Words as people type them into a search."""

import re
import unicodedata

from kgen.letters import PLAIN

_APOSTROPHES = re.compile("[\u2019'\u02bc]")
_ABBREVIATED = re.compile(r"(?<=\b\w)[.&](?=\w\b)")
_APART = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """What counts of a text when it is typed: words without case, accents or signs, a space between each two.

    theme/assets/search/names.js does the same.
    """
    if not text.isascii():
        text = "".join(
            letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.category(letter).startswith("M")
        )
    return _APART.sub(" ", _ABBREVIATED.sub("", _APOSTROPHES.sub("", text.lower().translate(PLAIN)))).strip()
