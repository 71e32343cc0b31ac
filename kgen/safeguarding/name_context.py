"""What is around a name: the words before and after it, an age, whether a sentence begins."""

import re
from functools import cached_property
from string import ascii_letters, ascii_lowercase, digits
from typing import NamedTuple

from kgen.safeguarding.name_lists import (
    AGE_HINTS,
    BEFORE_WORDS,
    CLASS_OF,
    DATA,
    INTRODUCING,
    KNOWN,
    RELATION,
    WORK,
    NameClass,
    fold,
    part,
)

_OPENING, _AROUND_WORDS = frozenset("\"'(“"), "\"'(“.,*_"
_BEFORE, _BEHIND = 48, 64
"""How many characters around a name are looked at."""
_CLAUSE = 140
"""How many on each side where a whole clause says whose name it is."""
_LATER = 260
"""How many behind a name in which a later sentence may give its age."""
_ITEM, _LIST = 6, 400
"""How many are before a name in an item of a list, and in which the list begins."""
_AT_SCHOOL = 5
"""What counts as the age where a school year is told."""
_GROWN = 13
"""From this age on, an age counts even where the text tells of a grown-up's past or work."""
_BEFORE_NO_AGED = tuple(f" {word} " for word in "a and at by for from in of on the to with".split())
"""What no age is told with before a name: quicker than to look."""
_PHRASE = 10
"""How many words of it before the name, with what is beside them: `because my sister's dear little old guinea pig`."""


class CapitalisedWord(NamedTuple):
    """A capitalised word. `name` is it in lower case, without accents and 's."""

    start: int
    end: int
    text: str
    name: str
    possessive: bool

    @property
    def name_class(self) -> NameClass:
        return CLASS_OF.get(self.name.partition("-")[0], "strong")


