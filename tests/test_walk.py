"""What is in content/, on a real disk: nothing is followed, nothing hangs, nothing is read that changes meanwhile."""

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import pytest
from gardens import BASIS, make_garden, story
from repositories import commit
from served import PATIENCE
from sites import DAY, build, command, environment, kgen

from kgen.model import Source
from kgen.read.characters import LONGEST_LINE
from kgen.read.walk import MOST_BYTES, MOST_FILES, walk
from kgen.serve.watch import Look, Watcher, look_at
from kgen.settings import ConfigurationError, load

FILES = {**BASIS, "stories/a.md": story("Told here.")}


def by_name(config: Path) -> dict[str, Source]:
    return {source.name: source for source in walk(config.parent / "content")}


def refused(config: Path) -> set[str]:
    return {name for name, source in by_name(config).items() if source.fault}


def test_special_files_are_refused_and_never_opened(tmp_path: Path) -> None:
    config = make_garden(tmp_path, FILES)
    stories = tmp_path / "content/stories"
    os.mkfifo(stories / "fifo.md")
    os.mkfifo(tmp_path / "content/fifo")
    (tmp_path / "content/images").mkdir()
    os.mkfifo(tmp_path / "content/images/fifo.png")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.open(stories, os.O_RDONLY)  # The path of a socket has at most 108 bytes.
        server.bind(f"/proc/self/fd/{here}/socket.md")
        os.close(here)
        done = subprocess.run(
            command("build", "--keep-going", "--today", DAY),
            cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert refused(config) == {"fifo", "stories/fifo.md", "stories/socket.md", "images/fifo.png"}
    assert sorted(path.parent.name for path in (tmp_path / "site/stories").glob("*/index.html")) == ["a"]


@pytest.mark.parametrize("order", [("a.md", "A.md"), ("A.md", "a.md")])
@pytest.mark.parametrize(
    ("one", "other"),
    [("a.md", "A.md"), ("a.md", "a.MD"), ("cafe\u0301.md", "caf\u00e9.md"), ("k.md", "\u212a.md"), ("ss.md", "ß.md")],
)
def test_of_names_alike_only_a_plain_one_is_read(one: str, other: str, order: tuple[str, str], tmp_path: Path) -> None:
    """In whichever order they come to the disk. Only one can be plain: no two addresses differ only in case or NFC."""
    names = (one, other) if order[0] == "a.md" else (other, one)
    for number, name in enumerate(names):
        make_garden(tmp_path, {f"stories/{name}": f"{number}"})
    if len(os.listdir(tmp_path / "content/stories")) == 1:
        pytest.skip("this disk takes the two names for one")
    plain = {one} & {"a.md", "k.md", "ss.md"}
    assert refused(tmp_path / "mkdocs.yml") == {f"stories/{name}" for name in {one, other} - plain}


def test_folders_alike_are_refused(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**FILES, "Stories/a.md": story("Another."), "STORIES/b.md": story()})
    assert refused(config) == {"Stories", "STORIES"}


LEFT_OVER = (
    *(".DS_Store", "._a.md", "Icon\r", ".localized", "Thumbs.db", "ehthumbs.db", "DESKTOP.INI", "~$a.docx"),
    *("a.md~", "a.md.~1~", "#a.md#", ".#a.md", ".a.md.swp", ".a.md.swo", ".a.md.swx", ".a.md.kate-swp"),
    *(".~lock.a.odt#", ".goutputstream-XYZ", ".directory", ".nfs000012ab", ".fuse_hidden0001", "a.md___jb_tmp___"),
    *(".gitkeep", ".keep", ".gitignore", ".gitattributes", ".editorconfig", ".dropbox", "._", ".a.jpg.icloud"),
)
LEFT_OVER_FOLDERS = (".obsidian", ".trash", ".vscode", "__MACOSX", "@eaDir", ".Trashes", "$RECYCLE.BIN", ".stversions")


