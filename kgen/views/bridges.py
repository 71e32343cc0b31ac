"""Who answers whom, and the bridges that are missing: sentences first, then two tables, then how it is worked out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kgen.model import QUESTION, SECTOR, Page
from kgen.views.here import Here, Linked, sentence_case
from kgen.views.rendering import Renderer
from kgen.weave.bridges import (
    ENOUGH,
    ROLES,
    USERS,
    Bridges,
    Chance,
    Mixing,
    chance,
    connections,
    evenness,
    unanswered_by_users,
)
from kgen.weave.words import in_words, lower_first, takes_article

URL = "bridges/"
MOST_GROUPS = 11
MOST_ROWS = 12
_OTHERS = "all others"
_NUMBERS = "none one two three four five six seven eight nine ten eleven twelve".split()


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    cells: tuple[str, ...]
    own: int = -1
    """The place of the cell for what a group answers itself."""


@dataclass(frozen=True, slots=True)
class Table:
    label: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """The first of many, and how many more there are."""

    shown: Sequence[Any]
    more: int


def some(items: Sequence[Any]) -> Some:
    return Some(items[:MOST_ROWS], max(0, len(items) - MOST_ROWS))


def bridges(renderer: Renderer) -> Iterator[Page]:
    yield renderer.page(
        URL,
        "bridges.html",
        "Bridges",
        "Who answers whom in this garden, and which bridges between sectors are missing.",
        _data,
        section=f"{SECTOR.folder}/",
        assets=("bridges/bridges.css",),
    )


def _data(here: Here) -> Mapping[str, Any]:
    garden = here.garden
    found = Bridges(garden)
    questions = [
        (here.linked(question), question.slug, count) for question, count in unanswered_by_users(garden, found.stories)
    ]
    return {
        "stories": len(found.stories),
        "all_illustrative": any(garden.illustrative(story) for story in found.stories),
        "leaves_out": found.leaves_out_illustrative,
        "answers": len(found.answers),
        "enough": ENOUGH,
        "voices": _voices(here, found),
        "told": _told(here, found) if found.tells else None,
        "asked": len(garden.of(QUESTION)),
        "questions": some(questions),
        "connections": some(_connections(here, found)),
        "evenness": _rounded(evenness(found.voices.values()), 2),
    }


def _voices(here: Here, found: Bridges) -> dict[str, Any] | None:
    """Whom the garden hears most, and whom not yet."""
    (slug, count), *_ = found.voices.most_common(1) or [("", 0)]
    if not count:
        return None
    silent = [here.standpoint(each).many for each, number in found.voices.items() if not number]
    return {"most": here.standpoint(slug).many, "count": count, "silent": in_words(silent)}


def _told(here: Here, found: Bridges) -> dict[str, Any]:
    """All that is said of answers, once there are enough of them."""
    by_sector, by_standpoint = found.by_sector, found.by_standpoint
    by_chance = chance(by_sector)
    crossing = by_sector.total - by_sector.inside
    missing = [
        (group_linked(here, giver), group_linked(here, receiver), about(by_sector.expected(giver, receiver)))
        for giver, receiver in by_sector.missing()
    ]

    def sector(group: str) -> str:
        return sentence_case(group_linked(here, group).title)

    def standpoint(slug: str) -> str:
        return sentence_case(here.standpoint(slug).many)

    return {
        "crossing": crossing,
        "by_chance": round(by_sector.total - by_sector.expected_inside),
        "verdict": "fewer" if by_sector.inside > by_chance.high else "more" if by_sector.inside < by_chance.low else "",
        "users_given": by_sector.given[USERS],
        "users_received": by_sector.received[USERS],
        "missing": some(missing),
        "by_sector": _counted("Who answers whom, by sector", by_sector, sector),
        "by_standpoint": _counted("Who answers whom, by standpoint", by_standpoint, standpoint),
        "expected": _expected("What chance alone would give", by_sector, sector),
        "roles": _roles(found, sector),
        "measures": _measures(by_sector, by_chance),
        "shuffles": by_chance.shuffles,
    }


def group_linked(here: Here, group: str) -> Linked:
    """A group inside a sentence: a sector as a link with its article as a note, people who use services without one."""
    if group == USERS:
        return Linked(USERS, "", "")
    sector = here.garden.published[group]
    name = lower_first(here.garden.title(sector))
    return Linked(name, here.href(sector.url), sector.kind.name, "the " if takes_article(name) else "")


def about(number: float) -> str:
    """A number to the nearest whole one, in words up to twelve."""
    whole = int(number + 0.5)
    return _NUMBERS[whole] if whole < len(_NUMBERS) else str(whole)


def _rounded(number: float | None, digits: int, sign: str = "") -> str:
    """A number with a real minus sign and never a minus nought; an en dash for none."""
    if number is None:
        return "–"
    return f"{round(number, digits) + 0.0:{sign}.{digits}f}".replace("-", "−")


def _gathered(counted: Mapping[tuple[str, str], float], groups: Sequence[str]) -> tuple[list[str], list[list[float]]]:
    """The first groups and, as one, all others; and their table."""
    shown = list(groups) if len(groups) <= MOST_GROUPS else [*groups[: MOST_GROUPS - 1], _OTHERS]
    place = {group: number for number, group in enumerate(shown)}
    table = [[0.0] * len(shown) for _ in shown]
    for (giver, receiver), count in counted.items():
        table[place.get(giver, len(shown) - 1)][place.get(receiver, len(shown) - 1)] += count
    return shown, table


def _counted(label: str, mixing: Mixing, name: Callable[[str], str]) -> Table:
    shown, table = _gathered(mixing.counts, mixing.groups)
    return _table(label, shown, table, name, 0)


def _expected(label: str, mixing: Mixing, name: Callable[[str], str]) -> Table:
    """The expected answers between the groups shown follow from the sums over all others."""
    shown, table = _gathered(mixing.counts, mixing.groups)
    given, received = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    return _table(label, shown, [[one * other / mixing.total for other in received] for one in given], name, 1)


def _table(
    label: str, shown: Sequence[str], table: Sequence[Sequence[float]], name: Callable[[str], str], digits: int
) -> Table:
    names = [sentence_case(_OTHERS) if group == _OTHERS else name(group) for group in shown]

    def cells(numbers: Sequence[float]) -> tuple[str, ...]:
        return tuple(f"{number:.{digits}f}" for number in (*numbers, sum(numbers)))

    rows = [Row(names[place], cells(row), place) for place, row in enumerate(table)]
    last = Row("All", cells([sum(column) for column in zip(*table, strict=True)]))
    return Table(label, "Who answers", (*names, "All"), (*rows, last))


def _measures(mixing: Mixing, by_chance: Chance) -> Table:
    """E-I and assortativity, as counted and as chance would have them."""
    measures: tuple[tuple[str, Callable[[float], float | None]], ...] = (
        ("E–I index", mixing.e_i),
        ("Assortativity", mixing.assortativity),
    )

    def cells(measure: Callable[[float], float | None]) -> tuple[str, ...]:
        insides = (mixing.inside, by_chance.mean, by_chance.low, by_chance.high)
        counted, mean, *ends = (measure(inside) for inside in insides)
        low, high = sorted(ends, key=lambda end: end or 0)
        between = f"{_rounded(low, 2, '+')} to {_rounded(high, 2, '+')}"
        return _rounded(counted, 2, "+"), _rounded(mean, 2, "+"), between

    rows = tuple(Row(name, cells(measure)) for name, measure in measures)
    return Table("The answers here against chance", "Measure", ("Here", "By chance", "95 of 100 shuffles"), rows)


def _roles(found: Bridges, name: Callable[[str], str]) -> Table | None:
    """How often stories of each group stand between two others."""
    ranked = sorted(found.roles, key=lambda group: (-found.roles[group].total(), group))[:MOST_ROWS]
    rows = tuple(Row(name(group), tuple(str(found.roles[group][role]) for role in ROLES)) for group in ranked)
    if not rows:
        return None
    return Table("Stories between two others", "Stories from", tuple(sentence_case(role) for role in ROLES), rows)


def _connections(here: Here, found: Bridges) -> list[dict[str, Any]]:
    return [
        {"story": here.linked(each.story), "pairs": _joined(here, each.pairs), "holds_all": each.holds_all}
        for each in connections(here.garden, found.stories)
    ]


def _joined(here: Here, pairs: Sequence[tuple[str, str]]) -> list[tuple[Linked, list[Linked]]]:
    """Each sector with all those that it is joined to."""
    joined: dict[str, list[Linked]] = {}
    for one, other in pairs:
        joined.setdefault(one, []).append(group_linked(here, other))
    return [(group_linked(here, one), others) for one, others in joined.items()]
