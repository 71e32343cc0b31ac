"""Content is data: nothing in a contributor's file runs, loads, styles or steers."""

import json
from pathlib import Path

import pytest
from gardens import make_garden
from hostile import dangers, files_holding

from kgen.checks import check
from kgen.exports import EXPORTS
from kgen.model import Source
from kgen.read import read_sources
from kgen.settings import load
from kgen.views import pages
from kgen.views.rendering import Renderer
from kgen.weave import Garden, weave

# Written for this test, beside the suite: what front matter, wikilinks, templates and themes add to the ways in.
OWN_PAYLOADS = [
    "{{ config.site_name }}{% for x in range(9) %}{{ x }}{% endfor %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "</title><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus=alert(1) x='",
    "[click](javascript:alert(1))",
    "[click](java\tscript:alert(1))",
    "[click](&#106;avascript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[click](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](../images/x.png)',
    '[x](https://a.example "t\\" onmouseover=\\"alert(1)")',
    "[[x|<img src=x onerror=alert(1)>]]",
    "[[javascript:alert(1)]]",
    "![[javascript:alert(1)]]",
    "<a href=\"https://a.example\" onclick=alert(1) style='position:fixed' target=_blank name=config>x</a>",
    "<form action=https://a.example><input name=q><button>go</button></form>",
    "<meta http-equiv=refresh content='0;url=https://a.example'>",
    "<base href=https://a.example>",
    "<link rel=stylesheet href=https://a.example/x.css>",
    "<style>*{display:none}</style>",
    "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<div id=__config class='md-header md-overlay'>x</div>",
    "<img srcset='https://a.example/x 1x' src=https://a.example/y>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "kgen\N{SYMBOL FOR UNIT SEPARATOR}content\N{SYMBOL FOR UNIT SEPARATOR}",
    "￼￼ [[x]] ￼",
    "$(touch /tmp/kgen-was-here)`touch /tmp/kgen-was-here`",
]


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
    made = list(pages(garden))
    for page in made:
        slots = renderer.slots(page, page.html())
        head = list(dangers(f"<!doctype html>{slots['head']}<title>{slots['title']}</title>", allowed=frozenset({"meta", "link"})))
        body = list(dangers(f"<!doctype html><title>x</title><main>{slots['content']}</main>{slots['footer']}"))
        assert not head + body, (page.url, head + body)
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


def test_templates_and_shortcodes_stay_text(tmp_path: Path) -> None:
    garden = garden_of(["{{ 7 * 7 }} {% raw %} {{< img src=x >}}"], tmp_path)
    html = "".join(page.html() for page in pages(garden))
    assert "{{ 7 * 7 }}" in html and "49" not in html
    assert "{{&lt; img src=x &gt;}}" in html
