"""Blocks that other dialects of Markdown put between marks: boxes, tabs, columns, figures; and lists of definitions.

Sources: Pandoc's manual, "Divs and Spans"; MyST's guide, "Directives", "Admonitions"; Quarto's,
"Callout blocks"; Docusaurus', "Admonitions"; PyMdown Extensions', "Blocks"; Material for MkDocs', "Content tabs";
PHP Markdown Extra, "Definition Lists".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from kgen.importing.embeds import link_of
from kgen.importing.galleries import is_gallery
from kgen.importing.markup import MARKDOWN, Turning, box
from kgen.importing.shortcodes import gallery_of
from kgen.markdown.callouts import is_known
from kgen.markdown.leftover_kinds import HIDDEN_CLASSES

_MARKED = re.compile(r"([ \t]*)(:{3,}|/{3,})[ \t]*(.*?)[ \t]*:*$")
_FENCED = re.compile(r"([ \t]*)(`{3,}|~{3,})(?:\{([\w:.+-]+)\}[ \t]*)?(.*)$")
_BOX = re.compile(r"([ \t]*)(?:!!!|\?\?\?\+?)[ \t]+([\w-]+)([^\n\"]*)(?:\"([^\"\n]*)\")?[ \t]*$")
_PLACES = re.compile(r"\b(?:inline|end)\b")
"""What says on which side of the text a box is."""
_TAB = re.compile(r"([ \t]*)===[!+]*[ \t]+\"([^\"\n]*)\"[ \t]*$")
_IN_BRACES = re.compile(r"\{([^{}]*)\}[ \t]*(.*)")
_NAMED = re.compile(r"([A-Za-z][\w-]*)[ \t]*(\|[ \t]*|\[)?(.*?)\]?(?:\{[^{}]*\})?")
_TITLE = re.compile(r"\b(?:title|summary)=(?:\"([^\"]*)\"|'([^']*)')")
_SETTING = re.compile(r"[ \t]*:([\w-]+):[ \t]*(.*)$|[ ]{4,}([\w-]+):[ \t]*(.*)$")
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*$")
_LAYOUT = frozenset(
    "card card-body card-carousel center column columns container content-hidden content-visible details-body"
    " div figure-md flex fragment glossary grid grid-item grid-item-card html layout left line-block"
    " list-table md-fragment panel-tabset right row tab tab-item tab-set tabbed table tabs".split()
)
"""Blocks that only lay a page out: what is in them stays, below their title."""
_WITH_TITLE = frozenset("admonition aside details dropdown margin sidebar topic".split())
"""Boxes whose first line is a title in MyST; in other boxes it is text."""
_OTHER_BOXES = frozenset("attention deprecated epigraph hint pull-quote seealso versionadded versionchanged".split())
_PICTURES = frozenset(("figure", "image"))
_FRAMES = frozenset(("iframe", "youtube", "vimeo", "video"))
_SHOWN_WHEN = re.compile(r"\b(when|unless)-format=[\"']?([\w:-]+)")
_CODE = frozenset(("code", "code-block", "sourcecode"))
_MOST_OPEN = 40
"""Open blocks among which the one that a mark closes is looked for."""
_DEEPEST = 12
"""Blocks inside each other; what is deeper stays as it is."""


@dataclass(slots=True)
class _Block:
    """A block: where it begins on its line, its kind and title, the lines in it, and the number of the one after it."""

    indent: str
    kind: str
    title: str
    lines: list[str]
    after: int
    settings: dict[str, str] = field(default_factory=dict)
    is_directive: bool = False
    head: str = ""


def with_blocks(text: str, turning: Turning) -> str:
    """A text whose blocks are written as kgen writes them; code stays as it is."""
    if not re.search(r"^[ \t]*(?::::|///|```|~~~|!!!|\?\?\?|===)", text, re.MULTILINE):
        return text
    return "\n".join(_turned(text.split("\n"), turning, 0))


def _turned(lines: list[str], turning: Turning, depth: int) -> Iterator[str]:
    ends = _ends(lines)
    at = 0
    while at < len(lines):
        block = _block_at(lines, at, ends) if depth < _DEEPEST else None
        if block is not None:
            written = _written(block, turning, depth)
            yield from (f"{block.indent}{line}" if line else "" for line in written)
            at = block.after
        elif at in ends and _FENCED.match(lines[at]):
            yield from lines[at : ends[at] + 1]
            at = ends[at] + 1
        else:
            yield lines[at]
            at += 1


def _ends(lines: list[str]) -> dict[int, int]:
    """The line that ends each block between two marks, by the line that begins it. What nothing closes is no block,
    unless it is code, which goes to the end."""
    ends: dict[int, int] = {}
    opened: list[tuple[int, str, bool]] = []
    for number, line in enumerate(lines):
        if fenced := _FENCED.match(line):
            mark, kind, rest = fenced[2], fenced[3], fenced[4]
            closes = not kind and not rest.strip()
            place = _last(opened, mark) if closes else -1
            if opened and opened[-1][2] and place != len(opened) - 1:
                continue
            if place >= 0:
                ends[opened[place][0]] = number
                del opened[place:]
            elif "`" not in rest or mark[0] == "~":
                opened.append((number, mark, not _holds_text(kind or "")))
        elif opened and opened[-1][2]:
            continue
        elif marked := _MARKED.match(line):
            if marked[3]:
                opened.append((number, marked[2], False))
            elif (place := _last(opened, marked[2][0])) >= 0:
                ends[opened[place][0]] = number
                del opened[place:]
    ends.update({number: len(lines) - 1 for number, _, is_code in opened if is_code})
    return ends


def _last(opened: list[tuple[int, str, bool]], mark: str) -> int:
    """The place of the last block that a mark closes; -1 if it closes none. Code has to be closed by as many signs
    as began it, where colons and strokes are counted off."""
    for place in range(len(opened) - 1, max(-1, len(opened) - 1 - _MOST_OPEN), -1):
        opening = opened[place][1]
        if mark[0] == opening[0] and (mark[0] in ":/" or len(mark) >= len(opening)):
            return place
    return -1


def _holds_text(kind: str) -> bool:
    """Whether what is in a directive of MyST is text, and not code or what a program would make of it."""
    kind = kind.lower()
    return kind in _LAYOUT or kind in _PICTURES or kind in _FRAMES or _is_box(kind)


def _is_box(kind: str) -> bool:
    return kind in _WITH_TITLE or kind in _OTHER_BOXES or is_known(kind)


def _block_at(lines: list[str], at: int, ends: dict[int, int]) -> _Block | None:
    line = lines[at]
    if found := _BOX.match(line) or _TAB.match(line):
        width = len(found[1].expandtabs(4)) // 4 * 4 + 4
        after = _end_of_indented(lines, at, width)
        body = [dedented(each, width) for each in lines[at + 1 : after]]
        if found.re is _TAB:
            return _Block(found[1], "tab", found[2], body, after) if any(body) else None
        kind, title = (found[2], found[4]) if found[4] else _titled(found[2], _PLACES.sub("", found[3]))
        return _Block(found[1], kind, title, body, after) if any(body) or found[4] else None
    if at not in ends:
        return None
    body, after = lines[at + 1 : ends[at]], ends[at] + 1
    if marked := _MARKED.match(line):
        kind, title, is_directive = _head(marked[3])
        if marked[2][0] == "/" and not (_holds_text(kind) or kind.lower().endswith(("caption", "definition"))):
            return None
    else:
        marked = _FENCED.match(line)
        if marked is None or not marked[3]:
            return None
        kind, title, is_directive = marked[3], marked[4].strip(), True
        if not (_holds_text(kind) or kind in _CODE or kind in ("math", "rubric")):
            return None
    body = [dedented(each, len(marked[1])) for each in body]
    settings, body = settings_of(body, by_colons=is_directive)
    return _Block(marked[1], kind.lower(), title.strip(), body, after, settings, is_directive, marked[3])


def _head(head: str) -> tuple[str, str, bool]:
    """The kind and the title that stand after a mark, and whether they are written as MyST does: `{note} Title`."""
    if found := _IN_BRACES.match(head):
        classes = re.findall(r"\.([A-Za-z][\w-]*)", found[1])
        title = _TITLE.search(found[1])
        named = re.fullmatch(r"[\w:+-]+", found[1])
        return (
            found[1] if named else next(iter(classes), ""),
            (title[1] or title[2] or "") if title else found[2],
            named is not None,
        )
    found = _NAMED.fullmatch(head.lstrip("."))
    if found is None:
        return "", "", False
    return *((found[1], found[3]) if found[2] else _titled(found[1], found[3])), False


def _titled(kind: str, words: str) -> tuple[str, str]:
    """The kind and the title of a box whose title nothing marks: what no program knows as a kind is its first word."""
    words = words.strip()
    return kind, words if _holds_text(kind) or not words else f"{kind} {words}"


def settings_of(lines: list[str], *, by_colons: bool) -> tuple[dict[str, str], list[str]]:
    """The settings at the beginning of a block, `:class: tip` or `    type: tip`, and the lines below them."""
    settings: dict[str, str] = {}
    for number, line in enumerate(lines):
        found = _SETTING.match(line)
        if found is None or bool(found[1]) is not by_colons:
            return settings, lines[number:]
        settings[found[1] or found[3]] = (found[2] if found[1] else found[4]).strip()
    return settings, []


def _end_of_indented(lines: list[str], at: int, width: int) -> int:
    """The number of the line after the last one that is indented under another."""
    after = at + 1
    for number in range(at + 1, len(lines)):
        line = lines[number].expandtabs(4)
        if line.strip() and len(line) - len(line.lstrip()) < width:
            break
        if line.strip():
            after = number + 1
    return after


def dedented(line: str, width: int) -> str:
    """A line with at most so many spaces fewer before it."""
    line = line.expandtabs(4) if line.startswith("\t") and width else line
    return line[min(width, len(line) - len(line.lstrip(" "))) :]


def _written(block: _Block, turning: Turning, depth: int) -> list[str]:
    kind, title = block.kind.removeprefix("callout-"), block.title
    if _is_hidden(block):
        turning.turned.append("a block that no page showed was left out")
        return []
    if kind in _FRAMES:
        label, address = link_of(title, "video" if kind != "iframe" else kind)
        turning.turned.append(f"{kind} became a link")
        return ["", MARKDOWN.link(" ".join(block.lines).strip() or label, address), ""]
    if kind in _CODE:
        return MARKDOWN.code(title, "\n".join(block.lines)).split("\n")
    if kind == "math":
        return ["$$", *block.lines, "$$"]
    if kind == "rubric":
        return ["", f"**{title}**", ""]
    inner = list(_turned(block.lines, turning, depth + 1))
    if kind in _PICTURES:
        return _picture(block, inner, turning)
    if is_gallery(kind):
        return gallery_of("\n".join(inner), turning).split("\n")
    if kind in _LAYOUT or not kind:
        return ["", *([f"**{title}**", ""] if title else []), *inner, ""]
    if kind.endswith("caption"):
        return ["", f"*{' '.join(inner).strip().replace('*', '')}*", ""]
    if block.is_directive and title and kind not in _WITH_TITLE:
        inner, title = [title, *inner], ""
    first = next((line for line in inner if line.strip()), "")
    if kind != block.kind and not title and (heading := _HEADING.match(first)):
        title = heading[1]
        inner = inner[inner.index(first) + 1 :]
    turning.turned.append(f"a box ({kind}) became a boxed note")
    named = (block.settings.get("class") or block.settings.get("type") or "").split(" ")[0]
    return box(named if is_known(named) else kind, title, "\n".join(inner)).split("\n")


def _is_hidden(block: _Block) -> bool:
    """Whether nobody was to see a block, or Quarto or Pandoc put it into other formats alone, or before the eyes of a
    speaker."""
    if block.kind not in ("content-visible", "content-hidden"):
        is_of_speaker = block.kind == "notes" and not block.title and not block.is_directive
        return is_of_speaker or (block.kind in HIDDEN_CLASSES and bool(block.head))
    found = _SHOWN_WHEN.search(block.head)
    is_of_page = found is None or (found[2].startswith("html") == (found[1] == "when"))
    return is_of_page == (block.kind == "content-hidden")


def _picture(block: _Block, inner: list[str], turning: Turning) -> list[str]:
    turning.turned.append(f"{block.kind} became a picture")
    paragraphs = "\n".join(inner).strip("\n").split("\n\n")
    caption, rest = " ".join(paragraphs[0].split("\n")), paragraphs[1:]
    written = MARKDOWN.picture(block.title, block.settings.get("alt", ""), caption)
    return "\n\n".join((written.strip("\n"), *rest)).split("\n")


# --- lists of definitions

_DEFINITION = re.compile(r"([ ]{0,3}):[ \t]+(\S.*)$")
_QUOTES = re.compile(r"^(?:>[ ]?)+")
_NO_TERM = re.compile(r"[ \t]*(?:[-*+>#|:<!]|\d+[.)]|\[\^)|[ \t]{4}|.*[.:][ \t]*$")
_MOST_TERMS = 3


def with_definitions(text: str, turning: Turning) -> str:
    """The text with each list of definitions, a term and below it a colon and what it means, as a list. Code in it is
    hidden."""
    if not re.search(r"^[> ]{0,20}:[ \t]+\S", text, re.MULTILINE):
        return text
    out: list[str] = []
    for quotes, group in groupby(text.split("\n"), _quotes):
        lines = [_QUOTES.sub("", line) for line in group]
        listed = _listed(lines, turning)
        out += [f"{'> ' * quotes}{line}".rstrip() for line in listed] if quotes else listed
    return "\n".join(out)


def _quotes(line: str) -> int:
    """How many quotes a line is in."""
    found = _QUOTES.match(line)
    return found[0].count(">") if found else 0


def _listed(lines: list[str], turning: Turning) -> list[str]:
    out: list[str] = []
    at, is_in_list = 0, False
    while at < len(lines):
        found = _DEFINITION.match(lines[at])
        terms = _terms(out) if found else []
        if found is None or not (terms or is_in_list):
            is_in_list = is_in_list and not lines[at].strip()
            out.append(lines[at])
            at += 1
            continue
        after = _end_of_definition(lines, at)
        rest = [f"  {dedented(each, 4).rstrip()}".rstrip() for each in lines[at + 1 : after]]
        if terms:
            del out[len(out) - _height(out, terms) :]
            turning.turned.append("definitions became a list")
            out.append(f"- {', '.join(map(_bold, terms))}: {found[2]}")
        else:
            out += ["", f"  {found[2]}"]
        out += rest
        at, is_in_list = after, True
    return out


def _terms(before: list[str]) -> list[str]:
    """The terms that stand above a definition, with at most one empty line between."""
    nearest = before[-_MOST_TERMS - 2 :]
    terms: list[str] = []
    for line in reversed(nearest[:-1] if nearest and not nearest[-1].strip() else nearest):
        if not line.strip() or line.startswith("[!") or len(terms) > _MOST_TERMS:
            break
        terms.insert(0, line)
    is_term = terms and len(terms) <= _MOST_TERMS and not any(map(_NO_TERM.match, terms))
    return [line.strip() for line in terms] if is_term else []


def _height(before: list[str], terms: list[str]) -> int:
    return len(terms) + (not before[-1].strip())


def _bold(term: str) -> str:
    return term if "**" in term else f"**{term}**"


def _end_of_definition(lines: list[str], at: int) -> int:
    after = at + 1
    while after < len(lines):
        line = lines[after]
        if line.strip():
            is_lazy = bool(lines[after - 1].strip()) and not _DEFINITION.match(line)
            if not is_lazy and not line.startswith(("  ", "\t")):
                break
        elif not any(each.startswith(("    ", "\t")) for each in lines[after + 1 : after + 2]):
            break
        after += 1
    return after
