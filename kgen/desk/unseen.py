"""Characters that cannot be seen, or pass for others, made visible in what stewards read.

Sources: Unicode 15, Default_Ignorable_Code_Point (UAX 44); UTS 39, section 5 (mixed scripts).
"""

import re
import unicodedata
from itertools import groupby

_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_LOOKALIKES = "\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"
"""Letters of scripts, and styles of letters, some of which look like Latin ones."""
_RUN = re.compile(f"[{_UNSEEN}]+")
_MIXED = re.compile(rf"[^\W\d_]*(?:[A-Za-z][{_LOOKALIKES}]|[{_LOOKALIKES}][A-Za-z])[^\W\d_]*")
_LOOKALIKE = re.compile(f"[{_LOOKALIKES}]")
_ANY = re.compile(f"[{_UNSEEN}{_LOOKALIKES}]")
_PARTS = re.compile(r"(<(textarea|title|option)\b[^>]*>.*?</\2>|<[^>]*>)", re.DOTALL)
"""Tags, and elements that hold nothing but text, of HTML in which every < and > of a text is escaped."""
_JOINERS = "\u200c\u200d"
_MOST = 3
"""The most different characters of a run that are named."""


def with_unseen(html: str) -> str:
    """A page of the desk that shows where its texts hold such a character, by its number. Text to be edited, and
    attributes, stay as they are."""
    if not _ANY.search(html):
        return html
    parts = _PARTS.split(html)
    return "".join(
        _marked(part) if number % 3 == 0 else part or "" for number, part in enumerate(parts) if number % 3 < 2
    )


def _marked(text: str) -> str:
    if not _ANY.search(text):
        return text
    text = _MIXED.sub(
        lambda word: _LOOKALIKE.sub(lambda letter: f"{letter[0]}{_mark(_code(letter[0]))}", word[0]), text
    )
    return _RUN.sub(_named, text)


def _named(run: re.Match[str]) -> str:
    text, before = run.string, run.string[: run.start()][-1:]
    if _belongs(before, run[0], text[run.end() : run.end() + 1]):
        return run[0]
    groups = [(letter, len([*same])) for letter, same in groupby(run[0])]
    names = [f"{_code(letter)}{f' × {count}' if count > 1 else ''}" for letter, count in groups]
    return _mark(f"{' '.join(names[:_MOST])}{f' and {len(names) - _MOST} more' if len(names) > _MOST else ''}")


def _belongs(before: str, run: str, after: str) -> bool:
    """Whether characters belong to the letters or pictures around them, as in Persian words and families of emoji."""
    kinds = [unicodedata.category(each) if each else "" for each in (before, after)]
    if len(run) <= 2 and all("\ufe0e" <= each <= "\ufe0f" or each in _JOINERS for each in run):
        is_shown = kinds[0] in ("So", "Sm", "Sk", "Lo", "Mn", "Mc", "Po")
        return (is_shown and (run[-1] not in _JOINERS or kinds[1] in ("So", "Lo", "Sm"))) or after == "\u20e3"
    return False


def _code(letter: str) -> str:
    return f"U+{ord(letter):04X}"


def _mark(words: str) -> str:
    return f'<span class="unseen">{words}</span>'
