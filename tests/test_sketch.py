"""What was just saved is shown as the build that follows will make it."""

import os
import random
from collections.abc import Collection
from pathlib import Path

import pytest
from gardener import FILES, Gardener
from gardens import make_garden, story
from pictures import png
from sites import DAY

from kgen.model import Source
from kgen.publish.build import Build
from kgen.publish.prepare import Prepared, prepare
from kgen.publish.progress import Progress
from kgen.publish.sketch import Sketch
from kgen.read.walk import fault_of_name, read_again
from kgen.settings import Settings, load
from kgen.views import pages_of
from kgen.views.rendering import Renderer

STEPS = 150


class Writing:
    """A garden in which somebody writes: what they change is taken into a sketch of it."""

    def __init__(self, folder: Path) -> None:
        self.settings: Settings = load(make_garden(folder, FILES, {"unresolved_links": "warn"}), today=DAY)
        self.content = self.settings.content_dir
        build = Build(self.settings, clean=True, keep_going=True)
        self.prepared = build.prepare()
        build.publish(self.prepared, Progress())
        assert build.frames is not None
        self.frames = build.frames
        self.sketch = Sketch(self.prepared, build.frames)
        self.files = self._look()

    def _look(self) -> dict[str, bytes]:
        return {path.relative_to(self.content).as_posix(): path.read_bytes() for path in self.content.rglob("*.md")}

    def take(self) -> Collection[str]:
        """Take in what differs from the last time, and return the names of what is there."""
        now = self._look()
        changed = {name for name in now.keys() | self.files.keys() if now.get(name) != self.files.get(name)}
        gone, there = changed - now.keys(), sorted(changed & now.keys())
        self.files = now
        sources: list[Source] = [read_again(self.content, name) for name in there if not fault_of_name(name)]
        self.sketch.take(sources, gone)
        return there

    def save(self, name: str, text: str) -> None:
        (self.content / name).write_text(text)
        self.take()

    def built(self) -> tuple[Prepared, dict[str, bytes]]:
        """The garden as a build reads it now, and the pages of its entries by their addresses."""
        prepared = prepare(self.settings, keep_going=True)
        renderer = Renderer(prepared.garden, prepared.relations)
        frames = self.frames.around(renderer)
        entries = prepared.garden.published.values()
        pages = [page for entry in entries for page in pages_of(renderer, entry)]
        return prepared, {page.url: frames.whole(page, page.html()) for page in pages}


@pytest.fixture
def writing(tmp_path: Path) -> Writing:
    return Writing(tmp_path)


def test_after_random_edits_a_page_is_what_the_build_makes_of_it(writing: Writing) -> None:
    seed = int(os.environ.get("KGEN_SEED", random.randrange(10**6)))
    gardener = Gardener(writing.content, random.Random(seed))
    compared = broken = reworded = 0
    left_out = writing.prepared.garden.left_out
    for step in range(STEPS):
        said = f"KGEN_SEED={seed}, step {step}: {gardener.edit()}"
        saved = {f"content/{name}" for name in writing.take()}
        writing.sketch.look_closer()
        prepared, pages = writing.built()
        entries = {entry.path: entry for entry in prepared.garden.entries.values()}
        now_left_out = prepared.garden.left_out
        for path in saved:
            problems = [each for each in prepared.errors if each.path == path]
            noticed = writing.sketch.problems[entries[path].url]
            assert {each.message for each in noticed} <= {each.message for each in problems}, said
            assert bool(noticed) or not problems or entries[path].sound, said
            broken += bool(noticed)
        # What others are left out for the build alone knows.
        if now_left_out - saved == left_out - saved:
            for url, page in writing.sketch.pages.items():
                assert page == pages.get(url, page), said
                compared += url in pages
        reworded += not writing.sketch.is_woven
        left_out = now_left_out
        writing.sketch.settle(left_out)
    assert min(compared, broken, reworded) > 5, (seed, compared, broken, reworded)


def test_its_prose_alone_is_woven_with_nothing(writing: Writing) -> None:
    name = "stories/s1.md"
    writing.save(name, (writing.content / name).read_text() + "\nAnd the kettle was on.\n")
    assert not writing.sketch.is_woven and b"kettle" in writing.sketch.pages["stories/s1/"]
    writing.save(name, (writing.content / name).read_text().replace("Story 1", "Anew"))
    assert writing.sketch.is_woven and b"<title>Anew" in writing.sketch.pages["stories/s1/"]
    assert b"kettle" in writing.sketch.pages["stories/s1/"]


