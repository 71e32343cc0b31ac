"""Feeds, open data, redirects and the sitemap: they parse, they are inert, and they hold nothing that is hidden."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import feedparser
import networkx
import pytest
from gardens import BASIS, NETWORK, PERSON, QUESTION, make_garden, story

from kgen.exports import EXPORTS
from kgen.read import read
from kgen.settings import load
from kgen.views import pages
from kgen.weave import Garden, weave

FILES = {
    **BASIS,
    "stories/a.md": story(
        "The whole text stays here.", title="The bench", author="dee", answers="holds", networks="circle",
        aliases=["old-bench"]
    ),
    "stories/b.md": story(
        "Second.", title="The bench", summary="Written by hand.", date="2026-10", licence="CC-BY-4.0",
        consent={"whose": "illustrative"}, lang="cy",
    ),
    "stories/secret.md": story(
        "A phrase that nobody else uses.", title="Nobody knows", answers="holds",
        consent={"whose": "own", "review": "2026-10"},
    ),
    "questions/holds.md": QUESTION,
    "people/dee.md": PERSON,
    "networks/circle.md": NETWORK,
    "pages/about.md": "---\ntitle: About\naliases: [idea]\n---\nWhat we are.\n",
}  # fmt: skip


def grown(folder: Path, files: dict[str, str], site_url: str = "https://garden.example/") -> Garden:
    config = make_garden(folder, files)
    config.write_text(config.read_text().replace("https://garden.example/", site_url))
    settings = load(config, today="2026-11-23")
    return weave(settings, read(settings))


def exported(garden: Garden) -> dict[str, bytes]:
    made = list(pages(garden))
    return {output.path: output.content() for export in EXPORTS for output in export(garden, made)}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return exported(grown(tmp_path_factory.mktemp("exports"), FILES))


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
    assert feed.entries[0].updated == "2026-10-01T00:00:00Z"
    assert feed.entries[1].author == "Dee" and feed.entries[0].author == "Anonymous"
    assert b'xml:lang="cy"' in files["feed.xml"]


def test_without_an_address_of_its_own_a_garden_is_called_by_tags(tmp_path: Path) -> None:
    files = exported(grown(tmp_path, FILES, site_url=""))
    feed = feedparser.parse(files["topics/trust/feed.xml"])
    assert feed.feed.id.startswith("tag:a-garden.invalid,")
    assert feed.entries[0].links[0].href == "../../stories/b/"
    assert "sitemap.xml" not in files


def test_the_graph_reads_back(files: dict[str, bytes]) -> None:
    data: dict[str, Any] = json.loads(files["data/garden.json"])
    graph = networkx.node_link_graph(data, edges="edges")
    assert graph.nodes["stories/b"]["illustrative"] is True
    assert graph.has_edge("stories/a", "questions/holds", key="answers")
    assert set(graph.nodes) == {"stories/a", "stories/b", "topics/trust", "sectors/schools", "questions/holds"} | {
        *("people/dee", "networks/circle", "pages/about")
    }


def test_tables_have_labels_of_their_own_that_connections_use(files: dict[str, bytes]) -> None:
    elements = list(csv.DictReader(io.StringIO(files["data/garden.csv"].decode(), newline="")))
    labels = [row["Label"] for row in elements]
    assert len(set(labels)) == len(labels) and "The bench (stories/a)" in labels
    connections = list(csv.DictReader(io.StringIO(files["data/garden-connections.csv"].decode(), newline="")))
    assert {row[end] for row in connections for end in ("From", "To")} <= set(labels)


def test_no_body_of_a_story_that_may_only_be_read(files: dict[str, bytes]) -> None:
    for name in ("data/garden.json", "data/garden.csv", "data/garden-connections.csv", "llms.txt"):
        assert b"The whole text stays here" not in files[name], name
    assert b"Written by hand." in files["data/garden.json"]


def test_nothing_hidden_is_in_any_export(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        for hidden in (b"A phrase that nobody else uses", b"Nobody knows", b"secret"):
            assert hidden not in data + name.encode(), name


def test_a_cell_is_no_formula_and_xml_no_xml(tmp_path: Path) -> None:
    title = '=HYPERLINK("https://a.example","x") <script>&amp;'
    files = exported(
        grown(tmp_path, {**BASIS, "stories/a.md": story("x", title=title, summary="@SUM(1)\ud7ff\x7f".strip("\x7f"))})
    )
    cells = [cell for row in csv.reader(io.StringIO(files["data/garden.csv"].decode(), newline="")) for cell in row]
    assert f"'{title}" in cells and "'@SUM(1)\ud7ff" in cells
    feed = feedparser.parse(files["feed.xml"])
    assert not feed.bozo and b"<script>" not in files["feed.xml"]


def test_old_addresses_lead_on(files: dict[str, bytes]) -> None:
    html = files["stories/old-bench/index.html"].decode()
    assert 'content="0; url=../../stories/a/"' in html and 'href="https://garden.example/stories/a/"' in html
    assert 'content="0; url=../about/"' in files["idea/index.html"].decode()


def test_the_sitemap_names_every_page_once(files: dict[str, bytes]) -> None:
    text = files["sitemap.xml"].decode()
    assert text.count("<loc>https://garden.example/stories/a/</loc>") == 1
    assert "<loc>https://garden.example/</loc>" in text and "old-bench" not in text


def test_the_guide_is_bounded(tmp_path: Path) -> None:
    stories = {f"stories/s{number}.md": story("x", title=f"Story {number}") for number in range(70)}
    text = exported(grown(tmp_path, {**BASIS, **stories}))["llms.txt"].decode()
    assert text.startswith("# A garden\n\n> ") and text.count("/stories/s") == 50


def test_the_same_garden_gives_the_same_bytes(tmp_path: Path) -> None:
    assert exported(grown(tmp_path, FILES)) == exported(grown(tmp_path, FILES))
