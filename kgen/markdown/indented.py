"""Prose that its indent turns into code: four spaces or a tab before a paragraph, as in a letter or a poem."""

import re

from kgen.letters import ENDS

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OF_CODE = re.compile(r"[{}<>=\\|$@#~`^+*/]|\w\(|\w\[|;\s*$|::|->|--\w|\w\.\w+\(|[\w)]:\s*$|https?:", re.MULTILINE)
_MARKUP = re.compile(r"\[\[[^\[\]\n]*\]\]|\[[^\[\]\n]*\]\([^()\n]*\)|\*{1,3}|`[^`\n]*`|==|_(?=\w)|(?<=\w)_")
_ENDS_SENTENCE = re.compile(rf"[{ENDS}][\"'”’»)]*\s*$", re.MULTILINE)
FEWEST_WORDS = 4


def is_prose(code: str) -> bool:
    """Whether a block of code is sentences somebody wrote, judging by its words and symbols.

    Sentences have words, few signs of code, and end as sentences do; or begin with a capital and run to many words.
    """
    plain = _MARKUP.sub(" ", code).strip()
    if not plain or _OF_CODE.search(plain):
        return False
    if not plain.isascii() and sum(letter.isalpha() and not letter.isascii() for letter in plain) * 2 > len(plain):
        return len(plain) >= 2 * FEWEST_WORDS
    words = _WORD.findall(plain)
    letters = sum(map(len, words))
    if len(words) < FEWEST_WORDS or letters * 10 < len("".join(plain.split())) * 8:
        return False
    if sum(word.isupper() and len(word) > 1 for word in words) * 3 > len(words):
        return False
    if any("   " in line.strip() or "\t" in line.strip() for line in plain.splitlines()):
        return False  # A table drawn with spaces.
    return bool(_ENDS_SENTENCE.search(plain)) or (plain[0].isupper() and len(words) >= 2 * FEWEST_WORDS)
