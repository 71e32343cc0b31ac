"""Markdown of other programs becomes Markdown as kgen reads it.

What has an equivalent is turned; what has none is taken out and reported, word for word. What its writer believed
hidden is taken out, and reported only by number. Code stays as it is.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from kgen.importing.between import sub_between, sub_spans
from kgen.importing.blocks import with_blocks, with_definitions
from kgen.importing.components import without_components, without_macros
from kgen.importing.galleries import Pictures
from kgen.importing.hidden_code import ESCAPED, HiddenCode, outside_blocks, without_results
from kgen.importing.html_inside import without_html, without_unshown
from kgen.importing.marks import with_roles, without_included, without_labels, without_marks
from kgen.importing.markup import MARKDOWN, Turning
from kgen.importing.remarks import is_of_myst, left_out, without_remark_lines, without_remarks
from kgen.importing.shortcodes import without_shortcodes
from kgen.importing.site_settings import NO_VALUES, Values, with_values
from kgen.markdown import leftovers
from kgen.markdown.leftover_kinds import FOR_MEMBERS, MARK_FOR_MEMBERS

_RAW = (re.compile(r"\{%-?\s*raw\s*-?%\}"), re.compile(r"\{%-?\s*endraw\s*-?%\}"))
_FENCED_TAGS = tuple(
    (
        re.compile(
            rf"^[ \t]*{begins}\s*(?:{names})\b(?:\s+\"?([\w+#-]+)(?![\w=+#-]))?[^{{}}]*?(?<!/){ends}", re.MULTILINE
        ),
        re.compile(rf"{begins}{closes}\s*(?:{names})\s*{ends}"),
    )
    for begins, closes, ends, names in (
        (r"\{%-?\s*", "end", r"-?%\}", "highlight"),
        (r"\{\{[<%]", r"\s*/", r"[>%]\}\}", "highlight|code|code-toggle|code-?block|sourcecode"),
    )
)
_FOR_MEMBERS = re.compile(rf"(?:<span\b[^<>]*>\s*)?{FOR_MEMBERS}(?:\s*</span>)?")
_NO_TAG = re.compile(r"(?<!\\)(?:\\\\)*\\<")
_OF_PYMDOWN = re.compile(r"^[ \t]*/{3,}[ \t]+[A-Za-z]", re.MULTILINE)
_END_OF_BLOCK = re.compile(r"^[ \t]*/{4,}[ \t]*$", re.MULTILINE)
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
_BARE_BULLET = re.compile(r"^([> \t]*)([-*+])[ \t]*\n[> \t]*\n([> \t]+)(?=[^\s>])", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?![ \t]*(?:[>#|-]|$))(.+)\n(=|-)\2{2,}[ \t]*$", re.MULTILINE)


class TurnedText(NamedTuple):
    """A body as kgen reads it, what was turned and taken out in it, the tags that were in its lines, and the names of
    its headings, each with its heading."""

    text: str
    turned: tuple[str, ...]
    by_hand: tuple[str, ...]
    tags: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()


def turned(
    text: str,
    title: str,
    *,
    is_obsidian: bool = False,
    has_remarks: bool = False,
    values: Values = NO_VALUES,
    gallery: Callable[[Mapping[str, str]], Pictures] = lambda arguments: [],
) -> TurnedText:
    """Turn a body. `is_obsidian` says that `#word` is a tag in it, and `has_remarks` that `%%` begins a remark, as it
    always does in Obsidian. `values` are known of what it names in braces, `gallery` what a gallery in it shows."""
    text = re.sub("[\ue010\ue011]", "", text)  # What stands in for code.
    turning, code, labels, tags = Turning(gallery=gallery), HiddenCode(), list[tuple[str, str]](), list[str]()
    is_in_myst = is_of_myst(text)
    is_in_pymdown = _OF_PYMDOWN.search(text) is not None
    text = _with_blocks_and_code(text, turning, labels, is_obsidian=is_obsidian)
    text = without_unshown(text, turning, code.kept)
    # From here on a stand-in is in place of each piece of code, and whatever is in it stays as it is.
    text = code.hidden(text)
    if is_in_pymdown:  # What ends a block there begins a comment in AsciiDoc.
        text = _END_OF_BLOCK.sub("", text)
    text = _without_hidden(text, turning, code, is_of_myst=is_in_myst, has_remarks=has_remarks or is_obsidian)
    text = _without_templates(with_values(text, title, values), turning)
    # Definitions share their marks with other marks.
    text = without_marks(with_definitions(text, turning), turning)
    if is_obsidian:  # Once headings and attributes have lost the `#` in them.
        text = _without_tags(text, tags)
    # Formulas would be taken for commands of TeX by what takes out the rest.
    text = _with_headings(_without_the_rest(_with_formulas(text, turning), turning))
    text = _tidy(code.shown(text))
    return TurnedText(text, tuple(turning.turned), tuple(turning.by_hand), tuple(tags), tuple(labels))


def _with_blocks_and_code(text: str, turning: Turning, labels: list[tuple[str, str]], *, is_obsidian: bool) -> str:
    """What has to see code: blocks, since some are written as code and later steps turn what is in them; code between
    tags of templates; code of which another program shows what it makes; and roles of MyST, a name before code."""
    text = with_blocks(text, turning)
    for marks in _FENCED_TAGS:
        text = sub_between(*marks, lambda tag, inside: MARKDOWN.code(tag[1] or "", inside), text, len(text))
    text = without_results(text, turning)
    if is_obsidian:
        text = _QUERY.sub(lambda query: turning.take_out(query[0], "a query that Obsidian filled in"), text)
    what = "code of which the page showed what it makes"
    text = _COMPUTED.sub(lambda computed: turning.take_out(computed[0], what), text)
    return outside_blocks(text, lambda part: with_roles(without_labels(part, labels)))


def _without_hidden(text: str, turning: Turning, code: HiddenCode, *, is_of_myst: bool, has_remarks: bool) -> str:
    """Without what nobody saw, before any step quotes in the report what it takes out; and with what a writer shows as
    it is kept as code, before any step takes it for a mark."""
    text = _NO_TAG.sub(lambda sign: code.kept(sign[0]), text)
    if is_of_myst:  # These fill lines: no step may have added or joined any.
        text = without_remark_lines(text, turning)
    text = sub_between(*_RAW, code.kept_raw, text, len(text))
    text = ESCAPED.sub(lambda shown: code.kept(f"`{shown[0]}`"), text)

    def kept(mark: str, said: str) -> str:
        """What hides the words around it stays: the checks then keep the draft back."""
        turning.by_hand.append(f"`{mark.strip()}` hid words there; delete it with these words, or alone")
        return code.kept(mark)

    text = _FOR_MEMBERS.sub(lambda mark: kept(MARK_FOR_MEMBERS, ""), text)
    text = without_remarks(text, turning, percent_signs=has_remarks)
    shown = _replaced(text, leftovers.hidden_spans, lambda written, said: "")
    if shown != text:
        turning.turned.append(left_out(1))
    return _without_edits(_replaced(shown, leftovers.hiding_spans, kept), turning)


def _without_edits(text: str, turning: Turning) -> str:
    """Without the marks of an editor's changes: as it reads when all of them are made."""

    def edited(mark: re.Match[str], inside: str) -> str:
        if mark[0] == "{==":
            return f"**{inside}**" if inside else "{====}"
        if mark[0] == "{++":
            return inside or "{++++}"
        if mark[0] == "{--" or "~>" in inside:
            turning.turned.append("words that an editor struck out were left out")
        if mark[0] == "{--":
            return ""
        return inside.partition("~>")[2] if "~>" in inside else f"{{~~{inside}~~}}"

    for marks in _EDITED:
        text = sub_between(*marks, edited, text)
    return text


