"""The workflows, run: each shell step as it is, in throw-away repositories, for recorded events, no network."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import warm
import yaml
from gardens import BASIS, EVERY_USE, PERSON, make_garden, story
from repositories import commit, git
from runner import GH, Event, Expression, Run, Unknown, add_workflows, filled
from sites import DAY, environment

import kgen
from kgen.settings import package_folder

ROOT = Path(__file__).parents[1]
STARTER = package_folder("starter")
OURS = ROOT / ".github" / "workflows"
MAKE = (ROOT / "Makefile").read_text()
SHARED = ("check.yml", "publish.yml", "withdraw.yml", "links.yml")
GOOD = {**BASIS, "stories/a.md": story("We had [[trust]].", title="The zebra")}
THREE_MISTAKES = story("See [[nowhere]]. Ring me on 07911 123456.", title="B", topics=["trsut"])
MENDED = story("See [[trust]]. Ring me.", title="B", author="dee")
TAKEN_OVER = "echo taken over; mkdir -p .venv/bin; cp /bin/true .venv/bin/kgen\n"
ISSUE = "What waits for a steward"


class Repository:
    """A garden with the workflows of a new one, in a bare repository as on a host, and in a clone."""

    def __init__(self, folder: Path, files: dict[str, str], **options: Any) -> None:
        self.folder, self.remote, self._runs = folder / "clone", folder / "host.git", folder / "runs"
        make_garden(self.folder, dict(files), options)
        add_workflows(STARTER, self.folder)
        commit(self.folder)
        git(folder, "init", "-q", "--bare", str(self.remote))
        git(self.folder, "remote", "add", "origin", str(self.remote))
        git(self.folder, "push", "-q", "origin", "main")

    def write(self, **files: str | None) -> None:
        """Write files below the garden's folder, or delete them."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink() if text is None else path.write_text(text)

    def run(self, workflow: str, event: Event) -> Run:
        number = len(list(self._runs.iterdir())) if self._runs.exists() else 0
        there = self.folder / ".github/workflows" / workflow
        file = there if there.exists() else STARTER / ".github/workflows" / workflow
        return Run(file, event, self._runs / str(number))

    def pull_request(self, files: dict[str, str | None], *, fork: bool = False) -> Run:
        """Propose a change on a branch, merged with main as the host does it, and run what checks it."""
        git(self.folder, "switch", "-q", "-C", "proposed", "main")
        self.write(**files)
        commit(self.folder)
        git(self.folder, "switch", "-q", "--detach", "main")
        git(self.folder, "merge", "-q", "--no-ff", "-m", "merged", "proposed")
        git(self.folder, "push", "-q", "--force", "origin", "HEAD:refs/pull/1/merge")
        git(self.folder, "switch", "-q", "main")
        head = {"repo": {"full_name": "stranger/garden" if fork else "stewards/garden"}}
        payload = {"pull_request": {"head": head, "base": {"ref": "main"}}}
        return self.run("check.yml", Event("pull_request", self.remote, "refs/pull/1/merge", payload, "main"))

    def push(self, files: dict[str, str | None]) -> None:
        self.write(**files)
        commit(self.folder)
        git(self.folder, "push", "-q", "origin", "main")

    def publish(self, event: str = "push", found_issue: str = "", day: str = "") -> Run:
        happened = Event(event, self.remote, "refs/heads/main", {}, found_issue=found_issue, day=day)
        return self.run("publish.yml", happened)

    def withdraw(self, slug: str, **inputs: str) -> Run:
        payload = {"inputs": {"slug": slug, "no_trace": "false", **inputs}}
        return self.run("withdraw.yml", Event("workflow_dispatch", self.remote, "refs/heads/main", payload))

    def on_main(self, path: str) -> str:
        return git(self.remote, "show", f"main:{path}")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path, GOOD)


