"""Write docs/performance.md and its picture from what bench/run.py measured.

    python -m bench.report [--results FILE] [--document FILE]

What the document holds below MARK was written by hand and is kept.
"""

import argparse
import math
import statistics
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from bench import run
from bench.plot import Line, plot

DOCUMENT = Path(__file__).parents[1] / "docs" / "performance.md"
MARK = "<!-- Above: made by bench/report.py. Below: written by hand, and kept. -->\n"
TEN = 10_000
GROWN = 1.05
"""How much larger the largest page of a larger garden may be: names and numbers in it differ."""

Where = tuple[int, str]
"""A size of garden, in stories, and the name of a case."""


class Spread(NamedTuple):
    middle: float
    least: float
    most: float


class Bar(NamedTuple):
    """A figure that was promised, and what was measured; None where it was not."""

    what: str
    most: float
    found: Spread | None
    unit: str = ""
    aim: float | None = None


class Program(NamedTuple):
    name: str
    does: str


PROGRAMS = {
    run.COLD: Program(
        "`kgen build --no-search`, cold",
        "Everything but the search index: strict reading, GitHub-flavoured Markdown made safe, wikilinks resolved, "
        "consent and safeguarding checked, backlinks with their sentences, related stories, lists by topic, "
        "network, sector, question and person, sheets for meetings, feeds, open data, redirects, a sitemap; a frame "
        "around each page. It also writes its cache. Nothing is left of an earlier build.",
    ),
    run.COLD_SEARCH: Program("`kgen build`, cold", "The same, and a search index with filters, made by Pagefind."),
    run.HUGO: Program(
        "Hugo, bare",
        "Pages from templates of a few lines; topics, networks and sectors as taxonomies, in lists as long as "
        "kgen's, each with a feed of 50; a sitemap. Less than kgen: links are given as addresses, nothing is "
        "checked, no backlinks, nothing related, a page of a few elements.",
    ),
    run.HUGO_RELATED: Program(
        "Hugo, related content", "The same, and five related stories a page by its own index. One round only."
    ),
    run.PAGEFIND: Program(
        "Pagefind alone",
        "The index of the pages that Hugo made, with filters for topics, networks and sectors. It reads HTML; kgen "
        "gives it text, and filters by kind and standpoint too.",
    ),
    run.MATERIAL: Program(
        "Material, tuned",
        "Pages in Material's frame, of the same Markdown by Python-Markdown's extensions; topics as tags, all in one "
        "list. Stories out of the navigation, no search, no link validation, no fonts from elsewhere. Less than kgen: "
        "no wikilinks, no checks, no backlinks, nothing related, no page for a topic's, network's or sector's "
        "stories, no feeds.",
    ),
    run.MATERIAL_BARE: Program(
        "Material, bare", "The same without tags, and of less Markdown than kgen reads. One round only."
    ),
    run.MATERIAL_FULL: Program(
        "Material, as its documentation recommends",
        "Material, tuned, with its own search and all Markdown extensions its documentation recommends. One round "
        "only.",
    ),
    run.FLOOR: Program(
        "the floor",
        "One Python process reads each file, parses its YAML and Markdown, fills a template of ten lines and writes "
        "the page (`bench/floor.py`). No program of this kind can do less.",
    ),
}
WARM = {
    run.START: "starting Python with kgen's imports, reading and hashing every source",
    run.UNCHANGED: "nothing changed, no search",
    run.TEXT: "a sentence added to a story, no search",
    run.TITLE: "a story's title changed, no search",
    run.TOPIC: "a story's topic changed, no search",
    run.DELETED: "a story deleted, no search",
    run.RENAMED: "a topic's title changed (the topic of middle popularity), no search",
    run.UNCHANGED_SEARCH: "nothing changed",
    run.TEXT_SEARCH: "a sentence added to a story",
    run.CHECK: "`kgen check`, cold",
    run.CHECK_WARM: "`kgen check`, after a build",
}
PLOTTED = {
    run.MATERIAL: "Material, tuned",
    run.COLD_SEARCH: "kgen, with search",
    run.COLD: "kgen, no search",
    run.HUGO: "Hugo, bare",
    run.FLOOR: "the floor",
    run.TEXT: "kgen, one text changed",
    run.UNCHANGED: "kgen, nothing changed",
}


