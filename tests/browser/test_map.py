"""The map as people use it: to be read at every width, walked with a keyboard, lit where somebody points."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from gardens import BASIS, NETWORK, QUESTION, make_garden, story
from playwright.sync_api import Page, expect

TITLES = [
    "Wwwwwwwwmmmmmmmm WWWWWWWWWWWWWMMMMMMMMMMMM",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "公共服务中的信任与信息共享公共服务中的信任与信息共享公共服务中的信任",
    "🌱🌻🌿🌾🌳🌲🌴🌵🌷🌸🌹🌺 and more 👩‍👩‍👧‍👦",
    "الثقة بين الخدمات العامة والناس الذين يستخدمونها كل يوم",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch, a'r byd o chwith",
    "İstanbul’da güven – ve “çok uzun” bir başlık (ki kimse okumaz)",
    "A",
]
OVERLAPS = """() => {
  const links = [...document.querySelectorAll(".kg-map a")];
  const box = each => each.getBoundingClientRect();
  const beside = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1;
  const apart = (a, b) => beside(a, b) || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
  const faults = [];
  for (const link of links) {
    const frame = box(link.querySelector("rect"));
    const texts = [...link.querySelectorAll("text")];
    for (const text of texts) {
      const own = box(text);
      if (own.left < frame.left || own.right > frame.right || own.top < frame.top - 1 || own.bottom > frame.bottom + 1)
        faults.push(`outside its box: ${text.textContent}`);
    }
    if (texts.length > 1) {
      const lines = [...texts[0].childNodes].filter(node => node.textContent.trim()).map(node => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return range.getBoundingClientRect();
      });
      if (!lines.every(line => apart(line, box(texts[1])))) faults.push(`over its number: ${texts[0].textContent}`);
    }
    for (const other of links)
      if (other !== link && !apart(frame, box(other.querySelector("rect"))))
        faults.push(`over another: ${link.textContent}`);
  }
  return [links.length, faults];
}"""


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture(scope="module")
def hard(site_of: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A garden with titles that are hard to fit into a box."""
    files = dict(BASIS)
    for number, title in enumerate(TITLES):
        files[f"topics/t{number}.md"] = f'---\ntitle: "{title}"\n---\n'
        files[f"sectors/s{number}.md"] = f'---\ntitle: "{title}"\n---\n'
        files[f"networks/n{number}.md"] = NETWORK.replace("Thursday circle", title)
        files[f"questions/q{number}.md"] = QUESTION.replace("What holds us back?", f'"{title}"')
    for number in range(60):
        one, two = number % len(TITLES), (number + number // 8) % len(TITLES)
        files[f"stories/a{number}.md"] = story(
            title=TITLES[one], topics=[f"t{one}", f"t{two}"], sectors=f"s{two}", networks=f"n{one}", answers=f"q{two}"
        )
    return site_of(make_garden(tmp_path_factory.mktemp("hard"), files), "--no-search")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("garden", ["own", "hard"])
def test_no_words_lie_over_others(page: Page, request: Any, site: Any, garden: str, width: int) -> None:
    shown = site if garden == "own" else request.getfixturevalue("hard")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{shown.url}map/")
    count, faults = page.evaluate(OVERLAPS)
    assert faults == [] and count > 5


def test_the_fault_would_be_seen(page: Page, site: Any) -> None:
    page.goto(f"{site.url}map/")
    page.evaluate(
        "document.querySelector('.kg-map a text').textContent = 'much longer words than any that fit into it'"
    )
    assert len(page.evaluate(OVERLAPS)[1]) > 1


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_it_is_walked_with_a_keyboard_in_the_order_of_its_columns(page: Page, site: Any, colours: Any) -> None:
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto(f"{site.url}map/")
    links = page.locator(".kg-map a")
    page.get_by_role("link", name="The same in words").focus()
    page.keyboard.press("Tab")  # the map itself, which arrow keys scroll where it is wider than the window
    expect(page.get_by_role("region", name="The map")).to_be_focused()
    left = -1.0
    for number in range(links.count()):
        unfocused = page.evaluate(FRAME, number)
        page.keyboard.press("Tab")
        expect(links.nth(number)).to_be_focused()
        assert page.evaluate(FRAME, number) != unfocused
        assert float(page.evaluate(FRAME, number)[1].removesuffix("px")) >= 3
        place = links.nth(number).bounding_box()
        assert place is not None and place["x"] >= left - 10
        left = max(left, place["x"])
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/map/$"))
    expect(page.locator("h1")).to_be_visible()


FRAME = """number => {
  const style = getComputedStyle(document.querySelectorAll(".kg-map a")[number].querySelector("rect"));
  return [style.stroke, style.strokeWidth];
}"""


def test_each_box_has_a_name_and_leads_to_it(page: Page, site: Any) -> None:
    page.goto(f"{site.url}map/")
    for title in ("Trust", "Housing", "The Wednesday table"):
        link = page.locator(".kg-map").get_by_role("link", name=re.compile(rf"^{title}: \d+ stories$"))
        expect(link).to_have_count(1)
    expect(page.get_by_role("group", name="The map of this garden")).to_be_visible()
    page.locator(".kg-map").get_by_role("link", name=re.compile("^Trust:")).click()
    expect(page.locator("h1")).to_have_text("Trust")


def test_its_lines_are_lit_where_somebody_points(page: Page, site: Any) -> None:
    page.goto(f"{site.url}map/")
    link = page.locator(".kg-map").get_by_role("link", name=re.compile("^Trust:"))
    lit = "each => getComputedStyle(each.nextElementSibling).opacity"
    assert link.evaluate(lit) == "0"
    link.hover()
    assert link.evaluate(lit) == "1"


def test_on_a_phone_it_scrolls_in_its_place_and_can_still_be_read(page: Page, site: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site.url}map/")
    high = page.evaluate("document.querySelector('.kg-map a text').getBoundingClientRect().height")
    lines = page.evaluate("1 + document.querySelectorAll('.kg-map a text')[0].querySelectorAll('tspan').length")
    assert high / lines > 11
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_is_on_paper(page: Page, site: Any) -> None:
    page.emulate_media(media="print")
    page.goto(f"{site.url}map/")
    expect(page.locator(".kg-map")).to_be_visible()
    colour = "getComputedStyle(document.querySelector('.kg-map a text')).fill"
    assert page.evaluate(colour) == "rgb(0, 0, 0)"
