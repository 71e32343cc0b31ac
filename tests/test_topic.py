"""A topic: three stories before the findings, and every number leads to what it counts."""

import re

import pytest
from gardens import NETWORK, QUESTION, Render, story

from kgen.views.topic import MOST_PLACES, MOST_SILENT, MOST_WITHOUT

VOICES = ("practitioner", "manager", "family-carer", "lived-experience")


def told(count: int) -> dict[str, str]:
    return {
        f"stories/s{number}.md": story(
            title=f"Told {number}", date="2026-03", standpoint=VOICES[number % 4], handbrake="The form"
        )
        for number in range(count)
    }


def section(html: str, name: str) -> str:
    return html.partition(f'id="{name}"')[2].partition("</section>")[0]


def titles(html: str) -> list[str]:
    return re.findall(r">(Told [\w ]+)</a>", html)


class TestOrder:
    def test_three_stories_from_different_standpoints_stand_before_the_findings(self, render: Render) -> None:
        html = render(told(MOST_WITHOUT + 1))["topics/trust/"]
        assert html.index('id="first"') < html.index('id="findings"') < html.index('id="stories"')
        assert titles(section(html, "first")) == ["Told 0", "Told 1", "Told 2"]
        assert len(titles(html.partition('id="stories"')[2])) == MOST_WITHOUT + 1

    def test_those_with_a_content_note_come_last_and_answers_without_a_title_too(self, render: Render) -> None:
        files = told(MOST_WITHOUT + 1)
        files["stories/s0.md"] = story(title="Told 0", mentions=["abuse"], date="2026-03")
        files["stories/s1.md"] = story(title=None, answers=["s2"], date="2026-03", standpoint="manager")
        assert titles(section(render(files)["topics/trust/"], "first")) == ["Told 2", "Told 3", "Told 4"]

    def test_a_few_stories_stand_there_once(self, render: Render) -> None:
        html = render(told(MOST_WITHOUT))["topics/trust/"]
        assert 'id="first"' not in html
        assert html.index('id="stories"') < html.index('id="findings"')

    def test_what_stands_on_it_is_linked_at_its_top(self, render: Render) -> None:
        html = render(told(6))["topics/trust/"]
        links = re.findall(r'<a href="#([\w-]+)">', html.partition('class="kg-jump"')[2].partition("</nav>")[0])
        assert links == ["stories", "findings", "where"]
        assert all(f'id="{name}"' in html for name in links)

    def test_a_topic_without_stories_says_so_once(self, render: Render) -> None:
        html = render({})["topics/trust/"]
        assert html.count("No story yet") == 1
        assert "kg-jump" not in html


class TestEachNumberLeadsOn:
    def test_a_network_leads_to_the_stories_it_counts(self, render: Render) -> None:
        files = {"networks/circle.md": NETWORK, **told(2), "stories/met.md": story(title="Met", networks="circle")}
        network = section(render(files)["topics/trust/"], "where").partition("<h3>Networks</h3>")[2]
        assert 'href="../../stories/?topic=trust&amp;network=circle"' in network and "1 story" in network

    def test_a_service_leads_to_the_stories_it_counts(self, render: Render) -> None:
        made = render(told(3))
        where = section(made["topics/trust/"], "where")
        assert 'href="../../stories/?topic=trust&amp;sector=schools"' in where and "3 stories" in where
        assert 'href="../../stories/?sector=schools&amp;topic=trust"' in section(made["sectors/schools/"], "topics")

    @pytest.mark.parametrize("more", [1, 25])
    def test_what_is_more_is_opened_in_place_and_leads_to_all_at_length(self, render: Render, more: int) -> None:
        count = MOST_PLACES + more
        sectors = {f"sectors/s{number:02}.md": f"---\ntitle: Sector {number:02}\n---\n" for number in range(count)}
        stories = {
            f"stories/t{number}.md": story(title=f"T{number}", sectors=[f"s{number:02}"]) for number in range(count)
        }
        where = section(render({**sectors, **stories})["topics/trust/"], "where")
        assert f"<summary>and {more} more</summary>" in where
        assert where.count(">Sector ") == MOST_PLACES + min(more, 24)
        assert ('<a href="../../sectors/">All of them</a>' in where) is (more > 24)

    def test_where_nobody_has_told_anything_leads_to_all_of_the_kind(self, render: Render) -> None:
        silent = {f"sectors/z{number:02}.md": f"---\ntitle: Z{number}\n---\n" for number in range(MOST_SILENT + 5)}
        where = section(render({**silent, **told(1)})["topics/trust/"], "where")
        assert '<a href="../../sectors/">and 5 more</a>' in where


def test_each_list_of_the_parts_of_its_page_has_a_name_of_its_own(render: Render) -> None:
    text = "## One\n\nWords.\n\n## Two\n\nWords.\n"
    shown = render({"topics/trust.md": f"---\ntitle: Trust\n---\n\n{text}", "stories/a.md": story()})["topics/trust/"]
    names = re.findall(r'<nav [^>]*aria-label="([^"]*)"', shown)
    assert len(names) == len(set(names)) == 2


def test_its_questions_are_those_that_name_it_and_those_that_its_stories_answer(render: Render) -> None:
    files = {
        "topics/other.md": "---\ntitle: Other\n---\n",
        "questions/named.md": QUESTION.replace("What holds us back?", "Named?").replace(
            "opened", "topics: trust\nopened"
        ),
        "questions/answered.md": QUESTION.replace("What holds us back?", "Answered?"),
        "questions/elsewhere.md": QUESTION.replace("What holds us back?", "Elsewhere?"),
        "stories/a.md": story(title="Told A", answers="answered"),
        "stories/b.md": story(title="Told B", answers="a"),
        "stories/c.md": story(title="Told C", topics="other", answers="elsewhere"),
    }
    asked = section(render(files)["topics/trust/"], "questions")
    assert re.findall(r">([\w ]+\??)</a>", asked) == ["Answered?", "Named?"]
