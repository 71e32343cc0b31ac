"""Finds in a text what safeguarding.json describes: numbers, addresses and other details of people.

The JSON file says what is looked for, and how this module reads it. A program in JavaScript can read it the same way.
"""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from kgen.model import Position
from kgen.safeguarding.prefilter import Prefilter

DATA: dict[str, Any] = json.loads((Path(__file__).parent / "safeguarding.json").read_text(encoding="utf-8"))
WORDS: dict[str, list[str]] = DATA["words"]

APART: dict[str, list[str]] = {kind: found for kind, found in DATA["apart"].items() if kind != "about"}
"""Stretches of a text that most rules skip, by name: code, and addresses of all kinds."""

Validator = Callable[[re.Match[str]], str]
"""Looks at a match. Returns what two mentions of the same thing share, such as the digits alone; nothing to refuse."""


Level = Literal["block", "warn", "info"]
"""What a finding does to a story: it keeps it back, or is pointed out as a warning or as advice."""
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Near:
    words: str
    before: int
    behind: int


@dataclass(frozen=True, eq=False)
class Pattern:
    """One regular expression, as safeguarding.json has it, and what must hold around a match."""

    raw: Mapping[str, Any]
    whole: bool
    near: Near | None
    far: Near | None
    skips: frozenset[str]
    after: frozenset[str]
    linking: frozenset[str]
    among: frozenset[str]
    validator: Validator | None

    @cached_property
    def find(self) -> re.Pattern[str]:
        return compiled(self.raw["find"], self._flags)

    @cached_property
    def hint(self) -> re.Pattern[str] | None:
        return compiled(self.raw["hint"], self._flags) if "hint" in self.raw else None

    @cached_property
    def phrases(self) -> re.Pattern[str] | None:
        return re.compile("|".join(map(re.escape, self.raw["has"]))) if "has" in self.raw else None

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return compiled(f"(?:{self.raw['unless']})$", "i") if "unless" in self.raw else None

    @cached_property
    def behind(self) -> re.Pattern[str] | None:
        return (
            compiled(f"(?:(?<![A-Za-z])|(?![A-Za-z]))(?:{self.raw['behind']})", "i") if "behind" in self.raw else None
        )

    def next_match(self, text: str, start: int, end: int) -> re.Match[str] | None:
        if self.behind is None:
            return self.find.search(text, start, end)
        while before := self.behind.search(text, start, end):
            if match := self.find.match(text, before.end(), end):
                return match
            start = before.start() + 1
        return None

    @property
    def _flags(self) -> str:
        return str(self.raw.get("flags", ""))

    @property
    def asks_for(self) -> list[str]:
        """Regular expressions all of which match wherever this pattern finds something."""
        letters = "A-Za-zÀ-ÖØ-öø-ÿ"
        never_beside = "0-9A-Za-z" if self.whole else ""
        unless = _ONE_OF.fullmatch(self.raw.get("unless", ""))
        before = _beside("^", never_beside + (unless[1] if unless else ""))
        behind = _beside("$", never_beside)
        if self.after:
            linking = f"(?:[^{letters}]+(?:{'|'.join(sorted(self.linking))}))*" if self.linking else ""
            before = f"(?:^|[^{letters}]){_one_of(self.after)}{linking}[^{letters}]*"
        if self.behind:
            before = f"(?i:{expanded(self.raw['behind'])})"
        asked = [f"{before}(?{self._flags}:{expanded(self.raw['find'])}){behind}"]
        if self.among:
            asked.append(f"{before}{_one_of(self.among)}{behind}")
        if self.near:
            asked.append(f"(?i:{expanded(self.near.words)})")
        return asked


_ONE_OF = re.compile(r"\[((?:\\.|[^\]\\])+)\]")
"""An expression that matches one character out of several."""


