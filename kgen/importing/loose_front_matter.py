"""Front matter as other programs write it: YAML, TOML or JSON, read leniently. Nothing in it is run or typed."""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import yaml

from kgen.letters import one_line
from kgen.read.yaml_text import refuse_deep

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Every scalar stays the text that was written: a day, `yes`, 007."""
_YAML = re.compile(r"\s*^---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\s*^\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_BARE = re.compile(
    r"\s*(<!--[ \t]*\n)?((?:(?:\.\. )?[A-Za-z][\w-]{0,30}:(?:[ \t][^\n]*)?\n(?:[ \t]+\S[^\n]*\n)*){1,60})"
    r"(?(1)-->|(?:---[ \t]*(?:\n|\Z)|(?=\n|\Z)))"
)
"""Fields without marks around them, up to an empty line, as in Pelican and MultiMarkdown; or up to three hyphens, as in
Hexo; or in a comment, each after two dots, as in Nikola."""
_BARE_FIELD = re.compile(r"^(?:\.\. )?([A-Za-z][\w-]*):[ \t]*(.*(?:\n[ \t]+.*)*)$", re.MULTILINE)
_BY_LINE = re.compile(r"^([A-Za-z][\w -]{0,40}?)[ \t]*[:=][ \t]+(\S[^\n]*)$", re.MULTILINE)
"""A field and its value, in front matter that is not what its marks say: `title: Housing: a story`."""
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})(?!\d)")
_LONGEST = 64 * 1024
_MOST_TEXTS = 10_000

Fields = Mapping[str, Any]


def split(text: str) -> tuple[Fields, str, str]:
    """The fields of a text, with their names in lower case, what is below them, and what is wrong with them, as a
    clause; empty if nothing is."""
    if found := _YAML.match(text):
        return _fields(lambda block: _loaded(_without_tags(block)), found, text)
    if found := _TOML.match(text):
        return _fields(tomllib.loads, found, text)
    if text.lstrip().startswith("{\n"):
        start = len(text) - len(text.lstrip())
        try:
            value, end = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError):
            return {}, text, ""
        return _named(value), text[end:], ""
    if found := _BARE.match(text):
        bare = _named({name: one_line(value).strip("\"'") for name, value in _BARE_FIELD.findall(found[2])})
        if "title" in bare:
            return bare, text[found.end() :], ""
    return {}, text, ""


def _fields(read: Callable[[str], Any], found: re.Match[str], text: str) -> tuple[Fields, str, str]:
    if len(found[1]) > _LONGEST:
        return {}, text[found.end() :], "its front matter is too long to be read"
    try:
        value = read(found[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        by_line = {name: value.strip().strip("\"'") for name, value in _BY_LINE.findall(found[1])}
        return (
            _named(by_line),
            text[found.end() :],
            "its front matter cannot be understood, so each line was read by itself",
        )
    if isinstance(value, str) and value.strip():  # Words between two rules.
        return {}, text, ""
    fault = "its front matter holds no fields" if value and not isinstance(value, dict) else ""
    return _named(value), text[found.end() :], fault


def _loaded(block: str) -> Any:
    refuse_deep(block)
    return yaml.load(block, _LOADER)


def _without_tags(text: str) -> str:
    """Templates are not YAML: Obsidian's `{{title}}` would be a mapping inside a mapping."""
    return re.sub(r"^([^\n:]+:[ \t]+)(\{\{.*\}\})[ \t]*$", r'\1"\2"', text, flags=re.MULTILINE)


def _named(value: Any) -> Fields:
    return {str(name).strip().lower(): each for name, each in value.items()} if isinstance(value, dict) else {}


def words(fields: Fields, *names: str) -> tuple[str, ...]:
    """The texts in the first of some fields that holds any: one, many, or many in one, between commas. Of fields below
    it, as in `author: {name: Ada}`, that is the name."""
    for name in names:
        value = fields.get(name)
        many = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]
        if found := tuple(dict.fromkeys(filter(None, map(one_line, _scalars(many))))):
            return found
    return ()


def word(fields: Fields, *names: str) -> str:
    """The text in the first of some fields that holds one; `date.created` is a field inside another."""
    for name in names:
        outer, _, inner = name.partition(".")
        value = fields.get(outer)
        value = value.get(inner) if inner and isinstance(value, dict) else None if inner else value
        for each in _scalars(value if isinstance(value, list) else [value]):
            if found := one_line(each):
                return found
    return ""


def texts_below(fields: Fields) -> dict[str, list[str]]:
    """All texts in some fields, one inside another too, by the names on the way to them: `credits.said`."""
    found: dict[str, list[str]] = {}
    waiting: list[tuple[tuple[str, ...], Any]] = [((name,), value) for name, value in reversed([*fields.items()])]
    for _ in range(_MOST_TEXTS):  # Copies in YAML can hold themselves.
        if not waiting:
            break
        way, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*way, str(name)), each) for name, each in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(way, each) for each in reversed(value)]
        elif said := word({"": value}, ""):
            found.setdefault(".".join(way), []).append(said)
    return found


def is_set(fields: Fields, name: str, *values: str) -> bool:
    """Whether a field says one of some values, in capitals or not."""
    return word(fields, name).lower() in values


def month_in(*texts: str) -> str:
    """The first month in some texts, as YYYY-MM: from a day, a time, or the name of a file."""
    for text in texts:
        for year, month in _MONTH.findall(text):
            if 1 <= int(month) <= 12:
                return f"{year}-{int(month):02}"
    return ""


def _scalars(values: Iterable[Any]) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, bool):
            yield "true" if value else "false"
        elif value is not None and not isinstance(value, dict | list):
            yield str(value)
        elif isinstance(value, dict):  # Hugo's `authors: [{name: ...}]`
            yield from _scalars([value.get("name")])
