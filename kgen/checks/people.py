"""Names of people, and children that the front matter denies. kgen.safeguarding.names finds both."""

import re
from collections.abc import Iterator, Sequence

from kgen.checks.common import elsewhere, of_field
from kgen.model import MEETING, PERSON, QUESTION, STORY, Detection, Diagnostic, Entry, Position, Severity, Story
from kgen.safeguarding.expressions import DATA as CODED
from kgen.safeguarding.name_lists import DATA, unaccented
from kgen.weave import Garden

_SAYS = DATA["messages"]
_NOT_READ = frozenset(
    [*DATA["fields"]["not-read"], *DATA["fields"]["naming"], *CODED["fields"]["dates"], *CODED["fields"]["codes"]]
)
"""The fields in which names are not findings: those that name entries, and where people agreed. The form does the same.
`_printed` are exceptions."""
_HOMES = frozenset(DATA["fields"]["homes"])
_TELLING = (STORY, QUESTION, PERSON, MEETING)
"""The kinds in which people tell of others. In any other, a name is most often an author's or an office's."""
_LAST_YEAR = 18
"""In the eighteenth year after that of a birth, somebody may still be 17."""
_CLOSE = ("full", "detail")
_CERTAIN = ("name", *_CLOSE)
_NAMELESS = ("child", "own-child")


def people(garden: Garden) -> Iterator[Diagnostic]:
    """Each story that holds names, once; and each child that a story shows and its front matter denies."""
    for entry in garden.entries.values():
        if entry.people:
            yield from _of_entry(garden, entry)


def _of_entry(garden: Garden, entry: Entry) -> Iterator[Diagnostic]:
    printed = _printed(garden, entry)
    told = [each for each, field in _in_fields(entry) if field not in _NOT_READ or field in printed]
    is_allowed = _allowed_words(garden, entry).issuperset
    names = [each for each in told if each.rule not in _NAMELESS and not is_allowed(_words(each.key))]
    if entry.kind not in _TELLING:
        at_home = [each for each, field in _in_fields(entry) if field in _HOMES or field in printed]
        private = [each for each in names if each.rule == "detail" or (each.rule == "full" and each in at_home)]
        yield from _named(entry, private, "mend_elsewhere")
    elif not STORY.includes(entry):
        if entry.kind is MEETING:
            yield from _shown(entry, _children(garden, told))
        # A first name can be changed or left out here, but there is no field to say so.
        yield from _named(entry, [each for each in names if each.rule in _CLOSE], "mend_elsewhere")
    elif entry.meta.about_child:
        yield from _about_child(entry, names)
    else:
        own = [each.position for each in told if each.rule == "own-child" and each.position is not None]
        yield from _denied(entry, _children(garden, told), own)
        yield from _named(entry, names, "mend")
    yield from _in_file_name(entry, [each for each in names if each.rule in _CERTAIN])


def _printed(garden: Garden, entry: Entry) -> set[str]:
    """The fields that could name a person of the garden and name nobody there: what they hold is printed as it is."""
    named = garden.names.in_fields(entry.meta)
    return {each.field for each in named if PERSON in each.kinds and not (each.required or each.found)}


def _in_fields(entry: Entry) -> list[tuple[Detection, str]]:
    """All that was found in a file but not in its name, each with its field: an empty name for the text."""
    field_at = entry.field_finder()
    return [(each, field_at(each.position)) for each in entry.people if each.position is not None]


def _allowed_words(garden: Garden, entry: Entry) -> set[str]:
    """The words of names that may stay: changed ones, and those of people who agreed, the teller among them."""
    names = [entry.title] if entry.kind is PERSON else []
    if STORY.includes(entry):
        for author in garden.names.in_fields(entry.meta, "author"):
            found = author.found[:1]
            if all(person.key in garden.published for person in found):
                names += [author.name, *(person.title for person in found)]
        names += entry.meta.pseudonyms
        if not entry.meta.about_child:
            names += entry.meta.named
    return {word for name in names for word in _words(name)}


def _words(name: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(unaccented(name).replace("’", "'")) if word]


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
    return Diagnostic(severity, message, _SAYS[mend], positions[0], path=entry.path, more=tuple(positions[1:]))


def _denied(story: Story, children: Sequence[Position], own: Sequence[Position]) -> Iterator[Diagnostic]:
    """A child that a story shows, although `about_child` is not true; a warning if it is only the teller's own."""
    says = _SAYS["denied" if story.meta.about_child is False else "not_said"]
    severity: Severity = "error" if children else "warning"
    for position in (*children, *own)[:1]:
        yield Diagnostic(severity, says, _SAYS["mend_denied"], position, path=story.path)


def _shown(meeting: Entry, children: Sequence[Position]) -> Iterator[Diagnostic]:
    """A child in what a meeting heard, chose or promised. There is no field to allow one there."""
    if children:
        message = _SAYS["shown"] + elsewhere(_SAYS["elsewhere"], children)
        yield Diagnostic(
            "error", message, _SAYS["mend_shown"], children[0], path=meeting.path, more=tuple(children[1:])
        )


def _children(garden: Garden, told: Sequence[Detection]) -> list[Position]:
    """Where a child shows. Whoever has a year of birth is one if they can be under 18 this year."""
    year = int(garden.settings.today[:4])
    return [
        each.position
        for each in told
        if each.rule == "child" and each.position is not None and year - (each.born or year) <= _LAST_YEAR
    ]


def _in_file_name(entry: Entry, names: Sequence[Detection]) -> Iterator[Diagnostic]:
    """The name of the file is in its address: a name that the text holds is told there too."""
    slug = set(entry.slug.split("-"))
    held = [each for each in names if min(map(len, words := _words(each.key))) > 2 and slug.issuperset(words)]
    if held and entry.kind is STORY:
        is_close = any(each.rule in _CLOSE for each in held)
        severity: Severity = "warning" if is_close else "info"
        if STORY.includes(entry) and entry.meta.about_child:
            severity = "error"
        yield of_field(entry, severity, _SAYS["file_name"], _SAYS["mend_file_name"], "title")
