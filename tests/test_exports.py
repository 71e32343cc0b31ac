"""Feeds, open data, redirects and the sitemap: they parse, they are inert, and they hold nothing that is hidden."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any, get_args

import feedparser
import gardens
import jsonschema
import networkx
import pytest
from gardens import BASIS, NETWORK, PERSON, QUESTION, make_garden

from kgen.checks import check
from kgen.exports import EXPORTS, sitemap
from kgen.exports.data import inert
from kgen.exports.redirects import redirects
from kgen.field_types import Use
from kgen.read import read
from kgen.settings import load
from kgen.views import pages
from kgen.weave import Garden, weave


def story(text: str = "Something happened.", **fields: Any) -> str:
    """A story whose teller said yes to every use."""
    return gardens.story(text, **{**fields, "consent": {"uses": list(get_args(Use)), **fields.get("consent", {})}})


FILES = {
    **BASIS,
    "stories/a.md": story(
        "The whole text stays here. It names [[holds]] and [[secret]].", title="The bench", author="dee",
        answers="holds", networks="circle", aliases=["old-bench"]
    ),
    "stories/b.md": story(
        "Second, and open: after [[secret]], [[gone]] and [[sketch]] comes [[trust]].", title="The bench",
        summary="Written by hand.", date="2026-10", licence="CC-BY-4.0", consent={"whose": "illustrative"}, lang="cy",
    ),
    "stories/secret.md": story(
        "A phrase that nobody else uses.", title="Nobody knows", answers="holds", author="dee", topics="trust",
        aliases=["old-secret"], consent={"whose": "own", "review": "2026-10"},
    ),
    "stories/sketch.md": story("A phrase that nobody else uses.", title="Nobody knows yet", draft="true"),
    "stories/broken.md": story("A phrase that nobody else uses.", title="Nobody knows: broken", standpoint=None),
    "stories/out.md": story("A phrase that nobody else uses.", title="Nobody knows: left out", topics="no-such-topic"),
    "stories/gone.md": "---\nwithdrawn: 2026-10\n---\n",
    "questions/holds.md": QUESTION,
    "people/dee.md": PERSON,
    "networks/circle.md": NETWORK,
    "pages/about.md": "---\ntitle: About\naliases: [idea]\n---\nWhat we are.\n",
}  # fmt: skip


def woven(folder: Path, files: dict[str, str], site_url: str = "https://garden.example/", **options: str) -> Garden:
    """A garden as `kgen build --keep-going` sees it: what has an error is left out."""
    config = make_garden(folder, files, options)
    config.write_text(config.read_text().replace("https://garden.example/", site_url))
    settings = load(config, today="2026-11-23")
    reading = read(settings)
    errors = [problem for problem in check(weave(settings, reading)) if problem.severity == "error"]
    return weave(settings, reading, frozenset(problem.path for problem in errors))


def exported(garden: Garden) -> dict[str, bytes]:
    made = list(pages(garden))
    return {output.path: output.made(garden) for export in EXPORTS for output in export(garden, made)}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return exported(woven(tmp_path_factory.mktemp("exports"), FILES))


def test_feeds_parse_and_list_the_newest_first(files: dict[str, bytes]) -> None:
    for name in (
        "feed.xml",
        "topics/trust/feed.xml",
        "questions/holds/feed.xml",
        "people/dee/feed.xml",
        "networks/circle/feed.xml",
    ):
        feed = feedparser.parse(files[name])
        assert not feed.bozo, (name, feed.get("bozo_exception"))
        assert feed.feed.id == f"https://garden.example/{name}"
    feed = feedparser.parse(files["feed.xml"])
    assert [entry.link for entry in feed.entries] == [
        "https://garden.example/stories/b/",
        "https://garden.example/stories/a/",
    ]
    assert feed.entries[0].summary == "Illustrative: Written by hand."
    assert feed.entries[1].summary.startswith("The whole text stays here. It names ")
    assert feed.entries[0].updated == "2026-10-01T00:00:00Z"
    assert feed.entries[1].author == "Dee" and feed.entries[0].author == "Anonymous"
    assert b'xml:lang="cy"' in files["feed.xml"]


def test_without_an_address_of_its_own_a_garden_is_called_by_tags(tmp_path: Path) -> None:
    files = exported(woven(tmp_path, FILES, site_url=""))
    feed = feedparser.parse(files["topics/trust/feed.xml"])
    assert feed.feed.id == "tag:a-garden.invalid,2026:topics/trust/feed.xml"
    assert feed.entries[0].id == "tag:a-garden.invalid,2026:stories/b/"
    assert feed.entries[0].links[0].href == "../../stories/b/"
    assert "](stories/b/)" in files["llms.txt"].decode()
    assert "sitemap.xml" not in files


def test_an_address_with_letters_beyond_ascii_is_one_that_programs_read(tmp_path: Path) -> None:
    site = "https://ogród.example/nasz ogród/".replace(" ", "%20")
    told = {**FILES, "pages/own.md": f"---\ntitle: Own\n---\n[A]({site}stories/a/) and [B](https://OGRÓD.example/)."}
    files = exported(woven(tmp_path, told, site_url=site))
    whole = "https://xn--ogrd-sqa.example/nasz%20ogr%C3%B3d/"
    assert f"<loc>{whole}stories/a/</loc>" in files["sitemap.xml"].decode()
    assert feedparser.parse(files["feed.xml"]).feed.id == f"{whole}feed.xml"
    assert json.loads(files["data/garden.json"])["graph"]["url"] == whole
    linked = [edge["target"] for edge in json.loads(files["data/garden.json"])["edges"] if "own" in edge["source"]]
    assert linked == ["stories/a"]


def test_a_feed_holds_the_fifty_newest(tmp_path: Path) -> None:
    stories = {
        f"stories/s{month}-{number}.md": story(title=f"S{number}", date=f"2026-{month:02}")
        for month in range(1, 9)
        for number in range(10)
    }
    files = exported(woven(tmp_path, {**BASIS, **stories}))
    for name in ("feed.xml", "topics/trust/feed.xml"):
        feed = feedparser.parse(files[name])
        assert [entry.updated for entry in feed.entries] == sorted((e.updated for e in feed.entries), reverse=True)
        assert len(feed.entries) == 50 and feed.entries[-1].updated.startswith("2026-04")
        assert feed.feed.updated == "2026-08-01T00:00:00Z"


def test_a_feed_without_months_needs_no_clock(tmp_path: Path) -> None:
    """Here nothing was ever committed, so nobody knows when the story was told."""
    files = exported(woven(tmp_path, {**BASIS, "stories/a.md": story(date=None)}))
    moments = {feedparser.parse(data).feed.updated for name, data in files.items() if name.endswith("feed.xml")}
    assert moments == {"1970-01-01T00:00:00Z"}


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def graph(files: dict[str, bytes]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files["data/garden.json"])
    return data


GRAPH = {
    "type": "object",
    "required": ["directed", "multigraph", "graph", "nodes", "edges"],
    "properties": {
        "directed": {"const": True},
        "multigraph": {"const": True},
        "graph": {"type": "object", "required": ["name", "licence"]},
        "nodes": {
            "items": {
                "required": ["id", "kind", "title", "url"],
                "additionalProperties": False,
                "properties": {
                    "id": {"pattern": "^[a-z]+/[a-z0-9-]+$"},
                    "kind": {"enum": ["story", "topic", "network", "question", "person", "sector", "page"]},
                    "title": {"type": "string", "minLength": 1},
                    "url": {"pattern": "^https://garden.example/"},
                    "date": {"pattern": "^[0-9]{4}-[0-9]{2}$"},
                    "published": {"pattern": "^[0-9]{4}-[0-9]{2}$"},
                    "summary": {"type": "string"},
                    "standpoint": {"items": {"type": "string"}},
                    "sectors": {"items": {"pattern": "^sectors/"}},
                    "illustrative": {"type": "boolean"},
                    "licence": {"type": "string"},
                    "change": {"enum": ["none", "planned", "made"]},
                },
            }
        },
        "edges": {"items": {"required": ["source", "target", "key", "relation"]}},
    },
}


def test_the_graph_reads_back(files: dict[str, bytes]) -> None:
    jsonschema.validate(graph(files), GRAPH)
    read_back = networkx.node_link_graph(graph(files))
    assert read_back.nodes["stories/b"]["illustrative"] is True
    assert read_back.nodes["stories/a"]["sectors"] == ["sectors/schools"]
    assert read_back.has_edge("stories/a", "questions/holds", key="answers")
    assert read_back.has_edge("stories/a", "questions/holds", key="mentions")
    assert read_back.number_of_edges() == len(graph(files)["edges"])
    assert set(read_back.nodes) == {"stories/a", "stories/b", "topics/trust", "sectors/schools", "questions/holds"} | {
        *("people/dee", "networks/circle", "pages/about")
    }


def test_works_without_a_page_that_are_cited_are_in_the_graph(tmp_path: Path) -> None:
    says = {"source": "https://x.example.org/p", "says": "complicates"}
    cites: list[Any] = ["10.1000/182", says, "ties"]
    written = {
        **BASIS,
        "sources/ties.md": "---\ntitle: Ties\n---\n",
        "stories/a.md": story(title="A", cites=cites),
        "stories/b.md": gardens.story(title="B", cites="https://kept.example.org/"),
        "questions/holds.md": QUESTION.replace("---\n", "---\ncites: [10.1000/9]\n", 1),
    }
    files = exported(woven(tmp_path, written))
    cited = {node["id"]: node["cites"] for node in graph(files)["nodes"] if "cites" in node}
    assert cited == {
        "stories/a": [
            {"address": "https://doi.org/10.1000/182", "doi": "10.1000/182"},
            {"address": "https://x.example.org/p", "says": "complicates"},
        ],
        "questions/holds": [{"address": "https://doi.org/10.1000/9", "doi": "10.1000/9"}],
    }
    assert [edge["target"] for edge in graph(files)["edges"] if edge["relation"] == "cites"] == ["sources/ties"]


def test_tables_have_labels_of_their_own_that_connections_use(files: dict[str, bytes]) -> None:
    elements = table(files["data/garden.csv"])
    labels = [row["Label"] for row in elements]
    assert len(set(labels)) == len(labels) and "The bench (stories/a)" in labels
    assert next(iter(elements[0])) == "Label" and "ID" not in map(str.upper, elements[0])
    connections = table(files["data/garden-connections.csv"])
    assert list(connections[0])[:2] == ["From", "To"]
    assert {row[end] for row in connections for end in ("From", "To")} <= set(labels)
    [made_up] = [row for row in elements if row["Key"] == "stories/b"]
    assert made_up["Illustrative"] == "yes"
    for row in connections:
        ends = [end for end in ("From", "To") if row[end] == made_up["Label"]]
        assert row["Illustrative"] == "|".join(map(str.lower, ends))
    assert {row["Illustrative"] for row in connections} >= {"from", ""}


def test_labels_differ_whatever_titles_are(tmp_path: Path) -> None:
    titles = [
        "Same",
        "same",
        "Same (stories/s0)",
        "SAME (STORIES/S0)",
        "=x",
        "'=x",
        "a|b",
        "a/b",
        "two\nlines",
        "two lines",
        "Same (stories/s1)",
    ]
    stories = {f"stories/s{number}.md": story(title=title) for number, title in enumerate(titles)}
    files = exported(woven(tmp_path, {**BASIS, **stories, "topics/pipe.md": "---\ntitle: this|that\n---\n"}))
    labels = [row["Label"] for row in table(files["data/garden.csv"])]
    assert len(labels) == len(titles) + 3
    assert len({label.casefold() for label in labels}) == len(labels)
    assert not any("|" in label or "\n" in label for label in labels)


def test_tags_of_a_response_are_what_it_inherits(tmp_path: Path) -> None:
    question = QUESTION.replace("---\n", "---\ntopics: [trust, pipe]\n", 1)
    files = {**BASIS, "topics/pipe.md": "---\ntitle: this|that\n---\n", "questions/holds.md": question}
    files["stories/a.md"] = story(title=None, topics=None, answers="holds")
    rows = table(exported(woven(tmp_path, files))["data/garden.csv"])
    assert [row["Tags"] for row in rows if row["Key"] == "stories/a"] == ["Trust|this/that"]
    assert any(row["Label"].startswith("A response from somebody who works in services to") for row in rows)


def test_no_body_of_a_story_that_may_only_be_read(files: dict[str, bytes]) -> None:
    for name in ("data/garden.json", "data/garden.csv", "data/garden-connections.csv", "llms.txt"):
        for words in (b"The whole text stays here", b"It names"):
            assert words not in files[name], name
    assert b"Written by hand." in files["data/garden.json"]


def test_the_sentence_of_a_link_is_open_where_its_story_is(files: dict[str, bytes]) -> None:
    sentences = {edge["source"]: edge["sentence"] for edge in graph(files)["edges"] if "sentence" in edge}
    gone = "a story no longer here"
    assert sentences == {"stories/b": f"Second, and open: after {gone}, {gone} and {gone} comes trust."}


def test_what_people_write_of_themselves_stays_on_their_page(tmp_path: Path) -> None:
    files = exported(woven(tmp_path, {**BASIS, "people/dee.md": PERSON + "\nI grew up on this estate.\n"}))
    assert not [name for name, data in files.items() if b"grew up on this" in data]


def test_nothing_hidden_is_in_any_export(files: dict[str, bytes]) -> None:
    """Lapsed, withdrawn, a draft, broken, left out: neither the name nor a word of it, though others name it."""
    assert len(files) > 10
    for name, data in files.items():
        if name == "write/rules.json":
            continue  # kgen's own words, the same in every garden
        for hidden in (b"A phrase that nobody else uses", b"Nobody knows", b"secret", b"gone", b"sketch", b"broken"):
            assert hidden not in (data + name.encode()).replace(b"a story no longer here", b""), name
        assert b"stories/out" not in data + name.encode(), name


def test_a_cell_is_no_formula_and_xml_no_xml(tmp_path: Path) -> None:
    title = '=HYPERLINK("https://a.example","x") <script>&amp;]]>'
    hostile = {
        "stories/a.md": story(title=title, summary="@SUM(1)\ufdd0 ]]>"),
        "stories/b.md": story(title='-1+1;=2;"=3', summary="Text; =cmd|'/c calc'!A1;\u00a0+1", licence="CC-BY-4.0"),
        "topics/bad.md": "---\ntitle: '+<b>bold</b>'\ndefinition: |-\n  -1\n  =1\n---\n",
        "stories/c.md": story(title="A", topics="bad"),
    }
    files = exported(woven(tmp_path, {**BASIS, **hostile}))
    cells = [cell for row in csv.reader(io.StringIO(files["data/garden.csv"].decode(), newline="")) for cell in row]
    assert f"'{title.replace('&amp;', '&')}" in cells and "'@SUM(1)\ufdd0 ]]>" in cells
    for name in ("data/garden.csv", "data/garden-connections.csv"):
        text = files[name].decode()
        assert text.endswith("\r\n")
        for separator in ",;\t":
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                assert not any(cell.lstrip(' "').startswith(("=", "+", "-", "@")) for cell in row), (separator, row)
    for name, data in files.items():
        if name.endswith(".xml"):
            assert not feedparser.parse(data).bozo and b"<script>" not in data and b"<b>" not in data, name
    assert feedparser.parse(files["feed.xml"]).entries[0].title_detail.type == "text/plain"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1", "'=1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\ta", "'\ta"),
        ("\ra", "'\ra"),
        ("\na", "'\na"),
        ("\t=1", "'\t'=1"),
        ("  =1", "  '=1"),
        *((f"{sign}1", f"'{sign}1") for sign in "＝＋－＠"),
        ("a;=1", "a;'=1"),
        ("a\n-1", "a\n'-1"),
        ("a=1; b - c", "a=1; b - c"),
        ("", ""),
    ],
)
def test_how_a_cell_is_made_inert(cell: str, shown: str) -> None:
    assert inert(cell) == shown and inert(shown) == shown


def test_feeds_hold_only_what_xml_has_room_for(tmp_path: Path) -> None:
    """What the reader refuses today must not break a feed should it one day get through."""
    garden = woven(tmp_path, {**BASIS, "stories/a.md": story(title="A")})
    entry = garden.entries["stories/a"]
    object.__setattr__(entry, "title", "bell\x07 nul\x00 half\ud800 odd\ufffe end")
    exports = (output for export in EXPORTS[:1] for output in export(garden, ()))
    feed = feedparser.parse(next(exports).made(garden))
    assert not feed.bozo and feed.entries[0].title == "bell nul half odd end"


def test_old_addresses_lead_on(files: dict[str, bytes]) -> None:
    html = files["stories/old-bench/index.html"].decode()
    assert 'content="0; url=../../stories/a/"' in html and 'href="https://garden.example/stories/a/"' in html
    assert '<a href="../../stories/a/">The bench</a>' in html and 'content="noindex"' in html
    assert 'content="0; url=../about/"' in files["idea/index.html"].decode()


def test_an_old_address_never_takes_the_place_of_a_page(tmp_path: Path) -> None:
    """The stories share a slug and an alias; whatever the check says, the page stays."""
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story(aliases=["b"]), "stories/b.md": story(title="B")})
    settings = load(config, today="2026-11-23")
    assert "stories/b/index.html" not in exported(weave(settings, read(settings)))


def test_an_old_address_that_two_claim_leads_on_once(tmp_path: Path) -> None:
    """Whatever the check says, no file is written twice."""
    settings = load(make_garden(tmp_path, {**BASIS, **{f"stories/{slug}.md": story(aliases=["b"]) for slug in "ac"}}))
    assert [each.path for each in redirects(weave(settings, read(settings)), ())] == ["stories/b/index.html"]


def test_the_sitemap_names_every_page_once(files: dict[str, bytes]) -> None:
    text = files["sitemap.xml"].decode()
    assert text.count("<loc>https://garden.example/stories/a/</loc>") == 1
    assert "<loc>https://garden.example/</loc>" in text and "old-bench" not in text and "lastmod" not in text


def test_a_large_sitemap_is_an_index_of_smaller_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = exported(woven(tmp_path, FILES))["sitemap.xml"].decode().count("<loc>")
    monkeypatch.setattr(sitemap, "LONGEST", 5)
    files = exported(woven(tmp_path, FILES))
    parts = sorted(name for name in files if name.startswith("sitemap-"))
    assert len(parts) == -(-whole // 5) > 1
    assert "<sitemapindex" in files["sitemap.xml"].decode()
    assert all(f"<loc>https://garden.example/{name}</loc>" in files["sitemap.xml"].decode() for name in parts)
    assert sum(files[name].decode().count("<loc>") for name in parts) == whole


def test_the_guide_is_bounded(tmp_path: Path) -> None:
    stories = {f"stories/s{number}.md": story("x", title=f"Story {number}") for number in range(70)}
    text = exported(woven(tmp_path, {**BASIS, **stories}))["llms.txt"].decode()
    assert text.startswith("# A garden\n\n> ") and text.count("/stories/s") == 50


def test_the_guide_leads_to_everything_across_the_garden_and_to_what_is_there(files: dict[str, bytes]) -> None:
    text = files["llms.txt"].decode()
    across, _, data = text.partition("## Across the garden\n")[2].partition("## Open data\n")
    root = "https://garden.example/"
    assert re.findall(rf"\({root}(.*?)\)", across) == ["new/", "changes/", "introductions/", "bridges/"]
    assert re.findall(rf"\({root}(.*?)\)", data) == [
        "feed.xml",
        "calendar.ics",
        "data/garden.json",
        "data/garden.csv",
        "data/topics.ttl",
        "data/sources.bib",
    ]
    assert {"data/topics.ttl", "data/garden.csv", "data/garden.json", "feed.xml"} <= files.keys()


def test_what_stories_are_narrowed_down_by_is_called_as_on_their_pages(files: dict[str, bytes]) -> None:
    facts = json.loads(files["stories/facts.json"])
    assert facts["standpoints"] == [["practitioner", "People who work in services"]]
    assert facts["sectors"] == [["schools", "Schools"]] and facts["topics"] == [["trust", "Trust"]]
    assert facts["stories"] == [[0, "", [0], [0], [0], []], [0, "", [0], [0], [0], [0]]]


def test_without_an_address_of_its_own_an_old_page_names_none(tmp_path: Path) -> None:
    html = exported(woven(tmp_path, FILES, site_url=""))["stories/old-bench/index.html"].decode()
    assert '<meta http-equiv="refresh" content="0; url=../../stories/a/">\n<title>The bench' in html


def test_an_old_page_says_which_address_it_was(files: dict[str, bytes]) -> None:
    assert "<title>The bench: moved from /stories/old-bench/</title>" in files["stories/old-bench/index.html"].decode()


def test_the_guide_says_what_may_be_copied(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert "Unless a story names a licence, it may be read and linked to, not copied." in files["llms.txt"].decode()
    assert (
        "- [The bench](https://garden.example/stories/b/): Illustrative. Written by hand.\n"
        in files["llms.txt"].decode()
    )
    open_garden = exported(woven(tmp_path, FILES, licence="CC-BY-4.0"))["llms.txt"].decode()
    assert "its licence is CC BY 4.0" in open_garden and "not copied." not in open_garden


def test_a_title_is_no_markdown(tmp_path: Path) -> None:
    files = exported(woven(tmp_path, {**BASIS, "stories/a.md": story(title="`a](http://b.example) <i> \\")}))
    line = r"- [\`a)(http://b.example) \<i\> \\](https://garden.example/stories/a/)"
    assert line in files["llms.txt"].decode().splitlines()


def test_the_same_garden_gives_the_same_bytes(tmp_path: Path) -> None:
    backwards = dict(reversed(FILES.items()))
    assert exported(woven(tmp_path / "a", FILES)) == exported(woven(tmp_path / "b", backwards))
