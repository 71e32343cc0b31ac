"""Sources: what was published elsewhere, and what stories say about it."""

import json
import re
from pathlib import Path

import pytest
from gardens import BASIS, EVERY_USE, QUESTION, Render, make_garden, story
from hypothesis import example, given, strategies as st
from nightly import one_in
from pybtex.database import BibliographyData, parse_bytes
from sites import build, kgen, page, same

from kgen.exports.sources import tex
from kgen.importing.bibtex import LONGEST, MOST, BibtexError, read_bibtex
from kgen.importing.bibtex_sources import ReadSource, source_of
from kgen.importing.tex_text import plain_text

TIES = """\
---
title: The Strength of Weak Ties
authors: ["Granovetter, Mark S."]
year: 1973
container: American Journal of Sociology
doi: 10.1086/225469
---

News comes from people whom one seldom meets.
"""
REPORT = "---\ntitle: A report\nauthors: [The Ministry, A. B.]\nurl: https://example.org/report\n---\n"
BORNE_OUT = [{"source": "ties", "says": "bears-out"}]
COMPLICATED = [{"source": "https://doi.org/10.1086/225469", "says": "complicates"}]


def words(html: str) -> str:
    """What readers see of HTML, on one line."""
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def parts(html: str) -> dict[str, str]:
    """What is below each heading of a page, by the heading's id."""
    pieces = re.split(r'<h2[^>]*id="([^"]+)"[^>]*>', html)
    return dict(zip(pieces[1::2], map(words, pieces[2::2]), strict=True))


# --- a source's page


def test_a_source_gathers_both_sides_with_a_sentence_each(render: Render) -> None:
    html = render(
        {
            "sources/ties.md": TIES,
            "stories/a.md": story("I knew her from the bus.", title="The bus", cites=BORNE_OUT),
            "stories/b.md": story(
                "We met daily. What [[ties]] says held for nobody here.", title="Daily", cites=COMPLICATED
            ),
            "stories/c.md": story("A third.", title="Third", cites="10.1086/225469"),
            "stories/d.md": story("I have read [[ties|it]] twice.", title="Fourth"),
            "questions/q.md": QUESTION.replace("---\n\n", "cites: ties\n---\n\n"),
        }
    )["sources/ties/"]
    found = parts(html)
    assert "I knew her from the bus. Works in services: The bus" in found["bears-out"]
    assert "What The Strength of Weak Ties says held for nobody here. Works in services: Daily" in found["complicates"]
    assert "We met daily" not in found["complicates"]
    assert found["others"].index("Third") < found["others"].index("Question: What holds us back?")
    assert "I have read it twice. Story: Fourth" in found["mentions"] and "Daily" not in found["mentions"]
    head = html[: html.index('id="bears-out"')]
    assert "Mark S. Granovetter, 1973, American Journal of Sociology" in words(head).replace(" ,", ",")
    assert '<a href="https://doi.org/10.1086/225469">doi:10.1086/225469</a>' in head
    assert "News comes from people" in head


def test_an_empty_side_asks_and_an_uncited_source_says_so(render: Render) -> None:
    pages = render(
        {"sources/ties.md": TIES, "sources/report.md": REPORT, "stories/a.md": story(title="A", cites=BORNE_OUT)}
    )
    assert "Does your story complicate it?" in parts(pages["sources/ties/"])["complicates"]
    assert "Nothing here cites it yet." in words(pages["sources/report/"])
    assert "bears-out" not in parts(pages["sources/report/"])
    assert "The Ministry and A. B." in words(pages["sources/report/"])
    assert 'href="https://example.org/report"' in pages["sources/report/"]


def test_what_says_two_things_of_a_source_stands_on_both_sides(render: Render) -> None:
    both = [*BORNE_OUT, *COMPLICATED, {"source": "doi:10.1086/225469"}]
    pages = render({"sources/ties.md": TIES, "stories/a.md": story(title="Both", cites=both)})
    found = parts(pages["sources/ties/"])
    assert "Both" in found["bears-out"] and "Both" in found["complicates"] and "others" not in found
    cited = parts(pages["stories/a/"])["sources"]
    assert cited.count("The Strength of Weak Ties") == 2
    assert "This story bears it out." in cited and "This story complicates it." in cited


