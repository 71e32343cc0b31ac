"""Front matter: everything that can go wrong above the text, each time with the line and column of its beginning."""

import json
import pickle
import re
from typing import ClassVar

import gardens
import pytest
from patience import must_end

from kgen.frontmatter import StoryMeta
from kgen.meta import UNREADABLE
from kgen.model import Entry, Position, Source
from kgen.read import read_entry
from kgen.read.front_matter import split
from kgen.read.months import day_in, month_in, time_in
from kgen.read.records import can_be_packed, packed, unpacked
from kgen.read.schema import Tombstone

NO_TOPICS = """\
standpoint: practitioner
sectors: schools
consent: {whose: own, others: none, given: 2026-10}
"""
REST = NO_TOPICS + "topics: trust\n"


def entry(text: str | bytes, name: str = "stories/a.md") -> Entry:
    return read_entry(Source(name, text if isinstance(text, bytes) else text.encode()), f"content/{name}")


def story(fields: str, body: str = "Text.\n") -> Entry:
    """A story whose first fields are given; the others are in order. The first field is on line 2."""
    return entry(f"---\n{fields}{REST}---\n{body}")


def front_of(fields: str) -> StoryMeta:
    read = story(fields)
    assert read.faults == ()
    assert isinstance(read.meta, StoryMeta)
    return read.meta


def found(read: Entry) -> list[tuple[Position | None, str]]:
    return [(fault.position, fault.message) for fault in read.faults]


NO_COPY = "a value that begins with * is read as a copy of another, which kgen does not use"
NO_MARK = "a value that begins with & is read as a mark for copying, which kgen does not use"
NO_INSTRUCTION = "a value that begins with ! is read as an instruction, which kgen does not use"
SIGN = "this value begins with a sign that has a special meaning here (such as @ ` % * & ! ? [ or {)"
QUOTE = "a quotation mark is opened here but never closed"
BRACKET = "a bracket is opened here but never closed"
TAB = "there is a tab where there should be spaces"
COLON = "a colon and a space inside a value need quotes around the value"
NEITHER = "this line is neither `field: value` nor a list item"
MISMATCH = "the indentation, a bracket or a quotation mark does not match what is above"
TOO_EARLY = "a quotation mark inside the value ends it too early"
NO_FIELDS = "the front matter should be lines such as `title: …`"
NOT_CLOSED = "the front matter (the fields at the top) is opened with --- but never closed"
MISSING = "the file has no front matter (fields at the top, between two lines ---)"
THREE = "the first line should be exactly ---"
LAST = "the line below the last field should be exactly ---"
BEFORE = "there are blank lines or spaces before the opening ---"
ENDS = "this line does not fit what is above it"
DEEP = "lists inside lists inside lists are not read"
NOT_TEXT = "`topics` holds something that is not plain text"


class TestTheFences:
    @pytest.mark.parametrize(
        ("text", "position", "message"),
        [
            pytest.param("", (1, 1), MISSING, id="an empty file"),
            pytest.param("Just words.\n", (1, 1), MISSING, id="only text"),
            pytest.param(f"---\ntitle: A\n{REST}\nText.\n", (1, 1), NOT_CLOSED, id="never closed"),
            pytest.param(f"---\ntitle: A\n{REST}----\nText.\n", (7, 1), LAST, id="closed with four hyphens"),
            pytest.param(f"----\ntitle: A\n{REST}---\nText.\n", (1, 1), THREE, id="opened with four hyphens"),
            pytest.param(f"--- title: A\n{REST}---\nText.\n", (1, 1), THREE, id="a field in the line of the fence"),
            pytest.param(f"\n\n---\ntitle: A\n{REST}---\nText.\n", (3, 1), BEFORE, id="a blank line before"),
            pytest.param(f" ---\ntitle: A\n{REST}---\nText.\n", (1, 1), BEFORE, id="a space before"),
        ],
    )
    def test_a_fence_that_is_wrong(self, text: str, position: Position, message: str) -> None:
        read = entry(text)
        assert found(read) == [(position, message)]
        assert not read.valid

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(f"---  \ntitle: A\n{REST}--- \t\nText.\n", id="spaces behind the fences"),
            pytest.param(f"\ufeff---\ntitle: A\n{REST}---\nText.\n", id="a byte order mark"),
            pytest.param(f"\ufeff\ufeff---\ntitle: A\n{REST}---\nText.\n", id="two of them"),
            pytest.param(f"---\ntitle: A\n{REST}---\nText.\n".replace("\n", "\r\n"), id="line ends of Windows"),
            pytest.param(f"---\ntitle: A\n{REST}---\nText.\n".replace("\n", "\r"), id="line ends of old Macs"),
            pytest.param(f"---\n# a note\n\ntitle: A\n{REST}---\nText.\n", id="comments and blank lines"),
        ],
    )
    def test_a_fence_that_is_right(self, text: str) -> None:
        read = entry(text)
        assert found(read) == []
        assert read.title == "A"

    @pytest.mark.parametrize("text", ["---\n---\nText.\n", "---\n\n# nothing yet\n---\nText.\n"])
    def test_empty_front_matter_names_everything_that_is_missing(self, text: str) -> None:
        assert found(entry(text)) == [
            ((1, 1), f"`{name}` is missing") for name in ("title", "topics", "standpoint", "sectors")
        ]

    def test_a_rule_in_the_body_is_no_fence(self) -> None:
        read = story("title: A\n", "Before.\n\n---\n\nAfter.\n")
        assert found(read) == []

    def test_the_body_knows_its_line(self) -> None:
        assert split("---\ntitle: A\n---\n\nText.\n")[1:] == ("\n\nText.\n", 3)
        read = story("title: A\n", "\nSee [[there]].\n")
        assert (read.body.references[0].line, read.body.references[0].column) == (9, 5)

    def test_windows_line_ends_do_not_move_the_lines(self) -> None:
        text = f"---\ntitle: A\ntitel: B\n{REST}---\n\nSee [[there]].\n"
        for ends in ("\n", "\r\n", "\r"):
            read = entry(text.replace("\n", ends))
            assert found(read) == [((3, 1), "kgen does not know a field called `titel`")]
            assert read.body.references[0].line == 10