def with_left_overs(config: Path) -> None:
    for folder in ("", "stories/", "images/"):
        for name in LEFT_OVER:
            make_garden(config.parent, {f"{folder}{name}": "left over"})
        for name in LEFT_OVER_FOLDERS:
            make_garden(config.parent, {f"{folder}{name}/b.md": "left over", f"{folder}{name}/more/c.png": "left over"})


def test_what_systems_and_editors_leave_behind_is_passed_over(tmp_path: Path) -> None:
    config = make_garden(tmp_path, FILES)
    with_left_overs(config)
    assert set(by_name(config)) == set(FILES)
    assert "0 problems" in kgen(config, "check", "--today", DAY)


@pytest.mark.parametrize(
    "name",
    [
        ".env",
        ".a.md",
        "a.md.bak",
        "a.md.orig",
        "a.swp",
        "thumbs.jpg.exe",
        "-a~.md",
        ".git-credentials",
        "a.tmp",
        "~a.doc",
    ],
)
def test_whatever_else_is_no_entry_is_named(name: str, tmp_path: Path) -> None:
    assert refused(make_garden(tmp_path, {**FILES, f"stories/{name}": "x"})) == {f"stories/{name}"}


def test_a_left_over_is_never_opened_whatever_it_is(tmp_path: Path) -> None:
    config = make_garden(tmp_path, FILES)
    (tmp_path / "content/stories/.#a.md").symlink_to("somebody@computer.1234:5678")
    (tmp_path / "content/.DS_Store").symlink_to("/etc")
    os.mkfifo(tmp_path / "content/stories/a.md~")
    assert set(by_name(config)) == set(FILES)


def test_left_overs_leave_a_build_and_the_preview_as_they_were(tmp_path: Path) -> None:
    config = make_garden(tmp_path, FILES)
    (tmp_path / "content/images").mkdir()
    build(config)
    before = preview_look(config)
    with_left_overs(config)
    assert "Nothing has changed" in kgen(config, "build", "--today", DAY)
    assert preview_look(config) == before
    make_garden(tmp_path, {"stories/b.md": story("Another.")})
    assert preview_look(config) != before


def test_nobody_is_told_that_a_left_over_was_saved(tmp_path: Path) -> None:
    content = make_garden(tmp_path, FILES).parent / "content"
    told: SimpleQueue[set[Path]] = SimpleQueue()
    watcher = Watcher([content], told.put)
    try:
        (content / "stories/.b.md.swp").write_text("Half a story")
        (content / "stories/b.md").write_text(story("Another."))
        assert told.get(timeout=60) == {content / "stories/b.md"}
    finally:
        watcher.stop()


def preview_look(config: Path) -> Look:
    look = look_at([config.parent / "content"])
    return look


def test_left_overs_of_a_revision_are_passed_over_too(tmp_path: Path) -> None:
    config = make_garden(tmp_path, FILES)
    with_left_overs(config)
    commit(tmp_path)
    make_garden(tmp_path, {"stories/.env": "x"})
    said = kgen(config, "check", "--base", "HEAD", "--today", DAY, code=1)
    assert "1 error" in said and "stories/.env" in said and "left over" not in said


@pytest.mark.parametrize("where", ["content/stories", "content/topics/more", "content/shared"])
def test_a_submodule_is_refused_by_name_and_not_read(where: str, tmp_path: Path) -> None:
    run = ["git", "-c", "protocol.file.allow=always", "-c", "user.name=a", "-c", "user.email=a@b.example"]
    make_garden(tmp_path / "other", {})
    (tmp_path / "other/b.md").write_text(story("From elsewhere."))
    for arguments in (["init", "-q"], ["add", "b.md"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*run, *arguments], cwd=tmp_path / "other", check=True)
    files = {name: text for name, text in FILES.items() if not f"content/{name}".startswith(where)}
    config = make_garden(tmp_path / "garden", files)
    subprocess.run([*run, "init", "-q"], cwd=config.parent, check=True)
    added = [*run, "submodule", "--quiet", "add", str(tmp_path / "other"), where]
    subprocess.run(added, cwd=config.parent, check=True)
    assert refused(config) == {where.removeprefix("content/")}
    assert "From elsewhere." not in str(by_name(config))
    subprocess.run([*run, "commit", "-q", "-a", "-m", "x"], cwd=config.parent, check=True)
    assert "1 error" in kgen(config, "check", "--today", DAY, code=1)


