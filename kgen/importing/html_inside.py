"""HTML inside Markdown: blocks that Markdown can say are turned, wrappers around text are taken off."""

import re
from collections.abc import Callable
from contextlib import suppress
from html import unescape
from html.parser import HTMLParser

from kgen.importing.between import LONGEST, sub_spans
from kgen.importing.html_text import HID, markdown_of, unseen
from kgen.importing.markup import MARKDOWN, Turning
from kgen.markdown.hiding import hides
from kgen.markdown.limits import TooComplex
from kgen.markdown.remarks import visible
from kgen.markdown.sanitize import BY_HAND, is_allowed

_HTML_BLOCK = re.compile(r"<(iframe|video|audio|figure|table|object|embed|form|picture|svg)\b[^<>]*>", re.IGNORECASE)
_ALONE = re.compile(r"<\w+(?:(?!src|data|href)[^<>])*>", re.IGNORECASE)
"""The opening tag of an element that nothing closes, and that shows nothing of another address."""
_OPENING = re.compile(r"<[A-Za-z][^<>]*>")
_LINES = re.compile(
    r"^ {0,3}</?(?:address|article|aside|center|details|div|figure|footer|header|main|ol|p|section|table|ul)\b[^\n]*"
    r"(?:\n[ \t]*\S[^\n]*)+",
    re.IGNORECASE | re.MULTILINE,
)
"""Lines of HTML, up to an empty one: space before them says nothing, and would make code of them without their tags."""
_TAG = re.compile(r"<(/?)(\w+)\b[^<>]*>")
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\b([^<>]*)>((?:(?!<a\b).){0,2000}?)</a\s*>", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_TAG_OF_HTML = re.compile(r"(?<!\]\()<(?![A-Za-z][\w+.-]*:/)/?([A-Za-z][\w:-]*)(?=[\s/>])[^<>]*>")
_WRAPPERS = frozenset(("div", "span", "small", "u", "p", "figure", "figcaption"))
_CAPTION = re.compile(r"\s*<figcaption\b[^<>]*>(.*?)</figcaption\s*>", re.IGNORECASE | re.DOTALL)
_FIGURE_TAG = re.compile(r"</?figure\b[^<>]*>", re.IGNORECASE)


def without_html(text: str, turning: Turning) -> str:
    """The text with its HTML turned into Markdown, or reduced to what kgen prints."""

    def block(name: str, html: str) -> str:
        if name in ("form", "svg"):
            return turning.take_out(html, f"`<{name}>`")
        if name == "figure" and "![" in html:
            return "\n\n" + re.sub(r"\n[ \t]+", "\n", _FIGURE_TAG.sub("", _CAPTION.sub(_below, html)).strip()) + "\n\n"
        if _ALONE.fullmatch(html):
            return ""
        inner = markdown_of(html)
        turning.turned.extend(inner.turned)
        turning.by_hand.extend(inner.by_hand)
        return f"\n\n{inner.text}\n\n" if inner.text else ""

    def inline(found: re.Match[str]) -> str:
        return markdown_of(found[0]).text

    if "<" not in text:
        return text
    text = _LINES.sub(lambda lines: re.sub(r"\n[ \t]+", "\n", lines[0]), text)
    text = _blocks(_without_hidden(text, turning), block)
    text = _ANCHOR.sub(_link, _PICTURE.sub(inline, text))
    return _TAG_OF_HTML.sub(_bare, text)


def without_unshown(text: str, turning: Turning, keep: Callable[[str], str]) -> str:
    """The text without what no browser shows, which only its own end ends, whatever code seems to be in it. What
    nothing closes is kept: the checks then keep the draft back."""

    def written(html: str, tag: str) -> str | None:
        opening, end, rest = html.partition(">")
        if not rest.lower().rstrip("> \t\n").endswith(f"</{tag}"):
            turning.by_hand.append(f"`<{tag}>`, which nothing closes, hid all that follows; close it, or delete it")
            return f"{keep(opening + end)}{rest}"
        if tag == "noscript" and "<img" in html:  # a picture that a script would have loaded later
            return None
        if tag in ("script", "style"):
            return turning.take_out(html, f"`<{tag}>`")
        if count := len(_TAG.sub(" ", html).split()):
            turning.by_hand.append(unseen(HID, count))
        return ""

    with suppress(TooComplex):
        found = (each for each in visible(text).remarks if each.tag not in ("", "iframe"))
        return sub_spans(text, ((each.start, each.end, each.tag) for each in found), written)
    return text


def _without_hidden(text: str, turning: Turning) -> str:
    """The text without the elements that its page hid, each with all that is in it."""
    pieces, at = [], 0
    for found in _OPENING.finditer(text):
        opening = _Opening(found[0])
        if found.start() < at or not opening.hides:
            continue
        depth = 1
        for tag in _TAG.finditer(text, found.end(), found.end() + LONGEST):
            depth += (tag[2].lower() == opening.tag) * (-1 if tag[1] else 1)
            if depth == 0:
                if count := len(_TAG.sub(" ", text[found.end() : tag.start()]).split()):
                    turning.by_hand.append(unseen(HID, count))
                pieces.append(text[at : found.start()])
                at = tag.end()
                break
    return "".join((*pieces, text[at:]))


class _Opening(HTMLParser):
    """The tag with which an element begins."""

    tag = ""
    hides = False

    def __init__(self, html: str) -> None:
        super().__init__()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = tag
        self.hides = hides(tag, attrs)


def _below(caption: re.Match[str]) -> str:
    """A caption as a line below its picture."""
    return f"\n\n*{' '.join(caption[1].split()).replace('*', '')}*"


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
