"""What the desk keeps between one request and the next: little is read again, and nothing old is shown."""

import os
import re
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest
from at_desk import ADA, AtDesk, page, words
from gardens import BASIS, make_garden, story

from kgen.commands import desk as command
from kgen.desk import kept, upkeep
from kgen.desk.asked import DeskRequest, Dropped
from kgen.desk.history.trees import Trees
from kgen.importing import drafts
from kgen.model import Source
from kgen.serve import live, watch

NAMES = [f"stories/draft-{number}" for number in range(4)]
MAIL = "From: Mary <mary@example.org>\nSubject: The form\nContent-Type: text/plain\n\nI filled it in again.\n"


@pytest.fixture
def desk(tmp_path: Path, warm_builds: None) -> Iterator[AtDesk]:
    """A desk with four drafts, all looked through."""
    files = {"stories/there.md": story("It stands.", title="What stands"), "stories/old.md": story(title="The old")}
    desk = AtDesk(make_garden(tmp_path / "garden", {**BASIS, **files}, {"source": "private"}))
    for name in NAMES:
        desk.put(name, story(f"This is {name}.", title=f"Called {name[-1]}"))
    desk.get("/waiting/")
    desk.checked()
    yield desk
    desk.settled()
    desk.desk.close()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs in the background runs in this process, where it can be counted, as on systems that cannot fork."""
    monkeypatch.setattr(kept, "can_fork", lambda: False)
    monkeypatch.setattr(live, "can_fork", lambda: False)


@pytest.fixture
def read(here: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the drafts that have been read and parsed so far."""
    names: list[str] = []
    real = drafts.read_entry

    def noting(source: Source, path: str, site: str) -> Any:
        names.append(source.name.removesuffix(".md"))
        return real(source, path, site)

    monkeypatch.setattr(drafts, "read_entry", noting)
    return names


