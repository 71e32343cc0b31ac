"""Somebody who has not agreed to be named is found however their name is written; what only resembles it is not."""

import json
from pathlib import Path

import pytest
from gardens import BASIS, make_garden
from patience import must_end
from sites import DAY, kgen

from kgen.checks import check
from kgen.checks.name_forms import phrases
from kgen.model import PERSON, Diagnostic, Source
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
        "Quillfeather's hill, the Quillfeather oak, and a D. D. of the M.D.",
        "The Veterans Administration and a Records Office.",
        "A Mossgrove is a plant, and I Oleander.",
    ],
)
def test_words_that_resemble_a_name(settings: Settings, text: str) -> None:
    assert of_prose(settings, text) == []


def of_page_about(settings: Settings, name: str, text: str, others: dict[str, str] | None = None) -> list[str]:
    """What is said about a page with this text, where somebody of this name has not agreed."""
    file = {"people/p.md": f"---\nname: {json.dumps(name, ensure_ascii=False)}\n---\n"}
    problems = said(settings, "pages/p.md", f"---\ntitle: P\n---\n{text}\n", {**file, **(others or {})})
    return [each.message for each in problems if each.check == "consent"]


@pytest.mark.parametrize(
    "name",
    [
        "Sister Agnes Bothwell",
        "Rev. Dr Agnes Bothwell",
        "Auntie Agnes Bothwell",
        "the late Agnes Bothwell",
        "Agnes Bothwell (she/her)",
        "Agnes Bothwell [they/them]",
        "Agnes Bothwell, she / they",
        "Agnes Bothwell - any pronouns",
        "Agnes Bothwell MBE",
        "Agnes Bothwell, RGN, Ph.D.",
        "Agnes Bothwell, district nurse",
        "Agnes Bothwell – Leith",
        "Bothwell, Agnes",
        "BOTHWELL, Agnes (Sister)",
        "Agnes “Nessie” Bothwell",
        "Agnes (Nessie) Bothwell",
        "Agnes Bothwell née Tweedie",
        "Agnes Bothwell and Tom Reid",
        "Tom Reid & Agnes Bothwell",
        "Agnes and Tom Bothwell",
        "Coordinator: Agnes Bothwell",
    ],
)
def test_what_else_is_in_a_name(settings: Settings, name: str) -> None:
    assert of_page_about(settings, name, "Then Agnes Bothwell came.") == [SURE]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Agnes Mary Bothwell", "Agnes Bothwell came."),
        ("Agnes Mary Bothwell", "Mary Bothwell came."),
        ("Agnes Bothwell", "Agnes Mary Bothwell came."),
        ("Agnes Bothwell", "Agnes M. J. Bothwell came."),
        ("Agnes Bothwell", "Mrs. Bothwell came, and Sister Bothwell went."),
        ("Dr. A. Bothwell", "Agnes Bothwell came."),
        ("Dr. A. Bothwell", "Agnes Mary Bothwell came."),
        ("Dr. A. Bothwell", "Bothwell, Agnes: the register"),
        ("Mrs Bothwell", "Agnes Bothwell came."),
        ("Mrs Bothwell", "Nurse Bothwell came."),
        ("Sister Agnes Bothwell", "Sister Agnes came."),
        ("Agnes “Nessie” Bothwell", "Nessie Bothwell came."),
        ("Agnes Bothwell (née Tweedie)", "Agnes Tweedie came."),
        ("Agnes Bothwell-Tweedie", "Agnes Bothwell came."),
        ("Agnes O'Brien", "Mrs O’Brien came, and Ms O'Brien went."),
        ("Agnes Bothwell", "Mrs Bothwell"),
        ("Ineke van der Berg", "Mevrouw Ineke Anna van der Berg, and Mrs van der Berg"),
    ],
)
def test_a_name_that_others_write_in_another_way(settings: Settings, name: str, text: str) -> None:
    assert of_page_about(settings, name, text) == [LIKELY]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Agnes Bothwell", "Agnes came. Mary Bothwell went. We asked Agnes, Tom Bothwell and me."),
        ("Agnes Bothwell", "For Agnes the Bothwell ward was home, and Agnes And Bothwell is a firm."),
        ("Agnes Bothwell", "A sister in Bothwell, our sister Bothwell way. She is my sister. Bothwell is a town."),
        ("Dr. A. Bothwell", "At Bothwell the train stops. After Bothwell it goes on. And Bothwell again."),
        ("Mrs Bothwell", "In Bothwell. The Bothwell Centre."),
        ("Night Nurse", "Sister Nurse, and Nurse Nurse at Night."),
        ("The Meeting Room", "We went to the Meeting Room."),
        ("Health & Safety, North", "Health North, Safety Health."),
    ],
)
def test_words_that_only_resemble_it(settings: Settings, name: str, text: str) -> None:
    assert of_page_about(settings, name, text) == []


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("María García López", "María García|Sra. García|García López|Maria Garcia|M. García|Mrs López|García, María"),
        ("María Martín López", "María Martín came|M. Martín|Martín López|Mrs López"),
        ("María García y López", "María García López|Señora López"),
        ("Agnes Bothwell-Tweedie", "Ms Bothwell|Ms Tweedie|Agnes Tweedie|Ms Bothwell-Tweedie|Bothwell-Tweedie"),
        ("Ineke van der Berg", "Ms Berg|Ms Van der Berg|Ineke Berg|Ineke Vanderberg|I. Van Der Berg"),
        ("Ana de la Cruz", "Ms de la Cruz|Ms Cruz|Ana Delacruz|Ana De La Cruz Soto"),
        ("Russell O'Neill", "Mr O’Neill|Mr ONeill|R. O’Neill|Mr O Neill|O’Neill, R."),
        ("Agnes McKay", "Agnes MacKay|Ms Mc Kay|Ms McKay"),
        ("Jürgen Müller", "Juergen Mueller|Herr Müller|Mr Mueller"),
        ("Björk Guðmundsdóttir", "Ms Gudmundsdottir|B. Guðmundsdóttir"),
        ("Nguyễn Thị Hoa", "Mrs Nguyen|Ms Hoa|Hoa Nguyen|Hoa Thi Nguyen"),
        ("Wang Wei", "Mr Wang|Ms Wei|Wei Wang"),
        ("Kim Min-jun", "Mr Kim|Minjun Kim|Min-jun Kim"),
        ('Robert "Bob" Shaw', "Bob Shaw|Bobs or Bob Shaw|Mr Shaw"),
        ("Agnes Bothwell (née Tweedie)", "Miss Tweedie|Agnes Tweedie Bothwell"),
        ("The Rev. Dr Agnes Bothwell", "Mother Bothwell|Fr Bothwell|mrs bothwell|Prof. Bothwell"),
        ("Beth Quillfeather", "Beth and Tom Quillfeather|Beth, Ann & Tom Quillfeather|Beth, Ann, or Tom Quillfeather"),
        ("Beth Quillfeather", "the Quillfeathers|Quillfeather's mother|the Quillfeather twins|It was Quillfeather’s."),
        ("Beth Quillfeather", "Quillfeather said so|“Yes,” said Quillfeather"),
        ("Zora Quillfeather", "zora.a.quillfeather@example.org|zora_quillfeather"),
        ("Tom Price", "Mrs Price|mr price|Dr. T. Price|Tom J. Price|Ann, Tom and Sue Price|the Prices|P. and T. Price"),
        ("Tom Short", "Mr Short|Nurse Short|Tom Adam Short|the Shorts"),
        ("Quillfeather", "Then Quillfeather came|Ms Quillfeather|Beth Quillfeather"),
    ],
)
def test_every_way_to_write_a_name(settings: Settings, name: str, texts: str) -> None:
    page = "---\ntitle: Q{}\n---\n{}\n"
    others = {f"pages/q{number}.md": page.format(number, text) for number, text in enumerate(texts.split("|"))}
    file = {"people/p.md": f"---\nname: {json.dumps(name, ensure_ascii=False)}\n---\n"}
    sources = [Source(each, data.encode()) for each, data in {**BASIS, **file, **others}.items()]
    problems = check(weave(settings, read_sources(sources, "content")))
    found = {each.path.removeprefix("content/") for each in problems if each.message in (SURE, LIKELY)}
    assert [text for path, text in zip(others, texts.split("|"), strict=True) if path not in found] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Tom Short", "Tom, short of breath, sat down. Tom short of breath. We told tom short words."),
        ("Tom Short", "Tom. Short answers. In short, Tom said it. In Short, Tom and Ann met."),
        ("Tom Young", "The young said no. Young people. A firm, Ernst and Young, Tom Gibbons says."),
        ("Mark Will", "Mark will ask. Will Mark ask? We will, Mark said."),
        ("Grace May", "In May, Grace came. May 2014. Last May, Grace and Tom left."),
        ("Sue Worth", "It's worth it. The week's worth, as Sue says."),
        ("Dee Love", "We'd love to hear. I'd love it."),
        ("Dee Day", "On D-Day they came."),
        ("Mary Speed", "It took 900ms. Speed matters. Two 3M Speed pads. The 20 ms speed."),
        ("Agnes Mary Bothwell", "Sister Mary came. Mary came, and Agnes Mary Reid."),
        ("Dr Agnes Thomas", "Mr Thomas Frieden came. Dr. Thomas A. Edison came."),
        ("Jean Fox", "Michael J. Fox came."),
        ("Beth Quillfeather", "Ann Quillfeather came. Quillfeather said so. It was Quillfeather's."),
        ("María García López", "María García Pérez and Sra. García Pérez came."),
        ("Ann Price", "A firm is Price Waterhouse. Mr Price Waterhouse. A ms price. At Price."),
        ("Ann Marsh", "the marshes and the Marsh"),
        ("Ann Marsh", "The Marshes of Kent are cold."),
        ("Sylvia Hope", "It is called The Hopes of a Whole Street."),
        ("FedRAMP", "FedRAMP is a programme."),
        ("Dee", "The river Dee. Dee Smith came. In Dee we met."),
        ("Person 12", "A Person came."),
    ],
)
def test_words_that_are_surnames_too(settings: Settings, name: str, text: str) -> None:
    assert of_page_about(settings, name, text) == []