def test_a_content_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    real = make_garden(tmp_path / "real", FILES)
    config = make_garden(tmp_path / "garden", {})
    (tmp_path / "garden/content").rmdir()
    (tmp_path / "garden/content").symlink_to(real.parent / "content")
    assert "content is a link" in kgen(config, "build", "--today", DAY, code=2)
    (tmp_path / "garden/way").symlink_to(real.parent)
    config.write_text(config.read_text().replace("docs_dir: content", "docs_dir: way/content"))
    assert "way is a link" in kgen(config, "check", "--today", DAY, code=2)
    (tmp_path / "link").symlink_to(real.parent)
    assert load(tmp_path / "link/mkdocs.yml", today=DAY).content_dir.is_dir(), (
        "above mkdocs.yml links are the steward's"
    )


@pytest.mark.parametrize("bound", ["MOST_FILES", "MOST_BYTES"])
def test_too_much_in_all_is_refused(bound: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = make_garden(tmp_path, FILES)
    size = sum(len(text) for text in FILES.values())
    monkeypatch.setitem(walk.__globals__, bound, len(FILES) if bound == "MOST_FILES" else size)
    assert len(by_name(config)) == len(FILES)
    make_garden(tmp_path, {"stories/b.md": "x"})
    with pytest.raises(ConfigurationError, match="more than kgen reads"):
        by_name(config)
    assert MOST_FILES >= 150_000 and MOST_BYTES >= 1024**3


def _append(file: Path) -> None:
    with file.open("a") as open_file:
        open_file.write("x" * 10)


def _replace(file: Path) -> None:
    status = file.stat()
    file.write_bytes(b"y" * status.st_size)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


@pytest.mark.parametrize(
    "change", [_append, _replace, lambda file: os.truncate(file, 20)], ids=["longer", "as long", "shorter"]
)
def test_a_file_that_changes_while_it_is_read_is_refused(
    change: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = make_garden(tmp_path, {"stories/a.md": story()})
    look = os.fstat

    def look_then_change(descriptor: int) -> os.stat_result:
        status = look(descriptor)
        monkeypatch.setattr(os, "fstat", look)
        change(tmp_path / "content/stories/a.md")
        return status

    monkeypatch.setattr(os, "fstat", look_then_change)
    fault = by_name(config)["stories/a.md"].fault
    assert fault is not None and "changed while kgen was reading it" in fault.message


def test_a_file_that_vanishes_before_it_is_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = make_garden(tmp_path, FILES)
    opened = os.open

    def vanish_then_open(path: str, flags: int) -> int:
        Path(path).unlink()
        return opened(path, flags)

    monkeypatch.setattr(os, "open", vanish_then_open)
    faults = {name: source.fault for name, source in by_name(config).items()}
    assert set(faults) == set(FILES)
    assert all(fault and "deleted or renamed a moment ago" in fault.fix for fault in faults.values())


def test_a_line_that_nobody_writes_is_refused(tmp_path: Path) -> None:
    long = "word " * (LONGEST_LINE // 5 + 1)
    config = make_garden(tmp_path, {**FILES, "stories/b.md": story(long), "stories/c.md": story(long[:60_000])})
    assert f"line 15 has {len(long):,} characters" in " ".join(kgen(config, "check", "--today", DAY, code=1).split())
    site = build(config, "--keep-going", code=1)
    assert not (site / "stories/b").exists() and (site / "stories/c").exists()
