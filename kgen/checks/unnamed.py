"""People who have not agreed to be named here, and what in the garden still speaks of them."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from kgen.checks.common import MOST_ALIKE, named, of_field
from kgen.english import in_words
from kgen.model import PERSON, Diagnostic, Entry, KeyPath, Person, Placeholder, Position
from kgen.safeguarding.name_lists import DATA, IN_SMALL_LETTERS, NOT_NAME, RELATION, SURNAMES_TOO, THING, fold
from kgen.weave import Garden
from kgen.weave.name_index import name_fields

_WORD = re.compile(r"[^\W\d_]+")
_WORD_AND_SIGN = re.compile(r"[^\W\d_]+[.,]*")
_BLOCK = re.compile("</(?:p|h[1-6]|li|td|th|dd|dt|blockquote|pre|tr)>")
_TAG = re.compile("<[^>]*>")
_SHOWN = re.compile(' (?:title|alt)="([^"]*)"')
_NEVER = NOT_NAME | THING
_ORDINARY = _NEVER | RELATION | SURNAMES_TOO
_ALSO_WORDS = ("a", "i", "o", "A", "I", "O")
"""Initials that are words unless a full stop follows them."""
_SHORTEST = 3
"""Letters of a surname that is looked for with an initial."""
_NOT_PRINTED = frozenset(DATA["fields"]["not-read"])


class _Form(NamedTuple):
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

    def may_be(self, words: Sequence[str]) -> bool:
        """Whether words of a text, each with the punctuation after it, can mean this name, which they are when
        folded."""
        if not self.is_whole and any(word in _ALSO_WORDS for word in words):
            return False
        if not self.is_whole and len(words[-1].strip(".,")) == 1 and not any("," in word for word in words[:-1]):
            return False  # `Quillfeather, Z.`, and not `Thomas A. Edison` for somebody called Ada Thomas.
        with_capitals = words[:1] if self.in_order else words
        return self.in_small_letters or not any(
            word.islower() and fold(word.strip(".,")) not in self.small for word in with_capitals
        )


class _Phrases(NamedTuple):
    """Names of people, in folded words. However many begin alike, looking for one costs the same."""

    whose: Mapping[tuple[str, ...], list[_Form]]
    lengths: Mapping[str, set[int]]
    """How many words the names that begin with a word have."""


class PersonMention(NamedTuple):
    """The name of somebody in what an entry says."""

    key: str
    position: Position
    is_whole: bool


def unnamed(garden: Garden) -> Iterator[Diagnostic]:
    """Each person who has not agreed to be named, and each file that says their name."""
    people = {person.key: person for person in garden.readable(PERSON) if person.meta.consent is None}
    if not people:
        return
    phrases = _phrases(people)
    speaking: dict[str, list[Entry]] = defaultdict(list)
    for entry in garden.entries.values():
        found = [each for each in _said(garden, entry, phrases) if each.key != entry.key] if phrases.lengths else []
        if found:
            is_sure = any(each.is_whole for each in found)
            holds, take_it = ("holds", "Take the name") if is_sure else ("seems to hold", "If it is theirs, take it")
            message = f"this {holds} the name of somebody who has not agreed to be named here"
            fix = f"{take_it} out, or say only who it is, such as “a neighbour”."
            yield Diagnostic("warning", message, fix, min(each.position for each in found), path=entry.path)
        for key in {*(each.key for each in found), *_linked(garden, entry)} & people.keys() - {entry.key}:
            speaking[key].append(entry)
    for key, person in people.items():
        if not is_told(person):
            yield _not_asked(garden, person, speaking[key])


def is_told(entry: Entry) -> bool:
    """Whether what is wrong with somebody's consent was noticed while the file was read."""
    has_parts = any(path[0] == "consent" and len(path) > 1 for path in entry.positions)
    return any(fault.check == "consent" for fault in entry.faults) or (has_parts and not entry.valid)


def how_to_ask(entry: Entry) -> str:
    if ("consent", "given") in entry.positions:
        return "Ask them. If they agree, write the month in which they did after `given:`."
    return "Ask them. If they agree, add `consent:`, and below it `given:` with the month in which they did."


def _not_asked(garden: Garden, person: Person, speaking: list[Entry]) -> Diagnostic:
    message = (
        "nothing says that this person agreed to be named here, so they have no page and their stories are anonymous"
    )
    fix = how_to_ask(person)
    if speaking:
        fix += f" If they do not, take them out of {_those(garden, speaking)}, and delete this file."
    return of_field(person, "warning", message, fix, "consent")


def _those(garden: Garden, entries: list[Entry]) -> str:
    """All of them, however many: anyone who takes somebody out has to find each."""
    shown = [each for each in entries if each.key in garden.published]
    hidden, words = len(entries) - len(shown), [named(each) for each in shown]
    words += [f"{hidden:,} that {'is' if hidden == 1 else 'are'} not published"] if hidden else []
    return in_words(words)


