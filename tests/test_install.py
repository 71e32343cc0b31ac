"""kgen as others get it: only a wheel in an empty environment. And as we have it: the checkout itself.

The wheel is installed into a fresh environment without a network. What it depends on is linked there from the running
environment: exactly the distributions that the wheel's metadata asks for, and theirs in turn, so that a dependency
nobody declared is missing. The checkout is not among them, and Python runs isolated (-I): no variable, no current
folder and no user's site-packages can bring it back.
"""

import ast
import io
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import Distribution, packages_distributions
from itertools import chain
from pathlib import Path

import pytest
from installed import link, needed_by
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kgen
from kgen.commands.own_wheel import GUIDES, LOCK, wheel
from kgen.settings import package_folder

ROOT = Path(__file__).parents[1]
GARDEN = {
    "mkdocs.yml": """\
site_name: A garden elsewhere
site_url: https://example.org/
docs_dir: content
theme:
  name: kgen
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
    where = "[print(s.package_folder(name)) for name in ('theme', 'starter', 'docs', 'requirements')]"
    ask = f"import kgen, kgen.settings as s; print(kgen.__file__); {where}"
    package, theme, starter, docs, requirements = map(Path, run(elsewhere, "-I", "-c", ask, cwd=tmp_path).splitlines())
    assert package.is_relative_to(elsewhere.parents[1])
    for inside, here in ((theme, ROOT / "theme"), (starter, ROOT / "kgen" / "starter")):
        assert inside == package.parent / here.name
        assert files_in(inside) == files_in(here)
    assert files_in(docs) == {Path(name): (ROOT / "docs" / name).read_bytes() for name in GUIDES}
    assert files_in(requirements) == {Path(LOCK): (ROOT / "requirements" / LOCK).read_bytes()}


def test_the_wheel_a_garden_carries_is_the_one_that_is_released(elsewhere: Path, tmp_path: Path) -> None:
    """Made by the standard library from a checkout and from an installed wheel, each holds what hatchling puts in."""
    run(elsewhere, "-I", "-m", "kgen", "init", tmp_path / "garden", cwd=tmp_path)
    [released], [carried] = elsewhere.parents[2].glob("*.whl"), (tmp_path / "garden/.github/kgen").glob("*.whl")
    from_wheel, from_checkout, expected = (
        zipped(data) for data in (carried.read_bytes(), wheel()[1], released.read_bytes())
    )
    names = [name for name in expected if not name.endswith(("/RECORD", "/WHEEL"))]
    assert set(from_wheel) == set(from_checkout) == set(expected)
    assert [name for name in names if from_wheel[name] != expected[name]] == []
    assert [name for name in names if from_checkout[name] != expected[name] and "/METADATA" not in name] == []
    assert carried.name == wheel()[0] == released.name


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    declared = {canonicalize_name(Requirement(each).name) for each in chain(project["dependencies"], *extras)}
    trees = (ast.parse(path.read_bytes()) for path in (ROOT / "kgen").rglob("*.py"))
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    imported = {name.partition(".")[0] for name in names} - {"kgen", *sys.stdlib_module_names}
    bring = packages_distributions()
    assert [name for name in sorted(imported) if declared.isdisjoint(map(canonicalize_name, bring[name]))] == []


def zipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


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