def test_the_list_says_who_when_where_and_how_many(render: Render) -> None:
    files = {"sources/ties.md": TIES, "sources/report.md": REPORT, "stories/a.md": story(title="A", cites=BORNE_OUT)}
    listed = render(files)["sources/"]
    assert "Mark S. Granovetter, 1973 · American Journal of Sociology · 1 story" in words(listed)
    assert "../data/sources.bib" in listed
    assert "../sources/" in render(files)["topics/"]
    empty = render({})
    assert "Nothing is listed here yet" in words(empty["sources/"]) and "sources.bib" not in empty["sources/"]
    assert "../sources/" not in empty["topics/"] + empty["questions/"]


def test_a_source_that_many_cite_goes_on_over_pages_and_lists_each_once(render: Render) -> None:
    said = {
        f"stories/s{number:03}.md": story(title=f"Story {number:03}", cites=BORNE_OUT if number % 3 else COMPLICATED)
        for number in range(100)
    }
    pages = render({"sources/ties.md": TIES, **said})
    urls = ["sources/ties/", "sources/ties/page/2/", "sources/ties/page/3/"]
    found = [title for url in urls for title in re.findall(r">(Story \d{3})</a>", pages[url])]
    assert len(found) == len(set(found)) == 100
    assert "sources/ties/page/4/" not in pages
    assert "Does your story" not in pages[urls[2]] and "complicates" not in parts(pages[urls[2]])


# --- what others print about it


def test_stories_questions_and_topics_print_what_they_cite(render: Render) -> None:
    pages = render(
        {
            "sources/ties.md": TIES,
            "stories/a.md": story(title="A", cites=[*BORNE_OUT, "10.1000/182", "https://example.org/page"]),
            "questions/q.md": QUESTION.replace("---\n\n", "cites: [ties]\n---\n\n"),
            "topics/trust.md": "---\ntitle: Trust\ncites: [{source: ties, says: complicates}]\n---\n",
        }
    )
    link = '<a href="../../sources/ties/" dir="auto">The Strength of Weak Ties</a>'
    for url in ("stories/a/", "questions/q/", "topics/trust/"):
        assert link in pages[url]
        assert "Mark S. Granovetter, 1973" in parts(pages[url])["sources"]
    assert "This story bears it out." in parts(pages["stories/a/"])["sources"]
    assert "This topic complicates it." in parts(pages["topics/trust/"])["sources"]
    assert '<a href="https://doi.org/10.1000/182">doi:10.1000/182</a>' in pages["stories/a/"]
    assert '<a href="https://example.org/page">' in pages["stories/a/"]


@pytest.mark.parametrize(
    "cited",
    [
        "ties",
        "The strength of weak ties",
        "sources/ties",
        "10.1086/225469",
        "doi:10.1086/225469",
        "https://doi.org/10.1086/225469",
        "http://dx.doi.org/10.1086/225469",
        "https://www.doi.org/10.1086/225469",
    ],
)
def test_however_a_source_is_cited_its_page_is_where_one_is_led(cited: str, render: Render) -> None:
    by_address = TIES.replace("doi: 10.1086/225469", "url: https://doi.org/10.1086/225469")
    for source in (TIES, by_address):
        pages = render({"sources/ties.md": source, "stories/a.md": story(title="A", cites=[cited])})
        assert '<a href="../../sources/ties/"' in pages["stories/a/"]
        assert '<a href="https://doi.org/10.1086/225469"' in pages["sources/ties/"]


def test_an_address_is_found_with_and_without_its_slash(render: Render) -> None:
    cites = ["https://example.org/report/"]
    pages = render({"sources/report.md": REPORT, "stories/a.md": story(title="A", cites=cites)})
    assert '<a href="../../sources/report/"' in pages["stories/a/"]


def test_the_gardens_own_address_of_a_source_is_that_source(tmp_path: Path) -> None:
    own = [{"source": "https://garden.example/sources/ties/", "says": "complicates"}]
    hidden = "---\ntitle: Hidden\ncolour: green\n---\n"
    cites = [*own, "http://garden.example/sources/hidden", "https://garden.example/stories/b/"]
    files = {"sources/ties.md": TIES, "sources/hidden.md": hidden, "stories/b.md": story(title="B")}
    config = make_garden(tmp_path, {**BASIS, **files, "stories/a.md": story(title="A", cites=cites)})
    site = build(config, "--keep-going", code=1)
    assert "A" in parts(page(site, "sources/ties"))["complicates"]
    told = page(site, "stories/a")
    assert "This story complicates it." in parts(told)["sources"] and "sources/hidden" not in told
    assert 'href="https://garden.example/stories/b/"' in told


