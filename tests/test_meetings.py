"""Each loop that a meeting opens, from its file to pages, the sheet, the calendar and what a steward is asked."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import icalendar
import pytest
import yaml
from gardens import BASIS, EVERY_USE, Render, make_garden, story
from hypothesis import given, strategies as st
from sites import DAY, build, kgen, page

from kgen.exports.calendar import LONGEST_LINE, calendars
from kgen.model import Source
from kgen.read import read_sources
from kgen.settings import load
from kgen.views.meet import MOST_PROMISES
from kgen.weave import Garden, weave
from kgen.weave.meetings import next_meeting

PAST, COMING = "2026-10-14", "2026-12-02"
OPENED, KEPT, DROPPED = "Count the keys", "Paint the door", "Move the wall"
HEARD, WHY = "Nobody rang back", "Because of the fork"
CIRCLE: dict[str, Any] = {"title": "Circle", "time": "18:30", "where": "The library", "open": "true"}
HELD: dict[str, Any] = {
    "title": "In October",
    "network": "circle",
    "when": PAST,
    "heard": [HEARD],
    "consent": {"given": "2026-10"},
    "promises": [
        {"what": OPENED, "who": "schools", "due": "2026-10"},
        {"what": KEPT, "who": "manager", "due": "2026-10", "status": "kept"},
        {"what": DROPPED, "due": "2026-10", "status": "dropped"},
    ],
    "chosen": {"story": "fork", "why": WHY},
    "stories": ["led"],
}
FORK = story(title="The fork", networks="circle", consent=EVERY_USE)
LED = story(title="What it led to", consent=EVERY_USE)
NET, SHEET, MEETING = "networks/circle/", "networks/circle/meet/", "meetings/october/"


def entry(**fields: Any) -> str:
    written = {name: value for name, value in fields.items() if value is not None}
    return f"---\n{yaml.safe_dump(written, allow_unicode=True, sort_keys=False)}---\n"


def files(circle: Mapping[str, Any] = {}, held: Mapping[str, Any] = {}, **others: str) -> dict[str, str]:
    """A network that has met, with some of its fields and the meeting's changed. None takes one away."""
    return {
        "networks/circle.md": entry(**{**CIRCLE, **circle}),
        "meetings/october.md": entry(**{**HELD, **held}),
        "stories/fork.md": FORK,
        "stories/led.md": LED,
        **{name.replace("__", "/") + ".md": text for name, text in others.items()},
    }


def words(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split()).replace(" ,", ",")


def in_order(html: str, *said: str) -> bool:
    """Whether some words are all on a page, in this order."""
    text = words(html)
    for each in said:
        _, found, text = text.partition(each)
        if not found:
            return False
    return True


def woven(written: Mapping[str, str], folder: Path, today: str = DAY, **options: Any) -> Garden:
    config = make_garden(folder, {}, {"source": "private"})
    settings = load(config, today=today).model_copy(update=options)
    sources = [Source(name, text.encode()) for name, text in {**BASIS, **written}.items()]
    return weave(settings, read_sources(sources, "content"))


def calendar(garden: Garden, name: str = "calendar.ics") -> bytes:
    return {each.path: each.made(garden) for each in calendars(garden, ())}[name]


