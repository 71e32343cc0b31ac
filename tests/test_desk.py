"""What stewards decide at the desk, and what comes of it in the files, the history and the site."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from at_desk import ADA, BEN, AtDesk, page, words
from gardens import BASIS, EVERY_USE, NETWORK, PERSON, QUESTION, make_garden, story

from kgen.checks.consent import later
from kgen.desk import journal as journal_of_desk
from kgen.desk.asked import DeskRequest, Dropped
from kgen.desk.journal import Decision
from kgen.desk.lists import MOST_ON_A_PAGE, paged
from kgen.editing.changes import Changes
from kgen.read import digest_of
from kgen.safeguarding.receipts import hash_of
from kgen.settings import ConfigurationError

READY = story("A letter came twice.", title="The second letter")
OF_CHILD = story(
    "My child walks alone now.",
    title="The first walk",
    standpoint="family-carer",
    about_child=True,
    consent={"others": "agreed", "ref": "r-7"},
)
MAIL = """\
From: Mary Teller <mary.teller@gmail.com>
To: stewards@example.org
Subject: The form that came three times
Content-Type: text/plain; charset=utf-8

I filled in the same form three times.

Best wishes,
Mary
"""


@pytest.fixture
def make(tmp_path: Path, warm_builds: None) -> Iterator[Any]:
    """Makes a desk for a garden with some more files and other options."""
    made: list[AtDesk] = []

    def desk(files: dict[str, str] | None = None, received: Path | None = None, **options: Any) -> AtDesk:
        config = make_garden(tmp_path / "garden", {**BASIS, **(files or {})}, {"source": "private", **options})
        made.append(AtDesk(config, received))
        made[-1].publishes_nothing()
        return made[-1]

    yield desk
    for each in made:
        each.settled()
        each.desk.close()


@pytest.fixture
def desk(make: Any) -> AtDesk:
    return make({"stories/there.md": story("It stands.", title="What stands")})


@pytest.mark.parametrize(
    ("asked", "number"), [("", 1), ("0", 1), ("2", 2), ("3", 3), ("4", 3), ("999999", 3), ("-1", 1), ("x", 1), ("²", 1)]
)
def test_a_list_has_no_page_behind_its_last(asked: str, number: int) -> None:
    lines = range(2 * MOST_ON_A_PAGE + 1)
    shown, pages = paged(lines, DeskRequest("GET", "/waiting/", {"page": asked}, {}, (), ADA, "token"), "/waiting/")
    assert (pages.number, pages.count) == (number, 3)
    assert shown == lines[(number - 1) * MOST_ON_A_PAGE : number * MOST_ON_A_PAGE]
    assert pages.after == (f"/waiting/?page={number + 1}" if number < 3 else "")


@pytest.mark.skipif(os.name != "posix", reason="Elsewhere, folders have no such permissions.")
def test_nobody_else_on_this_computer_sees_what_waits(make: Any, tmp_path: Path) -> None:
    (tmp_path / "garden/drafts").mkdir(parents=True)
    (tmp_path / "garden/drafts").chmod(0o775)
    assert make().drafts.stat().st_mode & 0o777 == 0o770, "a group of stewards may share it"


class TestPreview:
    def test_it_is_of_the_draft_and_of_the_garden_as_both_are_now(self, desk: AtDesk) -> None:
        def shown() -> str:
            return page(desk.get("/preview/stories/a/site/stories/a/"))

        desk.put("stories/a", READY)
        assert "A letter came twice." in shown() and ">Trust<" in shown()
        topic = desk.content / "topics/trust.md"
        topic.write_text(topic.read_text().replace("title: Trust", "title: Confidence"))
        assert ">Confidence<" in shown() and ">Trust<" not in shown()
        desk.put("stories/a", READY.replace("came twice", "never came"))
        assert "A letter never came." in shown()


class TestPublishing:
    def test_all_of_the_list_has_to_be_ticked(self, desk: AtDesk) -> None:
        desk.publishes()
        desk.put("stories/a", READY)
        assert "not everything on the checklist" in desk.refused(desk.publish("stories/a", but=("read",)))
        assert desk.draft("stories/a") == READY
        assert desk.done(desk.publish("stories/a")) == "accepted"
        assert "read_by: s-aaaaaaaa" in desk.entry("stories/a")
        assert not (desk.drafts / "stories" / "a.md").exists()
        assert desk.commits() == ["Begin the history of this garden", "Publish a story"]
        desk.settled()
        assert "A letter came twice." in (desk.root / "site/stories/a/index.html").read_text()

    def test_what_has_an_error_is_not_published(self, desk: AtDesk) -> None:
        desk.put("stories/a", story("Ring 07911 123456.", title="A number"))
        said = desk.refused(desk.publish("stories/a"))
        assert "phone number" in said
        assert desk.commits() == ["Begin the history of this garden"]

    def test_what_was_changed_meanwhile_is_read_again_first(self, desk: AtDesk) -> None:
        desk.put("stories/a", READY)
        digest = desk.digest("/waiting/stories/a/")
        desk.put("stories/a", READY.replace("twice", "three times"))
        said = desk.refused(desk.post("/waiting/stories/a/publish", digest=digest, read="yes", notes="yes"))
        assert "changed since you opened it" in said

    def test_words_changed_here_have_to_be_seen_by_their_teller(self, desk: AtDesk) -> None:
        desk.put("stories/a", READY)
        desk.get("/waiting/stories/a/")
        assert "box-seen" not in page(desk.get("/waiting/stories/a/"))
        desk.save("/waiting/stories/a/", text="A letter came. That was enough.")
        assert "Its teller has seen the text" in desk.refused(desk.publish("stories/a", but=("seen",)))
        assert desk.done(desk.publish("stories/a")) == "accepted-alone"
        assert "seen: 20" in desk.entry("stories/a")

    def test_fields_that_hold_no_words_may_be_filled_in(self, desk: AtDesk) -> None:
        desk.put("stories/a", READY)
        desk.get("/waiting/stories/a/")
        desk.save("/waiting/stories/a/", place="Kent", mentions=("", "abuse"))
        shown = page(desk.get("/waiting/stories/a/"))
        assert "box-seen" in shown, "the region is something that was told"
        desk.save("/waiting/stories/a/", place="")
        assert "box-seen" not in page(desk.get("/waiting/stories/a/"))

    def test_a_form_that_can_show_no_field_is_saved_all_the_same(self, desk: AtDesk) -> None:
        desk.put("stories/a", "---\ntopics: [[trust]]\n---\n\nWe walked twice.\n")
        assert desk.done(desk.save("/waiting/stories/a/", title="The walk", text="We walked once."))
        assert desk.draft("stories/a").endswith("topics: [[trust]]\n---\n\nWe walked once.\n")
        assert "title: " in desk.draft("stories/a")

    @pytest.mark.parametrize("fields", ["{}", "{title: The walk}"])
    def test_fields_in_braces_are_edited_as_a_whole_file(self, fields: str, desk: AtDesk) -> None:
        text = f"---\n{fields}\n---\n\nWe walked twice.\n"
        desk.put("stories/a", text)
        assert fields in words(desk.get("/waiting/stories/a/edit/"))
        digest = desk.digest("/waiting/stories/a/edit/")
        changed = text.replace("twice", "once")
        assert desk.done(desk.post("/waiting/stories/a/save", digest=digest, file=changed))
        assert desk.draft("stories/a") == changed

    @pytest.mark.parametrize("how", ["sent again", "changed here", ""])
    def test_it_says_that_earlier_texts_are_deleted(self, how: str, desk: AtDesk) -> None:
        desk.put("stories/a", READY)
        if how == "sent again":
            (desk.root / "drafts/stories/a.md~").write_text(READY)
        elif how:
            desk.save("/waiting/stories/a/", text="We walked to the bench and back.")
        assert (
            "Its earlier texts, from before it was changed or sent again, are deleted"
            in words(desk.get("/waiting/stories/a/"))
        ) == bool(how)
        done = desk.done(desk.publish("stories/a"))
        said = words(desk.get("/garden/stories/a/", done=done))
        assert ("Its earlier texts are deleted." in said) == bool(how)
        assert not (desk.root / "drafts/stories/a.md~").exists()


class TestASecondReader:
    def test_one_steward_alone_cannot_publish_a_story_about_a_child(self, desk: AtDesk) -> None:
        desk.put("stories/walk", OF_CHILD)
        for _ in range(2):
            assert "a second steward has to read it" in desk.refused(desk.publish("stories/walk"))
        assert desk.done(desk.read("stories/walk")) == "read"
        assert "a second steward" in desk.refused(desk.publish("stories/walk"))
        assert desk.done(desk.publish("stories/walk", by=BEN)) == "accepted"
        assert "read_by: [s-aaaaaaaa, s-bbbbbbbb]" in desk.entry("stories/walk")

    def test_whoever_changes_it_takes_both_signatures_away(self, desk: AtDesk) -> None:
        desk.put("stories/walk", OF_CHILD)
        desk.read("stories/walk")
        desk.read("stories/walk", by=BEN)
        assert "2 of 2" in words(desk.get("/waiting/stories/walk/"))
        desk.save("/waiting/stories/walk/", handbrake="The road is busy.")
        assert "0 of 2" in words(desk.get("/waiting/stories/walk/"))
        assert "a second steward" in desk.refused(desk.publish("stories/walk"))

    def test_what_was_found_and_stays_needs_two(self, desk: AtDesk) -> None:
        desk.put("stories/a", story("We met on 3 March 2026.", title="A day"))
        assert "a second steward" in desk.refused(desk.publish("stories/a"))
        assert desk.done(desk.publish("stories/a", by=BEN)) == "accepted"


class TestAsking:
    def test_whoever_has_not_seen_the_text_reads_it_below_the_letter(self, desk: AtDesk) -> None:
        desk.put("stories/a", story("We waited for Ahmed.", title="Waiting", consent=None))
        desk.get("/waiting/stories/a/")
        desk.save("/waiting/stories/a/", text="We waited for somebody.")
        said = words(desk.post("/waiting/stories/a/ask", question=""))
        assert "It is below, as it would be published." in said and "We waited for somebody." in said
        assert "Anybody can then read it, find it and copy it." in said

    def test_a_letter_brings_a_receipt_that_nothing_keeps(self, desk: AtDesk) -> None:
        desk.put("stories/a", story("We waited.", title="Waiting", consent=None).replace("consent:", "x:", 0))
        letter = desk.post("/waiting/stories/a/ask", question="Which month was it?")
        said = words(letter)
        assert "Which month was it?" in said
        receipt = next(each for each in page(letter).splitlines() if each.strip().count(" ") == 7 and len(each) < 60)
        kept = "".join(
            path.read_text(errors="replace")
            for path in desk.root.rglob("*")
            if path.is_file() and ".git/" not in path.as_posix()
        )
        assert receipt.strip() not in kept
        assert receipt.strip().replace(" ", "") not in kept
        assert "ref:" in desk.draft("stories/a")
        assert "Its teller was asked in" in words(desk.get("/waiting/stories/a/"))
        assert desk.done(desk.post("/waiting/stories/a/unask")) == "unasked"
        assert "ref:" not in desk.draft("stories/a")

    def test_a_teller_with_a_receipt_gets_no_second_one(self, desk: AtDesk) -> None:
        desk.put("stories/a", READY.replace("  given:", f"  ref: {'a' * 64}\n  given:"))
        assert "nothing to ask" in desk.refused(desk.post("/waiting/stories/a/ask", question=" "))
        assert "1. Was it twice?" in words(desk.post("/waiting/stories/a/ask", question="Was it twice?"))
        assert desk.draft("stories/a").count("ref:") == 1

    def test_the_page_says_what_the_letter_will_ask(self, desk: AtDesk) -> None:
        desk.put("stories/a", "---\ntitle: A walk\nstandpoint: manager\nsectors: schools\n---\nWe walked\\\nhome.\n")
        desk.get("/waiting/")
        desk.checked()
        shown = words(desk.get("/waiting/stories/a/"))
        asks = shown.partition("The letter asks:")[2].partition("What else would you like to know?")[0]
        assert "May it be published, and what else may it be used for? What is it about?" in asks
        assert "We walked home." in shown, "the sign of a line break is not read"
        assert "What is it about?" in words(desk.post("/waiting/stories/a/ask", question=""))

    def test_a_receipt_that_a_teller_holds_is_not_taken_back(self, desk: AtDesk) -> None:
        desk.put("stories/a", READY.replace("  given:", f"  ref: {'a' * 64}\n  given:"))
        desk.post("/waiting/stories/a/ask", question="Was it twice?")
        desk.post("/waiting/stories/a/unask")
        assert f"ref: {'a' * 64}" in desk.draft("stories/a")


class TestWaiting:
    def test_hold_and_take_up_again(self, desk: AtDesk) -> None:
        desk.put("stories/a", READY)
        assert "Say why it waits" in desk.refused(desk.post("/waiting/stories/a/hold", reason=" "))
        assert desk.done(desk.post("/waiting/stories/a/hold", reason="The family is away.")) == "held"
        assert "Held: The family is away." in words(desk.get("/waiting/stories/a/"))
        assert desk.done(desk.post("/waiting/stories/a/resume")) == "resumed"

    def test_nothing_of_what_was_declined_is_kept(self, desk: AtDesk) -> None:
        desk.put("stories/secret-name", story("Nobody should read this.", title="Quite private"))
        desk.save("/waiting/stories/secret-name/", text="Nobody should read this either.")
        desk.post("/waiting/stories/secret-name/hold", reason="Private too.")
        digest = desk.digest("/waiting/stories/secret-name/")
        assert "Tick the box" in desk.refused(desk.post("/waiting/stories/secret-name/decline", digest=digest))
        assert desk.done(desk.post("/waiting/stories/secret-name/decline", digest=digest, sure="yes")) == "declined"
        left = [path for path in desk.root.rglob("*") if path.is_file() and ".git/" not in path.as_posix()]
        for text in ("Nobody should read", "Quite private", "Private too", "secret-name"):
            assert [path for path in left if text in path.read_text(errors="replace")] == []
            assert [path for path in left if text in path.name] == []
            assert text not in desk.ever_committed()

    def test_undo_goes_back_version_by_version(self, desk: AtDesk) -> None:
        desk.put("stories/a", READY)
        for text in ("One.", "Two.", "Three."):
            desk.save("/waiting/stories/a/", text=text)
        for text in ("Two.", "One.", "A letter came twice."):
            digest = desk.digest("/waiting/stories/a/")
            assert desk.done(desk.post("/waiting/stories/a/undo", digest=digest)) == "undone"
            assert text in desk.draft("stories/a")
        assert desk.draft("stories/a") == READY
        digest = desk.digest("/waiting/stories/a/")
        assert "no version before" in desk.refused(desk.post("/waiting/stories/a/undo", digest=digest))

    def test_two_who_save_the_same_lose_nothing(self, desk: AtDesk) -> None:
        desk.put("stories/a", READY)
        digest = desk.digest("/waiting/stories/a/edit/", by=BEN)
        desk.save("/waiting/stories/a/", text="Ada wrote this.")
        shown = words(desk.post("/waiting/stories/a/save", by=BEN, digest=digest, text="Ben wrote that."))
        assert "Ada wrote this." in shown
        assert "Ben wrote that." in shown
        assert "Ada wrote this." in desk.draft("stories/a")

    def test_whoever_may_be_at_risk_or_complains_comes_first(self, desk: AtDesk) -> None:
        desk.put("stories/a", READY)
        desk.put("stories/b", story("Please take it down.", title="About page four"))
        desk.put("stories/c", story("He hits me when he drinks.", title="At home"))
        desk.get("/waiting/")
        desk.checked()
        shown = words(desk.get("/waiting/"))
        assert shown.index("At home") < shown.index("About page four") < shown.index("The second letter")
        first = words(desk.get("/")).partition("Urgent: Read first 2")[2]
        assert first.index("At home") < first.index("About page four")
        assert "The second letter" not in first[: first.index("About page four")]
        desk.post("/waiting/stories/c/hold", reason="Those who act have it.")
        assert "Urgent: Read first 1" in words(desk.get("/"))

    def test_a_teller_who_said_yes_is_not_asked_because_stewards_have_not_read_it(self, desk: AtDesk) -> None:
        desk.put("stories/a", OF_CHILD)
        desk.get("/waiting/")
        desk.checked()
        shown = words(desk.get("/waiting/"))
        assert "Ready to publish 1" in shown and "Consent to ask for" not in shown

    def test_a_title_that_a_steward_finds_needs_no_answer_of_its_teller(self, desk: AtDesk) -> None:
        sent = READY.replace("title: The second letter\n", "")
        assert "title" not in sent
        desk.post("/received/", files=(Dropped("story.md", sent.encode()),))
        name = next(path.stem for path in (desk.drafts / "stories").iterdir())
        desk.save(f"/waiting/stories/{name}/", title="The second letter")
        (name,) = (path.stem for path in (desk.drafts / "stories").iterdir() if path.suffix == ".md")
        asks = "Its teller has seen the text as it is now"
        assert asks not in words(desk.get(f"/waiting/stories/{name}/"))
        desk.save(f"/waiting/stories/{name}/", text="A letter came three times.")
        assert asks in words(desk.get(f"/waiting/stories/{name}/"))

    def test_what_is_kept_too_long_is_listed_and_goes(self, desk: AtDesk) -> None:
        desk.put("stories/old", READY)
        os.utime(desk.drafts / "stories/old.md", (1_600_000_000, 1_600_000_000))
        desk.put("stories/new", READY.replace("second", "third"))
        assert "The second letter" in words(desk.get("/old/"))
        assert "The third letter" not in words(desk.get("/old/"))
        assert " checked" not in page(desk.get("/old/"))
        assert "Nothing was ticked, so nothing was deleted." in words(desk.post("/old/delete"))
        assert (desk.drafts / "stories/old.md").exists()
        desk.post("/old/delete", name=("stories/old", "stories/new", "stories/none"))
        assert [path.name for path in (desk.drafts / "stories").iterdir()] == ["new.md"]


class TestNames:
    def test_a_name_in_the_title_does_not_stay_in_the_address(self, desk: AtDesk) -> None:
        mail = MAIL.replace("The form that came three times", "Speech therapy: Alfie")
        desk.post("/received/", files=(Dropped("mail.eml", mail.encode()),))
        name = "/waiting/stories/speech-therapy-alfie/"
        desk.post(f"{name}hold", reason="The family is away.")
        saved = desk.save(name, title="Speech therapy, late")
        assert saved.location.startswith("/waiting/stories/speech-therapy-late/")
        assert "The family is away." in words(desk.get("/waiting/stories/speech-therapy-late/"))
        left = [path for path in desk.root.rglob("*") if ".git/" not in path.as_posix() and "alfie" in path.name]
        assert left == []
        assert "alfie" not in (desk.root / ".desk/drafts.json").read_text().lower()

    def test_a_name_that_somebody_chose_stays(self, desk: AtDesk) -> None:
        desk.put("stories/my-own-name", READY)
        desk.save("/waiting/stories/my-own-name/", title="Another title")
        assert "Another title" in desk.draft("stories/my-own-name")


class TestSomebodyWrites:
    def test_whoever_shows_a_receipt_is_led_to_its_story(self, make: Any) -> None:
        receipt = "0123456789abcdef" * 2
        desk = make({"stories/there.md": story(consent={"ref": hash_of(receipt)})})
        shown = desk.post("/receipt", receipt=" ".join(re.findall("....", receipt.upper())))
        assert shown.location == "/garden/stories/there/"
        assert "fits nothing here" in desk.refused(desk.post("/receipt", receipt="1" * 32))
        assert "fits nothing here" in desk.refused(desk.post("/receipt", receipt="no receipt"))
        mail = MAIL.replace("I filled in", f"Please take my story down. {receipt}\n\nI filled in")
        said = desk.post("/received/", files=(Dropped("mail.eml", mail.encode()),))
        assert "/garden/stories/there/" in page(said)
        assert "May be a complaint. Or a wish to take something back." in words(said)

    def test_help_names_who_decides(self, make: Any) -> None:
        desk = make(safeguarding_lead="the duty manager", controller="Example Council")
        said = words(desk.get("/help/"))
        assert "Tell the duty manager before" in said
        assert "pass it to Example Council today" in said


class TestLetterAboutWhatIsNew:
    def test_it_is_written_for_a_month_and_a_network(self, make: Any) -> None:
        told = {"date": "2020-01", "published": None, "consent": EVERY_USE}
        near = story(title="Nearby", networks="circle", **told)
        desk = make({"stories/near.md": near, "networks/circle.md": NETWORK})
        desk.checked()
        month = month_ago(0)
        assert 'href="/letter/"' in page(desk.get("/"))
        said = words(desk.get("/letter/", network="circle"))
        assert "Thursday circle, A garden: what is new since" in said and "Nothing new was published." in said
        assert f'<option value="{month}" selected>' in page(desk.get("/letter/", since=month))

    def test_what_is_no_choice_is_passed_over_and_what_has_an_error_left_out(self, make: Any) -> None:
        told = {"published": month_ago(1), "date": month_ago(1), "consent": EVERY_USE}
        broken = story("Ring me on 07911 123456.", title="Broken", **told)
        desk = make({"stories/a.md": story(title="Whole", **told), "stories/b.md": broken})
        desk.checked()
        said = words(desk.get("/letter/", since="<b>", network="../none"))
        assert "“Whole”" in said and "Broken" not in said and "<b>" not in said


def month_ago(months: int) -> str:
    """The month so many months before this one."""
    return later(datetime.now(tz=UTC).strftime("%Y-%m"), -months)


class TestTakingIn:
    def test_a_mail_becomes_a_draft_without_its_sender(self, desk: AtDesk) -> None:
        said = words(desk.post("/received/", files=(Dropped("mail.eml", MAIL.encode()),)))
        assert "The form that came three times" in said
        assert "signature" in said
        draft = desk.draft("stories/the-form-that-came-three-times")
        assert "Mary" not in draft
        assert "gmail" not in draft
        assert "Nobody has said yet" in words(desk.get("/waiting/stories/the-form-that-came-three-times/"))

    def test_a_refusal_stays_with_a_draft_until_a_steward_takes_it_out(self, desk: AtDesk) -> None:
        heads = "What happened?,Where do you speak from?,Which services is it about?,What is it about?"
        heads += ",Whose story is it?,Are other people in it?,Do you agree to it being published?"
        rows = f"{heads}\nIt rained all day.,I care for someone,schools,trust,It is my own,No,No\n"
        desk.post("/received/", files=(Dropped("sheet.csv", rows.encode()),))
        name = "stories/it-rained-all-day"
        assert "No letter can be written. They answered “No” to being published." in words(
            desk.get(f"/waiting/{name}/")
        )
        assert "They answered “No”" in desk.refused(desk.post(f"/waiting/{name}/ask", question="Why?"))
        desk.save(f"/waiting/{name}/", **{"consent.given": "2026-11"})
        refused = desk.refused(desk.publish(name))
        assert "They answered “No” to being published." in refused and "then take this out" in refused
        assert "What they answered to being published" in words(desk.get(f"/waiting/{name}/edit/"))
        assert 'name="to_being_published"' in page(desk.get(f"/waiting/{name}/edit/"))
        desk.save(f"/waiting/{name}/", to_being_published="")
        assert "to_being_published" not in desk.draft(name)
        desk.done(desk.publish(name))

    def test_a_receiver_folder_is_emptied_when_nothing_is_lost_by_it(self, make: Any, tmp_path: Path) -> None:
        received = tmp_path / "received"
        received.mkdir()
        (received / "one.txt").write_text("title: none\n\nSomething happened to us in spring.")
        (received / ".part").write_text("not yet")
        desk = make(received=received)
        assert "1 file has" in words(desk.get("/"))
        desk.post("/fetch/")
        assert [path.name for path in received.iterdir()] == [".part"]
        assert len(list((desk.drafts / "stories").iterdir())) == 1

    def test_a_file_that_nothing_came_of_stays(self, make: Any, tmp_path: Path) -> None:
        received = tmp_path / "received"
        received.mkdir()
        (received / "a.txt").write_bytes(b"%PDF-1.7")
        desk = make(received=received)
        assert "It is a PDF" in words(desk.post("/fetch/"))
        assert [path.name for path in received.iterdir()] == ["a.txt"]
        desk.post("/fetch/", delete="a.txt")
        assert list(received.iterdir()) == []

    def test_a_wish_that_came_before_its_story_fits_it_and_stays_until_it_is_done(
        self, make: Any, tmp_path: Path
    ) -> None:
        receipt = "0123456789abcdef" * 2
        received = tmp_path / "received"
        received.mkdir()
        (received / "a.txt").write_text(urlencode({"receipt": receipt, "wish": "withdraw", "words": ""}))
        sent = story("A letter came twice.", title="The second letter", consent={"ref": hash_of(receipt)})
        (received / "b.txt").write_text(urlencode({"file": sent}))
        desk = make(received=received)
        said = words(desk.post("/fetch/"))
        assert "Somebody with its receipt wants to take it back." in said and "fits nothing here" not in said
        assert "It is done: delete the file" in said
        assert [path.name for path in received.iterdir()] == ["a.txt"]
        desk.post("/fetch/", delete="a.txt")
        assert list(received.iterdir()) == []

    def test_a_file_with_a_note_stays_until_it_is_copied(self, make: Any, tmp_path: Path) -> None:
        received = tmp_path / "received"
        received.mkdir()
        form = "kind=person&name=Dee&private.reach=ring+after+six&agreed=yes&under_18=no&standpoint=family-carer"
        (received / "join.txt").write_text(form)
        desk = make(received=received)
        said = words(desk.post("/fetch/"))
        if "ring after six" not in said:
            pytest.fail(said)
        assert (received / "join.txt").exists()
        for path in desk.root.rglob("*"):
            assert not path.is_file() or "after six" not in path.read_text(errors="replace")
        desk.post("/fetch/", delete="../garden/mkdocs.yml")
        desk.post("/fetch/", delete="join.txt")
        assert list(received.iterdir()) == []
        assert (desk.root / "mkdocs.yml").exists()


class TestUpkeep:
    def test_hidden_shown_and_corrected_with_a_reason(self, desk: AtDesk) -> None:
        desk.publishes()
        way = "/garden/stories/there/"
        assert desk.done(desk.post(f"{way}hide", reason="The family asked.")) == "hidden"
        assert "draft: true" in desk.entry("stories/there")
        desk.settled()
        assert not (desk.root / "site/stories/there").exists()
        assert desk.done(desk.post(f"{way}show")) == "shown"
        assert "draft" not in desk.entry("stories/there")
        assert "say why you change it" in words(desk.save(way, text="It stands still.", seen="less"))
        refused = words(desk.save(way, text="It stands still.", reason="Shorter"))
        assert "say whether its teller has seen it" in refused
        assert "It stands still." in refused, "what was typed is not lost"
        assert desk.done(desk.save(way, text="It stands still.", reason="Shorter", seen="agreed")) == "corrected"
        assert "It stands still." in desk.entry("stories/there")
        assert "seen: 20" in desk.entry("stories/there")
        assert "The family asked." in words(desk.get(way))
        assert "The family asked." not in desk.ever_committed()

    def test_what_would_break_the_garden_is_refused(self, desk: AtDesk) -> None:
        way = "/garden/stories/there/"
        said = words(desk.save(way, topics=("", "nowhere"), reason="A topic"))
        assert "would then have an error" in said
        assert "- trust" in desk.entry("stories/there")
        assert "would then have an error" in desk.refused(desk.post("/garden/topics/trust/delete", sure="yes"))
        assert (desk.content / "topics/trust.md").exists()

    def test_a_story_is_withdrawn_and_nothing_says_why(self, make: Any) -> None:
        desk = make({"stories/there.md": story(title="A telling title"), "stories/b.md": story("See [[there]].")})
        desk.publishes()
        way = "/garden/stories/there/"
        desk.save(way, text="Other words.", reason="A private reason", seen="less")
        desk.post(f"{way}rename", slug="elsewhere")
        assert "Tick the box" in desk.refused(desk.post("/garden/stories/elsewhere/withdraw"))
        said = words(desk.post("/garden/stories/elsewhere/withdraw", sure="yes"))
        assert (
            "What to do today" in said
            and said.count("tell the person whose story it is") == 1
            and "Tell its teller" not in said
        )
        assert "git filter-repo" in said
        assert "withdrawn:" in desk.entry("stories/elsewhere")
        log = (desk.root / ".desk/decisions.jsonl").read_text()
        assert "A private reason" not in log
        assert "stories/there" not in log
        assert "stories/elsewhere" not in log
        assert not any("telling" in each or "elsewhere" in each for each in desk.commits())
        desk.settled()
        assert "A telling title" not in (desk.root / "site/stories/index.html").read_text()

    def test_a_consent_is_renewed_and_ends_later(self, make: Any) -> None:
        gives = {"whose": "with-permission", "ref": "r-1", "given": "2026-01", "review": "2026-12"}
        desk = make({"stories/there.md": story(consent=gives)})
        assert "Ask its teller first" in desk.refused(desk.post("/garden/stories/there/renew"))
        way = "/garden/stories/there/renew"
        assert "needs “Month by which to ask again”" in desk.refused(desk.post(way, agreed="yes", review=""))
        assert "more than 24 months after" in desk.refused(desk.post(way, agreed="yes", review="2099-01"))
        proposed = re.search(r'name="review" value="(\d{4}-\d\d)"', page(desk.get("/garden/stories/there/")))
        assert proposed
        assert desk.done(desk.post(way, agreed="yes", review=proposed[1])) == "renewed"
        assert f"review: {proposed[1]}" in desk.entry("stories/there")
        assert "given: 2026-01" not in desk.entry("stories/there")

    def test_topics_are_made_renamed_and_merged(self, desk: AtDesk) -> None:
        assert "needs a title" in words(desk.post("/new/topic/", title=" ", text="Words"))
        assert desk.done(desk.post("/new/topic/", title="Waiting rooms", text="Where people wait.")) == "made"
        assert desk.done(desk.post("/new/topic/", title="介護")) == "made"
        assert desk.done(desk.post("/new/topic/", title="住房")) == "made"
        assert "介護" in desk.entry("topics/topic-1") and "住房" in desk.entry("topics/topic-2")
        assert desk.done(desk.post("/garden/topics/waiting-rooms/rename", slug="waiting")) == "renamed"
        assert desk.done(desk.post("/garden/topics/waiting/merge", into="trust")) == "merged"
        assert "Where people wait." in desk.entry("topics/trust")
        assert "waiting" in desk.entry("topics/trust")
        assert not (desk.content / "topics/waiting.md").exists()

    def test_a_name_is_refused_in_the_words_of_the_form_or_made_to_fit(self, desk: AtDesk) -> None:
        way = "/garden/stories/there/rename"
        for slug, why in (
            ("", "Write the new name."),
            ("there", "This is its name already."),
            ("index", "It cannot have that name: the name “index” has a special meaning"),
        ):
            said = desk.refused(desk.post(way, slug=slug))
            assert why in said and ".md" not in said
        assert desk.done(desk.post(way, slug="No Box!")) == "renamed"
        desk.put("stories/a", READY)
        desk.done(desk.publish("stories/a"))
        said = desk.refused(desk.post("/garden/stories/no-box/rename", slug="a"))
        assert "There is a story of this name already." in said

    def test_what_is_left_to_a_steward_is_shown(self, make: Any) -> None:
        person = "---\nname: Agnes Bothwell\nconsent: {given: 2026-10}\n---\n"
        thanks = "---\ntitle: Thanks\n---\nMrs Bothwell made the tea.\n"
        desk = make({"people/agnes.md": person, "pages/thanks.md": thanks})
        said = words(desk.post("/garden/people/agnes/rename", slug="a-neighbour"))
        assert "It has its new name" in said and "content/pages/thanks.md may hold it" in said
        said = words(desk.post("/garden/people/a-neighbour/delete", sure="yes"))
        assert "It is deleted" in said and "content/pages/thanks.md may hold the name in its words." in said
        assert not (desk.content / "people/a-neighbour.md").exists()

    def test_a_meeting_is_made_with_its_promises_and_one_is_kept(self, make: Any) -> None:
        desk = make({"networks/circle.md": NETWORK})
        shown = page(desk.get("/new/meeting/"))
        assert 'name="promises.0.what"' in shown and "What was promised?" in shown
        met = {"network": "circle", "when": "2026-09-03", "promises.0.what": "Ask about the ramp",
               "promises.0.who": "schools", "promises.0.due": "2026-10", "promises.0.status": "open"}  # fmt: skip
        assert desk.done(desk.post("/new/meeting/", title="In September", text="We met.", **met)) == "made"
        assert '  - what: "Ask about the ramp"\n    who: schools\n' in desk.entry("meetings/in-september")
        kept = {"promises.0.status": "kept", "promises.1.what": "Ring them", "promises.1.who": "schools"}
        desk.save("/garden/meetings/in-september/", reason="It was kept.", **kept)
        assert "status: kept" in desk.entry("meetings/in-september")
        assert "Ring them" in desk.entry("meetings/in-september")
        assert "What was promised? (2) Ring them" in words(desk.get("/garden/meetings/in-september/"))

    def test_a_person_who_no_longer_wants_a_page(self, make: Any) -> None:
        desk = make({"people/dee.md": PERSON, "stories/there.md": story("With [[dee]].", author="dee")})
        assert desk.done(desk.post("/garden/people/dee/delete", sure="yes")) == "deleted"
        assert not (desk.content / "people/dee.md").exists()
        assert "author" not in desk.entry("stories/there")
        assert "With somebody." in desk.entry("stories/there")

    def test_the_next_meeting_of_a_network(self, make: Any) -> None:
        desk = make({"networks/thursday-circle.md": NETWORK})
        way = "/garden/networks/thursday-circle/"
        assert desk.done(desk.save(way, next="2027-01-21", reason="Agreed")) == "corrected"
        assert "next: " in desk.entry("networks/thursday-circle")


class TestTakingBack:
    def last(self, desk: AtDesk) -> str:
        return desk.git("log", "-1", "--format=%H").strip()

    def test_what_was_published_waits_again(self, desk: AtDesk) -> None:
        desk.put("stories/a", READY)
        desk.publish("stories/a")
        assert desk.done(desk.post(f"/history/undo/{self.last(desk)}")) == "taken-back"
        assert not (desk.content / "stories/a.md").exists()
        assert "A letter came twice." in desk.draft("stories/a")
        assert "read_by" not in desk.draft("stories/a")
        assert desk.commits()[-1] == "Take back: Publish a story"

    def test_any_other_decision(self, make: Any) -> None:
        told = story(topics=["trust", "waiting"])
        topic = "---\ntitle: Waiting\ndefinition: To be without an answer.\n---\n"
        desk = make({"stories/there.md": told, "questions/why.md": QUESTION, "topics/waiting.md": topic})
        before = self.files(desk)
        for way, form in (
            ("/garden/stories/there/hide", {"reason": "x"}),
            ("/garden/stories/there/renew", {"agreed": "yes"}),
            ("/garden/stories/there/rename", {"slug": "b"}),
            ("/garden/topics/waiting/merge", {"into": "trust"}),
            ("/garden/topics/waiting/rename", {"slug": "b"}),
            ("/garden/questions/why/delete", {"sure": "yes"}),
            ("/new/topic/", {"title": "Waiting rooms", "definition": "Where people wait."}),
        ):
            desk.done(desk.post(way, **form))
            assert self.files(desk) != before, way
            desk.done(desk.post(f"/history/undo/{self.last(desk)}"))
            assert self.files(desk) == before, way
        desk.done(desk.save("/garden/stories/there/", text="Other words.", seen="less", reason="y"))
        assert self.files(desk) != before
        desk.done(desk.post(f"/history/undo/{self.last(desk)}"))
        assert self.files(desk) == before

    def test_whoever_takes_one_back_is_told_what_then_becomes_public(self, make: Any) -> None:
        desk = make({"stories/there.md": story("It stands."), "stories/b.md": story(), "questions/why.md": QUESTION})
        desk.save("/garden/stories/there/", text="Other words.", seen="less", reason="y")
        for way, form in (
            ("/garden/stories/there/hide", {"reason": "x"}),
            ("/garden/stories/there/rename", {"slug": "c"}),
            ("/garden/questions/why/delete", {"sure": "yes"}),
            ("/garden/stories/b/withdraw", {"sure": "yes"}),
        ):
            desk.post(way, **form)
        said = page(desk.get("/history/")).partition('<ol class="decisions">')[2].split("<li>")[1:]
        assert [re.findall("<p><b>(.*?)</b>", each) for each in said] == [
            [
                "Withdraw a story",
                "The story comes back, hidden. Do it only if it was withdrawn by mistake; then choose Show again.",
            ],
            ["Delete a question", "It would be public again."],
            ["Rename a story"],
            ["Hide a story", "It would be public again."],
            ["Correct a story", "What was there before is public again, also what you took out on purpose."],
            ["Begin the history of this garden"],
        ]

    def reworded(self, desk: AtDesk) -> None:
        """Write the log anew, in other words."""
        path = desk.root / ".desk/decisions.jsonl"
        lines = [{**json.loads(line), "what": "Something else"} for line in path.read_text().splitlines()]
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))

    def test_what_a_decision_did_is_known_whatever_its_words(self, make: Any) -> None:
        desk = make({"stories/there.md": story("It stands.")})
        desk.put("stories/a", READY)
        desk.publish("stories/a")
        self.reworded(desk)
        desk.done(desk.post(f"/history/undo/{self.last(desk)}"))
        assert "A letter came twice." in desk.draft("stories/a")
        self.reworded(desk)
        assert "What was published then waits now" in desk.refused(desk.post(f"/history/undo/{self.last(desk)}"))
        desk.post("/garden/stories/there/withdraw", sure="yes")
        self.reworded(desk)
        assert "The story comes back, hidden." in words(desk.get("/history/"))
        desk.done(desk.post(f"/history/undo/{self.last(desk)}"))
        assert "draft: true" in desk.entry("stories/there")

    def files(self, desk: AtDesk) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in desk.content.rglob("*.md")}

    @pytest.mark.parametrize("no_trace", ["", "yes"])
    def test_a_story_that_was_withdrawn_comes_back_hidden(self, desk: AtDesk, no_trace: str) -> None:
        desk.post("/garden/stories/there/withdraw", sure="yes", no_trace=no_trace)
        desk.post(f"/history/undo/{self.last(desk)}")
        assert "It stands." in desk.entry("stories/there")
        assert "draft: true" in desk.entry("stories/there")
        assert desk.done(desk.post("/garden/stories/there/show")) == "shown"

    def test_what_was_changed_since_is_not_taken_back(self, desk: AtDesk) -> None:
        desk.post("/garden/stories/there/hide", reason="x")
        hidden = self.last(desk)
        desk.save("/garden/stories/there/", text="Other words.", seen="less", reason="y")
        assert "changed again since" in desk.refused(desk.post(f"/history/undo/{hidden}"))
        assert "not decided at this desk" in desk.refused(desk.post(f"/history/undo/{'a' * 40}"))


def test_what_was_changed_since_it_was_planned_is_not_carried_out(desk: AtDesk) -> None:
    desk.put("stories/a", READY)
    path = "drafts/stories/a.md"
    planned = Changes({path: None}, {path: digest_of(b"as it was")})
    place = desk.desk._place
    assert place is not None
    with pytest.raises(ConfigurationError, match="changed"):
        place.decide(Decision("Decline a story", planned, ADA.id, is_committed=False))
    assert desk.draft("stories/a") == READY
    assert not (desk.root / ".desk/journal.json").exists() and not place.log.decisions()


class Killed(BaseException):
    """The process is gone."""


class TestKilled:
    """At each step of a decision the process ends, and another one opens the desk."""

    STEPS = ("journal", "files", "commit", "log")

    @pytest.mark.parametrize("step", STEPS)
    def test_nothing_is_half_done_and_nothing_lost(
        self, desk: AtDesk, step: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk.put("stories/a", READY)

        def killed(*_: Any, **__: Any) -> None:
            raise Killed

        with monkeypatch.context() as patched:
            if step == "journal":
                patched.setattr(journal_of_desk, "write_whole", killed)
            elif step == "files":
                self.stop_after_first_file(patched)
            elif step == "commit":
                patched.setattr("kgen.desk.history.History.commit", killed)
            else:
                patched.setattr("kgen.desk.notes.Log.add", killed)
            with pytest.raises(Killed):
                desk.publish("stories/a")
        again = AtDesk(desk.root / "mkdocs.yml")
        if step == "journal":
            assert again.draft("stories/a") == READY
            assert again.done(again.publish("stories/a")) == "accepted"
        assert "A letter came twice." in again.entry("stories/a")
        assert not (again.drafts / "stories/a.md").exists()
        assert again.commits() == ["Begin the history of this garden", "Publish a story"]
        assert again.git("status", "--short", "content") == ""
        log = [json.loads(line) for line in (again.root / ".desk/decisions.jsonl").read_text().splitlines()]
        assert [each["what"] for each in log] == ["Publish a story"]
        assert log[0]["commit"] == again.git("rev-parse", "HEAD").strip()
        assert not (again.root / ".desk/journal.json").exists()
        again.settled()
        again.desk.close()

    def stop_after_first_file(self, patched: pytest.MonkeyPatch) -> None:
        def some(changes: Changes, root: Path) -> None:
            name, data = next((name, data) for name, data in changes.files.items() if data is not None)
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
            raise Killed

        patched.setattr(Changes, "carry_out", some)


class TestOpening:
    def test_a_garden_that_cannot_be_read_says_why(self, desk: AtDesk) -> None:
        before = (desk.root / "mkdocs.yml").read_text()
        (desk.root / "mkdocs.yml").write_text("site_name: [\n")
        assert "mkdocs.yml" in words(desk.get("/"))
        (desk.root / "mkdocs.yml").write_text(before)
        assert desk.get("/").status is HTTPStatus.OK
        assert "Today" in words(desk.get("/"))

    def test_what_is_not_there(self, desk: AtDesk) -> None:
        for path in ("/nothing/", "/waiting/stories/none/", "/garden/stories/none/edit/", "/new/story/"):
            assert "There is nothing here" in words(desk.get(path))
        assert desk.get("/waiting").location == "/waiting/"
        assert desk.get("/history/undo/aa").status is HTTPStatus.NOT_FOUND

    def test_an_error_in_the_garden_is_shown_first(self, desk: AtDesk) -> None:
        (desk.content / "stories/there.md").write_text(story("See [[nowhere]]."))
        desk.get("/")
        desk.checked()
        assert "Errors in the garden" in words(desk.get("/"))

    def test_history_lies_in_the_desks_own_repository(self, desk: AtDesk) -> None:
        assert shutil.which("git")
        assert desk.git("fsck", "--strict") == ""
        assert "drafts" not in desk.git("ls-files")
        assert ".desk" not in desk.git("ls-files")


def test_every_page_names_whoever_is_signed_in(desk: AtDesk) -> None:
    for path in ("/", "/waiting/", "/garden/", "/history/", "/old/", "/new/topic/", "/garden/topics/trust/"):
        for who in (ADA, BEN):
            assert f"Signed in as {who.name}" in words(desk.get(path, by=who))


def test_what_waits_keeps_itself_out_of_git(desk: AtDesk) -> None:
    desk.put("stories/a", READY)
    assert "drafts" not in desk.git("status", "--porcelain", "--untracked-files=all")
    desk.git("add", "--all")
    assert "drafts" not in desk.git("diff", "--cached", "--name-only")
