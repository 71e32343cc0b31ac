"""What is new: on its page, in feeds, and in the letter that stewards pass on."""

import re
import textwrap
from pathlib import Path
from typing import Any

import feedparser
import pytest
from gardens import BASIS, EVERY_USE, NETWORK, PERSON, QUESTION, Render, make_garden, story
from sites import DAY, build, kgen, page, same

from kgen.exports.feeds import LONGEST, feeds
from kgen.read import read
from kgen.settings import load
from kgen.stewarding.digest import digest
from kgen.stewarding.plain_letter import MOST_LINES, WIDTH, LetterItem, LetterPart, letter
from kgen.weave import Garden, weave
from kgen.weave.news import MOST, news, news_of_changes

CIRCLE = NETWORK.replace(
    "---\n", "---\nnext: 2026-12-03\ntime: '18:30'\nwhere: Library, upstairs\njoin: Ring the library\n", 1
)
MADE = {"status": "made", "what": "The form lost eleven pages", "when": "2026-11"}
PLANNED = {"status": "planned", "what": "A second chair", "when": "2027-05"}
TRIED = [{"story": "keys", "went": "adapted", "note": "Ours took a week"}]


def told(title: str, text: str = "Something happened.", **fields: Any) -> str:
    """A story whose teller said yes to every use."""
    consent = {**EVERY_USE, **fields.pop("consent", {})}
    return story(text, **{"title": title, "date": "2026-10", "licence": "CC-BY-4.0", "consent": consent, **fields})


FILES = {
    **BASIS,
    "stories/keys.md": told("Nine keys", "Nobody knew which key was mine. So I asked.", networks="circle"),
    "stories/answer.md": told("One key", answers="keys", standpoint="manager", change=MADE, author="dee"),
    "stories/elsewhere.md": told("Our own keys", tries=TRIED, sectors=["schools"], date="2026-11"),
    "stories/plan.md": told("A chair", answers="holds", change=PLANNED, date="2026-09"),
    "questions/holds.md": QUESTION,
    "people/dee.md": PERSON,
    "networks/circle.md": CIRCLE,
    "networks/other.md": "---\ntitle: The other table\n---\n",
    "meetings/june.md": "---\ntitle: In autumn\nnetwork: circle\nwhen: 2026-10-14\n---\n",
    "meetings/soon.md": "---\ntitle: In winter\nnetwork: circle\nwhen: 2026-12-14\n---\n",
}


def woven(folder: Path, files: dict[str, str] | None = None, **options: Any) -> Garden:
    settings = load(make_garden(folder, {**(FILES if files is None else files)}, options), today=DAY)
    return weave(settings, read(settings))


def made_feeds(garden: Garden) -> dict[str, bytes]:
    return {output.path: output.made(garden) for output in feeds(garden, ())}


def listed(html: str) -> list[str]:
    """What the page of what is new lists, as words, one line for each item."""
    items = re.findall(r"<li[^>]*>\s*(<p>.*?)</li>", html.partition("<h1")[2].partition("<footer")[0], re.DOTALL)
    return [re.sub(r" (?=[.,])", "", " ".join(re.sub("<[^>]*>", " ", each).split())) for each in items]


