"""Looking up a receipt on /my-story/: what its holder sees, and that nobody else learns of it."""

import hashlib
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from accessibility import barriers, is_wider_than_its_window
from gardens import BASIS, make_garden, story
from nightly import at_night, pairwise
from playwright.sync_api import BrowserContext, Page, Request as Asked, expect
from sites import DAY, kgen

from kgen.settings import load
from kgen.stewarding.sent import Request
from kgen.stewarding.submission import everything_in

PHONE = {"width": 390, "height": 800}
PARTED = "import kgen.exports.receipts as it; it.MOST = 0; from kgen.cli import entry; entry()"
PROGRAM = [sys.executable, "-c", PARTED]
"""kgen as it works where there are many receipts."""


def receipt(number: int) -> str:
    return hashlib.sha256(f"receipt {number}".encode()).hexdigest()[:32]


def ref(number: int) -> str:
    return hashlib.sha256(receipt(number).encode()).hexdigest()


def shown(number: int) -> str:
    """A receipt as somebody wrote it down."""
    return " ".join(re.findall("....", receipt(number).upper()))


KETTLE = story(
    "We had a kettle.", title="The kettle", standpoint="family-carer", consent={"ref": ref(1), "review": "2028-10"}
)
ANSWER = story(
    "We put it back.", title="We put it back", answers="stories/kettle", mentions=["bereavement"],
    change={"status": "made", "what": "It stands there again", "when": "2026-10"},
)  # fmt: skip
TO_A_QUESTION = story(
    "Nobody asks.", title="Nobody asks", answers="why", author="dee",
    change={"status": "made", "what": "Somebody asks now", "when": "2026-10"},
)  # fmt: skip
CONTENT = {
    **BASIS,
    "stories/kettle.md": KETTLE,
    "stories/nobody-asks.md": TO_A_QUESTION,
    "questions/why.md": f"---\ntitle: Why is it so?\nref: {ref(2)}\n---\nTell us.\n",
    "people/dee.md": f"---\nname: Dee\nconsent: {{given: 2026-09, ref: {ref(3)}}}\n---\n",
    "stories/lapsed.md": story(title="Lapsed", consent={"ref": ref(4), "review": "2026-10"}),
    "stories/draft.md": story(title="Draft", draft="true", consent={"ref": ref(5)}),
}
NOT_PUBLISHED = {"lapsed": 4, "draft": 5, "unknown": 6}


@dataclass(frozen=True, slots=True)
class Garden:
    """A garden that is published, the address of its page, and where what is sent is kept."""

    config: Path
    folder: Path
    url: str
    letters: Path

    def published(self, **files: str | None) -> None:
        """Publish it once more, with other files in content/stories/."""
        for name, text in files.items():
            (self.config.parent / f"content/stories/{name}.md").write_text(text or "")
        kgen(self.config, "build", "-d", str(self.folder), "--no-search", "--today", DAY)


@pytest.fixture(scope="module")
def garden_with(
    tmp_path_factory: pytest.TempPathFactory, site_of: Callable[..., Any], letter_box: Callable[[Path], str]
) -> Callable[..., Garden]:
    """Give a function that publishes a garden, in a frame, below an address of its own, with options of its own."""

    def grow(theme: str = "kgen", address: str = "https://garden.example/", **options: Any) -> Garden:
        folder = tmp_path_factory.mktemp("garden")
        own = {"inbox": letter_box(folder / "letters"), "contact": "us@example.org", **options}
        config = make_garden(folder / "garden", dict(CONTENT), own)
        text = config.read_text().replace("name: kgen", f"name: {theme}")
        config.write_text(text.replace("https://garden.example/", address or "''"))
        site = site_of(config, "--no-search", "--today", DAY)
        return Garden(config, site.folder, f"{site.url}my-story/", folder / "letters")

    return grow


@pytest.fixture(scope="module")
def garden(garden_with: Callable[..., Garden]) -> Garden:
    """One that tests only look at."""
    return garden_with(helplines=[{"name": "Samaritans", "number": "116 123", "url": "https://www.samaritans.org/"}])


