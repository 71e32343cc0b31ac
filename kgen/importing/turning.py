"""Markdown of other programs becomes Markdown as kgen reads it.

What has an equivalent is turned; what has none is taken out and reported, word for word. What its writer believed
hidden is taken out, and reported only by number. Code stays as it is.
"""

import re
from collections.abc import Callable
from html import unescape
from typing import NamedTuple

from kgen.importing.between import sub_between
from kgen.importing.blocks import with_blocks
from kgen.importing.components import without_components
from kgen.importing.definitions import with_definitions
from kgen.importing.html_text import markdown_of
from kgen.importing.macros import without_macros
from kgen.importing.marks import without_included, without_marks
from kgen.importing.remarks import is_of_myst, without_remark_lines, without_remarks
from kgen.importing.roles import with_roles, without_labels
from kgen.importing.shortcodes import MARKDOWN, Turning, box, without_shortcodes
from kgen.markdown import leftovers
from kgen.markdown.parser import GITHUB
from kgen.markdown.sanitize import BY_HAND, is_allowed

_STAND_IN = "\ue010{}\ue011"
_STOOD_IN = re.compile("\ue010(\\d+)\ue011")
_RAW = (re.compile(r"\{%-?\s*raw\s*-?%\}"), re.compile(r"\{%-?\s*endraw\s*-?%\}"))
_RAW_MARK = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}\n?")
_ESCAPED = re.compile(r"\{\{([<%])/\*((?:(?!\*/)[^\n]){0,500})\*/([>%])\}\}")
"""How a text in Hugo shows a shortcode as it is written."""
_FENCED_TAGS = (
    (
        re.compile(r"^[ \t]*\{%-?\s*highlight\s+([\w+#-]+)[^{}]*?-?%\}", re.MULTILINE),
        re.compile(r"\{%-?\s*endhighlight\s*-?%\}"),
    ),
    (
        re.compile(r"^[ \t]*\{\{[<%]\s*highlight\s+\"?([\w+#-]+)[^{}]*?[>%]\}\}", re.MULTILINE),
        re.compile(r"\{\{[<%]\s*/\s*highlight\s*[>%]\}\}"),
    ),
)
_SITE_VALUE = re.compile(
    r"\{\{-?\s*(?:site\.(?:base)?url|site\.baseurl|\.Site\.BaseURL|page\.baseurl)\s*-?\}\}", re.IGNORECASE
)
_RELATIVE_VALUE = re.compile(r"\{\{-?\s*[\"']([^\"']*)[\"']\s*\|\s*(?:relative_url|absolute_url|url|relURL)\s*-?\}\}")
_TITLE_VALUE = re.compile(
    r"\{\{-?\s*(?:page\.title|title|\.Title)\s*-?\}\}|<%=\s*current_page\.data\.title\s*%>", re.IGNORECASE
)
_HTML_BLOCK = re.compile(
    r"<(iframe|video|audio|figure|table|object|embed|script|style|form|picture|svg)\b[^<>]*>", re.IGNORECASE
)
_ALONE = re.compile(r"<\w+(?:(?!src|data|href)[^<>])*>", re.IGNORECASE)
"""The opening tag of an element that nothing closes, and that shows nothing of another address."""
_HIDDEN = re.compile(
    r"<(\w+)\b(?=[^<>]*?(?:\shidden\b|display:\s*none|visibility:\s*hidden))[^<>]*>(?:(?!</?\1\b).){0,5000}</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\b([^<>]*)>((?:(?!<a\b).){0,2000}?)</a\s*>", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_TAG_OF_HTML = re.compile(r"(?<!\]\()<(?![A-Za-z][\w+.-]*:/)/?([A-Za-z][\w:-]*)(?=[\s/>])[^<>]*>")
_WRAPPERS = frozenset(("div", "span", "small", "u", "p", "figure", "figcaption"))
_FOOTNOTE = re.compile(r"(?<!\[)\^\[((?:[^\[\]\n]|\[\[[^\[\]\n]*\]\]|\[[^\[\]\n]*\](?:\([^()\n]*\))?){1,1000})\](?!\()")
_SPACED = re.compile(
    r"(!?\[[^\[\]\n]{0,300}\]\()((?!https?:|<)(?:[^\s()<>\"']|\([^()\s]{0,80}\))+"
    r"(?: (?:[^()<>\n\"']|\([^()\n]{0,80}\))*?)\.(?:png|jpe?g|gif|webp|heic|svg|md|pdf|html?))\)",
    re.IGNORECASE,
)
_TOC = re.compile(
    r"^[ \t]*(?:[*+-] TOC[^\n]*\n[ \t]*\{:toc[^}]*\}|\[\[?_?toc_?\]?\]|\{:toc\}|\{toc\})[ \t]*$", re.I | re.M
)
_BLOCK_NAME = re.compile(r"(?:(?<=[ \t])|^)\^[A-Za-z0-9-]{1,60}[ \t]*$", re.MULTILINE)
_HIGHLIGHT = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]{1,500}?)(?<=[^\s=])==(?![=\w])")
_TAG_LINE = re.compile(r"^[ \t]*(?:#[^\W\d_][\w/-]*[ \t,]*){1,20}$", re.MULTILINE)
_TAG = re.compile(r"(?<![\w/&#\[(`\"'=\]])#([^\W\d_][\w/-]{0,60})(?![\w#])")
_FIELD = re.compile(r"^([> \t]*(?:[-*] )?)([a-z][\w -]{1,30}):: ?(.*)$", re.MULTILINE | re.IGNORECASE)
_TASK = re.compile(r"\{\{(?:\[\[)?(TODO|DONE)(?:\]\])?\}\}")
_INNER_FIELD = re.compile(r"[\[(]([a-z][\w -]{1,30}):: ?([^\[\]()\n]{1,200})[\])]", re.IGNORECASE)
_WIKI_BOLD = re.compile(r"(?<!')'{3}(?=\S)([^'\n]{1,200}?\S)'{3}(?!')")
_WIKI_HEADING = re.compile(r"^(={2,6})[ \t]+([^=\n]{1,200}?)[ \t]+={2,6}[ \t]*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?![ \t]*(?:[>#|-]|$))(.+)\n(=|-)\2{2,}[ \t]*$", re.MULTILINE)
_TEX_STYLE = {"textbf": "**", "emph": "*", "textit": "*", "texttt": "`"}
_TEX_LIST = re.compile(r"^[ \t]*\\item\b[ \t]*", re.MULTILINE)
_TEX_BLOCK = re.compile(r"\\(?:begin|end)\{[^{}\n]{0,100}\}")
_FENCE_OF_COLONS = re.compile(r"^:{3,}[ \t]*$", re.MULTILINE)
_TEX = re.compile(
    r"\\(textbf|emph|textit|texttt|section|subsection|footnote|cite|href|url|ref|label)\b\*?\{([^{}\n]{0,500})\}"
)
_DIRECTIVE = re.compile(r"^\.\. ([a-z-]{2,30})::[ \t]*(.*)$", re.MULTILINE)
_ORG = re.compile(r"^#\+[A-Za-z_]{3,20}.*$\n?", re.MULTILINE)
_SPOILER = re.compile(r">!\s?([^\n<>]{1,500}?)\s?!<|\|\|(?=\S)([^|\n]{1,500}?\S)\|\|")
_EDITED = tuple(
    (re.compile(re.escape(f"{{{mark}")), re.compile(re.escape(f"{mark}}}"))) for mark in ("--", "++", "~~", "==")
)


