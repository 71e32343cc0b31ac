"""From a phone to a page, to what came of it, to another service, and back: the whole of what a garden is for.

A mother tells; two stewards read; a manager answers with a change; she says what she thinks of it; another service
tries it; the letter to all tells of it; and her receipt takes it back, so that nothing of it is left.

With KGEN_PICTURES the pictures in docs/loop/ are taken again.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from gardens import BASIS, NETWORK, make_garden
from letters import HELPLINES, choose, opened, receipt_on
from open_desk import OpenDesk, Steward, agrees, everything_ever, left, open_desk, steward
from playwright.sync_api import Browser, Page, expect
from sites import kgen

PHONE = {"width": 390, "height": 800}
PICTURES = Path(__file__).parents[2] / "docs/loop"
FIRST = "Begin the history of this garden"
HERS, CHANGED, TRIED = "stories/the-door-at-ten-to-nine", "stories/we-open-at-half-past-eight", "stories/our-side-gate"
WORDS = "My son would not go in while the others were there."
NAMED = "My son Jayden, who is 9, would not go in while the others were there."
MADE = "The side gate opens at half past eight"
NOTE = "We had no side gate, so we used the kitchen door."
THIS_MONTH = date.today().strftime("%Y-%m")


@pytest.fixture
def config(tmp_path: Path, letter_box: Callable[[Path], str]) -> Path:
    content = {
        **BASIS,
        "sectors/housing.md": "---\ntitle: Housing\n---\n",
        "networks/circle.md": f"{NETWORK.rstrip().removesuffix('---')}next: 2099-01-20\n---\n",
    }
    options = {"source": "private", "inbox": letter_box(tmp_path / "letters"), "contact": "us@example.org"}
    return make_garden(tmp_path / "garden", content, {**options, "helplines": HELPLINES})


@pytest.fixture
def site(config: Path, serve: Callable[[Path], str]) -> str:
    """The address at which the garden's site is, as the desk builds it."""
    kgen(config, "build", "--no-search")
    return f"{serve(config.parent / 'site')}/"


@contextmanager
def on_a_phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    try:
        yield context.new_page()
    finally:
        context.close()


def picture(page: Page, name: str, part: str = "") -> None:
    if not os.environ.get("KGEN_PICTURES"):
        return
    PICTURES.mkdir(exist_ok=True)
    place = page.locator(part).first if part else page
    place.screenshot(path=PICTURES / f"{name}.png")


def letter_in(config: Path, folder: Path) -> Path:
    """What arrived last, as a file that a steward drops onto the desk."""
    (found,) = (config.parent.parent / "letters").glob("*.txt")
    return found.rename(folder / f"{len(list(folder.glob('sent-*')))}-{found.name}")


def told(page: Page, address: str, text: str, title: str, standpoint: str, sector: str, **more: str) -> str:
    """Fill in the form and send it; return the receipt."""
    opened(page, address)
    page.fill("#kg-w-text", text)
    choose(page, "standpoint", standpoint)
    choose(page, "consent.whose", "own")
    choose(page, "consent.others", more.pop("others", "none"))
    choose(page, "under_18", "no")
    for name, value in {"topics": "trust", "sectors": sector}.items():
        choose(page, name, value)
    for name, value in {"title": title, **more}.items():
        field = page.locator(f'[name="{name}"]')
        if field.first.get_attribute("type") == "radio":
            choose(page, name, value)
        else:
            field.fill(value)
    for use in ("site", "news", "research", "machines", "meetings"):
        page.locator(f'[name="consent.uses"][value="{use}"]').check()
    page.check("#kg-w-agreed")
    return receipt_on(page)


def send(page: Page) -> None:
    page.click("#kg-w-send")
    expect(page.locator("#kg-w-said")).to_contain_text("It has arrived.")


def publishes(steward: Steward, config: Path, folder: Path, name: str) -> None:
    steward.take_in(letter_in(config, folder))
    steward.publish(name)
    steward.is_told("It is in the garden now")
    steward.until_published()


