"""Old or new, never half: builds that are killed, run out of space, or collide."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import warm
from gardens import BASIS, make_garden, story
from nightly import times
from sites import DAY, build, command, environment, kgen, page, same

from kgen import parallel
from kgen.publish.swap import building_place, put_in_place, settle
from kgen.settings import ConfigurationError

POINTS = times(5, 25)
COUNT = 30
FILES = {
    **BASIS,
    **{f"stories/s{number}.md": story(f"Number {number}.", title=f"Story {number}") for number in range(COUNT)},
}


@pytest.fixture
def garden(tmp_path: Path) -> Iterator[tuple[Path, Path, Path]]:
    """A garden that was built, changed and not yet built again; with the site it has and the site it should get."""
    config = make_garden(tmp_path / "garden", FILES)
    old = tmp_path / "old"
    shutil.copytree(build(config), old)
    for number in range(0, COUNT, 7):
        (tmp_path / f"garden/content/stories/s{number}.md").write_text(story("Told anew.", title=f"Anew {number}"))
    new = tmp_path / "new"
    kgen(config, "build", "--today", DAY, "-d", str(new))
    yield config, old, new


def test_a_killed_build_leaves_the_old_site_or_the_new_one(garden: tuple[Path, Path, Path]) -> None:
    config, old, new = garden
    site = config.parent / "site"
    started = time.monotonic()
    kgen(config, "build", "--today", DAY, "-d", str(config.parent / "timed"))
    length = time.monotonic() - started
    outcomes = []
    for point in range(POINTS):
        shutil.rmtree(site)
        shutil.copytree(old, site)
        process = subprocess.Popen(
            command("build", "--today", DAY),
            cwd=config.parent,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(length * (point + 1) / POINTS)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        is_old, is_new = same(site, old), same(site, new)
        assert is_old or is_new, f"half a site after {point + 1} of {POINTS} parts of the build"
        outcomes.append("new" if is_new else "old")
    assert "old" in outcomes
    assert same(build(config), new)
    left_over = [path.name for path in config.parent.iterdir() if "kgen-next" in path.name or "kgen-old" in path.name]
    assert not left_over


def test_a_full_disk_leaves_the_old_site(garden: tuple[Path, Path, Path]) -> None:
    config, old, new = garden

    def no_large_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        command("build", "--today", DAY),
        cwd=config.parent,
        env=environment(),
        capture_output=True,
        text=True,
        preexec_fn=no_large_files,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and "large" in done.stderr, done.stderr
    assert same(config.parent / "site", old)
    assert same(build(config), new)


def test_a_run_that_stopped_between_two_renames_is_undone(garden: tuple[Path, Path, Path]) -> None:
    """If two folders cannot be exchanged in one step, the site is put aside for a moment."""
    config, _, new = garden
    site = config.parent / "site"
    site.rename(config.parent / ".site.kgen-old")
    (config.parent / ".site.kgen-next").mkdir()
    (config.parent / ".site.kgen-next/half.html").write_text("half")
    assert same(build(config), new)
    assert not (config.parent / ".site.kgen-old").exists()


def finished(place: Path, words: str) -> Path:
    place.mkdir()
    (place / "index.html").write_text(words)
    return place


@pytest.mark.parametrize("system", [sys.platform, "elsewhere"])
def test_a_finished_site_takes_the_place_of_the_old_one(
    system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if two folders cannot be exchanged at once."""
    site, new = finished(tmp_path / "site", "Old."), finished(tmp_path / "next", "New.")
    monkeypatch.setattr(sys, "platform", system)
    put_in_place(new, site)
    assert list(tmp_path.iterdir()) == [site] and (site / "index.html").read_text() == "New."