class TestOrder:
    def test_newest_first_and_within_a_month_by_slug(self, tmp_path: Path) -> None:
        found = [(each.month, each.sort, each.entry.slug) for each in news(woven(tmp_path))]
        assert found == [
            ("2026-11", "made", "answer"),
            ("2026-11", "tried", "elsewhere"),
            ("2026-10", "answer", "answer"),
            ("2026-10", "meeting", "june"),
            ("2026-10", "story", "keys"),
            ("2026-09", "person", "dee"),
            ("2026-09", "answer", "plan"),
            ("2026-09", "planned", "plan"),
            ("2026-01", "question", "holds"),
        ]

    def test_what_lies_in_the_future_is_no_news(self, tmp_path: Path) -> None:
        change = {**MADE, "when": "2026-12"}
        garden = woven(tmp_path, {**BASIS, "stories/a.md": told("A", change=change, published="2027-01")})
        assert news(garden) == []

    @pytest.mark.parametrize(("made", "new"), [("2026-03", "2026-09"), ("2026-09", "2026-09"), ("2026-11", "2026-11")])
    def test_a_change_is_new_when_it_is_told_or_later_made(self, made: str, new: str, tmp_path: Path) -> None:
        late = told("A", date="2025-01", published="2026-09", change={**MADE, "when": made})
        garden = woven(tmp_path, {**BASIS, "stories/a.md": late})
        assert {each.sort: each.month for each in news(garden)} == {"story": "2026-09", "made": new}

    def test_a_change_told_late_is_in_the_letter_of_that_month(self, tmp_path: Path) -> None:
        late = told("A", date="2026-11", change={**MADE, "when": "2026-03"})
        letter = digest(woven(tmp_path, {**BASIS, "stories/a.md": late}), "2026-11")
        assert "A change was made: The form lost eleven pages" in letter

    def test_what_ended_and_what_is_hard_is_said_before_the_words_of_a_change(
        self, render: Render, tmp_path: Path
    ) -> None:
        gone = {**MADE, "checked": {"when": "2026-11", "holds": "no"}}
        files = {**BASIS, "stories/a.md": told("A", change=gone, mentions=["suicide"])}
        begins = "A change was made, and is no longer so (content note: suicide)"
        assert any(item.startswith(f"{begins}: The form lost") for item in listed(render(files)["new/"]))
        garden = woven(tmp_path, files)
        for name in ("new/feed.xml", "changes/feed.xml"):
            assert f"<title>{begins}: The form lost".encode() in made_feeds(garden)[name]
        assert f"{begins}: The form lost" in " ".join(digest(garden, "2026-11").split())

    def test_a_change_touches_the_network_that_its_chain_began_in(self, tmp_path: Path) -> None:
        second = {
            "stories/second.md": told("Second", answers="keys"),
            "stories/third.md": told("Third", answers="second", change=MADE),
        }
        garden = woven(tmp_path, {**FILES, **second})
        assert "“Third”, prompted by “Second” and “Nine keys”" in " ".join(digest(garden, "2026-10", "circle").split())
        assert "Third" not in digest(garden, "2026-10", "other")

    def test_made_up_changes_count_while_there_is_no_real_story(self, tmp_path: Path) -> None:
        made_up = told("A", change=MADE, consent={"whose": "illustrative"})
        alone = woven(tmp_path / "alone", {**BASIS, "stories/a.md": made_up})
        beside = woven(tmp_path / "beside", {**BASIS, "stories/a.md": made_up, "stories/b.md": told("B")})
        assert [len(news_of_changes(garden)) for garden in (alone, beside)] == [1, 0]


