"""How well safeguarding finds what it looks for, on passages written for it; and that no message repeats any of it."""

import importlib.util
import io
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from every_field import FIELDS, found_in
from gardens import BASIS, PERSON, make_garden, story
from hypothesis import HealthCheck, given, strategies as st
from nhs_number import is_valid as is_valid_nhs
from nightly import examples, one_in
from patience import must_end
from rich.console import Console
from stdnum.gb import nhs, upn

from kgen import report
from kgen.checks import check
from kgen.model import STORY, Kind, Source
from kgen.read import read, read_sources
from kgen.read.entries import read_entry
from kgen.safeguarding import detect_in_text, prefilter
from kgen.safeguarding.name_lists import DATA as NAMING
from kgen.safeguarding.normalised_text import NormalisedText
from kgen.safeguarding.rules import DETAILS, RULES, Pattern, Rule
from kgen.safeguarding.scanner import counts, hits, patterns_of_rules
from kgen.settings import Settings, load
from kgen.weave import weave

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "docs" / "safeguarding.md"
BEGIN, END = "<!-- made by tests/test_safeguarding.py -->", "<!-- end -->"
OPTIONS = {"source": "private", "contact": "stewards@garden.example"}


def _corpus() -> ModuleType:
    path = HERE / "safeguarding" / "corpus.py"
    spec = importlib.util.spec_from_file_location("corpus", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["corpus"] = module
    spec.loader.exec_module(module)
    return module


corpus = _corpus()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load(make_garden(tmp_path_factory.mktemp("garden"), {}, OPTIONS), today="2026-11-23")


@pytest.fixture(scope="module")
def scored(settings: Settings) -> tuple[dict[str, corpus.Score], list[str]]:
    return corpus.scores(settings)


class TestTheCorpus:
    def test_it_is_large_enough_and_speaks_of_every_rule(self) -> None:
        positive = [each for each in corpus.passages() if each.holds]
        assert len(positive) >= 150 and len(corpus.passages()) - len(positive) >= 150
        assert {each.rule for each in positive} >= {rule.id for rule in RULES}
        assert {each.rule for each in corpus.passages() if not each.holds} >= {rule.id for rule in RULES}

    def test_every_number_with_check_digits_is_found(self, scored: tuple[dict[str, corpus.Score], list[str]]) -> None:
        scores, errors = scored
        assert [rule for rule in corpus.CHECKED if scores[rule].recall < 1] == [], errors

    def test_recall_and_precision(self, scored: tuple[dict[str, corpus.Score], list[str]]) -> None:
        scores, errors = scored
        assert corpus.together(scores).recall >= 0.97, errors
        blocking = corpus.together({rule: scores[rule] for rule in corpus.BLOCKING})
        assert blocking.precision >= 0.97, errors

    @pytest.mark.nightly
    def test_without_re2_the_same_is_found(
        self, scored: tuple[dict[str, corpus.Score], list[str]], settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(prefilter, "re2", None)
        assert corpus.scores(settings) == scored

    def test_the_document_holds_the_figures(
        self, scored: tuple[dict[str, corpus.Score], list[str]], update: bool
    ) -> None:
        text = DOCUMENT.read_text(encoding="utf-8")
        head, tail = text.partition(BEGIN)[0], text.partition(END)[2]
        wanted = f"{head}{BEGIN}\n\n{_looked_for()}\n\n{_figures(scored[0])}\n\n{END}{tail}"
        if update:
            DOCUMENT.write_text(wanted, encoding="utf-8")
        assert DOCUMENT.read_text(encoding="utf-8") == wanted, (
            "pytest tests/test_safeguarding.py --update writes it anew"
        )


def _looked_for() -> str:
    rows = [f"| {rule.id} | {rule.finds} | {_severity(rule)} | {rule.mend} |" for rule in RULES]
    rows.append(f"| {corpus.NAMES} | somebody's name | advises; see below | {NAMING['messages']['mend']} |")
    return "\n".join(
        ["| rule | what it looks for | what it does | what to write instead |", "|---|---|---|---|", *rows]
    )


def _severity(rule: Rule) -> str:
    if rule.blocks:
        return "blocks"
    return "advises" if rule.level == "info" else "warns"


def _figures(scores: dict[str, corpus.Score]) -> str:
    passages = corpus.passages()
    positive = sum(each.holds for each in passages)
    negative = len(passages) - positive
    return (
        f"## How well it is found\n\nMeasured on {positive} passages that hold one thing each, and {negative} that "
        f"look like it and hold none, all in `tests/safeguarding/corpus.yml`.\n\n{corpus.table(scores)}"
    )


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("email", "mail anna_at-example.org"),
        ("email", "It is hassan dot yusuf92 at mail dot com"),
        ("social-handle", "kik liam_2009"),
        ("social-handle", "playstation: liam2009"),
        ("social-handle", "anna_99 on vinted"),
        ("exact-day", "It was Hogmanay 2019."),
        ("street-address", "Flat No. 4 in Hopehaven"),
        ("street-address", "We are at Twelve Mallow Loan"),
        ("number-plate", "the coach was ab57 kde"),
        ("court-reference", "docket no 4MZ6"),
        ("office-number", "her GPhC 2204177"),
    ],
)
def test_what_saves_time_loses_nothing(rule: str, text: str) -> None:
    """The form looks without `has` and `hint`, so a line that they kept from a pattern would be reported only there."""
    assert rule in [hit.rule.id for hit in hits(NormalisedText(text), RULES)]


