"""`make screenshots`: every kind of page on a phone and on a desk, in light and in dark, to be looked at."""

from pathlib import Path
from typing import Any

import pytest
from kinds import KINDS, largest_of
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "test-results" / "screenshots"
WIDTHS = {"phone": 390, "desk": 1280}


@pytest.fixture(scope="session")
def site(site_of: Any) -> Any:
    """This repository's own garden, since it is pictured, not tested."""
    return site_of(ROOT / "mkdocs.yml")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_picture(page: Page, site: Any, kind: str, width: str, colours: Any) -> None:
    page.set_viewport_size({"width": WIDTHS[width], "height": 900})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto(site.url + largest_of(kind, site.folder), wait_until="networkidle")
    page.screenshot(path=FOLDER / f"{kind.replace(' ', '-')}-{width}-{colours}.png", full_page=True)