def _beside(edge: str, never: str) -> str:
    """What may stand before (`^`) or behind (`$`) a match beside which some characters never stand."""
    return f"(?:{edge}|[^{never}])" if never else ""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A kind of detail. `rank` is its place in the file: of two equally serious rules the first is the more exact."""

    id: str
    finds: str
    rank: int
    patterns: tuple[Pattern, ...]
    level: Level = "warn"
    kinds: tuple[str, ...] = ()
    """The kinds of entry it is for; none means all."""
    mend: str = ""

    @property
    def blocks(self) -> bool:
        return self.level == "block"


@dataclass(frozen=True, slots=True)
class Hit:
    """A match of a rule, by its offsets in `NormalisedText.plain`."""

    rule: Rule
    start: int
    end: int
    key: str


# --- reading safeguarding.json


def expanded(pattern: str) -> str:
    for name, text in DATA["parts"].items():
        pattern = pattern.replace("{{" + name + "}}", text)
    for name, words in WORDS.items():
        if "{{" + name + "}}" in pattern:
            pattern = pattern.replace("{{" + name + "}}", "|".join(word.replace(".", "\\.") for word in words))
    return expanded(pattern) if "{{" in pattern else pattern


@cache
def compiled(pattern: str, flags: str = "") -> re.Pattern[str]:
    """Compile a pattern of safeguarding.json. Its only flag is i."""
    return re.compile(expanded(pattern), re.ASCII | (re.IGNORECASE if "i" in flags else 0))


def _pattern(raw: Mapping[str, Any], skips: Iterable[str]) -> Pattern:
    return Pattern(
        raw=raw,
        whole=raw.get("whole", False),
        near=_near(raw.get("near")),
        far=_near(raw.get("far")),
        skips=frozenset(raw.get("skips", skips)),
        after=_word_set(raw.get("after")),
        linking=frozenset(DATA["linking"].get(raw.get("after"), ())),
        among=_word_set(raw.get("in")),
        validator=VALIDATORS[raw["check"]] if "check" in raw else None,
    )


def _near(raw: Mapping[str, Any] | None) -> Near | None:
    return Near("{{" + raw["words"] + "}}", raw["before"], raw["behind"]) if raw else None


def _one_of(words: Iterable[str]) -> str:
    return f"(?i:{'|'.join(sorted(map(re.escape, words)))})"


@cache
def _any_word(words: str) -> re.Pattern[str]:
    return compiled(f"(?<![A-Za-z])(?:{words})(?![A-Za-z])", "i")


@lru_cache
def _word_set(name: str | None) -> frozenset[str]:
    return frozenset(word.casefold() for word in WORDS[name]) if name else frozenset()


def _rule(raw: Mapping[str, Any], rank: int) -> Rule:
    return Rule(
        id=raw["id"],
        finds=raw["finds"],
        rank=rank,
        patterns=tuple(_pattern(each, raw.get("skips", APART)) for each in raw.get("patterns", ())),
        level=raw.get("severity", "warn"),
        kinds=tuple(raw.get("kinds", ())),
        mend=raw.get("mend", ""),
    )


# --- normalising


@dataclass
class NormalisedText:
    """A text, and the same text as it is searched: `plain`."""

    written: str
    plain: str = field(init=False)

    def __post_init__(self) -> None:
        self.plain = _TOKEN.sub(_plain_match, self.written)

    @cached_property
    def lower(self) -> str:
        return self.plain.lower()

    @cached_property
    def _shifts(self) -> tuple[list[int], list[int]]:
        """From where on, in the plain text, offsets are how much smaller than in the written one."""
        starts, shifts, shift = [0], [0], 0
        for token in _TOKEN.finditer(self.written):
            if change := len(token.group()) - len(_plain_match(token)):
                shift += change
                starts.append(token.end() - shift)
                shifts.append(shift)
        return starts, shifts

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.written))]

    def is_apart(self, start: int, end: int, kinds: frozenset[str]) -> bool:
        """Whether a match lies within code or an address (DATA["apart"])."""
        return any(
            first <= start and end <= last for kind in kinds for first, last in self._stretches(kind, start, end)
        )

    def _stretches(self, kind: str, start: int, end: int) -> list[tuple[int, int]]:
        if kind == "code":
            return self._code
        # No address goes on in another line.
        first, last = self.plain.rfind("\n", 0, start) + 1, self.plain.find("\n", end)
        if first not in self._addresses:
            self._addresses[first] = self._found(kind, first, len(self.plain) if last < 0 else last)
        return self._addresses[first]

    @cached_property
    def _addresses(self) -> dict[int, list[tuple[int, int]]]:
        return {}

    @cached_property
    def _code(self) -> list[tuple[int, int]]:
        return self._found("code", 0, len(self.plain)) if "`" in self.plain or "~~~" in self.plain else []

    def _found(self, kind: str, start: int, end: int) -> list[tuple[int, int]]:
        found = (compiled(pattern, "i").finditer(self.plain, start, end) for pattern in APART[kind])
        return [match.span() for matches in found for match in matches]

    def position(self, offset: int) -> Position:
        """The line and the column, in the written text, of an offset in the plain one."""
        starts, shifts = self._shifts
        written = offset + shifts[bisect_right(starts, offset) - 1]
        line = bisect_right(self._line_starts, written)
        return Position(line, written - self._line_starts[line - 1] + 1)


@lru_cache(maxsize=4096)
def _plain(token: str) -> str:
    """What a token of the written text is searched as (DATA["normalise"])."""
    if token == "\t" or "\n" in token:
        return " "
    if token[0] == "*":
        return ""
    if token[0] == "\\" and len(token) > 1:
        return _plain(chr(int(token[2:], 16))) if len(token) > 2 else token[1]
    if token[0] == "%" and len(token) == 3:
        letter = chr(int(token[1:], 16))
        return letter if " " <= letter <= "~" else token
    if token[0] == "&" and len(token) > 1:
        return _plain_entity(token)
    return "".join(map(_plain_letter, unicodedata.normalize("NFKC", token)))


def _plain_match(match: re.Match[str]) -> str:
    return _plain(match.group())


def _plain_entity(token: str) -> str:
    name = token[1:].rstrip(";")
    if name[0] != "#":
        return str(DATA["normalise"]["entities"].get(name.lower(), token))
    number = _NUMBER.fullmatch(name)
    code = int(number[1], 16) if number and number[1] else int(number[2]) if number else 0
    return _plain(chr(code)) if 0 < code <= 0x10FFFF else token


_NUMBER = re.compile("#(?:[xX]([0-9A-Fa-f]{1,6})|([0-9]{1,7}))")


def _plain_letter(letter: str) -> str:
    if unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return ""
    return _LETTERS.get(letter, letter)


def _letters() -> Iterator[tuple[str, str]]:
    forms = DATA["normalise"]
    for signs, plain in ((forms["dashes"], "-"), (forms["spaces"], " "), (forms["apostrophes"], "'")):
        yield from ((letter, plain) for letter in signs)
    for digits in forms["digits"]:
        yield from ((digit, str(value)) for value, digit in enumerate(digits))


_LETTERS = dict(_letters())
_TOKEN = re.compile(DATA["normalise"]["tokens"])


# --- the functions that patterns name


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _groups(text: str) -> list[int]:
    """How many digits stand together: [3, 3, 4] for 123 456 7890."""
    return [len(group) for group in re.findall("[0-9]+", text)]


_NHS_RANGES = ((100_000_000, 3_112_999_999), (3_200_000_000, 4_999_999_999), (6_000_000_000, 7_999_999_999))


def _nhs(match: re.Match[str]) -> str:
    """Ten digits whose check digit is right, in a range that is issued, grouped as one number may be."""
    return _issued_nhs(_digits(match.group())) if _is_one_number(match.group()) else ""


def _issued_nhs(digits: str) -> str:
    """The digits of a number, nothing if they are none.

    Source: NHS Data Dictionary, "NHS number": modulus 11. The ranges are those of the package nhs-number.
    """
    if len(digits) != 10:
        return ""
    if 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11 != (int(digits[9]) or 11):
        return ""
    return digits if any(low <= int(digits) <= high for low, high in _NHS_RANGES) else ""


def _is_one_number(text: str) -> bool:
    """Whether ten digits are grouped as one number may be."""
    groups, digits = _groups(text), _digits(text)
    if groups == [3, 3, 4]:
        one, other = [re.sub("[()]", "", each) for each in re.findall("(?<=[0-9])[^0-9]+(?=[0-9])", text)]
        return one == other
    if groups == [10] or len(groups) == 10:
        return True
    between = set(re.findall("[^0-9A-Za-z]+", text))
    one_number = len(groups) <= 5 and len(between) == 1 and "." not in between.pop()
    begins_with_year = groups[0] == 4 and digits[:2] in ("19", "20")
    likely = (1 not in groups and groups[:2] != [2, 2]) or groups in ([1, 3, 3, 3], [2, 2, 2, 2, 2])
    return one_number and likely and not begins_with_year


_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ0123456789"


def _upn(match: re.Match[str]) -> str:
    """Source: Department for Education, "Unique pupil numbers", how the check letter is worked out."""
    number = re.sub("[^0-9A-Z]", "", match.group().upper())
    total = sum(place * _UPN_LETTERS.index(letter) for place, letter in enumerate(number[1:], 2))
    return number if _UPN_LETTERS[total % 23] == number[0] else ""


def _ni(match: re.Match[str]) -> str:
    """Source: HM Revenue and Customs, National Insurance Manual NIM39110."""
    text = match.group()
    number = re.sub("[^0-9A-Z]", "", text.upper())
    if set(number[:2]) & set("DFIQUV") or number[1] == "O" or number[:2] in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"):
        return ""
    if not text[1].isalpha():
        return number if text == text.upper() else ""
    in_words = text[:2] != text[:2].upper() and not (text[2].isdigit() and text[-2].isdigit())
    return "" if in_words and _groups(text) != [2, 2, 2] else number


def _email(match: re.Match[str]) -> str:
    ending = match.group().rpartition(".")[2].lower()
    is_repository = match.string[match.end() : match.end() + 1] == ":" and match.group().startswith("git@")
    address = match.group().lower()
    return "" if ending in WORDS["file-ending"] or is_repository or _is_public_mailbox(address) else address


def is_role_mailbox(address: str) -> bool:
    """Whether a mail address in small letters is that of a role: `safeguarding-lead@...`, not `anna.quill@...`."""
    words = re.split(r"[._+\-0-9]+", address.partition("@")[0])
    return any(words) and _word_set("role-word").issuperset(filter(None, words))


def _is_public_mailbox(address: str) -> bool:
    return is_role_mailbox(address) and is_below(address.rpartition("@")[2], WORDS["public-host"])


def is_below(host: str, domains: Iterable[str]) -> bool:
    """Whether a host is one of some domains, or lies below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _role_mailbox(match: re.Match[str]) -> str:
    address = match.group().lower()
    return address if _is_public_mailbox(address) else ""


