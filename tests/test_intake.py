"""kgen intake: what somebody sent becomes files that pass the check, or a plain list of what is missing."""

import hashlib
import json
import os
import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from gardens import BASIS, PERSON, QUESTION, STORY, make_garden, story
from hypothesis import given, strategies as st
from nightly import examples
from sites import DAY, kgen

from kgen.commands.submission import NotUnderstood, Sent, one_line, prose, story_file, understood
from kgen.model import Source
from kgen.read import read_entry
from kgen.read.front_matter import split
from kgen.settings import load
from kgen.views.form import asked, order

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


def files(config: Path) -> dict[str, bytes]:
    content = config.parent / "content"
    return {path.relative_to(content).as_posix(): path.read_bytes() for path in content.rglob("*") if path.is_file()}


def test_a_file_becomes_a_story(garden: Path) -> None:
    said = take_in(garden, story(title="The bench outside"))
    assert said.splitlines()[0] == "content/stories/the-bench-outside.md"
    assert (garden.parent / "content/stories/the-bench-outside.md").read_text() == story(title="The bench outside")
    kgen(garden, "check")


def test_a_new_person_a_new_topic_and_a_new_question_come_with_the_story(garden: Path) -> None:
    named = story(author="Dee", topics=["trust", "Waiting rooms"], answers="What holds us back?")
    said = take_in(garden, named)
    new = set(files(garden)) - set(BASIS)
    assert new == {
        "people/dee.md", "questions/what-holds-us-back.md", "topics/waiting-rooms.md", "stories/a-story.md",
    }  # fmt: skip
    assert said.count("(new: say more of it there") == 3
    assert b"consent:\n  given: 2026-09\n---" in files(garden)["people/dee.md"]
    assert b'name: "Dee"\nstandpoint: ["practitioner"]\nsectors: ["schools"]' in files(garden)["people/dee.md"]
    kgen(garden, "check")


def test_somebody_who_is_there_already_is_not_made_again(garden: Path) -> None:
    (garden.parent / "content/people").mkdir()
    (garden.parent / "content/people/dee.md").write_text(PERSON)
    take_in(garden, story(author="DEE"))
    assert files(garden)["people/dee.md"] == PERSON.encode()
    assert set(files(garden)) - set(BASIS) == {"people/dee.md", "stories/a-story.md"}


def test_a_slip_of_the_pen_is_no_new_topic(garden: Path) -> None:
    said = take_in(garden, story(topics="Thrust"), code=1)
    assert "did you mean “trust”?" in said.casefold()
    assert set(files(garden)) == set(BASIS)


def test_what_is_missing_is_listed_with_its_line(garden: Path) -> None:
    said = take_in(garden, story(title=None, topics=None, standpoint="parent"), code=1)
    assert "Nothing was written" in said
    assert "- `title` is missing" in said and "- `topics` is missing" in said
    assert re.search(r"- line \d+: “parent” is not on this garden's list", said)
    assert set(files(garden)) == set(BASIS)


def test_an_answer_needs_no_title(garden: Path) -> None:
    (garden.parent / "content/questions").mkdir()
    (garden.parent / "content/questions/what-holds-us-back.md").write_text(QUESTION)
    said = take_in(garden, story(title=None, topics=None, answers="what-holds-us-back"))
    assert said.startswith("content/stories/in-answer-to-what-holds-us-back.md")
    kgen(garden, "check")


# --- whatever way it took


def form(**changes: Any) -> str:
    return urlencode({**FORM, **changes}, doseq=True)


def test_a_posted_form_becomes_a_story(garden: Path) -> None:
    take_in(garden, form())
    assert files(garden)["stories/nobody-rang.md"].decode() == (
        '---\ntitle: "Nobody rang"\ndate: 2026-11\nstandpoint: family-carer\nsectors: "Schools"\n'
        'topics: [trust, "Waiting rooms"]\nauthor: "Dee"\nconsent:\n  whose: own\n  others: none\n  given: 2026-11\n'
        "---\n\nNobody rang.\\\nThen somebody did.\n"
    )
    kgen(garden, "check")


def test_a_complaint_about_data_is_no_story_and_says_what_it_is(garden: Path) -> None:
    said = take_in(garden, urlencode({"complaint": "You printed my street.", "reach": "01632 960000"}), code=1)
    assert "a complaint about personal data" in said and "within 30 days" in said
    assert "street" not in said and "01632" not in said
    assert not files(garden).keys() & {"stories/a-story.md"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"agreed": ""}, "did not tick the line"),
        ({"text": " "}, "holds no story"),
        ({"standpoint": []}, "`standpoint` is missing"),
        ({"consent.whose": ""}, "`whose` is missing"),
        ({"consent.whose": "with-permission"}, "this repository is public"),
        ({"consent.others": "disguised", "about_child": "true"}, "the story is about a child"),
        ({"consent.others": "disguised"}, "`about_child` is missing"),
    ],
)
def test_a_form_with_something_missing_writes_nothing(garden: Path, changes: dict[str, Any], said: str) -> None:
    assert said in take_in(garden, form(**changes), code=1)
    assert set(files(garden)) == set(BASIS)


