"""The ways in which somebody's name is written, and where a text holds one of them.

What a person is called in their file may hold more than a name: a title, pronouns, letters behind it, a nickname,
somebody else. Others write the bare name, leave out a middle name or put one in, or write a title and the surname.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from kgen.checks.common import MOST_ALIKE
from kgen.model import Person
from kgen.safeguarding.name_lists import (
    ADJECTIVES,
    GIVEN,
    IN_SMALL_LETTERS,
    KIN,
    NOT_NAME,
    RELATION,
    SURNAMES_TOO,
    THING,
    TITLES,
    fold,
)

WORD = re.compile(r"[^\W\d_]+")
_WORD_AND_SIGN = re.compile(r"[^\W\d_]+[.,]*")
_NEVER = NOT_NAME | THING
_ORDINARY = _NEVER | RELATION | SURNAMES_TOO
_ALSO_WORDS = ("a", "i", "o", "A", "I", "O")
"""Initials that are words unless a full stop follows them."""
_SHORTEST = 3
"""Letters of a name that is looked for with an initial or a title."""
_MOST_BETWEEN = 2
"""Middle names, or their initials, that a text may have and the file has not."""

TITLE_WORDS = frozenset(map(fold, TITLES | (KIN - ADJECTIVES))) | {"lady", "major", "mother"}
_BEFORE_NAME = TITLE_WORDS | {"late"}
_BEHIND_NAME = frozenset(
    "ba bed bem bsc cbe dbe dphil dsw edd esq frcgp frcn frcp frcpsych frcs frsa gbe ii iii iv jd jnr jp jr junior kbe"
    " kc llb llm ma mba mbbs mbe md med mla mp mph mpa mphil mrcgp mrcp mrcs ms msc msp msw obe phd psyd qc qn rgn rhv"
    " rm rmn rn rnld rscn senior snr sr".split()
)
_LETTERS = re.compile(r"\b(?:[^\W\d_]{1,4}\.)+[^\W\d_]{0,4}")
_PRONOUN = "all|any|he|her|hers|him|his|it|its|she|their|theirs|them|they|xe|xem|ze|zir"
_LEFT_OUT = re.compile(
    rf"\b(?:{_PRONOUN})(?:\s*[/|]\s*(?:{_PRONOUN}))+\b|\b(?:all|any) pronouns\b|\b(?:our|the)\s+(?=late\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"""[(\[{]([^()\[\]{}]*)[)\]}]|(?<!\w)["“„«‘'`]([^"“”«»‘’'`]+)["”“»’'`](?!\w)""")
_BETWEEN_NAMES = re.compile(
    r"\s[-–—]+\s|[|/;:&+]|\b(?:and|née|nee|né|born|formerly|aka|alias|called|known as)\b", re.IGNORECASE
)
_IN_TWO = re.compile(r"([^\W\d_]+)-[^\W\d_]+$")

_BEGIN_SURNAME = ("o", "d")
"""What an apostrophe parts from the rest of a surname: O'Brien, D'Souza."""

_ANY, _ANY_TITLE, _ANY_GIVEN = "*", "title*", "given*"
"""What stands in a phrase for words that are not known."""


class Form(NamedTuple):
    """One way to write somebody's name, found by its folded words."""

    key: str
    """The key of the person."""
    small: frozenset[str]
    """The words that have no capital in the name itself, as in `van der Berg`."""
    is_whole: bool = True
    """Whether it is the name itself: that of somebody else may have the same initial and surname."""
    in_order: bool = True
    in_small_letters: bool = False
    """Whether it can be nothing but a name even without capitals: not `will price`."""
    is_open: bool = False
    """Whether it holds words that are not known."""

    def may_be(self, words: Sequence[str]) -> bool:
        """Whether words of a text, each with the punctuation after it, can mean this name, which they are when
        folded."""
        if not self.is_whole and any(word in _ALSO_WORDS and not (self.is_open and word == "O") for word in words):
            return False  # But `Mrs O'Brien` begins her surname with it.
        if not self.is_whole and len(words[-1].strip(".,")) == 1 and not any("," in word for word in words[:-1]):
            return False  # `Quillfeather, Z.`, and not `Thomas A. Edison` for somebody called Ada Thomas.
        if self.is_open and not (_are_one_name(words) if self.in_order else words[-2].endswith(",")):
            return False
        with_capitals = words[:1] if self.in_order and not self.is_open else words
        return self.in_small_letters or not any(
            word.islower() and fold(word.strip(".,")) not in self.small for word in with_capitals
        )


def _are_one_name(words: Sequence[str]) -> bool:
    """Whether nothing ends between words, a sentence or an item of a list, and none between the first and the last is
    ordinary."""
    names = [fold(word.strip(".,")) for word in words]
    ends = (
        "," in word or (word.endswith(".") and len(name) > 1 and name not in TITLE_WORDS)
        for word, name in zip(words[:-1], names[:-1], strict=True)
    )
    return not any(ends) and _ORDINARY.isdisjoint(names[1:-1])


@dataclass(frozen=True, slots=True)
class Phrases:
    """Names of people, in folded words. However many begin alike, looking for one costs the same."""

    forms: Mapping[tuple[str, ...], list[Form]]
    lengths: Mapping[str, set[int]]
    """How many words the names that begin with a word have."""
    _begins: dict[str, list[str]] = field(default_factory=dict)
    """What the names that may begin with a word are kept under, of each word met so far."""

    def found_in(self, text: str) -> Iterator[tuple[tuple[str, ...], Form]]:
        """Each name in a text, with its folded words as they are there."""
        words = _WORD_AND_SIGN.findall(text)
        if len(words) == 2 and fold(words[0].strip(".,")) not in TITLE_WORDS:
            words[0] = f"{words[0]},"  # In a list of authors, as `Quillfeather Z`.
        folded = [fold(word.strip(".,")) for word in words]
        for number, word in enumerate(folded):
            if word not in self._begins:
                self._begins[word] = [each for each in _begins(word) if each in self.lengths]
            for begin in self._begins[word]:
                for length in self.lengths[begin]:
                    phrase = tuple(folded[number : number + length])
                    for form in self._alike(begin, phrase[1:]) if len(phrase) == length else ():
                        if form.may_be(words[number : number + length]):
                            yield phrase, form

    def _alike(self, begin: str, rest: tuple[str, ...]) -> Iterator[Form]:
        ways = [rest, (*rest[:-1], _initial(rest[-1]))]
        ways += [(*[_ANY] * count, *rest[count:]) for count in range(1, min(_MOST_BETWEEN, len(rest) - 1) + 1)]
        yield from chain.from_iterable(self.forms.get((begin, *way), ()) for way in ways)


def _begins(word: str) -> Iterator[str]:
    """What a phrase that begins with a word may be kept under."""
    yield word
    if word in TITLE_WORDS:
        yield _ANY_TITLE
    elif len(word) > 1 and word not in _ORDINARY:
        yield _initial(word)
        if word in GIVEN:
            yield _ANY_GIVEN


def _initial(word: str) -> str:
    """Stands for each word that begins as this one does."""
    return f"{word[0]}{_ANY}"


def phrases(people: Iterable[Person], agreed: Iterable[Person]) -> Phrases:
    """The names of people by which they can be told from words: two words or more that have a capital. What may be the
    name of one of them is left out where it is that of somebody who `agreed`."""
    theirs = {tuple(map(fold, name)) for person in agreed for name, is_sure in _names(person.title) if is_sure}
    forms: dict[tuple[str, ...], list[Form]] = defaultdict(list)
    lengths: dict[str, set[int]] = defaultdict(set)
    for person in people:
        for phrase, form in dict(reversed([*_of_person(person)])).items():  # The first of those that are alike.
            if len(forms[phrase]) < MOST_ALIKE and (form.is_whole or phrase not in theirs):
                forms[phrase].append(form)
                lengths[phrase[0]].add(len(phrase))
    return Phrases(forms, lengths)


# --- what a person is called


def _of_person(person: Person) -> Iterator[tuple[tuple[str, ...], Form]]:
    """The ways to write somebody's name, the surest first: as it is in their file, and what is read out of that."""
    words = WORD.findall(person.title)
    names = [*_names(person.title)]
    if not any(name == words for name, _ in names):
        folded = tuple(map(fold, words))
        yield from ((folded, form) for form in _form(person, words))
    for name, is_sure in names:
        for form in _form(person, name, is_whole=is_sure):
            yield from _forms(form, tuple(map(fold, name)))
    for slug in (person.slug, *person.other_names):
        in_file_name = tuple(WORD.findall(slug))
        if _is_of_person(in_file_name):
            yield from _forms(Form(person.key, frozenset(), is_whole=False, in_small_letters=True), in_file_name)
    yield from _with_title(person, [*map(fold, words)], names)


def _form(person: Person, name: Sequence[str], *, is_whole: bool = True) -> Iterator[Form]:
    """That of a name by which somebody can be told from words; none for another."""
    is_surely = _is_of_person([*map(fold, name)])
    if is_surely or (sum(not word.islower() for word in name) > 1 and any(len(word) > 1 for word in name)):
        small = frozenset(fold(word) for word in name if word.islower())
        yield Form(person.key, small, is_whole, in_small_letters=is_surely)


def _is_of_person(name: Sequence[str]) -> bool:
    """Whether folded words can be nothing but the name of a person, even in lower case: a first name that is not a
    word."""
    return len(name) > 1 and not IN_SMALL_LETTERS.isdisjoint(name) and NOT_NAME.isdisjoint(name)


def _with_title(
    person: Person, words: Sequence[str], names: Sequence[tuple[list[str], bool]]
) -> Iterator[tuple[tuple[str, ...], Form]]:
    """What a title in a name is used with: `Sister Agnes`; any first name, where the name is `Mrs Bothwell`."""
    form = Form(person.key, frozenset(), is_whole=False, is_open=True)
    if not TITLE_WORDS.isdisjoint(words[:1]):
        first, *others = [*map(fold, names[0][0])] if names else words[1:] or [""]
        if len(first) < _SHORTEST or first in _ORDINARY:
            return
        if others:
            yield (words[0], first), form
        elif len(words) == 2:
            yield from (((begin, first), form) for begin in (_ANY_TITLE, _ANY_GIVEN))


def _names(label: str) -> Iterator[tuple[list[str], bool]]:
    """The names in what somebody is called, in the order in which they are spoken, and whether each is surely one.

    The first is the one they go by: without title, pronouns and letters behind it. Then what else they are called, and
    who else is."""
    label = _LETTERS.sub(_as_one_word, _LEFT_OUT.sub(" ", label.replace("’", "'")))
    asides = (each for found in _ASIDE.findall(label) for each in _BETWEEN_NAMES.split("".join(found)))
    spoken = map(_in_order, (*_BETWEEN_NAMES.split(_ASIDE.sub(" ", label)), *asides))
    main, *others = [*filter(None, spoken)] or [[]]
    if len(main) == 1 and others and len(others[0]) > 1:
        main = [*main, others[0][-1]] if fold(main[0]) in GIVEN else others.pop(0)  # `Agnes and Tom Bothwell`
    if len(main) < 2 or not _may_be_name(main):
        return
    yield main, True
    for other in others:
        if len(other) > 1 and fold(other[0]) in GIVEN:
            yield other, True
        elif len(other) == 1 and other[0][0].isupper() and fold(other[0]) not in _ORDINARY:
            yield from (([*other, main[-1]], False), ([main[0], *other], False))
    if (doubled := _IN_TWO.search(" ".join(label.split()))) and doubled[1] in main[1:]:
        yield [main[0], doubled[1]], False


def _may_be_name(words: Sequence[str]) -> bool:
    return fold(words[0]) in GIVEN or _has_no_word(map(fold, words))


def _has_no_word(name: Iterable[str]) -> bool:
    """Whether a name holds no ordinary word. Initials do not count."""
    return _NEVER.isdisjoint(word for word in name if len(word) > 1)


def _as_one_word(match: re.Match[str]) -> str:
    """`PhD` for `Ph.D.`"""
    letters = match[0].replace(".", "")
    return letters if fold(letters) in _BEHIND_NAME else match[0]


def _in_order(part: str) -> list[str]:
    """The words of a name: `Bothwell, Agnes` turned round, `Agnes Bothwell, district nurse` without what follows."""
    first, *others = (_bare(WORD.findall(each), fewest=0 if at else 2) for at, each in enumerate(part.split(",")))
    behind = next(filter(None, others), [])
    is_surname = bool(first) and all(word.islower() for word in first[:-1])
    return [*behind, *first] if is_surname and behind and behind[0][0].isupper() else first


def _bare(words: Sequence[str], fewest: int = 0) -> list[str]:
    """A name without titles before it, and without letters behind it where at least `fewest` words are left."""
    name = [*words]
    while name and fold(name[0]) in _BEFORE_NAME and not (len(name) == 2 and fold(name[0]) in GIVEN):
        del name[0]  # But `Nan Goldin` is called Nan.
    while len(name) > fewest and fold(name[-1]) in _BEHIND_NAME:
        del name[-1]
    return name


# --- the ways to write one name


def _forms(whole: Form, name: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Form]]:
    """The ways to write a name: `Zora Quillfeather`, `Quillfeather, Zora`, `Z. Quillfeather`, `Quillfeather, Z.`,
    `Zora Ann Quillfeather`, `Mrs Quillfeather`."""
    yield name, whole
    first, *others, last = name
    turned = {(*others, last, first), (last, first, *others)}
    yield from ((phrase, whole._replace(in_order=False)) for phrase in turned)
    if last in _ORDINARY or len(last) < _SHORTEST or not _has_no_word(name):
        return
    form = whole._replace(is_whole=False, in_order=False)
    yield from ((phrase, form) for phrase in _shortened(first, others, last) - turned - {name})
    surname = (*[other for other in others if other in whole.small or other in _BEGIN_SURNAME], last)
    given = [word for word in name if word not in surname]
    wide = whole._replace(is_whole=False, in_small_letters=False, is_open=True)
    yield (_ANY_TITLE, *surname), wide
    yield from (((first, *[_ANY] * count, *surname), wide) for count in range(1, _MOST_BETWEEN + 1))
    yield from (((other, *surname), form) for other in given[1:] if len(other) >= _SHORTEST)
    if all(len(word) == 1 for word in given):
        yield from (((_initial(first), *[_ANY] * count, *surname), wide) for count in range(_MOST_BETWEEN + 1))
        yield (*surname, _initial(first)), wide._replace(in_order=False)


def _shortened(first: str, others: Sequence[str], last: str) -> set[tuple[str, ...]]:
    """A name with initials, before the surname and after it."""
    initial, between = first[0], [word[0] for word in others]
    given = {
        (first,),
        (first, *between),
        (initial, *others),
        (initial, *between),
        (initial,),
        ("".join([initial, *between]),),
    }
    return {phrase for each in given for phrase in ((*each, last), (last, *each))} | {(*others, last, initial)}
