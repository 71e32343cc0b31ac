"""A small stand-in for GitHub's runner: it runs the shell steps of a workflow as they are, with no network.

It knows the part of the workflow language that the workflows of this repository use, and raises Unknown at anything
else, so that nothing is passed over. Actions are replaced by what is known about them: a checkout is a real one, an
artifact is kept. `gh` is a script that notes what it was asked.
"""

import calendar
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import warm
import yaml

Context = Mapping[str, Any]
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<name>[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)|(?P<sign>&&|\|\||==|!=|!|\(|\)))"
)
_STATUS = re.compile(r"\b(?:always|success|failure|cancelled)\(\)")
_CONSTANTS = {"true": True, "false": False, "null": None}
GH = """\
#!/usr/bin/env bash
printf '%q ' "$@" >> "$GH_LOG"; echo >> "$GH_LOG"
[ "$1 $2" != "issue list" ] || printf '%s' "$GH_FOUND_ISSUE"
[ "$1 $2" != "issue create" ] || echo https://github.com/stewards/garden/issues/3
[ "$1 $2" != "issue comment" ] || GH_LOG=$GH_LOG.comment
while [ $# -gt 0 ]; do [ "$1" != --body-file ] || cat "$2" > "$GH_LOG.body"; shift; done
"""


DATE = """\
#!/usr/bin/env bash
[ "$*" != "-u +%d" ] || exec /bin/date -u -d {day} +%d
[ "$*" != "-u -d yesterday +%Y-%m" ] || exec /bin/date -u -d "{day} yesterday" +%Y-%m
exit 2
"""


class Unknown(Exception):
    """Something of the workflow language that this runner does not know."""


# --- expressions


class Expression:
    """`a.b == 'c' && !d`, read from left to right by what binds least: || && == != !."""

    def __init__(self, text: str, context: Context, functions: Mapping[str, Callable[[], bool]]) -> None:
        self._context, self._functions = context, functions
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None:
                raise Unknown(f"an expression: {text}")
            self._tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
            at = found.end()

    def value(self) -> Any:
        found = self._either()
        if self._tokens:
            raise Unknown(f"the end of an expression: {self._tokens}")
        return found

    def _take(self, *signs: str) -> str:
        if self._tokens and self._tokens[0] in [("sign", sign) for sign in signs]:
            return self._tokens.pop(0)[1]
        return ""

    def _either(self) -> Any:
        left = self._both()
        while self._take("||"):
            right = self._both()
            left = left or right
        return left

    def _both(self) -> Any:
        left = self._compared()
        while self._take("&&"):
            right = self._compared()
            left = left and right
        return left

    def _compared(self) -> Any:
        left = self._single()
        while sign := self._take("==", "!="):
            left = (left == self._single()) == (sign == "==")
        return left

    def _single(self) -> Any:
        if self._take("!"):
            return not self._single()
        if self._take("("):
            inner = self._either()
            assert self._take(")")
            return inner
        kind, word = self._tokens.pop(0)
        if kind == "text":
            return word[1:-1].replace("''", "'")
        if kind != "name":
            raise Unknown(f"{word} in an expression")
        if self._take("("):
            assert self._take(")")
            if word not in self._functions:
                raise Unknown(f"the function {word}")
            return self._functions[word]()
        return _CONSTANTS[word] if word in _CONSTANTS else self._looked_up(word)

    def _looked_up(self, name: str) -> Any:
        """A context that this runner does not have is unknown; a property that an event does not have is empty."""
        first, *rest = name.split(".")
        if first not in self._context:
            raise Unknown(f"the context {name}")
        value = self._context[first]
        for part in rest:
            value = value.get(part) if isinstance(value, Mapping) else None
        return value


def filled(text: Any, context: Context) -> str:
    """A value of the workflow with each `${{ }}` worked out."""

    def said(value: Any) -> str:
        return {True: "true", False: "false", None: ""}.get(value, str(value)) if not isinstance(value, str) else value

    if not isinstance(text, str):
        return said(text)
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: said(Expression(found[1], context, {}).value()), text)


# --- a run

_WORKFLOW = {"name", "on", "permissions", "concurrency", "env", "defaults", "jobs"}
_JOB = set("name needs if runs-on timeout-minutes permissions environment env outputs steps".split())
_STEP = set("name id if uses with run env continue-on-error shell".split())


