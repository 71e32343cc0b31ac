"""What holds for each kind of page, tried on the largest page of that kind in a garden."""

from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from accessibility import barriers, is_wider_than_its_window
from kinds import KINDS, largest_of
from nightly import by_turns, pairwise
from playwright.sync_api import Page, expect

WIDTHS = (PHONE, DESK) = (390, 1280)
COLOURS = ("light", "dark")


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, site: Any) -> str:
    """The address of the largest page of a kind."""
    return str(site.url + largest_of(request.param, site.folder))


@pytest.mark.parametrize(("address", "screen"), by_turns(KINDS, product(WIDTHS, COLOURS)), indirect=["address"])
def test_a_page_fits_its_window_has_no_fault_and_meets_wcag_2_2_aa(
    page: Page, address: str, screen: Any, faults: list[str]
) -> None:
    width, colours = screen
    hosts: set[str] = set()
    page.on("request", lambda each: hosts.add(urlsplit(each.url).netloc))
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto(address)
    assert page.locator("h1").count() == 1
    assert not is_wider_than_its_window(page)
    assert barriers(page) == ""
    assert faults == []
    assert hosts - {""} == {urlsplit(address).netloc}  # "" is a data: address


@pytest.mark.parametrize(("width", "colours"), pairwise(WIDTHS, COLOURS))
def test_the_open_form_that_narrows_stories_down_meets_it_too(page: Page, site: Any, width: int, colours: Any) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto(f"{site.url}stories/")
    page.get_by_text("Filter stories").click()
    page.get_by_label("Who tells it").select_option("practitioner")
    expect(page.locator("#kg-found .kg-card").first).to_be_visible()
    page.get_by_text("Content notes", exact=True).click()
    assert barriers(page) == ""
    assert not is_wider_than_its_window(page)
