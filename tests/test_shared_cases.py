"""Small inputs that others brought, on which kgen once went wrong. What must come out of each is said here."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from gardens import BASIS, TOPIC, make_garden, story
from sites import DAY, build, kgen, page

from bench.passages import measure, read


def findings(config: Path, *, code: int) -> dict[str, list[dict[str, Any]]]:
    """What `kgen check` finds, by the names of the files below content/."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in json.loads(kgen(config, "check", "--format", "json", "--today", DAY, code=code))["problems"]:
        found.setdefault(each["path"].partition("/")[2], []).append(each)
    return found


@pytest.fixture(scope="module")
def dialects(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    garden = tmp_path_factory.mktemp("garden") / "dialects"
    shutil.copytree(shared / "cases/dialects", garden)
    config = garden / "mkdocs.yml"
    settings = yaml.safe_load(config.read_text())
    settings["plugins"][0]["kgen"]["public_addresses"] = [
        "facebook.com/smallhamvillagehall",
        "admissions@example.gov.uk",
    ]
    config.write_text(yaml.safe_dump(settings))
    return config


CHECKS_OF_DIALECTS = {
    "anchors": set(),
    "birthday": {("warning", "safeguarding")},
    "callouts": set(),
    "code": set(),
    "comment": {("warning", "remark")},
    "curly": set(),
    "dont-ask": set(),
    "draft-without-consent": set(),
    "garden": {("warning", "ambiguous-name")},
    "house": {("warning", "safeguarding")},
    "localphone": {("error", "safeguarding"), ("info", "safeguarding")},
    "names": {("warning", "safeguarding")},
    "orgmail": set(),
    "outcode": {("warning", "safeguarding")},
    "short": {("info", "safeguarding")},
    "shortcodes": {("warning", "leftover")},
    "streets": {("warning", "safeguarding")},
    "urls": set(),
    "what-does-the-doctor-think-this-month": set(),
    "what-the-nurse-told-me": set(),
    "wordpress": {("warning", "leftover"), ("warning", "html-removed"), ("warning", "remote-picture")},
}


def test_each_dialect_is_met_with_its_findings(dialects: Path) -> None:
    found = findings(dialects, code=1)
    told = {
        name: {(each["severity"], each["check"]) for each in found.get(f"stories/{name}.md", ())}
        for name in CHECKS_OF_DIALECTS
    }
    assert told == CHECKS_OF_DIALECTS
    assert {each["check"] for each in found["people/real-person.md"]} == {"consent"}


def test_of_the_dialects_nothing_hidden_is_published(dialects: Path) -> None:
    site = build(dialects, "--keep-going", "--no-search", code=1)
    everything = "".join(path.read_text(errors="replace") for path in site.rglob("*") if path.is_file())
    assert not (site / "people/real-person").exists() and "Consent draft" not in everything
    assert not [path.name for path in site.rglob("*") if " " in path.name]
    own = (site / "stories/garden/index.html").read_text()
    assert 'href="../../people/garden/"' in own


@pytest.mark.parametrize(
    ("folder", "check", "says", "code"),
    [("hash", "inline-comment", "", 0), ("null", "no-text", "", 0), ("future", "", "is in the future", 1)],
)
def test_what_vanishes_from_front_matter_is_told(
    folder: str, check: str, says: str, code: int, shared: Path, tmp_path: Path
) -> None:
    files = {f"stories/{path.name}": path.read_bytes() for path in (shared / "cases/frontmatter" / folder).iterdir()}
    config = make_garden(tmp_path, {**BASIS, **files}, {"unresolved_links": "warn"})
    told = [each for found in findings(config, code=code).values() for each in found]
    assert [each for each in told if check in each["check"] and says in each["message"] and each["line"]], told


def a_site_of(folder: str, shared: Path, tmp_path: Path, more: dict[str, str], code: int = 0) -> tuple[Path, Path]:
    """Build the stories of a folder of `frontmatter/` in a garden: its mkdocs.yml and its site."""
    files = {f"stories/{path.name}": path.read_bytes() for path in (shared / "cases/frontmatter" / folder).iterdir()}
    config = make_garden(tmp_path, {**BASIS, **more, **files}, {"unresolved_links": "warn"})
    return config, build(config, "--no-search", "--keep-going", code=code)


def test_direction_follows_the_words_of_a_teller(shared: Path, tmp_path: Path) -> None:
    _, site = a_site_of("rtl", shared, tmp_path, {})
    told = page(site, "stories/ar")
    assert '<h1 dir="auto" lang="ar">قصة' in told
    for element, words in {"p": "مرحبا", "li": "واحد", 'blockquote dir="auto">\n<p': "اقتباس"}.items():
        assert f'<{element} dir="auto">{words}' in told, element


def test_quotes_and_dashes_of_any_kind_name_the_same(shared: Path, tmp_path: Path) -> None:
    titles = {"ours": "It's ours", "team": "Early-help team"}
    topics = {f"topics/{slug}.md": TOPIC.replace("Trust", title) for slug, title in titles.items()}
    config, site = a_site_of("quotes", shared, tmp_path, topics)
    assert not [each for each in findings(config, code=0).get("stories/a.md", []) if each["check"] == "link"]
    for slug in titles:
        assert f'href="../../topics/{slug}/"' in page(site, "stories/a")


def test_the_own_address_of_a_garden_is_a_link_inside_it(shared: Path, tmp_path: Path) -> None:
    told = (shared / "cases/frontmatter/own-address/c.md").read_text().replace("c.github.io/repo", "garden.example")
    config = make_garden(tmp_path, {**BASIS, "stories/b.md": story("B."), "stories/c.md": told})
    (found,) = [each for each in findings(config, code=1)["stories/c.md"] if each["check"] == "link"]
    assert (found["severity"], found["line"]) == ("error", 13) and "stories/gone" in found["message"]
    told = told.replace("[pasted](https://garden.example/stories/gone/) ", "")
    (config.parent / "content/stories/c.md").write_text(told)
    site = build(config, "--no-search")
    assert 'stories/b/"' in page(site, "stories/c").partition("kg-prose")[2] and 'stories/c/"' in page(
        site, "stories/b"
    )


def test_a_remark_between_percent_signs_is_published_nowhere(shared: Path, tmp_path: Path) -> None:
    config, site = a_site_of("obsidian-comment", shared, tmp_path, {"stories/a.md": story("A.")})
    assert [(each["severity"], each["line"]) for each in findings(config, code=0)["stories/b.md"]] == [("warning", 13)]
    assert "Seen." in page(site, "stories/b")
    files = [path for path in (*site.rglob("*"), *(config.parent / ".kgen").rglob("*")) if path.is_file()]
    assert not [path for path in files if b"private note" in path.read_bytes()]


def test_passages_of_others_are_told_as_they_want(shared: Path) -> None:
    """The bars of what is found: they are a floor, and were measured with these passages in view."""
    results = measure(read(shared / "cases/prose/passages.jsonl"))
    blocked = [each.passage.is_right(each.found) for each in results if each.passage.want == "block"]
    noticed = [bool(each.found) for each in results if each.passage.want in ("warn", "block")]
    passed = [each.passage.is_right(each.found) for each in results if each.passage.want == "pass"]
    assert sum(blocked) >= 0.95 * len(blocked) and sum(noticed) >= 0.95 * len(noticed) and all(passed)
