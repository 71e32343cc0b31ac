"""The digits of a number, in figures or in words, and whether it only counts something."""

import re

from kgen.safeguarding.expressions import expanded


def digits_of(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def groups_of(text: str) -> list[int]:
    """How many digits are together: [3, 3, 4] for 123 456 7890."""
    return [len(group) for group in re.findall("[0-9]+", text)]


_SPOKEN = re.compile(expanded("{{spoken}}"), re.ASCII | re.IGNORECASE)
_COUNTS = [
    "zero|oh|nought|naught|o one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen",
    "twenty thirty forty|fourty fifty sixty seventy eighty ninety",
]
_VALUES = {
    word: first + value * step
    for words, first, step in zip(_COUNTS, (0, 20), (1, 10), strict=True)
    for value, forms in enumerate(words.split())
    for word in forms.split("|")
}
_TIMES = {"double": 2, "treble": 3, "triple": 3}


def _figures(said: str) -> str:
    """The digits of `seven`, `double two`, `eighty-two` or `four hundred and eighty-two`."""
    first, *rest = re.split("[ -]", said)
    if first in _TIMES:
        return _figures(rest[0]) * _TIMES[first]
    value = int(first) if first.isdigit() else _VALUES[first]
    if rest[:1] == ["hundred"]:
        value *= 100
    return str(value + sum(_VALUES.get(word, 0) for word in rest))


def spoken_digits(match: re.Match[str]) -> str:
    """The digits of a spoken number; empty if no word is in it."""
    text = match.group().lower()
    if not any(letter.isalpha() for letter in text):
        return ""
    return "".join(_figures(said.group()) for said in _SPOKEN.finditer(text))


_COUNTED = re.compile(expanded("{{counted}}"), re.I)


def is_amount(match: re.Match[str]) -> bool:
    """Whether what comes behind a number shows that it counts something: `12345 people`, `20% of`."""
    return _COUNTED.match(match.string[match.end() : match.end() + 24]) is not None