class TestPage:
    def test_it_says_in_plain_words_what_each_is(self, render: Render) -> None:
        html = render(FILES)["new/"]
        assert listed(html) == [
            "A change was made: The form lost eleven pages Dee told of it: One key",
            "Our own keys Somebody who works in services tried what Nine keys tells. It worked once it was altered.",
            "One key Dee answered Nine keys.",
            "In autumn Thursday circle met.",
            "Nine keys Somebody who works in services told this story.",
            "Dee New here. A family carer.",
            "A chair Somebody who works in services answered What holds us back?",
            "A change is planned: A second chair Somebody who works in services told of it: A chair",
            "What holds us back? A new question.",
        ]
        assert re.findall("<h2>(.*?)</h2>", html) == ["November 2026", "October 2026", "September 2026", "January 2026"]
        assert "2026-10-14" not in html and "14 October" not in html

    def test_it_holds_fifty_at_most_and_so_does_its_feed(self, tmp_path: Path) -> None:
        many = {f"stories/s{number:03}.md": told(f"S{number}", date="2026-08") for number in range(MOST + 9)}
        site = build(make_garden(tmp_path, {**BASIS, **many, "stories/new.md": told("The newest", date="2026-11")}))
        html = page(site, "new")
        assert len(listed(html)) == MOST == LONGEST and listed(html)[0].startswith("The newest")
        feed = feedparser.parse((site / "new/feed.xml").read_bytes())
        assert len(feed.entries) == MOST and feed.entries[0].title == "The newest"

    def test_made_up_stories_among_real_ones_are_marked(self, render: Render) -> None:
        made_up = told("Made up", consent={"whose": "illustrative"})
        html = render({**BASIS, "stories/a.md": told("Real"), "stories/b.md": made_up})["new/"]
        assert [("Illustrative" in each, each.split()[0]) for each in listed(html)] == [(False, "Real"), (True, "Made")]

    def test_made_up_stories_that_others_answer_or_try_are_marked_too(self, tmp_path: Path) -> None:
        made_up = told("Made up", date="2026-08", consent={"whose": "illustrative"})
        tried = [{"story": "b", "went": "worked"}]
        answer = told("Real", answers="b", change=MADE)
        files = {**BASIS, "stories/a.md": answer, "stories/b.md": made_up, "stories/c.md": told("Tried", tries=tried)}
        garden = woven(tmp_path, files)
        letter = " ".join(digest(garden, "2026-10").split())
        named = "“Made up” (illustrative)"
        assert letter.count("Made up") == letter.count(named) == 2
        feeds = made_feeds(garden)
        assert f"prompted by {named}." in feeds["changes/feed.xml"].decode()
        assert f"<title>Answers to {named} · " in feeds["stories/b/feed.xml"].decode()

    def test_home_leads_there_and_an_empty_garden_says_so(self, render: Render) -> None:
        assert 'href="new/"' in render(FILES)[""]
        assert "Nothing has been published yet." in render({"pages/home.md": "---\ntitle: Home\n---\n"})["new/"]


FOLLOWED = {
    "topics/trust/": "Follow this topic",
    "networks/circle/": "Follow this network",
    "questions/holds/": "Follow this question",
    "people/dee/": "Follow their stories",
    "sectors/schools/": "Follow this service",
    "stories/keys/": "Follow the answers",
    "stories/": "Follow new stories",
    "changes/": "Follow what changes",
    "new/": "Follow what is new",
}


class TestFollow:
    @pytest.mark.parametrize("url", FOLLOWED)
    def test_a_page_with_a_feed_says_in_words_how_to_follow_it(self, render: Render, url: str) -> None:
        made = render(FILES, contact="stewards@example.org")
        [shown] = re.findall('<details class="kg-follow">.*?</details>', made[url], re.DOTALL)
        feed = "feed.xml" if url == "stories/" else f"{url}feed.xml"
        assert f"<summary>{FOLLOWED[url]}</summary>" in shown and f">https://garden.example/{feed}</a>" in shown
        assert "A feed reader is" in shown and "mailto:stewards@example.org" in shown

    def test_it_stands_on_no_other_page_and_on_the_first_of_a_list_alone(self, render: Render) -> None:
        many = {f"stories/s{number:03}.md": told(f"S{number}") for number in range(40)}
        made = render({**FILES, **many})
        assert {url for url, html in made.items() if "kg-follow" in html} == {
            *FOLLOWED,
            *(url for url in made if re.fullmatch("(?:stories|networks|questions)/[a-z0-9-]+/", url)),
        }
        assert "topics/trust/page/2/" in made


