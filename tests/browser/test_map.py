"""The map as people use it: to be read at every width, walked with a keyboard, lit where somebody points."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from gardens import BASIS, NETWORK, QUESTION, make_garden, story
from nightly import first_of
from playwright.sync_api import Browser, Page, expect

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
  const links = [...document.querySelectorAll(".kg-map a")].filter(each => each.getClientRects().length);
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


READABLE = """() => {
  const map = [...document.querySelectorAll(".kg-map")].find(each => each.getClientRects().length);
  const box = map.getBoundingClientRect(), scale = box.width / map.viewBox.baseVal.width;
  const sizes = [...map.querySelectorAll("text")].map(each => parseFloat(getComputedStyle(each).fontSize) * scale);
  return [Math.min(...sizes), box.right];
}"""
WIDE = ".kg-map--wide"


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


@pytest.mark.parametrize("width", [320, 390, 840, 1280])
@pytest.mark.parametrize("garden", ["own", "hard"])
def test_no_words_lie_over_others(page: Page, request: Any, site: Any, garden: str, width: int) -> None:
    shown = site if garden == "own" else request.getfixturevalue("hard")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{shown.url}map/")
    count, faults = page.evaluate(OVERLAPS)
    assert faults == [] and count > 5
    sizes, right = page.evaluate(READABLE)
    assert sizes >= 14 and right <= width


def test_the_fault_would_be_seen(page: Page, site: Any) -> None:
    page.goto(f"{site.url}map/")
    page.evaluate(
        "document.querySelector('.kg-map--wide a text').textContent = 'much longer words than any that fit into it'"
    )
    assert len(page.evaluate(OVERLAPS)[1]) > 1


@pytest.mark.parametrize("colours", first_of(["light", "dark"]))
def test_it_is_walked_with_a_keyboard_in_the_order_of_its_columns(page: Page, site: Any, colours: Any) -> None:
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site.url}map/")
    links = page.locator(f"{WIDE} a")
    page.get_by_role("link", name="The same in words").focus()
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
  const style = getComputedStyle(document.querySelectorAll(".kg-map--wide a")[number].querySelector("rect"));
  return [style.stroke, style.strokeWidth];
}"""


def test_each_box_has_a_name_and_leads_to_it(page: Page, site: Any) -> None:
    page.goto(f"{site.url}map/")
    for title in ("Trust", "Housing", "The Wednesday table"):
        link = page.locator(WIDE).get_by_role("link", name=re.compile(rf"^{title}: \d+ stories$"))
        expect(link).to_have_count(1)
    expect(page.get_by_role("group", name="The map of this garden")).to_be_visible()
    page.locator(WIDE).get_by_role("link", name=re.compile("^Trust:")).click()
    expect(page.locator("h1")).to_have_text("Trust")


LIT = """map => {
  const seen = each => getComputedStyle(each).opacity;
  const names = each => each.querySelector("title").textContent.split(":")[0];
  const boxes = [...map.querySelectorAll("a")], lines = [...map.querySelectorAll("[data-ends]")];
  return [boxes.filter(each => seen(each) === "1").map(names), lines.filter(each => seen(each) === "1").length,
          boxes.length, lines.length];
}"""


def joined_to(site: Any, title: str) -> tuple[set[str], int]:
    """What the list in words says a topic is joined to."""
    html = (site.folder / "map/index.html").read_text().partition("kg-map-words")[2]
    (item,) = (each for each in html.split("<li>") if f">{title}</a> <span" in each)
    names = re.findall(r">([^<]+)</a> \(", item)
    return {title, *names}, len(names)


@pytest.mark.parametrize("how", ["pointed at", "focused"])
def test_the_way_of_a_box_stands_out_and_the_rest_fades(page: Page, site: Any, how: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.mouse.move(0, 0)
    page.goto(f"{site.url}map/")
    map = page.locator(WIDE)
    link = map.get_by_role("link", name=re.compile("^Trust:"))
    boxes, lines, all_boxes, all_lines = map.evaluate(LIT)
    assert len(boxes) == all_boxes and lines == 0
    link.hover() if how == "pointed at" else link.focus()
    boxes, lines, _, _ = map.evaluate(LIT)
    assert (set(boxes), lines) == joined_to(site, "Trust") and lines < all_lines
    page.mouse.move(0, 0) if how == "pointed at" else link.blur()
    assert map.evaluate(LIT)[:2] == [map.evaluate(LIT)[0], 0] and len(map.evaluate(LIT)[0]) == all_boxes


def test_a_tap_shows_the_way_and_the_next_opens_the_page(browser: Browser, site: Any) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site.url}map/")
    expect(page.locator(".kg-map-touch")).to_be_visible()
    map = page.locator(".kg-map--narrow")
    trust, waiting = (map.get_by_role("link", name=re.compile(f"^{name}:")) for name in ("Trust", "Waiting"))
    trust.tap()
    boxes, lines, _, _ = map.evaluate(LIT)
    assert (set(boxes), lines) == joined_to(site, "Trust")
    waiting.tap()
    assert page.url.endswith("/map/") and set(map.evaluate(LIT)[0]) == joined_to(site, "Waiting")[0]
    waiting.tap()
    expect(page.locator("h1")).to_have_text("Waiting")
    context.close()


def test_it_needs_no_script(browser: Browser, site: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}map/")
    page.locator(WIDE).get_by_role("link", name=re.compile("^Trust:")).click()
    expect(page.locator("h1")).to_have_text("Trust")
    context.close()


def test_it_is_on_paper(page: Page, site: Any) -> None:
    page.emulate_media(media="print")
    page.goto(f"{site.url}map/")
    expect(page.locator(WIDE)).to_be_visible()
    colour = "getComputedStyle(document.querySelector('.kg-map--wide a text')).fill"
    assert page.evaluate(colour) == "rgb(0, 0, 0)"
