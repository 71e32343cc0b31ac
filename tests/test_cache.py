"""A build that begins with what the last one left gives what a clean build gives, and believes nothing else."""

import errno
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from gardener import FILES, Gardener
from gardens import make_garden, story
from nightly import times
from sites import DAY, build, kgen, page, same

from kgen.commands.build import run
from kgen.publish.build import Build
from kgen.publish.folder import Folder
from kgen.settings import load

BATCHES = times(14, 50)
EDITS = 10


def built(config: Path, *, clean: bool = False) -> Path:
    run(config, site_dir=None, clean=clean, keep_going=True, search=False, today=DAY)
    return config.parent / "site"


def test_a_disk_that_knows_no_second_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As those of USB sticks and many network drives: what could be kept is then made again."""

    def refuse(old: str, new: str) -> None:
        missing = not Path(new).parent.is_dir()
        raise OSError(errno.ENOENT if missing else errno.EPERM, "no", new)

    config = make_garden(tmp_path / "garden", FILES)
    built(config)
    (config.parent / "content/stories/s1.md").write_text(story("Told anew.", title="Anew"))
    monkeypatch.setattr(os, "link", refuse)
    site = built(config)
    monkeypatch.undo()
    assert "Told anew" in page(site, "stories/s1")
    shutil.copytree(site, tmp_path / "without")
    assert same(built(config, clean=True), tmp_path / "without")


def test_a_folder_is_kept_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was kept alone would be written over in the old site too, which has the same file."""
    old, new = tmp_path / "old", tmp_path / "new"
    new.mkdir()
    seals = dict(Folder(old, tmp_path, {}).put(f"index/{name}", b"key", name.encode) for name in "ab")
    link = os.link

    def link_one(source: str, target: str) -> None:
        if source.endswith("b"):
            raise OSError(errno.EMLINK, "no", target)
        link(source, target)

    monkeypatch.setattr(os, "link", link_one)
    folder = Folder(new, old, seals)
    assert folder.keep_all(b"key", lambda path: path.startswith("index/")) == {}
    for name in "ab":
        folder.put(f"index/{name}", b"other", lambda: b"new")
    assert [(old / "index" / name).read_bytes() for name in "ab"] == [b"a", b"b"]
    assert [(new / "index" / name).read_bytes() for name in "ab"] == [b"new", b"new"]


def test_random_edits_give_what_a_clean_build_gives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = int(os.environ.get("KGEN_SEED", random.randrange(10**6)))
    gardener = Gardener(tmp_path / "kept/content", random.Random(seed))
    config = make_garden(tmp_path / "kept", FILES, {"source": "private", "unresolved_links": "warn"})
    built(config)
    kept = 0
    for batch in range(BATCHES):
        edits = [gardener.edit() for _ in range(EDITS if batch % 2 else 1)]
        twin = tmp_path / "twin"
        shutil.rmtree(twin, ignore_errors=True)
        shutil.copytree(config.parent / "content", twin / "content")
        shutil.copy(config, twin)
        said = f"KGEN_SEED={seed}, batch {batch}: {edits}"
        before = times(config.parent / "site")
        assert same(built(config), built(twin / "mkdocs.yml", clean=True)), said
        after = times(config.parent / "site")
        kept += sum(after[name] == before.get(name) for name in after)
    assert kept > 20 * BATCHES, "the builds were all clean ones"
    with capsys.disabled():
        print(f"\n{BATCHES} batches of random edits, KGEN_SEED={seed}", end="")


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    config = make_garden(tmp_path / "garden", FILES)
    build(config, "--no-search")
    return config


def times(site: Path) -> dict[str, int]:
    return {str(path.relative_to(site)): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}


