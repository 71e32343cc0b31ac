"""The fields of an entry as a form shows them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from kgen.desk.entry_contexts import FormField
from kgen.desk.field_values import MADE, Value, items_of, written_in
from kgen.field_types import HASH
from kgen.model import KIND_BY_NAME, Kind
from kgen.read.unsettled import ANSWERED, SETTLE_FIRST, UNSETTLED
from kgen.settings import Settings
from kgen.stewarding.form_file import typed_line
from kgen.views.form import FormQuestion, every_field, lists_of_parts
from kgen.weave import Garden

MOST_CHOICES = 40
"""The most names that are shown to be ticked; where there are more, the chosen ones are written."""
FIRST_GROUP = "What it is about"
_FIELDS_OF = {
    "Consent": ("consent", "about_child", *UNSETTLED),
    "What protects people": ("mentions", "pseudonyms", "named", "place", "period"),
    "What came of it": ("change", "came_of_it", "tries", "handbrake", "release"),
    "More about it": ("aliases", "lang", "licence", "cites", "summary", "same_as", "orcid", "url", "reach"),
}
"""The fields below each heading; all others are below the first."""
_GROUPS = {field: group for group, fields in _FIELDS_OF.items() for field in fields}
_ORDER = (FIRST_GROUP, *_FIELDS_OF)
LABELS = {
    "aliases": "Old names and addresses",
    "alt": "Other words for it",
    "asked_by": "Who asks",
    "authors": "Who wrote it (such as Wenger, Etienne)",
    "broader": "Wider topics",
    "cites": "What it refers to (sources, addresses or DOIs)",
    "consent.given": "Month in which consent was given",
    "consent.read_by": "Who has read the final text",
    "consent.ref": "Its number in your register",
    "consent.review": "Month by which to ask again",
    "consent.seen": "Month in which the teller saw this version",
    "container": "Journal, book or publisher",
    "date": "Month in which it was told",
    "definition": "What it means",
    "doi": "DOI",
    "join": "How to take part",
    "licence": "Licence",
    "meets": "How often it meets",
    "next": "Next meeting (such as 2027-01-20)",
    "opened": "Month in which it was asked",
    "orcid": "ORCID",
    "purpose": "What it is for",
    "published": "Month in which it was published",
    "reach": "How to reach them (everybody can read this)",
    "ref": "Its number in your register",
    "related": "Topics beside it",
    "same_as": "The same elsewhere (addresses)",
    "steward": "Who looks after it",
    "summary": "Summary",
    "title": "Title",
    "url": "Address of its own website",
    "year": "Year of publication",
    ANSWERED: "What they answered to being published (empty it once they have told you otherwise)",
    SETTLE_FIRST: "What has to be settled first (empty it once it is)",
}
"""The labels of fields that no form for contributors asks for."""


def fields_of(
    kind: Kind, values: Mapping[str, Value], settings: Settings, garden: Garden, problems: Mapping[str, Sequence[str]]
) -> tuple[FormField, ...]:
    """The fields of a kind with what they hold, group by group, and an empty set of parts at the end of each list.
    `problems` holds what is wrong, by path."""
    found = [
        _field(asked, values.get(asked.name, ""), garden, problems.get(asked.name, ()))
        for asked in asked_of(kind, values, settings, empty=1)
        if asked.name not in MADE and not is_receipt(values.get(asked.name, ""))
    ]
    return tuple(sorted(found, key=lambda field: _ORDER.index(field.group)))


def asked_of(kind: Kind, paths: Iterable[str], settings: Settings, empty: int = 0) -> Iterator[FormQuestion]:
    """What a form asks of a kind: the parts in lists once for each set of them in the paths of some values
    (`promises.0.what`), and for so many empty sets. What must be settled first is asked where there is such a line."""
    paths = set(paths)
    for name in UNSETTLED:
        if name in paths:
            yield FormQuestion(name, LABELS[name], "line", required=False, most=1)
    there: dict[str, set[int]] = defaultdict(set)
    for path in paths:
        if found := _NUMBERED.fullmatch(path):
            there[found["top"]].add(int(found["number"]))
    lists = lists_of_parts(kind)
    for top, parts in groupby(every_field(kind, settings), key=lambda asked: asked.name.partition(".")[0]):
        if top not in lists:
            yield from parts
            continue
        each, numbers = tuple(parts), sorted(there[top])
        first = numbers[-1] + 1 if numbers else 0
        for number in (*numbers, *range(first, first + empty)):
            yield from (replace(asked, name=f"{top}.{number}.{asked.name.partition('.')[2]}") for asked in each)


_NUMBERED = re.compile(r"(?P<top>[a-z_]+)\.(?P<number>[0-9]{1,3})\.(?P<part>[a-z_]+)")


def _plain(name: str) -> tuple[str, int]:
    """The path of a part without the number of its set, and the number, from 0."""
    found = _NUMBERED.fullmatch(name)
    return (f"{found['top']}.{found['part']}", int(found["number"])) if found else (name, 0)


def without_receipts(values: Mapping[str, Value], data: bytes) -> dict[str, Value]:
    """The values that were sent, except those that no form shows: what only a receipt may say. Raises NotReadable."""
    before = written_in(data)
    return {path: value for path, value in values.items() if not is_receipt(before.get(path, ""))}


def is_receipt(value: Value) -> bool:
    """Whether a value is the hash of a receipt: changing it would make the receipt worthless."""
    return isinstance(value, str) and HASH.fullmatch(value) is not None


def _field(asked: FormQuestion, value: Value, garden: Garden, problems: Sequence[str]) -> FormField:
    chosen = items_of(value)
    choices = tuple(_names(asked.kinds, garden, chosen)) if asked.control == "names" else asked.choices
    return FormField(
        name=asked.name,
        label=label_for(asked),
        control=asked.control,
        value="\n".join(chosen),
        chosen=chosen,
        choices=choices,
        problems=tuple(problems),
        group=_GROUPS.get(asked.name.partition(".")[0], FIRST_GROUP),
        longest=asked.longest,
    )


def _names(kinds: Sequence[str], garden: Garden, chosen: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What may be named: the topics, or the stories and questions, of the garden, and what is named already."""
    listed = [entry for entry in garden.published.values() if entry.kind.name in kinds]
    if len(listed) <= MOST_CHOICES or "story" not in kinds:
        yield from ((entry.slug, garden.title(entry)) for entry in garden.by_title(listed))
    else:
        there = {entry.slug: entry for entry in listed}
        yield from ((slug, garden.title(there[slug])) for slug in chosen if slug in there)


