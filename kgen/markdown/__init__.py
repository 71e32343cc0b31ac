"""GitHub-flavoured Markdown and [[wikilinks]], in two steps.

`parse` reads a body once, before anything else of the garden is known. `render` fills its placeholders when it is
known where each link leads, and cleans the result.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from kgen.markdown.escaping import escape, escape_address
from kgen.markdown.remarks import TooManyRemarks, Visible, visible
from kgen.markdown.renderer import GITHUB, LONGEST_ANCHOR, Refused, Renderer, anchor_of
from kgen.markdown.sanitize import PREFIX, clean
from kgen.model import Body, Fault, Placeholder

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
    "specified",
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
        return Renderer(source, line, visible(source, GITHUB), site=site).body()
    except TooManyRemarks:
        message = "the text holds too many remarks or comments to be read"
        return Body(faults=(Fault("text", "error", message, "Delete some.", (line, 1)),))
    except Refused as refused:
        return Body(faults=(Fault("text", "error", refused.message, refused.fix, (line, 1)),))


def render(body: Body, fillings: Sequence[LinkHtml], *, shift: int = 0, ids: bool = True) -> str:
    """Return the safe HTML of a body.

    There is a filling for each reference, in order. `shift` moves every heading down by so many levels. Without `ids`
    headings and footnotes carry none, as inside an embed.
    """
    out: list[str] = []
    for part in body.parts:
        if isinstance(part, str):
            out.append(part)
        else:
            out.append(_filled(part, fillings, shift, ids))
    return clean("".join(out))


def below_title(body: Body, fillings: Sequence[LinkHtml], *, inside: bool = False) -> str:
    """Return the safe HTML of a body as it stands on a page, its headings below the page's title; `inside` another
    body they stand two levels lower, and have no ids."""
    shift = 2 - min((heading.level for heading in body.outline), default=2)
    return render(body, fillings, shift=max(0, shift) + (2 if inside else 0), ids=not inside)


def _filled(placeholder: Placeholder, fillings: Sequence[LinkHtml], shift: int, ids: bool) -> str:
    match placeholder.part:
        case "open":
            return fillings[placeholder.number].open
        case "close":
            return fillings[placeholder.number].close
        case "label":
            return fillings[placeholder.number].label
        case "picture" | "embed":
            return fillings[placeholder.number].whole
        case "mention":
            filling = fillings[placeholder.number]
            return f"{filling.open}{filling.label}{filling.close}"
        case "align":
            return f' class="{placeholder.value}"'
        case "heading":
            anchor = f' id="{escape(placeholder.value)}"' if ids else ""
            return f"<h{min(6, placeholder.number + shift)}{anchor}>"
        case "endheading":
            return f"</h{min(6, placeholder.number + shift)}>"
        case "id":
            return f' id="{placeholder.value}"' if ids else ""
        case "to":
            return f' href="#{PREFIX}{placeholder.value}"' if ids else ""


def specified(source: str, *, github: bool) -> str:
    """Return a body's HTML as the CommonMark (else the GitHub) specification gives it, before anything is cleaned.

    For tests: the output is not safe.
    """
    body = Renderer(source, 1, Visible(source), trusted=True, github=github).body()
    out = []
    for part in body.parts:
        if isinstance(part, str):
            out.append(part)
        elif part.part == "align":
            out.append(f' align="{part.value}"')
        elif part.part in ("heading", "endheading"):
            out.append(f"<{'/' if part.part == 'endheading' else ''}h{part.number}>")
        elif part.part == "open":
            out.append(f'<a href="{escape_address(body.references[part.number].target)}">')
        elif part.part == "close":
            out.append("</a>")
    return "".join(out)


def has_text(body: Body) -> bool:
    """Whether a body has more to read than headings: words, a picture, or something embedded."""
    if body.faults or any(letter.isalnum() for letter in body.opening.text):
        return True
    is_heading = False
    for part in body.parts:
        if isinstance(part, Placeholder):
            if part.part in ("picture", "embed", "mention") or (part.part == "label" and not is_heading):
                return True
            is_heading = part.part == "heading" or (is_heading and part.part != "endheading")
        elif not is_heading and any(letter.isalnum() for letter in _TAG_OR_CODE.sub("", part)):
            return True
    return False
