"""What a story speaks of is said wherever a reader could open it, before it is opened."""

import re
from pathlib import Path

from gardens import BASIS, EVERY_USE, NETWORK, PERSON, QUESTION, Render, make_garden, story
from sites import build

NOTE = "Content note: abuse and the death of a child"
HARD = story(
    "What happened there.",
    title="Told hard",
    mentions=["abuse", "child-death"],
    answers=["holds", "calm"],
    author=["dee"],
    networks=["circle"],
    handbrake="The form",
    change={"status": "made", "what": "The lock", "when": "2026-10"},
    consent=EVERY_USE,
)
FILES = {
    "questions/holds.md": QUESTION,
    "people/dee.md": PERSON,
    "networks/circle.md": NETWORK,
    "pages/about.md": "---\ntitle: About\n---\n![[hard]]\n",
    "stories/calm.md": story("As in [[hard]].", title="Told calm"),
    "stories/hard.md": HARD,
}
LISTS = (
    "stories/",
    "stories/from/practitioner/",
    "stories/calm/",
    "topics/trust/",
    "sectors/schools/",
    "questions/holds/",
    "people/dee/",
    "networks/circle/",
    "networks/circle/meet/",
    "changes/",
)


def places(html: str) -> list[str]:
    """The items of lists on a page that lead to the story."""
    items = re.findall(r"<(?:article|li|tr)\b(?:(?!<article|<li|<tr).)*?</(?:article|li|tr)>", html, re.DOTALL)
    return [item for item in items if "stories/hard/" in item]


def loads(html: str) -> list[str]:
    """The kinds of files that a page loads besides fonts."""
    found = re.findall(r'<(?:link rel="(?:icon|stylesheet)" href|script[^>]* src)="[^"]*[.](\w+)"', html)
    return sorted(found)


class TestBeforeTheClick:
    def test_it_stands_wherever_a_list_leads_to_the_story(self, render: Render) -> None:
        made = render(FILES)
        for url in LISTS:
            found = places(made[url])
            assert found, url
            for item in found:
                assert NOTE in item, (url, item)

    def test_an_answer_to_it_says_so_beside_the_link(self, render: Render) -> None:
        reply = story(title=None, topics=None, answers=["hard"])
        above = render({**FILES, "stories/reply.md": reply})["stories/reply/"].partition("<h1")[0]
        assert NOTE in above

    def test_a_card_says_so_before_its_title(self, render: Render) -> None:
        card = places(render(FILES)["stories/"])[0]
        assert card.index(NOTE) < card.index("Told hard")
        assert 'data-mentions="abuse child-death"' in card

    def test_so_do_stories_that_join_two_networks(self, render: Render) -> None:
        other = {"networks/other.md": NETWORK.replace("Thursday", "Friday"), "stories/o.md": story(networks=["other"])}
        near = render({**FILES, **other})["networks/other/"].partition('id="neighbours"')[2].partition("</section>")[0]
        assert "stories/hard/" in near and NOTE in near

    def test_an_embedded_story_is_announced_too(self, render: Render) -> None:
        html = render(FILES)["about/"]
        assert html.index("(content note: abuse and the death of a child)") < html.index("What happened there.")

    def test_feeds_say_it_before_the_summary(self, tmp_path: Path) -> None:
        site = build(make_garden(tmp_path, {**BASIS, **FILES}), "--no-search")
        for feed in ("feed.xml", "topics/trust/feed.xml"):
            assert f"<summary>{NOTE}. What happened there.</summary>" in (site / feed).read_text()

    def test_other_stories_have_none(self, render: Render) -> None:
        made = render({**FILES, "stories/hard.md": story(title="Told hard")})
        assert not [url for url, html in made.items() if "Content note" in html or "data-mentions" in html]


class TestLeavingOut:
    def test_the_kinds_that_occur_are_offered_on_lists(self, render: Render) -> None:
        made = render(FILES)
        for url in ("stories/", "topics/trust/", "questions/holds/", "sectors/schools/"):
            box = made[url].partition('id="kg-notes-kinds"')[2].partition("</fieldset>")[0]
            assert re.findall(r'value="([a-z-]+)"> <span>(.*?)</span>', box) == [
                ("abuse", "abuse"),
                ("child-death", "the death of a child"),
            ]

    def test_nothing_is_said_of_stories_where_there_are_none(self, render: Render) -> None:
        empty = ("topics", "sectors", "questions", "networks")
        named = {f"{folder}/empty.md": "---\ntitle: Empty\n---\n" for folder in empty}
        hard = story(title="Told hard", mentions=["abuse"], consent={"whose": "illustrative"})
        made = render({**named, "stories/hard.md": hard})
        for folder in empty:
            assert "Content notes" not in made[f"{folder}/empty/"] and "made up" not in made[f"{folder}/empty/"], folder
        assert "Content notes" in made["topics/trust/"] and "made up" in made["topics/trust/"]
        assert "0 changes" not in made["changes/"]

    def test_further_pages_of_a_list_leave_out_the_same(self, tmp_path: Path) -> None:
        many = {f"stories/s{number}.md": story(title=f"S{number}", date="2026-01") for number in range(30)}
        site = build(make_garden(tmp_path, {**BASIS, **FILES, **many}), "--no-search")
        for url in ("stories", "stories/page/2", "topics/trust/page/2"):
            assert "notes.js" in (site / url / "index.html").read_text()

    def test_only_pages_that_need_the_script_load_it(self, tmp_path: Path) -> None:
        far = story(title="Told far", topics="far", sectors="far", standpoint="community")
        others = {"topics/far.md": "---\ntitle: Far\n---\n", "sectors/far.md": "---\ntitle: Far\n---\n"}
        site = build(make_garden(tmp_path, {**BASIS, **FILES, **others, "stories/far.md": far}), "--no-search")
        loading = {
            url: (site / url / "index.html").read_text().count("notes.js") for url in ("about", "map", "my-story")
        }
        assert loading == {"about": 0, "map": 0, "my-story": 1}
        assert "notes.js" not in (site / "stories/far/index.html").read_text()
        hard = (site / "stories/hard/index.html").read_text()
        assert 'data-mentions="' not in hard and 'id="kg-exit"' in hard
        assert loads(hard) == loads((site / "stories/calm/index.html").read_text()) == ["css", "js", "js", "svg"]


class TestIllustrative:
    def test_it_is_said_once_where_all_are(self, render: Render) -> None:
        files = {f"stories/{slug}.md": story(title=slug, consent={"whose": "illustrative"}) for slug in "abc"}
        said = "All stories here are made up"
        made = render(files)
        for url in ("stories/", "topics/trust/", "sectors/schools/"):
            assert made[url].count(">Illustrative<") == 1 and said in made[url]
        mixed = render({**files, "stories/d.md": story(title="d")})
        assert mixed["stories/"].count(">Illustrative<") == 3 and said not in mixed["stories/"]
        assert "Illustrative." in made["stories/a/"] and "Illustrative." not in mixed["stories/d/"]
