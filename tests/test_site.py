"""The table of addresses is what is made: a site lacks nothing that is in it, and has nothing else."""

import re
from collections import Counter
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pytest
import yaml
from gardens import BASIS, NETWORK, PERSON, QUESTION, make_garden, story
from hypothesis import assume, given, strategies as st
from pictures import PICTURES
from sites import build, by_mkdocs, kgen, page

from kgen.checks import check
from kgen.exports import EXPORTS, names, receipts, sitemap
from kgen.model import KINDS, PAGE
from kgen.read import read
from kgen.settings import ConfigurationError, load
from kgen.site import FILES, FIXED, FOOT, LISTINGS, MENU, PAGES, ROOT, host_key, own_at
from kgen.views import VIEWS, pages, search
from kgen.weave import Garden, weave
from kgen.weave.old_addresses import old_addresses

THEME = Path(__file__).parents[1] / "theme"
LONG = {f"stories/s{number}.md": story("See [[trust]].", title=f"Story {number}") for number in range(60)}
RICH: dict[str, str | bytes] = {
    **BASIS,
    **LONG,
    "stories/withdrawn.md": "---\nwithdrawn: 2026-10\n---\n",
    "stories/seen.md": story(
        "![A room](../images/room.jpg)", title="Seen", aliases=["looked-at"], consent={"ref": "0a" * 32}
    ),
    "images/room.jpg": PICTURES["jpeg"](),
    "networks/circle.md": NETWORK,
    "questions/held.md": QUESTION,
    "people/dee.md": PERSON,
    "meetings/in-june.md": "---\ntitle: In June\nnetwork: circle\n---\n",
    "sources/ties.md": "---\ntitle: Ties\n---\n",
    "pages/about.md": "---\ntitle: About\n---\nWhat this is.\n",
}
_PART = re.compile("<([a-z]+)>")
_DEEP = {"file", "path", "digest"}
"""Parts that stand for a whole path."""
_FURTHER = re.compile(r"page/[0-9]+/")


def matches(address: str, path: str) -> bool:
    """Whether a path is one of those that an address of the table stands for."""
    pieces = _PART.split(address)
    pieces[::2] = map(re.escape, pieces[::2])
    pieces[1::2] = [".+" if part in _DEEP else "[^/]+" for part in pieces[1::2]]
    return re.fullmatch("".join(pieces), path) is not None


def row_of(path: str, addresses: list[str]) -> str:
    """The address of the table that a path belongs to: of several, the one with most letters of its own."""
    found = [address for address in addresses if matches(address, path)]
    assert found, f"{path} is not in the table of addresses"
    return max(found, key=lambda address: len(_PART.sub("", address)))


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Garden:
    of_run = load(make_garden(tmp_path_factory.mktemp("site"), RICH), today="2026-11-23")
    return weave(of_run, read(of_run))


def test_every_page_is_in_the_table_and_every_row_is_made(garden: Garden) -> None:
    addresses = [own.address for own in PAGES]
    made = {_FURTHER.sub("", page.url): page for page in reversed(list(pages(garden)))}
    assert {row_of(url, addresses) for url in made} == set(addresses)
    titles = {own.address: own.title for own in FIXED if own.address}
    assert {url: made[url].title for url in titles} == titles


