"""When a story was told, when it came into the garden, and what is said if git cannot tell."""

import os
from pathlib import Path

import feedparser
import pytest
from gardens import BASIS, EVERY_USE, make_garden, story
from repositories import commit, git
from sites import build, same

from kgen.checks import check
from kgen.commands.check import run
from kgen.exports.data import garden_csv, garden_json
from kgen.exports.feeds import feeds
from kgen.file_history import history
from kgen.git import GitError, environment
from kgen.model import STORY, Diagnostic
from kgen.read import read
from kgen.settings import load
from kgen.weave import Garden, weave

TODAY = "2026-11-28"


def garden(config: Path) -> Garden:
    settings = load(config, today=TODAY)
    return weave(settings, read(settings, with_names=True))


def undated(folder: Path) -> Path:
    return make_garden(folder, {**BASIS, "stories/a.md": story(date=None), "stories/b.md": story("Two.", date=None)})


def of_dates(config: Path) -> list[Diagnostic]:
    return [problem for problem in check(garden(config)) if problem.check == "no-date"]


class TestWhereGitCannotTell:
    """One line says why, however many stories have no month; it never says which month to write."""

    @staticmethod
    def said(config: Path) -> str:
        (problem,) = of_dates(config)
        assert (problem.path, problem.line, problem.severity) == ("content", None, "info")
        assert "2026" not in problem.message + problem.fix
        return f"{problem.message}. {problem.fix}"

    def test_no_repository(self, tmp_path: Path) -> None:
        said = self.said(undated(tmp_path))
        assert (
            "2 stories have no date (stories/a and stories/b): this folder is not a git repository" in said
            and "git init" in said
        )

    def test_a_shallow_clone(self, tmp_path: Path) -> None:
        undated(tmp_path / "whole")
        commit(tmp_path / "whole")
        commit(tmp_path / "whole")
        git(tmp_path, "clone", "-q", "--depth", "1", (tmp_path / "whole").as_uri(), "shallow")
        said = self.said(tmp_path / "shallow" / "mkdocs.yml")
        assert "newest part of git's history" in said and "fetch-depth: 0" in said

    def test_owned_by_somebody_else(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        config = undated(tmp_path)
        commit(tmp_path)
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        said = self.said(config)
        assert "belongs to somebody else" in said and "safe.directory" in said

    def test_not_installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        config = undated(tmp_path)
        commit(tmp_path)
        monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
        assert "git is not installed" in self.said(config)

    def test_what_nobody_foresaw(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*_: object, **__: object) -> bytes:
            raise GitError("fatal: the moon is full\nmore")

        monkeypatch.setattr("kgen.file_history.run_git", fails)
        said = "git cannot read the history of this folder (fatal: the moon is full)"
        assert history(tmp_path, "2026-11").unread == (said, "")

    def test_stories_that_name_their_month_need_no_git(self, tmp_path: Path) -> None:
        assert of_dates(make_garden(tmp_path, {**BASIS, "stories/a.md": story()})) == []

    def test_before_the_first_commit(self, tmp_path: Path) -> None:
        config = undated(tmp_path)
        git(tmp_path, "init", "-q")
        assert "nothing was committed here yet" in self.said(config)

    def test_a_file_that_is_not_committed_is_of_this_month(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, BASIS)
        commit(tmp_path)
        undated(tmp_path)
        assert of_dates(config) == []
        assert garden(config).date(garden(config).entries["stories/a"]) == "2026-11"


NOT_A_PLACE = ("GIT_CONFIG", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE")
NOT_A_PLACE += ("GIT_INTERNAL_SUPER_PREFIX", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE")


def test_what_git_sets_for_a_hook_is_not_taken_for_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = undated(tmp_path / "garden").parent / "content"
    commit(tmp_path / "garden")
    before = history(content, "2026-11")
    assert before.months["stories/a.md"] == "2020-01"
    places = set(git(tmp_path, "rev-parse", "--local-env-vars").split()) - {*NOT_A_PLACE}
    assert len(places) == 7
    for name in places:
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    assert history(content, "2026-11") == before
    monkeypatch.setenv("GIT_SSH_COMMAND", "ssh -v")
    assert environment()["GIT_SSH_COMMAND"] == "ssh -v"
    assert not environment().keys() & places


class TestClocks:
    """A machine without a clock of its own commits in 1970, or in a year that no calendar has."""

    @pytest.mark.parametrize("date", ["2031-01-05T12:00:00Z", "@99999999999 +0000", "@999999999999 +0000"])
    def test_nothing_was_told_in_the_future(self, date: str, tmp_path: Path) -> None:
        config = undated(tmp_path)
        commit(tmp_path, date=date)
        assert garden(config).date(garden(config).entries["stories/a"]) == "2026-11"
        (problem,) = of_dates(config)
        assert problem.message.startswith("2 stories get this month as their date (stories/a and stories/b): ")
        assert "in the future" in problem.message and problem.fix.startswith("Write in each")

    @pytest.mark.parametrize("date", ["1970-01-01T00:00:01Z", "1980-01-01T00:00:00Z", "2000-01-01T00:00:00Z"])
    def test_nothing_was_committed_before_there_was_git(self, date: str, tmp_path: Path) -> None:
        config = undated(tmp_path)
        commit(tmp_path, date=date)
        git(tmp_path, "mv", "content/stories/a.md", "content/stories/c.md")
        commit(tmp_path)
        assert [garden(config).date(story) for story in garden(config).of(STORY)] == [None, None]
        (problem,) = of_dates(config)
        assert problem.message.startswith("2 stories have no date (stories/b and stories/c): git's date is before 2005")
        assert date[:4] not in (build(config) / "stories/index.html").read_text()

    def test_a_clock_that_was_put_right_in_history_is_seen_by_the_next_build(self, tmp_path: Path) -> None:
        config = undated(tmp_path)
        (tmp_path / ".gitignore").write_text("/site/\n/.kgen/\n")
        commit(tmp_path, date="1970-01-01T00:00:01Z")
        build(config)
        git(tmp_path, "commit", "-q", "--amend", "--date", "2020-01-15T12:00:00Z", "--no-edit")
        assert b"January 2020" in (build(config) / "stories/a/index.html").read_bytes()


class TestHistoryThatComesLater:
    """A build of what has not changed still sees that git can tell now when stories were added."""

    def rebuilt(self, config: Path) -> None:
        built = build(config)
        assert b"January 2020" in (built / "stories/a/index.html").read_bytes()
        assert same(built, build(config, "-d", "clean", "--clean").parent / "clean")

    def test_a_shallow_clone_is_made_whole(self, tmp_path: Path) -> None:
        undated(tmp_path / "whole")
        commit(tmp_path / "whole")
        commit(tmp_path / "whole")
        git(tmp_path, "clone", "-q", "--depth", "1", (tmp_path / "whole").as_uri(), "clone")
        config = tmp_path / "clone/mkdocs.yml"
        assert b"January 2020" not in (build(config) / "stories/a/index.html").read_bytes()
        git(tmp_path / "clone", "fetch", "-q", "--unshallow")
        self.rebuilt(config)

    def test_a_folder_becomes_a_repository(self, tmp_path: Path) -> None:
        config = undated(tmp_path)
        build(config)
        (tmp_path / ".gitignore").write_text("/site/\n")
        commit(tmp_path)
        self.rebuilt(config)


LATE = {
    **BASIS,
    "stories/a.md": story("Told in June.", title="A", date="2026-06", consent=EVERY_USE),
    "stories/b.md": story("Told in October.", title="B", date="2026-10", consent=EVERY_USE),
    "stories/late.md": story("Told in January.", title="Late", date="2026-01", published="2026-11", consent=EVERY_USE),
    "stories/later.md": story("Told in November.", title="Later", date="2026-11", consent=EVERY_USE),
}


class TestPublished:
    def test_lists_follow_it_and_ties_are_by_slug(self, tmp_path: Path) -> None:
        stories = garden(make_garden(tmp_path, LATE)).of(STORY)
        assert [each.slug for each in stories] == ["late", "later", "b", "a"]

    def test_feeds_follow_it(self, tmp_path: Path) -> None:
        woven = garden(make_garden(tmp_path, LATE))
        written = {each.path: each.made(woven) for each in feeds(woven, ())}
        for name in ("feed.xml", "topics/trust/feed.xml"):
            feed = feedparser.parse(written[name])
            assert [entry.title for entry in feed.entries] == ["Late", "Later", "B", "A"]
            assert feed.entries[0].updated == feed.feed.updated == "2026-11-01T00:00:00Z"

    def test_open_data_hold_both_months(self, tmp_path: Path) -> None:
        woven = garden(make_garden(tmp_path, LATE))
        (graph,), (table,) = garden_json(woven, ()), garden_csv(woven, ())
        assert '"date":"2026-01","published":"2026-11"' in graph.made(woven).decode()
        assert b",2026-01,2026-11," in table.made(woven)
        assert b",2026-10,," in table.made(woven)

    def test_base_asks_for_it_where_a_new_story_is_older(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        config = make_garden(tmp_path, {**BASIS, "stories/old.md": story(title="Old", date="2020-01")})
        commit(tmp_path)
        git(tmp_path, "mv", "content/stories/old.md", "content/stories/renamed.md")
        renamed = (tmp_path / "content/stories/renamed.md").read_text()
        make_garden(
            tmp_path,
            {
                "stories/renamed.md": renamed.replace("---\n", "---\naliases: [old]\n", 1),
                "stories/new.md": story("New here.", title="New", date="2026-01"),
                "stories/said.md": story("New too.", title="Said", date="2026-01", published="2026-11"),
                "stories/now.md": story("Newest.", title="Now", date="2026-11"),
            },
        )
        commit(tmp_path)
        code = run(config, paths=(), base="HEAD~1", format="json", each=True, today=TODAY)
        printed = capsys.readouterr().out
        assert code == 0
        assert printed.count('"published"') == 1
        assert "content/stories/new.md" in printed and "Add `published: 2026-11`." in printed

    def test_late_to_the_garden(self, tmp_path: Path, capsys: pytest.CaptureFixture[str], shared: Path) -> None:
        text = (shared / "cases" / "ways-in" / "late-to-the-garden.md").read_text(encoding="utf-8")
        config = make_garden(tmp_path, {**BASIS, "stories/b.md": story(title="B", date="2026-10")})
        commit(tmp_path)
        make_garden(tmp_path, {"stories/late.md": text})
        run(config, paths=(), base="HEAD", format="text", each=True, today=TODAY)
        assert "Add `published: 2026-11`." in capsys.readouterr().out
        make_garden(tmp_path, {"stories/late.md": text.replace("date:", "published: 2026-11\ndate:")})
        run(config, paths=(), base="HEAD", format="text", each=True, today=TODAY)
        assert "Add `published: 2026-11`." not in capsys.readouterr().out
        woven = garden(config)
        written = {each.path: each.made(woven) for each in feeds(woven, ())}
        assert feedparser.parse(written["feed.xml"]).entries[0].title == "Late to the garden"