class TestYaml:
    @pytest.mark.parametrize(
        ("fields", "position", "message"),
        [
            pytest.param("title: Housing: the wait\n", (2, 15), COLON, id="a colon in a value"),
            pytest.param("title: A\nplace: Here: there\n", (3, 12), COLON, id="a colon further down"),
            pytest.param('title: "A\n', (2, 8), QUOTE, id="an open double quote"),
            pytest.param("title: 'A\n", (2, 8), QUOTE, id="an open single quote"),
            pytest.param('title: "A" and B\n', (2, 12), TOO_EARLY, id="text behind a quote"),
            pytest.param("title: 'It's late'\n", (2, 12), TOO_EARLY, id="an apostrophe in single quotes"),
            pytest.param("title: A\naliases: [a, b\n", (3, 10), BRACKET, id="an open bracket"),
            pytest.param("title: A\nchange: {status: none\n", (3, 9), BRACKET, id="an open brace"),
            pytest.param("title: @here\n", (2, 8), SIGN, id="an at sign"),
            pytest.param("title: `code`\n", (2, 8), SIGN, id="a backtick"),
            pytest.param("title: %20\n", (2, 8), SIGN, id="a percent sign"),
            pytest.param("title: *bold*\n", (2, 8), SIGN, id="stars around a word"),
            pytest.param("title: ? what\n", (2, 8), SIGN, id="a question mark"),
            pytest.param("title: ]\n", (2, 8), SIGN, id="a closing bracket"),
            pytest.param("title: !<\n", (2, 8), SIGN, id="half a tag"),
            pytest.param("title: - A\n", (2, 8), "a list begins on the line of its name", id="a hyphen"),
            pytest.param("title: A\nhello\n", (3, 1), NEITHER, id="a stray word"),
            pytest.param("title: A\nchange:\n\tstatus: none\n", (4, 1), TAB, id="a tab as indentation"),
            pytest.param("\ttitle: A\n", (2, 1), TAB, id="a tab before a field"),
            pytest.param(
                "title: A\n  place: North\n",
                (3, 3),
                "this field does not begin at the very left, so it is read as part of the line above",
                id="an indented field",
            ),
            pytest.param(" title: A\n", (3, 1), ENDS, id="an indented first field"),
            pytest.param("title: A\n- B\n", (3, 1), MISMATCH, id="a list item where a field should be"),
            pytest.param("%YAML 1.2\ntitle: A\n", (3, 1), ENDS, id="a directive"),
            pytest.param("title: A\n...\n", (4, 1), ENDS, id="the end of a document"),
            pytest.param("title: A\n--- # B\n", (3, 1), ENDS, id="a second document"),
            pytest.param(
                'title: "a\\q"\n',
                (2, 10),
                "a backslash has a special meaning inside double quotation marks",
                id="a backslash",
            ),
            pytest.param("title: [[[[[A]]]]]\n", (2, 12), DEEP, id="deep lists"),
            pytest.param("title: A\nchange: {a: {b: {c: {d: e}}}}\n", (3, 25), DEEP, id="deep maps"),
        ],
    )
    def test_what_cannot_be_read(self, fields: str, position: Position, message: str) -> None:
        read = story(fields)
        assert found(read) == [(position, message)]
        assert read.faults[0].check == "front-matter"
        assert read.faults[0].severity == "error"
        assert read.faults[0].fix
        assert not read.valid

    @pytest.mark.parametrize(("text", "position"), [("- a\n- b\n", (2, 1)), ("hello\n", (2, 1)), ('"hello"\n', (2, 1))])
    def test_what_is_no_list_of_fields(self, text: str, position: Position) -> None:
        assert found(entry(f"---\n{text}---\nText.\n")) == [(position, NO_FIELDS)]

    def test_a_list_as_the_name_of_a_field(self) -> None:
        assert found(story("? [a]\n: b\ntitle: A\n")) == [((2, 3), "the name of a field should be a plain word")]

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            pytest.param("title: A\ntitle: B\n", [((3, 1), "`title` is given twice")], id="twice"),
            pytest.param(
                "title: A\nchange:\n  status: none\n  status: made\n",
                [((5, 3), "`status` is given twice")],
                id="twice below another",
            ),
            pytest.param("title: &a A\n", [((2, 8), NO_MARK)], id="an anchor"),
            pytest.param(
                "title: &a A\nplace: *a\n", [((2, 8), NO_MARK), ((3, 8), NO_COPY)], id="an anchor and its alias"
            ),
            pytest.param("title: A\nplace: *nowhere\n", [((3, 8), NO_COPY)], id="an alias of nothing"),
            pytest.param(
                "title: A\n<<: {place: North}\n",
                [((3, 1), "<< is read as copying fields from elsewhere, which kgen does not use")],
                id="a merge key",
            ),
            pytest.param("title: !!str A\n", [((2, 8), NO_INSTRUCTION)], id="a tag of YAML's own"),
            pytest.param("title: !!python/object:os.system A\n", [((2, 8), NO_INSTRUCTION)], id="a dangerous tag"),
            pytest.param("title: !shout A\n", [((2, 8), NO_INSTRUCTION)], id="any other tag"),
            pytest.param("title: ! A\n", [((2, 8), NO_INSTRUCTION)], id="an exclamation mark"),
            pytest.param("!x title: A\n", [((2, 1), NO_INSTRUCTION)], id="a tagged name"),
        ],
    )
    def test_what_is_refused_though_yaml_knows_it(self, fields: str, expected: list[tuple[Position, str]]) -> None:
        assert found(story(fields)) == expected

    def test_the_first_of_two_values_counts_so_that_links_still_work(self) -> None:
        assert story("title: A\ntitle: B\n").title == "A"

    def test_an_alias_bomb_is_refused_at_once(self) -> None:
        levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
        messages = {message for _, message in found(story(f"a0: &a0 [x, x]\n{levels}title: A\n"))}
        assert {NO_MARK, NO_COPY} <= messages

    def test_quotes_make_any_sign_plain(self) -> None:
        for value in ("Housing: the wait", "@here", "*bold*", "[x]", "{x}", "#metoo", "- a", "true", "&c", "!wow"):
            assert front_of(f'title: "{value}"\n').title == value


