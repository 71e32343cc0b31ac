"""kgen init: from nothing to a garden that checks clean, builds, and has no link that leads nowhere."""

import os
import pty
import re
import runpy
import shutil
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import ClassVar

import pytest
import yaml
from installed import link
from nightly import is_night, one_in
from repositories import commit, git
from runner import Event, Run
from sites import DAY, build, command, environment, kgen, page

from kgen.commands import desk_files
from kgen.commands.init import run
from kgen.commands.own_wheel import GUIDES, LOCK, lock, wheel
from kgen.commands.verify import faults_of
from kgen.model import KINDS, PAGE
from kgen.settings import ConfigurationError, load, package_folder

ROOT = Path(__file__).parents[1]
WHEEL = f".github/kgen/{wheel()[0]}"
NAMES = {
    *(
        path.relative_to(package_folder("starter")).as_posix()
        for path in package_folder("starter").rglob("*")
        if path.is_file()
    ),
    *(f"docs/{guide}" for guide in GUIDES),
    ".github/kgen/requirements.txt",
    WHEEL,
}
NEEDED = {name for name in NAMES if name.startswith(("mkdocs.yml", "content/", ".github/kgen/", ".github/install"))}


def begin(folder: Path, *arguments: str, code: int = 0) -> str:
    """Run `kgen init` with no terminal."""
    return kgen(folder.parent / "x", "init", folder.name, *arguments, code=code)


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def lent(folder: Path) -> Path:
    """A folder with all that kgen needs, as the lock has it, and without kgen: it stands in for the package index."""
    folder.mkdir()
    for name, version in re.findall(r"^([\w.-]+)(?:\[.+?\])?==(\S+)", lock().decode(), re.MULTILINE):
        with suppress(PackageNotFoundError):  # what other systems need
            assert distribution(name).version == version, "this environment is not the locked one: run make"
            link(distribution(name), folder)
    assert not [path for path in folder.iterdir() if "kgen" in path.name]
    return folder


def with_pip(folder: Path) -> Path:
    """A folder that by day holds pip, and a `venv` that leaves it out: Python's own takes seconds to install it."""
    folder.mkdir(exist_ok=True)
    if not is_night():
        link(distribution("pip"), folder)
        without = "import os, sys; sys.path.remove(os.path.dirname(__file__)); import venv"
        (folder / "venv.py").write_text(f"{without}; venv.main([*sys.argv[1:], '--without-pip'])")
    return folder


@pytest.mark.parametrize(
    ("where", "source"),
    [("there", "public"), ("not/there/yet", "private"), ("with two words, é", "public"), ("in git", "private")],
)
def test_a_new_garden_checks_clean_builds_and_leads_nowhere_in_vain(where: str, source: str, tmp_path: Path) -> None:
    folder = tmp_path / where
    if where == "there":
        folder.mkdir()
    if where == "in git":
        folder.mkdir()
        (folder / "README.md").write_text("Ours.")
        commit(folder)
    said = kgen(tmp_path / "x", "init", where, "--source", source)
    assert set(files_in(folder)) - {"README.md"} == NAMES
    config = folder / "mkdocs.yml"
    assert kgen(config, "check", "--today", DAY) == "0 problems.\n"
    if where == "in git":
        commit(folder)
        assert git(folder, "status", "--short") == ""
    site = build(config)
    assert faults_of(site, load(config)) == []
    assert "The box that was not there" in page(site, "stories/the-box-that-was-not-there")
    assert load(config).source == source
    if where == "in git":
        kgen(config, "preview", "HEAD", "--today", DAY)
        assert git(folder, "status", "--short") == "", "what kgen makes is not offered to git"
    assert "Nobody said" not in said


def test_its_examples_are_one_of_each_kind(tmp_path: Path) -> None:
    begin(tmp_path / "g")
    content = [path.parent.name for path in (tmp_path / "g/content").rglob("*.md")]
    assert sorted(content) == sorted(kind.folder for kind in KINDS if kind is not PAGE)


