"""kgen todo: what waits for a steward, and when nothing does."""

from pathlib import Path

from gardens import BASIS, NETWORK, QUESTION, make_garden, story
from sites import DAY, kgen


def review(month: str) -> dict[str, str]:
    return {"whose": "own", "review": month}


def test_everything_that_waits_is_listed_under_its_heading(tmp_path: Path) -> None:
    files = {
        **BASIS,
        "stories/lapsed.md": story(title="L", consent=review("2026-10")),
        "stories/due.md": story(title="D", consent=review("2027-01")),
        "stories/later.md": story(title="E", consent=review("2027-06")),
        "stories/draft.md": story(title="F", draft="true"),
        "stories/plan.md": story(title="P", change={"status": "planned", "when": "2026-10"}, answers="holds"),
        "stories/broken.md": "nothing",
        "questions/holds.md": QUESTION,
        "questions/alone.md": "---\ntitle: Alone\nopened: 2025-01\n---\n",
        "networks/circle.md": NETWORK.replace("---\n", "---\nnext: 2026-11-01\n", 1),
        "topics/lonely.md": "---\ntitle: Lonely\n---\n",
    }
    printed = kgen(make_garden(tmp_path, files), "todo", "--today", DAY)
    sections = {part.splitlines()[0]: part for part in printed.strip().split("\n\n")}
    expected = {
        "Broken": ["broken.md: 1 error"],
        "Hidden now": ["lapsed.md: review was 2026-10"],
        "Reviews due": ["due.md: review by 2027-01"],
        "Drafts": ["draft.md"],
        "Questions": ["alone.md: no answer yet", "holds.md: nobody yet from family-carer, commissioner"],
        "Plans": ["plan.md: planned for 2026-10"],
        "Stale": ["circle.md: the next meeting, 2026-11-01, is past", "alone.md: nothing new since 2025-01"],
        "Named by no story": ["topics/lonely.md", "networks/circle.md"],
    }
    assert len(sections) == len(expected)
    for (heading, part), (begins, lines) in zip(sections.items(), expected.items(), strict=True):
        assert heading.startswith(begins)
        for line in lines:
            assert line in part, part
    assert "later.md" not in printed


def test_nothing_waiting_is_said(tmp_path: Path) -> None:
    assert kgen(make_garden(tmp_path, {**BASIS, "stories/a.md": story()}), "todo", "--today", DAY) == "Nothing waits.\n"
