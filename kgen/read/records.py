"""Entries as plain data, to be sent between processes and kept as JSON between runs.

Making them from it again takes a twentieth of the time of reading the file.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel

from kgen.fields import model_in
from kgen.model import (
    KIND_BY_NAME,
    Body,
    DeferredText,
    Detection,
    Diagnostic,
    Entry,
    Heading,
    KeyPath,
    Position,
    Reference,
    placeholder,
)

Model = TypeVar("Model", bound=BaseModel)
_PATHS: dict[KeyPath, KeyPath] = {}
_POSITIONS: dict[tuple[int, int], Position] = {}
_DETAILS: dict[frozenset[str], frozenset[str]] = {}
_FIELDS: dict[frozenset[str], set[str]] = {}
"""One object for each field, each place and each set: with 100,000 stories, copies would be a tenth of the memory."""

Record = list[Any]


def packed(entry: Entry) -> Record:
    """Return a valid entry, as it was read, as lists, mappings, text and numbers.

    A slice of a position is a plain tuple, which pickle writes and reads ten times as fast.
    """
    body = entry.body
    return [
        entry.kind.name,
        entry.slug,
        entry.path,
        entry.digest,
        _written(entry.meta),
        entry.title,
        entry.other_names,
        [part if part.__class__ is str else tuple(part) for part in body.parts],
        [(*each[:-1], tuple(each.sentence)) for each in body.references],
        [(each.level, each.anchor, tuple(each.text)) for each in body.outline],
        body.anchors,
        [tuple(each) for each in body.beginning],
        [(path, position[:]) for path, position in entry.positions.items()],
        [_said(each) for each in body.faults],
        [_said(each) for each in entry.faults],
        entry.body_line,
        [_seen(each) for each in entry.detections],
        sorted(entry.details),
        [_seen(each) for each in entry.people],
    ]


def _said(each: Diagnostic) -> tuple[Any, ...]:
    """What is noticed in a valid entry is not an error, so the garden has nothing to add to it."""
    return each.severity, each.message, each.fix, each.position and each.position[:], each.check


def _seen(each: Detection) -> tuple[Any, ...]:
    return each.rule, each.position and each.position[:], each.key, each.born


def can_be_packed(entry: Entry) -> bool:
    return entry.valid and type(entry.meta) is entry.kind.meta


def unpacked(record: Sequence[Any]) -> Entry:
    """Return the entry that `packed` made this record of, whether or not it has been through JSON."""
    kind_name, slug, path, digest, fields, title, others, *prose, line, seen, details, people = record
    parts, references, outline, anchors, beginning, positions, body_faults, faults = prose
    kind, details = KIND_BY_NAME[kind_name], frozenset(details)
    body = Body(
        parts=tuple([part if part.__class__ is str else placeholder(*part) for part in parts]),
        references=tuple([Reference._make((*each[:-1], _deferred(each[-1]))) for each in references]),
        outline=tuple([Heading(level, anchor, _deferred(text)) for level, anchor, text in outline]),
        anchors=tuple([(name, anchor) for name, anchor in anchors]),
        beginning=tuple(map(_deferred, beginning)),
        faults=tuple(map(_diagnostic, body_faults)),
    )
    return Entry(
        kind=kind,
        slug=slug,
        path=path,
        digest=digest,
        meta=_meta(kind.meta, fields),
        valid=True,
        title=title,
        other_names=tuple(others),
        body=body,
        positions=dict(map(_position, positions)),
        faults=tuple(map(_diagnostic, faults)),
        body_line=line,
        detections=tuple(map(_detection, seen)),
        details=_DETAILS.setdefault(details, details),
        people=tuple(map(_detection, people)),
    )


def _deferred(value: Sequence[Any]) -> DeferredText:
    text, names = value
    return DeferredText(text, tuple(names))


def _position(item: Sequence[Any]) -> tuple[KeyPath, Position]:
    path, pair = tuple(item[0]), (item[1][0], item[1][1])
    return _PATHS.setdefault(path, path), _POSITIONS.get(pair) or _POSITIONS.setdefault(pair, Position(*pair))


def _diagnostic(value: Sequence[Any]) -> Diagnostic:
    severity, message, fix, pair, check = value
    return Diagnostic(severity, message, fix, Position(*pair) if pair else None, check)


def _detection(value: Sequence[Any]) -> Detection:
    rule, pair, key, born = value
    return Detection(rule, Position(*pair) if pair else None, key, born)


def _written(meta: BaseModel) -> dict[str, Any]:
    """The fields that were given, by name; those of an inner model as a mapping of their own."""
    values = {name: meta.__dict__[name] for name in meta.model_fields_set}
    for name in values.keys() & _inner(type(meta)).keys():
        value = values[name]
        if value is not None:
            values[name] = _written(value) if isinstance(value, BaseModel) else tuple(map(_written, value))
    return values


def _meta(model: type[Model], written: Mapping[str, Any]) -> Model:
    values = {name: _tuples(value) for name, value in written.items()}
    for name, inner in _inner(model).items():
        value = values.get(name)
        if value is not None:
            values[name] = (
                tuple(_meta(inner, each) for each in value) if value.__class__ is tuple else _meta(inner, value)
            )
    return _constructed(model, values)


def _tuples(value: Any) -> Any:
    """A value of front matter as it was before JSON made lists of its tuples."""
    if isinstance(value, list):
        return tuple(value)
    return {name: _tuples(each) for name, each in value.items()} if isinstance(value, dict) else value


def _constructed(model: type[Model], values: Mapping[str, Any]) -> Model:
    names = frozenset(values)
    return model.model_construct(_FIELDS.setdefault(names, set(names)), **values)


@lru_cache
def _inner(meta: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The fields that hold a model of their own, such as `consent`."""
    return {name: model for name, info in meta.model_fields.items() if (model := model_in(info))}