def test_a_story_goes_all_the_way_round_and_leaves_no_trace(
    tmp_path: Path, config: Path, site: str, browser: Browser
) -> None:
    folder = tmp_path / "arrived"
    folder.mkdir()
    with open_desk(config) as desk, steward(browser, desk) as amina, on_a_phone(browser) as phone:
        receipt = she_tells(phone, site, folder)
        two_stewards_publish(desk, amina, browser, config, folder)
        a_manager_answers(phone, site, amina, config, folder)
        she_says_what_came_of_it(phone, site, receipt, amina, config, folder)
        another_service_tries_it(phone, site, amina, config, folder)
        the_letter_tells_of_it(amina)
        everything_leads_there(phone, site, config)
        she_takes_it_back(phone, site, receipt, amina, config, folder)
    nothing_is_left(config, receipt)


def she_tells(phone: Page, site: str, folder: Path) -> str:
    receipt = told(
        phone, f"{site}write/", NAMED, "The door at ten to nine", "family-carer", "schools", others="disguised",
        about_child="true", release="Somebody opened the side gate.",
    )  # fmt: skip
    hints = phone.locator("#kg-w-hints")
    expect(hints).to_contain_text("This looks like somebody's name, in a story about a child.")
    hints.scroll_into_view_if_needed()
    picture(phone, "1-warned")
    phone.fill("#kg-w-text", WORDS)
    expect(hints).to_be_hidden()
    assert not list(folder.parent.glob("letters/*.txt")), "nothing left the phone before she chose to send it"
    send(phone)
    return receipt


def two_stewards_publish(desk: OpenDesk, amina: Steward, browser: Browser, config: Path, folder: Path) -> None:
    amina.take_in(letter_in(config, folder))
    amina.publish(HERS)
    amina.is_told("a second steward has to read it")
    with steward(browser, desk, "Ben") as ben:
        ben.checked(f"/waiting/{HERS}/")
        picture(ben.page, "2-second-steward")
        ben.publish(HERS)
        ben.is_told("It is in the garden now")
        ben.until_published()


def a_manager_answers(phone: Page, site: str, amina: Steward, config: Path, folder: Path) -> None:
    phone.goto(f"{site}{HERS}/")
    phone.get_by_role("link", name="Answer this story").click()
    answer = {
        "change.status": "made",
        "change.what": "The side gate opens at half past eight",
        "change.when": THIS_MONTH,
    }
    told(
        phone, phone.url, "We gave the caretaker the key.", "We open at half past eight", "manager", "schools", **answer
    )
    send(phone)
    publishes(amina, config, folder, CHANGED)


def she_says_what_came_of_it(phone: Page, site: str, receipt: str, amina: Steward, config: Path, folder: Path) -> None:
    phone.goto(f"{site}{HERS}/")
    came = phone.locator(".kg-came")
    expect(came).to_contain_text(f"Made {MADE}")
    expect(came).to_contain_text("A manager says so: We open at half past eight")
    picture(phone, "3-what-came-of-it")
    looked_up(phone, site, receipt)
    expect(phone.locator("#kg-mine-changed")).to_contain_text(MADE)
    choose(phone, "wish", "came-partly")
    picture(phone, "4-she-says-partly")
    phone.get_by_role("button", name="Send it to the stewards").click()
    expect(phone.locator("#kg-mine-told")).to_contain_text("The stewards have it.")
    amina.drop(letter_in(config, folder))
    amina.is_told("Somebody with its receipt says of what changed: “In part”.")
    amina.page.locator("main .items a").first.click()
    choose(amina.page, "came_of_it", "partly")
    amina.page.fill("#save-reason", "Its teller says so.")
    amina.press("Save and publish")
    amina.is_told("The correction is being published.")
    amina.until_published()
    phone.goto(f"{site}{HERS}/")
    expect(came).to_contain_text("The teller of this story says: It helped in part.")


