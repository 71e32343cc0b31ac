"""Who answers whom, worked out against networkx and by hand; who could meet whom; and what the two pages say."""

import math
import random
import re
from collections import Counter
from itertools import permutations
from pathlib import Path
from statistics import pstdev
from typing import Any

import networkx
import pytest
from gardens import BASIS, GARDEN, NETWORK, QUESTION, make_garden, story
from sites import build, page

from kgen.read import read
from kgen.settings import load
from kgen.weave import Garden, weave
from kgen.weave.bridges import (
    USERS,
    Bridges,
    Mixing,
    connections,
    cut_points,
    evenness,
    group_of,
    mixing,
    unanswered_by_users,
)
from kgen.weave.introductions import CROWD, introductions, wishes

SECTORS = {
    f"sectors/{slug}.md": f"---\ntitle: {title}\n---\n"
    for slug, title in (("housing", "Housing"), ("police", "Police"), ("nursing", "Community nursing"))
}


@pytest.fixture
def grow(tmp_path: Path) -> Any:
    def woven(files: dict[str, str]) -> Garden:
        settings = load(make_garden(tmp_path, {**BASIS, **SECTORS, **files}), today="2026-11-30")
        return weave(settings, read(settings))

    return woven


def stories(*told: tuple[str, str, str, list[str]], **fields: Any) -> dict[str, str]:
    """Stories as (slug, standpoint, sectors, answers)."""
    return {
        f"stories/{slug}.md": story(title=slug, standpoint=who, sectors=sectors.split(), answers=answers, **fields)
        for slug, who, sectors, answers in told
    }


def person(name: str, sector: str, offers: str = "", asks: str = "", networks: str = "", who: str = "manager") -> str:
    return (
        f"---\nname: {name}\nstandpoint: {who}\nsectors: [{sector}]\noffers: [{offers}]\nasks: [{asks}]\n"
        f"networks: [{networks}]\nconsent:\n  given: 2026-09\n---\n"
    )


def drawn(seed: int, answers: int = 200) -> Mixing:
    """Answers drawn at random between five groups, of which some give and receive more than others."""
    draw = random.Random(seed)
    return mixing((draw.choice("aabcde"), draw.choice("abccde")) for _ in range(answers))


def with_inside(found: Mixing, inside: int) -> Mixing:
    """As if so many answers stayed in their group, with all sums as they are."""
    changed = Mixing(found.counts)
    vars(changed)["inside"] = inside
    return changed


