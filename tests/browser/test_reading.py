"""The site as people use it: with a keyboard, without scripts, enlarged, on paper, in a hurry to leave."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from accessibility import is_wider_than_its_window
from gardens import BASIS, make_garden, story
from kinds import KINDS, largest_of
from nightly import one_in
from playwright.sync_api import Browser, Page, Route, expect

ELSEWHERE = re.compile(r"https://www\.bbc\.co\.uk/")


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture
def sensitive(page: Page, site: Any) -> str:
    """The address of a story with a content note; the page that its exit leads to is blank."""

    def blank(route: Route) -> None:
        route.fulfill(body="<title>Weather</title>", content_type="text/html")

    page.route(ELSEWHERE, blank)
    return str(site.url + largest_of("story with a content note", site.folder))


def test_exit_leaves_at_once_and_back_does_not_return(page: Page, site: Any, sensitive: str) -> None:
    page.goto(site.url)
    page.goto(sensitive)
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url(ELSEWHERE)
    page.go_back()
    expect(page).to_have_url(site.url)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 844), (640, 422), (320, 211)])
def test_the_way_out_lies_over_no_word(page: Page, sensitive: str, width: int, height: int) -> None:
    """It is in a strip of its own at the foot of the window, or in the text if the window is low."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(sensitive)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    position, left, right, bottom, foot = page.locator(".kg-exit-place").evaluate("""place => {
      const { left, right, bottom } = place.getBoundingClientRect();
      const foot = document.querySelector("footer p:last-child").getBoundingClientRect().bottom;
      return [getComputedStyle(place).position, left, right, bottom, foot];
    }""")
    if height < 480:
        assert position == "static"
    else:
        assert (position, left, right, bottom) == ("fixed", 0, width, height)
        assert foot < page.locator(".kg-exit").bounding_box()["y"]  # type: ignore[index]


def test_shift_three_times_leaves_and_says_so(page: Page, sensitive: str) -> None:
    page.goto(sensitive)
    said = page.locator("#kg-exit-said")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Shift, press 2 more times to exit.")
    page.keyboard.press("a")
    expect(said).to_have_text("")
    for _ in range(2):
        page.keyboard.press("Shift")
    expect(said).to_have_text("Shift, press 1 more time to exit.")
    page.keyboard.press("Shift")
    page.wait_for_url(ELSEWHERE)


def test_exit_is_a_link_without_scripts(plain_page: Page, sensitive: str) -> None:
    plain_page.goto(sensitive)
    link = plain_page.get_by_role("link", name="Exit this page")
    assert ELSEWHERE.match(link.get_attribute("href") or "")
    expect(link).to_be_in_viewport()
    plain_page.mouse.wheel(0, 2000)
    expect(link).to_be_in_viewport()


NEED_SCRIPTS = ("write", "join", "ask", "my-story", "search")
"""Their own tests say what they do without scripts."""


@pytest.mark.parametrize("kind", one_in(6, [kind for kind in KINDS if kind not in NEED_SCRIPTS]))
def test_a_page_says_the_same_without_scripts(plain_page: Page, page: Page, site: Any, kind: str) -> None:
    address = site.url + largest_of(kind, site.folder)
    for each in (plain_page, page):
        each.goto(address)
    words = [" ".join(each.locator("#kg-content").inner_text().split()) for each in (plain_page, page)]
    assert words[0] == words[1]
    for link in plain_page.locator(".kg-ways a").all():
        expect(link).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_menu_is_walked_with_a_keyboard(page: Page, site: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(site.url)
    focused = "document.activeElement"
    walked: list[str] = []
    for _ in range(20):
        page.keyboard.press("Tab")
        walked.append(page.evaluate(f"({focused}.innerText || {focused}.getAttribute('aria-label') || '').trim()"))
        box = page.evaluate(f"(({{left, right}}) => [left, right])({focused}.getBoundingClientRect())")
        assert box[0] < width and box[1] > 0, (walked, box)
    assert walked[0] == "Skip to content"
    titles = ["Tell a story", "Stories", "Topics", "Questions", "Meet", "About"]
    places = [walked.index(title) for title in titles]
    assert places == sorted(places)
    page.get_by_role("link", name="Meet", exact=True).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/networks/$"))
    assert page.locator(".kg-ways [aria-current=page]").inner_text() == "Meet"


@pytest.mark.parametrize("kind", one_in(6, KINDS))
def test_a_page_can_be_enlarged_twice_and_paper_shows_no_navigation(page: Page, site: Any, kind: str) -> None:
    """A window of 1280 by 800 at 200 % has room for 640 by 400 CSS pixels (WCAG 1.4.4); at 400 %, 320 (1.4.10)."""
    page.goto(site.url + largest_of(kind, site.folder))
    for width in (640, 320):
        page.set_viewport_size({"width": width, "height": 400})
        assert not is_wider_than_its_window(page)
    page.emulate_media(media="print")
    for_screens = page.locator(".kg-top, .kg-ways, .kg-skip, .kg-footer, .kg-pager a, .kg-exit")
    expect(for_screens.filter(visible=True)).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()


def test_nothing_moves_for_those_who_asked(page: Page, site: Any) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(site.url)
    moving = """[...document.querySelectorAll("*")].filter(each => {
        const style = getComputedStyle(each);
        return parseFloat(style.transitionDuration) > 0.01 || style.animationName !== "none";
    }).length"""
    assert page.evaluate(moving) == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_the_sheet_for_a_meeting_is_one_page_of_paper(page: Page, site: Any) -> None:
    sheets = sorted((site.folder / "networks").glob("*/meet/index.html"))
    assert len(sheets) >= 6
    for sheet in sheets:
        page.goto(f"{site.url}{sheet.parent.relative_to(site.folder).as_posix()}/")
        paper = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, sheet


def test_the_sheet_for_a_meeting_holds_what_a_meeting_needs(page: Page, site: Any) -> None:
    page.goto(f"{site.url}networks/the-wednesday-table/meet/")
    for title in (
        "Promised, and still open",
        "A question to begin with",
        "Three stories to read aloud",
        "Whom to invite",
        "Who can help whom",
    ):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    voices = page.locator(".kg-meet-stories .kg-small").all_inner_texts()
    assert len(set(voices)) == 3
    expect(page.locator(".kg-meet-write")).to_contain_text(
        "https://example.org/garden/write/?network=the-wednesday-table"
    )


def test_every_empty_seat_leads_to_a_place_to_answer(page: Page, site: Any) -> None:
    seats = 0
    for path in sorted((site.folder / "questions").glob("*/index.html")):
        page.goto(f"{site.url}questions/{path.parent.name}/")
        for seat in page.locator(".kg-seat--empty").all():
            seats += 1
            link = seat.get_by_role("link", name=re.compile("^Answer this question as "))
            asked = urlsplit(link.get_attribute("href"))
            assert asked.path.endswith("/write/")
            assert set(parse_qs(asked.query)) == {"question", "from"}
            assert parse_qs(asked.query)["question"] == [path.parent.name]
    assert seats > 3


def test_stories_are_narrowed_down(page: Page, site: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url))
    page.goto(f"{site.url}stories/")
    assert not [url for url in asked if url.endswith("facts.json")]
    page.get_by_text("Filter stories").click()
    page.get_by_label("Who tells it").select_option("practitioner")
    told = page.locator("#kg-found .kg-card")
    facts = json.loads((site.folder / "stories" / "facts.json").read_text())
    place = [each[0] for each in facts["standpoints"]].index("practitioner")
    expected = [story for story in facts["stories"] if place in story[2]]
    expect(told).to_have_count(len(expected))
    expect(page.locator("#kg-narrow-said")).to_have_text(f"{len(expected)} stories.")
    expect(page.locator("#kg-listing")).to_be_hidden()
    page.get_by_label("Something changed").check()
    changed = [story for story in expected if story[0]]
    assert 0 < len(changed) < len(expected)
    expect(told).to_have_count(len(changed))
    expect(page).to_have_url(re.compile(r"\?from=practitioner&changed=yes$"))
    page.reload()
    expect(told).to_have_count(len(changed))
    told.first.get_by_role("link").click()
    expect(page.locator(".kg-kicker")).to_contain_text("Works in services")
    expect(page.locator(".kg-change")).to_be_visible()


def test_each_choice_says_how_many_stories_it_leaves_and_none_leaves_none(page: Page, site: Any) -> None:
    page.goto(f"{site.url}stories/?from=commissioner")
    told = page.locator("#kg-found .kg-card")
    expect(told.first).to_be_visible()
    for label in ("Service", "Topic", "Network"):
        options = page.get_by_label(label).locator("option").all_inner_texts()
        for option in options[1:]:
            name, count = re.fullmatch(r"(.*) \((\d+)\)", option).groups()  # type: ignore[union-attr]
            page.get_by_label(label).select_option(option)
            expect(told).to_have_count(int(count))
            assert int(count) > 0, name
        page.get_by_label(label).select_option("")


CARDS = """cards => cards.map(each => {
    const link = each.querySelector("a[href]").href;
    return [link, each.innerHTML.replace(/ href="[^"]*"/, "")];
})"""


def test_a_filtered_list_has_the_same_cards(page: Page, site: Any) -> None:
    listed: dict[str, str] = {}
    page.goto(f"{site.url}stories/")
    for number in range(1, 2 + len([*(site.folder / "stories/page").iterdir()])):
        page.goto(f"{site.url}stories/{f'page/{number}/' if number > 1 else ''}")
        listed |= dict(page.locator("#kg-listing .kg-card").evaluate_all(CARDS))
    page.goto(f"{site.url}stories/?from=practitioner")
    told = page.locator("#kg-found .kg-card")
    expect(told.first).to_be_visible()
    found = dict(told.evaluate_all(CARDS))
    assert found.items() <= listed.items()
    assert any("kg-summary" in html for html in found.values())


def test_a_long_filtered_list_goes_on(page: Page, site_of: Any, tmp_path: Path) -> None:
    files = {f"stories/s{number:02}.md": story(title=f"Story {number}") for number in range(40)}
    url = site_of(make_garden(tmp_path, {**BASIS, **files}), "--no-search").url
    page.goto(f"{url}stories/?topic=trust")
    told = page.locator("#kg-found .kg-card")
    expect(told).to_have_count(28)
    page.get_by_role("button", name="Show 12 more").click()
    expect(told.nth(28).get_by_role("link")).to_be_focused()
    expect(told).to_have_count(40)
    assert len({*told.evaluate_all("cards => cards.map(each => each.querySelector('a').href)")}) == 40


def test_a_list_that_cannot_be_loaded_says_so(page: Page, site: Any) -> None:
    page.route("**/stories/page/**", lambda route: route.abort())
    page.goto(f"{site.url}stories/?from=practitioner")
    expect(page.locator("#kg-narrow-said")).to_have_text("The stories could not be loaded. Please try again.")
    page.unroute("**/stories/page/**")
    page.get_by_label("Something changed").check()
    expect(page.locator("#kg-found .kg-card").first).to_be_visible()


def test_stories_are_narrowed_down_with_a_keyboard(page: Page, site: Any) -> None:
    page.goto(f"{site.url}stories/")
    opened = page.locator("#kg-narrow summary")
    for _ in range(20):
        page.keyboard.press("Tab")
        if opened.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.press("Enter")
    voice = page.get_by_label("Who tells it")
    expect(voice).to_be_visible()
    page.keyboard.press("Tab")
    expect(voice).to_be_focused()
    page.keyboard.type("People who w")
    for label in ("Service", "Topic", "Network", "Something changed"):
        page.keyboard.press("Tab")
        expect(page.get_by_label(label)).to_be_focused()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"\?from=practitioner&changed=yes$"))
    first = page.locator("#kg-found .kg-card a").first
    title = first.inner_text()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show all stories")).to_be_focused()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)


@pytest.mark.parametrize("address", ["stories/?topic=trust", "search/?q=trust", "write/", ""])
def test_whatever_a_keyboard_reaches_has_the_same_ring(page: Page, site: Any, address: str) -> None:
    page.goto(f"{site.url}{address}", wait_until="networkidle")
    for _ in range(24):
        page.keyboard.press("Tab")
        ring = page.locator(":focus").evaluate("each => [getComputedStyle(each).outline, each.outerHTML.slice(0, 80)]")
        assert "solid 3px" in ring[0], ring


def test_stories_that_nobody_told_are_said_to_be_missing(page: Page, site: Any) -> None:
    facts = json.loads((site.folder / "stories" / "facts.json").read_text())
    found = {(voice, sector) for story in facts["stories"] for voice in story[2] for sector in story[3]}
    voice, sector = next(
        (voice, sector)
        for voice in range(len(facts["standpoints"]))
        for sector in range(len(facts["sectors"]))
        if (voice, sector) not in found
    )
    page.goto(f"{site.url}stories/?from={facts['standpoints'][voice][0]}&sector={facts['sectors'][sector][0]}")
    expect(page.locator("#kg-narrow-said")).to_contain_text("No story fits all of this.")
    page.get_by_label("Who tells it").select_option("")
    expect(page.locator("#kg-found .kg-card").first).to_be_visible()


def test_stories_are_narrowed_down_by_links_without_scripts(plain_page: Page, site: Any) -> None:
    plain_page.goto(f"{site.url}stories/")
    plain_page.get_by_text("Filter stories").click()
    plain_page.get_by_role("link", name=re.compile("^Family carers")).click()
    voices = plain_page.locator(".kg-voice").all_inner_texts()
    assert voices and all("family carer" in voice.lower() for voice in voices)


def test_a_story_in_another_language_is_marked(page: Page, site: Any) -> None:
    page.goto(f"{site.url}stories/y-byd-o-chwith/")
    assert page.locator("h1").get_attribute("lang") == "cy"
    assert page.locator("article .kg-prose").get_attribute("lang") == "cy"
    printed = 0
    for path in sorted(site.folder.rglob("index.html")):
        if "Y byd o chwith" in path.read_text():
            page.goto(f"{site.url}{path.parent.relative_to(site.folder).as_posix()}/")
            for link in page.get_by_role("link", name="Y byd o chwith", exact=True).all():
                printed += 1
                assert link.get_attribute("lang") == "cy", path
    assert printed > 10


def test_all_stories_are_one_press_away_from_any_choice(page: Page, site: Any) -> None:
    page.goto(f"{site.url}stories/?from=researcher&changed=yes&network=the-night-desk&topic=trust")
    said = page.locator("#kg-narrow-said")
    expect(said).to_contain_text("No story fits all of this.")
    expect(page.locator("#kg-found .kg-cards")).to_have_count(0)
    expect(said.get_by_role("link")).to_have_attribute("href", "../write/")
    page.get_by_role("button", name="Show all stories").click()
    expect(page.locator("#kg-listing")).to_be_visible()
    expect(page.get_by_label("Who tells it")).to_be_focused()
    expect(page.get_by_role("button", name="Show all stories")).to_be_hidden()
    assert page.url == f"{site.url}stories/"


def test_an_address_with_something_else_in_it_narrows_nothing(page: Page, site: Any) -> None:
    page.goto(f"{site.url}stories/?utm_source=letter")
    expect(page.locator("#kg-listing")).to_be_visible()
    expect(page.locator("#kg-narrow")).not_to_have_attribute("open", "")


def linked_data(page: Page) -> Any:
    return json.loads(page.locator('script[type="application/ld+json"]').inner_text())


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("home", "WebSite"),
        ("one of stories", "Article"),
        ("one of questions", "Question"),
        ("one of topics", "DefinedTerm"),
        ("one of networks", "Organization"),
        ("one of people", "Person"),
    ],
)
def test_a_page_says_what_it_is_to_machines(page: Page, site: Any, kind: str, type_: str) -> None:
    path = largest_of(kind, site.folder)
    page.goto(site.url + path)
    data = linked_data(page)
    assert (data["@context"], data["@type"]) == ("https://schema.org", type_)
    assert data["url"] == f"https://example.org/garden/{path}"
    canonical = page.locator("link[rel=canonical]").get_attribute("href")
    assert canonical == data["url"]
    if type_ == "Question":
        assert data["answerCount"] == len(data["suggestedAnswer"]) > 3
        assert all(answer["text"] and answer["url"] for answer in data["suggestedAnswer"])


ALONE = """() => [...document.querySelectorAll("main :is(p, li, dd, td, h2, h3, h4) > a:only-child")]
    .filter(each => each.checkVisibility() && each.getClientRects().length === 1)
    .filter(each => ![...each.parentElement.childNodes].some(node => node.nodeType === 3 && node.data.trim()))"""


@pytest.mark.parametrize("address", ["", "topics/trust/", "networks/", "people/", "introductions/"])
def test_a_link_that_stands_alone_is_easy_to_touch(browser: Browser, site: Any, address: str) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(site.url + address)
    heights = page.evaluate(f"({ALONE})().map(each => each.getBoundingClientRect().height)")
    assert heights and min(heights) >= 24
    hidden = f"""({ALONE})().filter(each => {{
        each.scrollIntoView({{ block: "center" }});
        const {{ left, right, top, bottom }} = each.getBoundingClientRect();
        const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return !each.contains(found);
    }}).map(each => each.textContent)"""
    assert page.evaluate(hidden) == []
    context.close()
