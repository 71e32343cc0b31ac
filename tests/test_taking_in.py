"""What was sent, planned whole: several things in one file, and what is said about each apart from any command."""

import hashlib
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlencode

import pytest
from gardens import BASIS, make_garden, story
from pictures import jpeg, png
from sites import DAY

from kgen.read import read
from kgen.settings import Settings, load
from kgen.stewarding.columns import known_columns, unknown_columns, with_columns
from kgen.stewarding.sent import Sent
from kgen.stewarding.sent_table import LEFT_OUT
from kgen.stewarding.taking_in import Taken, taken_in

RECEIPT = "7e2262523743edb7baf7a1a60386eb27"
CONSENT = {"ref": hashlib.sha256(RECEIPT.encode()).hexdigest()}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(make_garden(tmp_path, BASIS, {"source": "private"}), today=DAY)


def plan(settings: Settings, data: str | bytes, name: str = "sent.txt") -> list[Taken]:
    """What becomes of what was sent; nothing is written meanwhile."""
    taken = taken_in(name, data if isinstance(data, bytes) else data.encode(), settings, read(settings))
    assert not (settings.root / "drafts").exists()
    return taken


def table(*rows: str) -> str:
    return "\n".join(["What happened?,Where do you speak from?", *rows, ""])


def with_attachments(*attached: tuple[str, bytes]) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Dee <dee@mail.example>", "Two stories"
    mail.set_content("Here they are.")
    for name, data in attached:
        kind = ("text", "markdown") if name.endswith(".md") else ("image", name.rpartition(".")[2])
        mail.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=name)
    return mail.as_bytes()


def test_rows_that_begin_alike_have_names_of_their_own(settings: Settings) -> None:
    row = "Nobody rang me back at all that week"
    taken = plan(
        settings, table(f"{row} or ever.,I care for someone", f"{row} until June.,I work with people"), "a.csv"
    )
    assert [each.drafts for each in taken] == [
        ("stories/nobody-rang-me-back-at-all-that-week",),
        ("stories/nobody-rang-me-back-at-all-that-week-story",),
    ]


def test_the_same_row_twice_is_taken_in_once(settings: Settings) -> None:
    first, second = plan(settings, table(*["Nobody rang me back at all.,I care for someone"] * 2), "a.csv")
    assert first.drafts and not first.refused
    assert second.refused and not second.changes.files
    assert second.lines == [
        "drafts/stories/nobody-rang-me-back-at-all.md is this story already, word for word. Nothing was written."
    ]


def test_one_receipt_in_two_files_of_a_mail_is_one_draft(settings: Settings) -> None:
    first, second = (story(text, consent=CONSENT).encode() for text in ("As told at first.", "As mended later."))
    taken = plan(settings, with_attachments(("one.md", first), ("two.md", second)))
    assert [each.replaced for each in taken] == ["", "drafts/stories/a-story.md"]
    assert taken[1].changes.files == {"drafts/stories/a-story.md~": first, "drafts/stories/a-story.md": second}
    for each in taken:
        each.changes.carry_out(settings.root)
    assert (settings.root / "drafts/stories/a-story.md").read_bytes() == second


def test_pictures_of_two_things_never_share_a_name(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [
        Sent(story(f"{words} ![What it was](../images/a.jpg)", title=words), pictures={"a.jpg": picture})
        for words, picture in (("First", jpeg()), ("Second", jpeg(subsampling=0)), ("Third", jpeg()))
    ]
    monkeypatch.setattr("kgen.stewarding.taking_in.everything_in", lambda *_: sent)
    first, second, third = plan(settings, b"")
    assert list(first.changes.files) == ["drafts/images/a.jpg", "drafts/stories/first.md"]
    assert list(second.changes.files) == ["drafts/images/a-2.jpg", "drafts/stories/second.md"]
    assert b"(../images/a-2.jpg)" in (second.changes.files["drafts/stories/second.md"] or b"")
    assert list(third.changes.files) == ["drafts/images/a.jpg", "drafts/stories/third.md"], "it is the same picture"


def test_what_is_left_out_and_missing_is_said_in_words(settings: Settings) -> None:
    mail = with_attachments(("one.md", story(topics=["waiting", "nowhere/x"]).encode()), ("a.gif", b"GIF8 no picture"))
    (taken,) = plan(settings, mail)
    assert taken.drafts == ("topics/waiting", "stories/a-story"), "what a story names and nobody knows comes first"
    assert list(taken.changes.files)[-1] == "drafts/stories/a-story.md"
    left_out = [line for line in taken.lines if line.startswith("Left out: ")]
    assert any("a.gif" in line for line in left_out)
    assert [problem.message for problem in taken.errors] == taken.lines[len(left_out) :] != []


def test_what_is_too_large_or_no_story_is_refused_in_words(settings: Settings) -> None:
    (large,) = plan(settings, b"x" * (1024 * 1024 + 1), "a.txt")
    assert large.lines == ["a.txt is larger than 1024 KB, which no story is.", "Nothing was written."]
    (picture,) = plan(settings, png(), "a.png")
    assert picture.refused and picture.lines[-1] == "Nothing was written."


def test_a_note_for_the_stewards_is_in_no_change_and_no_record(settings: Settings) -> None:
    (taken,) = plan(settings, urlencode({"text": "Nobody rang me back.", "private.reach": "by post, 4 Mill Lane"}))
    assert taken.note == ("How to reach them: by post, 4 Mill Lane",)
    assert taken.drafts and "Mill Lane" not in repr(taken)


def test_a_wish_names_whose_receipt_is_shown(settings: Settings) -> None:
    path = settings.content_dir / "stories/told.md"
    path.parent.mkdir()
    path.write_text(story(consent=CONSENT))
    shown = " ".join(RECEIPT[at : at + 4] for at in range(0, 32, 4))
    (taken,) = plan(settings, f"receipt: {shown}\nwish: withdraw\n")
    assert taken.request and taken.request.wish == "withdraw"
    assert taken.about and taken.about.path == "content/stories/told.md"
    assert not taken.refused and not taken.changes.files
    (unknown,) = plan(settings, f"receipt: {shown[:-1]}0\nwish: change\nwords: Please.\n")
    assert unknown.refused and unknown.about is None and unknown.request and unknown.request.words == "Please."


class TestColumns:
    DATA = b"What happened?,Shoe size,Lucky number\nNobody rang me back.,42,7\n"

    def test_what_nobody_said_is_asked_and_kept(self, settings: Settings) -> None:
        assert list(unknown_columns("a.csv", self.DATA, settings)) == ["Shoe size", "Lucky number"]
        with_columns({"Shoe size": "place", "Lucky number": ""}, settings).carry_out(settings.root)
        assert known_columns(settings) == {"shoe-size": "place"}
        assert list(unknown_columns("a.csv", self.DATA, settings)) == ["Lucky number"]
        (taken,) = taken_in("a.csv", self.DATA, settings, read(settings))
        assert b"place: 42" in b"".join(filter(None, taken.changes.files.values()))

    def test_a_text_has_no_columns(self, settings: Settings) -> None:
        assert list(unknown_columns("a.txt", b"Nobody rang, ever.\n", settings)) == []

    def test_a_column_that_is_left_out_is_asked_for_once(self, settings: Settings) -> None:
        """The table that keeps it can be read again."""
        with_columns({"Shoe size": LEFT_OUT, "Lucky number": "consent.whose"}, settings).carry_out(settings.root)
        assert known_columns(settings) == {"shoe-size": LEFT_OUT, "lucky-number": "consent.whose"}
        assert list(unknown_columns("a.csv", self.DATA, settings)) == []
