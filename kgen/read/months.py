"""Months, days and times as people write them."""

import re
from unicodedata import combining, normalize

from kgen.letters import PLAIN

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_OTHER_LANGUAGES = (
    "styczen stycznia styczniu sty enero gennaio ionawr".split(),
    "luty lutego lutym lut fevrier fevereiro chwefror".split(),
    "maart".split(),
    "kwiecien kwietnia kwietniu kwi avril abril ebrill".split(),
    "maj maja maju mai mei maggio maio".split(),
    "czerwiec czerwca czerwcu cze juin giugno mehefin".split(),
    "lipiec lipca lipcu lip juillet luglio gorffennaf".split(),
    "sierpien sierpnia sierpniu sie aout agosto awst".split(),
    "wrzesien wrzesnia wrzesniu wrz settembre setembro medi".split(),
    "pazdziernik pazdziernika pazdzierniku paz okt oktober ottobre outubro hydref".split(),
    "listopad listopada listopadzie lis tachwedd".split(),
    "grudzien grudnia grudniu gru dez dezember dezembro diciembre dicembre rhagfyr".split(),
)
"""The months in Polish, German, Dutch, French, Spanish, Italian, Portuguese and Welsh, without accents; those are left
out that begin as in English."""
_ENGLISH = {word: name for name, words in zip(_NAMES, _IN_OTHER_LANGUAGES, strict=True) for word in words}
_ROMAN = dict(zip("i ii iii iv v vi vii viii ix x xi xii".split(), _NAMES, strict=True))
_IN_ROMAN = re.compile(r"(?:[0-9]{1,2}[. -]+)?(?P<numeral>[ivx]+)[. /-]+[0-9]{4}")
_SHORT_YEAR = re.compile(r"(?<=[a-z])(?:\s*['’]|[-/])(?P<year>[0-9]{2})$")
"""`Sep '26`, and `Sep-26` as spreadsheets have it."""
_IN_WORDS = re.compile(
    r"(?:[a-z]{2,9},?\s+)?(?:(?:the\s+)?(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?(?:\s+(?:of|de))?[\s-]+)?"
    r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7}\.?"
    r"(?:\s+(?P<american>[0-9]{1,2})(?:st|nd|rd|th)?)?(?:\s+(?:of|de))?,?[\s-]+(?P<year>[0-9]{4})(?:\s*r(?:oku)?)?"
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
    r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7}\.?"
    r"(?:[\s-]+(?P<american>[0-9]{1,2})(?:st|nd|rd|th)?)?"
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
    match = _WITHOUT_YEAR.fullmatch(_in_english(text).rstrip(".,"))
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


def _in_english(text: str) -> str:
    """A date in small letters without accents, its hyphens plain and its month as English has it."""
    text = normalize("NFD", normalize("NFKC", text).strip().lower().translate(PLAIN))
    text = re.sub("[\u2010-\u2015\u2212]", "-", "".join(sign for sign in text if not combining(sign)))
    if roman := _IN_ROMAN.fullmatch(text):
        text = text.replace(roman["numeral"], _ROMAN.get(roman["numeral"], roman["numeral"])).replace(".", " ")
    return re.sub(r"\w+", lambda word: _ENGLISH.get(word[0], word[0]), text)


def _parts(text: str) -> tuple[str, int, int]:
    """Year, month and day. If both are numbers the day comes first, as in Britain, unless it cannot be one."""
    text = _in_english(text)
    text = _SHORT_YEAR.sub(lambda found: f" {19 if found['year'] > '49' else 20}{found['year']}", text)
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
