"""Values that another program fills in where a text names them: `{{ site.title }}`, `{{< param "phone" >}}`.

Sources: Jekyll's documentation, "Variables"; Hugo's, "Param shortcode"; Quarto's guide, "Variables"; the documentation
of mkdocs-macros, "Variables".
"""

import re
from collections.abc import Mapping
from typing import Any

from kgen.importing.loose_front_matter import texts_below

Values = Mapping[str, str]
"""Texts by the names that stand for them, in lower case. What `param`, `meta` and `var` name begins with `param.`"""
NO_VALUES: Values = {}
_NAMED = re.compile(
    r"\{\{-?\s*\.?([a-z][\w.-]*)\s*"
    r"(?:\|\s*(?:escape|escape_once|xml_escape|strip|strip_html|markdownify|default:\s*(?:\"[^\"{}]*\"|'[^'{}]*'))\s*)*"
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
    text = _NAMED.sub(lambda found: known.get((found[1] or f"param.{found[2]}").lower(), found[0]), text)
    return _TITLE.sub(lambda found: title, _ADDRESS.sub(r"\1", text))