def test_many_people_of_nearly_one_name_cost_little() -> None:
    people = {f"people/p{number}.md": f"---\nname: Anna {'Maria ' * number}Bothwell\n---\n" for number in range(1, 41)}
    entries = read_sources([Source(each, data.encode()) for each, data in people.items()], "content").entries
    names = phrases([entry for entry in entries if PERSON.includes(entry)], ())
    with must_end(5):
        for text in ("Anna Maria " * 20_000, "Anna Maria Bothwell " * 13_000, "Bothwell, " * 40_000):
            assert len({form for _, form in names.found_in(text)}) < 41


def test_the_name_of_somebody_who_agreed_is_theirs(settings: Settings) -> None:
    agreed = {"people/mary.md": "---\nname: Mary Bothwell (she/her)\nconsent: {given: 2026-10}\n---\n"}
    assert of_page_about(settings, "Agnes Mary Bothwell", "Mary Bothwell came.", agreed) == []
    assert of_page_about(settings, "Mary Bothwell", "Mary Bothwell came.", agreed) == [SURE]


def test_a_name_in_the_name_of_a_file(settings: Settings) -> None:
    people = {"people/p.md": "---\nname: Agnes Bothwell\n---\n", "people/agnes-reid.md": "---\nname: Dee\n---\n"}
    problems = said(settings, "pages/agnes-bothwell-says.md", "---\ntitle: P\n---\nIt rained.\n", people)
    assert [each.message for each in problems] == [SURE.replace("this", "the name of this file", 1)]
    assert problems[0].fix.startswith("Rename the file: `kgen mv`.")
    text = "---\ntitle: P\naliases: [rain, tea-with-agnes-bothwell]\n---\nIt rained.\n"
    assert [(each.message, each.line) for each in said(settings, "pages/p.md", text, people)] == [(SURE, 3)]
    problems = said(settings, "pages/q.md", "---\ntitle: P\n---\nAgnes Reid came.\n", people)
    assert LIKELY in [each.message for each in problems]


