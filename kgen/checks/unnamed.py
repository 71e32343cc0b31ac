"""People who have not agreed to be named here, and what in the garden still speaks of them."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from kgen.checks.common import named, of_field
from kgen.checks.name_forms import Phrases, phrases
from kgen.checks.name_parts import TITLE_WORDS, folded, words_of
from kgen.english import in_words
from kgen.model import PERSON, STORY, Diagnostic, Entry, KeyPath, Person, Placeholder, Position
from kgen.safeguarding.name_lists import DATA
from kgen.weave import Garden
from kgen.weave.name_index import name_fields

_BLOCK = re.compile("</(?:p|h[1-6]|li|td|th|dd|dt|blockquote|pre|tr)>")
_TAG = re.compile("<[^>]*>")
_SHOWN = re.compile(' (?:title|alt)="([^"]*)"')
_THEIRS = "the name of somebody who has not agreed to be named here"
_FILE_NAME = "the name of this file"
_NOT_PRINTED = frozenset(DATA["fields"]["not-read"])


class PersonMention(NamedTuple):
    """The name of somebody in what an entry says."""

    key: str
    position: Position | None
    """None in the name of its file."""
    is_whole: bool


def unnamed(garden: Garden) -> Iterator[Diagnostic]:
    """Each person who has not agreed to be named, and each file that says their name."""
    people = {person.key: person for person in garden.readable(PERSON) if person.meta.consent is None}
    if not people:
        return
    names = phrases(people.values(), (each for each in garden.readable(PERSON) if each.key not in people))
    speaking: dict[str, list[Entry]] = defaultdict(list)
    for entry in garden.entries.values():
        found = [each for each in _said(garden, entry, names) if each.key != entry.key] if names else []
        if found:
            yield _holding(entry, found)
        for key in {*(each.key for each in found), *_linked(garden, entry)} & people.keys() - {entry.key}:
            speaking[key].append(entry)
    beside: dict[str, list[str]] = defaultdict(list)
    for path, said, what, fix in _beside_entries(garden):
        found_there = {form.key for _, form in names.found_in(said) if form.is_whole}
        if found_there:
            yield Diagnostic("warning", f"{what} holds {_THEIRS}", fix, path=path)
        for key in found_there:
            beside[key].append(path)
    for key, person in people.items():
        if not is_told(person):
            yield _not_asked(garden, person, speaking[key], beside[key])


def _beside_entries(garden: Garden) -> Iterator[tuple[str, str, str, str]]:
    """What else may hold a name: the path of a file, what it says, what that is called, and how to mend it."""
    settings, fix = garden.settings, "Take the name out, or say what they do."
    yield settings.config_path.name, settings.configuration, "this", fix
    for name, picture in {**garden.pictures, **garden.refused}.items():
        yield picture.path, name, _FILE_NAME, "Rename it with `kgen mv`: its name is part of its address."


def _holding(entry: Entry, found: Sequence[PersonMention]) -> Diagnostic:
    positions = [each.position for each in found if each.position is not None]
    is_sure = any(each.is_whole for each in found)
    take_it = "Take the name" if is_sure else "If it is theirs, take it"
    fixes = [f"{take_it} out, or say only who it is, such as “a neighbour”."] if positions else []
    if len(positions) < len(found):
        fixes.append(
            f"Rename the file{' too' if fixes else ''}: `kgen mv`. Then take the old name out of its `aliases`."
        )
    what = "this" if positions else _FILE_NAME
    message = f"{what} {'holds' if is_sure else 'seems to hold'} {_THEIRS}"
    return Diagnostic("warning", message, " ".join(fixes), min(positions, default=Position(1)), path=entry.path)


def speaking_of(garden: Garden, person: Person) -> list[Entry]:
    """The entries, besides that of a person, whose words or file name may hold that person's name."""
    names = phrases([person], ())
    entries = (entry for entry in garden.entries.values() if entry is not person)
    return [entry for entry in entries if any(True for _ in _said(garden, entry, names))]


def is_told(entry: Entry) -> bool:
    """Whether what is wrong with somebody's consent was noticed while the file was read."""
    has_parts = any(path[0] == "consent" and len(path) > 1 for path in entry.positions)
    return any(fault.check == "consent" for fault in entry.faults) or (has_parts and not entry.valid)