def test_no_report_repeats_what_was_found(tmp_path: Path) -> None:
    """Nor a longer extract that holds it: the passages are given, and nothing of them comes back."""
    stories = {
        f"stories/s{number}.md": story(
            each.text, title=f"S {number}", consent={"others": "disguised"}, about_child=True
        )
        for number, each in enumerate(corpus.passages())
        if each.holds and not each.fields
    }
    garden = make_garden(tmp_path, {**BASIS, "people/dee.md": PERSON, **stories}, OPTIONS)
    settings = load(garden)
    reading = read(settings)
    problems = [each for each in check(weave(settings, reading)) if each.check == "safeguarding"]
    assert len(problems) > 150
    console = Console(record=True, width=10_000, file=io.StringIO())
    report.print_text(problems, console)
    printed = "\n".join([console.export_text(), report.as_github(problems), report.as_json(problems)]).lower()
    found = [detection for entry in reading.entries for detection in entry.detections]
    # The mailbox of a role is not a person's: what to write in mkdocs.yml names it.
    keys = {each.key for each in found if len(each.key) > 4 and each.rule != "role-mailbox"}
    assert len(keys) > 100
    assert [key for key in keys if key.lower() in printed] == []


@pytest.mark.parametrize(
    ("written", "option"),
    [
        ("Ring 0117 496 2345 at night.", {"helplines": [{"name": "Night line", "number": "0117 496 2345"}]}),
        ("Write to us@garden.example.org then.", {"contact": "us@garden.example.org"}),
    ],
)
def test_what_the_stewards_publish_themselves_may_stand_in_stories(
    written: str, option: dict[str, Any], tmp_path: Path
) -> None:
    def errors(folder: str, options: dict[str, Any]) -> list[str]:
        settings = load(make_garden(tmp_path / folder, {}, {"source": "private", **options}), today="2026-11-23")
        sources = [Source(name, text.encode()) for name, text in {**BASIS, "stories/a.md": story(written)}.items()]
        problems = check(weave(settings, read_sources(sources, "content")))
        return [each.check for each in problems if each.severity == "error"]

    assert errors("without", {}) == ["safeguarding"]
    assert errors("with", option) == []


@pytest.mark.parametrize(("postcode", "may_stand"), [("S W 1 A 1 A A", True), ("A B 1 C 1 D D", False)])
def test_a_spaced_postcode_is_known_by_all_its_signs(postcode: str, may_stand: bool, tmp_path: Path) -> None:
    config = make_garden(tmp_path, {}, {"source": "private", "controller": "Us, post code S W 1 A 1 A A"})
    files = {**BASIS, "stories/a.md": story(f"Their post code is {postcode}.")}
    sources = [Source(name, text.encode()) for name, text in files.items()]
    problems = check(weave(load(config, today="2026-11-23"), read_sources(sources, "content")))
    assert [each.check for each in problems if each.severity == "error"] == ([] if may_stand else ["safeguarding"])


@pytest.mark.parametrize(("kind", "field"), one_in(3, FIELDS))
def test_a_number_is_found_in_each_field_that_it_fits_into(settings: Settings, kind: Kind, field: str) -> None:
    problems = found_in(settings, kind.folder, field, "Doe, Jane (tel. 07911 123456)")
    assert [each.check for each in problems], "a new field is looked at without being named anywhere"


