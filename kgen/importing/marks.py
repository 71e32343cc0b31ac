"""Marks inside a line that Markdown has otherwise: names and looks in braces, keys, icons, roles, labels, bold,
headings, notes.

Sources: Pandoc's manual, "Superscripts and subscripts", "Images", "Inline notes", "Heading identifiers"; kramdown's,
"Attribute list definitions"; PyMdown Extensions', "Keys", "Caret", "Tilde", "Snippets"; PHP Markdown Extra,
"Abbreviations"; Quarto's guide, "Figures"; MyST's, "Roles", "Cross-referencing"; Obsidian's help, "Basic formatting
syntax"; Dataview's documentation, "Adding Metadata"; MediaWiki's, "Help: Formatting".
"""

import re

from kgen.importing.markup import Turning

_ATTRIBUTES = re.compile(
    r"\{:[^{}\n]{1,200}\}|(?<=[)\]*_\ue011:])\{[ \t]*(?:[.#][^{}\n]|[\w-]+=)[^{}\n]{0,200}\}"
    r"|(?<=[\w ?!.])\{(?:[#.][A-Za-z]|#\d[\w-]*[.-])[\w:.#-]{0,100}"
    r"(?:(?: [.#][\w-]{1,60}){0,5}| [^{}\n]{0,100}=[^{}\n]{0,100})\}$"
    r"|(?<=\S )\{ [.#][A-Za-z][\w-]{0,60}(?: [.#][\w-]{1,60}){0,5} \}$"
    r"|^[> \t]*\{[ \t]*(?:[.#][A-Za-z]|[\w-]+=)[^{}\n]{0,200}\}[ \t]*$",
    re.MULTILINE,
)
_SPAN = re.compile(r"(?<![\]!\\])\[([^\[\]\n]{1,500})\]\{[ ]?[.#][\w-][^{}\n]{0,200}\}")
"""Words in brackets to which Pandoc gives a look: `[words]{.mark}`."""
_ALT = re.compile(r"!\[([^\[\]\n]*)\](\([^()\n]*\))\{[^{}\n]*\bfig-alt=\"([^\"\n]*)\"[^{}\n]*\}")
_ICON = re.compile(r"(?<![\w:]):(?:material|fontawesome|octicons|simple|fa|mdi|bi)-[\w-]+:(?:\{[^{}\n]*\})?[ \t]?")
_KEYS = re.compile(r"(?<![\w+])\+\+([\w\"-][\w\"+-]{0,60}?)\+\+(?![\w+])")
_INSERTED_TEXT = re.compile(r"(?<!\^)\^\^(?=[^\s^])([^^\n]{1,500}?)(?<=\S)\^\^(?!\^)")
_LOW = re.compile(r"(?<=[\w)])~([\w+-]{1,8})~(?!~)")
_HIGH = re.compile(r"(?<=[\w)])\^([\w+-]{1,8})\^(?!\^)")
_INCLUDED = re.compile(
    r"^[> \t]*-{1,3}8<-{1,}(?:[ \t]+[\"'][^\n]*[\"'])?[ \t]*$|^\*\[[^\]\n]+\]:[ \t]*[^\n]*$"
    r"|^:::[ \t]+[A-Za-z_]\w*(?:\.\w+)+[ \t]*$(?:\n[ ]{4}[^\n]*){0,100}"
    r"|<%(?:[^\n%<]|%(?!>)|<(?!%)){1,2000}%>"
    r"|\(\((?:[0-9a-f]{8}-[0-9a-f-]{27}|(?=[\w-]*[0-9_-])(?=[\w-]*[a-z])(?=[\w-]+[A-Z])[\w-]{9})\)\)",
    re.MULTILINE,
)
"""Texts of other files, documentation that a program takes from code, explanations of abbreviations, templates of Ruby,
blocks of Logseq, and of Roam, whose names mix small letters with capitals, and with figures or hyphens: `((part-time))`
and `((2019-2020))` are words."""


def _without_dialects(text: str) -> str:
    """The text with what marks of other dialects of Markdown show."""
    text = _SPAN.sub(r"\1", text)
    text = _with_delimiter_rows(_ATTRIBUTES.sub("", _ICON.sub("", _ALT.sub(r"![\3]\2\n\n*\1*\n\n", text))))
    text = _INSERTED_TEXT.sub(r"\1", _KEYS.sub(r"\1", text))
    return _HIGH.sub(r"<sup>\1</sup>", _LOW.sub(r"<sub>\1</sub>", text))


_TABLE = re.compile(r"(?:^\|[^\n]*\|[ \t]*(?:\n|\Z)){2,}", re.MULTILINE)
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"^\|[\s:|-]+\|[ \t]*$", re.MULTILINE)


def _with_delimiter_rows(text: str) -> str:
    """The text with a delimiter row in each table of kramdown that has none: without, kgen sees no table."""

    def headed(table: re.Match[str]) -> str:
        if _RULE.search(table[0]):
            return table[0]
        first, rest = table[0].split("\n", 1)
        return f"{first}\n|{' --- |' * (len(_PIPE.findall(first)) - 1)}\n{rest}"

    return _TABLE.sub(headed, text)


def without_included(text: str, turning: Turning) -> str:
    """The text without what another program fetches or explains, which the report quotes."""
    return _INCLUDED.sub(lambda found: turning.take_out(found[0]), text)


# --- wikis, TeX, Org, reStructuredText, Obsidian

