"""The two frames around a garden's pages: kgen's own, which imports no other theme, and Material's."""

import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
import yaml
from gardens import BASIS, make_garden, story
from hypothesis import given, strategies as st
from sites import build, by_mkdocs, kgen, same

from kgen.publish.policy import inline_scripts
from kgen.settings import load
from kgen.settings.accent import ENOUGH, Accent, contrast, nearest_readable, palette, worst_contrast
from kgen.views.assets import STYLE, assets

FILES: dict[str, str | bytes] = {
    **BASIS,
    "stories/a.md": story("We had a form.", title="A form"),
    "pages/about.md": "---\ntitle: About us\n---\nWe tend it.\n",
}


SAYS_WHAT_IT_IMPORTED = """
import atexit, os, runpy, sys
end = os._exit  # kgen leaves without tidying up
os._exit = lambda code: (print(*sys.modules, flush=True), end(code))
atexit.register(lambda: print(*sys.modules))
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def with_theme(folder: Path, theme: str, files: dict[str, str | bytes] = FILES, **options: object) -> Path:
    config = make_garden(folder, files, options)
    values = yaml.safe_load(config.read_text())
    config.write_text(yaml.safe_dump({**values, "theme": {"name": theme}}))
    return config


def html_of(site: Path) -> dict[str, str]:
    found = {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*.html")}
    return {name: html for name, html in found.items() if 'http-equiv="refresh"' not in html}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = with_theme(tmp_path_factory.mktemp("own"), "kgen")
    build(config)
    return config.parent / "site"


@pytest.mark.parametrize("module", ["mkdocs", "properdocs"])
def test_others_build_the_same(module: str, tmp_path: Path) -> None:
    config = with_theme(tmp_path, "kgen")
    build(config)
    # A seed of its own gives it a process of its own: ProperDocs puts itself in the place of MkDocs.
    own = {"PYTHONHASHSEED": "0"} if module == "properdocs" else {}
    by_mkdocs(config, "--site-dir", "by-others", module=module, **own)
    assert same(tmp_path / "site", tmp_path / "by-others")


def test_mkdocs_builds_the_same_in_materials_frame(tmp_path: Path) -> None:
    config = with_theme(tmp_path, "material")
    build(config)
    by_mkdocs(config, "--site-dir", "by-mkdocs")
    assert same(tmp_path / "site", tmp_path / "by-mkdocs")
    assert "md-header" in (tmp_path / "site/index.html").read_text()
    (script,) = (tmp_path / "site").glob("assets/kgen.*.js")
    assert all(f'assets/{script.name}"></script>' in html for html in html_of(tmp_path / "site").values())


def test_nothing_of_material_is_imported(tmp_path: Path) -> None:
    config = with_theme(tmp_path, "kgen")
    for module, *arguments in (("kgen", "build", "-f"), ("mkdocs", "build", "-q", "-f")):
        command = [sys.executable, "-c", SAYS_WHAT_IT_IMPORTED, module, *arguments, str(config)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        imported = done.stdout.splitlines()[-1].split()
        assert {"kgen.publish.mkdocs", "mkdocs.theme"} <= set(imported)
        assert not [name for name in imported if name.partition(".")[0] == "material"]


def test_no_script_stands_in_a_page_and_programs_run_where_one_searches(site: Path) -> None:
    pages = html_of(site)
    assert len(pages) > 20
    for name, html in pages.items():
        assert inline_scripts(html) == [], name
        (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        may_run = "'self'" + " 'wasm-unsafe-eval'" * (name == "search/index.html")
        assert rules.get("script-src", rules["default-src"]) == may_run, name


def test_what_the_style_loads_is_there(site: Path) -> None:
    (style,) = site.glob("assets/kgen.*.css")
    names = re.findall(r'url\("([^"]+)"\)', style.read_text())
    assert len(names) == 2 and all((style.parent / name).stat().st_size < 45_000 for name in names)
    assert sum((style.parent / name).stat().st_size for name in names) <= 45_000


def test_the_page_for_what_is_not_here_leads_on_from_anywhere(site: Path) -> None:
    html = html_of(site)["404.html"]
    links = re.findall(r'<a [^>]*href="([^"]+)"', html)
    assert {"/stories/", "/topics/", "/write/", "/privacy/", "/about/"} <= set(links)
    assert [link for link in links if not link.startswith(("/", "#", "https://", "mailto:"))] == []


def test_each_page_of_kgens_own_is_told_its_address(site: Path) -> None:
    marked = [name for name, html in html_of(site).items() if 'aria-current="page">Tell a story' in html]
    assert marked == ["write/index.html"]


class TestTheMenu:
    def labels(self, config: Path, url: str = "") -> list[str]:
        build(config, "--no-search")
        html = html_of(config.parent / "site")[f"{url}index.html"]
        menu = html[html.index('<nav class="kg-ways"') : html.index("</nav>")]
        return re.findall(r"<li><a [^>]*>([^<]+)</a>", menu)

    def test_what_is_empty_does_not_stand_there(self, tmp_path: Path) -> None:
        files = {name: text for name, text in FILES.items() if not name.startswith(("networks/", "questions/"))}
        config = with_theme(tmp_path, "kgen", files)
        assert self.labels(config) == ["Stories", "Topics", "About"]

    def test_several_pages_stand_below_about_where_one_is_read(self, tmp_path: Path) -> None:
        config = with_theme(tmp_path, "kgen", {**FILES, "pages/idea.md": "---\ntitle: The idea\n---\nx\n"})
        assert self.labels(config)[-1] == "About"
        assert self.labels(config, "idea/")[-3:] == ["About", "About us", "The idea"]

    def test_a_deep_one_loses_no_page(self, tmp_path: Path) -> None:
        config = with_theme(tmp_path, "kgen", {**FILES, "pages/idea.md": "---\ntitle: The idea\n---\nx\n"})
        deep = "{Deep: [{Deeper: [{Deepest: [{Idea: pages/idea.md}]}]}, {We: pages/about.md}]}"
        others = "{Map: map/}, {Again: map/}, {Out: [{There: 'https://example.org/'}]}"
        config.write_text(f"{config.read_text()}nav: [{deep}, {others}]\n")
        assert self.labels(config) == ["Deep", "Map", "Again", "There"]
        assert self.labels(config, "idea/") == ["Deep", "Map", "Again", "There", "Idea", "We"]
        html = html_of(tmp_path / "site")["index.html"]
        assert re.findall('<a href="([^"]*)"[^>]*>(?:Deep|Map|Again|There)<', html) == [
            *("idea/", "map/", "map/", "https://example.org/")
        ]

    @pytest.mark.parametrize("theme", ["kgen", "material"])
    def test_it_leads_to_an_entry_from_every_page(self, theme: str, tmp_path: Path) -> None:
        """Pages of one depth share a frame, and `../a/` leads from one story to another alone."""
        config = with_theme(tmp_path, theme, {**FILES, "stories/b.md": story(title="Another")})
        config.write_text(f"{config.read_text()}nav: [A: stories/a.md, Ours: [topics/trust.md, /map/]]\n")
        build(config, "--no-search")
        kgen(config, "verify")

    def test_a_long_one_waits_behind_a_button(self, tmp_path: Path) -> None:
        config = with_theme(tmp_path, "kgen")
        assert 'id="kg-menu"' not in (self.labels(config), html_of(tmp_path / "site")["index.html"])[1]
        items = "".join(f"- {name}: {name.lower()}/\n" for name in "Stories Topics People Map Bridges Write".split())
        config.write_text(f"{config.read_text()}nav:\n{items}- About: pages/about.md\n")
        assert len(self.labels(config)) == 7
        assert 'id="kg-menu"' in html_of(tmp_path / "site")["index.html"]


class TestAccent:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_kgens_own_colours_can_be_read(self, scheme: str) -> None:
        colours = palette(scheme)  # type: ignore[arg-type]
        grounds = ("--kg-paper", "--kg-raised", "--kg-tint", "--kg-shade")
        assert {*grounds, "--kg-ink", "--kg-quiet", "--kg-accent"} <= set(colours)
        for words, ground in product(("--kg-ink", "--kg-quiet", "--kg-accent"), grounds):
            assert contrast(colours[words], colours[ground]) >= ENOUGH, (words, ground)

    @pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)])
    def test_contrast_is_that_of_wcag(self, one: str, other: str, ratio: float) -> None:
        assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)

    @given(st.integers(0, 0xFFFFFF), st.sampled_from(["light", "dark"]))
    def test_the_nearest_can_be_read_and_stays_what_it_is(self, number: int, scheme: str) -> None:
        near = nearest_readable(f"#{number:06x}", scheme)  # type: ignore[arg-type]
        assert worst_contrast(near, scheme) >= ENOUGH  # type: ignore[arg-type]
        assert nearest_readable(near, scheme) == near  # type: ignore[arg-type]

    def test_one_colour_is_enough(self) -> None:
        accent = Accent.model_validate("#A14")
        assert accent.light == "#aa1144" and worst_contrast(accent.dark, "dark") >= ENOUGH

    def test_it_is_in_the_style_of_both_frames(self, tmp_path: Path) -> None:
        for theme in ("kgen", "material"):
            settings = load(with_theme(tmp_path / theme, theme, accent={"light": "#7a1f5c", "dark": "#f0a8d8"}))
            style = assets(settings)[STYLE][1].decode()
            assert style.count("--kg-accent: #7a1f5c") == 1 and "--kg-accent: #f0a8d8" in style

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ('"#ffcc00"', "cannot be read on light paper: the contrast of #ffcc00 is 1.3 to 1"),
            ('{light: "#2f5d3a", dark: "#2f5d3a"}', "cannot be read on dark paper"),
            ("teal", "should be a colour of three or six hexadecimal digits"),
            ("#2f5d3a", "should be a colour of three or six hexadecimal digits"),
            ("[a]", "should be a colour of three or six hexadecimal digits"),
            ('{day: "#2f5d3a"}', "`day` has no meaning here"),
        ],
    )
    def test_what_cannot_be_read_is_refused_with_the_nearest(self, written: str, said: str, tmp_path: Path) -> None:
        config = with_theme(tmp_path, "kgen")
        config.write_text(config.read_text().replace("kgen: {}", f"kgen:\n      accent: {written}\n"))
        printed = kgen(config, "check", code=2)
        assert said in printed, printed
        if near := re.search(r'Write "(#[0-9a-f]{6})", the nearest that can be read', printed):
            config.write_text(config.read_text().replace(written, f'"{near[1]}"' if "light" in said else "teal"))
            assert ("cannot be read" in kgen(config, "check", code=0 if "light" in said else 2)) is False