def test_a_private_source_takes_a_story_told_with_permission(tmp_path: Path) -> None:
    config = make_garden(tmp_path / "garden", BASIS, {"source": "private"})
    consent = {"whose": "with-permission", "others": "disguised", "ref": REF, "review": "2028-09"}
    consent["read_by"] = ["s-07", "s-12"]
    take_in(config, story(consent=consent, about_child="true", author=None))
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
    kgen(garden, "check")


# --- nothing is ever overwritten, and nothing lands elsewhere


def test_a_second_story_of_the_same_name_has_a_number(garden: Path) -> None:
    for name in ("a-story", "a-story-story", "a-story-2"):
        assert f"content/stories/{name}.md" in take_in(garden, STORY.replace("happened", f"happened to {name}"))
    assert len([name for name in files(garden) if name.startswith("stories/")]) == 3


def test_the_same_file_is_taken_in_once(garden: Path) -> None:
    take_in(garden, story())
    before = files(garden)
    assert "a-story.md is this story already, word for word" in take_in(garden, story(), code=1)
    assert files(garden) == before


def test_the_same_receipt_is_the_same_story(garden: Path) -> None:
    take_in(garden, story(consent=CONSENT))
    before = files(garden)
    said = take_in(garden, story("Something else.", title="Another title", consent=CONSENT), code=1)
    assert "content/stories/a-story.md has the same receipt" in said
    assert files(garden) == before


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


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_leads_elsewhere_or_steers_a_terminal(garden: Path, title: str) -> None:
    around = {path for path in garden.parent.parent.rglob("*") if "content" not in path.parts}
    names = {} if "/" in title else {"author": title, "topics": f"trust,{title}"}
    said = take_in(garden, form(title=title, **names))
    assert "\x1b" not in said and "\u202e" not in said
    assert all(re.fullmatch(r"[a-z]+/[a-z0-9][a-z0-9-]{0,79}\.md", name) for name in files(garden))
    assert {path for path in garden.parent.parent.rglob("*") if "content" not in path.parts} - around == {
        garden.parent.parent / "sent"
    }
    kgen(garden, "check")


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
    assert set(files(garden)) == set(BASIS)


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
    (garden.parent / "content/stories").symlink_to(elsewhere)
    said = take_in(garden, story(author="Dee"), code=2)
    assert "is a link to somewhere else" in said
    assert list(elsewhere.iterdir()) == []
    assert "people/dee.md" not in files(garden)


# --- whoever shows the receipt


def test_a_receipt_leads_to_its_story(garden: Path) -> None:
    take_in(garden, story(consent=CONSENT))
    shown = " ".join(re.findall("....", RECEIPT.upper()))
    said = take_in(garden, urlencode({"receipt": shown, "wish": "withdraw"}))
    assert "kgen withdraw a-story" in said
    changed = urlencode({"receipt": shown, "wish": "change", "words": "The\x1b[2J last line."})
    said = take_in(garden, changed)
    assert "content/stories/a-story.md" in said and "last line." in said and "\x1b" not in said
    assert "fits no story here" in take_in(garden, urlencode({"receipt": "0" * 32, "wish": "withdraw"}), code=1)


# --- the file that is made


def test_every_field_of_a_form_can_be_read_back(garden: Path) -> None:
    settings = load(garden)
    assert {each.name for each in asked(settings)} < set(order())


plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@examples(150, 1000)
@given(title=plain, names=st.lists(plain, max_size=4), text=plain)
def test_whatever_somebody_types_is_read_back_as_they_typed_it(title: str, names: list[str], text: str) -> None:
    matter, body, _ = split(story_file({"title": title, "topics": names, "consent.whose": title}, text))
    assert matter.faults == []
    expected = [each for each in dict.fromkeys(map(one_line, names)) if each]
    assert matter.values.get("title", "") == one_line(title)
    assert matter.values.get("consent", {}).get("whose", "") == one_line(title)
    assert matter.values.get("topics", []) in (expected, expected[0] if expected else [])
    assert body.strip() == prose(text)


@examples(60, 500)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode(errors="replace"))))
def test_nothing_that_is_sent_is_met_with_a_traceback(garden: Path, data: bytes) -> None:
    try:
        sent = understood(data, load(garden))
    except NotUnderstood:
        return
    assert not isinstance(sent, Sent) or sent.text