class TestFeeds:
    def test_each_is_read_by_feedparser_and_has_an_id_of_its_own(self, tmp_path: Path) -> None:
        made = made_feeds(woven(tmp_path))
        assert {"new/feed.xml", "changes/feed.xml", "sectors/schools/feed.xml", "stories/keys/feed.xml"} <= made.keys()
        for name, data in made.items():
            feed = feedparser.parse(data)
            assert not feed.bozo and feed.feed.id == f"https://garden.example/{name}", name
            assert len({entry.id for entry in feed.entries}) == len(feed.entries), name

    def test_what_is_new_and_what_changed(self, tmp_path: Path) -> None:
        made = made_feeds(woven(tmp_path))
        changed = feedparser.parse(made["changes/feed.xml"]).entries
        assert [(each.title, each.summary, each.updated[:7]) for each in changed] == [
            (
                "A change was made: The form lost eleven pages",
                "Told in “One key”, prompted by “Nine keys”.",
                "2026-11",
            ),
            ("A change is planned: A second chair", "Told in “A chair”.", "2026-09"),
        ]
        new = feedparser.parse(made["new/feed.xml"]).entries
        assert [each.id.removeprefix("https://garden.example/") for each in new[:4]] == [
            "stories/answer/#made",
            "stories/elsewhere/",
            "stories/answer/",
            "meetings/june/",
        ]
        assert new[3].summary == "Thursday circle met." and b"2026-10-14" not in made["new/feed.xml"]

    def test_a_change_is_marked_with_the_language_of_its_story(self, tmp_path: Path) -> None:
        files = {**FILES, "stories/plan.md": told("Cadair", lang="cy", change={**PLANNED, "what": "Ail gadair"})}
        changes = made_feeds(woven(tmp_path, files))["changes/feed.xml"].decode()
        assert changes.count("<entry") == 2
        assert '<entry xml:lang="cy">\n<title>A change is planned: Ail gadair</title>' in changes

    def test_the_answers_to_a_story(self, tmp_path: Path) -> None:
        made = made_feeds(woven(tmp_path))
        feed = feedparser.parse(made["stories/keys/feed.xml"])
        assert feed.feed.title == "Answers to “Nine keys” · A garden"
        assert [each.title for each in feed.entries] == ["One key"]

    def test_a_feed_stays_when_its_last_entry_goes(self, tmp_path: Path) -> None:
        made = made_feeds(woven(tmp_path, {**FILES, "stories/answer.md": "---\nwithdrawn: 2026-11\n---\n"}))
        feed = feedparser.parse(made["stories/keys/feed.xml"])
        assert not feed.bozo and feed.entries == [] and feed.feed.title.startswith("Answers to")
        assert "stories/answer/feed.xml" not in made

    def test_ids_stay_when_titles_change_and_a_plan_that_is_carried_out_is_new(self, tmp_path: Path) -> None:
        def ids(number: int, files: dict[str, str]) -> dict[str, set[str]]:
            made = made_feeds(woven(tmp_path / str(number), files))
            return {name: {each.id for each in feedparser.parse(data).entries} for name, data in made.items()}

        renamed = {name: re.sub("(?m)^(title|name): .*$", r"\1: Renamed", text) for name, text in FILES.items()}
        first = ids(1, FILES)
        assert ids(2, renamed) == first
        carried_out = told("A chair", answers="holds", change={**PLANNED, "status": "made", "when": "2026-11"})
        after = ids(3, {**FILES, "stories/plan.md": carried_out})["changes/feed.xml"]
        assert after - first["changes/feed.xml"] == {"https://garden.example/stories/plan/#made"}


GONE = {
    "withdrawn": "---\nwithdrawn: 2026-11\n---\n",
    "hidden": told("Nobody knows", draft="true", change=MADE, answers="holds", tries=TRIED),
    "expired": told("Nobody knows", change=MADE, answers="holds", consent={"review": "2026-10"}),
}