class TestPullRequest:
    def test_three_mistakes_give_three_annotations_and_mended_it_passes(self, repository: Repository) -> None:
        run = repository.pull_request({"content/stories/b.md": THREE_MISTAKES}, fork=True)
        assert run.result == "failure"
        errors = run.annotations()
        assert len(errors) == 3
        assert all(re.match(r"::error file=content/stories/b\.md,line=\d+,col=\d+,", error) for error in errors)
        assert any("leads nowhere. Name something" in error for error in errors)
        assert any("Did you mean “trust”" in error for error in errors)
        assert any("phone number" in error and "Take it out" in error for error in errors)
        assert "07911" not in run.said + run.summary, "what safeguarding found is never repeated"
        page, _, difference = run.summary.partition("## What this changes in the garden")
        assert "## Thank you. One thing to correct first" in page
        assert page.index("phone number") < page.index("### Then") < page.index("leads nowhere")
        assert "Instead of " in page and "write " in page
        assert "stories/b.md" in difference

        run = repository.pull_request({"content/stories/b.md": MENDED, "content/people/dee.md": PERSON}, fork=True)
        assert (run.result, run.annotations()) == ("success", [])
        assert "## Thank you. Nothing has to be corrected" in run.summary
        assert "“B”" in run.summary and "`/stories/b/`" in run.summary and "`/people/dee/`" in run.summary
        assert "appears on the person “Dee”, because this story is told by them" in run.summary
        assert run.artifacts == {}

    def test_a_fork_cannot_change_what_it_is_checked_by(self, repository: Repository) -> None:
        lax = yaml.safe_load((repository.folder / "mkdocs.yml").read_text())
        lax["plugins"] = [{"kgen": {"safeguarding": "none", "unresolved_links": "warn"}}]
        run = repository.pull_request(
            {
                "mkdocs.yml": yaml.safe_dump(lax),
                ".github/install-kgen.sh": TAKEN_OVER,
                "requirements.txt": "something-else==1\n",
                "content/stories/b.md": THREE_MISTAKES,
            },
            fork=True,
        )
        assert len(run.annotations()) == 3
        assert "taken over" not in run.said
        job = run.jobs["check"].folder
        assert not (job / "requirements.txt").exists()
        assert "for a steward to read with care" in run.summary
        for name in ("mkdocs.yml", ".github/install-kgen.sh", "requirements.txt"):
            assert f"\n    {name}\n" in run.summary

    @pytest.mark.parametrize("fork", [True, False])
    def test_a_pull_request_is_checked_with_the_kgen_of_the_main_branch(
        self, repository: Repository, fork: bool
    ) -> None:
        changed = {
            ".github/install-kgen.sh": TAKEN_OVER,
            ".github/kgen/kgen_garden-9-py3-none-any.whl": "not a wheel",
            "content/stories/b.md": THREE_MISTAKES,
        }
        run = repository.pull_request(changed, fork=fork)
        assert len(run.annotations()) == 3 and "taken over" not in run.said
        assert not (run.jobs["check"].folder / ".github/kgen").exists()
        assert "for a steward to read with care" in run.summary
        for name in (".github/install-kgen.sh", ".github/kgen/kgen_garden-9-py3-none-any.whl"):
            assert f"\n    {name}\n" in run.summary

    def test_the_pull_request_that_brings_the_garden_is_checked_with_the_kgen_it_brings(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path, GOOD)
        garden = {path: (repository.folder / path).read_text() for path in git(repository.folder, "ls-files").split()}
        repository.push({**dict.fromkeys(garden), "README.md": "A garden will grow here."})
        run = repository.pull_request({**garden, "content/stories/b.md": THREE_MISTAKES})
        assert (run.result, len(run.annotations())) == ("failure", 3)

    def test_a_steward_can_change_settings(self, repository: Repository) -> None:
        text = (repository.folder / "mkdocs.yml").read_text().replace("kgen: {}", "kgen: {unresolved_links: warn}")
        run = repository.pull_request({"mkdocs.yml": text, "content/stories/b.md": story("[[nowhere]]", title="B")})
        assert run.result == "success"
        assert len([each for each in run.annotations("warning") if "leads nowhere" in each]) == 1
        assert "mkdocs.yml is changed as well" in run.summary and "read with care" not in run.summary

    def test_settings_that_cannot_be_read_are_named_where_people_look(self, repository: Repository) -> None:
        run = repository.pull_request({"mkdocs.yml": "site_name: [\n"})
        assert run.result == "failure"
        [error] = run.annotations()
        assert error.startswith("::error file=mkdocs.yml,line=2,col=1,title=kgen%3A settings::a bracket is opened")
        assert "`mkdocs.yml`, line 2: **a bracket is opened" in run.summary

    def test_what_was_wrong_before_is_listed_apart_and_holds_nobody_up(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path, {**GOOD, "stories/old.md": story("[[long gone]]", title="Old")})
        run = repository.pull_request(
            {"content/stories/b.md": story("[x](https://new.example/)", title="B")}, fork=True
        )
        assert (run.result, run.annotations()) == ("success", [])
        page = run.summary.partition("## What this changes")[0]
        older = page.partition("<details>")[2]
        assert "Older, and not yours to correct: 1 error." in older and "long gone" in older
        assert "https&#58;//new.example/" in run.summary or "https://new.example/" in run.summary

    def test_a_deleted_topic_that_others_name_holds_it_up(self, repository: Repository) -> None:
        run = repository.pull_request({"content/topics/trust.md": None}, fork=True)
        assert run.result == "failure"
        assert {re.search(r"title=kgen%3A ([a-z-]+)", error)[1] for error in run.annotations()} == {"reference", "link"}  # type: ignore[index]
        assert all("file=content/stories/a.md" in error for error in run.annotations())

    def test_a_title_is_no_markup_and_no_command(self, repository: Repository) -> None:
        title = "::error::x $(touch taken) `touch taken` <img src=x> [x](https://evil.example) @everyone"
        run = repository.pull_request({"content/stories/b.md": story(title=title)}, fork=True)
        assert run.result == "success" and run.annotations() == []
        assert "<img" not in run.summary and "](https" not in run.summary and "@everyone" not in run.summary
        assert not list(run.jobs["check"].folder.rglob("taken"))

    def test_where_the_source_is_private_the_changed_pages_can_be_seen(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path, GOOD, source="private")
        run = repository.pull_request({"content/stories/b.md": story("See [[trust]].", title="B")})
        assert run.result == "success"
        pages = {name for name in run.artifacts["preview"] if name.endswith(".html")}
        assert pages == {
            "404.html",
            "changed.html",
            "stories/b/index.html",
            "topics/trust/index.html",
            "sectors/schools/index.html",
        }
        assert any(name.endswith(".css") for name in run.artifacts["preview"])
        assert not [name for name in run.artifacts["preview"] if name.startswith(("data/", "feed"))]
        assert b'<a href="stories/b/index.html">B</a>' in run.artifacts["preview"]["changed.html"]