@pytest.mark.parametrize(
    ("before", "column"),
    [
        ("", 1),
        ("&amp;", 6),
        ("&amp; ", 7),
        ("&#38;&lt; ", 11),
        ("\N{RIGHT SINGLE QUOTATION MARK} ", 3),
        ("a\N{SOFT HYPHEN}b ", 5),
        ("\\* ", 4),
    ],
)
def test_a_place_is_counted_as_it_was_written(before: str, column: int) -> None:
    """Entities, escapes and zero-width characters are searched as what they mean, and are not as long."""
    found, _ = detect_in_text(f"First line.\n\n{before}07911 123456\n", STORY, illustrative=False)
    assert [each.position for each in found] == [(3, column)]


@pytest.mark.parametrize(
    ("text", "fields", "third"),
    [
        ("It was in March 2024.", {}, "time"),
        ("It was the 3rd of May.", {}, "time"),
        ("It was spring.", {"period": "2024-spring"}, "time"),
        ("It was spring.", {"period": "2024"}, ""),
        ("It was spring.", {"place": "Whitby"}, "place"),
        ("It was spring.", {"place": "Wales"}, ""),
        ("It was spring.", {"author": "Dee"}, "author"),
        ("It was at Larkspur Primary School.", {}, "organisation"),
    ],
)
def test_two_details_are_told_and_a_third_is_too_much(
    text: str, fields: dict[str, Any], third: str, tmp_path: Path
) -> None:
    settings = load(make_garden(tmp_path, {}, {"source": "private"}), today="2026-11-23")
    files = {
        **BASIS,
        "people/dee.md": PERSON,
        "stories/a.md": story(f"I was 43 when the coroner came. {text}", **fields),
    }
    sources = [Source(name, data.encode()) for name, data in files.items()]
    problems = check(weave(settings, read_sources(sources, "content")))
    said = [each.message for each in problems if each.message.startswith("taken together")]
    finds = {rule.id: rule.finds for rule in DETAILS}
    assert [finds[third] in message for message in said] == ([True] if third else [])


@pytest.mark.parametrize(("sharing", "is_said"), [(4, True), (5, False)])
def test_five_who_could_have_told_it_are_enough(sharing: int, is_said: bool, tmp_path: Path) -> None:
    stories = {f"stories/s{number}.md": story(place="North East", period="2025") for number in range(sharing)}
    settings = load(make_garden(tmp_path, {**BASIS, **stories}))
    said = [each for each in check(weave(settings, read(settings))) if "share this standpoint" in each.message]
    assert len(said) == (sharing if is_said else 0)


@pytest.mark.parametrize(
    ("rule", "found", "not_found"),
    [
        ("phone", ["0117, 496, 2345", "0117/496/2345"], ["01, 17, 49, 62, 345", "01, 174962345", "0117, 4, 962345"]),
        (
            "social-handle",
            ["x.com/joe.bloggs", "m.x.com/joe.bloggs", "www.facebook.com/joe.bloggs"],
            ["zx.com/joe.bloggs", "a.x.com/joe.bloggs", "my-x.com/joe.bloggs"],
        ),
        (
            "number-plate",
            ["AB02 XYZ", "AB29 XYZ", "AB51 XYZ", "AB79 XYZ"],
            ["AB01 XYZ", "AB30 XYZ", "AB50 XYZ", "AB80 XYZ", "AB12 NHS", "AB45 NHS"],
        ),
    ],
)
def test_what_is_one_and_what_only_looks_like_one(rule: str, found: list[str], not_found: list[str]) -> None:
    """Of numbers parted like a list, of pages by their site, and of plates by the half-years that are given out."""

    def ids(text: str) -> list[str]:
        return [hit.rule.id for hit in hits(NormalisedText(text), RULES)]

    assert [ids(text) for text in found] == [[rule]] * len(found)
    assert [ids(text) for text in not_found] == [[]] * len(not_found)


@pytest.mark.parametrize("sign", ["&#x40;", "&#X40;", "&#64;", "&commat;"])
def test_a_sign_that_is_written_as_a_number_is_read_as_what_it_is(sign: str) -> None:
    found = hits(NormalisedText(f"Write to anna{sign}example.org then."), RULES)
    assert [(hit.rule.id, hit.key) for hit in found] == [("email", "anna@example.org")]


