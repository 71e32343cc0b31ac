"""`kgen serve` in a browser: what is saved appears on the page by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from gardens import story
from playwright.sync_api import Page, expect
from served import PATIENCE, Served, serving

SOON = PATIENCE * 1000
"""Milliseconds in which a build is there, on a machine that does other things too."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    yield from serving(tmp_path)


def test_a_page_reloads_when_it_has_changed(page: Page, served: Served) -> None:
    address = f"http://127.0.0.1:{served.port}"
    page.goto(f"{address}/stories/a/")
    expect(page.locator("h1")).to_have_text("A", timeout=SOON)
    served.write("stories/a.md", story("First words.", title="Another title"))
    expect(page.locator("h1")).to_have_text("Another title", timeout=SOON)
    served.write("stories/a.md", "---\ntitle: [broken\n---\n")
    expect(page.locator("h1")).to_have_text("This is not shown yet", timeout=SOON)
    served.write("stories/a.md", story("Mended words.", title="A"))
    expect(page.locator("h1")).to_have_text("A", timeout=SOON)
    expect(page.get_by_text("Mended words")).to_be_visible(timeout=SOON)
    page.goto(f"{address}/topics/trust/")
    served.write("stories/a.md", story("Mended words.", title="The kettle"))
    expect(page.get_by_role("link", name="The kettle").first).to_be_visible(timeout=SOON)


def test_a_page_that_stays_what_it_is_is_left_alone(page: Page, served: Served) -> None:
    page.goto(f"http://127.0.0.1:{served.port}/accessibility/")
    page.evaluate("window.untouched = true")
    served.write("stories/a.md", story("First words.", title="Another title"))
    served.until("/topics/trust/", "Another title")
    page.wait_for_timeout(1500)
    assert page.evaluate("window.untouched") is True
