"""Finds in a text what looks like people's names. person-names.json says how, given-names.json which names there are.

theme/assets/write/names.js does the same with the same two files, and tests/browser/test_names.py compares them.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from kgen.safeguarding.scanner import WORDS

HERE = Path(__file__).parent
DATA: dict[str, Any] = json.loads((HERE / "person-names.json").read_text(encoding="utf-8"))
GIVEN_DATA: dict[str, Any] = json.loads((HERE / "given-names.json").read_text(encoding="utf-8"))

Sort = Literal["name", "full", "detail", "perhaps", "unknown", "child"]
"""`name`: a first name. `full`: one with a surname, or a surname with a title or initials. `detail`: a name beside an
age, a diagnosis or an address. `perhaps`: only what stands around it speaks of a person. `unknown`: a capitalised word
in mid-sentence that is on no list. `child`: a child shows, by a name with an age or by its own words; no name."""
Class = Literal["strong", "either", "weak", "place", "doubtful"]
CLASSES: tuple[Class, ...] = ("either", "weak", "place", "doubtful")


class NameHit(NamedTuple):
    """Something that looks like a name, by its offsets in the normalised text. `key` is the name."""

    sort: Sort
    start: int
    end: int
    key: str


class _Word(NamedTuple):
    """A capitalised word. `name` is it in small letters without accents and 's."""

    start: int
    end: int
    text: str
    name: str
    possessive: bool


class _Said(NamedTuple):
    """What is known of a capitalised word wherever it stands: if it can belong to a name, or to that of a thing."""

    text: str
    name: str
    possessive: bool
    length: int
    is_telling: bool
    is_thing: bool


# --- reading the two files


_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def fold(name: str) -> str:
    """A name in small letters without accents."""
    name = name.lower()
    if name.isascii():
        return name
    letters = unicodedata.normalize("NFD", name.translate(_LETTERS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def unpacked(text: str) -> Iterator[str]:
    """The names of one text of given-names.json."""
    name = ""
    for shared, rest in re.findall("([0-9A-Z])([a-z]*)", text):
        name = name[: int(shared, 36)] + rest
        yield name


_LISTS = {name: [*WORDS.get(name, ()), *words.split()] for name, words in DATA["words"].items()}
"""The lists of words; one that safeguarding.json has too holds its words besides."""


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word).removesuffix("'s") for word in words)


def _words(name: str) -> frozenset[str]:
    return _folded(_LISTS[name])


GIVEN = frozenset(name for text in GIVEN_DATA["names"].values() for name in unpacked(text))
_CLASSES: dict[str, Class] = {name: sort for sort in CLASSES for name in _words(sort)}
_IN_SMALL_LETTERS = frozenset(name for name in GIVEN - _words("also-a-word") if len(name) > 3)
_TITLES, _SAINT = frozenset(_LISTS["title"]), frozenset(_LISTS["saint"])
_KIN, _ADJECTIVES = frozenset(_LISTS["kin"]), frozenset(_LISTS["adjective"])
_THING, _WORK = _words("thing") | _folded(WORDS["organisation"]), _words("work")
_NOT_NAME = _words("not-name") | _folded(WORDS["neither"])
_NOT_AFTER_TITLE = _words("not-after-title")
_SURNAMES_TOO = _words("surname-thing")
_RELATION, _INTRODUCING = _words("relation"), frozenset(_LISTS["introducing"])
_NOT_INITIALS = _words("not-initials")
_KNOWN: dict[str, list[str]] = {}
for _phrase in DATA["known"]:
    _KNOWN.setdefault(_phrase.split()[0], []).append(_phrase)


def _expanded(pattern: str) -> str:
    for name, text in DATA["parts"].items():
        pattern = pattern.replace("{{" + name + "}}", text)
    for name, words in _LISTS.items():
        pattern = pattern.replace("{{" + name + "}}", "|".join(words))
    return _expanded(pattern) if "{{" in pattern else pattern


@cache
def _part(name: str, ends: str = "") -> re.Pattern[str]:
    """A part as an expression of its own; those in `exact` mind case. `ends` is a $ or a ^ where it has to stand."""
    pattern = {"": "{}", "^": "^(?:{})", "$": "(?:{})$"}[ends].format(_expanded(DATA["parts"][name]))
    return re.compile(pattern, re.ASCII | (0 if name in DATA["exact"] else re.IGNORECASE))