@dataclass(slots=True)
class Watched:
    """What a page asked for, and what went wrong on it."""

    requests: list[Asked] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [urlsplit(each.url).path for each in self.requests]

    def sent(self) -> str:
        """All that left the device: addresses, heads and bodies, without spaces."""
        parts = (f"{each.url} {each.headers} {each.post_data or ''}" for each in self.requests)
        return re.sub(r"[\s+]|%20", "", " ".join(parts)).lower()


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


@pytest.fixture
def watched(page: Page, faults: list[str]) -> Iterator[Watched]:
    found = Watched(faults=faults)

    def asked(request: Asked) -> None:
        found.requests.append(request)

    page.on("request", asked)
    yield found
    page.remove_listener("request", asked)


def opened(page: Page, garden: Garden) -> None:
    page.goto(garden.url)
    expect(page.locator(".kg-mine.is-live")).to_be_visible()


def look_up(page: Page, written: str) -> None:
    page.fill("#kg-mine-receipt", written)
    page.get_by_role("button", name="Look it up").click()


def found(page: Page, garden: Garden, number: int = 1) -> None:
    opened(page, garden)
    look_up(page, shown(number))
    expect(page.locator("#kg-mine-found-title")).to_be_focused()


KEPT = """async () => {
  const databases = await indexedDB.databases(), caches_ = await caches.keys();
  const kept = [{...localStorage}, {...sessionStorage}, document.cookie, databases, caches_, history.state];
  return JSON.stringify([...kept, location.href, document.title, performance.getEntries().map(each => each.name)]);
}"""


def assert_nobody_learns_of_it(page: Page, watched: Watched, number: int = 1) -> None:
    """The receipt and its hash are in no request and in nothing that the browser keeps."""
    kept = page.evaluate(KEPT).lower()
    for secret in (receipt(number), receipt(number)[:8], ref(number), ref(number)[:8]):
        assert secret not in watched.sent() and secret not in kept


# --- the walk


@pytest.mark.parametrize(
    ("theme", "address"),
    [("kgen", "https://x.example/some/path/"), at_night("material", "https://x.example/"), at_night("kgen", "")],
)
def test_from_being_published_to_being_taken_back(
    page: Page, watched: Watched, garden_with: Callable[..., Garden], theme: str, address: str
) -> None:
    garden = garden_with(theme, address)
    found(page, garden)
    root = urlsplit(garden.url).path.removesuffix("my-story/")
    told = page.locator("#kg-mine-found")
    expect(told.get_by_role("heading")).to_have_text("Your story is published")
    link = told.get_by_role("link", name="The kettle")
    assert link.evaluate("link => new URL(link.href).pathname") == f"{root}stories/kettle/"
    expect(page.locator("#kg-mine-kind")).to_have_text("A story. Told anonymously, September 2026.")
    expect(page.locator("#kg-mine-answered")).to_have_text("Nobody yet.")
    expect(page.locator("#kg-mine-changed")).to_have_text("Nothing has been written down yet.")
    expect(page.locator("#kg-mine-review")).to_contain_text("Its consent is asked for again in October 2028.")
    assert watched.paths[-2:] == [f"{root}data/receipts.json", f"{root}stories/kettle/"]
    assert page.input_value("#kg-mine-receipt") == ""

    changed = KETTLE.replace("title:", "change: {status: made, what: A new kettle, when: 2026-11}\ntitle:")
    garden.published(answer=ANSWER, kettle=changed)
    found(page, garden)
    answer = page.locator("#kg-mine-answered li")
    expect(answer).to_have_text("We put it back Content note: bereavement Something changed Works in services")
    assert answer.get_by_role("link").evaluate("each => new URL(each.href).pathname") == f"{root}stories/answer/"
    changed_there = page.locator("#kg-mine-changed li")
    expect(changed_there).to_have_text(
        [
            "A new kettle (November 2026)",
            "Made Content note: bereavement It stands there again (October 2026) We put it back",
        ]
    )

    kgen(garden.config, "withdraw", "kettle", "--today", DAY)
    garden.published()
    opened(page, garden)
    look_up(page, shown(1))
    expect(page.locator("#kg-mine-none-title")).to_be_focused()
    expect(page.locator("#kg-mine-found")).to_be_hidden()
    assert_nobody_learns_of_it(page, watched)
    assert watched.faults == []
    assert {urlsplit(each.url).netloc for each in watched.requests} - {""} == {urlsplit(garden.url).netloc}


