"""The names by which a person's file calls them, and the parts of each.

The label of a person may hold more than a name: a title, pronouns, letters after it, a nickname, a name at birth, or
the name of somebody else.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from kgen.frontmatter import PersonMeta
from kgen.model import Person
from kgen.safeguarding.name_lists import (
    ADJECTIVES,
    CLASS_OF,
    GIVEN,
    IN_SMALL_LETTERS,
    KIN,
    NOT_NAME,
    RELATION,
    SURNAMES_TOO,
    THING,
    TITLES,
    unaccented,
)

_NEVER = NOT_NAME | THING
ORDINARY = _NEVER | RELATION | SURNAMES_TOO
SHORTEST = 3
"""The fewest letters of a name that is looked for with an initial or a title."""
ABBREVIATED = frozenset("cllr dr mr mrs ms mx prof revd".split())
"""Titles that are nothing else, even in lower case."""
TITLE_WORDS = (
    frozenset(map(unaccented, TITLES | (KIN - ADJECTIVES)))
    | ABBREVIATED
    | frozenset(
        "begum bishop chaplain col commander corporal cpl dhr dona drs fr frau herr lady lieutenant lt madam madame"
        " major messrs mevrouw midwife mlle mme monsieur mother officer pani pte senator senor senora senorita sheikh"
        " shri signor signora smt sr sra srta vicar".split()
    )
)
_BEFORE_NAME = TITLE_WORDS | {"late"}
_BEHIND_NAME = frozenset(
    "ba bed bem bsc cbe dbe dphil dsw edd esq frcgp frcn frcp frcpsych frcs frsa gbe ii iii iv jd jnr jp jr junior"
    " kbe kc llb llm ma mba mbbs mbe md med mla mp mpa mph mphil mrcgp mrcp mrcs ms msc msp msw obe phd psyd qc qn"
    " rgn rhv rm rmn rn rnld rscn senior snr sr".split()
)
PARTICLES = frozenset(
    "abu af al ap av bat bin bint da das de degli dei del della den der di do dos du e el ibn la las le los ni nic"
    " te ten ter ua ui van vom von y zu zum zur".split()
)
"""Words of a surname that others may leave out."""
_SURNAME_FIRST = frozenset(
    "bui cao chan chang chen cheng cheung choi chung dang dinh do duong feng gao guo han ho hoang hu huang huynh"
    " jang jiang jung kang kim kwok lam lee leung li liang lim lin liu luo luong ly ma nguyen park pham phan qian"
    " shen song sun tan tang tran vo vu wang wei wong wu xie xu yan yang yoon yu zhang zhao zheng zhou zhu".split()
)
_WORDS_TOO = frozenset(
    "baker ball banks barber barker bean beard berry bird bond bone bowler bright broad brown bull burns bush"
    " butcher butler butter cannon carpenter carter cash chambers chance clay cotton crane crow curry dance dare"
    " deal drinkwater drought farmer farrow fields fish fisher flood flower flowers foot forest fort foster"
    " fowler fox freeman frost fuller garland gates glass glover gore grave gross hand hare harper hart hawk"
    " heart herd holes hood horn hunt hurt keen keys lake lamb land lay leaf light lock love lush major marine"
    " marks marshall masters mead meadows mercer mill miller mills minor moody moon moss mount nail neat newman"
    " noble noon orchard overall pain painter parish parker parsons partridge peach peak pepper perks piper pool"
    " poole poor pope pound power powers pride prior proud quick rain raw read reader reed rest rice rivers rock"
    " root rush sage sales salmon salt sand sands savage sawyer seal self sellers sharp shepherd ship shore"
    " shoulder simple singer skinner sleep smart snow spark sparks sparrow speed stark steel stock stone storey"
    " strong summers swallow swan sweet swift tanner thorn tiller trainer travel treasure trout vale vane voice"
    " waiter walker wall waller walls warren waters watts weaver weeks welcome wells wheeler wild winters wise"
    " wolf workman worth wright younger".split()
)
"""Surnames that are English words, besides those in the lists of safeguarding."""
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
_APART = re.compile(r"\b(?:[OoDdMm]['’]\s?|(?:Ma?c|[OÓ])\s(?=[A-Z])|(?:o|d|ma?c)-)(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDING = re.compile(r"['’](?:[sS]|d|ll|m|re|t|ve)$")
"""What an apostrophe parts from a word, rather than joining two parts of a name."""
_TWO_LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}


def joined(text: str) -> str:
    """A text with the beginning of each surname such as O'Brien, O Brien or Mc Kay joined to the rest, and each letter
    to its accent."""
    whole = unicodedata.normalize("NFC", text.replace("\xad", ""))
    return _APART.sub(lambda found: re.sub(r"\W", "", found[0]), whole)


def words_of(text: str) -> list[str]:
    """The words of a text, O'Brien as one; of `Agnes's` without its end."""
    return [_ENDING.sub("", word) for word in _WORD.findall(joined(text))]


@lru_cache(maxsize=2**14)
def folded(word: str) -> str:
    return unaccented(_ENDING.sub("", word)).replace("'", "").replace("’", "")


def is_word(name: str) -> bool:
    """Whether a folded surname is an ordinary word too, so that only a capital in the place of a name shows it."""
    return name in ORDINARY or name in _WORDS_TOO or name in CLASS_OF


class Name(NamedTuple):
    """One name by which somebody goes. All words are folded."""

    key: str
    """The key of the person."""
    words: tuple[str, ...]
    """In the order in which they are spoken."""
    given: tuple[str, ...]
    surnames: tuple[str, ...]
    """Any of them may stand for all, the last one last. None where the name is looked for only as it is."""
    small: frozenset[str]
    """The words that have no capital in the name itself, as in `van der Berg`."""
    is_sure: bool = True
    """Whether the person is surely called so."""
    in_small_letters: bool = False
    """Whether it can be nothing but a name even without capitals: not `will price`."""


def names_of(person: Person) -> Iterator[Name]:
    """The names by which a text can speak of somebody, the surest first."""
    label = joined(html.unescape(person.title))
    names = [*_names(label)]
    words = words_of(label)
    if not names:
        if sum(not word.islower() for word in words) > 1 and any(len(word) > 1 for word in words):
            yield _literal(person, words)
        if (alone := _bare(words)) and len(alone) == 1 and not re.search(r"\d", label):
            yield from _of_one_word(person, alone[0], has_title=len(words) > 1)
    for name, is_sure in names:
        yield from _of_words(person, label, name, is_sure=is_sure)
    if names and unaccented(words[0]) in TITLE_WORDS and len(first := folded(names[0][0][0])) >= SHORTEST:
        yield Name(person.key, (unaccented(words[0]), first), (), (), frozenset(), is_sure=False)
    for slug in (person.slug, *person.other_names):
        in_slug = words_of(slug)
        if _is_of_person([*map(folded, in_slug)]):
            yield from _of_words(person, " ".join(in_slug), in_slug, is_sure=False)


def _literal(person: Person, words: Sequence[str]) -> Name:
    name = tuple(map(folded, words))
    small = frozenset(folded(word) for word in words if word.islower())
    return Name(person.key, name, (), (), small, in_small_letters=_is_of_person(name))


def _of_one_word(person: Person, word: str, *, has_title: bool) -> Iterator[Name]:
    """`Mrs Bothwell`, or `Bothwell` alone if that person has not agreed: of others, it is no secret."""
    name = folded(word)
    is_hidden = isinstance(person.meta, PersonMeta) and person.meta.consent is None and word.istitle()
    if len(name) >= SHORTEST and (has_title or is_hidden) and name not in ORDINARY:
        surnames = tuple(dict.fromkeys(_spellings(word)))
        yield Name(person.key, (name,), (), surnames, frozenset(), is_sure=not has_title)


def _of_words(person: Person, label: str, words: Sequence[str], *, is_sure: bool) -> Iterator[Name]:
    name = tuple(map(folded, words))
    small = frozenset(folded(word) for word in words if word.islower())
    in_small_letters = _is_of_person(name)
    if not in_small_letters and (len(words) - len(small) < 2 or all(len(word) == 1 for word in words)):
        return
    begin = _surname_begins(label, words)
    given, last = [*words[:begin]], [word for word in words[begin:] if folded(word) not in PARTICLES] or [words[-1]]
    surnames = [word for word in given[1:] if len(word) > 1]
    surnames = [*surnames, *last, "".join(words[begin:])]
    if name[0] in _SURNAME_FIRST or (len(name[0]) > 1 and name[0] not in GIVEN and name[-1] in GIVEN):
        given, surnames = [*given, *last, "".join(words[begin:])], [words[0], *surnames]
    given += [a + b for a, b in pairwise(given) if _is_hyphened(label, a, b)]
    yield Name(
        person.key,
        name,
        tuple(dict.fromkeys(chain.from_iterable(map(_spellings, given)))),
        tuple(each for each in dict.fromkeys(chain.from_iterable(map(_spellings, surnames))) if len(each) > 1),
        small,
        is_sure,
        in_small_letters,
    )


def _surname_begins(label: str, words: Sequence[str]) -> int:
    """At which word: a particle, the first of what hyphens join, or the last word."""
    for number, word in enumerate(words[1:-1], 1):
        if folded(word) in PARTICLES and (len(word) > 1 or word.islower()):
            return number
    begin = len(words) - 1
    while begin > 1 and _is_hyphened(label, words[begin - 1], words[begin]):
        begin -= 1
    return begin


def _is_hyphened(label: str, first: str, second: str) -> bool:
    return re.search(rf"\b{re.escape(first)}[-‐‑–]{re.escape(second)}\b", label) is not None


def _spellings(word: str) -> Iterator[str]:
    """A word without accents, as keyboards that lack them have it, and McKay for MacKay."""
    yield folded(word)
    yield folded("".join(_TWO_LETTERS.get(letter, letter) for letter in word.lower()))
    if found := re.match("Ma?c(?=[A-Z])", word):
        yield from (folded(f"{begin}{word[found.end() :]}") for begin in ("Mc", "Mac"))


def _is_of_person(name: Sequence[str]) -> bool:
    """Whether folded words can be nothing but the name of a person, even in lower case: a first name that is not a
    word."""
    return len(name) > 1 and not IN_SMALL_LETTERS.isdisjoint(name) and NOT_NAME.isdisjoint(name)


# --- the names in what somebody is called


def _names(label: str) -> Iterator[tuple[list[str], bool]]:
    """Each in the order in which it is spoken, and whether it is surely a name.

    The first is the one they go by, without title, pronouns and letters after it. The others are what else they are
    called, and the names of other people."""
    label = _LETTERS.sub(_as_one_word, _LEFT_OUT.sub(" ", label.replace("’", "'")))
    asides = (each for found in _ASIDE.findall(label) for each in _BETWEEN_NAMES.split("".join(found)))
    spoken = map(_in_order, (*_BETWEEN_NAMES.split(_ASIDE.sub(" ", label)), *asides))
    main, *others = [*filter(None, spoken)] or [[]]
    if len(main) == 1 and others and len(others[0]) > 1:
        main = [*main, others[0][-1]] if folded(main[0]) in GIVEN else others.pop(0)  # `Agnes and Tom Bothwell`
    if len(main) < 2 or not _may_be_name(main):
        return
    yield main, True
    for other in others:
        if len(other) > 1 and folded(other[0]) in GIVEN:
            yield other, True
        elif len(other) == 1 and other[0][0].isupper() and folded(other[0]) not in ORDINARY:
            yield from (([*other, main[-1]], False), ([main[0], *other], False))


def _may_be_name(words: Sequence[str]) -> bool:
    return folded(words[0]) in GIVEN or _has_no_word(map(folded, words))


def _has_no_word(name: Iterable[str]) -> bool:
    """Whether a name holds no ordinary word. Initials do not count."""
    return _NEVER.isdisjoint(word for word in name if len(word) > 1)


def _as_one_word(match: re.Match[str]) -> str:
    """`PhD` for `Ph.D.`"""
    letters = match[0].replace(".", "")
    return letters if unaccented(letters) in _BEHIND_NAME else match[0]


def _in_order(part: str) -> list[str]:
    """The words of a name: `Bothwell, Agnes` turned round, `Agnes Bothwell, district nurse` without what follows."""
    first, *others = (_bare(words_of(each), fewest=0 if at else 2) for at, each in enumerate(part.split(",")))
    behind = next(filter(None, others), [])
    is_surname = bool(first) and all(word.islower() for word in first[:-1])
    return [*behind, *first] if is_surname and behind and behind[0][0].isupper() else first


def _bare(words: Sequence[str], fewest: int = 0) -> list[str]:
    """A name without titles before it, and without letters after it as long as at least `fewest` words are left."""
    name = [*words]
    if len(name) > 1 and unaccented(name[0]) == "the" and unaccented(name[1]) in _BEFORE_NAME:
        del name[0]
    while name and unaccented(name[0]) in _BEFORE_NAME and not (len(name) == 2 and unaccented(name[0]) in GIVEN):
        del name[0]  # But `Nan Goldin` is called Nan.
    while len(name) > fewest and unaccented(name[-1]) in _BEHIND_NAME:
        del name[-1]
    return name