class TestOracles:
    @given(st.text("0123456789", min_size=10, max_size=10))
    @examples(400, 5000)
    def test_health_numbers(self, number: str) -> None:
        found = any(hit.rule.id == "nhs-number" for hit in hits(NormalisedText(f"NHS number {number}."), RULES))
        assert nhs.is_valid(number) or not found
        issued = 101_000_000 <= int(number) <= 3_112_999_999 or number[0] in "467"
        assert found or not (is_valid_nhs(number) and issued)

    @given(st.sampled_from("ABCDEFGHJKLMNPQRTUVWXYZ"), st.text("0123456789", min_size=9, max_size=9))
    @examples(400, 5000)
    def test_pupil_numbers(self, letter: str, digits: str) -> None:
        number = f"{letter}801{digits}"
        found = any(hit.rule.id == "upn" for hit in hits(NormalisedText(f"It is {number}."), RULES))
        assert found == upn.is_valid(number)


@pytest.mark.parametrize(
    ("rule", "pattern"),
    one_in(
        3,
        [
            (rule, pattern)
            for rule in (*RULES, *DETAILS)
            for pattern in rule.patterns
            if not (pattern.after or pattern.near or pattern.behind)
        ],
    ),
    ids=lambda each: getattr(each, "id", ""),
)
@given(data=st.data())
@examples(2, 40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_the_prefilter_loses_nothing(rule: Rule, pattern: Pattern, data: st.DataObject) -> None:
    pytest.importorskip("re2", reason="needs kgen-garden[fast]")

    def is_found(text: str) -> bool:
        return any(counts(pattern, match) for match in pattern.find.finditer(text))

    text = data.draw(st.from_regex(pattern.find).filter(is_found))
    assert (rule, pattern) in list(patterns_of_rules().worth_trying(text))


@given(st.text(st.sampled_from("ab1 \n>-#|+.:[^)~`<_"), max_size=60))
def test_line_ends_mean_the_same_with_and_without_other_signs(text: str) -> None:
    assert f"% {NormalisedText(text).plain}" == NormalisedText(f"% {text}").plain


@pytest.mark.parametrize("without_prefilter", [False, True])
def test_a_word_that_begins_too_far_away_does_not_count(
    monkeypatch: pytest.MonkeyPatch, without_prefilter: bool
) -> None:
    """The last six letters of `xfourth` are an ordinal, and are all that is near enough."""
    if without_prefilter:
        monkeypatch.setattr(prefilter, "re2", None)
    linking = "of " * 11
    assert len(f"fourth {linking}") == 40
    assert hits(NormalisedText(f"the fourth {linking}May"), RULES)
    assert not hits(NormalisedText(f"the xfourth {linking}May"), RULES)


def test_the_prefilter_loses_nothing_of_the_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("re2", reason="needs kgen-garden[fast]")
    texts = [passage.text for passage in corpus.passages()]

    def found() -> list[list[tuple[str, int, int]]]:
        all_hits = (hits(NormalisedText(text), (*RULES, *DETAILS)) for text in texts)
        return [[(hit.rule.id, hit.start, hit.end) for hit in each] for each in all_hits]

    with_prefilter = found()
    assert sum(map(len, with_prefilter)) > 150
    monkeypatch.setattr(prefilter, "re2", None)
    assert found() == with_prefilter


@pytest.mark.parametrize(
    "piece", one_in(3, ["1", "1 ", "( 1", "a", "A", "a@", "a@a.", " ", "born 1 ", "Mrs A", "07700 ", "=\n1"])
)
def test_scanning_hostile_text_ends(piece: str) -> None:
    """256 KB; a pattern that backtracks would take hours."""
    normalised = NormalisedText(piece * (256 * 1024 // len(piece)))
    with must_end():
        hits(normalised, RULES)


@pytest.mark.parametrize(
    ("text", "rule", "column"),
    [
        ("Ring me on 07911 <!-- x -->123456.", "phone", 12),
        ("Ring me on 079%%my%%11 123456.", "phone", 12),
        ("His NHS no is 707 <!-- a\nb -->483 3789.", "nhs-number", 15),
        ("Nobody came.\n\nHe was born 3 <!-- x -->March 2015.", "date-of-birth", 13),
        ("His NHS no is 707 <b>483</b> 3789.", "nhs-number", 15),
        ("So<!-- x -->phie, 6, cried.", "detail", 1),
        ("Nobody came. %%Ring 07911 123456%%", "phone", 21),
    ],
)
def test_what_pages_do_not_show_hides_no_number_and_no_name(text: str, rule: str, column: int) -> None:
    """Readers do not see the remark or tag that interrupts them; what a remark holds can be read in a public source."""
    entry = read_entry(Source("stories/a.md", story(text).encode()), "content/stories/a.md")
    found = {each.rule: each.position for each in (*entry.detections, *entry.people)}
    assert found[rule] is not None and found[rule].column == column
