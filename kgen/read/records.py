"""Entries as bytes, to be sent between processes and kept between runs.

Making them again from these bytes takes a twentieth of the time that reading the file takes. The bytes are Python's
marshal format: only what kgen itself has written may be read (see kgen.publish.cache).
"""

import marshal
import pickle
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

from kgen.fronts import Front
from kgen.model import KIND_BY_NAME, Body, Detection, Entry, Heading, Reference, Spot, Wording, placeholder

Model = TypeVar("Model", bound=BaseModel)
_PATHS: dict[tuple[str | int, ...], tuple[str | int, ...]] = {}
_SPOTS: dict[Spot, Spot] = {}
_DETAILS: dict[frozenset[str], frozenset[str]] = {}
_FIELDS: dict[frozenset[str], set[str]] = {}
"""One object for the same field, the same place and the same set: of 100,000 stories they would be a tenth of the
memory."""


def packed(entry: Entry) -> bytes:
    """Return an entry, as it was read, as bytes."""
    if not entry.sound or type(entry.front) is not entry.kind.front:
        return marshal.dumps(pickle.dumps(entry, protocol=pickle.HIGHEST_PROTOCOL))
    body = entry.body
    return marshal.dumps(
        (
            entry.kind.name,
            entry.slug,
            entry.path,
            entry.digest,
            _written(entry.front),
            entry.title,
            entry.other_names,
            tuple([part if part.__class__ is str else tuple(part) for part in body.parts]),
            [(*each[:-1], tuple(each.sentence)) for each in body.references],
            [(each.level, each.anchor, tuple(each.text)) for each in body.outline],
            body.anchors,
            [tuple(each) for each in body.beginning],
            dict(entry.spots),
            pickle.dumps((body.faults, entry.faults)) if entry.faults else b"",
            entry.prose_line,
            [tuple(each) for each in entry.detections],
            entry.details,
            [tuple(each) for each in entry.people],
        )
    )


def canonical(value: Any) -> bytes:
    """Plain data as bytes that are the same for equal data. Later versions of marshal depend on what Python shares."""
    return marshal.dumps(value, 2)


def facts_of(entry: Entry) -> bytes:
    """What an entry says but for its prose: what is woven, and what other pages may show of it. No lines or columns."""
    assert entry.front is not None
    references = [
        (each.form, each.target, each.heading, each.shown, each.title, each.size, tuple(each.sentence))
        for each in entry.body.references
    ]
    outline = [(each.level, each.anchor, tuple(each.text)) for each in entry.body.outline]
    names = (entry.kind.name, entry.slug, entry.title, entry.other_names, entry.added)
    fields = sorted(_written(entry.front).items())
    return canonical((names, fields, references, outline, entry.body.anchors, tuple(entry.body.opening)))


def unpacked(data: bytes) -> Entry:
    """Return the entry that `packed` made these bytes of."""
    record = marshal.loads(data)
    if isinstance(record, bytes):
        entry: Entry = pickle.loads(record)
        return entry
    kind_name, slug, path, digest, fields, title, others, *prose, spots, faults, line, seen, details, people = record
    parts, references, outline, anchors, beginning = prose
    kind = KIND_BY_NAME[kind_name]
    body_faults, entry_faults = pickle.loads(faults) if faults else ((), ())
    body = Body(
        parts=tuple([part if part.__class__ is str else placeholder(*part) for part in parts]),
        references=tuple([Reference._make((*each[:-1], Wording._make(each[-1]))) for each in references]),
        outline=tuple([Heading(level, anchor, Wording._make(text)) for level, anchor, text in outline]),
        anchors=anchors,
        beginning=tuple([Wording._make(each) for each in beginning]),
        faults=body_faults,
    )
    front = _front(kind.front, fields)
    spots = {_PATHS.setdefault(path, path): _SPOTS.setdefault(spot, spot) for path, spot in spots.items()}
    detections = tuple([Detection._make(each) for each in seen])
    details = _DETAILS.setdefault(details, details)
    return Entry(
        kind,
        slug,
        path,
        digest,
        front,
        True,
        title,
        others,
        body,
        spots,
        entry_faults,
        None,
        line,
        detections,
        details,
        tuple([Detection._make(each) for each in people]),
    )


def _written(front: Front) -> dict[str, Any]:
    """The fields that are not left out, by name; those of an inner model as a mapping of their own."""
    values = {name: front.__dict__[name] for name in front.model_fields_set}
    for name in _inner(type(front)):
        if values.get(name) is not None:
            values[name] = values[name].__dict__
    return values


def _front(front: type[Front], written: Mapping[str, Any]) -> Front:
    values = dict(written)
    for name, model in _inner(front).items():
        if values.get(name) is not None:
            values[name] = _constructed(model, values[name])
    return _constructed(front, values)


def _constructed(model: type[Model], values: Mapping[str, Any]) -> Model:
    names = frozenset(values)
    return model.model_construct(_FIELDS.setdefault(names, set(names)), **values)


@lru_cache
def _inner(front: type[Front]) -> dict[str, type[BaseModel]]:
    """The fields that hold a model of their own, such as `consent`."""
    return {
        name: each
        for name, info in front.model_fields.items()
        for each in (info.annotation, *get_args(info.annotation))
        if isinstance(each, type) and issubclass(each, BaseModel)
    }
