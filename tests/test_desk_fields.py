"""The form of the desk: what it does not change stays as it was written, to the byte."""

from pathlib import Path

import pytest
from gardens import BASIS, make_garden, story
from hypothesis import given, strategies as st

from kgen.checks import check
from kgen.desk.field_values import NotReadable, Value, text_in, with_text, with_values, written_in
from kgen.desk.fields import fields_of, sent
from kgen.desk.shown import Shown
from kgen.desk.wording import in_words_of_the_form, problems_by_field
from kgen.model import MEETING, STORY, Diagnostic, Source
from kgen.read import read, read_entry
from kgen.settings import Settings, load
from kgen.weave import weave

LINES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=20)
FIELDS = ("title", "place", "handbrake", "consent.ref", "change.what", "lang")
AS_WRITTEN = b"""\
---
title:   'A title'   # said so
consent: {whose: own, others: none, given: 2026-09}
topics:
  - trust
  - "waiting rooms"
cites:
  - {source: a, says: complicates}
---


Text.
"""


@pytest.fixture
def settings(tmp_path: object) -> Settings:
    return load(make_garden(tmp_path, {**BASIS, "stories/a.md": story()}))  # type: ignore[arg-type]


@given(st.dictionaries(st.sampled_from(FIELDS), LINES))
def test_what_a_form_writes_is_what_is_read(values: dict[str, str]) -> None:
    data = with_values(story().encode(), dict(values))
    read = written_in(data)
    for name, value in values.items():
        assert read.get(name, "") == " ".join(value.split())
    assert read["sectors"] == ("schools",)
    assert text_in(data) == "Something happened."
    entry = read_entry(Source("stories/a.md", data), "content/stories/a.md", "")
    assert not [fault for fault in entry.faults if fault.check == "front-matter"]


def test_nothing_is_touched_that_was_not_changed() -> None:
    assert with_values(AS_WRITTEN, {"title": "A title", "topics": ("trust", "waiting rooms")}) == AS_WRITTEN
    assert with_values(AS_WRITTEN, {"consent.whose": "own"}) == AS_WRITTEN
    assert with_text(AS_WRITTEN, "Text.") == AS_WRITTEN
    changed = with_values(AS_WRITTEN, {"topics": ("trust",)})
    assert changed == AS_WRITTEN.replace(b'topics:\n  - trust\n  - "waiting rooms"\n', b"topics: trust\n")


def test_what_a_form_cannot_show_is_left_alone() -> None:
    assert written_in(AS_WRITTEN)["cites.0.says"] == "complicates"
    assert b"says: complicates" in with_values(AS_WRITTEN, {"title": "Another"})


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_line_breaks_stay_those_of_the_file(line_break: str) -> None:
    data = story().replace("\n", line_break).encode()
    changed = with_text(with_values(data, {"place": "Kent"}), "One.\r\nTwo.")
    assert changed.count(b"\n") == changed.count(line_break.encode())
    assert text_in(changed) == "One.\nTwo."


@pytest.mark.parametrize(
    "data", [b"", b"No fields at all.", b"---\n- a list\n---\n", b"---\na: [\n---\n", b"\xff\xfe---"]
)
def test_a_file_without_fields_is_edited_whole(data: bytes) -> None:
    with pytest.raises(NotReadable):
        written_in(data)
    with pytest.raises(NotReadable):
        with_values(data, {"title": "A"})


def test_a_field_that_nobody_ticked_is_taken_out_and_one_not_shown_is_not(settings: Settings) -> None:
    form: dict[str, tuple[str, ...]] = {"topics": ("", "trust"), "mentions": ("",), "place": (" Kent ",)}
    values: dict[str, Value] = sent(STORY, form, settings)
    assert values == {"topics": ("trust",), "mentions": (), "place": "Kent"}
    assert "mentions" not in written_in(with_values(story(mentions=["abuse"]).encode(), values))


def test_the_desk_writes_for_itself_what_no_form_may(settings: Settings) -> None:
    forged = {"consent.read_by": ("s-a", "s-b"), "published": ("2020-01",), "draft": ("true",)}
    assert sent(STORY, forged, settings) == {}


def test_findings_lead_to_their_words_and_fields(settings: Settings) -> None:
    text = "On 3 March 2026 I rang 07911 123456, and Sarah Jones said so.\n\nThen again on 3 March 2026."
    data = story(text, title=None).encode()
    entry = read_entry(Source("stories/a.md", data), "content/stories/a.md", "")
    problems = [
        Diagnostic("error", "this looks like a phone number", "Take it out.", each.position, path=entry.path)
        for each in entry.detections
        if each.rule.startswith("phone") or "mobile" in each.rule
    ]
    place = entry.position("topics")
    problems.append(Diagnostic("error", "it has none", "Add one", place, path=entry.path, missing="topics"))
    shown = Shown(entry, data, problems, "edit/", weave(settings, read(settings)))
    marked = {piece.mark: piece.text for pieces in shown.lines() for piece in pieces if piece.mark}
    assert "07911 123456" in marked.values()
    assert "".join(piece.text for piece in shown.lines()[0]) == text.splitlines()[0]
    numbers, topics = sorted(shown.findings(), key=lambda each: each.href)
    assert topics.href == "edit/#field-topics" or numbers.href == "edit/#field-topics"
    assert {numbers.href, topics.href} & {f"#{mark}" for mark in marked}
    fields, in_text = problems_by_field(entry, problems, settings)
    assert list(fields) == ["topics"]
    assert len(in_text) == 1