class TestNothingChanged:
    def test_nothing_is_written_and_mkdocs_not_loaded(self, garden: Path) -> None:
        before = times(garden.parent / "site")
        said = kgen(garden, "build", "--no-search", "--today", DAY)
        assert "Nothing has changed" in said
        assert times(garden.parent / "site") == before
        code = (
            "import sys; from pathlib import Path; from kgen.commands.build import run; "
            f"run(Path('mkdocs.yml'), site_dir=None, clean=False, keep_going=False, search=False, today='{DAY}'); "
            "assert not {'mkdocs', 'networkx', 'jinja2'} & set(sys.modules), sorted(sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=garden.parent, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    @pytest.mark.parametrize("damage", ["removed", "altered", "added"])
    def test_a_site_that_somebody_touched_is_mended(self, garden: Path, damage: str, tmp_path: Path) -> None:
        site = garden.parent / "site"
        shutil.copytree(site, tmp_path / "right")
        victim = site / "stories/s1/index.html"
        if damage == "removed":
            victim.unlink()
        elif damage == "altered":
            victim.write_text("Something else.")
        else:
            (site / "extra.html").write_text("Not from here.")
        assert same(build(garden, "--no-search"), tmp_path / "right")

    def test_another_day_is_looked_at_anew(self, garden: Path) -> None:
        assert "Nothing has changed" not in kgen(garden, "build", "--no-search", "--today", "2026-12-24")

    def test_clean_makes_everything_anew(self, garden: Path) -> None:
        before = times(garden.parent / "site")
        build(garden, "--no-search", "--clean")
        after = times(garden.parent / "site")
        assert before.keys() == after.keys() and all(before[name] != after[name] for name in before)


class TestOneStoryChanged:
    def test_other_pages_are_not_written(self, garden: Path) -> None:
        before = times(garden.parent / "site")
        (garden.parent / "content/stories/s1.md").write_text(story("Number 1.\n\nMore of it.", title="Story 1"))
        after = times(build(garden, "--no-search"))
        # The page About shows the story inside.
        assert {name for name in after if before[name] != after[name]} == {
            "stories/s1/index.html",
            "about/index.html",
        }
        assert "More of it" in page(garden.parent / "site", "stories/s1")

    def test_its_title_reaches_every_page_that_names_it(self, garden: Path) -> None:
        (garden.parent / "content/stories/s1.md").write_text(story("Number 1.", title="A quite new title"))
        site = build(garden, "--no-search")
        assert "A quite new title" in page(site, "topics/trust") and "A quite new title" in page(site, "stories")
        assert not [path for path in site.rglob("*.html") if "Story 1<" in path.read_text()]


LONG = """Number 3, the first paragraph.

## What we did

We asked [[Trust]] for a room, and ![[s4]] came. Then we waited.

- one
- two
"""


PIECES = [
    *(
        " more words",
        " `code`",
        " **bold**",
        " & ]]> -->",
        " <b>",
        " [[Story 5]]",
        " https://a.org/",
        " in Leeds",
    ),
    *("\n\nA paragraph.", "\n\n- a list\n- of two", "\n\n> a quote", "\n\n---\n", "[^1]\n\n[^1]: A note.\n\n"),
    "\n\n## A heading\n\n",
]


class TestOnlyProseChanged:
    """The short way, which weaves nothing and loads no templates."""

    @pytest.fixture
    def config(self, tmp_path: Path) -> Path:
        files = {
            **FILES,
            "stories/s3.md": story(LONG, title="Story 3"),
            "topics/t.md": "---\ntitle: T\n---\n\nWords.\n",
        }
        config = make_garden(tmp_path / "kept", files)
        built(config)
        return config

    def reword(self, config: Path, name: str, old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> bool:
        """Change a file, build, and compare with a clean build of the same. Return whether the short way was taken."""
        path = config.parent / "content" / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
        whole_builds = []
        prepare = Build.prepare
        monkeypatch.setattr(Build, "prepare", lambda build: whole_builds.append(build) or prepare(build))
        site = built(config)
        monkeypatch.undo()
        twin = config.parent.parent / "twin"
        shutil.rmtree(twin, ignore_errors=True)
        shutil.copytree(config.parent / "content", twin / "content")
        shutil.copy(config, twin)
        assert same(site, built(twin / "mkdocs.yml", clean=True))
        return not whole_builds

    @pytest.mark.parametrize(
        ("name", "old", "new"),
        [
            ("stories/s3.md", "Then we waited.", "Then we waited, and **nobody** came & left; 1 < 2."),
            ("stories/s3.md", "- two", "- two\n- three\n\nA new paragraph with `code`."),
            ("stories/s3.md", "- one\n- two\n", ""),
            ("stories/s3.md", "Then we waited.", "Then we waited.\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n"),
            ("topics/t.md", "Words.", "Words.\n\nOther words."),
        ],
    )
    def test_its_page_alone_is_written(
        self, name: str, old: str, new: str, config: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = times(config.parent / "site")
        assert self.reword(config, name, old, new, monkeypatch)
        after = times(config.parent / "site")
        assert [path for path in after if before[path] != after[path]] == [name.replace(".md", "/index.html")]
        assert after.keys() == before.keys()
        # What was published in the short way is known to the next build, short or whole.
        assert "Nothing has changed" in kgen(config, "build", "--no-search", "--keep-going", "--today", DAY)
        path = config.parent / "content" / name
        path.write_text(f"{path.read_text()}\nAnd more.\n")
        assert same(built(config), built(config, clean=True))

    @pytest.mark.parametrize(
        ("name", "old", "new"),
        [
            ("stories/s3.md", "the first paragraph", "another first paragraph"),
            ("stories/s3.md", "Then we waited", "Then [[s5]] waited"),
            ("stories/s3.md", "for a room", "for a hall"),
            ("stories/s3.md", "What we did", "What they did"),
            ("stories/s3.md", "title: Story 3", "title: Story Three"),
            ("stories/s3.md", "title: Story 3", "place: Wales\ntitle: Story 3"),
            ("stories/s3.md", "Then we waited.", "Then we waited <script>alert(1)</script>."),
            ("stories/s3.md", "Then we waited.", "Then Mr Jones of Leeds rang 07911 123456."),
            ("stories/s3.md", "Then we waited.", "On 14 March 2024 we waited."),
            ("stories/s3.md", "Then we waited.", "Then we \u202ewaited."),
            ("stories/s3.md", "---\n\n", "withdrawn: 2026-10\n---\n\n"),
            ("stories/s1.md", "Number 1.", "Number 1.\n\nShown inside the page About."),
            ("people/dee.md", "\n---\n", "\n---\n\nThe page had no prose before.\n"),
        ],
    )
    def test_where_more_has_changed_the_whole_is_looked_at(
        self, name: str, old: str, new: str, config: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert not self.reword(config, name, old, new, monkeypatch)

    def test_random_words_give_what_a_clean_build_gives(
        self, config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        seed = int(os.environ.get("KGEN_SEED", random.randrange(10**6)))
        chance = random.Random(seed)
        path = config.parent / "content/stories/s3.md"
        first = path.read_text()
        short = 0
        for number in range(16):
            text = path.read_text() if number % 5 else first
            places = [match.end() for match in re.finditer(r"\w(?=\W)|$", text) if match.end() > text.index("## What")]
            place = chance.choice(places)
            path.write_text(text[:place] + chance.choice(PIECES) + text[place:])
            short += self.reword(config, "stories/s3.md", "", "", monkeypatch)
        with capsys.disabled():
            print(f"\n16 random rewordings, {short} published in the short way, KGEN_SEED={seed}", end="")
        assert short

    def test_two_files_at_once_are_a_whole_build(self, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (config.parent / "content/topics/t.md").write_text("---\ntitle: T\n---\n\nOther words.\n")
        assert not self.reword(config, "stories/s3.md", "Then we waited.", "Then we rang.", monkeypatch)

    def test_a_site_that_somebody_touched_is_a_whole_build(self, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (config.parent / "site/stories/s5/index.html").write_text("Something else.")
        assert not self.reword(config, "stories/s3.md", "Then we waited.", "Then we rang.", monkeypatch)


class TestWhatIsNotBelieved:
    @pytest.fixture
    def forged(self, garden: Path) -> Path:
        """A garden whose cache, were it believed, would keep an old page."""
        (garden.parent / "content/stories/s1.md").write_text(story("Told anew.", title="Story 1"))
        return garden

    def files(self, garden: Path) -> list[Path]:
        return sorted((garden.parent / ".kgen/cache").iterdir())

    @pytest.mark.parametrize("cut", [0, 1, 31, 32, 33, 1000])
    def test_cut_off(self, forged: Path, cut: int, tmp_path: Path) -> None:
        for path in self.files(forged):
            path.write_bytes(path.read_bytes()[:cut])
        self.is_right(forged, tmp_path)

    def test_a_flipped_bit(self, forged: Path, tmp_path: Path) -> None:
        chance = random.Random(1)
        for path in self.files(forged):
            data = bytearray(path.read_bytes())
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            path.write_bytes(data)
        self.is_right(forged, tmp_path)

    def test_signed_by_somebody_else(self, forged: Path, tmp_path: Path) -> None:
        home = str(tmp_path / "another")
        said = kgen(forged, "build", "--no-search", "--today", DAY, XDG_CACHE_HOME=home)
        assert "Nothing has changed" not in said
        self.is_right(forged, tmp_path)

    def test_of_another_version(self, forged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Signed rightly, and of a form that this version cannot read."""
        from kgen.publish import cache

        state = forged.parent / ".kgen/cache/state"
        monkeypatch.setattr(cache, "code_digest", lambda: b"another version.")
        before = cache.load(load(forged))
        before.prepare()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(cache, "fields", lambda state: ())
            before.save(None)  # type: ignore[arg-type]
        made_by = cache.digest_of_file(b"another version." + load(forged).site_url.encode())
        assert made_by.encode() in state.read_bytes()
        self.is_right(forged, tmp_path)

    def test_of_another_garden(self, forged: Path, tmp_path: Path) -> None:
        other = make_garden(tmp_path / "other", {**FILES, "stories/s2.md": story("Other.", title="Story 2")})
        build(other, "--no-search")
        shutil.rmtree(forged.parent / ".kgen")
        shutil.copytree(other.parent / ".kgen", forged.parent / ".kgen")
        self.is_right(forged, tmp_path)

    def test_no_place_for_a_secret(self, forged: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        build(forged, "--no-search", XDG_CACHE_HOME=str(tmp_path / "file"))
        self.is_right(forged, tmp_path)

    def is_right(self, garden: Path, tmp_path: Path) -> None:
        twin = tmp_path / "twin"
        shutil.copytree(garden.parent / "content", twin / "content")
        shutil.copy(garden, twin)
        assert same(build(garden, "--no-search"), build(twin / "mkdocs.yml", "--no-search"))