class TestMeasures:
    def test_a_case_worked_by_hand(self) -> None:
        """Six answers: a gives 3, b 2, c 1; a receives 4, b 2; two stay in a, one stays in b."""
        found = mixing([("a", "a"), ("a", "a"), ("a", "b"), ("b", "a"), ("b", "b"), ("c", "a"), ("a", None)])
        assert (found.total, found.inside) == (6, 3)
        assert found.expected("a", "a") == 2
        assert found.expected("c", "b") == pytest.approx(1 / 3)
        assert found.expected_inside == pytest.approx(3 * 4 / 6 + 2 * 2 / 6)

    def test_a_bridge_is_missing_where_chance_would_give_one_and_a_half(self) -> None:
        pairs = [("a", "a")] * 5 + [("b", "b")] * 3 + [("a", "c")] + [("c", "b")]
        found = mixing(pairs)
        by_hand = {
            (one, other)
            for one in found.given
            for other in found.received
            if one != other and (one, other) not in pairs and found.expected(one, other) >= 1.5
        }
        assert set(found.missing()) == by_hand == {("a", "b"), ("b", "a")}
        assert found.missing()[0] == ("a", "b")  # 6 x 4 / 10 against 3 x 5 / 10

    @pytest.mark.parametrize("seed", range(5))
    def test_chance_is_that_of_every_way_to_pair_the_answers(self, seed: int) -> None:
        found = drawn(seed, answers=7)
        givers, receivers = list(found.given.elements()), list(found.received.elements())
        inside = [sum(map(str.__eq__, givers, drawn)) for drawn in permutations(receivers)]
        assert found.expected_inside == pytest.approx(sum(inside) / len(inside))
        assert found.deviation == pytest.approx(pstdev(inside))

    @pytest.mark.parametrize("seed", range(3))
    def test_a_verdict_is_given_where_chance_would_seldom_go_as_far(self, seed: int) -> None:
        """Of answers that chance shuffled, about 5 in 100 are said to differ from chance, half of them to each side."""
        found = drawn(seed)
        draw, receivers = random.Random(seed), list(found.received.elements())
        shuffled = []
        for _ in range(2_000):
            draw.shuffle(receivers)
            shuffled.append(sum(map(str.__eq__, found.given.elements(), receivers)))
        told = Counter(with_inside(found, inside).verdict for inside in shuffled)
        assert 0.01 < told["more"] / 2_000 < 0.04
        assert 0.01 < told["fewer"] / 2_000 < 0.04

    @pytest.mark.parametrize(("crossing", "verdict"), [(14, ""), (15, "more")])
    def test_half_an_answer_is_taken_off_what_goes_beyond_chance(self, crossing: int, verdict: str) -> None:
        assert mixing([("a", "b"), ("b", "b"), *[("b", "a")] * crossing]).verdict == verdict

    def test_a_single_group_and_a_single_answer_have_no_verdict(self) -> None:
        assert mixing([("a", "a")] * 40).verdict == mixing([("a", "b")]).verdict == ""

    @pytest.mark.parametrize("seed", range(20))
    def test_cut_points_are_those_of_networkx(self, seed: int) -> None:
        graph = networkx.gnm_random_graph(30, 32, seed=seed)
        found = cut_points({node: list(graph[node]) for node in graph})
        assert found == set(networkx.articulation_points(graph))
        assert found

    def test_a_chain_longer_than_the_stack(self) -> None:
        graph = networkx.path_graph(20_000)
        assert len(cut_points({node: list(graph[node]) for node in graph})) == 19_998

    @pytest.mark.parametrize(
        ("counts", "even"),
        [([5, 5, 5], 1), ([7, 0], 0), ([3, 1], 0.811278), ([2, 2, 0, 0], 0.5), ([4], None), ([0, 0], None)],
    )
    def test_evenness(self, counts: list[int], even: float | None) -> None:
        assert evenness(counts) == (None if even is None else pytest.approx(even))


class TestGroups:
    def test_people_who_use_services_are_a_group_and_all_others_their_first_sector(self, grow: Any) -> None:
        garden = grow(
            {
                **stories(("a", "lived-experience", "housing", []), ("b", "family-carer", "police", [])),
                **stories(("c", "manager", "police housing", []), ("d", "community", "schools", [])),
                "stories/e.md": story(standpoint=["community", "lived-experience"]),
            }
        )
        found = {slug: group_of(garden, garden.entries[f"stories/{slug}"]) for slug in "abcde"}
        assert found == {"a": USERS, "b": USERS, "c": "sectors/police", "d": "sectors/schools", "e": USERS}

    def test_somebody_with_two_standpoints_is_heard_from_both(self, grow: Any) -> None:
        garden = grow({**BASIS, "stories/a.md": story(title="A", standpoint=["practitioner", "lived-experience"])})
        voices = Bridges(garden).voices
        assert [voices[each] for each in ("practitioner", "lived-experience", "manager")] == [1, 1, 0]

    def test_illustrative_stories_count_while_there_is_no_real_one(self, grow: Any) -> None:
        invented = stories(
            ("a", "manager", "housing", []), ("b", "manager", "police", ["a"]), consent={"whose": "illustrative"}
        )
        assert len(Bridges(grow(invented)).answers) == 1
        found = Bridges(
            grow({**invented, **stories(("c", "manager", "schools", ["a"]), ("d", "manager", "schools", ["c"]))})
        )
        assert [(one.slug, other.slug) for one, other in found.answers] == [("d", "c")]
        assert found.leaves_out_illustrative

    def test_stories_that_alone_connect_two_sectors(self, grow: Any) -> None:
        garden = grow(
            stories(
                ("a", "manager", "housing police", []),
                ("b", "manager", "police housing schools", []),
                ("c", "manager", "schools nursing", []),
            )
        )
        found = {each.story.slug: (each.pairs, each.holds_all) for each in connections(garden, Bridges(garden).stories)}
        assert found == {
            "c": ((("sectors/nursing", "sectors/schools"),), True),
            "b": ((("sectors/housing", "sectors/schools"), ("sectors/police", "sectors/schools")), True),
        }

    def test_questions_that_nobody_who_uses_services_has_answered(self, grow: Any) -> None:
        files = {f"questions/{slug}.md": QUESTION.replace("us back", slug) for slug in ("q", "r", "s")}
        files |= stories(("a", "manager", "housing", ["q", "r"]), ("b", "family-carer", "housing", ["q"]))
        garden = grow(files)
        found = unanswered_by_users(garden, Bridges(garden).stories)
        assert [(question.slug, count) for question, count in found] == [("r", 1), ("s", 0)]


