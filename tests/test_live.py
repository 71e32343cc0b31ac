"""A garden kept in memory shows, after every save, what a freshly read one shows."""

import os
import random
import re
import signal
from collections.abc import Iterator
from multiprocessing.connection import wait
from pathlib import Path

import pytest
from gardener import FILES, Gardener
from gardens import make_garden, story
from nightly import times
from pictures import png
from sites import EPOCH, build

from kgen.model import Diagnostic, Position
from kgen.serve.answer import problems_page
from kgen.serve.live import LiveGarden

STEPS = times(16, 80)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">\n')


def settled(garden: LiveGarden) -> LiveGarden:
    """Wait for everything that goes on in the background."""
    while garden.behind:
        wait([child.fileno() for child in garden.behind])
        garden.collect()
    return garden


class Writing:
    """A garden in which somebody writes."""

    def __init__(self, folder: Path) -> None:
        self.config = make_garden(folder, FILES, {"unresolved_links": "warn"})
        self.content = self.config.parent / "content"
        self.garden = settled(LiveGarden(self.config))
        self.files = self._look()

    def _look(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in self.content.rglob("*") if path.is_file()}

    def take(self) -> None:
        """Take in what differs from the last time."""
        now = self._look()
        self.garden.save(path for path in now.keys() | self.files.keys() if now.get(path) != self.files.get(path))
        self.files = now

    def save(self, name: str, text: str | bytes) -> None:
        path = self.content / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.take()

    def shows(self, path: str) -> str:
        answer = self.garden.answer(path)
        return answer.data.decode(errors="replace") if answer.status == 200 else str(answer.status.value)


@pytest.fixture
def writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writing]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    writing = Writing(tmp_path / "garden")
    yield writing
    writing.garden.close()


def addresses_of(garden: LiveGarden) -> set[str]:
    version = garden.version
    assert version is not None
    return {*version.pages, *version.problems, *version.outputs, *version.pictures}


def test_after_random_edits_every_page_is_what_one_just_read_shows(writing: Writing) -> None:
    seed = int(os.environ.get("KGEN_SEED", random.randrange(10**6)))
    gardener = Gardener(writing.content, random.Random(seed))
    compared = 0
    for step in range(STEPS):
        said = f"KGEN_SEED={seed}, step {step}: {gardener.edit()}"
        writing.take()
        if step % 4:
            continue
        settled(writing.garden)
        fresh = settled(LiveGarden(writing.config))
        for address in addresses_of(fresh) | addresses_of(writing.garden):
            assert writing.garden.answer(f"/{address}") == fresh.answer(f"/{address}"), (said, address)
            compared += 1
        fresh.close()
    assert compared > 12 * STEPS


def test_a_page_is_that_of_the_build_but_for_its_policy(writing: Writing) -> None:
    site = build(writing.config, "--keep-going")
    assert writing.garden.version is not None
    pages = writing.garden.version.pages.keys() - {"", "search/"}  # Above these the preview says more.
    assert len(pages) > 20
    for url in pages:
        built = POLICY.sub("", (site / url / "index.html").read_text())
        assert writing.shows(f"/{url}") == built, url
    for path in writing.garden.version.outputs:
        assert writing.garden.answer(f"/{path}").data == (site / path).read_bytes(), path


def test_a_file_that_cannot_be_read_shows_why_and_not_what_it_was(writing: Writing) -> None:
    writing.save("stories/s1.md", b"---\ntitle: \xff\n---\n")
    assert "is not UTF-8 text" in writing.shows("/stories/s1/") and "Story 1" not in writing.shows("/stories/s1/")
    assert "Story 1<" not in writing.shows("/topics/trust/")


def test_what_only_the_checks_see_is_shown_when_they_are_done(writing: Writing) -> None:
    writing.save("stories/s1.md", story("Words.", title="Story 1", topics=["nobody-wrote-this"]))
    before = writing.garden.number
    settled(writing.garden)
    assert writing.garden.number > before and "nobody-wrote-this" in writing.shows("/stories/s1/")
    assert "One file has an error" in writing.shows("/") and 'href="stories/s1/"' in writing.shows("/")
    writing.save("stories/s1.md", story("Words.", title="Story 1"))
    assert "Words." in writing.shows("/stories/s1/")
    settled(writing.garden)
    assert "error" not in writing.shows("/")


