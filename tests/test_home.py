"""The home page: one exchange, which changes with the month, and everything else in one row each."""

import re
from itertools import pairwise

import pytest
from gardens import BASIS, NETWORK, QUESTION, Render, story

LONG = "It took five months, and in the sixth somebody asked what we had been waiting for."
MONTHS = [f"2026-{number:02}-15" for number in range(1, 13)]


def said(html: str) -> list[str]:
    """The stories in the exchange, in order."""
    exchange = html.partition('class="kg-exchange')[2].partition('<section class="kg-tell"')[0]
    return list(dict.fromkeys(re.findall(r'href="stories/([\w-]+)/"', exchange)))


def words(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def asked_and_answered(slug: str, text: str = LONG, **answer: object) -> dict[str, str]:
    """A story by somebody who uses services, and an answer from somebody who works there."""
    return {
        f"stories/{slug}.md": story(text, title=f"Told {slug}", date="2025-09", standpoint="family-carer"),
        f"stories/re-{slug}.md": story(title=None, topics=None, date="2025-10", answers=[slug], **answer),
    }


class TestExchange:
    def test_it_is_what_somebody_says_what_is_answered_and_what_came_of_it(self, render: Render) -> None:
        change = {"status": "made", "what": "The door is open", "when": "2025-12"}
        html = render(asked_and_answered("a", "Nobody rang.", change=change))[""]
        assert said(html) == ["a", "re-a"]
        whole = words(html)
        assert whole.index("Nobody rang.") < whole.index("Something happened.") < whole.index("The door is open")
        assert "What came of it The door is open (December 2025)" in whole
        assert "Not yet heard: people who use services. Are you one?" in whole
        assert 'href="write/?story=a"' in html and "One sentence is enough." in whole

    def test_a_plan_is_called_one_and_without_a_change_what_helped_is_told(self, render: Render) -> None:
        plan = {"status": "planned", "what": "A second chair", "when": "2027-01"}
        assert "What came of it Planned A second chair" in words(render(asked_and_answered("a", change=plan))[""])
        assert "What came of it A walk" in words(render(asked_and_answered("b", release="A walk"))[""])
        assert "What came of it" not in words(render(asked_and_answered("c"))[""])

    def test_which_one_is_shown_changes_with_the_month_and_with_nothing_else(self, render: Render) -> None:
        files = {**asked_and_answered("a"), **asked_and_answered("b"), **asked_and_answered("c")}
        shown = [said(render(files, today=day)[""])[0] for day in MONTHS]
        assert set(shown) == {"a", "b", "c"}
        assert all(one != other for one, other in pairwise(shown))
        backwards = dict(reversed(files.items()))
        assert [said(render(backwards, today=day.replace("15", "28"))[""])[0] for day in MONTHS] == shown

    def test_where_something_came_of_several_these_alone_have_their_turn(self, render: Render) -> None:
        helped = {**asked_and_answered("a", release="A walk"), **asked_and_answered("b", release="A talk")}
        files = {**helped, **asked_and_answered("c")}
        assert {said(render(files, today=day)[""])[0] for day in MONTHS} == {"a", "b"}

    def test_where_something_came_of_one_alone_it_does_not_stand_there_all_year(self, render: Render) -> None:
        files = {**asked_and_answered("a", release="A walk"), **asked_and_answered("b"), **asked_and_answered("c")}
        assert {said(render(files, today=day)[""])[0] for day in MONTHS} == {"a", "b", "c"}

    @pytest.mark.parametrize("slug", ["a", "re-a"])
    def test_a_story_that_asks_for_a_content_note_never_opens_it(self, render: Render, slug: str) -> None:
        files = {**asked_and_answered("a"), **asked_and_answered("b")}
        text = files[f"stories/{slug}.md"]
        files[f"stories/{slug}.md"] = text.replace("topics:", "mentions: [abuse]\ntopics:", 1).replace(
            "answers:", "mentions: [abuse]\nanswers:", 1
        )
        assert "mentions" in files[f"stories/{slug}.md"]
        for day in MONTHS:
            html = render(files, today=day)[""]
            assert said(html) == ["b", "re-b"]
            assert f'href="stories/{slug}/"' not in html

    def test_an_illustrative_one_does_only_while_there_is_no_real_one(self, render: Render) -> None:
        made_up = {
            name: text.replace("whose: own", "whose: illustrative") for name, text in asked_and_answered("x").items()
        }
        assert said(render(made_up)[""]) == ["x", "re-x"]
        real = {"stories/real.md": story(LONG, title="Told for real", date="2024-01")}
        assert said(render({**made_up, **real})[""]) == ["real"]
        both = {**made_up, **asked_and_answered("a")}
        assert {said(render(both, today=day)[""])[0] for day in MONTHS} == {"a"}

    def test_it_is_between_who_uses_services_and_who_works_there_if_there_is_one(self, render: Render) -> None:
        among_staff = {
            "stories/staff.md": story(LONG, title="Told staff"),
            "stories/re-staff.md": story(title=None, topics=None, answers=["staff"], release="A walk"),
        }
        assert said(render(among_staff)[""]) == ["staff", "re-staff"]
        assert said(render({**among_staff, **asked_and_answered("a")})[""]) == ["a", "re-a"]

    def test_of_several_answers_it_is_one_of_which_something_came(self, render: Render) -> None:
        second = story(title=None, topics=None, answers=["a"], standpoint="manager", release="A walk")
        assert said(render({**asked_and_answered("a"), "stories/z.md": second})[""]) == ["a", "z"]


class TestWithoutOne:
    def test_a_story_that_can_be_read_alone_stands_there(self, render: Render) -> None:
        files = {
            "stories/hard.md": story(LONG, title="Told hard", date="2026-10", mentions=["abuse"]),
            "stories/child.md": story(LONG, title="Of a child", date="2026-10", about_child=True),
            "stories/short.md": story("Few words.", title="Told short", date="2026-10"),
            "stories/newer.md": story(LONG, title="Told newer", date="2026-08"),
        }
        html = render(files)[""]
        assert said(html) == ["newer"]
        assert "Are you one?" in words(html) and "What came of it" not in words(html)

    def test_a_garden_without_stories_asks_for_the_first(self, render: Render) -> None:
        html = render({"pages/home.md": "---\ntitle: A place\n---\nOur own words.\n"})[""]
        assert said(html) == [] and "Our own words." in html
        assert "Nobody has told a story here yet. Yours could be the first." in words(html)
        assert 'href="write/"' in html.partition("One sentence is enough.")[0].rpartition("<a")[2]


class TestRows:
    def test_ways_that_lead_nowhere_are_not_shown(self, render: Render) -> None:
        ways = {"write/", "topics/", "networks/", "join/"}
        for files, shown in (
            ({}, {"write/", "join/"}),
            ({"stories/a.md": story()}, {"write/", "join/", "topics/"}),
            ({"stories/a.md": story(), "networks/circle.md": NETWORK}, ways),
        ):
            html = render(files)[""].partition('class="kg-doors"')[2].partition("</ul>")[0]
            assert set(re.findall(r'href="(.*?)"', html)) == shown

    def test_they_lead_to_everything_else(self, render: Render) -> None:
        files = {
            **asked_and_answered("a"),
            "questions/holds.md": QUESTION,
            "networks/today.md": NETWORK.replace("title", "next: 2026-11-23\ntitle"),
            "networks/later.md": NETWORK.replace("Thursday", "Friday").replace("title", "next: 2026-12-01\ntitle"),
            "networks/past.md": NETWORK.replace("Thursday", "Monday").replace("title", "next: 2026-11-22\ntitle"),
            "pages/home.md": "---\ntitle: A place\nsummary: In one line.\n---\nOur own words.\n",
        }
        html = render(files)[""]
        rows = html.partition('class="kg-rows"')[2]
        heads = re.findall(r"<h2>(.*?)</h2>", rows)
        assert heads == [
            "What this is",
            "The question we began with",
            "Topics",
            "What is new",
            "The next meeting",
            "Ways in",
            "Who tends this garden",
        ]
        assert "In one line." in html.partition("kg-exchange")[0] and "Our own words." in rows
        assert "0 answers. Not yet heard: family carers" in words(rows)
        assert "Thursday circle Monday 23 November 2026." in words(rows)
        assert "All stories" in words(rows) and "All topics" in words(rows)

    def test_what_is_new_holds_no_story_that_asks_for_a_content_note(self, render: Render) -> None:
        calm = {
            f"stories/s{number}.md": story(title=f"Told {number}", date=f"2026-0{number}") for number in range(1, 6)
        }
        change = {"status": "made", "what": "The lock", "when": "2026-10"}
        hard = story(title="Told hard", date="2026-10", mentions=["abuse"], change=change)
        rows = (
            render({**calm, "stories/hard.md": hard})[""]
            .partition("<h2>What is new</h2>")[2]
            .partition("</section>")[0]
        )
        assert re.findall(r">Told (\w+)<", rows) == ["5", "4", "3"]
        assert "The lock" not in rows


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "Nobody has told a story here yet"), (1, "One story is told here."), (3, "3 stories are told here.")],
)
def test_stories_that_open_no_page_are_counted_all_the_same(count: int, said: str, render: Render) -> None:
    hard = [story("It hurt.", title=f"T{number}", mentions=["abuse"]) for number in range(count)]
    html = render({**BASIS, **{f"stories/{number}.md": text for number, text in enumerate(hard)}})[""]
    assert said in html and ("Nobody has told a story" in html) is (count == 0)
