"""`kgen check` as a person or a program sees it: what it prints, and how it ends."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from gardens import BASIS, make_garden, story
from repositories import commit, git
from sites import DAY, kgen

from kgen.cli import app
from kgen.commands.check import run
from kgen.model import Diagnostic, Position
from kgen.report import as_github, as_json, summary
from kgen.settings import ConfigurationError

TODAY = ("--today", "2026-11-30")
GOOD = {**BASIS, "stories/a.md": story("We had [[trust]].")}
BAD = {**GOOD, "stories/b.md": story("See [[nowhere]] at all.", title="B")}
LATER = {**GOOD, "stories/b.md": story("[[a]]", consent={"given": "2026-10", "review": "2026-12"}, title="B")}
SEVERAL = {
    **BAD,
    "stories/c.md": story("[[nowhere]]"),
    "topics/waiting.md": "---\ntitle: Waiting\ncolour: green\n---\n",
}


class Ended(NamedTuple):
    code: int
    out: str
    err: str


Check = Callable[..., Ended]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Return a function that runs `kgen check` in tmp_path."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(gc, "disable", lambda: None)

    def run(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["kgen", "check", *arguments])
        with pytest.raises(SystemExit) as ended:
            app.main()
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Ended(int(ended.value.code or 0), printed.out, printed.err)

    return run


def problems(ended: Ended) -> list[dict[str, Any]]:
    return json.loads(ended.out)["problems"]


class TestExitCodes:
    def test_nothing_wrong(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, GOOD)
        assert check(*TODAY) == (0, "0 problems.\n", "")

    def test_an_error(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, BAD)
        ended = check(*TODAY)
        assert ended.code == 1
        assert ended.out == (
            "content/stories/b.md:15:5  error  the link to “nowhere” leads nowhere  [link]\n"
            "    Name something in this garden, or take the brackets away.\n"
            "1 error.\n"
        )

    def test_a_warning_and_a_note(self, check: Check, tmp_path: Path) -> None:
        make_garden(
            tmp_path,
            {**GOOD, "stories/b.md": story("[[nowhere]] [[nowhere else]]", title="B" * 91)},
            {"unresolved_links": "warn"},
        )
        ended = check(*TODAY)
        assert ended.code == 0
        assert ended.out.endswith("2 warnings, 1 note.\n")

    @pytest.mark.parametrize("arguments", [("--nonsense",), ("--format", "xml"), ("--today", "soon"), ("nowhere.md",)])
    def test_a_wrong_command(self, check: Check, tmp_path: Path, arguments: tuple[str, ...]) -> None:
        make_garden(tmp_path, GOOD)
        ended = check(*arguments)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err


class TestToday:
    def test_consent_in_the_future_depends_on_the_day(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, LATER)
        assert check("--today", "2026-09-30").code == 1
        assert check("--today", "2026-10-01").code == 0

    def test_the_day_of_reproducible_builds(
        self, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_garden(tmp_path, LATER)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790725999")
        assert check().code == 1
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790899200")
        assert check().code == 0
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
        assert check().code == 2
        assert check(*TODAY).code == 2
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
        assert check().code in (0, 1)
        assert "SOURCE_DATE_EPOCH" not in os.environ


class TestJson:
    def test_its_shape(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, {**BAD, "stray.txt": "x"})
        ended = check("--format", "json", *TODAY)
        assert (ended.code, ended.err) == (1, "")
        assert ended.out.count("\n") == 1
        assert list(json.loads(ended.out)) == ["problems"]
        assert problems(ended) == [
            {
                "path": "content/stories/b.md",
                "line": 15,
                "column": 5,
                "check": "link",
                "severity": "error",
                "message": "the link to “nowhere” leads nowhere",
                "fix": "Name something in this garden, or take the brackets away.",
            },
            {
                "path": "content/stray.txt",
                "line": None,
                "column": None,
                "check": "file",
                "severity": "error",
                "message": "kgen does not know what to do with this file, so it is not published",
                "fix": "Take it out of content/. Stories and other entries are .md files in one of its folders:"
                " topics, networks, questions, stories, people, sectors, meetings, sources, pages, images.",
            },
        ]
        assert list(problems(ended)[0]) == ["path", "line", "column", "check", "severity", "message", "fix"]

    def test_nothing_wrong(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, GOOD)
        assert check("--format", "json", *TODAY).out == '{"problems": []}\n'

    def test_paths_are_relative_to_mkdocs_yml(
        self, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_garden(tmp_path / "garden", BAD)
        assert (
            problems(check("-f", "garden/mkdocs.yml", "--format", "json", *TODAY))[0]["path"] == "content/stories/b.md"
        )
        monkeypatch.chdir(tmp_path / "garden" / "content")
        assert problems(check("-f", "../mkdocs.yml", "--format", "json", *TODAY))[0]["path"] == "content/stories/b.md"

    def test_problems_are_sorted_by_file_and_place(self, check: Check, tmp_path: Path) -> None:
        text = story("[[x1]]\n\n[[y1]] [[z1]]", colour="green")
        make_garden(tmp_path, {**GOOD, "stories/c.md": text, "stories/b.md": text})
        found = problems(check("--format", "json", *TODAY))
        places = [(each["path"], each["line"], each["column"]) for each in found]
        assert places == sorted(places)
        assert len(places) == 8

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a file have such a name")
    def test_file_names_that_are_no_text(self, tmp_path: Path) -> None:
        make_garden(tmp_path, GOOD)
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/content/stories/\xff.md")).write_text("x")
        command = [sys.executable, "-m", "kgen", "check", "--format", "json", *TODAY]
        environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (1, b"")
        assert "“" in json.loads(done.stdout.decode("utf-8"))["problems"][0]["message"]


class TestGithub:
    def test_annotations(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, BAD)
        ended = check("--format", "github", *TODAY)
        assert ended.code == 1
        assert ended.out == (
            "::error file=content/stories/b.md,line=15,col=5,title=kgen%3A link::the link to “nowhere” leads nowhere."
            " Name something in this garden, or take the brackets away.\n"
        )
        make_garden(tmp_path, GOOD)
        (tmp_path / "content/stories/b.md").unlink()
        assert check("--format", "github", *TODAY) == (0, "", "")

    @pytest.mark.parametrize(
        ("here", "workspace", "file"),
        [
            (".", "", "deep/garden/content/stories/b.md"),
            ("deep/garden", ".", "deep/garden/content/stories/b.md"),
            ("deep/garden", "", "content/stories/b.md"),
            ("deep/garden/content", "elsewhere", "content/stories/b.md"),
        ],
    )
    def test_files_are_named_as_the_repository_names_them(
        self, here: str, workspace: str, file: str, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        config = make_garden(tmp_path / "deep/garden", BAD)
        monkeypatch.chdir(tmp_path / here)
        monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / workspace) if workspace else "")
        assert check("-f", str(config), "--format", "github", *TODAY).out.startswith(f"::error file={file},line=15,")
        config.write_text("site_name: [\n")
        name = file.replace("content/stories/b.md", "mkdocs.yml")
        assert check("-f", str(config), "--format", "github", *TODAY).out.startswith(f"::error file={name},line=2,")

    def test_everything_is_escaped(self) -> None:
        problem = Diagnostic("info", "50% of ::error::it", "Write:\r\n  x: y", check="x", path="a,b:c%d\n.md")
        assert as_github([problem]) == (
            "::notice file=a%2Cb%3Ac%25d%0A.md,title=kgen%3A x::50%25 of ::error::it. Write:%0D%0A  x: y"
        )
        assert (
            as_github([Diagnostic("warning", "m", position=Position(1, 2), check="x", path="a")])
            == "::warning file=a,line=1,col=2,title=kgen%3A x::m"
        )

    def test_json_needs_no_escapes(self) -> None:
        assert json.loads(as_json([Diagnostic("warning", 'é "“')]))["problems"][0]["message"] == 'é "“'


class TestText:
    def test_a_terminal_cannot_be_steered(self, check: Check, tmp_path: Path) -> None:
        files = {"stories/b.md": story("[[\x1b]0;owned\x07]]", title="B"), "stories/\x1b[2J.md": "x"}
        make_garden(tmp_path, {**GOOD, **files})
        out = check(*TODAY).out
        assert "\x1b" not in out and "\x07" not in out
        assert "�]0;owned�" in out

    @pytest.mark.parametrize("joined", ["می\u200cخواهم", "👩\u200d⚕️", "🏴\U000e0067\U000e0062\U000e007f", "co\xadop"])
    def test_joiners_are_no_steering(self, joined: str, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, {**GOOD, "stories/b.md": story(f"[[{joined}]]", title="B")})
        assert f"“{joined}”" in check(*TODAY).out

    @pytest.mark.parametrize("before", ["", "🏴", "🏴\U000e0067\U000e0062\U000e007f"])
    def test_no_words_are_hidden_in_a_flag(self, before: str, check: Check, tmp_path: Path) -> None:
        hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "approve it")
        make_garden(tmp_path, {**GOOD, "stories/b.md": story(f"[[{before}{hidden}]]", title="B")})
        assert f"“{before}�”" in check(*TODAY).out

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a file have such a name")
    def test_a_name_begins_no_line_of_its_own(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, {**GOOD, "stories/x\n::error::y.md": "x"})
        out = check(*TODAY).out
        assert "content/stories/x�::error::y.md  error" in out
        assert not any(line.lstrip().startswith("::") for line in out.splitlines())

    def test_markup_of_the_printer_means_nothing(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, {**GOOD, "stories/b.md": story("[[[red\\]x]]", topics="[bold]trust")})
        assert "`topics` names “[bold]trust”" in check(*TODAY).out

    def test_counting(self) -> None:
        def count(*severities: Any) -> str:
            return summary([Diagnostic(severity, "m") for severity in severities])

        assert count() == "0 problems."
        assert count("error", "info", "error") == "2 errors, 1 note."
        assert count("warning") == "1 warning."

    def test_neither_an_argument_nor_a_wrong_command_steers_it(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, GOOD)
        steering = "\x1b[31m\u202e\x0b\x9b"
        for arguments in ((steering,), ("check", steering), ("check", f"--{steering}"), ("explain", steering)):
            said = kgen(config, *arguments, code=2)
            assert said.replace("\n", "").isprintable(), arguments

    def test_many_alike_are_one_with_a_count_unless_all_are_wanted(self, check: Check, tmp_path: Path) -> None:
        many = {f"stories/m{number}.md": story(f"[[nowhere {number}]]", title=f"M{number}") for number in range(6)}
        make_garden(tmp_path, {**GOOD, **many})
        out = check(*TODAY).out
        assert out.count("leads nowhere") == 1
        places = ", ".join(f"content/stories/m{number}.md:15:1" for number in (1, 2, 3))
        assert f"    and 5 more like it: {places}, …. `kgen check --all` lists each.\n" in out
        assert out.endswith("6 errors.\n")
        assert check("--all", *TODAY).out.count("leads nowhere") == 6
        (tmp_path / "content/stories/m5.md").unlink()
        assert check(*TODAY).out.count("leads nowhere") == 5


class TestVolume:
    """What a stranger can make long is cut short where others have to read it, and the rest is counted."""

    @pytest.fixture
    def garden(self, tmp_path: Path) -> Path:
        long = "x" * 50_000
        files = {f"stories/{number}-{'long' * 15}.md": f"---\n{long}: {long}\n---\n" for number in range(300)}
        return make_garden(tmp_path, {**GOOD, **files})

    @pytest.mark.parametrize("format", ["github", "markdown"])
    def test_annotations_and_the_summary(self, format: str, garden: Path, check: Check) -> None:
        out = check("--format", format, *TODAY).out
        assert len(out) < 150_000
        assert " more" in out.splitlines()[-1] or "and 249 more, which `kgen check` lists" in out

    def test_errors_come_before_notes(self, check: Check, tmp_path: Path) -> None:
        notes = {f"stories/a{number}.md": story("A.", title=f"{number} {'long ' * 20}") for number in range(60)}
        make_garden(tmp_path, {**GOOD, **notes, "stories/z.md": story("[[nowhere]]", title="Z")})
        lines = check("--format", "github", *TODAY).out.splitlines()
        assert len(lines) == 51 and lines[0].startswith("::error file=content/stories/z.md")
        assert lines[-1] == "::notice title=kgen::11 notes more. `kgen check` lists all."

    def test_json_holds_everything_and_steers_nothing(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, {**GOOD, "stories/b.md": story("[[a\u202eb\x9b]]", title="B")})
        out = check("--format", "json", *TODAY).out
        assert out.rstrip("\n").isprintable()
        assert any("\u202e" in each["message"] for each in json.loads(out)["problems"])


class TestPaths:
    @pytest.mark.parametrize(
        ("paths", "found"),
        [
            (["content/stories/b.md"], ["stories/b"]),
            (["content/stories"], ["stories/b", "stories/c"]),
            (["content/stories/", "content/topics/waiting.md"], ["stories/b", "stories/c", "topics/waiting"]),
            (["."], ["stories/b", "stories/c", "topics/waiting"]),
            (["content/stories/a.md"], []),
        ],
    )
    def test_only_some_files_are_reported(
        self, check: Check, tmp_path: Path, paths: list[str], found: list[str]
    ) -> None:
        make_garden(tmp_path, SEVERAL)
        ended = check(*paths, "--format", "json", *TODAY)
        assert [each["path"] for each in problems(ended)] == [f"content/{name}.md" for name in found]
        assert ended.code == (1 if found else 0)

    def test_an_absolute_path(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, SEVERAL)
        assert len(problems(check(str(tmp_path / "content/stories/b.md"), "--format", "json", *TODAY))) == 1

    def test_a_path_outside(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path / "garden", GOOD)
        (tmp_path / "other.md").touch()
        ended = check("other.md", "-f", "garden/mkdocs.yml", *TODAY)
        assert (ended.code, ended.err) == (2, "kgen: other.md is outside this garden.\n")
        assert check("gone.md", "-f", "garden/mkdocs.yml").err == "kgen: There is no file or folder gone.md.\n"


class TestBase:
    """`--base REV`: only errors that REV does not have make the check fail."""

    @pytest.fixture
    def commit(self, tmp_path: Path) -> Callable[[], None]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

        def git(*arguments: str) -> None:
            command = ["git", "-c", "user.name=Dee", "-c", "user.email=dee@example.org", *arguments]
            subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)

        def commit() -> None:
            git("init", "-q")
            git("add", "-A")
            git("commit", "-q", "-m", "x")

        return commit

    def test_old_errors_do_not_fail(self, check: Check, tmp_path: Path, commit: Callable[[], None]) -> None:
        make_garden(tmp_path, BAD)
        commit()
        ended = check("--base", "HEAD", *TODAY)
        assert ended.code == 0
        assert ended.out.endswith("1 error.\n0 of the errors are new since HEAD.\n")

    def test_a_new_error_fails(self, check: Check, tmp_path: Path, commit: Callable[[], None]) -> None:
        make_garden(tmp_path, BAD)
        commit()
        (tmp_path / "content/stories/c.md").write_text(story("[[nowhere]]"))
        ended = check("--base", "HEAD", *TODAY)
        assert ended.code == 1
        assert ended.out.endswith("1 of the errors is new since HEAD.\n")

    def test_a_warning_that_becomes_an_error_is_new(
        self, check: Check, tmp_path: Path, commit: Callable[[], None]
    ) -> None:
        make_garden(tmp_path, BAD, {"unresolved_links": "warn"})
        assert check(*TODAY).code == 0
        commit()
        (tmp_path / "content/stories/b.md").write_text(BAD["stories/b.md"].replace("[[nowhere]]", "[x](gone.md)"))
        make_garden(tmp_path, {}, {"unresolved_links": "error"})
        ended = check("--base", "HEAD", *TODAY)
        assert ended.code == 1
        assert ended.out.endswith("1 of the errors is new since HEAD.\n")

    def test_a_setting_that_makes_errors_of_what_was_there_fails(
        self, check: Check, tmp_path: Path, commit: Callable[[], None]
    ) -> None:
        make_garden(tmp_path, BAD, {"unresolved_links": "warn"})
        commit()
        assert check("--base", "HEAD", *TODAY).code == 0
        make_garden(tmp_path, {}, {"unresolved_links": "error"})
        ended = check("--base", "HEAD", *TODAY)
        assert ended.code == 1
        assert ended.out.endswith("1 of the errors is new since HEAD.\n")

    @pytest.mark.parametrize("then", [{"unresolved_links": "warn"}, {"unresolved_links": "error"}])
    def test_a_setting_that_a_revision_inherits_is_its_own_too(
        self, check: Check, tmp_path: Path, commit: Callable[[], None], then: dict[str, Any]
    ) -> None:
        config = make_garden(tmp_path, BAD, then)
        config.rename(tmp_path / "base.yml")
        config.write_text("INHERIT: base.yml\n")
        commit()
        (tmp_path / "base.yml").unlink()
        make_garden(tmp_path, {})
        assert check("--base", "HEAD", *TODAY).code == (1 if then["unresolved_links"] == "warn" else 0)

    @pytest.mark.parametrize(
        "then",
        [None, "x: [", "site_name: x\n", "INHERIT: gone.yml\n", "INHERIT: ../../../x.yml\n",
         "site_name: x\nplugins:\n  - kgen:\n      unresolved_links: perhaps\n"],
    )  # fmt: skip
    def test_where_the_settings_of_a_revision_cannot_be_used_todays_count(
        self, check: Check, tmp_path: Path, commit: Callable[[], None], then: str | None
    ) -> None:
        config = make_garden(tmp_path, BAD)
        now = config.read_text()
        if then is None:
            config.unlink()
        else:
            config.write_text(then)
        commit()
        config.write_text(now)
        assert check("--base", "HEAD", *TODAY).code == 0

    def test_nothing_runs_that_the_settings_of_a_revision_name(
        self, check: Check, tmp_path: Path, commit: Callable[[], None]
    ) -> None:
        config = make_garden(tmp_path, BAD)
        now = config.read_text()
        (tmp_path / "hook.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
        config.write_text(f"{now}hooks: [hook.py]\nextra: !!python/object/apply:os.system ['touch ran']\n")
        commit()
        config.write_text(now)
        assert check("--base", "HEAD", *TODAY).code == 0
        assert not (tmp_path / "ran").exists()

    def test_a_second_error_of_the_same_words_is_new(
        self, check: Check, tmp_path: Path, commit: Callable[[], None]
    ) -> None:
        make_garden(tmp_path, BAD)
        commit()
        file = tmp_path / "content/stories/b.md"
        file.write_text(file.read_text() + "\nAnd [[nowhere]] again.\n")
        assert check("--base", "HEAD", *TODAY).code == 1

    def test_an_old_rename_is_not_new(self, check: Check, tmp_path: Path, commit: Callable[[], None]) -> None:
        make_garden(tmp_path, GOOD)
        commit()
        (tmp_path / "content/stories/a.md").rename(tmp_path / "content/stories/b.md")
        commit()
        file = tmp_path / "content/stories/b.md"
        file.write_text(file.read_text() + "\nMore.\n")
        assert "[renamed]" in check(*TODAY).out
        assert "renamed" not in check("--base", "HEAD", "--format", "github", *TODAY).out
        assert "renamed" in check("--base", "HEAD~1", "--format", "github", *TODAY).out

    def test_a_moved_line_is_not_new(self, check: Check, tmp_path: Path, commit: Callable[[], None]) -> None:
        twice = "---\ntitle: A\ntitle: B\n---\n"
        make_garden(tmp_path, {**BAD, "topics/twice.md": twice})
        commit()
        (tmp_path / "content/stories/b.md").write_text(story("New lines.\n\nSee, so: [[nowhere]] at all.", title="B"))
        (tmp_path / "content/topics/twice.md").write_text(twice.replace("---\nt", "---\n# A comment.\nt"))
        assert check("--base", "HEAD", *TODAY).code == 0

    def test_old_errors_in_a_folder_that_is_renamed_do_not_fail(
        self, check: Check, tmp_path: Path, commit: Callable[[], None]
    ) -> None:
        config = make_garden(tmp_path, BAD)
        commit()
        (tmp_path / "content").rename(tmp_path / "garden")
        config.write_text(config.read_text().replace("docs_dir: content", "docs_dir: garden"))
        assert check("--base", "HEAD", *TODAY).code == 0

    def test_a_deleted_topic_breaks_another_file(
        self, check: Check, tmp_path: Path, commit: Callable[[], None]
    ) -> None:
        make_garden(tmp_path, GOOD)
        commit()
        (tmp_path / "content/topics/trust.md").unlink()
        ended = check("--base", "HEAD", "--format", "json", *TODAY)
        assert ended.code == 1
        assert {(each["path"], each["check"]) for each in problems(ended)} == {
            ("content/stories/a.md", "link"),
            ("content/stories/a.md", "reference"),
        }

    def test_files_that_are_not_read_are_old_too(
        self, check: Check, tmp_path: Path, commit: Callable[[], None]
    ) -> None:
        make_garden(
            tmp_path,
            {
                **GOOD,
                "stray.txt": "x",
                "drafts/a.md": "x",
                "drafts/b.md": "x",
                "stories/2026/a.md": "x",
                "stories/large.md": "x" * 300_000,
                "stories/Large Name.md": "x" * 300_000,
                "stories/latin.md": "é".encode("latin-1"),
                "images/large.png": b"x" * 300_000,
            },
        )
        (tmp_path / "content/stories/link.md").symlink_to("a.md")
        (tmp_path / "content/elsewhere").symlink_to("/etc")
        (tmp_path / "content/topics/gone.md").symlink_to("nowhere.md")
        commit()
        ended = check("--base", "HEAD", "--format", "json", *TODAY)
        assert len(problems(ended)) == 10
        assert ended.code == 0

    def test_with_paths(self, check: Check, tmp_path: Path, commit: Callable[[], None]) -> None:
        make_garden(tmp_path, GOOD)
        commit()
        make_garden(tmp_path, {"stories/c.md": story("[[nowhere]]")})
        assert check("content/topics", "--base", "HEAD", *TODAY).code == 0
        assert check("content/stories", "--base", "HEAD", *TODAY).code == 1

    def test_a_garden_that_was_not_there_yet(self, check: Check, tmp_path: Path, commit: Callable[[], None]) -> None:
        (tmp_path / "README.md").write_text("x")
        commit()
        make_garden(tmp_path, BAD)
        assert check("--base", "HEAD", *TODAY).code == 1
        assert check("--base", "HEAD", "content/stories/a.md", *TODAY).code == 0

    @pytest.mark.parametrize("revision", ["nonsense", "--help", "HEAD~5", "HEAD:content", ""])
    def test_an_unknown_revision(self, check: Check, tmp_path: Path, commit: Callable[[], None], revision: str) -> None:
        make_garden(tmp_path, GOOD)
        commit()
        ended = check(f"--base={revision}", *TODAY)
        assert ended.code == 2
        assert ended.err.startswith(f"kgen: --base {revision}: git does not know this revision")

    def test_before_the_first_commit_all_is_new(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, GOOD)
        git(tmp_path, "init", "-q")
        assert check("--base", "HEAD", *TODAY).code == 0
        (tmp_path / "content/stories/b.md").write_text(BAD["stories/b.md"])
        assert check("--base", "HEAD", *TODAY).code == 1
        assert check("--base", "main", *TODAY).code == 2

    def test_no_repository(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, GOOD)
        assert check("--base", "HEAD", *TODAY).code == 2


class TestConfiguration:
    """What is wrong in mkdocs.yml is said in a sentence, and kgen exits with 2."""

    SITE = "site_name: A garden\ndocs_dir: content\n"
    KGEN = "plugins:\n  - kgen\n"

    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            pytest.param(None, "There is no mkdocs.yml in ", id="missing"),
            pytest.param("site_name: [\n", "mkdocs.yml:2:1: a bracket is opened above", id="invalid YAML"),
            pytest.param("site_name: 'A\n", "mkdocs.yml:1:12: a quotation mark is opened here", id="an open quote"),
            pytest.param("", "mkdocs.yml:1:1: the file holds no settings. Write lines such as", id="empty"),
            pytest.param("- a\n", "mkdocs.yml:1:1: the file holds no settings.", id="a list"),
            pytest.param("docs_dir: content\n" + KGEN, "mkdocs.yml:1:1: the garden has no `site_name`. ", id="no name"),
            pytest.param(
                SITE,
                "mkdocs.yml:1:1: mkdocs.yml does not switch kgen on. Add the lines:\nplugins:\n  - kgen",
                id="no plugins",
            ),
            pytest.param(
                SITE + "plugins: [search]\n", "mkdocs.yml:3:11: mkdocs.yml does not switch kgen on", id="no kgen"
            ),
            pytest.param(
                SITE + "plugins: kgen\n", "mkdocs.yml:3:1: mkdocs.yml does not switch", id="plugins as a word"
            ),
            pytest.param(
                SITE + "plugins:\n  - kgen:\n      colour: green\n      size: 1\n",
                "2 settings have to be changed first:\n"
                "  mkdocs.yml:5:7: kgen has no option `colour`. Choose from: safeguarding, ",
                id="unknown options",
            ),
            pytest.param(
                SITE + "plugins:\n  - kgen:\n      source: secret\n",
                "mkdocs.yml:5:7: `source` should be one of public, private. Write `source: public` or",
                id="a wrong value",
            ),
            pytest.param(
                SITE + "plugins:\n  - kgen:\n      consent_review_months: 0\n",
                "mkdocs.yml:5:7: `consent_review_months` should be a number between 1 and 120.",
                id="a number that is too small",
            ),
            pytest.param(
                SITE + "plugins:\n  - kgen:\n      mentions: [Child death]\n",
                "mkdocs.yml:5:7: `mentions` should hold small letters, digits and hyphens alone, and `Child death`",
                id="a word that is no slug",
            ),
            pytest.param(
                SITE + "plugins:\n  - kgen: private\n",
                "mkdocs.yml:4:5: there are no options below `- kgen:`.",
                id="a word",
            ),
            pytest.param(
                SITE + "plugins:\n  - kgen: [private]\n",
                "mkdocs.yml:4:5: there are no options below `- kgen:`.",
                id="a list below",
            ),
            pytest.param(
                "site_name: A\ndocs_dir: texts\n" + KGEN,
                "mkdocs.yml:2:1: there is no folder texts for the content. Write `docs_dir: content`.",
                id="no content",
            ),
            pytest.param(
                SITE + KGEN + "use_directory_urls: false\n",
                "mkdocs.yml:5:1: kgen's addresses end in a slash, so `use_directory_urls` has to be true.",
                id="no directory URLs",
            ),
            pytest.param(
                "INHERIT: mkdocs.yml\n" + SITE + KGEN,
                "mkdocs.yml:1:1: `INHERIT` names mkdocs.yml, which inherits from this file in turn.",
                id="inherits itself",
            ),
            pytest.param(
                "INHERIT: gone.yml\n" + SITE + KGEN,
                "mkdocs.yml:1:1: `INHERIT` names gone.yml, and there is no such file.",
                id="inherits nothing",
            ),
        ],
    )
    def test_what_is_wrong(self, check: Check, tmp_path: Path, text: str | None, complaint: str) -> None:
        make_garden(tmp_path, GOOD)
        config = tmp_path / "mkdocs.yml"
        config.unlink() if text is None else config.write_text(text)
        ended = check(*TODAY)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith(f"kgen: {complaint}")

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(SITE + KGEN, id="the least"),
            pytest.param(SITE + "plugins:\n  kgen:\n    source: private\n", id="plugins as a map"),
            pytest.param(SITE + "plugins:\n  kgen:\n", id="a map with nothing"),
            pytest.param(SITE + "plugins:\n  - kgen:\n", id="nothing below"),
            pytest.param(SITE + KGEN + "markdown_extensions:\n  - x: {y: !!python/name:os.system }\n", id="tags"),
            pytest.param("INHERIT: base.yml\nplugins:\n  - kgen\n", id="inherits"),
            pytest.param("site_name: !ENV [NOT_SET_HERE, A garden]\ndocs_dir: content\n" + KGEN, id="a default"),
        ],
    )
    def test_what_is_right(self, check: Check, tmp_path: Path, text: str) -> None:
        make_garden(tmp_path, GOOD)
        (tmp_path / "base.yml").write_text(self.SITE)
        (tmp_path / "mkdocs.yml").write_text(text)
        assert check(*TODAY).code == 0

    def test_the_environment(self, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        make_garden(tmp_path, GOOD)
        (tmp_path / "mkdocs.yml").write_text("site_name: !ENV GARDEN_NAME\ndocs_dir: content\n" + self.KGEN)
        assert check(*TODAY).code == 2
        monkeypatch.setenv("GARDEN_NAME", "A garden")
        assert check(*TODAY).code == 0

    def test_a_folder_as_configuration(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, GOOD)
        assert check("-f", ".", *TODAY).code == 2

    def test_a_configuration_that_is_no_text(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, GOOD)
        (tmp_path / "mkdocs.yml").write_bytes(b"\xff\xfe")
        assert check(*TODAY).code == 2


class TestMarkdown:
    """`--format markdown`: a page for somebody who may never have met kgen."""

    def test_what_is_about_people_is_mended_first_and_shown_with_an_example(self, check: Check, tmp_path: Path) -> None:
        bad = story("[[nowhere]]. Ring 07911 123456.", title="B" * 91)
        make_garden(tmp_path, {**GOOD, "stories/b.md": bad})
        ended = check("--format", "markdown", *TODAY)
        assert ended.code == 1 and "07911" not in ended.out
        first, then = ended.out.split("### Then")
        assert "`content/stories/b.md`, line 15: **this looks like a phone number.** Take it out." in first
        assert "\n    Instead of   " in first and "\n    write   " in first
        then, look = then.split("### Worth a look")
        assert "leads nowhere" in then and "title" in look and "<details>" not in ended.out

    def test_lines_to_write_stay_lines(self, check: Check, tmp_path: Path) -> None:
        bare = "---\ntitle: B\nstandpoint: practitioner\nsectors: schools\ntopics: trust\n---\nWords.\n"
        make_garden(tmp_path, {**GOOD, "stories/b.md": bare, "stories/c.md": bare.replace("B", "C")})
        first, then = check("--format", "markdown", *TODAY).out.split("### Then")
        lines = ("consent:", "  whose:", "  others:", "  given:")
        assert (
            "what is true after each colon:\n\n" + "".join(f"    {line}\n" for line in lines) + "\n&#96;whose&#96;: "
            in first
        )
        assert first.endswith("If nobody has agreed yet, ask first.\n\n"), "and no other example"
        assert (
            "what is true after each colon:\n\n"
            + "".join(f"      {line}\n" for line in lines)
            + "\n  &#96;whose&#96;: "
            in then
        )

    def test_nothing_wrong(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, GOOD)
        ended = check("--format", "markdown", *TODAY)
        assert ended.code == 0 and ended.out.startswith("## Thank you. Nothing has to be corrected\n")

    def test_what_a_file_says_is_no_markup(self, check: Check, tmp_path: Path) -> None:
        make_garden(tmp_path, {**GOOD, "stories/b.md": story("[[<img src=x> `a` @all www.x.example *b*]]", title="B")})
        said = check("--format", "markdown", *TODAY).out
        assert "leads nowhere" in said
        assert not [sign for sign in ("<img", "`a`", "@all", "www.x", "*b*") if sign in said]

    def test_many_are_counted(self, check: Check, tmp_path: Path) -> None:
        text = " ".join(f"[[nowhere {number}]]" for number in range(70))
        make_garden(tmp_path, {**GOOD, "stories/b.md": story(text, title="B")})
        said = check("--format", "markdown", *TODAY).out
        assert said.count("leads nowhere") == 51 and "- and 19 more, which `kgen check` lists" in said


def test_annotations_are_only_of_what_is_new(check: Check, tmp_path: Path) -> None:
    make_garden(tmp_path, SEVERAL)
    commit(tmp_path)
    assert check("--base", "HEAD", "--format", "github", *TODAY) == (0, "", "")
    (tmp_path / "content/stories/d.md").write_text(story("[[nowhere]]", title="D" * 91))
    said = check("--base", "HEAD", "--format", "github", *TODAY).out.splitlines()
    assert sorted(line.split(" ")[0] for line in said) == ["::error", "::notice", "::warning"]
    page = check("--base", "HEAD", "--format", "markdown", *TODAY).out
    assert "Older, and not yours to correct: 3 errors." in page


@pytest.mark.parametrize("path", ["drafts", "drafts/stories/a.md", "a", "stories/a", "README.md", "docs"])
def test_what_is_not_checked_is_not_called_right(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = make_garden(tmp_path, {**BASIS, "../drafts/stories/a.md": "---\ntitle: A\n---\n", "../docs/b.md": "B"})
    (tmp_path / "README.md").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="so nothing in it is checked"):
        run(config, paths=[Path(path)], base=None, format="text", each=False, today=DAY)
    for checked in (".", "content", "mkdocs.yml", "content/topics"):
        assert run(config, paths=[Path(checked)], base=None, format="text", each=False, today=DAY) == 0