class TestValues:
    def test_every_scalar_stays_text(self) -> None:
        for value in ("no", "off", "yes", "1.0", "007", "0x1F", "2026-10-03", "12:30:45", "1_000"):
            assert front_of(f"title: {value}\n").title == value

    def test_only_true_and_false_are_booleans(self) -> None:
        assert front_of("title: A\nabout_child: true\ndraft: false\n").about_child is True
        for value in ("yes", "no", "True", "FALSE", "1", "on"):
            assert found(story(f"title: A\ndraft: {value}\n")) == [
                ((3, 1), "`draft` should be exactly `true` or `false`")
            ]

    def test_empty_is_left_out(self) -> None:
        front = front_of('title: A\nplace:\nsummary: ""\nnetworks: []\nauthor:\n  -\nchange: {}\n')
        assert (front.place, front.summary, front.networks, front.author, front.change) == (None, None, (), (), None)

    def test_an_empty_field_that_is_required_is_shown_where_it_stands(self) -> None:
        assert found(story("title:\n")) == [((2, 1), "`title` is empty")]
        lost = "`title` is empty: text that begins with # is taken for a comment and left out"
        assert found(story("title: #metoo\n")) == [((2, 1), lost)]
        assert story("title: #metoo\n").faults[0].fix == 'Write `title: "#metoo"`.'

    def test_a_single_value_is_a_list_of_one(self) -> None:
        front = front_of("title: A\nnetworks: early-help\nauthor: dee\n")
        assert (front.networks, front.author, front.topics) == (("early-help",), ("dee",), ("trust",))

    def test_lines_are_joined(self) -> None:
        front = front_of("title: |\n  One\n  two\nsummary: >\n  three\n  four\nplace: five\n  six\n")
        assert (front.title, front.summary, front.place) == ("One two", "three four", "five six")

    def test_a_title_may_hold_any_script(self) -> None:
        for title in ("Beth sy'n helpu?", "¿Qué ayuda?", "什么有帮助", "ما الذي يساعد", "It's 50% “done” – really…"):
            assert front_of(f"title: {title}\n").title == title

    @pytest.mark.parametrize(
        ("fields", "position"),
        [("topics:\n  - waiting\n  - [[trust]]\n", (4, 3))],
    )
    def test_a_wikilink_without_quotes(self, fields: str, position: Position) -> None:
        read = entry(f"---\n{fields}title: A\n{NO_TOPICS}---\n")
        assert found(read)[0] == (position, NOT_TEXT)

    def test_several_wikilinks_without_quotes(self) -> None:
        read = entry(f"---\ntopics: [[a]], [[b]]\ntitle: A\n{NO_TOPICS}---\nText.\n")
        assert found(read) == [((2, 14), "`topics` should be a list of names in one pair of square brackets")]
        assert read.faults[0].fix == "Write `topics: [a, b]`."

    def test_a_wikilink_in_quotes(self) -> None:
        assert front_of('title: A\nanswers: "[[who-decides]]"\n').answers == ("[[who-decides]]",)

    def test_positions_of_nested_values(self) -> None:
        positions = story("title: A\nnetworks:\n  - a\n  - b\n").positions
        assert positions["networks",] == (3, 1)
        assert positions["networks", 1] == (5, 5)
        assert positions["consent", "given"] == (8, 37)


