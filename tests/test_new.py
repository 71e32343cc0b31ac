"""kgen new: a file that says itself what is missing, and is fine once that is filled in."""

from pathlib import Path

import pytest
from gardens import BASIS, make_garden
from sites import kgen

from kgen.model import KINDS


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.name != "story"])
def test_a_new_file_of_any_other_kind_is_fine_at_once(kind: str, tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    printed = kgen(config, "new", kind, 'Ümläut: "quoted" & more?')
    path = tmp_path / printed.splitlines()[0]
    assert path.name == "umlaut-quoted-more.md" and path.exists()
    assert "0 problems." in kgen(config, "check")


def test_a_new_story_says_what_is_missing_and_then_is_fine(tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    printed = kgen(config, "new", "story", "What's left out")
    path = tmp_path / printed.splitlines()[0]
    assert path.name == "whats-left-out.md" and "public repository" in printed
    checked = kgen(config, "check", code=1)
    for field in ("standpoint", "sectors", "topics"):
        assert f"`{field}`" in checked
    filled = path.read_text().replace("standpoint: []", "standpoint: manager")
    filled = filled.replace("sectors: []", "sectors: [schools]").replace("topics: []", "topics: [trust]")
    path.write_text(filled.replace("---\n", "---\ndate: 2026-09\n", 1))
    assert "0 problems." in kgen(config, "check")


def test_every_field_is_offered(tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    text = (tmp_path / kgen(config, "new", "story", "A").splitlines()[0]).read_text()
    for field in ("handbrake", "release", "change", "mentions", "pseudonyms", "answers"):
        assert f"# {field}:  # " in text


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    assert "already there" in kgen(config, "new", "topic", "Trust", code=2)


@pytest.mark.parametrize(
    ("kind", "title", "said"),
    [("tale", "A", "The kinds are"), ("story", " ", "Give it a title"), ("page", "Stories", "another meaning")],
)
def test_what_cannot_be_made_is_said_plainly(kind: str, title: str, said: str, tmp_path: Path) -> None:
    assert said in kgen(make_garden(tmp_path, BASIS), "new", kind, title, code=2)