def _handle(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    name = match.group()[1:].lower()
    return "" if before.isalnum() or before in set("._%+-@") or name in WORDS["at-word"] else name


def _profile(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 8) : match.start()].lower()
    is_other_site = before[-1:].isalnum() or before[-1:] == "-"
    is_part_of_site = before.endswith(".") and not before.endswith(("www.", "m.", "mobile.", "uk."))
    first = match.group().lower().split("/")[1]
    return "" if is_other_site or is_part_of_site or first in WORDS["not-profile"] else match.group().lower()


_NATIONAL = [re.compile(pattern, re.ASCII) for pattern in DATA["phone"]["national"]]
_DRAMA = [re.compile(pattern, re.ASCII) for pattern in DATA["phone"]["drama"]]
_A_DATE_FIRST = re.compile(r"\d{2}[ .\-]\d{2}[ .\-](?:19|20)\d{2}")


def _uk_phone(match: re.Match[str]) -> str:
    text = match.group()
    if any(letter in "oO" for letter in text):
        if sum(letter.isdigit() for letter in text) < 6:
            return ""
        text = text.replace("o", "0").replace("O", "0")
    number = _digits(text).removeprefix("00").removeprefix("0" if text[0] in "(0" else "")
    number = number.removeprefix("44") if _is_abroad_form(text) else number
    if text.startswith("44") and len(_groups(text)) > 1 and _groups(text)[0] not in (2, 5, 6):
        return ""
    if _A_DATE_FIRST.match(text) or (_BETWEEN_LISTED.search(text) and not _is_listed_phone(_groups(text))):
        return ""
    return _national(number.removeprefix("0"))


