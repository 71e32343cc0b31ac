"""What stewards do at the desk, each from a file that somebody sent to the page that everybody reads."""

import hashlib
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import stopping_desk
from gardens import BASIS, TOPIC, make_garden, read_front, story
from nightly import at_night
from open_desk import SENT, OpenDesk, Steward, agrees, holding, left, messages, open_desk, steward
from playwright.sync_api import Browser, expect
from repositories import git
from sites import build, page
from stopping_desk import MOMENTS, NOTHING_DECIDED

FIRST = "Begin the history of this garden"
TELLER = "dee.hartley@mail.example"
MAIL = f"""\
From: Dee Hartley <{TELLER}>
To: stewards@garden.example
Subject: Nobody rang
Message-ID: <7f3a@mail.example>
Date: Tue, 20 Oct 2026 10:15:00 +0100
Content-Type: text/plain; charset=utf-8

Dear all,

I waited at home for nine weeks, and nobody rang.
Then one morning a receptionist rang on her own account.

Kind regards
Dee Hartley
"""
OF_DEE = (TELLER, "Hartley", "mail.example")
RECEIPT = "7e2262523743edb7baf7a1a60386eb27"
HASH = hashlib.sha256(RECEIPT.encode()).hexdigest()
WAITING = TOPIC.replace("Trust", "Waiting")
DISGUISED = {"others": "disguised"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return make_garden(tmp_path / "garden", {**BASIS, "topics/waiting.md": WAITING}, {"source": "private"})


@pytest.fixture
def desk(config: Path) -> Iterator[OpenDesk]:
    with open_desk(config) as desk:
        yield desk


@pytest.fixture
def amina(browser: Browser, desk: OpenDesk) -> Iterator[Steward]:
    with steward(browser, desk) as amina:
        yield amina


def sent(folder: Path, name: str, text: str) -> Path:
    """A file that somebody sent."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def public(config: Path, address: str) -> str:
    return page(config.parent / "site", address)


def is_public(config: Path, address: str) -> bool:
    return (config.parent / "site" / address / "index.html").exists()


def test_a_mail_becomes_a_published_story(tmp_path: Path, browser: Browser) -> None:
    """In a garden whose files everybody can read."""
    config = make_garden(tmp_path / "garden", BASIS)
    with open_desk(config) as desk, steward(browser, desk) as amina:
        from_mail_to_page(tmp_path, config, amina)
    assert "drafts" not in git(config.parent, "status", "--porcelain")
    agrees(config, [FIRST, "Leave what waits out of the history", "Publish a story"], *OF_DEE)


def from_mail_to_page(tmp_path: Path, config: Path, amina: Steward) -> None:
    amina.drop(sent(tmp_path, "nobody-rang.eml", MAIL))
    amina.page.locator("main .items a").first.click()
    expect(amina.page.locator("#publish")).to_contain_text("It cannot be published yet.")
    name = amina.page.url.split("/waiting/")[1].strip("/")
    amina.edit(
        f"/waiting/{name}/",
        standpoint="family-carer",
        topics="trust",
        sectors="schools",
        consent__whose="own",
        consent__others="none",
        consent__given="2026-10",
    )
    amina.save()
    amina.is_told("Saved.")
    amina.publish(name)
    amina.is_told("It is in the garden now")
    amina.until_published()
    assert "a receptionist rang on her own account" in public(config, name)
    assert list((config.parent / "drafts").rglob("*.md")) == []


# --- a story about a child


def signed(steward: Steward, name: str) -> str:
    """How many stewards have read a draft, of how many: "1 of 2"."""
    steward.checked(f"/waiting/{name}/")
    return steward.page.locator("#signatures-title .count").inner_text()


def test_a_story_about_a_child_needs_two_stewards(
    tmp_path: Path, config: Path, desk: OpenDesk, amina: Steward, browser: Browser
) -> None:
    told = story("My daughter waited by the door.", title="By the door", about_child=True, consent=DISGUISED)
    amina.take_in(sent(tmp_path, "by-the-door.md", told))
    name = "stories/by-the-door"
    amina.publish(name)
    amina.is_told("a second steward has to read it")
    assert signed(amina, name) == "1 of 2", "whoever tried to publish it has read it"
    amina.publish(name)
    amina.is_told("a second steward has to read it")
    assert (config.parent / f"drafts/{name}.md").exists() and not (config.parent / f"content/{name}.md").exists()
    with steward(browser, desk, "Ben") as ben:
        assert signed(ben, name) == "1 of 2"
        ben.press("I have read it as it is now")
        assert signed(ben, name) == "2 of 2"
        amina.edit(f"/waiting/{name}/", text="My child waited by the door.")
        amina.save()
        assert signed(ben, name) == signed(amina, name) == "0 of 2"
        ben.publish(name)
        ben.is_told("a second steward has to read it")
        assert signed(amina, name) == "1 of 2"
        amina.press("I have read it as it is now")
        ben.publish(name)
        ben.is_told("It is in the garden now")
        ben.until_published()
    assert "My child waited by the door." in public(config, name)
    front = read_front(config, f"{name}.md")
    assert len(front.consent.read_by) == 2 and all(each.startswith("s-") for each in front.consent.read_by)
    agrees(config, [FIRST, "Publish a story"], "Amina", "Ben", "My daughter")


def test_what_was_read_is_what_is_published(
    tmp_path: Path, config: Path, desk: OpenDesk, amina: Steward, browser: Browser
) -> None:
    told = story("My daughter waited by the door.", title="By the door", about_child=True, consent=DISGUISED)
    amina.take_in(sent(tmp_path, "by-the-door.md", told))
    name = "stories/by-the-door"
    amina.checked(f"/waiting/{name}/")
    amina.press("I have read it as it is now")
    with steward(browser, desk, "Ben") as ben:
        ben.checked(f"/waiting/{name}/")
        ben.tick_all()
        amina.edit(f"/waiting/{name}/", text="My daughter Enid waited by the door.")
        amina.save()
        ben.press("Publish", within="#publish")
        ben.is_told("It has been changed since you opened it.")
    assert messages(config.parent) == [FIRST]
    agrees(config, [FIRST], "by the door")


# --- declined


def test_what_is_declined_was_never_there(tmp_path: Path, config: Path, amina: Steward) -> None:
    told = story("The words of somebody who changed their mind.", title="Never mind", consent={"ref": HASH})
    mended = told.replace("changed their mind", "had second thoughts")
    amina.take_in(sent(tmp_path, "never-mind.md", told))
    amina.take_in(sent(tmp_path, "mended.md", mended))
    name = "stories/never-mind"
    amina.edit(f"/waiting/{name}/", text="Words that a steward took out again.", title="Another title")
    amina.save()
    name = "stories/another-title"
    amina.edit(f"/waiting/{name}/", text="The words that are left.")
    amina.save()
    amina.go(f"/waiting/{name}/")
    amina.unfolded("#hold").locator("textarea").fill("They are not sure.")
    amina.press("Hold", within="#hold")
    amina.is_told("Held: They are not sure.")
    amina.checked(f"/waiting/{name}/")
    amina.unfolded("#decline").locator("#decline-sure").check()
    amina.press("Decline and delete", within="#decline")
    amina.is_told("It is deleted.")
    words = ["changed their mind", "second thoughts", "a steward took out", "words that are left", "never-mind"]
    words += ["Never mind", "Another title", "not sure", HASH]
    assert {each: found for each in words if (found := holding(config.parent, each))} == {}
    assert not [name for name in left(config.parent) if "never-mind" in name]
    agrees(config, [FIRST], *words)


# --- asked


def test_a_teller_is_asked_and_sees_what_is_published(tmp_path: Path, config: Path, amina: Steward) -> None:
    amina.drop(sent(tmp_path, "nobody-rang.eml", MAIL))
    amina.page.locator("main .items a").first.click()
    name = amina.page.url.split("/waiting/")[1].strip("/")
    amina.edit(f"/waiting/{name}/", standpoint="family-carer", topics="trust", sectors="schools")
    amina.save()
    amina.checked(f"/waiting/{name}/")
    amina.unfolded("#ask").locator("textarea").fill("Was it the same receptionist each time?")
    amina.press("Write the letter", within="#ask")
    letter = amina.page.locator("#letter-text").inner_text()
    assert "Was it the same receptionist each time?" in letter
    (receipt,) = re.findall(r"(?:[0-9a-f]{4} ){7}[0-9a-f]{4}", letter)
    amina.go(f"/waiting/{name}/")
    assert receipt not in amina.page.content()
    amina.go("/waiting/?for=answer")
    expect(amina.page.locator(".items")).to_contain_text("asked in")
    amina.edit(
        f"/waiting/{name}/",
        text="I waited at home for nine weeks, and nobody rang. Then one morning somebody did.",
        consent__whose="own",
        consent__others="none",
        consent__given="2026-11",
        consent__uses=["site", "meetings"],
    )
    amina.save()
    amina.checked(f"/waiting/{name}/")
    expect(amina.page.locator("#checklist")).to_contain_text("Its teller has seen the text as it is now")
    amina.tick_all()
    amina.page.uncheck("#box-seen")
    amina.page.locator("#publish-form").evaluate("form => { form.noValidate = true; }")
    amina.press("Publish", within="#publish")
    amina.is_told("not everything on the checklist is ticked")
    amina.is_told("Its teller has seen the text as it is now")
    amina.publish(name)
    amina.is_told("It is in the garden now")
    amina.until_published()
    assert "Then one morning somebody did." in public(config, name)
    front = read_front(config, f"{name}.md")
    assert front.consent.seen == date.today().strftime("%Y-%m")
    assert front.consent.ref == hashlib.sha256(receipt.replace(" ", "").encode()).hexdigest()
    receipts = [receipt, receipt.replace(" ", "")]
    assert [holding(config.parent, each) for each in receipts] == [[], []]
    assert holding(config.parent, TELLER) == []
    agrees(config, [FIRST, "Publish a story"], *OF_DEE, *receipts, "a receptionist rang")


# --- hidden, shown again, withdrawn


def publish_file(amina: Steward, folder: Path, slug: str, told: str) -> str:
    """Take in a file that holds all that is needed, and publish it; return its name."""
    amina.take_in(sent(folder, f"{slug}.md", told))
    amina.publish(f"stories/{slug}")
    amina.is_told("It is in the garden now")
    return f"stories/{slug}"


def act(steward: Steward, name: str, panel: str, button: str, **fields: str) -> None:
    """Open what can be done with an entry, fill it in, and press its button."""
    steward.go(f"/garden/{name}/")
    steward.unfolded(f"#{panel}")
    for id, value in fields.items():
        control = steward.page.locator(f"#{panel}-{id}")
        kind = control.evaluate("each => each.type")
        if kind == "checkbox":
            control.check()
        elif kind == "select-one":
            control.select_option(value)
        else:
            control.fill(value)
    steward.press(button, within=f"#{panel}")


def test_a_story_is_hidden_shown_and_withdrawn(tmp_path: Path, config: Path, amina: Steward) -> None:
    site = config.parent / "site"
    words, reason = "The lift stood still for a year", "Their neighbour rang us"
    name = publish_file(amina, tmp_path, "the-lift", story(words, title="The lift"))
    amina.until_published()
    assert words in public(config, name)
    act(amina, name, "hide", "Hide it now", reason=reason)
    amina.is_told("It is hidden.")
    amina.until_published()
    assert not is_public(config, name) and holding(site, words) == holding(site, "The lift") == []
    act(amina, name, "show", "Show it again")
    amina.until_published()
    assert words in public(config, name)
    act(amina, name, "withdraw", "Withdraw and delete", sure="yes")
    amina.is_told("The story is withdrawn")
    held = amina.page.locator("#held").inner_text()
    assert "git" in held.lower() or "history" in held.lower()
    amina.until_published()
    assert "withdrawn" in public(config, name)
    assert holding(site, words) == holding(site, "The lift") == []
    assert holding(config.parent, words) == [], "no file, no index, no working copy"
    assert holding(config.parent, reason) == []
    done = ["Publish a story", "Hide a story", "Show a story again", "Withdraw a story"]
    agrees(config, [FIRST, *done], reason, "Their neighbour")


# --- looked after


def test_a_review_is_renewed(tmp_path: Path, config: Path, amina: Steward) -> None:
    consent = {"whose": "with-permission", "ref": "r-17", "given": "2025-10", "review": "2026-10"}
    name = publish_file(amina, tmp_path, "the-ramp", story("The ramp was steep.", title="The ramp", consent=consent))
    amina.until_published()
    assert not is_public(config, name), "its review has passed"
    amina.go("/")
    expect(amina.page.locator("#lapsed")).to_contain_text("The ramp")
    act(amina, name, "renew", "Renew the consent", agreed="yes", reason="On the telephone")
    amina.is_told("The consent is renewed.")
    amina.until_published()
    assert "The ramp was steep." in public(config, name)
    now = read_front(config, f"{name}.md").consent
    assert now.given == date.today().strftime("%Y-%m") and now.review > now.given
    agrees(config, [FIRST, "Publish a story", "Renew a consent"], "On the telephone")


def test_topics_questions_and_networks_are_looked_after(tmp_path: Path, config: Path, amina: Steward) -> None:
    amina.go("/new/topic/")
    amina.fill({"title": "Being rung back", "definition": "To hear from somebody who said they would ring."})
    amina.press("Make this topic")
    amina.is_told("It is in the garden now")
    name = publish_file(amina, tmp_path, "rung", story("Rung at last.", title="Rung", topics=["being-rung-back"]))
    act(amina, "topics/being-rung-back", "merge", "Merge", into="trust")
    amina.is_told("The two are one now.")
    assert read_front(config, f"{name}.md").topics == ("trust",)
    act(amina, "topics/trust", "rename", "Change the address", slug="relying-on-somebody")
    amina.is_told("It has its new name.")
    amina.go("/new/question/")
    amina.fill({"title": "Who rings back?", "opened": "2026-11", "wanted": "practitioner"})
    amina.page.fill("#field-text", "Tell us who does.")
    amina.press("Make this question")
    amina.is_told("It is in the garden now")
    amina.go("/new/network/")
    amina.fill({"title": "Thursday circle", "purpose": "To listen to each other."})
    amina.press("Make this network")
    amina.is_told("It is in the garden now")
    meeting = date.today() + timedelta(days=30)
    amina.edit("/garden/networks/thursday-circle/", next=meeting.isoformat(), reason="The date is set.")
    amina.save(button="Save and publish")
    amina.is_told("The correction is being published.")
    amina.until_published()
    assert "Rung at last." in public(config, name)
    assert f"{meeting.day} {meeting:%B %Y}" in public(config, "networks/thursday-circle")
    assert "Who rings back?" in public(config, "questions/who-rings-back")
    for address in ("topics/trust", "topics/being-rung-back"):
        assert "topics/relying-on-somebody" in public(config, address), "old addresses lead on"
    assert "Being rung back" in public(config, "topics/relying-on-somebody"), "what it was called too"
    done = ["Add a topic", "Publish a story", "Merge two topics", "Rename a topic", "Add a question", "Add a network"]
    agrees(config, [FIRST, *done, "Correct a network"], "The date is set")


# --- two at once


def test_two_stewards_save_the_same_story(
    tmp_path: Path, config: Path, desk: OpenDesk, amina: Steward, browser: Browser
) -> None:
    amina.take_in(sent(tmp_path, "the-gate.md", story("The gate was locked.", title="The gate")))
    name = "stories/the-gate"
    with steward(browser, desk, "Ben") as ben:
        for where, end in ((f"/waiting/{name}/", "Save"), (f"/garden/{name}/", "Save and publish")):
            amina.edit(where, text=f"What Amina wrote at {end}.")
            ben.edit(where, text=f"What Ben wrote at {end}.")
            for each in (amina, ben):
                if "garden" in where:
                    each.page.fill("#save-reason", "A slip")
                    each.page.check("#seen-less")
            amina.save(button=end)
            ben.save(button=end)
            ben.is_told("Somebody else has saved this since you opened it")
            assert f"What Amina wrote at {end}." in (ben.page.locator("#theirs").text_content() or "")
            assert ben.page.input_value("#field-text").strip() == f"What Ben wrote at {end}."
            ben.page.fill("#field-text", f"What both wrote at {end}.")
            if "garden" in where:
                ben.page.fill("#save-reason", "Both slips")
                ben.page.check("#seen-less")
            ben.save(button=end)
            ben.go(where)
            expect(ben.page.locator("div.words")).to_contain_text(f"What both wrote at {end}.")
            if "waiting" in where:
                ben.publish(name)
        ben.until_published()
    assert "What both wrote at Save and publish." in public(config, name)
    agrees(config, [FIRST, "Publish a story", "Correct a story", "Correct a story"], "slip", "The gate was locked")


@pytest.fixture
def remote(tmp_path: Path, config: Path, desk: OpenDesk, amina: Steward) -> Path:
    """Where the garden is sent to."""
    bare = tmp_path / "remote.git"
    git(tmp_path, "init", "-q", "--bare", str(bare))
    git(config.parent, "remote", "add", "origin", str(bare))
    amina.go("/history/")
    amina.press("Publish the garden now")
    amina.until_published(SENT)
    return bare


def cloned(remote: Path, folder: Path) -> Path:
    """The mkdocs.yml of a clone of the garden."""
    git(folder.parent, "clone", "-q", str(remote), str(folder))
    return folder / "mkdocs.yml"


@pytest.mark.nightly
def test_two_desks_of_one_garden(tmp_path: Path, config: Path, amina: Steward, remote: Path, browser: Browser) -> None:
    other = cloned(remote, tmp_path / "other")
    with open_desk(other) as second, steward(browser, second, "Ben") as ben:
        publish_file(amina, tmp_path, "the-gate", story("The gate was locked.", title="The gate"))
        amina.until_published(SENT)
        publish_file(ben, tmp_path, "the-door", story("The door was open.", title="The door"))
        ben.until_published(SENT)
        assert (other.parent / "content/stories/the-gate.md").exists(), "what was decided elsewhere is here too"
        amina.edit("/garden/topics/trust/", definition="What Amina means by it.", reason="Clearer")
        amina.save(button="Save and publish")
        amina.until_published(SENT)
        ben.edit("/garden/topics/trust/", definition="What Ben means by it.", reason="Shorter")
        ben.save(button="Save and publish")
        ben.until_published("Somebody else has changed the same file.")
        assert "What Ben means by it." in (other.parent / "content/topics/trust.md").read_text()
        conflict = ben.page.locator("#conflicts")
        expect(conflict).to_contain_text("What Amina means by it.")
        expect(conflict).to_contain_text("What Ben means by it.")
        ben.page.locator('[name="keep:content/topics/trust.md"][value="theirs"]').check()
        ben.press("Keep these and publish")
        ben.until_published(SENT)
        expect(ben.page.locator("#conflicts")).to_have_count(0)
        amina.go("/history/")
        amina.press("Publish the garden now")
        amina.until_published(SENT)
    mine = "Publish a story", "Correct a topic"
    both = sorted([FIRST, *mine, *mine, *3 * ["Join what was decided elsewhere"]])
    third = cloned(remote, tmp_path / "third")
    for each in (config, other, third):
        assert sorted(messages(each.parent)) == both
        agrees(each, messages(each.parent), 'Amina"', 'Ben"', "Clearer", "Shorter")
    build(third)
    assert "The gate was locked." in public(third, "stories/the-gate")
    assert "The door was open." in public(third, "stories/the-door")
    assert "What Amina means by it." in public(third, "topics/trust")


def test_the_network_is_gone_while_publishing(tmp_path: Path, config: Path, amina: Steward, remote: Path) -> None:
    away = remote.rename(tmp_path / "away.git")
    name = publish_file(amina, tmp_path, "the-gate", story("The gate was locked.", title="The gate"))
    amina.until_published("There is no repository at the remote's address.")
    expect(amina.page.locator("main")).to_contain_text("1 decision is not published yet.")
    expect(amina.page.locator("#publishing")).to_contain_text("Publishing failed.")
    act(amina, name, "hide", "Hide it now", reason="A neighbour rang")
    amina.until_published("There is no repository at the remote's address.")
    expect(amina.page.locator("main")).to_contain_text("2 decisions are not published yet.")
    away.rename(remote)
    amina.press("Publish the garden now")
    amina.until_published(SENT)
    expect(amina.page.locator("main")).not_to_contain_text("not published yet")
    assert messages(remote) == [FIRST, "Publish a story", "Hide a story"]
    agrees(config, [FIRST, "Publish a story", "Hide a story"], "A neighbour")


# --- killed

BY_DAY = ("committed",)
"""What the history itself does when it is killed is tried at every step in tests/test_history_killed.py."""


@pytest.mark.parametrize("moment", [moment if moment in BY_DAY else at_night(moment) for moment in MOMENTS])
def test_the_desk_is_killed(moment: str, tmp_path: Path, config: Path, browser: Browser) -> None:
    name = "stories/the-gate"
    run = f"import runpy; runpy.run_path({stopping_desk.__file__!r}, run_name='__main__')"
    program = [sys.executable, "-c", run, moment]
    with open_desk(config, program=program) as desk, steward(browser, desk) as amina:
        amina.take_in(sent(tmp_path, "the-gate.md", story("The gate was locked.", title="The gate")))
        amina.checked(f"/waiting/{name}/")
        amina.tick_all()
        amina.unfolded("#publish").get_by_role("button", name="Publish", exact=True).click(no_wait_after=True)
        desk.ended()
    waits, stands = config.parent / f"drafts/{name}.md", config.parent / f"content/{name}.md"
    with open_desk(config) as desk, steward(browser, desk) as amina:
        assert waits.exists() != stands.exists()
        assert waits.exists() == (moment == NOTHING_DECIDED)
        if moment == NOTHING_DECIDED:
            assert messages(config.parent) == [FIRST]
            amina.publish(name)
        amina.until_published()
        assert "The gate was locked." in public(config, name)
        amina.go(f"/garden/{name}/")
        expect(amina.page.locator("#decisions")).to_contain_text("Publish a story")
    assert not waits.exists() and stands.exists()
    assert [each for each in left(config.parent) if each.endswith(".tmp") or "journal" in each] == []
    agrees(config, [FIRST, "Publish a story"])


# --- what people send


PRIVATE = "ring 07700 900123 after six"


def test_a_letter_box_with_a_note_for_the_stewards(tmp_path: Path, config: Path, browser: Browser) -> None:
    received = tmp_path / "received"
    received.mkdir()
    told = story("The gate was locked.", title="The gate", consent={"ref": HASH})
    form = urlencode({"file": told, "note": f"How to reach them: {PRIVATE}"})
    sent(received, "2026-11-0123456789abcdef.txt", form)
    name = "stories/the-gate"
    with open_desk(config, "--received", str(received)) as desk, steward(browser, desk) as amina:
        for _ in range(2):  # Somebody who leaves the page without copying it finds it again.
            amina.go("/")
            expect(amina.page.locator("#take-in")).to_contain_text("1 file has arrived")
            amina.press("Take in what has arrived")
            expect(amina.page.locator("#note-1")).to_contain_text(PRIVATE)
            assert len(list(received.iterdir())) == 1
        amina.press("I have copied the note: delete the file")
        assert list(received.iterdir()) == []
        expect(amina.page.locator("#take-in")).not_to_contain_text("arrived")
        assert PRIVATE not in amina.page.content()
        amina.publish(name)
        amina.until_published()
        assert "The gate was locked." in public(config, name)
        shown = " ".join(RECEIPT[at : at + 4] for at in range(0, 32, 4))
        amina.drop(sent(tmp_path, "wish.txt", f"receipt: {shown}\nwish: withdraw\nwords: I moved away.\n"))
        amina.is_told("wants to take it back. I moved away.")
        amina.page.locator("main .items a").first.click()
        expect(amina.page).to_have_url(re.compile(f"/garden/{name}/$"))
        act(amina, name, "withdraw", "Withdraw and delete", sure="yes")
        amina.until_published()
        assert holding(config.parent, "The gate was locked") == []
    secrets = [PRIVATE, "07700 900123", RECEIPT, shown, "I moved away"]
    assert [holding(config.parent, each) for each in secrets] == [[]] * len(secrets)
    agrees(config, [FIRST, "Publish a story", "Withdraw a story"], *secrets)


# --- taken back


def content_of(config: Path) -> dict[str, bytes]:
    content = config.parent / "content"
    return {path.relative_to(content).as_posix(): path.read_bytes() for path in content.rglob("*") if path.is_file()}


def is_taken_back(amina: Steward, config: Path, what: str, before: dict[str, bytes]) -> None:
    """What was just done is undone, and the garden is as it was, to the byte."""
    assert content_of(config) != before
    amina.undo(what)
    amina.is_told("That decision is taken back.")
    assert content_of(config) == before


@pytest.mark.nightly
def test_decisions_about_a_story_are_taken_back(tmp_path: Path, config: Path, amina: Steward) -> None:
    amina.take_in(sent(tmp_path, "the-gate.md", story("The gate was locked.", title="The gate")))
    name = "stories/the-gate"
    before = content_of(config)
    as_it_waited = (config.parent / f"drafts/{name}.md").read_bytes()
    amina.publish(name)
    is_taken_back(amina, config, "Publish a story", before)
    assert (config.parent / f"drafts/{name}.md").read_bytes() == as_it_waited
    amina.publish(name)
    act(amina, name, "withdraw", "Withdraw and delete", sure="yes")
    amina.undo("Withdraw a story")  # It comes back hidden.
    before = content_of(config)
    act(amina, name, "show", "Show it again")
    is_taken_back(amina, config, "Show a story again", before)
    amina.undo("Take back: Show a story again")
    amina.until_published()
    assert "The gate was locked." in public(config, name)
    done = [
        *(FIRST, "Publish a story", "Take back: Publish a story", "Publish a story"),
        *("Withdraw a story", "Take back: Withdraw a story"),
        *("Show a story again", "Take back: Show a story again", "Take back: Take back: Show a story again"),
    ]
    agrees(config, done)


@pytest.mark.nightly
def test_each_other_decision_is_taken_back(tmp_path: Path, config: Path, amina: Steward) -> None:
    """tests/test_desk.py tries them without a browser."""
    told = story("The gate was locked.", title="The gate", topics=["trust", "waiting"])
    name = publish_file(amina, tmp_path, "the-gate", told)
    before, done = content_of(config), [FIRST, "Publish a story"]

    def taken_back(what: str) -> None:
        is_taken_back(amina, config, what, before)
        done.extend([what, f"Take back: {what}"])

    act(amina, name, "hide", "Hide it now", reason="Somebody rang")
    taken_back("Hide a story")
    act(amina, name, "renew", "Renew the consent", agreed="yes")
    taken_back("Renew a consent")
    act(amina, name, "rename", "Change the address", slug="the-locked-gate")
    taken_back("Rename a story")
    act(amina, "topics/waiting", "merge", "Merge", into="trust")
    taken_back("Merge two topics")
    act(amina, "topics/waiting", "delete", "Delete", sure="yes")
    taken_back("Delete a topic")
    amina.edit("/garden/topics/trust/", definition="Another meaning.", reason="Clearer")
    amina.save(button="Save and publish")
    taken_back("Correct a topic")
    amina.go("/new/topic/")
    amina.fill({"title": "Being rung back", "definition": "To hear from somebody."})
    amina.press("Make this topic")
    taken_back("Add a topic")
    amina.until_published()
    assert "The gate was locked." in public(config, name)
    agrees(config, done, "Somebody rang", "Clearer")