def events(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def todo(folder: Path, written: Mapping[str, str], today: str = DAY) -> dict[str, list[str]]:
    """What waits, by the first word of each heading."""
    printed = kgen(make_garden(folder, {**BASIS, **written}, {"source": "private"}), "todo", "--today", today)
    parts = (part.splitlines() for part in printed.strip().split("\n\n"))
    return {
        heading.split()[0].rstrip(":"): [line.removeprefix("  content/") for line in lines] for heading, *lines in parts
    }


class TestThePageOfAMeeting:
    def test_it_says_the_month_and_what_came_of_it(self, render: Render) -> None:
        html = render(files({"promises": "public"}))[MEETING]
        assert in_order(html, "October 2026", HEARD, WHY, "The fork", "What it led to")
        assert "?network=circle" in html

    @pytest.mark.parametrize(("network", "address"), [("circle", "write/?network=circle"), (None, "write/")])
    def test_what_came_of_it_is_told_on_the_form(self, network: str | None, address: str, render: Render) -> None:
        assert f'href="../../{address}">Were you there?' in render(files(held={"network": network}))[MEETING]

    def test_the_list_of_networks_gives_its_calendar_while_one_will_meet(self, render: Render) -> None:
        made = [render(files({"next": when}))["networks/"] for when in (None, COMING)]
        assert ['href="../calendar.ics"' in html for html in made] == [False, True]

    def test_before_it_is_past_it_says_when_and_where(self, render: Render) -> None:
        html = render(files(held={"when": COMING}))[MEETING]
        assert in_order(html, "Wednesday 2 December 2026, 6:30pm", "The library", "Add to your calendar")
        assert "Tell what came of it" not in html

    def test_a_place_that_not_everybody_may_come_to_is_told_nowhere(self, render: Render, tmp_path: Path) -> None:
        for when in (COMING, PAST):
            made = render(files({"open": None, "next": COMING}, {"when": when}))
            assert "told when you join" in words(made[NET]) and "library" not in "".join(made.values())
        garden = woven(files({"open": None, "next": COMING}), tmp_path / "other")
        assert b"LOCATION" not in calendar(garden) and b"LOCATION" not in calendar(garden, f"{NET}calendar.ics")

    @pytest.mark.parametrize("consent", [None, {"given": "2026-10"}])
    def test_what_was_heard_is_shown_once_they_agreed(self, consent: Any, tmp_path: Path) -> None:
        site = build(make_garden(tmp_path, {**BASIS, **files(held={"consent": consent})}))
        found = [path for path in site.rglob("*.html") if HEARD in path.read_text()]
        assert found == ([site / MEETING / "index.html"] if consent else [])

    @pytest.mark.parametrize(("says", "is_shown"), [(None, False), ("public", True)])
    def test_kept_promises_are_shown_where_the_network_says_so(
        self, says: str | None, is_shown: bool, render: Render
    ) -> None:
        made = render(files({"promises": says}))
        assert {url for url, html in made.items() if KEPT in html} == ({NET} if is_shown else set())
        assert in_order(made[NET], KEPT, "A manager") == is_shown
        assert {url for url, html in made.items() if OPENED in html} == {SHEET}
        assert not any(DROPPED in html for html in made.values())

    def test_one_of_no_network_shows_no_promise(self, render: Render) -> None:
        made = render(files({"promises": "public"}, {"network": None}))
        assert KEPT not in "".join(made.values()) and "In October" not in made[NET]

    @pytest.mark.parametrize("gone", [None, {"draft": "true"}, {"consent": {"review": "2026-10"}}])
    def test_a_story_that_is_gone_leaves_no_title(self, gone: dict[str, Any] | None, render: Render) -> None:
        titles = {"stories/fork.md": "The fork", "stories/led.md": "What it led to"}
        tombstone = "---\nwithdrawn: 2026-10\n---\n"
        hidden = {name: story(title=title, **gone) if gone else tombstone for name, title in titles.items()}
        made = render({**files({"promises": "public"}), **hidden})
        assert HEARD in made[MEETING] and KEPT in made[NET]
        for said in (*titles.values(), "The story it chose", WHY):
            assert not any(said in html for html in made.values()), said

    def test_withdrawing_takes_its_names_out_of_the_meeting(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, {**BASIS, **files()}, {"source": "private"})
        for slug in ("fork", "led"):
            kgen(config, "withdraw", slug, "--today", DAY)
        text = (tmp_path / "content/meetings/october.md").read_text()
        assert "fork" not in text.replace(WHY, "") and "led" not in text and KEPT in text
        kgen(config, "check", "--today", DAY)

    def test_many_stories_go_on_over_pages(self, render: Render) -> None:
        many = {f"stories__s{number:02}": story(title=f"Led {number}") for number in range(30)}
        made = render(files(held={"stories": [f"s{number:02}" for number in range(30)]}, **many))
        assert "The 30 stories it led to" in words(made[MEETING]) and f"{MEETING}page/2/" in made
        assert HEARD not in made[f"{MEETING}page/2/"]


class TestNoDayOfThePast:
    def test_it_stands_nowhere(self, tmp_path: Path) -> None:
        """Neither on a page nor in what programs read, of a meeting's entry or of a network's day."""
        written = files({"next": "2026-11-04", "promises": "public"})
        site = build(make_garden(tmp_path, {**BASIS, **written}))
        forms = ("2026-10-14", "14 October", "20261014", "2026-11-04", "4 November", "20261104")
        for path in site.rglob("*"):
            if path.is_file() and not {"assets", "pagefind"}.intersection(path.parts):
                text = path.read_bytes().decode(errors="replace")
                assert not [each for each in forms if each in text], path
        assert '"startDate":"2026-10"' in page(site, MEETING)

    def test_of_one_to_come_programs_are_told(self, tmp_path: Path) -> None:
        announced = {"title": "C", "when": COMING, "heard": None, "promises": None, "chosen": None, "stories": None}
        site = build(make_garden(tmp_path, {**BASIS, **files({"next": COMING}, announced)}), "--no-search")
        for url in (NET, MEETING):
            assert f'"startDate":"{COMING}T18:30"' in page(site, url) and '"name":"The library"' in page(site, url)

    def test_the_last_day_is_still_to_come(self, render: Render) -> None:
        made = render(files(held={"when": DAY}), today=DAY)
        assert "Monday 23 November 2026" in made[MEETING] and "Monday 23 November 2026" in made[NET]
        made = render(files(held={"when": DAY}), today="2026-11-24")
        assert "Monday" not in made[MEETING] and "November 2026" in made[MEETING]


class TestTheNextMeeting:
    @pytest.mark.parametrize(
        ("named", "written", "day", "is_linked"),
        [
            (None, None, None, False),
            (COMING, None, "2 December", False),
            (None, COMING, "2 December", True),
            (COMING, COMING, "2 December", True),
            ("2026-12-09", COMING, "2 December", True),
            (COMING, "2026-12-09", "2 December", False),
            (PAST, "2026-12-09", "9 December", True),
            (PAST, None, None, False),
        ],
    )
    def test_it_is_the_earlier_of_the_day_named_and_those_written(
        self, named: str | None, written: str | None, day: str | None, is_linked: bool, render: Render
    ) -> None:
        more = {"meetings__coming": entry(title="The coming one", network="circle", when=written)} if written else {}
        made = render(files({"next": named}, **more))
        for url in (NET, ""):
            assert re.findall(r"\d+ December", words(made[url])) == ([day] if day else []), url
            assert ("calendar.ics" in made[url]) == bool(day)
        assert ("../../meetings/coming/" in made[NET]) == is_linked
        assert (f"Meets next on Wednesday {day}" in words(made["networks/"])) == bool(day)
        assert (f"Wednesday {day}" in words(made[SHEET])) == bool(day)

    def test_home_tells_of_the_first_of_all_networks(self, render: Render) -> None:
        other = entry(title="Other", next="2026-12-01", join="Ring the bell.")
        html = render(files({"next": COMING}, networks__other=other))[""]
        assert in_order(html, "The next meeting", "Other", "Tuesday 1 December 2026", "Ring the bell.")
        assert "networks/other/calendar.ics" in html and "2 December" not in html

    def test_a_meeting_of_no_network_can_be_the_next(self, render: Render) -> None:
        made = render(files(meetings__fair=entry(title="The fair", when=COMING)))
        assert in_order(made[""], "The next meeting", "The fair", "Wednesday 2 December 2026")

    def test_of_one_day_each_build_tells_the_same(self, tmp_path: Path) -> None:
        others = {f"meetings__m{number}": entry(title="M", network="circle", when=COMING) for number in (2, 1, 3)}
        garden = woven(files({"next": COMING}, **others), tmp_path)
        found = next_meeting(garden, garden.published["networks/circle"])  # type: ignore[arg-type]
        assert found and found.meeting and found.meeting.slug == "m1"


class TestTheLists:
    def test_the_next_come_first_then_the_newest(self, render: Render) -> None:
        others = {
            "meetings__soon": entry(title="Soon", network="circle", when="2026-12-16"),
            "meetings__sooner": entry(title="Sooner", when="2026-12-09"),
            "meetings__long-ago": entry(title="Long ago", when="2025-01-08"),
            "meetings__whenever": entry(title="Whenever"),
            "networks__other": entry(title="Other", next="2026-12-10"),
        }
        html = render(files(**others))["meetings/"]
        assert in_order(
            html, "Sooner", "Wednesday 9 December 2026", "Other", "Meets next on Thursday 10 December 2026", "Soon",
            "Circle · Wednesday 16 December 2026, 6:30pm", "In October", "Circle · October 2026", "Long ago",
            "January 2025", "Whenever",
        )  # fmt: skip

    def test_a_network_lists_its_past_ones(self, render: Render) -> None:
        others = {
            "meetings__may": entry(title="Another", network="circle", when="2026-05-20"),
            "meetings__june": entry(title="Circle, June 2026", network="circle", when="2026-06-17"),
        }
        section = render(files(**others))[NET].partition('id="meetings"')[2].partition("</section>")[0]
        assert in_order(section, "In October October 2026", "Circle, June 2026 Another May 2026")

    def test_long_lists_go_on_over_pages(self, render: Render) -> None:
        many = {
            f"meetings__m{number:02}": entry(
                title=f"M {number:02}", network="circle", when=f"2025-01-{number:02}",
                promises=[{"what": f"Promise {number:02}", "status": "kept"}],
            )
            for number in range(1, 31)
        }  # fmt: skip
        made = render(files({"promises": "public"}, **many))
        assert "M 30" in made["meetings/"] and "M 02" in made["meetings/page/2/"]
        assert "M 30" in made[NET] and "M 01" in made[f"{NET}page/2/"] and "Promise 01" in made[f"{NET}page/2/"]

    def test_nothing_leads_to_a_list_of_none(self, render: Render) -> None:
        made = render({"networks/circle.md": entry(**CIRCLE)})
        assert "../meetings/" not in made["networks/"] and "calendar.ics" not in made["networks/"]
        assert "There is nothing here yet" in made["meetings/"]


class TestTheSheet:
    def test_it_opens_with_what_is_still_open(self, render: Render) -> None:
        html = render(files({"next": COMING}))[SHEET]
        assert in_order(html, "6:30pm, The library", "Promised, and still open", OPENED, "Schools, by October 2026")
        assert in_order(html, OPENED, "to read aloud", "What we heard")
        assert KEPT not in html and DROPPED not in html
        assert "garden.example/write/?network=circle" in html

    def test_the_first_due_come_first_and_no_more_than_fit(self, render: Render) -> None:
        months = ["2027-03", None, "2026-09", "2027-01", "2026-11", "2026-12"]
        promises = [
            {"what": f"Promise {number}", **({"due": due} if due else {})} for number, due in enumerate(months, 1)
        ]
        html = render(files(held={"promises": promises}))[SHEET]
        assert in_order(html, "Promise 3", "Promise 5", "Promise 6", "And 3 more")
        assert len(re.findall(r"Promise \d", words(html))) == MOST_PROMISES == 3

    def test_without_promises_it_is_as_before(self, render: Render) -> None:
        html = render(files(held={"promises": None}))[SHEET]
        assert "promised" not in html and "to read aloud" in words(html)

    def test_a_story_on_it_needs_the_use(self, render: Render) -> None:
        told = {"stories__a": story(title="On the site alone", networks="circle")}
        assert "On the site alone" not in render(files(**told))[SHEET]


class TestTheCalendar:
    def test_it_holds_what_is_still_to_come(self, tmp_path: Path) -> None:
        others = {
            "networks__other": entry(title="Other", next="2026-12-10"),
            "meetings__coming": entry(title="The coming one", network="circle", when="2026-12-16"),
        }
        garden = woven(files({"next": COMING}, **others), tmp_path)
        whole, own = events(calendar(garden)), events(calendar(garden, f"{NET}calendar.ics"))
        assert [str(each["SUMMARY"]) for each in whole] == ["Circle", "Other", "The coming one"]
        assert [str(each["SUMMARY"]) for each in own] == ["Circle", "The coming one"]
        first, other, third = whole
        assert first.decoded("DTSTART") == datetime(2026, 12, 2, 18, 30) and str(first["LOCATION"]) == "The library"
        assert first["DTSTART"].dt.tzinfo is None and "TZID" not in first["DTSTART"].params
        assert other.decoded("DTSTART") == date(2026, 12, 10) and "LOCATION" not in other
        assert str(third["URL"]) == "https://garden.example/meetings/coming/"
        assert [str(each["UID"]) for each in whole] == [
            "https://garden.example/networks/circle/",
            "https://garden.example/networks/other/",
            "https://garden.example/meetings/coming/",
        ]

    def test_the_next_meeting_is_one_thing_to_who_follows_it(self, tmp_path: Path) -> None:
        """Its day moves, its entry is written and its title changes: it stays one."""
        written = [
            files({"next": COMING}),
            files({"next": "2027-01-06", "title": "The circle, renamed"}),
            files({"next": COMING}, meetings__coming=entry(title="The coming one", network="circle", when=COMING)),
            files(meetings__coming=entry(title="Otherwise", network="circle", when=COMING)),
        ]
        uids = [
            [str(each["UID"]) for each in events(calendar(woven(each, tmp_path / str(number))))]
            for number, each in enumerate(written)
        ]
        assert uids == [["https://garden.example/networks/circle/"]] * len(written)

    def test_one_month_gives_the_same_bytes(self, tmp_path: Path) -> None:
        one, other, later = (
            calendar(woven(files({"next": COMING}), tmp_path / day, today=day))
            for day in ("2026-11-01", "2026-11-30", "2026-12-01")
        )
        assert one == other and b"DTSTAMP:20261101T000000Z" in one and b"DTSTAMP:20261201T000000Z" in later

    def test_one_without_a_meeting_is_whole_and_shows_nothing(self, tmp_path: Path) -> None:
        garden = woven(files(), tmp_path)
        for name in ("calendar.ics", f"{NET}calendar.ics"):
            read = icalendar.Calendar.from_ical(calendar(garden, name))
            assert [each.name for each in read.subcomponents] == ["VTIMEZONE"] and not read.walk("VEVENT")

    @pytest.mark.parametrize("coming", [None, COMING])
    def test_what_begins_ends_by_the_same_name(self, coming: str | None, tmp_path: Path) -> None:
        """Capital and lower-case letters mean the same to RFC 5545, but not to every calendar."""
        opened: list[str] = []
        for line in calendar(woven(files({"next": coming}), tmp_path)).decode().split("\r\n"):
            if line.startswith("BEGIN:"):
                opened.append(line.removeprefix("BEGIN:"))
            elif line.upper().startswith("END:"):
                assert line == f"END:{opened.pop()}"
        assert opened == []

    def test_without_an_address_of_its_own_it_names_a_tag_and_no_page(self, tmp_path: Path) -> None:
        [event] = events(calendar(woven(files({"next": COMING}), tmp_path, site_url="")))
        assert str(event["UID"]) == "tag:a-garden.invalid,2026:networks/circle/" and "URL" not in event

    @given(
        title=st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=150),
        where=st.sampled_from(["Hall; side, door\\ and back", "é" * 80, "BEGIN:VEVENT", 'a"b:c', "🏠" * 40, "x" * 160]),
    )
    def test_hostile_words_stay_words(self, title: str, where: str, tmp_path_factory: pytest.TempPathFactory) -> None:
        garden = woven(files({"next": COMING, "where": where}), tmp_path_factory.mktemp("hostile"))
        network = garden.entries["networks/circle"]
        garden.entries = {**garden.entries, network.key: replace(network, title=title)}
        data = calendar(garden, f"{NET}calendar.ics")
        assert all(len(line) <= LONGEST_LINE for line in data.split(b"\r\n")) and data.endswith(b"END:VCALENDAR\r\n")
        assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")
        [event] = events(data)
        assert str(event["SUMMARY"]) == title and str(event["LOCATION"]) == where

    def test_a_break_in_a_title_begins_no_line(self, tmp_path: Path) -> None:
        title = "One\r\nEND:VEVENT\rX-EVIL:1\nTwo\x00"
        garden = woven(files({"next": COMING}), tmp_path)
        network = garden.entries["networks/circle"]
        garden.entries = {**garden.entries, network.key: replace(network, title=title)}
        [event] = events(calendar(garden))
        assert str(event["SUMMARY"]) == "One\nEND:VEVENT\nX-EVIL:1\nTwo" and "X-EVIL" not in event

    def test_a_build_writes_it_and_a_day_later_takes_it_back(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, {**BASIS, **files({"next": DAY})})
        site = build(config, "--no-search")
        assert len(events((site / "calendar.ics").read_bytes())) == 1
        kgen(config, "build", "--today", "2026-11-24", "--no-search")
        assert not events((site / NET / "calendar.ics").read_bytes()) and "23 November" not in page(site, NET)


