"""What the documents name is there."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import kgen
from kgen.weave import Garden

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
ARCHITECTURE = ROOT / "docs/architecture.md"
_PATH = re.compile(r"`((?:bench|docs|kgen|tests|theme)/[\w./-]+)`")
_NAME = re.compile(r"`([a-z_]+(?:\.[A-Za-z_]+)+)`")
_ENDINGS = ("css", "html", "js", "json", "md", "py", "toml", "xml", "yml")
_TEST = re.compile(r"`(tests/[\w/.-]+\.py)?((?:::\w+)*)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_is_named_is_there(document: Path) -> None:
    """A name that begins with `::` is in the file named last."""
    source, missing = "", []
    for file, names in _TEST.findall(document.read_text(encoding="utf-8")):
        if file:
            path = ROOT / file
            source = path.read_text(encoding="utf-8") if path.exists() else ""
            missing += [] if source else [file]
        missing += [name for name in names.split("::")[1:] if not re.search(rf"(?:def|class) {name}\b", source)]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    prose = re.sub("`[^`\n]*`", "", document.read_text(encoding="utf-8"))
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", prose)
    assert not [link for link in links if not (document.parent / link).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_is_named_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert not [path for path in _PATH.findall(text) if not (ROOT / path).exists()]


def test_the_architecture_follows_a_story_that_exists() -> None:
    stories = re.findall(r"content/stories/[\w-]+\.md", ARCHITECTURE.read_text(encoding="utf-8"))
    assert stories and all((ROOT / story).exists() for story in stories)


def test_every_module_and_function_that_the_architecture_names_is_there() -> None:
    modules = [each.name for each in pkgutil.walk_packages(kgen.__path__, "kgen.") if "__main__" not in each.name]

    def is_there(name: str) -> bool:
        holder, _, last = f".{name.removeprefix('kgen.')}".rpartition(".")
        if holder == ".garden":
            return hasattr(Garden, last)
        holders = [module for module in modules if module.endswith(holder)]
        return any(f".{module}".endswith(f"{holder}.{last}") for module in modules) or any(
            hasattr(importlib.import_module(module), last) for module in holders
        )

    names = {name for name in _NAME.findall(ARCHITECTURE.read_text(encoding="utf-8")) if not name.endswith(_ENDINGS)}
    assert len(names) > 50
    assert not [name for name in sorted(names) if not is_there(name)]