class Results:
    """What was measured, by size, case and round."""

    def __init__(self, found: Iterable[dict[str, Any]]) -> None:
        self.machine, *rest = found
        self._taken: dict[Where, dict[int, dict[str, Any]]] = defaultdict(dict)
        self.queries: dict[int, dict[str, int]] = {}
        for each in rest:
            if "queries" in each:
                self.queries[each["stories"]] = each["queries"]
            else:
                self._taken[each["stories"], each["case"]][each["round"]] = each
        self.sizes = sorted({stories for stories, _ in self._taken})

    def rounds(self, stories: int) -> int:
        return max(len(rounds) for (size, _), rounds in self._taken.items() if size == stories)

    def all(self, where: Where, what: str) -> list[Any]:
        """One figure of a case, from each round in which it was measured."""
        return [each[what] for each in self._taken.get(where, {}).values() if what in each]

    def spread(self, where: Where, what: str = "wall") -> Spread | None:
        return _spread(self.all(where, what))

    def ratio(self, tops: list[Where], bottoms: list[Where]) -> Spread | None:
        """The time of some cases against that of others, for each round that holds all of them."""
        taken = [self._taken.get(where, {}) for where in [*tops, *bottoms]]
        rounds = set.intersection(*(set(each) for each in taken))

        def total(places: list[Where], number: int) -> float:
            return math.fsum(self._taken[where][number]["wall"] for where in places)

        return _spread([total(tops, number) / total(bottoms, number) for number in rounds])

    def growth(self, case: str) -> list[tuple[float, float]]:
        """Stories and seconds, for each size."""
        return [(size, spread.middle) for size in self.sizes if (spread := self.spread((size, case)))]

    def slope(self, case: str) -> float | None:
        """The exponent of growth: the slope of log(seconds) over log(stories), by least squares."""
        points = self.growth(case)
        if len(points) < 2:
            return None
        return statistics.linear_regression([math.log(x) for x, _ in points], [math.log(y) for _, y in points]).slope

    def largest_pages(self, stories: int) -> dict[str, int]:
        """The largest page of each kind of kgen's, in bytes."""
        found = self.all((stories, run.COLD), "largest")
        return found[-1] if found else {}


def _spread(values: list[float]) -> Spread | None:
    return Spread(statistics.median(values), min(values), max(values)) if values else None


def bars(results: Results) -> list[Bar]:
    """Each figure that was promised, in order."""

    def ratio(top: str, *bottoms: str) -> Spread | None:
        return results.ratio([(TEN, top)], [(TEN, each) for each in bottoms])

    def growth(case: str, size: int) -> Spread | None:
        return results.ratio([(size * 10, case)], [(size, case)])

    def peak(case: str, size: int) -> Spread | None:
        found = results.all((size, case), "memory")
        return Spread(max(found) / 1e9, min(found) / 1e9, max(found) / 1e9) if found else None

    def grown(size: int) -> Spread | None:
        small, large = (max(results.largest_pages(each).values(), default=0) for each in (size, size * 10))
        return _spread([large / small]) if small and large else None

    story = [each / 1e3 for each in results.all((TEN, run.COLD), "story_bytes")]
    queries = [each / 1e3 for each in results.queries.get(TEN, {}).values()]
    query = Spread(max(queries), min(queries), max(queries)) if queries else None
    return [
        Bar("cold, no search, against bare Hugo", 1.3, ratio(run.COLD, run.HUGO), aim=0.8),
        Bar("cold, no search, against Material, tuned", 0.25, ratio(run.COLD, run.MATERIAL)),
        Bar("cold, no search, against the floor", 3, ratio(run.COLD, run.FLOOR), aim=2),
        Bar("cold, against Hugo and Pagefind", 1.2, ratio(run.COLD_SEARCH, run.HUGO, run.PAGEFIND), aim=0.8),
        Bar("warm, nothing changed, against start and hashing", 2, ratio(run.UNCHANGED, run.START)),
        Bar("warm, a text changed, no search, against start and hashing", 3, ratio(run.TEXT, run.START)),
        Bar("`kgen check`, cold, against a cold build without search", 0.35, ratio(run.CHECK, run.COLD)),
        Bar("time at 10,000 against 1,000, no search", 11, growth(run.COLD, 1_000)),
        Bar("time at 10,000 against 1,000, with search", 11, growth(run.COLD_SEARCH, 1_000)),
        Bar("time at 100,000 against 10,000, no search", 12, growth(run.COLD, TEN)),
        Bar("time at 100,000 against 10,000, with search", 12, growth(run.COLD_SEARCH, TEN)),
        Bar("peak memory at 10,000, no search", 0.8, peak(run.COLD, TEN), "GB"),
        Bar("peak memory at 10,000, with search", 1.6, peak(run.COLD_SEARCH, TEN), "GB"),
        Bar("peak memory at 100,000, no search", 5, peak(run.COLD, 10 * TEN), "GB"),
        Bar("peak memory at 100,000, with search", 5, peak(run.COLD_SEARCH, 10 * TEN), "GB"),
        Bar("mean of a story's page", 30, _spread(story), "KB"),
        Bar("largest page at 10,000 against that at 1,000", GROWN, grown(1_000)),
        Bar("largest page at 100,000 against that at 10,000", GROWN, grown(TEN)),
        Bar(
            "search: a reader's first query with names, the dearest of ten, from a server that does not compress",
            400,
            query,
            "KB",
        ),
    ]


