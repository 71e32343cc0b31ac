"""Names of people, and children that the front matter denies. kgen.safeguarding.names finds both."""

import re
from collections.abc import Iterator, Sequence

from kgen.checks.common import elsewhere, of_field
from kgen.model import PERSON, STORY, Detection, Diagnostic, Entry, Position, Severity, Story
from kgen.safeguarding.name_lists import DATA, fold
from kgen.weave import Garden

_SAYS = DATA["messages"]
_FIELDS = frozenset(DATA["fields"])
_CLOSE = ("full", "detail")
_CERTAIN = ("name", *_CLOSE)


def people(garden: Garden) -> Iterator[Diagnostic]:
    """Each story that holds names, once; and each child that a story shows and its front matter denies."""
    for entry in garden.entries.values():
        if entry.people:
            yield from _of_entry(garden, entry)


def _of_entry(garden: Garden, entry: Entry) -> Iterator[Diagnostic]:
    field_at = entry.field_finder()
    told = [
        each
        for each in entry.people
        if each.position is not None and (each.position.line >= entry.body_line or field_at(each.position) in _FIELDS)
    ]
    is_allowed = _allowed_words(garden, entry).issuperset
    names = [each for each in told if each.rule != "child" and not is_allowed(_words(each.key))]
    if not STORY.includes(entry):
        # A first name can be changed or left out here, but there is no field that would say that it was.
        yield from _named(entry, [each for each in names if each.rule in _CLOSE], "mend_elsewhere")
    elif entry.meta.about_child:
        yield from _about_child(entry, names)
    else:
        yield from _denied(entry, [each.position for each in told if each.rule == "child" and each.position])
        yield from _named(entry, names, "mend")
    yield from _in_file_name(entry, [each for each in names if each.rule in _CERTAIN])


def _allowed_words(garden: Garden, entry: Entry) -> set[str]:
    """The words of names that may stand: changed ones, those of people who agreed, and whoever tells it."""
    names = [entry.title] if entry.kind is PERSON else []
    if STORY.includes(entry):
        for author in garden.names.in_fields(entry.meta, "author"):
            names += [author.name, *(person.title for person in author.found[:1])]
        names += entry.meta.pseudonyms
        if not entry.meta.about_child:
            names += entry.meta.named
    return {word for name in names for word in _words(name)}


def _words(name: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(fold(name).replace("’", "'")) if word]


_BETWEEN_WORDS = re.compile(r'[\s,.;:()"“”-]+')


def _named(entry: Entry, names: Sequence[Detection], mend: str) -> Iterator[Diagnostic]:
    names = [each for each in names if each.rule != "unknown"]
    close = [each for each in names if each.rule in _CLOSE]
    if close:
        yield _finding(entry, "warning", "close", mend, [*close, *(each for each in names if each.rule not in _CLOSE)])
    elif names:
        yield _finding(entry, "info", "name", mend, names)


def _about_child(entry: Entry, names: Sequence[Detection]) -> Iterator[Diagnostic]:
    certain = [each for each in names if each.rule in _CERTAIN]
    perhaps = [each for each in names if each.rule not in _CERTAIN]
    if certain:
        yield _finding(entry, "error", "about_child", "mend_about_child", certain)
    if perhaps:
        yield _finding(entry, "warning", "perhaps", "mend_perhaps", perhaps)


def _finding(entry: Entry, severity: Severity, says: str, mend: str, names: Sequence[Detection]) -> Diagnostic:
    positions = [each.position for each in names if each.position is not None]
    message = _SAYS[says] + elsewhere(_SAYS["elsewhere"], positions)
    return Diagnostic(severity, message, _SAYS[mend], positions[0], path=entry.path)


def _denied(story: Story, positions: Sequence[Position]) -> Iterator[Diagnostic]:
    """A child that a story shows, although `about_child` is not true."""
    if positions:
        says = _SAYS["denied" if story.meta.about_child is False else "not_said"]
        yield Diagnostic("error", says, _SAYS["mend_denied"], positions[0], path=story.path)


def _in_file_name(entry: Entry, names: Sequence[Detection]) -> Iterator[Diagnostic]:
    """The name of the file is in its address: one that the text holds tells it there too."""
    slug = set(entry.slug.split("-"))
    held = [each for each in names if min(map(len, words := _words(each.key))) > 2 and slug.issuperset(words)]
    if held and entry.kind is STORY:
        is_close = any(each.rule in _CLOSE for each in held)
        severity: Severity = "warning" if is_close else "info"
        if STORY.includes(entry) and entry.meta.about_child:
            severity = "error"
        yield of_field(entry, severity, _SAYS["file_name"], _SAYS["mend_file_name"], "title")
