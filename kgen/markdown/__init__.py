"""GitHub-flavoured Markdown and [[wikilinks]], in two steps.

`parse` reads a body once, before anything else about the garden is known. `render` fills its placeholders when it is
known where each link leads, and cleans the result.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from kgen.markdown.escaping import escape, escape_address
from kgen.markdown.limits import LONGEST_ANCHOR, TooComplex
from kgen.markdown.plain_text import anchor_of
from kgen.markdown.remarks import visible
from kgen.markdown.renderer import Renderer
from kgen.markdown.sanitize import PREFIX, clean
from kgen.model import Body, Diagnostic, Placeholder, Position

__all__ = [
    "LONGEST_ANCHOR",
    "PREFIX",
    "LinkHtml",
    "anchor_of",
    "below_title",
    "escape",
    "escape_address",
    "has_text",
    "parse",
    "render",
]

_TAG_OR_CODE = re.compile(r"\A[^<>]*>|<[^>]*>?|&#?\w+;")
"""HTML without its words. A tag may be cut in two by a placeholder."""


class LinkHtml(NamedTuple):
    """What the placeholders of a reference are filled with: safe HTML for each of its places."""

    open: str = ""
    label: str = ""
    close: str = ""
    whole: str = ""
    """A picture, or an embedded entry."""


def parse(source: str, line: int = 1, site: str = "") -> Body:
    """Read one body. `line` is the line of the file on which it begins, `site` the garden's own web address: what
    begins with it is a link within the garden. Never raises; faults are in the body."""
    try:
        return Renderer(source, line, visible(source), site=site).body()
    except TooComplex as refused:
        return Body(faults=(Diagnostic("error", refused.message, refused.fix, Position(line, 1), check="text"),))


def render(body: Body, links: Sequence[LinkHtml], *, shift: int = 0, ids: bool = True) -> str:
    """Return the safe HTML of a body.

    `links` has one for each reference, in order. `shift` moves every heading down by that many levels. Without `ids`,
    headings and footnotes have none, as inside an embed.
    """
    parts = [part if isinstance(part, str) else _link_html(part, links, shift, ids) for part in body.parts]
    return clean("".join(parts))


def below_title(body: Body, links: Sequence[LinkHtml], *, inside: bool = False) -> str:
    """Return the safe HTML of a body as it appears on a page, its headings below the page's title; `inside` another
    body they are two levels lower, and have no ids."""
    shift = 2 - min((heading.level for heading in body.outline), default=2)
    return render(body, links, shift=max(0, shift) + (2 if inside else 0), ids=not inside)


def _link_html(placeholder: Placeholder, links: Sequence[LinkHtml], shift: int, ids: bool) -> str:
    part, number, value = placeholder
    match part:
        case "open":
            return links[number].open
        case "close":
            return links[number].close
        case "label":
            return links[number].label
        case "picture" | "embed":
            return links[number].whole
        case "mention":
            link = links[number]
            return f"{link.open}{link.label}{link.close}"
        case "align":
            return f' class="{value}"'
        case "heading":
            anchor = f' id="{escape(value)}"' if ids else ""
            return f"<h{min(6, number + shift)}{anchor}>"
        case "endheading":
            return f"</h{min(6, number + shift)}>"
        case "id":
            return f' id="{value}"' if ids else ""
        case "to":
            return f' href="#{PREFIX}{value}"' if ids else ""


def _is_read(text: str) -> bool:
    """Whether there is something to read out in a text: screen readers name an emoji, and pass over punctuation."""
    return any(letter.isalnum() or unicodedata.category(letter) == "So" for letter in text)


def has_text(body: Body) -> bool:
    """Whether a body has more to read than headings: words, a picture, or something embedded."""
    if body.faults or _is_read(body.opening.text):
        return True
    is_heading = False
    for part in body.parts:
        if isinstance(part, Placeholder):
            if part.part in ("picture", "embed", "mention") or (part.part == "label" and not is_heading):
                return True
            is_heading = part.part == "heading" or (is_heading and part.part != "endheading")
        elif not is_heading and _is_read(_TAG_OR_CODE.sub("", part)):
            return True
    return False
