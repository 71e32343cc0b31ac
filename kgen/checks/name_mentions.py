"""Surnames in a text, and the people whose they may be by the words around them.

A surname that is an ordinary word counts only with a capital where a name can stand: `Mrs Price` and `Tom Short`, but
not `the price` or `Tom, short of breath`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kgen.checks.common import MOST_ALIKE
from kgen.checks.name_parts import (
    ABBREVIATED,
    ORDINARY,
    PARTICLES,
    SHORTEST,
    TITLE_WORDS,
    Name,
    folded,
    is_word,
    joined,
)
from kgen.safeguarding.name_lists import BEFORE_WORDS, DATA, GIVEN, RELATION, THING

_TOKEN = re.compile(r"([^\W\d_]+(?:['’][^\W\d_]+)*)([\W\d_]*)")
_ALSO_WORDS = ("a", "i", "o", "A", "I", "O")
"""Initials that are words unless a full stop follows them."""
_MOST_BETWEEN = 2
"""Middle names that a text may have although the file has none."""
_NEVER_A_WORD = frozenset(("mr", "mrs"))
"""Titles that are nothing else in lower case: `ms speed` may be about milliseconds."""
_MOST_BEFORE = 8
"""Words of a name that are looked at before a surname."""
_TOGETHER = frozenset((" ", "\n", "\xa0", "-", "‐", "‑", "–", ".", "_"))
_OPENING, _CLOSING = ("(", '"', "“", "‘", "'", "„", "«"), (")", '"', "”", "’", "'", "“", "»")
_HISSING = ("ches", "ses", "shes", "xes", "zes")
"""Plurals that end in more than an s: `the Bushes`."""
_SHORTEST_OF_SEVERAL = 4
"""Letters of a surname that is looked for in the plural."""
_HOUSEHOLD = frozenset("boys brothers children family girls household kids parents siblings sisters twins".split())
_THEIRS = RELATION.union(DATA["words"]["person-noun"].split())
_SAY = frozenset(DATA["words"]["speech-verb"].split())
_BEFORE_THING = frozenset("a an at each every in my near our the your".split())


class Passage:
    """The words of a text, and what is between them."""

    def __init__(self, text: str) -> None:
        tokens = _TOKEN.findall(joined(text))
        self.words: list[str] = [word for word, _ in tokens]
        self.after: list[str] = [after for _, after in tokens]
        self.is_slug = "-" in text and text.islower() and " " not in text

    def folded(self, at: int) -> str:
        return folded(self.words[at])

    def goes_on(self, at: int) -> bool:
        """Whether a word and the next can be parts of one name."""
        if not 0 <= at < len(self.words) - 1:
            return False
        after = self.after[at]
        if after in _TOGETHER:
            return True  # Those in an address too: agnes.bothwell@example.org
        sign = after.strip()
        if sign in ("", "."):
            return after.count("\n") < 2 and (not sign or len(self.words[at]) == 1 or self.folded(at) in TITLE_WORDS)
        in_quotes = (sign in _OPENING and self.after[at + 1].strip() in _CLOSING) or (
            sign in _CLOSING and at > 0 and self.after[at - 1].strip() in _OPENING
        )
        return in_quotes  # Robert “Bob” Shaw

    def has_capital(self, at: int) -> bool:
        return 0 <= at < len(self.words) and self.words[at][0].isupper()

    def has_comma(self, at: int) -> bool:
        return self.after[at].strip() == "," or len(self.words) == 2  # In a list of authors, as `Quillfeather Z`.

    def is_possessive(self, at: int) -> bool:
        return self.words[at].endswith(("'s", "’s")) or self.after[at][:1] in ("'", "’")

    def is_initial(self, at: int) -> bool:
        """Whether a word is one letter that stands for a name, or several in capitals."""
        word, sign = self.words[at], self.after[at][:1]
        if self._is_unit(at):
            return False
        if len(word) == 1:
            return sign == "." or (sign != "-" and word.isupper() and word not in _ALSO_WORDS)  # Not `D-Day`.
        return len(word) < 4 and word.isupper() and self.folded(at) not in ORDINARY

    def is_title(self, at: int) -> bool:
        word = self.folded(at)
        return word in TITLE_WORDS and (self.has_capital(at) or word in ABBREVIATED) and not self._is_unit(at)

    def _is_unit(self, at: int) -> bool:
        """Whether a figure is right before a word: `900ms`, `3M`."""
        return at > 0 and self.after[at - 1][-1:].isdigit()

    def phrase(self, start: int, end: int) -> tuple[str, ...]:
        return tuple(map(folded, self.words[start : end + 1]))


def surnames_of(word: str) -> tuple[tuple[str, bool], ...]:
    """The surnames that a word may be, each with whether it is a plural there: `Prices` may be the plural of Price."""
    name = folded(word)
    if not word[0].isupper() or not name.endswith("s") or word.endswith(("'s", "’s")):
        return ((name, False),)
    plural = (name[:-2],) if name.endswith(_HISSING) else ()
    return ((name, False), *((each, True) for each in (name[:-1], *plural)))


@dataclass(frozen=True, slots=True)
class Group:
    """The names that have a surname in common, by what may be before it."""

    names: list[Name] = field(default_factory=list)
    wholes: dict[tuple[str, ...], list[Name]] = field(default_factory=lambda: defaultdict(list))
    by_word: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    """By each first name, and by the other surnames."""
    by_initial: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    by_letter: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    """Those of whom only initials are known."""

    def add(self, name: Name, surname: str) -> None:
        if not (surname in name.words[1:-1] and surname in name.given and surname in GIVEN):
            _add(self.names, name)  # But `Sister Mary` is not Agnes Mary Bothwell.
        _add(self.wholes[name.words], name)
        for word in {*name.given, *name.surnames} - {surname}:
            if len(word) >= SHORTEST or word == name.words[0]:
                _add(self.by_word[word], name)
        if name.given:
            _add(self.by_initial[name.given[0][0]], name)
        if all(len(word) == 1 for word in name.given):
            _add(self.by_letter[name.given[0] if name.given else ""], name)


def _add(names: list[Name], name: Name) -> None:
    if len(names) < MOST_ALIKE:
        names.append(name)


class Found(NamedTuple):
    """Whose name may be in a text."""

    name: Name
    phrase: tuple[str, ...]
    """The folded words of the text."""
    spoken: tuple[str, ...]
    """The same in the order in which they are spoken."""
    bare: str = ""
    """The surname, if no other word of the name is there: it is not theirs if the text has a first name before it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A surname in a text, and the words before it that may be of a name."""

    passage: Passage
    at: int
    surname: str
    group: Group
    run: Sequence[int]
    """The places of those words, the nearest first, without particles."""
    title: int | None
    is_plural: bool

    @classmethod
    def of(cls, passage: Passage, at: int, surname: str, group: Group, *, is_plural: bool) -> "Mention":
        run: list[int] = []
        strange, place = 0, at - 1
        while passage.goes_on(place) and len(run) < _MOST_BEFORE and strange <= _MOST_BETWEEN:
            word = passage.folded(place)
            if word == surname:
                break
            is_particle = word in PARTICLES and not (len(word) > 1 and passage.words[place].isupper())
            if not (word in group.by_word or is_particle) and passage.is_title(place):
                return cls(passage, at, surname, group, run, place, is_plural)
            is_known = word in group.by_word or passage.is_initial(place)
            if is_known or (passage.has_capital(place) and word not in ORDINARY and not is_particle):
                run.append(place)
                strange += not is_known
            elif not is_particle:
                break
            place -= 1
        return cls(passage, at, surname, group, run, None, is_plural)

    def found(self) -> Iterator[Found]:
        if self.is_plural:
            several = self.group.names if self._is_of_several() else ()
            yield from (Found(name, (self.surname,), (self.surname,)) for name in several)
            return
        bare = "" if self.run or self.title is not None or self._before() == "the" else self.surname
        for start, name in self._in_order() if self.run else self._alone():
            phrase = self.passage.phrase(start, self.at)
            yield Found(name, phrase, phrase, bare)
        yield from self._together()
        yield from self._turned()

    def after_first_name(self) -> set[str]:
        """The surname, if what may be a first name is before it."""
        has_first_name = self.run and not self.is_plural and self.passage.has_capital(self.run[-1])
        return {self.surname} if has_first_name else set()

    def _before(self) -> str:
        return self.passage.folded(self.at - 1) if self.passage.goes_on(self.at - 1) else ""

    # --- after a first name

    def _in_order(self) -> Iterator[tuple[int, Name]]:
        """The names that may begin before the surname, with a first name or its initial, each with its first place."""
        seen, follows = set[Name](), self._follows()
        for start in reversed(self.run):
            places = (place for place in self.run if place > start and not self.passage.is_initial(place))
            between = [self.passage.folded(place) for place in places]
            for name in dict.fromkeys(self._beginning(start)):
                if name in seen or self._goes_further(name, follows):
                    continue
                strange = [word for word in between if word not in name.given and word not in name.surnames]
                if len(strange) <= _MOST_BETWEEN and self._fits(name, start, self.at):
                    seen.add(name)
                    yield start, name

    def _beginning(self, start: int) -> Iterator[Name]:
        word = self.passage.folded(start)
        yield from self.group.wholes.get(self.passage.phrase(start, self.at), ())
        yield from self.group.by_word.get(word, ())
        if start == self.run[-1]:
            yield from self._of_initials(start) if self.passage.is_initial(start) else self._of_letter(word)

    def _of_initials(self, start: int) -> Iterator[Name]:
        if self.passage.goes_on(start - 1) and self.passage.folded(start - 1) in BEFORE_WORDS["before-letter"]:
            return  # `Appendix W. Price list`
        letters = self.passage.folded(start)
        for name in self.group.by_initial.get(letters[0], ()):
            if len(letters) == 1 or letters == "".join(word[0] for word in name.given):
                yield name

    def _of_letter(self, word: str) -> Iterator[Name]:
        """Those of whom only an initial is known, or no first name."""
        if word in GIVEN or word not in ORDINARY:
            yield from self.group.by_letter.get(word[0], ())
        if word in GIVEN:
            yield from self.group.by_letter.get("", ())

    def _fits(self, name: Name, start: int, end: int) -> bool:
        """Whether words have the capitals of a name, or can be nothing else even without them."""
        passage = self.passage
        small = [word for word in passage.words[start : end + 1] if not word[0].isupper()]
        if all(folded(word) in PARTICLES or folded(word) in name.small for word in small):
            return True
        if is_word(self.surname):
            return passage.is_slug and name.in_small_letters
        return name.in_small_letters or passage.has_capital(start)

    def _follows(self) -> str:
        """The word that may go on with the name."""
        is_name = self.passage.goes_on(self.at) and self.passage.has_capital(self.at + 1)
        return self.passage.folded(self.at + 1) if is_name else ""

    def _goes_further(self, name: Name, follows: str) -> bool:
        """Whether the name does not end here: with another of its surnames, or as that of somebody else."""
        if not follows:
            return False
        if follows in name.surnames:
            return True
        return self.surname not in (name.words[-1], name.surnames[-1]) and follows not in ORDINARY

    # --- without a first name

    def _alone(self) -> Iterator[tuple[int, Name]]:
        start, follows = self.at if self.title is None else self.title, self._follows()
        if self._speaks_of_people():
            yield from ((start, name) for name in self.group.names if not self._goes_further(name, follows))
        elif self._is_by_itself():
            yield from ((start, name) for name in self.group.names if len(name.words) == 1 and name.is_sure)

    def _speaks_of_people(self) -> bool:
        """Whether a surname is after a title, is the name of a family, or has or says something."""
        passage, at = self.passage, self.at
        follows = passage.folded(at + 1) if passage.goes_on(at) else ""
        if (self.surname in GIVEN or is_word(self.surname)) and passage.goes_on(at) and passage.has_capital(at + 1):
            return False  # `Mr Price Waterhouse`, `Mr Thomas Reid`
        if self.title is not None:
            not_words = _NEVER_A_WORD if is_word(self.surname) else ABBREVIATED
            return passage.has_capital(at) or passage.folded(self.title) in not_words
        before = self._before()
        if before == "the":
            return passage.has_capital(at) and follows in _HOUSEHOLD and not passage.has_capital(at + 1)
        if not self._is_by_itself() or self.surname in GIVEN:
            return False
        if passage.is_possessive(at):
            return not follows or follows in _THEIRS
        return follows in _SAY or before in _SAY

    def _is_by_itself(self) -> bool:
        """Whether a surname that is no ordinary word is where the name of a thing or a place would not."""
        passage, at = self.passage, self.at
        if not passage.has_capital(at) or is_word(self.surname) or self.title is not None:
            return False
        is_first = passage.goes_on(at) and passage.has_capital(at + 1) and not passage.is_possessive(at)
        return self._before() not in _BEFORE_THING and self._before() not in THING and not is_first

    def _is_of_several(self) -> bool:
        """Whether it is the name of a family: `the Quillfeathers`."""
        passage, at = self.passage, self.at
        is_thing = len(self.surname) < _SHORTEST_OF_SEVERAL or self.surname in THING or passage.folded(at) in ORDINARY
        if is_word(self.surname) and passage.goes_on(at) and passage.folded(at + 1) == "of":
            return False  # `The Marshes of Kent`
        return self._before() == "the" and not is_thing and not (passage.goes_on(at) and passage.has_capital(at + 1))

    # --- with others, and surname first

    def _together(self) -> Iterator[Found]:
        """Whoever is named before the last of several people with one surname: Beth in `Beth and Tom Quillfeather`."""
        passage = self.passage
        if not self.run or self.title is not None or not passage.has_capital(self.at) or not (first := self.run[-1]):
            return
        if passage.after[first - 1].strip() in ("&", "+"):
            place = first - 1
        elif passage.goes_on(first - 1) and passage.folded(first - 1) in ("and", "or"):
            place = first - 2
        else:
            return
        while place >= 0 and passage.has_capital(place):
            word = passage.folded(place)
            for name in self.group.by_word.get(word, ()):
                if word in name.given:
                    yield Found(name, (word, self.surname), (word, self.surname))
            if not place or passage.after[place - 1].strip() != ",":
                return
            place -= 1

    def _turned(self) -> Iterator[Found]:
        """`Quillfeather, Zora`, `Quillfeather, Z.`"""
        passage, after = self.passage, self.at + 1
        if after == len(passage.words):
            return
        word, has_comma = passage.folded(after), passage.has_comma(self.at)
        names = [*self.group.by_word.get(word, ())] if has_comma or passage.goes_on(self.at) else []
        names = [name for name in names if word in name.given]
        if has_comma and passage.is_initial(after):
            names += self.group.by_initial.get(word[0], ())
        if has_comma and word in GIVEN and passage.has_capital(after):
            names += self.group.by_letter.get(word[0], ())
        for name in dict.fromkeys(names):
            if self.run and passage.folded(self.run[-1]) not in name.surnames:
                continue  # Somebody's first name is before it.
            start, end = self._surname_begins(name), self._given_ends(name)
            is_first = not passage.goes_on(start - 1) or passage.folded(start - 1) in ("and", "or")
            is_item = has_comma and is_first and not passage.goes_on(end)
            if self._fits(name, start, end) and (is_item or not is_word(self.surname)):
                given, surname = passage.phrase(after, end), passage.phrase(start, self.at)
                yield Found(name, (*surname, *given), (*given, *surname))

    def _surname_begins(self, name: Name) -> int:
        start = self.at
        while self.passage.goes_on(start - 1) and self.passage.folded(start - 1) in {*name.surnames, *PARTICLES}:
            start -= 1
        return start

    def _given_ends(self, name: Name) -> int:
        end = self.at + 1
        while self.passage.goes_on(end) and (
            self.passage.folded(end + 1) in name.given or self.passage.is_initial(end + 1)
        ):
            end += 1
        return end
