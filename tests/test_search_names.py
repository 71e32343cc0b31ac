"""The names that a search matches first: all that are published, in a file that stays small."""

import json
from pathlib import Path
from typing import Any

import pytest
from gardens import BASIS, NETWORK, PERSON, QUESTION, make_garden, story
from sites import DAY

from kgen.exports import names
from kgen.model import Output
from kgen.read import read
from kgen.settings import load
from kgen.site import FIXED
from kgen.views import pages
from kgen.weave import Garden, weave
from kgen.weave.typed import searchable

FILES = {
    **BASIS,
    "topics/waiting.md": "---\ntitle: Waiting\nalt: [queues, the wait]\n---\n",
    "networks/circle.md": NETWORK,
    "questions/holds.md": QUESTION,
    "people/dee.md": PERSON,
    "people/unnamed.md": "---\nname: Una\nstandpoint: family-carer\n---\n",
    "pages/about.md": "---\ntitle: The idea\n---\nWhat we are.\n",
    "stories/bench.md": story(
        "Words.", title="The bench", topics=["trust", "waiting"], author="dee", mentions=["child-death"], date="2026-09"
    ),
    "stories/gate.md": story("Words.", title="Gate", topics="waiting", answers="holds", networks="circle", lang="cy"),
    "stories/hidden.md": story("Words.", title="Zeppelin", topics="waiting", draft=True),
}


def woven(folder: Path, files: dict[str, str] = FILES, *, search: bool = True) -> Garden:
    settings = load(make_garden(folder, files), today=DAY).model_copy(update={"search": search})
    return weave(settings, read(settings))


def made(garden: Garden) -> dict[str, Any]:
    outputs: list[Output] = list(names.names(garden, list(pages(garden))))
    return {output.path: json.loads(output.made(garden)) for output in outputs}


def test_each_name_says_how_many_stories_name_it_and_what_else_it_is_called(tmp_path: Path) -> None:
    (head,) = made(woven(tmp_path)).values()
    kinds = {kind: (folder, rows) for kind, folder, rows in head["kinds"]}
    assert kinds["Topic"] == ("topics/", [["Waiting", 2, "", ["queues", "the wait"]], ["Trust", 1]])
    assert kinds["Question"] == ("questions/", [["What holds us back?", 1, "holds"]])
    assert kinds["Network"] == ("networks/", [["Thursday circle", 1, "circle"]])
    assert kinds["Service"] == ("sectors/", [["Schools", 2]])
    assert kinds["Person"] == ("people/", [["Dee", 1]])


def test_a_story_says_what_one_wants_to_know_before_opening_it(tmp_path: Path) -> None:
    (head,) = made(woven(tmp_path)).values()
    assert sorted(head["stories"]) == [
        ["Gate", "", 0, "September 2026", 0, "", "cy"],
        ["The bench", "bench", 0, "September 2026", 0, "the death of a child"],
    ]
    assert head["voices"] == ["Works in services"]


def test_what_readers_cannot_see_has_no_name(tmp_path: Path) -> None:
    text = json.dumps(made(woven(tmp_path)))
    assert "Zeppelin" not in text and "Una" not in text and "hidden" not in text


def test_pages_of_kgens_own_are_found_by_the_words_people_use_for_them(tmp_path: Path) -> None:
    (head,) = made(woven(tmp_path)).values()
    found = {row[0]: row[1:] for row in head["pages"]}
    assert {page.address for page in FIXED} <= found.keys()
    assert found["about/"] == ["The idea"]
    assert "tell my story" in found["write/"][1] and "take my story back" in found["privacy/"][1]
    assert found["stories/from/practitioner/"][1] == ["people who work in services", "somebody who works in services"]
    assert not [address for address in found if "/page/" in address]


def test_every_page_that_has_words_is_one(tmp_path: Path) -> None:
    planned = {"meetings", "new", "sources", "join", "ask", "my-story"}
    assert names.WORDS.keys() - {page.name for page in FIXED} <= planned


def test_without_search_there_are_none(tmp_path: Path) -> None:
    assert made(woven(tmp_path, search=False)) == {}


@pytest.mark.parametrize("largest", [0, 60, 200])
def test_names_that_do_not_fit_are_in_parts_found_by_the_whole_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, largest: int
) -> None:
    garden = woven(tmp_path)
    (whole,) = made(garden).values()
    monkeypatch.setattr(names, "LARGEST", largest)
    monkeypatch.setattr(names, "PART", 2)
    files = made(garden)
    head = files.pop("search/names.json")
    assert len(files) == head["parts"] > 1 and not head["stories"] and head["pages"] == whole["pages"]
    for kind, (_, _, rows) in enumerate(whole["kinds"]):
        for row in rows:
            called = [row[0], *(row[3] if len(row) > 3 else [])]
            parts = [files[f"search/names-{names.part_of(searchable(name), len(files))}.json"] for name in called]
            assert row in head["kinds"][kind][2] or all(row in part["kinds"][kind][2] for part in parts)
    for title, *_ in whole["stories"]:
        part = files[f"search/names-{names.part_of(searchable(title), len(files))}.json"]
        assert title in [row[0] for row in part["stories"]]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  The  Bench. ", "the bench"),
        ("Carer’s assessment", "carers assessment"),
        ("Y Byd ô Chwith", "y byd o chwith"),
        ("U.S. Army", "us army"),
        ("M&S, Marks & S", "ms marks s"),
        ("Digital.gov", "digital gov"),
        ("a/b — testing_now", "a b testing now"),
        ("İstanbul ＡＢＣ ﬁne", "istanbul abc fine"),
        ("Łukasz Søren Straße", "lukasz soren strasse"),
        ("الممرضة والباب", "ممرضة والباب"),
        ("C++, C#, a+ É# and C++20", "cplusplus csharp aplus esharp and cplusplus 20"),
        ("LGBTQ+ 18+ x+y #c C+++ a_c+ C+a #5", "lgbtq 18 x y c c a cplus c a 5"),
        ("…", ""),
    ],
)
def test_what_counts_of_a_name(typed: str, folded: str) -> None:
    assert searchable(typed) == folded
