"""Markdown of other programs becomes Markdown as kgen reads it.

What has an equivalent is turned; what has none is taken out and reported, word for word. What its writer believed
hidden is taken out, and reported only by number. Code stays as it is.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from kgen.importing.between import sub_between
from kgen.importing.blocks import with_blocks
from kgen.importing.components import without_components
from kgen.importing.definitions import with_definitions
from kgen.importing.hidden_code import ESCAPED, HiddenCode, outside_blocks, without_results
from kgen.importing.html_inside import without_html
from kgen.importing.macros import without_macros
from kgen.importing.marks import without_included
from kgen.importing.other_marks import without_other_marks
from kgen.importing.remarks import is_of_myst, left_out, without_remark_lines, without_remarks
from kgen.importing.roles import with_roles, without_labels
from kgen.importing.shortcodes import MARKDOWN, Turning, without_shortcodes
from kgen.importing.values import NO_VALUES, Values, with_values
from kgen.markdown import leftovers

_RAW = (re.compile(r"\{%-?\s*raw\s*-?%\}"), re.compile(r"\{%-?\s*endraw\s*-?%\}"))
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
_NO_TAG = re.compile(r"(?<!\\)(?:\\\\)*\\<")
_QUERY = re.compile(r"`\$?= [^`\n]+`")
_COMPUTED = re.compile(r"(?<!`)`\{(?:python|r|julia|ojs)\} [^`\n]+`(?!`)")
_EDITED = tuple(
    (re.compile(re.escape(f"{{{mark}")), re.compile(re.escape(f"{mark}}}"))) for mark in ("--", "++", "~~", "==")
)
_TASK = re.compile(r"\{\{(?:\[\[)?(TODO|DONE)(?:\]\])?\}\}")
_TAG_LINE = re.compile(r"^[ \t]*(?:#(?:[^\W\d_][\w/-]*|\[\[[^\[\]|#\n]{1,60}\]\])[ \t,]*){1,20}$", re.MULTILINE)
_TAG = re.compile(r"(?<![\w/&#\[(`\"'=\]])#([^\W\d_][\w/-]{0,60})(?![\w#])")
_TAG_OF_WORDS = re.compile(r"(?<![\w/&#\[(`\"'=])#(\[\[([^\[\]|#\n]{1,60})\]\])")
"""A tag that is also the name of a page: `#[[night shift]]`."""
_BLOCK_NAME = re.compile(r"(?:(?<=[ \t])|^)\^[A-Za-z0-9-]{1,60}[ \t]*$", re.MULTILINE)
_EMPTY_BULLET = re.compile(r"^([> \t]*)[-*+][ \t]*(?:\n|\Z)(?!\1[ \t]+\S)", re.MULTILINE)
"""A bullet whose words were taken out: below a paragraph, it would make a heading of that."""
_UNDERLINED = re.compile(r"^(?![ \t]*(?:[>#|-]|$))(.+)\n(=|-)\2{2,}[ \t]*$", re.MULTILINE)


class TurnedText(NamedTuple):
    """A body as kgen reads it, what was turned and taken out in it, the tags that were in its lines, and the names of
    its headings, each with its heading."""

    text: str
    turned: tuple[str, ...]
    by_hand: tuple[str, ...]
    tags: tuple[str, ...]
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Body:
    """A body on its way: what is known of it, and what was found in it so far."""

    title: str
    is_obsidian: bool
    has_remarks: bool
    is_of_myst: bool
    values: Values
    turning: Turning = field(default_factory=Turning)
    code: HiddenCode = field(default_factory=HiddenCode)
    tags: list[str] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)


def turned(
    text: str, title: str, *, is_obsidian: bool = False, has_remarks: bool = False, values: Values = NO_VALUES
) -> TurnedText:
    """Turn a body. `is_obsidian` says that `#word` is a tag in it, and `has_remarks` that `%%` begins a remark, as it
    always does in Obsidian. `values` are known of what it names in braces."""
    text = re.sub("[\ue010\ue011]", "", text)  # What stands in for code.
    body = _Body(title, is_obsidian, has_remarks or is_obsidian, is_of_myst(text), values)
    for step in _STEPS:
        text = step(text, body)
    found = body.turning
    return TurnedText(text, tuple(found.turned), tuple(found.by_hand), tuple(body.tags), tuple(body.labels))


# --- while code is in the text


def _with_blocks(text: str, body: _Body) -> str:
    """Boxes, tabs and figures. First of all: some are written as code, and what is in them is turned by later steps."""
    return with_blocks(text, body.turning)


def _with_fences(text: str, body: _Body) -> str:
    """Code between tags of templates, as blocks. Before code is hidden, so that it is."""
    for marks in _FENCED_TAGS:
        text = sub_between(*marks, lambda tag, inside: MARKDOWN.code(tag[1], inside), text, len(text))
    return text


def _without_results(text: str, body: _Body) -> str:
    """Code of which other programs show what it makes. Before the rest of it is hidden."""
    text = without_results(text, body.turning)
    text = _without_queries(text, body.turning, _QUERY) if body.is_obsidian else text
    return _without_queries(text, body.turning, _COMPUTED)


def _with_roles(text: str, body: _Body) -> str:
    """Roles of MyST, which are a name before code, and labels. The last step that has to see code."""
    return outside_blocks(text, lambda part: with_roles(without_labels(part, body.labels)))


def _with_code_hidden(text: str, body: _Body) -> str:
    """A stand-in for each piece of code: from here on, whatever is in it stays as it is. `\\<a>` is no tag either."""
    return _NO_TAG.sub(lambda sign: body.code.kept(sign[0]), body.code.hidden(text))


# --- while code is hidden


def _without_remark_lines(text: str, body: _Body) -> str:
    """Remarks of MyST, which fill lines. Before a step adds or joins lines."""
    return without_remark_lines(text, body.turning) if body.is_of_myst else text


def _with_raw(text: str, body: _Body) -> str:
    """Marks that a writer shows as they are, as code. Before any step that takes them for marks."""
    text = sub_between(*_RAW, body.code.kept_raw, text, len(text))
    return ESCAPED.sub(lambda shown: body.code.kept(f"`{shown[0]}`"), text)


def _without_remarks(text: str, body: _Body) -> str:
    """What nobody saw. Before any step that quotes in the report what it takes out. What hides the words around it
    stays: the checks then keep the draft back."""

    def kept(mark: str) -> str:
        body.turning.by_hand.append(f"`{mark.strip()}` hid words there; delete it with these words, or alone")
        return body.code.kept(mark)

    text = without_remarks(text, body.turning, percent_signs=body.has_remarks)
    out = _replaced(text, leftovers.hidden_spans, lambda _: "")
    if out != text:
        body.turning.turned.append(left_out(1))
    return _replaced(out, leftovers.hiding_spans, kept)


def _without_edits(text: str, body: _Body) -> str:
    """Without the marks of an editor's changes: as it reads when all of them are made. After
    remarks, in which an editor may have made some."""

    def edited(mark: re.Match[str], inside: str) -> str:
        if mark[0] == "{==":
            return f"**{inside}**" if inside else "{====}"
        if mark[0] == "{++":
            return inside or "{++++}"
        if mark[0] == "{--" or "~>" in inside:
            body.turning.turned.append("words that an editor struck out were left out")
        if mark[0] == "{--":
            return ""
        return inside.partition("~>")[2] if "~>" in inside else f"{{~~{inside}~~}}"

    for marks in _EDITED:
        text = sub_between(*marks, edited, text)
    return text


def _with_values(text: str, body: _Body) -> str:
    """Values that a template would fill in and that are known. Before shortcodes, which may hold them."""
    return with_values(text, body.title, body.values)


def _without_templates(text: str, body: _Body) -> str:
    """Components, tasks, shortcodes. Before HTML, which some of them become or stand in; macros are a kind of value
    that shortcodes would take apart."""
    text = _TASK.sub(lambda task: "[x]" if task[1] == "DONE" else "[ ]", without_macros(text, body.turning))
    return without_shortcodes(text, MARKDOWN, body.turning, lambda arguments: [])


def _without_html(text: str, body: _Body) -> str:
    """Templates of Ruby and components of MDX, which look like tags, then HTML. Before marks: attributes hold some."""
    return without_html(without_components(without_included(text, body.turning), body.turning), body.turning)


def _with_marks(text: str, body: _Body) -> str:
    """Definitions, whose marks other marks share, then marks within lines."""
    return without_other_marks(with_definitions(text, body.turning), body.turning)


def _without_tags(text: str, body: _Body) -> str:
    """Tags and names of blocks in Obsidian. After headings and attributes have lost the `#` in them."""
    if not body.is_obsidian:
        return text
    body.tags += [found[1] for found in _TAG_OF_WORDS.findall(text)]
    text = _TAG_OF_WORDS.sub(r"\1", text)
    body.tags += _TAG.findall(text)
    text = _TAG.sub(lambda tag: tag[1].rpartition("/")[2].replace("_", " "), _TAG_LINE.sub("", text))
    return _BLOCK_NAME.sub("", text)


def _with_formulas(text: str, body: _Body) -> str:
    """Formulas as code. Before what is left, which would take them for commands of TeX."""
    out = leftovers.with_formulas(text, lambda inside: f"`{' '.join(inside.split())}`")
    if out != text:
        body.turning.turned.append("a formula became code, as it was typed")
    return out


def _without_the_rest(text: str, body: _Body) -> str:
    """Without anything that kgen would still call left over, each reported as it was. After all that turns
    anything."""

    def taken_out(found: str) -> str:
        body.turning.take_out(found)
        return ""

    return _replaced(text, leftovers.spans, taken_out)


def _with_headings(text: str, body: _Body) -> str:
    """The title of a page is its one heading of the first level: what is below it begins with the second. After all
    that makes headings, and bullets whose words are gone, of which some would make one."""
    text = _EMPTY_BULLET.sub("", text)
    text = _UNDERLINED.sub(lambda found: f"{'#' if found[2] == '=' else '##'} {found[1]}", text)
    if not re.search(r"^#[ \t]", text, re.MULTILINE):
        return text
    return re.sub(r"^(#{1,5})(?=[ \t])", r"#\1", text, flags=re.MULTILINE)


# --- at last


def _with_code(text: str, body: _Body) -> str:
    """The code again."""
    return body.code.shown(text)


def _tidy(text: str, body: _Body) -> str:
    """Without the empty lines and spaces that other steps left. After code is back: a block of it may have been all
    that stood between them."""
    text = "\n".join(map(_without_end, text.split("\n")))
    return re.sub("\n{3,}", "\n\n", text).strip("\n")


_STEPS: tuple[Callable[[str, _Body], str], ...] = (
    _with_blocks,
    _with_fences,
    _without_results,
    _with_roles,
    _with_code_hidden,
    _without_remark_lines,
    _with_raw,
    _without_remarks,
    _without_edits,
    _with_values,
    _without_templates,
    _without_html,
    _with_marks,
    _without_tags,
    _with_formulas,
    _without_the_rest,
    _with_headings,
    _with_code,
    _tidy,
)
"""In this order. The docstring of each says what it turns, and what it has to come before or after."""


def _replaced(text: str, spans: Callable[[bytes], Iterable[tuple[int, int]]], by: Callable[[str], str]) -> str:
    """The text with what is found in its bytes replaced, of what overlaps the first."""
    data = text.encode()
    out, done = [], 0
    for start, end in spans(data):
        if start >= done:
            out += [data[done:start].decode(), by(data[start:end].decode())]
            done = end
    return "".join((*out, data[done:].decode()))


def _without_end(line: str) -> str:
    """A line without spaces at its end, except for two, which break it."""
    words = line.rstrip(" \t")
    return f"{words}  " if words and line[len(words) :] == "  " else words


def _without_queries(text: str, turning: Turning, asked: re.Pattern[str]) -> str:
    """Without the queries inside a line that Obsidian's plugin Dataview answers, or the code that Quarto runs."""
    what = "a query that Obsidian filled in" if asked is _QUERY else "code of which the page showed what it makes"
    return asked.sub(lambda query: turning.take_out(query[0], what), text)
