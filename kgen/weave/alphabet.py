"""Names in the order of their letters, whatever marks are on these, and each with the letter it is found under."""

import re
import unicodedata

OTHERS = "…"
"""The heading for names that begin with none of the letters that have capitals."""
_NUMBER = re.compile(r"\d+")
_BEHIND = "\uffff"
_PAIRS = "łl øo đd ðd ħh ŧt ґг ђд єе ѕз іи ји љл њн ћт ўу џч"
_PLACES = str.maketrans(
    {**{pair[0]: f"{pair[1]}{_BEHIND}" for pair in _PAIRS.split()}, "ı": "i", "æ": "ae", "œ": "oe", "þ": f"t{_BEHIND}"}
)
"""For letters that Unicode does not take apart, and whose numbers there say nothing of their place: Ł is behind L."""


def place_in_alphabet(name: str) -> tuple[bool, str]:
    """A key to sort names by: `Éva` is between `Esther` and `Ewan`, `Year 9` before `Year 10`, and what begins with no
    letter is at the end."""
    plain = _NUMBER.sub(lambda number: number[0].zfill(12), _plain(name))
    return letter_of(name) == OTHERS, plain.casefold().translate(_PLACES)


def letter_of(name: str) -> str:
    """`É` is found under `E`; scripts without capitals, some of which have thousands of characters, under one
    character."""
    first = _plain(name)[:1].upper()[:1]
    return first if first.isalpha() and first != first.lower() else OTHERS


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.strip()[:200])
    return "".join(each for each in letters if not unicodedata.combining(each)).lstrip("\"'“‘«(. ")
