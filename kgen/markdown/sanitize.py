"""What HTML a body may hold: the one allow-list, and the cleaner that enforces it on every body.

Contributors may write some HTML by hand (GitHub lets them), so the list is wider than what Markdown itself makes.
Nothing on it can run, load, submit, style or steer the page around it.
"""

import re

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
"""Elements a cleaned body may hold. Only kgen makes `img`: see BY_HAND."""

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

SCROLLED = ("table", "pre")
"""Elements that may be wider than a phone: with a keyboard they are reached, and scrolled with the arrow keys."""

CLASSES = frozenset(
    "alert alert-title footnotes footnote-ref footnote-back embed embed-source missing gone task task-item center right"
    " left bare".split()
) | {f"alert-{look}" for look in KINDS}
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_CODE_LANGUAGE = re.compile(r"language-[A-Za-z0-9+#-]{1,30}")
_PICTURE = re.compile(r"(\.\./)*images/[a-z0-9][a-z0-9-]*\.[a-z]+")

INSIDE_WORDS = frozenset(
    "a abbr b cite code del dfn em i ins kbd mark q s samp small span strong sub sup u var wbr".split()
)
DROPPED_WHOLE = frozenset(
    {"script", "style", "title", "textarea", "template", "noscript", "iframe", "math", "svg", "select"}
)


def _filter(tag: str, attribute: str, value: str) -> str | None:
    if CONTROL.search(value):
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


def is_allowed(tag: str, attribute: str, value: str) -> bool:
    """Whether an attribute stays."""
    named = attribute in ATTRIBUTES["*"] or attribute in ATTRIBUTES.get(tag, ())
    return named and _filter(tag, attribute, value) is not None


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(DROPPED_WHOLE),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    set_tag_attribute_values={tag: {"dir": "auto"} for tag in DIRECTED} | {tag: {"tabindex": "0"} for tag in SCROLLED},
    attribute_filter=_filter,
    url_schemes=set(SCHEMES),
    link_rel=None,  # What `noopener` keeps out needs a `target`, which no link has.
    id_prefix=PREFIX,
)


def clean(body: str) -> str:
    """Return the HTML with everything outside the allow-list taken away, balanced, its ids prefixed.

    Control characters written as codes (`&#1`) go too: the cleaner decodes them, and no HTML may hold them. By then
    they are only in text, since the filter drops attributes that hold one: no address can come to life.

    HTML that is misplaced inside a table is moved in front of it, where a link may end up inside a link. A browser
    would move it again, so it is cleaned again until nothing moves.
    """
    cleaned = _CLEANER.clean(body)
    if not cleaned.replace("\n", "").isprintable():  # twice as fast as a search, and most HTML is
        cleaned = CONTROL.sub("", cleaned)
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
