"""A file for each field of each kind, whose value holds something: all that fits into a field must be looked at."""

from collections.abc import Iterator
from typing import Any, get_origin

import yaml
from pydantic import BaseModel

from kgen.checks import check
from kgen.diagnostic import Diagnostic
from kgen.fields import example_of, model_in
from kgen.model import KINDS, Source
from kgen.read import read_sources
from kgen.settings import Settings
from kgen.weave import weave


def leaves(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """The fields of a kind; for those with parts, each part: `change.checked.when`."""
    for name, info in model.model_fields.items():
        written = f"{above}{info.alias or name}"
        if inner := model_in(info):
            yield from leaves(inner, f"{written}.")
        else:
            yield written


FIELDS = [(kind, field) for kind in KINDS for field in leaves(kind.meta)]


def _needed(model: type[BaseModel]) -> dict[str, Any]:
    needed = {name: info for name, info in model.model_fields.items() if info.is_required()}
    return {
        info.alias or name: _needed(inner) if (inner := model_in(info)) else example_of(model, name)
        for name, info in needed.items()
    }


def _with(model: type[BaseModel], way: list[str], value: str) -> dict[str, Any]:
    info = model.model_fields.get(way[0])
    inner = model_in(info)
    parts = _with(inner, way[1:], value) if inner else value
    is_list = inner and info and get_origin(info.annotation) is tuple
    return {**_needed(model), way[0]: [parts] if is_list else parts}


def front_with(model: type[BaseModel], way: list[str], value: str) -> str:
    """The front matter in which a field, or a part of one, holds a value, besides what a kind needs."""
    return yaml.dump(_with(model, way, value), Dumper=yaml.CSafeDumper, width=1000, allow_unicode=True)


def found_in(settings: Settings, folder: str, field: str, value: str) -> list[Diagnostic]:
    """What the checks say about a value in a field, on its line; the kind is that of the folder's files."""
    kind = next(kind for kind in KINDS if kind.folder == folder)
    text = f"---\n{front_with(kind.meta, field.split('.'), value)}---\nText.\n"
    line = next(number for number, each in enumerate(text.split("\n"), 1) if value in each)
    problems = check(weave(settings, read_sources([Source(f"{folder}/a.md", text.encode())], "content")))
    return [each for each in problems if each.line == line]