def _national(number: str) -> str:
    """A number of the United Kingdom without its first 0; nothing if it is none, or is kept free for drama."""
    if not any(pattern.fullmatch(number) for pattern in _NATIONAL):
        return ""
    return "" if any(pattern.fullmatch(number) for pattern in _DRAMA) else number


_BETWEEN_LISTED = re.compile("[,/|]")
"""What stands between the items of a list, or the parts of a date, more often than inside a number."""


def _is_listed_phone(groups: list[int]) -> bool:
    return 2 <= len(groups) <= 4 and groups[0] >= 3 and min(groups) >= 2


_SPOKEN = re.compile(
    "(?:(double|treble|triple)[ -])?(zero|oh|nought|naught|one|two|three|four|five|six|seven|eight|nine|o|[0-9])", re.I
)
_DIGIT_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TIMES = {"double": 2, "treble": 3, "triple": 3}


def _spoken(match: re.Match[str]) -> str:
    """The digits of a number that is spoken, nothing where no word is in it."""
    text = match.group().lower()
    if not any(letter.isalpha() for letter in text):
        return ""
    return "".join(_digit(word) * _TIMES.get(times, 1) for times, word in _SPOKEN.findall(text))


def _digit(word: str) -> str:
    return word if word.isdigit() else str(_DIGIT_WORDS.index(word)) if word in _DIGIT_WORDS else "0"


