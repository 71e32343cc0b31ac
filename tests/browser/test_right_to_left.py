"""A garden that is read from right to left, with kgen's own words in English."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from accessibility import is_wider_than_its_window
from gardens import BASIS, NETWORK, PERSON, QUESTION, make_garden, story
from nightly import first_of
from playwright.sync_api import Page, expect

from kgen.settings.theme import NAMES

OPTIONS = {"helplines": [{"name": "خط المساعدة", "number": "116 123"}]}
TITLE = "الرسالة التي لم تصل"


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture(scope="module", params=first_of(NAMES))
def arabic(
    request: pytest.FixtureRequest, site_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> str:
    told = {"lang": "ar", "networks": "circle", "answers": "holds"}
    files = {
        **BASIS,
        "topics/trust.md": "---\ntitle: الثقة\n---\n",
        "networks/circle.md": NETWORK.replace("Thursday circle", "حلقة الخميس"),
        "questions/holds.md": QUESTION,
        "people/dee.md": PERSON.replace("consent:", "networks: [circle]\noffers: [trust]\nconsent:").replace(
            "Dee", "ليلى"
        ),
        "stories/a.md": story(
            "وصلت الرسالة الأولى.\n\n- واحد\n- اثنان", title=TITLE, mentions=["abuse"], handbrake="النموذج", **told
        ),
        "stories/b.md": story("لم يتصل بي أحد.", title="ألغينا النموذج", **told),
    }
    config = make_garden(tmp_path_factory.mktemp("arabic"), files, OPTIONS)
    theme = {"theme": {"name": request.param, "direction": "rtl"}}
    config.write_text(yaml.safe_dump({**yaml.safe_load(config.read_text()), **theme}))
    return str(site_of(config, "--no-search").url)


def side(page: Page, selector: str, letter: str) -> float:
    """Where a letter is, in pixels from the left: the last of its kind in the words of an element."""
    place = """(element, letter) => {
        const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        for (let text; (text = texts.nextNode()); ) {
            const at = text.data.lastIndexOf(letter);
            if (at >= 0) [range.setStart(text, at), range.setEnd(text, at + 1)];
        }
        return range.getBoundingClientRect().left;
    }"""
    return float(page.locator(selector).first.evaluate(place, letter))


def test_a_number_to_ring_is_not_turned_round(page: Page, arabic: str) -> None:
    page.goto(f"{arabic}stories/a/")
    assert side(page, ".kg-number", "6") < side(page, ".kg-number", "3")


def test_names_to_choose_from_are_in_their_language(site_of: Callable[..., Any], page: Page, tmp_path: Path) -> None:
    files = {**BASIS, "topics/trust.md": "---\ntitle: الثقة\n---\n", "stories/a.md": story(title=TITLE)}
    site = site_of(make_garden(tmp_path, files, {"lang": "ar"}))
    spoken = "(option) => option.closest('[lang]').lang"
    for address, opened, select in (
        ("stories/", "Filter stories", "#kg-narrow-{}"),
        ("search/", "Filter results", "#kg-{}"),
    ):
        page.goto(f"{site.url}{address}")
        page.get_by_text(opened).click()
        named = page.locator(f"{select.format('topic')} option")
        expect(named).to_have_count(2)
        assert [each.evaluate(spoken) for each in named.all()] == ["en", "ar"]
        for each in page.locator(f"{select.format('from' if address == 'stories/' else 'standpoint')} option").all():
            assert each.evaluate(spoken) == "en"


@pytest.mark.parametrize(
    ("address", "selector", "first", "last"),
    [
        ("stories/", ".kg-lead", "W", "."),
        ("topics/trust/", "#stories", "2", "t"),
        ("topics/trust/", ".kg-jump a", "2", "s"),
        ("stories/a/", ".kg-byline", "T", "."),
        ("questions/holds/", "#answers", "2", "d"),
        ("bridges/", "#short + p", "S", "."),
        ("", ".kg-footer p:last-child", "G", "."),
    ],
)
def test_english_words_keep_their_order(
    page: Page, arabic: str, address: str, selector: str, first: str, last: str
) -> None:
    page.set_viewport_size({"width": 2000, "height": 800})
    page.goto(arabic + address)
    assert side(page, selector, first) < side(page, selector, last)


def test_what_is_offered_stands_before_who_offers_it(page: Page, arabic: str) -> None:
    page.goto(f"{arabic}networks/circle/meet/")
    for media in ("screen", "print"):
        page.emulate_media(media=media)  # type: ignore[arg-type]
        lines = page.locator(".kg-meet-offers dd").evaluate_all(
            "rows => rows.map(row => [...row.querySelectorAll('a')].map(each => each.getBoundingClientRect().left))"
        )
        assert lines and all(topic > person for topic, person in lines)


def test_the_map_begins_at_the_right(page: Page, arabic: str) -> None:
    page.goto(f"{arabic}map/")
    for width, look in ((1280, "wide"), (390, "narrow")):
        page.set_viewport_size({"width": width, "height": 800})
        box = """element => {
            const [words, number] = [...element.querySelectorAll("text")].map(each => each.getBoundingClientRect());
            const bar = element.querySelectorAll("rect")[1].getBoundingClientRect();
            const {left, right} = element.querySelector("rect").getBoundingClientRect();
            return [left, right, words.left, words.right, number.left, number.right, bar.right];
        }"""
        sector = page.locator(f".kg-map--{look} .kg-kind--sector a").first.evaluate(box)
        topic = page.locator(f".kg-map--{look} .kg-kind--topic a").first.evaluate(box)
        assert topic[1] < sector[0]
        for left, right, words_left, words_right, number_left, number_right, bar in (sector, topic):
            assert left < number_left < number_right < words_left < words_right < right
            assert bar == pytest.approx(right, abs=1)


def test_the_heads_of_a_table_stand_over_its_columns(page: Page, arabic: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{arabic}topics/trust/")
    side = """rows => rows.map(row => [...row.children].map(cell => {
        const words = document.createRange();
        words.selectNodeContents(cell);
        return Math.round(words.getBoundingClientRect().right);
    }))"""
    heads, cells, *_ = page.locator(".kg-findings tr").evaluate_all(side)
    assert heads == cells


@pytest.mark.parametrize("address", ["introductions/", "changes/", "topics/"])
def test_every_heading_begins_at_the_right(page: Page, arabic: str, address: str) -> None:
    page.goto(arabic + address)
    assert page.locator("h1").evaluate("element => getComputedStyle(element).textAlign") == "right"


@pytest.mark.parametrize("address", ["", "map/", "stories/a/", "topics/trust/"])
def test_nothing_is_beyond_its_edge(page: Page, arabic: str, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(arabic + address)
    assert not is_wider_than_its_window(page)
    out = """() => [...document.querySelectorAll(".kg-map text, .kg-outline li, .kg-narrow summary")]
        .filter(each => each.checkVisibility())
        .filter(each => each.getBoundingClientRect().left < 0 || each.getBoundingClientRect().right > innerWidth)
        .map(each => each.textContent)"""
    assert page.evaluate(out) == []
