"""What the desk's script adds: dropping, copying, warnings, names one by one, the same place, looking again."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from desk_samples import SAMPLES
from desk_server import Desk, desk_server
from playwright.sync_api import Dialog, Page, expect


@pytest.fixture
def desk() -> Iterator[Desk]:
    with desk_server() as desk:
        yield desk


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(faults: list[str]) -> Iterator[None]:
    yield
    assert faults == []


@pytest.fixture
def warnings(page: Page) -> list[str]:
    """How often the browser asked whether to leave; it leaves."""
    said: list[str] = []

    def leave(dialog: Dialog) -> None:
        said.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    return said


DROP = """([files, type]) => {
    const dataTransfer = new DataTransfer();
    for (const [name, size] of files) dataTransfer.items.add(new File(["x".repeat(size)], name));
    const target = document.querySelector("h1");
    return target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
}"""


def drop(page: Page, *files: tuple[str, int]) -> None:
    page.evaluate(DROP, [files, "dragenter"])
    assert page.evaluate("document.documentElement.className") == "is-dragged"
    assert not page.evaluate(DROP, [files, "dragover"]), "the browser would open the file"
    page.evaluate(DROP, [files, "drop"])
    assert page.evaluate("document.documentElement.className") == ""


def test_files_are_dropped_anywhere_shown_and_sent(page: Page, desk: Desk, warnings: list[str]) -> None:
    page.goto(f"{desk.url}/today/")
    drop(page, ("<b>a story.eml", 2000))
    drop(page, ("sheet.csv", 2_500_000))
    said = page.locator("#dropped")
    expect(said).to_contain_text("2 files, not taken in yet:")
    expect(said.locator("li")).to_have_text(["<b>a story.eml (2 kB)", "sheet.csv (2.5 MB)"])
    expect(page.get_by_role("button", name="Take in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("It was not published")
    path, fields = desk.posted[0]
    assert path == "/received/" and 'filename="<b>a story.eml"' in fields["whole"][0]
    assert 'filename="sheet.csv"' in fields["whole"][0] and warnings == []


def test_words_that_are_dragged_are_left_alone(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/today/")
    assert page.evaluate(DROP, [[], "dragover"])


def test_too_much_at_once_is_said_before_it_is_sent(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/today/")
    drop(page, *((f"{number}.txt", 1) for number in range(201)))
    expect(page.locator("#dropped")).to_contain_text("At most 200 files and 40.0 MB at once. Choose fewer.")
    page.get_by_role("button", name="Take in").click()
    assert desk.posted == []


def test_files_that_were_not_taken_in_are_not_lost_unasked(page: Page, desk: Desk, warnings: list[str]) -> None:
    page.goto(f"{desk.url}/today/")
    page.set_input_files("#files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    page.get_by_role("link", name="History").click()
    expect(page).to_have_url(f"{desk.url}/history/")
    assert warnings == ["beforeunload"]


COPYING = "() => { navigator.clipboard.writeText = async text => { window.copied = text; }; }"


def test_a_letter_is_copied_and_warns_until_it_was(page: Page, desk: Desk, warnings: list[str]) -> None:
    page.goto(f"{desk.url}/letter/")
    page.get_by_role("button", name="Copy the subject").focus()
    page.evaluate(COPYING)
    page.keyboard.press("Enter")
    expect(page.locator("[role=status]", has_text="Copied.")).to_have_count(1)
    assert page.evaluate("window.copied") == "Your story: four questions"
    page.goto(f"{desk.url}/letter/")
    assert warnings == ["beforeunload"], "the subject alone is not the letter"
    page.evaluate(COPYING)
    page.get_by_role("button", name="Copy the letter").click()
    expect(page.locator("[role=status]", has_text="Copied.")).to_have_count(1)
    assert page.evaluate("window.copied") == SAMPLES["letter"][0].text  # type: ignore[attr-defined]
    page.goto(f"{desk.url}/today/")
    assert warnings == ["beforeunload"]


def test_a_letter_that_can_be_written_again_never_warns(page: Page, desk: Desk, warnings: list[str]) -> None:
    page.goto(f"{desk.url}/letter-plain/")
    page.get_by_role("button", name="Copy the subject").click()
    page.goto(f"{desk.url}/today/")
    assert warnings == []


def test_where_a_browser_does_not_copy_the_words_are_marked(page: Page, desk: Desk, warnings: list[str]) -> None:
    page.goto(f"{desk.url}/received/")
    page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error('no'); }; }")
    page.get_by_role("button", name="Copy this note").first.click()
    expect(page.locator("[role=status]", has_text="Ctrl+C")).to_have_count(1)
    assert page.evaluate("getSelection().toString()").startswith("How to reach them: ring 07911 123456")
    page.evaluate("document.execCommand('copy')")
    page.goto(f"{desk.url}/today/")
    assert warnings == []


def test_what_is_shown_once_may_be_printed_instead(page: Page, desk: Desk, warnings: list[str]) -> None:
    page.goto(f"{desk.url}/letter/")
    page.locator("h1").click()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.goto(f"{desk.url}/today/")
    assert warnings == []


@pytest.mark.parametrize(
    ("name", "edited", "warned"),
    [
        ("edit", False, False),
        ("edit", True, True),
        ("edit-wrong", False, False),
        ("edit-theirs", False, True),
        ("edit-refused", False, True),
        ("new", True, True),
    ],
)
def test_leaving_what_is_not_saved_is_asked_about(
    name: str, edited: bool, warned: bool, page: Page, desk: Desk, warnings: list[str]
) -> None:
    page.goto(f"{desk.url}/{name}/")
    page.locator("#field-title").click()
    if edited:
        page.keyboard.type("!")
    page.get_by_role("link", name="History").click()
    expect(page).to_have_url(f"{desk.url}/history/")
    assert warnings == (["beforeunload"] if warned else [])


def test_saving_asks_nothing(page: Page, desk: Desk, warnings: list[str]) -> None:
    page.goto(f"{desk.url}/edit-wrong/")
    page.locator("#field-title").fill("Another")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("It was not published")
    assert warnings == [] and desk.posted[0][1]["title"] == ["Another"]


def test_a_form_is_sent_once(page: Page, desk: Desk) -> None:
    desk.slow = 0.5
    page.goto(f"{desk.url}/draft/")
    page.locator("#ask > summary").click()
    page.get_by_role("button", name="Write the letter").dblclick()
    expect(page.locator("h1")).to_have_text("It was not published")
    assert [path for path, _ in desk.posted] == ["/draft/ask"]


def test_a_textarea_grows_with_what_is_written(page: Page, desk: Desk) -> None:
    page.add_init_script("CSS.supports = () => false")
    page.goto(f"{desk.url}/edit/")
    area = page.get_by_label("Old names and addresses")
    area.evaluate("area => { area.style.fieldSizing = 'fixed'; }")
    before = area.bounding_box()
    area.fill("a line\n" * 20)
    after = area.bounding_box()
    assert before and after and after["height"] > before["height"] + 200
    assert area.evaluate("area => area.scrollHeight <= area.clientHeight + 2")


def test_how_long_something_is_is_said_when_it_becomes_too_long(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/edit/")
    said = page.locator("#field-title + [role=status]")
    expect(said).to_have_text("")
    page.locator("#field-title").fill("x" * 201)
    expect(said).to_have_text("201 of at most 200 characters")


def test_names_are_chosen_one_by_one(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/edit/")
    names = page.get_by_role("group", name="Topics")
    expect(names.locator("input")).to_have_count(2)
    expect(names).to_contain_text("Topic number 3")
    names.get_by_role("button", name="Add another").click()
    page.keyboard.type("topic number 7")
    page.keyboard.press("Tab")
    expect(names.locator("input").last).to_have_value("topic-7")
    expect(names).to_contain_text("Topic number 7")
    names.get_by_role("button", name="Remove Something new").click()
    expect(names.locator("input").first).to_be_focused()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("It was not published")
    assert desk.posted[0][1]["topics"] == ["topic-3\r\ntopic-7"]


def test_the_last_name_is_taken_away_and_its_field_stays(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/edit/")
    names = page.get_by_role("group", name="Topics")
    names.get_by_role("button", name="Remove Topic number 3").click()
    expect(page.locator("[id='field-topics']")).to_be_focused()
    names.get_by_role("button", name="Remove Something new").click()
    expect(names.locator("input")).to_have_count(1)
    expect(page.get_by_role("combobox", name="Topics", exact=True)).to_be_focused()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("It was not published")
    assert desk.posted[0][1]["topics"] == [""]


def test_one_comes_back_to_the_same_place_and_sees_what_was_done(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/draft-unsigned/")
    shown, frame = desk.pages["draft-unsigned"]
    desk.pages["draft-unsigned"] = (shown, replace(frame, notice="You have signed that you read it."))
    desk.then = "/draft-unsigned/"
    press = page.get_by_role("button", name="I have read it")
    press.hover()
    before = press.bounding_box()
    assert before and page.evaluate("scrollY") > 300
    press.click()
    notice = page.locator("#notice", has_text="You have signed that you read it.")
    expect(page.locator("html.is-kept")).to_have_count(1)
    expect(notice).to_be_in_viewport()
    after = press.bounding_box()
    assert after and abs(after["y"] - before["y"]) < 30
    page.mouse.wheel(0, -400)
    expect(page.locator("html:not(.is-kept)")).to_have_count(1)
    page.goto(f"{desk.url}/today/")
    page.goto(f"{desk.url}/draft-unsigned/")
    assert page.evaluate("scrollY") == 0


def test_a_form_that_is_saved_leads_back_to_the_place_one_came_from(page: Page, desk: Desk) -> None:
    shown, frame = desk.pages["edit"]
    desk.pages["edit"] = (replace(shown, back="/draft/"), frame)  # type: ignore[call-arg]
    desk.then = "/draft/"
    page.goto(f"{desk.url}/draft/")
    page.evaluate("scrollTo(0, 600)")
    page.goto(f"{desk.url}/edit/")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(f"{desk.url}/draft/")
    page.wait_for_function("Math.abs(scrollY - 600) < 5")
    expect(page.locator("#notice")).to_have_text("")


def test_what_was_done_is_said_aloud(page: Page, desk: Desk) -> None:
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
            const seen = changes => changes.flatMap(change => [...change.addedNodes].map(node => node.textContent));
            const listen = changes => { document.documentElement.title = seen(changes).join("").trim(); };
            new MutationObserver(listen).observe(document.getElementById("notice"), { childList: true });
        })"""
    )
    page.goto(f"{desk.url}/draft-child/")
    expect(page.locator("html")).to_have_attribute("title", "You have signed that you read it.")
    expect(page.locator("#notice")).to_have_text("You have signed that you read it.")


