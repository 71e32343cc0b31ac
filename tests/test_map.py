"""The map: what it shows is so, all of it is read, and it stays small."""

import gzip
import itertools
import os
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import html5lib
import pytest
from gardens import BASIS, GARDEN, NETWORK, QUESTION, make_garden, story
from hypothesis import given, strategies as st
from markupsafe import escape
from nightly import at_night
from sites import build, page

from kgen.model import SECTOR, STORY, TOPIC
from kgen.read import read
from kgen.settings import load
from kgen.views import pages
from kgen.views.drawing import Box, Column, Group, drawing, wrapped
from kgen.views.garden_map import MOST_LINES, facts_of
from kgen.views.rendering import PageRenderer
from kgen.weave import Garden, weave

ROOT = Path(__file__).parents[1]
SVG = "{http://www.w3.org/2000/svg}"
FILES = {
    **BASIS,
    "topics/waiting.md": "---\ntitle: Waiting\n---\n",
    "topics/silent.md": "---\ntitle: Nobody talks about it\n---\n",
    "sectors/housing.md": "---\ntitle: Housing\n---\n",
    "networks/circle.md": NETWORK,
    "questions/holds.md": QUESTION,
    "stories/a.md": story(title="A", topics=["trust", "waiting"], networks="circle", answers="holds"),
    "stories/b.md": story(title="B", topics="trust", sectors=["schools", "housing"], networks="circle"),
    "stories/c.md": story(title="Welsh", topics="waiting", lang="cy"),
    "stories/hidden.md": story(title="Hidden", topics="trust", sectors="housing", consent={"review": "2026-10"}),
}


def woven(config: Path) -> Garden:
    settings = load(config, today="2026-11-23")
    return weave(settings, read(settings))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(make_garden(tmp_path_factory.mktemp("map"), FILES), "--no-search")


def drawn(html: str, look: str = "wide") -> Any:
    """A drawing of a page, as a browser reads it."""
    (svg,) = (each for each in html5lib.parse(html).iter(f"{SVG}svg") if each.get("class") == f"kg-map kg-map--{look}")
    return svg


def names(svg: Any) -> list[str]:
    """What each link of a drawing is called."""
    return [" ".join("".join(link.find(f"{SVG}text").itertext()).split()) for link in svg.iter(f"{SVG}a")]


def test_it_shows_what_stories_name_and_how_many(site: Path) -> None:
    svg = drawn(page(site, "map"))
    titles = [link.find(f"{SVG}title").text for link in svg.iter(f"{SVG}a")]
    assert titles == [
        *("Housing: 1 story", "Schools: 3 stories", "Trust: 2 stories", "Waiting: 2 stories"),
        *("Thursday circle: 2 stories", "What holds us back?: 1 story"),
    ]
    assert all((site / "map" / link.get("href") / "index.html").exists() for link in svg.iter(f"{SVG}a"))
    assert joined(svg) == {
        *(("Housing: 1 story", "Trust: 2 stories"), ("Schools: 3 stories", "Trust: 2 stories")),
        *(("Schools: 3 stories", "Waiting: 2 stories"), ("Thursday circle: 2 stories", "Trust: 2 stories")),
        *(("Thursday circle: 2 stories", "Waiting: 2 stories"), ("Trust: 2 stories", "What holds us back?: 1 story")),
        ("Waiting: 2 stories", "What holds us back?: 1 story"),
    }


def joined(svg: Any) -> set[tuple[str, ...]]:
    """The names of the boxes at the ends of each line, in order of name."""
    titles = [link.find(f"{SVG}title").text for link in svg.iter(f"{SVG}a")]
    ends = [line.get("data-ends").split() for line in svg.iter(f"{SVG}path")]
    return {tuple(sorted(titles[int(number)] for number in both)) for both in ends}


def test_the_narrow_drawing_shows_the_same(site: Path) -> None:
    wide, narrow = (drawn(page(site, "map"), look) for look in ("wide", "narrow"))
    assert joined(wide) == joined(narrow) and sorted(names(wide)) == sorted(names(narrow))
    assert int(narrow.get("width")) <= 320, "a phone's narrowest window"