_BEFORE_WORDS = {name: _words(name) for name in _LISTS if name.startswith("before-")}
_OPENING, _AROUND_WORDS = frozenset("\"'(“"), "\"'(“.,*_"
_DIGITS = frozenset("0123456789")
_AGED_BEFORE = ("old", "age", "ear ", "yr ")
"""One of these is in whatever tells the age of somebody before their name."""
_BEFORE, _BEHIND = 48, 64
"""How many characters around a name are looked at."""


# --- searching


def names_in(text: str) -> list[NameHit]:
    """Find all that looks like a name in a normalised text (see NormalisedText), and what shows a child; in order."""
    found = _Text(text)
    hits = [hit for run in found.runs() for hit in found.in_run(run)]
    taken = {hit.start for hit in hits}
    hits += [hit for hit in found.in_small_letters() if hit.start not in taken]
    made_up = {hit.key for hit in hits if hit.sort == "full" and found.is_made_up(hit)}
    hits = [hit._replace(sort="name") if hit.sort == "full" and hit.key in made_up else hit for hit in hits]
    hits += found.of_themselves()
    return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.sort))


class _Text:
    """A text that is searched."""

    def __init__(self, text: str) -> None:
        self.text = text = _masked(text)
        self._words_before: dict[int, str] = {}
        end = text.find("\n---", 3) if text.startswith("---\n") else -1
        self.prose = end + 4 if end >= 0 else 0
        self.known_until = 0

    def runs(self) -> Iterator[list[_Word]]:
        """The capitalised words, those that stand together in one list."""
        run: list[_Word] = []
        for match in _part("token").finditer(self.text):
            said = _said(match.group())
            start = match.start()
            is_joined = bool(run) and self._are_joined(run[-1], start)
            if run and not (is_joined and (said.is_telling or said.is_thing)):
                yield run
                run = []
            if said.is_telling or (is_joined and said.is_thing):
                run.append(_Word(start, start + said.length, said.text, said.name, said.possessive))
        if run:
            yield run

    def _are_joined(self, one: _Word, start: int) -> bool:
        gap = self.text[one.end : start]
        if gap == " ":
            return not one.possessive
        if gap in (". ", "."):
            return len(one.text) == 1 or one.text in _TITLES
        return len(gap) < 12 and not one.possessive and _part("joining").fullmatch(gap) is not None

    def in_run(self, run: Sequence[_Word]) -> Iterator[NameHit]:
        place = 0
        while place < len(run):
            if run[place].start < self.known_until:
                place += 1
                continue
            hit, used = self._at(run, place)
            if hit is not None:
                yield hit
                yield from self._child(hit)
            place += used

    def _at(self, run: Sequence[_Word], place: int) -> tuple[NameHit | None, int]:
        """What begins with a word of a run, and how many words of the run are done with then."""
        word, is_last = run[place], place + 1 == len(run)
        if word.name in _KNOWN and self._is_known(word):
            return None, 1
        if not is_last:
            if word.text in _SAINT:
                return None, len(run) - place
            if word.text in _TITLES:
                return self._titled(run, place)
            if (initials := self._initials(run, place)) and (last := self._surnames(run, place + initials)):
                return self._hit("full", run[place + initials : place + initials + last]), initials + last
        is_given = word.name in GIVEN or ("-" in word.name and word.name.partition("-")[0] in GIVEN)
        if is_last and not (place or is_given or word.possessive) and self._says_nothing(word):
            return None, 1
        if not (is_given or _is_possible(word)) or self._is_thing(run, place):
            return None, 1
        return self._given(run, place) if is_given else self._unknown(run, place)

    def _says_nothing(self, word: _Word) -> bool:
        """Whether a word that is on no list and stands alone only has a capital because a sentence begins there."""
        return self._begins(word) and not self._behind(word, "aged-perhaps")

    def _is_thing(self, run: Sequence[_Word], place: int) -> bool:
        """Whether a run that begins with a name goes on as that of a thing; `Green` and `Hill` are surnames too."""
        if self._word_before(run[place])[:1] in _DIGITS:
            return True
        if place + 1 == len(run):
            return False
        things = [each.name for each in run[place + 1 : place + 4] if each.name in _THING]
        is_surname = len(things) == 1 and things[0] in _SURNAMES_TOO and len(run) == place + 2
        is_somewhere = self._follows(run[place], "before-thing") or self._follows(run[place], "before-place")
        return bool(things) and (not is_surname or is_somewhere or self._class(run[place]) != "strong")

    def _is_known(self, word: _Word) -> bool:
        """Whether somebody or something that everybody knows begins with a word: `Marks and Spencer`."""
        written = fold(self.text[word.start : word.start + 40])
        for phrase in _KNOWN[word.name]:
            if written.startswith(phrase) and not written[len(phrase) :][:1].isalpha():
                self.known_until = word.start + len(phrase)
                return True
        return False

    def _titled(self, run: Sequence[_Word], place: int) -> tuple[NameHit | None, int]:
        first = place + 1
        while first < len(run) - 1 and len(run[first].name) == 1:
            first += 1
        last = 0 if run[first].name in _NOT_AFTER_TITLE else self._surnames(run, first)
        if not last or self._is_called_after(run[first + last - 1]):
            return None, 1
        return self._hit("full", run[first : first + last]), first + last - place

    def _initials(self, run: Sequence[_Word], place: int) -> int:
        """How many initials stand here: one with a full stop, or several."""
        count = 0
        while place + count < len(run) - 1 and _part("initial").fullmatch(run[place + count].text):
            count += 1
        has_stop = count and self.text[run[place].end : run[place].end + 1] == "."
        if not has_stop and count < 2:
            return 0
        if "".join(each.name for each in run[place : place + count]) in _NOT_INITIALS:
            return 0
        is_letter = count == 1 and (run[place].name == "i" or self._follows(run[place], "before-letter"))
        return 0 if is_letter else count

    def _surnames(self, run: Sequence[_Word], place: int) -> int:
        """How many words from here on could be surnames."""
        count = 0
        for word in run[place : place + 3]:
            if word.name in _THING or not _is_possible(word):
                break
            count += 1
            if word.possessive:
                break
        is_thing = any(each.name in _THING for each in run[place + count : place + count + 1])
        return 0 if is_thing else count

    def _given(self, run: Sequence[_Word], place: int) -> tuple[NameHit | None, int]:
        word = run[place]
        more = 0 if word.possessive else self._surnames(run, place + 1)
        names = run[place : place + 1 + more]
        if not self._is_person(run, place, names):
            return None, 1
        is_strong = self._class(word) == "strong"
        if self._follows(word, "before-thing") and not self._is_spoken_of(run, place, names):
            return self._hit("perhaps", names), len(names)
        is_full = more and (is_strong or self._is_spoken_of(run, place, names) or _is_surname(names[-1]))
        return self._hit("full" if is_full else "name", names), len(names)

    def _is_person(self, run: Sequence[_Word], place: int, names: Sequence[_Word]) -> bool:
        word, last = run[place], names[-1]
        if self._is_called_after(last) or (word.name in _WORK and self._follows(word, "before-work")):
            return False
        if self._is_spoken_of(run, place, names):
            return True
        sort = self._class(word)
        if sort == "doubtful" or _is_shouted(word):
            return False
        if sort == "strong":
            return True
        if (sort != "either" and self._follows(word, "before-thing")) or (
            sort == "place" and self._follows(word, "before-place")
        ):
            return False
        if place and not (run[place - 1].name in _NOT_NAME or run[place - 1].text in _ADJECTIVES):
            return False
        if self._begins(word):
            return self._behind(last, "speaks" if sort == "weak" else "acts") or self._behind(last, "apposition")
        return True

    def _is_spoken_of(self, run: Sequence[_Word], place: int, names: Sequence[_Word]) -> bool:
        """Whether what stands around a name speaks of a person."""
        word, last = names[0], names[-1]
        if place and run[place - 1].text in _KIN:
            return True
        if self._is_introduced(word):
            return True
        if last.possessive and self._behind(last, "person-behind"):
            return True
        if self._class(word) == "doubtful":
            return False
        return self._follows(word, "before-kin") or self._age(last.end, word.start) is not None

    def _unknown(self, run: Sequence[_Word], place: int) -> tuple[NameHit | None, int]:
        word = run[place]
        if len(word.name) < 3 or word.name in _THING:
            return None, 1
        more = 0 if word.possessive else self._surnames(run, place + 1)
        names = run[place : place + 1 + more]
        sort = self._sort_of_unknown(run, place, names)
        return (self._hit(sort, names), len(names)) if sort else (None, 1)

    def _sort_of_unknown(self, run: Sequence[_Word], place: int, names: Sequence[_Word]) -> Sort | None:
        word, last = names[0], names[-1]
        begins = self._begins(word)
        if begins and not (place or last.possessive or self._behind(last, "aged-perhaps")):
            return None
        if self._is_called_after(last) or self._follows(word, "before-thing"):
            return None if begins else "unknown"
        if place and run[place - 1].text in _KIN - _ADJECTIVES:
            return "name"
        if self._age(last.end, word.start, strict=True) is not None:
            return "name"
        if last.possessive and self._behind(last, "person-behind"):
            return "perhaps"
        if begins:
            return None
        if self._is_named(word) or self._is_related(word, last):
            return "full" if len(names) > 1 else "name"
        if len(names) > 1 and _is_surname(last):
            return "full"
        if self._follows(word, "before-kin") or self._is_introduced(word):
            return "perhaps"
        if place and not self._begins(run[place - 1]):
            return "unknown"
        return "perhaps" if self._behind(last, "acts") or self._behind(last, "apposition") else "unknown"

    def _is_related(self, word: _Word, last: _Word) -> bool:
        """Whether `my son`, `our support worker` stands before it; behind a comma it must end with one too."""
        if not self._is_after_relation(word):
            return False
        return self.text[word.start - 2 : word.start] != ", " or self.text[last.end : last.end + 1] in (",", ".", ")")

    def in_small_letters(self) -> Iterator[NameHit]:
        """Names of people who were written without capitals."""
        text = self.text
        if _part("other-language").search(text[: self.prose]):
            return
        for word in self._names_in_small_letters():
            if self._is_called_after(word) or self._follows(word, "before-thing"):
                continue
            is_spoken_of = self._is_introduced(word) or self._follows(word, "before-kin")
            has_age = self._age(word.end, word.start) is not None
            hit = self._hit("name" if is_spoken_of or has_age else "perhaps", [word])
            yield hit
            yield from self._child(hit)
        titled = _part("small-titled").finditer(text, self.prose) if "mr" in text else ()
        for match in titled:
            if (name := fold(match[1])) not in _NOT_NAME | _NOT_AFTER_TITLE:
                yield self._hit("full", [_Word(match.start(1), match.end(1), match[1], name, False)])

    def _names_in_small_letters(self) -> Iterator[_Word]:
        text = self.text
        for name in sorted(_IN_SMALL_LETTERS.intersection(_part("small-words").findall(text, self.prose))):
            start = text.find(name, self.prose)
            while start >= 0:
                match = _part("small").match(text, start)
                if match is not None and match[1] == name:
                    yield _Word(start, match.end(1), name, name, text.startswith("'s", match.end(1)))
                start = text.find(name, start + 1)

    def is_made_up(self, hit: NameHit) -> bool:
        """Whether the text says so: `I'll call her Mrs Kaur`, `Mrs Kaur (not her real name)`."""
        before, behind = self._text_before(hit.start), self._text_behind(hit.end)
        return bool(_part("made-up", "$").search(before) or _part("made-up-behind", "^").search(behind))

    def of_themselves(self) -> Iterator[NameHit]:
        """Where somebody says that they are a child."""
        for hint in _part("i-am").finditer(self.text):
            if match := _part("myself").match(self.text, hint.start()):
                yield NameHit("child", match.start(), match.end(), "")

    # --- what stands around a name

    def _hit(self, sort: Sort, names: Sequence[_Word]) -> NameHit:
        start, end = names[0].start, names[-1].start + len(names[-1].text)
        if sort in ("name", "full") and self._has_detail(start, names[-1].end):
            sort = "detail"
        return NameHit(sort, start, end, " ".join(each.text for each in names))

    def _has_detail(self, start: int, end: int) -> bool:
        behind = self._text_behind(end)
        parts = ("diagnosis-behind", "address-near")
        return self._age(end, start) is not None or any(_part(each, "^").search(behind) for each in parts)

    def _child(self, hit: NameHit) -> Iterator[NameHit]:
        end = hit.end + 2 if self.text.startswith("'s", hit.end) else hit.end
        age = None if hit.sort in ("perhaps", "unknown") else self._age(end, hit.start)
        if age is not None and age < 18:
            yield NameHit("child", hit.start, hit.end, "")

    def _age(self, end: int, start: int, *, strict: bool = False) -> int | None:
        """The age that is said right before or behind a name; a school year counts as 5."""
        behind = self._text_behind(end - 2 if self.text.startswith("'s", end - 2) else end)
        parts = ("aged-strictly",) if strict else ("aged", "schooled")
        found = (_part(each, "^").search(behind) for each in parts)
        match = next(filter(None, found), None)
        before = "" if match else self._text_before(start)
        if any(hint in before for hint in _AGED_BEFORE):
            match = _part("aged-before", "$").search(before)
        return _years(match) if match else None

    def _class(self, word: _Word) -> Class:
        return _CLASSES.get(word.name.partition("-")[0], "strong")

    def _is_introduced(self, word: _Word) -> bool:
        """Whether `my son`, `my name is`, `we call him` stands right before a name."""
        if self._is_after_relation(word):
            return True
        introduces = self._word_before(word) in _INTRODUCING
        return introduces and _part("introduced", "$").search(self._text_before(word.start)) is not None

    def _is_named(self, word: _Word) -> bool:
        introduces = self._word_before(word) in _INTRODUCING
        return introduces and _part("named", "$").search(self._text_before(word.start)) is not None

    def _is_after_relation(self, word: _Word) -> bool:
        before = self._text_before(word.start)
        if _RELATION.isdisjoint(_part("any-word").findall(before.lower())[-4:]):
            return False
        return _part("related", "$").search(before) is not None

    def _follows(self, word: _Word, words: str) -> bool:
        return self._word_before(word) in _BEFORE_WORDS[words]

    def _word_before(self, word: _Word) -> str:
        """The word right before another, in small letters; nothing where more than a space or a quote lies between."""
        before = self._words_before.get(word.start)
        if before is None:
            before = self._words_before[word.start] = self._read_before(word)
        return before

    def _read_before(self, word: _Word) -> str:
        end = word.start - 1 if self.text[word.start - 1 : word.start] in _OPENING else word.start
        if end < 1 or self.text[end - 1] != " ":
            return ""
        start = max(self.text.rfind(" ", 0, end - 1), self.text.rfind("\n", 0, end - 1)) + 1
        return self.text[start : end - 1].strip(_AROUND_WORDS).lower()

    def _behind(self, word: _Word, part: str) -> bool:
        return _part(part, "^").search(self._text_behind(word.end)) is not None

    def _text_before(self, start: int) -> str:
        return self.text[max(0, start - _BEFORE) : start].rpartition("\n")[2]

    def _text_behind(self, end: int) -> str:
        return self.text[end : end + _BEHIND].partition("\n")[0]

    def _is_called_after(self, word: _Word) -> bool:
        """Whether a thing is called after somebody: `the Rowan unit`, `Martha's rule`."""
        return self._behind(word, "belongings" if word.possessive else "things-behind")

    def _begins(self, word: _Word) -> bool:
        """Whether a sentence begins with a word, or it stands in a heading or a title, where any may have a capital."""
        text = self.text
        line = text.rfind("\n", 0, word.start) + 1
        if text.startswith("#", line) or (word.start < self.prose and text.startswith("title:", line)):
            return True
        before = text[max(line, word.start - 6) : word.start].rstrip(" \"“”'([*_>-")
        return not before or before[-1] in ".!?:…|"


