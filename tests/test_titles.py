"""What pages are called: answers by their first words, and no two pages alike."""

import re
from collections import Counter
from pathlib import Path

import pytest
from gardens import BASIS, NETWORK, QUESTION, Render, make_garden, story
from sites import build, page

from kgen.model import Source
from kgen.read import read_sources
from kgen.settings import load
from kgen.views import pages
from kgen.views.pager import PAGE_LENGTH
from kgen.views.rendering import PageRenderer
from kgen.weave import weave

FREE = {"licence": "CC-BY-4.0"}


def answer(text: str, slug: str = "holds", **fields: object) -> str:
    return story(text, title=None, topics=["trust"], answers=[slug], **fields)


def heading(html: str) -> str:
    [found] = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    return str(found)


class TestAnswers:
    def test_they_are_called_by_their_first_words(self, render: Render) -> None:
        files = {
            "questions/holds.md": QUESTION,
            "stories/a.md": answer("It was sugar, my love. " + "I’d a cake. " * 9),
        }
        made = render(files, **FREE)
        title = "It was sugar, my love."
        assert heading(made["stories/a/"]) == title
        above = made["stories/a/"].partition("<h1")[0]
        assert "In answer to" in above and ">What holds us back?</a>" in above
        card = made["topics/trust/"].partition('<article class="kg-card">')[2].partition("</article>")[0]
        assert "In answer to <bdi>What holds us back?</bdi>" in card and f">{title}</a>" in card
        assert re.findall(r'class="kg-summary"[^>]*>(.{12})', card) == ["I’d a cake. "], "the title is not said twice"

    def test_a_long_first_sentence_is_cut_at_a_word_and_goes_on_below(self, render: Render) -> None:
        text = "word " * 40
        made = render({"questions/holds.md": QUESTION, "stories/a.md": answer(text)}, **FREE)
        title = heading(made["stories/a/"])
        assert title == "word " * 13 + "word…" and len(title) <= 72
        assert re.findall(r'class="kg-summary"[^>]*>(.{6})', made["topics/trust/"]) == ["…word "]

    def test_a_comma_at_the_cut_is_left_out(self, render: Render) -> None:
        text = "It came in June and I carried it round with me for a week regardless, as nobody told me what it was."
        made = render({"questions/holds.md": QUESTION, "stories/a.md": answer(text)}, **FREE)
        assert heading(made["stories/a/"]).endswith("for a week regardless…")
        assert ">…as nobody told me" in made["topics/trust/"]

    def test_a_whole_answer_that_is_its_title_is_told_once_on_a_card(self, render: Render) -> None:
        made = render({"questions/holds.md": QUESTION, "stories/a.md": answer("Nobody rang.")}, **FREE)
        assert "Nobody rang." in made["topics/trust/"] and "kg-summary" not in made["topics/trust/"]

    def test_words_that_may_not_be_copied_are_no_title(self, render: Render) -> None:
        files = {"questions/holds.md": QUESTION, "stories/a.md": answer("Mine.", licence="read-only")}
        title = "A response from somebody who works in services to “What holds us back?”"
        for options in ({}, FREE):
            assert heading(render(files, **options)["stories/a/"]) == title
        files["stories/a.md"] = answer("Mine.", licence="CC0-1.0")
        assert heading(render(files)["stories/a/"]) == "Mine."

    def test_links_in_first_words_end_where_they_lead_round(self, render: Render) -> None:
        made = render({"stories/a.md": answer("See [[b]].", "b"), "stories/b.md": answer("See [[a]].", "a")}, **FREE)
        assert heading(made["stories/a/"]) == heading(made["stories/b/"]) == "See another answer."

    @pytest.mark.parametrize(("name", "called"), [("holds", "What holds us back?"), ("nobody knows", "nobody knows")])
    def test_links_in_first_words_are_called_as_in_the_text(self, name: str, called: str, render: Render) -> None:
        files = {"questions/holds.md": QUESTION, "stories/a.md": answer(f"See [[{name}]].")}
        assert f"See {called}" in heading(render(files, unresolved_links="warn", **FREE)["stories/a/"])

    def test_a_title_is_in_the_language_of_its_words(self, render: Render) -> None:
        files = {"questions/holds.md": QUESTION, "stories/a.md": answer("Dim byd o gwbl.", lang="cy")}
        assert '<h1 class="kg-hidden" dir="auto" lang="cy">' in render(files, **FREE)["stories/a/"]
        assert '<h1 dir="auto">' in render(files)["stories/a/"]