class TestIntroductions:
    def met(self, garden: Garden) -> list[tuple[Any, ...]]:
        return [
            (
                *(each.asker.slug, each.offerer.slug),
                *([entry.slug for entry in group] for group in (each.asked, each.returned, each.networks)),
                each.across,
            )
            for each in introductions(garden)
        ]

    def test_those_across_sectors_come_first_and_nobody_meets_themselves(self, grow: Any) -> None:
        garden = grow(
            {
                "people/ada.md": person("Ada", "housing", "trust", "trust"),
                "people/bob.md": person("Bob", "police", asks="trust"),
                "people/cat.md": person("Cat", "housing", asks="trust"),
            }
        )
        assert self.met(garden) == [
            ("bob", "ada", ["trust"], [], [], True),
            ("cat", "ada", ["trust"], [], [], False),
        ]

    def test_another_sector_weighs_more_than_a_shared_network(self, grow: Any) -> None:
        garden = grow(
            {
                "networks/circle.md": "---\ntitle: Circle\n---\n",
                "people/ada.md": person("Ada", "housing", "trust", networks="circle"),
                "people/bob.md": person("Bob", "police", "trust"),
                "people/cat.md": person("Cat", "housing", asks="trust", networks="circle"),
            }
        )
        assert self.met(garden) == [("cat", "bob", ["trust"], [], [], True)]

    def test_two_who_can_help_each_other_are_one_introduction(self, grow: Any) -> None:
        garden = grow(
            {
                "topics/waiting.md": "---\ntitle: Waiting\n---\n",
                "networks/circle.md": "---\ntitle: Circle\n---\n",
                "people/ada.md": person("Ada", "housing", "trust", "waiting", "circle"),
                "people/bob.md": person("Bob", "police", "waiting", "trust", "circle"),
                "people/cat.md": person("Cat", "police", "waiting"),
            }
        )
        assert self.met(garden) == [("ada", "bob", ["waiting"], ["trust"], ["circle"], True)]

    def test_people_who_use_services_are_a_group_of_their_own(self, grow: Any) -> None:
        garden = grow(
            {
                "people/ada.md": person("Ada", "housing", "trust", who="lived-experience"),
                "people/bob.md": person("Bob", "housing", asks="trust"),
                "people/cat.md": person("Cat", "police", asks="trust", who="family-carer"),
            }
        )
        assert [(each[0], each[-1]) for each in self.met(garden)] == [("bob", True), ("cat", False)]

    def test_equals_are_asked_in_turn_however_many_there_are(self, grow: Any) -> None:
        files = {
            f"people/o{number:03}.md": person(f"O{number:03}", "housing", "trust") for number in range(2 * CROWD + 5)
        }
        files |= {f"people/a{number:03}.md": person(f"A{number:03}", "police", asks="trust") for number in range(100)}
        chosen = Counter(each.offerer.slug for each in introductions(grow(files)))
        assert chosen.total() == 100
        assert max(chosen.values()) == math.ceil(100 / (2 * CROWD + 5))

    def test_of_two_who_offer_the_one_who_can_be_helped_in_return_is_chosen(self, grow: Any) -> None:
        garden = grow(
            {
                "topics/waiting.md": "---\ntitle: Waiting\n---\n",
                "people/ada.md": person("Ada", "police", "waiting", asks="trust"),
                "people/bob.md": person("Bob", "housing", "trust"),
                "people/cat.md": person("Cat", "housing", "trust", asks="waiting"),
            }
        )
        assert self.met(garden) == [("ada", "cat", ["trust"], ["waiting"], [], True)]

    def test_help_in_return_counts_for_more_than_a_network_that_both_are_in(self, grow: Any) -> None:
        garden = grow(
            {
                "topics/waiting.md": "---\ntitle: Waiting\n---\n",
                "networks/circle.md": NETWORK,
                "people/ada.md": person("Ada", "police", "waiting", asks="trust", networks="circle"),
                "people/bob.md": person("Bob", "housing", "trust", networks="circle"),
                "people/cat.md": person("Cat", "housing", "trust", asks="waiting"),
            }
        )
        assert self.met(garden) == [("ada", "cat", ["trust"], ["waiting"], [], True)]

    def test_behind_the_last_who_offers_stands_the_first_again(self, grow: Any) -> None:
        """The second ask looks at those after the first CROWD, and goes on from the beginning."""
        files = {f"people/o{number:03}.md": person(f"O{number:03}", "housing", "trust") for number in range(CROWD + 4)}
        files |= {f"people/a{number}.md": person(f"A{number}", "police", asks="trust") for number in range(2)}
        met = introductions(grow(files))
        assert [(each.asker.slug, each.offerer.slug) for each in met] == [("a0", "o000"), ("a1", "o001")]

    def test_what_people_ask(self, grow: Any) -> None:
        garden = grow(
            {
                "topics/waiting.md": "---\ntitle: Waiting\n---\n",
                "people/ada.md": person("Ada", "housing", "trust", "waiting"),
                "people/bob.md": person("Bob", "police", "trust", "trust, waiting"),
            }
        )
        assert [(wish.topic.slug, wish.asking, wish.offering) for wish in wishes(garden)] == [
            ("waiting", 2, 0),
            ("trust", 1, 2),
        ]