class Surroundings:
    """A text in which names are found. `prose` is where it begins, after the front matter."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._words_before: dict[int, str] = {}
        self._after_relation: dict[int, bool] = {}
        self._ages: dict[tuple[int, int, bool], int | None] = {}
        self._nobodies: dict[str, bool] = {}
        end = text.find("\n---", 3) if text.startswith("---\n") else -1
        self.prose = end + 4 if end >= 0 else 0

    def has_detail(self, start: int, end: int) -> bool:
        behind, before = self.text_behind(end), self.text_before(start, _CLAUSE)
        parts = ("diagnosis-behind", "address-near")
        if self.age(end, start) is not None or any(part(each, "^").search(behind) for each in parts):
            return True
        return _may_tell_age(before) and part("aged-sentence-before", "$").search(before) is not None

    def age(self, end: int, start: int, *, strict: bool = False) -> int | None:
        """The age given beside a name, or the year of birth; a school year counts as 5."""
        end = end - 2 if self.text.startswith("'s", end - 2) else end
        asked = (start, end, strict)
        if asked not in self._ages:
            self._ages[asked] = self._read_age(*asked)
        return self._ages[asked]

    def _read_age(self, start: int, end: int, strict: bool) -> int | None:
        match = self._age_behind(end, strict) or self._age_before(start) or (None if strict else self._age_later(end))
        if match is None:
            return _AT_SCHOOL if self._is_listed(start) else None
        if self._is_nobodys(start, end):
            return None
        age = _years(match)
        return None if age < _GROWN and part("grown-up").search(self._around(start, end)) else age

    def _is_listed(self, start: int) -> bool:
        """Whether a name begins an item of a list of pupils: `Our star readers:`, and below it `- Olivia`."""
        is_item = 0 < len(self.text_before(start)) <= _ITEM
        return is_item and part("listed", "$").search(self.text[max(0, start - _LIST) : start]) is not None

    def _age_behind(self, end: int, strict: bool) -> re.Match[str] | None:
        behind = self.text_behind(end, _CLAUSE)
        if strict:
            return part("aged-strictly", "^").search(behind)
        parts = ("aged", "schooled", "aged-and", "aged-in-sentence") if _may_tell_age(behind) else ()
        return next(filter(None, (part(each, "^").search(behind) for each in parts)), None)

    def _age_later(self, end: int) -> re.Match[str] | None:
        """An age that a later sentence gives, unless it speaks of somebody else: `Laura saw my son. He is six.`"""
        behind = self.text_behind(end, _LATER)
        if not _may_tell_age(behind):
            return None
        for who in ("he", "she"):
            match = part(f"aged-{who}").search(behind)
            if match and not part(f"another-{who}").search(behind[: match.start()]):
                return match
        return part("aged-the").search(behind)

    def _age_before(self, start: int) -> re.Match[str] | None:
        before = self.text_before(start)
        if before.endswith(_BEFORE_NO_AGED) or not _may_tell_age(before):
            return None
        return part("aged-before", "$").search(before)

    def _is_nobodys(self, start: int, end: int) -> bool:
        """Whether the text says that a name with an age is not a person's: `our cat Max is seven`, `Luke 6:12`."""
        around = self._around(start, end)
        if part("nobody").search(around) or any(first <= start < last for first, last in self._references):
            return True
        name = self.text[start:end]
        if name not in self._nobodies:
            self._nobodies[name] = self._is_nobody_anywhere(name)
        return self._nobodies[name] or self._is_score(name, around)

    def _is_nobody_anywhere(self, name: str) -> bool:
        """Whether the text says anywhere that a name is an animal's or a thing's, or names somebody of a book first."""
        places = [match.start() for match in re.finditer(f"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", self.text)]
        around = [self._around(place, place + len(name)) for place in places]
        if any(part("thing-named").search(each) for each in around):
            return True
        folded, first = fold(name), fold(self.text[places[0] : places[0] + _BEFORE])
        is_known = any(first.startswith(each) for each in KNOWN.get(folded, ()))
        return is_known or (folded in WORK and part("read-of").search(around[0]) is not None)

    def _is_score(self, name: str, around: str) -> bool:
        """Whether a place has a number beside that of another side in a match: `Chelsea 3, Arsenal 1`."""
        is_place = CLASS_OF.get(fold(name)) == "place"
        return is_place and all(part(each).search(around) for each in ("score", "sport"))

    def _around(self, start: int, end: int) -> str:
        """What is around a name in its line, with a line break for the name."""
        before = " ".join(self.text_before(start, _CLAUSE).split(" ")[-_PHRASE:]).lstrip(" ")
        return f"{before}\n{self.text_behind(end, _CLAUSE)}"

    @cached_property
    def _references(self) -> list[tuple[int, int]]:
        """Where chapters and verses of scripture are, which the text shows not to be children's ages."""
        return [
            match.span()
            for match in part("references").finditer(self.text)
            if part("scripture").search(match.group())
            or part("scripture-before", "$").search(self.text_before(match.start()))
            or part("scripture-behind", "^").search(self.text_behind(match.end()))
        ]

    def may_be_aged(self, word: CapitalisedWord) -> bool:
        """Whether a number that could be an age comes right after a word, and not two as in a list of numbers."""
        return self.behind(word, "aged-perhaps") and not self.behind(word, "numbers")

    def is_introduced(self, word: CapitalisedWord) -> bool:
        """Whether `my son`, `my name is`, `we call him` comes right before a name."""
        return self.is_after_relation(word) or self.is_named(word, "introduced")

    def is_named(self, word: CapitalisedWord, how: str = "named") -> bool:
        introduces = self.word_before(word) in INTRODUCING
        return introduces and part(how, "$").search(self.text_before(word.start)) is not None

    def is_after_relation(self, word: CapitalisedWord) -> bool:
        if word.start not in self._after_relation:
            self._after_relation[word.start] = self._is_related(self.text_before(word.start))
        return self._after_relation[word.start]

    def _is_related(self, before: str) -> bool:
        if RELATION.isdisjoint(part("any-word").findall(before.lower())[-4:]):
            return False
        return part("related", "$").search(before) is not None

    def follows(self, word: CapitalisedWord, words: str) -> bool:
        return self.word_before(word) in BEFORE_WORDS[words]

    def word_before(self, word: CapitalisedWord) -> str:
        """The word right before another, in lower case; empty if more than a space or a quote is between."""
        if word.start not in self._words_before:
            self._words_before[word.start] = self._read_before(word)
        return self._words_before[word.start]

    def _read_before(self, word: CapitalisedWord) -> str:
        end = word.start - 1 if self.text[word.start - 1 : word.start] in _OPENING else word.start
        if end < 1 or self.text[end - 1] != " ":
            return ""
        start = max(self.text.rfind(" ", 0, end - 1), self.text.rfind("\n", 0, end - 1)) + 1
        return self.text[start : end - 1].strip(_AROUND_WORDS).lower()

    def behind(self, word: CapitalisedWord, *parts: str) -> bool:
        """Whether one of some parts of person-names.json comes right after a word."""
        behind = self.text_behind(word.end)
        for name in parts:  # noqa: SIM110 (a generator would be felt here)
            if part(name, "^").search(behind):
                return True
        return False

    def text_before(self, start: int, most: int = _BEFORE) -> str:
        return self.text[max(0, start - most) : start].rpartition("\n")[2]

    def text_behind(self, end: int, most: int = _BEHIND) -> str:
        return self.text[end : end + most].partition("\n")[0]

    def is_called_after(self, word: CapitalisedWord) -> bool:
        """Whether a thing is called after somebody: `the Rowan unit`, `Martha's rule`."""
        return self.behind(word, "belongings" if word.possessive else "things-behind")

    def begins(self, word: CapitalisedWord) -> bool:
        """Whether a sentence begins with a word, or it is in a heading or a title, where any may have a capital."""
        text = self.text
        line = text.rfind("\n", 0, word.start) + 1
        if text.startswith("#", line) or (word.start < self.prose and text.startswith("title:", line)):
            return True
        before = text[max(line, word.start - 6) : word.start].rstrip(" \"“”'([*_>-")
        return not before or before[-1] in ".!?:…|"


def _may_tell_age(text: str) -> bool:
    """Whether there is a number, or a word without which no age and no school year is told: quicker than to look."""
    words = text.translate(_PLAIN)
    return "0" in words or not AGE_HINTS.isdisjoint(words.split())


class _Plain(dict[int, int | str]):
    """Small letters for letters, 0 for a digit, and a space for anything else."""

    def __missing__(self, letter: int) -> int | str:
        return " "


_PLAIN = _Plain(str.maketrans(ascii_letters + digits, ascii_lowercase * 2 + "0" * 10))
_COUNTS = {word: number for number, word in enumerate(DATA["counts"])}


def _years(match: re.Match[str]) -> int:
    """The age in a match. School years, and ages in months and weeks, are those of children."""
    number = next(filter(None, match.groups()), None)
    if number is None or part("baby", "^").search(match.group().partition(number)[2]):
        return _AT_SCHOOL
    return int(number) if number.isdigit() else _COUNTS.get(number.lower(), 99)