class TestWhatIsDue:
    def test_promises_past_their_month(self, tmp_path: Path) -> None:
        found = todo(tmp_path, files({"promises": "public"}))
        assert found["Promises"] == [f"meetings/october.md: promised by Schools, due 2026-10: {OPENED}"]

    def test_a_month_is_over_when_it_ends(self, tmp_path: Path) -> None:
        assert "Promises" not in todo(tmp_path, files(), today="2026-10-31")

    def test_changes_made_or_looked_at_a_year_ago(self, tmp_path: Path) -> None:
        changes: dict[str, dict[str, Any]] = {
            "made": {"status": "made", "when": "2025-11"},
            "lately": {"status": "made", "when": "2025-12"},
            "undated": {"status": "made"},
            "planned": {"status": "planned", "when": "2027-01"},
            "checked": {"status": "made", "when": "2020-01", "checked": {"when": "2025-10", "holds": "partly"}},
            "again": {"status": "made", "when": "2020-01", "checked": {"when": "2026-01", "holds": "yes"}},
            "over": {"status": "made", "when": "2020-01", "checked": {"when": "2021-01", "holds": "no"}},
        }
        told = {
            f"stories/{slug}.md": story(title=slug, date="2025-01", change=change) for slug, change in changes.items()
        }
        assert sorted(todo(tmp_path, told)["Changes"]) == [
            "stories/checked.md: looked at in 2025-10",
            "stories/made.md: made in 2025-11",
            "stories/undated.md: made in 2025-01",
        ]

    def test_meetings_that_say_nothing_yet(self, tmp_path: Path) -> None:
        silent = {
            "silent": entry(title="Silent", network="circle", when="2026-11-18"),
            "longer": entry(title="Longer", when="2026-05-20"),
            "today": entry(title="Today", when=DAY),
            "undated": entry(title="Undated"),
            "told": f"{entry(title='Told', when='2026-11-18')}\nWe had cake.\n",
        }
        found = todo(tmp_path, files(**{f"meetings__{name}": text for name, text in silent.items()}))
        assert found["Meetings"] == [
            "meetings/longer.md: it was on 2026-05-20",
            "meetings/silent.md: it was on 2026-11-18",
        ]

    def test_what_never_comes_back_is_listed_too(self, tmp_path: Path) -> None:
        promises = [{"what": "Ask"}, {"what": "Give", "who": "schools"}, {"what": "Gone", "status": "dropped"}]
        more = {
            "meetings__undated": entry(title="U", promises=promises),
            "stories__plan": story(title="P", change={"status": "planned"}),
            "stories__made": story(title="M", change={"status": "made"}),
        }
        found = todo(tmp_path, files(held={"promises": None}, **more))
        assert found["Without"] == [
            "meetings/undated.md: a meeting without a day",
            "meetings/undated.md: promised, without a month: Ask",
            "meetings/undated.md: promised by Schools, without a month: Give",
            "stories/plan.md: planned, without a month",
        ]

    def test_a_day_that_is_past_is_not_stale_where_another_is_written(self, tmp_path: Path) -> None:
        coming = {"meetings__coming": entry(title="C", network="circle", when=COMING)}
        assert "Stale" in todo(tmp_path / "a", files({"next": PAST}))
        assert "Stale" not in todo(tmp_path / "b", files({"next": PAST}, **coming))


