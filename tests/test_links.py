"""Links in prose: by their paths, by the garden's own web address, and away from their own page."""

from pathlib import Path

import pytest
from gardens import BASIS, PERSON, STORY, make_garden

from kgen.markdown.addresses import own_address
from kgen.read import read
from kgen.settings import load
from kgen.views.body import body_html
from kgen.views.page_context import context_at
from kgen.weave import Garden, weave
from kgen.weave.name_index import fold, nearest


def woven(folder: Path, files: dict[str, str]) -> Garden:
    config = make_garden(folder, {**BASIS, **files})
    settings = load(config, today="2026-11-30")
    return weave(settings, read(settings))


def html_of(garden: Garden, key: str) -> str:
    entry = garden.entries[key]
    return body_html(context_at(garden, entry.url), entry)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example.org/repo/stories/b/", ("/stories/b/", "")),
        ("http://A.example.org/repo/stories/b#h-there", ("/stories/b", "h-there")),
        ("//a.example.org/repo", ("/", "")),
        ("https://a.example.org/repo/?x=1", ("/", "")),
        ("https://a.example.org/repository/", None),
        ("https://a.example.org/", None),
        ("https://b.example.org/repo/", None),
        ("https://a.example.org/repo/feed.xml", None),
        ("https://a.example.org/repo/search/?q=bus", None),
        ("mailto:a@a.example.org", None),
    ],
)
@pytest.mark.parametrize("site", ["https://a.example.org/repo/", "http://a.example.org/repo"])
def test_which_addresses_are_the_gardens_own(address: str, expected: tuple[str, str] | None, site: str) -> None:
    assert own_address(address, site) == expected


def test_an_own_address_is_woven_and_printed_as_a_link_within_the_site(tmp_path: Path) -> None:
    text = (
        "[b](http://garden.example/stories/b/#h-there), https://garden.example/topics/trust/, [home](https://garden.example),"
        " [meet](https://garden.example/networks/n/meet/), [feed](https://garden.example/feed.xml)."
    )
    files = {
        "stories/a.md": f"{STORY}\n{text}\n",
        "stories/b.md": f"{STORY}\n## There\n",
        "networks/n.md": "---\ntitle: N\n---\n",
    }
    garden = woven(tmp_path, files)
    html = html_of(garden, "stories/a")
    assert '<a href="../b/#h-there"' in html or '<a href="../../stories/b/#h-there"' in html
    assert 'href="../../topics/trust/"' in html
    assert ">Trust</a>" in html
    assert '<a href="../../"' in html
    assert 'href="../../networks/n/meet/"' in html
    assert 'href="https://garden.example/feed.xml"' in html
    targets = {link.target for link in garden.links_out(garden.entries["stories/a"]) if link.relation == "mentions"}
    assert targets == {"stories/b", "topics/trust", "networks/n"}


def test_a_story_and_a_person_of_one_name(tmp_path: Path) -> None:
    files = {
        "stories/garden.md": f"{STORY}\nBy [[garden]], who wrote [[stories/garden]].\n",
        "people/garden.md": PERSON.replace("Dee", "Garden"),
    }
    garden = woven(tmp_path, files)
    html = html_of(garden, "stories/garden")
    assert html.index('href="../../people/garden/"') < html.index('href="../../stories/garden/"')
    assert [link.source for link in garden.backlinks(garden.entries["people/garden"])] == ["stories/garden"]
    assert not garden.backlinks(garden.entries["stories/garden"])


def test_the_words_of_a_path_are_the_title_of_what_it_leads_to(tmp_path: Path) -> None:
    garden = woven(tmp_path, {"stories/a.md": f"{STORY}\nOn [[thoughts/trust]] and [[trust.md]].\n"})
    assert html_of(garden, "stories/a").count(">trust</a>") == 2


@pytest.mark.parametrize("dash", "-‐‑‒–—―−﹘﹣－_ ")
def test_every_dash_folds_alike(dash: str) -> None:
    assert fold(f"early{dash}help") == "early-help"


@pytest.mark.parametrize(
    ("written", "plain"), [("It’s", "It's"), ("‘so’", "'so'"), ("“so”", '"so"'), ("so­cial", "social")]
)
def test_quotation_marks_and_soft_hyphens_fold(written: str, plain: str) -> None:
    assert fold(written) == fold(plain)


@pytest.mark.parametrize(
    ("title", "others"),
    [
        ("İletişim", ("iletişim", "İLETİŞİM", "I\u0307LETI\u0307S\u0327I\u0307M")),
        ("Işık", ("ışık", "IŞIK")),
        ("Żłobek", ("Z\u0307łobek", "ŻŁOBEK")),
        ("Straße", ("STRASSE", "STRAẞE")),
        ("परिवार", ("परिवार",)),
    ],
)
def test_case_and_composition_of_any_language_fold(title: str, others: tuple[str, ...]) -> None:
    assert {fold(other) for other in others} == {fold(title)}


@pytest.mark.parametrize(
    ("written", "names", "expected"),
    [
        ("warm handovr", ["Warm handover", "Trust"], ["Warm handover"]),
        ("handover", ["Warm handover"], ["Warm handover"]),
        ("shops", ["Schools"], []),
        ("housing", ["Nursing"], []),
        ("money", ["Monday club"], []),
        ("the bus", ["The bench"], []),
        ("trsut", ["Trust", "Rust", "Trout fishing"], ["Trust"]),
    ],
)
def test_what_is_far_off_is_not_suggested(written: str, names: list[str], expected: list[str]) -> None:
    assert nearest(written, names)[:1] == expected


def test_an_old_address_of_a_hidden_story_is_not_printed(tmp_path: Path) -> None:
    there = STORY.replace("---\n", "---\naliases: [/2019/03/a-post/]\n", 1).replace(
        "given: 2026-09", "given: 2026-09\n  review: 2026-10"
    )
    links = "<https://garden.example/2019/03/a-post/> [[2019/03/a-post]] [[/2019/03/a-post/|our words]]"
    garden = woven(tmp_path, {"stories/a.md": f"{STORY}\n{links}\n", "stories/b.md": there})
    html = html_of(garden, "stories/a")
    assert "a-post" not in html and html.count("a story no longer here") == 2 and "our words" in html


@pytest.mark.parametrize(
    "link",
    [
        "[b](/2019/03/a-post/)",
        "[b](/2019/03/a-post)",
        "[b](https://garden.example/2019/03/a-post/)",
        "<https://garden.example/2019/03/a-post/>",
        "[[/2019/03/a-post/]]",
        "[[2019/03/a-post|b]]",
        "[b](/2019/03/a-post/#h-there)",
    ],
)
def test_an_old_address_leads_to_the_entry_that_was_there(link: str, tmp_path: Path) -> None:
    there = STORY.replace("---\n", "---\naliases: [/2019/03/a-post/]\n", 1)
    garden = woven(tmp_path, {"stories/a.md": f"{STORY}\n{link}\n", "stories/b.md": f"{there}\n## There\n"})
    assert 'href="../../stories/b/' in html_of(garden, "stories/a")
    assert any(each.source == "stories/a" and each.target == "stories/b" for each in garden.links)
