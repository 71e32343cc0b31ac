"""Other plugins and hooks beside kgen: what they may do, and that none of them publishes what readers must not see."""

import re
from pathlib import Path

import pytest
import yaml
from gardens import BASIS, dumped, make_garden, story
from sites import build, by_mkdocs, kgen, page, same

from kgen.publish.beside import Withheld, WithheldWords
from kgen.serve.live import LiveGarden
from kgen.settings.others import IDLE, REFUSED, WORKING

SECRET = "Nobody had asked the night porter what he thought of it"
FILES = {
    **BASIS,
    "stories/seen.md": story("We moved the bench, and people began to talk to one another again."),
    "stories/kept.md": story(f"{SECRET}.", title="What the porter said", draft="true"),
}
WALK = "for path in sorted(Path(config['docs_dir']).rglob('*.md')):\n        text = path.read_text()\n"
WRITE = "(Path(config['site_dir']) / 'more.json').write_text(json.dumps(out))\n"
LEAKS = {
    "a list of titles": f"out = []\n    {WALK}        out.append(text[text.find('title') :][:30])\n    {WRITE}",
    "an index of words": f"out = []\n    {WALK}        out.append(text.split('---')[2])\n    {WRITE}",
    "the front matter of what is published": (
        f"out = Path(config['docs_dir'] + '/stories/seen.md').read_text()\n    {WRITE}"
    ),
    "what waits among the drafts": (
        f"out = Path(config['docs_dir'] + '/../drafts/stories/a.md').read_text()\n    {WRITE}"
    ),
}


def with_hook(folder: Path, code: str) -> Path:
    """A garden with a hook, which is allowed to run."""
    config = make_garden(folder, FILES, {"allow_plugins": ["hook.py"]})
    values = yaml.safe_load(config.read_text())
    config.write_text(dumped({**values, "hooks": ["hook.py"]}))
    (folder / "hook.py").write_text(f"import json\nfrom pathlib import Path\n{code}")
    waiting = folder / "drafts/stories/a.md"
    waiting.parent.mkdir(parents=True)
    waiting.write_text(f"---\ntitle: Sent in on Monday\n---\n\n{SECRET} again.\n")
    return config


def in_both(config: Path, said: str) -> None:
    """Neither way of building publishes the site, and both say why, without a traceback."""
    for words in (kgen(config, "build", code=2), by_mkdocs(config, code=1)):
        assert said in words
        assert "Traceback" not in words
        assert "fault in kgen" not in words


@pytest.mark.parametrize("what", LEAKS)
def test_what_is_withheld_is_withheld_from_what_a_plugin_writes(what: str, tmp_path: Path) -> None:
    config = with_hook(tmp_path, f"def on_post_build(config, **_):\n    {LEAKS[what]}")
    in_both(config, "`hook.py` wrote what readers must not see, from ")
    assert not list((tmp_path / "site").rglob("more.json"))


def test_and_when_it_writes_after_all_is_built(tmp_path: Path) -> None:
    write = "(Path(built[0]) / 'late.txt').write_text(Path(built[1], 'stories/kept.md').read_text())"
    config = with_hook(
        tmp_path,
        "built = []\ndef on_post_build(config, **_):\n    built.extend([config['site_dir'], config['docs_dir']])\n"
        f"def on_shutdown():\n    {write}\n",
    )
    in_both(config, "`hook.py` wrote what readers must not see, from content/stories/kept.md, into late.txt")
    assert not list((tmp_path / "site").rglob("late.txt"))


def test_and_from_pages_that_it_changes(tmp_path: Path) -> None:
    read = "(Path(config['docs_dir']) / 'stories/kept.md').read_text().split('---')[2]"
    config = with_hook(tmp_path, f"def on_page_content(html, config, **_):\n    return html + {read}\n")
    in_both(config, "from content/stories/kept.md")
    assert not any(SECRET in path.read_text() for path in (tmp_path / "site").rglob("*.html"))


def test_words_that_a_published_file_says_too_are_no_secret(tmp_path: Path) -> None:
    write = f"(Path(config['site_dir']) / 'a.txt').write_text('{SECRET}')"
    config = with_hook(tmp_path, f"def on_post_build(config, **_):\n    {write}\n")
    (tmp_path / "content/stories/told.md").write_text(story(f"{SECRET} again."))
    (tmp_path / "content/stories/kept.md").unlink()
    kgen(config, "build")
    assert (tmp_path / "site/a.txt").exists()


