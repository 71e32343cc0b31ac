"""All that is wrong with a file is told at once: a correction brings nothing to light that was not told before."""

from pathlib import Path

import pytest
from gardens import BASIS, STORY, make_garden

from kgen.checks import check
from kgen.read import read
from kgen.settings import load
from kgen.weave import weave

CORRECTED = {
    "date: soon": "date: 2026-10",
    "topics: [trust, waiting, TRUST, a, b, c]": "topics: [trust]",
    "author: [nobody]": "",
    "pseudonyms: {Sam}": "pseudonyms: [Sam]",
    "colour: green": "",
    "  - story: nope": "  - story: other",
    "    went: wel": "    went: worked",
    "  whose: mine": "  whose: with-permission",
    "  others: yes": "  others: none",
    "  given: 2027-05": "  given: 2026-10",
    "  review: 2026-01": "  review: 2028-10",
    "  ref: Jane Smith": "  ref: register-0142",
    "  uses: [news]": "  uses: [site, news]",
    "  read_by: [jane]": "  read_by: [s-07]",
    "  signed: yes": "",
    "See [[#Nope]], [here](#no) and [[nowhere]].": "See [[trust]].",
}
HEAD = "title: A\nstandpoint: practitioner\nsectors: schools\nhandbrake: " + "x" * 201
FILE = """\
---
{HEAD}
date: soon
topics: [trust, waiting, TRUST, a, b, c]
author: [nobody]
pseudonyms: {Sam}
colour: green
tries:
  - story: nope
    went: wel
consent:
  whose: mine
  others: yes
  given: 2027-05
  review: 2026-01
  ref: Jane Smith
  uses: [news]
  read_by: [jane]
  signed: yes
---
See [[#Nope]], [here](#no) and [[nowhere]].
""".replace("{HEAD}", HEAD)


def told(folder: Path, text: str) -> set[tuple[str, str]]:
    files = {**BASIS, "stories/other.md": STORY, "stories/a.md": text}
    settings = load(make_garden(folder, files, {"source": "private"}), today="2026-11-30")
    return {
        (each.check, each.message) for each in check(weave(settings, read(settings))) if each.path.endswith("/a.md")
    }


@pytest.mark.parametrize("wrong", CORRECTED)
def test_a_correction_brings_nothing_new_to_light(wrong: str, tmp_path: Path) -> None:
    assert wrong in FILE
    before = told(tmp_path / "before", FILE)
    after = told(tmp_path / "after", FILE.replace(wrong, CORRECTED[wrong]))
    assert after - before == set()
    assert len(before) > len(after)