@pytest.fixture
def quick(page: Page) -> None:
    """Time that passes thirty times as fast."""
    page.add_init_script("const later = setTimeout; window.setTimeout = (act, time) => later(act, time / 30);")


def checked(desk: Desk) -> None:
    """The garden has been checked: one more thing is listed, and one more waits."""
    page: Any = SAMPLES["today"][0]
    first = replace(page.sections[0], title="Mended just now")
    desk.pages["today-checking"] = (
        replace(page, sections=(first, *page.sections[1:])),
        replace(SAMPLES["today-checking"][1], waiting=1205),
    )


@pytest.mark.usefixtures("quick")
def test_today_looks_again_until_the_garden_has_been_checked(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/today-checking/")
    page.evaluate("scrollTo(0, 200)")
    link = page.locator("#waiting").get_by_role("link", name="Show all 7")
    link.focus(timeout=1000)
    place = page.evaluate("scrollY")
    checked(desk)
    expect(page.locator("h2", has_text="Mended just now")).to_have_count(1)
    expect(page.locator("#ways")).to_contain_text("Waiting (1205)")
    expect(page.locator("#notice")).to_have_text("The garden has been checked. This page is up to date.")
    expect(link).to_be_focused()
    expect(page.locator("#lists .banner")).to_have_count(0)
    assert abs(page.evaluate("scrollY") - place) < 120
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.wait_for_timeout(400)
    assert requests == []


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("busy", ["files", "words"])
def test_today_changes_nothing_under_the_hands_of_somebody(busy: str, page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/today-checking/")
    if busy == "files":
        page.set_input_files("#files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    else:
        page.evaluate("getSelection().selectAllChildren(document.querySelector('h2'))")
    checked(desk)
    page.wait_for_timeout(500)
    expect(page.locator("h2", has_text="Mended just now")).to_have_count(0)
    page.evaluate("document.getElementById('files').value = ''; getSelection().removeAllRanges()")
    page.locator("h1").click()
    expect(page.locator("h2", has_text="Mended just now")).to_have_count(1)


@pytest.mark.usefixtures("quick")
def test_somebody_who_was_signed_out_meanwhile_keeps_what_is_shown(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/today-checking/")
    desk.pages["today-checking"] = SAMPLES["problem"]
    page.wait_for_timeout(500)
    expect(page.locator("h2", has_text="Arrived")).to_have_count(1)


def test_what_was_ticked_stays_ticked_for_that_steward_and_text(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/draft-ready/")
    page.locator("#box-child").check()
    page.locator("#box-seen").check()
    page.locator("#box-seen").uncheck()
    page.goto(f"{desk.url}/today/")
    page.goto(f"{desk.url}/draft-ready/")
    expect(page.locator("#box-child")).to_be_checked()
    expect(page.locator("#box-seen")).not_to_be_checked()
    kept = page.evaluate("Object.entries(sessionStorage).filter(([key]) => key.startsWith('kgen-desk-ticks'))")
    assert [value for _, value in kept] == ["child"] and all("0" * 64 in key for key, _ in kept)


def test_nothing_is_ticked_for_deletion_until_somebody_ticks_it(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/old-full/")
    boxes = page.get_by_role("checkbox")
    assert boxes.count() > 2
    expect(page.locator("input:checked")).to_have_count(0)
    page.get_by_role("button", name="Tick all").click()
    expect(page.locator("input:checked")).to_have_count(boxes.count())
