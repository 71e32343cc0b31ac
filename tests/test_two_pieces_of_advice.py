"""If two things are wrong in one line, the advice for one does not undo the advice for the other."""

from pathlib import Path

import pytest
from gardens import STORY, make_garden

from kgen.checks import check
from kgen.model import Diagnostic, Source
from kgen.read import read_sources
from kgen.read.front_matter import INLINE_COMMENT, OWN_LINE
from kgen.settings import load
from kgen.weave import weave

HEAD = STORY.split("---\n")[1]


def problems(tmp_path: Path, head: str, folder: str = "stories") -> list[Diagnostic]:
    config = make_garden(tmp_path, {})
    files = {"topics/trust.md": "---\ntitle: Trust\n---\n", "sectors/schools.md": "---\ntitle: Schools\n---\n"}
    files[f"{folder}/a.md"] = f"---\n{head}---\nText.\n"
    sources = [Source(name, text.encode()) for name, text in files.items()]
    found = check(weave(load(config, today="2026-11-23"), read_sources(sources, "content")))
    return [each for each in found if each.path.endswith("a.md")]


@pytest.mark.parametrize(
    "head",
    [
        f"{HEAD}change: foo # word\n",
        f"{HEAD}tries: foo # word\n",
        f"{HEAD}lang: Klingonish # word\n",
        f"{HEAD}about_child: perhaps # word\n",
        f"{HEAD}mood: tired # word\n",
        HEAD.replace("given: 2026-09", "given: 2026-9 # word"),
        HEAD.replace("standpoint: practitioner", "standpoint: a nurse # word"),
        HEAD.replace("topics: [trust]", "topics: trst # word"),
    ],
)
def test_a_comment_behind_a_wrong_value(tmp_path: Path, head: str) -> None:
    found = problems(tmp_path, head)
    [comment] = [each for each in found if each.check == INLINE_COMMENT]
    assert [each.line for each in found if each.severity == "error"] == [comment.line]
    assert comment.fix == OWN_LINE


def test_a_comment_behind_a_right_value_gets_the_line_to_write(tmp_path: Path) -> None:
    [comment] = problems(tmp_path, f"{HEAD}summary: foo # word\n")
    assert comment.fix.startswith('Write `summary: "foo # word"`.')
