"""Finds in a text what looks like people's names. person-names.json says how, given-names.json which names there are.

theme/assets/write/names.js does the same with the same two files, and tests/browser/test_names.py compares them.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from kgen.safeguarding.ages import Ages
from kgen.safeguarding.name_context import CapitalisedWord, Surroundings
from kgen.safeguarding.name_lists import (
    ADJECTIVES,
    BEFORE_WORDS,
    DATA,
    GIVEN,
    IN_SMALL_LETTERS,
    KIN,
    KNOWN,
    LABELLED,
    NOT_AFTER_TITLE,
    NOT_INITIALS,
    NOT_NAME,
    RELATION,
    SAINT,
    SURNAMES_TOO,
    THING,
    TITLES,
    WORK,
    is_first_name,
    part,
    said_of,
    unaccented,
)

SHORTEST_SHOUTED = 3
"""Letters of a word in capitals that could be an abbreviation: a first name in capitals has more."""
LONGEST_SHOUTED, MOST_INITIALS = 3, 6
"""Words of a full name in capitals, and initials before a surname or an age."""
FIRST_YEAR = 1900
"""A higher number is a year of birth, not an age."""
_DIGITS = frozenset("0123456789")
Sort = Literal["name", "full", "detail", "perhaps", "unknown", "child", "own-child"]
"""`name`: a first name. `full`: one with a surname, or a surname with a title or initials. `detail`: a name beside an
age, a school, a diagnosis or an address. `perhaps`: only what is around it suggests a person. `unknown`: a
capitalised word in mid-sentence that is on no list. `child`: a child shows, by a name with an age or by its own words;
without a name. `own-child`: somebody tells how old their child is, or to which school it goes; without a name."""


class NameHit(NamedTuple):
    """What looks like a name or shows a child, by offsets in the normalised text; `born` is the year that shows one."""

    sort: Sort
    start: int
    end: int
    name: str = ""
    born: int = 0


def names_in(text: str) -> list[NameHit]:
    """Find all that looks like a name in a normalised text (see NormalisedText), and what shows a child; in order."""
    found = _Text(text)
    hits = [hit for run in found.runs() for hit in found.in_run(run)]
    taken = {hit.start for hit in hits}
    hits += [hit for hit in found.in_small_letters() if hit.start not in taken]
    made_up = {hit.name for hit in hits if hit.sort == "full" and found.around.is_made_up(hit.start, hit.end)}
    hits = [hit._replace(sort="name") if hit.sort == "full" and hit.name in made_up else hit for hit in hits]
    hits += found.of_themselves()
    hits += found.told_before(sorted(hits, key=lambda hit: hit.start))
    return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.sort))


class _Text:
    """A text that is searched."""

    def __init__(self, text: str) -> None:
        # Web addresses, code and where links lead are replaced by as many meaningless characters.
        if any(sign in text for sign in DATA["masking"]):
            text = part("masked").sub(_masked, text)
        self.text = text
        self.around = Surroundings(text)
        self.ages = Ages(self.around)
        self.known_until = 0

    def runs(self) -> Iterator[list[CapitalisedWord]]:
        """The capitalised words, adjacent ones in one list."""
        run: list[CapitalisedWord] = []
        for match in part("token").finditer(self.text):
            said = said_of(match.group())
            start = match.start()
            is_joined = bool(run) and self._are_joined(run[-1], start)
            is_label = said.text == "A" and self.text.endswith(LABELLED, 0, start)
            belongs = said.is_telling or is_label or (is_joined and said.is_thing)
            if run and not (is_joined and belongs):
                yield run
                run = []
            if belongs:
                run.append(CapitalisedWord(start, start + said.length, said.text, said.name, said.possessive))
        if run:
            yield run

    def _are_joined(self, one: CapitalisedWord, start: int) -> bool:
        gap = self.text[one.end : start]
        if gap == " ":
            return not one.possessive
        if gap in (". ", "."):
            return len(one.text) == 1 or one.text in TITLES
        return len(gap) < 12 and not one.possessive and part("joining").fullmatch(gap) is not None

    def in_run(self, run: Sequence[CapitalisedWord]) -> Iterator[NameHit]:
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

    def _at(self, run: Sequence[CapitalisedWord], place: int) -> tuple[NameHit | None, int]:
        """What begins with a word of a run, and how many words of the run are done with then."""
        word, is_last = run[place], place + 1 == len(run)
        if (word.name in KNOWN or "-" in word.name) and self._is_known(word):
            return None, 1
        if not is_last:
            if word.text in SAINT:
                return None, len(run) - place
            if word.text in TITLES:
                return self._titled(run, place)
            if (initials := self._initials(run, place)) and (last := self._surnames(run, place + initials)):
                return self._hit("full", run[place + initials : place + initials + last]), initials + last
            if shouted := self._shouted(run, place):
                return self._hit("full", run[place : place + shouted]), shouted
        if len(word.text) < SHORTEST_SHOUTED and (aged := self._aged_initials(run, place)):
            return self._hit("name", aged), len(aged)
        is_given = word.name in GIVEN or ("-" in word.name and word.name.partition("-")[0] in GIVEN)
        begins_sentence = is_last and not (place or is_given or word.possessive) and self.around.begins(word)
        if begins_sentence and not self.around.may_be_aged(word):
            return None, 1  # That is why it has a capital.
        if not (is_given or word.is_possible) or self._is_thing(run, place):
            return None, 1
        return self._given(run, place) if is_given else self._unknown(run, place)

    def _is_thing(self, run: Sequence[CapitalisedWord], place: int) -> bool:
        """Whether a word that could be a name is that of a thing. A first name with an age is not."""
        word = run[place]
        return self._is_beside_thing(run, place) and not (
            word.name in GIVEN and self.ages.at(word.end, word.start) is not None
        )

    def _is_beside_thing(self, run: Sequence[CapitalisedWord], place: int) -> bool:
        """Whether a number comes before a word, or a run goes on as a thing; `Green` and `Hill` are surnames too."""
        before = self.around.word_before(run[place])
        if before[:1] in _DIGITS and not (run[place].name in GIVEN and self.text[run[place].start - 2] in ",.:"):
            return part("age-word").fullmatch(before) is None
        if place + 1 == len(run):
            return False
        things = [each.name for each in run[place + 1 : place + 4] if each.name in THING]
        is_surname = len(things) == 1 and things[0] in SURNAMES_TOO and len(run) == place + 2
        is_somewhere = before in BEFORE_WORDS["before-thing"] or before in BEFORE_WORDS["before-place"]
        return bool(things) and (not is_surname or is_somewhere or run[place].name_class != "strong")

    def _is_known(self, word: CapitalisedWord) -> bool:
        """Whether somebody or something that everybody knows begins with a word: `Marks and Spencer`."""
        written = unaccented(self.text[word.start : word.start + 40]).replace("-", " ")
        for phrase in KNOWN.get(word.name.partition("-")[0], ()):
            if written.startswith(phrase) and not written[len(phrase) :][:1].isalpha():
                self.known_until = word.start + len(phrase)
                return True
        return False

    def _titled(self, run: Sequence[CapitalisedWord], place: int) -> tuple[NameHit | None, int]:
        first = place + 1
        while first < len(run) - 1 and len(run[first].name) == 1:
            first += 1
        last = 0 if run[first].name in NOT_AFTER_TITLE else self._surnames(run, first)
        if not last or self.around.is_called_after(run[first + last - 1]):
            return None, 1
        return self._hit("full", run[first : first + last]), first + last - place

    def _shouted(self, run: Sequence[CapitalisedWord], place: int) -> int:
        """How many words are a full name in capitals, in a sentence that is not."""
        if place or not 2 <= len(run) <= LONGEST_SHOUTED:
            return 0
        first = run[0]
        is_name = all(each.is_shouted and each.name not in NOT_NAME and each.name not in THING for each in run)
        is_given = first.name in GIVEN and first.name_class == "strong" and len(first.name) > SHORTEST_SHOUTED
        if not (is_name and is_given) or self.around.follows(first, "before-thing"):
            return 0
        is_amid = part("shouted-before", "$").search(self.around.text_before(first.start))
        return 0 if is_amid or not self.around.behind(run[-1], "small-behind") else len(run)

    def _initials(self, run: Sequence[CapitalisedWord], place: int) -> int:
        """How many initials are here: one with a full stop, or several."""
        count = 0
        longest = min(len(run) - 1 - place, MOST_INITIALS)
        while count < longest and part("initial").fullmatch(run[place + count].text):
            count += 1
        has_stop = count and self.text[run[place].end : run[place].end + 1] == "."
        if not has_stop and count < 2:
            return 0
        if "".join(each.name for each in run[place : place + count]) in NOT_INITIALS:
            return 0
        is_letter = count == 1 and (run[place].name == "i" or self.around.follows(run[place], "before-letter"))
        return 0 if is_letter else count

    def _aged_initials(self, run: Sequence[CapitalisedWord], place: int) -> Sequence[CapitalisedWord]:
        """The initials that end a run, if an age or a school year is said with them: `K. (9)`, `Child K, aged 9`."""
        initials, last = run[place : place + MOST_INITIALS + 1], run[-1]
        is_pair = len(initials) == 1 and last.is_shouted and not _DIGITS.isdisjoint(self.text[last.end : last.end + 16])
        is_pair = is_pair and not self.around.follows(last, "before-thing")
        is_letter = self.around.follows(run[place], "before-letter") or (place and run[place - 1].name not in RELATION)
        if is_letter or len(initials) > MOST_INITIALS or not (is_pair or all(len(each.text) == 1 for each in initials)):
            return ()
        parts = ("lettered", "numbered")[: 1 + is_pair]  # `JM-9`
        if "".join(each.name for each in initials) in NOT_INITIALS or not self.around.behind(last, *parts):
            return ()
        stop = self.text[last.end : last.end + 1] == "."
        if stop and part("citation", "$").search(self.around.text_before(run[place].start)):
            return ()
        return [*initials[:-1], last._replace(end=last.end + stop, text=last.text + "." * stop)]

    def _surnames(self, run: Sequence[CapitalisedWord], place: int) -> int:
        """How many words from here on could be surnames; `Hill` is one if nothing else follows."""
        count = 0
        for word in run[place : place + 3]:
            is_last = word is run[-1] and word.name in SURNAMES_TOO
            is_last = is_last and (_is_of_person(run, place) or (not count and _is_behind_initial(run, place)))
            if not is_last and (word.name in THING or not word.is_possible):
                break
            count += 1
            if word.possessive:
                break
        is_thing = any(each.name in THING for each in run[place + count : place + count + 1])
        return 0 if is_thing else count

    def _given(self, run: Sequence[CapitalisedWord], place: int) -> tuple[NameHit | None, int]:
        word = run[place]
        more = 0 if word.possessive else self._surnames(run, place + 1)
        names = run[place : place + 1 + more]
        if not self._is_person(run, place, names):
            return None, 1
        is_strong = word.name_class == "strong"
        if self.around.follows(word, "before-thing") and not self._is_spoken_of(run, place, names):
            return self._hit("perhaps", names), len(names)
        is_full = more and (is_strong or self._is_spoken_of(run, place, names) or names[-1].is_surname)
        return self._hit("full" if is_full else "name", names), len(names)

    def _is_person(self, run: Sequence[CapitalisedWord], place: int, names: Sequence[CapitalisedWord]) -> bool:
        word, last = run[place], names[-1]
        if self.around.is_called_after(last) or (word.name in WORK and self.around.follows(word, "before-work")):
            return False
        if self._is_spoken_of(run, place, names):
            return True
        sort = word.name_class
        if sort == "doubtful" or word.is_shouted:
            return False
        if sort == "strong":
            return True
        if sort == "either" and len(names) == 1 and self.around.word_before(word) in ("a", "an"):
            return self.around.behind(last, "apposition")
        if (sort != "either" and self.around.follows(word, "before-thing")) or (
            sort == "place" and self.around.follows(word, "before-place")
        ):
            return False
        if place and not (run[place - 1].name in NOT_NAME or run[place - 1].text in ADJECTIVES):
            return False
        if self.around.begins(word):
            return self.around.behind(last, "speaks" if sort == "weak" else "acts", "apposition")
        return True

    def _is_spoken_of(self, run: Sequence[CapitalisedWord], place: int, names: Sequence[CapitalisedWord]) -> bool:
        """Whether what is around a name suggests a person."""
        word, last = names[0], names[-1]
        if place and run[place - 1].text in KIN:
            return True
        if self.around.is_introduced(word):
            return True
        if last.possessive and self.around.behind(last, "person-behind"):
            return True
        if word.name_class == "doubtful":
            return False
        return self.around.follows(word, "kin") or self.ages.at(last.end, word.start) is not None

    def _unknown(self, run: Sequence[CapitalisedWord], place: int) -> tuple[NameHit | None, int]:
        word = run[place]
        if len(word.name) < 3 or word.name in THING or (word.name in RELATION and place + 1 == len(run)):
            return None, 1
        more = 0 if word.possessive else self._surnames(run, place + 1)
        names = run[place : place + 1 + more]
        sort = self._sort_of_unknown(run, place, names)
        return (self._hit(sort, names), len(names)) if sort else (None, 1)

    def _sort_of_unknown(
        self, run: Sequence[CapitalisedWord], place: int, names: Sequence[CapitalisedWord]
    ) -> Sort | None:
        word, last = names[0], names[-1]
        begins = self.around.begins(word)
        if begins and not (place or last.possessive or self.around.may_be_aged(last)):
            return None
        if self.around.is_called_after(last) or self.around.follows(word, "before-thing"):
            return None if begins else "unknown"
        if place and run[place - 1].text in KIN - ADJECTIVES:
            return "name"
        if self.ages.at(last.end, word.start, strict=True) is not None:
            return "name"
        if last.possessive and self.around.behind(last, "person-behind"):
            return "perhaps"
        if begins:
            return None
        if self.around.is_named(word) or self._is_related(word, last):
            return "full" if len(names) > 1 else "name"
        if len(names) > 1 and last.is_surname:
            return "full"
        if self.around.follows(word, "kin") or self.around.is_introduced(word):
            return "perhaps"
        if place and not self.around.begins(run[place - 1]):
            return "unknown"
        return "perhaps" if self.around.behind(last, "acts", "apposition") else "unknown"

    def _is_related(self, word: CapitalisedWord, last: CapitalisedWord) -> bool:
        """Whether `my son`, `our support worker` comes before it; after a comma it must end with one too."""
        if not self.around.is_after_relation(word):
            return False
        return self.text[word.start - 2 : word.start] != ", " or self.text[last.end : last.end + 1] in (",", ".", ")")

    def in_small_letters(self) -> Iterator[NameHit]:
        """Names of people written without capitals."""
        text = self.text
        if part("other-language").search(text[: self.around.prose]):
            return
        for word in self._names_in_small_letters():
            if self.around.is_called_after(word) or self.around.follows(word, "before-thing"):
                continue
            is_spoken_of = self.around.is_introduced(word) or self.around.follows(word, "kin")
            has_age = self.ages.at(word.end, word.start) is not None
            hit = self._hit("name" if is_spoken_of or has_age else "perhaps", [word])
            yield hit
            yield from self._child(hit)
        titled = part("small-titled").finditer(text, self.around.prose) if "mr" in text else ()
        for match in titled:
            if (name := unaccented(match[1])) not in NOT_NAME | NOT_AFTER_TITLE:
                yield self._hit("full", [CapitalisedWord(match.start(1), match.end(1), match[1], name, False)])

    def _names_in_small_letters(self) -> Iterator[CapitalisedWord]:
        text = self.text
        for name in sorted(IN_SMALL_LETTERS.intersection(part("small-words").findall(text, self.around.prose))):
            start = text.find(name, self.around.prose)
            while start >= 0:
                match = part("small").match(text, start)
                if match is not None and match[1] == name:
                    yield CapitalisedWord(start, match.end(1), name, name, text.startswith("'s", match.end(1)))
                start = text.find(name, start + 1)

    def of_themselves(self) -> Iterator[NameHit]:
        """Where somebody says that they are a child, or how old their own is and where it goes to school."""
        for hint in part("i-am").finditer(self.text):
            sort: Sort = "child" if hint.group()[0] in "IiWw" else "own-child"
            if match := part("myself" if sort == "child" else sort).match(self.text, hint.start()):
                yield NameHit(sort, match.start(), match.end())
        if "goes to " in self.text or "attends " in self.text:
            yield from (NameHit("own-child", *match.span()) for match in part("own-school").finditer(self.text))

    def told_before(self, hits: Sequence[NameHit]) -> Iterator[NameHit]:
        """First names that may be those of children whose age was told before."""
        sure = [hit for hit in hits if hit.sort in ("name", "detail") and is_first_name(hit.name)]
        for since, hit in zip((0, *(hit.end for hit in sure)), sure, strict=False):
            if self.ages.at(hit.end, hit.start) is None and self.ages.told_before(hit.start, hit.end, since):
                yield NameHit("child", hit.start, hit.end)

    def _hit(self, sort: Sort, names: Sequence[CapitalisedWord]) -> NameHit:
        start, end = names[0].start, names[-1].start + len(names[-1].text)
        if sort in ("name", "full") and self.ages.has_detail(start, names[-1].end):
            sort = "detail"
        return NameHit(sort, start, end, " ".join(each.text for each in names))

    def _child(self, hit: NameHit) -> Iterator[NameHit]:
        end = hit.end + 2 if self.text.startswith("'s", hit.end) else hit.end
        age = None if hit.sort in ("perhaps", "unknown") else self.ages.at(end, hit.start)
        if age is not None and (age < 18 or age > FIRST_YEAR):
            yield NameHit("child", hit.start, hit.end, born=age if age > FIRST_YEAR else 0)


def _masked(match: re.Match[str]) -> str:
    """What replaces an address or code; a tag leaves room, so that what it is around is a word of its own, and what it
    shows in words, such as `alt`, ends with a bracket."""
    return {"<": " ", '"': ")", "'": ")"}.get(match.group()[0], "#") * len(match.group())


def _is_of_person(run: Sequence[CapitalisedWord], place: int) -> bool:
    """Whether a first name is there, or a first name or a title right before it."""
    before = run[place - 1] if place else run[place]
    return run[place].name in GIVEN or before.name in GIVEN or before.text in TITLES


def _is_behind_initial(run: Sequence[CapitalisedWord], place: int) -> bool:
    before = "".join(each.name for each in run[max(0, place - 2) : place])
    return place > 0 and len(run[place - 1].name) == 1 and before not in NOT_INITIALS