def test_an_old_doi_is_led_to_whole(render: Render) -> None:
    odd = "10.1002/(SICI)1097#27?<1::AID>3.0%2"
    pages = render({"stories/a.md": story(title="A", cites=[odd])})
    assert "https://doi.org/10.1002/(SICI)1097%2327%3F%3C1::AID%3E3.0%252" in pages["stories/a/"].replace("&#39;", "'")


# --- consent


@pytest.mark.parametrize(
    "gone",
    [
        "---\nwithdrawn: 2026-10\n---\n",
        story("Zephyr.", title="Zephyr", draft="true", cites=BORNE_OUT),
        story("Zephyr.", title="Zephyr", cites=BORNE_OUT, consent={"review": "2026-10"}),
    ],
    ids=["withdrawn", "draft", "expired"],
)
def test_what_is_gone_leaves_nothing_on_a_source(gone: str, tmp_path: Path) -> None:
    gone = gone.replace("draft: 'true'", "draft: true")
    files = {**BASIS, "sources/ties.md": TIES, "stories/kept.md": story(title="Kept", cites=COMPLICATED)}
    config = make_garden(tmp_path, {**files, "stories/z.md": gone}, {"source": "private"})
    site = build(config)
    source = page(site, "sources/ties")
    assert "Zephyr" not in source and "stories/z" not in source
    assert "Does your story bear it out?" in source and "Kept" in source
    assert "1 story" in page(site, "sources")
    assert "Zephyr" not in (site / "data/sources.bib").read_text() + (site / "data/garden.json").read_text()


def test_taking_a_story_back_changes_the_source_as_a_clean_build_would(tmp_path: Path) -> None:
    files = {
        **BASIS,
        "sources/ties.md": TIES,
        "stories/a.md": story(title="A", cites=BORNE_OUT),
        "stories/b.md": story(title="B", cites=COMPLICATED),
    }
    config = make_garden(tmp_path / "one", files)
    build(config)
    (config.parent / "content/stories/a.md").write_text("---\nwithdrawn: 2026-11\n---\n")
    (config.parent / "content/sources/ties.md").write_text(TIES.replace("Strength", "Length"))
    clean = make_garden(tmp_path / "two", {**files, "stories/a.md": "---\nwithdrawn: 2026-11\n---\n"})
    (clean.parent / "content/sources/ties.md").write_text(TIES.replace("Strength", "Length"))
    assert same(build(config), build(clean))


def test_a_source_with_an_error_is_left_out_and_its_doi_stays(tmp_path: Path) -> None:
    bad = TIES.replace("year: 1973", "year: long ago")
    config = make_garden(
        tmp_path,
        {
            **BASIS,
            "sources/ties.md": bad,
            "stories/a.md": story(title="A", cites=["10.1086/225469"]),
            "stories/b.md": story(title="B", cites=["ties"]),
        },
    )
    site = build(config, "--keep-going", code=1)
    assert not (site / "sources/ties").exists()
    assert "https://doi.org/10.1086/225469" in page(site, "stories/a")
    assert "Weak Ties" not in page(site, "stories/b") + (site / "data/sources.bib").read_text()


# --- for programs


def exported(folder: Path, files: dict[str, str]) -> Path:
    return build(make_garden(folder, {**BASIS, **files}))