def _spoken_phone(match: re.Match[str]) -> str:
    return _national(_spoken(match).removeprefix("0"))


def _spoken_nhs(match: re.Match[str]) -> str:
    return _issued_nhs(_spoken(match))


_COUNTED = re.compile(expanded("{{counted}}"), re.I)


def _local_phone(match: re.Match[str]) -> str:
    """Not an amount of something, nor two years. A short code, that messages are sent to, is no number of a person."""
    text, behind = match.group(), match.string[match.end() : match.end() + 24]
    groups, digits = _groups(text), _digits(text)
    if _COUNTED.match(behind) or (len(groups) == 2 and len(groups) * 4 == len(digits) and text[:2] in ("19", "20")):
        return ""
    before = match.string[max(0, match.start() - 60) : match.start()].lower()
    is_short_code = "text" in before and (len(digits) == 5 or before.endswith(" to "))
    return "" if is_short_code else digits


def _is_abroad_form(text: str) -> bool:
    return text.startswith(("+", "00", "44"))


def _abroad(match: re.Match[str]) -> str:
    digits = _digits(match.group())
    return "" if digits.startswith("44") else digits


_HEX = frozenset("0123456789abcdef")


def _postcode(match: re.Match[str]) -> str:
    """An area that exists, and no ordinal (`B2 2nd floor`) or piece of hexadecimal code."""
    text = match.group()
    area, outward, gap, inward = match.groups()
    is_odd = bool(set(gap) - set(" -")) or len(gap) > 2
    is_ordinal = (inward.lower() if is_odd else inward) in ("st", "nd", "rd", "th")
    ends_in_letter = (
        outward[-1].isalpha() and outward[-1] not in "oO" and area.upper() not in WORDS["postcode-area-with-letters"]
    )
    around = match.string[max(0, match.start() - 1) : match.start()] + match.string[match.end() : match.end() + 1]
    is_code = not gap and text == text.lower() and (set(text) <= _HEX or bool(set(around) & set("-_/=.")))
    if area.upper() not in WORDS["postcode-area"] or is_ordinal or ends_in_letter or is_code:
        return ""
    if is_odd and text != text.upper():
        return ""
    return re.sub("[^0-9A-Z]", "", text.upper())


def _loose_postcode(match: re.Match[str]) -> str:
    """An area that exists, whatever stands between the signs."""
    area = re.sub("[^A-Z]", "", match[1].upper())
    return re.sub("[^0-9A-Z]", "", match.group().upper()) if area in WORDS["postcode-area"] else ""


def _outcode(match: re.Match[str]) -> str:
    found = re.search(r"([A-Z]{1,2})\d[A-Z\d]?(?![A-Za-z0-9])", match.group())
    return found.group() if found and found[1] in WORDS["postcode-area"] else ""


def _date(match: re.Match[str]) -> str:
    """A day and a month, in either order, with a year."""
    parts = [int(part) for part in re.findall("[0-9]+", match.group())]
    one, other = parts[1:] if parts[0] > 31 else parts[:2]
    possible = 1 <= min(one, other) <= 12 and 1 <= max(one, other) <= 31
    return match.group() if possible else ""


