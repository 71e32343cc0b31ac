"""What somebody did write, where something else in a kind's fields is missing or wrong."""

from collections.abc import Iterable, Mapping
from copy import copy
from functools import lru_cache, reduce
from operator import or_
from types import GenericAlias
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from kgen.diagnostic import KeyPath
from kgen.field_parts import Cited, Consent, Promise, Tried
from kgen.fields import field_of, model_in
from kgen.meta import UNREADABLE, Meta

_MAY_LACK_PARTS = (Consent, Cited, Promise, Tried)
"""Fields with parts that are checked even if a required one is missing or wrong; it is an empty text then. Any other
field counts as left out. A person's consent is one: without its month, nobody has agreed."""

_LENGTHS = ("min_length", "max_length")
"""What a field's limits of length are called."""


@lru_cache
def forgiving(meta: type[BaseModel]) -> Any:
    """The same fields as a class of their own, none of them required, and lists of any length."""
    loose: dict[str, Any] = {}
    for name, info in meta.model_fields.items():
        if info.is_required() or _may_lack_parts(info) or get_origin(info.annotation) is tuple:
            loose[name] = _unneeded(meta, info)
    made: Any = create_model(meta.__name__, __base__=meta, **loose)
    made.__reduce__ = lambda self: (_blank, (meta,), self.__getstate__())  # type: ignore[method-assign]
    return made


def _unneeded(meta: type[BaseModel], info: FieldInfo) -> tuple[Any, FieldInfo]:
    unneeded = copy(info)
    if get_origin(info.annotation) is tuple:
        unneeded.metadata = [each for each in info.metadata if not any(hasattr(each, name) for name in _LENGTHS)]
    if info.is_required():
        empty: Any = "" if meta in _MAY_LACK_PARTS else None
        unneeded.default = () if get_origin(info.annotation) is tuple else empty
    if _may_lack_parts(info):
        unneeded.annotation = _loosened(info.annotation)
    return unneeded.annotation, unneeded


def _may_lack_parts(info: FieldInfo) -> bool:
    return model_in(info) in _MAY_LACK_PARTS


def _loosened(kind: Any) -> Any:
    """A type with the forgiving class in place of each model: for `Consent | None`, or a tuple of `Tried`."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return forgiving(kind)
    inner = [_loosened(each) for each in get_args(kind)]
    if get_origin(kind) is tuple:
        return GenericAlias(tuple, tuple(inner))
    return reduce(or_, inner) if inner else kind


def _blank(meta: type[Meta]) -> Any:
    """For pickle, which cannot find by its name a class that was made while the program runs."""
    loose = forgiving(meta)
    return loose.__new__(loose)


def takes(model: type[BaseModel], name: str, text: str) -> bool:
    """Whether a field takes a text as it is."""
    try:
        forgiving(model).model_validate({name: text})
    except ValidationError:
        return False
    return True


def what_is_right(meta: type[Meta], values: Mapping[str, Any], errors: Iterable[ErrorDetails]) -> Meta:
    """The model of all values but those that some errors are about; UNREADABLE if nothing can be made of them."""
    wrong = [tuple(each["loc"]) for each in errors if each["type"] not in ("too_long", "too_short")]
    right = _without(meta, dict(values), _together(wrong)) if wrong else values
    fields = {path[0] for path in wrong}
    for each in (right, {name: value for name, value in values.items() if name not in fields}):
        try:
            meant: Meta = forgiving(meta).model_validate(each)
        except ValidationError:
            continue
        return meant
    return UNREADABLE


_NOTHING = object()

_Faults = dict[str | int, "_Faults"]
"""What is wrong in a value: the faults of its parts, by the step to each. If there are none, it is wrong as a whole."""


def _together(paths: Iterable[KeyPath]) -> _Faults:
    """What is wrong where some paths lead, so that a value with thousands of faults is copied once."""
    faults: _Faults = {}
    for path in sorted(paths, key=len):
        here = faults
        for step in path[:-1]:
            if here.get(step) == {}:
                break
            here = here.setdefault(step, {})
        else:
            if not path:
                return {}
            here[path[-1]] = {}
    return faults


def _without(model: type[BaseModel], value: Any, faults: _Faults) -> Any:
    """A value without the parts that are wrong; _NOTHING if it cannot be without them. An item of a list takes all the
    others with it: each is told by its place."""
    if not faults:
        return _NOTHING
    left: Any = copy(value)
    for step, inside in faults.items():
        if isinstance(step, int) and isinstance(left, dict):  # One set of parts needs no list around it.
            left = _without(model, left, inside)
        elif isinstance(step, int):
            left = _without_in_item(model, left, step, inside)
        else:
            left = _without_in_field(model, left, step, inside)
        if left is _NOTHING:
            break
    return left


def _without_in_item(model: type[BaseModel], items: Any, place: int, faults: _Faults) -> Any:
    if not isinstance(items, list) or place >= len(items):
        return _NOTHING
    items[place] = _without(model, items[place], faults)
    return _NOTHING if items[place] is _NOTHING else items


def _without_in_field(model: type[BaseModel], values: Any, name: str, faults: _Faults) -> Any:
    if not isinstance(values, dict):
        return _NOTHING
    info = field_of(model, name)
    left = _without(model_in(info) or model, values.get(name), faults)
    if left is not _NOTHING:
        values[name] = left
        return values
    values.pop(name, None)
    may_lack = model in _MAY_LACK_PARTS or issubclass(model, Meta)
    return _NOTHING if info is not None and info.is_required() and not may_lack else values