class TestListsInLists:
    @pytest.mark.parametrize(
        ("folder", "written", "meant"),
        [
            ("meetings", "heard:\n  - - one\n    - two", {4: ["one", "two"]}),
            ("meetings", "heard:\n- - one\n  - two\n- three", {4: ["one", "two"]}),
            (
                "meetings",
                "heard:\n  - - one\n    - two\n  - - three\n    - four",
                {4: ["one", "two"], 6: ["three", "four"]},
            ),
            (
                "meetings",
                "heard:\n  - - one goes\n      on here\n    - it was: bad",
                {4: ["one goes on here", "it was: bad"]},
            ),
            ("meetings", "heard:\n  - - - one\n      - 'two'\n    - [three, four]", {4: ["one", "two", "three, four"]}),
            ("sources", "authors:\n  - - Smith, Jane\n    - Doe, John", {4: ["Smith, Jane", "Doe, John"]}),
            ("topics", "alt:\n    -   - reliance\n        - faith\nbroader: []", {4: ["reliance", "faith"]}),
            ("topics", "cites:\n  - - 10.1000/182\n    - 10.1000/183", {4: ["10.1000/182", "10.1000/183"]}),
        ],
    )
    def test_each_line_gets_what_to_write(self, folder: str, written: str, meant: dict[int, list[str]]) -> None:
        faults = entry(f"---\ntitle: A\n{written}\n---\nText.\n", f"{folder}/a.md").faults
        said = {fault.line: re.findall(r'-\s+"(.*)"$', fault.fix, re.MULTILINE) for fault in faults}
        assert said == meant

    def test_what_is_written_instead_is_whole(self) -> None:
        head = "title: A\nheard:\n  - before\n  - - one\n    - two\n  - after\nconsent: {given: 2026-06}\n"
        [fault] = entry(f"---\n{head}---\n", "meetings/a.md").faults
        assert fault.fix.startswith("Write these lines in place of lines 5 and 6:\n")
        lines = head.split("\n")
        lines[3:5] = fault.fix.split("\n")[1:]
        read = entry("---\n" + "\n".join(lines) + "---\n", "meetings/a.md")
        assert not read.faults and read.meta.words("heard") == ("before", "one", "two", "after")


class TestTheWrongFolder:
    STORY = gardens.STORY.split("---\n")[1]
    FIELDS: ClassVar = {
        "stories": [
            STORY,
            f"{STORY}mood: tired\n",
            STORY.replace("title: A story\n", ""),
            "title: A\ndraft: true\nstandpoint: manager\nlang: cy\n",
        ],
        "topics": ["title: A\ndefinition: B\nalt: c\nbroader: d\n"],
        "people": ["name: A\noffers: trust\nreach: by post\nconsent: {given: 2026-06}\n"],
        "sources": ["title: A\nyear: 2019\nauthors: ['B, C']\n"],
        "networks": ["title: A\npurpose: B\nmeets: weekly\n"],
        "questions": ["title: A\nopened: 2026-01\nwanted: [manager]\n"],
        "meetings": ["title: A\nwhen: 2026-10-01\nheard: B\npromises: []\n"],
    }

    @pytest.mark.parametrize("here", [*FIELDS, "sectors", "pages"])
    @pytest.mark.parametrize(("meant", "head"), [(folder, head) for folder, heads in FIELDS.items() for head in heads])
    def test_only_that_is_said(self, here: str, meant: str, head: str) -> None:
        said = [(fault.message, fault.fix) for fault in entry(f"---\n{head}---\nText.\n", f"{here}/a.md").faults]
        moved = [fix for message, fix in said if message.startswith("this file has the fields of a ")]
        assert moved == ([] if here == meant else [f"Move it to {meant}/, as it is."])
        assert here == meant or len(said) == 1

    @pytest.mark.parametrize(
        ("folder", "head"),
        [
            ("topics", "title: A\nyear: 2019\n"),
            ("topics", "title: A\ndefinition: B\nyear: 2019\nalt: c\n"),
            ("topics", "title: A\nmood: x\nweather: y\n"),
            ("stories", f"{STORY}mood: x\nweather: y\n"),
            ("stories", f"{STORY}definition: x\nalt: y\n"),
            ("pages", "title: A\nlayout: x\ncategories: y\n"),
        ],
    )
    def test_slips_move_no_file(self, folder: str, head: str) -> None:
        faults = entry(f"---\n{head}---\nText.\n", f"{folder}/a.md").faults
        assert faults and all("does not know a field" in fault.message for fault in faults)


