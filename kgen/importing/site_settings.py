"""The settings of another program's site. What cannot be read counts as not set, and nothing in them runs."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from kgen.importing.documents import UnreadableSource
from kgen.importing.folder import LARGEST_TEXT, bytes_of, text_in
from kgen.settings.quotes import NOTHING


def first_file(path: Path, names: Sequence[str]) -> str:
    """The first of some files that a folder holds; empty if there is none."""
    return next((name for name in names if (path / name).is_file()), "")


def text_of(path: Path) -> str:
    """The text of a file, empty if it cannot be read."""
    try:
        return text_in(bytes_of(path, LARGEST_TEXT))
    except UnreadableSource:
        return ""


def in_yaml(path: Path) -> dict[str, Any]:
    """What a file in YAML sets, every text, number and yes as it was written; empty if that cannot be understood."""
    try:
        value = yaml.load(text_of(path), yaml.BaseLoader)
    except (ValueError, RecursionError, yaml.YAMLError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {key: each for key, each in value.items() if not (isinstance(each, str) and each in NOTHING)}


def in_toml(path: Path) -> dict[str, Any]:
    """What a file in TOML sets; empty if that cannot be understood."""
    try:
        return tomllib.loads(text_of(path))
    except (ValueError, RecursionError):
        return {}


def in_data(path: Path) -> dict[str, Any]:
    """What a file of data says, in TOML, or else in YAML, of which JSON is a part."""
    return in_toml(path) if path.suffix == ".toml" else in_yaml(path)


def in_code(text: str, key: str) -> str:
    """The first text to which a key is set in JavaScript: `url: 'https://example.org'`."""
    found = re.search(rf"\b{key}\s*[:=]\s*([\"'`])([^\"'`\n]*)\1", text)
    return found[2] if found else ""


def texts_in_code(text: str, key: str) -> list[str]:
    """The texts in the first list to which a key is set in JavaScript."""
    found = re.search(rf"\b{key}\s*[:=]\s*\[([^\]]*)\]", text)
    return re.findall(r"[\"'`]([^\"'`\n]+)[\"'`]", found[1]) if found else []
