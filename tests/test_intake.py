"""kgen intake: what somebody sent becomes files that pass the check, or a plain list of what is missing."""

import hashlib
import json
import os
import re
import subprocess
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from gardens import BASIS, PERSON, QUESTION, STORY, make_garden, story
from hypothesis import given, strategies as st
from nightly import examples, one_in
from pictures import png
from sites import DAY, command, environment, kgen
from sources import docx

from kgen.commands.intake import run
from kgen.model import Source
from kgen.read import read, read_entry
from kgen.read.front_matter import split
from kgen.safeguarding.receipts import hash_of
from kgen.settings import ConfigurationError, load
from kgen.settings.quotes import quoted
from kgen.stewarding import sent_mail
from kgen.stewarding.form_file import prose, story_file, typed_line
from kgen.stewarding.mail_frame import without_frame
from kgen.stewarding.receipts import in_groups, without_receipts
from kgen.stewarding.sent import NotUnderstood, Sent
from kgen.stewarding.submission import everything_in
from kgen.stewarding.taking_in import taken_in
from kgen.views.form import STORY_FORM, asked, order

RECEIPT = "7e2262523743edb7baf7a1a60386eb27"
REF = hashlib.sha256(RECEIPT.encode()).hexdigest()
CONSENT = {"whose": "own", "others": "none", "given": "2026-09", "ref": REF}
FORM = {
    "text": "Nobody rang.\nThen somebody did.",
    "title": "Nobody rang",
    "standpoint": ["family-carer"],
    "sectors": "Schools",
    "topics": "trust, Waiting rooms",
    "author": "Dee",
    "consent.whose": "own",
    "consent.others": "none",
    "agreed": "yes",
}


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    return make_garden(tmp_path / "garden", BASIS)


def take_in(config: Path, data: str | bytes, code: int = 0) -> str:
    sent = config.parent.parent / "sent"
    sent.write_bytes(data if isinstance(data, bytes) else data.encode())
    return kgen(config, "intake", str(sent), "--today", DAY, code=code)


def test_a_wish_that_is_given_before_its_story_fits_it(garden: Path) -> None:
    folder = garden.parent.parent
    (folder / "wish").write_text(urlencode({"receipt": RECEIPT, "wish": "withdraw"}))
    (folder / "story").write_text(story("Nobody rang.", title="Nobody rang", consent=CONSENT))
    said = kgen(garden, "intake", str(folder / "wish"), str(folder / "story"), "--today", DAY)
    assert "drafts/stories/nobody-rang.md" in said and "fits nothing" not in said
    assert "kgen decline nobody-rang" in said


def accept(config: Path, *names: str) -> str:
    """Accept drafts, and see that the garden then has no error."""
    said = kgen(config, "accept", *names, "--today", DAY)
    kgen(config, "check")
    return said


def files(config: Path, folder: str = "drafts") -> dict[str, bytes]:
    place = config.parent / folder
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_a_file_becomes_a_draft_and_then_a_story(garden: Path) -> None:
    said = take_in(garden, story(title="The bench outside"))
    assert said.splitlines()[0] == "drafts/stories/the-bench-outside.md"
    assert "kgen accept the-bench-outside" in said
    assert files(garden)["stories/the-bench-outside.md"].decode() == story(title="The bench outside")
    accept(garden, "the-bench-outside")
    told = (garden.parent / "content/stories/the-bench-outside.md").read_text()
    assert told.replace("published: 2026-11\n", "") == story(title="The bench outside")
    assert not files(garden).keys() - {"imported.json"}


def test_a_new_person_a_new_topic_and_a_new_question_come_with_the_story(garden: Path) -> None:
    named = story(author="Dee", topics=["trust", "Waiting rooms"], answers="What holds us back?")
    said = take_in(garden, named)
    assert set(files(garden)) == {
        "people/dee.md", "questions/what-holds-us-back.md", "topics/waiting-rooms.md", "stories/a-story.md",
    }  # fmt: skip
    assert said.count("(new: say more of it there") == 3
    assert b"consent:\n  given: 2026-09\n---" in files(garden)["people/dee.md"]
    assert b'name: "Dee"\nstandpoint: ["practitioner"]\nsectors: ["schools"]' in files(garden)["people/dee.md"]
    accept(garden, "a-story")
    assert set(files(garden, "content")) - set(BASIS) == {
        "people/dee.md", "questions/what-holds-us-back.md", "topics/waiting-rooms.md", "stories/a-story.md",
    }  # fmt: skip


def test_somebody_who_is_there_already_is_not_made_again(garden: Path) -> None:
    (garden.parent / "content/people").mkdir()
    (garden.parent / "content/people/dee.md").write_text(PERSON)
    take_in(garden, story(author="DEE"))
    assert files(garden, "content")["people/dee.md"] == PERSON.encode()
    assert set(files(garden)) == {"stories/a-story.md"}


def test_no_draft_takes_the_old_address_of_an_entry(garden: Path) -> None:
    """Its alias would then be an error, and the entry no longer published."""
    make_garden(garden.parent, {"stories/there.md": story(title="There", aliases=["/stories/a-story/", "b-story"])})
    assert "kgen accept a-story-story" in take_in(garden, story())
    drafts = garden.parent / "drafts/stories"
    for slug in ("a-story", "b-story"):
        (drafts / f"{slug}.md").write_bytes((drafts / "a-story-story.md").read_bytes())
        said = kgen(garden, "accept", slug, "--today", DAY, code=1)
        assert f"/stories/{slug}/ is an old address of content/stories/there.md" in said
    accept(garden, "a-story-story")


def test_a_slip_of_the_pen_is_no_new_topic(garden: Path) -> None:
    said = take_in(garden, story(topics="Thrust"))
    assert "did you mean “trust”?" in said.casefold()
    assert set(files(garden)) == {"stories/a-story.md"}


def test_what_is_missing_is_listed_with_its_line(garden: Path) -> None:
    said = take_in(garden, story(title=None, topics=None, standpoint="parent"))
    assert "It waits" in said
    assert "- `title` is missing" in said and "- `topics` is missing" in said
    assert re.search(r"- line \d+: “parent” is not on this garden's list", said)
    assert "has to wait" in kgen(garden, "accept", "a-story", code=1)
    assert set(files(garden)) == {"stories/a-story.md"} and set(files(garden, "content")) == set(BASIS)