class TestUnknownFields:
    @pytest.mark.parametrize(
        ("folder", "written", "meant"),
        [
            ("networks", "when", "meets"),
            ("networks", "day", "next"),
            ("networks", "place", "where"),
            ("meetings", "date", "when"),
            ("stories", "child", "about_child"),
            ("stories", "lnag", "lang"),
            ("stories", "Tags", "topics"),
            ("people", "title", "name"),
            ("topics", "summary", "definition"),
            ("sources", "author", "authors"),
            ("questions", "open", "opened"),
        ],
    )
    def test_one_that_is_meant(self, folder: str, written: str, meant: str) -> None:
        head = "name: A" if folder == "people" and written != "title" else "title: A" if written != "title" else ""
        read = entry(f"---\n{head}\n{written}: x\n---\nText.\n", f"{folder}/a.md")
        fixes = [fault.fix for fault in read.faults if "does not know" in fault.message]
        assert len(fixes) == 1
        assert f"`{meant}`" in fixes[0]

    @pytest.mark.parametrize(
        ("folder", "written"),
        [("meetings", "topics"), ("networks", "stories"), ("stories", "chosen"),
         ("networks", "text"), ("people", "stories"), ("stories", "promises"), ("topics", "release")],
    )  # fmt: skip
    def test_one_that_is_like_none(self, folder: str, written: str) -> None:
        head = "name: A" if folder == "people" else "title: A"
        read = entry(f"---\n{head}\n{written}: x\n---\nText.\n", f"{folder}/a.md")
        [fix] = [fault.fix for fault in read.faults if "does not know" in fault.message]
        assert fix.startswith("Delete the line. Or use one of: ")

    @pytest.mark.parametrize(
        ("written", "what"),
        [
            ("mood: We were tired.", "delete the line"),
            ("mood: We were tired\n  and cold.", "delete lines 3 and 4"),
            ("mood: |\n  Tired we were.\n\n  And cold.\n\nmentions: abuse", "delete lines 3 to 6"),
            ("mood: >\n  Tired we were.", "delete lines 3 and 4"),
            ("mood: 'We were\n\n  tired.'", "delete lines 3 to 5"),
            ("mood:\n  - tired\n  - cold and wet", "delete lines 3 to 5"),
            (
                "mood:\n  first: so tired\n  then:\n    more: cold\n    last: |\n      wet\n      and more",
                "delete lines 3 to 9",
            ),
            ("mood: [tired, cold and wet]", "delete the line"),
            ("consent:\n  mood: >\n    We were\n    tired.", "delete lines 4 to 6"),
            ("consent: {mood: We were tired}", "delete it with its value"),
            ("change:\n  status: none\n  what: x\n  mood: we were tired", "delete the line"),
        ],
    )
    def test_one_that_holds_words_keeps_them(self, written: str, what: str) -> None:
        faults = entry(f"---\ntitle: A\n{written}\n---\nText.\n", "stories/a.md").faults
        [fix] = [fault.fix for fault in faults if "`mood`" in fault.message]
        assert fix.startswith(
            f"Move what readers should see of it into the text, below the second ---, and {what}. Or use"
        )

    @pytest.mark.parametrize(
        "written", ["mood:", "mood: 3", "mood: true", "mood: tired", "mood: 2019-03-01", "mood: [a, b]"]
    )
    def test_one_that_holds_no_words_is_deleted(self, written: str) -> None:
        faults = entry(f"---\ntitle: A\n{written}\n---\nText.\n", "stories/a.md").faults
        [fix] = [fault.fix for fault in faults if "`mood`" in fault.message]
        assert fix.startswith("Delete the line. Or use one of: ")

    def test_one_of_another_program_that_only_hides_is_deleted(self) -> None:
        [fault] = entry("---\ntitle: A\nhidden: for the time being\n---\n", "topics/a.md").faults
        assert fault.fix.startswith("Delete the line")

    def test_one_in_brackets_is_not_deleted_with_all_that_stands_there(self) -> None:
        [fault] = entry("---\nname: A\nconsent: {given: 2026-06, whose: own}\n---\n", "people/a.md").faults
        assert fault.fix == "Delete it with its value. Or use one of: given, ref."

    @pytest.mark.parametrize("written", ["time", "where", "join"])
    def test_one_of_a_network_in_its_meeting(self, written: str) -> None:
        [fault] = entry(f"---\ntitle: A\n{written}: x\n---\n", "meetings/a.md").faults
        assert fault.fix == "It belongs in the file of the network that met: move it there, or delete it."


