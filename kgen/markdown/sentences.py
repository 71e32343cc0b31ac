"""Where sentences begin: well enough for English prose, and never inside a title, an initial or `e.g.`."""

import re

_BREAK = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*([\w\x1a]))")
_WORD_BEFORE = re.compile(r"[\w.]+\Z")
_ABBREVIATIONS = frozenset(
    ["approx", "ca", "cf", "dr", "e.g", "i.e", "jr", "mr", "mrs", "ms", "mx", "prof", "rev", "sr", "st", "vs"]
)


def sentence_starts(text: str) -> list[int]:
    """Return the offsets at which sentences begin, 0 first."""
    ends = (match for match in _BREAK.finditer(text) if not match[1].islower())
    return [0, *(match.end() for match in ends if not _is_abbreviation(match))]


def _is_abbreviation(match: re.Match[str]) -> bool:
    """Whether the full stop only shortens a word: a title, an initial, `e.g.`."""
    text, end = match.string, match.start()
    if text[end] != ".":
        return False
    before = text[max(0, end - 11) : end]
    word = before.rpartition(" ")[2]
    if not word.isalpha():
        found = _WORD_BEFORE.search(before)
        word = found[0].rstrip(".") if found else ""
    word = word.lower()
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i")