def titles(folder: Path, files: dict[str, str]) -> dict[str, str]:
    """The title of each page, by its address."""
    settings = load(make_garden(folder, {}, {"source": "private"}), today="2026-11-23")
    sources = [Source(name, text.encode()) for name, text in {**BASIS, **files}.items()]
    renderer = PageRenderer(weave(settings, read_sources(sources, "content")))
    return {each.url: renderer.slots(each, "").title for each in pages(renderer.garden)}


class TestNoTwoPagesAreCalledAlike:
    def test_they_are_told_apart_by_what_differs(self, tmp_path: Path) -> None:
        found = titles(
            tmp_path,
            {
                "stories/trust.md": story(title="Trust"),
                "stories/thanks.md": story(title="Thanks", date="2026-09"),
                "stories/more-thanks.md": story(title="THANKS", date="2026-08"),
                "stories/still-more.md": story(title="Thanks", date="2026-08"),
                "stories/alone.md": story(title="Alone"),
                "stories/gone.md": "---\nwithdrawn: 2026-10\n---\n",
                "stories/gone-too.md": "---\nwithdrawn: 2026-10\n---\n",
            },
        )
        assert found["topics/trust/"] == "Trust · topic · A garden"
        assert found["stories/trust/"] == "Trust · story · A garden"
        assert found["stories/thanks/"] == "Thanks · story, September 2026 · A garden"
        assert found["stories/more-thanks/"] == "THANKS · story, August 2026, 1 of 2 · A garden"
        assert found["stories/still-more/"] == "Thanks · story, August 2026, 2 of 2 · A garden"
        assert found["stories/alone/"] == "Alone · A garden"
        assert found["stories/gone-too/"] == "A story was withdrawn · October 2026, 2 of 2 · A garden"

    def test_whatever_they_are_called(self, tmp_path: Path) -> None:
        many = {f"stories/s{number:02}.md": story(title=f"Told {number}") for number in range(PAGE_LENGTH + 1)}
        same = {f"stories/t{number}.md": story(title=None, topics=None, answers=["holds"]) for number in range(3)}
        own = ("Stories", "The map", "A sheet for Thursday circle", "Home")
        files = {
            **many,
            **same,
            **{f"pages/p{number}.md": f"---\ntitle: {title}\n---\n" for number, title in enumerate(own)},
            **{f"topics/t{number}.md": f"---\ntitle: {title}\n---\n" for number, title in enumerate(own)},
            "questions/holds.md": QUESTION,
            "networks/one.md": NETWORK,
            "networks/two.md": NETWORK,
        }
        counts = Counter(title.casefold() for title in titles(tmp_path, files).values())
        assert [title for title, count in counts.items() if count > 1] == []

    @pytest.mark.parametrize("other", ["b", "trust"])
    def test_no_story_is_refused_for_a_title_that_another_page_has(self, tmp_path: Path, other: str) -> None:
        title = "Trust" if other == "trust" else "Told"
        files = {"stories/a.md": story(title=title), "stories/b.md": story(title="Told")}
        site = build(make_garden(tmp_path, {**BASIS, **files}), "--no-search")
        assert f"<title>{title} · story" in page(site, "stories/a")


def test_names_from_right_to_left_keep_their_order_in_a_sentence(render: Render) -> None:
    topics = {f"topics/{slug}.md": f"---\ntitle: {title}\n---\n" for slug, title in zip("xyz", "أبت", strict=True)}
    files = {f"stories/{slug}.md": story(title=f"Told {slug}", topics=list("xyz"), answers="holds") for slug in "ab"}
    question = QUESTION.replace("What holds us back?", "ما الذي يعيقنا؟")
    html = render({**BASIS, **topics, "questions/holds.md": question, **files})["stories/a/"]
    assert (
        "Both answer \u2068ما الذي يعيقنا؟\u2069 Both are about \u2068أ\u2069, \u2068ب\u2069 and \u2068ت\u2069" in html
    )


def test_a_question_ends_its_sentence_beside_a_related_story(render: Render) -> None:
    files = {f"stories/{slug}.md": story(title=f"Told {slug}", answers="holds") for slug in "ab"}
    html = render({**BASIS, "questions/holds.md": QUESTION, **files})["stories/a/"]
    assert "Both answer What holds us back? Both are about Trust" in html
