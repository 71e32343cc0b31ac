"""`kgen verify`: what it sees on a built page, and what it lets pass."""

from pathlib import Path

import pytest
from gardens import BASIS, make_garden, story
from sites import build, kgen

from kgen.commands.verify import faults_of
from kgen.settings import load

POLICY = "<meta http-equiv=Content-Security-Policy content=\"default-src 'self'\">"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    make_garden(tmp_path, dict(BASIS))
    (tmp_path / "site" / "a b").mkdir(parents=True)
    (tmp_path / "site" / "a b" / "index.html").write_text("<p id='plåce'>x</p><a href='../'>home</a>")
    return tmp_path / "site"


def faults(site: Path, html: str) -> list[tuple[str, str]]:
    (site / "index.html").write_text(html)
    return [(fault.path, fault.message) for fault in faults_of(site, load(site.parent / "mkdocs.yml"))]


@pytest.mark.parametrize(
    "html",
    [
        "<script src='https://cdn.example/x.js'></script>" + POLICY,
        "<script src=//cdn.example/x.js></script>" + POLICY,
        "<link rel='stylesheet' href='https://fonts.example/x'>",
        "<link rel='preconnect' href='https://fonts.example'>",
        "<img src='https://x.example/1.png'>",
        "<img src='' srcset='https://x.example/2.png 2x'>",
        "<iframe src='https://x.example'></iframe>",
        "<object data='https://x.example'></object>",
        "<video poster='https://x.example/1.png'></video>",
        "<p style='background: url(https://x.example/1.png)'>",
        "<style>@import 'https://x.example/x.css';</style>",
        '<style>p { background: url( "//x.example/1.png" ) }</style>',
        "<base href='https://x.example/'>",
        "<meta http-equiv='refresh' content='0; url=https://x.example/'>",
        "<svg><image href='https://x.example/1.png' /></svg>",
        "<svg><use xlink:href='//x.example/1.svg#a' /></svg>",
        "<svg><filter><feImage href='https://x.example/1.png' /></filter></svg>",
        "<iframe srcdoc='&lt;img src=https://x.example/1.png&gt;'></iframe>",
        "<a href='a%20b/' ping='https://x.example/'>x</a>",
        "<p style='background: image-set(\"https://x.example/1.png\" 2x)'>",
        "<style>p { background: image-set('a%20b/' 1x, 'https://x.example/1.png' 2x) }</style>",
        "<script>fetch('https://x.example/a')</script>" + POLICY,
        "<script>new WebSocket( `wss://x.example` )</script>" + POLICY,
        "<script type=module>import a from '//x.example/a.js'</script>" + POLICY,
    ],
)
def test_a_call_to_another_host(site: Path, html: str) -> None:
    [(page, words)] = faults(site, html)
    assert page == "index.html" and words.endswith("from another host")


def test_a_call_from_a_style_sheet(site: Path) -> None:
    (site / "x.css").write_text("a { b: url(x.png); c: url('https://x.example/x.woff2') }")
    (site / "x.png").touch()
    assert faults(site, "x") == [("x.css", "loads https://x.example/x.woff2 from another host")]


def test_a_call_from_a_script(site: Path) -> None:
    (site / "x.js").write_text("const x = 'https://x.example/1'; await import('https://x.example/2');")
    assert faults(site, "x") == [("x.js", "loads https://x.example/2 from another host")]


def test_what_nobody_loads_is_no_call(site: Path) -> None:
    (site / "a b/x.css").write_text(
        "/* url(https://x.example/1) */ @namespace url(http://www.w3.org/2000/svg); a { b: url('../a b/x.css') }"
    )
    (site / "x.js").write_text(
        "/*! import a from 'https://x.example/1' */let a='image/*';/* fetch('https://x.example/2') */\n"
        "  // taken from 'https://x.example/3'\nthrow Error(`cannot be read from 'https://x.example/4'`)"
    )
    assert faults(site, "x") == []
    (site / "x.js").write_text("let a='image/*',b=import('https://x.example/1'),c='*/*'")
    assert faults(site, "x") == [("x.js", "loads https://x.example/1 from another host")]


