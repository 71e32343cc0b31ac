"""Hostile texts and files at the desk, and stewards who ask for more than they may."""

import io
import json
import os
import re
import stat
import subprocess
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path

import pytest
from gardens import BASIS, QUESTION, TOPIC, make_garden, story
from repositories import git

from kgen.desk.asked import DeskRequest, Dropped, Steward
from kgen.desk.contexts import DeskFrame, ProblemPage
from kgen.desk.desk import Desk
from kgen.desk.field_values import NotReadable, written_in
from kgen.desk.notes import EARLIER, MOST_EARLIER, Note, Notes
from kgen.desk.rendering import render
from kgen.desk.unseen import with_unseen
from kgen.importing.loose_front_matter import split
from kgen.read import digest_of
from kgen.serve.answer import Answer
from kgen.stewarding.mail_frame import without_frame
from kgen.stewarding.sent_mail import BrokenMail, opened

ADA, BO, CY = (Steward(f"s-{letter * 8}", letter) for letter in "abc")
WORDS = "We waited three weeks for the letter, and nobody could say where it was."
CHILD = {"about_child": True, "consent": {"others": "disguised"}}
BOXES = ("yes", "danger", "read", "names", "others", "child", "notes", "pictures", "uses", "seen", "aside", "invented")
MISSING = "There is nothing here"


OPEN: list[Desk] = []


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


class Garden:
    """A garden with its desk, asked as the server asks it, while nothing is built in the background."""

    def __init__(self, root: Path, files: Mapping[str, str], received: Path | None = None) -> None:
        self.root = root
        config = make_garden(root, {**BASIS, **files}, {"source": "private"})
        self.desk = Desk(config, received)
        OPEN.append(self.desk)
        place = self.desk._place
        assert place is not None
        self.place = place
        place.publisher.begin = lambda decided="": None  # type: ignore[method-assign]

    def get(self, path: str, who: Steward = ADA) -> Answer:
        return self.desk.answer(DeskRequest("GET", path, {}, {}, (), who, "csrf"))

    def post(
        self, path: str, form: Mapping[str, str] | None = None, who: Steward = ADA, files: Sequence[Dropped] = ()
    ) -> Answer:
        fields = {name: (value,) for name, value in (form or {}).items()}
        return self.desk.answer(DeskRequest("POST", path, {}, fields, tuple(files), who, "csrf"))

    def drop(self, data: bytes | str, name: str = "a.txt") -> str:
        """What the page says once a file was dropped onto the desk."""
        dropped = Dropped(name, data if isinstance(data, bytes) else data.encode())
        return said(self.post("/received/", files=[dropped]))

    def draft(self, name: str, text: str) -> Path:
        path = self.root / "drafts" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def on(self, name: str, verb: str, who: Steward = ADA, **form: str) -> Answer:
        """Do something with a draft, or else with an entry, as it is now; every box is ticked."""
        draft, entry = self.root / f"drafts/{name}.md", self.root / f"content/{name}.md"
        path = draft if draft.exists() else entry
        way = "waiting" if path is draft else "garden"
        given = {**dict.fromkeys(BOXES, "yes"), "sure": "yes", "digest": digest_of(path.read_bytes())}
        return self.post(f"/{way}/{name}/{verb}", {**given, "reason": "as agreed", **form}, who)

    def text(self, name: str) -> str:
        return (self.root / f"{name}.md").read_text()

    def is_on_site(self, key: str) -> bool:
        self.place.kept.wait(20)
        return key in self.place.kept.version.garden.published


@pytest.fixture
def garden(tmp_path: Path) -> "Garden":
    return Garden(tmp_path, {})


def said(answer: Answer) -> str:
    """The words on the page, in one line."""
    main = answer.data.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def went(answer: Answer) -> str:
    """What was done, according to the address that the answer leads to."""
    return answer.location.rpartition("done=")[2] or said(answer)


# --- stewards who want more


def test_a_draft_that_calls_itself_one_lacks_nothing_less(garden: Garden) -> None:
    text = "---\ntitle: A walk\nstandpoint: practitioner\nsectors: schools\ntopics: trust\ndraft: true\n---\n\nHello.\n"
    garden.draft("stories/a-walk", text)
    assert "cannot be published" in went(garden.on("stories/a-walk", "publish"))
    assert not (garden.root / "content/stories/a-walk.md").exists()


