"""What came of a story, what its teller says about that, whether it still holds, and where it was tried."""

import html
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from gardens import BASIS, Render, make_garden, story
from sites import DAY

from kgen.checks import check
from kgen.commands.schema import schema_of
from kgen.exports.data import garden_json
from kgen.exports.feeds import feeds
from kgen.model import QUESTION, SOURCE, STORY
from kgen.read import read
from kgen.settings import load
from kgen.stewarding.withdrawing import withdrawal
from kgen.weave import Garden, weave
from kgen.weave.bridges import USERS, Bridges, mixing

MADE = {"status": "made", "what": "The form lost eleven pages", "when": "2026-05"}
FIRST = story(
    "Nobody had read page nine.",
    title="Page nine",
    standpoint="lived-experience",
    release="Somebody sat down with me.",
)
LOOP: dict[str, str] = {
    "sectors/housing.md": "---\ntitle: Housing\n---\n",
    "stories/first.md": FIRST,
    "stories/second.md": story("I read it now.", title="I read it", answers="first"),
    "stories/third.md": story("We cut it.", title="We cut it", standpoint="manager", answers="second", change=MADE),
    "stories/elsewhere.md": story(
        "We tried page nine too.",
        title="Elsewhere",
        sectors=["housing"],
        tries={"story": "first", "went": "adapted", "note": "We kept one page."},
    ),
}


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def section(page: str, anchor: str) -> str:
    found = re.search(rf'<section[^>]*>\s*<h2 id="{anchor}".*?</section>', page, re.DOTALL)
    return words(found[0]) if found else ""


def garden_of(config: Path) -> Garden:
    settings = load(config, today=DAY)
    return weave(settings, read(settings))


@pytest.fixture
def grow(tmp_path: Path) -> Any:
    return lambda files: garden_of(make_garden(tmp_path, {**BASIS, **files}))


def test_a_change_is_credited_back_to_the_first_story(render: Render) -> None:
    pages = render(LOOP)
    for slug in ("first", "second"):
        came = section(pages[f"stories/{slug}/"], "came")
        assert "Made The form lost eleven pages (May 2026)" in came and "A manager says so: We cut it" in came
    assert not section(pages["stories/third/"], "came")
    changes = words(pages["changes/"])
    assert "Prompted by I read it and Page nine" in changes
    assert "A change came of it" in words(pages["stories/"])


@pytest.mark.parametrize(
    ("said", "printed"),
    [("yes", "It helped."), ("partly", "It helped in part."), ("not-for-me", "It was not for me.")],
)
def test_the_teller_says_what_they_think_of_it(said: str, printed: str, render: Render) -> None:
    first = FIRST.replace("title: Page nine", f"title: Page nine\ncame_of_it: {said}")
    pages = render({**LOOP, "stories/first.md": first})
    assert f"The teller of this story says: {printed}" in section(pages["stories/first/"], "came")
    alone = render({"stories/first.md": first})
    assert "Whoever told this" not in alone["stories/first/"], "nobody credits a change to it"


@pytest.mark.parametrize(("holds", "printed"), [("yes", "Still so"), ("partly", "Partly so"), ("no", "No longer so")])
def test_whether_a_change_still_holds_is_said_wherever_it_stands(holds: str, printed: str, render: Render) -> None:
    change = {**MADE, "checked": {"when": "2026-11", "holds": holds}}
    files = {**LOOP, "stories/third.md": story("We cut it.", title="We cut it", answers="first", change=change)}
    pages = render(files)
    for url in ("stories/first/", "stories/third/", "changes/", "topics/trust/"):
        assert f"{printed} in November 2026." in words(pages[url]), url


@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        (MADE, True),
        ({"status": "planned", "what": "A new form", "when": "2027-05"}, False),
        ({**MADE, "checked": {"when": "2026-11", "holds": "no"}}, False),
    ],
)
def test_what_is_only_planned_or_has_ended_has_not_helped(change: Any, is_told: bool, render: Render) -> None:
    third = story("We cut it.", title="We cut it", standpoint="manager", answers="first", change=change)
    pages = render(
        {**BASIS, "stories/first.md": FIRST.replace("---", "---\ncame_of_it: yes", 1), "stories/third.md": third}
    )
    for address in ("stories/first/", ""):
        assert ("It helped." in words(pages[address])) is is_told, address


