"""Somebody who has not agreed to be named is found however their name is written; what only resembles it is not."""

from pathlib import Path

import pytest
from gardens import BASIS, make_garden

from kgen.checks import check
from kgen.model import Diagnostic, Source
from kgen.read import read_sources
from kgen.settings import Settings, load
from kgen.weave import weave

NAMES = {
    "zora": "Zora Quillfeather",
    "ineke": "Ineke van der Berg",
    "tomasz": "Tomasz Adam Oleander",
    "jo": "Jo-Anne O'Hare",
    "small": "kieran mossgrove",
    "will": "Will Price",
    "grace": "Grace Hill",
    "night": "Night Nurse",
    "doctor": "Scott Dalby, M.D.",
    "veterans": "Veterans Health Administration",
    "anna": "Anna Mossgrove",
    "ivo": "Ivo Oleander",
}
PEOPLE = {f"people/{slug}.md": f'---\nname: "{name}"\n---\n' for slug, name in NAMES.items()}
SURE = "this holds the name of somebody who has not agreed to be named here"
LIKELY = "this seems to hold the name of somebody who has not agreed to be named here"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("garden")
    return load(make_garden(folder, {}, {"contact": "us@example.org"}), today="2026-11-23")


def said(settings: Settings, name: str, text: str, others: dict[str, str] = PEOPLE) -> list[Diagnostic]:
    """What is said about one file beside those of people who have not agreed."""
    sources = [Source(each, data.encode()) for each, data in {**BASIS, **others, name: text}.items()]
    return [each for each in check(weave(settings, read_sources(sources, "content"))) if each.path.endswith(name)]


def of_prose(settings: Settings, text: str) -> list[str]:
    problems = said(settings, "pages/p.md", f"---\ntitle: P\n---\n{text}\n")
    return [each.message for each in problems if each.check == "consent"]


@pytest.mark.parametrize(
    "text",
    [
        "zora quillfeather made the tea",
        "ZORA QUILLFEATHER",
        "“Quillfeather, Zora” is on the list.",
        "quillfeather zora",
        "We rang van der Berg, Ineke.",
        "OLEANDER, Tomasz Adam",
        "Kieran Mossgrove came.",
        "kieran mossgrove came",
        "Then jo-anne o'hare rang.",
        "Price, Will",
        '[the sheet](https://example.org "by Zora Quillfeather")',
        '[trust](../topics/trust.md "Zora Quillfeather says")',
        "[trust][1]\n\n[1]: ../topics/trust.md 'Ineke van der Berg'",
        "![Zora Quillfeather at the door](../images/door.png)",
        '<abbr title="Zora Quillfeather">ZQ</abbr>',
    ],
)
def test_a_name_in_another_form(settings: Settings, text: str) -> None:
    assert of_prose(settings, text) == [SURE]


@pytest.mark.parametrize(
    "text",
    [
        "Z. Quillfeather signed it.",
        "Z Quillfeather",
        "z. quillfeather",
        "Quillfeather, Z.",
        "I. van der Berg",
        "van der Berg, I.",
        "T. A. Oleander, T.A. Oleander and TA Oleander",
        "Oleander, T.A.",
        "Tomasz A. Oleander",
        "Tomasz Oleander",
    ],
)
def test_a_name_with_initials_may_be_that_of_somebody_else(settings: Settings, text: str) -> None:
    assert of_prose(settings, text) == [LIKELY]


@pytest.mark.parametrize(
    "text",
    [
        "They will price it, and the price will rise.",
        "Appendix W. Price list.",
        "On grace hill the hill was grace.",
        "The night nurse came at night. Nurse, she said.",
        "A quill and a feather, Zora said.",
        "A. Quillfeather, B. van der Berg",
        "Oleander T. Smith came, and Quillfeather Z. Jones.",
        "It is Quillfeather's, and a D. D. of the M.D.",
        "The Veterans Administration and a Records Office.",
        "A Mossgrove is a plant, and I Oleander.",
    ],
)
def test_words_that_resemble_a_name(settings: Settings, text: str) -> None:
    assert of_prose(settings, text) == []


@pytest.mark.parametrize(
    ("author", "message"),
    [
        ("Zora Quillfeather", SURE),
        ("Quillfeather, Zora", SURE),
        ("quillfeather, zora", SURE),
        ("Quillfeather, Z.", LIKELY),
        ("Quillfeather Z", LIKELY),
        ("van der Berg, Ineke", SURE),
    ],
)
def test_authors_of_a_source(settings: Settings, author: str, message: str) -> None:
    text = f'---\ntitle: S\nauthors:\n  - "Other, Ann"\n  - "{author}"\n---\n'
    problems = said(settings, "sources/s.md", text)
    assert [(each.message, each.line) for each in problems] == [(message, 5)]


@pytest.mark.parametrize("steward", ["Quillfeather, Zora", "ask zora quillfeather", "Z. Quillfeather"])
def test_a_field_that_leads_to_nobody_is_read_too(settings: Settings, steward: str) -> None:
    problems = said(settings, "networks/n.md", f'---\ntitle: N\nsteward: "{steward}"\n---\n')
    assert {SURE, LIKELY} & {each.message for each in problems}


@pytest.mark.parametrize("kind", ["steward", "asked_by"])
@pytest.mark.parametrize(
    "name", ["zora quillfeather", "Zora quillfeather", "zora Quillfeather", "ask fatima khan", "mary smith and others"]
)
def test_a_name_in_small_letters_after_the_file_was_deleted(settings: Settings, kind: str, name: str) -> None:
    file = "networks/n.md" if kind == "steward" else "questions/n.md"
    problems = said(settings, file, f"---\ntitle: N\n{kind}: {name}\n---\n", {})
    assert [each.check for each in problems] == ["reference"]
    assert "in small letters" in problems[0].message and name not in f"{problems[0].message} {problems[0].fix}"


@pytest.mark.parametrize(
    "words", ["the volunteers", "grace and hope", "the rose garden team", "anna from the library", "chair of governors"]
)
def test_words_in_small_letters_that_are_no_full_name(settings: Settings, words: str) -> None:
    assert said(settings, "networks/n.md", f"---\ntitle: N\nsteward: {words}\n---\n", {}) == []
