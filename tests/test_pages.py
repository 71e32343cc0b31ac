"""What a page says in states that this repository's own garden does not hold."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from gardens import BASIS, NETWORK, PERSON, QUESTION, make_garden, story
from sites import build, page

from kgen.views.linked_data import licence_address

CHANGES = {
    "a": {"status": "made", "what": "The door is open", "when": "2026-08"},
    "b": {"status": "planned", "what": "The door will be painted", "when": "2027-02"},
}


SAID = {"uses": ["site", "meetings", "machines"]}


def test_a_plan_is_never_told_as_a_change(tmp_path: Path) -> None:
    stories = {f"stories/{slug}.md": story(title=slug, answers="holds", change=told) for slug, told in CHANGES.items()}
    site = build(make_garden(tmp_path, {**BASIS, "questions/holds.md": QUESTION, **stories}))
    for url in ("topics/trust", "questions/holds"):
        told = re.findall(r'data-label="What changed">(.*?)</td>', page(site, url))
        assert sorted(re.sub("<.*?>", "", each) for each in told) == [
            "Planned The door will be painted (February 2027)",
            "The door is open (August 2026)",
        ]


def test_the_headings_of_a_page_are_listed_after_its_own(tmp_path: Path) -> None:
    text = "## One\n\nWords.\n\n## Two\n\nWords.\n"
    site = build(
        make_garden(tmp_path, {**BASIS, "stories/a.md": story(text), "pages/about.md": f"---\ntitle: A\n---\n{text}"})
    )
    for url in ("stories/a", "about"):
        html = page(site, url)
        assert html.index("<h1") < html.index('<nav class="kg-outline"') < html.index("<h2")


def linked_data(site: Path, url: str) -> Any:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(site, url))
    return json.loads(found[1]) if found else None


def test_machines_are_told_of_entries_and_not_again_on_other_pages(tmp_path: Path) -> None:
    told = {"questions/why.md": QUESTION, "stories/a.md": story(answers="why", consent=SAID)}
    site = build(make_garden(tmp_path, {**BASIS, **told}), "--no-search")
    for url in ("questions/why", "stories/a"):
        assert linked_data(site, url)["url"] == f"https://garden.example/{url}/"
    for url in ("map", "questions/why/poster"):
        assert "</html>" in page(site, url) and linked_data(site, url) is None, url


def test_people_who_agreed_alone_have_a_page_and_are_told_of_to_machines(tmp_path: Path) -> None:
    silent = re.sub(r"consent:\n.*\n", "", PERSON).replace("Dee", "Eve")
    assert "consent" not in silent
    files = {
        **BASIS,
        "people/dee.md": PERSON,
        "people/eve.md": silent,
        "stories/a.md": story(author=["dee", "eve"], consent=SAID),
    }
    site = build(make_garden(tmp_path, files))
    assert linked_data(site, "people/dee")["@type"] == "Person"
    assert not (site / "people/eve").exists()
    assert [person["name"] for person in linked_data(site, "stories/a")["author"]] == ["Dee"]


def test_machines_are_told_where_else_somebody_is_and_no_more(tmp_path: Path) -> None:
    orcid = "0000-0002-1825-0097"
    files = {
        **BASIS,
        "people/dee.md": PERSON,
        "people/eve.md": PERSON.replace("name: Dee", f"name: Eve\nurl: https://eve.example/\norcid: {orcid}"),
    }
    site = build(make_garden(tmp_path, files), "--no-search")
    assert not linked_data(site, "people/dee").get("sameAs")
    assert linked_data(site, "people/eve")["sameAs"] == ["https://eve.example/", f"https://orcid.org/{orcid}"]


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC-BY-NC-SA-4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("OGL-UK-3.0", "https://spdx.org/licenses/OGL-UK-3.0.html"),
    ],
)
def test_a_licence_is_called_by_the_address_of_its_words(code: str, address: str) -> None:
    assert licence_address(code) == address


def test_a_page_that_has_a_feed_leads_programs_to_it(tmp_path: Path) -> None:
    files = {
        **BASIS,
        "networks/circle.md": NETWORK,
        "questions/holds.md": QUESTION,
        "people/dee.md": PERSON,
        "stories/a.md": story(),
    }
    site = build(make_garden(tmp_path, files))
    for url in (
        *("", "topics/trust", "networks/circle", "questions/holds", "people/dee", "sectors/schools"),
        *("stories/a", "new", "changes"),
    ):
        [link] = re.findall(r'<link rel="alternate feed" type="application/atom\+xml"[^>]*>', page(site, url))
        address = re.search('href="([^"]*)"', link)
        assert address and (site / url / address[1]).resolve() == site / url / "feed.xml"
        assert (site / url / "feed.xml").read_bytes().startswith(b"<?xml")
    assert "application/atom+xml" not in page(site, "topics")


def test_a_shared_link_says_what_it_leads_to(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story("A first sentence.", title="Told & shared")})
    html = page(build(config), "stories/a")
    said = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', html))
    assert said["type"] == "article" and said["title"] == "Told &amp; shared"
    assert said["image"].endswith(".png") and said["site_name"]
    assert '<meta name="description" content="A first sentence.">' in html


def sheet(tmp_path: Path, *texts: str) -> str:
    """The words of the sheet for the next meeting of a network in which some stories are told."""
    told = {
        f"stories/s{number}.md": story(text, title=f"S {number}", networks="circle", answers="holds", consent=SAID)
        for number, text in enumerate(texts)
    }
    files = {**BASIS, "networks/circle.md": NETWORK, "questions/holds.md": QUESTION, **told}
    html = page(build(make_garden(tmp_path, files), "--no-search"), "networks/circle/meet")
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def test_a_sheet_holds_as_much_of_a_story_as_is_read_aloud_in_half_a_minute(tmp_path: Path) -> None:
    sentences = [f"Sentence number {number} has exactly seven words." for number in range(40)]
    long = "\n\n".join(" ".join(sentences[start : start + 3]) for start in range(0, 40, 3))
    words = sheet(tmp_path, long, "Short and whole.", "word " * 200)
    assert " ".join(sentences[:9]) in words and sentences[13] not in words
    assert "Short and whole." in words
    assert f"{'word ' * 90}…" in words


def test_an_empty_seat_of_a_question_is_not_called_one_of_the_network(tmp_path: Path) -> None:
    assert "This question has no answer from family carers yet." in sheet(tmp_path, "Words.")
    heard = {
        "stories/a.md": story(
            title="A", networks="circle", answers="holds", standpoint=["family-carer", "commissioner"]
        )
    }
    files = {**BASIS, "networks/circle.md": NETWORK, "questions/holds.md": QUESTION, **heard}
    html = page(build(make_garden(tmp_path / "other", files), "--no-search"), "networks/circle/meet")
    assert "This network has not heard from <strong>people who use services</strong> yet." in html
