"""kgen init: from nothing to a garden that checks clean, builds, and leads nowhere in vain."""

import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from repositories import commit, git
from sites import DAY, build, command, environment, kgen, page

from kgen.commands.init import run
from kgen.commands.verify import faults_of
from kgen.model import KINDS, PAGE
from kgen.settings import ConfigurationError, load, package_folder

NAMES = {
    path.relative_to(package_folder("starter")).as_posix()
    for path in package_folder("starter").rglob("*")
    if path.is_file()
}


def begin(folder: Path, *arguments: str, code: int = 0) -> str:
    """Run `kgen init` with no terminal."""
    return kgen(folder.parent / "x", "init", folder.name, *arguments, code=code)


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


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
        assert git(folder, "status", "--short") == "", "what kgen makes is not offered to git"
    assert "Nobody said" not in said


def test_its_six_examples_are_one_of_each_kind(tmp_path: Path) -> None:
    begin(tmp_path / "g")
    content = [path.parent.name for path in (tmp_path / "g/content").rglob("*.md")]
    assert sorted(content) == sorted(kind.folder for kind in KINDS if kind is not PAGE)


def test_its_guides_lead_to_files_that_are_there(tmp_path: Path) -> None:
    begin(tmp_path / "g")
    for guide in ("CONTRIBUTING.md", "docs/stewarding.md"):
        text = (tmp_path / "g" / guide).read_text()
        links = re.findall(r"\]\(([^)#:\s]+)\)", text)
        assert not [link for link in links if not (tmp_path / "g" / guide).parent.joinpath(link).exists()]
        known = kgen(tmp_path / "x", "--help")
        for name in re.findall(r"`?kgen ([a-z-]+)", text):
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
    """What is refused is said in a sentence, ends with 2, and nothing is written."""

    @pytest.mark.parametrize("name", sorted(NAMES))
    def test_nothing_is_overwritten(self, name: str, tmp_path: Path) -> None:
        (tmp_path / "g" / name).parent.mkdir(parents=True)
        (tmp_path / "g" / name).write_text("mine")
        with pytest.raises(ConfigurationError, match="holds these already, and nothing of it is overwritten") as said:
            run(tmp_path / "g", name="G", source="public")
        assert f"\n  {name}\n" in str(said.value)
        assert files_in(tmp_path / "g") == {name: b"mine"}

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
        assert said == "kgen: file is a file, so no garden can lie in it. Name a folder, or a new one.\n"

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

    def test_it_asks_for_both(self, tmp_path: Path) -> None:
        self.answer(tmp_path / "g", "The night garden\nsecret\nPrivate\n")
        settings = load(tmp_path / "g/mkdocs.yml")
        assert (settings.site_name, settings.source) == ("The night garden", "private")

    def test_return_takes_what_is_proposed(self, tmp_path: Path) -> None:
        said = self.answer(tmp_path / "g", "\n\n")
        assert "[G]" in said and "Nobody said" not in said
        settings = load(tmp_path / "g/mkdocs.yml")
        assert (settings.site_name, settings.source) == ("G", "public")

    def test_what_was_said_is_not_asked(self, tmp_path: Path) -> None:
        said = self.answer(tmp_path / "g", "", "--source", "private", "--name", "N")
        assert "?" not in said.partition("Next:")[0]

    def test_no_answer(self, tmp_path: Path) -> None:
        assert "kgen: No answer, so nothing was written." in self.answer(tmp_path / "g", "\x04", code=2)
        assert not (tmp_path / "g").exists()

    def test_without_a_terminal_the_source_is_public_and_that_is_said(self, tmp_path: Path) -> None:
        said = begin(tmp_path / "g")
        assert "Nobody said who can read its repository" in said and "source: public" in said
        assert load(tmp_path / "g/mkdocs.yml").source == "public"
