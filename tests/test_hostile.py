"""Content is data: nothing in a contributor's file runs, loads, styles or steers."""

import json
from pathlib import Path

import pytest
import yaml
from gardens import make_garden
from hostile import FORM, OWN_PAYLOADS, dangers, faults, files_holding, scripts
from sites import DAY, build, kgen

from kgen.checks import check
from kgen.exports import EXPORTS
from kgen.markdown.safe import clean
from kgen.model import Source
from kgen.read import read_sources
from kgen.settings import load
from kgen.views import pages
from kgen.views.rendering import Renderer
from kgen.weave import Garden, weave

FORMS = ("write/", "search/")


def garden_of(payloads: list[str], tmp_path: Path) -> Garden:
    """A garden that holds every payload everywhere, whatever kgen has to say against it."""
    settings = load(make_garden(tmp_path, {}, {"unresolved_links": "warn", "source": "private"}))
    sources = [
        Source(name, text.encode("utf-8", errors="replace"))
        for number, payload in enumerate(payloads)
        for name, text in files_holding(number, payload).items()
    ]
    return weave(settings, read_sources(sources, "content"))


def assert_harmless(garden: Garden) -> int:
    """Render every page and export of a garden, and return how many pages there were."""
    check(garden)
    renderer = Renderer(garden)
    made = list(pages(renderer))
    for page in made:
        slots = renderer.slots(page, page.html())
        head = list(
            dangers(
                f"<!doctype html>{slots['head']}<title>{slots['title']}</title>", allowed=frozenset({"meta", "link"})
            )
        )
        shown = f"<!doctype html><title>x</title><main>{slots['content']}</main>{slots['footer']}"
        body = list(dangers(shown, allowed=FORM if page.url in FORMS else frozenset()))
        assert not head + body, (page.url, head + body)
        whole = f"<!doctype html><title>{slots['title']}</title>{slots['head']}<main>{slots['content']}</main>"
        assert not faults(whole), (page.url, faults(whole)[:3])
    for export in EXPORTS:
        for output in export(garden, made):
            data = output.content()
            if output.path.endswith(".html"):
                allowed = frozenset({"meta", "link"})
                found = [each for each in dangers(data.decode(), allowed=allowed) if each != "http-equiv='refresh'"]
                assert not found, output.path
    return len(made)


@pytest.fixture(scope="session")
def attacks(shared: Path) -> list[str]:
    return [case["payload"] for case in json.loads((shared / "vectors/xss-dompurify.json").read_text())]


@pytest.fixture(scope="session")
def naughty_strings(shared: Path) -> list[str]:
    return [text for text in json.loads((shared / "vectors/naughty-strings.json").read_text()) if text.strip()]


def test_own_payloads_are_harmless(tmp_path: Path) -> None:
    assert assert_harmless(garden_of(OWN_PAYLOADS, tmp_path)) > 100


@pytest.mark.parametrize("part", range(4))
def test_known_attacks_are_harmless(part: int, attacks: list[str], tmp_path: Path) -> None:
    assert len(attacks) == 223
    assert assert_harmless(garden_of(attacks[part::4], tmp_path)) > 200


@pytest.mark.parametrize("part", range(4))
def test_naughty_strings_are_harmless(part: int, naughty_strings: list[str], tmp_path: Path) -> None:
    assert len(naughty_strings) > 500
    assert assert_harmless(garden_of(naughty_strings[part::4], tmp_path)) > 200


def test_whole_pages_run_nothing_that_calm_ones_do_not(tmp_path: Path) -> None:
    """The frame too: navigation, head and footer print what contributors write."""
    calm = build(
        make_garden(tmp_path / "calm", files_holding(0, "calm"), {"source": "private", "unresolved_links": "warn"})
    )
    files = {
        name: text for number, each in enumerate(OWN_PAYLOADS) for name, text in files_holding(number, each).items()
    }
    config = make_garden(tmp_path / "hostile", files, {"unresolved_links": "warn", "source": "private"})
    kgen(config, "build", "--keep-going", "--today", DAY, code=1)
    ours = {script for path in calm.rglob("*.html") for script in scripts(path.read_text())}
    found = sorted((tmp_path / "hostile/site").rglob("*.html"))
    assert len(found) > 100
    for path in found[::7]:
        assert set(scripts(path.read_text())) <= ours, path


ATTACKS = yaml.safe_load((Path(__file__).parent / "attacks.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("aim", ATTACKS)
def test_attacks_of_our_own_are_harmless(aim: str, tmp_path: Path) -> None:
    assert assert_harmless(garden_of(ATTACKS[aim], tmp_path)) > 5 * len(ATTACKS[aim])


@pytest.mark.parametrize("table", ["<table><a href='https://b.example'>x</a></table>", "<table><tr><b>x<td>y</table>"])
def test_what_is_moved_out_of_a_table_stays_where_a_browser_puts_it(table: str) -> None:
    cleaned = clean(f"<a href='https://a.example'>{table}</a>")
    assert clean(cleaned) == cleaned
    assert not faults(f"<!doctype html><title>x</title>{cleaned}")


def test_no_control_character_outlives_the_cleaner() -> None:
    """Each is given as a code, which the cleaner turns into the character itself."""
    no_character = [*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF]
    for number in (*range(1, 9), 0xB, *range(0xE, 0x20), 0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D, *no_character):
        cleaned = clean(f"<p>a&#{number};b</p>\n<p>c</p>")
        assert chr(number) not in cleaned, hex(number)
        cleaned = cleaned.replace(' dir="auto"', "")
        assert cleaned.startswith("<p>a") and cleaned.endswith("b</p>\n<p>c</p>")


def test_templates_and_shortcodes_stay_text(tmp_path: Path) -> None:
    garden = garden_of(["{{ 7 * 7 }} {% raw %} {{< img src=x >}}"], tmp_path)
    html = "".join(page.html() for page in pages(Renderer(garden)))
    assert "{{ 7 * 7 }}" in html and "49" not in html
    assert "{{&lt; img src=x &gt;}}" in html
