"""A reader leaves some stories out of lists, on a device of their own."""

from typing import Any

import pytest
from gardens import BASIS, PERSON, make_garden, story
from playwright.sync_api import Page, expect

PAGES = ("stories/", "topics/trust/", "sectors/schools/")


@pytest.fixture(scope="module")
def noted(site_of: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    change = {"status": "made", "what": "The door is open", "when": "2026-08"}
    files = {
        "people/dee.md": PERSON,
        "stories/a.md": story("It was in the corridor.", title="Told calm", author="dee"),
        "stories/b.md": story(
            "Again in the corridor.", title="Told hard", mentions=["abuse", "violence"], change=change, author="dee"
        ),
        "stories/c.md": story("At night in the corridor.", title="Told hard too", mentions=["suicide"]),
    }
    return str(site_of(make_garden(tmp_path_factory.mktemp("noted"), {**BASIS, **files})).url)


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
    expect(found.locator(".kg-card", has_text="Told hard")).to_contain_text("Content note: abuse and violence")
    page.get_by_text("Content notes").first.click()
    page.get_by_label("suicide").uncheck()
    expect(found.get_by_role("link", name="Told hard too")).to_be_visible()


def leave_out(page: Page, noted: str, kind: str) -> None:
    page.goto(f"{noted}stories/")
    page.get_by_text("Content notes", exact=True).click()
    page.get_by_label(kind).check()


def test_a_list_without_the_box_says_what_is_missing_and_where_to_choose_again(page: Page, noted: str) -> None:
    leave_out(page, noted, "violence")
    for address in ("people/dee/", "stories/a/"):
        page.goto(f"{noted}{address}")
        expect(page.get_by_role("link", name="Told hard", exact=True)).to_be_hidden()
        expect(page.locator(".kg-left-out").first).to_contain_text("One story is left out here, as you chose.")
    page.get_by_role("link", name="Change what is left out").first.click()
    expect(page.get_by_label("violence")).to_be_checked()  # The script has put in what was chosen.
    page.get_by_label("violence").uncheck()
    page.goto(f"{noted}people/dee/")
    expect(page.get_by_role("link", name="Told hard", exact=True)).to_be_visible()
    expect(page.locator(".kg-left-out")).to_have_count(0)


def test_a_page_from_which_nothing_is_missing_says_so(page: Page, noted: str) -> None:
    leave_out(page, noted, "suicide")
    page.goto(f"{noted}changes/")
    expect(page.locator("#kg-notes-said")).to_have_text(" (nothing left out here)")
    expect(page.get_by_text("The door is open")).to_be_visible()


def test_what_changed_is_left_out_too(page: Page, noted: str) -> None:
    leave_out(page, noted, "violence")
    page.goto(f"{noted}changes/")
    expect(page.get_by_text("The door is open")).to_be_hidden()
    expect(page.locator("#kg-notes-said")).to_have_text(" (1 left out)")


def test_search_shows_only_the_title_of_what_is_left_out(page: Page, noted: str) -> None:
    leave_out(page, noted, "suicide")
    page.goto(f"{noted}search/?q=corridor")
    found = page.locator("#kg-results > li")
    left_out = found.filter(has=page.get_by_role("link", name="Told hard too"))
    expect(left_out).to_contain_text("Content note: suicide")
    expect(left_out).not_to_contain_text("corridor")
    expect(found.filter(has=page.get_by_role("link", name="Told calm"))).to_contain_text("corridor")
    expect(found.filter(has=page.get_by_role("link", name="Told hard", exact=True))).to_contain_text("corridor")
