"""Telling a story on /write/, as people do: on a phone, with the keyboard, offline, in a hurry, without JavaScript."""

import hashlib
import random
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from accessibility import barriers, is_wider_than_its_window
from gardens import GARDEN, story
from letters import Garden, choose, opened, receipt_on, reloaded, saved, taken_in, tell
from much import result_of
from nightly import first_of, pairwise, times
from playwright.sync_api import BrowserContext, Page, Request, expect
from sites import kgen

from kgen.commands.intake import run as intake
from kgen.model import Source
from kgen.read import read_entry
from kgen.stewarding.form_file import prose, story_file
from kgen.views.form import STORY_FORM, order

ROOT = Path(__file__).parents[2]
PHONE = {"width": 390, "height": 800}
FUZZED, SEED = times(60, 2000), 7


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


# --- the walk


def test_somebody_tells_a_story_on_a_phone_and_it_becomes_a_page(page: Page, garden: Garden, faults: list[str]) -> None:
    hosts: set[str] = set()

    def asked(request: Request) -> None:
        hosts.add(urlsplit(request.url).netloc)

    page.on("request", asked)
    page.set_viewport_size(PHONE)
    opened(page, f"{garden.url}?question=what-holds-us-back&from=family-carer")
    expect(page.locator("[name=standpoint]:checked")).to_have_value("family-carer")
    expect(page.get_by_text("Samaritans")).to_be_visible()
    tell(page, "Mrs Jones rang me.\nHer number is 07911 123456.")
    hints = page.locator("#kg-w-hints")
    expect(hints).to_contain_text("This looks like a phone number. Take it out.")
    expect(hints).to_contain_text("This looks like a full name")
    hints.get_by_role("button", name="Show me where").first.click()
    chosen = (
        "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)"
    )
    assert page.evaluate(chosen) in ("Mrs Jones", "07911 123456")
    page.fill("#kg-w-text", "A neighbour rang me.\nShe said: “I know.”")
    expect(hints).to_be_hidden()
    page.get_by_label("Another topic, or a new one").fill("Waiting rooms")
    page.get_by_role("button", name="Add this topic").click()
    page.fill("[name=author]", "Dee")
    places = page.locator("#kg-w-places")
    expect(places).to_contain_text("With the topic Trust")
    expect(places).to_contain_text("With a new topic, if the stewards agree: Waiting rooms")
    expect(places).to_contain_text("With the question What holds us back?")
    expect(page.locator("#kg-w-preview")).to_contain_text("Told by Dee")
    receipt = receipt_on(page)
    page.click("#kg-w-send")
    thanks = "Thank you for telling it. The stewards read it next. Keep your receipt: it shows you what comes of it."
    expect(page.locator("#kg-w-said")).to_have_text(f"It has arrived. {thanks}")
    said = taken_in(garden, waits=True)
    assert said.splitlines()[0] == "drafts/stories/nobody-rang.md"
    said = kgen(garden.config, "accept", "nobody-rang")
    assert "content/people/dee.md" in said and "content/topics/waiting-rooms.md" in said
    assert kgen(garden.config, "check", "content/stories/nobody-rang.md").strip().endswith("0 problems.")
    path = garden.config.parent / "content/stories/nobody-rang.md"
    entry = read_entry(Source("stories/nobody-rang.md", path.read_bytes()), "")
    front: Any = entry.meta
    assert front.consent.ref == hashlib.sha256(receipt.encode()).hexdigest()
    assert front.answers == ("what-holds-us-back",)
    assert "A neighbour rang me.\\\nShe said" in path.read_text()
    assert faults == []
    assert hosts - {""} == {
        urlsplit(garden.url).netloc,
        urlsplit(page.locator("#kg-w-form").get_attribute("action")).netloc,
    }
    page.remove_listener("request", asked)


def test_the_sheet_of_a_network_leads_to_a_story_told_in_it(page: Page, garden: Garden) -> None:
    ticked = page.locator("[name=networks]:checked")
    opened(page, f"{garden.url}?network=thursday-circle")
    assert ticked.evaluate_all("all => all.map(each => each.value)") == ["thursday-circle"]
    opened(page, f"{garden.url}?network=no-such-circle")
    assert ticked.count() == 0


