"""What a body says without its markup: its outline, its first words, and the sentence around each link."""

import re
import unicodedata
from bisect import bisect_right
from sys import intern
from typing import NamedTuple

from kgen.letters import count_words, one_line
from kgen.markdown.limits import LONGEST_ANCHOR, MOST_ANCHORS, MOST_HEADINGS, MOST_REFERENCES, TooComplex
from kgen.markdown.sentences import sentence_starts
from kgen.model import OPEN_NAME, WORDS_OF_BEGINNING, DeferredText, Heading, LinkForm, Position, Reference

_WITH_SPACES = re.compile(rf"\s*{OPEN_NAME}\s*")
_NOT_IN_ANCHOR = re.compile(r"[^a-z0-9_\s\x1c-\x1f-]")
_TO_HYPHENS = {letter: "-" for letter in range(128) if chr(letter).isspace()}


class Mark(NamedTuple):
    """A `==` that may begin marked text: where it is in the HTML, among the pieces of a block and in their text, and
    how deep it is."""

    out: int
    piece: int
    offset: int
    depth: int


class PlainText:
    """The plain text of one body. It is read in blocks (a paragraph, a heading, a cell, an item), of which only the one
    being read is kept: `block` holds its pieces, `length` is their total length.

    The words of a link that depend on where it leads stay open: they are OPEN_NAME in the text. `mark` is marked text
    that has begun in the block and not ended.
    """

    def __init__(self) -> None:
        self.references: list[Reference] = []
        self.outline: list[Heading] = []
        self.beginning: list[DeferredText] = []
        self.anchors = Anchors()
        self._words_wanted = WORDS_OF_BEGINNING
        self.forget_block()

    def forget_block(self) -> None:
        self.block: list[str] = []
        self.length = 0
        self._names: list[str] = []
        self._links: list[tuple[int, int]] = []
        self.mark: Mark | None = None

    def end_block(self) -> None:
        """Give each reference in the block its sentence, and begin another block."""
        if self._links:
            self._add_sentences("".join(self.block))
        self.forget_block()

    def say(self, text: str) -> None:
        text = text.replace(OPEN_NAME, " ")
        self.block.append(text)
        self.length += len(text)

    def leave_open(self, target: str) -> None:
        """Leave room for the words of a link that depend on its target."""
        self.block.append(OPEN_NAME)
        self.length += 1
        self._names.append(intern(target.rstrip("\\")))

    def take_back(self, mark: Mark) -> None:
        """Take what began marked text out of the block."""
        length = len(self.block[mark.piece])
        self.block[mark.piece] = ""
        self.length -= length
        for index in range(len(self._links) - 1, -1, -1):
            number, at = self._links[index]
            if at < mark.offset:
                break
            self._links[index] = (number, at - length)

    def cut(self, length: int) -> None:
        """Cut that many characters off the last piece of the block."""
        self.block[-1] = self.block[-1][:-length]
        self.length -= length

    def refer(
        self,
        form: LinkForm,
        target: str,
        heading: str,
        shown: str | None,
        at: Position,
        *,
        title: str = "",
        size: str = "",
    ) -> int:
        """Note a link here; return its number."""
        number = len(self.references)
        if number == MOST_REFERENCES:
            raise TooComplex(
                f"the text holds more than {MOST_REFERENCES} links; at most {MOST_REFERENCES} are read",
                "Split it into several stories.",
            )
        self.references.append(Reference(form, target, heading, shown, title, size, *at))
        self._links.append((number, self.length))
        return number

    def add_heading(self, level: int, name: str) -> str:
        """Add the block to the outline; return its anchor, made from a name it was given by hand, or from its words."""
        if len(self.outline) == MOST_HEADINGS:
            raise TooComplex(
                f"the text holds more than {MOST_HEADINGS:,} headings; at most {MOST_HEADINGS:,} are read",
                "Split it into several stories.",
            )
        text = "".join(self.block)
        # Without the names in it: one may be the title of a story that will be hidden.
        anchor = self.anchors.named(name) if name else self.anchors.unique(_WITH_SPACES.sub(" ", text))
        self.outline.append(Heading(level, anchor, DeferredText(one_line(text), tuple(self._names))))
        return anchor

    def add_to_beginning(self) -> None:
        """Add the block to the body's first words, while more are wanted."""
        if self._words_wanted > 0 and (words := one_line("".join(self.block))):
            self.beginning.append(DeferredText(words, tuple(self._names)))
            self._words_wanted -= count_words(words)

    def _add_sentences(self, text: str) -> None:
        if not text.strip():
            return
        starts = sentence_starts(text)
        ends = [*starts[1:], len(text)]
        sentences: dict[int, DeferredText] = {}
        for number, offset in self._links:
            at = bisect_right(starts, offset) - 1
            if at not in sentences:
                sentences[at] = self._deferred(text, starts[at], ends[at])
            self.references[number] = Reference(*self.references[number][:-1], sentences[at])

    def _deferred(self, text: str, start: int, end: int) -> DeferredText:
        """A part of the block's text, with the names that are open in it."""
        first = text.count(OPEN_NAME, 0, start)
        part = text[start:end]
        names = self._names[first : first + part.count(OPEN_NAME)]
        return DeferredText(one_line(part), tuple(names))


class Anchors:
    """The places of a body to which links can lead: `by_name` holds the anchors of those that were given a name."""

    def __init__(self) -> None:
        self.by_name: dict[str, str] = {}
        self._uses: dict[str, int] = {}
        self._names_given = 0

    def unique(self, text: str) -> str:
        anchor = anchor_of(text) or "section"
        count = self._uses.get(anchor, 0)
        self._uses[anchor] = count + 1
        if not count:
            return anchor
        numbered = f"{anchor}-{count}"
        while numbered in self._uses:
            count += 1
            numbered = f"{anchor}-{count}"
        self._uses[numbered] = 1
        return numbered

    def named(self, name: str) -> str:
        """The anchor of a place that was given a name by hand."""
        self._names_given += 1
        if self._names_given > MOST_ANCHORS:
            raise TooComplex(
                f"the text has more than {MOST_ANCHORS:,} anchors; at most {MOST_ANCHORS:,} are read",
                "Split it into several stories.",
            )
        anchor = self.unique(name.replace("^", "block-", 1))
        self.by_name.setdefault(name, anchor)
        return anchor


def anchor_of(text: str) -> str:
    """The anchor of a heading, as GitHub makes it: lower case, spaces to hyphens, no other punctuation.

    It is cut, since NFC needs time that grows with the square of a run of combining marks.
    """
    letters = unicodedata.normalize("NFC", text[:LONGEST_ANCHOR]).strip().lower()
    if letters.isascii():
        return _NOT_IN_ANCHOR.sub("", letters).translate(_TO_HYPHENS)
    return "".join("-" if letter.isspace() else letter for letter in letters if _stays_in_anchor(letter))


def _stays_in_anchor(letter: str) -> bool:
    return letter.isalnum() or letter in "-_" or letter.isspace() or unicodedata.category(letter).startswith("M")
