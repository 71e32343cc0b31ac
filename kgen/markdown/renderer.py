"""One walk over the parser's events: HTML with placeholders, references, the outline and the plain text.

The HTML follows cmark's, so that the 655 examples of the CommonMark specification hold before anything is cleaned.
"""

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from sys import intern
from typing import Any, NamedTuple

import pyromark

from kgen.markdown import remarks
from kgen.markdown.addresses import cut_at_anchor, own_address
from kgen.markdown.autolinks import may_hold_link, pieces
from kgen.markdown.callouts import MARKER, Callout, callout
from kgen.markdown.escaping import escape, escape_address
from kgen.markdown.indented import is_prose
from kgen.markdown.leftovers import Leftover, leftovers, with_result
from kgen.markdown.remarks import Visible
from kgen.markdown.sanitize import SCHEMES, HandWritten, HandWrittenAnchor, HandWrittenLink, LinkEnd, scheme_of
from kgen.markdown.sentences import sentence_starts
from kgen.model import (
    OPEN_NAME,
    WORDS_OF_BEGINNING,
    Body,
    Fault,
    Heading,
    Placeholder,
    Reference,
    Spot,
    Wording,
    placeholder,
)

_OPTIONS = pyromark.Options
_COMMONMARK = pyromark.Markdown()
GITHUB = pyromark.Markdown(
    options=_OPTIONS.ENABLE_TABLES
    | _OPTIONS.ENABLE_FOOTNOTES
    | _OPTIONS.ENABLE_STRIKETHROUGH
    | _OPTIONS.ENABLE_TASKLISTS
    | _OPTIONS.ENABLE_GFM
    | _OPTIONS.ENABLE_WIKILINKS
)
DEEPEST = 60
"""Levels of quotes and lists inside each other."""
MOST_REFERENCES = 500
MOST_HEADINGS = 1000
MOST_HTML = 64 * 1024
"""Characters of one piece of HTML. Python's reader of HTML needs time that grows with the square of a broken one."""
MOST_LEFT_OPEN = 200
"""Elements opened and never closed. The cleaner needs time that grows with the square of how deep they lie."""
LONGEST_ANCHOR = 1000
"""Characters of a heading that its anchor is made of."""
_WITH_SPACES = re.compile(rf"\s*{OPEN_NAME}\s*")
_NO_LABEL = re.compile(rb"\|\s*\]\]$")
_PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp")
_PICTURE_SIZE = re.compile(r"(?:(.*)\|)?\s*(\d{1,4}(?:x\d{1,4})?)\s*", re.DOTALL)
_MARK = re.compile("(?<!=)==(?!=)")
_NOT_BEFORE_MARK = frozenset("=/?&#%_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_NAME_AT_END = re.compile(r"\s?(?:\^([A-Za-z0-9-]+)|\{:?\s*#([\w.:-]+)[^{}\n]*\})\s*")
"""A name that a block is given at its end: Obsidian's `^name`, or `{#name}`."""
MOST_ANCHORS = 1000
_SIMPLE = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "del"}


class Refused(Exception):
    """A body is built in a way that nobody writes by hand, and that would take too long to read."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


@dataclass(frozen=True, slots=True)
class _Title:
    """The title of a callout being read: where its words begin in what is written, and how deep it lies."""

    callout: Callout
    start: int
    depth: int


class _Mark(NamedTuple):
    """A `==` that may begin marked text: where it stands in what is written and in the plain text, how long that was,
    and how deep it lies."""

    out: int
    block: int
    length: int
    depth: int


class Renderer:
    """Walks what is visible of one body. `line` is the line of the file on which `source` begins.

    Comparisons with the specifications want raw HTML left as it is (`trusted`) and no extensions (`github` False).
    """

    def __init__(
        self,
        source: str,
        line: int,
        shown: Visible,
        *,
        site: str = "",
        trusted: bool = False,
        github: bool = True,
    ) -> None:
        self.source = source
        self.shown = shown
        self.site = site
        self.first_line = line
        self.trusted = trusted
        self.github = github
        self.out: list[str | Placeholder] = []
        self.references: list[Reference] = []
        self.outline: list[Heading] = []
        self.removed: dict[tuple[str, str], list[Spot]] = {}
        self.depth = 0
        self.span: Any = {"start": 0, "end": 0}
        # Plain text: blocks done, and the block being read with the names and references in it.
        self.beginning: list[Wording] = []
        self.words_wanted = WORDS_OF_BEGINNING
        self.block: list[str] = []
        self.block_length = 0
        self.block_names: list[str] = []
        self.block_references: list[tuple[int, int]] = []
        self.paragraph_start = 0
        # Links and pictures being read.
        self.link_ends: list[str | Placeholder] = []
        self.html_link_ends: list[str | Placeholder] = []
        self.picture: list[str] | None = None
        self.picture_depth = 0
        self.picture_value = ("", "", "")
        self.in_link = 0
        self.in_code = False
        self.raw_html: list[tuple[str, int]] | None = None
        # Tables, headings, footnotes.
        self.alignments: tuple[str, ...] = ()
        self.cell = 0
        self.in_head = False
        self.table_rows = False
        self.heading_at = 0
        self.in_heading = False
        self.html_left_open = 0
        self.anchors: dict[str, int] = {}
        self.named_anchors: dict[str, str] = {}
        self.names_given = 0
        self.item_starts: list[int] = []
        self.last_blocks = (0, 0)
        # Quotes and callouts, and whether any of what few texts hold is in this one.
        self.quote_ends: list[str] = []
        self.quote_start = self.quote_paragraph = -1
        self.title: _Title | None = None
        self.mark: _Mark | None = None
        self.code_spans: list[tuple[int, int]] = []
        self.fences: list[tuple[str, int]] = []
        self.indented_at: int | None = None
        self.indented: list[int] = []
        self.extended = github and not trusted
        self.holds_marks = self.extended and "==" in shown.text
        self.holds_names = self.extended and ("^" in shown.text or "{#" in shown.text or "{:" in shown.text)
        self.footnotes: dict[str, list[str | Placeholder]] = {}
        self.footnote_numbers: dict[str, int] = {}
        self.footnote_uses: dict[str, int] = {}
        self.outside_footnote: list[str | Placeholder] = []
        self.in_footnote = False
        self.footnote_label = ""

    def body(self) -> Body:
        parser = GITHUB if self.github else _COMMONMARK
        event: Any
        for event, span in parser.events_with_range(self.shown.text, merge_text=True):
            self.span = span
            if event.__class__ is str:
                _LEAVES[event](self, None)
                continue
            name, value = event.popitem()
            if name == "Start":
                self._start(value)
            elif name == "End":
                self._end(value)
            else:
                _LEAVES[name](self, value)
        self._end_block()
        self._write_footnotes()
        return Body(
            parts=_joined(self.out),
            references=tuple(self.references),
            outline=tuple(self.outline),
            anchors=tuple(self.named_anchors.items()),
            beginning=tuple(self.beginning),
            faults=(
                *remarks.faults(self.shown.remarks, self._spot_in_source),
                *(_removed(check, what, spots) for (check, what), spots in self.removed.items()),
                *self._left_over(),
            ),
        )

    def _left_over(self) -> Iterator[Fault]:
        """What is printed as it stands, or as code, and was not meant to be."""
        for each in (*leftovers(self._bytes, self.code_spans), *with_result(self.fences)):
            yield self._warning("leftover", each)
        if self.indented:
            message = "the spaces or the tab at the beginning of this line make code of what reads like prose"
            fix = "Begin the line at the margin. A quote begins with `> `, and code stands between lines of ```."
            yield self._warning("indented", Leftover(message, fix, self.indented))

    def _warning(self, check: str, found: Leftover) -> Fault:
        """One warning for all of a kind, at the first place; an error where what is printed was meant for nobody."""
        message = f"{found.message}{_more(len(found.places))}"
        return Fault(check, "error" if found.private else "warning", message, found.fix, self._spot(found.places[0]))

    def _start(self, tag: Any) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused("quotes or lists are nested too deeply to be read", "Use at most three levels.")
        if self.picture is not None:
            self.picture_depth += 1
            return
        if self.depth == 1:
            self.last_blocks = (self.last_blocks[1], len(self.out))
        name, value = (tag, None) if tag.__class__ is str else tag.popitem()
        _STARTS[name](self, value)

    def _end(self, tag: Any) -> None:
        self.depth -= 1
        if self.picture_depth:
            self.picture_depth -= 1
            return
        name, value = (tag, None) if tag.__class__ is str else tag.popitem()
        _ENDS[name](self, value)

    # --- where things stand

    @cached_property
    def _bytes(self) -> bytes:
        return self.shown.text.encode()

    @cached_property
    def _source(self) -> bytes:
        return self.source.encode() if self.shown.cuts else self._bytes

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer(b"\n", self._source)]

    def _spot(self, offset: int) -> Spot:
        """The line and column in the file of a byte of what is visible."""
        return self._spot_in_source(self.shown.in_source(offset) if self.shown.cuts else offset)

    def _spot_in_source(self, offset: int) -> Spot:
        line = bisect_left(self._line_ends, offset)
        start = self._line_ends[line - 1] + 1 if line else 0
        return self.first_line + line, len(self._source[start:offset].decode(errors="replace")) + 1

    # --- plain text

    def _say(self, text: str) -> None:
        text = text.replace(OPEN_NAME, " ")
        self.block.append(text)
        self.block_length += len(text)

    def _end_block(self) -> None:
        """A paragraph, heading, cell or item ends: give each reference in it its sentence."""
        text = "".join(self.block)
        if not text.strip():
            self._forget_block()
            return
        if self.block_references:
            self._add_sentences(text)
        self._forget_block()

    def _forget_block(self) -> None:
        self.block, self.block_length, self.block_names, self.block_references = [], 0, [], []
        self.mark = None

    def _add_sentences(self, text: str) -> None:
        starts = sentence_starts(text)
        ends = [*starts[1:], len(text)]
        wordings: dict[int, Wording] = {}
        for number, offset in self.block_references:
            at = bisect_right(starts, offset) - 1
            if at not in wordings:
                wordings[at] = self._wording(text, starts[at], ends[at])
            self.references[number] = Reference(*self.references[number][:-1], wordings[at])

    def _wording(self, text: str, start: int, end: int) -> Wording:
        """A part of the block's text, with the names that are open in it."""
        first = text.count(OPEN_NAME, 0, start)
        part = text[start:end]
        names = self.block_names[first : first + part.count(OPEN_NAME)]
        return Wording(" ".join(part.split()), tuple(names))

    # --- HTML

    def _fresh_line(self) -> None:
        if self.out and not (isinstance(self.out[-1], str) and self.out[-1].endswith("\n")):
            self.out.append("\n")

    def _write_block(self, html_text: str) -> None:
        self._fresh_line()
        self.out.append(html_text)

    def on_text(self, text: str) -> None:
        if self.picture is not None:
            self.picture.append(text)
        elif self.raw_html is not None:
            # The indentation of the first line; the parser gives only its end.
            self.raw_html.append((text, self.span["end"] - len(text)))
        else:
            if len(self.out) == self.quote_paragraph and self.extended and (marker := MARKER.match(text)):
                self._start_callout(callout(marker[1], marker[2]))
                text = text[marker.end() :]
            if self.holds_marks and not self.in_code and "==" in text:
                self._write_marked(text)
            else:
                self._write_text(text, self.span["start"])

    def _write_text(self, text: str, start: int) -> None:
        """Write text that begins at a byte of the body."""
        if self.in_code or self.in_link or not (self.github and may_hold_link(text)):
            self.out.append(escape(text))
            self._say(text)
        else:
            self._write_autolinked(text, start)

    def _write_marked(self, text: str) -> None:
        """Write text that may hold ==marked text==, which begins after a space or punctuation, and ends before one."""
        done, offset = 0, self.span["start"]
        around = f"{self._letter_at(offset - 1)}{text}{self._letter_at(self.span['end'])}"
        for found in _MARK.finditer(text):
            before, after = around[found.start()], around[found.end() + 1]
            closes = self.mark is not None and self.mark.depth == self.depth and not before.isspace()
            closes = closes and after not in _NOT_BEFORE_MARK
            opens = self.mark is None and not after.isspace() and before not in _NOT_BEFORE_MARK
            if not (closes or opens):
                continue
            words = text[done : found.start()]
            self._write_text(words, offset)
            done, offset = found.end(), offset + len(words.encode()) + 2
            if closes:
                self._close_mark()
            else:
                self.mark = _Mark(len(self.out), len(self.block), self.block_length, self.depth)
                self.out.append("==")
                self._say("==")
        self._write_text(text[done:], offset)

    def _close_mark(self) -> None:
        mark, self.mark = self.mark, None
        assert mark is not None
        self.out[mark.out] = "<mark>"
        self.out.append("</mark>")
        self.block[mark.block] = ""
        self.block_length -= 2
        for number in range(len(self.block_references) - 1, -1, -1):
            reference, offset = self.block_references[number]
            if offset < mark.length:
                break
            self.block_references[number] = (reference, offset - 2)

    def _letter_at(self, offset: int) -> str:
        return chr(self._bytes[offset]) if 0 <= offset < len(self._bytes) else " "

    def _write_autolinked(self, text: str, start: int) -> None:
        before = chr(self._bytes[start - 1]) if self.block else ""
        done = 0
        for piece in pieces(text, before):
            if piece.address is None or not (self.trusted or scheme_of(piece.address) in SCHEMES):
                self.out.append(escape(piece.text))
            elif own := self._own(piece.address):
                spot = self._spot(start + len(text[:done].encode()))
                is_open = bool(own[0].strip("/"))
                number = self._reference("markdown", *own, None if is_open else "", spot=spot)
                self._open(number)
                self.out.append(placeholder("label", number) if is_open else escape(piece.text))
                self.out.append(self.link_ends.pop())
                if is_open:
                    self._leave_open(own[0].strip("/"))
                    done += len(piece.text)
                    continue
            else:
                self.out.append(f'<a href="{escape_address(piece.address)}">{escape(piece.text)}</a>')
            self._say(piece.text)
            done += len(piece.text)

    def on_code(self, text: str) -> None:
        if self.picture is not None:
            self.picture.append(text)
            return
        self.code_spans.append((self.span["start"], self.span["end"]))
        self.out.append(f"<code>{escape(text)}</code>")
        self._say(text)

    def on_soft_break(self, _: None) -> None:
        if self.title is not None and self._ends_title():
            return
        if self.picture is not None:
            self.picture.append("\n")
            return
        self.out.append("\n")
        self._say("\n")

    def on_hard_break(self, _: None) -> None:
        if self.title is not None and self._ends_title():
            return
        if self.picture is not None:
            self.picture.append("\n")
            return
        self.out.append("<br />\n")
        self._say("\n")

    def on_rule(self, _: None) -> None:
        self._write_block("<hr />\n")

    def on_task(self, done: bool) -> None:
        label, mark = ("done", "☑") if done else ("to do", "☐")
        self.out.append(f'<span class="task" role="img" aria-label="{label}">{mark}</span> ')

    def on_inline_html(self, text: str) -> None:
        if self.picture is None:
            self._write_hand_written([(text, self.span["start"])])

    def on_html(self, text: str) -> None:
        if self.raw_html is not None:
            self.raw_html.append((text, self.span["start"]))

    def start_html(self, _: None) -> None:
        self._end_block()
        self.raw_html = []

    def end_html(self, _: None) -> None:
        pieces, self.raw_html = self.raw_html or [], None
        self._fresh_line()
        self._write_hand_written(pieces)
        self._end_block()

    def _write_hand_written(self, pieces: list[tuple[str, int]]) -> None:
        """Write HTML that a contributor wrote: pieces of it, each with the byte at which it begins."""
        text = "".join(piece for piece, _ in pieces)
        if self.trusted:
            self.out.append(text)
            return
        if len(text) > MOST_HTML:
            raise Refused(
                f"a piece of HTML has {len(text) // 1024} KB; at most {MOST_HTML // 1024} KB are read",
                "Write it as Markdown.",
            )
        checked = HandWritten(text, in_heading=self.in_heading)
        self.html_left_open += checked.left_open
        if self.html_left_open > MOST_LEFT_OPEN:
            raise Refused(
                f"more than {MOST_LEFT_OPEN} pieces of HTML are opened and never closed",
                "Close each, or write Markdown.",
            )
        starts, rows = _line_starts(pieces), text.split("\n")

        def spot_of(below: int, right: int) -> Spot:
            return self._spot(starts[below - 1] + len(rows[below - 1][:right].encode()))

        for check, what, below, right in checked.removed:
            self.removed.setdefault((check, what), []).append(spot_of(below, right))
        for kept in checked.kept:
            if isinstance(kept, str):
                self.out.append(kept)
            elif isinstance(kept, HandWrittenLink):
                self._begin_hand_written_link(kept, spot_of(kept.line, kept.column))
            elif isinstance(kept, HandWrittenAnchor):
                self.out.extend((kept.before, placeholder("id", value=self._named_anchor(kept.name)), kept.after))
            elif isinstance(kept, LinkEnd):
                self.out.append(self.html_link_ends.pop() if self.html_link_ends else "</a>")
            elif kept.src:
                self._say(kept.alt)
                spot = spot_of(kept.line, kept.column)
                number = self._reference("picture", kept.src, "", kept.alt, kept.title, spot, kept.size)
                self.out.append(placeholder("picture", number))
        self._say(html.unescape("".join(checked.words)))

    def _begin_hand_written_link(self, link: HandWrittenLink, spot: Spot) -> None:
        own = self._own(link.address)
        if link.elsewhere and not own:
            self.out.append(link.html)
            self.html_link_ends.append("</a>")
            return
        path, heading = own or cut_at_anchor(link.address)
        number = self._reference("markdown", path, heading, "", link.title, spot)
        self.out.append(placeholder("open", number))
        self.html_link_ends.append(placeholder("close", number))

    # --- blocks

    def start_paragraph(self, _: None) -> None:
        self._fresh_line()
        self.paragraph_start = len(self.out)
        self.out.append("<p>")
        if self.paragraph_start == self.quote_start:
            self.quote_paragraph = len(self.out)

    def end_paragraph(self, _: None) -> None:
        if self.title is not None:
            self._end_title()
            return
        if self.holds_names and (name := self._name_at_end()):
            self._name_paragraph(name)
            if len(self.out) == self.paragraph_start:
                self._forget_block()
                return
        inside = self.out[self.paragraph_start + 1 :]
        only_pictures = False
        begins_with_words = bool(inside and isinstance(inside[0], str) and inside[0].strip())
        if not begins_with_words and all(isinstance(part, Placeholder) or not part.strip() for part in inside):
            holes = {part.part for part in inside if isinstance(part, Placeholder)}
            if inside and holes <= {"mention"}:
                self.out[self.paragraph_start :] = [
                    part._replace(part="embed") if isinstance(part, Placeholder) else "\n" for part in inside
                ]
                self._fresh_line()
                self._forget_block()
                return
            only_pictures = holes <= {"picture"}
        self.out.append("</p>\n")
        words = "".join(self.block).split() if self.words_wanted > 0 else []
        if words and not (self.in_footnote or only_pictures):
            self.beginning.append(Wording(" ".join(words), tuple(self.block_names)))
            self.words_wanted -= len(words)
        self._end_block()

    def start_heading(self, value: Any) -> None:
        self._end_block()
        self._fresh_line()
        self.heading_at = len(self.out)
        self.in_heading = True
        self.out.append("")

    def end_heading(self, level_name: str) -> None:
        self.in_heading = False
        if len(self.outline) == MOST_HEADINGS:
            raise Refused(
                f"the text holds more than {MOST_HEADINGS:,} headings; at most {MOST_HEADINGS:,} are read",
                "Split it into several stories.",
            )
        level = int(level_name[1])
        name = self._name_at_end() if self.holds_names else ""
        text = "".join(self.block)
        # Without the names in it: one may be the title of a story that will be hidden.
        anchor = self._named_anchor(name) if name else self._unique_anchor(_WITH_SPACES.sub(" ", text))
        self.outline.append(Heading(level, anchor, Wording(" ".join(text.split()), tuple(self.block_names))))
        self.out[self.heading_at] = placeholder("heading", level, anchor)
        self.out.append(placeholder("endheading", level))
        self.out.append("\n")
        self._end_block()

    def _unique_anchor(self, text: str) -> str:
        anchor = anchor_of(text) or "section"
        count = self.anchors.get(anchor, 0)
        self.anchors[anchor] = count + 1
        if not count:
            return anchor
        numbered = f"{anchor}-{count}"
        while numbered in self.anchors:
            count += 1
            numbered = f"{anchor}-{count}"
        self.anchors[numbered] = 1
        return numbered

    def _named_anchor(self, name: str) -> str:
        """The anchor of a place that was given a name by hand."""
        self.names_given += 1
        if self.names_given > MOST_ANCHORS:
            raise Refused(
                f"the text gives names to more than {MOST_ANCHORS:,} places; at most {MOST_ANCHORS:,} are read",
                "Split it into several stories.",
            )
        anchor = self._unique_anchor(name.replace("^", "block-", 1))
        self.named_anchors.setdefault(name, anchor)
        return anchor

    def _name_at_end(self) -> str:
        """Take the name at the end of the block being read (`^name`, `{#name}`) off its text; empty if it has none."""
        last = self.out[-1] if self.out else ""  # Empty at the end of an item in which a footnote begins.
        text = self.block[-1] if self.block else ""
        at = max(text.rfind("{"), text.rfind("^"))
        start = max(0, at - 1)
        found = _NAME_AT_END.fullmatch(text, start) or _NAME_AT_END.fullmatch(text, at) if at >= 0 else None
        if found is None or (at and not (text[start].isspace() or text[at] == "{")):
            return ""
        mark = text[found.start() :]
        if not isinstance(last, str) or not last.endswith(escape(mark)):
            return ""
        self.out[-1] = last.removesuffix(escape(mark))
        self.block[-1] = text[: found.start()]
        self.block_length -= len(mark)
        return f"^{found[1]}" if found[1] else found[2]

    def _name_paragraph(self, name: str) -> None:
        anchor = placeholder("id", value=self._named_anchor(name))
        start = self.paragraph_start
        if len(self.out) == start + 2 and not self.out[-1]:
            # The name of the block before it, which stands in a line of its own.
            at = start
            if self.depth == 0:
                at = self.last_blocks[0]
                self.last_blocks = (at, at + 3)  # A further name is of the same block.
            del self.out[start:]
            self.out[at:at] = ["<span", anchor, "></span>"]
            self.paragraph_start = len(self.out)
        else:
            self.out[start : start + 1] = ["<p", anchor, ">"]
            self.paragraph_start += 2

    def _name_item(self) -> None:
        """Give the item being read the name at its end, before its text is done."""
        if self.holds_names and (name := self._name_at_end()):
            start = self.item_starts[-1]
            self.out[start : start + 1] = ["<li", placeholder("id", value=self._named_anchor(name)), ">"]

    # --- quotes and callouts

    def start_quote(self, kind: str | None) -> None:
        self._end_block()
        if kind is None:
            self._write_block("<blockquote>\n")
            self.quote_ends.append("</blockquote>\n")
            self.quote_start = len(self.out)
        else:
            written = callout(kind)
            self._write_block(f"{written.start}{written.default}{written.end_title}")
            self.quote_ends.append(written.end)

    def end_quote(self, _: str | None) -> None:
        self._end_block()
        self._fresh_line()
        self.out.append(self.quote_ends.pop())

    def _start_callout(self, written: Callout) -> None:
        """The first paragraph of the quote just begun turns out to begin with the title of a callout."""
        del self.out[-2:]
        self.quote_ends[-1] = written.end
        self.title = _Title(written, len(self.out) + 1, self.depth)
        self.out.append(written.start)

    def _ends_title(self) -> bool:
        """At the end of a line: end the title of a callout, if that is where it ends, and begin its text."""
        assert self.title is not None
        if self.title.depth != self.depth or self.picture is not None:
            return False
        self._end_title()
        self.paragraph_start = len(self.out)
        self.out.append("<p>")
        return True

    def _end_title(self) -> None:
        title, self.title = self.title, None
        assert title is not None
        if not any(isinstance(part, Placeholder) or part.strip() for part in self.out[title.start :]):
            self.out.append(title.callout.default)
        self.out.append(title.callout.end_title)
        self._end_block()

    def start_code(self, kind: Any) -> None:
        self._end_block()
        info = kind["Fenced"] if isinstance(kind, dict) else ""
        language = info.split()[0] if info.split() else ""
        if language:
            self.fences.append((language, self.span["start"]))
        self.code_spans.append((self.span["start"], self.span["end"]))
        self.indented_at = None if isinstance(kind, dict) else self.span["start"]
        attribute = f' class="language-{escape(language)}"' if language else ""
        self._write_block(f"<pre><code{attribute}>")
        self.in_code = True

    def end_code(self, _: None) -> None:
        self.in_code = False
        if self.indented_at is not None and is_prose("".join(self.block)):
            self.indented.append(self.indented_at)
        self.out.append("</code></pre>\n")
        self._end_block()

    def start_list(self, start: int | None) -> None:
        if self.item_starts:
            self._name_item()
        self._end_block()
        if start is None:
            self._write_block("<ul>\n")
        else:
            self._write_block("<ol>\n" if start == 1 else f'<ol start="{start}">\n')

    def end_list(self, ordered: bool) -> None:
        self.out.append("</ol>\n" if ordered else "</ul>\n")

    def start_item(self, _: None) -> None:
        self._end_block()
        self._write_block("<li>")
        self.item_starts.append(len(self.out) - 1)

    def end_item(self, _: None) -> None:
        self._name_item()
        self.item_starts.pop()
        self._end_block()
        self.out.append("</li>\n")

    def start_simple(self, name: str) -> None:
        self.out.append(f"<{name}>")

    def end_simple(self, name: str) -> None:
        self.out.append(f"</{name}>")
        self._leave_mark()

    def _leave_mark(self) -> None:
        """What was marked within something that ends now is not marked."""
        if self.mark is not None and self.mark.depth > self.depth:
            self.mark = None

    # --- tables

    def start_table(self, alignments: tuple[str, ...]) -> None:
        self._end_block()
        self.alignments = alignments
        self._write_block("<table>")

    def start_head(self, _: None) -> None:
        self.cell, self.in_head = 0, True
        self.out.append("\n<thead>\n<tr>")

    def end_head(self, _: None) -> None:
        self.in_head = False
        self.out.append("\n</tr>\n</thead>\n")
        self.table_rows = False

    def start_row(self, _: None) -> None:
        self.cell = 0
        self.out.append("<tr>" if self.table_rows else "<tbody>\n<tr>")
        self.table_rows = True

    def end_row(self, _: None) -> None:
        self.out.append("\n</tr>\n")

    def end_table(self, _: None) -> None:
        self.out.append("</tbody>\n</table>\n" if self.table_rows else "</table>\n")

    def start_cell(self, _: None) -> None:
        alignment = self.alignments[self.cell] if self.cell < len(self.alignments) else "None"
        self.cell += 1
        self.out.append("\n<th" if self.in_head else "\n<td")
        if alignment != "None":
            self.out.append(placeholder("align", value=alignment.lower()))
        self.out.append(">")

    def end_cell(self, _: None) -> None:
        self.out.append("</th>" if self.in_head else "</td>")
        self._end_block()

    # --- links

    def start_link(self, value: dict[str, Any]) -> None:
        target, title, kind = value["dest_url"], value["title"], value["link_type"]
        if isinstance(kind, dict):
            self._start_wikilink(target, has_label=kind["WikiLink"]["has_pothole"])
            return
        self.in_link += 1
        address = f"mailto:{target}" if kind == "Email" and not target.startswith("mailto:") else target
        scheme = scheme_of(address)
        if own := self._own(address):
            if kind == "Autolink" and own[0].strip("/"):
                self._start_own_address(*own)
                return
            self._open(self._reference("markdown", *own, "", title))
        elif self.trusted or scheme in SCHEMES or address.startswith("//"):
            attribute = f' title="{escape(title)}"' if title else ""
            self.out.append(f'<a href="{escape_address(address)}"{attribute}>')
            self.link_ends.append("</a>")
        elif scheme:
            self.removed.setdefault(("scheme-removed", f"{scheme}:"), []).append(self._spot(self.span["start"]))
            self.link_ends.append("")
        else:
            self._open(self._reference("markdown", *cut_at_anchor(target), "", title))

    def _own(self, address: str) -> tuple[str, str] | None:
        """The path and the anchor of a web address that is one of the garden's own pages."""
        return own_address(address, self.site) if self.site and ":" in address else None

    def _start_wikilink(self, target: str, *, has_label: bool) -> None:
        self.in_link += 1
        name, heading = _wiki_target(target)
        has_label = has_label and not _NO_LABEL.search(self._bytes[self.span["start"] : self.span["end"]])
        number = self._reference("wiki", name, heading, "" if has_label else None)
        self._open(number)
        if not has_label:
            self._leave_label_open(number, target)

    def _start_own_address(self, path: str, anchor: str) -> None:
        """A bare address of the garden's own: it is printed as the title of what it leads to, and never where that is
        hidden: an address tells most of a title."""
        number = self._reference("markdown", path, anchor, None)
        self._open(number)
        self._leave_label_open(number, path.strip("/"))

    def _leave_label_open(self, number: int, target: str) -> None:
        """What is printed is decided by where a link leads. The parser repeats the target as text: it is left out."""
        self.out.append(placeholder("label", number))
        self.picture, self.picture_depth = [], 0
        self._leave_open(target)

    def _leave_open(self, target: str) -> None:
        """Leave room in the plain text for the words of a link that depend on its target."""
        self.block.append(OPEN_NAME)
        self.block_length += 1
        self.block_names.append(intern(target.rstrip("\\")))

    def _open(self, number: int) -> None:
        self.out.append(placeholder("open", number))
        self.link_ends.append(placeholder("close", number))

    def end_link(self, _: None) -> None:
        self.picture = None
        self.in_link -= 1
        self.out.append(self.link_ends.pop())
        self._leave_mark()

    def _reference(
        self,
        form: Any,
        target: str,
        heading: str,
        shown: str | None,
        title: str = "",
        spot: Spot | None = None,
        size: str = "",
    ) -> int:
        line, column = spot or self._spot(self.span["start"])
        number = len(self.references)
        if number == MOST_REFERENCES:
            raise Refused(
                f"the text holds more than {MOST_REFERENCES} links; at most {MOST_REFERENCES} are read",
                "Split it into several stories.",
            )
        self.references.append(Reference(form, target, heading, shown, title, size, line, column))
        self.block_references.append((number, self.block_length))
        return number

    def start_picture(self, value: dict[str, Any]) -> None:
        self.picture, self.picture_depth = [], 0
        kind = value["link_type"]
        if not isinstance(kind, dict):
            self.picture_value = ("picture", value["dest_url"], value["title"])
        elif _looks_like_picture(value["dest_url"]):
            self.picture_value = ("wikipicture", value["dest_url"].rstrip("\\"), "")
        else:
            self.picture_value = ("embed", value["dest_url"], "")

    def end_picture(self, _: None) -> None:
        words = "".join(self.picture or ())
        self.picture = None
        form, target, title = self.picture_value
        if self.trusted:
            attribute = f' title="{escape(title)}"' if title else ""
            self.out.append(f'<img src="{escape_address(target)}" alt="{escape(words)}"{attribute} />')
        elif form == "embed":
            name, heading = _wiki_target(target)
            shown = None if words in ("", target) else words
            number = self._reference("embed", name, heading, shown)
            self.out.append(placeholder("mention", number))
            if shown is None:
                self._leave_open(target)
            else:
                self._say(shown)
        else:
            if form == "wikipicture" and words == target:
                words = ""
            words, size = _cut_size(words)
            number = self._reference("picture", target, "", words, title, size=size)
            self.out.append(placeholder("picture", number))
            self._say(words)

    # --- footnotes

    def on_footnote(self, label: str) -> None:
        number = self.footnote_numbers.setdefault(label, len(self.footnote_numbers) + 1)
        use = self.footnote_uses.get(label, 0) + 1
        self.footnote_uses[label] = use
        mark = f"fn-{number}" if use == 1 else f"fn-{number}-{use}"
        self.out.extend(
            (
                '<sup class="footnote-ref"',
                placeholder("id", value=f"{mark}-ref"),
                "><a",
                placeholder("to", value=f"fn-{number}"),
            )
        )
        self.out.append(f' aria-label="Footnote {number}">{number}</a></sup>')

    def start_footnote(self, label: str) -> None:
        self._end_block()
        self.outside_footnote, self.out = self.out, []
        self.footnote_label, self.in_footnote = label, True

    def end_footnote(self, _: None) -> None:
        self._end_block()
        self.footnotes.setdefault(self.footnote_label, self.out)
        self.out, self.in_footnote = self.outside_footnote, False

    def _write_footnotes(self) -> None:
        if not self.footnotes:
            return
        for label in self.footnotes:
            self.footnote_numbers.setdefault(label, len(self.footnote_numbers) + 1)
        self._write_block('<section class="footnotes">\n<ol>\n')
        for label, number in sorted(self.footnote_numbers.items(), key=lambda item: item[1]):
            if label not in self.footnotes:
                continue
            self.out.extend(("<li", placeholder("id", value=f"fn-{number}"), ">\n"))
            self.out.extend(self.footnotes[label])
            if label in self.footnote_uses:
                self.out.extend(('<p><a class="footnote-back"', placeholder("to", value=f"fn-{number}-ref")))
                self.out.append(f' aria-label="Back to where footnote {number} stands">↩</a></p>\n')
            self.out.append("</li>\n")
        self.out.append("</ol>\n</section>\n")


def anchor_of(text: str) -> str:
    """The anchor of a heading, as GitHub makes it: small letters, spaces to hyphens, no other punctuation.

    It is cut, since NFC needs time that grows with the square of a run of combining marks.
    """
    letters = unicodedata.normalize("NFC", text[:LONGEST_ANCHOR]).strip().lower()
    if letters.isascii():
        return _NOT_IN_ANCHOR.sub("", letters).translate(_TO_HYPHENS)
    return "".join("-" if letter.isspace() else letter for letter in letters if _stays_in_anchor(letter))


_NOT_IN_ANCHOR = re.compile(r"[^a-z0-9_\s\x1c-\x1f-]")
_TO_HYPHENS = {letter: "-" for letter in range(128) if chr(letter).isspace()}


def _stays_in_anchor(letter: str) -> bool:
    return letter.isalnum() or letter in "-_" or letter.isspace() or unicodedata.category(letter).startswith("M")


def _line_starts(pieces: list[tuple[str, int]]) -> list[int]:
    """The bytes at which the lines of a text begin that is given in pieces, each with the byte at which it begins."""
    starts, fresh = [], True
    for text, offset in pieces:
        ends = [offset + match.end() for match in re.finditer(b"\n", text.encode())]
        starts += [offset, *ends] if fresh else ends
        if fresh := text.endswith("\n"):
            starts.pop()
    return starts


def _wiki_target(target: str) -> tuple[str, str]:
    """Cut `name#heading` as Obsidian does; a heading below another is `name#one#two`. In a table the pipe is `\\|`."""
    name, _, heading = target.rstrip("\\").partition("#")
    return intern(name.strip()), heading.strip()


def _cut_size(words: str) -> tuple[str, str]:
    """The words of a picture and its size in pixels, as Obsidian writes them: `A tree|200`, `A tree|100x145`, `200`."""
    found = _PICTURE_SIZE.fullmatch(words)
    return ((found[1] or "").strip(), found[2]) if found else (words, "")


def _looks_like_picture(target: str) -> bool:
    written = target.rstrip("\\").lower()
    return written.endswith(_PICTURE_ENDINGS) or written.partition("#")[0].endswith(_PICTURE_ENDINGS)


def _more(count: int) -> str:
    """How often more than once something stands in a file, in words."""
    times = count - 1
    return f" (and {'once' if times == 1 else f'{times} times'} more in this file)" if times else ""


def _removed(check: str, what: str, spots: list[Spot]) -> Fault:
    """One warning for each thing that was removed, at the first place where it stood."""
    more = _more(len(spots))
    if check == "scheme-removed":
        message = f"a link that begins with {what} was taken out{more}; its words stay"
        fix = "Links may begin with https://, http://, mailto: or tel:, or lead to a file of this garden."
    else:
        message, fix = (
            f"the HTML {what} was taken out{more}",
            "Delete it, write it as Markdown, or paste the text again as plain text (Ctrl+Shift+V).",
        )
    return Fault(check, "warning", message, fix, spots[0])


def _joined(parts: list[str | Placeholder]) -> tuple[str | Placeholder, ...]:
    """Join neighbouring strings, so that filling the placeholders later touches few pieces."""
    joined: list[str | Placeholder] = []
    run: list[str] = []
    for part in parts:
        if isinstance(part, str):
            run.append(part)
            continue
        if run:
            joined.append("".join(run))
            run = []
        joined.append(part)
    if run:
        joined.append("".join(run))
    return tuple(joined)


_Handler = Callable[[Renderer, Any], None]


def _starting(name: str) -> _Handler:
    return lambda writer, _: writer.start_simple(name)


def _ending(name: str) -> _Handler:
    return lambda writer, _: writer.end_simple(name)


_LEAVES: dict[str, _Handler] = {
    "Text": Renderer.on_text,
    "Code": Renderer.on_code,
    "SoftBreak": Renderer.on_soft_break,
    "HardBreak": Renderer.on_hard_break,
    "Rule": Renderer.on_rule,
    "TaskListMarker": Renderer.on_task,
    "InlineHtml": Renderer.on_inline_html,
    "Html": Renderer.on_html,
    "FootnoteReference": Renderer.on_footnote,
}
_STARTS: dict[str, _Handler] = {
    "Paragraph": Renderer.start_paragraph,
    "Heading": Renderer.start_heading,
    "BlockQuote": Renderer.start_quote,
    "CodeBlock": Renderer.start_code,
    "HtmlBlock": Renderer.start_html,
    "List": Renderer.start_list,
    "Item": Renderer.start_item,
    "Table": Renderer.start_table,
    "TableHead": Renderer.start_head,
    "TableRow": Renderer.start_row,
    "TableCell": Renderer.start_cell,
    "Link": Renderer.start_link,
    "Image": Renderer.start_picture,
    "FootnoteDefinition": Renderer.start_footnote,
    **{tag: _starting(name) for tag, name in _SIMPLE.items()},
}
_ENDS: dict[str, _Handler] = {
    "Paragraph": Renderer.end_paragraph,
    "Heading": Renderer.end_heading,
    "BlockQuote": Renderer.end_quote,
    "CodeBlock": Renderer.end_code,
    "HtmlBlock": Renderer.end_html,
    "List": Renderer.end_list,
    "Item": Renderer.end_item,
    "Table": Renderer.end_table,
    "TableHead": Renderer.end_head,
    "TableRow": Renderer.end_row,
    "TableCell": Renderer.end_cell,
    "Link": Renderer.end_link,
    "Image": Renderer.end_picture,
    "FootnoteDefinition": Renderer.end_footnote,
    **{tag: _ending(name) for tag, name in _SIMPLE.items()},
}
