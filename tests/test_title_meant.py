"""If the line of a title is wrong, only that is said: links by the title lead to the entry all the same."""

from pathlib import Path

import pytest
from gardens import BASIS, STORY, make_garden

from kgen.checks import check
from kgen.model import Diagnostic, Source
from kgen.read import read_sources
from kgen.settings import load
from kgen.weave import weave

REST = STORY.split("---\n")[1].replace("title: A story\n", "")


def problems(tmp_path: Path, files: dict[str, str]) -> list[Diagnostic]:
    sources = [Source(name, text.encode()) for name, text in {**BASIS, **files}.items()]
    return check(weave(load(make_garden(tmp_path, {}), today="2026-11-23"), read_sources(sources, "content")))


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title The lamp", "The lamp"),
        ("title:The lamp", "The lamp"),
        ("title: The lamp: a story", "The lamp: a story"),
        ('title: "The lamp', "The lamp"),
        ("title: 'The lamp's light'", "The lamp's light"),
        ("title: [The lamp]", "The lamp"),
        ("title: {The lamp}", "The lamp"),
        ("title:\n  - The lamp", "The lamp"),
        ("title: @The lamp", "The lamp"),
        ("title: *The lamp*", "The lamp"),
        ("title: &The lamp", "The lamp"),
        ("title: !The lamp", "The lamp"),
        ("title: `The lamp`", "The lamp"),
        ("title: The \x07lamp", "The lamp"),
        ("titel: The lamp", "The lamp"),
        ("Titles: Why wait?", "Why wait?"),
        ("name: The lamp", "The lamp"),
        ("# The lamp", "The lamp"),
        ("title: The lamp\ntitle: The lamp", "The lamp"),
    ],
)
def test_a_link_by_the_title_that_was_meant_is_not_unknown(tmp_path: Path, line: str, title: str) -> None:
    found = problems(
        tmp_path,
        {
            "stories/lamp-1.md": f"---\n{line}\n{REST}---\nWords.\n",
            "stories/reply.md": f'---\ntitle: Reply\nanswers: ["{title}"]\n{REST}---\nSee [[{title}]].\n',
        },
    )
    assert {each.path for each in found if each.severity == "error"} == {"content/stories/lamp-1.md"}


def test_the_heading_of_a_text_whose_title_is_missing_is_meant(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        {
            "stories/lamp-1.md": f"---\n{REST}---\n# The lamp\n\nWords.\n",
            "pages/p.md": "---\ntitle: P\n---\nSee [[The lamp]].\n",
        },
    )
    assert [(each.path, each.message) for each in found if each.severity != "info"] == [
        ("content/stories/lamp-1.md", "`title` is missing")
    ]


@pytest.mark.parametrize("line", ["title: The lamp", "subtitle: The lamp", "title: The lamp\nmood: dark"])
def test_any_other_name_stays_unknown(tmp_path: Path, line: str) -> None:
    found = problems(
        tmp_path,
        {
            "stories/lamp-1.md": f"---\n{line}\n{REST}---\n# The light\n\nWords.\n",
            "pages/p.md": "---\ntitle: P\n---\nSee [[The lantern]] and [[dark]].\n",
        },
    )
    assert [each.check for each in found if each.path == "content/pages/p.md"] == ["link", "link"]
