"""The topics as SKOS: another program reads them, they keep SKOS's own rules, and hold nothing that is hidden."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gardens import BASIS, GARDEN, make_garden, story
from nightly import at_night
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

from kgen.checks import check
from kgen.exports.topics import topics_ttl
from kgen.model import TOPIC
from kgen.read import read
from kgen.settings import load
from kgen.weave import Garden, weave

SITE = "https://garden.example/"
FILES = {
    **BASIS,
    "topics/trust.md": (
        "---\ntitle: Trust\nalt: [reliance, Trust, reliance]\nrelated: forms\ndefinition: To rely on somebody.\n"
        "aliases: [faith, confidence]\nsame_as: [https://a.example/trust, https://a.example/shared]\n---\n"
    ),
    "topics/waiting.md": "---\ntitle: Waiting\nbroader: [trust]\n---\n",
    "topics/queues.md": "---\ntitle: Queues\nbroader: [waiting]\nsame_as: https://a.example/shared\n---\n",
    "topics/forms.md": "---\ntitle: Forms\nrelated: [trust, hidden]\n---\nWords of its own.\n",
    "topics/hidden.md": "---\ntitle: Nobody sees this\nbroader: [no-such-topic]\n---\n",
    "stories/a.md": story("Text."),
}


def woven(folder: Path, files: dict[str, str], site_url: str = SITE, lang: str = "en") -> Garden:
    """A garden as `kgen build --keep-going` sees it."""
    config = make_garden(folder, files)
    config.write_text(config.read_text().replace(SITE, site_url))
    settings = load(config, today="2026-11-23").model_copy(update={"lang": lang})
    reading = read(settings)
    errors = [problem for problem in check(weave(settings, reading)) if problem.severity == "error"]
    return weave(settings, reading, frozenset(problem.path for problem in errors))


def vocabulary(garden: Garden) -> Graph:
    (output,) = topics_ttl(garden, ())
    return Graph().parse(data=output.made(garden), format="turtle")


def concept(slug: str) -> URIRef:
    return URIRef(f"{SITE}topics/{slug}/#concept")


def faults_of(graph: Graph) -> Iterator[str]:
    """What breaks SKOS's integrity conditions (SKOS Reference: S9, S13, S14, S27, S46), or makes a circle."""
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    for each in concepts:
        wider = set(graph.transitive_objects(each, SKOS.broader)) - {each}
        preferred, other = [set(graph.objects(each, kind)) for kind in (SKOS.prefLabel, SKOS.altLabel)]
        if any(each in graph.transitive_objects(parent, SKOS.broader) for parent in graph.objects(each, SKOS.broader)):
            yield f"{each} is part of itself"
        if wider & set(graph.objects(each, SKOS.related)):
            yield f"{each} is beside what it is part of"
        if len(preferred) != 1 or preferred & other:
            yield f"{each} has labels {preferred} and {other}"
        if not wider <= concepts or not set(graph.objects(each, SKOS.related)) <= concepts:
            yield f"{each} leads to nothing"
        if set(graph.objects(each, SKOS.exactMatch)) & set(graph.objects(each, SKOS.closeMatch)):
            yield f"{each} has one match twice"
        if bool(wider) == ((each, SKOS.topConceptOf, None) in graph):
            yield f"{each} is a top concept if, and only if, it is part of nothing"
    for one, other in graph.subject_objects(SKOS.broader):
        if (other, SKOS.narrower, one) not in graph:
            yield f"{other} does not hold {one}"
    for one, other in graph.subject_objects(SKOS.related):
        if (other, SKOS.related, one) not in graph:
            yield f"{other} is not beside {one}"
    if concepts & set(graph.subjects(RDF.type, SKOS.ConceptScheme)):
        yield "a scheme is no concept"


def test_what_it_says_of_a_topic(tmp_path: Path) -> None:
    graph = vocabulary(woven(tmp_path, FILES))
    trust, said = concept("trust"), graph.objects
    assert set(said(trust, SKOS.prefLabel)) == {Literal("Trust", "en")}
    assert set(said(trust, SKOS.altLabel)) == {Literal("reliance", "en")}
    assert set(said(trust, SKOS.definition)) == {Literal("To rely on somebody.", "en")}
    assert set(said(trust, SKOS.narrower)) == {concept("waiting")}
    assert set(said(trust, SKOS.related)) == {concept("forms")}
    assert set(said(trust, SKOS.exactMatch)) == {URIRef("https://a.example/trust")}
    assert set(said(trust, SKOS.closeMatch)) == {URIRef("https://a.example/shared")}
    scheme = URIRef(f"{SITE}topics/#scheme")
    assert set(said(scheme, SKOS.hasTopConcept)) == {trust, concept("forms")}
    assert set(said(scheme, DCTERMS.title)) == {Literal("Topics of A garden", "en")}
    assert set(graph.subjects(SKOS.inScheme, scheme)) == {concept(s) for s in ("trust", "waiting", "queues", "forms")}
    assert not list(faults_of(graph))