@pytest.mark.parametrize("system", [sys.platform, "elsewhere"])
def test_what_cannot_be_deleted_of_an_old_site_is_named(
    system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, new = finished(tmp_path / "site", "Old."), finished(building_place(tmp_path / "site"), "New.")
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(os, "unlink", _refused)
    with pytest.raises(
        ConfigurationError, match=r"The new site is in its place\. The old one is still in .*\.site\.kgen"
    ):
        put_in_place(new, site)
    assert (site / "index.html").read_text() == "New."
    with pytest.raises(ConfigurationError, match=r"An earlier build left .*\.site\.kgen.* \(Permission denied\)"):
        settle(site)
    monkeypatch.undo()
    settle(site)
    assert list(tmp_path.iterdir()) == [site]


def test_a_site_that_is_mounted_is_refused_before_anything_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = finished(tmp_path / "site", "Old.")
    monkeypatch.setattr(os.path, "ismount", lambda path: path == site)
    with pytest.raises(ConfigurationError, match=r"which a build cannot replace.*kgen build -d .*site/html"):
        settle(site)
    assert (site / "index.html").read_text() == "Old."


def _refused(*_: Any, **__: Any) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere two folders cannot be exchanged at once")
def test_a_site_is_there_at_every_moment(tmp_path: Path) -> None:
    """Looked at before each step that Python takes."""
    site, new = finished(tmp_path / "site", "Old."), finished(tmp_path / "next", "New.")
    seen, traced = set[bool](), sys.gettrace()

    def look(*_: Any) -> Any:
        seen.add(site.exists())
        return look

    sys.settrace(look)
    try:
        put_in_place(new, site)
    finally:
        sys.settrace(traced)
    assert seen == {True}


def test_two_builds_at_once_wait_for_each_other(garden: tuple[Path, Path, Path]) -> None:
    config, _, new = garden
    both = [
        subprocess.Popen(
            command("build", "--today", DAY), cwd=config.parent, env=environment(), stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = "".join(process.communicate()[1] for process in both)
    assert [process.returncode for process in both] == [0, 0], said
    assert "Traceback" not in said
    assert same(config.parent / "site", new)


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_the_umask_does_not_matter(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        site = build(make_garden(tmp_path, FILES))
    finally:
        os.umask(before)
    assert "Story 1" in page(site, "stories/s1")


@pytest.mark.parametrize("asked_for", [False, True])
def test_a_fault_in_another_process_is_told_in_a_sentence(
    asked_for: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A traceback is only for those who ask for it, whichever process fails."""
    monkeypatch.setattr(parallel, "_workers", lambda count, min_items: 2)
    monkeypatch.setenv("KGEN_TRACEBACK", "1" if asked_for else "")
    here, (reader, writer) = os.getpid(), os.pipe()

    def fail_elsewhere(number: int) -> int:
        if os.getpid() != here:
            os.write(writer, b"x")
            raise ZeroDivisionError(number)
        return number

    with pytest.raises(parallel.WorkFailed, match="for the reason above"):
        parallel.map(fail_elsewhere, range(8), min_items=1, while_waiting=lambda: os.read(reader, 1))
    os.close(reader)
    os.close(writer)
    said = capfd.readouterr().err
    assert ("Traceback" in said) == asked_for
    assert "ZeroDivisionError" in said and ("a fault in kgen itself" in said) != asked_for


def test_ctrl_c_is_not_lost_while_a_process_forks() -> None:
    """Python's own hooks for forks, such as that of logging, print what is raised in them and go on."""
    code = (
        "import os, signal\n"
        "from kgen.parallel import Child\n"
        "os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "try: Child(lambda: 1)\n"
        "except KeyboardInterrupt: print('stopped')\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "print(Child(lambda: signal.pthread_sigmask(signal.SIG_BLOCK, ())).result())\n"
    )
    done = warm.run([sys.executable, "-c", code], cwd=Path.cwd(), env=environment())
    assert (done.stdout, done.stderr) == ("stopped\nset()\n", "")


def test_of_two_files_the_one_that_was_to_be_written_is_named() -> None:
    said = "Input/output error"
    assert parallel.why_of(OSError(5, said, "theme/a.png", None, "site/a.png")) == f"{said}: site/a.png."
    assert parallel.why_of(OSError(5, said, "site/a.png")) == f"{said}: site/a.png."
    assert parallel.why_of(OSError(5, said)) == f"{said}."


def test_what_can_be_done_about_it_is_said() -> None:
    full, gone = OSError(28, "No space left on device"), FileNotFoundError(2, "No such file or directory", "a.md")
    assert parallel.why_of(full) == "No space left on device. Make room on the disk, and run this again."
    assert parallel.why_of(gone).endswith(
        ": a.md. If something else was changing files here, wait until it is done, and run this again."
    )
