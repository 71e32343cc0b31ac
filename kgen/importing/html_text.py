"""HTML that strangers wrote becomes Markdown: first the HTML is reduced to what Markdown can say, then it is turned.

Films, sounds and frames become links, a caption a line below its picture. What is hidden, what runs and what asks for
something is left out. Source of the elements: the HTML Living Standard, section 4.
"""

import re
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from html_to_markdown import ConversionOptions, convert

from kgen.english import count_of
from kgen.importing.embeds import link_of
from kgen.letters import one_line
from kgen.markdown.leftover_kinds import FOR_MEMBERS, MARK_FOR_MEMBERS

_OPTIONS = ConversionOptions(
    autolinks=False,
    bullets="-",
    compact_tables=True,
    escape_asterisks=True,
    escape_underscores=True,
    expand_abbreviations=False,
    extract_metadata=False,
    highlight_style="bold",
    include_blockquote_citations=False,
    list_indent_width=4,
    newline_style="backslash",
    sub_symbol="<sub>",
    sup_symbol="<sup>",
)
_SILENT = frozenset("script style template noscript svg canvas button select textarea input nav dialog head".split())
"""Elements that are left out with all that is in them."""
_NAMED = {"form": "a form", "math": "a formula"}
"""Elements that are left out too, and that a report names."""
_FEWEST_TOLD = 4
"""Words that are left out, from which on a report says so."""
_NOTE_MARK = re.compile(
    r"""<sup\b[^>]*>\s*<a\b[^>]*\bhref=["']#([\w:.-]+)["'][^>]*>[^<]*</a>\s*</sup>""", re.IGNORECASE
)
_NOTE_TEXT = re.compile(r"""<li\b[^>]*\bid=["']([\w:.-]+)["'][^>]*>(.*?)</li>""", re.IGNORECASE | re.DOTALL)
_BACK = re.compile(r"""<a\b[^>]*\bhref=["']#[^"']*["'][^>]*>\W*</a>""", re.IGNORECASE)
_MARK = re.compile("\ue020(\\d+)\ue021")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_KEPT = frozenset(
    "a abbr b blockquote br code dd del dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s strike strong"
    " sub sup table tbody td tfoot th thead tr ul".split()
)
_MARKS = frozenset("a abbr b code del em i ins kbd mark q s strike strong sub sup".split())
_OF_TABLES = frozenset("table tbody thead tr td th".split())
_CODE_FRAME = re.compile(r"(?:^|\s)(?:highlight|codehilite|rouge|syntaxhighlighter|crayon)")
"""Programs that colour code put it in a table, with the numbers of its lines beside it."""
_GUTTER = re.compile(r"(?:^|\s)(?:gutter|linenos|line-?numbers|rouge-gutter|lineno)(?:$|\s)")
_OF_READERS = frozenset("comments comment-list commentlist comment-respond respond disqus_thread comment-area".split())
"""Classes and names of what readers wrote below a text."""
_MARGIN = re.compile(
    r"""<sup\b[^>]*>\s*<a\b[^>]*href=["']#cmnt\d+["'][^>]*>[^<]*</a>\s*</sup>"""
    r"""|<div\b[^>]*>\s*<p\b[^>]*>\s*<a\b[^>]*\bid=["']cmnt\d+["'][^>]*>(?:(?!</div>).)*</div>""",
    re.IGNORECASE | re.DOTALL,
)
"""Comments in the margin, as Google Docs writes them below a text."""
_BYLINE = re.compile(
    r"byline|author|vcard|meta|posted|publish|date|share|social|breadcrumb|tags?\b|categor|related", re.IGNORECASE
)
"""Classes of what programs write above and below a text themselves."""
_BLOCKS = frozenset("address article aside details div figure footer header main section summary center".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BLOCKS_OF_TEXT = _HEADINGS | {"p", "ul", "ol", "li"}
_OPENS = re.compile(r"""\b(?:aria-controls=["']?|(?:data-(?:bs-)?target|href)=["']?#)([\w:.-]+)""")
"""What opens something that a page hides at first: an accordion, a tab."""
_FRAMES = frozenset(("iframe", "video", "audio", "embed"))
_OF_PAGE = "a part of the page"
HID = "what the page hid"
UNSEEN = re.compile(r".* was left out: \d+ words?")
_SIGNS = "<[|~`&"
"""Characters of a text that Markdown would take for its own. Another stands in for each until all is turned."""
_STAND_INS = {ord(sign): 0xE000 + number for number, sign in enumerate(_SIGNS)}
_WRITTEN = {0xE000 + number: f"\\{sign}" for number, sign in enumerate(f"{_SIGNS}]*")}
_IN_ALT = {ord(sign): 0xE000 + len(_SIGNS) + number for number, sign in enumerate("]*")}
"""Characters that the converter writes as they are in what stands for a picture."""
_OTHERS = {sign: other for sign, other in _STAND_INS.items() if sign != ord("&")}
IN_LINE = "a abbr b big br cite code del em font i img ins kbd mark q s small span strike strong sub sup u wbr"
_NOT_IN_LINE = re.compile(rf"<(?!/?(?:{IN_LINE.replace(' ', '|')}|script|style)\b)", re.IGNORECASE)
_PAYWALL = re.compile(
    rf"(?:<span\b[^<>]*>\s*)?{FOR_MEMBERS}(?:\s*</span>)?|(<div\b[^<>]*\bclass=[\"']?paywall-jump\b[^<>]*>)"
    r"|<!--\s+wp:(?:jetpack/paywall|premium-content/subscriber-view)\b[^>]*-->"
)
"""Below it is what Ghost, Substack and WordPress.com show to members alone."""
_APART = "<p>\ue022</p>"
"""What keeps a quote from the one before it, and is taken out at last."""
MOST_UNCLOSED = 1000
"""Beginnings of tags that nothing closes, beyond which they are taken for text."""
_DEEPEST = 200


@dataclass(slots=True)
class _Element:
    name: str
    closing: str
    left_out: str = ""
    """What is left out with it, in words that nobody reads where it is a part of the page and not of its text."""
    frames_code: bool = False
    is_shown: bool = False
    """Whether it is a film or a sound whose address is known."""


@dataclass(slots=True)
class Turned:
    """Markdown, and what was turned on the way, in words."""

    text: str
    turned: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)
    around: str = ""
    """The words of its frame that are no link, no day and no author."""