def test_what_was_renamed_says_what_it_is_called_now(tmp_path: Path) -> None:
    graph = vocabulary(woven(tmp_path, FILES))
    assert set(graph.subjects(DCTERMS.isReplacedBy, concept("trust"))) == {concept("faith"), concept("confidence")}
    assert set(graph.subjects(OWL.deprecated, Literal(True))) == {concept("faith"), concept("confidence")}


def test_every_published_topic_is_there_and_no_hidden_one(tmp_path: Path) -> None:
    garden = woven(tmp_path, FILES)
    graph = vocabulary(garden)
    assert set(graph.subjects(RDF.type, SKOS.Concept)) == {concept(topic.slug) for topic in garden.of(TOPIC)}
    (output,) = topics_ttl(garden, ())
    for hidden in ("hidden", "Nobody sees", "no-such-topic", "Words of its own"):
        assert hidden not in output.made(garden).decode()


@pytest.mark.parametrize("name", ["kept", at_night("digitalgov")])
def test_real_gardens_keep_the_rules(name: str, shared: Path) -> None:
    settings = load(GARDEN if name == "kept" else shared / "corpora/digitalgov/mkdocs.yml", today="2026-11-23")
    garden = weave(settings, read(settings))
    graph = vocabulary(garden)
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == len(garden.of(TOPIC)) > 10
    assert not list(faults_of(graph))


def test_a_circle_is_left_out_with_those_who_make_it(tmp_path: Path) -> None:
    circle = {f"topics/{one}.md": f"---\ntitle: {one}\nbroader: {two}\n---\n" for one, two in ("ab", "bc", "ca", "da")}
    graph = vocabulary(woven(tmp_path, {**FILES, **circle}))
    assert not list(faults_of(graph))
    assert (concept("d"), SKOS.topConceptOf, None) in graph and (concept("a"), None, None) not in graph


TITLES = [
    'He said "no"',
    "back\\slash \\u0041 \\n",
    "ends in a backslash\\",
    "two\nlines\r\nand\ta tab",
    '"""',
    "'''",
    "<b>&amp;</b> . ; , @en ^^xsd:string #",
    "𝔻𝕒𝕥𝕒 🌱 Ünïcödé 日本語",
    "bell\x07 nul\x00 del\x7f next\x85 line\u2028 odd\ufffe",
]


def told(garden: Garden, **fields: Any) -> Graph:
    """The vocabulary of a garden whose topic says what the reader refuses today."""
    trust = garden.entries["topics/trust"]
    object.__setattr__(trust, "meta", trust.meta.model_copy(update=fields))
    return vocabulary(garden)


@pytest.mark.parametrize("title", TITLES)
def test_any_title_comes_back_as_it_was(title: str, tmp_path: Path) -> None:
    graph = told(woven(tmp_path, BASIS), title=title, alt=(title, title + "."))
    assert [str(each) for each in graph.objects(concept("trust"), SKOS.prefLabel)] == [title]
    assert [str(each) for each in graph.objects(concept("trust"), SKOS.altLabel)] == [title + "."]


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("https://a.example/x y", "https://a.example/x%20y"),
        ("https://a.example/{a}|b^c`d\\e", "https://a.example/%7Ba%7D%7Cb%5Ec%60d%5Ce"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
        ("https://a.example/[a]", "https://a.example/%5Ba%5D"),
        ("https://[2001:db8::1]/[a]", "https://[2001:db8::1]/%5Ba%5D"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/%C3%A9?q=a%20b#c", "https://a.example/%C3%A9?q=a%20b#c"),
        ("https://a.example/Żółć/𝔻", "https://a.example/Żółć/𝔻"),
        ("https://a.example/\x01\u0085", "https://a.example/%01%C2%85"),
    ],
)
def test_any_address_is_one_address(written: str, named: str, tmp_path: Path) -> None:
    graph = told(woven(tmp_path, BASIS), same_as=(written,))
    assert [str(each) for each in graph.objects(concept("trust"), SKOS.exactMatch)] == [named]


def test_without_an_address_of_its_own_a_garden_is_called_by_a_tag(tmp_path: Path) -> None:
    graph = vocabulary(woven(tmp_path, BASIS, site_url=""))
    assert set(graph.subjects(RDF.type, SKOS.Concept)) == {URIRef("tag:a-garden.invalid,2026:topics/trust/#concept")}


@pytest.mark.parametrize("lang", ["cy", "pt-BR"])
def test_labels_name_their_language(lang: str, tmp_path: Path) -> None:
    graph = vocabulary(woven(tmp_path, BASIS, lang=lang))
    (label,) = graph.objects(concept("trust"), SKOS.prefLabel)
    assert isinstance(label, Literal) and label.language == lang


def test_a_garden_without_topics_has_an_empty_scheme(tmp_path: Path) -> None:
    graph = vocabulary(woven(tmp_path, {"pages/about.md": "---\ntitle: About\n---\n"}))
    assert len(list(graph.subjects(RDF.type, SKOS.ConceptScheme))) == 1 and not list(
        graph.subjects(RDF.type, SKOS.Concept)
    )
