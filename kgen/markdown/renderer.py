"""One walk over the parser's events: HTML with placeholders, and on the way the plain text, the outline and the links.

`_content` and `_element` list every kind of event. `inlines` writes what a block holds, `raw_html` reads the HTML in it
that was written by hand, and `plain_text` collects what all of it says in plain text.

The HTML follows cmark's, so that the 655 examples of the CommonMark specification hold before anything is cleaned.
"""

from itertools import chain, repeat
from typing import Any

from pyromark.event import Range

from kgen.markdown import leftovers, raw_html, remarks
from kgen.markdown.block_names import may_hold_names, take_name
from kgen.markdown.callouts import MARKER, Callout, callout
from kgen.markdown.escaping import escape
from kgen.markdown.indented import is_prose
from kgen.markdown.inlines import Inlines
from kgen.markdown.not_shown import NotShown
from kgen.markdown.parser import COMMONMARK, GITHUB, Events
from kgen.markdown.parts import joined, kinds_alone
from kgen.markdown.positions import Positions
from kgen.markdown.remarks import Visible
from kgen.model import Body, Placeholder, placeholder

_SIMPLE = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "del"}


class Renderer:
    """Walks the visible part of one body. `line` is the line of the file on which `source` begins.

    Comparisons with the specifications want raw HTML left as it is (`trusted`) and no extensions (`github` False).
    """

    def __init__(
        self, source: str, line: int, shown: Visible, *, site: str = "", trusted: bool = False, github: bool = True
    ) -> None:
        self.shown = shown
        self.positions = Positions(source, line, shown)
        self.extended = github and not trusted
        self.not_shown = NotShown(shown.text if self.extended else "")
        self.events = self.not_shown.events(GITHUB if github else COMMONMARK, shown.text)
        self.holds_names = self.extended and may_hold_names(shown.text)
        holds_marks = self.extended and "==" in shown.text
        self.inlines = Inlines(self.positions, site=site, trusted=trusted, github=github, holds_marks=holds_marks)
        self.out = self.inlines.out
        self.text = self.inlines.text
        self.in_footnote = False
        self.item_starts: list[int] = []
        # The number of the next item in each list that is open; -1 if its items have none.
        self.numbers: list[int] = []
        self.quote_ends: list[str] = []
        self.quote_start = -1
        self.last_blocks = (0, 0)
        # Where code is, in bytes.
        self.code: list[tuple[int, int]] = []
        self.fences: list[tuple[str, int]] = []
        self.indented: list[int] = []

    def body(self) -> Body:
        """Read all of it. Raises TooComplex."""
        self._content(self.events)
        self.text.end_block()
        if footnotes := self.inlines.footnotes.section():
            self._fresh_line()
            self.out += footnotes
        return Body(
            parts=joined(self.out),
            references=tuple(self.text.references),
            outline=tuple(self.text.outline),
            anchors=tuple(self.text.anchors.by_name.items()),
            beginning=tuple(self.text.beginning),
            faults=(
                *remarks.faults(self.shown.remarks, self.positions.in_source),
                *raw_html.faults(self.inlines.removed, self.inlines.left_open, self.positions.of),
                *self.not_shown.faults(self.positions.of),
                *leftovers.faults(self.positions.data, self.code, self.fences, self.indented, self.positions.of),
            ),
        )

    # --- every kind of event

    def _content(self, events: Events, *, one_line: bool = False) -> bool:
        """Write all up to the end of what has begun, or of its first line. Return whether the line ended first."""
        for event, span in events:
            # Mapping patterns, as in `_element`, would cost 3 % of the time it takes to read a body.
            kind, value = (event, "") if event.__class__ is str else event.popitem()
            match kind:
                case "Text":
                    if "[^" in value:
                        self.not_shown.note_mark(self.positions.data, span)
                    self.inlines.words(value, span)
                case "End":
                    return False
                case "Start":
                    self._element(value, span, events)
                case "SoftBreak" | "HardBreak":
                    if one_line:
                        return True
                    self.out.append("\n" if kind == "SoftBreak" else "<br />\n")
                    self.text.say("\n")
                case "InlineHtml":
                    self.inlines.html_by_hand([(value, span["start"])])
                case "Code":
                    self.code.append((span["start"], span["end"]))
                    self.out.append(f"<code>{escape(value)}</code>")
                    self.text.say(value)
                case "Rule":
                    self._write_block("<hr />\n")
                case "FootnoteReference":
                    self.out += self.inlines.footnotes.reference(value)
                case "TaskListMarker":
                    label, mark = ("done", "☑") if value else ("to do", "☐")
                    self.out.append(f'<span class="task" role="img" aria-label="{label}">{mark}</span> ')
        return False

    def _element(self, tag: Any, span: Range, events: Events) -> None:
        """Write something that begins here, up to its end."""
        self.inlines.go_deeper()
        if self.inlines.depth == 1:
            self.last_blocks = (self.last_blocks[1], len(self.out))
        match tag:
            case "Paragraph":
                self._paragraph(events)
            case "Item":
                self._item(span, events)
            case "Emphasis" | "Strong" | "Strikethrough":
                self._wrapped(_SIMPLE[tag], events)
            case "HtmlBlock":
                self._html_block(events)
            case {"Link": link}:
                self._link(link, span, events)
            case {"Heading": heading}:
                self._heading(int(heading["level"][1]), span, events)
            case {"List": start}:
                self._list(start, events)
            case {"BlockQuote": kind}:
                self._quote(kind, events)
            case {"CodeBlock": kind}:
                self._code_block(kind, span, events)
            case {"Image": image}:
                self.inlines.picture(image, self.inlines.words_of(events), span["start"])
            case {"Table": alignments}:
                self._table(alignments, events)
            case {"FootnoteDefinition": label}:
                self._footnote(label, span, events)
        self.inlines.depth -= 1

    # --- within a block

    def _wrapped(self, name: str, events: Events) -> None:
        self.out.append(f"<{name}>")
        self._content(events)
        self.out.append(f"</{name}>")
        self.inlines.leave_mark()

    def _link(self, link: dict[str, Any], span: Range, events: Events) -> None:
        end = self.inlines.begin_link(link, span)
        if end is None:
            self.inlines.words_of(events)
            return
        self.inlines.in_link += 1
        self._content(events)
        self.inlines.in_link -= 1
        self.out.append(end)
        self.inlines.leave_mark()

    # --- blocks

    def _fresh_line(self) -> None:
        if self.out and not (isinstance(self.out[-1], str) and self.out[-1].endswith("\n")):
            self.out.append("\n")

    def _write_block(self, html_text: str) -> None:
        self._fresh_line()
        self.out.append(html_text)

    def _begin_block(self, html_text: str) -> None:
        """Begin a block that ends the text of the one before it, or around it."""
        self.text.end_block()
        self._write_block(html_text)

    def _paragraph(self, events: Events) -> None:
        self._fresh_line()
        start = len(self.out)
        if start == self.quote_start and self.extended:
            event, span = next(events)
            if isinstance(event, dict) and (marker := MARKER.match(event.get("Text", ""))):
                rest = {"Text": event["Text"][marker.end() :]}
                self._callout(callout(marker[1], marker[2]), chain([(rest, span)], events))
                return
            events = chain([(event, span)], events)
        self.out.append("<p>")
        self._content(events)
        if self.holds_names and (name := take_name(self.out, self.text)):
            anchor = placeholder("id", value=self.text.anchors.named(name))
            if len(self.out) == start + 2 and not self.out[-1]:
                self._name_block_before(anchor, start)
                return
            self.out[start : start + 1] = ["<p", anchor, ">"]
            start += 2
        self._end_paragraph(start)

    def _end_paragraph(self, start: int) -> None:
        """End a paragraph whose `<p>` is at `start`. One that holds only embeds is not a paragraph."""
        inside = self.out[start + 1 :]
        kinds = kinds_alone(inside)
        if inside and kinds is not None and kinds <= {"mention"}:
            self.out[start:] = [
                part._replace(part="embed") if isinstance(part, Placeholder) else "\n" for part in inside
            ]
            self._fresh_line()
            self.text.forget_block()
            return
        self.out.append("</p>\n")
        only_pictures = kinds is not None and kinds <= {"picture"}
        if not (self.in_footnote or only_pictures):
            self.text.add_to_beginning()
        self.text.end_block()

    def _name_block_before(self, anchor: Placeholder, start: int) -> None:
        """A paragraph is nothing but a name: that of the block before it."""
        del self.out[start:]
        at = start
        if self.inlines.depth == 1:
            at = self.last_blocks[0]
            self.last_blocks = (at, at + 3)  # A further name belongs to the same block.
        self.out[at:at] = ["<span", anchor, "></span>"]
        self.text.forget_block()

    def _heading(self, level: int, span: Range, events: Events) -> None:
        self.not_shown.note_heading(self.positions.data, span)
        self._begin_block("")
        start = len(self.out) - 1
        self.inlines.in_heading = True
        self._content(events)
        self.inlines.in_heading = False
        anchor = self.text.add_heading(level, take_name(self.out, self.text) if self.holds_names else "")
        self.out[start] = placeholder("heading", level, anchor)
        self.out += (placeholder("endheading", level), "\n")
        self.text.end_block()

    def _quote(self, kind: str | None, events: Events) -> None:
        if kind is None:
            self._begin_block("<blockquote>\n")
            self.quote_ends.append("</blockquote>\n")
            self.quote_start = len(self.out)
        else:
            written = callout(kind)
            self._begin_block(f"{written.start}{written.default}{written.end_title}")
            self.quote_ends.append(written.end)
        self._content(events)
        self.text.end_block()
        self._fresh_line()
        self.out.append(self.quote_ends.pop())

    def _callout(self, written: Callout, events: Events) -> None:
        """The first paragraph of the quote just begun turns out to begin with the title of a callout."""
        self.quote_ends[-1] = written.end
        self.out[-1] = written.start
        start = len(self.out)
        goes_on = self._content(events, one_line=True)
        if not any(isinstance(part, Placeholder) or part.strip() for part in self.out[start:]):
            self.out.append(written.default)
        self.out.append(written.end_title)
        self.text.end_block()
        if goes_on:
            self._paragraph(events)

    def _code_block(self, kind: Any, span: Range, events: Events) -> None:
        self.code.append((span["start"], span["end"]))
        attribute = ""
        if isinstance(kind, dict) and (info := kind["Fenced"].split()):
            self.fences.append((info[0], span["start"]))
            self.not_shown.note_fence(kind["Fenced"].strip(), span["start"])
            attribute = f' class="language-{escape(info[0])}"'
        code = self.inlines.words_of(events)
        if kind == "Indented" and is_prose(code):
            self.indented.append(span["start"])
        self._begin_block(f"<pre><code{attribute}>{escape(code)}</code></pre>\n")

    def _html_block(self, events: Events) -> None:
        self.text.end_block()
        pieces: list[tuple[str, int]] = []
        for event, span in events:
            match event:
                case {"Html": text}:
                    pieces.append((text, span["start"]))
                case {"Text": text}:  # How far the first line is indented; the parser gives only the end of that.
                    pieces.append((text, span["end"] - len(text)))
                case _:
                    break
        self._fresh_line()
        self.not_shown.note_html(pieces)
        self.inlines.html_by_hand(pieces)
        written = "".join(text for text, _ in pieces[:2]).lstrip()
        if not self.in_footnote and written[:3].lower() in ("<p>", "<p "):
            self.text.add_to_beginning()
        self.text.end_block()

    def _list(self, start: int | None, events: Events) -> None:
        self._name_item()
        name, number = "ul" if start is None else "ol", "" if start in (None, 1) else f' start="{start}"'
        self._begin_block(f"<{name}{number}>\n")
        self.numbers.append(-1 if start is None else start)
        self._content(events)
        self.numbers.pop()
        self.out.append(f"</{name}>\n")

    def _item(self, span: Range, events: Events) -> None:
        if self.numbers[-1] >= 0:
            self.not_shown.note_item(self.positions.data, span, self.numbers[-1])
            self.numbers[-1] += 1
        self._begin_block("<li>")
        self.item_starts.append(len(self.out) - 1)
        self._content(events)
        self._name_item()
        self.item_starts.pop()
        self.text.end_block()
        self.out.append("</li>\n")

    def _name_item(self) -> None:
        """Give the item being read the name at its end, before its text is done."""
        if self.holds_names and self.item_starts and (name := take_name(self.out, self.text)):
            start = self.item_starts[-1]
            self.out[start : start + 1] = ["<li", placeholder("id", value=self.text.anchors.named(name)), ">"]

    def _table(self, alignments: tuple[str, ...], events: Events) -> None:
        self._begin_block("<table>")
        rows = 0
        for event, span in events:
            match event:
                case {"Start": "TableHead"}:
                    self.out.append("\n<thead>\n<tr>")
                    self._cells("th", alignments, events)
                    self.out.append("\n</tr>\n</thead>\n")
                case {"Start": "TableRow"}:
                    self.out.append("<tr>" if rows else "<tbody>\n<tr>")
                    end = self._cells("td", alignments, events)
                    self.not_shown.note_row(self.positions.data, span, end)
                    self.out.append("\n</tr>\n")
                    rows += 1
                case _:
                    break
        self.out.append("</tbody>\n</table>\n" if rows else "</table>\n")

    def _cells(self, tag: str, alignments: tuple[str, ...], events: Events) -> int:
        """Write the cells of a row, up to its end. Return the byte at which the last of them ends."""
        end = 0
        for (event, span), alignment in zip(events, chain(alignments, repeat("None")), strict=False):
            if "End" in event:
                break
            self.out.append(f"\n<{tag}")
            if alignment != "None":
                self.out.append(placeholder("align", value=alignment.lower()))
            self.out.append(">")
            self._content(events)
            self.out.append(f"</{tag}>")
            self.text.end_block()
            end = span["end"]
        return end

    def _footnote(self, label: str, span: Range, events: Events) -> None:
        self.text.end_block()
        start = len(self.out)
        self.out.append("\n")
        self.in_footnote = True
        self._content(events)
        self.in_footnote = False
        self.text.end_block()
        if not self.inlines.footnotes.define(label, self.out[start + 1 :]):
            self.not_shown.note_footnote(label, span["start"])
        del self.out[start:]
