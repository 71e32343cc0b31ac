"""The two frames in a browser: kgen's own, which the other tests show as well, and Material's."""

import shutil
import time
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import pytest
from accessibility import barriers, is_wider_than_its_window
from gardens import BASIS, GARDEN, STORY, make_garden
from kinds import KINDS, largest_of
from nightly import by_turns
from playwright.sync_api import BrowserContext, Page, Route, expect
from validator import complaints

SHIFTED = """() => new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    document.fonts.ready.then(() => setTimeout(() => resolve(sum), 150));
})"""
"""How far a page's parts have moved since it was loaded (Cumulative Layout Shift), once its fonts are there."""


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture(scope="module")
def material(site_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The garden of all tests in Material's frame."""
    folder = tmp_path_factory.mktemp("material")
    shutil.copytree(GARDEN.parent, folder, dirs_exist_ok=True)
    config = folder / GARDEN.name
    config.write_text(config.read_text().replace("name: kgen", "name: material"))
    return site_of(config, "--no-search")


WITHOUT_SEARCH = [kind for kind in KINDS if kind != "search"]


@pytest.mark.parametrize(
    ("kind", "screen"), by_turns(WITHOUT_SEARCH, product((390, 1280), ("light", "dark")), one_in=5)
)
def test_materials_frame_meets_wcag_2_2_aa(page: Page, material: Any, kind: str, screen: Any) -> None:
    width, colours = screen
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto(material.url + largest_of(kind, material.folder))
    expect(page.locator(".md-header")).to_be_visible()
    assert barriers(page) == ""
    assert not is_wider_than_its_window(page)


def test_the_largest_page_of_each_kind_in_materials_frame_is_valid(material: Any) -> None:
    addresses = {largest_of(kind, material.folder) for kind in WITHOUT_SEARCH}
    pages = [material.folder / each / ("" if each.endswith(".html") else "index.html") for each in addresses]
    assert complaints(pages, in_materials_frame=True) == set()


@pytest.mark.nightly
def test_every_page_in_materials_frame_is_valid(material: Any) -> None:
    pages = sorted(material.folder.rglob("*.html"))
    assert len(pages) > 100
    assert complaints(pages, in_materials_frame=True) == set()


def _late(seconds: float, asked: list[str], route: Route) -> None:
    asked.append(route.request.url)
    time.sleep(seconds)
    route.continue_()


@pytest.mark.parametrize(("kind", "seconds"), by_turns(KINDS, (0.4, 0.0), one_in=6))
def test_nothing_moves_while_a_page_is_loaded(page: Page, site: Any, kind: str, seconds: float) -> None:
    """If the font comes late, as on a slow line, the page stays in the one it began with. A browser whose requests
    are routed loads all of them again."""
    page.set_viewport_size({"width": 390, "height": 844})
    asked: list[str] = []
    page.route("**/*.woff2", partial(_late, seconds, asked))
    page.goto(site.url + largest_of(kind, site.folder))
    assert page.evaluate(SHIFTED) <= 0.02
    assert asked, "the font was not loaded"


class TestColours:
    def paper(self, page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    def test_they_follow_the_device_until_somebody_chooses(self, page: Page, site: Any) -> None:
        page.emulate_media(color_scheme="dark")
        page.goto(site.url)
        dark = self.paper(page)
        page.emulate_media(color_scheme="light")
        light = self.paper(page)
        assert light != dark
        button = page.get_by_role("button", name="Colours: as on this device. Change to dark.")
        button.click()
        assert self.paper(page) == dark
        page.goto(f"{site.url}topics/")
        assert self.paper(page) == dark, "what was chosen is remembered"
        page.get_by_role("button", name="Colours: dark. Change to light.").click()
        page.emulate_media(color_scheme="dark")
        assert self.paper(page) == light, "what was chosen outweighs the device"
        page.emulate_media(color_scheme="light")
        page.get_by_role("button", name="Colours: light. Change to as on this device.").click()
        page.emulate_media(color_scheme="dark")
        assert self.paper(page) == dark

    def test_paper_is_white(self, page: Page, site: Any) -> None:
        page.emulate_media(color_scheme="dark", media="print")
        page.goto(site.url)
        assert self.paper(page) == "rgb(255, 255, 255)"

    def test_a_browser_that_keeps_nothing_is_no_obstacle(self, context: BrowserContext, site: Any) -> None:
        page = context.new_page()
        page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
        page.goto(site.url)
        before = self.paper(page)
        page.locator("#kg-scheme").click()
        assert self.paper(page) != before


@pytest.fixture(scope="module")
def with_a_long_menu(site_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    config = make_garden(tmp_path_factory.mktemp("menu"), {**BASIS, "stories/a.md": STORY})
    names = "stories topics questions networks people sectors changes map bridges".split()
    items = "".join(f"  - {name.capitalize()} and more: {name}/\n" for name in names)
    config.write_text(f"{config.read_text()}\nnav:\n{items}")
    return site_of(config, "--no-search")


class TestALongMenu:
    def test_a_phone_opens_it_with_a_button_that_names_itself(self, page: Page, with_a_long_menu: Any) -> None:
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(with_a_long_menu.url)
        link = page.get_by_role("link", name="Bridges and more")
        button = page.get_by_role("button", name="Menu", expanded=False)
        expect(link).not_to_be_visible()
        button.click()
        expect(link).to_be_visible()
        page.keyboard.press("Escape")
        expect(link).not_to_be_visible()
        expect(button).to_be_focused()

    def test_it_stands_open_where_there_is_room_or_no_script(
        self, page: Page, plain_page: Page, with_a_long_menu: Any
    ) -> None:
        page.set_viewport_size({"width": 1280, "height": 800})
        plain_page.set_viewport_size({"width": 390, "height": 844})
        for each in (page, plain_page):
            each.goto(with_a_long_menu.url)
            expect(each.get_by_role("link", name="Bridges and more")).to_be_visible()
            expect(each.get_by_role("button", name="Menu")).not_to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_usual_menu_hides_nothing(page: Page, site: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(site.url)
    for name in ("Stories", "Topics", "Questions", "Meet", "About", "Tell a story"):
        link = page.locator(".kg-top").get_by_role("link", name=name, exact=True)
        expect(link).to_be_visible()
        box = link.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] >= 24