def sent(kind: Kind, form: Mapping[str, Sequence[str]], settings: Settings) -> dict[str, Value]:
    """The values that a form sent, by path; none for fields it did not show."""
    found: dict[str, Value] = {}
    for asked in asked_of(kind, form, settings):
        if asked.name in MADE or asked.name not in form:
            continue
        lines = [line for text in form[asked.name] for line in text.replace("\r", "").split("\n") if line.strip()]
        is_list = asked.most != 1
        found[asked.name] = tuple(dict.fromkeys(lines)) if is_list else typed_line(" ".join(lines))
    return found


def label_for(asked: FormQuestion) -> str:
    """What the form calls a field; the second set of parts and later ones are counted."""
    name, number = _plain(asked.name)
    label = LABELS.get(name, asked.label)
    return f"{label} ({number + 1})" if number else label


def label_of(name: str, kind: Kind, settings: Settings) -> str:
    """What the form calls a field, by its path; the path itself where the form does not know it."""
    plain = _plain(name)[0]
    asked = next((each for each in every_field(kind, settings) if each.name == plain), None)
    return label_for(replace(asked, name=name)) if asked else LABELS.get(name, name)


def said_in(value: Value, asked: FormQuestion, garden: Garden) -> str:
    """A value in plain words, for somebody who reads it: where it names something, the title of that."""
    says = {"true": "Yes", "false": "No", **dict(asked.choices)}
    return "; ".join(says.get(each) or _titled(each, asked.kinds, garden) for each in items_of(value))


def _titled(name: str, kinds: Sequence[str], garden: Garden) -> str:
    found = (garden.entries.get(f"{KIND_BY_NAME[kind].folder}/{name}") for kind in kinds)
    titles = [garden.title(entry) for entry in found if entry is not None]
    return titles[0] if titles else name
