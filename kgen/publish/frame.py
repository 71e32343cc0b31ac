"""The frame around a page's inner HTML, rendered once for all pages of a kind and filled for each.

Material's template takes most of a millisecond, and pages differ only in a handful of strings. So the frame is rendered
once with a token in place of each string, cut at the tokens, and joined again around each page's own strings.
"""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from html.parser import HTMLParser

from kgen.model import Page
from kgen.publish.jobs import fingerprint_of
from kgen.publish.policy import policy_tag
from kgen.site import FIXED_ADDRESSES, own_page
from kgen.views.rendering import PageRenderer, Slots

# A token begins with <, which no title in navigation can: all that contributors write is escaped before it gets there.
_TOKENS = Slots(*(f"<!-- kgen {name} -->" for name in Slots._fields))
_CUT = re.compile(f"({'|'.join(map(re.escape, _TOKENS))})")
_NOWHERE = "-/"
"""A folder that no address begins with."""
_INDENTATION = re.compile(r"\s*\n\s*")
"""A sixth of Material's frame is indentation and empty lines; nothing in it is shown as it is written."""
_SLOT_OF = dict(zip(_TOKENS, Slots._fields, strict=True))


@dataclass(frozen=True, slots=True)
class Frame:
    """A rendered frame, cut at the slots: what comes before each, with the slot's name, and what comes at the end."""

    before: tuple[tuple[bytes, str], ...]
    end: bytes
    digest: str

    def around(self, page: Page, renderer: PageRenderer, content: str | None = None) -> bytes:
        """Return a whole page in UTF-8. `content` is its inner HTML, if that has been rendered."""
        slots = renderer.slots(page, renderer.html(page) if content is None else content)
        pieces = [piece for before, name in self.before for piece in (before, _encoded(getattr(slots, name)))]
        return b"".join([*pieces, self.end])


FRAME_ADVICE = (
    'A main.html of your own begins with {% extends "base.html" %}, and where it fills a block that kgen fills too,'
    " that block holds {{ super() }}."
)


class FrameError(Exception):
    """A frame without a place for something that every page has."""


class Frames:
    """The frames of a site: pages at the same depth, for which navigation marks the same place, share one. Those that
    send something elsewhere have another. Places in navigation and kgen's own pages have one each, in which links to
    the page itself can be marked.

    `listed` holds the addresses in navigation; `render(url, marked, slots)` gives the frame's HTML for a page at an
    address, one of the listed marked. The policy is left out of a preview, into which MkDocs puts a script of its own.
    """

    def __init__(
        self, listed: Container[str], render: Callable[[str, str | None, Slots], str], *, with_policy: bool
    ) -> None:
        self._listed = listed
        self._render = render
        self._with_policy = with_policy
        self._frames: dict[tuple[int, str | None, str | None, str], Frame] = {}

    def of(self, page: Page) -> Frame:
        marked = next((url for url in (page.url, page.section or None) if url in self._listed), None)
        alone = page.url if page.url == marked or page.url in FIXED_ADDRESSES else None
        key = (page.url.count("/"), marked, alone, page.sends_to)
        if key not in self._frames:
            # Links in a shared frame lead over the home page: one that is near from this page is not from the others.
            url = page.url if alone is not None else _NOWHERE * page.url.count("/")
            html = _INDENTATION.sub("\n", self._render(url, marked, _TOKENS))
            _refuse_incomplete(html)
            if self._with_policy:
                tag = policy_tag(html, sends_to=page.sends_to, searches=page.url == own_page("search").address)
                html = html.replace(_TOKENS.head, f"{tag}\n{_TOKENS.head}", 1)
            *pieces, end = _CUT.split(html)
            before = zip(map(_encoded, pieces[::2]), map(_SLOT_OF.__getitem__, pieces[1::2]), strict=True)
            self._frames[key] = Frame(tuple(before), _encoded(end), fingerprint_of(html))
        return self._frames[key]


def _refuse_incomplete(html: str) -> None:
    """A frame that a steward changed may have lost a slot, or hold one where it is not seen. Raises FrameError."""
    found = _Slots(html).found
    if missing := [_SHOWN[name] for name in Slots._fields if name not in found]:
        raise FrameError(f"The theme's main.html leaves out {', '.join(missing)}. {FRAME_ADVICE}")


_SHOWN = {
    "title": "the title of the page (block htmltitle)",
    "head": "the content security policy (block site_meta)",
    "assets": "the styles and scripts of the page (block analytics)",
    "content": "the text of the page (block content or container)",
    "footer": "the foot of the page (block footer)",
}
"""What a reader would miss without each slot, and the block that holds it."""


class _Slots(HTMLParser):
    """Finds the slots of a frame that a browser would see: none in a comment, a script or a template. That of the title
    counts in a <title> alone; Material prints it in the header too."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._hidden: list[str] = []
        self._in_title = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDING:
            self._hidden.append(tag)
        self._in_title |= tag == "title"

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()
        self._in_title &= tag != "title"

    def handle_comment(self, data: str) -> None:
        name = _SLOT_OF.get(f"<!--{data}-->")
        if name is not None and not self._hidden and (self._in_title or name != "title"):
            self.found.add(name)

    def handle_data(self, data: str) -> None:
        """In a title, newer parsers see not a comment but text."""
        if self._in_title and not self._hidden and _TOKENS.title in data:
            self.found.add("title")


_HIDING = ("template", "noscript", "script", "style", "textarea", "iframe")


def _encoded(html: str) -> bytes:
    """HTML in UTF-8; an unpaired surrogate becomes a character reference."""
    return html.encode("utf-8", errors="xmlcharrefreplace")
