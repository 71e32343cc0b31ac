"""Two topics become one: everything that led to the first leads to the second, and nothing of either is lost."""

from itertools import permutations
from pathlib import Path

import pytest
from gardens import BASIS, GARDEN, make_garden, story
from sites import DAY

from kgen.checks import check
from kgen.editing.joined_bodies import in_markdown, joined_bodies
from kgen.importing.ledger import Ledger
from kgen.markdown import parse
from kgen.read import read
from kgen.settings import ConfigurationError, load
from kgen.stewarding.merging import merging
from kgen.stewarding.outcome import reading_after
from kgen.weave import Garden, weave

TRUST = "---\ntitle: Trust\n---\n"
CONFIDENCE = "---\ntitle: Confidence\n---\n"


def garden_of(config: Path) -> Garden:
    settings = load(config, today=DAY)
    return weave(settings, read(settings))


def errors(garden: Garden) -> list[str]:
    return [f"{each.path}: {each.message}" for each in check(garden) if each.severity == "error"]


def merge(folder: Path, files: dict[str, str | bytes], topic: str = "confidence", into: str = "trust") -> list[str]:
    """Merge two topics of a garden without errors, which then has none either; what was said."""
    config = make_garden(folder, {**BASIS, "topics/trust.md": TRUST, "topics/confidence.md": CONFIDENCE, **files})
    garden = garden_of(config)
    assert errors(garden) == []
    merged = merging(garden, read(garden.settings), topic, into)
    merged.changes.carry_out(folder)
    assert errors(garden_of(config)) == []
    assert not (folder / f"content/topics/{topic}.md").exists()
    return merged.lines


def text(folder: Path, name: str) -> str:
    return (folder / "content" / name).read_bytes().decode()


# --- what names the first


FIELDS = [
    # as it was, and once confidence is part of trust
    ("topics: confidence # why", "topics: trust # why"),
    ("topics: [waiting, Confidence]", "topics: [waiting, trust]"),
    ("topics: [trust, confidence]", "topics: [trust]"),
    ("topics: [confidence, waiting, trust]", "topics: [waiting, trust]"),
    ("topics:\n- waiting\n- Being sure\n- confidence", "topics:\n- waiting\n- trust"),
    ("topics: https://garden.example/topics/confidence/", "topics: https://garden.example/topics/trust/"),
    ('topics: ["[[topics/confidence|x]]"]', "topics: [topics/trust]"),
]


@pytest.mark.parametrize(("written", "merged"), FIELDS)
def test_a_field_names_the_second_once(written: str, merged: str, tmp_path: Path) -> None:
    before = story().replace("topics:\n- trust\n", f"{written}\n")
    assert written in before
    files = {
        "topics/confidence.md": "---\ntitle: Confidence\nalt: [Being sure]\n---\n",
        "topics/waiting.md": "---\ntitle: Waiting\n---\n",
        "stories/a.md": before,
    }
    lines = merge(tmp_path, {**files})
    assert text(tmp_path, "stories/a.md") == before.replace(written, merged)
    assert any(line.startswith("  content/stories/a.md: ") for line in lines)


PROSE = [
    ("[[confidence]] é", "[[trust|confidence]] é"),
    ("[[Confidence]]", "[[trust|Confidence]]"),
    ("[[being sure]]", "[[trust|being sure]]"),
    ("[[topics/confidence|a *word*]]", "[[topics/trust|a *word*]]"),
    ("[[confidence#What helps|there]]", "[[trust#Confidence#What helps|there]]"),
    ("[[confidence#Only here]]", "[[trust#Only here|confidence]]"),
    ("![[confidence]]", "![[trust]]"),
    ("| a |\n|---|\n| [[confidence\\|x]] |", "| a |\n|---|\n| [[trust\\|x]] |"),
    ('[it](../topics/confidence.md "confidence")', '[it](../topics/trust.md "confidence")'),
    ("[it](/topics/confidence/#only-here)", "[it](/topics/trust/#only-here)"),
    ("[it](../topics/confidence.md#what-helps)", "[it](../topics/trust.md#Confidence%23what-helps)"),
    ("[it][1]\n\n[1]: ../topics/confidence.md", "[it][1]\n\n[1]: ../topics/trust.md"),
    ("`[[confidence]]` confidence [[trust]]", "`[[confidence]]` confidence [[trust]]"),
]


