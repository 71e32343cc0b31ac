"""The fields of an entry as a form shows them, and a file with what was changed in that form.

Whatever the form does not change stays as it was written, to the byte.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import yaml

from kgen.desk.contexts import Field
from kgen.editing.source_file import Edit, SourceFile, with_field
from kgen.model import KIND_BY_NAME, Kind
from kgen.read.yaml_text import composed
from kgen.settings import Settings
from kgen.stewarding.form_file import one_line, scalar
from kgen.views.form import Asked, every_field
from kgen.weave import Garden

Value = str | tuple[str, ...]
MOST_CHOICES = 40
"""Names that are shown to be ticked; of more, those that are there are written."""
MADE = ("published", "withdrawn", "draft", "consent.read_by")
"""What the desk writes itself."""
_RECEIPT = re.compile("[0-9a-fA-F]{64}")
"""The hash of a receipt in `ref`: whoever changed it would make the receipt worthless."""
GROUPS = {
    "consent": "Consent",
    "about_child": "Consent",
    "change": "What came of it",
    "handbrake": "What came of it",
    "release": "What came of it",
    "mentions": "What protects people",
    "pseudonyms": "What protects people",
    "named": "What protects people",
    "place": "What protects people",
    "period": "What protects people",
    "aliases": "For the stewards",
    "lang": "For the stewards",
    "licence": "For the stewards",
    "cites": "For the stewards",
    "summary": "For the stewards",
    "same_as": "For the stewards",
    "orcid": "For the stewards",
    "url": "For the stewards",
    "reach": "For the stewards",
}
FIRST_GROUP = "What it is about"
ORDER = (FIRST_GROUP, "Consent", "What protects people", "What came of it", "For the stewards")
LABELS = {
    "aliases": "Old names and addresses",
    "alt": "Other words for it",
    "asked_by": "Who asks",
    "broader": "Wider topics",
    "cites": "What it refers to (addresses or DOIs)",
    "consent.given": "Month in which consent was given",
    "consent.read_by": "Who has read the final text",
    "consent.ref": "Its number in your register",
    "consent.review": "Month by which to ask again",
    "consent.seen": "Month in which the teller saw it as it stands",
    "date": "Month in which it was told",
    "definition": "What it means",
    "join": "How to take part",
    "licence": "Licence",
    "meets": "How often it meets",
    "next": "Next meeting (such as 2027-01-20)",
    "opened": "Month in which it was asked",
    "orcid": "ORCID",
    "purpose": "What it is for",
    "published": "Month in which it was published",
    "reach": "How to reach them",
    "ref": "Its number in your register",
    "related": "Topics beside it",
    "same_as": "The same elsewhere (addresses)",
    "steward": "Who looks after it",
    "summary": "Summary",
    "title": "Title",
    "url": "Address of its own site",
}
"""What fields are called that no form for contributors asks for."""


class NotReadable(ValueError):
    """The front matter cannot be taken apart: only the whole file can be edited."""


def written_in(data: bytes) -> dict[str, Value]:
    """By its path (`consent.given`) what stands in each field. What a form cannot show is left out. Raises
    NotReadable."""
    return {path: value for path, value in _all_written(data).items() if value is not None}


def _all_written(data: bytes) -> dict[str, Value | None]:
    try:
        root = composed(SourceFile(data).block)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise NotReadable(str(error)) from None
    if not isinstance(root, yaml.MappingNode):
        raise NotReadable("no fields")
    found: dict[str, Value | None] = {}
    for key, value in root.value:
        if not isinstance(key, yaml.ScalarNode):
            raise NotReadable("a name that is no text")
        if isinstance(value, yaml.MappingNode):
            found |= {f"{key.value}.{name.value}": _value(inner) for name, inner in value.value}
        else:
            found[key.value] = _value(value)
    return found


def unshown(data: bytes, kind: Kind, settings: Settings) -> Iterator[str]:
    """The lines of fields that a form cannot show, as they were written. Raises NotReadable."""
    tops = {each.name.partition(".")[0] for each in every_field(kind, settings)} | {*MADE}
    values = _all_written(data)
    block = SourceFile(data).block
    root = composed(block)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        of_it = [each for path, each in values.items() if path.partition(".")[0] == key.value]
        if key.value not in tops or None in of_it:
            yield block[key.start_mark.index : value.end_mark.index].strip()


def _value(node: yaml.Node) -> Value | None:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode) and all(isinstance(each, yaml.ScalarNode) for each in node.value):
        return tuple(str(each.value) for each in node.value)
    return None


def with_values(data: bytes, values: Mapping[str, Value]) -> bytes:
    """A file with other values in some fields; one with an empty value is taken out. Raises NotReadable."""
    before = _all_written(data)
    parents: dict[str, dict[str, Value]] = {}
    for path, value in values.items():
        parent, _, part = path.partition(".")
        if part:
            parents.setdefault(parent, {})[part] = value
        elif not _same(before.get(path), value):
            data = _with_field(data, path, written(value))
    for parent, parts in parents.items():
        inner = {path.partition(".")[2]: each for path, each in before.items() if path.startswith(f"{parent}.")}
        if all(_same(inner.get(part), value) for part, value in parts.items()):
            continue
        if any(each is None for each in inner.values()):
            raise NotReadable(f"{parent} holds what a form cannot show")
        lines = [f"  {name}: {text}" for name, each in {**inner, **parts}.items() if (text := written(each or ""))]
        data = _with_field(data, parent, "\n" + "\n".join(lines) if lines else "")
    return data


def _with_field(data: bytes, name: str, text: str) -> bytes:
    try:
        return with_field(data, name, text)
    except (ValueError, yaml.YAMLError) as error:
        raise NotReadable(str(error)) from None


def _same(before: Value | None, now: Value) -> bool:
    """Whether two values are written alike: one item is the same in brackets and without."""
    return _items(before or "") == _items(now)


def _items(value: Value) -> tuple[str, ...]:
    items = (value,) if isinstance(value, str) else value
    return tuple(filter(None, map(one_line, items)))


def written(value: Value) -> str:
    """A value as it stands behind the colon; empty where it holds nothing."""
    items = [scalar(each) for each in dict.fromkeys(_items(value))]
    return f"[{', '.join(items)}]" if len(items) > 1 else "".join(items)


def text_in(data: bytes) -> str:
    """The text below the front matter; none where there is no front matter."""
    try:
        return SourceFile(data).body.strip("\n")
    except UnicodeDecodeError:
        return ""


def with_text(data: bytes, text: str) -> bytes:
    """A file with another text below its front matter. Raises NotReadable where there is none."""
    try:
        file = SourceFile(data)
    except UnicodeDecodeError as error:
        raise NotReadable(str(error)) from None
    if not file.block:
        raise NotReadable("no fields")
    new = text.replace("\r\n", "\n").rstrip("\n")
    if new.strip() == file.body.strip():
        return data
    return file.edited([Edit(file.body_at, len(file.text), f"\n\n{new.lstrip(chr(10))}\n" if new.strip() else "\n")])


# --- the form


def fields_of(
    kind: Kind, values: Mapping[str, Value], settings: Settings, garden: Garden, problems: Mapping[str, Sequence[str]]
) -> tuple[Field, ...]:
    """The fields of a kind with what stands in them, group by group. `problems` holds by path what is wrong."""
    found = [
        _field(asked, values.get(asked.name, ""), garden, problems.get(asked.name, ()))
        for asked in every_field(kind, settings)
        if asked.name not in MADE and not is_receipt(values.get(asked.name, ""))
    ]
    return tuple(sorted(found, key=lambda field: ORDER.index(field.group)))


def without_receipts(values: Mapping[str, Value], data: bytes) -> dict[str, Value]:
    """The values that were sent, but for those that no form shows: what only a receipt may say. Raises NotReadable."""
    before = written_in(data)
    return {path: value for path, value in values.items() if not is_receipt(before.get(path, ""))}


def is_receipt(value: Value) -> bool:
    return isinstance(value, str) and _RECEIPT.fullmatch(value) is not None


def _field(asked: Asked, value: Value, garden: Garden, problems: Sequence[str]) -> Field:
    chosen = _items(value)
    choices = asked.choices
    if asked.control == "names":
        choices = tuple(_names(asked.kinds, garden, chosen))
    if asked.control == "yes-or-no":
        choices = (("true", "Yes"), ("false", "No"))
    top = asked.name.partition(".")[0]
    return Field(
        name=asked.name,
        label=LABELS.get(asked.name, asked.label),
        control="day" if asked.name == "next" else asked.control,
        value="\n".join(chosen),
        chosen=chosen,
        choices=choices,
        help="",
        problems=tuple(problems),
        group=GROUPS.get(asked.name) or GROUPS.get(top, FIRST_GROUP),
        longest=asked.longest,
    )


def _names(kinds: Sequence[str], garden: Garden, chosen: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What may be named: the topics, or the stories and questions, of the garden, and what is named already."""
    listed = [entry for entry in garden.published.values() if entry.kind.name in kinds]
    if len(listed) <= MOST_CHOICES or "story" not in kinds:
        yield from sorted(((entry.slug, garden.title(entry)) for entry in listed), key=lambda each: each[1].casefold())
    else:
        there = {entry.slug: entry for entry in listed}
        yield from ((slug, garden.title(there[slug])) for slug in chosen if slug in there)


