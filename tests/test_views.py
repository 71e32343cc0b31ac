"""What is where on a page: order, choice and limits of its lists, and the last page of a list in parts."""

import re
from pathlib import Path
from typing import Any

import pytest
from gardens import BASIS, PERSON, QUESTION, TOPIC, Render, make_garden, story

from kgen.checks import BY_NAME
from kgen.markdown.limits import DEEPEST_EMBED, MOST_EMBEDS
from kgen.read import read
from kgen.settings import load
from kgen.views import pages
from kgen.views.network import MOST_NEIGHBOURS
from kgen.views.pager import PAGE_LENGTH
from kgen.views.rendering import PageRenderer
from kgen.weave import weave


def told_changes(html: str) -> list[str]:
    return re.findall(r"What was done in [a-z]+", html)


def change(status: str, when: str | None, slug: str) -> dict[str, Any]:
    return {"status": status, "what": f"What was done in {slug}", **({"when": when} if when else {})}


class TestChanges:
    def test_made_before_planned_the_latest_and_the_next_first(self, render: Render) -> None:
        told = {
            "old": change("made", "2026-02", "old"),
            "new": change("made", "2026-08", "new"),
            "later": change("planned", "2028-01", "later"),
            "soon": change("planned", "2027-01", "soon"),
        }
        html = render({f"stories/{slug}.md": story(title=slug, change=each) for slug, each in told.items()})["changes/"]
        assert told_changes(html) == [f"What was done in {slug}" for slug in ("new", "old", "soon", "later")]
        assert "2 changes made, 2 planned." in html
        html = render({"stories/a.md": story(title="A", change=change("planned", "2027-02", "a"))})["changes/"]
        assert "<p>1 change planned.</p>" in html

    def test_without_a_month_the_months_of_the_stories_count(self, render: Render) -> None:
        html = render(
            {
                "stories/a.md": story(title="A", date="2026-03", change=change("made", None, "a")),
                "stories/b.md": story(title="B", date="2026-05", change=change("made", None, "b")),
                "stories/c.md": story(title="C", date="2026-01", change=change("made", "2026-04", "c")),
            }
        )["changes/"]
        assert told_changes(html) == [f"What was done in {slug}" for slug in ("b", "c", "a")]


class TestFindings:
    def test_each_story_that_says_what_held_back_let_go_or_changed_has_a_row(self, render: Render) -> None:
        told = {
            "held": {"handbrake": "The form"},
            "freed": {"release": "A walk"},
            "changed": {"change": change("made", "2026-08", "changed")},
            "both": {"handbrake": "The form", "release": "A walk"},
            "silent": {},
        }
        html = render({f"stories/{slug}.md": story(title=f"Told {slug}", **each) for slug, each in told.items()})
        rows = html["topics/trust/"].partition('id="findings"')[2].partition("</section>")[0]
        assert sorted(re.findall(r">Told (\w+)<", rows)) == ["both", "changed", "freed", "held"]


def facts(html: str) -> dict[str, str]:
    """What is in the lists of facts at the head of a page, by what they are called."""
    found = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", html, re.DOTALL)
    return {name: " ".join(re.sub("<[^>]*>", " ", words).split()) for name, words in found}


def test_a_topic_names_those_around_it(render: Render) -> None:
    topics = {
        "trust": 'title: Trust\nbroader: [care]\nrelated: [doubt]\nalt: [faith, "reliance"]',
        "care": "title: Care",
        "doubt": "title: Doubt",
        "promises": "title: Promises\nbroader: [trust]",
        "handshakes": "title: Handshakes\nbroader: [trust]",
    }
    made = render({f"topics/{slug}.md": f"---\n{fields}\n---\n" for slug, fields in topics.items()})
    around = {
        "Also called": "faith, reliance",
        "Part of": "Care",
        "Includes": "Handshakes , Promises",
        "Related topics": "Doubt",
    }
    assert facts(made["topics/trust/"]) == around
    assert facts(made["topics/doubt/"]) == {"Related topics": "Trust"}


def test_a_page_with_a_feed_names_it_in_its_head(tmp_path: Path) -> None:
    settings = load(make_garden(tmp_path, {**BASIS, "stories/a.md": story()}), today="2026-11-23")
    renderer = PageRenderer(weave(settings, read(settings)))
    heads = {page.url: renderer.slots(page, "").head for page in pages(renderer.garden)}
    named = {url: re.findall(r'rel="alternate feed" [^>]*href="([^"]*)"', head) for url, head in heads.items()}
    assert named["topics/trust/"] == ["feed.xml"] and named["stories/"] == ["../feed.xml"]
    assert named["stories/a/"] == ["feed.xml"] and named["map/"] == named["sectors/"] == []


