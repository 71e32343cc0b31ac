"""Every page of the desk as browsers show it: at each width, in both colours, on paper, with the keyboard."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from accessibility import barriers, is_wider_than_its_window
from desk_samples import SAMPLES
from desk_server import Desk, desk_server
from nightly import at_night, by_turns, pairwise, times
from playwright.sync_api import Page, expect
from validator import complaints

from kgen.desk.rendering import render

USUAL = ("today", "waiting", "draft", "edit-wrong", "entry-topic", "history-conflict", "letter", "received", "old")
LOOKS = ((320, "light"), (1280, "dark"), (390, "dark"), (1280, "light"))
"""Widths and colours; of each page one is tried by day, of the next page the next."""
VARIANTS = ("-empty", "-hostile", "-full")
"""Pages again, with nothing, hostile texts or very much on them: all but one are looked at only at night."""
WITH_PAGES = "waiting-full"
"""Holds what a full page alone does: the way to the next part of a list."""


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with desk_server() as desk:
        yield desk


def opened(page: Page, desk: Desk, name: str, width: int = 1280, colours: Any = "light") -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto(f"{desk.url}/{name}/")


def unfold(page: Page) -> None:
    """Open all that is folded; of those beside each other only one, since no two of them are open at once."""
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })")


@pytest.mark.parametrize(
    "name", [at_night(name) if name.endswith(VARIANTS) and name != WITH_PAGES else name for name in SAMPLES]
)
def test_it_meets_wcag_2_2_aa_at_each_width_in_both_colours(
    name: str, page: Page, desk: Desk, faults: list[str]
) -> None:
    first = list(SAMPLES).index(name) % len(LOOKS)
    in_turn = [*LOOKS[first:], *LOOKS[:first]]
    for width, colours in in_turn[: times(1, len(LOOKS))]:
        opened(page, desk, name, width, colours)
        unfold(page)
        assert not is_wider_than_its_window(page), (width, colours)
        assert barriers(page, frames=False) == "", (width, colours)
    # What the readers' pages want to run is stopped in their frame.
    assert [fault for fault in faults if "sandbox" not in fault] == []


def test_it_is_valid(tmp_path: Path) -> None:
    pages = [tmp_path / f"{name}.html" for name in SAMPLES]
    for path, (shown, frame) in zip(pages, SAMPLES.values(), strict=True):
        path.write_bytes(render(shown, frame))
    assert complaints(pages) == set()


@pytest.mark.parametrize(
    ("name", "panel"), pairwise(["draft", "draft-held", "draft-hostile"], ["publish", "ask", "hold", "decline"])
)
def test_each_of_the_four_opens_alone_as_wide_as_the_row(name: str, panel: str, page: Page, desk: Desk) -> None:
    opened(page, desk, name)
    page.locator("#publish > summary").click()
    if panel != "publish":
        page.locator(f"#{panel} > summary").click()
    assert page.locator("details.panel[open]").count() == 1
    box = page.locator(f"#{panel} > .panel-body").bounding_box()
    row = page.locator(".panels").bounding_box()
    assert box and row and abs(box["x"] - row["x"]) < 1.5 and abs(box["width"] - row["width"]) < 1.5
    for other in ("publish", "ask", "hold", "decline"):
        summary = page.locator(f"#{other} > summary").bounding_box()
        assert summary and summary["y"] + summary["height"] <= box["y"] + 0.5
    assert barriers(page, frames=False) == ""
    assert not is_wider_than_its_window(page)


@pytest.mark.parametrize("name", USUAL)
def test_it_can_be_enlarged_and_spaced(name: str, page: Page, desk: Desk) -> None:
    """Text at 200 %, and the spacing of WCAG 1.4.12."""
    opened(page, desk, name, 640)
    unfold(page)
    page.evaluate(
        """() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`html { font-size: 200% }
          * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
          p { margin-bottom: 2em !important }`);
        document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert not is_wider_than_its_window(page)
    cut = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, label, h1, h2, h3, p, dd, dt, li")]
        .filter(each => !each.closest(".hidden, .verbatim") && !each.matches(".skip"))
        .filter(each => getComputedStyle(each).overflow === "hidden" && each.scrollHeight > each.clientHeight + 1)
        .map(each => each.textContent)"""
    )
    assert cut == []


FOCUSED = """() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const at = (x, y) => document.elementFromPoint(x, y);
    const middle = [box.x + box.width / 2, box.y + box.height / 2];
    const inside = [[box.x + 4, box.y + 4], [box.right - 4, box.bottom - 4], middle];
    const owner = found => found && (element.contains(found) || found.contains(element));
    return {
        what: `${element.tagName} ${element.id || element.textContent.trim().slice(0, 40)}`,
        isPage: element === document.body,
        isRinged: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        isInSight: inside.some(([x, y]) => owner(at(x, Math.min(Math.max(y, 1), innerHeight - 1)))),
        place: [...document.querySelectorAll("*")].indexOf(element),
    };
}"""


@pytest.mark.parametrize(("name", "width"), by_turns(USUAL, [320, 1280]))
def test_the_keyboard_alone_reaches_everything_in_order_and_in_sight(
    name: str, width: int, page: Page, desk: Desk
) -> None:
    opened(page, desk, name, width)
    unfold(page)
    for frame in page.locator("iframe").all():
        frame.scroll_into_view_if_needed()
        expect(frame.content_frame.locator("p")).to_have_text("As readers see it.")
    page.evaluate("scrollTo(0, 0)")
    offered = page.evaluate(
        """() => {
        const isMet = each => {
            const group = [...each.form.elements].filter(other => other.type === "radio" && other.name === each.name);
            return each === (group.find(other => other.checked) ?? group[0]);
        };
        return [...document.querySelectorAll("a[href], button, summary, input, select, textarea, iframe")]
        .filter(each => each.type !== "hidden" && each.checkVisibility({ visibilityProperty: true }))
        .filter(each => each.type !== "radio" || isMet(each)).length;
        }"""
    )
    met: list[dict[str, Any]] = []
    for _ in range(offered + 20):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["isPage"] or (met and focused["place"] <= met[-1]["place"]):
            break
        met.append(focused)
    assert met[0]["what"] == "A Skip to content"
    assert [each["what"] for each in met if not each["isRinged"] and "IFRAME" not in each["what"]] == []
    assert [each["what"] for each in met if not each["isInSight"]] == []
    assert len(met) == offered, [each["what"] for each in met]


def test_skipping_goes_past_the_navigation(page: Page, desk: Desk) -> None:
    opened(page, desk, "draft")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Waiting"
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_finding_leads_to_its_words_and_they_lead_back(width: int, page: Page, desk: Desk) -> None:
    opened(page, desk, "draft-full", width)
    page.locator("#finding-3 a").click()
    words = page.locator("#word-2")
    expect(words).to_be_in_viewport()
    assert page.evaluate("document.activeElement.id") == "word-2"
    assert words.evaluate("words => getComputedStyle(words).borderBottomStyle") == "double"
    words.locator("xpath=following-sibling::sup[1]/a[1]").click()
    expect(page.locator("#finding-3")).to_be_in_viewport()
    assert page.evaluate("document.activeElement.id") == "finding-3"


def test_findings_come_first_on_a_phone_and_stay_beside_the_text_where_there_is_room(page: Page, desk: Desk) -> None:
    opened(page, desk, "draft-full", 390)
    boxes = [page.locator(each).bounding_box() for each in ("#findings", "#text")]
    assert boxes[0] and boxes[1] and boxes[0]["y"] < boxes[1]["y"]
    opened(page, desk, "draft-full", 1280)
    page.mouse.wheel(0, 1500)
    expect(page.locator("#findings-title")).to_be_in_viewport()
    found, text = (page.locator(each).bounding_box() for each in ("#findings", "#text"))
    assert found and text and found["x"] > text["x"] + text["width"] - 1 and found["height"] <= 800
    assert page.locator("#findings").evaluate("found => found.scrollHeight > found.clientHeight")


def test_an_error_leads_to_its_field(page: Page, desk: Desk) -> None:
    opened(page, desk, "edit-wrong")
    page.locator("#wrong a").first.click()
    expect(page.get_by_label("Month in which consent was given")).to_be_focused()
    assert page.evaluate("document.activeElement.id") == "field-consent.given"
    page.locator("#wrong a").last.click()
    expect(page.locator("[name=text]")).to_be_focused()


def test_the_page_as_readers_see_it_runs_nothing(page: Page, desk: Desk) -> None:
    opened(page, desk, "draft")
    said: list[str] = []
    page.on("console", lambda each: said.append(each.text) if each.text.startswith("ran") else None)
    page.locator(".preview > summary").click()
    expect(page.frame_locator("iframe").locator("p")).to_have_text("As readers see it.")
    assert said == []


@pytest.mark.parametrize("name", ["letter", "letter-plain"])
def test_a_letter_stands_alone_on_one_sheet_of_paper(name: str, page: Page, desk: Desk) -> None:
    opened(page, desk, name, colours="dark")
    document = pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(document) == 1
    text = document[0].get_textpage().get_text_bounded()
    assert text.split() == f"Subject: Your story: four questions {SAMPLES[name][0].text}".split()  # type: ignore[attr-defined]


def test_a_draft_can_be_printed_with_its_checklist(page: Page, desk: Desk) -> None:
    opened(page, desk, "draft")
    document = pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True)))
    text = " ".join(each.get_textpage().get_text_bounded() for each in document)
    for words in ("07911 123456", "This looks like a phone number.", "Whose story it is", "No name in it is real"):
        assert words in " ".join(text.split())
    for words in ("Sign out", "Change the text", "It is deleted and cannot be brought back."):
        assert words not in text


@pytest.mark.parametrize("name", USUAL)
def test_colours_of_ones_own_lose_nothing(name: str, page: Page, desk: Desk) -> None:
    opened(page, desk, name)
    page.emulate_media(forced_colors="active")
    here = page.locator(".ways [aria-current]")
    if here.count():
        others = page.locator(".ways a:not([aria-current])").first
        edge = "link => getComputedStyle(link).borderBottomColor"
        assert here.evaluate(edge) != others.evaluate(edge)
    flat = page.evaluate(
        """() => [...document.querySelectorAll("main button:not(.plain, [hidden]), main .button")]
        .filter(each => getComputedStyle(each).borderTopStyle === "none").map(each => each.textContent)"""
    )
    assert flat == []


@pytest.mark.parametrize(
    ("name", "above", "below"),
    [
        ("news-letter", "form button", ".letter"),
        ("news-letter-empty", "form button", ".banner"),
        ("received", ".note >> nth=1", ".note + form p"),
    ],
)
def test_nothing_touches_what_is_above_it(name: str, above: str, below: str, page: Page, desk: Desk) -> None:
    opened(page, desk, name, 390)
    boxes = [page.locator("main").locator(each).first.bounding_box() for each in (above, below)]
    assert boxes[0] and boxes[1] and boxes[1]["y"] - boxes[0]["y"] - boxes[0]["height"] >= 12


def test_without_scripts_every_form_sends_what_it_shows(plain_page: Page, desk: Desk) -> None:
    page = plain_page
    desk.posted.clear()
    opened(page, desk, "edit")
    page.get_by_label("Topics").fill("topic-3\nWaiting rooms")
    page.get_by_label("Hospital").uncheck()
    page.get_by_label("Others, one on each line").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("It was not published")
    path, fields = desk.posted[-1]
    assert path == "/waiting/stories/a/save"
    assert fields["topics"] == ["topic-3\r\nWaiting rooms"]
    assert fields["sectors"] == ["", ""]
    assert fields["consent.whose"] == ["", "own"] and fields["digest"] == ["0" * 64] and fields["csrf"] == ["token"]


def test_without_scripts_it_is_published_with_what_is_ticked(plain_page: Page, desk: Desk) -> None:
    page = plain_page
    desk.posted.clear()
    opened(page, desk, "draft")
    page.locator("#publish > summary").click()
    boxes = page.locator("#checklist input[type=checkbox]")
    for box in boxes.all():
        box.check()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("h1")).to_have_text("It was not published")
    ticked = {name: ["yes"] for name in ("names", "others", "child", "uses", "seen")}
    assert desk.posted == [("/draft/publish", {"csrf": ["token"], "digest": ["0" * 64], **ticked})]


def test_without_scripts_nothing_is_declined_before_it_is_meant(plain_page: Page, desk: Desk) -> None:
    page = plain_page
    desk.posted.clear()
    opened(page, desk, "draft")
    page.locator("#decline > summary").click()
    press = page.get_by_role("button", name="Decline and delete")
    press.click()
    assert desk.posted == []
    page.get_by_label("Delete it").check()
    press.click()
    expect(page.locator("h1")).to_have_text("It was not published")
    assert desk.posted == [("/draft/decline", {"csrf": ["token"], "digest": ["0" * 64], "sure": ["yes"]})]


def test_without_scripts_no_button_is_shown_that_needs_one(plain_page: Page, desk: Desk) -> None:
    opened(plain_page, desk, "letter")
    assert plain_page.locator("main button:visible").count() == 0