def verdict(bar: Bar) -> str:
    if bar.found is None:
        return "not measured"
    if bar.found.middle > bar.most:
        return "**missed**"
    return "met, and the aim" if bar.aim is not None and bar.found.middle <= bar.aim else "met"


def document(results: Results, picture: str) -> str:
    """The part of the document that is generated."""
    machine = results.machine
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    rounds = ", ".join(f"{size:,} stories in {results.rounds(size)} rounds" for size in results.sizes)
    return "\n".join(
        [
            "# How fast kgen is",
            "",
            f"Measured by `make bench` on {machine['began'][:10]}, with {rounds}. In each round each program runs "
            "once, one after the other, so that what slows the machine slows all alike; ratios are of times in the "
            "same round. A figure is the median over the rounds, with the least and the most behind it. Times are of "
            "whole processes, from start to end.",
            "",
            f"{machine['system']}, {machine['processor']}, {machine['cores']} cores, Python {machine['python']}; "
            f"{versions}. Gardens and sites lie on {machine['disk']}. Memory is {machine['memory_is']}: the largest "
            "figure of all rounds.",
            "",
            "Each garden comes from a seed (`bench/gardens.py`). A story has 400 words, 4 wikilinks, 3 topics of a "
            "heavy-tailed popularity and 1 network; 1 in 10 names a person, 1 in 20 answers something. The others get "
            "the same files with ordinary links in place of wikilinks.",
            "",
            "## What was promised",
            "",
            "At 10,000 stories, unless something else is said.",
            "",
            *table(["", "at most", "measured", ""], [_bar_row(bar) for bar in bars(results)]),
            "",
            f"![Seconds against stories, both axes logarithmic]({picture})",
            "",
            *(line for size in results.sizes for line in _at(results, size)),
            "## The largest page of each kind",
            "",
            "In KB, by the first folder of its address. A list is cut at a length; where a small garden has "
            "fewer, it grows until it is full.",
            "",
            *table(["", *(f"{size:,} stories" for size in results.sizes)], _kind_rows(results)),
            "",
            "## What each does",
            "",
            "No two do the same work.",
            "",
            *table(["", "what it does"], [[each.name, each.does] for each in PROGRAMS.values()]),
            "",
            "",
        ]
    )


def table(heads: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in [heads, ["---"] * len(heads), *rows]]


def _bar_row(bar: Bar) -> list[str]:
    aim = f" (aim {bar.aim:g})" if bar.aim is not None else ""
    return [bar.what, f"{bar.most:g} {bar.unit}".strip() + aim, _said(bar.found, bar.unit), verdict(bar)]