class TestPublish:
    def test_a_push_publishes_all(self, repository: Repository) -> None:
        run = repository.publish()
        assert run.result == "success", run.said
        assert b"The zebra" in run.artifacts["github-pages"]["stories/a/index.html"]
        assert [name for name, _ in run.noted] == ["deploy-pages"]
        assert (run.gh, run.jobs["todo"].result, run.jobs["stay-awake"].result) == ([], "skipped", "skipped")

    def test_what_goes_goes_out_while_something_else_is_broken_and_the_run_ends_red(
        self, repository: Repository
    ) -> None:
        repository.push(
            {"content/stories/a.md": "---\nwithdrawn: 2026-11\n---\n", "content/stories/b.md": THREE_MISTAKES}
        )
        run = repository.publish()
        assert [name for name, _ in run.noted] == ["deploy-pages"]
        site = run.artifacts["github-pages"]
        assert b"The zebra" not in b"".join(site.values())
        assert "stories/b/index.html" not in site
        assert run.result == "failure" and run.jobs["whole"].result == "failure"
        assert run.annotations() == [
            "::error::Published, but files with an error were left out. The step Build names them."
        ]

    @pytest.mark.parametrize("words", ["##[error]x", "\n::error::x"])
    def test_what_a_file_says_is_no_command(self, tmp_path: Path, words: str) -> None:
        repository = Repository(tmp_path, {**GOOD, f"stories/b{words}.md": story(f"[[{words}]]", title=words)})
        assert [each.partition("::P")[0] for each in repository.publish().annotations()] == ["::error"]
        private = Repository(tmp_path / "private", GOOD, source="private")
        name = "content/stories/b.md"
        run = private.pull_request({name: story(title="B", topics=["trust", words.strip()])})
        assert "preview/" in run.said and [f"file={name}," in each for each in run.annotations()] == [True]

    def test_a_fault_of_the_pages_is_said_after_they_are_out(self, repository: Repository) -> None:
        long = "\n\n".join(f"## Heading {number}\n\nWords of *this* part." for number in range(900))
        repository.push({"content/pages/about.md": f"---\ntitle: About\n---\n\n{long}\n"})
        run = repository.publish()
        assert "about/index.html: weighs" in run.said
        assert [name for name, _ in run.noted] == ["deploy-pages"]
        assert run.annotations() == [
            "::error::Published, but a page has a fault. The step Look the pages over names it."
        ]

    def test_wrong_settings_publish_nothing(self, repository: Repository) -> None:
        repository.push({"mkdocs.yml": "site_name: A garden\n"})
        run = repository.publish()
        assert (run.result, run.noted) == ("failure", [])

    @pytest.mark.parametrize("source", ["public", "private"])
    def test_every_night_the_stewards_are_told(self, tmp_path: Path, source: str) -> None:
        lapsed = story(title="Lapsed", consent={"given": "2020-01", "review": "2021-01"})
        repository = Repository(tmp_path, {**GOOD, "stories/lapsed.md": lapsed}, source=source)
        run = repository.publish("schedule")
        assert "stories/lapsed/index.html" not in run.artifacts["github-pages"]
        asked, awake = [line for line in run.gh if line.startswith("issue")], run.gh[-2:]
        assert [line.split()[1] for line in asked] == ["list", "create"]
        assert ISSUE.replace(" ", "\\ ") in asked[1]
        assert "**1**" in run.gh_body if source == "public" else "content/stories/lapsed.md" in run.gh_body
        assert ("lapsed.md" in run.gh_body) == (source == "private")
        assert awake == [
            f"api --method PUT repos/stewards/garden/actions/workflows/{name}/enable"
            for name in ("publish.yml", "links.yml")
        ]
        writes = {name: job.permissions for name, job in run.jobs.items()}
        assert writes["todo"] == {"issues": "write"} and writes["stay-awake"] == {"actions": "write"}

    def test_on_the_first_night_of_a_month_the_issue_is_given_a_letter_about_the_past_one(self, tmp_path: Path) -> None:
        told = story("It rang at last.", title="The bell", date="2026-11", licence="CC-BY-4.0", consent=EVERY_USE)
        repository = Repository(tmp_path, {**GOOD, "stories/bell.md": told})
        assert repository.publish("schedule", day="2026-11-30").gh_comment == ""
        run = repository.publish("schedule", day="2026-12-01")
        assert [line.split()[1] for line in run.gh if line.startswith("issue")] == ["list", "create", "comment"]
        [added] = [line for line in run.gh if line.startswith("issue comment")]
        assert added.startswith("issue comment https://github.com/stewards/garden/issues/3 ")
        first, _, letter = run.gh_comment.partition("\n\n")
        assert first.startswith("A letter about what is new") and "what is new since November 2026" in letter
        assert "The bell" in letter and "The zebra" not in letter
        assert all(line.startswith("    ") for line in letter.splitlines() if line), "nothing in it is Markdown"
        run = repository.publish("schedule", found_issue="17", day="2026-12-01")
        assert [line.split()[1:3] for line in run.gh if line.startswith("issue")][1:] == [
            ["edit", "17"],
            ["comment", "17"],
        ]

    def test_an_issue_that_is_open_is_brought_up_to_date(self, tmp_path: Path) -> None:
        spec = yaml.safe_load((OURS / "publish.yml").read_text())["jobs"]["todo"]["steps"][-1]["run"]
        (tmp_path / "todo").mkdir()
        asked = [script(spec, tmp_path, found="17"), script(spec, tmp_path, waits="Nothing waits.\n")]
        assert [line.split()[1] for line in asked[0]] == ["list", "edit"] and asked[0][1].startswith("issue edit 17 ")
        assert [line.split()[1] for line in asked[1]] == ["list"], "no issue is opened to say that nothing waits"