@pytest.mark.parametrize(("written", "merged"), PROSE)
def test_a_link_leads_to_the_second_and_reads_as_before(written: str, merged: str, tmp_path: Path) -> None:
    files = {
        "topics/trust.md": f"{TRUST}\n## What helps\n\nTime.\n",
        "topics/confidence.md": "---\ntitle: Confidence\nalt: [Being sure]\n---\n\n## What helps\n\n## Only here\n",
        "stories/a.md": story(written),
    }
    merge(tmp_path, {**files})
    assert text(tmp_path, "stories/a.md") == story(merged)
    garden = garden_of(tmp_path / "mkdocs.yml")
    for reference, target in garden.prose_links(garden.entries["stories/a"]):
        assert target.entry is garden.entries["topics/trust"] and not target.anchor_missing
        if reference.heading.lower().endswith(("what helps", "what-helps")):
            assert target.anchor == "what-helps-1", "the second of this name is the one below the first topic's title"


# --- what the second takes over


def test_the_second_takes_over_all_that_the_first_held(tmp_path: Path) -> None:
    first = (
        "---\ntitle: Confidence\naliases: [being-sure, /2019/sure/]\nalt: [self-belief, Faith]\n"
        "broader: [feelings]\nrelated: [doubt, hope]\nsame_as: [https://a.example/, https://b.example/]\n"
        "definition: To be sure.\n---\n\nThree of us [[#Where|told]] of it.\n\n## Where\n\nAt home.\n"
    )
    second = (
        "---\ntitle: Trust\nalt: [faith]\nbroader: hope\nrelated: [confidence]\nsame_as: https://b.example/\n---\n\n"
        "Two of us.\n"
    )
    others = {f"topics/{slug}.md": f"---\ntitle: {slug.title()}\n---\n" for slug in ("feelings", "doubt", "hope")}
    lines = merge(tmp_path, {"topics/trust.md": second, "topics/confidence.md": first, **others})
    meta = garden_of(tmp_path / "mkdocs.yml").entries["topics/trust"].meta
    assert meta.aliases == ("confidence", "being-sure", "/2019/sure/")
    assert meta.words("alt") == ("faith", "Confidence", "self-belief")
    assert meta.words("broader") == ("hope", "feelings") and meta.words("related") == ("doubt",)
    assert meta.words("same_as") == ("https://b.example/", "https://a.example/")
    assert meta.in_short == "To be sure."
    assert text(tmp_path, "topics/trust.md").endswith(
        "---\n\nTwo of us.\n\n## Confidence\n\nThree of us [[#Where|told]] of it.\n\n### Where\n\nAt home.\n"
    )
    assert lines[0] == (
        "content/topics/confidence.md is part of content/topics/trust.md now; its old address leads there"
        " (aliases: confidence)."
    )


@pytest.mark.parametrize(("topic", "into"), [("confidence", "trust"), ("trust", "confidence")])
def test_no_topic_is_part_of_itself(topic: str, into: str, tmp_path: Path) -> None:
    """The narrower into the wider, and the wider into the narrower."""
    merge(tmp_path, {"topics/confidence.md": "---\ntitle: Confidence\nbroader: trust\n---\n"}, topic, into)
    assert garden_of(tmp_path / "mkdocs.yml").entries[f"topics/{into}"].meta.words("broader") == ()


def test_a_definition_that_has_no_place_stands_in_the_text(tmp_path: Path) -> None:
    first = '---\ntitle: "C# & co: *sure*"\ndefinition: "1. To be *sure* of it."\n---\n'
    merge(tmp_path, {"topics/trust.md": f"{TRUST[:-4]}definition: To rely.\n---\n", "topics/confidence.md": first})
    garden = garden_of(tmp_path / "mkdocs.yml")
    trust = garden.entries["topics/trust"]
    assert trust.meta.in_short == "To rely." and trust.body.references == ()
    assert garden.words(trust.body.outline[0].text) == "C# & co: *sure*"
    assert garden.words(trust.body.opening) == "1. To be *sure* of it."


def test_a_topic_without_words_leaves_the_text_as_it_is(tmp_path: Path) -> None:
    merge(tmp_path, {"topics/trust.md": f"{TRUST}\nTwo of us.\n"})
    assert text(tmp_path, "topics/trust.md") == (
        '---\nalt: ["Confidence"]\naliases: [confidence]\ntitle: Trust\n---\n\nTwo of us.\n'
    )