HISTORY_BEFORE = "1950"
"""Days before this year are told of as history; a date of birth counts all the same."""


def _known_day(match: re.Match[str]) -> str:
    """Not a day that everybody shares, such as 25 December, unless a year makes it one day; nor one of history."""
    day = re.search(r"\d{1,2}(?!\d)", match.group())
    month = re.search("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", match.group().lower())
    year = re.search(r"(?:19|20)\d{2}", match.group())
    if year and year.group() < HISTORY_BEFORE:
        return ""
    if day and month and not year and f"{int(day.group())} {month.group()}" in WORDS["known-day"]:
        return ""
    return _modern_day(match)


_OLD_YEAR = re.compile(
    ",? (?:in )?(?:the year )?"
    "(?:1[0-8][0-9]{2}(?![0-9])|(?:sixteen|seventeen|eighteen)[ -](?:hundred|oh|[a-z]{3,6}t(?:y|een)))",
    re.I,
)


def _modern_day(match: re.Match[str]) -> str:
    """Not a day before 1900, which is history."""
    return "" if _OLD_YEAR.match(match.string[match.end() : match.end() + 40]) else match.group().lower()


def _address(match: re.Match[str]) -> str:
    address = match.group().lower().replace(",", "")
    number = int(re.match("[0-9]+", address)[0])  # type: ignore[index]
    is_year = 1900 <= number <= 2099
    return "" if address in WORDS["known-address"] or is_year or not _is_street(match.group()) else address


def _is_street(address: str) -> bool:
    """`12 Church Road` and `12 Larkspur Court`, not `2 Family Court`."""
    *words, street = re.split("[ ,]+", address)[1:]
    return street in WORDS["core-street"] or bool(set(words) - set(WORDS["not-name"]))


def _address_in_words(match: re.Match[str]) -> str:
    address = re.sub("^[Nn](?:umber|o\\.?) ", "", match.group())
    return match.group().lower() if _is_street(address) else ""


def _street_name(match: re.Match[str]) -> str:
    name = match.group().lower()
    return "" if name in WORDS["known-street"] else name


def _pitch(match: re.Match[str]) -> str:
    """Where a caravan or boat lies, by a name of its own."""
    named = re.findall("[A-Z][A-Za-z'-]+", match.group())[match.group()[0].isupper() :]
    return match.group().lower() if set(named) - set(WORDS["not-name"]) else ""


def _plate(match: re.Match[str]) -> str:
    plate = match.group().upper().replace(" ", "")
    age = int(plate[2:4])
    return plate if (2 <= age <= 29 or 51 <= age <= 79) and plate[4:] not in WORDS["plate-ending"] else ""


def _old_plate(match: re.Match[str]) -> str:
    letters = re.findall("[A-Z]{3}", match.group())
    return "" if letters[0] in WORDS["plate-ending"] else match.group().replace(" ", "")


def _screen_name(match: re.Match[str]) -> str:
    """A word that only a name can be: a sign in it, or the end of a sentence behind it."""
    name = match.group().partition(" on ")[0].rstrip(".-")
    if len(name) < 3 or name.lower() in WORDS["not-screen-name"]:
        return ""
    is_last = match.string[match.start() + len(name) :][:1] in ("", "\n", ".", ",", ";", "!", ")", '"', "”")
    return name.lower() if re.search("[0-9_.#]", name) or (is_last and len(name) >= 5) else ""


def _driving_licence(match: re.Match[str]) -> str:
    """Source: Driver and Vehicle Licensing Agency, "Driver number": five signs of the surname, then the birthday."""
    number = re.sub("[^0-9A-Z]", "", match.group())
    return number if len(number) == 16 and re.match("[A-Z]+9*[0-9]{6}[A-Z9]", number) else ""