def test_a_line_is_the_same_when_it_is_accepted(garden: Path) -> None:
    """The file that comes in holds a line more, `published`."""
    said = take_in(garden, story("We waited. Write to jo.doe@example.com.", date="2026-09"))
    place = re.search(r"- line \d+: this looks like an e-mail address", said)
    assert place and place[0] in kgen(garden, "accept", "a-story", code=1)


def test_a_tombstone_gets_nothing_that_it_is_then_refused_for(garden: Path) -> None:
    take_in(garden, story())
    (garden.parent / "drafts/stories/a-story.md").write_text("---\nwithdrawn: 2026-10\ndraft: true\n---\n")
    accept(garden, "a-story")
    assert files(garden, "content")["stories/a-story.md"] == b"---\nwithdrawn: 2026-10\n---\n"


def test_an_answer_needs_no_title(garden: Path) -> None:
    (garden.parent / "content/questions").mkdir()
    (garden.parent / "content/questions/what-holds-us-back.md").write_text(QUESTION)
    said = take_in(garden, story(title=None, topics=None, answers="what-holds-us-back"))
    assert said.startswith("drafts/stories/in-answer-to-what-holds-us-back.md")
    accept(garden, "in-answer-to-what-holds-us-back")


# --- whichever way it came


def form(**changes: Any) -> str:
    return urlencode({**FORM, **changes}, doseq=True)


def test_a_posted_form_becomes_a_story(garden: Path) -> None:
    take_in(garden, form())
    assert files(garden)["stories/nobody-rang.md"].decode() == (
        '---\ntitle: "Nobody rang"\ndate: 2026-11\nstandpoint: family-carer\nsectors: "Schools"\n'
        'topics: [trust, "Waiting rooms"]\nauthor: "Dee"\nconsent:\n  whose: own\n  others: none\n  given: 2026-11\n'
        "---\n\nNobody rang.\\\nThen somebody did.\n"
    )
    accept(garden, "nobody-rang")


def test_a_complaint_about_data_is_no_story_and_says_what_it_is(garden: Path) -> None:
    said = take_in(garden, urlencode({"complaint": "You printed my street.", "reach": "01632 960000"}), code=1)
    assert "a complaint about personal data" in said and "within 30 days" in said
    assert "street" not in said and "01632" not in said
    assert not files(garden).keys() & {"stories/a-story.md"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"agreed": ""}, "did not tick the line"),
        ({"agreed": ""}, "`given` is missing"),
        ({"standpoint": []}, "`standpoint` is missing"),
        ({"consent.whose": ""}, "`whose` is missing"),
        ({"consent.whose": "with-permission"}, "this repository is public"),
        ({"consent.others": "disguised", "about_child": "true"}, "the story is about a child"),
        ({"consent.others": "disguised"}, "`about_child` is missing"),
    ],
)
def test_a_form_with_something_missing_waits(garden: Path, changes: dict[str, Any], said: str) -> None:
    assert said in take_in(garden, form(**changes))
    assert "has to wait" in kgen(garden, "accept", "nobody-rang", code=1)
    assert set(files(garden, "content")) == set(BASIS)


def test_a_form_without_words_is_no_story(garden: Path) -> None:
    assert "holds no story" in take_in(garden, form(text=" "), code=1)
    assert not files(garden)


def test_a_private_source_takes_a_story_told_with_permission(tmp_path: Path) -> None:
    config = make_garden(tmp_path / "garden", BASIS, {"source": "private"})
    consent = {"whose": "with-permission", "others": "disguised", "ref": REF, "review": "2028-09"}
    consent["read_by"] = ["s-07", "s-12"]
    take_in(config, story(consent=consent, about_child="true", author=None))
    accept(config, "a-story")
    assert kgen(config, "check") == "0 problems.\n"