def test_its_guides_lead_to_files_that_are_there(tmp_path: Path) -> None:
    begin(tmp_path / "g")
    for guide in ("CONTRIBUTING.md", "docs/stewarding.md", *(f"docs/{name}" for name in GUIDES)):
        text = (tmp_path / "g" / guide).read_text()
        links = re.findall(r"\]\(([^)#:\s]+)\)", text)
        assert not [link for link in links if not (tmp_path / "g" / guide).parent.joinpath(link).exists()]
        known = kgen(tmp_path / "x", "--help")
        for name in re.findall(r"(?:`|/|^ +)kgen ([a-z-]+)", text, re.MULTILINE):
            assert re.search(rf"^  {name} ", known, re.MULTILINE), name


@pytest.mark.parametrize(
    "name",
    ['The "night" garden', "a: b # c", "{{ x }}", "<b>&amp;</b>", "'", "\\", "- [x]", "Gärten für ältere", "off"],
)
def test_any_name_is_read_back(name: str, tmp_path: Path) -> None:
    begin(tmp_path / "g", "--name", name)
    config = tmp_path / "g/mkdocs.yml"
    assert load(config).site_name == yaml.safe_load(config.read_text())["site_name"] == name


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("our-garden", "Our garden"),
        ("NHS_stories 2", "NHS stories 2"),
        ("...", "Our garden"),
        ("x" * 200, "X" + "x" * 99),
    ],
)
def test_without_a_name_it_is_called_as_its_folder(folder: str, name: str, tmp_path: Path) -> None:
    begin(tmp_path / folder)
    assert load(tmp_path / folder / "mkdocs.yml").site_name == name


