"""Components in Markdown, of which what they say stays: those of MDX, between tags, with the code that only makes the
page; and those of design systems for public services, which are macros of Nunjucks.

Sources: MDX' documentation, "Using MDX"; Docusaurus', "MDX and React", "Tabs"; Astro's and Mintlify's, "Components";
GOV.UK Design System and NHS digital service manual, "Nunjucks macro options"; Nunjucks' documentation, "call";
Govspeak, "Callouts".
"""

import re

from kgen.importing.between import sub_between
from kgen.importing.galleries import ENDINGS_OF_PICTURES
from kgen.importing.markup import MARKDOWN, Turning, box
from kgen.importing.shortcodes import alone

_CODE = re.compile(
    r"(?<!\S\n)^(?:(?:import\s+(?:[\w*{][^'\";<>]{0,1000}?\s+from\s+)?['\"][^'\"\n]+['\"][ \t]*;?"
    r"|export\s+(?:(?:const|let|var)\s+[\w$]+\s*[:=]|(?:default\s+)?(?:async\s+)?function\b[^\n]*\("
    r"|default\s*(?:class\b|[({\[<]|[\w$]+(?:[;(.]|[ \t]*$)))[^\n]*(?:\n(?![ \t]*$)[^\n]*)*)[ \t]*$\n?)+",
    re.MULTILINE,
)
"""Code begins a paragraph, as MDX wants it: words that happen to begin a line are none."""
_REQUIRED = re.compile(r"=\{\s*(?:require|useBaseUrl)\(\s*(['\"])([^'\"\n]*)\1\s*\)(?:\.default)?\s*\}")
_IMPORTED_PICTURE = re.compile(
    rf"^import\s+(\w+)\s+from\s+['\"]([^'\"\n]+\.(?:{ENDINGS_OF_PICTURES}))['\"]", re.MULTILINE | re.IGNORECASE
)
_GIVEN = re.compile(r"=\{\s*(\w+)(?:\.src)?\s*\}")
_PICTURE = re.compile(r"<(?:Image|Img|Figure|ThemedImage)\b(?=[^<>]*\ssrc=)")
_ALONE = re.compile(r"<([A-Z][\w.]*)((?:[^<>\"']|\"[^\"]{0,1000}\"|'[^']{0,1000}'){0,1000}?)/>")
_TITLED = re.compile(
    r"""^[ \t]*<[A-Z]\w*\b[^<>]*?\s(?:label|title|header|summary)=(["'])([^"'\n]+)\1[^<>]*>""", re.MULTILINE
)


def without_components(text: str, turning: Turning) -> str:
    """The text without the code that builds its page, each title of a component in bold. Blocks of code are hidden."""
    imported = dict(_IMPORTED_PICTURE.findall(text))
    text, number = _CODE.subn("", text)
    if number:
        turning.turned.append("code that built the page was left out")
    if "<" not in text:
        return text
    text = _GIVEN.sub(lambda given: f'="{imported[given[1]]}"' if given[1] in imported else given[0], text)
    text = _PICTURE.sub("<img", _REQUIRED.sub(r'="\2"', text))
    text = _ALONE.sub(lambda tag: alone(tag[1], tag[2], tag[0], turning), text)
    return _TITLED.sub(r"\n**\2**\n\n\g<0>", text)


# --- macros

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