def test_nothing_of_it_is_in_the_history_of_the_browser(context: BrowserContext, garden: Garden) -> None:
    page = context.new_page()
    opened(page, garden)
    before = page.evaluate("history.length")
    look_up(page, shown(1))
    expect(page.locator("#kg-mine-found-title")).to_be_focused()
    assert page.evaluate("history.length") == before and page.url == garden.url


def test_a_question_and_a_person_are_found_too(page: Page, watched: Watched, garden: Garden) -> None:
    found(page, garden, 2)
    expect(page.locator("#kg-mine-found-title")).to_have_text("Your question is published")
    expect(page.locator("#kg-mine-answered")).to_contain_text("Nobody asks")
    expect(page.locator("#kg-mine-changed")).to_have_text("Somebody asks now (October 2026) Nobody asks")
    expect(page.locator("#kg-mine-review")).to_be_hidden()
    look_up(page, shown(3))
    expect(page.locator("#kg-mine-found-title")).to_have_text("Your page is published")
    expect(page.locator("#kg-mine-title")).to_have_text("Dee")
    expect(page.locator("#kg-mine-answered")).to_contain_text("Nobody asks")
    expect(page.locator("#kg-mine-changed")).to_be_hidden()
    assert watched.faults == []


def test_whatever_is_not_published_is_told_in_the_same_words(page: Page, watched: Watched, garden: Garden) -> None:
    said = set()
    for number in NOT_PUBLISHED.values():
        opened(page, garden)
        look_up(page, shown(number))
        expect(page.locator("#kg-mine-none-title")).to_be_focused()
        expect(page.locator("#kg-mine-found")).to_be_hidden()
        said.add(page.locator("main").inner_text().replace(shown(number), ""))
        assert watched.paths[-1].endswith("data/receipts.json")
        assert_nobody_learns_of_it(page, watched, number)
    assert len(said) == 1 and "Not published" in said.pop()
    assert page.locator("#kg-mine-none").get_by_role("link").get_attribute("href") == "mailto:us@example.org"


def test_of_many_receipts_only_those_that_begin_alike_are_asked_for(
    page: Page, watched: Watched, garden_with: Callable[..., Garden]
) -> None:
    garden = garden_with()
    kgen(garden.config, "build", "-d", str(garden.folder), "--no-search", "--clean", "--today", DAY, program=PROGRAM)
    found(page, garden)
    assert watched.paths[-3:] == ["/data/receipts.json", f"/data/receipts/{ref(1)[:2]}.json", "/stories/kettle/"]
    none = next(
        number for number in range(6, 99) if not (garden.folder / f"data/receipts/{ref(number)[:2]}.json").exists()
    )
    look_up(page, shown(none))
    expect(page.locator("#kg-mine-none-title")).to_be_focused()
    assert_nobody_learns_of_it(page, watched)


# --- what is typed, and what goes wrong


@pytest.mark.parametrize(
    ("written", "has"),
    [
        ("", ""),
        (receipt(1)[:-1], ", and this has 31"),
        (f"{receipt(1)}0", ", and this has 33"),
        ("hello", ", and this has 1"),
        (receipt(1).replace("e", "O", 1), ", and this has 31"),
    ],
)
def test_what_is_no_receipt_is_said_and_asked_nowhere(
    page: Page, watched: Watched, garden: Garden, written: str, has: str
) -> None:
    opened(page, garden)
    before = len(watched.requests)
    look_up(page, written)
    says = f"A receipt has 32 characters, from 0 to 9 and a to f{has}. An O is a 0, and an l is a 1."
    expect(page.get_by_role("alert")).to_have_text(says)
    expect(page.locator("#kg-mine-receipt")).to_be_focused()
    assert len(watched.requests) == before
    look_up(page, receipt(1))
    expect(page.locator("#kg-mine-found-title")).to_be_focused()
    expect(page.get_by_role("alert")).to_have_text("")


def test_offline_it_says_so_and_tries_again(context: BrowserContext, garden: Garden) -> None:
    page = context.new_page()
    opened(page, garden)
    context.set_offline(True)
    look_up(page, shown(1))
    expect(page.get_by_role("alert")).to_contain_text("It could not be looked up. Are you online?")
    context.set_offline(False)
    page.get_by_role("button", name="Look it up").click()
    expect(page.locator("#kg-mine-found-title")).to_be_focused()