class TurnedText(NamedTuple):
    """A body as kgen reads it, what was turned and taken out in it, the tags that were in its lines, and the names of
    its headings, each with its heading."""

    text: str
    turned: tuple[str, ...]
    by_hand: tuple[str, ...]
    tags: tuple[str, ...]
    labels: tuple[tuple[str, str], ...] = ()


_SETTING = re.compile(r"(title|collapse|icon|color):(.*)")
_QUERY = re.compile(r"`\$?= [^`\n]+`")
_COMPUTED = re.compile(r"(?<!`)`\{(?:python|r|julia|ojs)\} [^`\n]+`(?!`)")
_EMPTY_BULLET = re.compile(r"^([> \t]*)[-*+][ \t]*(?:\n|\Z)(?!\1[ \t]+\S)", re.MULTILINE)
"""A bullet whose words were taken out: below a paragraph, it would make a heading of that."""


def turned(text: str, title: str, *, is_obsidian: bool = False, has_remarks: bool = False) -> TurnedText:
    """Turn a body. `is_obsidian` says that `#word` is a tag in it, and `has_remarks` that `%%` begins a remark, as it
    always does in Obsidian."""
    turning = Turning()
    tags: list[str] = []
    code = _HiddenCode()
    text = re.sub("[\ue010\ue011]", "", text)
    is_in_myst = is_of_myst(text)
    text = with_blocks(text, turning)
    for marks in _FENCED_TAGS:
        text = sub_between(*marks, lambda tag, inside: MARKDOWN.code(tag[1], inside), text, len(text))
    text = _without_results(text, turning)
    text = _without_queries(text, turning, _QUERY) if is_obsidian else text
    text = _without_queries(text, turning, _COMPUTED)
    labels: list[tuple[str, str]] = []
    text = code.hidden(_outside_blocks(text, lambda part: with_roles(without_labels(part, labels))))
    text = without_remark_lines(text, turning) if is_in_myst else text
    text = _ESCAPED.sub(lambda shown: code.kept(f"`{shown[0]}`"), sub_between(*_RAW, code.kept_raw, text, len(text)))
    text = _edited(without_remarks(text, turning, percent_signs=is_obsidian or has_remarks), turning)
    for pattern, value in ((_SITE_VALUE, ""), (_RELATIVE_VALUE, r"\1"), (_TITLE_VALUE, title.replace("\\", r"\\"))):
        text = pattern.sub(value, text)
    text = _TASK.sub(lambda task: "[x]" if task[1] == "DONE" else "[ ]", without_macros(text, turning))
    text = without_shortcodes(text, MARKDOWN, turning, lambda arguments: [])
    text = _html(without_components(without_included(text, turning), turning), turning)
    text = _styles(with_definitions(text, turning), turning)
    if is_obsidian:
        tags += _TAG.findall(text)
        text = _TAG.sub(lambda tag: tag[1].rpartition("/")[2].replace("_", " "), _TAG_LINE.sub("", text))
        text = _BLOCK_NAME.sub("", text)
    text = _formulas(text, turning)
    text = _below_title(_EMPTY_BULLET.sub("", _what_is_left(text, turning)))
    text = code.shown(text)
    text = "\n".join(map(_without_end, text.split("\n")))
    text = re.sub("\n{3,}", "\n\n", text).strip("\n")
    return TurnedText(text, tuple(turning.turned), tuple(turning.by_hand), tuple(tags), tuple(labels))


