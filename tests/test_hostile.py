"""Content is data: nothing in a contributor's file runs, loads, styles or steers."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import yaml
from gardens import make_garden
from hostile import FORM, OWN_PAYLOADS, dangers, each_in_one_kind, everywhere, faults, files_holding, parsed, scripts
from nightly import one_in
from sites import DAY, build, kgen

from kgen.checks import check
from kgen.exports import EXPORTS
from kgen.markdown.sanitize import clean
from kgen.model import Source
from kgen.read import read_sources
from kgen.settings import load
from kgen.views import pages
from kgen.views.rendering import PageRenderer
from kgen.weave import Garden, weave

FORMS = ("write/", "join/", "ask/", "my-story/", "search/")
OPTIONS = {"unresolved_links": "warn", "source": "private"}


HEAD = frozenset({"meta", "link"})


def garden_of(files: dict[str, str], tmp_path: Path) -> Garden:
    """A garden of some files, whatever kgen has to say against them."""
    settings = load(make_garden(tmp_path, {}, OPTIONS))
    sources = [Source(name, text.encode("utf-8", errors="replace")) for name, text in files.items()]
    return weave(settings, read_sources(sources, "content"))


def assert_harmless(garden: Garden) -> int:
    """Render every page and export of a garden, and return how many pages there were."""
    check(garden)
    renderer = PageRenderer(garden)
    made = list(pages(garden))
    for page in made:
        slots = renderer.slots(page, renderer.html(page))
        document, complaints = parsed(
            f"<!doctype html><title>{slots.title}</title>{slots.head}<main>{slots.content}</main>{slots.footer}"
        )
        assert not complaints, (page.url, complaints[:3])
        head, body = document
        allowed = FORM if page.url in FORMS else frozenset[str]()
        found = [*dangers(head, allowed=HEAD), *dangers(body, allowed=allowed)]
        assert not found, (page.url, found)
    for export in EXPORTS:
        for output in export(garden, made):
            data = output.made(garden)
            if output.path.endswith(".html"):
                document, _ = parsed(data.decode())
                found = [each for each in dangers(document, allowed=HEAD) if each != "http-equiv='refresh'"]
                assert not found, output.path
    return len(made)


@pytest.fixture(scope="session")
def attacks(shared: Path) -> list[str]:
    found = [case["payload"] for case in json.loads((shared / "vectors/xss-dompurify.json").read_text())]
    assert len(found) == 223
    return found


@pytest.fixture(scope="session")
def naughty_strings(shared: Path) -> list[str]:
    found = [text for text in json.loads((shared / "vectors/naughty-strings.json").read_text()) if text.strip()]
    assert len(found) > 500
    return found


ATTACKS = yaml.load((Path(__file__).parent / "attacks.yml").read_bytes(), yaml.CSafeLoader)


class TestInOneKindEach:
    """Each attack in the body and all fields of one kind of entry, and each kind attacked in many ways."""

    def test_own_payloads_are_harmless(self, tmp_path: Path) -> None:
        assert assert_harmless(garden_of(each_in_one_kind(OWN_PAYLOADS), tmp_path)) > len(OWN_PAYLOADS)

    def test_known_attacks_are_harmless(self, attacks: list[str], tmp_path: Path) -> None:
        assert assert_harmless(garden_of(each_in_one_kind(attacks), tmp_path)) > len(attacks)

    def test_naughty_strings_are_harmless(self, naughty_strings: list[str], tmp_path: Path) -> None:
        """Every third: those of one sort come one after the other."""
        some = naughty_strings[::3]
        assert assert_harmless(garden_of(each_in_one_kind(some), tmp_path)) > len(some)

    @pytest.mark.parametrize("aim", one_in(2, ATTACKS))
    def test_attacks_of_our_own_are_harmless(self, aim: str, tmp_path: Path) -> None:
        assert assert_harmless(garden_of(each_in_one_kind(ATTACKS[aim]), tmp_path)) > len(ATTACKS[aim])


@pytest.mark.nightly
class TestEverywhere:
    """Each attack in the body and all fields of every kind of entry."""

    def test_own_payloads_are_harmless(self, tmp_path: Path) -> None:
        assert assert_harmless(garden_of(everywhere(OWN_PAYLOADS), tmp_path)) > 5 * len(OWN_PAYLOADS)

    @pytest.mark.parametrize("part", range(4))
    def test_known_attacks_are_harmless(self, part: int, attacks: list[str], tmp_path: Path) -> None:
        assert assert_harmless(garden_of(everywhere(attacks[part::4]), tmp_path)) > 200

    @pytest.mark.parametrize("part", range(4))
    def test_naughty_strings_are_harmless(self, part: int, naughty_strings: list[str], tmp_path: Path) -> None:
        assert assert_harmless(garden_of(everywhere(naughty_strings[part::4]), tmp_path)) > 200

    @pytest.mark.parametrize("aim", ATTACKS)
    def test_attacks_of_our_own_are_harmless(self, aim: str, tmp_path: Path) -> None:
        assert assert_harmless(garden_of(everywhere(ATTACKS[aim]), tmp_path)) > 5 * len(ATTACKS[aim])


@pytest.mark.parametrize("filled", [each_in_one_kind, pytest.param(everywhere, marks=pytest.mark.nightly)])
def test_whole_pages_run_nothing_that_calm_ones_do_not(
    filled: Callable[[Sequence[str]], dict[str, str]], tmp_path: Path
) -> None:
    """The frame too: navigation, head and footer print what contributors write."""
    calm = build(make_garden(tmp_path / "calm", files_holding(0, "calm"), OPTIONS), "--no-search")
    config = make_garden(tmp_path / "hostile", filled(OWN_PAYLOADS), OPTIONS)
    kgen(config, "build", "--keep-going", "--no-search", "--today", DAY, code=1)
    ours = {script for path in calm.rglob("*.html") for script in scripts(path.read_text())}
    found = sorted((tmp_path / "hostile/site").rglob("*.html"))
    assert len(found) > len(OWN_PAYLOADS)
    for path in found[::5]:
        assert set(scripts(path.read_text())) <= ours, path


@pytest.mark.parametrize(
    "shown",
    [
        "<script>alert(1)</script>",
        "<b onclick=alert(1)>x</b>",
        "<a href='java&Tab;script:alert(1)'>x</a>",
        "<svg><a href='#'><text>x</text></a></svg>",
        "<form action=/x></form>",
        "<p id=footer>x</p>",
        "<link rel=stylesheet href=/x.css>",
    ],
)
def test_what_harms_is_seen(shown: str) -> None:
    _, body = parsed(f"<!doctype html><title>x</title><main>{shown}</main>")[0]
    assert list(dangers(body))


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
    garden = garden_of(files_holding(0, "{{ 7 * 7 }} {% raw %} {{< img src=x >}}"), tmp_path)
    html = "".join(map(PageRenderer(garden).html, pages(garden)))
    assert "{{ 7 * 7 }}" in html and "49" not in html
    assert "{{&lt; img src=x &gt;}}" in html