def as_message(text: str, *, attached: bool, encoding: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "A story"
    if attached:
        message.set_content("Here it is.\n")
        message.add_attachment(text.encode(), maintype="text", subtype="markdown", filename="../../story.md")
    else:
        message.set_content(f"Here it is.\n\n{text}", cte=encoding)
    return message.as_bytes()


LONG = "Es war ein langer Satz — mit „Zeichen“, und er hörte nicht auf, weil keiner ans Telefon ging und alle warteten."


@pytest.mark.parametrize(
    "data",
    [
        as_message(story(LONG, title="Über"), attached=True, encoding="base64"),
        as_message(story(LONG, title="Über"), attached=False, encoding="quoted-printable"),
        as_message(story(LONG, title="Über"), attached=False, encoding="base64"),
        "Dear all,\n\n" + story(LONG, title="Über"),
        "\n".join("> " + line for line in story(LONG, title="Über").splitlines()),
        "\ufeff" + story(LONG, title="Über").replace("\n", "\r\n"),
        urlencode({"file": story(LONG, title="Über").replace("\n", "\r\n")}),
        json.dumps({"file": story(LONG, title="Über"), "other": 3}),
    ],
    ids=["attachment", "quoted-printable", "base64", "greeting", "quoted", "windows", "posted", "json"],
)
def test_a_story_is_found_in_whatever_carries_it(garden: Path, data: str | bytes) -> None:
    take_in(garden, data)
    entry = read_entry(Source("stories/uber.md", files(garden)["stories/uber.md"]), "")
    assert entry.valid and entry.title == "Über" and entry.body.opening.text.strip() == LONG
    accept(garden, "uber")


# --- nothing is ever overwritten, and nothing lands elsewhere


def test_a_second_story_of_the_same_name_has_a_number(garden: Path) -> None:
    for name in ("a-story", "a-story-story", "a-story-2"):
        assert f"drafts/stories/{name}.md" in take_in(garden, STORY.replace("happened", f"happened to {name}"))
    assert len([name for name in files(garden) if name.startswith("stories/")]) == 3


def test_the_same_file_is_taken_in_once(garden: Path) -> None:
    take_in(garden, story())
    before = files(garden)
    assert "drafts/stories/a-story.md is this story already, word for word" in take_in(garden, story(), code=1)
    assert files(garden) == before


def test_the_same_receipt_is_the_same_story(garden: Path) -> None:
    take_in(garden, story(consent=CONSENT))
    before = files(garden)
    said = take_in(garden, story("Something else.", title="Another title", consent=CONSENT))
    assert "It has the receipt of drafts/stories/a-story.md, and takes its place" in said
    assert files(garden)["stories/a-story.md~"] == before["stories/a-story.md"]
    assert b"Something else." in files(garden)["stories/a-story.md"]
    third = story("And else.", title="Another title", consent=CONSENT)
    take_in(garden, third)
    assert files(garden)["stories/a-story.md~"] == before["stories/a-story.md"]
    assert b"Something else." in files(garden)["stories/a-story.md~2~"]
    said = kgen(garden, "accept", "a-story", "--today", DAY)
    assert "drafts/stories/a-story.md~ is deleted" in said and "a-story.md~2~ is deleted" in said
    assert not [name for name in files(garden) if "a-story" in name]
    said = take_in(garden, third, code=1)
    assert "content/stories/a-story.md has the same `ref`" in said and "Ask the sender for the receipt itself" in said


@pytest.mark.parametrize("decided", [("accept", "a-story", "--today", DAY), ("decline", "a-story", "--yes")])
def test_once_it_is_decided_nothing_keeps_what_was_sent_before(decided: tuple[str, ...], garden: Path) -> None:
    for text in ("As told at first.", "As mended later."):
        take_in(garden, story(text, consent=CONSENT))
    kgen(garden, *decided)
    kept = [path for path in garden.parent.rglob("*") if path.is_file() and b"As told at first." in path.read_bytes()]
    assert kept == []


HOSTILE = [
    "../../../etc/passwd",
    "/etc/passwd",
    "con",
    "index",
    "..\\..\\x",
    "a\x1b[31m",
    "\u202egnp.exe",
    "—",
    "a" * 200,
]


@pytest.mark.parametrize("title", one_in(3, HOSTILE))
def test_no_title_leads_elsewhere_or_steers_a_terminal(garden: Path, title: str) -> None:
    around = {path for path in garden.parent.parent.rglob("*") if "drafts" not in path.parts}
    names = {} if "/" in title else {"author": title, "topics": f"trust,{title}"}
    said = take_in(garden, form(title=title, **names))
    assert "\x1b" not in said and "\u202e" not in said
    assert all(re.fullmatch(r"[a-z]+/[a-z0-9][a-z0-9-]{0,79}\.md", name) for name in files(garden))
    assert {path for path in garden.parent.parent.rglob("*") if "drafts" not in path.parts} - around == {
        garden.parent.parent / "sent",
        garden.parent / ".gitignore",
    }
    (name,) = (name for name in files(garden) if name.startswith("stories/"))
    accept(garden, name.removesuffix(".md"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"\x89PNG\r\n",
        b"hello",
        b"{",
        b"[" * 100_000,
        b'{"story": ' + b"9" * 5000 + b"}",
        b'{"story": ' + b"[" * 100_000,
        b"a=b",
        b"&".join([b"a=b"] * 500),
        b"---\n",
        b"Content-Type: message/rfc822\n\n" * 1000 + b"Subject: x\n\nHello.\n",
        b"Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: base64\n\n\xff=\n",
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 1000,
    ],
    ids=lambda data: repr(data[:30]),
)
def test_what_holds_no_story_is_said_plainly(garden: Path, data: bytes) -> None:
    said = take_in(garden, data, code=1)
    assert said.strip().endswith(".") and "Nothing was written" in said and len(said) < 4000
    assert not files(garden)


def test_a_file_that_is_none_is_refused(garden: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("garden", "pipe", "missing"):
        said = kgen(garden, "intake", str(tmp_path / name), code=2)
        assert f"{tmp_path / name} " in said
    (tmp_path / "large").write_bytes(b"x" * (1024 * 1024 + 1))
    assert "larger than 1024 KB" in kgen(garden, "intake", str(tmp_path / "large"), code=2)


def test_a_folder_that_leads_elsewhere_is_refused_and_nothing_stays(garden: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (garden.parent / "drafts").mkdir()
    (garden.parent / "drafts/stories").symlink_to(elsewhere)
    said = take_in(garden, story(author="Dee"), code=2)
    assert "is a link to somewhere else" in said
    assert list(elsewhere.iterdir()) == []
    assert not files(garden)


# --- anyone who shows the receipt


def test_a_receipt_leads_to_its_story(garden: Path) -> None:
    take_in(garden, story(consent=CONSENT))
    accept(garden, "a-story")
    shown = " ".join(re.findall("....", RECEIPT.upper()))
    said = take_in(garden, urlencode({"receipt": shown, "wish": "withdraw"}))
    assert "kgen withdraw a-story" in said
    changed = urlencode({"receipt": shown, "wish": "change", "words": "The\x1b[2J last line."})
    said = take_in(garden, changed)
    assert "content/stories/a-story.md" in said and "last line." in said and "\x1b" not in said
    assert "fits nothing here" in take_in(garden, urlencode({"receipt": "0" * 32, "wish": "withdraw"}), code=1)


def test_a_receipt_leads_to_a_question_a_person_and_what_waits(garden: Path) -> None:
    withdraw = urlencode({"receipt": RECEIPT, "wish": "withdraw"})
    take_in(garden, story(consent=CONSENT))
    assert "kgen decline a-story" in take_in(garden, withdraw)
    kgen(garden, "decline", "a-story", "--yes")
    for name, text in {
        "questions/q.md": f"---\ntitle: Why?\nref: {REF.upper()}\n---\n",
        "people/p.md": f"---\nname: P\nconsent: {{given: 2026-09, ref: {REF}}}\n---\n",
    }.items():
        path = garden.parent / "content" / name
        path.parent.mkdir()
        path.write_text(text)
        assert f"Delete content/{name}." in take_in(garden, withdraw)
        path.unlink()


@pytest.mark.parametrize("begin", ["", "> "])
def test_what_my_story_writes_is_understood_in_a_mail(garden: Path, begin: str) -> None:
    take_in(garden, story(consent=CONSENT))
    accept(garden, "a-story")
    shown = " ".join(re.findall("....", RECEIPT))
    asked = "words:\nThe last line.\n\nAnd more."
    lines = f"Please change my story.\n\nreceipt: {shown}\nwish: change\n{asked}".split("\n")
    mail = EmailMessage()
    mail.set_content("\n".join(f"{begin}{line}" for line in lines))
    said = take_in(garden, mail.as_bytes())
    assert "the receipt of content/stories/a-story.md and wants it changed" in said and RECEIPT not in said
    assert "The last line." in said and "And more." in said
    assert not files(garden).keys() & {"stories/please-change-my-story.md"}


def test_the_receipt_of_a_story_is_not_that_of_its_teller_too(garden: Path) -> None:
    take_in(garden, story(author="Dee", consent=CONSENT))
    assert b"consent:\n  given: 2026-09\n---" in files(garden)["people/dee.md"]
    accept(garden, "a-story")


# --- the file that is made


def test_every_field_of_a_form_can_be_read_back(garden: Path) -> None:
    settings = load(garden)
    assert {each.name for each in asked(settings)} < set(order(STORY_FORM))


plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@examples(150, 1000)
@given(title=plain, names=st.lists(plain, max_size=4), text=plain)
def test_whatever_somebody_types_is_read_back_as_they_typed_it(title: str, names: list[str], text: str) -> None:
    matter, body, _ = split(story_file({"title": title, "topics": names, "consent.whose": title}, text))
    assert matter.faults == []
    expected = [each for each in dict.fromkeys(map(typed_line, names)) if each]
    assert matter.values.get("title", "") == typed_line(title)
    assert matter.values.get("consent", {}).get("whose", "") == typed_line(title)
    assert matter.values.get("topics", []) in (expected, expected[0] if expected else [])
    assert body.strip() == prose(text)


@examples(60, 500)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode(errors="replace"))))
def test_nothing_that_is_sent_is_met_with_a_traceback(garden: Path, data: bytes) -> None:
    try:
        found = everything_in(data, "sent", load(garden))
    except NotUnderstood:
        return
    assert found
    assert all(not isinstance(sent, Sent) or sent.text for sent in found)