def test_of_a_long_chain_whoever_began_it_is_named(grow: Any, render: Render) -> None:
    chain = {
        f"stories/s{number}.md": story("Then.", title=f"T{number}", answers=f"s{number - 1}") for number in range(1, 9)
    }
    files = {"stories/s0.md": story("First.", title="T0"), **chain}
    files["stories/s9.md"] = story("At last.", title="T9", answers="s8", change=MADE)
    changes = words(render({**BASIS, **files})["changes/"]).replace(" ,", ",")
    assert "Prompted by T8, T7, T6 and T0" in changes
    feed = next(output for output in feeds(grow(files), ()) if output.path == "changes/feed.xml")
    assert "prompted by “T8”, “T7” and “T0”".encode() in feed.made(grow(files))


def test_what_is_hard_is_said_before_the_words_that_stand_on_another_page(render: Render) -> None:
    tried = {"story": "first", "went": "worked", "note": "Somebody had hurt herself there."}
    hard = story(
        "We.", title="Noted", answers="first", mentions=["suicide"], change={**MADE, "what": "Knives are locked"}
    )
    pages = render(
        {
            **BASIS,
            "stories/first.md": FIRST,
            "stories/hard.md": hard,
            "stories/try.md": story("I.", title="Tried", mentions=["self-harm"], tries=tried),
        }
    )
    first = words(pages["stories/first/"])
    assert "Made Content note: suicide Knives are locked" in first
    assert re.search(r"Content note: self-harm In Schools it worked\. Somebody had hurt herself", first)
    assert "Made Content note: suicide Knives are locked" in words(pages["changes/"])


def test_what_was_tried_stands_on_both_stories_topics_and_changes(render: Render) -> None:
    files = {**LOOP, "stories/first.md": FIRST.replace("title:", "change: {status: made, what: Read}\ntitle:")}
    pages = render(files)
    travelled = section(pages["stories/first/"], "travelled")
    assert travelled == ("Where it travelled In Housing it worked once it was altered. We kept one page. Elsewhere")
    taken = section(pages["stories/elsewhere/"], "tried")
    assert taken == "Taken over from another story It worked once it was altered. We kept one page. Page nine"
    assert "In Housing it worked once it was altered." in section(pages["topics/trust/"], "tried")
    assert "Also tried in Housing" in words(pages["changes/"])


@pytest.mark.parametrize(("lang", "marked"), [(None, ""), ("cy", ' lang="cy"')])
def test_a_note_is_marked_with_the_language_of_its_story_if_that_is_another(
    lang: str | None, marked: str, render: Render
) -> None:
    tries = {"story": "first", "went": "adapted", "note": "We kept one page."}
    made = render({**LOOP, "stories/elsewhere.md": story(title="Elsewhere", tries=tries, lang=lang)})
    for url in ("stories/elsewhere/", "stories/first/", "topics/trust/"):
        assert f'<q dir="auto"{marked}>We kept one page.</q>' in made[url]


def test_only_a_story_with_something_to_take_over_asks_who_tried_it(render: Render) -> None:
    pages = render(LOOP)
    assert "write/?tries=first" in pages["stories/first/"], "it says what helped"
    assert "write/?tries=third" in pages["stories/third/"], "it says what changed"
    assert "?tries=" not in pages["stories/second/"]


@pytest.mark.parametrize("hidden", [{"draft": True}, {"consent": {"review": "2026-01"}}])
def test_what_is_hidden_is_credited_with_nothing_and_credits_nothing(hidden: dict[str, Any], render: Render) -> None:
    third = story("We cut it.", title="We cut it", answers="second", change=MADE, **hidden)
    tried = story("Tried.", title="Elsewhere", tries={"story": "first", "went": "worked", "note": "Note."}, **hidden)
    files = {**LOOP, "stories/third.md": third, "stories/elsewhere.md": tried}
    pages = render(files)
    whole = "".join(pages.values())
    assert "eleven pages" not in whole and "Note." not in whole and "We cut it" not in whole
    assert not section(pages["stories/first/"], "came") and not section(pages["stories/first/"], "travelled")
    gone = story("Nobody.", title="Page nine", standpoint="lived-experience", **hidden)
    pages = render({**LOOP, "stories/first.md": gone})
    assert "Page nine" not in "".join(pages.values())
    assert not section(pages["stories/elsewhere/"], "tried")


def test_a_withdrawn_story_takes_what_was_tried_with_it(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, **LOOP})
    garden = garden_of(config)
    assert garden.travels_of(garden.entries["stories/first"])
    withdrawal(garden, read(garden.settings), "first", no_trace=False).changes.carry_out(tmp_path)
    after = garden_of(config)
    assert "\ntries:" not in (tmp_path / "content/stories/elsewhere.md").read_text()
    assert not after.tried_by(after.entries["stories/elsewhere"])
    assert not after.changes_of(after.entries["stories/first"])