def _said(spread: Spread | None, unit: str = "", scale: float = 1) -> str:
    """A figure and its spread; for one measurement, or where all are the same, only the figure."""
    if spread is None:
        return ""
    middle, least, most = (f"{each / scale:.{2 if each / scale < 100 else 0}f}" for each in spread)
    unit = f" {unit}" if unit else ""
    return f"{middle}{unit}" if least == most else f"{middle}{unit} ({least} to {most})"


def _at(results: Results, size: int) -> list[str]:
    """The tables of one size of garden."""
    return [
        f"## At {size:,} stories",
        "",
        "Cold: nothing is left of an earlier build. The last column is the time of kgen's cold build without search "
        "against this.",
        "",
        *table(
            ["", "seconds", "of processor", "peak MB", "files", "MB", "largest page, KB", "kgen against it"],
            [row for case in PROGRAMS if (row := _cold_row(results, (size, case), PROGRAMS[case].name))],
        ),
        "",
        "Warm: a build was made before, except for the cold check. What is written counts files of the site that are "
        "new.",
        "",
        *table(
            ["", "seconds", "of processor", "peak MB", "files written", "MB written", "against start and hashing"],
            [row for case in WARM if (row := _warm_row(results, (size, case), WARM[case]))],
        ),
        "",
    ]


def _cold_row(results: Results, where: Where, name: str) -> list[str]:
    if not results.all(where, "wall"):
        return []
    largest = (max(each.values(), default=0) for each in results.all(where, "largest"))
    against = results.ratio([(where[0], run.COLD)], [where]) if where[1] != run.COLD else None
    return [*_taken(results, where, name), *_sizes(results, where, "files", "bytes"), _kilo(largest), _said(against)]


def _warm_row(results: Results, where: Where, name: str) -> list[str]:
    if not results.all(where, "wall"):
        return []
    against = results.ratio([where], [(where[0], run.START)]) if where[1] != run.START else None
    return [*_taken(results, where, name), *_sizes(results, where, "written", "written_bytes"), _said(against)]


def _taken(results: Results, where: Where, name: str) -> list[str]:
    memory = max(results.all(where, "memory"))
    return [name, _said(results.spread(where)), _said(results.spread(where, "cpu")), f"{memory / 1e6:.0f}"]


def _sizes(results: Results, where: Where, files: str, size: str) -> list[str]:
    counts, sizes = results.all(where, files), results.all(where, size)
    return [f"{statistics.median(counts):,.0f}", f"{statistics.median(sizes) / 1e6:.1f}"] if counts else ["", ""]


def _kilo(sizes: Iterable[int]) -> str:
    most = max(sizes, default=0)
    return f"{most / 1e3:.0f}" if most else ""


def _kind_rows(results: Results) -> list[list[str]]:
    largest = [results.largest_pages(size) for size in results.sizes]
    kinds = sorted(set().union(*largest))
    return [[f"`/{kind}`", *(_kilo([each[kind]]) if kind in each else "" for each in largest)] for kind in kinds]


def _lines(results: Results) -> list[Line]:
    lines = []
    for case, name in PLOTTED.items():
        slope = results.slope(case)
        lines.append(Line(name if slope is None else f"{name}: slope {slope:.2f}", results.growth(case)))
    return [line for line in lines if line.points]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.report", description=__doc__, allow_abbrev=False)
    parser.add_argument("--results", type=Path, default=run.RESULTS, metavar="FILE")
    parser.add_argument("--document", type=Path, default=DOCUMENT, metavar="FILE")
    args = parser.parse_args()
    found = run.read_results(args.results)
    if len(found) < 2:
        raise SystemExit(f"{args.results} holds no results. `make bench` measures.")
    results = Results(found)
    path: Path = args.document
    kept = path.read_text(encoding="utf-8").partition(MARK)[2] if path.exists() else ""
    path.with_suffix(".svg").write_text(plot(_lines(results), "stories", "seconds"), encoding="utf-8")
    path.write_text(f"{document(results, f'{path.stem}.svg')}{MARK}{kept}", encoding="utf-8")
    for bar in bars(results):
        print(f"{verdict(bar).strip('*'):18}{bar.what}: {_said(bar.found, bar.unit)}")
    print(f"{path} and its picture are written.")


if __name__ == "__main__":
    main()
