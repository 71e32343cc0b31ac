"""What MDX adds to Markdown: components between tags, and lines of code that only make the page.

Sources: MDX' documentation, "Using MDX"; Docusaurus', "MDX and React", "Tabs"; Astro's and Mintlify's, "Components".
"""

import re

from kgen.importing.shortcodes import Turning, alone

_CODE = re.compile(
    r"(?<!\S\n)^(?:(?:import\s+(?:[\w*{][^'\";<>]{0,1000}?\s+from\s+)?['\"][^'\"\n]+['\"][ \t]*;?"
    r"|export\s+(?:(?:const|let|var)\s+[\w$]+\s*[:=]|(?:default\s+)?(?:async\s+)?function\b[^\n]*\("
    r"|default\s*(?:class\b|[({\[<]|[\w$]+(?:[;(.]|[ \t]*$)))[^\n]*(?:\n(?![ \t]*$)[^\n]*)*)[ \t]*$\n?)+",
    re.MULTILINE,
)
"""Code begins a paragraph, as MDX wants it: words that happen to begin a line are none."""
_REQUIRED = re.compile(r"=\{\s*(?:require|useBaseUrl)\(\s*(['\"])([^'\"\n]*)\1\s*\)(?:\.default)?\s*\}")
_PICTURE = re.compile(r"<(?:Image|Img|Figure|ThemedImage)\b(?=[^<>]*\ssrc=)")
_ALONE = re.compile(r"<([A-Z][\w.]*)((?:[^<>\"']|\"[^\"]{0,1000}\"|'[^']{0,1000}'){0,1000}?)/>")
_TITLED = re.compile(
    r"""^[ \t]*<[A-Z]\w*\b[^<>]*?\s(?:label|title|header|summary)=(["'])([^"'\n]+)\1[^<>]*>""", re.MULTILINE
)


def without_components(text: str, turning: Turning) -> str:
    """The text without the code that builds its page, each title of a component in bold. Blocks of code are hidden."""
    text, number = _CODE.subn("", text)
    if number:
        turning.turned.append("code that built the page was left out")
    if "<" not in text:
        return text
    text = _PICTURE.sub("<img", _REQUIRED.sub(r'="\2"', text))
    text = _ALONE.sub(lambda tag: alone(tag[1], tag[2], tag[0], turning), text)
    return _TITLED.sub(r"\n**\2**\n\n\g<0>", text)
