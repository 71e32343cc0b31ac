"""kgen todo: what waits for a steward, and when nothing does."""

from pathlib import Path

from gardens import BASIS, NETWORK, QUESTION, make_garden, story
from sites import DAY, kgen

from kgen.publish.prepare import weave_and_check
from kgen.read import read
from kgen.settings import load
from kgen.stewarding.to_do import sections


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
        "Questions": ["alone.md: no answer yet", "holds.md: not yet heard: family carers and commissioners"],
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


def test_only_what_readers_can_see_is_an_answer(tmp_path: Path) -> None:
    """A broken answer answers nothing, and is found under Broken, not among the plans."""
    plan = {"status": "planned", "when": "2026-10"}
    files = {
        **BASIS,
        "stories/broken.md": story("See [[nowhere-at-all]].", title="B", answers="holds", change=plan),
        "stories/lapsed.md": story(title="L", answers="holds", consent=review("2026-10")),
        "stories/both.md": story("[[nowhere-at-all]]", title="N", consent=review("2026-09")),
        "questions/holds.md": QUESTION,
    }
    printed = kgen(make_garden(tmp_path, files), "todo", "--today", DAY)
    assert "broken.md: 1 error" in printed and "holds.md: no answer yet" in printed
    assert "Plans" not in printed
    assert "both.md: 1 error" in printed and "both.md: review was 2026-09" in printed


def test_a_month_is_over_when_it_ends(tmp_path: Path) -> None:
    """Reviews, plans and questions of this very month, and of a year ago, are not late yet."""
    files = {
        **BASIS,
        "stories/now.md": story(title="N", consent=review("2026-11")),
        "stories/third.md": story(title="T", consent=review("2027-02")),
        "stories/fourth.md": story(title="F", consent=review("2027-03")),
        "stories/plan.md": story(title="P", change={"status": "planned", "when": "2026-11"}),
        "stories/made.md": story(title="M", change={"status": "made", "when": "2026-01"}),
        "questions/year.md": "---\ntitle: A year\nopened: 2025-11\n---\n",
        "networks/circle.md": NETWORK.replace("---\n", f"---\nnext: {DAY}\n", 1),
    }
    printed = kgen(make_garden(tmp_path, files), "todo", "--today", DAY)
    due = printed.partition("\n\n")[0]
    assert due.splitlines() == [
        "Reviews due within 3 months:",
        "  content/stories/now.md: review by 2026-11",
        "  content/stories/third.md: review by 2027-02",
    ]
    for heading in ("Hidden", "Plans", "Stale", "Broken"):
        assert heading not in printed


def test_titles_cannot_steer_a_terminal(tmp_path: Path) -> None:
    files = {**BASIS, "stories/a.md": story(title="A"), "questions/q.md": "---\ntitle: Q\nwanted: [manager]\n---\n"}
    config = make_garden(tmp_path, files)
    (tmp_path / "content" / "\x1b[2J.md").write_text("x")
    assert "\x1b" not in kgen(config, "todo", "--today", DAY)


def test_nothing_waiting_is_said(tmp_path: Path) -> None:
    assert kgen(make_garden(tmp_path, {**BASIS, "stories/a.md": story()}), "todo", "--today", DAY) == "Nothing waits.\n"


def test_as_an_issue_a_private_garden_names_files_and_a_public_one_only_counts(tmp_path: Path) -> None:
    files = {**BASIS, "stories/a.md": story(title="A", draft="true"), "stories/b.md": story(title="B", draft="true")}
    said = kgen(make_garden(tmp_path / "a", files, {"source": "private"}), "todo", "--format", "markdown")
    assert "### Drafts\n\n- [ ] content/stories/a.md\n- [ ] content/stories/b.md\n" in said
    said = kgen(make_garden(tmp_path / "b", files), "todo", "--format", "markdown")
    assert "- Drafts: **2**\n" in said and "stories" not in said
    said = kgen(make_garden(tmp_path / "c", {"stories/a.md": story(), **BASIS}), "todo", "--format", "markdown")
    assert said == "Nothing waits.\n"
    assert "Choose one of: text, markdown" in kgen(tmp_path / "c/mkdocs.yml", "todo", "--format", "xml", code=2)


def test_each_thing_that_waits_knows_its_file(tmp_path: Path) -> None:
    files = {**BASIS, "stories/lapsed.md": story(title="L", consent=review("2026-10")), "stories/broken.md": "nothing"}
    config = make_garden(tmp_path, files)
    (tmp_path / "drafts/stories").mkdir(parents=True)
    for name, written in {"ready": story(title="R"), "asked": story(title="A", consent={"given": None})}.items():
        (tmp_path / f"drafts/stories/{name}.md").write_text(written)
    settings = load(config, today=DAY)
    reading = read(settings)
    found = sections(settings, reading, weave_and_check(settings, reading, keep_going=True))
    assert [(section.why, [(item.path, str(item)) for item in section.items]) for section in found] == [
        ("consent", [("drafts/stories/asked.md", "stories/asked")]),
        ("ready", [("drafts/stories/ready.md", "stories/ready")]),
        ("broken", [("content/stories/broken.md", "content/stories/broken.md: 1 error")]),
        ("lapsed", [("content/stories/lapsed.md", "content/stories/lapsed.md: review was 2026-10")]),
        ("orphan", [(path, path) for path in ("content/topics/trust.md", "content/sectors/schools.md")]),
    ]


def test_a_teller_who_said_yes_is_not_asked_because_stewards_have_not_read_it(tmp_path: Path) -> None:
    garden = make_garden(tmp_path, BASIS, {"source": "private"})
    draft = garden.parent / "drafts/stories/a.md"
    draft.parent.mkdir(parents=True)
    agreed = {"others": "agreed", "ref": "r-7"}
    draft.write_text(story("He walks alone.", title="A", standpoint="family-carer", about_child=True, consent=agreed))
    printed = kgen(garden, "todo", "--today", DAY)
    assert "stories/a" in printed.partition("with something to correct")[2]
    assert "consent to ask for" not in printed


def test_texts_that_wait_for_a_folder_are_named_with_it(tmp_path: Path) -> None:
    """Nobody is told of links into a folder that cannot be read; but their texts are off the site."""
    files = {**BASIS, "stories/a.md": story("Words.", title="A"), "stories/b.md": story("[[No]].", title="B")}
    config = make_garden(tmp_path, files)
    (tmp_path / "content/topics").rename(tmp_path / "elsewhere")
    (tmp_path / "content/topics").symlink_to(tmp_path / "elsewhere")
    broken = kgen(config, "todo", "--today", DAY).split("\n\n")[0].splitlines()
    assert broken[0].startswith("Broken")
    assert broken[1:] == [
        "  content/stories/a.md: until content/topics can be read",
        "  content/stories/b.md: until content/topics can be read",
        "  content/topics: 1 error",
    ]
