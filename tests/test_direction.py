"""The words of a teller are read in their own direction, wherever they are."""

import re
from pathlib import Path

import pytest
from gardens import BASIS, make_garden
from sites import build
from test_links import html_of, woven

from kgen.markdown import LinkHtml, parse, render

ARABIC = """\
---
title: قصة من المدينة
summary: ملخص قصير
date: 2026-09
standpoint: practitioner
sectors: [schools]
topics: [trust]
lang: ar
handbrake: لم يسأل أحد
release: سأل أحد
change: {status: made, what: صار الباب مفتوحا, when: 2026-09}
consent: {whose: own, others: none, given: 2026-09}
---

مرحبا بالعالم، هذه قصة طويلة عن [[trust]].

- واحد
- اثنان

> اقتباس
"""


@pytest.mark.parametrize(
    ("source", "element"),
    [
        ("مرحبا", "<p"),
        ("- واحد", "<li"),
        ("1. واحد", "<li"),
        ("> اقتباس", "<blockquote"),
        ("## عنوان", "<h2"),
        ("| ا |\n|---|\n| ب |", "<td"),
        ("| ا |\n|---|\n| ب |", "<th"),
        ("> [!note]- عنوان\n> نص", "<summary"),
        ("a[^1]\n\n[^1]: حاشية", "<li"),
        ("<dl><dt>ا</dt><dd>ب</dd></dl>", "<dd"),
        ("<figure><figcaption>ا</figcaption></figure>", "<figcaption"),
    ],
)
def test_every_block_of_prose(source: str, element: str) -> None:
    body = parse(source)
    shown = render(body, [LinkHtml()] * len(body.references))
    found = re.findall(rf"{element}\b[^>]*>", shown)
    assert found
    assert all('dir="auto"' in opening for opening in found)


def test_code_is_left_to_right() -> None:
    assert "dir=" not in render(parse("```\nx\n```"), [])


def test_a_title_in_a_list_stands_on_its_own_side(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "questions/q.md": "---\ntitle: من يسأل؟\nopened: 2026-09\n---\n"})
    listing = (build(config, "--no-search") / "questions/index.html").read_text(encoding="utf-8")
    assert re.search('<h[23] class="kg-card-title" dir="auto"><a href="[^"]*">من يسأل', listing)


def test_embedded_prose_too(tmp_path: Path) -> None:
    garden = woven(tmp_path, {"stories/a.md": ARABIC, "topics/b.md": "---\ntitle: B\n---\n![[a]]\n"})
    assert '<li dir="auto">واحد</li>' in html_of(garden, "topics/b")


def test_every_place_where_words_of_a_story_are_printed(tmp_path: Path) -> None:
    answer = ARABIC.replace("قصة من المدينة", "جواب").replace("topics: [trust]", "topics: [trust]\nanswers: [a]")
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": ARABIC, "stories/b.md": answer})
    site = build(config, "--no-search")
    story = (site / "stories/a/index.html").read_text(encoding="utf-8")
    assert '<h1 dir="auto" lang="ar">قصة' in story
    assert '<dd dir="auto" lang="ar">لم يسأل' in story
    assert '<span dir="auto" lang="ar">صار' in story
    listing = (site / "stories/index.html").read_text(encoding="utf-8")
    assert '<p class="kg-summary" dir="auto" lang="ar">ملخص' in listing
    home = (site / "index.html").read_text(encoding="utf-8")
    assert re.search('<h2 class="kg-said__title" dir="auto" lang="ar"><a href="[^"]*">قصة', home)
    topic = (site / "topics/trust/index.html").read_text(encoding="utf-8")
    assert '<p dir="auto" lang="ar">مرحبا' in topic
    assert 'dir="auto" lang="ar">قصة من المدينة</a>' in topic