# --- what is in nobody's form


def mail(text: str, subject: str = "My story", **attached: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Ann Example <ann@mail.example>", "stewards@example.org"
    message["Subject"], message["Date"] = subject, "Fri, 20 Nov 2026 10:00:00 +0000"
    message.set_content(text)
    for name, data in attached.items():
        kind, _, subtype = {"docx": "application/octet-stream", "png": "image/png"}[name].partition("/")
        message.add_attachment(data, maintype=kind, subtype=subtype, filename=f"what.{name}")
    return message.as_bytes()


WRAPPED = """\
I rang three numbers before anybody picked up, and the one who did was
kind. She said that she had waited herself, years ago, and that nobody
had told her.

- one
- two

A short poem
stands here

"""


class TestMails:
    def test_lines_that_a_program_broke_are_whole_again(self) -> None:
        whole = sent_mail.unwrapped(WRAPPED)
        assert whole.count("\n") == WRAPPED.count("\n") - 2 and "who did was kind. She" in whole
        assert "- one\n- two\n" in whole and "poem\nstands" in whole

    def test_lines_that_say_that_they_go_on_do(self) -> None:
        assert sent_mail.unwrapped("One line \nin two.\nAnother.\n") == "One line in two.\nAnother.\n"

    def test_each_mail_of_a_mailbox_is_a_story_of_its_own(self, garden: Path) -> None:
        one, other = (
            mail(f"{words} rang three numbers.\n\nFrom May on we waited.\nSubject to change.\n", f"What {words} said")
            for words in ("Asha", "Bea")
        )
        line = b"From ann@mail.example Fri Nov 20 10:00:00 2026\n"
        take_in(garden, line + one + b"\n" + line + other)
        drafts = {name: data.decode() for name, data in files(garden).items()}
        assert set(drafts) == {"stories/what-asha-said.md", "stories/what-bea-said.md"}
        assert "Bea" not in drafts["stories/what-asha-said.md"] and "From May on" in drafts["stories/what-bea-said.md"]
        said = take_in(garden, line + one + b"\n" + line + mail("Kind regards,\nAnn Example\n", "Thanks"), code=1)
        assert "It holds 2 mails. Number 2: No story begins" in said and "a file of its own" in said

    def test_the_words_alone_are_taken(self, garden: Path) -> None:
        text = (
            "Dear stewards,\n\nI rang three numbers before anybody picked up.\n\nKind regards,\nAnn Example\n"
            "Ward clerk, 01632 960001\nSent from my iPhone\n\n> On Monday you wrote:\n> Please tell us.\n"
        )
        said = take_in(garden, mail(text, "Re: Three numbers"))
        assert set(files(garden)) == {"stories/three-numbers.md"}
        draft = files(garden)["stories/three-numbers.md"].decode()
        assert (
            draft
            == '---\ntitle: "Three numbers"\ndate: 2026-11\n---\n\nI rang three numbers before anybody picked up.\n'
        )
        assert "what looks like a signature: " in said and "beginning with “Kind regards,”" in said
        assert "the greeting" in said
        assert not re.search("mail.example|Ann|01632", said)

    @pytest.mark.parametrize(
        "frame",
        [
            "-- \nAnn\nann@mail.example",
            "Cheers\nAnn",
            "Ann Example",
            "ann@mail.example",
            "On 1 May 2026, Ann wrote:\n> Hi",
        ],
    )
    def test_who_sent_it_enters_no_file(self, garden: Path, frame: str) -> None:
        take_in(garden, mail(f"We waited all morning and nobody came.\n\n{frame}\n"))
        (draft,) = files(garden).values()
        assert draft.decode().endswith("---\n\nWe waited all morning and nobody came.\n")
        assert b"Ann" not in draft and b"mail.example" not in draft

    def test_a_document_that_hangs_on_it_is_the_story(self, garden: Path) -> None:
        take_in(garden, mail("Here it is, thank you for reading.", docx=docx()))
        (draft,) = files(garden).values()
        assert b"What the form leaves out" in draft and b"Here it is" not in draft

    def test_a_picture_comes_along(self, garden: Path) -> None:
        said = take_in(garden, mail("This is the door that stays shut.", png=png()))
        assert set(files(garden)) == {"stories/this-is-the-door-that-stays-shut.md", "images/what.png"}
        assert "nothing says what the picture" in said


@pytest.mark.parametrize(
    "words", ["I waited.", "“Nobody came.”", "Wir warten…", "[Two years later]", "<3 to my ward", "Ich wartete."]
)
def test_one_sentence_is_enough(garden: Path, words: str) -> None:
    assert "It waits." in take_in(garden, words)


@pytest.mark.parametrize(
    "code", ["<p>Hi <b>there</b>, we waited.</p>", "\n<!doctype html><p>We waited.", "{{< a >}} We waited"]
)
def test_code_of_a_program_goes_through_import(garden: Path, code: str) -> None:
    assert "Bring it in with `kgen import`" in take_in(garden, code, code=1)
    assert not files(garden)


def test_plain_words_become_a_draft_called_by_its_first_line(garden: Path) -> None:
    take_in(garden, "The bench outside\n\nWe sat there every day.\nNobody asked why.\n")
    draft = files(garden)["stories/the-bench-outside.md"].decode()
    assert draft.endswith("---\n\nWe sat there every day.\\\nNobody asked why.\n")
    assert "consent" not in draft


def test_a_title_made_of_first_words_holds_no_signs_of_markdown(garden: Path) -> None:
    take_in(garden, "The form is long,\nthe night is *short*,\nand I report\n\nto nobody.\n")
    [poem] = files(garden).values()
    assert 'title: "The form is long, the night is short…"'.encode() in poem
    page = (
        "<p><b>The form</b><br>says 3 *times* &lt;5 minutes&gt; and <a href='https://a.example/'>so</a>.</p><p>So.</p>"
    )
    head = "From: a@mail.example\nSubject: My story\nContent-Type: text/html; charset=utf-8\n\n"
    take_in(garden, f"{head}{page}")
    assert any(b'title: "The form says 3 *times* <5 minutes>' in each for each in files(garden).values())


def test_a_document_of_word_becomes_a_draft(garden: Path) -> None:
    said = take_in(garden, docx())
    draft = files(garden)["stories/what-the-form-leaves-out.md"].decode()
    assert "We asked twice.[^1]" in draft and "SECRET" not in draft + said and "Ann" not in draft + said


class TestTables:
    ROWS = (
        "Timestamp,Email Address,What happened?,Where do you speak from?,Whose story is it?,Services,Shoe size\n"
        '2026-10-20 10:01,a@mail.example,"I rang three numbers, and nobody picked up.",I care for someone,It is my own,'
        "Schools,42\n"
        "2026-11-20 10:05,b@mail.example,We have a form with forty boxes.,I work with people;I run services,"
        "It is my own,Schools,43\n"
    )

    def table_in(self, config: Path) -> str:
        (config.parent.parent / "sent.csv").write_text(self.ROWS)
        return kgen(config, "intake", str(config.parent.parent / "sent.csv"), "--today", DAY)

    def test_each_row_becomes_a_draft(self, garden: Path) -> None:
        said = self.table_in(garden)
        first = files(garden)["stories/i-rang-three-numbers-and-nobody-picked-up.md"].decode()
        assert "standpoint: family-carer\n" in first and 'sectors: "Schools"\n' in first
        assert "consent:\n  whose: own\n---" in first, "nobody was asked whether it may be published"
        second = files(garden)["stories/we-have-a-form-with-forty-boxes.md"].decode()
        assert "standpoint: [practitioner, manager]\n" in second
        assert "the column “Email Address”" in said and "the column “Shoe size”" in said
        assert "mail.example" not in said + first + second and "42" not in first

    def test_a_column_that_nobody_knows_is_said_once_and_kept(self, garden: Path) -> None:
        self.table_in(garden)
        columns = garden.parent / "drafts/columns.yml"
        assert '"Shoe size":\n' in columns.read_text()
        columns.write_text(columns.read_text().replace('"Shoe size":', '"Shoe size": place'))
        for path in (garden.parent / "drafts/stories").iterdir():
            path.unlink()
        assert "Shoe size" not in self.table_in(garden)
        assert b"place: 42" in files(garden)["stories/i-rang-three-numbers-and-nobody-picked-up.md"]

    def test_taking_it_in_again_adds_nothing(self, garden: Path) -> None:
        self.table_in(garden)
        before = files(garden)
        (garden.parent.parent / "sent.csv").write_text(self.ROWS)
        said = kgen(garden, "intake", str(garden.parent.parent / "sent.csv"), "--today", DAY, code=1)
        assert said.count("word for word") == 2
        assert files(garden) == before


class TestWhatAStrangerSent:
    """Kinds of mails, tables and forms on which words were lost, or somebody was published who had not said yes."""

    STORY = "The school rang at ten and said that he would have to leave by noon. Nobody asked me."

    def words_of(self, text: str, sender: str = "Jane Roe <jane@mail.example>", **more: bool) -> str:
        address = sender.partition("<")[2].strip(">")
        return without_frame(text, [sender.partition(" <")[0], address], **more).text

    @pytest.mark.parametrize(
        "end",
        [
            "Many thanks for reading this, all the best,\nJane",
            "Cheers Jane Roe\n07700 900123",
            "Jane x",
            "Kind regards\n\nJane\n\nJane Roe\nTeam Manager\nA council\nTel 0113 496 0000\n\nThis email and any"
            " attachments may contain confidential information and are meant for the person they are addressed to.",
            "**Best wishes**\\\nJane Roe\\\nTel: 07700 900123",
            "**From:** Robin <r@mail.example>\\\n**Sent:** 27 November 2026\\\n**To:** Jane\n\nWould you tell us?",
        ],
    )
    def test_no_signature_and_no_quoted_mail_comes_in(self, end: str) -> None:
        assert self.words_of(f"Hi Robin,\n\n{self.STORY}\n\n{end}") == self.STORY

    def test_a_card_without_a_name_of_the_sender_is_cut_and_a_list_is_not(self) -> None:
        listed = f"{self.STORY}\n\n- First\n- Second"
        card = "Jane Roe\nFoster carer, Leeds\n0113 496 0000"
        assert without_frame(f"{listed}\n\n{card}", ["jr@mail.example"]).text == listed

    def test_a_postscript_below_a_signature_stays(self) -> None:
        post = "PS The caretaker was sacked a month later, and that is the part nobody wants to tell."
        assert self.words_of(f"{self.STORY}\n\nBest\nJane\n\n{post}") == f"{self.STORY}\n\n{post}"

    def test_an_address_in_a_sentence_takes_no_story_with_it(self) -> None:
        framed = without_frame(
            f"{self.STORY} You can write to me at jane@mail.example any time.", ["jane@mail.example"]
        )
        assert (
            framed.text == f"{self.STORY} You can write to me at … any time." and "inside a sentence" in framed.cut[0]
        )

    def test_what_a_server_wrote_above_is_no_part_of_it(self) -> None:
        assert self.words_of(f"[EXTERNAL EMAIL] Do not click on links.\n\n{self.STORY}") == self.STORY

    def test_a_forwarded_story_is_the_story(self) -> None:
        head = "---------- Forwarded message ---------\nFrom: Mary Doe <mary@mail.example>\nSubject: The room\n"
        framed = without_frame(f"See below.\n\n{head}\nDear Jane,\n\n{self.STORY}\n\nMary", ["jane@mail.example"])
        assert framed.text == self.STORY and framed.is_forwarded
        reply = f"Yes, please do.\n\nOn Monday you wrote:\n> {self.STORY}"
        assert self.words_of(reply) == "Yes, please do."

    @pytest.mark.parametrize("name", ["card.vcf", "ATT00001.txt"])
    def test_what_programs_hang_on_mails_is_no_story(self, name: str, garden: Path) -> None:
        message = EmailMessage()
        message["From"], message["Subject"] = "Jane Roe <jane@mail.example>", "The room"
        message.set_content(self.STORY)
        message.add_attachment(b"Jane Roe, 0113 496 0000, a card of mine", "text", "plain", filename=name)
        said = take_in(garden, message.as_bytes())
        assert set(files(garden)) == {"stories/the-room.md"} and f"“{name}”, which holds no story" in said

    def test_words_beside_an_attached_story_are_named_or_a_story_too(self, garden: Path) -> None:
        for own, names in (("Please add: he lost his job.", 1), (f"{self.STORY} {self.STORY}", 2)):
            message = EmailMessage()
            message["From"], message["Subject"] = "Jane Roe <jane@mail.example>", "In the mail"
            message.set_content(own)
            message.add_attachment(
                f"It was {names} o'clock and nobody came.".encode(), "text", "plain", filename="a.txt"
            )
            said = take_in(garden, message.as_bytes())
            assert ("what the mail itself says: “Please add: he lost his job.”" in said) == (names == 1)
            assert len(files(garden)) == names + (names > 1)

    @pytest.mark.parametrize(
        "written",
        [
            "7533 e961 1f23 3562 c379 2c2b 4279 9934",
            "A7C3 FF89 9F0C 3A61\\\nC384 73DB EF49 FCEB",
            "a7c3 ff89 9f0c 3a61\n> c384 73db ef49 fceb",
            "receipt_a7c3/ff89/9f0c/3a61/c384/73db/ef49/fceb.",
        ],
    )
    def test_a_receipt_in_whatever_way_it_is_written(self, written: str) -> None:
        text, found = without_receipts(f"It is {written} of 2019 2020 2021 2022 2023 2024 2025 2026")
        assert len(found) == 1 and "(a receipt)" in text and "2026" in text

    @pytest.mark.parametrize("groups", [False, True])
    @pytest.mark.parametrize("is_here", [False, True])
    def test_a_receipt_in_somebodys_own_words_is_shown_and_not_kept(
        self, is_here: bool, groups: bool, garden: Path
    ) -> None:
        receipt = "7e2262523743edb7baf7a1a60386eb27"
        consent = {"whose": "own", "others": "none", "given": "2026-09", "ref": hash_of(receipt)}
        path = garden.parent / "content/stories/the-gate.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(story(title="The gate", consent=consent) if is_here else story(title="The gate"))
        written = in_groups(receipt).upper() if groups else receipt
        said = take_in(garden, f"Please take back what I told you about the gate. It is {written}, since 2019 2020.")
        assert ("It shows the receipt of content/stories/the-gate.md." in said) == is_here
        assert ("  kgen withdraw the-gate" in said) == is_here
        assert ("what looks like a receipt, which fits nothing here" in said) != is_here
        (data,) = files(garden).values()
        assert b"It is (a receipt), since 2019 2020." in data and written.encode() not in data
        assert written not in said

    def test_a_receipt_that_is_written_twice_is_said_once(self, garden: Path) -> None:
        receipt = "7e2262523743edb7baf7a1a60386eb27"
        path = garden.parent / "content/stories/the-gate.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(story(title="The gate", consent={"whose": "own", "others": "none", "ref": hash_of(receipt)}))
        said = take_in(garden, f"Please take back {receipt}. I repeat: {in_groups(receipt).upper()}, about the gate.")
        assert said.count("content/stories/the-gate.md") == said.count("kgen withdraw the-gate") == 1
        assert "which fits nothing here" not in said

    def test_years_are_no_receipt(self, garden: Path) -> None:
        years = "2019 2020 2021 2022 2023 2024 2025 2026"
        said = take_in(garden, f"It rained in all of these: {years}. Nobody came.")
        assert "receipt" not in said and years.encode() in next(iter(files(garden).values()))

    def test_no_column_that_decides_is_passed_over(self, garden: Path) -> None:
        rows = (
            "What happened?,Whose story is it?,Are other people in it?,Do you agree that it is published?,Under 18?\n"
            'It rained all day.,It is my own,No,"No, please do not",No\nWe waited all day.,It is my own,No,Yes,No\n'
            "I cried all day.,It is my own,No,Yes,Yes\nThey came in the end.,It is my own,No,Yes but ask me first,No\n"
        )
        (garden.parent.parent / "sent.csv").write_text(rows)
        said = kgen(garden, "intake", str(garden.parent.parent / "sent.csv"), "--today", DAY)
        given = {name: b"given: 2026-11" in data for name, data in files(garden).items()}
        assert [name for name, is_given in given.items() if is_given] == ["stories/we-waited-all-day.md"]
        assert said.count("” to being published") == 2 and "they are under 18" in said
        assert b"about_child: true" in files(garden)["stories/i-cried-all-day.md"]

    @pytest.mark.parametrize("answer", ["No", "Yes but ask me first", "%%no%%", '"<!-- no", she said'])
    def test_a_refusal_stays_with_the_draft_until_somebody_settles_it(self, answer: str, garden: Path) -> None:
        heads = (
            "What happened?,Where do you speak from?,Which services is it about?,What is it about?,Whose story is it?"
        )
        heads += ",Are other people in it?,Do you agree to it being published?"
        cell = '"' + answer.replace('"', '""') + '"'
        row = f"It rained all day.,I care for someone,schools,trust,It is my own,No,{cell}"
        (garden.parent.parent / "sent.csv").write_text(f"{heads}\n{row}\n")
        said = kgen(garden, "intake", str(garden.parent.parent / "sent.csv"), "--today", DAY)
        assert said.count("to being published") == 1 and "Do not publish it unless they have told you otherwise" in said
        todo = kgen(garden, "todo", "--today", DAY)
        is_no = answer != "Yes but ask me first"
        heading = "its teller said No (kgen decline" if is_no else "something to correct"
        assert "consent to ask for" not in todo and "to being published" in todo.partition(heading)[2]
        assert ("Do not ask its teller again. `kgen decline it-rained-all-day` deletes it." in said) == is_no
        assert ("kgen todo --letter" in said) != is_no
        if is_no:
            assert "so no letter asks them" in kgen(garden, "todo", "--letter", "it-rained-all-day", code=2)
        path = garden.parent / "drafts/stories/it-rained-all-day.md"
        path.write_text(re.sub("^consent:.*\n", r"\g<0>  given: 2026-11\n", path.read_text(), flags=re.MULTILINE))
        refused = kgen(garden, "accept", "it-rained-all-day", "--today", DAY, code=1)
        assert "to being published" in refused and "then take this out" in refused
        assert answer not in ("No", "Yes but ask me first") or f"they answered “{answer}” to being published" in refused
        assert not (garden.parent / "content/stories/it-rained-all-day.md").exists()
        path.write_text(re.sub("^to_being_published:.*\n", "", path.read_text(), flags=re.MULTILINE))
        accept(garden, "it-rained-all-day")

    @pytest.mark.parametrize(
        ("line", "is_no"),
        [
            ("To_Being_Published: No", True),
            ("to being published: no", True),
            ("to-be-published: 'No.'", True),
            ("consent: no", True),
            ("Consent: No", True),
            ("consent: No, thank you", True),
            ("consent: {given: no}", True),
            ("consent: {agreed: no}", True),
            ("permission: refused", True),
            ("publish: no", True),
            ("published: no", True),
            ("Publish: No, thanks", True),
            ("can_be_published: no", True),
            ("happy to publish: refused", True),
            ("may we share: no", True),
            ("publish: false", False),
            ("publish: yes", False),
            ("publisher: no", False),
            ("published_in: No. 14", False),
            ("consent: none", False),
            ("consent: no consent yet", False),
            ("agreed: no objection", False),
            ("agreed: 2026-10", False),
            ("agrees: She agrees, but not with the last line", False),
        ],
    )
    def test_nobody_who_said_no_in_other_words_gets_a_letter(self, line: str, is_no: bool, garden: Path) -> None:
        path = garden.parent / "drafts/stories/a.md"
        path.parent.mkdir(parents=True)
        path.write_text(f"---\ntitle: A\nstandpoint: parent\n{line}\n---\nIt rained all day.\n")
        todo = kgen(garden, "todo", "--today", DAY)
        assert ("its teller said No (kgen decline" in todo) == is_no
        assert ("consent to ask for" in todo) != is_no
        letter = kgen(garden, "todo", "--letter", "a", code=2 if is_no else 0)
        assert ("so no letter asks them" in letter) == is_no

    def test_whatever_else_has_to_be_settled_stays_too_without_names(self, garden: Path) -> None:
        rows = "What happened?,Under 18?,Who is the child?\nIt rained all day.,Yes,Jane Roe\n"
        (garden.parent.parent / "sent.csv").write_text(rows)
        said = kgen(garden, "intake", str(garden.parent.parent / "sent.csv"), "--today", DAY)
        assert "read what they answered to “Who is the child?”: “Jane Roe”" in said
        text = files(garden)["stories/it-rained-all-day.md"].decode()
        assert "\nsettle_first: " in text and "they are under 18: talk to them first; read in the table" in text
        assert "Jane" not in text
        assert "kgen todo --letter" not in said
        assert "so no letter asks them" in kgen(garden, "todo", "--letter", "it-rained-all-day", code=2)
        take_in(garden, urlencode({**FORM, "agreed": "no"}, doseq=True))
        assert "did not tick" in kgen(garden, "accept", "nobody-rang", "--today", DAY, code=1)

    def test_an_unknown_column_about_consent_is_to_be_read(self, garden: Path) -> None:
        (garden.parent.parent / "sent.csv").write_text("What happened?,How old are you?\nIt rained all day.,15\n")
        said = kgen(garden, "intake", str(garden.parent.parent / "sent.csv"), "--today", DAY)
        assert "read what they answered to “How old are you?”: “15”" in said

    def test_a_person_who_did_not_agree_does_not_come_in(self, garden: Path) -> None:
        take_in(garden, "kind=person&name=Sam&under_18=yes&agreed=yes")
        assert "people/sam" in kgen(garden, "todo", "--today", DAY).partition("something to correct")[2]
        kgen(garden, "accept", "sam", "--today", DAY, code=1)
        assert not (garden.parent / "content/people/sam.md").exists()
        take_in(garden, "kind=question&title=Who%3F", code=1)

    @pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
    def test_text_as_windows_writes_it_is_read(self, encoding: str, garden: Path) -> None:
        take_in(garden, "Nobody in the café asked us why we came.".encode(encoding))
        assert b"caf\xc3\xa9" in files(garden)["stories/nobody-in-the-cafe-asked-us-why-we.md"]

    def test_a_table_as_windows_writes_it_is_read(self, garden: Path) -> None:
        (garden.parent.parent / "sent.csv").write_bytes(TestTables.ROWS.encode("utf-16"))
        kgen(garden, "intake", str(garden.parent.parent / "sent.csv"), "--today", DAY)
        assert '"Shoe size":\n' in files(garden)["columns.yml"].decode()
        assert "stories/we-have-a-form-with-forty-boxes.md" in files(garden)

    def test_columns_that_cannot_be_read_stop_no_plain_words(self, garden: Path) -> None:
        (garden.parent / "drafts").mkdir()
        (garden.parent / "drafts/columns.yml").write_text("Shoe size: [")
        take_in(garden, "Nobody asked us why we came.")
        (garden.parent.parent / "sent.csv").write_text(TestTables.ROWS)
        kgen(garden, "intake", str(garden.parent.parent / "sent.csv"), "--today", DAY, code=2)

    def test_a_name_that_is_no_file_stops_no_other(self, garden: Path, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("Nobody asked us why we came.")
        said = kgen(garden, "intake", str(tmp_path / "no.txt"), str(tmp_path / "a.txt"), "--today", DAY, code=2)
        assert "no.txt cannot be read" in said and len(files(garden)) == 1

    def test_how_to_reach_somebody_is_said_again(self, garden: Path) -> None:
        form = "kind=person&name=Dee&agreed=yes&under_18=no&private.reach="
        assert "How to reach them: by post" in take_in(garden, f"{form}by+post")
        assert "How to reach them: by bus" in take_in(garden, f"{form}by+bus", code=1)


def test_a_person_and_a_question_come_in_too(garden: Path) -> None:
    take_in(garden, PERSON)
    take_in(garden, "---\ntitle: Why is nobody asked twice?\nwanted: [family-carer]\n---\n\nA question.\n")
    assert set(files(garden)) == {"people/dee.md", "questions/why-is-nobody-asked-twice.md"}
    accept(garden, "dee", "why-is-nobody-asked-twice")


def test_several_files_at_once(garden: Path, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(story(title="One"))
    (tmp_path / "b.txt").write_text("nothing")
    (tmp_path / "c.txt").write_text("Somebody told me this on the bus.")
    sent = [str(tmp_path / name) for name in ("a.md", "b.txt", "c.txt")]
    said = kgen(garden, "intake", *sent, "--today", DAY, code=1)
    assert f"{sent[1]}:\nNo story begins in it" in said
    assert set(files(garden)) == {"stories/one.md", "stories/somebody-told-me-this-on-the-bus.md"}


class TestSeveralAtOnce:
    """Each arrives by itself, as a letter box sends it: what one is writing, another must see."""

    def test_each_becomes_a_draft(self, garden: Path, tmp_path: Path) -> None:
        sent = []
        for number in range(4):
            (tmp_path / f"{number}.txt").write_text(f"A story\n\nIt happened in room {number}.")
            arguments = command("intake", str(tmp_path / f"{number}.txt"), "--today", DAY)
            sent.append(subprocess.Popen(arguments, cwd=garden.parent, env=environment(), stdout=subprocess.DEVNULL))
        assert [each.wait() for each in sent] == [0] * 4
        written = b"".join(files(garden).values())
        assert [number for number in range(4) if b"room %d" % number in written] == [0, 1, 2, 3]

    def test_nothing_is_written_over_where_no_lock_keeps_others_away(self, garden: Path) -> None:
        settings = load(garden, today=DAY)
        reading = read(settings)
        sent = (f"A story\n\nIt was in room {room}.".encode() for room in "12")
        (first,), (second,) = (taken_in("a.txt", data, settings, reading) for data in sent)
        first.changes.carry_out(garden.parent)
        before = files(garden)
        with pytest.raises(ConfigurationError, match="was changed meanwhile"):
            second.changes.carry_out(garden.parent)
        assert files(garden) == before

    def test_what_has_the_same_receipt_is_not_written_over_either(self, garden: Path) -> None:
        take_in(garden, story(consent=CONSENT))
        settings = load(garden, today=DAY)
        reading = read(settings)
        (again,) = taken_in("a.md", story("Corrected.", consent=CONSENT).encode(), settings, reading)
        draft = garden.parent / "drafts/stories/a-story.md"
        draft.write_text(draft.read_text() + "\nA steward wrote this.\n")
        with pytest.raises(ConfigurationError, match="was changed meanwhile"):
            again.changes.carry_out(garden.parent)
        assert "A steward wrote this." in draft.read_text()


@given(text=st.text(st.characters(codec="utf-8") | st.sampled_from('\x00\x07\n\r\x85\u2028\ufeff"\\')))
def test_whatever_is_quoted_is_read_back(text: str) -> None:
    assert yaml.load(f"a: {quoted(text)}\n", yaml.BaseLoader) == {"a": text}


def test_a_mail_that_was_pasted_into_a_file_loses_its_frame(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = make_garden(tmp_path, dict(BASIS))
    (tmp_path / "mail.txt").write_text("Dear all,\n\nWe waited four hours in the corridor.\n\nBest wishes\nAnna\n")
    assert run(config, [tmp_path / "mail.txt"], today=DAY) == 0
    (draft,) = (tmp_path / "drafts/stories").iterdir()
    assert "corridor" in draft.read_text() and "Anna" not in draft.read_text() and "Dear" not in draft.read_text()
    assert "beginning with “Best wishes”" in capsys.readouterr().out