class TestWhatHasNotBeenYet:
    @pytest.mark.parametrize(("today", "code"), [("2026-10-13", 1), (PAST, 0), ("2026-10-15", 0)])
    def test_it_depends_on_the_day_of_the_check(self, today: str, code: int, tmp_path: Path) -> None:
        config = make_garden(tmp_path, {**BASIS, **files()}, {"source": "private"})
        said = kgen(config, "check", "--today", today, code=code)
        assert ("this meeting has not taken place yet" in said) == bool(code)

    def test_one_that_is_only_announced_is_no_mistake(self, tmp_path: Path) -> None:
        announced = {"when": COMING, "heard": None, "consent": None, "chosen": None, "stories": None}
        promises = [{"what": "Bring a cake", "due": "2026-12"}]
        config = make_garden(tmp_path, {**BASIS, **files(held={**announced, "promises": promises})})
        assert "0 problems" in kgen(config, "check", "--all", "--today", DAY)


class TestBeginningOne:
    def begun(self, folder: Path, *arguments: str, code: int = 0, **circle: Any) -> tuple[str, list[Path]]:
        config = make_garden(folder, {**BASIS, "networks/circle.md": entry(**{**CIRCLE, **circle})})
        said = kgen(config, "new", "meeting", *arguments, code=code)
        return said, sorted((folder / "content/meetings").glob("*.md"))

    def test_it_takes_the_day_of_its_network(self, tmp_path: Path) -> None:
        said, [path] = self.begun(tmp_path, "--network", "circle", next=COMING)
        assert path.stem == "circle-december-2026" and "take `next` out of content/networks/circle.md" in said
        assert path.read_text().startswith(f'---\ntitle: "Circle, December 2026"\nnetwork: circle\nwhen: {COMING}\n')
        kgen(tmp_path / "mkdocs.yml", "check")

    def test_the_second_of_a_month_has_a_number(self, tmp_path: Path) -> None:
        self.begun(tmp_path, "--network", "circle", next=COMING)
        _, found = self.begun(tmp_path, "--network", "circle", next="2026-12-16")
        assert [path.stem for path in found] == ["circle-december-2026-2", "circle-december-2026"]
        assert 'title: "Circle, December 2026 (2)"' in found[0].read_text()

    def test_a_title_of_its_own_stays(self, tmp_path: Path) -> None:
        said, [path] = self.begun(tmp_path, "What the porch is", "--network", "circle")
        assert path.stem == "what-the-porch-is" and "network: circle\n" in path.read_text()
        assert "\nwhen:" not in path.read_text() and "take `next`" not in said

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("--network", "circel"), "There is no network “circel”. Did you mean “circle”?"),
            (("--network", "../networks/circle"), "There is no network"),
            ((), "Give it a title"),
        ],
    )
    def test_what_it_cannot_begin_it_says(self, arguments: Iterable[str], says: str, tmp_path: Path) -> None:
        said, found = self.begun(tmp_path, *arguments, code=2)
        assert says in said and not found

    def test_no_other_kind_has_a_network(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, {**BASIS, "networks/circle.md": entry(**CIRCLE)})
        assert "--network is for a meeting" in kgen(config, "new", "topic", "T", "--network", "circle", code=2)


def test_a_day_after_a_meeting_with_a_page_has_an_event_of_its_own(tmp_path: Path) -> None:
    """As docs/stewarding.md tells people to write it."""
    first = entry(title="The next", network="circle", when=COMING)
    garden = woven(files({"next": "2026-12-30"}, meetings__a=first), tmp_path)
    uids = [str(each["UID"]) for each in events(calendar(garden))]
    assert len(uids) == 2 and len({*uids}) == 2