def test_programs_are_told_of_sources(tmp_path: Path) -> None:
    told = story(title="A", cites=[*BORNE_OUT, "10.1000/182"], consent=EVERY_USE)
    site = exported(tmp_path, {"sources/ties.md": TIES, "sources/report.md": REPORT, "stories/a.md": told})
    graph = json.loads((site / "data/garden.json").read_text())
    node = next(node for node in graph["nodes"] if node["id"] == "sources/ties")
    assert (node["year"], node["doi"], node["authors"]) == ("1973", "10.1086/225469", ["Granovetter, Mark S."])
    edge = next(edge for edge in graph["edges"] if edge["relation"] == "cites")
    assert (edge["source"], edge["target"], edge["says"]) == ("stories/a", "sources/ties", "bears-out")
    described = {url: _json_ld(page(site, url)) for url in ("sources/ties", "sources/report", "stories/a")}
    ties = described["sources/ties"]
    assert (ties["@type"], ties["datePublished"], ties["identifier"]) == (
        "ScholarlyArticle",
        "1973",
        "doi:10.1086/225469",
    )
    assert ties["author"] == [{"@type": "Person", "name": "Mark S. Granovetter"}]
    assert described["sources/report"]["@type"] == "CreativeWork"
    assert described["sources/report"]["author"][0]["@type"] == "Organization"
    first, second = described["stories/a"]["citation"]
    assert first["url"] == "https://garden.example/sources/ties/" and second == "doi:10.1000/182"


def _json_ld(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


def test_the_search_finds_a_source_by_title_author_and_doi(tmp_path: Path) -> None:
    site = exported(tmp_path, {"sources/ties.md": TIES, "stories/a.md": story(title="A", cites=BORNE_OUT)})
    kinds = json.loads((site / "search/names.json").read_text())["kinds"]
    rows = {folder: rows for _, folder, rows in kinds}["sources/"]
    assert rows == [["The Strength of Weak Ties", 1, "ties", ["Granovetter, Mark S.", "10.1086/225469"]]]


# --- BibTeX, written


def bibliography(site: Path) -> BibliographyData:
    return parse_bytes((site / "data/sources.bib").read_bytes(), "bibtex")


def test_a_library_reads_the_sources(tmp_path: Path) -> None:
    body = "---\ntitle: Care\nauthors: [Department of Health and Social Care, 'King, Jr, Martin', 'a, b, c, d']\n---\n"
    site = exported(tmp_path, {"sources/ties.md": TIES, "sources/report.md": REPORT, "sources/care.md": body})
    found = bibliography(site).entries
    assert list(found) == ["report", "care", "ties"]
    assert found["ties"].type == "article" and found["ties"].fields["journal"] == "American Journal of Sociology"
    assert found["report"].type == "misc" and found["report"].fields["url"] == "https://example.org/report"
    assert [str(person) for person in found["ties"].persons["author"]] == ["Granovetter, Mark S."]
    names = [str(person) for person in found["care"].persons["author"]]
    assert names == ["{Department of Health and Social Care}", "King, Jr, Martin", "{a, b, c, d}"]


HOSTILE = [
    "50% & more: #1 of C:\\temp_file ~ ^ $5",
    "An { unbalanced } } brace {",
    "} ends here, @misc{evil, title = {x}}",
    'She said “no” and "yes"',
    "Überraschung — 日本語 שלום",
    "@string{x = 1} @comment",
    "\\input{/etc/passwd} \\write18",
    "a, and, b and c",
]


@pytest.mark.parametrize("title", one_in(3, HOSTILE))
def test_hostile_titles_authors_and_containers_come_back_as_they_were(title: str, tmp_path: Path) -> None:
    quoted = json.dumps(title, ensure_ascii=False)
    fields = f"title: {quoted}\nauthors: [{quoted}]\ncontainer: {quoted}\ndoi: 10.1000/a{{b_c%25\n"
    files = {
        "sources/bad.md": f"---\n{fields}---\n",
        "sources/good.md": "---\ntitle: zz\n---\n",
    }
    site = build(make_garden(tmp_path, {**BASIS, **files}, {"safeguarding": "none"}))
    found = bibliography(site).entries
    assert sorted(found) == ["bad", "good"]
    text = (site / "data/sources.bib").read_text()
    entry = next(entry for entry in read_bibtex(text) if entry.key == "bad")
    read = source_of(entry)
    assert (read.title, read.container) == (title, title) and read.authors == (title,)
    assert found["bad"].fields["doi"] == "10.1000/a%7Bb_c%25"


@given(st.text(st.characters(exclude_categories=("C", "Z", "M")), min_size=1, max_size=40))
def test_any_text_is_written_so_that_its_braces_balance_and_it_can_be_read(text: str) -> None:
    written = tex(text)
    depth = 0
    for sign in written:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    as_tex = {"--": "–", "``": "“", "''": "”"}
    if not any(each in text for each in as_tex):
        assert plain_text(written) == plain_text(tex(plain_text(written)))


# --- BibTeX, read

PASTED = r"""
Exported on Monday. @comment{ nothing (here) }
@preamble{ "\newcommand{\x}{y}" }
@string{ajs = "American Journal of Sociology"}
@Article{Granovetter1973,
  author = "Mark S. Granovetter and {The Working Group on Ties} and others",
  title = "The {Strength} of {``Weak''} Ties",
  journal = ajs # { (} # "AJS)",
  year = 1973, volume = 78, month = may,
  doi = {https://doi.org/10.1086/225469},
}
@book(goedel,
  editor = {Kurt G{\"o}del and Mart{\'\i}n Fern\'andez de la Cruz and van der Berg, Jr, An{\v c}e and {\O}rsted},
  title = {100\% of {\emph{Everything}} --- \& more~{\ss}},
  subtitle = {A Study}, date = {2004-05}, publisher = {Springer}, url = {https://example.org/a\_b}
)
"""


def test_pasted_bibtex_becomes_files_that_are_fine_at_once(tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    said = kgen(config, "new", "source", "--bibtex", "-", typed=PASTED)
    files = {path.name: path for path in (tmp_path / "content/sources").iterdir()}
    assert sorted(files) == ["100-of-everything-more-ss-a-study.md", "the-strength-of-weak-ties.md"]
    assert "it has more authors than it names" in said
    assert "0 problems." in kgen(config, "check")
    ties = files["the-strength-of-weak-ties.md"].read_text()
    assert 'title: "The Strength of “Weak” Ties"' in ties and 'doi: "10.1086/225469"' in ties
    assert '  - "Granovetter, Mark S."\n  - "The Working Group on Ties"\n' in ties
    assert 'container: "American Journal of Sociology (AJS)"' in ties and 'year: "1973"' in ties
    other = files["100-of-everything-more-ss-a-study.md"].read_text()
    assert 'title: "100% of Everything — & more ß: A Study"' in other
    assert re.findall('- "(.*)"', other) == [
        "Gödel, Kurt",
        "de la Cruz, Martín Fernández",
        "van der Berg, Jr, Anče",
        "Ørsted",
    ]
    assert 'url: "https://example.org/a_b"' in other and 'year: "2004"' in other


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "sources/granovetter.md": TIES})
    (tmp_path / "refs.bib").write_text(PASTED)
    said = kgen(config, "new", "source", "--bibtex", "refs.bib")
    assert "content/sources/granovetter.md is already there, and stays as it is." in said
    made = tmp_path / "content/sources/100-of-everything-more-ss-a-study.md"
    mine = made.read_text().replace("container: ", "# ") + "Mine.\n"
    made.write_text(mine)
    said = kgen(config, "new", "source", "--bibtex", "refs.bib")
    assert said.count("is already there") == 2 and "Then run" not in said
    assert made.read_text() == mine