def _without_templates(text: str, turning: Turning) -> str:
    """Macros, which shortcodes would take apart; tasks; shortcodes; then templates of Ruby and components of MDX, which
    look like tags; then HTML, which some of them become or stand in, before marks, which attributes hold."""
    text = _TASK.sub(lambda task: "[x]" if task[1] == "DONE" else "[ ]", without_macros(text, turning))
    text = without_shortcodes(text, turning)
    return without_html(without_components(without_included(text, turning), turning), turning)


def _without_tags(text: str, tags: list[str]) -> str:
    """Without tags and names of blocks in Obsidian."""
    tags += [found[1] for found in _TAG_OF_WORDS.findall(text)]
    text = _TAG_OF_WORDS.sub(r"\1", text)
    tags += _TAG.findall(text)
    text = _TAG.sub(lambda tag: tag[1].rpartition("/")[2].replace("_", " "), _TAG_LINE.sub("", text))
    return _BLOCK_NAME.sub("", text)


def _with_formulas(text: str, turning: Turning) -> str:
    """Formulas as code."""
    out = leftovers.with_formulas(text, lambda inside: f"`{' '.join(inside.split())}`")
    if out != text:
        turning.turned.append("a formula became code, as it was typed")
    return out


def _without_the_rest(text: str, turning: Turning) -> str:
    """Without anything that kgen would still call left over, each reported as it was."""
    return _replaced(text, leftovers.spans, turning.take_out)


def _replaced(text: str, spans: Callable[[bytes], Iterable[tuple[int, int]]], write: Callable[[str, str], str]) -> str:
    """The text with what is found in its bytes replaced."""
    return sub_spans(text, ((start, end, "") for start, end in spans(text.encode())), write)


def with_bullets(text: str) -> str:
    """A text in which no bullet is alone above what is in it, such as one before a picture that was taken out: what is
    below the empty line would be code."""

    def joined(found: re.Match[str]) -> str:
        is_inside = len(found[3].expandtabs(4)) > len(found[1].expandtabs(4))
        return f"{found[1]}{found[2]} " if is_inside else found[0]

    return _BARE_BULLET.sub(joined, text)


def _with_headings(text: str) -> str:
    """The title of a page is its one heading of the first level: what is below it begins with the second. A bullet
    whose words are gone would make a heading of what is above it."""
    text = _EMPTY_BULLET.sub("", with_bullets(text))
    text = _UNDERLINED.sub(lambda found: f"{'#' if found[2] == '=' else '##'} {found[1]}", text)
    if not re.search(r"^#[ \t]", text, re.MULTILINE):
        return text
    return re.sub(r"^(#{1,5})(?=[ \t])", r"#\1", text, flags=re.MULTILINE)


def _tidy(text: str) -> str:
    """Without the empty lines and spaces that other steps left, except for the two that break a line."""
    text = re.sub(r"(?<![ \t\n])[ \t]+$", lambda end: end[0] if end[0] == "  " else "", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub("\n{3,}", "\n\n", text).strip("\n")