def test_a_picture_elsewhere_is_a_link_with_words(render: Render) -> None:
    text = "![](https://pictures.example/a.png) and ![A chair](https://pictures.example/b.png)"
    html = render({"stories/a.md": story(text, title="A")})["stories/a/"]
    assert re.findall(r'<a href="https://pictures.example/[ab].png"[^>]*>(.*?)</a>', html) == [
        "a picture on another website",
        "A chair",
    ]


class TestPager:
    @pytest.mark.parametrize(("count", "parts"), [(1, 1), (PAGE_LENGTH, 1), (PAGE_LENGTH + 1, 2), (2 * PAGE_LENGTH, 2)])
    def test_there_are_as_many_pages_as_are_needed(self, render: Render, count: int, parts: int) -> None:
        made = render({f"stories/s{number:03}.md": story(title=f"Told {number:03}") for number in range(count)})
        urls = ["stories/", *(f"stories/page/{number}/" for number in range(2, parts + 1))]
        assert [url for url in made if url == "stories/" or url.startswith("stories/page/")] == urls
        shown = [title for url in urls for title in re.findall(r">(Told \d{3})<", made[url])]
        assert sorted(shown) == [f"Told {number:03}" for number in range(count)]
        assert len(re.findall(r">Told \d{3}<", made[urls[-1]])) == count - PAGE_LENGTH * (parts - 1)

    def test_each_leads_to_the_one_before_and_the_one_after(self, render: Render) -> None:
        made = render(
            {f"stories/s{number:03}.md": story(title=f"Told {number}") for number in range(2 * PAGE_LENGTH + 1)}
        )
        first, second, third = (
            re.findall(r'href="([^"]*)"', made[url].partition('<nav class="kg-pager"')[2].partition("</nav>")[0])
            for url in ("stories/", "stories/page/2/", "stories/page/3/")
        )
        assert first == ["../stories/page/2/"] and third == ["../../../stories/page/2/"]
        assert second == ["../../../stories/", "../../../stories/page/3/"]

    def test_changes_and_the_stories_of_a_standpoint_have_as_many_too(self, render: Render) -> None:
        made = render(
            {
                f"stories/s{number:03}.md": story(title=f"Told {number}", change=change("made", None, f"s{number}"))
                for number in range(PAGE_LENGTH + 1)
            }
        )
        assert "stories/from/practitioner/page/2/" in made
        second = made["changes/page/2/"]
        assert "<h1><bdi>What changed</bdi> <small>page 2 of 2</small></h1>" in second
        assert '<a href="../../../changes/">Back to the first page</a>' in second

    def test_what_is_said_of_the_whole_stands_on_the_first_page_alone(self, render: Render) -> None:
        """Prose and its outline, ways to choose, and the edit link; and the list of topics has no ways to choose."""
        stories = {f"stories/s{number}.md": story(title=f"Told {number}") for number in range(PAGE_LENGTH + 1)}
        prose = TOPIC + "\nWords of the topic.\n\n## One\n\nA.\n\n## Two\n\nB.\n"
        made = render({**stories, "topics/trust.md": prose})
        for part in ('class="kg-outline"', "Words of the topic."):
            assert part in made["topics/trust/"] and part not in made["topics/trust/page/2/"]
        ways = "Filter stories"
        assert ways in made["stories/"]
        assert ways not in made["stories/page/2/"] + made["topics/"] + made["sectors/"]


