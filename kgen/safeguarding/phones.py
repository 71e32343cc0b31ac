"""What a phone number has to be besides its pattern: one that can be dialled, and not one kept free for drama.

A pattern of safeguarding.json names one of these functions as its `check`; see kgen.safeguarding.validators.
"""

import re

from kgen.safeguarding.digits import digits_of, groups_of, is_amount, spoken_digits
from kgen.safeguarding.expressions import DATA, expanded

_NATIONAL = [re.compile(pattern, re.ASCII) for pattern in DATA["phone"]["national"]]
_DRAMA = [re.compile(pattern, re.ASCII) for pattern in DATA["phone"]["drama"]]
_BETWEEN_PARTS = re.compile(expanded("{{tag}}|{{and-then}}"), re.ASCII | re.IGNORECASE)
"""What comes between the parts of a number and is not part of it: `<b>`, where a link leads, `, then`."""
_A_DATE_FIRST = re.compile(r"\d{2}[ .\-]\d{2}[ .\-](?:19|20)\d{2}")


def uk_phone(match: re.Match[str]) -> str:
    text = _BETWEEN_PARTS.sub("", match.group())
    if any(letter in "oOlLiI" for letter in text):
        if len(digits_of(text)) < 6:
            return ""
        text = text.translate(_FIGURE_OF)
    number = digits_of(text).removeprefix("00").removeprefix("0" if text[0] in "(0" else "")
    number = number.removeprefix("44") if text.startswith(("+", "00", "44")) else number
    groups = groups_of(text)
    if text.startswith("44") and len(groups) > 1 and groups[0] not in (2, 5, 6):
        return ""
    is_list = _LISTED.match(text) and not (2 <= len(groups) <= 4 and groups[0] >= 3 and min(groups) >= 2)
    return "" if is_list or _A_DATE_FIRST.match(text) else _national(number.removeprefix("0"))


def _national(number: str) -> str:
    """A United Kingdom number without its first 0; empty if it is not one, or is reserved for drama."""
    if not any(pattern.fullmatch(number) for pattern in _NATIONAL):
        return ""
    return "" if any(pattern.fullmatch(number) for pattern in _DRAMA) else number


_FIGURE_OF = str.maketrans("oOlLiI", "001111")


def parted_phone(match: re.Match[str]) -> str:
    """Not with two times of day in it: `07911: 123456`, `0161 and 234 5678`, `tel07911123456`."""
    digits = re.sub("^(?:0044|44)?0?", "", digits_of(next(filter(None, match.groups()), match.group())))
    return "" if groups_of(match.group())[:2] == [4, 4] else _national(digits)


_LISTED = re.compile(r"(?!0(, ?|[/|])7(?:\1[0-9]){9}).*?[,/|]")
"""What holds more often a list or a date than a number, unless each digit of a mobile number is set apart."""


def spoken_phone(match: re.Match[str]) -> str:
    return _national(spoken_digits(match).removeprefix("44" if match.group()[0] in "pP" else "0"))


def local_phone(match: re.Match[str]) -> str:
    """Not an amount of something, nor two years. A short code that messages are sent to is not a person's number."""
    text = match.group()
    groups, digits = groups_of(text), digits_of(text)
    if is_amount(match) or (len(groups) == 2 and len(groups) * 4 == len(digits) and text[:2] in ("19", "20")):
        return ""
    before = match.string[max(0, match.start() - 60) : match.start()].lower()
    is_short_code = "text" in before and (len(digits) == 5 or before.endswith(" to "))
    return "" if is_short_code else digits


def irish_phone(match: re.Match[str]) -> str:
    """The same with and without the prefix of the country: `+353 87 123 4567`, `087 123 4567`."""
    return re.sub("^(?:00)?353|^0", "", digits_of(match.group()))


def abroad(match: re.Match[str]) -> str:
    digits = digits_of(match.group())
    return "" if digits.startswith("44") else digits