def test_every_file_is_in_the_table_and_every_row_is_made(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    site = build(garden.settings.config_path)
    addresses = [*(f"{own.address}index.html" for own in PAGES), *(own.address for own in FILES)]
    paths = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    assert len(paths) > 200 and len({host_key(path) for path in paths}) == len(paths)
    found = {row_of(_FURTHER.sub("", path), addresses) for path in paths}
    monkeypatch.setattr(sitemap, "LONGEST", 5)
    monkeypatch.setattr(names, "LARGEST", 50)
    monkeypatch.setattr(receipts, "MOST", 0)
    listed = list(pages(garden))
    found |= {row_of(output.path, addresses) for export in EXPORTS for output in export(garden, listed)}
    assert "stories/looked-at/index.html" in paths
    # The first looks like the page of a story; the second are Material's.
    assert set(addresses) - found == {"<folder>/<alias>/index.html", "assets/<path>"}


def test_every_address_stands_there_once() -> None:
    for table in (PAGES, FILES):
        assert len({own.address for own in table}) == len(table)
    for places in ([own.menu for own in MENU], [own.foot for own in FOOT]):
        assert places == list(range(1, len(places) + 1))


def test_a_view_and_an_export_are_named_where_they_stand_first() -> None:
    assert len(VIEWS) == len({own.view for own in PAGES}) and VIEWS[0].__name__ == "home"
    assert len(EXPORTS) == len({own.export for own in FILES} - {""}) and EXPORTS[0].__name__ == "feeds"


def test_listings_are_those_of_the_kinds() -> None:
    kinds = {(kind.folder, kind.title) for kind in KINDS if kind is not PAGE}
    assert {(own.name, own.title) for own in LISTINGS} == kinds
    assert {kind.name for kind in KINDS if kind is not PAGE} == set(search._WAYS_ON)


def test_templates_lead_to_what_is_in_the_table() -> None:
    known = {own.address for own in FIXED} | {own.address for own in FILES}
    templates = [*THEME.rglob("*.html")]
    written = [
        (path.name, address)
        for path in templates
        for pair in re.findall(r"""href\(['"]([^'"]*)['"]\)|['"]([a-z./]+)['"] \| url""", path.read_text("utf-8"))
        for address in pair
        if address and address != "."
    ]
    assert len(written) > 15 and [each for each in written if each[1] not in known] == []


def test_no_plain_page_takes_the_place_of_what_is_at_the_root(garden: Garden) -> None:
    own = (page for page in pages(garden) if not page.entry.startswith("pages/"))
    made = {page.url.partition("/")[0] for page in own}
    listed = list(pages(garden))
    made |= {output.path.partition("/")[0] for export in EXPORTS for output in export(garden, listed)}
    assert made - {"", "accessibility", "privacy", "complaints"} <= set(ROOT)
    assert {"404", "assets", "images", "pagefind"} <= set(ROOT)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        *(
            ("map/index.html", "map/"),
            ("MAP", "map/"),
            ("map.html", "map/"),
            ("Map/Index.HTML", "map/"),
            ("index.html", ""),
        ),
        *(("index.html/a.css", ""), ("topics/page/2/index.html", "topics/"), ("topics/page", "topics/")),
        *(("data/garden.json", "data/garden.json"), ("Data/Garden.JSON", "data/garden.json")),
        *(("feed.xml/a.css", "feed.xml"), ("sitemap-3.xml", "sitemap-<number>.xml"), ("404.html", "404.html")),
        *(("pagefind/fragment/a.pf_fragment", "pagefind/<file>"), ("assets", "assets/<name>.<digest>")),
        *(("assets/write.0123abcd/page.js", "assets/<name>.<digest>"), ("data", "data/garden.json")),
        *(("stories/from/practitioner", "stories/from/<standpoint>/"), ("S\u0131temap.xml", None)),
        *(
            ("write/paper/index.html", "write/paper/"),
            ("Write/Paper.html", "write/paper/"),
            ("write/pen/index.html", None),
        ),
        *(("\u017fearch.html", "search/"), ("\uff4dap", None), ("images", "images/<picture>")),
        *(("data/receipts/0a.json", "data/receipts/<digits>.json"), ("data/receipts/more.json", None)),
        *(("robots.txt", None), ("data/more.csv", None), ("data/index.html", None), ("mapping/index.html", None)),
        *(("assets/own.css", None), ("assets/javascripts/bundle.0123abcd.min.js", None), ("topics/trust/a.pdf", None)),
        *(("feed.xml.txt", None), ("stories/facts.json", "stories/facts.json"), ("images/logo.png", None)),
    ],
)
def test_what_a_file_would_take_the_place_of(path: str, address: str | None) -> None:
    own = own_at(path)
    assert (own and own.address) == address


CUSTOM = "  custom_dir: overrides\n  static_templates: [contact/index.html]\n"
MINE = '{% extends "main.html" %}{% block content %}<p>The steward\'s own.</p>{% endblock %}'


def with_static_files(folder: Path, files: dict[str, str | bytes], **static: str) -> Path:
    config = make_garden(folder, {**BASIS, **files})
    config.write_text(config.read_text().replace("theme:\n", f"theme:\n{CUSTOM}"))
    for name, text in {"contact/index.html": MINE, **static}.items():
        path = folder / "overrides" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return config


def test_an_entry_in_the_place_of_a_stewards_page_is_refused_and_left_out(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "pages/contact.md": "---\ntitle: Contact\n---\nTheirs.\n",
        "stories/a.md": story("![A room](../images/room.jpg)"),
        "images/room.jpg": PICTURES["jpeg"](),
    }
    config = with_static_files(tmp_path, files, **{"images/room.jpg": "mine"})
    sentences = (
        "the address /contact/ is also that of overrides/contact/index.html",
        "this picture would be published at /images/room.jpg, which is also the address of overrides/images/room.jpg",
    )
    for command in ("check", "build"):
        said = kgen(config, command, code=1)
        assert [each for each in sentences if each not in " ".join(said.split())] == []
    assert not (tmp_path / "site").exists()
    site = build(config, "--keep-going", "--no-search", code=1)
    assert "The steward's own." in page(site, "contact") and "Theirs" not in page(site, "contact")
    assert (site / "images/room.jpg").read_text() == "mine" and "A room" in page(site, "stories/a")


