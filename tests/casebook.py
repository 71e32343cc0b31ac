"""Small gardens as data: the files under tests/cases/, whose form tests/cases/README.md explains."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from gardens import BASIS, make_garden
from pictures import PICTURES
from repositories import commit

from kgen.checks import check, reported
from kgen.model import Diagnostic
from kgen.read import read
from kgen.settings import ConfigurationError, load
from kgen.weave import weave

FOLDER = Path(__file__).parent / "cases"
TODAY = "2026-11-30"
NONE = "none\n"


@dataclass(frozen=True)
class Case:
    """One small garden: the `number`th document of a file that is named after the check it is about."""

    path: Path
    number: int
    text: str

    @cached_property
    def data(self) -> dict[str, Any]:
        return yaml.load(self.text, yaml.CSafeLoader)

    def __str__(self) -> str:
        return f"{self.path.stem}: {self.data['case']}"

    @property
    def passes(self) -> bool:
        return self.data["problems"] == "none"

    def found(self, folder: Path) -> list[Diagnostic]:
        """Write the garden into an empty folder, and check it."""
        files = {**BASIS, **self.data["files"]}
        links = {name: file["link"] for name, file in files.items() if isinstance(file, dict) and "link" in file}
        written = {name: _content(file) for name, file in files.items() if name not in links}
        config = make_garden(folder, written, self.data.get("options"))
        for name, text in self.data.get("beside", {}).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if "theme" in self.data:
            values = yaml.safe_load(config.read_text(encoding="utf-8"))
            config.write_text(yaml.safe_dump({**values, "theme": self.data["theme"]}), encoding="utf-8")
        if "settings" in self.data:
            config.write_text(config.read_text(encoding="utf-8") + self.data["settings"], encoding="utf-8")
        for name, target in links.items():
            link = folder / "content" / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(target)
        if "renamed" in self.data:
            _rename(folder, self.data["renamed"])
        if "committed" in self.data:
            commit(folder, f"{self.data['committed']}T12:00:00Z")
        try:
            settings = load(config, today=self.data.get("today", TODAY))
        except ConfigurationError as error:
            return list(error.problems)
        new = frozenset(name.removesuffix(".md") for name in self.data.get("new", ()))
        return reported(check(weave(settings, read(settings, with_names=True), new=new)))

    def rewrite(self, problems: str) -> None:
        """Write what kgen says now in place of what is expected."""
        documents = self.path.read_text(encoding="utf-8").split("\n---\n")
        head = self.text[: self.text.index("\nproblems:")]
        block = " none\n" if problems == NONE else " |\n" + "".join(f"  {line}\n" for line in problems.splitlines())
        documents[self.number] = f"{head}\nproblems:{block}"
        self.path.write_text("---\n".join(each.rstrip("\n") + "\n" for each in documents), encoding="utf-8")


def _rename(folder: Path, renamed: dict[str, str]) -> None:
    """Give files their names in git, one after the other; `renamed` holds the old ones, each with the next."""
    steps = list(renamed.items())
    content = folder / "content"
    for old, new in reversed(steps):
        (content / new).rename(content / old)
    commit(folder)
    for old, new in steps:
        (content / old).rename(content / new)
        commit(folder)


def cases() -> list[Case]:
    return [
        Case(path, number, text)
        for path in sorted(FOLDER.glob("*.yml"))
        for number, text in enumerate(path.read_text(encoding="utf-8").split("\n---\n"))
    ]


def shown(problems: list[Diagnostic]) -> str:
    """Problems as a case file holds them: the place, how bad, which check; what is wrong; what to write."""
    return "".join(map(_shown, problems)) or NONE


def _shown(problem: Diagnostic) -> str:
    fix = problem.advice.replace("\n", "\n    ")
    return f"{problem.place} {problem.severity} {problem.check}\n  {problem.message}\n  → {fix}\n"


def _content(file: str | dict[str, Any]) -> str | bytes:
    if isinstance(file, str):
        return file
    if "picture" in file:
        return PICTURES[file["picture"]]()
    text = file["text"] * file.get("times", 1)
    return text.encode(file.get("encoding", "utf-8"))
