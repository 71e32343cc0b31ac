"""Values as somebody wrote them: what is empty is left out, and words in brackets are kept where no brackets belong."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from kgen.diagnostic import KeyPath
from kgen.fields import field_of, may_stand_alone, model_in
from kgen.model import Position
from kgen.read.yaml_text import Nothing

_CALLED = ("name", "title", "slug", "id")
"""Parts in which other programs hold what something is called."""
_TICKED = ("true", "yes", "x", "1")
_EMPTY: tuple[Any, ...] = ("", [], {})
Positions = Mapping[KeyPath, Position]


def without_empty(
    meta: type[BaseModel], values: Mapping[str, Any], positions: Positions
) -> tuple[dict[str, Any], dict[KeyPath, Position]]:
    """Leave out the empty values of a kind's fields, and the positions of empty list items.

    A field that kgen does not know stays, and so do all words of a map where no map belongs, such as `{trust, hope}`,
    which YAML reads as two empty fields: nothing that somebody wrote vanishes without a word.
    """
    removed: list[KeyPath] = []
    filled = _parts(meta, values, (), removed)
    moved = dict(positions)
    for *way, number in reversed(removed):
        moved = _moved_up(moved, tuple(way), int(number))
    return filled, moved


def _parts(model: type[BaseModel], values: Mapping[str, Any], path: KeyPath, removed: list[KeyPath]) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for name, value in values.items():
        info = field_of(model, name)
        held = _held(model_in(info), value, (*path, name), removed) if info else value
        if info is None or held not in _EMPTY:
            filled[name] = held
    return filled


def _held(inner: type[BaseModel] | None, value: Any, path: KeyPath, removed: list[KeyPath]) -> Any:
    if isinstance(value, list):
        items = [_held(inner, each, (*path, number), removed) for number, each in enumerate(value)]
        removed += [(*path, number) for number, item in enumerate(items) if item in _EMPTY]
        return [item for item in items if item not in _EMPTY]
    if isinstance(value, dict) and inner:
        return text_in(value) if _is_a_text(inner, value) else _parts(inner, value, path, removed)
    return value


def _is_a_text(model: type[BaseModel], value: Mapping[str, Any]) -> bool:
    """Whether a map stands for parts of a field and has none of them: `{made}`, `{first this, then that}`, or
    `They agreed: soon`."""
    if not value or any(field_of(model, name.lower()) for name in value) or may_stand_alone(model):
        return False
    return not any(value.values()) or any(" " in name or name[:1].isupper() for name in value)


def _moved_up(positions: dict[KeyPath, Position], way: KeyPath, removed: int) -> dict[KeyPath, Position]:
    """The positions of what a list holds once one of its items is left out."""
    depth = len(way)
    moved: dict[KeyPath, Position] = {}
    for path, position in positions.items():
        number = path[depth] if path[:depth] == way and len(path) > depth else None
        if not isinstance(number, int) or number < removed:
            moved[path] = position
        elif number > removed:
            moved[(*way, number - 1, *path[depth + 1 :])] = position
    return moved


def words_in(value: Any, *, of_names: bool = False) -> list[str]:
    """The texts in a value that is not a text, in order, each with what YAML took for the name of a field; and with
    what it took for nothing, where they are not the names of entries: `Dad: null`."""
    if isinstance(value, dict):
        inner = {name: ", ".join(words_in(each, of_names=of_names)) for name, each in value.items()}
        if of_names:
            inner = {name: "" if words.lower() in _TICKED else words for name, words in inner.items()}
            called = next((words for name, words in inner.items() if name.lower() in _CALLED), "")
            inner = {"": called} if called else inner
        return [": ".join(filter(None, (name, words))) for name, words in inner.items()]
    if isinstance(value, list):
        return [word for each in value for word in words_in(each, of_names=of_names)]
    if isinstance(value, Nothing) and not of_names:
        return [value.written]
    return [value] if value else []


def text_in(value: Any) -> str:
    """The texts in a value, as one text."""
    return ", ".join(words_in(value))