def conversation(answers: int) -> dict[str, str]:
    """Housing and schools each answer their own; users answer nobody."""
    told = [(f"{place}0", "manager", place, []) for place in ("housing", "schools")]
    for number in range(1, answers + 1):
        place = ("housing", "schools")[number % 2]
        told.append((f"{place}{number}", "manager", place, [f"{place}0"]))
    return stories(*told)


def text(site: Path, url: str) -> str:
    return " ".join(page(site, url).split("<main", 1)[1].replace("&#39;", "'").split())


def test_below_30_answers_it_is_too_early_to_tell(tmp_path: Path) -> None:
    files = {**BASIS, **SECTORS, **conversation(29)}
    early = text(build(make_garden(tmp_path, files)), "bridges")
    assert "It is too early to tell" in early
    assert "stories have answered others or tried what they describe 29 times." in early
    assert "All 31 stories are told by managers." in early
    assert "<table" not in early and "<svg" not in early
    files |= conversation(30)
    told = text(build(make_garden(tmp_path, files)), "bridges")
    sentence = (
        "0 of 30 answers go from one group of people to another, fewer than chance would give; two bridges are missing."
    )
    assert sentence in told and "A dashed line is a bridge that is missing." in told
    assert "0 of 30 answers to stories cross from one group to another; by chance it would be about 15." in told
    assert "People answer those near to them more often than chance would give." in told
    assert 'Nobody from <a href="../sectors/housing/" dir="auto">Housing</a> has answered a story from' in told
    assert "by chance there would be about eight answers." in told
    assert told.index(sentence) < told.index("<svg") < told.index("<details") < told.index("<table")
    svg = told.partition("<svg")[2].partition("</svg>")[0]
    groups = re.findall(r'<g class="w(\d)">(.*?)</g>', svg)
    paths = [(weight, *ends) for weight, lines in groups for ends in re.findall(r'data-ends="(\d) (\d)"', lines)]
    boxes = re.findall(r"<title>([^<]*)</title>", svg)
    drawn = sorted((boxes[int(left)], boxes[int(right)], weight == "0") for weight, left, right in paths)
    assert drawn == [
        ("Housing: 15 answers given", "Housing: 15 answers received", False),
        ("Housing: 15 answers given", "Schools: 15 answers received", True),
        ("Schools: 15 answers given", "Housing: 15 answers received", True),
        ("Schools: 15 answers given", "Schools: 15 answers received", False),
    ]
    assert "Nobody who uses services has answered a story, or been answered, so far." in told


