"""People who have not agreed to be named here, and what in the garden still speaks of them."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from kgen.checks.common import MOST_ALIKE, named, of_field
from kgen.english import in_words
from kgen.model import PERSON, Diagnostic, Entry, KeyPath, Person, Placeholder, Position
from kgen.safeguarding.name_lists import DATA, fold
from kgen.weave import Garden
from kgen.weave.name_index import name_fields

_WORD = re.compile(r"[^\W\d_]+")
_BLOCK = re.compile("</(?:p|h[1-6]|li|td|th|dd|dt|blockquote|pre|tr)>")
_TAG = re.compile("<[^>]*>")
_NOT_PRINTED = frozenset(DATA["fields"]["not-read"])


class _Phrases(NamedTuple):
    """Names of people, in folded words. However many begin alike, looking for one costs the same."""

    whose: Mapping[tuple[str, ...], list[Person]]
    lengths: Mapping[str, set[int]]
    """How many words the names have that begin with a word."""


class PersonMention(NamedTuple):
    """The name of somebody in what an entry says."""

    person: Person
    position: Position


def unnamed(garden: Garden) -> Iterator[Diagnostic]:
    """Each person who has not agreed to be named, and each file that says their name."""
    people = {person.key: person for person in garden.readable(PERSON) if person.meta.consent is None}
    if not people:
        return
    phrases = _phrases(people)
    speaking: dict[str, list[Entry]] = defaultdict(list)
    for entry in garden.entries.values():
        found = [each for each in _said(entry, phrases) if each.person is not entry] if phrases.lengths else []
        if found:
            message = "this holds the name of somebody who has not agreed to be named here"
            fix = "Take the name out, or say only who it is, such as “a neighbour”."
            yield Diagnostic("warning", message, fix, min(each.position for each in found), path=entry.path)
        for key in {*(each.person.key for each in found), *_linked(garden, entry)} & people.keys() - {entry.key}:
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
    """All of them, however many: whoever takes somebody out has to find each."""
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
    whose: dict[tuple[str, ...], list[Person]] = defaultdict(list)
    lengths: dict[str, set[int]] = defaultdict(set)
    for person in people.values():
        words = _WORD.findall(person.title)
        folded = tuple(map(fold, words))
        if sum(not word.islower() for word in words) > 1 and len(whose[folded]) < MOST_ALIKE:
            whose[folded].append(person)
            lengths[folded[0]].add(len(folded))
    return _Phrases(whose, lengths)


def _said(entry: Entry, phrases: _Phrases) -> Iterator[PersonMention]:
    """The names in all that an entry says, but for what names entries."""
    for way, text in _texts(entry):
        for phrase in dict.fromkeys(_in_text(text, phrases)):
            place = entry.position(*way) if way else _in_prose(entry, phrase)
            yield from (PersonMention(person, place) for person in phrases.whose[phrase])


def _texts(entry: Entry) -> Iterator[tuple[KeyPath, str]]:
    """What stands in the fields of an entry, and its prose, to which no way leads."""
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
    """The words of a body, with those that are shown of pictures."""
    parts = (_between(part) if isinstance(part, Placeholder) else part for part in entry.body.parts)
    text = html.unescape(_TAG.sub("", _BLOCK.sub("\n", "".join(parts))))
    return "\n".join([text, *(each.shown for each in entry.body.references if each.shown)])


def _between(part: Placeholder) -> str:
    return "" if part.part in ("open", "close") else " "


def _in_text(text: str, phrases: _Phrases) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text)
    for number, word in enumerate(words):
        for length in phrases.lengths.get(fold(word), ()) if not word.islower() else ():
            phrase = tuple(map(fold, words[number : number + length]))
            if phrase in phrases.whose:
                yield phrase


def _in_prose(entry: Entry, phrase: tuple[str, ...]) -> Position:
    """Where a name stands, if it was noticed while reading; else where the prose begins."""
    for each in entry.people:
        is_here = tuple(map(fold, _WORD.findall(each.key)))[: len(phrase)] == phrase
        if is_here and each.position is not None and each.position.line >= entry.body_line:
            return each.position
    return Position(entry.body_line)
