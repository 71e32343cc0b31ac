"""Months, days and times as people write them."""

import re
from unicodedata import normalize

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GERMAN_OR_FRENCH = {
    "märz": "mar",
    "mai": "may",
    "okt": "oct",
    "oktober": "oct",
    "dez": "dec",
    "dezember": "dec",
    "février": "feb",
    "avril": "apr",
    "juin": "jun",
    "juillet": "jul",
    "août": "aug",
    "décembre": "dec",
}
"""Those that do not begin as in English, each with its English name."""
_IN_WORDS = re.compile(
    r"(?:[a-z]{2,9},?\s+)?(?:(?:the\s+)?(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?(?:\s+of)?[\s-]+)?"
    r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
    r"(?:\s+(?P<american>[0-9]{1,2})(?:st|nd|rd|th)?)?,?[\s-]+(?P<year>[0-9]{4})"
    r"(?:(?:,|\s+at)?\s+[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2})?(?:\s*[ap]\.?m\.?)?)?"
)
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[-/. ](?P<month>[0-9]{1,2})(?:[-/. ](?P<day>[0-9]{1,2}))?(?:[t ].*)?")
_WITHOUT_SIGNS = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})?(?:[t ].*)?")
_DAY_FIRST = re.compile(r"(?:(?P<day>[0-9]{1,2})[-/. ]+)?(?P<month>[0-9]{1,2})[-/. ]+(?P<year>[0-9]{4})")
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.h]?(?P<minute>[0-9]{2}))?(?::[0-9]{2})?\s*(?:(?P<half>[ap])\.?m\.?)?")
_FIRST_YEAR = "0001"
_MORNING = 8
"""The first hour that means the morning when written as one digit."""
_NAMED_LAST = re.compile(r"(?P<year>[0-9]{4})[-/ ](?P<name>[a-z]{3,9})")


_WITHOUT_YEAR = re.compile(
    r"(?:[a-z]{2,9},?\s+)?(?:(?:the\s+)?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+)?"
    r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
    r"(?:\s+(?P<american>[0-9]{1,2})(?:st|nd|rd|th)?)?"
)
_IN_WORDS_OF_THE_CLOCK = re.compile(
    r"(?:(?P<half>half)\s+(?:past\s+)?)?(?P<hour>[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?:\s*o\W?\s?clock)?(?:\s+in\s+the\s+(?P<part>morning|afternoon|evening)|\s+at\s+(?P<night>night))?"
)
_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def month_in(text: str) -> str:
    """The month, YYYY-MM, that a date in another form names; empty if it is not certain which."""
    year, month, _ = _parts(text)
    return f"{year}-{month:02d}" if year >= _FIRST_YEAR and 1 <= month <= 12 else ""


def day_in(text: str) -> str:
    """The day, YYYY-MM-DD, that a date in another form names; empty if it is not certain which."""
    year, month, day = _parts(text)
    return f"{year}-{month:02d}-{day:02d}" if year >= _FIRST_YEAR and 1 <= month <= 12 and 1 <= day <= 31 else ""


def without_year(text: str) -> str:
    """The month and the day, MM-DD, or only the month, of a date that names no year; empty for any other text."""
    match = _WITHOUT_YEAR.fullmatch(text.strip().lower().rstrip(".,"))
    if match is None:
        return ""
    day = int(match["day"] or match["american"] or 0)
    return f"{_NAMES.index(match['name']) + 1:02d}" + (f"-{day:02d}" if 1 <= day <= 31 else "")


def times_in(text: str) -> list[str]:
    """The times, HH:MM, that a text may mean: one if it is certain, and two if it may be morning or evening."""
    if time := time_in(text):
        return [time]
    small = text.strip().lower()
    if small in ("noon", "midday", "midnight"):
        return ["00:00" if small == "midnight" else "12:00"]
    match = _IN_WORDS_OF_THE_CLOCK.fullmatch(small)
    if match is None and (plain := _TIME.fullmatch(small)) and plain["minute"]:
        hour, minute = int(plain["hour"]), plain["minute"]
    elif match is not None:
        hour = _HOURS.index(match["hour"]) + 1 if match["hour"] in _HOURS else int(match["hour"])
        minute = "30" if match["half"] else "00"
    else:
        return []
    if not 1 <= hour <= 12 or int(minute) > 59:
        return []
    part = match and (match["part"] or match["night"])
    morning, evening = f"{hour % 12:02d}:{minute}", f"{hour % 12 + 12:02d}:{minute}"
    if part:
        return [morning if part == "morning" else evening]
    return [f"{hour:02d}:{minute}"] if hour >= _MORNING else [morning, evening]


def time_in(text: str) -> str:
    """The time, HH:MM, that is given in another form, such as `2pm` or `18.30`; empty if it is not certain which.
    Nobody can tell whether a bare `6.30` is in the morning."""
    match = _TIME.fullmatch(text.strip().lower())
    if match is None:
        return ""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if half := match["half"]:
        is_certain = 1 <= hour <= 12
        hour = hour % 12 + (12 if half == "p" else 0)
    else:
        is_certain = match["minute"] is not None and (len(match["hour"]) == 2 or hour >= _MORNING)
    return f"{hour:02d}:{minute:02d}" if is_certain and hour < 24 and minute < 60 else ""


def _parts(text: str) -> tuple[str, int, int]:
    """Year, month and day. If both are numbers the day comes first, as in Britain, unless it cannot be one."""
    text = re.sub("[\u2010-\u2015\u2212]", "-", normalize("NFKC", text).strip().lower())
    text = re.sub(r"\w+", lambda word: _GERMAN_OR_FRENCH.get(word[0], word[0]), text)
    text = re.sub(r"(?<=[a-z])\s*['’](?=[0-9]{2}$)", " 20", text)
    if match := _IN_WORDS.fullmatch(text):
        return match["year"], _NAMES.index(match["name"]) + 1, int(match["day"] or match["american"] or 0)
    if match := _YEAR_FIRST.fullmatch(text) or _WITHOUT_SIGNS.fullmatch(text):
        return match["year"], int(match["month"]), int(match["day"] or 0)
    if (match := _NAMED_LAST.fullmatch(text)) and match["name"][:3] in _NAMES:
        return match["year"], _NAMES.index(match["name"][:3]) + 1, 0
    if match := _DAY_FIRST.fullmatch(text):
        day, month = int(match["day"] or 0), int(match["month"])
        return match["year"], *((day, month) if month > 12 else (month, day))
    return "", 0, 0
