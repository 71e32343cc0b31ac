"""A build that begins with what the last one left gives what a clean build gives, and believes nothing else."""

import errno
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from gardener import FILES, Gardener
from gardens import BASIS, make_garden, story
from nightly import at_night, times
from repositories import commit, git
from sites import DAY, build, kgen, page, same

from kgen.commands.build import run
from kgen.exports import EXPORTS
from kgen.model import Story
from kgen.publish.output_dir import OutputDir, in_place, with_one_name
from kgen.read import read
from kgen.settings import load
from kgen.views import pages
from kgen.views.page_context import Card, PageContext
from kgen.weave import weave

ROOT = Path(__file__).parents[1]

BATCHES = times(4, 50)
EDITS = 10


def built(config: Path, *, clean: bool = False) -> Path:
    run(config, site_dir=None, clean=clean, keep_going=True, search=False, today=DAY)
    return config.parent / "site"


def test_a_disk_that_knows_no_second_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Like those of USB sticks and many network drives: what could be kept is then made again."""

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


def test_files_of_a_job_are_kept_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was merely kept would be overwritten in the old site too, which has the same file."""
    old, new = tmp_path / "old", tmp_path / "new"
    new.mkdir()
    first = OutputDir(old, tmp_path, {})
    stamps = {f"index/{name}": first.write(f"index/{name}", name.encode()) for name in "ab"}
    link = os.link

    def link_one(source: str, target: str) -> None:
        if source.endswith("b"):
            raise OSError(errno.EMLINK, "no", target)
        link(source, target)

    monkeypatch.setattr(os, "link", link_one)
    output = OutputDir(new, old, stamps)
    assert output.link(stamps) is None
    for path in stamps:
        output.write(path, b"new")
    assert [(old / path).read_bytes() for path in stamps] == [b"a", b"b"]
    assert [(new / path).read_bytes() for path in stamps] == [b"new", b"new"]


def test_a_file_that_only_has_other_times_or_names_is_kept(tmp_path: Path) -> None:
    """As after a backup by hard links, a build that was stopped, or `touch`."""
    old, new = tmp_path / "old", tmp_path / "new"
    new.mkdir()
    first = OutputDir(old, tmp_path, {})
    stamps = {path: first.write(path, path.encode()) for path in ("linked", "touched")}
    (tmp_path / "backup").hardlink_to(old / "linked")
    os.utime(old / "touched", (1, 1))
    found = OutputDir(new, old, stamps).link(stamps)
    assert found is not None and found["touched"].modified == 10**9
    shutil.rmtree(old)
    new.rename(old)
    now = with_one_name(old, found)
    assert all(in_place(f"{old}/{path}", stamp) is stamp for path, stamp in now.items())


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
        before = stamps(config.parent / "site")
        assert same(built(config), built(twin / "mkdocs.yml", clean=True)), said
        after = stamps(config.parent / "site")
        kept += sum(after[name] == before.get(name) for name in after)
    assert kept > 20 * BATCHES, "the builds were all clean ones"
    with capsys.disabled():
        print(f"\n{BATCHES} batches of random edits, KGEN_SEED={seed}", end="")


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    config = make_garden(tmp_path / "garden", FILES)
    build(config, "--no-search")
    return config


def stamps(site: Path) -> dict[str, int]:
    return {str(path.relative_to(site)): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}


