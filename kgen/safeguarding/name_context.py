"""What is around a name: the words before and after it, whether a sentence begins."""

from typing import NamedTuple

from kgen.safeguarding.name_lists import (
    BEFORE_WORDS,
    CLASS_OF,
    GIVEN,
    INTRODUCING,
    NOT_NAME,
    RELATION,
    TITLES,
    NameClass,
    part,
)

_OPENING, _AROUND_WORDS = frozenset("\"'(“"), "\"'(“.,*_"
BEFORE, _BEHIND = 48, 64
"""How many characters around a name are looked at."""


class CapitalisedWord(NamedTuple):
    """A capitalised word. `name` is it in lower case, without accents and 's."""

    start: int
    end: int
    text: str
    name: str
    possessive: bool

    @property
    def name_class(self) -> NameClass:
        first, _, second = self.name.partition("-")
        sort = CLASS_OF.get(first, "strong")
        return "strong" if second in GIVEN and sort in ("either", "weak") else sort  # `Lily-Mae`

    @property
    def is_shouted(self) -> bool:
        return len(self.text) > 1 and self.text == self.text.upper()

    @property
    def is_possible(self) -> bool:
        """Whether it can be a name, as far as the word itself says."""
        return len(self.name) > 1 and self.name not in NOT_NAME and self.text not in TITLES and not self.is_shouted

    @property
    def is_surname(self) -> bool:
        is_name = self.name in GIVEN and CLASS_OF.get(self.name) != "weak"  # `Starter Kit`
        return is_name or part("surname").search(self.text) is not None


class Surroundings:
    """A text in which names are found. `prose` is where it begins, after the front matter."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._words_before: dict[int, str] = {}
        self._after_relation: dict[int, bool] = {}
        end = text.find("\n---", 3) if text.startswith("---\n") else -1
        self.prose = end + 4 if end >= 0 else 0

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

    def text_before(self, start: int, most: int = BEFORE) -> str:
        return self.text[max(0, start - most) : start].rpartition("\n")[2]

    def text_behind(self, end: int, most: int = _BEHIND) -> str:
        return self.text[end : end + most].partition("\n")[0]

    def is_called_after(self, word: CapitalisedWord) -> bool:
        """Whether a thing is called after somebody: `the Rowan unit`, `Martha's rule`."""
        return self.behind(word, "belongings" if word.possessive else "things-behind")

    def is_made_up(self, start: int, end: int) -> bool:
        """Whether the text says so of a name: `I'll call her Mrs Kaur`, `Mrs Kaur (not her real name)`."""
        is_called = part("made-up", "$").search(self.text_before(start)) is not None
        return is_called or part("made-up-behind", "^").search(self.text_behind(end)) is not None

    def begins(self, word: CapitalisedWord) -> bool:
        """Whether a sentence begins with a word, or it is in a heading or a title, where any may have a capital."""
        text = self.text
        line = text.rfind("\n", 0, word.start) + 1
        if text.startswith("#", line) or (word.start < self.prose and text.startswith("title:", line)):
            return True
        before = text[max(line, word.start - 6) : word.start].rstrip(" \"“”'([*_>-")
        return not before or before[-1] in ".!?:…|"
