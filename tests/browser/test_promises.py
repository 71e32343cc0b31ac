"""The pages a garden owes its readers, with everything that the settings can put on them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from accessibility import barriers, is_wider_than_its_window
from gardens import BASIS, STATEMENT, make_garden
from nightly import pairwise
from playwright.sync_api import Page, Request, expect
from validator import complaints

OPTIONS = {"contact": "us@example.org", "controller": "A Council", "accessibility": STATEMENT}
PHONE, DESK = 390, 1280
INBOX = "https://forms.example.org/in"


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture(scope="module")
def gardens(site_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A garden with a letter box, and one without."""
    configs = {
        name: make_garden(tmp_path_factory.mktemp(name), BASIS, {**OPTIONS, **more})
        for name, more in (("form", {"inbox": INBOX}), ("mail", {}))
    }
    return {name: site_of(config, "--no-search") for name, config in configs.items()}


@pytest.mark.parametrize("name", ["form", "mail"])
def test_they_are_valid(gardens: dict[str, Any], name: str) -> None:
    folder: Path = gardens[name].folder
    assert complaints([folder / page / "index.html" for page in ("accessibility", "privacy", "complaints")]) == set()


@pytest.mark.parametrize(
    ("name", "path", "width"), pairwise(["form", "mail"], ["accessibility", "complaints"], [PHONE, DESK])
)
def test_they_meet_wcag_2_2_aa_and_fit(page: Page, gardens: dict[str, Any], name: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{gardens[name].url}{path}/")
    assert barriers(page) == ""
    assert not is_wider_than_its_window(page)


def test_a_complaint_is_sent_to_the_letter_box(page: Page, gardens: dict[str, Any]) -> None:
    sent: list[Request] = []
    page.route(f"{INBOX}**", lambda route: (sent.append(route.request), route.fulfill(body="It has arrived")))
    page.goto(f"{gardens['form'].url}complaints/")
    page.get_by_role("button", name="Send the complaint").click()
    assert sent == [], "there is nothing to send yet"
    page.get_by_label("What has happened").fill("You printed my street.")
    page.get_by_label("How can we reach you").fill("me@example.org")
    page.get_by_role("button", name="Send the complaint").click()
    expect(page.get_by_text("It has arrived")).to_be_visible()
    assert sent[0].post_data == "complaint=You+printed+my+street.&wanted=&reach=me%40example.org&name="


def test_on_paper_there_is_room_to_write(page: Page, gardens: dict[str, Any]) -> None:
    page.goto(f"{gardens['mail'].url}complaints/")
    expect(page.locator(".kg-on-paper")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".kg-on-paper .kg-lines").first).to_be_visible()
    expect(page.get_by_role("link", name="Complain by e-mail")).to_be_hidden()