def test_all_places_of_a_finding_are_marked_however_many_its_message_names(tmp_path: Path) -> None:
    names = "Peter Sarah Michael Susan David Karen Andrew Helen Stephen Linda Kevin Janet Brian Paul".split()
    text = "\n\n".join(f"Then {name} came." for name in names)
    settings = load(make_garden(tmp_path, {**BASIS, "stories/a.md": story(text)}))
    garden = weave(settings, read(settings))
    problems = [each for each in check(garden) if each.path == "content/stories/a.md"]
    entry = garden.entries["stories/a"]
    shown = Shown(entry, (settings.root / entry.path).read_bytes(), problems, "edit/", garden)
    marked = [piece.text for pieces in shown.lines() for piece in pieces if piece.mark]
    assert marked == names, [each.message for each in problems]


def test_details_say_titles_and_what_is_chosen(settings: Settings) -> None:
    data = story(topics=["trust", "not-yet"], networks=["riverside"]).encode()
    entry = read_entry(Source("stories/b.md", data), "content/stories/b.md", "")
    facts = {
        each.label: each.value for each in Shown(entry, data, (), "edit/", weave(settings, read(settings))).facts()
    }
    assert "Trust; not-yet" in facts.values(), facts
    assert not {"trust", "own"} & {*facts.values()}


MET = b"""\
---
title: In June
promises:
  - {what: "Ask, again", who: housing, due: 2026-08}
  - what: Write it down
    status: kept
chosen: {story: keys, why: It was short}
---
Text.
"""


def test_sets_of_parts_are_changed_added_and_taken_out() -> None:
    assert written_in(MET)["promises.1.status"] == "kept"
    assert with_values(MET, {"promises.0.what": "Ask, again", "promises.2.what": ""}) == MET
    more = {"promises.0.status": "dropped", "promises.1.what": "", "promises.1.status": "", "promises.2.what": "Sing"}
    changed = with_values(MET, more)
    assert (
        b"""promises:
  - what: "Ask, again"
    who: housing
    due: 2026-08
    status: dropped
  - what: "Sing"
chosen: {story: keys, why: It was short}
"""
        in changed
    )
    none = {path: "" for path in written_in(MET) if path.startswith(("promises", "chosen"))}
    assert with_values(MET, none) == b"---\ntitle: In June\n---\nText.\n"


def test_parts_within_parts_and_items_that_stand_alone() -> None:
    data = story(change={"status": "made", "what": "A ramp"}, cites=["10.1000/182", "ties"]).encode()
    looked = {"change.checked.when": "2026-10", "change.checked.holds": "yes", "cites.1.says": "bears-out"}
    changed = with_values(data, looked)
    assert b'change:\n  status: made\n  what: "A ramp"\n  checked: {when: 2026-10, holds: yes}\n' in changed
    assert b'cites:\n  - "10.1000/182"\n  - source: ties\n    says: bears-out\n' in changed
    read = read_entry(Source("stories/a.md", changed), "content/stories/a.md", "")
    assert read.valid and read.meta.change.checked.holds == "yes", read.faults  # type: ignore[attr-defined]


def test_a_form_offers_one_more_set_of_parts(settings: Settings) -> None:
    garden = weave(settings, read(settings))
    problems = {"promises.0.due": ["Write the year and the month."]}
    fields = {each.name: each for each in fields_of(MEETING, written_in(MET), settings, garden, problems)}
    assert [each for each in fields if each.endswith(".what")] == [f"promises.{number}.what" for number in range(3)]
    assert fields["promises.0.due"].problems and fields["promises.1.what"].label == "What was promised? (2)"
    far = {"promises.999999999.what": ["x"], "promises.7.what": ["Sing"]}
    assert sent(MEETING, far, settings) == {"promises.7.what": "Sing"}


def test_what_the_checks_advise_is_done_at_the_desk(tmp_path: Path) -> None:
    a = story(sectors=["zzz"], date="2026/11")
    settings = load(make_garden(tmp_path, {**BASIS, "stories/a.md": a}))
    garden = weave(settings, read(settings))
    problems = [each for each in check(garden) if each.path == "content/stories/a.md"]
    found = Shown(garden.entries["stories/a"], a.encode(), problems, "edit/", garden).findings()
    assert ("sector", "service") in {each.adds for each in found}
    said = {in_words_of_the_form(each, STORY, settings)[1] for each in problems}
    assert said == {
        "Choose from: schools. You can add a service under In the garden.",
        "Write “2026-11” under “Month in which it was told”.",
    }


def test_what_is_done_in_a_file_is_done_at_the_desk(settings: Settings) -> None:
    def fix(words: str) -> str:
        return in_words_of_the_form(Diagnostic("error", "a message", words), STORY, settings)[1]

    assert fix("Write `given: 2026-11`.") == "Write “2026-11” under “Month in which consent was given”."
    assert fix("Write `about_child: true`.").startswith("Write “Yes” under “Is a child")
    assert fix("Add `given:`, or run `kgen mv`.") == "Add “Month in which consent was given”, or run `kgen mv`."


def test_what_consent_lacks_leads_to_its_field(settings: Settings) -> None:
    data = b"---\ntitle: A\nconsent:\n  ref: r-7\n  whose:\n---\nText.\n"
    entry = read_entry(Source("stories/b.md", data), "content/stories/b.md", "")
    garden = weave(settings, read(settings))
    found = {each.href: each.place for each in Shown(entry, data, entry.faults, "edit/", garden).findings()}
    assert found["edit/#field-consent.whose"] == "Whose story is it?"
    assert found["edit/#field-consent.given"] == "Month in which consent was given"