@pytest.mark.parametrize("why", GONE)
def test_what_is_gone_leaves_nothing(tmp_path: Path, why: str) -> None:
    here = told("Nobody knows", change=MADE, answers="holds", tries=TRIED, networks="circle")
    config = make_garden(tmp_path, {**FILES, "stories/gone.md": here})
    assert b"Nobody knows" in (build(config) / "new/feed.xml").read_bytes()
    (tmp_path / "content/stories/gone.md").write_text(GONE[why])
    site = build(config)
    for name in ("new/index.html", "new/feed.xml", "changes/feed.xml", "questions/holds/feed.xml"):
        assert "Nobody knows" not in (site / name).read_text(), name
    assert not (site / "stories/gone/feed.xml").exists()
    assert "Nobody knows" not in kgen(config, "digest", "--since", "2026-01", "--today", DAY)


def test_a_story_that_is_added_gives_the_bytes_of_a_clean_build(tmp_path: Path) -> None:
    config = make_garden(tmp_path / "one", FILES)
    build(config)
    added = {"stories/added.md": told("Added", answers="keys", change=MADE, tries=TRIED, date="2026-11")}
    (tmp_path / "one/content/stories/added.md").write_text(added["stories/added.md"])
    assert "Added" in page(site := build(config), "new")
    assert same(site, build(make_garden(tmp_path / "two", {**FILES, **added}), "--clean"))