def test_findings_cannot_be_set_aside_by_one_who_calls_it_a_draft(garden: Garden) -> None:
    garden.draft("stories/a", story("I met Barnaby Quillfeather in Hexham.", draft=True))
    assert "a second steward has to read it" in went(garden.on("stories/a", "publish"))
    assert went(garden.on("stories/a", "publish", BO)) == "accepted"
    assert "draft" not in garden.text("content/stories/a")


def test_what_a_file_says_of_its_publishing_is_not_believed(garden: Garden) -> None:
    forged = {"read_by": ["s-cccccccc", "s-dddddddd"], "whose": "own", "others": "none"}
    garden.draft("stories/a", story(WORDS, published="2001-01", draft=False, consent=forged))
    assert went(garden.on("stories/a", "publish")) == "accepted"
    values = written_in((garden.root / "content/stories/a.md").read_bytes())
    assert values["consent.read_by"] == ADA.id
    assert values["published"] == garden.place.settings.month


def test_who_was_about_a_child_needs_two_also_once_the_tick_is_gone(garden: Garden) -> None:
    garden.draft("stories/a", story(WORDS, **CHILD))
    assert "a second steward" in went(garden.on("stories/a", "publish"))
    assert went(garden.on("stories/a", "save", text=WORDS, about_child="false")) == "saved"
    assert "a second steward" in went(garden.on("stories/a", "publish"))
    # Even after the desk was opened again.
    garden.place.notes = Notes(garden.root / ".desk")
    assert "a second steward" in went(garden.on("stories/a", "publish"))
    assert went(garden.on("stories/a", "publish", BO)) == "accepted-alone"


def test_a_whole_file_is_taken_only_where_there_is_no_form(garden: Garden) -> None:
    garden.draft("stories/a", story(WORDS, **CHILD))
    before = garden.text("drafts/stories/a")
    assert "this form is not the one" in went(garden.on("stories/a", "save", file=story(WORDS)))
    assert "this form is not the one" in went(garden.on("stories/a", "save"))
    assert garden.text("drafts/stories/a") == before


def test_a_file_that_cannot_be_read_is_about_a_child_if_it_says_so(garden: Garden) -> None:
    garden.draft("stories/a", story(WORDS, **CHILD).replace("title:", "title: 'open\nother:"))
    garden.get("/waiting/stories/a/")
    assert went(garden.on("stories/a", "save", file=story(WORDS))) == "saved"
    assert "a second steward" in went(garden.on("stories/a", "publish"))


def test_a_receipt_is_changed_by_no_form(tmp_path: Path) -> None:
    own, other = "a" * 64, "b" * 64
    files = {"stories/b.md": story(WORDS, consent={"ref": own})}
    garden = Garden(tmp_path, files)
    garden.draft("stories/a", story(WORDS, consent={"ref": own}))
    garden.on("stories/a", "save", text=WORDS, **{"consent.ref": other})
    garden.on("stories/b", "save", text=WORDS, title="B", **{"consent.ref": other})
    assert own in garden.text("drafts/stories/a") and own in garden.text("content/stories/b")


READ_BY = {"others": "disguised", "read_by": [ADA.id, BO.id]}


def test_a_published_story_about_a_child_is_changed_by_two(tmp_path: Path) -> None:
    garden = Garden(tmp_path, {"stories/a.md": story(WORDS, about_child=True, consent=READ_BY)})
    assert garden.is_on_site("stories/a")
    assert went(garden.on("stories/a", "save", text=f"{WORDS} And more.", seen="agreed")) == "second"
    assert not garden.is_on_site("stories/a")
    # The one who changed it cannot be the second, and nobody signs what they have not seen.
    assert went(garden.on("stories/a", "show")) == "second"
    assert "changed since you opened it" in went(garden.on("stories/a", "show", BO, digest="0" * 64))
    assert not garden.is_on_site("stories/a")
    assert went(garden.on("stories/a", "show", BO)) == "shown"
    assert garden.is_on_site("stories/a")
    values = written_in((garden.root / "content/stories/a.md").read_bytes())
    assert values["consent.read_by"] == (ADA.id, BO.id)


