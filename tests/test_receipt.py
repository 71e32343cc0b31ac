"""kgen receipt: what a teller holds leads to their story, whoever asks; and what they hold is never repeated."""

import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
from gardens import BASIS, make_garden, story
from sites import command, environment, kgen

from kgen.safeguarding.receipts import hash_of

RECEIPT = "7e2262523743edb7baf7a1a60386eb27"
REF = "e17d3dfcf328f11d234aafc04d2ac4b49afe0e5db735ef7c4e464cd842c46cd9"
OWN = {"whose": "own", "others": "none", "given": "2026-10"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return make_garden(
        tmp_path,
        {**BASIS, "stories/a.md": story(title="A", consent={**OWN, "ref": REF}), "stories/b.md": story(title="B")},
    )


def checked(config: Path, *words: str, typed: str = "", code: int = 0) -> str:
    said = kgen(config, "receipt", "check", *words, typed=typed, code=code)
    assert RECEIPT[:8] not in said and RECEIPT[:4] not in said.lower().replace("e17d", "")
    return said


def test_a_new_receipt_and_its_hash(config: Path) -> None:
    first, second = (kgen(config, "receipt", "new") for _ in range(2))
    assert first != second
    receipt, ref = re.match(r"receipt: ([0-9a-f]{32})\nref: ([0-9a-f]{64})\n", first).groups()  # type: ignore[union-attr]
    assert hash_of(receipt) == ref
    assert " ".join(re.findall("....", receipt)) in first


@pytest.mark.parametrize(
    "written",
    [
        RECEIPT,
        RECEIPT.upper(),
        "7e22 6252 3743 edb7 baf7 a1a6 0386 eb27",
        "7E22-6252-3743-EDB7-BAF7-A1A6-0386-EB27",
        "\ufeff  7e22\u00a06252 3743edb7baf7a1a60386eb27 \r",
    ],
)
def test_it_is_found_as_people_write_it(config: Path, written: str) -> None:
    assert checked(config, typed=f"{written}\n") == "content/stories/a.md has this receipt.\n"
    assert checked(config, *written.split(" ")) == "content/stories/a.md has this receipt.\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content/stories/c.md", f"---\ntitle: C\ndraft: true\nconsent: {{whose: own, ref: {REF.upper()}}}\n---\n"),
        ("content/stories/c.md", f'---\n: broken [\nconsent:\n  "ref": "{REF}"\n'),
        ("content/people/c.md", f"---\nname: C\nconsent:\n  given: 2026-10\n  ref: {REF}\n---\n"),
        ("content/questions/c.md", f"---\ntitle: C\nref: {REF}\n---\n"),
        ("drafts/stories/c.md", f"---\ntitle: C\nconsent:\n  ref: '{REF}'\n---\n"),
    ],
)
def test_what_is_hidden_broken_or_waits_is_found_too(config: Path, name: str, text: str) -> None:
    path = config.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    assert f"{name} has this receipt.\n" in checked(config, RECEIPT)


@pytest.mark.parametrize("line", [f"See {REF}.", f"ref: {REF}0", f"href: {REF}", f"ref: {REF[:-1]}"])
def test_the_hash_elsewhere_is_no_receipt(tmp_path: Path, line: str) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story(line, title="A")})
    assert checked(config, RECEIPT, code=1).startswith("No story here has this receipt.")


def test_a_receipt_that_fits_none(config: Path) -> None:
    assert "No story here has this receipt" in checked(config, "f" * 32, code=1)


@pytest.mark.parametrize("words", [[RECEIPT[:-1]], [RECEIPT + "0"], ["hello"], []])
def test_what_is_no_receipt(config: Path, words: list[str]) -> None:
    assert "A receipt has 32 signs" in checked(config, *words, code=2)


@pytest.mark.parametrize("words", [[RECEIPT], [RECEIPT, "new"], ["cheque", RECEIPT]])
def test_a_forgotten_word_does_not_print_the_receipt(config: Path, words: list[str]) -> None:
    said = kgen(config, "receipt", *words, code=2)
    assert RECEIPT not in said and "kgen receipt check" in said


def test_on_a_terminal_it_is_asked_for(config: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command("receipt", "check"), cwd=config.parent, env=environment(),
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        os.write(ours, f"{RECEIPT}\n".encode())
        said, asked = process.communicate()
    os.close(ours)
    os.close(theirs)
    assert (asked, said) == ("receipt: ", "content/stories/a.md has this receipt.\n")