class TestEmbeds:
    def test_as_deep_as_is_said_and_no_deeper(self, render: Render) -> None:
        last = DEEPEST_EMBED + 2
        chain = {
            f"stories/s{number}.md": story(f"Words of {number}.\n\n![[s{number + 1}]]\n", title=f"S{number}")
            for number in range(last)
        }
        html = render({**chain, f"stories/s{last}.md": story("Words of the last.", title=f"S{last}")})["stories/s0/"]
        assert len(re.findall('<blockquote[^>]* ?class="embed"', html)) == DEEPEST_EMBED
        assert f"Words of {DEEPEST_EMBED}." in html and f"Words of {DEEPEST_EMBED + 1}." not in html
        assert f'href="../../stories/s{DEEPEST_EMBED + 1}/"' in html

    def test_as_many_as_is_said_and_links_from_there_on(self, render: Render) -> None:
        many = [f"s{number:02}" for number in range(MOST_EMBEDS + 2)]
        files = {f"stories/{slug}.md": story(f"Words of {slug}.", title=slug) for slug in many}
        outer = story("\n\n".join(f"![[{slug}]]" for slug in many), title="Outer")
        html = render({**files, "stories/outer.md": outer})["stories/outer/"]
        assert len(re.findall('<blockquote[^>]* ?class="embed"', html)) == MOST_EMBEDS
        assert [slug for slug in many if f"Words of {slug}." in html] == many[:MOST_EMBEDS]
        assert all(f'href="../../stories/{slug}/"' in html for slug in many[MOST_EMBEDS:])

    def test_what_explains_the_check_names_the_same_limits(self) -> None:
        in_words = {3: "three"}
        said = BY_NAME["embed"].explanation
        assert f"more than {MOST_EMBEDS} in one text" in said and f"{in_words[DEEPEST_EMBED]} deep at most" in said


def network(title: str) -> str:
    return f"---\ntitle: {title}\npurpose: To listen.\n---\n"


def person(name: str, *networks: str) -> str:
    return PERSON.replace("name: Dee", f"name: {name}\nnetworks: [{', '.join(networks)}]")


class TestNeighbours:
    def near(self, html: str) -> list[str]:
        section = html.partition('id="neighbours"')[2].partition("</section>")[0]
        return [re.sub("<.*?>", "", each) for each in re.findall("<li>(<a .*?</a>)", section)]

    def test_a_shared_person_weighs_as_three_topics(self, render: Render) -> None:
        topics = {f"topics/{slug}.md": TOPIC.replace("Trust", slug.title()) for slug in ("one", "two", "six", "ten")}
        files = {
            **topics,
            "networks/here.md": network("Here"),
            **{f"networks/near-{slug}.md": network(f"Near {slug.title()}") for slug in ("people", "four", "two")},
            "people/dee.md": person("Dee", "here", "near-people"),
            "stories/here.md": story(title="A", networks=["here"], topics=["one", "two", "six", "ten"]),
            "stories/four.md": story(title="B", networks=["near-four"], topics=["one", "two", "six", "ten"]),
            "stories/two.md": story(title="C", networks=["near-two"], topics=["one", "two"]),
        }
        assert self.near(render(files)["networks/here/"]) == ["Near Four", "Near People", "Near Two"]

    def test_no_more_than_is_said_the_nearest_of_all(self, render: Render) -> None:
        slugs = [chr(ord("a") + number) * 3 for number in range(MOST_NEIGHBOURS + 2)]
        topics = {f"topics/{slug}.md": TOPIC.replace("Trust", slug.title()) for slug in ("one", "two")}
        files = {
            **topics,
            "networks/here.md": network("Here"),
            "stories/here.md": story(title="Told here", networks=["here"], topics=["one", "two"]),
        }
        for slug in slugs:
            files[f"networks/{slug}.md"] = network(f"Near {slug.title()}")
            shared = ["one", "two"] if slug == slugs[-1] else ["one"]
            files[f"stories/{slug}.md"] = story(title=f"Told of {slug}", networks=[slug], topics=shared)
        expected = [slugs[-1], *slugs[: MOST_NEIGHBOURS - 1]]
        assert self.near(render(files)["networks/here/"]) == [f"Near {slug.title()}" for slug in expected]


def test_the_network_that_meets_next_comes_first(render: Render) -> None:
    days = {"a": "", "b": "next: 2026-12-20\n", "c": "next: 2026-12-01\n", "d": "next: 2026-01-01\n"}
    html = render({f"networks/{name}.md": f"---\ntitle: {name.upper()}\n{day}---\n" for name, day in days.items()})
    assert re.findall(r'href="[^"]*/([a-d])/"', html["networks/"]) == ["c", "b", "a", "d"]


def test_an_empty_seat_leads_to_the_form_as_whoever_is_missing(render: Render) -> None:
    html = render({**BASIS, "questions/holds.md": QUESTION, "stories/a.md": story(answers="holds")})
    assert "write/?question=holds&amp;from=family-carer" in html["questions/holds/"]