def test_a_story_answers_another(page: Page, garden: Garden) -> None:
    (garden.config.parent / "content/stories").mkdir()
    (garden.config.parent / "content/stories/the-first.md").write_text(story(title="The first"))
    opened(page, f"{garden.url}?story=the-first&question=../../x")
    assert page.locator("[name=answers]:checked").evaluate_all("all => all.map(each => each.value)") == [
        "stories/the-first"
    ]
    tell(page, title="")
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-said")).to_contain_text("It has arrived.")
    assert taken_in(garden).startswith("drafts/stories/in-answer-to-")
    kgen(garden.config, "check")


def test_what_is_missing_is_said_and_leads_to_its_field(page: Page, garden: Garden) -> None:
    opened(page, garden.url)
    page.click("#kg-w-send")
    missing = page.locator("#kg-w-missing")
    expect(missing).to_be_focused()
    expect(missing).to_contain_text("Your story is still empty.")
    expect(missing.get_by_role("link")).to_have_count(6)
    for link in missing.get_by_role("link").all():
        link.click()
        target = page.locator(f'[id="{link.get_attribute("href")[1:]}"]')  # type: ignore[index]
        assert target.evaluate("target => target.contains(document.activeElement)")
        expect(target).to_be_in_viewport()
    tell(page)
    expect(missing).to_be_hidden()
    assert list(garden.letters.iterdir()) == []


def test_three_answers_are_enough_to_send_and_the_stewards_do_the_rest(page: Page, garden: Garden) -> None:
    opened(page, garden.url)
    page.fill("#kg-w-text", "Nobody rang me back.")
    choose(page, "standpoint", "family-carer")
    choose(page, "consent.whose", "own")
    choose(page, "consent.others", "none")
    choose(page, "under_18", "no")
    page.check("#kg-w-agreed")
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-said")).to_contain_text("It has arrived.")
    said = taken_in(garden, waits=True)
    assert all(f"`{name}` is missing" in said for name in ("title", "topics", "sectors"))
    reloaded(page)
    page.set_input_files("#kg-w-open", garden.letter)
    for name, value in {"topics": "trust", "sectors": "schools"}.items():
        choose(page, name, value)
    page.fill("[name=title]", "Nobody rang")
    taken_in(garden, data=saved(page))
    kgen(garden.config, "check")


def test_it_can_be_told_with_the_keyboard_alone(page: Page, garden: Garden) -> None:
    opened(page, garden.url)

    def tab_to(selector: str, most: int = 80) -> None:
        for _ in range(most):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached with the Tab key")

    tab_to("#kg-w-text")
    page.keyboard.type("Nobody rang me back.")
    tab_to("[name=standpoint]")
    page.keyboard.press("Space")
    tab_to("[name=under_18]")
    page.keyboard.press("ArrowDown")
    tab_to("[name='consent.whose']")
    page.keyboard.press("Space")
    tab_to("[name='consent.others']")
    page.keyboard.press("Space")
    tab_to("#kg-w-agreed")
    page.keyboard.press("Space")
    tab_to("[name=title]")
    page.keyboard.type("Nobody rang")
    tab_to("[name=topics][type=text]")
    page.keyboard.type("Waiting rooms")
    page.keyboard.press("Enter")
    tab_to("[name=sectors]")
    page.keyboard.press("Space")
    tab_to("#kg-w-send")
    page.keyboard.press("Enter")
    expect(page.locator("#kg-w-said")).to_contain_text("It has arrived.")
    expect(page.locator("#kg-w-said")).to_be_focused()
    taken_in(garden)
    assert (garden.config.parent / "content/topics/waiting-rooms.md").is_file()


@pytest.mark.parametrize(("width", "colours"), pairwise([390, 1280], ["light", "dark"]))
def test_every_part_of_the_form_meets_wcag_2_2_aa(page: Page, garden: Garden, width: int, colours: Any) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    opened(page, garden.url)
    tell(page, "Mrs Jones, 07911 123456.")
    choose(page, "consent.whose", "with-permission")
    choose(page, "change.status", "made")
    expect(page.locator("#kg-w-hints")).to_be_visible()
    expect(page.locator("#kg-w-refused")).to_be_visible()
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-missing")).to_be_visible()
    page.click("#kg-w-copy")
    assert barriers(page) == ""
    assert not is_wider_than_its_window(page)