def how_to_ask(entry: Entry) -> str:
    if ("consent", "given") in entry.positions:
        return "Ask them. If they agree, write the month in which they did after `given:`."
    return "Ask them. If they agree, add `consent:`, and below it `given:` with the month in which they did."


def _not_asked(garden: Garden, person: Person, speaking: list[Entry], others: list[str]) -> Diagnostic:
    message = (
        "nothing says that this person agreed to be named here, so they have no page and their stories are anonymous"
    )
    fix = how_to_ask(person)
    if speaking or others:
        fix += f" If they do not, take them out of {_those(garden, speaking, others)}, and delete this file."
    return of_field(person, "warning", message, fix, "consent")


def _those(garden: Garden, entries: list[Entry], others: list[str]) -> str:
    """All of them, however many: anyone who takes somebody out has to find each."""
    shown = [each for each in entries if each.key in garden.published]
    hidden, words = len(entries) - len(shown), [named(each) for each in shown]
    words += [*others, *([f"{hidden:,} that {'is' if hidden == 1 else 'are'} not published"] if hidden else [])]
    return in_words(words)


def _linked(garden: Garden, entry: Entry) -> set[str]:
    """The keys of what an entry names in a field or links to."""
    found = [each.found for each in garden.names.in_fields(entry.meta)]
    found += [target.entries for _, target in garden.prose_links(entry)]
    return {each.key for entries in found for each in entries[:1]}


def _said(garden: Garden, entry: Entry, names: Phrases) -> Iterator[PersonMention]:
    """The names in all that an entry says, except in what names entries."""
    pseudonyms = entry.meta.pseudonyms if STORY.includes(entry) else ()
    changed = {folded(word) for each in pseudonyms for word in words_of(each)}
    for way, text in (*_texts(entry), *_leading_nowhere(garden, entry)):
        for phrase, form in dict.fromkeys(names.found_in(text)):
            if form.is_whole or not changed.issuperset({*phrase} - TITLE_WORDS):
                place = entry.position(*way) if way else _in_prose(garden, entry, phrase)
                yield PersonMention(form.key, place, form.is_whole)
    for _, form in dict.fromkeys(names.found_in(entry.slug)):
        yield PersonMention(form.key, None, form.is_whole)


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
    yield from ((("aliases",), alias) for alias in entry.meta.aliases)
    if STORY.includes(entry):
        yield from ((("named", number), name) for number, name in enumerate(entry.meta.named))
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
    text = html.unescape("\n\n".join([_TAG.sub("", _BLOCK.sub("\n\n", parts)), *pointed_at]))
    shown = (words for each in entry.body.references for words in (each.shown, each.title) if words)
    return "\n\n".join([text, *shown])


def _between(part: Placeholder) -> str:
    return "" if part.part in ("open", "close") else " "


def _in_prose(garden: Garden, entry: Entry, phrase: tuple[str, ...]) -> Position:
    """Where a name is: as it was noticed while reading, or else as the file is now."""
    names = (phrase, phrase[1:]) if phrase[0] in TITLE_WORDS else (phrase,)
    for each in entry.people:
        is_here = any(tuple(map(folded, words_of(each.key)))[: len(name)] == name for name in names)
        if is_here and each.position is not None and each.position.line >= entry.body_line:
            return each.position
    return Position(_line_in_file(garden, entry, phrase))


def _line_in_file(garden: Garden, entry: Entry, phrase: tuple[str, ...]) -> int:
    """The line of a file's prose that holds all words of a name, or else the last of them; where neither is found, the
    line at which the prose begins."""
    try:
        text = (garden.settings.root / entry.path).read_text(encoding="utf-8", errors="replace")
    except OSError:  # It was taken from somewhere else, or is gone meanwhile.
        return entry.body_line
    words = [[*map(folded, words_of(line))] for line in text.splitlines()[entry.body_line :]]
    for wanted in (set(phrase), {phrase[-1]}):
        for number, held in enumerate(words, entry.body_line + 1):
            if wanted.issubset(held):
                return number
    return entry.body_line
