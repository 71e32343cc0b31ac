"""What a block holds: words, marked text, links, pictures, and HTML written by hand."""

import html
import re
from collections.abc import Sequence
from typing import Any

from pyromark.event import Range

from kgen.markdown import autolinks, raw_html
from kgen.markdown.addresses import cut_at_anchor, cut_wiki_target, names_picture, own_address
from kgen.markdown.escaping import escape, escape_address
from kgen.markdown.footnotes import Footnotes
from kgen.markdown.limits import DEEPEST, MOST_LEFT_OPEN, TooComplex
from kgen.markdown.parser import Events
from kgen.markdown.plain_text import Mark, PlainText
from kgen.markdown.positions import Positions
from kgen.markdown.sanitize import SCHEMES, scheme_of
from kgen.model import LinkForm, Parts, Placeholder, placeholder

_NO_WORDS = re.compile(rb"\[\s*\]\(")
_NO_LABEL = re.compile(rb"\|\s*\]\]$")
_PICTURE_SIZE = re.compile(r"(?:(.*)\|)?\s*(\d{1,4}(?:x\d{1,4})?)\s*", re.DOTALL)
_MARK = re.compile("(?<!=)==(?!=)")
_NOT_BEFORE_MARK = frozenset("=/?&#%_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


class Inlines:
    """Writes the inlines of one body: their HTML to `out`, their words to `text`.

    `depth` is the depth of what is being read. `removed` holds what was taken out (the check, the thing), with the
    bytes where it was; `left_open` where elements of HTML begin that have not ended yet, by their names.
    """

    def __init__(self, positions: Positions, *, site: str, trusted: bool, github: bool, holds_marks: bool) -> None:
        self.out: Parts = []
        self.text = PlainText()
        self.depth = 0
        self.in_heading = False
        self.in_link = 0
        self.footnotes = Footnotes()
        self.removed: dict[tuple[str, str], list[int]] = {}
        self.left_open: dict[str, list[int]] = {}
        self._positions = positions
        self._site = site
        self._trusted = trusted
        self._github = github
        self._holds_marks = holds_marks
        self._html_link_ends: Parts = []
        self._html_left_open = 0

    def go_deeper(self) -> None:
        """Something begins within what is being read. Raises TooComplex."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooComplex("quotes or lists are nested too deeply to be read", "Use at most three levels.")

    def leave_mark(self) -> None:
        """Drop a mark that began within something that ends now."""
        if self.text.mark is not None and self.text.mark.depth >= self.depth:
            self.text.mark = None

    # --- words

    def words(self, text: str, span: Range) -> None:
        if self._holds_marks and "==" in text:
            self._write_marked(text, span)
        else:
            self._write(text, span["start"])

    def words_of(self, events: Events) -> str:
        """The words of what has begun, such as code or a picture, up to its end. None of them is written."""
        words: list[str] = []
        depth = self.depth
        for event, _ in events:
            match event:
                case {"Text": text} | {"Code": text}:
                    words.append(text)
                case "SoftBreak" | "HardBreak":
                    words.append("\n")
                case {"FootnoteReference": label}:
                    self.out += self.footnotes.reference(label)
                case {"Start": _}:
                    self.go_deeper()
                case {"End": _} if self.depth == depth:
                    break
                case {"End": _}:
                    self.depth -= 1
        return "".join(words)

    def _write(self, text: str, start: int) -> None:
        """Write text that begins at a byte of the body."""
        if self.in_link or not (self._github and autolinks.may_hold_link(text)):
            self.out.append(escape(text))
            self.text.say(text)
        else:
            self._write_autolinked(text, start)

    def _write_marked(self, text: str, span: Range) -> None:
        """Write text that may hold ==marked text==, which begins after a space or punctuation, and ends before one."""
        done, offset = 0, span["start"]
        around = f"{self._letter_at(offset - 1)}{text}{self._letter_at(span['end'])}"
        for found in _MARK.finditer(text):
            before, after = around[found.start()], around[found.end() + 1]
            closes = self.text.mark is not None and self.text.mark.depth == self.depth and not before.isspace()
            closes = closes and after not in _NOT_BEFORE_MARK
            opens = self.text.mark is None and not after.isspace() and before not in _NOT_BEFORE_MARK
            if not (closes or opens):
                continue
            words = text[done : found.start()]
            self._write(words, offset)
            done, offset = found.end(), offset + len(words.encode()) + 2
            if closes:
                self._close_mark()
            else:
                self.text.mark = Mark(len(self.out), len(self.text.block), self.text.length, self.depth)
                self.out.append("==")
                self.text.say("==")
        self._write(text[done:], offset)

    def _close_mark(self) -> None:
        mark, self.text.mark = self.text.mark, None
        assert mark is not None
        self.out[mark.out] = "<mark>"
        self.out.append("</mark>")
        self.text.take_back(mark)

    def _letter_at(self, offset: int) -> str:
        data = self._positions.data
        return chr(data[offset]) if 0 <= offset < len(data) else " "

    def _write_autolinked(self, text: str, start: int) -> None:
        before = self._letter_at(start - 1) if self.text.block else ""
        done = 0
        for piece in autolinks.pieces(text, before):
            begin, done = done, done + len(piece.text)
            if piece.address is None or not (self._trusted or scheme_of(piece.address) in SCHEMES):
                self.out.append(escape(piece.text))
            elif own := self._own(piece.address):
                at = start + len(text[:begin].encode())
                if page := own[0].strip("/"):
                    self._write_named_by_target("markdown", *own, page, at)
                    continue
                end = self._open(*own, at)
                self.out += (escape(piece.text), end)
            else:
                self.out.append(f'<a href="{escape_address(piece.address)}"{self._bare()}>{escape(piece.text)}</a>')
            self.text.say(piece.text)

    def _bare(self) -> str:
        """What marks a link whose words are its address: paper does not print it twice. No specification has it."""
        return "" if self._trusted else ' class="bare"'

    # --- links and pictures

    def begin_link(self, link: dict[str, Any], span: Range) -> str | Placeholder | None:
        """Write the beginning of a link and return its end, which comes after its label.

        None means that all of it is written: if a link has no label, the parser gives its target in place of one.
        """
        target, title, kind, at = link["dest_url"], link["title"], link["link_type"], span["start"]
        if isinstance(kind, dict):
            name, heading = cut_wiki_target(target)
            if kind["WikiLink"]["has_pothole"] and not _NO_LABEL.search(self._positions.data[at : span["end"]]):
                return self._open(name, heading, at, form="wiki")
            self._write_named_by_target("wiki", name, heading, target, at)
            return None
        if kind == "Email" and not target.startswith("mailto:"):
            target = f"mailto:{target}"
        scheme = scheme_of(target)
        is_empty = not self._trusted and kind == "Inline" and _NO_WORDS.match(self._positions.data, at) is not None
        if own := self._own(target):
            if (kind == "Autolink" or is_empty) and (page := own[0].strip("/")):
                self._write_named_by_target("markdown", *own, page, at)
                return None
            return self._open(*own, at, title)
        if self._trusted or scheme in SCHEMES or target.startswith("//"):
            bare = self._bare() if is_empty or kind in ("Autolink", "Email") else ""
            self.out.append(f'<a href="{escape_address(target)}"{bare}{_title(title)}>')
            if is_empty:  # Nobody would see it, and a screen reader would say "link".
                self.out.append(escape(target))
                self.text.say(target)
            return "</a>"
        if scheme:
            self._remove("scheme-removed", f"{scheme}:", at)
            return ""
        path, anchor = cut_at_anchor(target)
        if is_empty and path:
            self._write_named_by_target("markdown", path, anchor, path, at)
            return None
        return self._open(path, anchor, at, title)

    def _own(self, address: str) -> tuple[str, str] | None:
        """The path and the anchor of a web address that is one of the garden's own pages."""
        return own_address(address, self._site) if self._site and ":" in address else None

    def _open(self, target: str, heading: str, at: int, title: str = "", form: LinkForm = "markdown") -> Placeholder:
        """Write the beginning of a link within the garden; return its end."""
        number = self.text.refer(form, target, heading, "", self._positions.of(at), title=title)
        self.out.append(placeholder("open", number))
        return placeholder("close", number)

    def _write_named_by_target(self, form: LinkForm, target: str, heading: str, name: str, at: int) -> None:
        """Write a link that is printed as the title of what it leads to, and never as its address, which tells most of
        a title that may be hidden."""
        number = self.text.refer(form, target, heading, None, self._positions.of(at))
        self.out += (placeholder("open", number), placeholder("label", number), placeholder("close", number))
        self.text.leave_open(name)

    def picture(self, image: dict[str, Any], words: str, at: int) -> None:
        """Write a picture, or an embedded entry. `words` are those between its brackets."""
        target, title, is_wiki = image["dest_url"], image["title"], isinstance(image["link_type"], dict)
        if self._trusted:
            self.out.append(f'<img src="{escape_address(target)}" alt="{escape(words)}"{_title(title)} />')
        elif is_wiki and not names_picture(target):
            name, heading = cut_wiki_target(target)
            shown = None if words in ("", target) else words
            number = self.text.refer("embed", name, heading, shown, self._positions.of(at))
            self.out.append(placeholder("mention", number))
            if shown is None:
                self.text.leave_open(target)
            else:
                self.text.say(shown)
        else:
            if is_wiki:
                target, title = target.rstrip("\\"), ""
                words = "" if words == target else words
            # Obsidian writes the size of a picture after its words: `A tree|200`, `A tree|100x145`, `200`.
            found = _PICTURE_SIZE.fullmatch(words)
            words, size = ((found[1] or "").strip(), found[2]) if found else (words, "")
            self._show(target, words, title, size, at)

    def _show(self, target: str, words: str, title: str, size: str, at: int) -> None:
        number = self.text.refer("picture", target, "", words, self._positions.of(at), title=title, size=size)
        self.out.append(placeholder("picture", number))
        self.text.say(words)

    # --- HTML written by hand

    def html_by_hand(self, pieces: Sequence[tuple[str, int]]) -> None:
        """Write HTML that a contributor wrote: lines or parts of one, each with the byte at which it begins."""
        if self._trusted:
            self.out.extend(piece for piece, _ in pieces)
            return
        read = raw_html.RawHtml(pieces, in_heading=self.in_heading)
        self._html_left_open += read.left_open
        if self._html_left_open > MOST_LEFT_OPEN:
            raise TooComplex(
                f"more than {MOST_LEFT_OPEN} pieces of HTML are opened but never closed",
                "Close each, or write Markdown.",
            )
        for tag, at in read.tags:
            if at >= 0:
                self.left_open.setdefault(tag, []).append(at)
            elif self.left_open.get(tag):
                self.left_open[tag].pop()
        for removed in read.removed:
            self._remove(*removed)
        for kept in read.kept:
            match kept:
                case str():
                    self.out.append(kept)
                case raw_html.LinkStart():
                    self._begin_html_link(kept)
                case raw_html.LinkEnd():
                    self.out.append(self._html_link_ends.pop() if self._html_link_ends else "</a>")
                case raw_html.Anchor(name, before, after):
                    self.out += (before, placeholder("id", value=self.text.anchors.named(name)), after)
                case raw_html.ImgTag(src, alt, title, size, at) if src:
                    self._show(src, alt, title, size, at)
        self.text.say(html.unescape("".join(read.words)))

    def _begin_html_link(self, link: raw_html.LinkStart) -> None:
        own = self._own(link.address)
        if link.elsewhere and not own:
            self.out.append(link.html)
            self._html_link_ends.append("</a>")
        else:
            self._html_link_ends.append(self._open(*(own or cut_at_anchor(link.address)), link.at, link.title))

    def _remove(self, check: str, what: str, at: int) -> None:
        self.removed.setdefault((check, what), []).append(at)


def _title(title: str) -> str:
    return f' title="{escape(title)}"' if title else ""