def test_what_a_style_sheet_or_the_sitemap_names_is_there(site: Path) -> None:
    (site / "a b/x.css").write_text(
        "@import 'gone.css'; a { b: url(#c); c: url(data:image/png;base64,AA==), url(../x.png) }"
    )
    page = "<url><loc>https://garden.example/{}</loc></url>"
    (site / "sitemap.xml").write_text("".join(map(page.format, ("", "a%20b/", "gone/?a&amp;b"))))
    assert faults(site, "x") == [
        ("a b/x.css", "leads to ../x.png, which is not there"),
        ("a b/x.css", "leads to gone.css, which is not there"),
        ("sitemap.xml", "leads to https://garden.example/gone/?a&b, which is not there"),
    ]


def test_a_page_that_is_cut_off(site: Path) -> None:
    for html in ("", "<!doctype html>\n<html lang=en><p>We waited. </ht"):
        assert faults(site, html) == [("index.html", "is cut off before its end. Build it again")]
    assert faults(site, "<!doctype html>\n<html lang=en><p>We waited.</html>\n") == []


def test_a_script_without_a_policy(site: Path) -> None:
    assert faults(site, "<script>1</script>") == [("index.html", "runs a script without a content security policy")]
    assert faults(site, "<script type='application/ld+json'>{}</script>") == []


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<a href='gone/'>x</a>", "leads to gone/, which is not there"),
        ("<a href='https://garden.example/gone/'>x</a>", "leads to https://garden.example/gone/, which is not there"),
        ("<a href='#nowhere'>x</a>", "leads to #nowhere, but that page has no such anchor"),
        ("<a href='a%20b/#place'>x</a>", "leads to a%20b/#place, but that page has no such anchor"),
        ("<img src='gone.png'>", "leads to gone.png, which is not there"),
        ("<meta http-equiv='refresh' content='0; url=gone/'>", "leads to gone/, which is not there"),
        ("<a href='../../../etc/passwd'>x</a>", "leads to ../../../etc/passwd, which is not there"),
    ],
)
def test_a_link_that_leads_nowhere(site: Path, html: str, words: str) -> None:
    assert faults(site, html) == [("index.html", words)]


def test_what_is_well(site: Path) -> None:
    html = (
        "<a href='a%20b/#pl%C3%A5ce'>x</a><a href='/a b/'>x</a><a href='#here' id='here'>x</a><a href='#'>top</a>"
        "<a href='https://elsewhere.example/'>x</a><a href='mailto:a@b.example'>x</a><a href='?q=1'>x</a>"
        "<svg><a xlink:href='https://elsewhere.example/'>x</a></svg>"
        "<img src='data:image/png;base64,AA=='><img src='https://garden.example/a b/index.html'>"
        "<link rel='canonical' href='https://garden.example/'><form action='https://inbox.example/'></form>"
    )
    assert faults(site, html) == []


def test_a_heavy_page(site: Path) -> None:
    [(_, words)] = faults(site, "x" * 60_001)
    assert words.startswith("weighs 60,001 bytes")
    assert faults(site, "x" * 60_000) == []


def test_the_words_of_a_long_story_weigh_nothing(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/long.md": story("\n\n".join(["We waited. "] * 9000))})
    site = build(config, "--no-search")
    assert len((site / "stories/long/index.html").read_bytes()) > 90_000
    assert "its links lead somewhere" in kgen(config, "verify")


def test_how_it_ends(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story()})
    assert "There is no site in" in kgen(config, "verify", code=2)
    site = build(config, "--no-search")
    kgen(config, "verify")
    (site / "topics/trust/index.html").unlink()
    said = kgen(config, "verify", code=1)
    assert "stories/a/index.html: leads to ../../topics/trust/, which is not there" in said