def script(text: str, folder: Path, found: str = "", waits: str = "- one\n") -> list[str]:
    """Run a step that asks `gh`, and return what it asked."""
    (folder / "gh").write_text(GH)
    (folder / "gh").chmod(0o755)
    (folder / "gh.log").write_text("")
    (folder / "todo" / "todo.md").write_text(waits)
    more = {
        "PATH": f"{folder}:/usr/bin:/bin",
        "GH_LOG": str(folder / "gh.log"),
        "GH_FOUND_ISSUE": found,
        "TITLE": ISSUE,
    }
    subprocess.run(["bash", "-eo", "pipefail", "-c", text], cwd=folder, env=more, check=True)
    return (folder / "gh.log").read_text().splitlines()


class TestWithdraw:
    def test_from_a_phone_a_story_goes_and_publishing_starts(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path, {**GOOD, "stories/b.md": story("As [[a]] says.", title="B")})
        run = repository.withdraw("a")
        assert run.result == "success", run.said
        assert repository.on_main("content/stories/a.md").startswith("---\nwithdrawn: ")
        assert "The zebra" not in repository.on_main("content/stories/b.md")
        message = git(repository.remote, "log", "-1", "--format=%an|%B", "main")
        assert message.strip() == "github-actions[bot]|A story was withdrawn"
        assert run.gh == ["auth setup-git", "workflow run publish.yml --ref main"]
        assert "What kgen cannot reach still holds the story" in run.summary
        assert run.jobs["withdraw"].permissions == {"contents": "write", "actions": "write"}

    def test_without_a_trace(self, repository: Repository) -> None:
        assert repository.withdraw("a", no_trace="true").result == "success"
        assert git(repository.remote, "ls-tree", "-r", "--name-only", "main", "content/stories") == ""

    @pytest.mark.parametrize(
        "slug", ["b", "$(touch taken)", "a; touch taken", "--help", "../topics/trust", "a' || touch taken #"]
    )
    def test_a_slug_is_never_a_command_and_one_that_is_none_changes_nothing(
        self, repository: Repository, slug: str
    ) -> None:
        before = git(repository.remote, "rev-parse", "main")
        run = repository.withdraw(slug)
        assert (run.result, run.gh) == ("failure", [])
        assert git(repository.remote, "rev-parse", "main") == before
        assert not list(run.jobs["withdraw"].folder.rglob("taken"))


