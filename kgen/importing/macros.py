"""Components of design systems for public services that stand in Markdown as macros of Nunjucks: what they say stays.

Sources: GOV.UK Design System and NHS digital service manual, "Nunjucks macro options"; Nunjucks' documentation, "call";
Govspeak, "Callouts".
"""

import re

from kgen.importing.between import sub_between
from kgen.importing.shortcodes import MARKDOWN, Turning, box

_MACRO = re.compile(r"\{\{-?\s*(\w+)\((?=\s*[{)])")
_END_OF_MACRO = re.compile(r"(?:(?<=\()|(?<=\}))\s*\)\s*(?:\|\s*\w+\s*)?-?\}\}")
_CALL = re.compile(r"\{%-?\s*call\s+(\w+)\(\s*(\{[^%]{0,5000}?\})?\s*\)\s*-?%\}")
_END_OF_CALL = re.compile(r"\{%-?\s*endcall\s*-?%\}")
_SAID = re.compile(
    r"""["']?\b(text|html|heading|titleText|titleHtml|summaryText|summaryHtml|href)["']?\s*:\s*"""
    r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`)""",
    re.IGNORECASE | re.DOTALL,
)
_TITLES = ("heading", "titletext", "titlehtml", "summarytext", "summaryhtml")
_BOXES = re.compile(r"inset|warning|banner|panel|details|callout|expander|card", re.IGNORECASE)
_MARKED = re.compile(r"^\$(CTA|[CEADI])[ \t]*\n(.{1,5000}?)\n\$\1[ \t]*$", re.DOTALL | re.MULTILINE)


def without_macros(text: str, turning: Turning) -> str:
    """The text with the words of each component in its place. One that says nothing is taken out, and quoted in the
    report. Code in it is hidden."""

    def said(begin: re.Match[str], inside: str) -> str:
        is_call = begin.re is _CALL
        words = _written(begin[1], (begin[2] or "") if is_call else inside, inside if is_call else "")
        if words:
            turning.turned.append(f"{begin[1]} became the words in it")
        else:
            turning.take_out(f"{begin[0]}{inside}{'{% endcall %}' if is_call else ') }}'}")
        return words

    if "(" in text and "{" in text:
        text = sub_between(_MACRO, _END_OF_MACRO, said, sub_between(_CALL, _END_OF_CALL, said, text))
    return _MARKED.sub(lambda found: box("note", "", found[2]), text) if "\n$" in f"\n{text}" else text


def _escaped(sign: re.Match[str]) -> str:
    return "\n" if sign[1] == "n" else sign[1]


def _written(name: str, options: str, inner: str) -> str:
    title, parts, href = "", [inner.strip()] if inner.strip() else [], ""
    is_last_linked = True
    for key, *values in _SAID.findall(options):
        value = re.sub(r"\\(.)", _escaped, next(filter(None, values), "")).strip()
        if key.lower() in _TITLES:
            title = title or value
        elif key.lower() == "href":
            if is_last_linked:
                href = value
            else:
                parts[-1], is_last_linked = MARKDOWN.link(parts[-1], value), True
        elif value:
            parts.append(MARKDOWN.link(value, href) if href else value)
            href, is_last_linked = "", bool(href)
    body = "\n\n".join(parts)
    if not (title or body):
        return ""
    if _BOXES.search(name):
        return box("warning" if "warning" in name.lower() else "note", title, body)
    return f"\n\n{MARKDOWN.title(title) if title else ''}{body}\n\n"
