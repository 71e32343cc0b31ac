"""What cannot be read is said first; what may only follow from it is not said, but stays off the site."""

import importlib
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import pytest
from gardens import PERSON, SECTOR, TOPIC, make_garden, story
from pictures import png
from sites import kgen

from kgen.checks import check, reported
from kgen.diagnostic import errors_in
from kgen.model import Diagnostic
from kgen.publish.prepare import weave_and_check
from kgen.read import read
from kgen.serve.live import LiveGarden
from kgen.settings import load
from kgen.weave import weave

TEXT = "[[Trust]], [so](../topics/trust.md), [[topics/trust]], ![A room](../images/room.png) and [[at all]]."
MEETING = "---\ntitle: In May\nwhen: 2026-05-01\npromises:\n  - {what: Tea., who: schools, status: kept}\n---\n"
FILES = {
    "topics/trust.md": TOPIC,
    "sectors/schools.md": SECTOR,
    "people/dee.md": PERSON,
    "meetings/may.md": MEETING,
    "images/.gitkeep": "",
    "stories/a.md": story(TEXT, author="dee", topics=["trust", "thrust"]),
}
Happens = Callable[[Path], object]


def move(old: str, new: str) -> Happens:
    def happens(content: Path) -> None:
        (content / new).parent.mkdir(parents=True, exist_ok=True)
        (content / old).rename(content / new)

    return happens


def link(name: str) -> Happens:
    def happens(content: Path) -> None:
        (content / name).rename(content.parent / "elsewhere")
        (content / name).symlink_to(content.parent / "elsewhere")

    return happens


def submodule(name: str) -> Happens:
    return lambda content: (content / name / ".git").write_text("gitdir: x")


def problems_in(config: Path) -> list[Diagnostic]:
    settings = load(config)
    return errors_in(check(weave(settings, read(settings))))


@pytest.mark.parametrize(
    ("happens", "first", "told"),
    [
        (move("topics", "Topics"), "content/Topics", {"room.png"}),
        (move("topics", "topic"), "content/topic", {"room.png"}),
        (move("topics/trust.md", "topics/2024/trust.md"), "content/topics/2024", {"room.png"}),
        (move("topics/trust.md", "topics/Trust.md"), "content/topics/Trust.md", {"thrust", "at all", "room.png"}),
        (link("topics"), "content/topics", {"room.png"}),
        (submodule("topics"), "content/topics", {"room.png"}),
        (submodule("sectors"), "content/sectors", {"thrust", "room.png"}),
        (submodule("people"), "content/people", {"thrust", "room.png"}),
        (submodule("images"), "content/images", {"thrust", "at all"}),
    ],
)
def test_what_only_follows_is_not_said(happens: Happens, first: str, told: set[str], tmp_path: Path) -> None:
    config = make_garden(tmp_path, FILES)
    assert {each.check for each in problems_in(config)} == {"reference", "link", "picture"}
    happens(config.parent / "content")
    problems = problems_in(config)
    cause, *others = reported(problems)
    assert cause.path == first and cause.check == "file"
    assert len(others) == len(told)
    assert {name for name in told for each in others if name in each.message} == told
    left_out = len(problems) - 1 - len(told)
    others_too = (
        "1 problem that this may explain is" if left_out == 1 else f"{left_out} problems that this may explain are"
    )
    assert cause.fix.endswith(f" {others_too} not listed.")


def _refuse(*_: Any) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("what", ["_listing", "_read_regular"])
def test_permissions_come_before_what_follows_from_them(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = make_garden(tmp_path, FILES)
    walk = importlib.import_module("kgen.read.walk")
    usual = getattr(walk, what)
    monkeypatch.setattr(walk, what, lambda path, *more: (_refuse if "topics" in path.parts else usual)(path, *more))
    cause, *others = reported(problems_in(config))
    assert "cannot be read (Permission denied)" in cause.message
    assert [each.check for each in others] == ["picture"]


def test_what_follows_is_kept_off_the_site_all_the_same(tmp_path: Path) -> None:
    settings = load(make_garden(tmp_path, {**FILES, "topics/.git": "gitdir: x"}))
    prepared = weave_and_check(settings, read(settings), keep_going=True)
    assert {each.check for each in prepared.errors} == {"file", "picture"}
    settings = load(make_garden(tmp_path, {"stories/a.md": story("[[Trust]]")}))
    prepared = weave_and_check(settings, read(settings), keep_going=True)
    assert [each.path for each in prepared.errors] == ["content/topics"]
    assert "stories/a" not in prepared.garden.published


def test_what_is_left_out_is_named_all_the_same(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**FILES, "images/room.png": png(), "topics/.git": "gitdir: x"})
    said = kgen(config, "build", "--keep-going", code=1)
    assert "content/stories/a.md" not in said.split("Left out")[0]
    assert "Left out with them: content/stories/a.md." in said


@pytest.mark.parametrize("path", ["content/stories/a.md", "content/stories"])
def test_where_one_file_is_checked_what_keeps_it_off_the_site_is_said(path: str, tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**FILES, "images/room.png": png(), "topics/.git": "gitdir: x"})
    assert "content/topics  error" in kgen(config, "check", str(tmp_path / path), code=1)
    assert "content/topics" not in kgen(config, "check", str(tmp_path / "content/people"))


def test_a_picture_that_an_unread_text_may_show_is_not_to_be_deleted(tmp_path: Path) -> None:
    settings = load(make_garden(tmp_path, {**FILES, "images/a.png": png(), "networks/.git": "gitdir: x"}))
    found = [each for each in check(weave(settings, read(settings))) if each.check == "unused-picture"]
    assert [each.fix for each in found] == [
        "A file that cannot be read may show it. Correct that first, and check again."
    ]


def test_the_preview_tells_the_same(tmp_path: Path) -> None:
    config = make_garden(tmp_path, FILES)
    move("topics", "Topics")(config.parent / "content")
    garden = LiveGarden(config)
    try:
        while garden.behind:
            wait([child.fileno() for child in garden.behind])
            garden.collect()
        assert garden.news is not None
        assert [each.check for each in garden.news] == ["file", "picture"]
    finally:
        garden.close()