def test_outside_links_are_tried_and_hold_up_nothing(repository: Repository) -> None:
    run = repository.run("links.yml", Event("schedule", repository.remote, "refs/heads/main"))
    ((name, given),) = run.noted
    assert (run.result, name, given["fail"]) == ("success", "lychee", "false")
    assert {"mkdocs.yml", "content"} <= set(given["args"].split())


MAKEFILE = """\
lint test:
dist: .venv/kgen
\tmkdir dist && touch dist/kgen.whl
.venv/kgen:
\tbash .github/install-kgen.sh
"""


class TestRelease:
    def run(self, folder: Path, tag: str) -> Run:
        """Run release.yml with a `make` that only pretends: the tests it calls are these."""
        repository = Repository(folder, GOOD)
        repository.push({
            "Makefile": MAKEFILE,
            ".github/workflows/release.yml": (OURS / "release.yml").read_text(),
        })  # fmt: skip
        git(repository.folder, "push", "-q", "origin", f"HEAD:refs/tags/{tag}")
        return repository.run("release.yml", Event("push", repository.remote, f"refs/tags/{tag}"))

    def test_a_wheel_is_attested_and_published(self, tmp_path: Path) -> None:
        run = self.run(tmp_path, f"v{kgen.__version__}")
        assert run.result == "success", run.said
        assert [name for name, _ in run.noted] == ["attest", "pypi"]
        assert list(run.artifacts["dist"]) == ["kgen.whl"]

    def test_a_tag_that_is_another_version_publishes_nothing(self, tmp_path: Path) -> None:
        run = self.run(tmp_path, "v99.0")
        assert (run.result, run.noted) == ("failure", [])
        assert "The tag is v99.0, but this is kgen" in run.said


# --- what cannot be seen by running


def specs() -> Iterator[tuple[str, dict[str, Any]]]:
    for folder in (OURS, STARTER / ".github/workflows"):
        for path in sorted(folder.glob("*.yml")):
            yield str(path.relative_to(ROOT)), yaml.load(path.read_text(), Loader=yaml.CBaseLoader)


@pytest.mark.parametrize(("name", "spec"), list(specs()), ids=[name for name, _ in specs()])
def test_no_workflow_gives_a_stranger_rights(name: str, spec: dict[str, Any]) -> None:
    assert "pull_request_target" not in spec["on"] and "workflow_run" not in spec["on"]
    assert "secrets" not in json.dumps(spec)
    assert "permissions" in spec and "write" not in spec["permissions"].values()
    if "pull_request" in spec["on"]:
        assert spec["permissions"] == {"contents": "read"}
        assert not [job for job in spec["jobs"].values() if "permissions" in job]
    for job in spec["jobs"].values():
        assert int(job["timeout-minutes"]) <= 90
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            if "uses" in step:
                assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"])
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] == "false"