class TestSchema:
    @pytest.mark.parametrize(
        ("fields", "position", "message", "fix"),
        [
            (
                "titel: A\ntitle: B\n",
                (2, 1),
                "kgen does not know a field called `titel`",
                "Line 3 is `title`:",
            ),
            ("title: A\ntags: a\n", (3, 1), "kgen does not know a field called `tags`", "is `topics`: add"),
            ("title: A\nname: B\n", (3, 1), "kgen does not know a field called `name`", "Line 2 is `title`:"),
            ("title: [A, B]\n", (2, 1), "`title` should be one value, on the line of its name", ""),
            (f"title: {'A' * 201}\n", (2, 1), "`title` has 201 characters; at most 200 fit", "Shorten it."),
            ("title: A\ndate: 2026-10-03\n", (3, 1), "`date` should be a month, YYYY-MM, such as 2026-10 (a day", ""),
            ("title: A\ndate: 2026-13\n", (3, 1), "`date` should be a month", "Write the year and the month"),
            ("title: A\nperiod: spring\n", (3, 1), "`period` should be a year or a season", ""),
            ("title: A\nlang: English\n", (3, 1), "`lang` should be a language code", ""),
            ("title: A\ncites: {source: a, says: no}\n", (3, 20), "`says` should be one of bears-out, complicates", ""),
            (
                "title: A\ntries: keys\n",
                (3, 1),
                "`tries` needs lines of its own below it",
                "\ntries:\n  - story: keys\n",
            ),
            ("title: A\naliases: Old Name\n", (3, 1), "`aliases` should be small letters, digits and hyphens", ""),
            (
                "title: A\nchange: none\n",
                (3, 1),
                "`change` needs lines of its own below it",
                "\nchange:\n  status: none",
            ),
            ("title: A\nchange: {status: done}\n", (3, 10), "`status` should be one of none, planned, made", ""),
            ("title: A\nchange: {what: it}\n", (3, 1), "`status` is missing", "Add `status: …` inside the curly"),
            (
                "title: A\nauthor: [a, b, c, d, e]\n",
                (3, 1),
                "`author` lists 5 values; at most 4 are allowed",
                "Keep the most",
            ),
            ("title: A\nnetworks: {a: b}\n", (3, 1), "`networks` should be a list of names in one pair", ""),
        ],
    )
    def test_a_field_that_does_not_fit(self, fields: str, position: Position, message: str, fix: str) -> None:
        read = story(fields)
        assert len(read.faults) == 1
        assert read.faults[0].position == position
        assert read.faults[0].message.startswith(message)
        assert fix in read.faults[0].fix
        assert not read.valid

    def test_all_faults_come_at_once(self) -> None:
        read = entry("---\ndate: today\nconsent: {whose: mine}\nplcae: North\n---\n")
        assert {message.split(" ")[0] for _, message in found(read)} == {
            "`date`", "`whose`", "`others`", "`given`", "kgen", "`title`", "`topics`", "`standpoint`",
            "`sectors`", "the",
        }  # fmt: skip

    def test_repetitions_count_once(self) -> None:
        read = story("title: A\nnetworks: [a, b, a]\n")
        assert found(read) == [((3, 18), "`networks` names “a” more than once; it counts once")]
        assert read.faults[0].severity == "info"
        assert isinstance(read.meta, StoryMeta)
        assert read.meta.networks == ("a", "b")

    def test_a_response_may_leave_out_its_title_and_topics(self) -> None:
        read = entry(f"---\nanswers: who-decides\n{NO_TOPICS}---\nWe do.\n")
        assert found(read) == []
        assert read.title == ""

    def test_a_tombstone_is_a_month_and_nothing_else(self) -> None:
        read = entry("---\nwithdrawn: 2026-10\n---\n")
        assert found(read) == []
        assert read.meta == Tombstone(withdrawn="2026-10")
        assert found(entry("---\nwithdrawn: 2026-10\ntitle: A\n---\n\nText.\n")) == [
            ((3, 1), "`title` is beside `withdrawn`"),
            ((5, 1), "a withdrawn story still has text"),
        ]
        assert found(entry("---\nwithdrawn: last week\n---\n"))[0][0] == (2, 1)

    def test_a_person_has_a_name_instead_of_a_title(self) -> None:
        assert found(entry("---\nname: Dee\n---\n", "people/dee.md")) == []
        assert found(entry("---\ntitle: Dee\n---\n", "people/dee.md")) == [
            ((2, 1), "kgen does not know a field called `title`"),
        ]

    def test_a_broken_entry_keeps_the_names_people_link_to(self) -> None:
        read = story("title: A\nplcae: North\n")
        assert (read.valid, read.title, read.slug) == (False, "A", "a")


