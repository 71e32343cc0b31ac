"""Putting one's name down on /join/, asking on /ask/: on a phone, through the letter box, to files that check clean."""

import hashlib
import json
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from accessibility import barriers, is_wider_than_its_window
from gardens import read_front
from letters import Garden, choose, receipt_on, saved
from nightly import by_turns
from playwright.sync_api import BrowserContext, Page, Request, expect
from sites import kgen

PHONE = {"width": 390, "height": 800}
REACH = "ring 07911 123456 after six"


def opened(page: Page, garden: Garden, name: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{garden.site}{name}/")
    expect(page.locator("#kg-w-live")).to_be_visible()


def join(page: Page) -> None:
    page.fill("[name=name]", "Dee")
    choose(page, "standpoint", "family-carer")
    choose(page, "offers", "trust")
    page.get_by_label("Another topic, or a new one").last.fill("Waiting rooms")
    page.get_by_role("button", name="Add this topic").last.click()
    choose(page, "networks", "thursday-circle")
    page.fill("[name='private.reach']", REACH)
    choose(page, "under_18", "no")
    page.check("#kg-w-agreed")


def ask(page: Page) -> None:
    page.fill("[name=title]", "Who tells us when a letter is late?")
    page.fill("#kg-w-text", "We wait for weeks.\nNobody says why.")
    choose(page, "wanted", "practitioner")
    choose(page, "topics", "trust")
    page.check("#kg-w-agreed")


FILLED = {"join": join, "ask": ask}


def sent(page: Page) -> None:
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-said")).to_contain_text("It has arrived.")


def files_of(garden: Garden) -> dict[str, str]:
    """Everything in the garden's folder except the letters."""
    folder = garden.config.parent
    paths = (path for path in folder.rglob("*") if path.is_file() and "site" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode(errors="replace") for path in paths}


@pytest.fixture
def page(shared_page: Page) -> Page:
    return shared_page


def test_somebody_puts_their_name_down_and_has_a_page(page: Page, garden: Garden, faults: list[str]) -> None:
    requests: list[str] = []

    def asked(request: Request) -> None:
        requests.append(f"{request.url} {request.post_data or ''}")

    page.on("request", asked)
    page.set_viewport_size(PHONE)
    page.goto(f"{garden.site}networks/thursday-circle/")
    page.get_by_role("link", name="Put your name down for it").click()
    expect(page.locator("[name=networks][value=thursday-circle]")).to_be_checked()
    join(page)
    preview = page.locator("#kg-w-preview")
    expect(preview).to_contain_text("Dee")
    expect(preview).to_contain_text("Waiting rooms")
    receipt = receipt_on(page)
    sent(page)
    said = kgen(garden.config, "intake", str(garden.letter))
    assert said.splitlines()[0] == "drafts/people/dee.md"
    assert said.count(REACH) == 1 and "no file of this garden holds it" in said
    assert [name for name, text in files_of(garden).items() if REACH in text] == []
    said = kgen(garden.config, "accept", "dee")
    assert "content/topics/waiting-rooms.md" in said
    assert kgen(garden.config, "check").strip().endswith("0 problems.")
    front: Any = read_front(garden.config, "people/dee.md")
    assert front.consent.ref == hashlib.sha256(receipt.encode()).hexdigest()
    assert (front.offers, front.asks, front.networks) == (("trust",), ("Waiting rooms",), ("thursday-circle",))
    assert not [each for each in requests if receipt in each]
    assert {urlsplit(each.split()[0]).netloc for each in requests} == {
        urlsplit(garden.site).netloc,
        urlsplit(garden.inbox).netloc,
    }
    page.remove_listener("request", asked)
    assert faults == []


def test_somebody_asks_a_question_and_it_has_a_page(page: Page, garden: Garden, faults: list[str]) -> None:
    opened(page, garden, "ask")
    ask(page)
    expect(page.locator("#kg-w-preview")).to_contain_text("People who work in services")
    receipt = receipt_on(page)
    sent(page)
    said = kgen(garden.config, "intake", str(garden.letter))
    assert said.splitlines()[0] == "drafts/questions/who-tells-us-when-a-letter-is-late.md"
    kgen(garden.config, "accept", "who-tells-us-when-a-letter-is-late")
    assert kgen(garden.config, "check").strip().endswith("0 problems.")
    front: Any = read_front(garden.config, "questions/who-tells-us-when-a-letter-is-late.md")
    assert front.ref == hashlib.sha256(receipt.encode()).hexdigest()
    assert (front.wanted, front.topics) == (("practitioner",), ("trust",))
    assert faults == []


@pytest.mark.parametrize("name", FILLED)
def test_what_is_missing_is_said(name: str, page: Page, garden: Garden) -> None:
    opened(page, garden, name)
    page.click("#kg-w-send")
    links = page.locator("#kg-w-missing").get_by_role("link")
    expect(links).to_have_count({"join": 3, "ask": 2}[name])
    for link in links.all():
        link.click()
        target = page.locator(f'[id="{link.get_attribute("href")[1:]}"]')  # type: ignore[index]
        assert target.evaluate("target => target.contains(document.activeElement)")
    assert list(garden.letters.iterdir()) == []


@pytest.mark.parametrize("name", FILLED)
def test_details_are_found_as_one_types(name: str, page: Page, garden: Garden) -> None:
    opened(page, garden, name)
    page.fill("[name=name]" if name == "join" else "#kg-w-text", "Ring 07911 123456")
    expect(page.locator("#kg-w-hints")).to_contain_text("This looks like a phone number.")


def test_no_name_of_a_child_is_taken(page: Page, garden: Garden) -> None:
    opened(page, garden, "join")
    join(page)
    choose(page, "under_18", "yes")
    expect(page.locator("#kg-w-young")).to_be_visible()
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-missing")).to_contain_text("Names of people under 18 are not shown here.")
    assert list(garden.letters.iterdir()) == []


@pytest.mark.parametrize("name", FILLED)
def test_nothing_unfinished_is_taken_along(name: str, page: Page, garden: Garden) -> None:
    opened(page, garden, name)
    FILLED[name](page)
    page.uncheck("#kg-w-agreed")
    page.click("#kg-w-download")
    expect(page.locator("#kg-w-missing")).to_contain_text("Tick the line that says you want it to be published.")


@pytest.mark.parametrize("name", FILLED)
def test_it_works_offline_and_the_file_can_be_taken_in(name: str, context: BrowserContext, garden: Garden) -> None:
    page = context.new_page()
    opened(page, garden, name)
    context.set_offline(True)
    FILLED[name](page)
    (garden.config.parent / "saved.md").write_text(saved(page))
    context.set_offline(False)
    said = kgen(garden.config, "intake", "saved.md")
    assert said.startswith("drafts/") and "It waits." not in said
    (garden.config.parent / "saved.md").unlink()
    assert (REACH in said) == (name == "join")
    assert [path for path, text in files_of(garden).items() if REACH in text] == []


@pytest.mark.parametrize("name", FILLED)
def test_without_javascript_it_reaches_the_stewards(name: str, browser: Any, garden: Garden) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{garden.site}{name}/")
    if name == "join":
        page.fill("[name=name]", "Dee")
        page.fill("[name='private.reach']", REACH)
        choose(page, "under_18", "no")
    else:
        page.fill("[name=title]", "Who tells us?")
    page.check("#kg-w-agreed")
    page.get_by_role("button", name="Send it to the stewards").click()
    expect(page.locator("h1")).to_have_text("It has arrived")
    context.close()
    said = kgen(garden.config, "intake", str(garden.letter))
    assert said.startswith({"join": "drafts/people/dee.md", "ask": "drafts/questions/who-tells-us.md"}[name])
    assert (f"How to reach them: {REACH}" in said) == (name == "join")


@pytest.mark.parametrize("name", FILLED)
def test_a_draft_is_kept_for_each_form_and_never_how_to_reach_somebody(name: str, page: Page, garden: Garden) -> None:
    opened(page, garden, name)
    FILLED[name](page)
    page.check("#kg-w-keep")
    kept = page.evaluate("JSON.stringify({...localStorage})")
    assert REACH not in kept and len(json.loads(kept)) == 1
    page.goto(garden.url)
    expect(page.locator("#kg-w-live")).to_be_visible()
    assert page.locator("#kg-w-text").input_value() == ""
    opened(page, garden, name)
    expect(page.locator("#kg-w-opened")).to_contain_text("This is the draft")
    expect(page.locator("#kg-w-preview")).to_contain_text("Dee" if name == "join" else "Who tells us")


def test_a_mail_and_a_copy_carry_what_the_stewards_alone_are_told(page: Page, garden: Garden) -> None:
    opened(page, garden, "join")
    join(page)
    page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text; }")
    page.click("#kg-w-copy")
    expect(page.locator("#kg-w-said")).to_contain_text("Copied.")
    copied = page.evaluate("window.copied")
    assert copied.startswith("For the stewards alone") and REACH in copied
    (garden.config.parent / "mail.txt").write_text(f"Dear all,\n\n{copied}\nBye\n")
    said = kgen(garden.config, "intake", "mail.txt")
    assert said.count(REACH) == 1
    (garden.config.parent / "mail.txt").unlink()
    assert [path for path, text in files_of(garden).items() if REACH in text] == []


@pytest.mark.parametrize(("name", "screen"), by_turns(FILLED, product((320, 390, 1280), ("light", "dark"))))
def test_every_part_meets_wcag_2_2_aa(name: str, screen: Any, page: Page, garden: Garden) -> None:
    width, colours = screen
    opened(page, garden, name)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-missing")).to_be_visible()
    FILLED[name](page)
    assert barriers(page) == ""
    assert not is_wider_than_its_window(page)


def test_what_is_posted_is_the_file_and_a_note(page: Page, garden: Garden) -> None:
    opened(page, garden, "join")
    join(page)
    sent(page)
    fields = parse_qs(garden.letter.read_text())
    assert fields.keys() == {"file", "note"} and fields["note"] == [f"How to reach them: {REACH}"]