class TestReading:
    def test_of_all_drafts_the_one_that_changed_is_read_again(self, desk: AtDesk, read: list[str]) -> None:
        desk.put(NAMES[1], story("Other words.", title="Called anew"))
        assert "Called anew" in words(desk.get("/waiting/"))
        assert read == [NAMES[1]]
        desk.get("/waiting/")
        assert read == [NAMES[1]]

    def test_after_a_decision_no_draft_is_read_again(self, desk: AtDesk, read: list[str]) -> None:
        assert desk.done(desk.post("/garden/stories/there/hide", reason="asked to")) == "hidden"
        desk.get("/waiting/")
        assert read == []

    def test_taking_in_reads_what_is_new(self, desk: AtDesk, read: list[str]) -> None:
        answer = desk.post("/received/", files=(Dropped("a.eml", MAIL.encode()),))
        assert "The form" in words(answer)
        assert read and not {*read} & {*NAMES}

    def test_all_are_read_again_with_other_settings(self, desk: AtDesk, read: list[str]) -> None:
        config = desk.root / "mkdocs.yml"
        config.write_text(config.read_text().replace("garden.example", "other.example"))
        desk.get("/waiting/")
        assert sorted(read) == NAMES

    def test_the_page_of_one_draft_opens_no_other(self, desk: AtDesk, monkeypatch: pytest.MonkeyPatch) -> None:
        opened: list[str] = []
        real = drafts.bytes_of

        def noting(path: Path, most: int) -> bytes:
            opened.append(path.stem)
            return real(path, most)

        monkeypatch.setattr(drafts, "bytes_of", noting)
        assert "This is stories/draft-2." in words(desk.get(f"/waiting/{NAMES[2]}/"))
        assert {*opened} == {"draft-2"}

    def test_what_pages_load_is_served_without_a_look_at_the_disk(
        self, desk: AtDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks: list[object] = []
        real = watch.look_at
        for module in (kept, live):
            monkeypatch.setattr(module, "look_at", lambda roots: (looks.append(roots), real(roots))[1])
        links = re.findall(r'href="([^"]+\.css)"', page(desk.get("/site/")))
        style = links[0].removeprefix("./").partition("?")[0]
        looks.clear()
        for mount in ("/site/", f"/preview/{NAMES[0]}/site/"):
            assert desk.get(mount + style).kind.startswith("text/css")
        assert looks == []
        assert "What stands" in page(desk.get("/site/stories/there/"))
        assert looks


class TestNothingOld:
    def test_a_published_draft_waits_no_more_while_the_checks_are_at_work(
        self, desk: AtDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert desk.done(desk.publish(NAMES[0])) == "accepted"
        monkeypatch.setattr(kept.Kept, "collect", lambda kept: None)  # The checks do not come to an end.
        assert "Called 0" not in words(desk.get("/waiting/"))
        assert "Called 1" in words(desk.get("/waiting/"))
        assert "Called 0" in words(desk.get("/garden/"))
        assert "Called 0" in words(desk.get("/site/stories/draft-0/"))

    def test_a_draft_that_somebody_deleted_waits_no_more(self, desk: AtDesk, monkeypatch: pytest.MonkeyPatch) -> None:
        (desk.drafts / f"{NAMES[3]}.md").unlink()
        monkeypatch.setattr(kept.Kept, "collect", lambda kept: None)
        assert "Called 3" not in words(desk.get("/waiting/"))

    def test_what_was_found_counts_only_in_the_garden_it_was_found_in(
        self, desk: AtDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A draft that was ready names a story that goes: until it is looked through again, it is not ready."""
        desk.put(NAMES[1], story("As [[old]] says.", title="Called 1"))
        desk.get("/waiting/")
        desk.checked()
        assert "being checked" not in words(desk.get(f"/waiting/{NAMES[1]}/"))
        (desk.content / "stories" / "old.md").unlink()
        with monkeypatch.context() as patched:
            patched.setattr(kept.Kept, "collect", lambda kept: None)
            assert "being checked" in words(desk.get(f"/waiting/{NAMES[1]}/"))
        desk.checked()
        assert "being checked" not in words(desk.get(f"/waiting/{NAMES[1]}/"))

    def test_a_draft_that_others_change_back_is_shown_as_it_is(self, desk: AtDesk, read: list[str]) -> None:
        """Times are set back, as by a copy from a backup."""
        path = desk.drafts / f"{NAMES[0]}.md"
        before, times = path.read_text(), path.stat()
        for text, said in ((before.replace("Called 0", "Called X"), "Called X"), (before, "Called 0")):
            path.write_text(text)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
            assert said in words(desk.get("/waiting/"))
            assert said in words(desk.get(f"/waiting/{NAMES[0]}/"))

    def test_a_month_later_drafts_are_read_again(self, desk: AtDesk, read: list[str]) -> None:
        """What is kept of a draft holds for the settings of that day."""
        assert desk.desk._place is not None
        of_desk = desk.desk._place.kept
        assert {*of_desk.known_drafts} == {*NAMES}
        of_desk._live.load()
        assert not of_desk.known_drafts


def test_a_garden_that_stays_sound_is_checked_once(desk: AtDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[object] = []
    real = upkeep.check
    monkeypatch.setattr(upkeep, "check", lambda garden, **options: (checked.append(garden), real(garden, **options))[1])
    assert desk.done(desk.post("/garden/stories/there/renew", agreed="yes")) == "renewed"
    assert len(checked) == 1


def test_a_build_steps_back(desk: AtDesk) -> None:
    if not hasattr(os, "getpriority"):
        pytest.skip("This system has no such order.")
    assert desk.desk._place is not None
    desk.desk._place.publisher.begin()
    process = desk.desk._place.publisher._process
    assert process is not None
    assert os.getpriority(os.PRIO_PROCESS, process.pid) > os.getpriority(os.PRIO_PROCESS, 0)


def test_the_list_of_decisions_compares_no_files(desk: AtDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.done(desk.post("/garden/stories/there/hide", reason="asked to")) == "hidden"
    monkeypatch.setattr(Trees, "changes", lambda *trees: pytest.fail("Two trees were compared, file by file."))
    assert "Hide a story" in words(desk.get("/history/"))


def test_memory_is_searched_through_only_where_a_garden_was_left_behind(
    desk: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits a second for their page because somebody opened another before."""
    asked = [DeskRequest("GET", path, {}, {}, (), ADA, "token") for path in ("/garden/", "/garden/")]
    hidden = DeskRequest("POST", "/garden/stories/there/hide", {}, {"reason": ("asked to",)}, (), ADA, "token")
    collected: list[int] = []
    ours, theirs = Pipe()
    remaining = iter([*asked, hidden])

    def collect(generation: int) -> None:
        """Nobody has asked anything for a while: somebody does now."""
        collected.append(generation)
        while theirs.poll():
            theirs.recv()
        if (next_asked := next(remaining, None)) is None:
            theirs.close()
        else:
            theirs.send(("ask", 1, next_asked))

    monkeypatch.setattr(command.gc, "collect", collect)
    monkeypatch.setattr(command, "_IDLE", 0.01)
    with pytest.raises(EOFError):
        command._serve(desk.desk, ours)
    assert collected == [2, 1, 1, 2]
