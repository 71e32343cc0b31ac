"""Looking for words, as a reader does: with a keyboard, on a phone, with an address somebody sent."""

import gzip
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cbor2
import pytest
from gardens import GARDEN
from nightly import times
from playwright.sync_api import Page, Route, expect
from sites import DAY, build, with_search_in_parts

from kgen.publish import search
from kgen.read import read
from kgen.settings import load
from kgen.views.rendering import PageRenderer
from kgen.weave import weave

ROOT = Path(__file__).parents[2]


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture
def requests(page: Page) -> list[str]:
    """The addresses of the index that were asked for."""
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if "/pagefind/" in each.url else None)
    return asked


@pytest.fixture
def said(page: Page) -> Any:
    return page.locator("#kg-said")


def test_nothing_is_loaded_before_somebody_looks_and_then_what_matches_is_shown(
    page: Page, site_url: str, requests: list[str], said: Any
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site_url}search/")
    assert requests == []
    page.get_by_label("Words to look for").fill("envelope")
    expect(said).to_have_text(re.compile(r"\d+ pages were found|One page was found"))
    first = page.locator("#kg-results li").first
    expect(first.locator("mark").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    first.get_by_role("link").click()
    expect(page).not_to_have_url(re.compile("/search/"))
    page.go_back()
    expect(page.get_by_label("Words to look for")).to_have_value("envelope")


def test_filters_are_named_as_people_name_them_and_stand_in_the_address(page: Page, site_url: str, said: Any) -> None:
    page.goto(f"{site_url}search/?standpoint=family+carers&kind=Stories")
    expect(said).to_have_text(re.compile("pages were found"))
    expect(page.get_by_label("Who speaks")).to_have_value("family carers")
    everywhere = found(said)
    page.get_by_label("Service").select_option(index=1)
    expect(page).to_have_url(re.compile("sector="))
    expect(said).not_to_have_text(f"{everywhere} pages were found.")
    assert found(said) < everywhere


def found(said: Any) -> int:
    words = said.inner_text()
    return int(words.split()[0]) if words[0].isdigit() else int(words.startswith("One"))


def test_what_narrows_a_search_is_loaded_when_it_is_opened(
    page: Page, site_url: str, requests: list[str], said: Any
) -> None:
    page.goto(f"{site_url}search/")
    page.get_by_label("Words to look for").fill("trust")
    expect(said).to_have_text(re.compile("pages were found"))
    everywhere = found(said)
    assert not [each for each in requests if "/filter/" in each]
    page.get_by_text("Filter results").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Kind").select_option("Topics")
    expect(page).to_have_url(re.compile("q=trust&kind=Topics"))
    expect(said).not_to_have_text(f"{everywhere} pages were found.")
    assert found(said) < everywhere


def test_with_the_keyboard_alone(page: Page, site_url: str, said: Any) -> None:
    page.goto(f"{site_url}search/")
    page.get_by_label("Words to look for").focus()
    page.keyboard.type("trust")
    page.keyboard.press("Enter")
    expect(said).to_have_text(re.compile("found"))
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#kg-results') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/search/"))


def test_a_slash_opens_it_from_every_page_and_so_does_the_button(page: Page, site_url: str, said: Any) -> None:
    words = page.get_by_label("Words to look for")
    for url in ("about/", "topics/trust/", "404.html"):
        page.goto(f"{site_url}{url}")
        expect(page.locator("#kg-find-key")).to_have_text("/")
        expect(page.locator("#kg-find-key")).to_be_visible()
        page.keyboard.press("/")
        expect(words).to_be_focused()
        expect(words).to_have_value("")
    page.goto(f"{site_url}map/")
    page.get_by_role("link", name="Search", exact=True).click()
    expect(words).to_be_focused()
    page.keyboard.type("trust")
    expect(said).to_have_text(re.compile("found"))
    page.get_by_role("heading", name="Search").click()
    page.keyboard.press("/")
    expect(words).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "trust"


def test_a_slash_is_a_slash_to_those_who_write(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}write/")
    text = page.get_by_label("What happened?")
    text.press_sequentially("either/or")
    expect(text).to_have_value("either/or")
    page.locator("h1").click()
    page.keyboard.press("/")
    page.wait_for_timeout(300)
    expect(text).to_have_value("either/or")
    page.goto(f"{site_url}search/")
    page.get_by_label("Words to look for").fill("")
    page.keyboard.type("a/b")
    expect(page.get_by_label("Words to look for")).to_have_value("a/b")
    page.goto(f"{site_url}topics/")
    page.keyboard.press("Control+/")
    expect(page).to_have_url(f"{site_url}topics/")


def test_the_key_can_be_turned_off(page: Page, site_url: str) -> None:
    """WCAG 2.1.4: a shortcut of one character can be turned off."""
    page.goto(f"{site_url}search/")
    choice = page.get_by_label("The / key opens this page")
    choice.uncheck()
    expect(page.locator("#kg-find-key")).to_be_hidden()
    page.goto(f"{site_url}topics/")
    expect(page.locator("#kg-find-key")).to_be_hidden()
    page.keyboard.press("/")
    page.wait_for_timeout(300)
    assert page.url == f"{site_url}topics/"
    page.goto(f"{site_url}search/")
    expect(choice).not_to_be_checked()
    choice.check()
    page.goto(f"{site_url}topics/")
    page.keyboard.press("/")
    expect(page).to_have_url(re.compile("/search/"))


def test_arrows_lead_through_what_was_found_and_back(page: Page, site_url: str, said: Any) -> None:
    page.goto(f"{site_url}search/#kg-words")
    page.keyboard.type("trust")
    expect(said).to_have_text(re.compile("found"))
    links = page.locator("#kg-results a")
    for number in (0, 1):
        page.keyboard.press("ArrowDown")
        expect(links.nth(number)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Words to look for")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/search/"))


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_matched_words_stand_out(page: Page, site_url: str, colours: Any) -> None:
    page.emulate_media(color_scheme=colours)
    page.goto(f"{site_url}search/?q=envelope")
    mark = page.locator("#kg-results mark").first
    expect(mark).to_be_visible()
    assert mark.evaluate("each => getComputedStyle(each).backgroundColor") not in ("rgba(0, 0, 0, 0)", "transparent")
    assert mark.evaluate("each => getComputedStyle(each).borderBottomWidth") == "2px"