def test_an_empty_garden_has_both_pages(tmp_path: Path) -> None:
    site = build(make_garden(tmp_path, {"topics/trust.md": BASIS["topics/trust.md"]}))
    assert "No story answers another yet, or tries what it describes." in text(site, "bridges")
    assert "Nobody has said yet what they offer or would like to learn." in text(site, "introductions")


def test_an_introduction_says_why_and_where(tmp_path: Path) -> None:
    network = "---\ntitle: Thursday circle\nnext: 2026-12-03\n---\n"
    files = {
        **BASIS,
        **SECTORS,
        "networks/circle.md": network,
        "people/ada.md": person("Ada", "housing", "trust", networks="circle"),
        "people/bob.md": person("Bob", "police", asks="trust", networks="circle"),
        "people/cat.md": person("Cat", "police", asks="trust"),
    }
    site = build(make_garden(tmp_path, files, {"contact": "stewards@garden.example"}))
    told = text(site, "introductions")
    assert 'Bob</a> would like to learn about <a href="../topics/trust/" dir="auto">Trust</a>, and <a' in told
    assert (
        'Both go to <a href="../networks/circle/" dir="auto">Thursday circle</a>,'
        " which meets next on Thursday 3 December 2026." in told
    )
    assert "subject=An%20introduction%3A%20Cat%20and%20Ada" in told


def test_what_nobody_offers_and_what_many_ask_about_stand_below(tmp_path: Path) -> None:
    files = {
        **BASIS,
        **SECTORS,
        "topics/waiting.md": "---\ntitle: Waiting\n---\n",
        "people/ada.md": person("Ada", "housing", "trust"),
        "people/bob.md": person("Bob", "police", asks="trust, waiting"),
        "people/cat.md": person("Cat", "police", asks="trust"),
    }
    site = build(make_garden(tmp_path, files), "--no-search")
    _, missing, popular = re.split('id="(?:missing|asked)"', text(site, "introductions"))
    for told, topic, words in (
        (missing, "Waiting", "one person asks; no story about it yet"),
        (popular, "Trust", "2 people ask, one person offers"),
    ):
        assert topic in told and words in told
    assert "Waiting" not in popular
    described = 'content="Who asks for what somebody else offers, across services first, and where they could meet."'
    assert described in page(site, "introductions")


def test_no_page_grows_with_sectors_people_or_stories(tmp_path: Path) -> None:
    places = [f"s{number}" for number in range(60)]
    files = {**BASIS, **{f"sectors/{place}.md": f"---\ntitle: Sector {place}\n---\n" for place in places}}
    told: list[tuple[str, str, str, list[str]]] = [(f"t{place}", "manager", place, []) for place in places]
    draw = random.Random(4)
    told += [
        (f"a{number}", "manager", " ".join(draw.sample(places, 3)), [f"t{draw.choice(places)}"])
        for number in range(400)
    ]
    files |= stories(*told)
    files |= {
        f"people/p{number}.md": person(f"P{number}", draw.choice(places), *draw.choice([("trust", ""), ("", "trust")]))
        for number in range(90)
    }
    site = build(make_garden(tmp_path, files))
    for url in ("bridges", "introductions", "introductions/page/2"):
        assert len((site / url / "index.html").read_bytes()) < 60_000, url
    assert "All others" in text(site, "bridges")
    assert "more</p>" in text(site, "bridges")


def test_a_garden_of_a_hundred_entries_has_enough_answers() -> None:
    settings = load(GARDEN, today="2026-11-30")
    found = Bridges(weave(settings, read(settings)))
    assert found.tells
    assert all(found.garden.illustrative(each) for each in found.stories)