def test_an_action_is_pinned_to_one_commit_everywhere() -> None:
    texts = [
        path.read_text() for folder in (ROOT, OURS, STARTER / ".github/workflows") for path in folder.glob("*.yml")
    ]
    pins = {found for text in texts for found in re.findall(r"uses: (\S+)@(\w+) # (v\S+)", text)}
    assert len(pins) > 8 and len({name for name, *_ in pins}) == len(pins)


def test_publishing_is_one_at_a_time_nightly_and_never_broken_off() -> None:
    spec = yaml.load((OURS / "publish.yml").read_text(), Loader=yaml.CBaseLoader)
    assert spec["concurrency"] == {"group": "publish", "cancel-in-progress": "false"}
    assert re.fullmatch(r"\d+ \d+ \* \* \*", spec["on"]["schedule"][0]["cron"])


def test_the_versions_of_python_that_are_named_are_those_that_are_tried() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    versions = [each.rpartition(" ")[2] for each in named if re.search(r"Python :: 3\.\d+$", each)]
    spec = yaml.load((OURS / "ci.yml").read_text(), Loader=yaml.CBaseLoader)
    assert spec["jobs"]["test"]["strategy"]["matrix"]["python"] == versions


def test_what_the_day_leaves_out_is_run_at_night() -> None:
    """What is not chosen by day is a night test or one for a browser; by night nothing is left out."""
    chosen = re.findall(
        r'pytest (?:\$\(SPREAD\w*\) )?(?:tests/browser )?-m "?([^"\n]*?)"?(?: --hypothesis-profile nightly)?\n', MAKE
    )
    assert chosen == ["browser and not nightly", "not browser", "browser", "browser tests/browser/screenshots.py"]
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["addopts"]
    assert options[-2:] == ["-m", "not browser and not nightly"]
    spec = yaml.load((OURS / "nightly.yml").read_text(), Loader=yaml.CBaseLoader)
    assert re.fullmatch(r"\d+ \d+ \* \* \*", spec["on"]["schedule"][0]["cron"])
    assert [step["run"] for step in spec["jobs"]["test"]["steps"] if "run" in step] == [
        "make web-servers",
        "make test-all",
    ]


def test_a_new_garden_has_the_same_workflows() -> None:
    theirs = sorted(path.name for path in (STARTER / ".github/workflows").iterdir())
    assert theirs == sorted(SHARED)
    for name in SHARED:
        assert (STARTER / ".github/workflows" / name).read_bytes() == (OURS / name).read_bytes()


def test_this_repository_installs_kgen_from_its_checkout(tmp_path: Path) -> None:
    (tmp_path / "make").write_text(f'#!/bin/sh\necho make "$@" >> "{tmp_path}/asked"\n')
    (tmp_path / "make").chmod(0o755)
    more = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    subprocess.run(["bash", ROOT / ".github/install-kgen.sh"], cwd=tmp_path, env=more, check=True)
    assert (tmp_path / "asked").read_text() == "make .venv/kgen\n"


# --- for other workflows and other tools