@dataclass
class Step:
    name: str
    outcome: str
    said: str = ""


@dataclass
class Job:
    permissions: dict[str, str]
    folder: Path
    """Where the repository is checked out."""
    result: str = "success"
    steps: list[Step] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Event:
    """What happened. `ref` is what the runner checks out, in the bare repository `remote`."""

    name: str
    remote: Path
    ref: str
    payload: dict[str, Any] = field(default_factory=dict)
    base_ref: str = ""
    found_issue: str = ""
    """What `gh issue list` finds."""
    day: str = ""
    """The day on which it happens, YYYY-MM-DD; that of this machine, if empty."""


class Run:
    """One run of a workflow, from its file, for an event. Everything it does stays below `folder`."""

    def __init__(self, workflow: Path, event: Event, folder: Path) -> None:
        self.event, self._folder = event, folder
        folder.mkdir(parents=True)
        self.artifacts: dict[str, dict[str, bytes]] = {}
        self.noted: list[tuple[str, dict[str, str]]] = []
        """What the actions that reach out were given: the action's name, its `with`."""
        self.summary = ""
        self._spec = _known(yaml.load(workflow.read_text(), Loader=yaml.CBaseLoader), _WORKFLOW)
        self._shell = self._spec.get("defaults", {}).get("run", {}).get("shell", "")
        self._prepare()
        self.jobs: dict[str, Job] = {}
        for name, spec in self._spec["jobs"].items():
            self._job(name, _known(spec, _JOB))

    @property
    def said(self) -> str:
        """All that the steps printed."""
        return "".join(step.said for job in self.jobs.values() for step in job.steps)

    @property
    def result(self) -> str:
        return "failure" if any(job.result == "failure" for job in self.jobs.values()) else "success"

    @property
    def gh(self) -> list[str]:
        """What `gh` was asked, a line each."""
        log = self._folder / "gh.log"
        return [line.strip() for line in log.read_text().splitlines()] if log.exists() else []

    @property
    def gh_body(self) -> str:
        return (self._folder / "gh.log.body").read_text()

    @property
    def gh_comment(self) -> str:
        """What was added to an issue last; empty if nothing was."""
        comment = self._folder / "gh.log.comment.body"
        return comment.read_text() if comment.exists() else ""

    def annotations(self, level: str = "error") -> list[str]:
        """What the runner would show: both ways of writing a command count, until a step says that none follow.

        Source: actions/runner, `ActionCommand.cs`: white space before `::` is trimmed, and `##[` may be anywhere.
        """
        command = re.compile(rf"\s*::{level}[ :]|(?!\s*::).*##\[{level}\]")
        heard = [step.said.partition("::stop-commands::")[0] for job in self.jobs.values() for step in job.steps]
        return [line for said in heard for line in said.splitlines() if command.match(line)]

    def _prepare(self) -> None:
        bin = self._folder / "bin"
        bin.mkdir()
        (bin / "gh").write_text(GH)
        (bin / "gh").chmod(0o755)
        if self.event.day:
            (bin / "date").write_text(DATE.format(day=self.event.day))
            (bin / "date").chmod(0o755)
        (self._folder / "home").mkdir()
        (self._folder / "event.json").write_text(json.dumps(self.event.payload))
        self._environment = {
            "PATH": f"{bin}:{os.environ['PATH']}",
            "HOME": str(self._folder / "home"),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_PATH": str(self._folder / "event.json"),
            "GITHUB_EVENT_NAME": self.event.name,
            "GH_LOG": str(self._folder / "gh.log"),
            "GH_FOUND_ISSUE": self.event.found_issue,
            "GIT_ALLOW_PROTOCOL": "file",
            "GIT_CONFIG_NOSYSTEM": "1",
            "PIP_NO_INDEX": "1",
            **dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY"), "http://127.0.0.1:1"),
        }
        if self.event.day:
            self._environment["SOURCE_DATE_EPOCH"] = str(calendar.timegm(time.strptime(self.event.day, "%Y-%m-%d")))
        if "PYTHONPATH" in os.environ:
            self._environment["PYTHONPATH"] = os.environ["PYTHONPATH"]

    def _contexts(self, job: Job | None = None) -> dict[str, Any]:
        github = {
            "event": self.event.payload,
            "event_name": self.event.name,
            "repository": "stewards/garden",
            "ref": self.event.ref,
            "ref_name": self.event.ref.removeprefix("refs/heads/").removeprefix("refs/tags/"),
            "base_ref": self.event.base_ref,
            "workflow": self._spec["name"],
            "token": "a-token",
        }
        needs = {name: {"result": each.result, "outputs": each.outputs} for name, each in self.jobs.items()}
        return {
            "github": github,
            "inputs": self.event.payload.get("inputs", {}),
            "needs": needs,
            "runner": {"temp": str(self._temp(job)) if job else ""},
            "steps": job.by_id if job else {},
        }

    def _temp(self, job: Job) -> Path:
        return job.folder.parent / "temp"

    def _job(self, name: str, spec: dict[str, Any]) -> None:
        needs = spec.get("needs", [])
        needed = [self.jobs[each] for each in ([needs] if isinstance(needs, str) else needs)]
        permissions = spec.get("permissions", self._spec.get("permissions", {}))
        job = Job(dict(permissions), self._folder / name / "repository")
        context = self._contexts(job)
        succeeded = all(each.result == "success" for each in needed)
        self.jobs[name] = job
        if not _holds(spec.get("if", ""), context, succeeded):
            job.result = "skipped"
            return
        job.folder.mkdir(parents=True)
        self._temp(job).mkdir()
        env = {**self._environment, "RUNNER_TEMP": str(self._temp(job)), "GITHUB_WORKSPACE": str(job.folder)}
        for block in (self._spec.get("env", {}), spec.get("env", {})):
            env |= {each: filled(value, context) for each, value in block.items()}
        for step in spec["steps"]:
            self._step(job, _known(step, _STEP), env)
        context = self._contexts(job)
        job.outputs = {each: filled(value, context) for each, value in spec.get("outputs", {}).items()}

    def _step(self, job: Job, spec: dict[str, Any], env: dict[str, str]) -> None:
        name = spec.get("name") or spec.get("uses", "").split("@")[0] or spec.get("run", "")
        context = {**self._contexts(job), "env": env}
        if not _holds(spec.get("if", ""), context, job.result == "success"):
            job.steps.append(Step(name, "skipped"))
            job.by_id.setdefault(spec.get("id", ""), {"outcome": "skipped", "outputs": {}})
            return
        env = env | {each: filled(value, context) for each, value in spec.get("env", {}).items()}
        if "uses" in spec:
            given = {each: filled(value, context) for each, value in spec.get("with", {}).items()}
            outputs, code, said = self._act(job, spec["uses"], given), 0, ""
        else:
            assert "${{" not in spec["run"], "what a stranger wrote must not reach a shell but by the environment"
            outputs, code, said = self._shelled(job, spec["run"], env, spec.get("shell", self._shell))
        outcome = "failure" if code else "success"
        job.steps.append(Step(name, outcome, said))
        job.by_id[spec.get("id", "")] = {"outcome": outcome, "outputs": outputs}
        if code and spec.get("continue-on-error") != "true":
            job.result = "failure"

    def _shelled(self, job: Job, script: str, env: dict[str, str], shell: str) -> tuple[dict[str, str], int, str]:
        if shell not in ("", "bash"):
            raise Unknown(f"the shell {shell}")
        files = {each: self._temp(job) / f"_{each}" for each in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in files.values():
            path.write_text("")
        command = ["bash", "--noprofile", "--norc", *(["-eo", "pipefail"] if shell else ["-e"]), "-c", script]
        done = subprocess.run(
            command, cwd=job.folder, env=env | {each: str(path) for each, path in files.items()}, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text()
        lines = files["GITHUB_OUTPUT"].read_text().splitlines()
        return dict(line.split("=", 1) for line in lines), done.returncode, done.stdout

    # --- actions

    def _act(self, job: Job, uses: str, given: dict[str, str]) -> dict[str, str]:
        name, _, pin = uses.partition("@")
        assert re.fullmatch(r"[0-9a-f]{40}", pin), f"{uses} is not pinned by its commit"
        if name not in _ACTIONS:
            raise Unknown(f"the action {name}")
        return _ACTIONS[name](self, job, given) or {}

    def checkout(self, job: Job, given: dict[str, str]) -> None:
        assert _known(given, {"fetch-depth", "persist-credentials"})["persist-credentials"] == "false"
        assert job.permissions.get("contents") in ("read", "write")
        depth = [] if given.get("fetch-depth") == "0" else ["--depth=1"]
        address = f"file://{self.event.remote}"
        for arguments in (
            ["init", "-q", "."],
            ["remote", "add", "origin", address],
            ["fetch", "-q", *depth, "origin", "+refs/heads/*:refs/remotes/origin/*", f"{self.event.ref}:refs/kept"],
            ["checkout", "-q", "--detach", "refs/kept"],
        ):
            subprocess.run(["git", *arguments], cwd=job.folder, env=self._environment, check=True)

    def keep_artifact(self, job: Job, given: dict[str, str]) -> None:
        _known(given, {"name", "path", "if-no-files-found", "retention-days"})
        path = job.folder / given["path"]
        files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
        if not files:
            assert given.get("if-no-files-found") == "ignore", f"{path} is not there"
            return
        top = path.parent if path.is_file() else path
        self.artifacts[given["name"]] = {each.relative_to(top).as_posix(): each.read_bytes() for each in files}

    def keep_site(self, job: Job, given: dict[str, str]) -> None:
        self.keep_artifact(job, {"name": "github-pages", **_known(given, {"path"})})

    def fetch_artifact(self, job: Job, given: dict[str, str]) -> None:
        for name, data in self.artifacts[_known(given, {"name", "path"})["name"]].items():
            path = job.folder / given["path"] / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def deploy(self, job: Job, given: dict[str, str]) -> dict[str, str]:
        assert job.permissions == {"pages": "write", "id-token": "write"}
        assert "github-pages" in self.artifacts
        self.noted.append(("deploy-pages", _known(given, set())))
        return {"page_url": "https://garden.example/"}


def _noted(name: str, *permissions: str) -> Callable[[Run, Job, dict[str, str]], None]:
    def note(run: Run, job: Job, given: dict[str, str]) -> None:
        assert sorted(each for each, value in job.permissions.items() if value == "write") == sorted(permissions)
        run.noted.append((name, given))

    return note


_ACTIONS: dict[str, Callable[[Run, Job, dict[str, str]], dict[str, str] | None]] = {
    "actions/checkout": Run.checkout,
    "actions/setup-python": lambda run, job, given: None,
    "actions/upload-artifact": Run.keep_artifact,
    "actions/download-artifact": Run.fetch_artifact,
    "actions/upload-pages-artifact": Run.keep_site,
    "actions/deploy-pages": Run.deploy,
    "actions/attest-build-provenance": _noted("attest", "id-token", "attestations"),
    "pypa/gh-action-pypi-publish": _noted("pypi", "id-token"),
    "lycheeverse/lychee-action": _noted("lychee"),
}


def _known(spec: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    if unknown := set(spec) - keys:
        raise Unknown(", ".join(sorted(unknown)))
    return spec


def _holds(condition: str, context: Context, succeeded: bool) -> bool:
    condition = condition.removeprefix("${{").removesuffix("}}").strip()
    if not _STATUS.search(condition):
        condition = f"success() && ({condition})" if condition else "success()"
    functions = {"always": lambda: True, "success": lambda: succeeded, "failure": lambda: not succeeded}
    return bool(Expression(condition, context, functions).value())


def add_workflows(starter: Path, garden: Path) -> None:
    """Give a garden the workflows of a new one, and the kgen that is being tested in place of install-kgen.sh."""
    shutil.copytree(starter / ".github", garden / ".github")
    install = f"mkdir -p .venv/bin\ncat > .venv/bin/kgen <<'END'\n{warm.script('kgen')}END\nchmod +x .venv/bin/kgen\n"
    (garden / ".github" / "install-kgen.sh").write_text(f"#!/usr/bin/env bash\nset -euo pipefail\n{install}")
    (garden / ".gitignore").write_text("/.venv/\n/site/\n/preview/\n.kgen/\n")