def _without_end(line: str) -> str:
    """A line without spaces at its end, except for two, which break it."""
    words = line.rstrip(" \t")
    return f"{words}  " if words and line[len(words) :] == "  " else words


def _as_code(text: str) -> str:
    """Text in which marks of templates stand for themselves: only as code does kgen print it without a warning."""
    return f"```\n{text.strip(chr(10))}\n```" if "\n" in text else f"`{text.strip()}`"


class _HiddenCode:
    """Keeps code out of the way while the rest is turned."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def kept(self, written: str) -> str:
        self._kept.append(_ESCAPED.sub(r"{{\1\2\3}}", _RAW_MARK.sub("", written)))
        return _STAND_IN.format(len(self._kept) - 1)

    def kept_raw(self, mark: re.Match[str], inside: str) -> str:
        return self.kept(_as_code(inside)) if "{" in inside else inside

    def hidden(self, text: str) -> str:
        data = text.encode()
        out, done = [], 0
        for start, end, _ in _code_in(text):
            if start >= done:
                out += [data[done:start].decode(), self.kept(data[start:end].decode())]
                done = end
        return "".join((*out, data[done:].decode()))

    def shown(self, text: str) -> str:
        before = ""
        while before != text:  # What was kept may hold something that was kept before it.
            before, text = text, _STOOD_IN.sub(lambda found: self._kept[int(found[1])], text)
        return text


def _code_in(text: str) -> list[tuple[int, int, str]]:
    """Where code is, in bytes, with the language of a block; an indented block is not of its writer's making."""
    found = []
    for event, span in GITHUB.events_with_range(text, merge_text=True):
        match event:
            case {"Code": _}:
                found.append((span["start"], span["end"], ""))
            case {"Start": {"CodeBlock": {"Fenced": language}}}:
                found.append((span["start"], span["end"], str(language).split(" ")[0].split(",")[0].lower()))
            case _:
                pass
    return found