@lru_cache(maxsize=2**14)
def _said(written: str) -> _Said:
    ending = _part("ending").search(written)
    text = written[: ending.start()] if ending else written
    possessive = written.endswith("'s")
    name = fold(text)
    is_listed = name in GIVEN or name in _KNOWN or text in _TITLES or text in _KIN or text in _SAINT
    is_telling = is_listed or name not in _NOT_NAME
    return _Said(text, name, possessive, len(written if possessive else text), is_telling, name in _THING)


def _masked(text: str) -> str:
    """A text in which web addresses, code and where links lead are signs that mean nothing, as many as they were."""
    if not any(sign in text for sign in DATA["masking"]):
        return text
    return _part("masked").sub(lambda match: "#" * len(match.group()), text)


def _is_possible(word: _Word) -> bool:
    return len(word.name) > 1 and word.name not in _NOT_NAME and word.text not in _TITLES and not _is_shouted(word)


def _is_shouted(word: _Word) -> bool:
    return len(word.text) > 1 and word.text == word.text.upper()


def _is_surname(word: _Word) -> bool:
    return _part("surname").search(word.text) is not None or word.name in GIVEN


_COUNTS = {word: number for number, word in enumerate(DATA["counts"])}


def _years(match: re.Match[str]) -> int:
    """The age in a match. School years, and ages in months and weeks, are those of children."""
    number = next(filter(None, match.groups()), None)
    if number is None or _part("baby").search(match.group()):
        return 5
    return int(number) if number.isdigit() else _COUNTS.get(number.lower(), 99)