def test_circles_and_crowds_end(grow: Any) -> None:
    ring = {f"stories/r{n}.md": story(title=f"R{n}", answers=f"r{(n + 1) % 5}", change=MADE) for n in range(5)}
    garden = grow(ring)
    for n in range(5):
        found = garden.changes_of(garden.entries[f"stories/r{n}"])
        assert len(found) == 4 and garden.entries[f"stories/r{n}"] not in found
    self_tried = grow({"stories/a.md": story(title="A", tries=[{"story": "b", "went": "worked"}] * 2)})
    assert not self_tried.tried_by(self_tried.entries["stories/a"])


def test_bridges_with_what_was_tried_by_hand(grow: Any) -> None:
    """Five stories. u is told by somebody who uses services; h and g by housing, s and t by schools.

    h answers u; s answers h; s tries h as well (one crossing); t tries u; g tries h, which stays inside housing.
    So from housing to people who use services 1, from schools to housing 1, from schools to them 1, inside housing 1:
    4 in all. Given: housing 2, schools 2. Received: users 2, housing 2. By chance 2 x 2 / 4 = 1 would stay in housing.
    """
    garden = grow(
        {
            "sectors/housing.md": "---\ntitle: Housing\n---\n",
            "stories/u.md": story(title="U", standpoint="lived-experience"),
            "stories/h.md": story(title="H", sectors=["housing"], answers="u"),
            "stories/s.md": story(title="S", answers="h", tries={"story": "h", "went": "worked"}),
            "stories/t.md": story(
                title="T", tries=[{"story": "u", "went": "did-not"}, {"story": "u", "went": "worked"}]
            ),
            "stories/g.md": story(title="G", sectors=["housing"], tries={"story": "h", "went": "adapted"}),
        }
    )
    found = Bridges(garden)
    assert sorted((one.slug, other.slug) for one, other in found.answers) == [
        ("g", "h"), ("h", "u"), ("s", "h"), ("t", "u")
    ]  # fmt: skip
    mixed = mixing((found.groups[one.key], found.groups[other.key]) for one, other in found.answers)
    assert mixed.counts == {
        ("sectors/housing", USERS): 1,
        ("sectors/schools", "sectors/housing"): 1,
        ("sectors/schools", USERS): 1,
        ("sectors/housing", "sectors/housing"): 1,
    }
    assert (mixed.total, mixed.inside, mixed.expected_inside) == (4, 1, 1.0)


def test_home_says_what_the_teller_thinks_of_what_changed(render: Render) -> None:
    asked = story("Nobody had read page nine, and nobody had told me so.", title="Page nine",
                  standpoint="lived-experience", came_of_it="partly")  # fmt: skip
    answer = story("We cut it, all of it.", title="We cut it", standpoint="manager", answers="first", change=MADE)
    home = words(render({"stories/first.md": asked, "stories/answer.md": answer})[""])
    assert "What came of it The form lost eleven pages (May 2026)" in home
    assert "The teller of the story says: It helped in part." in home


def test_open_data_tell_of_changes_and_of_what_was_tried(grow: Any) -> None:
    uses = {"uses": ["site", "research"]}
    third = story("We cut it.", title="We cut it", answers="second", consent=uses, handbrake="Pride.",
                  change={**MADE, "checked": {"when": "2026-10", "holds": "no"}})  # fmt: skip
    told = {
        "stories/first.md": story("Nobody.", title="Page nine", consent=uses, came_of_it="partly"),
        "stories/second.md": story("I.", title="I read it", consent=uses, answers="first"),
        "stories/third.md": third,
        "stories/waits.md": story("We wait.", title="We wait", consent=uses, came_of_it="yes"),
        "stories/elsewhere.md": story("Tried.", title="E", consent=uses,
                                      tries={"story": "first", "went": "adapted", "note": "One page."}),
    }  # fmt: skip
    graph = json.loads(next(iter(garden_json(grow(told), ()))).made(grow(told)))
    nodes = {node["id"]: node for node in graph["nodes"]}
    assert nodes["stories/first"]["came_of_it"] == "partly"
    assert "came_of_it" not in nodes["stories/waits"], "nothing has come of it yet that it could be said of"
    third = nodes["stories/third"]
    assert third["credited_to"] == ["stories/second", "stories/first"]
    assert (third["change"], third["change_what"], third["change_when"]) == ("made", MADE["what"], "2026-05")
    assert third["change_checked"] == {"when": "2026-10", "holds": "no"} and third["handbrake"] == "Pride."
    (tried,) = [edge for edge in graph["edges"] if edge["relation"] == "tries"]
    assert (tried["source"], tried["target"]) == ("stories/elsewhere", "stories/first")
    assert (tried["went"], tried["note"]) == ("adapted", "One page.")
    alone = {**told, "stories/first.md": story("Nobody.", title="Page nine", came_of_it="partly")}
    data = next(iter(garden_json(grow(alone), ()))).made(grow(alone))
    assert b"stories/first" not in data and b"One page." not in data, "its teller did not say yes to research"