def test_what_is_hidden_or_gone_is_not_shown(writing: Writing) -> None:
    writing.save("stories/s1.md", story("Words.", title="Story 1", draft=True))
    assert writing.shows("/stories/s1/") == "404" and "Story 1<" not in writing.shows("/topics/trust/")
    (writing.content / "stories/s2.md").unlink()
    writing.take()
    assert writing.shows("/stories/s2/") == "404" and "Story 2<" not in writing.shows("/topics/trust/")


def test_a_picture_goes_and_comes_with_the_stories_that_show_it(writing: Writing) -> None:
    writing.save("images/kettle.png", png())
    assert writing.shows("/images/kettle.png") == "404"
    writing.save("stories/s1.md", story("![A kettle](../images/kettle.png)", title="Story 1"))
    assert "IHDR" in writing.shows("/images/kettle.png")
    writing.save("stories/s1.md", story("No kettle.", title="Story 1"))
    assert writing.shows("/images/kettle.png") == "404"


def test_a_file_that_has_no_place_is_an_error_until_it_goes(writing: Writing) -> None:
    writing.save("stories/notes.txt", "x")
    settled(writing.garden)
    assert "content/stories/notes.txt" in writing.shows("/")
    (writing.content / "stories/notes.txt").unlink()
    writing.take()
    settled(writing.garden)
    assert "error" not in writing.shows("/")


def test_a_folder_that_leads_elsewhere_is_not_followed(writing: Writing, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/x.md").write_text(story("Not of here.", title="X"))
    (writing.content / "topics").rename(tmp_path / "topics")
    (writing.content / "topics").symlink_to(tmp_path / "elsewhere")
    writing.garden.save([writing.content / "topics", writing.content / "topics/x.md"])
    settled(writing.garden)
    assert writing.shows("/topics/x/") == "404"


def test_a_folder_goes_and_comes_back(writing: Writing, tmp_path: Path) -> None:
    (writing.content / "stories").rename(tmp_path / "stories")
    writing.garden.save([writing.content / "stories"])
    assert writing.shows("/stories/s1/") == "404"
    (tmp_path / "stories").rename(writing.content / "stories")
    writing.garden.save([writing.content / "stories"])
    assert "Story 1" in writing.shows("/stories/s1/")


def test_the_search_is_made_when_somebody_looks_for_something(writing: Writing) -> None:
    assert writing.shows("/pagefind/pagefind.js") == "404" and not writing.garden.behind
    assert "is being made" in writing.shows("/search/")
    settled(writing.garden)
    assert "is being made" not in writing.shows("/search/") and writing.shows("/pagefind/pagefind.js") != "404"


def test_work_behind_that_is_killed_leaves_the_preview_standing(writing: Writing) -> None:
    """As by a system that is short of memory."""
    writing.shows("/search/")
    writing.save("stories/s1.md", story("Words.", title="Story 1"))
    for child in writing.garden.behind:
        os.kill(child._process, signal.SIGKILL)
    settled(writing.garden)
    assert "Words." in writing.shows("/stories/s1/")
    writing.save("stories/s1.md", story("Other words.", title="Story 1"))
    assert "Other words." in writing.shows("/stories/s1/")


def test_nothing_is_written_into_the_garden(writing: Writing) -> None:
    before = {path for path in writing.config.parent.rglob("*") if path.name != ".gitignore"}
    writing.save("stories/s1.md", story("Words.", title="Story 1"))
    settled(writing.garden)
    writing.shows("/stories/s1/")
    assert {path for path in writing.config.parent.rglob("*") if path.name != ".gitignore"} == before


def test_what_would_have_the_address_of_another_page_shows_which(writing: Writing) -> None:
    writing.save("pages/about.md", "---\ntitle: About\naliases: [map]\n---\nText.\n")
    settled(writing.garden)
    assert "kgen puts “The map” at /map/" in writing.garden.answer("/about/").data.decode()
    writing.save("pages/about.md", "---\ntitle: About\n---\nText.\n")
    settled(writing.garden)
    assert "Text." in writing.shows("/about/")


def test_a_problem_is_shown_with_its_line_if_it_has_one() -> None:
    path = "content/stories/a.md"
    with_line = Diagnostic("error", "`whose` is missing", "Add it.", Position(3), path=path)
    without = Diagnostic("error", "the file is too large", "Split it.", path=path)
    shown = problems_page([with_line, without]).data.decode()
    assert "<li>Line 3: <strong>`whose` is missing.</strong> Add it.</li>" in shown
    assert "<li><strong>the file is too large.</strong> Split it.</li>" in shown
