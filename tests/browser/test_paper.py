"""What comes out of a printer: one sheet of A4 each, with a QR code that a camera reads."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import yaml
import zxingcpp
from gardens import BASIS, NETWORK, make_garden, story
from kinds import largest_of
from nightly import first_of, one_in
from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect

from kgen.settings.theme import NAMES

A4 = (595, 842)
"""In points."""
PRINTED: ViewportSize = {"width": 695, "height": 1032}
"""A sheet without its margins, in pixels."""
ADDRESS = "https://stories.some-long-borough.example.gov.uk/our-garden/"
ASKED = "Why does everybody who works with us write the same thing down again, when whoever it is about has told it so "
QUESTIONS = {
    "as-long-as-a-question-may-be": (ASKED * 2)[:199] + "?",
    "short": "Who decides?",
    "middling": ASKED[:100],
    "one-word": "W" * 200,
    "in-capitals": ASKED.upper()[:110],
    "in-chinese": "我們為什麼" * 40,
    f"with-a-slug-as-long-as-may-be-{'x' * 49}y": "What?",
}
OPTIONS = {
    "standpoints": {f"voice-{number:02}": f"I speak from a place with the number {number:02}" for number in range(40)},
    "contact": "stewards@some-long-borough.example.gov.uk",
    "reply_within": "ten working days",
}


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture(scope="module", params=first_of(NAMES))
def hard(request: pytest.FixtureRequest, site_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A garden in which everything is as long as it may be, in each frame."""
    told = {
        f"stories/s{number}.md": story(
            "It happened again, and nobody asked us why. " * 40,
            title=f"{number} {ASKED[:190]}",
            standpoint=f"voice-{number:02}",
            networks="circle",
            consent={"uses": ["site", "meetings"]},
        )
        for number in range(4)
    }
    asked = {f"questions/{slug}.md": f"---\n{yaml.safe_dump({'title': asks})}---\n" for slug, asks in QUESTIONS.items()}
    promises = [{"what": ASKED[:200], "who": f"voice-{number:02}", "due": "2026-10"} for number in range(9)]
    met = {"title": "A", "network": "circle", "when": "2026-10-14", "promises": promises}
    files = {
        **BASIS,
        "networks/circle.md": NETWORK,
        **told,
        **asked,
        "meetings/a.md": f"---\n{yaml.safe_dump(met)}---\n",
    }
    config = make_garden(tmp_path_factory.mktemp("hard"), files, OPTIONS)
    written = {**yaml.safe_load(config.read_text()), "theme": {"name": request.param}, "site_url": ADDRESS}
    config.write_text(yaml.safe_dump(written))
    return site_of(config, "--no-search", "--today", "2026-11-23")


def read(picture: Image.Image) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)


def printed(page: Page, address: str) -> tuple[int, list[str], str]:
    """How many sheets a page takes, what a camera reads off the first, and all its words."""
    page.goto(address)
    document = pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True)))
    first = document[0]
    assert tuple(map(round, first.get_size())) == A4
    codes = [each.text for each in read(first.render(scale=300 / 72).to_pil())]
    # The hyphen at the end of a line is a character of its own.
    return len(document), codes, first.get_textpage().get_text_bounded().replace("\x02", "-")


@pytest.mark.parametrize("kind", ["write/paper", "poster", "sheet for a meeting"])
def test_each_sheet_of_a_garden_is_one_page_whose_code_leads_to_the_form(page: Page, site: Any, kind: str) -> None:
    sheets, codes, text = printed(page, site.url + largest_of(kind, site.folder))
    assert sheets == 1 and len(codes) == 1
    write = "https://example.org/garden/write/"
    known = {
        f"{write}?{name}={path.name}"
        for name, folder in (("question", "questions"), ("network", "networks"))
        for path in (site.folder / folder).iterdir()
    }
    assert codes[0] in ({write} if kind == "write/paper" else known)
    assert "Print this page" not in text and "Skip to content" not in text


@pytest.mark.parametrize("slug", one_in(3, QUESTIONS))
def test_a_question_of_any_length_is_one_page(page: Page, hard: Any, slug: str) -> None:
    sheets, codes, text = printed(page, f"{hard.url}questions/{slug}/poster/")
    assert (sheets, codes) == (1, [f"{ADDRESS}write/?question={slug}"])
    letters = "".join(text.split())
    assert f"{ADDRESS.removeprefix('https://')}write/" in letters
    if QUESTIONS[slug].isascii():  # not every machine has letters for the others
        assert "".join(QUESTIONS[slug].split()) in letters
    page.emulate_media(media="print")
    page.set_viewport_size(PRINTED)
    cut = page.locator("h1").evaluate("heading => heading.scrollHeight - heading.clientHeight")
    assert cut <= 0 or slug == "one-word"


def test_the_form_is_one_page_however_many_standpoints_there_are(page: Page, hard: Any) -> None:
    sheets, codes, text = printed(page, f"{hard.url}write/paper/")
    assert (sheets, codes) == (1, [f"{ADDRESS}write/"])
    assert "From somewhere else" in text and "kgen receipt new" in text
    page.emulate_media(media="print")
    page.set_viewport_size(PRINTED)
    lines = page.locator(".kg-lines").bounding_box()
    assert lines and lines["height"] > 90, "two lines and more to write on"


def test_a_meeting_with_long_stories_is_one_page(page: Page, hard: Any) -> None:
    sheets, codes, _ = printed(page, f"{hard.url}networks/circle/meet/")
    assert (sheets, codes) == (1, [f"{ADDRESS}write/?network=circle"])


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_code_stays_black_on_white(page: Page, site: Any, colours: Any) -> None:
    page.emulate_media(color_scheme=colours)
    page.goto(site.url + largest_of("poster", site.folder))
    code = page.get_by_role("img", name="QR code that leads to")
    expect(code).to_be_visible()
    picture = Image.open(BytesIO(code.screenshot())).convert("RGB")
    assert {picture.getpixel((2, 2)), picture.getpixel((picture.width - 3, picture.height - 3))} == {(255, 255, 255)}
    [found] = read(picture)
    assert found.text.startswith("https://example.org/garden/write/?question=")
