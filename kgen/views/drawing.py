"""Drawings of what is joined to what: boxes in columns, lines between the columns, as SVG that needs no script.

Every box is a link. Places follow only from the order of the boxes and from whole numbers, so that the same garden is
drawn with the same bytes on every machine. Why columns: docs/decisions/0011.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from kgen.english import count_of
from kgen.letters import whole_letters
from kgen.model import Entry
from kgen.views.page_context import PageContext

_EM = 14
_LINE = 17
_FOOT, _BELOW = 18, 9
"""From the top of a box to the foot of its first line, and how much taller a box is than its lines of words."""
_MARGIN = 8
_GAP = 7
_MOST_APART = 44
"""How far the boxes of a short column move apart, so that lines are less steep."""
_HEADING = 26
_DIGIT = 8
_MOST_WORDS = 4
"""Lines of words in a box."""
_WIDTHS_OF = {
    191: "'|",
    222: "ijl’‘",
    278: "fIt.,;:!/\\ []",
    333: "r-()“”`",
    500: "ckJsvxyz",
    556: "abdeghnopquL0123456789$–_?",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "mM",
    944: "W",
    1000: "—…%@",
}
"""Widths in thousandths of an em, by Adobe's metrics of Helvetica (AFM 4.1)."""
_WIDER = 120
"""Per cent by which the widest of the usual screen fonts (Verdana, DejaVu Sans) exceed Helvetica."""


class _Widths(dict[str, int]):
    """The width of each letter, in thousandths of an em: for one that Helvetica lacks, its base letter's."""

    def __missing__(self, letter: str) -> int:
        base = unicodedata.normalize("NFD", letter)[0]
        if base != letter:
            width = self[base]
        elif unicodedata.combining(letter):
            width = 0
        elif unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0xFFFF:
            width = 1200
        else:
            width = 780
        self[letter] = width
        return width


_WIDTHS = _Widths((letter, width) for width, letters in _WIDTHS_OF.items() for letter in letters)


_SYLLABLE = re.compile(
    r"(?<=[a-z])(?:(?=ing$)|(?=(?:[cgpstw]h|[bcdfgjklmnpqrstvwxz])[aeiouyäöü])|(?<![cgpstw])(?=h[aeiouyäöü]))",
    re.IGNORECASE,
)
"""Where a syllable begins in most words of English: at a consonant before a vowel, and at `-ing`."""
_SPACE, _HYPHEN = _WIDTHS[" "], _WIDTHS["-"]
_FEWEST_LETTERS = 3
"""Of a word that is split, at least this many letters are on its last line."""


def _size(words: str) -> int:
    """The width of words in thousandths of an em."""
    return sum(map(_WIDTHS.__getitem__, words))


def wrapped(words: str, width: int, most: int) -> tuple[str, ...]:
    """Break words into at most `most` lines that are no wider than `width`, escaped for HTML.

    If some words are left, the last line ends in `…`.
    """
    room = width * 100_000 // (_WIDER * _EM)
    lines: list[str] = []
    line, used = "", 0
    for word, size in _parts(words, room):
        if not line or used + _SPACE + size <= room:
            line, used = (f"{line} {word}", used + _SPACE + size) if line else (word, size)
            continue
        lines.append(line)
        if len(lines) == most:
            lines[-1] = _cut(line, room)
            break
        line, used = word, size
    else:
        lines.append(line)
    return tuple(str(escape(line)) for line in lines)


def _cut(line: str, room: int) -> str:
    """A line with `…` after it, and as much of its end taken away as that needs."""
    while _size(line) + _WIDTHS["…"] > room:
        line = line[: whole_letters(line, len(line) - 1)].rstrip()
    return f"{line.removesuffix('-')}…"


def _parts(words: str, room: int) -> Iterator[tuple[str, int]]:
    """The words and their sizes; one that is wider than a line in pieces, at a hyphen of its own if it has one."""
    for word in words.split():
        size = _size(word)
        while size > room and len(word) > 1:
            end = next(end for end in range(1, len(word)) if _size(word[: end + 1]) + _HYPHEN > room)
            end = word.rfind("-", 1, end) + 1 or _syllable(word, max(1, min(end, len(word) - _FEWEST_LETTERS)))
            end = max(1, whole_letters(word, end))
            piece = f"{word[:end]}-" if _has_capitals(word[end - 1]) and _has_capitals(word[end]) else word[:end]
            yield piece, _size(piece)
            word = word[end:]
            size = _size(word)
        yield word, size