def markdown_of(html: str, *, frame: Set[str] = frozenset(), footnotes: Mapping[str, str] | None = None) -> Turned:
    """Turn a piece of HTML into Markdown. `frame` names elements of a page that are around its text; what a header
    says of the day and the author is left out there too.

    `footnotes` are those that are kept beside it, by the name to which a mark in it links.
    """
    simplified = _Simplified(frame, {*_OPENS.findall(html)}, is_in_form="__VIEWSTATE" in html)
    if html.count("<") > MOST_UNCLOSED + html.count(">"):  # Python's parser would go through the rest from each.
        html = re.sub(r"<(?=[^<>]*(?:<|\Z))", "&lt;", html)
    html = html.translate(dict.fromkeys((*_WRITTEN, ord("\ue022"), ord("\ue023"))))
    html = _PAYWALL.sub(lambda mark: f"<p>\ue023</p>{mark[1] or ''}", html)
    html, notes = _with_footnotes(_MARGIN.sub("", without_comments(html)), footnotes or {})
    simplified.feed(html)
    simplified.close()
    text = convert("".join(simplified.out), _OPTIONS).content or ""
    text = re.sub(r"[ \t]+$", "", text.translate(_WRITTEN), flags=re.MULTILINE)
    text = re.sub(r"^[> \t]*(?:\\|\ue022)$\n?", "", text, flags=re.MULTILINE)
    text = _MARK.sub(r"[^\1]", text).replace("\ue023", MARK_FOR_MEMBERS)
    around = one_line("".join(simplified.around))
    told = [unseen(what, count) for what, count in simplified.unseen.items() if count >= _FEWEST_TOLD]
    return Turned(re.sub("\n{3,}", "\n\n", text).strip() + notes, simplified.turned, told, around)


def unseen(what: str, count: int) -> str:
    """What a report says of words that no draft holds."""
    return f"{what} was left out: {count_of(count, 'word', 'words')}"


def line_of(html: str) -> str:
    """A piece of HTML as one line, such as a title: no character in it is Markdown's. What is no tag within a line
    stays, as in “The <title> of a page”: many programs write it so."""
    return one_line(re.sub(r"\\([\W_])", r"\1", markdown_of(_NOT_IN_LINE.sub("&lt;", html)).text))