def test_another_work_of_one_title_has_a_file_of_its_own(tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    works = {
        "trust-work.md": "author={Smith, A}, year=2000",
        "trust-work-2010.md": "author={Jones, B}, year=2010",
        "trust-work-2.md": "author={Moss, C}, year=2010, doi={10.1000/1}",
        "trust-work-3.md": "author={Moss, C}, year=2010, doi={10.1000/2}",
    }
    first, *others = (f"@misc{{a, title={{Trust {{Work}}}}, {fields}}}" for fields in works.values())
    for pasted in (first, "".join(others)):
        kgen(config, "new", "source", "--bibtex", "-", typed=pasted)
    again = '@misc{a, title="trust work", author={Anna Smith}, year=2000} @misc{b, title={T}, doi={10.1000/2}}'
    said = kgen(config, "new", "source", "--bibtex", "-", typed=again)
    assert "trust-work.md is already there" in said and "trust-work-3.md is already there" in said
    assert sorted(path.name for path in (tmp_path / "content/sources").iterdir()) == sorted(works)
    long = "a" * 90
    two = f"@misc{{a, title={{{long}}}, year=2000}} @misc{{b, title={{{long}}}, year=2001}}"
    assert f"{'a' * 75}-2001.md" in kgen(config, "new", "source", "--bibtex", "-", typed=two)


def test_titles_in_other_scripts_are_told_apart_by_author_or_key(tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    pasted = """
        @book{k1, title={信頼}, author={Tanaka, Yui}, year=2010} @book{k2, title={橋}, author={Tanaka, Yui}, year=2010}
        @book{Trust_1, title={الثقة}, author={سالم, علي}} @book{鍵, title={鍵}} @book{鍵, title={???}}
    """
    for _ in range(2):
        said = kgen(config, "new", "source", "--bibtex", "-", typed=pasted)
    assert said.count("is already there") == 5
    names = sorted(path.stem for path in (tmp_path / "content/sources").iterdir())
    assert names == ["source", "source-2", "tanaka-2010", "tanaka-2010-2", "trust-1"]
    assert "0 problems." in kgen(config, "check")


def fields_of(bibtex: str) -> ReadSource:
    return source_of(read_bibtex(bibtex)[0])


@pytest.mark.parametrize(
    "unused",
    [
        "month = June",
        "month = Sept # { 3}",
        "series = lncs",
        "keywords = {a}, keywords = {b}",
        "abstract = {" + "x" * (LONGEST + 1) + "}",
    ],
)
def test_a_field_that_is_left_out_stops_nothing(unused: str) -> None:
    read = fields_of("@string{a = lncs # { 3}} @article{a, title = {A}, " + unused + ", year = 1973}")
    assert (read.title, read.year) == ("A", "1973")


def test_entities_become_characters() -> None:
    read = fields_of(
        "@article{a, title={Education &amp; Training &amp;amp; More}, journal={R\\&amp;D &#x2013; &#8217;&nosuch;},"
        " author={O&apos;Brien, S&eacute;}, DOI={10.1002/(SICI)1097&lt;1::AID&gt;3.0}}"
    )
    assert (read.title, read.container) == ("Education & Training & More", "R&D – ’&nosuch;")
    assert (read.authors, read.doi) == (("O'Brien, Sé",), "10.1002/(SICI)1097<1::AID>3.0")
    assert (
        fields_of("@misc{a, title={x}, url={https://example.org/?a=1&amp;b=2}}").url == "https://example.org/?a=1&b=2"
    )


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("family=Doe, given=Jane, prefix=van", "van Doe, Jane"),
        ("given=Jane, given-i=J, family={de la Cruz}, suffix=Jr, useprefix=true", "de la Cruz, Jr, Jane"),
        ('"family={Sons, Inc.}"', "Sons, Inc."),
        ("given = {Sukarno}", "Sukarno"),
    ],
)
def test_parts_of_a_name_may_be_called_by_their_names(written: str, author: str) -> None:
    read = fields_of("@book{a, title={x}, author={" + written + " and Roe, Richard}}")
    assert read.authors == (author, "Roe, Richard")


