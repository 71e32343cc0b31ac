"""Looking for words, as a reader does: with a keyboard, on a phone, with an address somebody sent."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def requests(page: Page) -> list[str]:
    """The addresses of the index that were asked for."""
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if "/pagefind/" in each.url else None)
    return asked


@pytest.fixture
def said(page: Page) -> Any:
    return page.locator("#kg-said")


def test_nothing_is_loaded_before_somebody_looks_and_then_what_matches_is_shown(
    page: Page, site_url: str, requests: list[str], said: Any
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site_url}search/")
    assert requests == []
    page.get_by_label("Words to look for").fill("envelope")
    expect(said).to_have_text(re.compile(r"\d+ pages were found|One page was found"))
    first = page.locator("#kg-results li").first
    expect(first.locator("mark").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    first.get_by_role("link").click()
    expect(page.locator("h1")).to_be_visible()
    assert "/search/" not in page.url
    page.go_back()
    expect(page.get_by_label("Words to look for")).to_have_value("envelope")


def test_filters_are_named_as_people_name_them_and_stand_in_the_address(page: Page, site_url: str, said: Any) -> None:
    page.goto(f"{site_url}search/?standpoint=family+carers&kind=Stories")
    expect(said).to_have_text(re.compile("pages were found"))
    expect(page.get_by_label("Who speaks")).to_have_value("family carers")
    everywhere = found(said)
    page.get_by_label("Sector").select_option(index=1)
    expect(page).to_have_url(re.compile("sector="))
    expect(said).not_to_have_text(f"{everywhere} pages were found.")
    assert found(said) < everywhere


def found(said: Any) -> int:
    words = said.inner_text()
    return int(words.split()[0]) if words[0].isdigit() else int(words.startswith("One"))


def test_with_the_keyboard_alone(page: Page, site_url: str, said: Any) -> None:
    page.goto(f"{site_url}search/")
    page.get_by_label("Words to look for").focus()
    page.keyboard.type("trust")
    page.keyboard.press("Enter")
    expect(said).to_have_text(re.compile("found"))
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#kg-results') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/search/"))


def test_nothing_found_says_so_and_shows_ways_on(page: Page, site_url: str, said: Any) -> None:
    page.goto(f"{site_url}search/?q=zzzzqqqxx")
    expect(said).to_have_text(re.compile("Nothing was found"))
    expect(page.locator("#kg-ways-on")).to_be_visible()
    expect(page.get_by_role("link", name="Stories").last).to_be_visible()


def test_without_javascript_the_page_says_so_and_leads_on(browser: Any, site_url: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site_url}search/")
    expect(page.get_by_text("Searching needs JavaScript")).to_be_visible()
    expect(page.locator(".kg-search")).to_be_hidden()
    expect(page.locator(".kg-chips a").first).to_be_visible()
