"""HTML that contributors write by hand: what stays of it, what becomes a link or a picture of kgen's, and what goes.

This exists to explain what happens; only `sanitize.clean` decides what is safe.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

from kgen.markdown.hiding import attribute_hides, hides
from kgen.markdown.limits import MOST_HTML, TooComplex
from kgen.markdown.sanitize import BY_HAND, CONTROL, DROPPED_WHOLE, INSIDE_WORDS, SCHEMES, is_allowed, scheme_of
from kgen.markdown.wording import and_more, beginning
from kgen.model import Diagnostic, Position, Severity

_NEVER_CLOSED = frozenset({"br", "hr", "wbr"})
_MAY_STAY_OPEN = frozenset({"p", "li", "dt", "dd", "thead", "tbody", "tfoot", "tr", "td", "th", "span"})
"""Elements that HTML ends by itself, and spans, of which readers see nothing."""
_PIXELS = re.compile(r"\d{1,4}")
_OF_PROGRAMS = re.compile(r"\[(?:if|endif)\b|\s*(?:members-only|paid)\s*$", re.IGNORECASE)
"""What Word writes around words, such as `<![endif]>`, and nobody misses; and a mark that `leftovers` reports."""
_ELEMENTS = frozenset(
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button"
    " canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed"
    " fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe"
    " img input ins kbd label legend li link listing main map mark marquee math menu meta meter nav nobr noframes"
    " noscript object ol optgroup option output p param picture pre progress q rb rp rt rtc ruby s samp script"
    " search section select slot small source span strike strong style sub summary sup svg table tbody td template"
    " textarea tfoot th thead time title tr track tt u ul var video wbr xmp".split()
)
"""What browsers know. Other words between < and > are words: `<sigh>`, `<Media omitted>`."""
_HIDES = "hides"
"""In `removed`: what browsers would have hidden, and kgen would print."""
AS_COMMENT = "what is between `<` and `>` here is read as a comment, so it is not shown"
NEVER_ENDS = "a comment begins here and never ends, so nothing after it is shown"
Attributes = Sequence[tuple[str, str | None]]


class ImgTag(NamedTuple):
    """An <img>: it becomes a picture as ![alt](src "title") would. `at` is the byte at which it begins."""

    src: str
    alt: str
    title: str
    size: str
    at: int


class Anchor(NamedTuple):
    """The beginning of an element with a name (`id`, or `name` of an <a>), to which links can lead.

    `before` and `after` are the HTML around the attribute that will say so.
    """

    name: str
    before: str
    after: str


class LinkStart(NamedTuple):
    """An <a>: to a file or page of the garden, as [words](address "title") would be, or elsewhere. `html` is how it is
    written, `at` the byte at which it begins."""

    address: str
    elsewhere: bool
    title: str
    html: str
    at: int


class LinkEnd(NamedTuple):
    """An </a>."""


class RawHtml(HTMLParser):
    """Goes through one piece of HTML, given in lines or parts of one, each with the byte at which it begins.

    `kept` is what remains of it, `words` only its text; `left_open` counts the elements opened and not closed; `tags`
    are the names of those that need an end, each with the byte at which it begins, and of ends, with -1;
    `removed` says what went: the check, the thing, the byte at which it began. Raises TooComplex if it is too long.
    """

    def __init__(self, pieces: Sequence[tuple[str, int]], *, in_heading: bool) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str | ImgTag | Anchor | LinkStart | LinkEnd] = []
        self.words: list[str] = []
        self.removed: list[tuple[str, str, int]] = []
        self.left_open = 0
        self.tags: list[tuple[str, int]] = []
        self._pieces = pieces
        self._allowed = INSIDE_WORDS if in_heading else BY_HAND
        self._inside: str | None = None
        self._html = "".join(piece for piece, _ in pieces)
        if len(self._html) > MOST_HTML:
            raise TooComplex(
                f"a piece of HTML has {len(self._html) // 1024} KB; at most {MOST_HTML // 1024} KB are read",
                "Write it as Markdown.",
            )
        self.feed(self._html)
        self.close()
        if self.rawdata:
            self.handle_data(self.rawdata)

    def parse_html_declaration(self, i: int) -> int:
        """Read `<![` as browsers do, as a comment. Python's own reader raises AssertionError at `<![[`."""
        if self.rawdata.find(">", i) < 0:
            return self._never_ends()
        if self.rawdata.startswith("<![", i):
            return self.parse_bogus_comment(i)
        return super().parse_html_declaration(i)

    def parse_comment(self, i: int, report: bool = True) -> int:
        return super().parse_comment(i, report) if self.rawdata.find("-->", i) >= 0 else self._never_ends()

    def parse_pi(self, i: int) -> int:
        return super().parse_pi(i) if self.rawdata.find(">", i) >= 0 else self._never_ends()

    def _never_ends(self) -> int:
        self._note_unseen(NEVER_ENDS)
        return len(self.rawdata)

    def handle_comment(self, data: str) -> None:
        if data.strip() and not _OF_PROGRAMS.match(data):
            self._note_unseen(AS_COMMENT)

    def handle_pi(self, data: str) -> None:
        if not data.lower().startswith("xml"):
            self._note_unseen(AS_COMMENT)

    def _note_unseen(self, what: str) -> None:
        if self._inside is None:
            self._remove("not-shown", what)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self._inside is not None:
            return
        is_hidden = hides(tag, attrs)
        if is_hidden and tag not in DROPPED_WHOLE | {"input"}:
            self._remove(_HIDES, beginning(self.get_starttag_text() or ""))
        if tag == "img":
            self.kept.append(self._picture(dict(attrs)))
        elif tag in self._allowed:
            self._keep(tag, attrs)
        elif tag.isalpha() and tag not in _ELEMENTS and not is_hidden:
            as_written = beginning(self.get_starttag_text() or "")
            self._remove("not-shown", f"“{as_written}” is read as HTML, so it is not shown")
        else:
            if not is_hidden or tag in DROPPED_WHOLE:
                self._remove("html-removed", f"<{tag}>")
            if tag in DROPPED_WHOLE:
                self._inside = tag

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if self._inside == tag:
            self._inside = None

    def handle_endtag(self, tag: str) -> None:
        if self._inside == tag:
            self._inside = None
        elif self._inside is None and tag in self._allowed:
            self._part_words(tag)
            self.left_open -= 1
            self.tags.append((tag, -1))
            self.kept.append(LinkEnd() if tag == "a" else f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._inside is None:
            self.kept.append(data)
            self.words.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _keep(self, tag: str, attrs: Attributes) -> None:
        """Keep the beginning of an element, with its name kept apart, and say which of its attributes go."""
        self._part_words(tag)
        self.left_open += tag not in _NEVER_CLOSED
        if tag not in _NEVER_CLOSED | _MAY_STAY_OPEN:
            self.tags.append((tag, self._at()))
        as_written = self.get_starttag_text() or ""
        attributes = dict(attrs)
        name = (attributes.pop("id", "") or (attributes.pop("name", "") if tag == "a" else "") or "").strip()
        is_link = tag == "a" and (attributes.get("href") is not None or not name)
        if name:
            attrs = [(each, value) for each, value in attrs if each in attributes]
            rest = "".join(f' {each}="{escape(value or "")}"' for each, value in attributes.items()) + ">"
            as_written = f"<{tag}{rest}"
            self.kept.append(Anchor(name, "<span", "></span>") if is_link else Anchor(name, f"<{tag}", rest))
        if is_link:
            self.kept.append(self._link(attributes, as_written))
        elif not name:
            self.kept.append(as_written)
        for each, value in attrs:
            if each == "href" and tag == "a" and (scheme := scheme_of(value or "")) and scheme not in SCHEMES:
                self._remove("scheme-removed", f"{scheme}:")
            elif not (is_allowed(tag, each, value or "") or attribute_hides(each, value)):
                self._remove("html-removed", f"attribute `{each}` of <{tag}>")

    def _picture(self, attributes: Mapping[str, str | None]) -> ImgTag:
        names = ("src", "alt", "title", "width", "height")
        src, alt, title, width, height = (attributes.get(name) or "" for name in names)
        size = f"{width}x{height}" if _PIXELS.fullmatch(height) else width
        return ImgTag(src, alt, title, size if _PIXELS.fullmatch(width) else "", self._at())

    def _link(self, attributes: Mapping[str, str | None], as_written: str) -> LinkStart:
        href, title = attributes.get("href"), attributes.get("title") or ""
        elsewhere = href is None or bool(scheme_of(href) or href.startswith("//") or CONTROL.search(href))
        return LinkStart((href or "").strip(), elsewhere, title, as_written, self._at())

    def _remove(self, check: str, what: str) -> None:
        self.removed.append((check, what, self._at()))

    def _part_words(self, tag: str) -> None:
        if tag not in INSIDE_WORDS:
            self.words.append(" ")

    def _at(self) -> int:
        """The byte at which what is being read begins."""
        line, column = self.getpos()
        start, text = self._lines[line - 1]
        return start + len(text[:column].encode())

    @cached_property
    def _lines(self) -> list[tuple[int, str]]:
        """Each line with the byte at which it begins."""
        starts, fresh = [], True
        for text, offset in self._pieces:
            ends = [offset + match.end() for match in re.finditer(b"\n", text.encode())]
            starts += [offset, *ends] if fresh else ends
            if fresh := text.endswith("\n"):
                starts.pop()
        return list(zip(starts, self._html.split("\n"), strict=False))


def faults(
    removed: Mapping[tuple[str, str], Sequence[int]],
    left_open: Mapping[str, Sequence[int]],
    position_of: Callable[[int], Position],
) -> Iterator[Diagnostic]:
    """One warning for each thing that was taken out (its check and what it is), at the first byte where it was; and one
    for each element that never ends. An error, if it hid words that are now printed."""
    for tag, places in left_open.items():
        if places:
            message = f"`<{tag}>` is opened here and never closed{and_more(places)}"
            itself = f"If readers should see `<{tag}>` itself, write `&lt;` in place of its `<`."
            fix = f"Write `</{tag}>` where it ends. {itself}"
            yield Diagnostic("warning", message, fix, position_of(places[0]), check="not-shown")
    for (check, what), places in removed.items():
        severity: Severity = "warning"
        if check == _HIDES:
            severity, check = "error", "html-removed"
            message = f"what “{what}” hides on other websites would be read by everybody{and_more(places)}"
            fix = "Delete it with its words. If people should read them, delete only the HTML."
        elif check == "scheme-removed":
            message = f"a link that begins with {what} was taken out{and_more(places)}; its words stay"
            fix = "Links may begin with https://, http://, mailto: or tel:, or lead to a file of this garden."
        elif check == "not-shown":
            message = f"{what}{and_more(places)}"
            fix = "If readers should see it, write `&lt;` in place of its `<`; if not, delete it."
        else:
            message = f"the HTML {what} was taken out{and_more(places)}"
            fix = "Delete it, write it as Markdown, or paste the text again as plain text (Ctrl+Shift+V)."
        yield Diagnostic(severity, message, fix, position_of(places[0]), check=check)