def test_one_step_is_open_at_a_time_and_each_says_what_it_still_needs(page: Page, garden: Garden) -> None:
    page.set_viewport_size(PHONE)
    page.goto(garden.url)
    expect(page.locator("#kg-w-live")).to_be_visible()
    box = page.locator("#kg-w-text").bounding_box()
    assert box and box["y"] + box["height"] < PHONE["height"], "the box is in the first screen"
    steps = page.locator("details.kg-step")
    states = steps.locator("[data-state]")
    expect(states).to_have_text(["Needed", "Needed", "Optional", ""])
    page.fill("#kg-w-text", "Nobody rang me back.")

    def go_on(name: str) -> None:
        page.get_by_role("button", name=name).click()
        expect(page.locator("details.kg-step[open]")).to_have_count(1)
        expect(page.locator("details.kg-step[open] > summary")).to_be_focused()

    go_on("Next: who speaks")
    choose(page, "standpoint", "family-carer")
    expect(states).to_have_text(["Done", "Needed", "Optional", ""])
    go_on("Next: who agrees")
    choose(page, "under_18", "no")
    choose(page, "consent.whose", "own")
    choose(page, "consent.others", "none")
    page.check("#kg-w-agreed")
    expect(states).to_have_text(["Done", "Done", "Optional", "Ready"])
    go_on("Next: more about it, if you like")
    go_on("Next: see it and send it")
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-said")).to_contain_text("It has arrived.")


def test_a_step_that_lacks_something_opens_where_it_is_missing(page: Page, garden: Garden) -> None:
    page.goto(garden.url)
    expect(page.locator("#kg-w-live")).to_be_visible()
    page.locator("summary", has_text="See it and send it").click()
    page.click("#kg-w-send")
    page.locator("#kg-w-missing").get_by_role("link", name="Say where you speak from.").click()
    expect(page.locator("[name=standpoint]").first).to_be_focused()


SHIFTS = """() => {
  window.moved = 0;
  const add = list => { for (const each of list.getEntries()) if (!each.hadRecentInput) window.moved += each.value; };
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
}"""


@pytest.mark.parametrize("width", first_of([320, 390, 1280]))
def test_nothing_moves_while_the_page_loads(context: BrowserContext, garden: Garden, width: int) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 844})
    page.add_init_script(f"({SHIFTS})()")
    page.route("**/page.js", lambda route: (page.wait_for_timeout(400), route.continue_())[1])
    page.goto(garden.url)
    expect(page.locator("#kg-w-live")).to_be_visible()
    page.wait_for_timeout(200)
    assert page.evaluate("window.moved") <= 0.02


UNDER_THE_EXIT = """() => {
  const exit = document.querySelector(".kg-exit-place").getBoundingClientRect();
  const inside = ({ left, right, top, bottom }) =>
    right > exit.left + 1 && left < exit.right - 1 && bottom > exit.top + 1 && top < exit.bottom - 1;
  const words = "p, h1, h2, h3, label, input, textarea, button, li, summary";
  return [...document.querySelectorAll(`main :is(${words}), footer p`)]
    .filter(each => !each.closest(".kg-exit-place") && each.getClientRects().length)
    .filter(each => inside(each.getBoundingClientRect()))
    .map(each => each.outerHTML.slice(0, 80));
}"""


COVERED_BY_THE_EXIT = """() => {
  const exit = document.querySelector(".kg-exit-place").getBoundingClientRect();
  const isCovered = ({ left, right, top, bottom, height }) => height <= innerHeight / 2 &&
    bottom > exit.top + 1 && top < exit.bottom - 1 && right > exit.left && left < exit.right;
  return [...document.querySelectorAll("main :is(input, textarea, button, summary)")]
    .filter(each => each.checkVisibility({ visibilityProperty: true }))
    .filter(each => { each.focus(); return isCovered(each.getBoundingClientRect()); })
    .map(each => each.outerHTML.slice(0, 80));
}"""
"""What the way out covers as one goes through the form by the keyboard."""