@pytest.mark.parametrize("look", ["wide", "narrow"])
def test_each_line_leads_from_the_box_on_its_left_to_the_one_on_its_right(site: Path, look: str) -> None:
    svg = drawn(page(site, "map"), look)
    frames = [frame_of(link) for link in svg.iter(f"{SVG}a")]
    ways = [(line.get("data-ends").split(), line.get("d")) for line in svg.iter(f"{SVG}path")]
    assert ways
    for ends, way in ways:
        (left, _, width, _), (right, *_) = (frames[int(number)] for number in ends)
        start, across = map(int, re.fullmatch(r"M(\d+) \d+c-?\d+ 0 -?\d+ -?\d+ (-?\d+) -?\d+", way).groups())  # type: ignore[union-attr]
        assert (start, start + across) == (left + width, right) and across > 0


def contrast(one: str, other: str) -> float:
    """Source: WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_each_kind_has_a_hue_and_a_sign_of_its_own_that_can_be_read(colours: str) -> None:
    styles = ROOT / "theme/styles"
    known = dict(re.findall(r"--kg-([a-z]+): (#[0-9a-f]{6});", (styles / f"{colours}.css").read_text()))
    kinds = re.findall(
        r'\.kg-kind--([a-z]+) \{\s*--kg-hue: var\(--kg-([a-z]+)\);\s*--kg-sign: "(.)";',
        (styles / "pages.css").read_text(),
    )
    assert {kind for kind, _, _ in kinds} == {"topic", "sector", "network", "meeting", "question", "person", "source"}
    assert len({known[hue] for _, hue, _ in kinds}) == len({sign for _, _, sign in kinds}) == len(kinds)
    for kind, hue, _ in kinds:
        for ground in ("paper", "raised"):
            assert contrast(known[hue], known[ground]) >= 4.5, (kind, ground)


def test_the_list_says_the_same(site: Path) -> None:
    text = " ".join(re.sub("<[^>]*>", "", page(site, "map").partition("kg-map-words")[2]).split())
    assert "Trust 2 stories Services: Schools (2), Housing (1) Networks: Thursday circle (2) Questions: What" in text
    assert "All 3 topics" in text and "Hidden" not in page(site, "map")


@pytest.mark.parametrize("name", ["kept", at_night("digitalgov")])
def test_numbers_are_those_of_the_stories(name: str, shared: Path) -> None:
    garden = woven(GARDEN if name == "kept" else shared / "corpora/digitalgov/mkdocs.yml")
    facts = facts_of(garden)
    told: Counter[tuple[str, str]] = Counter()
    for each in garden.of(STORY):
        for one, other in itertools.product(garden.linked_keys(each, "topics"), garden.linked_keys(each, "sectors")):
            told[one, other] += 1
    lines = {ends: count for ends, count in facts.lines.items() if ends[1].startswith("sectors/")}
    assert lines and all(told[ends] == count for ends, count in lines.items())
    for kind, relation in ((TOPIC, "topics"), (SECTOR, "sectors")):
        for key in facts.shown[kind]:
            assert facts.counts[key] == len(garden.linking(garden.published[key], relation, STORY))
    ends = {end for line in facts.lines for end in line}
    assert all(key in ends for keys in facts.shown.values() for key in keys)
    assert len(facts.lines) <= MOST_LINES


def test_it_is_as_light_in_a_garden_of_many(tmp_path: Path) -> None:
    chance = random.Random(1)
    topics, sectors, networks = ([f"{kind}-{number}" for number in range(150)] for kind in ("topic", "sector", "net"))
    files = {f"topics/{slug}.md": f"---\ntitle: About {slug} and more of it\n---\n" for slug in topics}
    files |= {f"sectors/{slug}.md": f"---\ntitle: The services of {slug}\n---\n" for slug in sectors}
    files |= {f"networks/{slug}.md": NETWORK.replace("Thursday circle", f"Circle {slug}") for slug in networks}
    for number in range(500):
        fields = {"topics": chance.sample(topics, 4), "sectors": chance.sample(sectors, 3)}
        files[f"stories/s{number}.md"] = story(title=f"S{number}", networks=chance.sample(networks, 2), **fields)
    garden = woven(make_garden(tmp_path, files))
    (html,) = (PageRenderer(garden).html(page) for page in pages(garden) if page.url == "map/")
    assert len(html.encode()) < 55_000 and len(gzip.compress(html.encode())) < 12_000
    assert len(names(drawn(html))) == 24 + 12 + 8
    assert "All 150 networks" in html


def test_without_stories_it_says_so(tmp_path: Path) -> None:
    html = page(build(make_garden(tmp_path, BASIS), "--no-search"), "map")
    assert "<svg class" not in html and "There is nothing to draw yet" in html


def frame_of(link: Any) -> tuple[int, int, int, int]:
    """The upper left corner of a box, its width and its height."""
    x, y = map(int, re.fullmatch(r"translate\((\d+) (\d+)\)", link.get("transform")).groups())  # type: ignore[union-attr]
    box = link.find(f"{SVG}rect")
    return x, y, int(box.get("width")), int(box.get("height"))


TITLES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=200).filter(str.strip)


@given(TITLES, st.integers(2, 4))
def test_words_are_broken_and_none_is_lost_unless_the_last_line_says_so(words: str, most: int) -> None:
    lines = wrapped(words, 120, most)
    assert 1 <= len(lines) <= most and all(line.strip() for line in lines)
    if not lines[-1].endswith("…"):
        assert letters("".join(lines)) == letters(str(escape(words)))


def letters(text: str) -> str:
    return "".join(text.replace("-", "").split())


def test_a_word_too_wide_for_its_box_is_parted_with_a_hyphen_and_never_before_its_last_letters() -> None:
    assert wrapped("Crowdsourcing and citizen science", 100, 3) == ("Crowdsourc-", "ing and", "citizen…")
    assert wrapped("Governance", 80, 3) == ("Gover-", "nance") and wrapped("Management", 80, 3) == ("Manage-", "ment")
    assert wrapped("Prize competitions", 80, 2) == ("Prize", "competi…")
    assert wrapped("Whole-family working", 70, 3) == ("Whole-", "family", "working")
    assert wrapped("1234567890123", 80, 3) == ("1234567", "890123")


def test_scripts_without_capitals_have_no_hyphens_and_letters_keep_their_marks() -> None:
    assert wrapped("社区支持与家庭护理服务", 100, 3) == ("社区支持", "与家庭护", "理服务")
    assert wrapped("सामुदायिककार्यकर्ता", 100, 3) == ("सामुदा", "यिककार्य", "कर्ता")


def test_a_mirrored_drawing_is_the_other_one_seen_from_behind() -> None:
    columns = [Column(160, [Group("■ Eins", [Box("One", "a", 1, "1 story"), Box("Two", "b", 4, "4 stories")])])]
    columns.append(Column(200, [Group("● Zwei", [Box("Three", "c", 2, "2 stories")])]))
    lines = {("a", "c"): 1, ("b", "c"): 2}

    def seen(is_mirrored: bool) -> tuple[dict[str, tuple[int, int]], set[tuple[int, int, int, int]], list[int]]:
        svg = drawn(str(drawing(columns, 40, lines, name="x", says="y", is_mirrored=is_mirrored)))
        places = {each.get("href", ""): each.get("transform", "") for each in svg.iter() if each.get("transform")}
        boxes = {href: tuple(map(int, re.findall(r"\d+", place))) for href, place in places.items()}
        ways = [tuple(map(int, re.findall(r"-?\d+", each.get("d", "")))) for each in svg.iter() if each.get("d")]
        ends = {tuple(sorted(((x, y), (x + dx, y + dy)))) for x, y, *_, dx, dy in ways}
        return boxes, ends, [int(each.get("x", 0)) for each in svg.iter() if each.get("class") == "kg-map__head"]

    (plain, ways, heads), (mirrored, their_ways, their_heads) = seen(False), seen(True)
    widths = {"a": 160, "b": 160, "c": 200}
    assert mirrored == {href: (400 - x - widths[href], y) for href, (x, y) in plain.items()}
    assert their_ways == {tuple(sorted((400 - x, y) for x, y in pair)) for pair in ways}
    assert their_heads == [400 - x for x in heads]


@given(st.lists(TITLES, min_size=1, max_size=20), st.integers(1, 9), st.integers(1, 3))
def test_no_box_lies_over_another(titles: list[str], told: int, parts: int) -> None:
    boxes = [Box(title, f"at/{number}/", told, f"{told} stories") for number, title in enumerate(titles)]
    columns = [Column(160, [Group("Heading", boxes[part::parts])]) for part in range(parts) if boxes[part::parts]]
    svg = drawn(str(drawing(columns, 40, {}, name="x", says="y")))
    left, top, width, height = map(int, svg.get("viewbox", svg.get("viewBox")).split())
    frames = [frame_of(link) for link in svg.iter(f"{SVG}a")]
    assert len(frames) == len(titles)
    for x, y, wide, high in frames:
        assert left <= x and top <= y and x + wide <= left + width and y + high <= top + height
    for (x, y, wide, high), (a, b, wider, higher) in itertools.combinations(frames, 2):
        assert x + wide <= a or a + wider <= x or y + high <= b or b + higher <= y


@given(st.lists(TITLES, min_size=1, max_size=9))
def test_all_lines_of_a_box_stand_in_it(titles: list[str]) -> None:
    boxes = [Box(title, f"at/{number}/", 1, "1 story") for number, title in enumerate(titles)]
    svg = drawn(str(drawing([Column(160, [Group("Heading", boxes)])], 40, {}, name="x", says="y")))
    for link in svg.iter(f"{SVG}a"):
        text = link.find(f"{SVG}text")
        foot = int(text.get("y")) + sum(int(line.get("dy")) for line in text.iter(f"{SVG}tspan"))
        assert foot < frame_of(link)[3]


def test_lines_from_one_box_do_not_cross() -> None:
    one, *others = (Box(name, f"{name}/", 1, "1 story") for name in "abcd")
    lines = {("a/", f"{name}/"): 1 for name in "dbc"}
    columns = [Column(160, [Group("", [one])]), Column(160, [Group("", others)])]
    svg = drawn(str(drawing(columns, 40, lines, name="x", says="y")))
    starts = {
        int(line.get("data-ends").split()[1]): int(re.match(r"M\d+ (\d+)c", line.get("d"))[1])  # type: ignore[index]
        for line in svg.iter(f"{SVG}path")
    }
    heights = [starts[number] for number in sorted(starts)]
    assert len(heights) == 3 and heights == sorted(heights)


@pytest.mark.parametrize("look", ["wide", "narrow"])
def test_what_is_joined_stands_so_that_few_lines_cross(look: str) -> None:
    """By chance half of the pairs of lines between two columns would."""
    garden = woven(GARDEN)
    (html,) = (PageRenderer(garden).html(page) for page in pages(garden) if page.url == "map/")
    svg = drawn(html, look)
    frames = [frame_of(link) for link in svg.iter(f"{SVG}a")]
    ends = [sorted(frames[int(number)] for number in line.get("data-ends").split()) for line in svg.iter(f"{SVG}path")]
    crossing = [
        (left[1] - other_left[1]) * (right[1] - other_right[1]) < 0
        for (left, right), (other_left, other_right) in itertools.combinations(ends, 2)
        if left[0] == other_left[0] and right[0] == other_right[0]
    ]
    assert len(crossing) > 1000 and sum(crossing) < len(crossing) / 4


def test_titles_are_no_markup(tmp_path: Path) -> None:
    title = "<script>alert(1)</script> \"&amp;' </title>"
    files = {**FILES, "topics/trust.md": "---\ntitle: '{}'\n---\n".format(title.replace("'", "''"))}
    site = build(make_garden(tmp_path, files), "--no-search")
    svg = drawn(page(site, "map"))
    assert not list(svg.iter(f"{SVG}script"))
    assert any(name.startswith("<script>a") for name in names(svg)), names(svg)


def test_the_same_garden_is_drawn_the_same(tmp_path: Path) -> None:
    code = """
from pathlib import Path
from kgen.read import read
from kgen.settings import load
from kgen.views import pages
from kgen.views.rendering import PageRenderer
from kgen.weave import weave
settings = load(Path("mkdocs.yml"), today="2026-11-23")
garden = weave(settings, read(settings))
renderer = PageRenderer(garden)
print("".join(renderer.html(page) for page in pages(garden) if page.url == "map/"))
"""
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=GARDEN.parent,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed, locale in (("0", "C"), ("1", "C.UTF-8"), ("7", "tr_TR.UTF-8"))
    }
    assert len(made) == 1 and made.pop().count(b"<svg class") == 2
