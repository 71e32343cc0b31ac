"""A desk that is opened again after it was killed, while another one is open, or whose history is held up."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from at_desk import AtDesk, words
from gardens import BASIS, make_garden, story

from kgen.desk.alone import alone
from kgen.desk.history import locks
from kgen.desk.publishing import MOST_TRIES, Publisher
from kgen.desk.sending import MOVED_ON
from kgen.editing.whole_files import clear_begun, write_whole
from kgen.settings import ConfigurationError

HOLD = "import sys; from pathlib import Path; from kgen.desk.alone import alone; kept = alone(Path(sys.argv[1]));"
PATIENCE = 60


@pytest.fixture
def config(tmp_path: Path, warm_builds: None) -> Path:
    return make_garden(tmp_path, {**BASIS, "stories/there.md": story("Told before.")}, {"source": "private"})


@contextmanager
def opened(config: Path) -> Iterator[AtDesk]:
    at_desk = AtDesk(config)
    try:
        yield at_desk
        at_desk.settled()
    finally:
        at_desk.desk.close()


@contextmanager
def held_elsewhere(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the garden open; it is killed at the end."""
    command = [sys.executable, "-c", f"{HOLD} print('held', flush=True); input()", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None and other.stdout.readline() == "held\n"
            yield other
        finally:
            other.kill()
            other.wait(PATIENCE)


def test_one_desk_at_a_time(config: Path) -> None:
    with opened(config):
        folder = config.parent / ".desk"
    with held_elsewhere(folder):
        second = AtDesk(config)
        assert "is open already" in words(second.get("/"))
        assert "is open already" in words(second.post("/garden/stories/there/hide", reason="No."))
        assert "draft: true" not in second.entry("stories/there")
    assert "Today" in words(second.get("/")), "it opens as soon as the other is closed"
    second.desk.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no forks")
def test_checks_that_go_on_keep_no_desk_out(tmp_path: Path) -> None:
    """A forked process goes on for a while after the one that forked it was killed."""
    forks = f"{HOLD} import os, time; os.fork() or (print('forked', flush=True), input(), os._exit(0)); os._exit(0)"
    with subprocess.Popen(
        [sys.executable, "-c", forks, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        try:
            assert other.stdout is not None and other.stdout.readline() == "forked\n"
            other.wait(PATIENCE)
            alone(tmp_path).close()
        finally:
            assert other.stdin is not None
            other.stdin.close()
    with held_elsewhere(tmp_path), pytest.raises(ConfigurationError, match="is open already"):
        alone(tmp_path)


def test_what_was_decided_and_not_published_is_published(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of all what was hidden."""
    site = config.parent / "site/stories/there/index.html"
    with opened(config) as first:
        first.post("/publish")
        first.settled()
        assert site.exists()
        with monkeypatch.context() as patched:
            patched.setattr(Publisher, "begin", lambda *_: None)
            assert first.done(first.post("/garden/stories/there/hide", reason="A neighbour rang.")) == "hidden"
        assert site.exists()
    with opened(config) as again:
        again.settled()
        assert not site.exists()
        assert not again.desk.is_busy
    with opened(config) as third:
        assert not third.desk.is_busy, "it is public, so nothing is to be done"
        assert third.desk._place is not None and not third.desk._place.publisher.collect()


def test_hiding_does_not_wait_for_a_history_that_is_held_up(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git leaves `index.lock` behind when it is killed; only a person can tell that it is not at work."""
    monkeypatch.setattr(locks, "WAIT", 0.5)
    site, lock = config.parent / "site/stories/there/index.html", config.parent / ".git/index.lock"
    with opened(config) as desk:
        desk.post("/publish")
        desk.settled()
        lock.touch()
        said = desk.refused(desk.post("/garden/stories/there/hide", reason="A neighbour rang."))
        assert "Another program is changing the history" in said and "Publish the garden now" in said
        desk.settled()
        assert not site.exists()
        said = desk.refused(desk.post("/garden/topics/trust/rename", slug="relying"))
        assert "Another program is changing the history" in said and "Nothing was done just now" in said
        assert "Another program is changing the history" in desk.refused(desk.post("/publish"))
        lock.unlink()
        assert desk.done(desk.post("/publish")) == "publishing"
        assert desk.commits()[1:] == ["Hide a story"] and desk.git("status", "--porcelain", "content") == ""
        assert "A neighbour rang." in words(desk.get("/garden/stories/there/"))


def test_what_was_half_written_is_gone(config: Path) -> None:
    root = config.parent
    with opened(config) as first:
        first.put("stories/a", story("Told."))
    for name in ("content/stories/.a1b2c3d4.tmp", "drafts/stories/.______z9.tmp", ".desk/.zzzzzzzz.tmp"):
        (root / name).write_text("Half a story")
    other = root / "content/stories/.notes-of-mine.tmp"
    other.write_text("Mine.")
    with opened(config):
        left = [path.name for path in root.rglob("*.tmp")]
    assert left == [other.name]


def test_what_is_called_begun_is_what_writing_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def replaced(old: str, new: Path) -> None:
        seen.append([path.name for path in tmp_path.iterdir()])
        clear_begun(tmp_path)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", replaced)
    with pytest.raises((KeyboardInterrupt, FileNotFoundError)):
        write_whole(tmp_path / "a.md", b"x")
    assert len(seen[0]) == 1 and list(tmp_path.iterdir()) == []


def test_where_others_send_all_the_time_it_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    monkeypatch.setattr(Publisher, "_start", lambda publisher, step: steps.append(step))
    history = SimpleNamespace(remote=lambda: "origin")
    publisher = Publisher(tmp_path / "mkdocs.yml", tmp_path, history, tmp_path)  # type: ignore[arg-type]
    publisher.begin("a")
    while len(steps) <= MOST_TRIES and publisher.last.went_well:
        publisher._pushed(MOVED_ON, "Others sent something meanwhile.")
    assert steps == ["fetch"] * MOST_TRIES
    assert publisher.last.words == "Others sent something meanwhile." and not publisher.last.newest