@pytest.mark.parametrize("change", [{"about_child": "false"}, {"about_child": ""}, {"about_child": "no"}])
def test_a_story_about_a_child_stays_one(tmp_path: Path, change: dict[str, str]) -> None:
    garden = Garden(tmp_path, {"stories/a.md": story(WORDS, about_child=True, consent=READ_BY)})
    assert "and stays one" in went(garden.on("stories/a", "save", text=WORDS, **change))
    assert went(garden.on("stories/a", "save", text=WORDS, pseudonyms="Barnaby")) == "second"
    assert not garden.is_on_site("stories/a")


def test_a_broken_story_about_a_child_is_mended_by_two(tmp_path: Path) -> None:
    broken = story(WORDS, about_child=True, consent=READ_BY).replace("title:", "title: 'open\nother:")
    garden = Garden(tmp_path, {"stories/a.md": broken})
    garden.place.kept.wait(20)
    forged = story(WORDS, about_child=True, consent=READ_BY)
    assert "and stays one" in went(garden.on("stories/a", "save", file=story(WORDS)))
    assert went(garden.on("stories/a", "save", file=forged)) == "second"
    assert not garden.is_on_site("stories/a")
    assert went(garden.on("stories/a", "show", BO)) == "shown"


def test_a_correction_that_names_somebody_is_read_by_two(tmp_path: Path) -> None:
    garden = Garden(tmp_path, {"stories/a.md": story(WORDS)})
    new = f"{WORDS} It was Barnaby Quillfeather."
    assert went(garden.on("stories/a", "save", text=new, seen="less")) == "second"
    assert not garden.is_on_site("stories/a")
    assert went(garden.on("stories/a", "show", BO)) == "shown"


def test_where_a_story_about_a_child_stands_is_changed_by_one(tmp_path: Path) -> None:
    files = {"stories/a.md": story(WORDS, about_child=True, consent=READ_BY), "topics/time.md": TOPIC}
    garden = Garden(tmp_path, {**files, "topics/time.md": "---\ntitle: Time\n---\n"})
    assert went(garden.on("stories/a", "save", text=WORDS, topics="trust\ntime")) == "corrected"
    assert garden.is_on_site("stories/a")


def test_what_is_done_with_a_story_is_not_done_with_a_topic_of_its_name(tmp_path: Path) -> None:
    garden = Garden(tmp_path, {"stories/trust.md": story(WORDS)})
    for verb in ("withdraw", "hide", "show", "renew"):
        answer = garden.on("topics/trust", verb, agreed="yes")
        assert "This cannot be done with it" in went(answer), verb
    assert WORDS in garden.text("content/stories/trust") and garden.text("content/topics/trust") == TOPIC


def test_nothing_unread_comes_along(garden: Garden) -> None:
    garden.draft("questions/who", f"{QUESTION}\nSomething that nobody has read.\n")
    garden.draft("stories/a", story(WORDS, answers="who"))
    assert "it brings something along" in went(garden.on("stories/a", "publish"))
    assert not (garden.root / "content/questions/who.md").exists()
    assert went(garden.on("questions/who", "publish")) == "accepted"
    assert went(garden.on("stories/a", "publish")) == "accepted"


@pytest.mark.parametrize("verb", ["publish", "read", "decline", "undo"])
@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_nothing_is_decided_about_another_text(garden: Garden, verb: str, digest: str) -> None:
    path = garden.draft("stories/a", story(WORDS))
    garden.on("stories/a", "save", text=f"{WORDS} More.")
    before = path.read_bytes()
    assert "changed since you opened it" in went(garden.on("stories/a", verb, digest=digest))
    assert path.read_bytes() == before


def test_what_was_taken_back_is_published_by_being_read_anew(garden: Garden) -> None:
    garden.draft("stories/a", story(WORDS))
    garden.on("stories/a", "publish")
    assert went(garden.post(f"/history/undo/{garden.place.history.decisions(1)[0].id}")) == "taken-back"
    garden.on("stories/a", "decline")
    assert "waits now" in went(garden.post(f"/history/undo/{garden.place.history.decisions(1)[0].id}"))
    assert not (garden.root / "content/stories/a.md").exists()


def test_taking_back_writes_over_nothing_that_waits(garden: Garden) -> None:
    garden.draft("stories/a", story(WORDS))
    garden.on("stories/a", "publish")
    other = garden.draft("stories/a", story("Of somebody else."))
    assert "Something else waits" in went(garden.post(f"/history/undo/{garden.place.history.decisions(1)[0].id}"))
    assert "Of somebody else." in other.read_text()