SHOWN = [
    # what the second says, what the first says, and what both say in one
    ("![[confidence]]", "Three.", "[[trust|confidence]]\n\n## Confidence\n\nThree."),
    ("![[confidence|it]]", "", "[[trust|it]]"),
    ("Two.", "![[trust|it]]\n\n![[Trust]] é [[confidence]]", "[[trust|it]]\n\n[[Trust]] é [[trust|confidence]]"),
]


@pytest.mark.parametrize(("second", "first", "both"), SHOWN)
def test_a_topic_is_not_shown_in_its_own_text(second: str, first: str, both: str, tmp_path: Path) -> None:
    files = {"topics/trust.md": f"{TRUST}\n{second}\n", "topics/confidence.md": f"{CONFIDENCE}\n{first}\n"}
    merge(tmp_path, {**files})
    assert text(tmp_path, "topics/trust.md").endswith(f"\n\n{both}\n")


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "topics/trust.md": f"{TRUST}\nTwo of us.\n".replace("\n", "\r\n").encode(),
        "topics/confidence.md": f"{CONFIDENCE}\nThree.\n",
    }
    merge(tmp_path, files)
    written = text(tmp_path, "topics/trust.md")
    assert written.count("\r\n") == written.count("\n") and written.endswith("## Confidence\r\n\r\nThree.\r\n")


def test_planning_again_when_it_was_interrupted_adds_nothing_twice(tmp_path: Path) -> None:
    """All is written, and the first topic's own file is not deleted yet."""
    files = {
        **BASIS,
        "topics/trust.md": f"{TRUST}\nTwo of us.\n",
        "topics/confidence.md": f"{CONFIDENCE[:-4]}definition: To be sure.\n---\n\nThree of us.\n",
        "stories/a.md": story("See [[confidence]].", topics=["confidence"]),
    }
    config = make_garden(tmp_path, files)
    garden = garden_of(config)
    changes = merging(garden, read(garden.settings), "confidence", "trust").changes
    assert list(changes.files) == [f"content/{name}.md" for name in ("stories/a", "topics/trust", "topics/confidence")]
    assert changes.files.pop("content/topics/confidence.md") is None
    changes.carry_out(tmp_path)
    written = text(tmp_path, "topics/trust.md")
    again = garden_of(config)
    merging(again, read(again.settings), "confidence", "trust").changes.carry_out(tmp_path)
    assert text(tmp_path, "topics/trust.md") == written
    assert not (tmp_path / "content/topics/confidence.md").exists()


def test_links_that_wait_follow_the_text(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    Ledger(links={"topics/trust.md": ["[[a]]"], "topics/confidence.md": ["[[b]]"]}).write(tmp_path / "drafts")
    merge(tmp_path, {})
    assert Ledger.read(tmp_path / "drafts").links == {"topics/trust.md": ["[[a]]", "[[b]]"]}


def test_the_menu_leads_to_the_second(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "topics/confidence.md": CONFIDENCE})
    config.write_text(f"{config.read_text()}nav:\n- Sure: topics/confidence.md\n")
    garden = garden_of(config)
    changes = merging(garden, read(garden.settings), "confidence", "trust").changes
    assert list(changes.files) == ["content/topics/trust.md", "mkdocs.yml", "content/topics/confidence.md"]
    changes.carry_out(tmp_path)
    assert config.read_text().endswith("nav:\n- Sure: topics/trust.md\n")


# --- what cannot be done


REFUSED = {
    "itself": ({}, "trust", "cannot be merged into itself"),
    "no topic": ({}, "nobody", "There is no nobody"),
    "a note of one name": (
        {
            "topics/trust.md": f"{TRUST}\nTwo.[^1]\n\n[^1]: One.\n",
            "topics/confidence.md": f"{CONFIDENCE}\nThree.[^1]\n\n[^1]: Other.\n",
        },
        "confidence",
        "both have a footnote or a definition of one name",
    ),
    "an address of one name": (
        {
            "topics/trust.md": f"{TRUST}\n[One][1].\n\n[1]: https://a.example/\n",
            "topics/confidence.md": f"{CONFIDENCE}\n[Two][1].\n\n[1]: https://b.example/\n",
        },
        "confidence",
        "both have a footnote or a definition of one name",
    ),
    "words that would become a link": (
        {
            "topics/trust.md": f"{TRUST}\nAs [they] say.\n",
            "topics/confidence.md": f"{CONFIDENCE}\nThree.\n\n[they]: https://b.example/\n",
        },
        "confidence",
        "cannot be put together",
    ),
    "code that is not closed": (
        {"topics/trust.md": f"{TRUST}\n```\ncode\n", "topics/confidence.md": f"{CONFIDENCE}\nThree.\n"},
        "confidence",
        "something in content/topics/trust.md is not closed",
    ),
    "a remark that is not closed": (
        {"topics/trust.md": f"{TRUST}\nTwo. %% why\n", "topics/confidence.md": f"{CONFIDENCE}\nThree.\n"},
        "confidence",
        "is not closed",
    ),
    "a circle": (
        {
            "topics/trust.md": "---\ntitle: Trust\nbroader: waiting\n---\n",
            "topics/waiting.md": "---\ntitle: Waiting\nbroader: confidence\n---\n",
        },
        "confidence",
        "Merged, they would leave an error in content/topics/trust.md: ",
    ),
    "beside and part of": (
        {"topics/waiting.md": "---\ntitle: Waiting\nbroader: confidence\nrelated: trust\n---\n"},
        "confidence",
        "error in content/topics/waiting.md: `related` names “trust”, but one of the two is part of the other",
    ),
    "what cannot be understood": ({"topics/confidence.md": "nothing"}, "confidence", "confidence.md cannot be"),
}