def test_feeds_say_who_says_that_a_change_came_of_it(grow: Any) -> None:
    garden = grow(LOOP)
    (feed,) = [each for each in feeds(garden, ()) if each.path == "feed.xml"]
    came = "Nobody had read page nine. What came of it, as a manager says: The form lost eleven pages (made)."
    assert came in feed.made(garden).decode()


def test_the_schema_of_a_story_takes_parts_alone_and_in_lists() -> None:
    whole = {"title": "A", "standpoint": "manager", "sectors": "schools", "topics": "trust"}
    tried = {"story": "first", "went": "worked"}
    for more in (
        {"cites": "10.1000/182"},
        {"cites": ["ties", {"source": "ties", "says": "complicates"}]},
        {"tries": tried},
        {"tries": [tried, {**tried, "note": "A note."}], "came_of_it": "partly"},
    ):
        jsonschema.validate({**whole, **more}, schema_of(STORY))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**whole, "tries": "first"}, schema_of(STORY))


@pytest.mark.parametrize("told", [{"withdrawn": "2026-10"}, {"title": "A", "draft": True}])
def test_the_schema_of_a_story_takes_tombstones_and_drafts(told: dict[str, Any]) -> None:
    jsonschema.validate(told, schema_of(STORY))


def test_the_schema_takes_the_numbers_that_editors_read_where_kgen_reads_text() -> None:
    jsonschema.validate({"title": 2026, "year": 1998, "authors": 1998}, schema_of(SOURCE))
    for month in (2026, "26-10"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"title": "A", "opened": month}, schema_of(QUESTION))


@pytest.mark.parametrize("name", ["networks", "answers", "cites", "draft", "about_child", "place"])
def test_what_may_be_left_out_may_be_empty_in_the_schema(name: str) -> None:
    """Editors mark what the schema refuses, and `kgen new` writes the names of fields with nothing behind them."""
    told = {"title": "A", "standpoint": "manager", "sectors": "schools", "topics": "trust"}
    jsonschema.validate({**told, name: None}, schema_of(STORY))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**told, "sectors": None}, schema_of(STORY))


def test_the_schema_of_a_story_asks_who_tells_it() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"title": "A", "sectors": "schools", "topics": "trust"}, schema_of(STORY))


def test_what_was_made_up_is_no_credit_to_a_true_story(grow: Any) -> None:
    third = story("We cut it.", title="We cut it", answers="second", change=MADE, consent={"whose": "illustrative"})
    garden = grow({**LOOP, "stories/third.md": third})
    assert not garden.changes_of(garden.entries["stories/first"])


def test_a_feed_repeats_nothing_that_asks_for_a_note(grow: Any) -> None:
    third = story("We cut it.", title="We cut it", answers="second", change=MADE, mentions=["suicide"])
    garden = grow({**LOOP, "stories/third.md": third})
    (feed,) = [each for each in feeds(garden, ()) if each.path == "feed.xml"]
    assert "eleven pages" not in feed.made(garden).decode()


@pytest.mark.parametrize(
    ("change", "severity", "message"),
    [
        ({"status": "made", "when": "2099-01"}, "error", "which is in the future"),
        ({"status": "planned", "checked": {"when": "2026-09", "holds": "no"}}, "warning", "cannot have been looked at"),
        ({"status": "made", "checked": {"when": "2099-01", "holds": "yes"}}, "error", "`checked` says 2099-01"),
        ({"status": "made", "when": "2026-05", "checked": {"when": "2026-04", "holds": "yes"}}, "error", "is earlier"),
    ],
)
def test_a_change_is_dated_in_its_order(change: dict[str, Any], severity: str, message: str, grow: Any) -> None:
    found = [each for each in check(grow({"stories/a.md": story(title="A", change=change)})) if each.check == "schema"]
    assert [(each.severity, message in each.message) for each in found] == [(severity, True)]


def test_a_teller_is_asked_again_when_the_change_goes(grow: Any) -> None:
    garden = grow({**LOOP, "stories/first.md": FIRST.replace("title:", "came_of_it: yes\ntitle:", 1)})
    found = withdrawal(garden, read(garden.settings), "third", no_trace=False)
    assert any("says `came_of_it`, perhaps of this change" in line for line in found.look)
