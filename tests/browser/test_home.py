"""The home page, as seen by somebody who has a phone and a sentence to say."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pictures
import pytest
from gardens import BASIS, make_garden, story
from nightly import by_turns
from playwright.sync_api import Browser, Page, Route, expect

PHONE = {"width": 390, "height": 844}
SAID = "I waited, and nobody said for what."


def test_a_story_begins_in_the_first_screen_of_a_phone(page: Page, site_url: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site_url)
    begin = page.locator(".kg-said .kg-words").first.bounding_box()
    assert begin and begin["y"] + 60 < PHONE["height"]


def test_a_sentence_goes_on_in_the_form_and_stands_in_no_address(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    page.goto(site_url)
    page.get_by_label("One sentence is enough.").fill(SAID)
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("#kg-w-text")).to_have_value(SAID)
    expect(page).to_have_url(re.compile(r"/write/\?story="))
    assert not any("waited" in each for each in [*asked, page.url])
    assert "waited" not in page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")


def test_without_scripts_the_box_is_a_link_to_the_form(browser: Browser, site_url: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(site_url)
    page.get_by_role("link", name="One sentence is enough.").click()
    expect(page).to_have_url(re.compile(r"/write/\?story="))
    page.close()


@pytest.mark.parametrize(
    ("path", "width"),
    by_turns(["", "stories/", "stories/?topic=trust&sector=housing", "topics/trust/", "people/"], [390, 1280]),
)
def test_next_to_nothing_moves_while_a_page_loads(page: Page, site_url: str, width: int, path: str) -> None:
    """Even where stories are left out of lists, or the address names a choice."""
    page.set_viewport_size({"width": width, "height": 844})
    watch = """() => { window.shifts = 0; new PerformanceObserver(list => list.getEntries().forEach(
      each => { window.shifts += each.value; })).observe({type: "layout-shift", buffered: true}); }"""
    page.add_init_script(f"({watch})(); try {{ localStorage.setItem('kgen.left-out', 'abuse'); }} catch {{}}")
    page.goto(f"{site_url}{path}", wait_until="networkidle")
    moved: Any = page.evaluate("window.shifts")
    assert moved <= 0.02


def test_words_below_a_picture_stay_where_they_are_when_it_comes(
    page: Page, site_of: Callable[..., Any], tmp_path: Path
) -> None:
    large = pictures.saved(pictures.drawing(1600, 900), "PNG")
    files = {**BASIS, "images/room.png": large, "stories/a.md": story("![A room](../images/room.png)\n\nBelow it.")}
    site = site_of(make_garden(tmp_path, files), "--no-search")
    held: list[Route] = []
    page.set_viewport_size(PHONE)
    page.route("**/*.png", lambda route: held.append(route))
    page.goto(f"{site.url}stories/a/", wait_until="domcontentloaded")
    words = page.get_by_text("Below it.", exact=True)
    before = words.bounding_box()
    for each in held:
        each.continue_()
    page.wait_for_function("() => document.querySelector('img[alt=\"A room\"]').naturalWidth === 1600")
    assert words.bounding_box() == before


@pytest.mark.parametrize(("told", "answered"), [(12, 1), (1, 12)])
def test_no_blank_band_is_under_the_shorter_of_the_two(
    page: Page, site_of: Callable[..., Any], tmp_path: Path, told: int, answered: int
) -> None:
    changed = {"status": "made", "what": "The form is gone", "when": "2026-08"}
    files = {
        "stories/a.md": story("We waited for an hour. " * told, title="Asked", standpoint="lived-experience"),
        "stories/b.md": story("We heard it at once. " * answered, title="Heard", answers="a", change=changed),
    }
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(site_of(make_garden(tmp_path, {**BASIS, **files}), "--no-search").url)
    parts = (".kg-said", ".kg-tell", ".kg-said--answer", ".kg-came")
    asks, tells, hears, comes = (page.locator(f".kg-exchange {each}").first.bounding_box() for each in parts)
    assert asks and tells and hears and comes
    for above, below in ((asks, tells), (hears, comes)):
        assert above["x"] == below["x"]
        assert 0 < below["y"] - above["y"] - above["height"] < 40