def test_a_teller_who_did_not_agree_is_named_in_their_own_story(settings: Settings) -> None:
    text = STORY.replace("author: agnes", "author: agnes\npseudonyms: [Mrs Bothwell]")
    for agreed, expected in (("", {"consent", "safeguarding"}), ("consent: {given: 2026-10}\n", set())):
        people = {"people/agnes.md": f"---\nname: Agnes Bothwell\n{agreed}---\n"}
        assert {each.check for each in said(settings, "stories/s.md", text, people)} - {"no-date"} == expected


def test_a_real_name_that_was_to_stay_is_found_too(settings: Settings) -> None:
    people = {"people/a.md": "---\nname: Agnes Bothwell\n---\n"}
    text = (
        STORY.replace("author: agnes\n", "named: [Tom Reid, Agnes Bothwell]\n").partition("I said")[0] + "Agnes came.\n"
    )
    problems = said(settings, "stories/s.md", text, people)
    assert [(each.line, each.column) for each in problems if each.message == SURE] == [(7, 19)]


STORY = """\
---
title: What the handover leaves out
date: 2026-10
standpoint: practitioner
sectors: [schools]
topics: [trust]
author: agnes
consent: {whose: own, others: none, given: 2026-10}
---
I said: “Agnes Bothwell is here.” Then Mrs Bothwell wrote it down, and nobody asked her again what she had seen.
"""


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


def test_its_line_is_the_one_that_holds_it(tmp_path: Path) -> None:
    """Words that are only like it are passed over."""
    text = "---\ntitle: P\n---\nYoung people walked by.\n\nThen the\nreport of Mr Young was read.\n"
    files = {**BASIS, "people/a.md": "---\nname: Peter Young\n---\n", "pages/p.md": text}
    config = make_garden(tmp_path, files, {"source": "private"})
    told = kgen(config, "check", "content/pages/p.md", "--today", DAY)
    assert f"content/pages/p.md:7  warning  {LIKELY}" in told
