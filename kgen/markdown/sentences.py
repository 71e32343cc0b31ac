"""Where sentences begin: well enough for English prose, and never inside a title, an initial or `e.g.`."""

import re

_BREAK = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*([\w￼]))")
_WORD_BEFORE = re.compile(r"[\w.]+$")
_ABBREVIATIONS = frozenset(
    ["approx", "ca", "cf", "dr", "e.g", "i.e", "jr", "mr", "mrs", "ms", "mx", "prof", "rev", "sr", "st", "vs"]
)


def sentence_starts(text: str) -> list[int]:
    """Return the offsets at which sentences begin, 0 first."""
    return [0, *(match.end() for match in _BREAK.finditer(text) if not match[1].islower() and not _shortened(match))]


def _shortened(match: re.Match[str]) -> bool:
    """Whether the full stop only shortens a word: a title, an initial, `e.g.`."""
    before = _WORD_BEFORE.search(match.string, max(0, match.start() - 12), match.start())
    if before is None or not before[0].endswith("."):
        return False
    word = before[0].rstrip(".").lower()
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i")