def _outside_blocks(text: str, change: Callable[[str], str]) -> str:
    """The text with what is in no block of code changed."""
    data = text.encode()
    out, done = [], 0
    for event, span in GITHUB.events_with_range(text):
        if isinstance(event, dict) and "CodeBlock" in str(event.get("Start", "")) and span["start"] >= done:
            out += [change(data[done : span["start"]].decode()), data[span["start"] : span["end"]].decode()]
            done = span["end"]
    return "".join((*out, change(data[done:].decode())))


def _without_results(text: str, turning: Turning) -> str:
    """Without the blocks of code whose result their program would show, and with the boxes that some are."""
    data = text.encode()
    out, done = [], 0
    for start, end, language in _code_in(text):
        if start >= done and language.startswith("ad-"):
            out += [data[done:start].decode(), _admonition(language, data[start:end].decode())]
            turning.turned.append(f"a box ({language.removeprefix('ad-')}) became a boxed note")
            done = end
            continue
        if start >= done and leftovers.shows_result(language):
            block = data[start:end].decode()
            out.append(data[done:start].decode())
            turning.take_out(block, f"a block of {language.strip('{}')}")
            done = end
    return "".join((*out, data[done:].decode()))


def _admonition(language: str, block: str) -> str:
    """A box of Obsidian's plugin Admonition, which is written as code: settings first, then the text."""
    lines = block.strip("\n").split("\n")[1:-1]
    title = ""
    while lines and (setting := _SETTING.match(lines[0])):
        title = setting[2].strip() if setting[1] == "title" else title
        lines.pop(0)
    return box(language.removeprefix("ad-"), title, "\n".join(lines))


def _without_queries(text: str, turning: Turning, asked: re.Pattern[str]) -> str:
    """Without the queries inside a line that Obsidian's plugin Dataview answers, or the code that Quarto runs."""
    what = "a query that Obsidian filled in" if asked is _QUERY else "code of which the page showed what it makes"
    return asked.sub(lambda query: turning.take_out(query[0], what), text)


def _edited(text: str, turning: Turning) -> str:
    """Without the marks of an editor's changes: as it reads when all of them are made."""

    def edited(mark: re.Match[str], inside: str) -> str:
        if mark[0] == "{==":
            return f"**{inside}**" if inside else "{====}"
        if mark[0] == "{--":
            turning.turned.append("words that an editor struck out were left out")
            return ""
        if mark[0] == "{++":
            return inside or "{++++}"
        return inside.partition("~>")[2] if "~>" in inside else f"{{~~{inside}~~}}"

    for marks in _EDITED:
        text = sub_between(*marks, edited, text)
    return text


_CAPTION = re.compile(r"\s*<figcaption\b[^<>]*>(.*?)</figcaption\s*>", re.IGNORECASE | re.DOTALL)
_FIGURE_TAG = re.compile(r"</?figure\b[^<>]*>", re.IGNORECASE)


def _below(caption: re.Match[str]) -> str:
    """A caption as a line below its picture."""
    return f"\n\n*{' '.join(caption[1].split()).replace('*', '')}*"