@pytest.mark.parametrize("zoom", [1, 2, 4])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 844)])
def test_the_way_out_is_over_nothing_at_any_zoom(
    page: Page, garden: Garden, width: int, height: int, zoom: int
) -> None:
    page.set_viewport_size({"width": max(320, width // zoom), "height": height // zoom})
    opened(page, garden.url)
    strip = page.evaluate("""() => {
      const place = document.querySelector(".kg-exit-place"), style = getComputedStyle(place);
      const { left, right, bottom } = place.getBoundingClientRect();
      const isStrip = left === 0 && right === document.documentElement.clientWidth && bottom === innerHeight;
      return style.position === "fixed" && isStrip && style.backgroundColor !== "rgba(0, 0, 0, 0)";
    }""")
    bottom = "document.documentElement.scrollHeight"
    for at in ["0", bottom] if not strip else [bottom]:
        page.evaluate(f"scrollTo(0, {at})")
        assert page.evaluate(UNDER_THE_EXIT) == []
    assert page.evaluate(COVERED_BY_THE_EXIT) == []


# --- offline, in a hurry, on somebody else's device


def test_it_works_offline_once_it_is_loaded(context: BrowserContext, garden: Garden) -> None:
    page = context.new_page()
    opened(page, garden.url)
    context.set_offline(True)
    tell(page, "My number is 07911 123456.")
    expect(page.locator("#kg-w-hints")).to_contain_text("phone number")
    page.fill("#kg-w-text", "Nobody rang me back.")
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-said")).to_contain_text("You are offline. Nothing was sent")
    text = saved(page)
    context.set_offline(False)
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-said")).to_contain_text("It has arrived.")
    taken_in(garden, data=text)


@pytest.mark.parametrize("how", ["link", "keys"])
def test_the_exit_leaves_at_once_and_back_does_not_return(page: Page, garden: Garden, how: str) -> None:
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<h1>Weather</h1>"))
    page.goto(garden.url.replace("/write/", "/stories/"))
    opened(page, garden.url)
    page.fill("#kg-w-text", "A secret")
    if how == "link":
        page.get_by_role("link", name="Exit this page").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    expect(page.get_by_role("heading", name="Weather")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/stories/$"))


def test_capital_letters_do_not_leave_the_page(page: Page, garden: Garden) -> None:
    opened(page, garden.url)
    page.locator("#kg-w-text").press_sequentially("NHS AND GP")
    for _ in range(3):
        page.keyboard.press("Shift+A")
    assert page.url == garden.url


def kept(page: Page) -> bool:
    """Whether any part of the story is in what the browser keeps. Material keeps the colours somebody chose."""
    return "Nobody rang" in str(page.evaluate("[{...localStorage}, {...sessionStorage}, document.cookie]"))


def test_nothing_is_kept_unless_somebody_asks(page: Page, garden: Garden) -> None:
    opened(page, garden.url)
    tell(page)
    expect(page.locator("#kg-w-preview")).to_contain_text("Nobody rang me back.")
    assert not kept(page)
    reloaded(page)
    assert page.input_value("#kg-w-text") == ""

    tell(page, "First line.\n\n- one\n- two")
    page.check("#kg-w-keep")
    assert kept(page)
    receipt = receipt_on(page)
    reloaded(page)
    assert page.input_value("#kg-w-text") == "First line.\n\n- one\n- two"
    assert page.is_checked("[name=topics][value=trust]") and receipt_on(page) == receipt
    expect(page.locator("#kg-w-opened")).to_contain_text("This is the draft that you kept in this browser.")
    assert not page.is_checked("#kg-w-agreed")
    page.click("#kg-w-clear")
    assert not kept(page)
    assert page.input_value("#kg-w-text") == "" and receipt_on(page) != receipt


# --- whatever they type


HOSTILE = [
    'She said: "no" — \'never\'', "---", "title: [a, b]", "# no comment", "- a list", "a: b: c", "{{ site }} {% raw %}",
    "<script>alert(1)</script>", "😀 👩‍👧 𝒳", "عنوان عربي", "שלום: #1",
    "\\", '\\"', "null", "true", "2026", "~", "*a*", "&x", "!y",
    "%40", "@z", "`code`", "| pipe", "> quote",
    "a\u2028b\u202ec", "&#8238;x&#x202e;", "../../x", "'", '"', "…",
    "y&#&#8238;8238;",
]  # fmt: skip


def test_a_title_of_any_signs_passes_the_check(page: Page, garden: Garden, faults: list[str]) -> None:
    opened(page, garden.url)
    tell(page)
    files = [garden.config.parent / f"sent-{number}.md" for number in range(len(HOSTILE))]
    for number, (file, title) in enumerate(zip(files, HOSTILE, strict=True)):
        for name, value in (("text", f"Story {number}."), ("title", title), ("handbrake", title)):
            page.fill(f'[name="{name}"]', value)
        file.write_text(re.sub("[0-9a-f]{64}", f"{number:064x}", saved(page)))
    assert intake(garden.config, files) == 0
    titles = []
    for path in (garden.config.parent / "drafts/stories").iterdir():
        entry = read_entry(Source(f"stories/{path.name}", path.read_bytes()), "")
        titles.append(entry.title)
        assert getattr(entry.meta, "handbrake", "") == entry.title
    unsafe = {"a\u2028b\u202ec": "a bc", "&#8238;x&#x202e;": "x", "y&#&#8238;8238;": "y"}
    assert sorted(titles) == sorted(unsafe.get(title, title) for title in HOSTILE if unsafe.get(title, title))
    kgen(garden.config, "check")
    assert faults == []


BUILT = """async ({order, cases}) => {
  const {storyFile} = await import("./story.js");
  return cases.map(([values, text]) => storyFile(order, values, text).text);
}"""
READ = """async ({order, files}) => {
  const {received, storyFile} = await import("./story.js");
  return files.map(file => {
    const {values, text, others, isMarkdown} = received(file, order);
    return storyFile(order, values, text, others, isMarkdown).text;
  });
}"""
SIGNS = [
    *"abc XYZ019 \n\n\t-:#'\"\\[]{}<>&*!|%@`~=_.,…éß", "\r\n", "---", "- ", "1. ",
    "\u2028", "\u202e", "\ufeff", "\x00", "\x85",
    "😀", "ש", "&#8238;", "&#x202E;", "&#", ";", "<b>", "\\<", "\n\n\n", "\u00a0",
    "\u3000", "\\\n", "```", "===", "\uffff",
]  # fmt: skip


def random_story(chance: random.Random) -> tuple[dict[str, Any], str]:
    def words() -> str:
        return "".join(chance.choices(SIGNS, k=chance.randint(0, 12)))

    values = {path: words() if chance.random() < 0.5 else "" for path in order(STORY_FORM)}
    for path in ("topics", "sectors", "standpoint", "author", "pseudonyms"):
        values[path] = [words() for _ in range(chance.randint(0, 3))]  # type: ignore[assignment]
    return values, "".join(chance.choices(SIGNS, k=chance.randint(0, 60)))


def test_python_and_javascript_write_the_same_file(page: Page, serve: Callable[[Path], str]) -> None:
    chance = random.Random(SEED)
    cases = [random_story(chance) for _ in range(FUZZED)]
    page.goto(serve(ROOT / "theme/assets/write") + "/")
    built = result_of(page, BUILT, {"order": order(STORY_FORM), "cases": cases})
    expected = [story_file(values, text) for values, text in cases]
    assert [pair for pair in zip(built, expected, strict=True) if pair[0] != pair[1]] == []


def test_a_file_that_was_made_here_is_read_back_whole(page: Page, serve: Callable[[Path], str]) -> None:
    chance = random.Random(SEED + 1)
    files = [story_file(*random_story(chance)) for _ in range(FUZZED)]
    files += [path.read_text() for path in sorted((GARDEN.parent / "content/stories").iterdir())]
    page.goto(serve(ROOT / "theme/assets/write") + "/")
    again = result_of(page, READ, {"order": order(STORY_FORM), "files": files})

    def meaning(file: str) -> tuple[Any, ...]:
        entry = read_entry(Source("stories/a.md", file.encode()), "")
        return entry.meta, entry.body.parts, [fault.message for fault in entry.faults]

    assert [pair for pair in zip(again, files, strict=True) if meaning(pair[0]) != meaning(pair[1])] == []


# --- what cannot be published here, or not yet


def test_a_public_source_refuses_what_others_must_be_able_to_take_back(page: Page, garden: Garden) -> None:
    opened(page, garden.url)
    tell(page)
    expect(page.locator("#kg-w-refused")).to_be_hidden()
    choose(page, "consent.whose", "with-permission")
    expect(page.locator("#kg-w-refused")).to_be_visible()
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-missing")).to_contain_text("cannot take a story told for somebody else")
    choose(page, "consent.whose", "own")
    choose(page, "about_child", "true")
    expect(page.locator("#kg-w-missing")).to_contain_text("cannot take a story told for somebody else")
    assert list(garden.letters.iterdir()) == []


def test_a_private_source_takes_it_until_its_review(page: Page, garden_with: Callable[..., Garden]) -> None:
    garden = garden_with(source="private", consent_review_months=6)
    opened(page, garden.url)
    tell(page)
    choose(page, "consent.whose", "with-permission")
    choose(page, "about_child", "false")
    expect(page.locator("#kg-w-review")).to_contain_text("the story is hidden, unless they agree again")
    page.click("#kg-w-send")
    missing = page.locator("#kg-w-missing")
    expect(missing.get_by_role("link")).to_have_text(
        ["Say who you are writing it for.", "Say how they agreed.", "Read it back to them, and tick that you have."]
    )
    choose(page, "private.whose", "somebody I care for")
    choose(page, "private.agreed_by", "they said so")
    page.check("[name='private.read_back']")
    choose(page, "consent.uses", "meetings")
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-said")).to_contain_text("It has arrived.")
    said = taken_in(garden)
    assert "  Told for: somebody I care for\n  They agreed: they said so\n  It was read back to them" in said
    kgen(garden.config, "check")
    file = (garden.config.parent / "content/stories/nobody-rang.md").read_text()
    assert "uses: [site, meetings]" in file and "care for" not in file and "read back" not in file


def test_no_file_says_yes_for_somebody_who_did_not(page: Page, garden: Garden) -> None:
    opened(page, garden.url)
    tell(page)
    page.uncheck("#kg-w-agreed")
    assert "given" not in saved(page)
    page.check("#kg-w-agreed")
    assert "given: 2" in saved(page)


def test_what_was_read_back_is_not_what_is_written_later(page: Page, garden_with: Callable[..., Garden]) -> None:
    garden = garden_with(source="private")
    opened(page, garden.url)
    tell(page)
    choose(page, "consent.whose", "with-permission")
    page.check("[name='private.read_back']")
    page.fill("#kg-w-text", "Nobody rang me back, and it rained.")
    expect(page.locator("[name='private.read_back']")).not_to_be_checked()


def test_what_was_said_for_somebody_else_is_left_out_once_it_is_ones_own(
    page: Page, garden_with: Callable[..., Garden]
) -> None:
    garden = garden_with(source="private")
    opened(page, garden.url)
    tell(page)
    choose(page, "consent.whose", "with-permission")
    choose(page, "private.whose", "somebody I care for")
    choose(page, "consent.whose", "own")
    page.click("#kg-w-send")  # at once, before the box is folded away
    expect(page.locator("#kg-w-said")).to_contain_text("It has arrived.")
    assert "For you alone" not in taken_in(garden)


def test_github_comes_last_and_only_where_it_is_set(
    context: BrowserContext, garden_with: Callable[..., Garden]
) -> None:
    page = context.new_page()
    garden = garden_with()
    opened(page, garden.url)
    assert page.locator("#kg-w-github").count() == 0
    config = garden.config.read_text()
    garden.config.write_text(f"{config}repo_url: https://github.com/a/b\nedit_uri: edit/main/content/\n")
    kgen(garden.config, "build", "--no-search")
    context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
    opened(page, garden.url)
    tell(page, "My number is 07911 123456.")
    page.click("#kg-w-github")
    expect(page.locator("#kg-w-said")).to_contain_text("anybody could read it at once")
    page.fill("#kg-w-text", "Nobody rang me back.")
    with page.expect_popup() as popup:
        page.click("#kg-w-github")
    address = urlsplit(popup.value.url)
    assert address.path == "/a/b/new/main/content/stories"
    assert "filename=nobody-rang.md" in address.query and "value=---" in address.query


# --- other ways to the stewards


def test_without_javascript_the_plain_form_reaches_the_stewards(browser: Any, garden: Garden) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(garden.url)
    expect(page.get_by_text("Your browser cannot help you as you write here")).to_be_visible()
    page.fill("#kg-w-text", "Nobody rang me back.")
    choose(page, "standpoint", "community")
    choose(page, "consent.whose", "own")
    choose(page, "consent.others", "none")
    choose(page, "under_18", "no")
    page.fill("[name=title]", 'Nobody "rang"')
    page.fill("[name=topics]", "trust")
    page.fill("[name=sectors]", "Schools")
    page.check("#kg-w-agreed")
    page.get_by_role("button", name="Send it to the stewards").click()
    expect(page.get_by_role("heading", name="It has arrived")).to_be_visible()
    taken_in(garden)
    kgen(garden.config, "check")
    context.close()


def test_without_javascript_or_a_letter_box_the_page_says_whom_to_write_to(
    browser: Any, garden_with: Callable[..., Garden]
) -> None:
    garden = garden_with(inbox="")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(garden.url)
    assert page.get_by_role("link", name="Write to the stewards").first.get_attribute("href") == "mailto:us@example.org"
    expect(page.locator("#kg-w-form")).to_be_hidden()
    context.close()


MAILED = """() => {
  const link = document.getElementById("kg-w-mail");
  link.addEventListener("click", event => {
    window.mailed = event.defaultPrevented ? "" : link.href;
    event.preventDefault();
  });
}"""


def test_without_a_letter_box_a_mail_brings_the_story(
    context: BrowserContext, garden_with: Callable[..., Garden]
) -> None:
    page = context.new_page()
    garden = garden_with(inbox="")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, garden.url)
    page.evaluate(MAILED)
    mail = page.get_by_role("link", name="Send it by e-mail")
    mail.click()
    assert page.evaluate("window.mailed") == "", "what is missing is said first"
    expect(page.locator("#kg-w-missing")).to_be_focused()
    tell(page, "Nobody rang me back.\nÉlodie & “co” did: 100 %")
    mail.click()
    address = urlsplit(page.evaluate("window.mailed"))
    asked = parse_qs(address.query)
    assert (address.scheme, address.path, asked["subject"]) == ("mailto", "us@example.org", ["A story"])
    text = asked["body"][0].replace("\r\n", "\n")
    assert text == saved(page)
    taken_in(garden, data=text)


def test_a_story_too_long_for_a_mail_is_copied_to_be_pasted(
    context: BrowserContext, garden_with: Callable[..., Garden]
) -> None:
    page = context.new_page()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, garden_with(inbox="").url)
    page.evaluate(MAILED)
    tell(page, "A long story. " * 6000)
    page.get_by_role("link", name="Send it by e-mail").click()
    expect(page.locator("#kg-w-said")).to_contain_text("Copied. Paste it into a message to the stewards")
    assert "copied" in page.evaluate("window.mailed") and len(page.evaluate("window.mailed")) < 2000
    assert page.evaluate("navigator.clipboard.readText()") == saved(page)


def test_copy_and_share_give_the_whole_file(context: BrowserContext, garden: Garden) -> None:
    page = context.new_page()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script("navigator.share = async data => { window.shared = data; }")
    opened(page, garden.url)
    tell(page)
    page.click("#kg-w-copy")
    expect(page.locator("#kg-w-said")).to_contain_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    page.click("#kg-w-share")
    assert page.evaluate("window.shared.text") == copied == saved(page)
    taken_in(garden, data=copied)


def test_a_receiver_that_scripts_cannot_read_is_asked_in_a_new_window(
    page: Page, garden_with: Callable[..., Garden]
) -> None:
    heard: list[bytes] = []

    class Deaf(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"Got it")

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Deaf)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    garden = garden_with(inbox=f"http://127.0.0.1:{server.server_port}/")
    opened(page, garden.url)
    tell(page)
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-said")).to_contain_text("We cannot tell whether it arrived.")
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Send it in a new window").click()
    expect(popup.value.get_by_text("Got it")).to_be_visible()
    assert len(heard) == 2 and heard[0].replace(b"%0D", b"") == heard[1].replace(b"%0D", b"")
    server.shutdown()
    server.server_close()


def test_a_letter_box_that_refuses_is_named_and_nothing_is_lost(page: Page, garden: Garden) -> None:
    opened(page, garden.url)
    tell(page)
    page.route(
        page.locator("#kg-w-form").get_attribute("action"),
        lambda route: route.fulfill(  # type: ignore[arg-type]
            status=503, headers={"Access-Control-Allow-Origin": "*"}
        ),
    )
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-said")).to_contain_text("It did not arrive")
    assert page.input_value("#kg-w-text") == "Nobody rang me back."


# --- receipts and stewards


def test_whoever_shows_the_receipt_can_ask_for_a_change(page: Page, garden: Garden) -> None:
    opened(page, garden.url)
    tell(page)
    shown = page.locator("#kg-w-receipt").inner_text()
    assert re.fullmatch(r"([0-9a-f]{4} ){7}[0-9a-f]{4}", shown)
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-said")).to_contain_text("It has arrived.")
    taken_in(garden)
    garden.letter.unlink()
    kgen(garden.config, "build", "--no-search")
    page.get_by_role("link", name="what happened to it").click()
    page.fill("#kg-mine-receipt", shown.upper())
    page.get_by_role("button", name="Look it up").click()
    expect(page.get_by_role("link", name="Nobody rang")).to_be_visible()
    choose(page, "wish", "withdraw")
    page.get_by_role("button", name="Send it to the stewards").click()
    expect(page.locator("#kg-mine-told")).to_contain_text("The stewards have it.")
    assert "kgen withdraw nobody-rang" in taken_in(garden)


@pytest.mark.parametrize("way", ["file", "posted", "form", "message"])
def test_a_steward_mends_what_was_sent_without_a_terminal(page: Page, garden: Garden, tmp_path: Path, way: str) -> None:
    receipt = "7e2262523743edb7baf7a1a60386eb27"
    ref = hashlib.sha256(receipt.encode()).hexdigest()
    sent = story(
        "First.\n\nSecond.",
        title='A "title": yes',
        topics=None,
        consent={"ref": ref, "review": "2028-03"},
        summary="Short: yes",
    )
    fields = {"text": "First.\n\nSecond.", "title": 'A "title": yes', "standpoint": "practitioner",
              "sectors": "schools", "consent.whose": "own", "consent.others": "none", "consent.ref": ref,
              "agreed": "yes"}  # fmt: skip
    data = {"file": sent, "posted": urlencode({"file": sent}), "form": urlencode(fields), "message": f"Hello\n\n{sent}"}
    (tmp_path / "letter.txt").write_text(data[way])
    opened(page, garden.url)
    page.set_input_files("#kg-w-open", tmp_path / "letter.txt")
    expect(page.locator("#kg-w-opened")).to_contain_text("letter.txt is open.")
    assert page.input_value("[name=title]") == 'A "title": yes'
    assert page.input_value("#kg-w-text") == "First.\n\nSecond."
    expect(page.locator("#kg-w-receipt-box")).to_be_hidden()
    page.fill("#kg-w-check", " ".join(re.findall("....", receipt)))
    expect(page.locator("#kg-w-checked")).to_have_text("Yes, it belongs to the opened story.")
    page.fill("#kg-w-check", "0" * 32)
    expect(page.locator("#kg-w-checked")).to_have_text("No, it belongs to another story.")
    choose(page, "topics", "trust")
    mended = saved(page)
    assert ref in mended
    assert way == "form" or ("summary: 'Short: yes'" in mended and "review: 2028-03" in mended)
    taken_in(garden, data=mended)
    kgen(garden.config, "check")


def test_prose_keeps_the_lines_that_people_type() -> None:
    assert prose("one\ntwo\n\n\n\nthree\n- a\n- b") == "one\\\ntwo\n\nthree\n- a\n- b"


def test_what_is_found_is_said_by_the_questions_of_the_form_and_shown(page: Page, garden: Garden) -> None:
    page.set_viewport_size(PHONE)
    opened(page, garden.url)
    tell(page, "My son Callum Reid is 9 and hides in the shed.\n" + "Nobody asked him why.\n" * 60)
    hints = page.locator("#kg-w-hints")
    asked = "“Is a child at its centre, or could a child be recognised in it?”"
    expect(hints).to_contain_text(f"This shows a child, but {asked} does not say so yet.")
    expect(hints).to_contain_text(f"Choose “Yes” under {asked}: two stewards then read it, and nobody is named in it.")
    page.evaluate("document.getElementById('kg-w-text').scrollTop = 9999")
    hints.get_by_role("button", name="Show me where").first.click()
    assert page.evaluate("document.activeElement.scrollTop") == 0
    page.evaluate("document.querySelectorAll('details').forEach(each => (each.open = true))")
    page.check("[name='consent.others'][value=agreed]")
    page.check("[name=about_child][value=false]")
    expect(hints).to_contain_text(f"This shows a child, but {asked} says no.")
    expect(hints).not_to_contain_text("`")