def test_the_action_says_what_it_found(tmp_path: Path) -> None:
    """Its second step installs kgen as tests/test_install.py and `make` do; here kgen is there already."""
    spec = yaml.safe_load((ROOT / "action.yml").read_text())
    step = spec["runs"]["steps"][2]
    make_garden(tmp_path, {**GOOD, "stories/b.md": story("[[nowhere]]", title="B")})
    commit(tmp_path)
    kgen_there = tmp_path / "kgen/bin/kgen"
    kgen_there.parent.mkdir(parents=True)
    kgen_there.write_text(warm.script("kgen"))
    kgen_there.chmod(0o755)

    def run(base: str) -> tuple[int, dict[str, str], str, str]:
        inputs = {name: str(value.get("default", "")) for name, value in spec["inputs"].items()} | {"base": base}
        env = {name: filled(value, {"inputs": inputs}) for name, value in step["env"].items()}
        files = {name: tmp_path / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in files.values():
            path.write_text("")
        env |= {
            **environment(),
            "RUNNER_TEMP": str(tmp_path),
            **{name: str(path) for name, path in files.items()},
            **env,
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, cwd=tmp_path, env=env, check=False, capture_output=True, text=True)
        outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        return done.returncode, outputs, done.stdout, files["GITHUB_STEP_SUMMARY"].read_text()

    code, outputs, said, page = run("")
    assert code == 1 and outputs["passed"] == "false" and said.startswith("::error file=content/stories/b.md,line=")
    assert "correct first" in page
    assert len(json.loads(Path(outputs["problems"]).read_text())["problems"]) == 1
    code, outputs, said, page = run("HEAD")
    assert (code, outputs["passed"], said) == (0, "true", "") and "Nothing has to be corrected" in page
    (tmp_path / "mkdocs.yml").write_text("site_name: [\n")
    code, outputs, said, page = run("HEAD")
    assert (
        (code, outputs["passed"]) == (2, "false") and said.startswith("::error file=mkdocs.yml,") and "bracket" in page
    )
    assert set(spec["outputs"]) == set(outputs)


def test_the_hook_for_pre_commit_runs_as_it_is_declared(tmp_path: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["language"] == "python" and hook["pass_filenames"] is False and hook["always_run"] is True
    command = hook["entry"].split()
    assert command[0] in kgen_commands()
    make_garden(tmp_path, GOOD)
    commit(tmp_path)

    def run() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", *command]
        return subprocess.run(words, cwd=tmp_path, env=environment(), check=False, capture_output=True, text=True)

    assert run().returncode == 0
    (tmp_path / "content/topics/trust.md").unlink()
    assert run().returncode == 1, "a file that goes breaks others"


def test_a_hook_in_a_linked_worktree_knows_what_was_there_before(tmp_path: Path) -> None:
    """There git sets GIT_DIR for hooks, and would take content/ for the top of the repository."""
    make_garden(tmp_path / "garden", {**GOOD, "stories/b.md": story("See [[nowhere]].", title="B")})
    commit(tmp_path / "garden")
    git(tmp_path / "garden", "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    hook = tmp_path / "garden/.git/hooks/pre-commit"
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kgen check --base HEAD --today {DAY} > "{tmp_path}/said"\n')
    hook.chmod(0o755)
    commit(tmp_path / "side")
    assert (tmp_path / "said").read_text().endswith("1 error.\n0 of the errors are new since HEAD.\n")


def kgen_commands() -> set[str]:
    return set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"])


# --- the runner itself


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.b == 'x'", True),
        ("a.b != 'x' || !a.none", True),
        ("(a.b == 'y' || a.b == 'x') && a.b", "x"),
        ("a.none.deeper", None),
        ("'it''s'", "it's"),
        ("true && false", False),
    ],
)
def test_expressions(text: str, value: Any) -> None:
    assert Expression(text, {"a": {"b": "x"}}, {}).value() == value


@pytest.mark.parametrize("text", ["b.c", "format('x')", "a.b[0]", "a.b < 1", "contains(a, 'b')", "a b", "a.*"])
def test_an_expression_that_is_not_known_is_no_pass(text: str) -> None:
    with pytest.raises((Unknown, AssertionError)):
        Expression(text, {"a": {"b": "x"}}, {}).value()


@pytest.mark.parametrize(
    "change",
    [
        lambda spec: spec.update({"run-name": "x"}),
        lambda spec: spec["jobs"]["check"].update({"strategy": {}}),
        lambda spec: spec["jobs"]["check"]["steps"][0].update({"working-directory": "x"}),
        lambda spec: spec["jobs"]["check"]["steps"].insert(0, {"uses": f"someone/else@{'0' * 40}"}),
        lambda spec: spec["jobs"]["check"]["steps"].insert(0, {"run": "x", "shell": "pwsh"}),
    ],
)
def test_a_workflow_that_is_not_known_is_no_pass(change: Callable[[dict[str, Any]], None], tmp_path: Path) -> None:
    spec = yaml.load((OURS / "check.yml").read_text(), Loader=yaml.CBaseLoader)
    change(spec)
    (tmp_path / "x.yml").write_text(yaml.safe_dump(spec))
    with pytest.raises(Unknown):
        Run(tmp_path / "x.yml", Event("pull_request", tmp_path, "refs/heads/main"), tmp_path / "run")