def _html(text: str, turning: Turning) -> str:
    """HTML inside Markdown: blocks that Markdown can say are turned, wrappers around text are taken off."""

    def block(name: str, html: str) -> str:
        if name in ("script", "style", "form", "svg"):
            return turning.take_out(html, f"`<{name}>`")
        if name == "figure" and "![" in html:
            return "\n\n" + re.sub(r"\n[ \t]+", "\n", _FIGURE_TAG.sub("", _CAPTION.sub(_below, html)).strip()) + "\n\n"
        if _ALONE.fullmatch(html):
            return ""
        inner = markdown_of(html)
        turning.turned.extend(inner.turned)
        return f"\n\n{inner.text}\n\n" if inner.text else ""

    def inline(found: re.Match[str]) -> str:
        return markdown_of(found[0]).text

    if "<" not in text:
        return text
    text = _blocks(_HIDDEN.sub("", text), block)
    text = _ANCHOR.sub(_link, _PICTURE.sub(inline, text))
    return _TAG_OF_HTML.sub(_bare, text)


def _blocks(text: str, turn: Callable[[str, str], str]) -> str:
    """The text with each element of HTML that is a block turned. One that nothing closes is only its opening tag."""
    small, pieces, at = text.lower(), [], 0
    unclosed = {"embed"}
    for found in _HTML_BLOCK.finditer(text):
        if found.start() < at:
            continue
        name = found[1].lower()
        end = small.find(f"</{name}", found.end()) if name not in unclosed else -1
        if end < 0:
            unclosed.add(name)
            end = found.end()
        else:
            end = text.find(">", end) + 1 or len(text)
        pieces += [text[at : found.start()], turn(name, text[found.start() : end])]
        at = end
    return "".join((*pieces, text[at:]))


def _link(anchor: re.Match[str]) -> str:
    """A link as Markdown writes it, around the Markdown in it; without an address, only its words."""
    href = _HREF.search(anchor[1])
    address = next(filter(None, href.groups()), "").strip() if href else ""
    words = anchor[2].strip()
    if not address or not words or "\n\n" in words or not is_allowed("a", "href", unescape(address)):
        return anchor[2]
    return MARKDOWN.link(words, unescape(address))


def _bare(tag: re.Match[str]) -> str:
    """A tag without its attributes, which lay a page out; empty for one that does only that, or that kgen takes out."""
    name = tag[1].lower()
    if name not in BY_HAND or name in _WRAPPERS:
        return ""
    return "" if name == "a" else f"<{'/' if tag[0].startswith('</') else ''}{name}>"


def _styles(text: str, turning: Turning) -> str:
    text = _TOC.sub("", text)
    text = without_marks(text)
    text = _SPACED.sub(lambda found: f"{found[1]}{found[2].replace(' ', '%20')})", text)
    text = _footnotes(text, turning)
    text = _HIGHLIGHT.sub(r"**\1**", text)
    text = _WIKI_BOLD.sub(r"**\1**", text)
    text = _WIKI_HEADING.sub(lambda found: f"{'#' * len(found[1])} {found[2]}", text)
    text = _FIELD.sub(lambda found: f"{found[1]}{found[2]}: {found[3]}".rstrip(), text)
    text = _INNER_FIELD.sub(r"\1: \2", text)
    text = _SPOILER.sub(lambda found: found[1] or found[2], text)
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


def _below_title(text: str) -> str:
    """The title of a page is its one heading of the first level: what is below it begins with the second."""
    text = _UNDERLINED.sub(lambda found: f"{'#' if found[2] == '=' else '##'} {found[1]}", text)
    if not re.search(r"^#[ \t]", text, re.MULTILINE):
        return text
    return re.sub(r"^(#{1,5})(?=[ \t])", r"#\1", text, flags=re.MULTILINE)


def _formulas(text: str, turning: Turning) -> str:
    out = leftovers.with_formulas(text, lambda inside: f"`{' '.join(inside.split())}`")
    if out != text:
        turning.turned.append("a formula became code, as it was typed")
    return out


def _what_is_left(text: str, turning: Turning) -> str:
    """Without anything that kgen would still call left over, each reported as it was."""
    data = text.encode()
    out, done = [], 0
    for start, end in leftovers.spans(data):
        if start >= done:
            turning.take_out(data[start:end].decode())
            out.append(data[done:start])
            done = end
    return b"".join((*out, data[done:])).decode()
