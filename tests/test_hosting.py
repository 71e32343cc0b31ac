"""What docs/hosting.md and docs/editors.md tell people to write works as written there."""

import json
import re
import shutil
import socket as sockets
import subprocess
import time
import tomllib
from pathlib import Path

import pytest
import warm
import yaml
from gardens import BASIS, make_garden, story
from repositories import commit, git
from runner import add_workflows
from sites import DAY, environment, kgen

from kgen.model import KINDS
from kgen.settings import package_folder

DOCS = Path(__file__).parents[1] / "docs"
GARDEN = {
    **BASIS,
    "stories/a.md": story("We had [[trust]].", title="A"),
    "stories/gone-for-good.md": "---\nwithdrawn: 2026-10\n---\n",
    "stories/b.md": story("---\n\nwithdrawn: in my own words\n", title="B"),
}


def block(document: str, language: str, holding: str = "") -> str:
    """The code block in some language of a document that holds some words."""
    text = (DOCS / document).read_text(encoding="utf-8")
    (found,) = [each for each in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if holding in each]
    return str(found)


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    folder = tmp_path / "garden"
    make_garden(folder, GARDEN)
    add_workflows(package_folder("starter"), folder)
    commit(folder)
    return folder


def run(script: str, folder: Path, code: int = 0, **more: str) -> str:
    command = ["bash", "-e", "-c", script]
    done = subprocess.run(command, cwd=folder, env=environment(**more), check=False, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


class TestGitLab:
    def script(self, job: str) -> str:
        spec = yaml.safe_load(block("hosting.md", "yaml"))
        return "\n".join([*spec["default"]["before_script"], *spec[job]["script"]])

    def test_a_merge_request_is_checked(self, garden: Path, tmp_path: Path) -> None:
        git(tmp_path, "clone", "-q", "--bare", str(garden), "host.git")
        git(garden, "remote", "add", "origin", str(tmp_path / "host.git"))
        (garden / "content/stories/c.md").write_text(story("[[nowhere]]", title="C"))
        assert "leads nowhere" in run(self.script("check"), garden, 1, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
        (garden / "content/stories/c.md").write_text(story(title="C"))
        assert "“C”" in run(self.script("check"), garden, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")

    def test_what_is_right_is_published_and_what_was_left_out_is_said(self, garden: Path) -> None:
        (garden / "content/stories/c.md").write_text(story("[[nowhere]]", title="C"))
        run(self.script("pages"), garden)
        assert (garden / "public/stories/a/index.html").exists()
        assert not (garden / "public/stories/c").exists()
        assert "leads nowhere" in run(self.script("whole"), garden, 1)
        (garden / "content/stories/c.md").unlink()
        run(self.script("whole"), garden)

    def test_wrong_settings_publish_nothing(self, garden: Path) -> None:
        (garden / "mkdocs.yml").write_text("site_name: x\n")
        run(self.script("pages"), garden, 1)
        assert not (garden / "public").exists()


def test_netlify_builds(garden: Path) -> None:
    spec = tomllib.loads(block("hosting.md", "toml"))
    (garden / "content/stories/c.md").write_text(story("[[nowhere]]", title="C"))
    run(spec["build"]["command"], garden)
    assert (garden / spec["build"]["publish"] / "stories/a/index.html").exists()
    assert "frame-ancestors 'none'" in spec["headers"][0]["values"]["Content-Security-Policy"]


class TestNginx:
    def built(self, garden: Path) -> None:
        """Run the lines for each night, except those that need a host and a server."""
        lines = [line for line in block("hosting.md", "sh", "nginx -s").splitlines() if line.startswith((".venv", "{"))]
        assert len(lines) == 2
        run("\n".join(["bash .github/install-kgen.sh", *lines]), garden)

    def test_the_withdrawn_stories_are_listed(self, garden: Path) -> None:
        self.built(garden)
        assert (garden / "withdrawn.map").read_text() == "/stories/gone-for-good/ 1;\n"
        (garden / "content/stories/gone-for-good.md").unlink()
        self.built(garden)
        assert (garden / "withdrawn.map").read_text() == ""

    @pytest.mark.skipif(not shutil.which("nginx"), reason="needs nginx")
    def test_the_server_says_that_they_are_gone(self, garden: Path) -> None:
        self.built(garden)
        socket = garden / "nginx.sock"
        server = block("hosting.md", "nginx").replace("/srv/garden", str(garden)).replace("80;", f"unix:{socket};", 1)
        assert f"listen unix:{socket};" in server
        mime = "types { text/html html; } default_type application/octet-stream;"
        kept = " ".join(
            f"{name}_temp_path {garden}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (garden / "nginx.conf").write_text(
            f"user root; daemon off; pid {garden}/pid; events {{}} http {{ access_log off; {kept} {mime} {server} }}"
        )
        nginx = subprocess.Popen(["nginx", "-p", garden, "-e", garden / "log", "-c", garden / "nginx.conf"])
        try:
            while not socket.exists():
                assert nginx.poll() is None, (garden / "log").read_text()
                time.sleep(0.02)
            answers = {path: self.asked(socket, path) for path in ("/stories/gone-for-good/", "/stories/a/", "/no/")}
        finally:
            nginx.terminate()
            nginx.wait()
        assert [said.split()[1] for said in answers.values()] == ["410", "200", "404"]
        assert "A story was withdrawn" in answers["/stories/gone-for-good/"]
        assert all("Content-Security-Policy: frame-ancestors 'none'" in said for said in answers.values())

    def asked(self, socket: Path, path: str) -> str:
        with sockets.socket(sockets.AF_UNIX) as connection:
            connection.connect(str(socket))
            connection.sendall(f"GET {path} HTTP/1.0\r\nHost: stories.example.org\r\n\r\n".encode())
            with connection.makefile("rb") as answer:
                return answer.read().decode()


class TestEditors:
    def test_the_task_finds_each_problem_once(self, tmp_path: Path) -> None:
        task = json.loads(block("editors.md", "json"))["tasks"][0]
        patterns = [matcher["pattern"] for matcher in task["problemMatcher"]]
        alike = {f"stories/c{number}.md": story("x\n\n[[nowhere]]", title=f"C{number}") for number in range(6)}
        others = {"stories/long.md": story(title="C" * 91), "stories/Upper.md": story(title="Upper")}
        config = make_garden(tmp_path, {**GARDEN, **alike, **others})
        said = kgen(config, *task["command"].split()[1:], "--today", DAY, code=1)
        found = [
            tuple(match[pattern[part]] if part in pattern else None for part in ("file", "line", "severity", "message"))
            for line in said.splitlines()
            for pattern in patterns
            if (match := re.match(pattern["regexp"], line))
        ]
        problems = json.loads(kgen(config, "check", "--format", "json", "--today", DAY, code=1))["problems"]
        assert len(problems) == 8 and [each for each in problems if each["line"] is None]
        assert found == [
            (
                each["path"],
                each["line"] and str(each["line"]),
                each["severity"],
                f"{each['message']}  [{each['check']}]",
            )
            for each in problems
        ]
        assert all(pattern.get("kind") == "file" or "line" in pattern for pattern in patterns)

    def test_there_is_a_schema_for_each_kind_and_the_settings_name_it(self, tmp_path: Path) -> None:
        bin = tmp_path / "bin"
        bin.mkdir()
        (bin / "kgen").write_text(warm.script("kgen"))
        (bin / "kgen").chmod(0o755)
        run(block("editors.md", "sh"), tmp_path, PATH=f"{bin}:/usr/bin:/bin")
        kinds = {path.stem for path in (tmp_path / ".schemas").iterdir()}
        assert kinds == {kind.name for kind in KINDS}
        for path in (tmp_path / ".schemas").iterdir():
            assert json.loads(path.read_text())["properties"]
        named = re.findall(r"of\('(\w+)', '(\w+)'\)", block("editors.md", "js"))
        assert sorted(named) == sorted((kind.name, kind.folder) for kind in KINDS)
