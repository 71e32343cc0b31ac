"""Roles and labels of MyST and the names that Pandoc, kramdown and Hugo give to headings.

Sources: MyST's guide, "Roles", "Cross-referencing"; Pandoc's manual, "Heading identifiers".
"""

import re

_ROLE = re.compile(r"(?<![`\\])\{([A-Za-z][\w:.+-]*)\}`([^`\n]+)`(?!`)")
_EXPLICIT = re.compile(r"(.*\S)\s*<([^<>\s]+)>$")
_LABEL = re.compile(r"^\(([\w:./-]{1,100})\)=[ \t]*$(?=\s*(?:#{1,6}[ \t]+([^\n]*))?)", re.MULTILINE)
_NAMED_HEADING = re.compile(
    r"^#{1,6}[ \t]+([^\n]{0,300}?)[ \t]{0,9}\{(?=[^{}\n#]*#([\w:.-]+))[^{}\n]*\}[ \t]*$", re.MULTILINE
)
_OF_FORMULA = re.compile(r"^\$\$[ \t]+\([\w:.-]+\)[ \t]*$", re.MULTILINE)
_BREAK = re.compile(r"^\+\+\+(?:[ \t]+\{[^\n]*\})?[ \t]*$", re.MULTILINE)
"""What begins the next part of a page."""
_REFERENCE = re.compile(r"(?<![\w@/.])@((?:fig|tbl|sec|eq|lst|thm)-[\w-]*\w)")
_CITED = re.compile(r"(?<!\])\[-?@((?=[^\s,;\]]*\d)[\w:.+/-]{1,100}(?:[,;][^\[\]\n@]{0,200})?)\](?!\()")
"""A work that Pandoc, Quarto and MyST cite: `[@smith2020, p. 3]`. A name without a figure may be somebody's."""
_AS_CODE = frozenset("code literal kbd file guilabel menuselection command program samp".split())


def with_roles(text: str) -> str:
    """A text whose roles, a name in braces before code, are written as kgen writes them."""
    return _CITED.sub(r"(\1)", _REFERENCE.sub(r"[](#\1)", _ROLE.sub(_written, text)))


def _written(found: re.Match[str]) -> str:
    name, content = found[1].lower(), found[2].strip()
    explicit = _EXPLICIT.fullmatch(content)
    words, target = (explicit[1], explicit[2]) if explicit else ("", content)
    if name == "doc":
        return f"[{words}]({target if target.endswith('.md') else f'{target}.md'})"
    if name in ("ref", "numref", "any", "eq"):
        return f"[{words}](#{target})"
    if name == "download":
        return f"[{words or target}]({target})"
    if name == "math":
        return f"${content}$"
    if name in ("sub", "sup"):
        return f"<{name}>{content}</{name}>"
    return f"`{content}`" if ":" in name or name in _AS_CODE else words or content


def without_labels(text: str, labels: list[tuple[str, str]]) -> str:
    """A text without the labels above its headings. They are added to `labels`, and so are the names that headings
    have, each with its heading; of a label above something else, only the text itself is known."""
    labels += _LABEL.findall(text)
    labels += [(name, heading) for heading, name in _NAMED_HEADING.findall(text)]
    return _BREAK.sub("", _OF_FORMULA.sub("$$", _LABEL.sub("", text)))