def test_what_could_be_filled_in_by_itself_is_not(page: Page, garden: Garden) -> None:
    opened(page, garden)
    for id in ("kg-mine-receipt", "kg-mine-words"):
        assert page.locator(f"#{id}").get_attribute("autocomplete") == "off"
    assert page.locator("#kg-mine-receipt").get_attribute("spellcheck") == "false"
    assert page.locator("#kg-mine-receipt").get_attribute("name") is None
    assert page.locator("#kg-mine-form").get_attribute("action") is None


# --- changing it, and taking it back


def test_a_message_is_sent_only_by_choice_and_the_stewards_understand_it(
    page: Page, watched: Watched, garden: Garden
) -> None:
    found(page, garden)
    expect(page.locator("#kg-mine-ready")).to_be_hidden()
    page.get_by_role("radio", name="Change it").check()
    page.fill("#kg-mine-words", "Leave out the last line.")
    assert_nobody_learns_of_it(page, watched)
    expect(page.locator("#kg-mine-written")).to_contain_text("It leaves this page only if you send it.")
    page.get_by_role("button", name="Send it to the stewards").click()
    expect(page.locator("#kg-mine-told")).to_contain_text("The stewards have it.")
    (letter,) = garden.letters.glob("*.txt")
    assert parse_qs(letter.read_text()) == {
        "receipt": [receipt(1)], "wish": ["change"], "words": ["Leave out the last line."]
    }  # fmt: skip
    said = kgen(garden.config, "intake", str(letter), "--today", DAY)
    assert "the receipt of content/stories/kettle.md and wants it changed" in said and "last line" in said
    letter.unlink()
    assert watched.faults == []


def test_the_message_can_be_copied_and_mailed(context: BrowserContext, garden: Garden) -> None:
    page = context.new_page()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    found(page, garden)
    page.get_by_role("radio", name="Take it back").check()
    page.fill("#kg-mine-words", "Thank you, all.\n\nÉlodie & “co”: 100 %")
    page.get_by_role("button", name="Copy it").click()
    expect(page.locator("#kg-mine-told")).to_contain_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#kg-mine-message").inner_text()
    page.evaluate("""() => document.getElementById("kg-mine-mail").addEventListener("click", event => {
      window.mailed = event.currentTarget.href;
      event.preventDefault();
    })""")
    mail = page.get_by_role("link", name="Send it by e-mail")
    mail.click()
    address = urlsplit(page.evaluate("window.mailed"))
    assert (address.scheme, address.path) == ("mailto", "us@example.org")
    assert parse_qs(address.query)["body"][0].replace("\r\n", "\n") == copied
    expect(mail).to_have_attribute("href", "mailto:us@example.org")
    (sent,) = everything_in(copied.encode(), "", load(garden.config))
    words = "Thank you, all.\n\nÉlodie & “co”: 100 %"
    assert sent == Request(" " + shown(1).lower(), "withdraw", words)


def test_without_a_letter_box_nothing_can_be_posted(page: Page, garden_with: Callable[..., Garden]) -> None:
    garden = garden_with(inbox="")
    found(page, garden)
    page.get_by_role("radio", name="Take it back").check()
    assert page.get_by_role("button", name="Send it to the stewards").count() == 0
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copy it")).to_be_visible()
    assert page.url == garden.url


# --- leaving


def test_nothing_is_left_when_the_page_is_left(page: Page, watched: Watched, garden: Garden) -> None:
    found(page, garden)
    page.get_by_role("radio", name="Take it back").check()
    page.fill("#kg-mine-receipt", "7e22 2345")
    found(page, garden)
    page.get_by_role("radio", name="Take it back").check()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    expect(page.locator("#kg-mine-found")).to_be_hidden()
    expect(page.locator("#kg-mine-ask")).to_be_hidden()
    text = page.evaluate("document.documentElement.outerHTML").lower()
    assert shown(1).lower() not in text and receipt(1) not in text and "The kettle".lower() not in text
    page.fill("#kg-mine-receipt", shown(1))
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert page.input_value("#kg-mine-receipt") == ""
    page.fill("#kg-mine-receipt", shown(1))
    page.goto(garden.url.replace("my-story", "stories"))
    page.go_back()
    assert page.input_value("#kg-mine-receipt") == ""
    page.reload()
    assert page.input_value("#kg-mine-receipt") == ""
    assert_nobody_learns_of_it(page, watched)