class TestNothingChanged:
    def test_nothing_is_written_and_mkdocs_not_loaded(self, garden: Path) -> None:
        before = stamps(garden.parent / "site")
        said = kgen(garden, "build", "--no-search", "--today", DAY)
        assert "Nothing has changed" in said
        assert stamps(garden.parent / "site") == before
        code = (
            "import sys; from pathlib import Path; from kgen.commands.build import run; "
            f"run(Path('mkdocs.yml'), site_dir=None, clean=False, keep_going=False, search=False, today='{DAY}'); "
            "assert not {'mkdocs', 'networkx', 'jinja2'} & set(sys.modules), sorted(sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=garden.parent, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    @pytest.mark.parametrize("damage", ["removed", "altered", "altered and set back", "added"])
    def test_a_site_that_somebody_touched_is_mended(self, garden: Path, damage: str, tmp_path: Path) -> None:
        site = garden.parent / "site"
        shutil.copytree(site, tmp_path / "right")
        victim = site / "stories/s1/index.html"
        if damage == "removed":
            victim.unlink()
        elif damage == "altered":
            victim.write_text("Something else.")
        elif damage == "altered and set back":
            times, text = victim.stat(), victim.read_text()
            victim.write_text(text.swapcase())
            os.utime(victim, ns=(times.st_atime_ns, times.st_mtime_ns))
        else:
            (site / "extra.html").write_text("Not from here.")
        assert same(build(garden, "--no-search"), tmp_path / "right")

    def test_a_site_in_a_folder_whose_name_is_not_utf_8(self, garden: Path, tmp_path: Path) -> None:
        site = str(tmp_path / os.fsdecode(b"g\xe4rten"))
        build(garden, "--no-search", "-d", site)
        assert "Nothing has changed" in kgen(garden, "build", "--no-search", "--today", DAY, "-d", site)

    def test_another_day_is_looked_at_anew(self, garden: Path) -> None:
        assert "Nothing has changed" not in kgen(garden, "build", "--no-search", "--today", "2026-12-24")

    def test_a_month_that_git_tells_otherwise_is_looked_at_anew(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path / "dated", {**BASIS, "stories/a.md": story(date=None)})
        commit(config.parent, date="2026-06-15T12:00:00Z")
        assert "June 2026" in page(build(config, "--no-search"), "stories/a")
        git(config.parent, "commit", "-q", "--amend", "--no-edit", "--reset-author", date="2026-03-15T12:00:00Z")
        assert "March 2026" in page(build(config, "--no-search"), "stories/a")

    def test_clean_makes_everything_anew(self, garden: Path) -> None:
        before = stamps(garden.parent / "site")
        build(garden, "--no-search", "--clean")
        after = stamps(garden.parent / "site")
        assert before.keys() == after.keys() and all(before[name] != after[name] for name in before)


class TestOneStoryChanged:
    def test_other_pages_are_not_written(self, garden: Path) -> None:
        before = stamps(garden.parent / "site")
        (garden.parent / "content/stories/s1.md").write_text(story("Number 1.\n\nMore of it.", title="Story 1"))
        after = stamps(build(garden, "--no-search"))
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


class TestOnlyProseChanged:
    @pytest.mark.parametrize(
        ("name", "old", "new"),
        [
            ("stories/s3.md", "Then we waited.", "Then we waited, and **nobody** came & left; 1 < 2."),
            ("stories/s3.md", "- one\n- two\n", ""),
            ("stories/s3.md", "Then we waited.", "Then Mr Jones of Leeds rang."),
            ("topics/t.md", "Words.", "Words.\n\nOther words."),
        ],
    )
    def test_its_page_alone_is_written(self, name: str, old: str, new: str, tmp_path: Path) -> None:
        files = {
            **FILES,
            "stories/s3.md": story(LONG, title="Story 3"),
            "topics/t.md": "---\ntitle: T\n---\n\nWords.\n",
        }
        config = make_garden(tmp_path, files)
        before = stamps(built(config))
        path = config.parent / "content" / name
        path.write_text(path.read_text().replace(old, new))
        after = stamps(built(config))
        assert [path for path in after if before[path] != after[path]] == [name.replace(".md", "/index.html")]
        assert after.keys() == before.keys()


FACTS = [
    "{{ here.garden.of(here.entry.kind) | length }}",
    "{% for each in here.garden.published.values() %}{{ each.url }} {{ here.garden.summary(each) }} {% endfor %}",
    "{% for each in here.garden.published.values() %}{{ each.meta }}{% endfor %}",
    "{{ here.garden.published['stories/s2'].body.beginning if 'stories/s2' in here.garden.published }}",
    "{{ 'stories/new1' in here.garden.published }} {{ 'Story 3' in here.garden.words_for('s3') }}",
    "{{ here.garden.links | length }} {{ here.insight.changes | length }} {{ here.garden.tombstones | length }}",
    "{% for each in here.insight.wishes %}{{ each.topic.title }}{{ each.asking }}{% endfor %}",
]


class TestATemplateThatPrintsOneMoreFact:
    """What a page asked is recorded, so that nothing else has to know what a template prints."""

    def test_on_a_storys_page_and_on_cards(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Cards are made once for all pages that show them."""
        card = PageContext._card

        def with_place(here: PageContext, entry: Story) -> Card:
            near = [here.garden.title(each) for each in here.garden.linked(entry, "topics")]
            return card(here, entry)._replace(summary=f"{entry.meta.place} {near}")

        monkeypatch.setattr(PageContext, "_card", with_place)
        self.is_right_after_edits(8, " ".join(FACTS), tmp_path, monkeypatch)

    @pytest.mark.nightly
    @pytest.mark.parametrize("fact", FACTS)
    def test_each_after_200_edits(self, fact: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_right_after_edits(200, fact, tmp_path, monkeypatch)

    def is_right_after_edits(self, edits: int, fact: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        theme = tmp_path / "theme"
        shutil.copytree(ROOT / "theme", theme)
        with (theme / "views/story.html").open("a") as file:
            file.write(fact)
        monkeypatch.setattr("kgen.views.templates.package_folder", lambda name: theme)
        seed = int(os.environ.get("KGEN_SEED", random.randrange(10**6)))
        gardener = Gardener(tmp_path / "kept/content", random.Random(seed))
        config = make_garden(tmp_path / "kept", FILES, {"source": "private", "unresolved_links": "warn"})
        built(config)
        for _ in range(edits):
            said = gardener.edit()
            twin = tmp_path / "twin"
            shutil.rmtree(twin, ignore_errors=True)
            shutil.copytree(config.parent / "content", twin / "content")
            shutil.copy(config, twin)
            assert same(built(config), built(twin / "mkdocs.yml", clean=True)), f"KGEN_SEED={seed}, {said}"


def test_no_view_holds_what_it_was_not_given(tmp_path: Path) -> None:
    """A function within a function could print what nobody recorded."""
    settings = load(make_garden(tmp_path, FILES), today=DAY)
    garden = weave(settings, read(settings))
    made = list(pages(garden))
    functions = [page.view for page in made]
    functions += [output.content for export in EXPORTS for output in export(garden, made)]
    assert all(getattr(function, "__closure__", ()) is None for function in functions)


ANEW = story("Told anew.", title="Story 1")


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in which one story was told anew."""
    return build(make_garden(tmp_path_factory.mktemp("right"), {**FILES, "stories/s1.md": ANEW}), "--no-search")


class TestWhatIsNotBelieved:
    @pytest.fixture
    def forged(self, garden: Path) -> Path:
        """A garden whose cache, were it believed, would keep an old page."""
        (garden.parent / "content/stories/s1.md").write_text(ANEW)
        return garden

    def files(self, garden: Path) -> list[Path]:
        return sorted((garden.parent / ".kgen/cache").iterdir())

    @pytest.mark.parametrize("cut", [at_night(0), at_night(1), at_night(31), 32, at_night(33), 1000])
    def test_cut_off(self, forged: Path, right: Path, cut: int) -> None:
        for path in self.files(forged):
            path.write_bytes(path.read_bytes()[:cut])
        assert same(build(forged, "--no-search"), right)

    def test_folders_in_the_place_of_its_files(self, forged: Path, right: Path) -> None:
        for path in self.files(forged):
            path.unlink()
            (path / "x").mkdir(parents=True)
            (path.with_name(f".{path.name}.new") / "x").mkdir(parents=True)
        assert same(build(forged, "--no-search"), right)
        assert all(path.is_file() for path in self.files(forged))

    def test_a_flipped_bit(self, forged: Path, right: Path) -> None:
        chance = random.Random(1)
        for path in self.files(forged):
            data = bytearray(path.read_bytes())
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            path.write_bytes(data)
        assert same(build(forged, "--no-search"), right)

    def test_signed_by_somebody_else(self, forged: Path, right: Path, tmp_path: Path) -> None:
        home = str(tmp_path / "another")
        said = kgen(forged, "build", "--no-search", "--today", DAY, XDG_CACHE_HOME=home)
        assert "Nothing has changed" not in said
        assert same(build(forged, "--no-search"), right)

    def test_of_another_version(self, forged: Path, right: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Signed correctly, but in a form that this version cannot read."""
        from kgen.publish import cache

        state = forged.parent / ".kgen/cache/state"
        monkeypatch.setattr(cache, "code_digest", lambda: b"another version.")
        before = cache.load(load(forged))
        before.prepare()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(cache, "fields", lambda state: ())
            before.save(None)  # type: ignore[arg-type]
        made_by = cache.digest_of(b"another version." + load(forged).site_url.encode())
        assert made_by.encode() in state.read_bytes()
        assert same(build(forged, "--no-search"), right)

    def test_of_another_garden(self, forged: Path, right: Path, tmp_path: Path) -> None:
        other = make_garden(tmp_path / "other", {**FILES, "stories/s2.md": story("Other.", title="Story 2")})
        build(other, "--no-search")
        shutil.rmtree(forged.parent / ".kgen")
        shutil.copytree(other.parent / ".kgen", forged.parent / ".kgen")
        assert same(build(forged, "--no-search"), right)

    def test_no_place_for_a_secret(self, forged: Path, right: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        build(forged, "--no-search", XDG_CACHE_HOME=str(tmp_path / "file"))
        assert same(build(forged, "--no-search"), right)
