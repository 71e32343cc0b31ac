"""What a story speaks of is said wherever a reader could open it, before it is opened."""

import re
from pathlib import Path
from typing import Any

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
MADE_UP = "The lamp"
INVENTED: dict[str, Any] = {"consent": {"whose": "illustrative"}}
MENTIONS = story("As in [[made-up|that one]].", title="Many", consent=EVERY_USE)
AMONG_REAL = {
    "questions/holds.md": QUESTION,
    "networks/circle.md": NETWORK,
    "pages/about.md": "---\ntitle: About\n---\n![[made-up]]\n",
    "stories/made-up.md": story(
        "It was dark.",
        title=MADE_UP,
        date="2026-10",
        answers=["holds"],
        networks=["circle"],
        handbrake="No light",
        change={"status": "made", "what": "A bulb", "when": "2026-10"},
        **INVENTED,
    ),
    "stories/reply.md": story(
        "Yes.",
        title=None,
        date="2026-10",
        answers=["made-up"],
        licence="CC-BY-4.0",
        tries=[{"story": "made-up", "went": "worked"}],
        consent=EVERY_USE,
    ),
    "stories/second.md": story("No.", title=None, answers=["made-up"], licence="CC-BY-4.0", consent=EVERY_USE),
    "stories/copied.md": story("Read only.", title=None, answers=["made-up"], consent=EVERY_USE),
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

    def test_it_is_said_where_a_page_is_shared_or_found(self, tmp_path: Path) -> None:
        files = {"stories/a.md": story("Rain.", title="a", **INVENTED), "stories/b.md": story("Sun.", title="b")}
        site = build(make_garden(tmp_path, {**BASIS, **files}), "--no-search")
        shared = '<meta property="og:title" content="{}">', '<meta name="description" content="{}">'
        for url, told in (("a", ("a (illustrative)", "Illustrative: Rain.")), ("b", ("b", "Sun."))):
            html = (site / "stories" / url / "index.html").read_text()
            assert all(each.format(words) in html for each, words in zip(shared, told, strict=True))

    def test_it_is_said_wherever_one_among_real_ones_is_named(self, render: Render) -> None:
        made = render({**AMONG_REAL, **{f"stories/many{number}.md": MENTIONS for number in range(60)}})
        for url, html in made.items():
            words = " ".join(re.sub("<[^>]*>", " ", html).split())
            for found in re.finditer(MADE_UP, words):
                around = words[max(0, found.start() - 40) : found.end() + 60]
                assert "llustrative" in around, (url, around)
        named_on = {url for url, html in made.items() if MADE_UP in html}
        assert named_on >= {
            *("", "new/", "about/", "stories/", "stories/made-up/", "stories/made-up/page/2/"),
            *("stories/reply/", "stories/copied/", "networks/circle/", "networks/circle/meet/", "topics/trust/"),
        }

    def test_a_citation_to_copy_says_it(self, render: Render) -> None:
        html = render(AMONG_REAL)["stories/made-up/"].partition("Cite as:")[2]
        assert re.sub("<[^>]*>", "", html).split(". ")[1] == f"{MADE_UP} [illustrative story]"

    def test_pages_that_only_name_one_say_it_where_all_are(self, render: Render) -> None:
        empty = {
            "topics/empty.md": "---\ntitle: Empty\n---\n",
            "sectors/empty.md": "---\ntitle: Empty\n---\n",
            "networks/empty.md": "---\ntitle: Empty\n---\n",
            "questions/empty.md": "---\ntitle: Empty\n---\n",
            "pages/empty.md": "---\ntitle: Empty\n---\n",
        }
        links = " ".join(f"[[{name.removesuffix('.md')}]]" for name in empty)
        made = render({**empty, "stories/a.md": story(links, title=MADE_UP, mentions="abuse", **INVENTED)})
        for url in ("", "empty/", "topics/empty/", "sectors/empty/", "networks/empty/", "questions/empty/"):
            assert MADE_UP in made[url] or url == "", url
            assert url == "" or made[url].count(">Illustrative<") == 1, url
        calm = render({"stories/a.md": story(title=MADE_UP, **INVENTED)})[""]
        assert MADE_UP in calm and "All stories here are made up" in calm
