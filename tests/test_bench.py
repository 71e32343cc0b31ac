"""The bench measures what it says, on a garden small enough for a test. The other programs are left out."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from nightly import at_night

from bench import gardens, passages, report, run
from bench.measure import Failed, left, run as measured

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gardens") / "garden"
    gardens.make(100, folder)
    return folder


def texts(garden: Path) -> dict[str, str]:
    return {str(path.relative_to(garden)): path.read_text() for path in garden.rglob("*") if path.is_file()}


def stories(garden: Path) -> Iterator[tuple[str, str]]:
    """The front matter and the text of each story."""
    for path in sorted((garden / "content/stories").iterdir()):
        _, front, text = path.read_text().split("---\n", 2)
        yield front, text


def test_the_same_seed_gives_the_same_garden(garden: Path, tmp_path: Path) -> None:
    gardens.make(100, tmp_path / "again")
    gardens.make(100, tmp_path / "other", seed=2)
    assert texts(tmp_path / "again") == texts(garden) != texts(tmp_path / "other")


def test_stories_are_as_the_document_says(garden: Path) -> None:
    fronts = []
    for front, text in stories(garden):
        prose = re.sub("^##.*$", "", text, flags=re.M)
        assert len(re.findall(r"\[\[story-\d+\]\]", prose)) == 4
        assert len(re.sub(r"\[\[.*?\]\]", "", prose).split()) == 400
        topics = re.search(r"^topics: \[(.*)\]$", front, re.M)
        assert topics and len(set(topics[1].split(", "))) == 3
        assert re.search(r"^networks: \[network-\d+\]$", front, re.M)
        fronts.append(front)
    assert len(fronts) == 100
    assert sum("\nauthor: " in front for front in fronts) == 10
    named = re.findall(r"topic-\d+", "".join(fronts))
    assert named.count("topic-0") > 5 * named.count("topic-19")


def test_a_twentieth_of_a_large_garden_answers(tmp_path: Path) -> None:
    gardens.make(2_000, tmp_path / "garden")
    answers = sum("\nanswers: " in front for front, _ in stories(tmp_path / "garden"))
    assert 60 <= answers <= 140


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (gardens.change_text, "stories/story-7.md"),
        at_night(gardens.change_title, "stories/story-7.md"),
        at_night(gardens.change_topic, "stories/story-7.md"),
        (gardens.delete_story, "stories/story-19.md"),
        (gardens.rename_topic, "topics/topic-10.md"),
    ],
    ids=["text", "title", "topic", "deleted", "renamed"],
)
def test_a_change_changes_one_file_and_leaves_the_garden_sound(tmp_path: Path, change: Any, changed: str) -> None:
    gardens.make(100, tmp_path / "garden")
    before = texts(tmp_path / "garden")
    change(tmp_path / "garden", 7)
    after = texts(tmp_path / "garden")
    assert {name for name in before if after.get(name) != before[name]} == {f"content/{changed}"}
    checked = measured([sys.executable, "-m", "kgen", "check", "--today", gardens.DAY], tmp_path / "garden")
    assert checked.wall > 0


def test_time_processor_and_memory_are_those_of_the_whole_tree(tmp_path: Path) -> None:
    child = (
        "import time; held = b'x' * 80_000_000; end = time.process_time() + 0.5\nwhile time.process_time() < end: pass"
    )
    parent = f"import subprocess, sys, time; subprocess.run([sys.executable, '-c', {child!r}]); time.sleep(0.3)"
    before = time.perf_counter()
    taken = measured([sys.executable, "-c", parent], tmp_path)
    assert 0.8 <= taken.wall <= time.perf_counter() - before
    assert taken.cpu >= 0.5
    assert 80_000_000 < taken.memory < 300_000_000


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="ended with 3:\nbroken"):
        measured([sys.executable, "-c", "print('broken'); raise SystemExit(3)"], tmp_path)


def test_a_site_is_weighed(tmp_path: Path) -> None:
    for name, size in {"index.html": 5, "stories/a/index.html": 10, "stories/b/index.html": 20, "x.css": 99}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)
    found = left(tmp_path, since=time.time() + 10)
    assert (found.files, found.bytes, found.written, found.story_pages, found.story_bytes) == (4, 134, 0, 2, 15)
    assert found.largest == {"index.html": 5, "stories": 20}
    assert left(tmp_path, since=0).written_bytes == 134


@pytest.mark.nightly
def test_the_bench_runs_goes_on_where_it_stopped_and_reports(tmp_path: Path) -> None:
    results, document = tmp_path / "results.jsonl", tmp_path / "performance.md"
    options = ["--stories", "100", "--only-kgen", "--results", str(results)]
    bench(tmp_path, "run", *options, "--rounds", "1")
    lines = results.read_text().splitlines()
    found = [json.loads(line) for line in lines]
    assert {each["case"] for each in found[1:]} == run.OURS
    by_case = {each["case"]: each for each in found[1:]}
    assert by_case[run.UNCHANGED]["written"] == 0
    assert 1 <= by_case[run.TEXT]["written"] < by_case[run.COLD]["written"] == by_case[run.COLD]["files"]
    assert by_case[run.COLD]["story_pages"] == 100 and by_case[run.DELETED]["story_pages"] == 99

    said = bench(tmp_path, "run", *options, "--rounds", "1", "--resume")
    assert "round" not in said and results.read_text().splitlines() == lines

    document.write_text(f"old\n{report.MARK}\nBy hand.\n")
    bench(tmp_path, "report", "--results", str(results), "--document", str(document))
    text = document.read_text()
    assert text.startswith("# How fast") and text.endswith(f"{report.MARK}\nBy hand.\n") and "## At 100 stories" in text
    assert "| `kgen build --no-search`, cold | " in text and "Hugo, bare | " not in text.partition("## What each")[0]
    drawn = ElementTree.parse(document.with_suffix(".svg"))
    assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == 5


def bench(folder: Path, name: str, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def results_of(*rows: tuple[int, int, str, float], **more: Any) -> report.Results:
    """Results of (stories, round, case, seconds)."""
    names = ("stories", "round", "case", "wall")
    return report.Results([{}, *({**dict(zip(names, row, strict=True)), "memory": 10**9, **more} for row in rows)])


def test_a_ratio_is_of_times_in_one_round() -> None:
    results = results_of(
        (10_000, 1, run.COLD, 2), (10_000, 1, run.HUGO, 1),
        (10_000, 2, run.COLD, 30), (10_000, 2, run.HUGO, 10),
        (10_000, 3, run.COLD, 4), (10_000, 3, run.HUGO, 4),
        (10_000, 4, run.COLD, 1),
    )  # fmt: skip
    assert results.ratio([(10_000, run.COLD)], [(10_000, run.HUGO)]) == (2, 1, 3)
    [bar] = [bar for bar in report.bars(results) if bar.what == "cold, no search, against bare Hugo"]
    assert report.verdict(bar) == "**missed**"
    assert report.verdict(bar._replace(most=2)) == "met"
    assert report.verdict(bar._replace(most=3, aim=2)) == "met, and the aim"
    assert report.verdict(bar._replace(found=None)) == "not measured"


def test_hugo_and_pagefind_are_taken_together() -> None:
    results = results_of(
        (10_000, 1, run.COLD_SEARCH, 12), (10_000, 1, run.HUGO, 4), (10_000, 1, run.PAGEFIND, 6),
    )  # fmt: skip
    [bar] = [bar for bar in report.bars(results) if bar.what == "cold, against Hugo and Pagefind"]
    assert bar.found == (1.2, 1.2, 1.2) and report.verdict(bar) == "met"


def test_growth_and_slope() -> None:
    results = results_of((1_000, 1, run.COLD, 2), (10_000, 1, run.COLD, 20), (100_000, 1, run.COLD, 200))
    assert results.slope(run.COLD) == pytest.approx(1)
    found = {bar.what: bar.found for bar in report.bars(results)}
    assert found["time at 100,000 against 10,000, no search"] == (10, 10, 10)
    assert found["peak memory at 100,000, no search"] == (1, 1, 1)


def test_the_largest_page_of_any_kind_tells_whether_pages_grow() -> None:
    lines: list[dict[str, Any]] = [{}]
    for stories, largest in ((1_000, {"topics": 30_000, "write": 40_000}), (10_000, {"topics": 50_000})):
        lines.append({"stories": stories, "round": 1, "case": run.COLD, "wall": 1, "memory": 1, "largest": largest})
    [bar] = [bar for bar in report.bars(report.Results(lines)) if "10,000 against that at 1,000" in bar.what]
    assert bar.found is not None and bar.found.middle == 1.25 and report.verdict(bar) == "**missed**"


class TestPassages:
    LABELLED = (
        {"kind": "phone", "want": "block", "text": "Ring 07911 123456."},
        {"kind": "phone", "want": "block", "text": "The number is on the wall."},
        {"kind": "address", "want": "warn", "text": "They lived at 12 Acacia Avenue."},
        {"kind": "place", "want": "any", "text": "It was loud.", "front": "place: Whitby\nperiod: 2024-autumn"},
        {"kind": "", "want": "pass", "text": "It rained."},
        {"kind": "", "want": "pass", "text": "On 3 May 2024 it rained.", "about_child": True},
        {"kind": "", "want": "pass", "text": "On 3 May 2024 it rained.", "about_child": False},
    )

    def file(self, folder: Path, *rows: dict[str, Any]) -> str:
        path = folder / "passages.jsonl"
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        return str(path)

    def test_each_kind_is_counted_by_what_it_wants(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert passages.main([self.file(tmp_path, *self.LABELLED), "--misses"]) == 0
        table, _, misses = capsys.readouterr().out.partition("\n\n")
        assert table.splitlines()[2:] == [
            "| address | 1 |  | 1.00 (1 of 1) |  |  |",
            "| nothing | 3 |  |  | 0.67 (2 of 3) |  |",
            "| phone | 2 | 0.50 (1 of 2) | 0.50 (1 of 2) |  |  |",
            "| place | 1 |  |  |  | 1.00 (1 of 1) |",
            "| all together | 7 | 0.50 (1 of 2) | 0.67 (2 of 3) | 0.67 (2 of 3) | 1.00 (1 of 1) |",
        ]
        assert misses.splitlines() == [
            "phone: block wanted, nothing found: 'The number is on the wall.'",
            "nothing: pass wanted, warning found: 'On 3 May 2024 it rained.'",
        ]

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ({"kind": "", "want": "much", "text": ""}, "passages.jsonl:1: want is one of block, warn, any, pass"),
            ({"kind": "", "text": ""}, "passages.jsonl:1: "),
            ({"kind": "", "want": "pass", "text": "x", "front": "colour: red"}, "in the front matter of: x"),
        ],
    )
    def test_what_is_no_passage_is_named(
        self, row: dict[str, Any], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert passages.main([self.file(tmp_path, row)]) == 2
        assert said in capsys.readouterr().err