def test_no_plugin_adds_a_page_or_a_file_of_the_content(tmp_path: Path) -> None:
    add = "from mkdocs.structure.files import File\ndef on_files(files, config):\n    "
    page_of_its_own = f"{add}files.append(File.generated(config, 'reference.md', content='Never checked.'))\n"
    in_both(with_hook(tmp_path / "page", page_of_its_own), "`hook.py` adds a page, reference.md")
    raw = (
        f"{add}raw = File('stories/kept.md', config.docs_dir, config.site_dir, True)\n"
        "    raw.src_uri = raw.dest_uri = 'raw.txt'\n    files.append(raw)\n"
    )
    in_both(with_hook(tmp_path / "raw", raw), "`hook.py` would publish content/")


def test_no_plugin_takes_a_file_of_the_garden_away(tmp_path: Path) -> None:
    config = with_hook(
        tmp_path, "def on_files(files, config):\n    files.remove(files.get_file_from_path('feed.xml'))\n"
    )
    in_both(config, "`hook.py` leaves feed.xml out of the site")


def test_who_failed_is_named(tmp_path: Path) -> None:
    config = with_hook(tmp_path, "def on_page_content(html, page, **_):\n    return page.file.abs_src_path + html\n")
    in_both(config, "`hook.py` failed (TypeError: ")


@pytest.mark.parametrize("hook", ["on_startup", "on_shutdown"])
def test_also_before_and_after_the_build(hook: str, tmp_path: Path) -> None:
    """MkDocs itself prints a traceback there."""
    said = kgen(with_hook(tmp_path, f"def {hook}(**_):\n    raise ValueError('no key')\n"), "build", code=2)
    assert "`hook.py` failed (ValueError: no key)" in said


def test_both_ways_of_building_run_all_hooks_and_give_the_same(tmp_path: Path) -> None:
    code = (
        "told = []\n"
        "def on_startup(**_):\n    told.append('begun')\n"
        "def on_page_content(html, page, **_):\n    assert page.toc.items == []\n"
        "def on_post_page(output, **_):\n"
        "    return output.replace('</body>', f'<script>let told = \"{told[0]}\";</script></body>')\n"
        "def on_shutdown():\n    Path(__file__).with_name('ended').touch()\n"
    )
    config = with_hook(tmp_path, code)
    site = build(config)
    assert (tmp_path / "ended").exists()
    by_mkdocs(config, "-d", str(tmp_path / "other"))
    assert same(site, tmp_path / "other")
    shown = page(site, "stories/seen")
    assert 'let told = "begun"' in shown
    policy = re.search("script-src [^;]*", shown)
    assert policy is not None and "'sha256-" in policy[0]


def test_the_policy_stays(tmp_path: Path) -> None:
    code = "import re\ndef on_post_page(output, **_):\n    return re.sub('<meta http-equiv[^>]*>', '', output)\n"
    in_both(with_hook(tmp_path, code), "`hook.py` takes the content security policy out of pages")


def test_a_preview_runs_no_other_plugin(tmp_path: Path) -> None:
    garden = LiveGarden(with_hook(tmp_path, "def on_config(config):\n    raise ValueError\n"))
    try:
        assert b"We moved the bench" in garden.answer("/stories/seen/").data
    finally:
        garden.close()


def test_words_are_found_however_they_are_written() -> None:
    words = WithheldWords([Withheld("a.md", "Nobody had asked the night porter"), Withheld("b.md", "d the night port")])
    for text in ("Nobody had\\nasked the night porter", "<b>Nobody had asked\nthe night porter</b>"):
        assert [each.path for each in words.told_in(text)] == ["a.md", "b.md"]
    assert [each.path for each in words.told_in("Nobody asked the night porter")] == ["b.md"]


def test_mkdocs_prints_advice_of_several_lines_in_one(tmp_path: Path) -> None:
    text = FILES["stories/seen.md"].replace("consent:", "uses:")
    said = by_mkdocs(make_garden(tmp_path, {**FILES, "stories/seen.md": text}), code=1)
    assert "seen.md" in said
    assert "\ufffd" not in said


def test_a_plugin_is_of_one_kind() -> None:
    assert not set(REFUSED) & set(IDLE)
    assert not set(WORKING) & (set(REFUSED) | set(IDLE))