class TestCharacters:
    @pytest.mark.parametrize(
        "letter", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\uffff"]
    )
    def test_hidden_characters_are_refused_wherever_they_stand(self, letter: str) -> None:
        message = f"there is an invisible control character (U+{ord(letter):04X}) here"
        message += "; it can hide text or reverse its order"
        assert found(entry(f"---\ntitle: Añb{letter}\n{REST}---\n"))[0] == ((2, 11), message)
        assert found(story("title: A\n", f"One.\n\nTwo é{letter}.\n")) == [((10, 6), message)]

    @pytest.mark.parametrize("separator", ["\u2028", "\u2029"])
    def test_the_separators_of_word_processors_are_spaces(self, separator: str) -> None:
        read = story(f"title: Out{separator}there\nplcae: x\n", f"One{separator}two [[nowhere]].\n")
        assert read.title == "Out there"
        assert "".join(part for part in read.body.parts if isinstance(part, str)).startswith("<p>One two ")
        assert found(read) == [((3, 1), "kgen does not know a field called `plcae`")]
        assert (read.body.references[0].line, read.body.references[0].column) == (9, 9)

    @pytest.mark.parametrize("letter", ["\x85", "\x0b", "\x0c", "\x1c"])
    def test_no_other_character_counts_as_the_end_of_a_line(self, letter: str) -> None:
        read = story(f"title: A{letter}b\nplcae: x\n", f"One{letter}two\x1b.\n")
        assert (2, 9) in [position for position, _ in found(read)]
        lines = [position[0] for position, message in found(read) if "plcae" in message]
        assert lines == ([3] if letter == "\x85" else [])

    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_where_a_file_stops_being_utf8_is_the_line_that_editors_show(self, ending: str) -> None:
        text = ending.join(["---", "title: A", "---", "", "Ein caf"]).encode() + b"\xe9"
        assert found(entry(text)) == [
            ((5, 8), "from here on the file is not UTF-8 text, so some letters cannot be read")
        ]

    def test_more_than_one(self) -> None:
        read = story("title: A\n", "One\u202e.\n\u202eTwo\u202e.\n")
        assert [position for position, _ in found(read)] == [(8, 4)]
        assert "(and 2 more below)" in read.faults[0].message

    @pytest.mark.parametrize("code", ["&#8238;", "&#x202E;", "&#X202e;", "&#27;", "&#x1b;"])
    def test_neither_as_a_code_in_the_text(self, code: str) -> None:
        assert [position for position, _ in found(story("title: A\n", f"One {code}.\n"))] == [(8, 5)]

    def test_nor_as_an_escape_between_double_quotes(self) -> None:
        read = story('title: "A\\u202eB"\n')
        assert found(read)[0][0] == (2, 8)
        assert read.faults[0].check == "characters"

    def test_ordinary_codes_and_scripts_are_welcome(self) -> None:
        assert found(story("title: A\n", "It&#8217;s &#x1F331; ‏عربي‎ 👩‍👧 na\u00efve&nbsp;\u200b.\n")) == []
        assert found(story("title: A\n", "&#99999999; &#x110000; &#; &#x;\n")) == []

    @pytest.mark.parametrize(
        ("data", "position"),
        [
            (f"---\ntitle: café\n{REST}---\n".encode("latin-1"), (2, 11)),
            ("é".encode() + b"\xff", (1, 2)),
        ],
    )
    def test_other_encodings(self, data: bytes, position: Position) -> None:
        read = entry(data)
        message = "from here on the file is not UTF-8 text, so some letters cannot be read"
        assert found(read) == [(position, message)]
        assert not read.valid

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    def test_utf_16_is_named(self, encoding: str) -> None:
        message = "the file is saved as UTF-16, and kgen reads UTF-8"
        assert found(entry("---\ntitle: A\n---\nÉté.\n".encode(encoding))) == [((1, 1), message)]

    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (b"{\\rtf1\\ansi ---\\par title: A}", "an RTF file"),
            (b"PK\x03\x04\x14\x00\x06\x00", "a Word file or another kind of ZIP file"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a Word file in the old format (.doc)"),
            (b"%PDF-1.4\n%\xe2\xe3", "a PDF"),
            (b"\xef\xbb\xbf\n<!DOCTYPE HTML>\n<p>A", "a web page"),
            (b"<html><p>A", "a web page"),
        ],
    )
    def test_a_file_of_another_program_is_named(self, data: bytes, what: str) -> None:
        assert found(entry(data)) == [((1, 1), f"this is {what}, whatever its name says")]

    def test_a_file_that_is_too_large(self) -> None:
        read = entry(b"x" * (256 * 1024 + 1))
        assert found(read) == [(None, "the file has 256 KB; at most 256 KB are read")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("stories/a.md", "title: A\nconsent:\n  whose: own\n  others: none\n  given: 2026-09"),
        ("people/a.md", "standpoint: manager\nreach: by post"),
        ("stories/a.md", "title: A\nconsent:\n  whose: mine\n  ref: KG-1\ntries:\n  - story: a\n    went: well"),
    ],
)
def test_a_broken_entry_travels_between_processes(name: str, text: str) -> None:
    broken = entry(f"---\n{text}\n---\n", name)
    assert broken.meta is not UNREADABLE and not broken.valid
    again = pickle.loads(pickle.dumps(broken))
    assert again == broken and type(again.meta) is type(broken.meta)


def test_a_valid_entry_is_kept_as_json() -> None:
    text = gardens.story(
        "One [[trust|two]] of [[three]].\n\n# A heading\n\n![x](../images/y.png)\n", place="Wales", aliases=["old-name"]
    )
    valid = entry(text)
    assert valid.valid and can_be_packed(valid) and valid.body.references and valid.body.outline
    assert unpacked(json.loads(json.dumps(packed(valid)))) == valid


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2pm", "14:00"),
        ("2 p.m.", "14:00"),
        ("2.30pm", "14:30"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("18.30", "18:30"),
        ("18h30", "18:30"),
        ("1830", "18:30"),
        ("9:00", "09:00"),
        ("6.30", ""),
        ("9", ""),
        ("13pm", ""),
        ("25:00", ""),
        ("half past six", ""),
    ],
)
def test_a_time_is_read_where_it_is_certain(written: str, meant: str) -> None:
    assert time_in(written) == meant
    read = entry(f'---\ntitle: A\ntime: "{written}"\n---\n', "networks/a.md")
    assert (read.faults[0].fix == f"Write `time: {meant}`.") == (meant != "")