def test_words_that_go_on_end_with_an_ellipsis(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}search/?q=envelope")
    expect(page.locator("#kg-results li").first).to_be_visible()
    told = page.locator("#kg-results li").locator("p.kg-summary, p:last-child").all_inner_texts()
    assert told and all(re.search(r"[.?!…][”’\"')\]]*$", words.strip()) for words in told), told


def test_what_was_found_in_another_language_says_so(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}search/?q=byd+chwith")
    link = page.get_by_role("link", name="Y byd o chwith", exact=True)
    found = page.locator("#kg-results li", has=link)
    expect(link).to_have_attribute("lang", "cy")
    for words in found.locator(".kg-summary, .kg-small").all():
        expect(words).to_have_attribute("lang", "cy")
    page.goto(f"{site_url}search/?q=Y+byd+o+chwith")
    expect(page.locator("#kg-results .kg-search__name").get_by_role("link")).to_have_attribute("lang", "cy")


def test_on_a_phone_the_button_is_in_reach(page: Page, site_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(site_url)
    button = page.get_by_role("link", name="Search", exact=True)
    box = button.bounding_box()
    assert box is not None and box["width"] >= 24 and box["height"] >= 24 and box["x"] + box["width"] <= 390
    button.click()
    expect(page.get_by_label("Words to look for")).to_be_focused()


def test_nothing_found_says_so_and_shows_ways_on(page: Page, site_url: str, said: Any) -> None:
    page.goto(f"{site_url}search/?q=zzzzqqqxx")
    expect(said).to_have_text(re.compile("^No page has the word “zzzzqqqxx”"))
    expect(page.locator("#kg-results a")).to_have_count(0)
    expect(page.locator("#kg-ways-on")).to_be_visible()
    expect(page.get_by_role("link", name="Stories").last).to_be_visible()


def test_without_javascript_the_page_says_so_and_leads_on(browser: Any, site_url: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site_url}search/")
    expect(page.get_by_text("Searching needs JavaScript")).to_be_visible()
    expect(page.locator(".kg-search")).to_be_hidden()
    expect(page.locator(".kg-chips a").first).to_be_visible()


def test_an_index_in_parts_is_searched_as_one_by_one_program(
    page: Page, site_url: str, serve: Callable[[Path], str], requests: list[str], said: Any, tmp_path: Path
) -> None:
    shutil.copytree(GARDEN.parent / "content", tmp_path / "content")
    config = shutil.copy(GARDEN, tmp_path)
    parted = f"{serve(build(Path(config), program=with_search_in_parts(40)))}/"
    answers = []
    for address in (site_url, parted):
        page.goto(f"{address}search/?q=letter")
        expect(said).to_have_text(re.compile("pages were found"))
        page.locator("summary").click()
        sectors = page.get_by_label("Service").locator("option")
        expect(sectors.nth(1)).to_be_attached()
        answers.append((found(said), sectors.all_inner_texts()))
        if address == site_url:
            requests.clear()
    assert answers[0] == answers[1]
    assert sum("wasm." in each for each in requests) == 1
    assert {each.rpartition("/part-")[2][:1] for each in requests if "/part-" in each} >= {"1", "2"}
    page.locator("#kg-results a").first.click()
    expect(page).not_to_have_url(re.compile("/search/"))
    assert page.url.startswith(parted) and "pagefind" not in page.url


def test_whoever_waits_is_told(page: Page, site_url: str) -> None:
    held: list[Route] = []
    is_over = False
    page.route("**/*.json", lambda route: route.continue_() if is_over else held.append(route))
    page.goto(f"{site_url}search/")
    page.fill("input[type=search]", "waiting")
    expect(page.locator("#kg-busy")).to_be_visible()
    is_over = True
    for each in held:
        each.continue_()
    expect(page.locator("#kg-said")).to_contain_text("found")
    expect(page.locator("#kg-busy")).to_be_hidden()


FOUND = """async ([program, words]) => {
  const pagefind = await import(program);
  const found = {};
  for (const word of words) {
    await pagefind.destroy();
    await pagefind.options({ noWorker: true });
    found[word] = (await pagefind.search(word)).results.length;
  }
  return found;
}"""


def test_a_beginning_that_words_of_several_pieces_share_is_found_on_all_their_pages(
    page: Page, serve: Callable[[Path], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as in an index of one piece. A browser loads only what a word needs, so that each is asked for anew."""
    settings = load(ROOT / "mkdocs.yml", today=DAY)
    renderer = PageRenderer(weave(settings, read(settings)))
    programs, shared = [], []
    for places in ("2000", "1000000"):
        monkeypatch.setitem(search.SETTINGS, search.CHUNK_SIZE, places)
        files = search.index(renderer)
        for name, data in files.items():
            path = tmp_path / places / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        shared.append(beginnings_in_several(files))
        programs.append(f"{serve(tmp_path / places)}/pagefind/pagefind.js")
    assert len(shared[0]) > 20 and not shared[1]
    asked = shared[0][:: times(4, 1)]
    pieces, whole = (page.evaluate(FOUND, [program, asked]) for program in programs if page.goto(program))
    assert pieces == whole and all(whole.values())


def beginnings_in_several(files: search.Files) -> list[str]:
    """Of more letters than a word that is looked for as it is: those with which words in several pieces begin."""
    pieces = [data for name, data in files.items() if name.endswith(".pf_index")]
    words = [[word for word, *_ in cbor2.loads(gzip.decompress(data)[len("pagefind_dcd") :])[0]] for data in pieces]
    begun = [{word[:length] for word in each for length in range(search.SHORT + 1, len(word) + 1)} for each in words]
    return sorted(each for each, count in Counter(each for one in begun for each in one).items() if count > 1)