@pytest.mark.parametrize(
    ("pasted", "says"),
    [
        ("nothing", "there is no entry in it"),
        ("\n\nme@example.org", "line 3: this @ begins no entry"),
        ("@article{a, title = {x}", "line 1: this entry is not closed"),
        ("@article{a, title = {x", "line 1: this entry is not closed: } is missing"),
        ("@article{a,\n title = x}", "line 2: `x` is not an abbreviation that @string explains"),
        ("@article{a,\n title {x}}", "line 2: here should be a field, as in title = {…}"),
        ("@article{a,\n title = {x} year = 1973}", "line 2: here should be a comma"),
        ("@article{a, title = {x}, title = {y}}", "`title` is in it twice"),
        ("@article{a, year = 1973}", "`a` has no title"),
        ("\n@article{, title = {x}}", "line 2: this entry has no key, which names it. Write one after @article{"),
        ("@Book( title={x}}", "as in @Book(granovetter, title = {…}"),
        ("@article{a, title={x}, journal = {A} # jns}", "`jns` is not an abbreviation"),
        ("@string{n = {J of } # s}@article{a, title={x}, journal = n}", "`n` is not an abbreviation"),
        ('@article{a, title = "a } b"}', "a } closes nothing"),
        (r"@article{a, title = {On \alpha rays}}", r"`\alpha` in `title` of `a` stands for no letter"),
        ("@article{a, title={x}, author={A, B, C, D}}", "has a name with 3 commas"),
        ("@article{a, title={x}}@book{b, title={X}}", "the entry in line 1 has this title, authors and year"),
        ("@misc{a, title={x}, doi={10.1000/A}}\n@misc{b, title={y}, doi={10.1000/a}}", "line 2: the entry in line 1"),
        ("@article{a, title={" + "x" * 300 + "}}", "Nothing was written"),
        ("@article{a, title={Index}}", "Nothing was written"),
        ("@article{a, title={a\u202eb}}", "Nothing was written"),
    ],
)
def test_what_cannot_be_read_is_refused_by_line_and_nothing_is_written(pasted: str, says: str, tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    said = kgen(config, "new", "source", "--bibtex", "-", typed=pasted, code=2)
    assert says in said and "Nothing was written." in said
    assert not (tmp_path / "content/sources").exists()


def test_what_is_asked_wrongly_is_refused(tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    (tmp_path / "latin.bib").write_bytes(b"@misc{a, title = {\xe9}}")
    (tmp_path / "large.bib").write_bytes(b" " * (1024 * 1024 + 1))
    for arguments, says in (
        (("topic", "--bibtex", "latin.bib"), "kgen new source --bibtex FILE"),
        (("source", "Ties", "--bibtex", "latin.bib"), "kgen new source --bibtex FILE"),
        (("source", "--bibtex", "latin.bib"), "is not UTF-8"),
        (("source", "--bibtex", "large.bib"), "is larger than 1024 KB"),
        (("source", "--bibtex", "none.bib"), "none.bib cannot be read"),
        (("source",), "Give it a title"),
    ):
        assert says in kgen(config, "new", *arguments, code=2)


def test_what_is_made_to_be_slow_or_large_is_refused() -> None:
    doubling = '@string{a0 = "x"}' + "".join(f"@string{{a{n + 1} = a{n} # a{n}}}" for n in range(60))
    for text in (
        doubling,
        "@misc{a, title = {" + "{" * 100_000,
        "@misc{a, title = {x}}" * (MOST + 1),
        f"@misc{{a, title = {{{'x' * (LONGEST + 1)}}}}}",
        '@string{s = "' + "x" * 19_000 + '"}' + "".join(f"@misc{{k{n}, a = s # s[0:0]}}" for n in range(10)),
        '@string{s = "' + "x" * 9_000 + '"}' + "".join(f"@misc{{k{n}, title = s # s}}" for n in range(900)),
    ):
        with pytest.raises(BibtexError):
            read_bibtex(text)


ANY_TEXT = st.text('@article{}(),="#\\ aé\n%', max_size=60)
ANY_FIELDS = st.dictionaries(st.sampled_from(["title", "author", "year", "doi", "url", "note"]), ANY_TEXT, max_size=4)


ANY_ENTRY = ANY_FIELDS.map(lambda fields: f"@misc{{a, {', '.join(f'{n} = {{{each}}}' for n, each in fields.items())}}}")


@given(ANY_TEXT | ANY_ENTRY)
@example("@misc{a, title = {b}}")
def test_whatever_is_pasted_is_read_or_refused(text: str) -> None:
    try:
        for entry in read_bibtex(text):
            assert isinstance(source_of(entry), ReadSource)
    except BibtexError as problem:
        assert str(problem)


# --- what is checked


def test_authors_are_public_names_and_prose_is_checked(tmp_path: Path) -> None:
    named = TIES.replace("Granovetter, Mark S.", "Liam Walker, born 3 March 1990")
    config = make_garden(tmp_path, {**BASIS, "sources/ties.md": named})
    assert "0 problems." in kgen(config, "check")
    config = make_garden(tmp_path, {**BASIS, "sources/ties.md": named + "\nRing me on 07911 123456.\n"})
    assert "sources/ties.md:11" in kgen(config, "check", code=1)
    ringing = TIES.replace("Granovetter, Mark S.", "Doe, Jane (tel. 07911 123456)")
    assert "a phone number" in kgen(make_garden(tmp_path, {**BASIS, "sources/ties.md": ringing}), "check", code=1)


def test_a_source_without_a_title_says_what_to_write(tmp_path: Path) -> None:
    files = {"sources/ties.md": "---\ndoi: 225469\nauthor: Mark\n---\n"}
    said = kgen(make_garden(tmp_path, {**BASIS, **files}), "check", code=1)
    assert "`title` is missing" in said
    assert "`doi` should be a DOI, such as 10.1000/182" in said
    assert "kgen does not know a field called `author`" in said