@pytest.mark.parametrize(
    ("written", "month", "day"),
    [
        ("Sep-26", "2026-09", ""),
        ("Sep ’98", "1998-09", ""),
        ("12-Sep-26", "2026-09", "2026-09-12"),
        ("12 września 2026 r.", "2026-09", "2026-09-12"),
        ("we wrzesniu 2026", "2026-09", ""),
        ("PAŹDZIERNIK 2026", "2026-10", ""),
        ("1 gru 2026", "2026-12", "2026-12-01"),
        ("12.IX.2026", "2026-09", "2026-09-12"),
        ("12 de septiembre de 2026", "2026-09", "2026-09-12"),
        ("3. März 2026", "2026-03", "2026-03-03"),
        ("Hydref 2026", "2026-10", ""),
        ("Mon-26", "", ""),
        ("XIIII 2026", "", ""),
        ("Łódź 2026", "", ""),
    ],
)
def test_a_date_in_words_is_understood_in_several_languages(written: str, month: str, day: str) -> None:
    assert (month_in(written.rstrip(".")), day_in(written.rstrip("."))) == (month, day)
    (fault,) = story(f'title: A\ndate: "{written}"\n').faults
    assert (fault.fix == f"Write `date: {month}`.") == (month != "")


@pytest.mark.parametrize("written", ["20266-01", "0000-01", "2026-1001", "2026-13"])
def test_no_month_is_guessed(written: str) -> None:
    assert month_in(written) == day_in(written) == ""
    assert [fault.position for fault in story(f"title: A\ndate: {written}\n").faults] == [(3, 1)]


@pytest.mark.parametrize(
    ("kind", "fields", "value"),
    [
        ("stories", "change:\n  status: made\n  checked:\n    holds: yes", "2026-11"),
        ("stories", "change:\n    checked:\n         holds: yes\n    status: made", "2026-11"),
        ("stories", "tries:\n- went: worked", "keys"),
        ("stories", "cites:\n  - a\n  - says: complicates", "keys"),
        ("meetings", "promises:\n  - what: Ask\n  - due: 2026-12\n    who: schools", "Give"),
        ("meetings", "promises:\n  due: 2026-12", "Give"),
        ("meetings", "promises:\n  -\n     who: schools", "Give"),
        ("meetings", "chosen:\n   why: It was short.", "keys"),
        ("meetings", "promises:\n  - what: Ask\n  - {due: 2026-12}", "Give"),
    ],
)
def test_who_does_what_is_said_of_a_missing_part_is_done(kind: str, fields: str, value: str) -> None:
    text = f"---\ntitle: A\n{fields}\n{REST if kind == 'stories' else ''}---\nText.\n"
    [fault] = entry(text, f"{kind}/a.md").faults
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    lines = text.split("\n")
    if said := re.match(
        r"Add a line `(\w+): …` (below|to).*? (?:`(\w+):`|line (\d+)), after (\w+) spaces?\.", fault.fix
    ):
        name, _, owner, number, spaces = said.groups()
        above = int(number) if number else next(n for n, line in enumerate(lines, 1) if line.strip() == f"{owner}:")
        lines.insert(above, f"{' ' * words.index(spaces)}{name}: {value}")
    else:
        said = re.match(r"Add `(\w+): …` inside the curly brackets", fault.fix)
        assert said is not None, fault.fix
        lines = [line.replace("}", f", {said[1]}: {value}}}") for line in lines]
    assert entry("\n".join(lines), f"{kind}/a.md").faults == ()


@pytest.mark.parametrize("signs", ["http://", "Sep-", "[[", "“", "Ref "])
def test_a_long_value_is_looked_through_once(signs: str) -> None:
    value = json.dumps(signs * (60_000 // len(signs)), ensure_ascii=False)
    with must_end(5):
        assert all(entry(f"---\n{name}: {value}\n---\nText.\n").faults for name in ("date", "draft", "nonsense", "url"))


def test_characters_written_as_html_writes_them_are_read_as_what_they_stand_for(render: gardens.Render) -> None:
    title = "FDA&#8217;s R&D &mdash; what&nbsp;it &lt;b&gt; &amp;c &nosuch; &lrm; this&copyright"
    made = render({**gardens.BASIS, "topics/fda.md": f"---\ntitle: {title}\nalt: [Q&#x26;A]\n---\n"})["topics/fda/"]
    said = "FDA’s R&amp;D — what it &lt;b&gt; &amp;c &amp;nosuch; &amp;lrm; this&amp;copyright"
    assert f'<h1 dir="auto">{said}</h1>' in made and "Q&amp;A" in made