class TestDigest:
    def test_it_tells_what_came_of_it_and_who_is_missing(self, tmp_path: Path) -> None:
        text = digest(woven(tmp_path), "2026-10")
        lines = text.split("\n")
        assert lines[0] == "A garden: what is new since October 2026"
        assert [line for line in lines if line and not line.startswith(("- ", "  ", "https"))][1:] == [
            "New",
            "What came of it",
            "Tried elsewhere",
            "Not yet heard",
            "The next meetings",
            "How a story begins",
            "Tell a story of your own. One sentence is enough:",
        ]
        words = " ".join(text.split())
        assert "A change was made: The form lost eleven pages Dee told of it in “One key”" in words
        assert "in “One key”, prompted by “Nine keys”" in words
        assert "tried what is told in “Nine keys”. It worked once it was altered." in words
        assert "“What holds us back?” waits for family carers and commissioners." in words
        assert "Nobody knew which key was mine. So I asked. (“Nine keys”, told by somebody who works in" in words
        assert "- “In autumn” Thursday circle met." in words and "14" not in text
        assert "https://garden.example/stories/keys/" in text

    def test_the_place_of_a_meeting_is_told_only_where_anybody_may_come(self, tmp_path: Path) -> None:
        shut = digest(woven(tmp_path / "shut"), "2026-10")
        opened = {**FILES, "networks/circle.md": CIRCLE.replace("time:", "open: true\ntime:")}
        assert "Thursday circle: Thursday 3 December 2026, 6:30pm" in shut
        assert "Library" not in shut and "You are told where when you join." in shut
        assert "Library, upstairs" in digest(woven(tmp_path / "open", opened), "2026-10")

    def test_a_story_stands_in_it_only_if_its_teller_said_yes_to_news(self, tmp_path: Path) -> None:
        quiet = story("A phrase of its own.", title="Not in letters", answers="keys", date="2026-11", licence="CC0-1.0")
        reply = told("A reply", answers="quiet", date="2026-11", change={**MADE, "what": "A bell"})
        files = {**FILES, "stories/quiet.md": quiet, "stories/reply.md": reply}
        text = digest(woven(tmp_path, files), "2026-11")
        assert "Not in letters" not in text and "A phrase" not in text and "/stories/quiet/" not in text
        assert "1 more on the site" in text or "Find all 1 on the site" in text
        assert "told of it in “A reply”." in " ".join(text.split()), "it does not say whom it answers"

    def test_words_are_copied_only_where_their_licence_lets_others(self, tmp_path: Path) -> None:
        files = {**BASIS, "stories/a.md": told("Kept together", "Words of a teller.", licence="read-only")}
        text = digest(woven(tmp_path, files), "2026-10")
        assert "“Kept together”" in text and "Words of a teller" not in text and "How a story begins" not in text

    def test_what_asks_for_a_content_note_says_so_and_is_not_quoted(self, tmp_path: Path) -> None:
        files = {**BASIS, "stories/a.md": told("The call", "It rang at four.", mentions="bereavement")}
        text = digest(woven(tmp_path, files), "2026-10")
        assert "“The call” (content note: bereavement)" in text and "It rang" not in text

    def test_of_one_network_the_meetings_to_come_are_listed_and_counted(self, tmp_path: Path) -> None:
        days = {
            f"meetings/d{day}.md": f"---\ntitle: Day {day}\nnetwork: circle\nwhen: 2026-12-{day}\n---\n"
            for day in (20, 21, 22)
        }
        text = digest(woven(tmp_path, {**FILES, **days}), "2026-10", "circle")
        meetings = text.partition("The next meetings")[2]
        assert "3 December 2026" in meetings and "14 December 2026" in meetings and "And 3 more on the site" in meetings

    def test_without_an_address_of_the_site_it_has_none_and_says_so(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, FILES)
        config.write_text(re.sub("site_url.*", "", config.read_text()))
        said = kgen(config, "digest", "--since", "2026-10", "--today", DAY)
        assert "“Nine keys”" in said and "stories/keys" not in said and "write/" not in said
        assert "One sentence is enough.\n" in said
        assert "site_url is not set in mkdocs.yml, so the letter has no addresses." in said

    def test_an_empty_network_is_not_the_whole_garden(self, tmp_path: Path) -> None:
        said = kgen(make_garden(tmp_path, FILES), "digest", "--since", "2026-10", "--network", "", code=2)
        assert "There is no network “”" in said and "New" not in said

    def test_more_than_the_page_of_what_is_new_holds_is_found_in_the_list(self, tmp_path: Path) -> None:
        many = {f"stories/s{number}.md": told(f"T{number}") for number in range(60)}
        text = digest(woven(tmp_path, {**BASIS, **many}), "2026-10")
        assert re.search(r"more on the site:\n  https://garden.example/stories/\n", text)

    def test_of_a_network_only_what_touches_it(self, tmp_path: Path) -> None:
        files = {**FILES, "stories/far.md": told("Far away", networks="other"), "people/dee.md": PERSON}
        garden = woven(tmp_path, files)
        text = digest(garden, "2026-09", "circle")
        assert text.startswith("Thursday circle, A garden: what is new since September 2026")
        for words in ("Nine keys", "One key", "Our own keys", "In autumn"):
            assert words in text
        assert "Far away" not in text and "A chair" not in text and "Dee told" in text and "New here" not in text
        assert "Far away" in digest(garden, "2026-09", "other") and "Nine keys" not in digest(
            garden, "2026-09", "other"
        )

    def test_nothing_new_is_said_too(self, tmp_path: Path) -> None:
        text = digest(woven(tmp_path), "2026-11", "other")
        assert "Nothing new was published." in text and "Not yet heard" in text

    def test_it_is_short_and_its_lines_are_however_much_is_new(self, tmp_path: Path) -> None:
        words = "Something rather long happened on that day, and nobody could say afterwards how it had begun. " * 3
        change = {**MADE, "what": "A rather long change " * 8}
        more = {"answers": "keys", "tries": TRIED, "change": change}
        many = {
            f"stories/s{number:03}.md": told(f"A title that goes on and on, number {number}. " * 4, words, **more)
            for number in range(60)
        }
        lines = digest(woven(tmp_path, {**FILES, **many}), "2026-10").split("\n")
        assert len(lines) <= MOST_LINES
        assert all(len(line) <= WIDTH or re.fullmatch(r"\s*https://\S+", line) for line in lines)

    def test_it_stays_short_where_each_part_holds_one_long_thing(self) -> None:
        item = LetterItem("Some long words " * 40, "And more words " * 40, "https://a.example/")
        parts = [LetterPart(f"Part {number}", (item,), 0, "https://a.example/all/") for number in range(6)]
        lines = letter(["Head"], parts, ["Last"]).split("\n")
        assert len(lines) <= MOST_LINES and "- Find all 1 on the site:" in lines
        assert [line for line in lines if line.startswith("Part")] == [f"Part {number}" for number in range(6)]

    def test_the_longest_list_is_cut_first_and_what_was_cut_is_counted(self) -> None:
        long = LetterPart(
            "Long",
            tuple(LetterItem(f"Item {number}", "More", "https://a.example/") for number in range(30)),
            2,
            "/all/",
        )
        short = LetterPart("Short", (LetterItem("Kept", count=1),))
        lines = letter(["Head"], [long, short], ["Last"]).split("\n")
        shown = sum(line.startswith("- Item") for line in lines)
        assert len(lines) <= MOST_LINES and f"- And {32 - shown} more on the site:" in lines and "- Kept" in lines

    def test_nobody_is_named_who_has_no_page_and_no_address_stands_in_it(self, tmp_path: Path) -> None:
        files = {
            **FILES,
            "people/dee.md": PERSON.replace("consent:\n  given: 2026-09\n", ""),
            "networks/circle.md": CIRCLE.replace("Ring the library", "Write to circle@example.org"),
        }
        text = digest(woven(tmp_path, files, contact="stewards@example.org"), "2026-09")
        assert "Dee" not in text and "@" not in text and "A manager told of it" in text


