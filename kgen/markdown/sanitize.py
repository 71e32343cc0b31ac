"""What HTML a body may hold: the one allow-list, and the cleaner that enforces it on every body.

Contributors may write some HTML by hand (GitHub lets them), so the list is wider than what Markdown itself makes.
Nothing on it can run, load, submit, style or steer the page around it.
"""

import html
import re
from html.parser import HTMLParser
from typing import NamedTuple

import nh3

from kgen.markdown.callouts import KINDS

PREFIX = "h-"
"""Begins every id in a body, so that none can shadow an id of the page around it."""

MOST_MOVES = 3
"""Times that a body is cleaned again."""

SCHEMES = frozenset({"http", "https", "mailto", "tel"})

TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr"
    " i img ins kbd li mark ol p pre q s samp section small span strong sub summary sup table tbody td tfoot th"
    " thead tr u ul var wbr".split()
)
"""Elements a cleaned body may hold. `img` is made by kgen alone: see BY_HAND."""

BY_HAND = TAGS - {"img", "section"}
"""Elements a contributor may write as HTML. A picture is written as ![what it shows](../images/name.jpg)."""

ATTRIBUTES = {
    "*": {"id", "class", "lang", "dir", "title"},
    "a": {"href", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "span": {"role", "aria-label"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "details": {"open"},
}

DIRECTED = frozenset("p h2 h3 h4 h5 h6 li td th dt dd blockquote figcaption caption summary".split())
"""Elements whose words decide in which direction they are read, whatever the page around them is written in."""

CLASSES = frozenset(
    "alert alert-title footnotes footnote-ref footnote-back embed embed-source missing gone task task-item center right"
    " left".split()
) | {f"alert-{look}" for look in KINDS}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_CODE_LANGUAGE = re.compile(r"language-[A-Za-z0-9+#-]{1,30}")
_PICTURE = re.compile(r"(\.\./)*images/[a-z0-9][a-z0-9-]*\.[a-z]+")

_INSIDE_WORDS = frozenset(
    "a abbr b cite code del dfn em i ins kbd mark q s samp small span strong sub sup u var wbr".split()
)
_NEVER_CLOSED = frozenset({"br", "hr", "wbr"})
_DROPPED_WHOLE = frozenset(
    {"script", "style", "title", "textarea", "template", "noscript", "iframe", "math", "svg", "select"}
)


def _filter(tag: str, attribute: str, value: str) -> str | None:
    if _CONTROL.search(value):
        return None
    if attribute == "class":
        kept = [name for name in value.split() if name in CLASSES or (tag == "code" and _CODE_LANGUAGE.fullmatch(name))]
        return " ".join(kept) or None
    if attribute == "src":
        return value if _PICTURE.fullmatch(value) else None
    if attribute == "role":
        return value if value == "img" else None
    if attribute == "dir":
        return value if value in ("ltr", "rtl", "auto") else None
    if attribute == "id":
        return re.sub(r"\s", "-", value) or None
    if attribute in ("start", "colspan", "rowspan", "width", "height"):
        return value if re.fullmatch(r"\d{1,4}", value) else None
    return value


_PIXELS = re.compile(r"\d{1,4}")


def _escaped(value: str | None) -> str:
    return html.escape(value or "")


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(_DROPPED_WHOLE),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    set_tag_attribute_values={tag: {"dir": "auto"} for tag in DIRECTED},
    attribute_filter=_filter,
    url_schemes=set(SCHEMES),
    link_rel="noopener",
    id_prefix=PREFIX,
)


def clean(body: str) -> str:
    """Return the HTML with everything outside the allow-list taken away, balanced, its ids prefixed.

    Control characters written as codes (`&#1`) go too: the cleaner decodes them, and no HTML may hold them. They stand
    in text alone by then, since the filter drops attributes that hold one: no address can come to life.

    HTML that stands wrongly inside a table is moved before it, where a link may come to lie in a link. A browser would
    move it again, so it is cleaned again until nothing moves.
    """
    cleaned = _CLEANER.clean(body)
    if not cleaned.replace("\n", "").isprintable():  # twice as fast as a search, and most HTML is
        cleaned = _CONTROL.sub("", cleaned)
    for _ in range(MOST_MOVES if "<table" in cleaned else 0):
        again = _CLEANER.clean(cleaned)
        if again == cleaned:
            break
        cleaned = again
    return cleaned


def scheme_of(address: str) -> str:
    """The scheme of an address as a browser sees it (WHATWG URL): white space and control characters do not count."""
    found = _SCHEME.match(_SPACE_OR_CONTROL.sub("", address))
    return found[1].lower() if found else ""


_SPACE_OR_CONTROL = re.compile("[\x00-\x20]")
_SCHEME = re.compile("([A-Za-z][A-Za-z0-9+.-]*):")


class HandWrittenPicture(NamedTuple):
    """An <img> that a contributor wrote: it becomes a picture as ![alt](src "title") would.

    `line` (from 1) and `column` (from 0) say where it stands within the fragment.
    """

    src: str
    alt: str
    title: str
    size: str
    line: int
    column: int


class HandWrittenAnchor(NamedTuple):
    """The beginning of an element that a contributor gave a name (`id`, or `name` of an <a>), to which links can lead.

    `before` and `after` are the HTML around the attribute that will say so.
    """

    name: str
    before: str
    after: str


class HandWrittenLink(NamedTuple):
    """The beginning of an <a> that a contributor wrote: to a file or page of the garden, as [words](address "title")
    would be, or elsewhere. `html` is how it stands there; line and column are as those of a picture."""

    address: str
    elsewhere: bool
    title: str
    html: str
    line: int
    column: int


class LinkEnd(NamedTuple):
    """The end of an <a> that a contributor wrote."""


class HandWritten(HTMLParser):
    """Goes through HTML that a contributor wrote and keeps what BY_HAND allows.

    `kept` is what remains, `words` its text alone; `left_open` counts the elements opened and not closed; `removed`
    says what went: the check, the thing, its line (from 1) and column (from 0) within the fragment.
    This exists to explain what happens; `clean` alone decides what is safe.
    """

    def __init__(self, fragment: str, *, in_heading: bool = False) -> None:
        super().__init__(convert_charrefs=False)
        self._allowed = _INSIDE_WORDS if in_heading else BY_HAND
        self.kept: list[str | HandWrittenPicture | HandWrittenAnchor | HandWrittenLink | LinkEnd] = []
        self.words: list[str] = []
        self.removed: list[tuple[str, str, int, int]] = []
        self.left_open = 0
        self._inside: str | None = None
        self.feed(fragment)
        self.close()
        if self.rawdata:
            self.handle_data(self.rawdata)

    def parse_html_declaration(self, i: int) -> int:
        """Read `<![` as browsers do, as a comment. Python's own reader raises AssertionError at `<![[`."""
        if self.rawdata.startswith("<![", i):
            return self.parse_bogus_comment(i)
        return super().parse_html_declaration(i)

    def _remove(self, check: str, what: str) -> None:
        line, column = self.getpos()
        self.removed.append((check, what, line, column))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._inside is not None:
            return
        if tag == "img":
            names = ("src", "alt", "title", "width", "height")
            src, alt, title, width, height = (dict(attrs).get(name) or "" for name in names)
            size = f"{width}x{height}" if _PIXELS.fullmatch(height) else width
            size = size if _PIXELS.fullmatch(width) else ""
            self.kept.append(HandWrittenPicture(src, alt, title, size, *self.getpos()))
            return
        if tag not in self._allowed:
            self._remove("html-removed", f"<{tag}>")
            if tag in _DROPPED_WHOLE:
                self._inside = tag
            return
        self._part_words(tag)
        self.left_open += tag not in _NEVER_CLOSED
        as_written = self.get_starttag_text() or ""
        attributes = dict(attrs)
        name = (attributes.pop("id", "") or (attributes.pop("name", "") if tag == "a" else "") or "").strip()
        if name:
            attrs = [(each, value) for each, value in attrs if each in attributes]
            start, rest = f"<{tag}", "".join(f' {each}="{_escaped(value)}"' for each, value in attributes.items()) + ">"
            as_written = start + rest
            is_link = tag == "a" and attributes.get("href") is not None
            self.kept.append(
                HandWrittenAnchor(name, "<span", "></span>") if is_link else HandWrittenAnchor(name, start, rest)
            )
        if tag == "a" and (attributes.get("href") is not None or not name):
            self.kept.append(self._link(attributes, as_written))
        elif not name:
            self.kept.append(as_written)
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set())
        for name, value in attrs:
            if name == "href" and tag == "a" and (scheme := scheme_of(value or "")) and scheme not in SCHEMES:
                self._remove("scheme-removed", f"{scheme}:")
            elif name not in allowed or _filter(tag, name, value or "") is None:
                self._remove("html-removed", f"attribute `{name}` of <{tag}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self._inside == tag:
            self._inside = None

    def handle_endtag(self, tag: str) -> None:
        if self._inside == tag:
            self._inside = None
        elif self._inside is None and tag in self._allowed:
            self._part_words(tag)
            self.left_open -= 1
            self.kept.append(LinkEnd() if tag == "a" else f"</{tag}>")

    def _link(self, attributes: dict[str, str | None], as_written: str) -> HandWrittenLink:
        href, title = attributes.get("href"), attributes.get("title") or ""
        elsewhere = href is None or bool(scheme_of(href) or href.startswith("//") or _CONTROL.search(href))
        return HandWrittenLink((href or "").strip(), elsewhere, title, as_written, *self.getpos())

    def _part_words(self, tag: str) -> None:
        if tag not in _INSIDE_WORDS:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if self._inside is None:
            self.kept.append(data)
            self.words.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")