def _has_capitals(letter: str) -> bool:
    """Whether a letter is of a script that parts words with hyphens: those are the ones with capitals."""
    return letter.lower() != letter.upper()


def _syllable(word: str, end: int) -> int:
    """The end of the last syllable of a word before an `end`, which it is itself if none is found."""
    ends = [place.start() for place in _SYLLABLE.finditer(word)]
    return max((each for each in ends if _FEWEST_LETTERS <= each <= end), default=end)


class Box(NamedTuple):
    """Something in a drawing: its number, which its bar shows too, and the same in words (`3 stories`).

    Without an address it is not a link. `key` tells apart boxes that lead to the same page.
    """

    title: str
    href: str
    told: int
    says: str
    lang: str = ""
    key: str = ""

    @property
    def name(self) -> str:
        return self.key or self.href


class Group(NamedTuple):
    """Boxes under a heading, if it has one, all of one kind, which gives them their hue."""

    heading: str
    boxes: Sequence[Box]
    kind: str = ""


class Column(NamedTuple):
    """Groups below each other, in boxes of one width."""

    width: int
    groups: Sequence[Group]


class _Placed(NamedTuple):
    """A box in its place: its address, its upper left corner, the size of its frame, and how it is drawn."""

    href: str
    x: int
    y: int
    width: int
    height: int
    drawn: str


class _Grouped(NamedTuple):
    """A group in its place: its kind, its heading as it is drawn, and the names of its boxes."""

    kind: str
    heading: str
    names: Sequence[str]


Pair = tuple[str, str]
"""The names of two boxes of neighbouring columns, the left one first."""
Lines = Mapping[Pair, int]
"""How many stories they share."""


def box_of(here: PageContext, entry: Entry, told: int) -> Box:
    linked = here.linked(entry)
    return Box(linked.title, linked.href, told, count_of(told, "story", "stories"), linked.title_lang)


def drawing(
    columns: Sequence[Column],
    between: int,
    lines: Lines,
    *,
    name: str,
    says: str,
    look: str = "wide",
    missing: Sequence[Pair] = (),
    is_mirrored: bool = False,
) -> Markup:
    """Draw columns of boxes with lines between them, and dashed lines where one is missing.

    `name` and `says` are what people who do not see it hear. Words too long for a box are cut, but are whole in the
    name of the link. Each line has the numbers of the boxes at its ends, so that a script can highlight those of one
    box. `look` is a part of its class: a page may have a wide drawing and a narrow one. A mirrored one begins at the
    right, for pages that are read from there.
    """
    placed, groups, width, height = _laid_out(columns, between, is_mirrored)
    numbers = {box: number for number, box in enumerate(placed)}
    strongest = max([4, *lines.values()])
    looks = [*(f"w{-(-4 * strength // strongest)}" for strength in lines.values()), *(["w0"] * len(missing))]
    by_look: dict[str, str] = defaultdict(str)
    pairs = [*lines, *missing]
    for look_of, (left, right), way in zip(looks, pairs, _ways(placed, pairs, is_mirrored), strict=True):
        by_look[look_of] += f'<path data-ends="{numbers[left]} {numbers[right]}" d="{way}"/>'
    paths = "\n".join(f'<g class="{each}">{by_look[each]}</g>' for each in sorted(by_look))
    drawn = "\n".join(
        "\n".join([f'<g class="kg-kind--{kind}">', heading, *(_link(placed[box]) for box in boxes), "</g>"])
        for kind, heading, boxes in groups
    )
    return Markup(
        f'<svg class="kg-map kg-map--{look}" viewBox="-2 -2 {width + 4} {height + 4}" width="{width + 4}"'
        f' height="{height + 4}" role="group" aria-label="{escape(name)}" aria-describedby="kg-map-{look}">'
        f'<desc id="kg-map-{look}">{escape(says)}</desc>\n'
        f"<g>{paths}</g>\n{drawn}\n</svg>"
    )


