"""kgen as others get it: a wheel alone in an empty environment. And as we have it: the checkout itself.

The wheel is installed into a fresh environment without a network. What it depends on is linked there from the running
environment: exactly the distributions that the wheel's metadata asks for, and theirs in turn, so that a dependency
nobody declared is missing. The checkout is not among them, and Python runs isolated (-I): no variable, no current
folder and no user's site-packages can bring it back.
"""

import subprocess
import sys
import sysconfig
import venv
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import kgen
from kgen.settings import package_folder

ROOT = Path(__file__).parents[1]
GARDEN = {
    "mkdocs.yml": """\
site_name: A garden elsewhere
site_url: https://example.org/
docs_dir: content
theme:
  name: material
plugins:
  - kgen
""",
    "content/sectors/schools.md": "---\ntitle: Schools\n---\n",
    "content/topics/trust.md": "---\ntitle: Trust\n---\n",
    "content/stories/the-first.md": """\
---
title: The first story
standpoint: practitioner
sectors: schools
topics: trust
consent:
  whose: own
  others: none
  given: 2026-10
---

We began with [[trust]], and the rest followed.
""",
}


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout.strip()


def needed_by(wanted: Distribution) -> dict[str, Distribution]:
    """Return what a distribution needs here, in turn and by name, itself not among it."""
    found: dict[str, Distribution] = {}
    waiting = [(Requirement(each), "") for each in wanted.requires or []]
    asked = set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        found[requirement.name] = distribution(requirement.name)
        for each in ("", *requirement.extras):
            if (requirement.name, each) not in asked:
                asked.add((requirement.name, each))
                waiting += [(Requirement(text), each) for text in found[requirement.name].requires or []]
    return found


def link(each: Distribution, packages: Path) -> None:
    """Link a distribution's files, by the top of each tree, into another environment's site-packages."""
    for name in {file.parts[0] for file in each.files or [] if file.parts[0] not in ("..", "__pycache__")}:
        place = packages / name
        if not place.exists():
            place.symlink_to(Path(str(each.locate_file(name))))


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that holds the wheel and what it needs, and nothing else."""
    place = tmp_path_factory.mktemp("elsewhere")
    offline = ("--no-deps", "--no-index")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", place, cwd=ROOT)
    [sdist] = place.glob("*.tar.gz")
    run(sys.executable, "-m", "pip", "wheel", *offline, "--no-build-isolation", "-w", place, sdist, cwd=place)
    [wheel] = place.glob("*.whl")
    venv.create(place / "venv", symlinks=True)
    scheme = {"base": str(place / "venv"), "platbase": str(place / "venv")}
    python = Path(sysconfig.get_path("scripts", "venv", scheme)) / "python"
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    run(sys.executable, "-m", "pip", "--python", python, "install", *offline, wheel, cwd=place)
    [metadata] = packages.glob("kgen_garden-*.dist-info")
    for each in needed_by(Distribution.at(metadata)).values():
        link(each, packages)
    return python


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    for name, text in GARDEN.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_wheel_holds_all_it_needs(elsewhere: Path, tmp_path: Path) -> None:
    where = "print(kgen.__file__); print(s.package_folder('theme')); print(s.package_folder('starter'))"
    ask = f"import kgen, kgen.settings as s; {where}"
    package, theme, starter = map(Path, run(elsewhere, "-I", "-c", ask, cwd=tmp_path).splitlines())
    assert package.is_relative_to(elsewhere.parents[1])
    for inside, here in ((theme, ROOT / "theme"), (starter, ROOT / "kgen" / "starter")):
        assert inside == package.parent / here.name
        assert files_in(inside) == files_in(here)


def files_in(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", [["kgen", "build"], ["mkdocs", "build", "--quiet"]], ids=" ".join)
def test_the_wheel_alone_builds_a_garden_of_mkdocs_yml_and_content(
    elsewhere: Path, garden: Path, command: list[str]
) -> None:
    run(elsewhere, "-I", "-m", *command, cwd=garden)
    assert (garden / "site/index.html").is_file()
    assert "The first story" in (garden / "site/stories/the-first/index.html").read_text(encoding="utf-8")


def test_the_wheel_alone_begins_a_garden_that_checks_clean(elsewhere: Path, tmp_path: Path) -> None:
    place = tmp_path / "a new garden"
    run(elsewhere, "-I", "-m", "kgen", "init", place, "--source", "public", cwd=tmp_path)
    assert run(elsewhere, "-I", "-m", "kgen", "check", cwd=place) == "0 problems."
    run(elsewhere, "-I", "-m", "kgen", "build", cwd=place)
    assert (place / "site/stories/index.html").is_file()


def test_the_command_is_installed(elsewhere: Path, garden: Path) -> None:
    assert run(elsewhere.with_name("kgen"), "--version", cwd=garden) == f"kgen {kgen.__version__}"


def test_a_checkout_uses_its_own_theme() -> None:
    assert Path(kgen.__file__).parent == ROOT / "kgen"
    assert package_folder("theme") == ROOT / "theme"