def _with_footnotes(html: str, kept: Mapping[str, str]) -> tuple[str, str]:
    """The HTML with a stand-in for each mark of a footnote, without the list of them, and that list in Markdown."""
    if "<sup" not in html:
        return html, ""
    listed = dict(_NOTE_TEXT.findall(html))
    notes = kept or listed
    numbers: dict[str, int] = {}

    def mark(found: re.Match[str]) -> str:
        if found[1] not in notes:
            return found[0]
        number = numbers.setdefault(found[1], len(numbers) + 1)
        return f"\ue020{number}\ue021"

    html = _NOTE_MARK.sub(mark, html)
    if not numbers:
        return html, ""
    html = _NOTE_TEXT.sub(lambda found: "" if found[1] in numbers else found[0], html)
    html = re.sub(
        r"(?:<hr\b[^>]*>\s*)?<(ol|section|div)\b[^>]*>\s*(?:<hr\b[^>]*>\s*)?(?:<ol\b[^>]*>\s*</ol>\s*)?</\1>", "", html
    )
    lines = []
    for name, number in numbers.items():
        text = _BACK.sub("", notes[name])
        lines.append(f"[^{number}]: {' '.join(markdown_of(text).text.split())}")
    return html, "\n\n" + "\n".join(lines)


class _Simplified(HTMLParser):
    """Writes the HTML again with the elements that Markdown has."""

    def __init__(self, frame: Set[str], opened: Set[str], *, is_in_form: bool) -> None:
        super().__init__()
        self._frame_elements, self._opened = frame, opened
        self._named = {} if is_in_form else _NAMED  # ASP.NET puts all of a page into a form.
        self.unseen: Counter[str] = Counter()
        self.around: list[str] = []
        self.out: list[str] = []
        self.turned: list[str] = []
        self._open: list[_Element] = []

    # --- elements

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in reversed(attrs)}
        if tag in _VOID:
            if tag == "source" and self._open and self._open[-1].name in _FRAMES:
                self._show(self._open[-1], values)
            elif not self._is_left_out:
                self._void(tag, values)
            return
        if len(self._open) >= _DEEPEST:
            return
        element = _Element(tag, "", self._left_out(tag, values), bool(_CODE_FRAME.search(values.get("class", ""))))
        if not (self._is_left_out or element.left_out):
            opening, element.closing = self._written(tag, values)
            self.out.append(opening)
        self._open.append(element)
        if tag in _FRAMES or tag == "object":
            self._show(element, values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and tag in ("iframe", "video", "audio", "a", "p", "div", "span"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not any(each.name == tag for each in self._open):
            return
        while self._open:
            element = self._open.pop()
            if element.name in _BLOCKS or element.name in ("p", "li"):
                self.around.append(" ")
            if not (self._is_left_out or element.left_out):
                self._close(element)
            if element.name == tag:
                return

    def _close(self, element: _Element) -> None:
        """End an element. A link or mark without words is none: many programs mark a place so, or leave one behind."""
        if element.name in _MARKS:
            start = next((at for at in range(len(self.out) - 1, -1, -1) if self.out[at].strip()), 0)
            if self.out and re.fullmatch(rf"<{element.name}(?: href=[^>]*)?>", self.out[start]):
                del self.out[start]
                return
        self.out.append(element.closing)

    def _left_out(self, tag: str, values: dict[str, str]) -> str:
        """What is left out with an element; empty where it stays."""
        is_heading = tag == "button" and any(each.name in _HEADINGS for each in self._open)  # It opens what is below.
        is_silent = (tag in _SILENT and not is_heading) or tag in self._frame_elements
        is_of_page = is_silent or _GUTTER.search(values.get("class", ""))
        if is_of_page or self._is_byline(tag, values):
            return _OF_PAGE
        if _OF_READERS & {*values.get("class", "").split(), values.get("id", "")}:
            return "what readers wrote below it"
        style = values.get("style", "").replace(" ", "").lower()
        is_hidden = "hidden" in values or "display:none" in style or "visibility:hidden" in style
        is_opened = values.get("id") in self._opened or values.get("role") == "tabpanel"
        if is_hidden and not is_opened and values.get("hidden") != "until-found":
            return HID
        return self._named.get(tag, "")

    @property
    def _is_left_out(self) -> bool:
        return any(each.left_out or each.name in _FRAMES for each in self._open)

    def _is_byline(self, tag: str, values: dict[str, str]) -> bool:
        """Whether something in the frame of a page, or in the header of its text, says who wrote it and when."""
        is_around = bool(self._frame_elements) and any(
            each.name == "header" or each.name in self._frame_elements for each in self._open
        )
        return is_around and (tag == "time" or bool(_BYLINE.search(values.get("class", ""))))

    def _written(self, tag: str, values: dict[str, str]) -> tuple[str, str]:
        """What goes at the beginning and at the end of an element. Blocks in a link are words of it."""
        if tag == "a" and not _address(values.get("href", "")):
            return "", ""
        if any(each.closing == "</a>" for each in self._open) and (tag in _BLOCKS or tag in _BLOCKS_OF_TEXT):
            return ("<b>", "</b> ") if tag in _HEADINGS else (" ", " ")
        if tag == "a":
            return f'<a href="{escape(_address(values.get("href", "")))}">', "</a>"
        if tag in ("pre", "code"):
            language = re.search(r"(?:language|lang|brush:)[- ]?([\w+#-]+)", values.get("class", ""))
            return f'<{tag} class="language-{escape(language[1])}">' if language else f"<{tag}>", f"</{tag}>"
        if tag == "ol" and values.get("start", "").isdigit():
            return f'<ol start="{values["start"]}">', "</ol>"
        if tag in ("figcaption", "caption"):
            return "<p><em>", "</em></p>"
        if tag in ("td", "th") and values.get("colspan", "1") not in ("", "1"):
            self.turned.append("a table with cells across several columns")
        if tag in ("em", "i") and any(each.name in ("figcaption", "caption") for each in self._open):
            return "", ""
        if tag in _OF_TABLES and any(each.frames_code for each in self._open):
            return "", ""
        if tag == "blockquote" and not any(each.name in ("td", "th", "li") for each in self._open):
            return f"{_APART}<blockquote>", "</blockquote>"
        if tag in _KEPT:
            return f"<{tag}>", f"</{tag}>"
        return ("<div>", "</div>") if tag in _BLOCKS else ("", "")

    def _void(self, tag: str, values: dict[str, str]) -> None:
        if tag == "img":
            named = (_address(values.get(name, "")) for name in ("data-src", "data-lazy-src", "data-original", "src"))
            first = re.split(r",?\s", values.get("srcset") or values.get("data-srcset", ""), maxsplit=1)[0]
            source = next(filter(None, named), _address(first))
            if source and not (values.get("width") == "1" and values.get("height") == "1"):
                alt = _literal(values.get("alt") or values.get("title") or values.get("aria-label", "")).translate(
                    _IN_ALT
                )
                self.out.append(f'<img src="{escape(source)}" alt="{escape(alt)}">')
        elif tag in ("br", "hr"):
            self.out.append(f"<{tag}>")
        elif tag == "embed":
            self._show(_Element(tag, ""), values)

    def _show(self, frame: _Element, values: dict[str, str]) -> None:
        """A link to what a frame, a film or a sound shows, whose address it has itself or in a source below it."""
        address = _address(values.get("src", "") or values.get("data-src", "") or values.get("data", ""))
        around = (each for each in self._open if each is not frame)
        if address and not frame.is_shown and not any(each.left_out or each.name in _FRAMES for each in around):
            frame.is_shown = not frame.left_out
            if frame.left_out:
                return
            label, address = link_of(address, frame.name)
            self.out.append(f'<p><a href="{escape(address)}">{escape(values.get("title", "") or label)}</a></p>')
            self.turned.append(f"{label[0].lower()}{label[1:]} became a link")

    # --- words

    def handle_data(self, data: str) -> None:
        if self._is_left_out:
            out = [each for each in self._open if each.left_out or each.name == "a"]
            if all(each.name in self._frame_elements for each in out):
                self.around.append(data)
            elif not any(each.left_out == _OF_PAGE for each in out):
                self.unseen[next(each.left_out for each in out if each.left_out)] += len(data.split())
            return
        is_code = any(each.name in ("pre", "code", "kbd", "samp") for each in self._open)
        self.out.append(escape(data if is_code else _literal(data), quote=False))


def without_comments(text: str) -> str:
    """A text without comments; where nothing closes one, only its opening is cut."""
    pieces, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 4)
        pieces.append(text[at:start])
        if end < 0:
            pieces.append(text[start:].replace("<!--", ""))
            return "".join(pieces)
        at = end + 3
    return "".join((*pieces, text[at:]))


def _literal(text: str) -> str:
    """Text in which no character is Markdown's; an ampersand is one only where it begins the name of a character."""
    return re.sub(r"&(?=#?\w{1,30};)", chr(_STAND_INS[ord("&")]), text).translate(_OTHERS)


def _address(written: str) -> str:
    address = written.strip()
    return "" if re.match(r"(?:javascript|vbscript|data):", address, re.IGNORECASE) else address
