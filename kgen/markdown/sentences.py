"""Where sentences begin: well enough for most prose, and never inside a title, an initial or `e.g.`."""

import re

_BREAK = re.compile(
    r"[.!?…؟۔।॥](?:[\"'”’“‘)\]«‹]|[\u00a0\u202f ]?[»›])*\s+(?=[\"'“‘„‚«»‹›(\[¿¡]*[\u00a0\u202f]?([\w\x1a]))"
    r"|[。！？｡](?:[”’）」』】》]+(?=[\s“‘（「『【《]))?\s*(?=[“‘（「『【《]*([\w\x1a]))"
)
"""French puts a space within its quotation marks. Chinese and Japanese put none after a full stop, and a sentence may
go on behind what somebody says in it: 「はい。」と言った。"""
_WORD_BEFORE = re.compile(r"[\w.]+\Z")
_ABBREVIATIONS = frozenset(
    "approx ca cf dr e.g i.e jr mr mrs ms mx prof rev sr st vs"
    " bspw bzw d.h evtl ggf inkl nr tel u.a vgl z.b mm mme mlle p.ex dra sra srta sig godz m.in np tj tzw ul św örn"
    " вул им ім напр ул".split()
)
"""In English; in German, French, Spanish, Italian, Polish, Turkish, Russian and Ukrainian."""
_MONTH = re.compile("(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\\b")
"""What follows the number of a day in German: `am 3. Oktober`."""


def sentence_starts(text: str) -> list[int]:
    """Return the offsets at which sentences begin, 0 first."""
    ends = (match for match in _BREAK.finditer(text) if not (match[1] or match[2]).islower())
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
        if word.isdecimal() and len(word) < 3:
            return _MONTH.match(text, match.end()) is not None
    word = word.lower()
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i")