class TestRefusals:
    """What is refused is said in a sentence, kgen exits with 2, and nothing is written."""

    @pytest.mark.parametrize("name", one_in(3, sorted(NEEDED)))
    def test_no_garden_is_overwritten(self, name: str, tmp_path: Path) -> None:
        (tmp_path / "g" / name).parent.mkdir(parents=True)
        (tmp_path / "g" / name).write_text("mine")
        with pytest.raises(ConfigurationError, match="already holds these, and kgen init overwrites nothing") as said:
            run(tmp_path / "g", name="G", source="public")
        assert f"\n  {name}\n" in str(said.value)
        assert files_in(tmp_path / "g") == {name: b"mine"}

    def test_beside_a_site_of_documents_it_says_where_a_garden_goes(self, tmp_path: Path) -> None:
        (tmp_path / "docs").mkdir()
        (tmp_path / "docs/index.md").write_text("# Our handbook\n")
        (tmp_path / "mkdocs.yml").write_text("site_name: Handbook\n")
        before = files_in(tmp_path)
        said = begin(tmp_path, code=2)
        assert f"begin it in another folder: kgen init {tmp_path.name}/garden\n" in said
        assert files_in(tmp_path) == before
        begin(tmp_path / "garden")
        assert before.items() <= files_in(tmp_path).items()

    def test_a_dangling_link_is_a_file_too(self, tmp_path: Path) -> None:
        (tmp_path / "g").mkdir()
        (tmp_path / "g/mkdocs.yml").symlink_to(tmp_path / "elsewhere.yml")
        assert "  mkdocs.yml\n" in begin(tmp_path / "g", code=2)
        assert not (tmp_path / "elsewhere.yml").exists()

    @pytest.mark.parametrize("kind", ["link", "file"])
    def test_a_folder_that_is_none(self, kind: str, tmp_path: Path) -> None:
        (tmp_path / "g").mkdir()
        (tmp_path / "elsewhere").mkdir()
        place = tmp_path / "g/content"
        place.symlink_to(tmp_path / "elsewhere") if kind == "link" else place.write_text("x")
        assert "  content\n" in begin(tmp_path / "g", code=2)
        assert list((tmp_path / "elsewhere").iterdir()) == [] and len(list((tmp_path / "g").iterdir())) == 1

    @pytest.mark.parametrize("folder", ["file", "file/below"])
    def test_a_file_instead_of_a_folder(self, folder: str, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        said = kgen(tmp_path / "x", "init", folder, code=2)
        assert said == "kgen: file is a file, so it cannot hold a garden. Name a folder, or a new one.\n"

    @pytest.mark.parametrize("folder", ["", " "])
    def test_a_folder_without_a_name_is_not_the_one_it_runs_in(self, folder: str, tmp_path: Path) -> None:
        said = kgen(tmp_path / "x", "init", folder, code=2)
        assert "The name of the folder is empty. Write for example: kgen init my-garden" in said
        assert not any(tmp_path.iterdir())

    def test_a_folder_in_which_nothing_can_be_written(self, tmp_path: Path) -> None:
        said = kgen(tmp_path / "x", "init", "/proc/garden", code=2)
        assert said.startswith("kgen: ") and "/proc/garden" in said

    @pytest.mark.parametrize("there", [False, True])
    def test_what_was_begun_is_taken_back(self, there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        if there:
            (tmp_path / "g/content/stories").mkdir(parents=True)
            (tmp_path / "g/content/stories/mine.md").write_text("mine")
        before = files_in(tmp_path)
        opened = Path.open

        def refuse(path: Path, mode: str = "r", *arguments: object, **named: object) -> object:
            if mode == "xb" and path.name == "mkdocs.yml":
                raise OSError(28, "No space left on device", str(path))
            return opened(path, mode, *arguments, **named)  # type: ignore[call-overload]

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(OSError, match="No space left"):
            run(tmp_path / "g", name="G", source="public")
        assert files_in(tmp_path) == before
        assert (tmp_path / "g").exists() == there

    @pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\x1b[2J", "a\u202eb", "x" * 101])
    def test_a_name_that_is_none(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match="A garden's name has 1 to 100 characters"):
            run(tmp_path / "g", name=name, source="public")
        assert not (tmp_path / "g").exists()

    def test_a_source_that_is_none(self, tmp_path: Path) -> None:
        said = begin(tmp_path / "g", "--source", "secret", code=2)
        assert said == "kgen: --source secret is unknown. Choose one of: public, private.\n"


class TestTerminal:
    """On a terminal it asks; elsewhere it takes what is safe, and says so."""

    def answer(self, folder: Path, typed: str, *arguments: str, code: int = 0) -> str:
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            command("init", folder.name, *arguments),
            cwd=folder.parent, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(),
        ) as process:  # fmt: skip
            os.close(theirs)
            os.write(ours, typed.encode())
            said = b""
            while True:
                try:
                    said += os.read(ours, 4096)
                except OSError:
                    break
        os.close(ours)
        assert process.returncode == code, said
        return said.decode()

    def test_it_asks_for_name_source_and_git(self, tmp_path: Path) -> None:
        self.answer(tmp_path / "g", "The night garden\nsecret\nPublic\nyes\n")
        settings = load(tmp_path / "g/mkdocs.yml")
        assert (settings.site_name, settings.source) == ("The night garden", "public")
        assert git(tmp_path / "g", "symbolic-ref", "--short", "HEAD").strip() == "main"

    def test_return_takes_what_is_proposed(self, tmp_path: Path) -> None:
        said = self.answer(tmp_path / "g", "\n\n\n")
        assert "[G]" in said and "Nobody said" not in said
        settings = load(tmp_path / "g/mkdocs.yml")
        assert (settings.site_name, settings.source) == ("G", "private")
        assert not (tmp_path / "g/.git").exists()

    def test_what_was_said_is_not_asked(self, tmp_path: Path) -> None:
        said = self.answer(tmp_path / "g", "", "--source", "private", "--name", "N", "--no-git")
        assert "?" not in said.partition("Look at it:")[0]

    def test_git_is_not_offered_inside_a_repository(self, tmp_path: Path) -> None:
        git(tmp_path, "init", "-q")
        assert "history" not in self.answer(tmp_path / "g", "\n\n")

    @pytest.mark.parametrize("typed", ["\x04", "Ours\n\x04", "Ours\nprivate\n\x04"])
    def test_where_the_answers_end_the_rest_is_what_is_safe(self, typed: str, tmp_path: Path) -> None:
        said = self.answer(tmp_path / "g", typed)
        settings = load(tmp_path / "g/mkdocs.yml")
        assert (settings.site_name, settings.source) == ("Ours" if "Ours" in typed else "G", "private")
        assert ("You did not say who can read its repository" in said) == ("private" not in typed)
        assert not (tmp_path / "g/.git").exists()

    def test_without_a_terminal_the_source_is_private_and_that_is_said(self, tmp_path: Path) -> None:
        said = begin(tmp_path / "g")
        assert "You did not say who can read its repository, so mkdocs.yml says source: private" in said
        assert load(tmp_path / "g/mkdocs.yml").source == "private"
        assert not (tmp_path / "g/.git").exists()

    def test_git_that_is_wanted_and_not_installed_is_said(self, tmp_path: Path) -> None:
        said = kgen(tmp_path / "x", "init", "g", "--git", PATH=str(tmp_path / "nothing"))
        assert "No history is kept yet, because git is not installed. Install it from https://git-scm.com" in said
        assert "# These need git." in said and "git init --initial-branch main" in said
        assert (tmp_path / "g/mkdocs.yml").exists() and not (tmp_path / "g/.git").exists()
        unasked = kgen(tmp_path / "x", "init", "h", PATH=str(tmp_path / "nothing"))
        assert "No history" not in unasked and "# These need git." in unasked

    def test_git_that_is_there_already_is_said(self, tmp_path: Path) -> None:
        git(tmp_path, "init", "-q")
        assert "is inside a git repository, which keeps the history" in begin(tmp_path / "g", "--git")
        assert not (tmp_path / "g/.git").exists()

    @pytest.mark.parametrize(
        ("arguments", "unused"),
        [
            (("--update", "--git"), "--git"),
            (("--update", "--name", "N", "--source", "public"), "--name and --source"),
            (("--desk", "--no-git"), "--no-git"),
        ],
    )
    def test_answers_that_would_not_count_are_refused(
        self, arguments: tuple[str, ...], unused: str, tmp_path: Path
    ) -> None:
        begin(tmp_path / "g")
        before = files_in(tmp_path / "g")
        assert f"Leave out {unused}." in begin(tmp_path / "g", *arguments, code=2)
        assert files_in(tmp_path / "g") == before


class TestClone:
    """A folder that holds other files keeps each of them, and is told what was added and what was left."""

    OWN: ClassVar = {
        "README.md": b"# Ours\n",
        "LICENSE": b"MIT",
        "CONTRIBUTING.md": b"Please do.\n",
        ".github/workflows/check.yml": b"name: another\n",
        "src/main.py": b"print()\n",
    }

    def begin(self, folder: Path, own: dict[str, bytes]) -> str:
        for name, data in own.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        git(folder, "init", "-q", "-b", "trunk")
        return begin(folder)

    def test_nothing_is_overwritten_and_what_was_left_is_said(self, tmp_path: Path) -> None:
        said = self.begin(tmp_path / "g", self.OWN)
        files = files_in(tmp_path / "g")
        assert {name: files[name] for name in self.OWN} == self.OWN
        assert set(files) >= NAMES
        assert "Left as it was: CONTRIBUTING.md, LICENSE, README.md\n" in said
        assert "is missing:\n  .github/workflows/check.yml\n  CONTRIBUTING.md\n" in said
        assert "git branch --move main" in said, "the workflows publish another branch than this one"
        assert "git init" not in said

    @pytest.mark.parametrize(
        ("there", "then"),
        [
            (b"node_modules\n", b"node_modules\n/site/\n/preview/\n/.kgen/\n/.venv/\n"),
            (b".venv\n\n# the site\n/site", b".venv\n\n# the site\n/site\n/preview/\n/.kgen/\n"),
            (b"x\r\n", b"x\r\n/site/\r\n/preview/\r\n/.kgen/\r\n/.venv/\r\n"),
            (b"site\npreview\n.kgen\n.venv\n!.venv\n", b"site\npreview\n.kgen\n.venv\n!.venv\n"),
            (b"# /site/\n!/.kgen/\n", b"# /site/\n!/.kgen/\n/site/\n/preview/\n/.kgen/\n/.venv/\n"),
            (b"", b"/site/\n/preview/\n/.kgen/\n/.venv/\n"),
            (b"\xff\xfe", b"\xff\xfe\n/site/\n/preview/\n/.kgen/\n/.venv/\n"),
        ],
    )
    def test_what_its_gitignore_lacks_is_added(self, there: bytes, then: bytes, tmp_path: Path) -> None:
        said = self.begin(tmp_path / "g", {".gitignore": there})
        assert (tmp_path / "g/.gitignore").read_bytes() == then
        assert ("Added to .gitignore: " in said) == (there != then)
        assert ("Left as it was: .gitignore" in said) == (there == then)

    def test_a_gitignore_that_is_a_link_is_left_and_said(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").write_text("x\n")
        (tmp_path / "g").mkdir()
        (tmp_path / "g/.gitignore").symlink_to(tmp_path / "elsewhere")
        assert "is missing:\n  .gitignore\n" in begin(tmp_path / "g")
        assert (tmp_path / "elsewhere").read_text() == "x\n"

    def test_a_gitignore_that_hides_what_the_garden_needs_is_said(self, tmp_path: Path) -> None:
        said = self.begin(tmp_path / "g", {".gitignore": b"*.whl\n"})
        assert f"Git ignores these files, but the garden needs them. See its .gitignore:\n  {WHEEL}\n" in said


class TestItself:
    """A garden carries the kgen that its workflows install, since the name on the index is not ours."""

    def test_no_file_names_kgen_to_an_index(self, tmp_path: Path) -> None:
        begin(tmp_path / "g")
        for name, data in files_in(tmp_path / "g").items():
            assert name == WHEEL or b"kgen-garden" not in data, name

    def test_what_it_needs_is_locked_by_hash(self) -> None:
        locked = lock().decode()
        blocks = re.split(r"\n(?=\S)", locked.rstrip("\n"))[1:]
        block = re.compile(r"[\w.-]+(\[[\w,-]+\])?==\S+ .*\\\n(    --hash=sha256:[0-9a-f]{64}( \\\n)?)+")
        assert blocks and all(map(block.fullmatch, blocks))
        said = (ROOT / "requirements" / LOCK).read_text()
        assert sorted(re.findall("sha256:.{64}", locked)) == sorted(re.findall("sha256:.{64}", said))

    def test_the_wheel_is_the_same_each_time(self) -> None:
        assert wheel() == wheel()

    def test_its_workflows_build_the_site_where_no_index_knows_kgen(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The steps as they are, the installer's too. What kgen needs is lent by the running environment."""
        monkeypatch.setenv("PYTHONPATH", str(lent(tmp_path / "lent")))
        monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        begin(tmp_path / "g", "--git")
        commit(tmp_path / "g")
        git(tmp_path, "clone", "-q", "--bare", str(tmp_path / "g"), "host.git")
        run = Run(
            tmp_path / "g/.github/workflows/publish.yml",
            Event("push", tmp_path / "host.git", "refs/heads/main"),
            tmp_path / "run",
        )
        assert run.result == "success", run.said
        assert (
            b"The box that was not there"
            in run.artifacts["github-pages"]["stories/the-box-that-was-not-there/index.html"]
        )
        [installed] = (run.jobs["build"].folder / ".venv").rglob("kgen_garden-*.dist-info/direct_url.json")
        assert wheel()[0] in installed.read_text()


class TestUpdate:
    def test_the_old_kgen_makes_room_and_all_else_is_left(self, tmp_path: Path) -> None:
        garden = tmp_path / "g"
        begin(garden)
        (garden / WHEEL).rename(garden / ".github/kgen/kgen_garden-0.0.1-py3-none-any.whl")
        (garden / ".github/kgen/requirements.txt").write_text("old==1\n")
        (garden / ".github/workflows/check.yml").write_text("name: ours\n")
        (garden / "content/topics/trust.md").unlink()
        said = begin(garden, "--update")
        assert [path.name for path in garden.rglob("*.whl")] == [Path(WHEEL).name]
        assert (garden / ".github/kgen/requirements.txt").read_bytes() == lock()
        assert (garden / ".github/workflows/check.yml").read_text() == "name: ours\n"
        assert not (garden / "content/topics/trust.md").exists()
        assert "compare them with a new garden's:\n  .github/workflows/check.yml\nNext: " in said

    def test_a_garden_as_it_was_begun_has_nothing_to_compare(self, tmp_path: Path) -> None:
        begin(tmp_path / "g")
        before = files_in(tmp_path / "g")
        assert "compare" not in begin(tmp_path / "g", "--update")
        assert files_in(tmp_path / "g") == before

    def test_a_folder_without_a_garden(self, tmp_path: Path) -> None:
        (tmp_path / "g").mkdir()
        assert "g holds no mkdocs.yml" in begin(tmp_path / "g", "--update", code=2)
        assert list((tmp_path / "g").iterdir()) == []

    def test_nothing_is_written_through_a_link(self, tmp_path: Path) -> None:
        begin(tmp_path / "g")
        shutil.move(tmp_path / "g/.github/kgen", tmp_path / "elsewhere")
        (tmp_path / "g/.github/kgen").symlink_to(tmp_path / "elsewhere")
        before = files_in(tmp_path / "elsewhere")
        assert ".github/kgen is a link" in begin(tmp_path / "g", "--update", code=2)
        assert files_in(tmp_path / "elsewhere") == before


class TestDesk:
    """Files that open the desk with a double-click."""

    def open(self, file: Path, *arguments: str, code: int = 0, **more: str) -> str:
        path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        done = subprocess.run(
            [file, *arguments], cwd="/", env=environment(PATH=path) | more, check=False, capture_output=True, text=True
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def test_they_are_written_beside_the_rest(self, tmp_path: Path) -> None:
        said = begin(tmp_path / "g", "--desk")
        assert set(files_in(tmp_path / "g")) == NAMES | set(desk_files.files())
        assert desk_files.SAID in said
        assert kgen(tmp_path / "g/mkdocs.yml", "check", "--today", DAY) == "0 problems.\n"

    @pytest.mark.parametrize("name", [desk_files.MACOS, desk_files.LINUX])
    def test_what_a_double_click_runs_may_be_run(self, name: str, tmp_path: Path) -> None:
        begin(tmp_path / "g", "--desk")
        commit(tmp_path / "g")
        git(tmp_path, "clone", "-q", str(tmp_path / "g"), "clone")
        assert os.access(tmp_path / "clone" / name, os.X_OK)

    def test_a_garden_that_is_there_gets_nothing_else(self, tmp_path: Path) -> None:
        begin(tmp_path / "g")
        (tmp_path / "g/content/topics/trust.md").unlink()
        before = files_in(tmp_path / "g")
        assert begin(tmp_path / "g", "--desk") == f"{desk_files.SAID}\n"
        assert files_in(tmp_path / "g") == before | desk_files.files()
        assert begin(tmp_path / "g", "--desk") == f"{desk_files.SAID}\n"

    def test_a_garden_with_another_kgen_is_told(self, tmp_path: Path) -> None:
        begin(tmp_path / "g")
        (tmp_path / "g" / WHEEL).write_bytes(b"older")
        (tmp_path / "g/docs/desk.md").unlink()
        assert "Next: kgen init --update .\n" in begin(tmp_path / "g", "--desk")
        assert (tmp_path / "g" / WHEEL).read_bytes() == b"older"
        assert (tmp_path / "g/docs/desk.md").exists()

    def test_an_update_mends_them_where_they_are(self, tmp_path: Path) -> None:
        begin(tmp_path / "g")
        begin(tmp_path / "g", "--update")
        assert not desk_files.are_in(tmp_path / "g")
        begin(tmp_path / "g", "--update", "--desk")
        (tmp_path / "g" / desk_files.LINUX).write_text("older")
        begin(tmp_path / "g", "--update")
        assert {name: (tmp_path / "g" / name).read_bytes() for name in desk_files.files()} == desk_files.files()

    def test_nothing_is_written_through_a_link(self, tmp_path: Path) -> None:
        begin(tmp_path / "g")
        (tmp_path / "g" / desk_files.LINUX).symlink_to(tmp_path / "elsewhere")
        assert "open-the-desk.sh is a link" in begin(tmp_path / "g", "--desk", code=2)
        assert not (tmp_path / "elsewhere").exists()

    def test_it_installs_once_and_again_when_kgen_is_another(self, tmp_path: Path) -> None:
        """In a folder whose name has spaces, started from elsewhere. Once it is installed, kgen is stood in for."""
        garden = tmp_path / "our garden (1) & more"
        index = str(with_pip(lent(tmp_path / "lent")))
        begin(garden, "--desk")
        file = garden / desk_files.LINUX
        said = self.open(file, "--help", PYTHONPATH=index)
        assert "Installing kgen" in said and "kgen desk [OPTIONS]" in said, said
        [package] = (garden / ".venv").rglob("site-packages/kgen")
        (package / "__main__.py").write_text("import os, sys; print(os.getcwd(), *sys.argv[1:]); sys.exit(3)")
        said = self.open(file, "-a", "127.0.0.1:8020", code=3, PYTHONPATH=index)
        assert said == f"{garden} desk --open -a 127.0.0.1:8020\n"
        opener = runpy.run_path(str(garden / desk_files.OPENER))
        is_installed, wanted = opener["is_installed"], opener["digest"](opener["carried"]())
        assert is_installed(wanted)
        python = (garden / ".venv/bin/python").rename(tmp_path / "python")
        assert not is_installed(wanted)
        python.rename(garden / ".venv/bin/python")
        requirements = garden / ".github/kgen/requirements.txt"
        requirements.write_bytes(requirements.read_bytes() + b"# another\n")
        wanted = opener["digest"](opener["carried"]())
        assert not is_installed(wanted)
        if is_night():
            assert "Installing kgen" in self.open(file, "--help", PYTHONPATH=index)
            assert is_installed(wanted)

    def test_without_a_network_it_says_so_and_is_not_installed(self, tmp_path: Path) -> None:
        begin(tmp_path / "g", "--desk")
        nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0"}
        nowhere["PYTHONPATH"] = str(with_pip(tmp_path / "lent"))
        said = self.open(tmp_path / "g" / desk_files.LINUX, code=1, **nowhere)
        assert "Is there a connection to the internet?" in said and "Traceback" not in said
        assert not (tmp_path / "g/.venv/kgen-installed").exists()

    def test_a_copy_elsewhere_says_where_it_belongs(self, tmp_path: Path) -> None:
        begin(tmp_path / "g", "--desk")
        copy = shutil.copy2(tmp_path / "g" / desk_files.LINUX, tmp_path)
        assert "works only inside the folder of its garden" in self.open(Path(copy), code=1)

    def test_without_python_it_says_what_to_install(self, tmp_path: Path) -> None:
        begin(tmp_path / "g", "--desk")
        bin = tmp_path / "bin"
        bin.mkdir()
        (bin / "python3").write_text("#!/bin/sh\nexit 1\n")
        (bin / "python3").chmod(0o755)
        for name in ("dirname", "sh"):
            (bin / name).symlink_to(str(shutil.which(name)))
        script = (tmp_path / "g" / desk_files.LINUX).read_text().replace("/usr/local/bin", str(bin))
        (tmp_path / "g" / desk_files.LINUX).write_text(script)
        said = self.open(tmp_path / "g" / desk_files.LINUX, code=1, PATH=str(bin))
        assert "The desk needs Python 3.11, 3.12, 3.13 or 3.14" in said

    def test_all_of_them_look_for_the_same_pythons(self) -> None:
        files = {name: data.decode() for name, data in desk_files.files().items()}
        shell = re.findall(r"python(3\.\d+)", files[desk_files.LINUX])
        batch = re.findall(r"py -(3\.\d+)", files[desk_files.WINDOWS])
        assert shell == batch and shell
        newest = re.search(r"NEWEST = \((\d+), (\d+)\)", files[desk_files.OPENER])
        assert newest and ".".join(newest.groups()) == shell[0]
        for text in (files[desk_files.LINUX], files[desk_files.WINDOWS], (ROOT / "docs/desk.md").read_text()):
            assert f"{', '.join(reversed(shell[1:]))} or {shell[0]}" in text

    def test_the_batch_file_is_one_that_windows_reads(self) -> None:
        """Lines that end in CR and LF, no letter beyond ASCII, no label to jump to, its own folder always in quotation
        marks, and blocks whose brackets match once what is in quotation marks is left out."""
        data = desk_files.files()[desk_files.WINDOWS]
        assert data.count(b"\n") == data.count(b"\r\n") and data.isascii()
        lines = data.decode().splitlines()
        assert not [line for line in lines if line.lstrip().startswith(":") or "goto" in line]
        bare = [re.sub(r'"[^"]*"', '""', line) for line in lines if not line.startswith("rem ")]
        assert not [line for line in bare if '"' in line.replace('""', "") or "%~dp0" in line or "<" in line]
        depth = 0
        for line in bare:
            assert not (depth and line.lstrip().startswith("echo") and set(line) & set("()&|<>^%!")), line
            depth += line.count("(") - line.count(")")
            assert depth >= 0
        assert depth == 0
