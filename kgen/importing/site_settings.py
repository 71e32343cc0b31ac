"""The settings of another program's site, and the values that it fills in where a text names them: `{{ site.title }}`,
`{{< param "phone" >}}`. What cannot be read counts as not set, and nothing in them runs.

Sources: Jekyll's documentation, "Variables"; Hugo's, "Param shortcode"; Quarto's guide, "Variables"; the documentation
of mkdocs-macros, "Variables".
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from kgen.importing.documents import UnreadableSource
from kgen.importing.folder import LARGEST_TEXT, bytes_of, text_in
from kgen.importing.loose_front_matter import texts_below
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


def in_data(path: Path) -> dict[str, Any]:
    """What a file of data says, in TOML, or else in YAML, of which JSON is a part; empty if it cannot be understood."""
    if path.suffix != ".toml":
        return in_yaml(path)
    try:
        return tomllib.loads(text_of(path))
    except (ValueError, RecursionError):
        return {}


def below(settings: Any, name: str) -> Mapping[str, Any]:
    """The settings below one of some settings; none if there are none."""
    value = settings.get(name) if isinstance(settings, dict) else None
    return value if isinstance(value, dict) else {}


def in_code(text: str, key: str) -> str:
    """The first text to which a key is set in JavaScript: `url: 'https://example.org'`."""
    found = re.search(rf"\b{key}\s*[:=]\s*([\"'`])([^\"'`\n]*)\1", text)
    return found[2] if found else ""


def texts_in_code(text: str, key: str) -> list[str]:
    """The texts in the first list to which a key is set in JavaScript."""
    found = re.search(rf"\b{key}\s*[:=]\s*\[([^\]]*)\]", text)
    return re.findall(r"[\"'`]([^\"'`\n]+)[\"'`]", found[1]) if found else []


# --- values in texts

Values = Mapping[str, str]
"""Texts by the names that stand for them, in lower case. What `param`, `meta` and `var` name begins with `param.`"""
NO_VALUES: Values = {}
_NAMED = re.compile(
    r"\{\{-?\s*\.?([a-z](?:[\w.-]|\[(?:'[\w -]+'|\"[\w -]+\")\])*)\s*"
    r"(?:\|\s*(?:escape|escape_once|xml_escape|strip|strip_html|markdownify|relative_url|absolute_url|default:\s*(?:\"[^\"{}]*\"|'[^'{}]*'))\s*)*"
    r"-?\}\}"
    r"|\{\{[<%]\s*(?:param|meta|var)\s+[\"']?\.?([\w.-]+)[\"']?\s*[>%]\}\}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\{\{-?\s*[\"']([^\"']*)[\"']\s*\|\s*(?:relative_url|absolute_url|url|relURL)\s*-?\}\}")
_TITLE = re.compile(r"<%=\s*current_page\.data\.title\s*%>", re.IGNORECASE)
_ROOTS = dict.fromkeys(("site.url", "site.baseurl", "page.baseurl"), "")
"""An address without its site begins at the root, where links are looked up."""


def values_in(settings: Any, before: str) -> dict[str, str]:
    """Each single text in some settings or fields, by its name after some words."""
    found = texts_below(settings) if isinstance(settings, dict) else {}
    return {f"{before}{name}".lower(): texts[0] for name, texts in found.items() if len(texts) == 1}


def with_values(text: str, title: str, values: Values) -> str:
    """A text with the values that it names, as far as they are known, and its own title."""
    if "{{" not in text and "<%" not in text:
        return text
    known = {**values, "title": title, "page.title": title, **_ROOTS}

    def value(found: re.Match[str]) -> str:
        name = re.sub(r"\[.(.*?).\]", r".\1", found[1] or f"param.{found[2]}")
        return known.get(name.lower(), found[0])

    text = _NAMED.sub(value, text)
    return _TITLE.sub(lambda found: title, _ADDRESS.sub(r"\1", text))