def sent(kind: Kind, form: Mapping[str, Sequence[str]], settings: Settings) -> dict[str, Value]:
    """The values that a form sent, by path; of fields it did not show, none."""
    found: dict[str, Value] = {}
    for asked in every_field(kind, settings):
        if asked.name in MADE or asked.name not in form:
            continue
        lines = [line for text in form[asked.name] for line in text.replace("\r", "").split("\n") if line.strip()]
        is_list = asked.most != 1
        found[asked.name] = tuple(dict.fromkeys(lines)) if is_list else one_line(" ".join(lines))
    return found


def label_of(name: str, kind: Kind, settings: Settings) -> str:
    """What the form calls a field; its name where the form does not know it."""
    asked = next((each for each in every_field(kind, settings) if each.name == name), None)
    return LABELS.get(name) or (asked.label if asked else name)


def said_in(value: Value, asked: Asked, garden: Garden) -> str:
    """A value in plain words, for somebody who reads what stands there: of what is named, its title."""
    says = {"true": "Yes", "false": "No", **dict(asked.choices)}
    return "; ".join(says.get(each) or _titled(each, asked.kinds, garden) for each in _items(value))


def _titled(name: str, kinds: Sequence[str], garden: Garden) -> str:
    found = (garden.entries.get(f"{KIND_BY_NAME[kind].folder}/{name}") for kind in kinds)
    titles = [garden.title(entry) for entry in found if entry is not None]
    return titles[0] if titles else name
