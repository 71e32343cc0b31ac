"""Every page of a garden is valid HTML (html-validate's standard preset) and light."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gardens import GARDEN
from playwright.sync_api import Page, Response
from validator import complaints

from kgen.commands.verify import faults_of
from kgen.settings import load

FIRST_VIEW_BYTES, FIRST_VIEW_FILES = 20_000, 5
FONTS = (".woff", ".woff2", ".ttf")


def test_every_page_is_valid(site: Any) -> None:
    pages = sorted(site.folder.rglob("*.html"))
    assert len(pages) > 100
    assert complaints(pages) == set()


def test_the_validator_sees_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<!DOCTYPE html><html lang='en'><head><title>x</title></head><body><p><div></div></p></body></html>"
    )
    assert complaints([page])


def test_every_page_is_light_calls_no_other_host_and_leads_somewhere(site: Any) -> None:
    assert len(list(site.folder.rglob("*.html"))) > 100
    assert faults_of(site.folder, load(GARDEN)) == []


@pytest.mark.nightly
def test_every_page_of_a_large_garden_is_light(shared: Path, site_of: Callable[..., Any], tmp_path: Path) -> None:
    garden = shutil.copytree(shared / "corpora" / "digitalgov", tmp_path / "digitalgov", copy_function=shutil.copyfile)
    garden.chmod(0o755)
    large = site_of(garden / "mkdocs.yml", "--keep-going", "--no-search", code=1)
    faults = faults_of(large.folder, load(garden / "mkdocs.yml"))
    assert [fault for fault in faults if "weighs" in fault.message] == []


def test_the_first_view_of_a_story_is_light(page: Page, site: Any) -> None:
    """As sent by a host that zips what it sends."""
    sizes: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if not response.url.split("?")[0].endswith(FONTS):
            sizes[response.url] = len(gzip.compress(response.body()))

    page.on("response", weigh)
    stories = (site.folder / "stories").glob("*/index.html")
    largest = max(stories, key=lambda path: path.stat().st_size).parent
    page.goto(f"{site.url}stories/{largest.name}/", wait_until="networkidle")
    icon = page.locator("link[rel=icon]").evaluate("link => link.href")  # Not every browser asks for it.
    sizes.setdefault(icon, len(gzip.compress(page.request.get(icon).body())))
    assert 3 < len(sizes) <= FIRST_VIEW_FILES
    assert sum(sizes.values()) <= FIRST_VIEW_BYTES, sizes