@pytest.mark.parametrize(("files", "topic", "said"), REFUSED.values(), ids=REFUSED)
def test_what_would_lose_or_break_something_is_refused(
    files: dict[str, str | bytes], topic: str, said: str, tmp_path: Path
) -> None:
    config = make_garden(tmp_path, {**BASIS, "topics/trust.md": TRUST, "topics/confidence.md": CONFIDENCE, **files})
    garden = garden_of(config)
    with pytest.raises(ConfigurationError) as refused:
        merging(garden, read(garden.settings), topic, "trust")
    assert said in str(refused.value)


def test_a_question_of_that_name_is_not_meant(tmp_path: Path) -> None:
    merge(tmp_path, {"questions/confidence.md": "---\ntitle: Whom do you believe?\n---\n"})
    assert (tmp_path / "content/questions/confidence.md").exists()


# --- any two topics


def test_any_two_topics_keep_every_link() -> None:
    """In a garden of a hundred entries, planned and looked at without writing it."""
    settings = load(GARDEN, today=DAY)
    reading = read(settings)
    before = weave(settings, reading)
    assert errors(before) == []
    topics = sorted(entry.slug for entry in before.entries.values() if entry.kind.name == "topic")
    merged = 0
    for topic, into in list(permutations(topics, 2))[::23]:
        try:
            changes = merging(before, reading, topic, into).changes
        except ConfigurationError as refused:
            assert "Merged, they would leave an error" in str(refused)
            continue
        merged += 1
        after = weave(settings, reading_after(changes, reading, settings))
        new = {f"topics/{topic}": f"topics/{into}"}
        assert _links(after, {}) == _links(before, new)
        assert changes.files[f"content/topics/{topic}.md"] is None
    assert merged > 10


def _links(garden: Garden, new: dict[str, str]) -> set[tuple[str, str, str]]:
    """The links between two entries, and what each is."""
    links = {
        (new.get(each.source, each.source), each.relation, new.get(each.target, each.target)) for each in garden.links
    }
    return {each for each in links if each[0] != each[2]}


# --- bodies


LOWERED = [
    ("# A\n\n## B\n", "## Title\n\n### A\n\n#### B"),
    ("## A ##\n\nB\n=\n", "## Title\n\n#### A ##\n\n### B"),
    ("###### A\n", "## Title\n\n###### A"),
    ("Two\nlines\n---\n\n> ## Q\n\n```\n## code\n```\n", "## Title\n\n### Two lines\n\n> ### Q\n\n```\n## code\n```"),
]


@pytest.mark.parametrize(("body", "joined"), LOWERED)
def test_headings_stand_below_the_title(body: str, joined: str) -> None:
    assert joined_bodies("Words.\n", "Title", "", body) == joined


def test_the_title_stands_beside_the_headings_above() -> None:
    assert joined_bodies("### A\n", "Title", "Words.", "") == "### Title\n\nWords."


@pytest.mark.parametrize(
    "words",
    ["a_b_ *c* [d](e) `f` <g> &amp; ~~h~~ !\\", "1. a", "12) a", "- a", "+ a", "# a", "%%a%%", "===", "a {#b}"],
)
def test_plain_words_stay_plain(words: str) -> None:
    assert parse(f"## {in_markdown(words)}\n\n{in_markdown(words)}\n", 1).opening.text == words