def test_a_link_to_itself_stays_one(writing: Writing) -> None:
    words = "See [[#More]] and [[s1#More]].\n\n## More\n\nWords"
    writing.save("stories/s1.md", story(f"{words}.", title="Anew"))
    writing.save("stories/s1.md", story(f"{words}, other ones.", title="Anew"))
    assert not writing.sketch.is_woven
    assert writing.sketch.pages["stories/s1/"] == writing.built()[1]["stories/s1/"]


def test_a_file_that_cannot_be_read_shows_why_and_not_what_it_was(writing: Writing) -> None:
    writing.save("stories/s1.md", story("Words.", title="Anew"))
    writing.save("stories/s1.md", "---\ntitle: [broken\n---\n")
    assert "front-matter" in {each.check for each in writing.sketch.problems["stories/s1/"]}
    assert "stories/s1/" not in writing.sketch.pages


def test_what_only_the_checks_see_is_shown_after_a_closer_look(writing: Writing) -> None:
    writing.save("stories/s1.md", story("Words.", title="Anew", topics=["nobody-wrote-this"]))
    assert writing.sketch.problems["stories/s1/"] == [] and "stories/s1/" in writing.sketch.pages
    assert writing.sketch.look_closer()
    assert [each.check for each in writing.sketch.problems["stories/s1/"]] == ["reference"]
    assert not writing.sketch.look_closer()


def test_what_is_hidden_or_gone_is_not_drawn(writing: Writing) -> None:
    writing.save("stories/s1.md", story("Words.", title="Anew"))
    writing.save("stories/new.md", story("Words of [[Anew]].", title="New"))
    assert {"stories/s1/", "stories/new/"} <= writing.sketch.pages.keys()
    writing.save("stories/s1.md", story("Words.", title="Anew", draft=True))
    (writing.content / "stories/new.md").unlink()
    writing.take()
    assert writing.sketch.pages == {} and writing.sketch.gone == {"stories/s1/", "stories/new/"}
    writing.save("stories/s1.md", story("Words.", title="Anew"))
    assert writing.sketch.gone == {"stories/new/"} and writing.sketch.pages.keys() == {"stories/s1/"}


def test_a_picture_goes_and_comes_with_the_stories_that_show_it(writing: Writing) -> None:
    """What the build has not brought yet is waited for; what a hidden story showed is no longer served."""
    (writing.content / "images").mkdir()
    (writing.content / "images/A kettle.PNG").write_bytes(png())
    writing.sketch.take([read_again(writing.content, "images/A kettle.PNG")])
    assert not writing.sketch.awaits_pictures
    shown = story("![A kettle](../images/A%20kettle.PNG)", title="Anew")
    writing.save("stories/s1.md", shown)
    assert b"images/a-kettle.png" in writing.sketch.pages["stories/s1/"]
    assert writing.sketch.awaits_pictures
    writing.sketch.settle(frozenset())
    assert not writing.sketch.awaits_pictures
    writing.save("stories/s1.md", shown.replace("title:", "draft: true\ntitle:"))
    assert "images/a-kettle.png/" in writing.sketch.gone
    writing.save("stories/s1.md", shown)
    assert not writing.sketch.gone


def test_there_is_always_a_home_page(writing: Writing) -> None:
    writing.save("pages/home.md", "---\ntitle: Home\n---\n\nCome in.\n")
    assert b"Come in." in writing.sketch.pages[""]
    (writing.content / "pages/home.md").unlink()
    writing.take()
    assert writing.sketch.pages == {} and not writing.sketch.gone


def test_a_folder_that_leads_elsewhere_is_not_followed(writing: Writing, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/secret.md").write_text(story("A secret."))
    (writing.content / "people/dee.md").unlink()
    (writing.content / "people").rmdir()
    (writing.content / "people").symlink_to(tmp_path / "elsewhere")
    assert read_again(writing.content, "people/secret.md").fault is not None
    (writing.content / "stories/link.md").symlink_to(tmp_path / "elsewhere/secret.md")
    assert read_again(writing.content, "stories/link.md").fault is not None