@pytest.mark.parametrize("how", ["link", "keys"])
def test_the_exit_leaves_at_once_and_back_does_not_return(page: Page, garden: Garden, how: str) -> None:
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<h1>Weather</h1>"))
    page.goto(garden.url.replace("my-story", "stories"))
    found(page, garden)
    if how == "link":
        page.get_by_role("link", name="Exit this page").click()
    else:
        page.locator("#kg-mine-receipt").press_sequentially(receipt(1).upper())
        assert page.url == garden.url
        for _ in range(3):
            page.keyboard.press("Shift")
    expect(page.get_by_role("heading", name="Weather")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/stories/$"))


# --- for everybody


@pytest.fixture
def tab_to(page: Page) -> Callable[[str], None]:
    def go(selector: str, most: int = 40) -> None:
        for _ in range(most):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached with the Tab key")

    return go


def test_it_works_with_the_keyboard_alone(page: Page, garden: Garden, tab_to: Callable[[str], None]) -> None:
    opened(page, garden)
    tab_to("#kg-mine-receipt")
    page.keyboard.type(shown(1).lower())
    page.keyboard.press("Enter")
    expect(page.locator("#kg-mine-found-title")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "The kettle"
    tab_to("[name=wish]")
    page.keyboard.press("Space")
    tab_to("#kg-mine-words")
    page.keyboard.type("Please.")
    tab_to("#kg-mine-message")
    tab_to("#kg-mine-ready button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#kg-mine-told")).to_contain_text("The stewards have it.")
    expect(page.locator("#kg-mine-told")).to_be_focused()
    for letter in garden.letters.iterdir():
        letter.unlink()


@pytest.mark.parametrize(("width", "colours"), pairwise([390, 1280], ["light", "dark"]))
def test_what_is_found_meets_wcag_2_2_aa(page: Page, garden: Garden, width: int, colours: Any) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")

    def holds() -> None:
        assert barriers(page) == ""
        assert not is_wider_than_its_window(page)

    found(page, garden, 2)
    page.get_by_role("radio", name="Change it").check()
    holds()
    look_up(page, "hello")
    expect(page.get_by_role("alert")).to_contain_text("A receipt has 32 characters")
    holds()
    look_up(page, shown(6))
    expect(page.locator("#kg-mine-none-title")).to_be_focused()
    holds()


SHIFTS = """() => {
  window.moved = 0;
  const add = list => { for (const each of list.getEntries()) if (!each.hadRecentInput) window.moved += each.value; };
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
}"""


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_while_the_page_loads(context: BrowserContext, garden: Garden, width: int) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 844})
    page.add_init_script(f"({SHIFTS})()")
    page.route("**/my-story.js", lambda route: (page.wait_for_timeout(400), route.continue_())[1])
    opened(page, garden)
    page.wait_for_timeout(200)
    assert page.evaluate("window.moved") <= 0.02


@pytest.mark.parametrize("inbox", [None, ""])
def test_without_javascript_the_stewards_can_be_reached(
    browser: Any, garden: Garden, garden_with: Callable[..., Garden], inbox: str | None
) -> None:
    of_run = garden if inbox is None else garden_with(inbox=inbox)
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(of_run.url)
    assert page.get_by_role("link", name="Write to the stewards").first.get_attribute("href") == "mailto:us@example.org"
    expect(page.get_by_text("Your browser cannot look up a receipt here")).to_be_visible()
    expect(page.locator("#kg-mine-form")).to_be_hidden()
    expect(page.locator("#kg-mine-ask-form")).to_be_visible(visible=inbox is None)
    if inbox is None:
        page.fill("[name=receipt]", shown(1))
        page.get_by_role("radio", name="Take it back").check()
        page.get_by_role("button", name="Send it to the stewards").click()
        expect(page.get_by_role("heading", name="It has arrived")).to_be_visible()
        (letter,) = of_run.letters.glob("*.txt")
        assert "kgen withdraw kettle" in kgen(of_run.config, "intake", str(letter), "--today", DAY)
        letter.unlink()
    context.close()
