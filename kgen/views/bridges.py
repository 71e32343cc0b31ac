"""Who answers whom, and the bridges that are missing: a sentence and a drawing, then how it is worked out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from markupsafe import Markup

from kgen.english import count_of, in_words, sentence_case
from kgen.model import QUESTION, SECTOR, Context, Page
from kgen.site import own_page
from kgen.views.drawing import Box, Column, Group, drawing
from kgen.views.page_context import Linked, PageContext
from kgen.weave import Garden
from kgen.weave.bridges import ENOUGH, USERS, Bridges, Mixing, connections, evenness, unanswered_by_users
from kgen.weave.text import takes_article

MOST_GROUPS = 11
MOST_ROWS = 12
_OTHERS = "all others"
_LOOKS = {"wide": (180, 210), "narrow": (136, 42)}
"""How wide the columns of each drawing are, and how far apart; the narrow one fits the narrowest phones."""
_NUMBERS = "none one two three four five six seven eight nine ten eleven twelve".split()


@dataclass(frozen=True, slots=True)
class Row:
    name: Linked
    cells: tuple[int, ...]
    own: int = -1
    """The place of the cell for what a group answers itself."""


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Linked, ...]
    rows: tuple[Row, ...]


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Some(Generic[Item]):
    """The first of many, and how many more there are."""

    shown: Sequence[Item]
    more: int

    @property
    def count(self) -> int:
        return len(self.shown) + self.more


def some(items: Sequence[Item]) -> Some[Item]:
    return Some(items[:MOST_ROWS], max(0, len(items) - MOST_ROWS))


def bridges(garden: Garden) -> Iterator[Page]:
    yield Page(
        *own_page("bridges").head,
        "Who answers whom in this garden, and which bridges between services are missing.",
        _bridges,
        section=f"{SECTOR.folder}/",
        assets=("map/map.css", "map/map.js", "bridges/bridges.css"),
    )


@dataclass(frozen=True, slots=True)
class Loudest:
    """Whom the garden hears most, and whom not yet."""

    most: str
    count: int
    silent: str


@dataclass(frozen=True, slots=True)
class MissingBridge:
    """Two groups of which the first never answered the second, and how many answers chance would have given."""

    giver: Linked
    receiver: Linked
    by_chance: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that nobody who uses services has answered, and how many others did."""

    question: Linked
    slug: str
    count: int


@dataclass(frozen=True, slots=True)
class Connecting:
    """A story that alone joins sectors: each of them with all those that it is joined to."""

    story: Linked
    pairs: Sequence[tuple[Linked, Sequence[Linked]]]
    holds_all: bool


@dataclass(frozen=True, slots=True)
class Told:
    """All that is said about answers, once there are enough of them."""

    crossing: int
    by_chance: int
    verdict: str
    users_given: int
    users_received: int
    missing: Some[MissingBridge]
    gaps: str
    """How many bridges are missing, in words."""
    drawings: Sequence[Markup]
    """One for wide windows and one for phones."""
    table: Table


@dataclass(frozen=True, slots=True)
class BridgesContext(Context):
    template = "bridges.html"
    stories: int
    """How many are counted."""
    all_illustrative: bool
    leaves_out: bool
    """Whether illustrative stories are left out."""
    answers: int
    enough: int
    """How many answers there have to be for anything to be said about them."""
    voices: Loudest | None
    told: Told | None
    asked: int
    """How many questions there are."""
    questions: Some[Unanswered]
    connections: Some[Connecting]
    evenness: float | None


def _bridges(here: PageContext) -> BridgesContext:
    garden = here.garden
    found = Bridges(garden)
    questions = [
        Unanswered(here.linked(question), question.slug, count)
        for question, count in unanswered_by_users(garden, found.stories)
    ]
    return BridgesContext(
        stories=len(found.stories),
        all_illustrative=any(garden.illustrative(story) for story in found.stories),
        leaves_out=found.leaves_out_illustrative,
        answers=len(found.answers),
        enough=ENOUGH,
        voices=_voices(here, found),
        told=_told(here, found) if found.tells else None,
        asked=len(garden.of(QUESTION)),
        questions=some(questions),
        connections=some(_connections(here, found)),
        evenness=evenness(found.voices.values()),
    )


def _voices(here: PageContext, found: Bridges) -> Loudest | None:
    (slug, count), *_ = found.voices.most_common(1) or [("", 0)]
    if not count:
        return None
    silent = [here.standpoint(each).many for each, number in found.voices.items() if not number]
    return Loudest(here.standpoint(slug).many, count, in_words(silent))