def _linked(garden: Garden, entry: Entry) -> set[str]:
    """The keys of what an entry names in a field or links to."""
    found = [each.found for each in garden.names.in_fields(entry.meta)]
    found += [target.entries for _, target in garden.prose_links(entry)]
    return {each.key for entries in found for each in entries[:1]}


def _phrases(people: Mapping[str, Person]) -> _Phrases:
    """The names of people by which they can be told from words: two words or more that have a capital."""
    whose: dict[tuple[str, ...], list[_Form]] = defaultdict(list)
    lengths: dict[str, set[int]] = defaultdict(set)
    for person in people.values():
        words = _WORD.findall(person.title)
        folded = tuple(map(fold, words))
        if not _is_of_person(folded) and sum(not word.islower() for word in words) < 2:
            continue
        small = frozenset(fold(word) for word in words if word.islower())
        for phrase, form in _forms(_Form(person.key, small, in_small_letters=_is_of_person(folded)), folded):
            if len(whose[phrase]) < MOST_ALIKE:
                whose[phrase].append(form)
                lengths[phrase[0]].add(len(phrase))
    return _Phrases(whose, lengths)


def _forms(whole: _Form, name: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], _Form]]:
    """The ways to write a name: `Zora Quillfeather`, `Quillfeather, Zora`, `Z. Quillfeather`, `Quillfeather, Z.`"""
    yield name, whole
    first, *others, last = name
    turned = {(*others, last, first), (last, first, *others)}
    yield from ((phrase, whole._replace(in_order=False)) for phrase in turned)
    if last in _ORDINARY or len(last) < _SHORTEST or not _NEVER.isdisjoint(name):
        return
    form = whole._replace(is_whole=False, in_order=False)
    yield from ((phrase, form) for phrase in _shortened(first, others, last) - turned - {name})


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


def _is_of_person(name: Sequence[str]) -> bool:
    """Whether words can be nothing but the name of a person, even in lower case: a first name that is not a word."""
    return len(name) > 1 and not IN_SMALL_LETTERS.isdisjoint(name) and NOT_NAME.isdisjoint(name)


def _said(garden: Garden, entry: Entry, phrases: _Phrases) -> Iterator[PersonMention]:
    """The names in all that an entry says, except in what names entries."""
    for way, text in (*_texts(entry), *_leading_nowhere(garden, entry)):
        for phrase, form in dict.fromkeys(_in_text(text, phrases)):
            place = entry.position(*way) if way else _in_prose(entry, phrase)
            yield PersonMention(form.key, place, form.is_whole)


def _leading_nowhere(garden: Garden, entry: Entry) -> Iterator[tuple[KeyPath, str]]:
    """What a field that could name an entry holds, if it names none and is printed as words."""
    for each in garden.names.in_fields(entry.meta):
        if not (each.required or each.found):
            yield each.way, each.name


def _texts(entry: Entry) -> Iterator[tuple[KeyPath, str]]:
    """What the fields of an entry hold, and its prose, whose path is empty."""
    naming = name_fields(type(entry.meta))
    for field, value in entry.meta:
        if field not in naming and field not in _NOT_PRINTED:
            yield from _in_value((field,), value, naming.keys())
    yield (), _prose(entry)


def _in_value(way: KeyPath, value: Any, naming: Any) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield way, value
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _in_value((*way, number), each, naming)
    elif isinstance(value, BaseModel):
        for part, held in value:
            if part not in _NOT_PRINTED and f"{way[0]}.{part}" not in naming:
                yield from _in_value((*way, part), held, naming)


def _prose(entry: Entry) -> str:
    """The words of a body, with those that are shown for pictures and when somebody points at a link."""
    parts = "".join(_between(part) if isinstance(part, Placeholder) else part for part in entry.body.parts)
    pointed_at = (words for tag in _TAG.findall(parts) for words in _SHOWN.findall(tag))
    text = html.unescape("\n".join([_TAG.sub("", _BLOCK.sub("\n", parts)), *pointed_at]))
    shown = (words for each in entry.body.references for words in (each.shown, each.title) if words)
    return "\n".join([text, *shown])


def _between(part: Placeholder) -> str:
    return "" if part.part in ("open", "close") else " "


def _in_text(text: str, phrases: _Phrases) -> Iterator[tuple[tuple[str, ...], _Form]]:
    words = _WORD_AND_SIGN.findall(text)
    if len(words) == 2:
        words[0] = f"{words[0]},"  # In a list of authors, as `Quillfeather Z`.
    folded = [fold(word.strip(".,")) for word in words]
    for number, word in enumerate(folded):
        for length in phrases.lengths.get(word, ()):
            phrase = tuple(folded[number : number + length])
            for form in phrases.whose.get(phrase, ()):
                if form.may_be(words[number : number + length]):
                    yield phrase, form


def _in_prose(entry: Entry, phrase: tuple[str, ...]) -> Position:
    """Where a name is, if it was noticed while reading; else where the prose begins."""
    for each in entry.people:
        is_here = tuple(map(fold, _WORD.findall(each.key)))[: len(phrase)] == phrase
        if is_here and each.position is not None and each.position.line >= entry.body_line:
            return each.position
    return Position(entry.body_line)
