"""A reader leaves some stories out of lists, on a device of their own."""

from typing import Any

import pytest
from gardens import BASIS, make_garden, story
from playwright.sync_api import Page, expect

PAGES = ("stories/", "topics/trust/", "sectors/schools/")


@pytest.fixture(scope="module")
def noted(site_of: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    files = {
        "stories/a.md": story(title="Told calm"),
        "stories/b.md": story(title="Told hard", mentions=["abuse", "violence"]),
        "stories/c.md": story(title="Told hard too", mentions=["suicide"]),
    }
    return str(site_of(make_garden(tmp_path_factory.mktemp("noted"), {**BASIS, **files}), "--no-search").url)


def test_what_is_left_out_is_on_no_list_until_it_is_chosen_again(page: Page, noted: str) -> None:
    page.goto(f"{noted}stories/")
    hard, calm = page.locator(".kg-card", has_text="Told hard").first, page.get_by_role("link", name="Told calm")
    expect(hard).to_be_visible()
    page.get_by_text("Content notes", exact=True).click()
    page.get_by_label("violence").check()
    expect(hard).to_be_hidden()
    expect(page.locator("#kg-notes-said")).to_have_text(" (1 left out)")
    for address in PAGES:
        page.goto(f"{noted}{address}")
        expect(page.get_by_role("link", name="Told hard", exact=True)).to_be_hidden()
        expect(page.get_by_role("link", name="Told hard too")).to_be_visible()
        expect(calm).to_be_visible()
    page.get_by_text("Content notes").first.click()
    page.get_by_label("violence").uncheck()
    expect(page.get_by_role("link", name="Told hard", exact=True)).to_be_visible()
    assert page.evaluate("localStorage.getItem('kgen.left-out')") is None
    assert noted.rstrip("/") in page.url and "?" not in page.url


def test_what_is_left_out_stays_out_of_filtered_lists(page: Page, noted: str) -> None:
    page.goto(f"{noted}stories/")
    page.get_by_text("Content notes", exact=True).click()
    page.get_by_label("suicide").check()
    page.goto(f"{noted}stories/?topic=trust")
    found = page.locator("#kg-found")
    expect(found.get_by_role("link", name="Told calm")).to_be_visible()
    expect(found.get_by_role("link", name="Told hard too")).to_have_count(0)
    expect(found.locator("li", has_text="Told hard")).to_contain_text("Content note: abuse and violence")
    page.get_by_text("Content notes").first.click()
    page.get_by_label("suicide").uncheck()
    expect(found.get_by_role("link", name="Told hard too")).to_be_visible()
