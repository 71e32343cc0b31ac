"""Words as people type them into a search."""

import re
import unicodedata
from collections.abc import Iterator

from kgen import letters
from kgen.letters import PLAIN

_APOSTROPHES = re.compile("[\u2019'\u02bc]")
_ABBREVIATED = re.compile(r"(?<=\b\w)[.&](?=\w\b)")
SIGNED = re.compile(r"(?<![^\W_])([A-Za-z])(\+\+?|#)(?![+#]|[^\W\d_])")
"""A letter that means nothing without its signs: C++, C#, a grade of A+."""
SIGNS = {"+": "plus", "++": "plusplus", "#": "sharp"}
_APART = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"(?<!\S)\u0627\u0644(?=\w{3})")
"""Arabic writes it as one with the word after it."""
_RUN = re.compile(f"[{letters.UNSPACED}]+|[^{letters.UNSPACED}]+")
UNSPACED = re.compile(f"[{letters.UNSPACED}]")


def searchable(text: str) -> str:
    """What counts in a typed text: words without case, accents or signs, with a space between them.

    theme/assets/search/names.js does the same in its `fold`.
    """
    if not text.isascii():
        text = "".join(
            letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.category(letter).startswith("M")
        )
    plain = _ABBREVIATED.sub("", _APOSTROPHES.sub("", text.lower().translate(PLAIN)))
    if "+" in plain or "#" in plain:
        plain = SIGNED.sub(lambda found: f"{found[1]}{SIGNS[found[2]]} ", plain)
    return _ARTICLE.sub("", _APART.sub(" ", plain).strip())


def pieces(word: str) -> Iterator[str]:
    """What a folded word is looked for by if its script has no spaces: each pair of adjacent letters.

    theme/assets/search/query.js does the same.
    """
    for run in _RUN.findall(word):
        if UNSPACED.match(run):
            yield from (run[place : place + 2] for place in range(max(1, len(run) - 1)))
        else:
            yield run
