"""A garden's history, when the process that writes it is killed, or another writes at the same moment."""

import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from subprocess import CalledProcessError

import pytest
from histories import Elsewhere, bare, begun, decide, is_clean, write
from nightly import at_night, times
from repositories import git

from kgen.desk.history import History, Merged

CHANGES = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.symlink", "os.truncate"}
"""What a process asks of the system that may change a disk, as Python's audit events name it."""


def writes(flags: object) -> bool:
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def in_a_process(work: Callable[[], object], *, kill_at: int | None = None) -> int:
    """Run `work` in a process of its own, which is killed at one of its CHANGES.

    How it ended: 0, 1 after an error, or minus the signal.
    """
    return ended(started(work, kill_at))


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def started(work: Callable[[], object], kill_at: int | None = None) -> int:
    """A process that does `work`; its number."""
    child = os.fork()
    if child:
        return child
    try:
        left = kill_at

        def count(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            if left is not None and event in CHANGES and (event != "open" or writes(arguments[2])):
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def killed_everywhere(work: Callable[[Path], object], begin: Path, folder: Path, check: Callable[[Path], None]) -> int:
    """Do the same in copies of a folder, killed a step later each time, until it is not killed any more.

    By day some of the steps are tried, at night all. Returns the number of steps.
    """
    for step in range(0, 10_000, times(7, 1)):
        copy = folder / str(step)
        shutil.copytree(begin, copy, symlinks=True)
        code = in_a_process(partial(work, copy), kill_at=step)
        assert code in (0, -signal.SIGKILL)
        check(copy)
        shutil.rmtree(copy)
        if code == 0:
            return step
    raise AssertionError("it never ended")


def is_whole(root: Path) -> None:
    """See that the repository is sound, and that nothing is staged that the newest commit does not hold."""
    assert git(root, "fsck", "--strict", "--no-dangling") == ""
    assert git(root, "diff", "--cached", "--name-only") == ""
    assert not list((root / ".git").rglob("*.lock"))


def test_a_commit_is_whole_or_not_there(tmp_path: Path) -> None:
    root = tmp_path / "garden"
    decide(begun(root), root, {"content/a.md": "a", "content/b.md": "b", "content/c/d.md": "d"})
    before = git(root, "rev-parse", "HEAD")
    files = {"content/a.md": "A", "content/b.md": None, "content/c/e.md": "e"}
    write(root, files)

    def check(copy: Path) -> None:
        history = begun(copy)
        is_whole(copy)
        if git(copy, "rev-parse", "HEAD") == before:
            assert history.commit(files, "Decide")
        assert git(copy, "log", "-2", "--format=%H%s").split("\n")[1].startswith(before.strip())
        assert git(copy, "show", "--format=%s", "--name-status", "HEAD").split() == [
            "Decide", "M", "content/a.md", "D", "content/b.md", "A", "content/c/e.md",
        ]  # fmt: skip
        is_clean(copy)

    steps = killed_everywhere(lambda copy: begun(copy).commit(files, "Decide"), root, tmp_path / "copies", check)
    assert steps > 20


def test_a_garden_is_begun_or_not(tmp_path: Path) -> None:
    root = tmp_path / "garden"
    write(root, {"mkdocs.yml": "site_name: Hill garden\n", "content/stories/bench.md": "A bench.\n"})

    def check(copy: Path) -> None:
        begun(copy)
        is_whole(copy)
        is_clean(copy)
        assert git(copy, "rev-list", "--count", "HEAD") == "1\n"

    assert killed_everywhere(begun, root, tmp_path / "copies", check) > 20


@pytest.mark.parametrize("is_forward", [True, False])
def test_a_merge_is_whole_or_not_there(tmp_path: Path, is_forward: bool) -> None:
    root, remote = tmp_path / "garden", bare(tmp_path / "remote.git")
    history = begun(root)
    git(root, "remote", "add", "origin", str(remote))
    decide(history, root, {"content/a.md": "a", "content/b.md": "b", "folder": "f", "d/e/f": "f"})
    history.push()
    elsewhere = Elsewhere(tmp_path / "else", remote)
    write(elsewhere.folder, {"folder": None})
    elsewhere.send({"content/a.md": "A", "content/b.md": None, "folder/is/new": "x", "d/e/f": None, "n.md": "n"})
    if not is_forward:
        decide(history, root, {"content/ours.md": "ours"})
    history.fetch()
    write(root, {"notes.txt": "Somebody's own."})
    git(root, "add", "notes.txt")
    before = git(root, "rev-parse", "HEAD")

    def check(copy: Path) -> None:
        again = begun(copy)
        assert git(copy, "fsck", "--strict", "--no-dangling") == ""
        assert git(copy, "status", "--porcelain") == "A  notes.txt\n"
        assert not list((copy / ".git").rglob("*.lock"))
        if git(copy, "rev-parse", "HEAD") == before:
            assert isinstance(again.merge("Join"), Merged)
        assert again.behind_and_ahead() == (0, 0 if is_forward else 2)
        assert git(copy, "status", "--porcelain") == "A  notes.txt\n"
        assert (copy / "folder/is/new").read_text() == "x" and not (copy / "d").exists()

    assert killed_everywhere(lambda copy: begun(copy).merge("Join"), root, tmp_path / "copies", check) > 40


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Killed by the clock, not between two steps; each commit says what it must hold."""
    source = random.Random(7)
    root = tmp_path / "garden"
    begun(root)

    def work() -> None:
        history = begun(root)
        for number in range(1000):
            files = {f"content/{part}.md": f"{number} {os.getpid()} {part}" for part in range(3)}
            decide(history, root, files, f"{number} {os.getpid()}")

    branch, killed = root / ".git/refs/heads/main", times(40, 200)
    for _ in range(killed):
        before = branch.read_bytes()
        child = started(work)
        while branch.read_bytes() == before:
            time.sleep(0.002)
        time.sleep(source.uniform(0, 0.06))
        os.kill(child, signal.SIGKILL)
        assert ended(child) == -signal.SIGKILL
        history = begun(root)
        is_whole(root)
    history.commit([f"content/{part}.md" for part in range(3)], "The rest")
    is_clean(root)
    commits = [line.split(" ", 1) for line in git(root, "log", "--format=%H %s").splitlines()]
    decided = [(id, said) for id, said in commits if said not in ("Begin the garden", "The rest")]
    assert len(decided) >= killed
    for id, said in source.sample(decided, 20):
        for part in range(3):
            assert git(root, "show", f"{id}:content/{part}.md") == f"{said} {part}"
        assert len(git(root, "ls-tree", "-r", "--name-only", id).split()) == 5


@pytest.mark.parametrize("count", [3, at_night(8)])
def test_several_commit_at_once(tmp_path: Path, count: int) -> None:
    root = tmp_path / "garden"
    begun(root)

    def work(name: str) -> None:
        history = begun(root)
        for number in range(12):
            assert decide(history, root, {f"content/{name}.md": str(number)}, f"{name} {number}")

    children = [started(partial(work, str(number))) for number in range(count)]
    assert [ended(child) for child in children] == [0] * count
    is_clean(root)
    said = git(root, "log", "--format=%s").splitlines()
    assert sorted(said) == sorted(
        [f"{each} {number}" for each in range(count) for number in range(12)] + ["Begin the garden"]
    )
    assert git(root, "rev-list", "--count", "--min-parents=2", "HEAD") == "0\n"


def test_somebody_commits_with_git_at_the_same_time(tmp_path: Path) -> None:
    root = tmp_path / "garden"
    begun(root)

    def work() -> None:
        history = begun(root)
        for number in range(30):
            decide(history, root, {"content/desk.md": str(number)}, f"desk {number}")
            time.sleep(0.03)  # Between decisions, git comes to its turn on a busy machine too.

    child, done, how = started(work), 0, (0, 0)
    while how == (0, 0):
        write(root, {"content/git.md": str(done)})
        with suppress(CalledProcessError):  # Git does not wait for a lock; its user tries again.
            git(root, "add", "content/git.md")
            git(root, "commit", "-q", "-m", f"git {done}", "content/git.md")
            done += 1
        time.sleep(0.01)
        how = os.waitpid(child, os.WNOHANG)
    assert how == (child, 0)
    assert done
    git(root, "add", "content/git.md")
    git(root, "commit", "-q", "--allow-empty", "-m", "the last")
    is_clean(root)
    said = git(root, "log", "--format=%s").splitlines()
    assert [each for each in said if each.startswith("desk")] == [f"desk {number}" for number in reversed(range(30))]
    assert [each for each in said if each.startswith("git")] == [f"git {number}" for number in reversed(range(done))]


def test_two_begin_at_once(tmp_path: Path) -> None:
    for attempt in range(times(3, 30)):
        root = tmp_path / str(attempt)
        write(root, {"mkdocs.yml": "site_name: Hill garden\n", "content/stories/bench.md": "A bench.\n"})
        children = [started(partial(begun, root)) for _ in range(2)]
        assert [ended(child) for child in children] == [0, 0]
        is_clean(root)
        assert git(root, "rev-list", "--count", "HEAD") == "1\n"


def test_a_lock_that_a_killed_desk_left_is_taken_away(tmp_path: Path) -> None:
    history: History = begun(tmp_path)
    for name in ("index", "refs/heads/main"):
        os.link(tmp_path / ".git/kgen-desk/mark", tmp_path / f".git/{name}.lock")
    start = time.monotonic()
    decide(history, tmp_path, {"content/stories/two.md": "Two.\n"})
    assert time.monotonic() - start < 2
    is_clean(tmp_path)