def _card(match: re.Match[str]) -> str:
    """Source: ISO/IEC 7812-1, annex B: the check digit of a card by the formula of Luhn."""
    digits = _digits(match.group())
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return digits if (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0 else ""


def _office_number(match: re.Match[str]) -> str:
    digits = _digits(match.group())
    is_amount = _COUNTED.match(match.string[match.end() : match.end() + 24])
    return re.sub("[^0-9A-Z]", "", match.group()) if len(digits) >= 5 and not is_amount else ""


def _organisation(match: re.Match[str]) -> str:
    """A name of its own stands before the kind of organisation: `Hillside Primary School`, not `The Primary School`."""
    before = match.string[max(0, match.start() - 60) : match.start()].rpartition("\n")[2]
    generic = _word_set("generic")
    for word in reversed(re.findall(r"[A-Za-z'\-]+ $|[A-Za-z'\-]+(?= )", before)):
        word = word.strip()
        if not word[0].isupper():
            return ""
        if word.casefold() not in generic:
            return str(word)
    return ""


def _own_name(match: re.Match[str]) -> str:
    """A word that is the name of a place or a house, as far as lists can tell: `Pinderfields`, not `Christmas`."""
    name = match[1] if match.re.groups else match.group()
    first = name.split()[0].removesuffix("'s").casefold()
    lists = ("not-name", "not-place", "neither", "generic", "title", "relation")
    is_unlikely = any(first in _word_set(each) for each in lists)
    return "" if is_unlikely or name.casefold() in WORDS["region"] else name


def _age(match: re.Match[str]) -> str:
    """`He is nine.`, not `she was one and the same` or `they were two.`: a number of people is no age."""
    text = match.group().lower()
    return "" if text.endswith((" one", " 0", " 1")) or (text.startswith("they") and len(text) < 11) else text


def _school_year(match: re.Match[str]) -> str:
    return "" if match.string[match.end() : match.end() + 1] in ("s", "'", "/") else match.group()


VALIDATORS: dict[str, Validator] = {
    "own-name": _own_name,
    "age": _age,
    "school-year": _school_year,
    "mod11-nhs": _nhs,
    "upn": _upn,
    "valid-ni": _ni,
    "role-mailbox": _role_mailbox,
    "email": _email,
    "handle": _handle,
    "profile": _profile,
    "spoken-nhs": _spoken_nhs,
    "spoken-phone": _spoken_phone,
    "local-phone": _local_phone,
    "loose-postcode": _loose_postcode,
    "uk-phone": _uk_phone,
    "abroad": _abroad,
    "postcode": _postcode,
    "outcode": _outcode,
    "date": _date,
    "known-day": _known_day,
    "address": _address,
    "plate": _plate,
    "old-plate": _old_plate,
    "modern-day": _modern_day,
    "address-in-words": _address_in_words,
    "street-name": _street_name,
    "pitch": _pitch,
    "screen-name": _screen_name,
    "driving-licence": _driving_licence,
    "card": _card,
    "office-number": _office_number,
    "organisation": _organisation,
}

RULES = tuple(_rule(raw, rank) for rank, raw in enumerate(DATA["rules"]))
DETAILS = tuple(_rule(raw, rank) for rank, raw in enumerate(DATA["budget"]["details"]))


# --- searching


def hits(normalised: NormalisedText, rules: tuple[Rule, ...]) -> list[Hit]:
    """Find all that the rules find, in order. Of hits that overlap only the most serious and most exact is left."""
    return without_overlaps(all_hits(normalised, rules))


def all_hits(normalised: NormalisedText, rules: tuple[Rule, ...]) -> list[Hit]:
    """Find all that the rules find, overlaps and all."""
    return [
        hit
        for rule, pattern in prefilter_of(rules).worth_trying(normalised.plain)
        for hit in _matches(rule, pattern, normalised)
    ]


def told(normalised: NormalisedText, rules: tuple[Rule, ...], details: tuple[Rule, ...]) -> tuple[list[Hit], set[str]]:
    """All that the rules find, overlaps and all; and the ids of the details of which there is any."""
    found: list[Hit] = []
    ids: set[str] = set()
    for rule, pattern in prefilter_of((*rules, *details)).worth_trying(normalised.plain):
        if rule not in details:
            found += _matches(rule, pattern, normalised)
        elif rule.id not in ids and any(True for _ in _matches(rule, pattern, normalised)):
            ids.add(rule.id)
    return found, ids


@cache
def prefilter_of(rules: tuple[Rule, ...]) -> Prefilter[tuple[Rule, Pattern]]:
    """Tells quickly which patterns of some rules a text could hold."""
    return Prefilter([((rule, pattern), pattern.asks_for) for rule in rules for pattern in rule.patterns])


def _matches(rule: Rule, pattern: Pattern, normalised: NormalisedText) -> Iterator[Hit]:
    text = normalised.plain
    for start, end in _stretches(pattern, normalised):
        match = pattern.next_match(text, start, end)
        while match is not None:
            key = _key(pattern, match)
            if key and pattern.skips and normalised.is_apart(match.start(), match.end(), pattern.skips):
                key = ""
            if key:
                yield Hit(rule, match.start(), match.end(), key)
            match = pattern.next_match(text, match.end() if key else match.start() + 1, end)


def _stretches(pattern: Pattern, normalised: NormalisedText) -> Iterator[tuple[int, int]]:
    """Where a pattern may match: the lines that hold its hint, or one of its phrases; else the whole text."""
    if pattern.hint is not None:
        return _lines_with(pattern.hint, normalised.plain)
    if pattern.phrases is not None and len(normalised.lower) == len(normalised.plain):
        return _lines_with(pattern.phrases, normalised.lower)
    return iter([(0, len(normalised.plain))])


def _lines_with(hint: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    found = hint.search(text)
    while found is not None:
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        yield start, end
        found = hint.search(text, end)


def _key(pattern: Pattern, match: re.Match[str]) -> str:
    """What the match is known by, or nothing where it does not count."""
    if not counts(pattern, match):
        return ""
    return pattern.validator(match) if pattern.validator else match.group().lower()


def counts(pattern: Pattern, match: re.Match[str]) -> bool:
    """Whether nothing that stands around a match speaks against it."""
    text, start, end = match.string, match.start(), match.end()
    if pattern.whole and (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
        return False
    if pattern.unless is not None and pattern.unless.search(text[max(0, start - 32) : start]):
        return False
    if pattern.after and _word_before(text, start, pattern.linking) not in pattern.after:
        return False
    if pattern.among and match.group().casefold() not in pattern.among:
        return False
    if pattern.far is not None and _is_near(pattern.far, text, start, end):
        return False
    return pattern.near is None or _is_near(pattern.near, text, start, end)


def _word_before(text: str, start: int, linking: frozenset[str]) -> str:
    """The last word before an offset that does not only link; of `twenty-first` the second half.

    It stands whole within 40 characters.
    """
    space = text.rfind(" ", max(0, start - 40), max(0, start - 1))
    if space >= 0 and text[start - 1] == " ":
        word = text[space + 1 : start - 1]
        if word.isascii() and word.isalpha() and word not in linking:
            return word
    first = max(0, start - 40)
    cut = _WORD.match(text, first - 1) if first else None
    before = text[cut.end() if cut else first : start].rpartition("\n")[2]
    for word in reversed(_WORD.findall(before)):
        if word not in linking:
            return str(word)
    return ""


_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ÿ]+")


def _is_near(near: Near, text: str, start: int, end: int) -> bool:
    """Whether one of the words stands close by in the same sentence."""
    before = _SENTENCE_END.split(text[max(0, start - near.before) : start])[-1]
    behind = _SENTENCE_END.split(text[end : end + near.behind])[0]
    words = _any_word(near.words)
    return bool(words.search(before) or words.search(behind))


_SENTENCE_END = re.compile("(?<=[a-z]{2}[.!?]) |\n")


def without_overlaps(found: Iterable[Hit]) -> list[Hit]:
    """Of hits that overlap, leave only the most serious and most exact; in order."""
    kept: list[Hit] = []
    taken: list[tuple[int, int]] = []
    for hit in sorted(found, key=lambda hit: (LEVELS.index(hit.rule.level), hit.rule.rank, hit.start, -hit.end)):
        place = bisect_right(taken, (hit.start, hit.start))
        before = taken[place - 1] if place else (0, 0)
        behind = taken[place] if place < len(taken) else (hit.end, hit.end)
        if before[1] <= hit.start and hit.end <= behind[0]:
            taken.insert(place, (hit.start, hit.end))
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