def test_a_stewards_file_in_the_place_of_kgens_own_stops_every_command(tmp_path: Path) -> None:
    config = with_static_files(tmp_path, {}, **{"data/garden.json": "{}"})
    for command in ("check", "build", "serve", "todo"):
        said = kgen(config, command, code=2)
        assert "overrides/data/garden.json:1:1: the site has no place for overrides/data/garden.json" in said
    assert "“The garden as a graph” at /data/garden.json" in by_mkdocs(config, code=1)


def test_the_static_files_are_those_that_are_published(tmp_path: Path) -> None:
    """Which those are, MkDocs decides, and kgen.settings.static_files has to know."""
    names = (
        *(
            "robots.txt",
            "sub/deep/a.css",
            "sub/B.TXT",
            ".hidden",
            "sub/.hidden",
            ".well-known/a.txt",
            "run.py",
            "a.pyc",
        ),
        *("README.txt", "sub/readme", "notes.md", "a.mkd", "locales/en.mo", "mkdocs_theme.yml", "part.html", "P.HTML"),
    )
    config = with_static_files(tmp_path, {}, **dict.fromkeys(names, "x"))
    static = {file.address for file in load(config).static_files}
    site = build(config, "--no-search")
    assert {name for name in names if (site / name).exists()} | {"contact/index.html"} == static
    assert {"robots.txt", "sub/deep/a.css"} < static


SLUGS = (
    "a",
    "b",
    "page",
    "meet",
    "poster",
    "map",
    "privacy",
    "404",
    "home",
    "from",
    "stories",
    "data",
    "assets",
    "index",
    "write",
)
ENTRIES = st.dictionaries(
    st.tuples(st.sampled_from([kind.folder for kind in KINDS]), st.sampled_from(SLUGS)),
    st.lists(st.sampled_from(SLUGS), max_size=3),
    max_size=6,
)
ENDS = (
    "",
    ".html",
    "/index.html",
    "/feed.xml",
    "/page",
    "/page/2",
    "/meet",
    "/poster",
    "/paper",
    "/index.html/x.css",
    "/x.css",
    ".json",
    ".jpg",
)
STATIC = st.lists(
    st.builds(
        lambda folder, slug, end, change: change(f"{folder}{slug}{end}"),
        st.sampled_from(["", "topics/", "stories/", "images/", "networks/", "data/"]),
        st.sampled_from([*SLUGS, "room", "garden", "facts"]),
        st.sampled_from(ENDS),
        st.sampled_from([str, str, str.upper, str.title]),
    ),
    max_size=2,
    unique=True,
)
HEADS = {
    "stories": yaml.safe_load(story().split("---")[1]),
    "people": {"name": "Dee", "consent": {"given": "2026-09"}},
}


@given(entries=ENTRIES, static=STATIC)
def test_nothing_that_is_published_lies_where_something_else_does(
    entries: dict[tuple[str, str], list[str]], static: list[str]
) -> None:
    """Whatever a garden holds, once what has an error is left out."""
    files: dict[str, str | bytes] = {
        "stories/seen.md": RICH["stories/seen.md"],
        "images/room.jpg": RICH["images/room.jpg"],
    }
    for (folder, slug), aliases in entries.items():
        head = {**HEADS.get(folder, {"title": slug}), "aliases": list(dict.fromkeys(aliases))}
        files[f"{folder}/{slug}.md"] = f"---\n{yaml.safe_dump(head)}---\nText.\n"
    with TemporaryDirectory() as name:
        config = make_garden(Path(name), {**BASIS, **files})
        templates = [each for each in static if each.lower().endswith(".html")]
        theme = {"name": "material", "custom_dir": "overrides", "static_templates": templates}
        config.write_text(yaml.safe_dump({**yaml.safe_load(config.read_text()), "theme": theme}))
        for each in static:
            path = Path(name) / "overrides" / each
            assume(not any(parent.is_file() for parent in path.parents) and not path.is_dir())
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x")
        (Path(name) / "overrides").mkdir(exist_ok=True)
        try:
            of_run = load(config, today="2026-11-23")
        except ConfigurationError as error:
            assert "the site has no place for" in str(error)
            return
        reading = read(of_run)
        found = check(weave(of_run, reading))
        garden = weave(of_run, reading, frozenset(each.path for each in found if each.severity == "error"))
    listed = list(pages(garden))
    outputs = [output.path for export in EXPORTS for output in export(garden, listed)]
    assert {f"{url}index.html" for url, _ in old_addresses(garden)} <= set(outputs)
    paths = [f"{page.url}index.html" for page in listed] + outputs + list(garden.picture_addresses.values())
    paths += [file.address for file in of_run.static_files]
    assert max(Counter(map(host_key, paths)).values()) == 1
    folders = {parent.as_posix().lower() for path in paths for parent in PurePosixPath(path).parents}
    assert folders.isdisjoint(path.lower() for path in paths)