def _laid_out(
    columns: Sequence[Column], between: int, is_mirrored: bool
) -> tuple[dict[str, _Placed], list[_Grouped], int, int]:
    """The boxes by their names, the groups, and the width and height of the whole.

    Columns are centred in the height; the boxes of a short one move apart.
    """
    most = max(box.told for column in columns for group in column.groups for box in group.boxes)
    measured = [_measured(column, most, is_mirrored) for column in columns]
    height = max(used for _, used in measured)
    width = sum(column.width + between for column in columns) - between
    placed: dict[str, _Placed] = {}
    groups: list[_Grouped] = []
    begins = 0
    for column, (drawn, used) in zip(columns, measured, strict=True):
        x = width - begins - column.width if is_mirrored else begins
        gaps = len(drawn) - 1
        apart = min(_MOST_APART, (height - used) // gaps) if gaps else 0
        y = (height - used - apart * gaps) // 2
        following = iter(drawn)
        for group in column.groups:
            heading = ""
            if group.heading:
                at = x + column.width if is_mirrored else x
                heading = f'<text class="kg-map__head" x="{at}" y="{y + _FOOT}">{escape(group.heading)}</text>'
                y += _HEADING
            groups.append(_Grouped(group.kind, heading, [box.name for box in group.boxes]))
            for box, (tall, html) in zip(group.boxes, following, strict=False):
                placed[box.name] = _Placed(box.href, x, y, column.width, tall, html)
                y += tall + _GAP + apart
            y += _GAP
        begins += column.width + between
    return placed, groups, width, height


def _measured(column: Column, most: int, is_mirrored: bool) -> tuple[list[tuple[int, str]], int]:
    """The height of each box in a column, and how it is drawn; and the height of all."""
    drawn = [_drawn(box, column.width, most, is_mirrored) for group in column.groups for box in group.boxes]
    gaps = _GAP * (len(column.groups) - 2 + len(drawn))
    return drawn, _HEADING * sum(bool(group.heading) for group in column.groups) + gaps + sum(tall for tall, _ in drawn)


def _ways(placed: Mapping[str, _Placed], pairs: Sequence[Pair], is_mirrored: bool) -> list[str]:
    """Each line from a box to one in the next column, spread along the sides of both so that few cross."""
    lefts, rights = [left for left, _ in pairs], [right for _, right in pairs]
    ways = []
    for left, high, right, low in zip(
        lefts, _spread(placed, lefts, rights), rights, _spread(placed, rights, lefts), strict=True
    ):
        one, other = (placed[right], placed[left]) if is_mirrored else (placed[left], placed[right])
        start, end = one.x + one.width, other.x
        high, low = (low, high) if is_mirrored else (high, low)
        half, down = (end - start) // 2, low - high
        ways.append(f"M{start} {high}c{half} 0 {half} {down} {end - start} {down}")
    return ways


def _spread(placed: Mapping[str, _Placed], boxes: Sequence[str], others: Sequence[str]) -> list[int]:
    """The height at which each line meets its box, in the order of the boxes at the other ends."""
    meeting = Counter(boxes)
    met: Counter[str] = Counter()
    heights = [0] * len(boxes)
    for number in sorted(range(len(boxes)), key=lambda number: placed[others[number]].y):
        href = boxes[number]
        met[href] += 1
        heights[number] = placed[href].y + placed[href].height * met[href] // (meeting[href] + 1)
    return heights


def _link(placed: _Placed) -> str:
    at = f'transform="translate({placed.x} {placed.y})"{placed.drawn}'
    return f'<a href="{placed.href}" {at}</a>' if placed.href else f'<g class="kg-map__box" {at}</g>'


def _drawn(box: Box, width: int, most: int, is_mirrored: bool) -> tuple[int, str]:
    """The height of a box, and all of it except its address and its place.

    Beside its words it has its number, and behind them a bar as long as its share of the most.
    """
    words = wrapped(box.title, width - 2 * _MARGIN - _DIGIT * len(str(most)) - 4, _MOST_WORDS)
    height = len(words) * _LINE + _BELOW
    language = f' lang="{escape(box.lang)}"' if box.lang else ""
    bar = max(2, width * box.told // most)
    first, last, begins = (width - _MARGIN, _MARGIN, width - bar) if is_mirrored else (_MARGIN, width - _MARGIN, 0)
    at = f' x="{begins}"' if begins else ""
    text = f' <tspan x="{first}" dy="{_LINE}">'.join([words[0], *(f"{line}</tspan>" for line in words[1:])])
    return height, (
        f"{language}><title>{escape(box.title)}: {box.says}</title>"
        f'<rect width="{width}" height="{height}"/>'
        f'<rect{at} width="{bar}" height="{height}"/>'
        f'<text x="{first}" y="{_FOOT}">{text}</text>'
        f'<text x="{last}" y="{_FOOT}">{box.told}</text>'
    )