def another_service_tries_it(phone: Page, site: str, amina: Steward, config: Path, folder: Path) -> None:
    phone.goto(f"{site}{HERS}/")
    phone.get_by_role("link", name="Did you try this too?").click()
    tried = {"tries.went": "adapted", "tries.note": NOTE}
    told(phone, phone.url, "We let them in by the kitchen.", "Our side gate", "practitioner", "housing", **tried)
    phone.locator("#kg-w-tried").scroll_into_view_if_needed()
    picture(phone, "5-another-tries-it", "#kg-w-tried")
    send(phone)
    publishes(amina, config, folder, TRIED)
    phone.goto(f"{site}{HERS}/")
    expect(phone.locator("#travelled").locator("..")).to_contain_text(
        f"In Housing it worked once it was altered. {NOTE}"
    )
    picture(phone, "6-where-it-travelled", "section:has(> #travelled)")


def the_letter_tells_of_it(amina: Steward) -> None:
    amina.checked("/letter/")
    said = amina.page.locator("#letter-text")
    expect(said).to_contain_text(MADE)
    expect(said).to_contain_text("Our side gate")
    picture(amina.page, "7-the-letter")


def everything_leads_there(phone: Page, site: str, config: Path) -> None:
    for address in ("new/", "changes/", "stories/", "topics/trust/", "sectors/schools/"):
        phone.goto(f"{site}{address}")
        expect(phone.locator("main")).to_contain_text("The door at ten to nine")
    built = config.parent / "site"
    for name in ("feed.xml", "new/feed.xml", "data/garden.json", "llms.txt"):
        assert "The door at ten to nine" in (built / name).read_text(), name


def she_takes_it_back(phone: Page, site: str, receipt: str, amina: Steward, config: Path, folder: Path) -> None:
    looked_up(phone, site, receipt)
    choose(phone, "wish", "withdraw")
    phone.get_by_role("button", name="Send it to the stewards").click()
    expect(phone.locator("#kg-mine-told")).to_contain_text("The stewards have it.")
    amina.drop(letter_in(config, folder))
    amina.is_told("wants to take it back")
    amina.page.locator("main .items a").first.click()
    amina.unfolded("#withdraw")
    amina.page.locator("#trace-goes").check()
    amina.page.locator("#withdraw-sure").check()
    amina.press("Withdraw and delete", within="#withdraw")
    amina.until_published()
    looked_up(phone, site, receipt, is_there=False)
    picture(phone, "8-taken-back")


def looked_up(phone: Page, site: str, receipt: str, *, is_there: bool = True) -> None:
    phone.goto(f"{site}my-story/")
    phone.fill("#kg-mine-receipt", receipt)
    phone.get_by_role("button", name="Look it up").click()
    expect(phone.locator("#kg-mine-found-title" if is_there else "#kg-mine-none-title")).to_be_focused()


def nothing_is_left(config: Path, receipt: str) -> None:
    """No file of the site holds her title, her words, her address or what was said about it; nor do the drafts and what
    the desk remembers. Of the history, only what was public and has since been deleted does."""
    hers = [
        "door at ten to nine",
        "door-at-ten-to-nine",
        "while the others were there",
        "opened the side gate",
    ]
    spread = [NOTE, "it helped in part"]
    for name, text in left(config.parent).items():
        if name.startswith(".git/"):
            continue
        held = [words for words in (*hers, *spread, receipt) if words.lower() in text.lower()]
        assert not held, f"{name} holds {held}"
    kgen(config, "build", "--clean")
    for path in (config.parent / "site").rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode(errors="replace").lower()
            assert not [words for words in hers if words.lower() in text], path
    ever = everything_ever(config.parent)
    assert receipt not in ever and "Jayden" not in ever
    done = ["Publish a story", "Publish a story", "Correct a story", "Publish a story", "Withdraw a story"]
    agrees(config, [FIRST, *done], receipt, "Jayden", "Amina", "Ben", "Its teller says so")
    assert "Our side gate" in (config.parent / f"content/{TRIED}.md").read_text(), "what others told stays theirs"