_TOC = re.compile(
    r"^[ \t]*(?:[*+-] TOC[^\n]*\n[ \t]*\{:toc[^}]*\}|\[\[?_?toc_?\]?\]|\{:toc\}|\{toc\})[ \t]*$", re.I | re.M
)
_FOOTNOTE = re.compile(r"(?<!\[)\^\[((?:[^\[\]\n]|\[\[[^\[\]\n]*\]\]|\[[^\[\]\n]*\](?:\([^()\n]*\))?){1,1000})\](?!\()")
_SPACED = re.compile(
    r"(!?\[[^\[\]\n]{0,300}\]\()((?!https?:|<|\{\{)(?:[^\s()<>\"']|\([^()\s]{0,80}\))+"
    r"(?: (?:[^()<>\n\"']|\([^()\n]{0,80}\))*?)\.(?:png|jpe?g|gif|webp|heic|svg|md|pdf|html?))\)",
    re.IGNORECASE,
)
_HIGHLIGHT = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]{1,500}?)(?<=[^\s=])==(?![=\w])")
_FIELD = re.compile(r"^([> \t]*(?:[-*] )?)([a-z][\w -]{1,30}):: ?(.*)$", re.MULTILINE | re.IGNORECASE)
_INNER_FIELD = re.compile(r"[\[(]([a-z][\w -]{1,30}):: ?([^\[\]()\n]{1,200})[\])]", re.IGNORECASE)
_WIKI_BOLD = re.compile(r"(?<!')'{3}(?=\S)([^'\n]{1,200}?\S)'{3}(?!')")
_WIKI_HEADING = re.compile(r"^(={2,6})[ \t]+([^=\n]{1,200}?)[ \t]+={2,6}[ \t]*$", re.MULTILINE)
_SPOILER = re.compile(r">!\s?([^\n<>]{1,500}?)\s?!<|\|\|(?=\S)([^|\n]{1,500}?\S)\|\|")
_TEX = re.compile(
    r"\\(textbf|emph|textit|texttt|section|subsection|footnote|cite|href|url|ref|label)\b\*?\{([^{}\n]{0,500})\}"
)
_TEX_STYLE = {"textbf": "**", "emph": "*", "textit": "*", "texttt": "`"}
_TEX_LIST = re.compile(r"^[ \t]*\\item\b[ \t]*", re.MULTILINE)
_TEX_BLOCK = re.compile(r"\\(?:begin|end)\{[^{}\n]{0,100}\}")
_FENCE_OF_COLONS = re.compile(r"^:{3,}[ \t]*$", re.MULTILINE)
_BULLET = re.compile(r"(?:\\(?=\n))?(^|\n)([ \t]*)[•▪◦‣●][ \t\xa0]+")
"""A bullet that somebody typed, or pasted from Word; a line that was broken before it ends there."""
_SPECIAL_SPACE = re.compile(r"^([ ]{0,3}(?:#{1,6}|[-*+]|\d{1,3}[.)]))\xa0", re.MULTILINE)
_DIRECTIVE = re.compile(r"^\.\. ([a-z-]{2,30})::[ \t]*(.*)$", re.MULTILINE)
_ORG = re.compile(r"^#\+[A-Za-z_]{3,20}.*$\n?", re.MULTILINE)


def without_marks(text: str, turning: Turning) -> str:
    """The text with the marks of other markups as Markdown. Code in it is hidden."""
    text = _TOC.sub("", text)
    text = _SPECIAL_SPACE.sub(r"\1 ", _BULLET.sub(r"\1\2- ", text))
    text = _without_dialects(text)
    text = _SPACED.sub(lambda found: f"{found[1]}{found[2].replace(' ', '%20')})", text)
    text = _footnotes(text, turning)
    text = _HIGHLIGHT.sub(r"**\1**", text)
    text = _WIKI_BOLD.sub(r"**\1**", text)
    text = _WIKI_HEADING.sub(lambda found: f"{'#' * len(found[1])} {found[2]}", text)
    text = _FIELD.sub(lambda found: f"{found[1]}{found[2]}: {found[3]}".rstrip(), text)
    text = _INNER_FIELD.sub(r"\1: \2", text)
    text, spoilers = _SPOILER.subn(lambda found: found[1] or found[2], text)
    if spoilers:
        turning.by_hand.append("words of a spoiler, which readers opened with a click, are shown as others are")
    text = _TEX.sub(_tex, text)
    text = _TEX_BLOCK.sub("", _TEX_LIST.sub("- ", text))
    text = _FENCE_OF_COLONS.sub("", _ORG.sub("", text))
    return _DIRECTIVE.sub(r"\2", text)


def _tex(found: re.Match[str]) -> str:
    if found[1] in ("section", "subsection"):
        return f"{'##' if found[1] == 'section' else '###'} {found[2]}"
    if found[1] in ("label", "ref"):
        return ""
    mark = _TEX_STYLE.get(found[1], "")
    return f"{mark}{found[2]}{mark}"


def _footnotes(text: str, turning: Turning) -> str:
    notes: list[str] = []

    def mark(found: re.Match[str]) -> str:
        notes.append(found[1])
        return f"[^note-{len(notes)}]"

    text = _FOOTNOTE.sub(mark, text)
    if notes:
        turning.turned.append("notes in the text became footnotes")
        text += "\n\n" + "\n".join(f"[^note-{number}]: {note}" for number, note in enumerate(notes, 1))
    return text


# --- roles and labels

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