class TestCommand:
    def test_it_prints_the_letter(self, tmp_path: Path) -> None:
        said = kgen(make_garden(tmp_path, FILES), "digest", "--since", "2026-11", "--network", "circle", "--today", DAY)
        assert said.startswith("Thursday circle, A garden: what is new since November 2026\n")

    @pytest.mark.parametrize(
        ("arguments", "why"),
        [
            ((), "--since"),
            (("--since", "2026-13"), "--since 2026-13 is not a month. Write, for example, --since 2026-11"),
            (("--since", "last month"), "is not a month"),
            (("--since", "2026-12"), "--since 2026-12 is in the future"),
            (("--since", "2026-11", "--network", "circles"), "There is no network “circles”. Did you mean circle?"),
            (("--since", "2026-11", "--network", "keys"), "There is no network “keys”. Write"),
        ],
    )
    def test_what_is_wrong_is_said_and_exits_with_2(self, tmp_path: Path, arguments: tuple[str, ...], why: str) -> None:
        assert why in kgen(make_garden(tmp_path, FILES), "digest", *arguments, "--today", DAY, code=2)

    def test_what_has_an_error_is_not_in_it(self, tmp_path: Path) -> None:
        broken = told("Broken", "Ring me on 07911 123456.")
        config = make_garden(tmp_path, {**FILES, "stories/b.md": broken})
        said = kgen(config, "digest", "--since", "2026-10", "--today", DAY)
        assert "Broken" not in said and "Nine keys" in said


DOCUMENT = Path(__file__).parents[1] / "docs/digest.md"


def test_the_letter_in_the_document_is_what_its_command_prints(update: bool) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, sign, rest = text.partition("<!-- the letter -->\n\n")
    shown, end, after = rest.partition("\n\n<!-- its end -->")
    [printed] = re.findall(r"`kgen (digest .*--today [^`]+)`", before)
    letter_now = textwrap.indent(kgen(DOCUMENT.parents[1] / "mkdocs.yml", *printed.split()).rstrip("\n"), "    ")
    if update:
        DOCUMENT.write_text(f"{before}{sign}{letter_now}{end}{after}", encoding="utf-8")
        return
    assert shown == letter_now, "Make it again: pytest tests/test_news.py --update"
    assert len(shown.split("\n")) <= MOST_LINES
