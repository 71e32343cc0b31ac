"""Marks of wikis, TeX, Org, reStructuredText and Obsidian for what Markdown says otherwise: bold, headings, notes.

Sources: Obsidian's help, "Basic formatting syntax"; Dataview's documentation, "Adding Metadata"; MediaWiki's, "Help:
Formatting"; Pandoc's manual, "Inline notes".
"""

import re

from kgen.importing.marks import without_marks
from kgen.importing.shortcodes import Turning

_TOC = re.compile(
    r"^[ \t]*(?:[*+-] TOC[^\n]*\n[ \t]*\{:toc[^}]*\}|\[\[?_?toc_?\]?\]|\{:toc\}|\{toc\})[ \t]*$", re.I | re.M
)
_FOOTNOTE = re.compile(r"(?<!\[)\^\[((?:[^\[\]\n]|\[\[[^\[\]\n]*\]\]|\[[^\[\]\n]*\](?:\([^()\n]*\))?){1,1000})\](?!\()")
_SPACED = re.compile(
    r"(!?\[[^\[\]\n]{0,300}\]\()((?!https?:|<)(?:[^\s()<>\"']|\([^()\s]{0,80}\))+"
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


def without_other_marks(text: str, turning: Turning) -> str:
    """The text with the marks of other markups as Markdown. Code in it is hidden."""
    text = _TOC.sub("", text)
    text = _SPECIAL_SPACE.sub(r"\1 ", _BULLET.sub(r"\1\2- ", text))
    text = without_marks(text)
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