# --- what is remembered


def test_as_many_versions_of_a_draft_are_kept_as_can_be_gone_back_to(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    for number in range(MOST_EARLIER + 3):
        notes.put_by("stories/a", b"%d" % number)
    kept = {path.read_bytes() for path in (tmp_path / EARLIER).iterdir()}
    assert kept == {b"%d" % number for number in range(3, MOST_EARLIER + 3)}


def test_versions_of_one_draft_are_never_those_of_another(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.put_by("stories/a--b", b"of somebody else")
    assert notes.earlier("stories/a") is None
    notes.put_by("stories/a", b"own")
    notes.forget("stories/a")
    assert notes.earlier("stories/a--b") is not None


def test_a_draft_inherits_nothing_of_one_that_is_gone(garden: Garden) -> None:
    path = garden.draft("stories/a", story(WORDS))
    garden.on("stories/a", "save", text="The words of somebody else, who wanted them to be deleted.")
    garden.on("stories/a", "read")
    path.unlink()  # As `kgen decline` does it, beside the desk.
    garden.get("/")
    garden.draft("stories/a", story(WORDS))
    assert garden.place.notes.of("stories/a").read == {}
    assert "no version before" in went(garden.on("stories/a", "undo"))


def test_notes_of_before_are_still_read(tmp_path: Path) -> None:
    note = {"came": "x", "held": "", "asked": "", "letter": "", "read": {}}
    (tmp_path / "drafts.json").write_text(json.dumps({"stories/a": note}))
    assert Notes(tmp_path).of("stories/a") == Note("x")


# --- files


@pytest.mark.parametrize("inner", ["[" * 30_000 + "]" * 30_000, "\n" + "- " * 30_000, "{a: " * 10_000 + "}" * 10_000])
def test_fields_inside_fields_without_end_bring_nothing_down(garden: Garden, inner: str) -> None:
    text = f"---\ntitle: A walk\na: {inner}\n---\n\n{WORDS}\n"
    with pytest.raises(NotReadable):
        written_in(text.encode())
    assert split(text)[2] == "its front matter cannot be understood, so each line was read by itself"
    garden.drop(text, "a.md")
    (path,) = (garden.root / "drafts/stories").glob("*.md")
    assert garden.get(f"/waiting/stories/{path.stem}/").status == 200


def test_what_is_too_long_to_be_read_again_is_not_taken_in(garden: Garden) -> None:
    for name, text in (("a.md", story(f"{WORDS}\n" * 5000)), ("a.txt", f"{WORDS} " * 5000)):
        assert "Not taken in" in garden.drop(text, name)
    assert [*(garden.root / "drafts").rglob("*.md")] == []
    garden.draft("stories/a", story(WORDS))
    assert "longer than any story" in went(garden.on("stories/a", "save", text=f"{WORDS} " * 5000))
    assert "longer than any story" in went(garden.on("stories/a", "save", text=WORDS, summary=f"{WORDS} " * 5000))
    assert garden.get("/waiting/stories/a/").status == 200


def test_a_table_of_thousands_is_not_taken_in_while_everybody_waits(garden: Garden) -> None:
    rows = "".join(f'2026-10-01,"{number} {WORDS}"\n' for number in range(201))
    begun = time.process_time()
    assert "201 stories: at most 200" in garden.drop(f"Timestamp,Your story\n{rows}", "a.csv")
    assert "more than 300 columns" in garden.drop(f"{','.join('ab' * 50_000)}\na\n", "b.csv")
    assert time.process_time() - begun < 10
    assert [*(garden.root / "drafts").rglob("*.md")] == []


@pytest.mark.parametrize("inner", ["<w:r>" * 400_000, "<w:r a" * 400_000 + "</w:r>", "<w:fldSimple a" * 200_000])
def test_a_document_that_never_ends_is_refused_in_a_moment(garden: Garden, inner: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", f"<w:document><w:body>{inner}</w:body></w:document>")
    begun = time.process_time()
    assert "it is damaged" in garden.drop(out.getvalue(), "a.docx")
    assert time.process_time() - begun < 10


def test_the_frame_of_a_mail_is_found_in_a_moment() -> None:
    begun = time.process_time()
    for line in ("caution", "Kind regards", "", "a b"):
        without_frame(f"{line}\n" * (250_000 // (len(line) + 1)) + WORDS, ())
    assert time.process_time() - begun < 20


@pytest.mark.parametrize("head", ["Subject: " + "a " * 20_000, "From: " + "a " * 20_000, "Date: " + "1 " * 20_000])
def test_a_mail_whose_head_never_ends_is_not_opened(head: str) -> None:
    begun = time.process_time()
    with pytest.raises(BrokenMail):
        opened(f"{head}\nContent-Type: text/plain\n\n{WORDS}\n".encode())
    assert time.process_time() - begun < 5


def test_a_mail_of_a_thousand_parts_is_not_opened() -> None:
    part = f"--q\nContent-Type: text/plain\nContent-Disposition: attachment\n\n{WORDS}\n"
    with pytest.raises(BrokenMail):
        opened(f'From: a@b.example\nContent-Type: multipart/mixed; boundary="q"\n\n{part * 1000}--q--\n'.encode())


@pytest.mark.skipif(os.name != "posix", reason="needs links and pipes")
@pytest.mark.parametrize("plant", ["link", "pipe", "folder"])
def test_what_is_no_file_is_neither_followed_nor_waited_for(tmp_path: Path, plant: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the words of a secret")
    received = tmp_path / "received"
    root = tmp_path / "garden"
    received.mkdir()
    garden = Garden(root, {"stories/b.md": story(WORDS)}, received)
    garden.draft("stories/a", story(f"{WORDS} ![A gate](../images/a.png)"))
    (root / "drafts/images").mkdir()
    places = ("drafts/images/a.png", "drafts/stories/c.md", "drafts/topics.md", "content/stories/c.md")
    for place in (*(root / each for each in places), received / "mail.eml"):
        if plant == "link":
            place.symlink_to(secret)
        elif plant == "pipe":
            os.mkfifo(place)
        else:
            place.mkdir()
    addresses = ("/", "/waiting/", "/waiting/stories/a/", "/waiting/stories/c/", "/garden/stories/c/", "/garden/")
    shown = [said(garden.get(each)) for each in (*addresses, "/preview/stories/a/site/stories/a/")]
    shown += [garden.drop(f"{WORDS} Again.", "b.txt"), went(garden.post("/fetch/"))]
    shown += [went(garden.on("stories/a", verb)) for verb in ("publish", "ask", "decline")]
    assert not any("a secret" in each for each in shown)
    assert secret.read_text() == "the words of a secret"


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_folder_of_pictures_that_leads_elsewhere_is_not_looked_into(tmp_path: Path) -> None:
    garden = Garden(tmp_path / "garden", {})
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.png").write_bytes(b"\x89PNG of somebody")
    garden.draft("stories/a", story(f"{WORDS} ![A gate](../images/a.png)"))
    (garden.root / "drafts/images").symlink_to(tmp_path / "photos")
    assert "cannot be published" in went(garden.on("stories/a", "publish"))
    assert not (garden.root / "content/images").exists()


@pytest.mark.skipif(os.name != "posix", reason="needs permissions")
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_nobody_else_sees_what_waits(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        garden = Garden(tmp_path, {})
        garden.drop(story(WORDS), "a.md")
        (path,) = (tmp_path / "drafts/stories").glob("*.md")
        name = f"stories/{path.stem}"
        garden.on(name, "save", text=f"{WORDS} More.")
        garden.on(name, "hold", reason="who knows")
    finally:
        os.umask(before)
    private = [*(tmp_path / ".desk").rglob("*"), *(tmp_path / "drafts").rglob("*.*")]
    assert len(private) > 4
    closed = [tmp_path / ".desk", tmp_path / "drafts", *(each for each in private if each.is_file())]
    assert [each for each in closed if stat.S_IMODE(each.stat().st_mode) & 0o007] == []


def test_what_a_killed_desk_left_half_written_is_deleted(tmp_path: Path) -> None:
    left = [tmp_path / each for each in ("drafts/stories", "content/stories", ".desk", "drafts")]
    for folder in left:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".a1b2c3d4.tmp").write_text(WORDS)
    Garden(tmp_path, {})
    assert [each.name for folder in left for each in folder.glob(".*.tmp")] == []


# --- what a steward sees


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "U+202E"),
        ("a\u200b\u200b\u200bb", "U+200B × 3"),
        ("a\u200db", "U+200D"),
        ("a\ufe0fb", "U+FE0F"),
        ("\U000e0041\U000e0042", "U+E0041 U+E0042"),
        ("p\u0430ypal", "p\u0430U+0430ypal"),
        ("\u2800", "U+2800"),
        ("soft\xadly", "U+00AD"),
    ],
)
def test_what_cannot_be_seen_is_shown(text: str, shown: str) -> None:
    for html in (f"<p>{text}</p>", f'<p title="x">y</p><bdi>{text}</bdi>'):
        assert shown in re.sub("<[^>]+>", "", with_unseen(html))


@pytest.mark.parametrize(
    "text", ["👨\u200d👩\u200d👧", "❤\ufe0f", "می\u200cخواهم", "1\ufe0f\u20e3", "Москва", "Ωμέγα", "naïve"]
)
def test_words_of_all_scripts_are_left_alone(text: str) -> None:
    assert with_unseen(f"<p>{text}</p>") == f"<p>{text}</p>"


def test_what_is_edited_stays_as_it_is() -> None:
    for html in (
        '<textarea name="a">a\u202eb</textarea>',
        '<input value="a\u202eb">',
        "<title>a\u202eb</title>",
        '<option value="\u202e">a\u202eb</option>',
    ):
        assert with_unseen(f"{html}<p>x</p>") == f"{html}<p>x</p>"


def test_no_name_keeps_a_page_from_being_shown() -> None:
    name = os.fsdecode(b"\xff.txt")
    page = render(ProblemPage(name, name, (name,), "/"), DeskFrame("x", "x", False, "c", "/", 0, "", False, ""))
    assert b"?.txt" in page


def test_a_steward_sees_all_that_a_file_holds(garden: Garden) -> None:
    tries = "tries:\n- story: other\n  went: worked\n  note: Ring me on the usual number.\n"
    text = story(f"{WORDS}\u202e backwards").replace("title:", f"# Beside: Barnaby\n{tries}title:", 1)
    garden.draft("stories/a", text)
    words = said(garden.get("/waiting/stories/a/"))
    assert "# Beside: Barnaby" in words and "Ring me on the usual number." in words and "U+202E" in words
    garden.draft("stories/b", text.replace("title:", "title: 'open\nother:"))
    assert "Beside: Barnaby" in said(garden.get("/waiting/stories/b/"))


# --- addresses


NAMES = ("../mkdocs", "A", "a" * 300, "a b", "ä", "a%2f..", ".git", "", "a/b", "null", "a\u202eb")
VERBS = ("publish", "read", "ask", "unask", "hold", "resume", "decline", "save", "undo")
ON_ENTRIES = ("hide", "show", "withdraw", "renew", "rename", "merge", "delete", "save")


def test_no_address_leads_to_anything_else(garden: Garden) -> None:
    garden.draft("stories/a", story(WORDS))
    before = {path: path.read_bytes() for path in garden.root.rglob("*") if path.is_file()}
    kinds = ("stories", "topics", "images", "drafts", "..")
    for address in (f"{way}{kind}/{name}" for way in ("/waiting/", "/garden/") for kind in kinds for name in NAMES):
        for path in (f"{address}/", f"{address}/edit/", address, f"/preview/{address}/site/"):
            assert garden.get(path).status in (200, 302, 404), path
        for verb in {*VERBS, *ON_ENTRIES}:
            answer = garden.post(f"{address}/{verb}", {"sure": "yes", "digest": "x"})
            assert answer.status == 404 or MISSING in said(answer), (address, verb)
    for path in ("/new/story/", "/new/x/", "/site/../mkdocs.yml", "/site/%2e", f"/site/{'ä' * 200}", "/history/undo/x"):
        garden.get(path), garden.post(path)
    after = {path: path.read_bytes() for path in garden.root.rglob("*") if path.is_file()}
    assert after == before


def test_forms_without_their_fields_or_with_too_many_do_nothing(tmp_path: Path) -> None:
    garden = Garden(tmp_path, {"stories/b.md": story(WORDS), "people/p.md": "---\nname: Dee\n---\n"})
    garden.draft("stories/a", story(WORDS))
    garden.draft("stories/c", "no front matter at all, and three words")
    garden.draft("stories/d", "---\ntitle: 'open\n---\n\nthree words here")
    garden.draft("people/p", "---\nname: Dee\n---\n")
    content = {path: path.read_bytes() for path in (tmp_path / "content").rglob("*.md")}
    drafts = [
        f"/waiting/{name}/{verb}" for name in ("stories/a", "stories/c", "stories/d", "people/p") for verb in VERBS
    ]
    entries = [f"/garden/{name}/{verb}" for name in ("stories/b", "topics/trust", "people/p") for verb in ON_ENTRIES]
    others = [
        "/received/",
        "/fetch/",
        "/publish",
        "/old/delete",
        "/new/topic/",
        "/new/person/",
        "/history/undo/" + "0" * 40,
    ]
    for address in (*drafts, *entries, *others):
        if address.rpartition("/")[2] in ("hide", "show") and "stories/b" in address:
            continue
        for form in ({}, dict.fromkeys(("digest", "slug", "into", "text", "title", "question"), "\x00")):
            assert garden.post(address, form).status in (200, 302, 404, 409), address
    many = dict.fromkeys(("digest", "text", "title", "consent.given", "file", "topics", "seen"), ("x", "y" * 1000))
    for address in (*drafts, *entries):
        garden.desk.answer(DeskRequest("POST", address, {}, many, (), ADA, "csrf"))
    assert {path: path.read_bytes() for path in (tmp_path / "content").rglob("*.md")} == content
    assert {path.name for path in (tmp_path / "drafts").rglob("*.md")} == {"a.md", "c.md", "d.md", "p.md"}


def test_files_aim_at_nothing_but_drafts(garden: Garden) -> None:
    aims = ("../../mkdocs", "/etc/passwd", "../.desk/stewards", "drafts/../content/x", "mkdocs.yml", "con", "a\0b")
    for number, aim in enumerate(aims):
        fields = {"title": aim, "slug": aim, "name": aim, "path": aim, "text": f"{WORDS} {number}", "author": aim}
        garden.drop(json.dumps(fields), f"{aim}.json")
        garden.drop(f"---\ntitle: {json.dumps(aim)}\nslug: {json.dumps(aim)}\n---\n\n{WORDS} {number} more\n", aim)
    found = {path.relative_to(garden.root).as_posix() for path in garden.root.rglob("*") if path.is_file()}
    made = {each for each in found if not each.startswith((".git/", ".desk/", ".kgen/"))}
    own = {"mkdocs.yml", ".gitignore", "drafts/.gitignore", "content/topics/trust.md", "content/sectors/schools.md"}
    assert all(re.fullmatch(r"drafts/(?:stories|people)/[a-z0-9-]+\.md", each) for each in made - own), made
    assert len(made - own) >= len(aims)


# --- what leaks


def test_history_holds_nothing_that_was_not_published(tmp_path: Path) -> None:
    garden = Garden(tmp_path, {})
    mail = (
        "From: Wilhelmina Teller <wilhelmina@teller.example>\nSubject: On the letter\nContent-Type: text/plain\n\n"
        f"{WORDS} I am zanzibar.\n"
    )
    garden.drop(mail, "a.eml")
    (path,) = (tmp_path / "drafts/stories").glob("*.md")
    letter = said(garden.on(f"stories/{path.stem}", "ask"))
    receipt = re.findall(r"(?:[0-9a-f]{4} ){7}[0-9a-f]{4}", letter)
    assert receipt
    garden.on(f"stories/{path.stem}", "decline")
    garden.draft("stories/b", story(WORDS))
    assert went(garden.on("stories/b", "publish")) == "accepted"
    everything = git(tmp_path, "log", "--all", "--format=%B%an%ae%cn%ce", "-p")
    command = ["git", "-C", str(tmp_path), "cat-file", "--batch-all-objects", "--batch"]
    objects = subprocess.run(command, check=True, capture_output=True).stdout.decode(errors="replace")
    kept = "".join(each.read_text() for each in (tmp_path / ".desk").rglob("*.json*"))
    for secret in ("zanzibar", "ilhelmina", receipt[0], receipt[0].replace(" ", ""), "s-aaaaaaaa "):
        assert secret not in everything + objects and secret not in kept, secret