def _told(here: PageContext, found: Bridges) -> Told:
    by_sector = found.by_sector
    gaps = by_sector.missing()
    missing = [
        MissingBridge(
            group_linked(here, giver), group_linked(here, receiver), about(by_sector.expected(giver, receiver))
        )
        for giver, receiver in gaps
    ]
    return Told(
        crossing=by_sector.total - by_sector.inside,
        by_chance=round(by_sector.total - by_sector.expected_inside),
        verdict=by_sector.verdict,
        users_given=by_sector.given[USERS],
        users_received=by_sector.received[USERS],
        missing=some(missing),
        gaps=about(len(gaps)),
        drawings=[_drawing(here, by_sector, gaps[:MOST_ROWS], look) for look in _LOOKS],
        table=_table(here, by_sector),
    )


def group_linked(here: PageContext, group: str) -> Linked:
    """A group inside a sentence: a sector as a link with its article as a note, people who use services without one."""
    if group == USERS:
        return Linked(USERS, "")
    sector = here.garden.published[group]
    linked = here.linked(sector)
    return linked._replace(note="the ") if takes_article(linked.title) else linked


def _named(here: PageContext, group: str) -> Linked:
    """The same by itself, for several groups together too."""
    return Linked(sentence_case(group), "") if group in (USERS, _OTHERS) else group_linked(here, group)


def about(number: float) -> str:
    """A number to the nearest whole one, in words up to twelve."""
    whole = int(number + 0.5)
    return _NUMBERS[whole] if whole < len(_NUMBERS) else str(whole)


def _shown(mixing: Mixing) -> list[str]:
    """The first groups, and one name for all others."""
    groups = mixing.groups
    return groups if len(groups) <= MOST_GROUPS else [*groups[: MOST_GROUPS - 1], _OTHERS]


def _counts(mixing: Mixing) -> list[list[int]]:
    """How many answers the groups that are shown gave each other: a row for each that gives."""
    shown = _shown(mixing)
    place = {group: number for number, group in enumerate(shown)}
    table = [[0] * len(shown) for _ in shown]
    for (giver, receiver), count in mixing.counts.items():
        table[place.get(giver, len(shown) - 1)][place.get(receiver, len(shown) - 1)] += count
    return table


def _drawing(here: PageContext, mixing: Mixing, gaps: Sequence[tuple[str, str]], look: str) -> Markup:
    """Who answers on the left, who is answered on the right, and dashed lines for the bridges that are missing."""
    shown, table = _shown(mixing), _counts(mixing)
    width, between = _LOOKS[look]
    given = [sum(row) for row in table]
    received = [sum(column) for column in zip(*table, strict=True)]

    def column(heading: str, side: str, counts: Sequence[int], done: str) -> Column:
        boxes = [_box(here, group, side, count, done) for group, count in zip(shown, counts, strict=True)]
        users = shown.count(USERS)
        parts = [(boxes[:users], "person"), (boxes[users:], "sector")]
        groups = [Group("", each, kind) for each, kind in parts if each]
        return Column(width, [groups[0]._replace(heading=heading), *groups[1:]])

    lines = {
        (f"from {giver}", f"to {receiver}"): count
        for giver, row in zip(shown, table, strict=True)
        for receiver, count in zip(shown, row, strict=True)
        if count
    }
    return drawing(
        [column("Who answers", "from", given, "given"), column("Who is answered", "to", received, "received")],
        between,
        lines,
        name="Who answers whom",
        says="Who answers in the first column, who is answered in the second, each with the number of answers. A line"
        " joins those who do; a dashed one shows where chance would have given an answer or two and there is none.",
        look=look,
        is_mirrored=here.garden.settings.is_mirrored,
        missing=[(f"from {one}", f"to {other}") for one, other in gaps if one in shown and other in shown],
    )


def _box(here: PageContext, group: str, side: str, count: int, done: str) -> Box:
    linked = _named(here, group)
    says = f"{count_of(count, 'answer', 'answers')} {done}"
    return Box(linked.title, linked.href, count, says, linked.title_lang, f"{side} {group}")


def _table(here: PageContext, mixing: Mixing) -> Table:
    """How many answers the groups that are shown gave each other, with the sums."""
    shown, table = _shown(mixing), _counts(mixing)
    names = [_named(here, group) for group in shown]
    rows = [Row(name, (*row, sum(row)), own) for own, (name, row) in enumerate(zip(names, table, strict=True))]
    sums = [sum(column) for column in zip(*table, strict=True)]
    everybody = Linked("All", "")
    return Table((*names, everybody), (*rows, Row(everybody, (*sums, sum(sums)))))


def _connections(here: PageContext, found: Bridges) -> list[Connecting]:
    return [
        Connecting(here.linked(each.story), _joined(here, each.pairs), each.holds_all)
        for each in connections(here.garden, found.stories)
    ]


def _joined(here: PageContext, pairs: Sequence[tuple[str, str]]) -> list[tuple[Linked, list[Linked]]]:
    joined: dict[str, list[Linked]] = {}
    for one, other in pairs:
        joined.setdefault(one, []).append(group_linked(here, other))
    return [(group_linked(here, one), others) for one, others in joined.items()]
