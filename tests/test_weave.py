"""How entries hang together: names, links both ways, what is inherited, what is hidden, and what git knows."""

import ast
import pickle
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from gardens import BASIS, NETWORK, PERSON, QUESTION, make_garden, story
from repositories import commit, git
from sites import kgen

from kgen.file_history import history, names_in_history
from kgen.frontmatter import StoryMeta
from kgen.meta import UNREADABLE
from kgen.model import KIND_BY_NAME, NETWORK as NETWORK_KIND, STORY, TOPIC, Link
from kgen.read import read
from kgen.settings import load
from kgen.weave import Garden, weave
from kgen.weave.name_index import fold
from kgen.weave.related import CROWD, Relations, reason
from kgen.weave.text import cut_at_sentence, first_words, read_aloud
from kgen.weave.wording import GONE

ROOT = Path(__file__).parents[1]
TODAY = "2026-11-30"


@pytest.fixture
def grow(tmp_path: Path) -> Any:
    """Return a function that weaves a garden from files; topics/trust and sectors/schools are always there."""

    def woven(
        files: dict[str, str], options: dict[str, Any] | None = None, left_out: frozenset[str] = frozenset()
    ) -> Garden:
        settings = load(make_garden(tmp_path, {**BASIS, **files}, options), today=TODAY)
        return weave(settings, read(settings), left_out)

    return woven


def topic(title: str, more: str = "", text: str = "") -> str:
    return f"---\ntitle: {title}\n{more}---\n\n{text}\n"


def keys(entries: Any) -> list[str]:
    return [entry.key for entry in entries]


class TestRelated:
    """Stories are related by what they share, each thing the more the fewer share it."""

    def related(self, garden: Garden, slug: str) -> list[tuple[str, str]]:
        found = Relations(garden).of(garden.published[f"stories/{slug}"])
        return [(each.story.slug, reason(garden, each)) for each in found]

    def test_what_few_share_counts_for_more(self, grow: Any) -> None:
        rare = {f"stories/{slug}.md": story(topics=["trust", "rare"]) for slug in ("a", "z")}
        common = {f"stories/s{number}.md": story(topics=["trust"]) for number in range(3)}
        garden = grow({"topics/rare.md": topic("Rare things"), **rare, **common})
        found = self.related(garden, "a")
        assert found[0] == ("z", "both are about Trust and Rare things")
        assert {slug for slug, _ in found} == {"z", "s0", "s1", "s2"}

    def test_several_things_that_many_share_may_count_for_more_than_one(self, grow: Any) -> None:
        files = {
            "topics/waiting.md": topic("Waiting"),
            "topics/rare.md": topic("Rare things"),
            "stories/a.md": story(topics=["trust", "waiting", "rare"]),
            "stories/b.md": story(topics=["trust", "waiting"]),
            "stories/c.md": story(topics=["rare"]),
        }
        assert [slug for slug, _ in self.related(grow(files), "a")] == ["b", "c"]

    def test_answers_are_elsewhere_on_the_page_whichever_way_they_go(self, grow: Any) -> None:
        files = {
            "stories/a.md": story(topics=["trust"]),
            "stories/b.md": story(topics=["trust"], answers=["a"]),
            "stories/c.md": story(topics=["trust"]),
        }
        garden = grow(files)
        assert self.related(garden, "a") == self.related(garden, "b") == [("c", "both are about Trust")]
        assert sorted(slug for slug, _ in self.related(garden, "c")) == ["a", "b"]

    def test_of_a_crowd_only_the_nearest_in_time_are_compared(self, grow: Any) -> None:
        months = [f"{year}-{month:02}" for year in range(2010, 2026) for month in range(1, 13)]
        files = {f"stories/at-{month}.md": story(topics=["trust"], date=month) for month in months[: CROWD * 3]}
        found = [slug for slug, _ in self.related(grow(files), f"at-{months[CROWD]}")]
        near = {f"at-{month}" for month in months[CROWD // 2 : CROWD * 3 // 2 + 1]}
        assert len(found) == 5 and near.issuperset(found)


class TestKinds:
    def test_a_kind_includes_what_could_be_read_if_only_in_part(self, grow: Any) -> None:
        files = {
            "stories/a.md": story(),
            "stories/partly.md": story().replace("practitioner", "[a, b, c]"),
            "stories/gone.md": "---\nwithdrawn: 2026-10\n---\n",
            "stories/lost.md": "no front matter",
        }
        garden = grow(files)
        assert keys(garden.readable(STORY)) == ["stories/a", "stories/partly"]
        assert keys(garden.of(STORY)) == ["stories/a"]
        assert garden.entries["stories/lost"].meta is UNREADABLE
        assert pickle.loads(pickle.dumps(UNREADABLE)) is UNREADABLE, "there is one of it in every process"

    def test_fields_that_a_kind_has_not_say_nothing(self, grow: Any) -> None:
        garden = grow({"stories/a.md": story(date="2026-01", author="dee", lang="cy"), "people/dee.md": PERSON})
        told, trust = garden.entries["stories/a"].meta, garden.entries["topics/trust"].meta
        assert (told.month, told.entered, told.language, told.voices) == ("2026-01", "2026-01", "cy", told.standpoint)
        assert (trust.month, trust.entered, trust.language, trust.voices) == (None, None, "", ())
        assert (told.words("author"), told.words("lang"), told.words("place")) == (("dee",), ("cy",), ())
        assert (trust.words("author"), UNREADABLE.words("title")) == ((), ())

    def test_front_matter_is_asked_by_its_type(self) -> None:
        """`getattr(entry.meta, "nxt", None)` would answer a misspelt name with nothing, and mypy could not tell."""
        for path in (ROOT / "kgen").rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                    asked = node.func.id in ("getattr", "vars") and isinstance(node.args[0], ast.Attribute)
                    assert not (asked and node.args[0].attr in ("front", "meta")), f"{path.name}:{node.lineno}"


class TestNames:
    @pytest.mark.parametrize(
        ("name", "folded"),
        [
            ("A Warm  Handover", "a-warm-handover"),
            ("a_warm_handover.md", "a-warm-handover"),
            (" A-Warm - Handover.MD ", "a-warm-handover"),
            ("Straße", "strasse"),
            ("E\u0301te\u0301", "été"),
            ("ÉTÉ", "été"),
            ("什么", "什么"),
            ("-", "-"),
            ("_ -", "-"),
            ("what's next?", "what's-next?"),
        ],
    )
    def test_folding(self, name: str, folded: str) -> None:
        assert fold(name) == folded

    def test_a_slug_decides_before_a_title_and_a_title_before_a_label(self, grow: Any) -> None:
        names = grow(
            {
                "topics/waiting.md": topic("Long waits"),
                "topics/slow.md": topic("Waiting", "alt: [Long waits, lag]\n"),
                "topics/lag.md": topic("Jet lag", "aliases: long-waits\n"),
            }
        ).names
        assert keys(names.look_up("Waiting")) == ["topics/waiting"]
        assert keys(names.look_up("long waits")) == ["topics/waiting"]
        assert keys(names.look_up("LAG")) == ["topics/lag"]

    def test_the_kinds_in_order(self, grow: Any) -> None:
        files = {f"{kind.folder}/same.md": topic("Same") for kind in KIND_BY_NAME.values()}
        files |= {"people/same.md": "---\nname: Same\n---\n", "stories/same.md": story(title="Same")}
        names = grow(files).names
        order = ["topics", "networks", "questions", "stories", "people", "sectors", "meetings", "sources", "pages"]
        assert keys(names.look_up("same")) == [f"{folder}/same" for folder in order]
        assert keys(names.look_up("same", (STORY, TOPIC))) == ["topics/same", "stories/same"]

    @pytest.mark.parametrize("name", ["topics/trust", "topic/trust", "Topics/Trust", " topics / trust.md "])
    def test_a_kind_may_be_named(self, grow: Any, name: str) -> None:
        names = grow({}).names
        assert keys(names.look_up(name)) == ["topics/trust"]
        assert names.look_up(name, (NETWORK_KIND,)) == ()

    @pytest.mark.parametrize("name", ["", " ", "-", "#", "nothing", "nowhere/trust", "topics/", "topics/trust/x"])
    def test_what_names_nothing(self, grow: Any, name: str) -> None:
        assert grow({}).names.look_up(name) == ()

    def test_the_names_in_fields(self, grow: Any) -> None:
        gone = "---\nwithdrawn: 2026-10\n---\n"
        fields = {"topics": ["[[Trust|it]]", "nothing"], "author": "Dee", "networks": "dee"}
        garden = grow({"stories/a.md": story(**fields), "people/dee.md": PERSON, "stories/gone.md": gone})
        story_a = garden.entries["stories/a"]
        named = garden.names.in_fields(story_a.meta)
        assert [(each.field, each.number, each.name, keys(each.found)) for each in named] == [
            ("sectors", 0, "schools", ["sectors/schools"]),
            ("topics", 0, "Trust", ["topics/trust"]),
            ("topics", 1, "nothing", []),
            ("networks", 0, "dee", []),
            ("author", 0, "Dee", ["people/dee"]),
        ]
        (written, *_) = garden.names.in_fields(story_a.meta, "topics", "answers")
        assert (written.written, written.required) == ("[[Trust|it]]", True)
        assert not list(garden.names.in_fields(garden.entries["stories/gone"].meta))
        assert not list(garden.names.in_fields(UNREADABLE))

    def test_the_nearest_names_are_written_as_people_write_them(self, grow: Any) -> None:
        garden = grow(
            {
                "topics/a-warm-handover.md": topic("A warm handover"),
                "topics/handing-on.md": topic("Handing on"),
                "networks/handover-club.md": topic("Handover club"),
            }
        )
        nearest = partial(garden.names.nearest, among=frozenset(garden.published))
        assert nearest("warm handovr")[0] == "a-warm-handover"
        assert nearest("Handing Onn") == ["handing-on"]
        assert nearest("topics/trst") == ["trust"]
        assert nearest("xyzzy") == []
        assert "handover-club" not in nearest("handover", [TOPIC])
        assert len(nearest("hand")) <= 3

    def test_the_likest_is_suggested_among_many_that_begin_alike(self, grow: Any) -> None:
        words = ("aisle", "area", "bay", "bench", "chair", "corner", "desk", "room")
        garden = grow({f"topics/waiting-{word}.md": topic(f"Waiting {word}") for word in words})
        assert garden.names.nearest("waiting rooms", among=frozenset(garden.published))[0] == "waiting-room"

    def test_each_entry_is_suggested_once(self, grow: Any) -> None:
        names = grow({"topics/waiting-times.md": topic("Waiting times", "alt: [waiting time, time waiting]\n")}).names
        assert len(names.nearest("waiting timse", among=frozenset({"topics/waiting-times"}))) == 1
        assert names.nearest("waiting timse", among=frozenset({"topics/trust"})) == []


class TestLinks:
    def test_fields_make_links_of_their_own_kind(self, grow: Any) -> None:
        garden = grow(
            {
                "stories/a.md": story(
                    topics=["Trust", "[[topics/trust|x]]", "trust.md"], networks="circle", author="dee", answers="holds"
                ),
                "questions/holds.md": QUESTION,
                "networks/circle.md": NETWORK,
                "people/dee.md": PERSON,
            }
        )
        assert garden.links == (
            Link("stories/a", "sectors", "sectors/schools"),
            Link("stories/a", "topics", "topics/trust"),
            Link("stories/a", "networks", "networks/circle"),
            Link("stories/a", "answers", "questions/holds"),
            Link("stories/a", "author", "people/dee"),
        )
        assert keys(garden.linking(garden.entries["topics/trust"], "topics", STORY)) == ["stories/a"]
        assert garden.linked_keys(garden.entries["stories/a"], "answers") == ("questions/holds",)
        assert keys(garden.linked(garden.entries["stories/a"], "author")) == ["people/dee"]

    def test_sources_are_sorted_and_can_be_of_one_kind(self, grow: Any) -> None:
        garden = grow(
            {
                "stories/a.md": story(date="2025-01"),
                "stories/b.md": story(date="2026-01"),
                "stories/c.md": story(date="2026-01"),
                "topics/z.md": topic("Zeal", "related: trust\n"),
                "topics/a.md": topic("apple", "related: trust\n"),
            }
        )
        trust = garden.entries["topics/trust"]
        assert keys(garden.linking(trust, "topics", STORY)) == ["stories/b", "stories/c", "stories/a"]
        assert keys(garden.linking(trust, "related", TOPIC)) == ["topics/a", "topics/z"]
        assert garden.linking(trust, "related", STORY) == ()

    def test_prose_makes_links_with_their_sentence(self, grow: Any) -> None:
        garden = grow(
            {
                "stories/a.md": story("First. We had no [[trust]] then. More [[Trust]].\n\n![[b]]\n", date="2026-02"),
                "stories/b.md": story("See [the topic](../topics/trust.md#x) and [[stories/b]].", date="2026-03"),
            }
        )
        backlinks = garden.backlinks(garden.entries["topics/trust"])
        assert [(link.source, link.relation, garden.words(link.sentence)) for link in backlinks] == [
            ("stories/b", "mentions", "See the topic and A story."),
            ("stories/a", "mentions", "We had no trust then."),
        ]
        embeds = garden.backlinks(garden.entries["stories/b"])
        assert [(link.source, link.relation, link.sentence.text) for link in embeds] == [("stories/a", "embeds", "")]

    def test_nothing_links_to_itself(self, grow: Any) -> None:
        garden = grow({"topics/waiting.md": topic("Waiting", "related: waiting\n", "[[waiting]] [[#x]]")})
        assert garden.links == ()

    def test_the_words_of_a_link(self, grow: Any) -> None:
        garden = grow(
            {"topics/early-help.md": topic("Early Help Hub"), "topics/waiting-times.md": topic("Waiting times")}
        )
        for name, words in {
            "early-help": "Early Help Hub",
            "Early help hub": "Early help hub",
            "topics/early-help": "Early Help Hub",
            "early-help#What helped": "Early Help Hub",
            "waiting-times": "waiting times",
            "Waiting Times": "Waiting Times",
            "trust": "trust",
            "nothing here": "nothing here",
            "nothing#What helped": "nothing › What helped",
            "#What helped": "What helped",
        }.items():
            assert garden.words_for(name) == words

    def test_a_summary_is_written_or_the_first_paragraph(self, grow: Any) -> None:
        garden = grow(
            {
                "stories/a.md": story("![A picture](x.png)\n\nWe met in [[trust]]. Later.\n\nMore."),
                "stories/b.md": story(summary="In a sentence."),
                "networks/circle.md": NETWORK,
            }
        )
        assert garden.summary(garden.entries["stories/a"]) == "We met in trust. Later."
        assert garden.summary(garden.entries["stories/b"]) == "In a sentence."
        assert garden.summary(garden.entries["topics/trust"]) == "To rely on somebody."
        assert garden.summary(garden.entries["networks/circle"]) == "To listen."

    def test_text_is_cut_where_a_sentence_ends(self) -> None:
        text = "We met Dr. Who. " * 30
        assert cut_at_sentence(text, 100) == ("We met Dr. Who. " * 6).strip()
        assert cut_at_sentence("Short.", 100) == "Short."
        assert cut_at_sentence("One " * 100, 20) == "One One One One One…"
        assert cut_at_sentence("什么" * 100, 20) == "什么" * 9 + "什…"
        assert cut_at_sentence("A. " + "word " * 100, 30) == "A. word word word word word…"

    def test_without_spaces_too(self) -> None:
        told = "社区护士每周来两次。" * 40
        assert cut_at_sentence(told, 105) == first_words(told * 2)[:10] * 10
        assert read_aloud(told, 30, 90) == "社区护士每周来两次。" * 7
        assert read_aloud("什么" * 200, 30, 90) == "什么" * 90 + " …"


HIDDEN = {
    "withdrawn": "---\nwithdrawn: 2026-10\n---\n",
    "draft": story("Secret [[trust]].", title="A secret title", draft=True),
    "expired": story("Secret [[trust]].", title="A secret title", consent={"given": "2025-01", "review": "2026-10"}),
    "invalid": story("Secret [[trust]].", title="A secret title", colour="green"),
}


class TestHidden:
    @pytest.mark.parametrize("visibility", HIDDEN)
    def test_a_hidden_story_is_nowhere(self, grow: Any, visibility: str) -> None:
        garden = grow(
            {
                "stories/hidden.md": HIDDEN[visibility],
                "stories/a.md": story("See [[hidden]] and [[stories/hidden|that]].", answers="hidden"),
            }
        )
        hidden, open_story = garden.entries["stories/hidden"], garden.entries["stories/a"]
        assert garden.visibility(hidden) == visibility
        assert "stories/hidden" not in garden.published
        assert keys(garden.of(STORY)) == ["stories/a"]
        assert not [link for link in garden.links if "stories/hidden" in (link.source, link.target)]
        assert keys(garden.linking(garden.entries["topics/trust"], "topics", STORY)) == ["stories/a"]
        assert garden.backlinks(garden.entries["topics/trust"]) == ()
        assert garden.linked_keys(open_story, "answers") == ()
        assert garden.words(open_story.body.opening) == f"See {GONE} and that."
        assert garden.words_for("hidden") == garden.words_for("stories/hidden") == GONE
        assert "secret" not in garden.title(hidden).lower() or visibility != "withdrawn"

    def test_a_review_passes_when_its_month_ends(self, grow: Any) -> None:
        garden = grow({"stories/a.md": story(consent={"review": "2026-11"})})
        assert "stories/a" in garden.published

    def test_what_is_left_out_is_hidden_too(self, grow: Any) -> None:
        files = {"stories/a.md": story("See [[b]] and [[topics/trust]]."), "stories/b.md": story(title="B")}
        garden = grow(files, left_out=frozenset({"content/stories/b.md", "content/topics/trust.md"}))
        assert garden.visibility(garden.entries["stories/b"]) == "invalid"
        assert set(garden.published) == {"stories/a", "sectors/schools"}
        assert garden.words(garden.entries["stories/a"].body.opening) == f"See {GONE} and topics/trust."

    def test_tombstones(self, grow: Any) -> None:
        garden = grow({"stories/hidden.md": HIDDEN["withdrawn"], "stories/a.md": story()})
        assert keys(garden.tombstones) == ["stories/hidden"]

    def test_a_response_to_a_hidden_story_does_not_say_its_title(self, grow: Any) -> None:
        garden = grow(
            {
                "stories/hidden.md": HIDDEN["expired"],
                "stories/a.md": story(title=None, topics=None, answers="hidden"),
            }
        )
        response = garden.entries["stories/a"]
        assert garden.title(response) == "A response from somebody who works in services"
        assert garden.linked_keys(response, "topics") == ()


class TestInherited:
    def response(self, answers: Any, **fields: Any) -> str:
        return story(title=None, topics=None, answers=answers, **fields)

    def test_a_title_along_a_chain(self, grow: Any) -> None:
        garden = grow(
            {
                "questions/holds.md": QUESTION,
                "stories/a.md": self.response("holds", standpoint="manager"),
                "stories/b.md": self.response("a", standpoint=["family-carer", "manager"]),
            }
        )
        title = "What holds us back?"
        assert garden.title(garden.entries["stories/a"]) == f"A response from a manager to “{title}”"
        assert garden.title(garden.entries["stories/b"]) == f"A response from a family carer to “{title}”"
        assert keys(garden.by_title(garden.of(STORY))) == ["stories/b", "stories/a"]

    def test_a_circle_ends(self, grow: Any) -> None:
        garden = grow({"stories/a.md": self.response("b"), "stories/b.md": self.response(["b", "a"])})
        for key in ("stories/a", "stories/b"):
            assert garden.title(garden.entries[key]) == "A response from somebody who works in services"
            assert garden.linked_keys(garden.entries[key], "topics") == ()

    def test_topics_along_a_chain(self, grow: Any) -> None:
        garden = grow(
            {
                **{f"topics/t{n}.md": topic(f"T{n}") for n in range(9)},
                "questions/q.md": topic("Q", "topics: [t1, t2]\n"),
                "stories/a.md": self.response("q"),
                "stories/b.md": self.response(["a", "c"]),
                "stories/c.md": story(title="C", topics=["t3", "t1", "t4", "t5", "t6"]),
                "stories/own.md": story(title=None, topics=["t7"], answers="c"),
            }
        )

        def topics(key: str) -> list[str]:
            return [each.removeprefix("topics/") for each in garden.linked_keys(garden.entries[key], "topics")]

        assert topics("stories/a") == ["t1", "t2"]
        assert topics("stories/b") == ["t3", "t1", "t4", "t5", "t6"]
        assert topics("stories/own") == ["t7"]
        assert keys(garden.linking(garden.entries["topics/t2"], "topics", STORY)) == ["stories/a"]
        assert keys(garden.linking(garden.entries["topics/t2"], "topics", KIND_BY_NAME["question"])) == ["questions/q"]

    def test_topics_do_not_depend_on_the_names_of_files(self, grow: Any, tmp_path: Path) -> None:
        def topics(first: str, second: str) -> tuple[str, ...]:
            shutil.rmtree(tmp_path)
            garden = grow(
                {
                    **{f"topics/t{n}.md": topic(f"T{n}") for n in range(4)},
                    "stories/x.md": story(topics=["t1"], title="X"),
                    "stories/y.md": story(topics=["t2"], title="Y"),
                    f"stories/{first}.md": self.response("x"),
                    f"stories/{second}.md": self.response([first, "y"]),
                }
            )
            return garden.linked_keys(garden.entries[f"stories/{second}"], "topics")

        assert topics("a", "b") == topics("b", "a")

    def test_a_title_of_its_own_counts(self, grow: Any) -> None:
        garden = grow(
            {"questions/holds.md": QUESTION, "stories/a.md": story(title="Mine", answers="holds", topics=None)}
        )
        assert garden.title(garden.entries["stories/a"]) == "Mine"


class TestDates:
    @pytest.fixture
    def repository(self, tmp_path: Path) -> Path:
        folder = tmp_path / "garden"
        make_garden(folder, {**BASIS, "stories/a.md": story("A very own story.", date=None)})
        git(folder, "init", "-q")
        commit(folder, "2021-03-31T23:30:00-05:00")
        return folder

    def month(self, folder: Path, slug: str) -> str | None:
        settings = load(folder / "mkdocs.yml", today=TODAY)
        garden = weave(settings, read(settings))
        return garden.date(garden.entries[f"stories/{slug}"])

    def test_the_first_commit_in_utc(self, repository: Path) -> None:
        assert self.month(repository, "a") == "2021-04"

    def test_a_change_does_not_matter(self, repository: Path) -> None:
        file = repository / "content/stories/a.md"
        file.write_text(file.read_text() + "\nMore.\n")
        commit(repository, "2024-01-15T12:00:00Z")
        assert self.month(repository, "a") == "2021-04"

    def test_a_new_name_does_not_matter(self, repository: Path) -> None:
        git(repository, "mv", "content/stories/a.md", "content/stories/b.md")
        commit(repository, "2024-01-15T12:00:00Z")
        git(repository, "mv", "content/stories/b.md", "content/stories/é.md")
        git(repository, "mv", "content/stories/é.md", "content/stories/c.md")
        commit(repository, "2025-01-15T12:00:00Z")
        assert self.month(repository, "c") == "2021-04"

    def test_kgen_mv_does_not_matter_before_it_is_committed(self, repository: Path) -> None:
        (repository / "content/stories/other.md").write_text(story(date=None))
        kgen(repository / "mkdocs.yml", "mv", "stories/a", "b")
        kgen(repository / "mkdocs.yml", "mv", "stories/b", "c")
        months = [self.month(repository, slug) for slug in ("c", "other")]
        commit(repository, "2024-01-15T12:00:00Z")
        assert [months, self.month(repository, "c")] == [["2021-04", "2026-11"], "2021-04"]

    def test_the_old_name_of_another_file_does_not_count(self, repository: Path) -> None:
        (repository / "content/stories/new.md").write_text(story(date=None, aliases=["a"]))
        assert self.month(repository, "new") == "2026-11"

    def test_what_is_not_committed_is_of_this_month(self, repository: Path) -> None:
        (repository / "content/stories/new.md").write_text(story(date=None))
        assert self.month(repository, "new") == "2026-11"

    def test_what_was_written_counts(self, repository: Path) -> None:
        (repository / "content/stories/a.md").write_text(story(date="2019-05"))
        assert self.month(repository, "a") == "2019-05"

    def test_names_that_git_would_quote(self, repository: Path) -> None:
        (repository / "content/stories/ünü\tx.md").write_text("x")
        commit(repository, "2022-06-15T12:00:00Z")
        assert history(repository / "content", "2026-11").first_committed("stories/ünü\tx.md") == "2022-06"

    def test_what_a_merge_adds_itself_is_of_its_month_and_what_it_brings_is_of_its_own(self, repository: Path) -> None:
        git(repository, "checkout", "-q", "-b", "side")
        (repository / "content/stories/side.md").write_text(story(date=None))
        commit(repository, "2022-02-15T12:00:00Z")
        git(repository, "checkout", "-q", "-")
        (repository / "content/stories/main.md").write_text(story(date=None))
        commit(repository, "2022-03-15T12:00:00Z")
        git(repository, "merge", "-q", "--no-commit", "--no-ff", "side")
        (repository / "content/stories/merged.md").write_text(story(date=None))
        git(repository, "mv", "content/stories/a.md", "content/stories/moved.md")
        commit(repository, "2022-04-15T12:00:00Z")
        months = {slug: self.month(repository, slug) for slug in ("moved", "side", "main", "merged")}
        assert months == {"moved": "2021-04", "side": "2022-02", "main": "2022-03", "merged": "2022-04"}

    def test_another_story_that_is_begun_alike_is_of_its_own_month(self, repository: Path) -> None:
        """Stories that keep what `kgen new` explains are alike for git: 86 % if they have a hundred words, 68 % with
        three hundred."""
        kgen(repository / "mkdocs.yml", "new", "story", "The key")
        begun = repository / "content/stories/the-key.md"
        begun.write_text(f"{begun.read_text()}\n{'My brother was sent away three times that winter. ' * 3}")
        commit(repository, "2022-02-15T12:00:00Z")
        begun.unlink()
        kgen(repository / "mkdocs.yml", "new", "story", "The form")
        begun = repository / "content/stories/the-form.md"
        begun.write_text(f"{begun.read_text()}\nWe changed the form, and people came back to us.")
        commit(repository, "2023-03-15T12:00:00Z")
        assert "\nR09" in git(repository, "log", "-1", "--find-renames", "--name-status"), "git takes them for one"
        known = history(repository / "content", "2026-11")
        assert known.first_committed("stories/the-form.md") == "2023-03"
        assert known.former_paths == {}

    def test_a_story_that_is_renamed_and_edited_in_each_paragraph_keeps_its_month(self, repository: Path) -> None:
        said = "\n\n".join(" ".join(f"word{number}" for number in range(at, at + 60)) for at in (0, 60, 120))
        old, new = (repository / f"content/stories/{slug}.md" for slug in ("before", "after"))
        old.write_text(story(said, date=None, title="Before", topics=["trust"]))
        commit(repository, "2022-02-15T12:00:00Z")
        old.unlink()
        edited = said.replace("word0 ", "").replace("word60 ", "And ")
        new.write_text(story(edited, date=None, title="After that, there was no room", aliases=["before"]))
        commit(repository, "2023-03-15T12:00:00Z")
        assert self.month(repository, "after") == "2022-02"

    @pytest.mark.parametrize("below", ["", "in/"])
    def test_a_folder_that_is_renamed_keeps_its_months(self, below: str, tmp_path: Path) -> None:
        root = tmp_path / below
        config = make_garden(
            root, {**BASIS, "stories/a.md": story(date=None), "stories/b.md": story("Two.", date=None)}
        )
        commit(tmp_path, "2021-04-15T12:00:00Z")
        git(root, "mv", "content/stories/a.md", "content/stories/c.md")
        commit(tmp_path, "2022-02-15T12:00:00Z")
        git(root, "mv", "content", "garden")
        (root / "garden/stories/d.md").write_text(story("Three.", date=None))
        config.write_text(config.read_text().replace("docs_dir: content", "docs_dir: garden"))
        commit(tmp_path, "2023-03-15T12:00:00Z")
        assert [self.month(root, slug) for slug in "bcd"] == ["2021-04", "2021-04", "2023-03"]
        known = history(root / "garden", "2026-11", [config])
        assert known.former_paths == {"stories/c.md": ("stories/a.md",)}

    @pytest.mark.parametrize(
        ("written", "was", "now"),
        [("./content/", "content", "garden"), ("garden/content", "garden/content", "garden"), (".", "", "garden")],
    )
    def test_however_the_folder_was_named_before(self, written: str, was: str, now: str, tmp_path: Path) -> None:
        config = tmp_path / "mkdocs.yml"
        (tmp_path / was / "stories").mkdir(parents=True)
        (tmp_path / was / "stories/a.md").write_text(story(date=None))
        config.write_text(f"docs_dir: {written}\n")
        commit(tmp_path, "2021-04-15T12:00:00Z")
        (tmp_path / now).mkdir(exist_ok=True)
        git(tmp_path, "mv", f"{was or '.'}/stories", now)
        config.write_text(f"docs_dir: {now}\n")
        git(tmp_path, "config", "color.ui", "always")
        commit(tmp_path, "2023-03-15T12:00:00Z")
        known = history(tmp_path / now, "2026-11", [config])
        assert known.first_committed("stories/a.md") == "2021-04" and known.former_paths == {}

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (
                f"# Us\n\n{'We meet in the hall. ' * 3}\n\n---\n\nIn Leeds.\n",
                f"# Us\n\n{'We meet in the hall. ' * 3}\n\n---\n\nYork.\n",
            ),
            (f"---\ntitle: Trust\ndefinition: {'Of many words. ' * 9}\n---\n", "Some.\n"),
        ],
        ids=["no front matter and a rule", "nothing below the front matter"],
    )
    def test_what_is_no_prose_does_not_make_another_file(self, before: str, after: str, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text(before)
        commit(tmp_path, "2021-04-15T12:00:00Z")
        (tmp_path / "a.md").unlink()
        (tmp_path / "b.md").write_text(after if after.startswith("#") else before + after)
        commit(tmp_path, "2023-03-15T12:00:00Z")
        assert history(tmp_path, "2026-11").former_paths == {"b.md": ("a.md",)}

    @pytest.mark.parametrize(
        "setting", ["color.ui=always", "log.showSignature=true", "diff.renames=false", "diff.relative=true"]
    )
    def test_what_somebody_has_git_do_does_not_matter(self, setting: str, repository: Path) -> None:
        signs = repository / ".git/signs"
        signs.write_text(
            "#!/bin/sh\ncat > /dev/null\necho '-----BEGIN PGP SIGNATURE-----'\necho '[GNUPG:] SIG_CREATED ' >&2\n"
        )
        signs.chmod(0o755)
        for each in (f"gpg.program={signs}", "commit.gpgSign=true", setting):
            git(repository, "config", *each.split("="))
        git(repository, "mv", "content/stories/a.md", "content/stories/b.md")
        commit(repository, "2024-01-15T12:00:00Z")
        assert self.month(repository, "b") == "2021-04"
        assert names_in_history(repository, "content/stories/b.md")[1:] == ["content/stories/a.md"]

    def test_a_shallow_clone_knows_nothing(self, repository: Path, tmp_path: Path) -> None:
        git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "shallow")
        assert self.month(tmp_path / "shallow", "a") is None

    def test_a_repository_without_a_commit(self, tmp_path: Path) -> None:
        make_garden(tmp_path / "new", {**BASIS, "stories/a.md": story(date=None)})
        git(tmp_path / "new", "init", "-q")
        assert self.month(tmp_path / "new", "a") is None

    def test_no_repository(self, tmp_path: Path) -> None:
        make_garden(tmp_path / "none", {**BASIS, "stories/a.md": story(date=None)})
        assert self.month(tmp_path / "none", "a") is None

    def test_no_git(self, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")
        assert self.month(repository, "a") is None

    def test_git_is_not_asked_where_every_story_says_its_month(
        self, repository: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise AssertionError("git was asked")

        (repository / "content/stories/a.md").write_text(story(date="2019-05"))
        monkeypatch.setattr("kgen.read.history", fail)
        assert self.month(repository, "a") == "2019-05"


class TestNamesInHistory:
    """What files were called, as one pass over git's history tells."""

    LONG = story(" ".join(f"word{number}" for number in range(200)))

    @pytest.fixture
    def repository(self, tmp_path: Path) -> Path:
        make_garden(tmp_path, {**BASIS, "stories/a.md": self.LONG})
        commit(tmp_path)
        return tmp_path

    def rename(self, folder: Path, old: str, new: str) -> None:
        git(folder, "mv", f"content/stories/{old}.md", f"content/stories/{new}.md")
        commit(folder)

    def names(self, folder: Path) -> dict[str, tuple[str, ...]]:
        called = history(folder / "content", "2026-11").former_paths
        return {
            new.removeprefix("stories/").removesuffix(".md"): tuple(
                old.removeprefix("stories/").removesuffix(".md") for old in names
            )
            for new, names in called.items()
        }

    def test_each_in_its_order(self, repository: Path) -> None:
        self.rename(repository, "a", "b")
        self.rename(repository, "b", "ü c")
        assert self.names(repository) == {"ü c": ("a", "b")}

    def test_there_and_back(self, repository: Path) -> None:
        self.rename(repository, "a", "b")
        self.rename(repository, "b", "a")
        assert self.names(repository) == {"a": ("b",)}

    def test_a_file_that_is_another_one_now(self, repository: Path) -> None:
        self.rename(repository, "a", "b")
        (repository / "content/stories/b.md").unlink()
        commit(repository)
        (repository / "content/stories/b.md").write_text("Another.")
        commit(repository)
        assert self.names(repository) == {}

    def test_two_that_only_begin_alike_are_not_one(self, repository: Path) -> None:
        """Git takes a short story for another one that went when it came: that would name a withdrawn one."""
        folder = repository / "content/stories"
        (folder / "withdrawn.md").write_text(story("My brother was sent away three times that winter.", title="Three"))
        commit(repository)
        (folder / "withdrawn.md").unlink()
        (folder / "new.md").write_text(story("We changed the form, and people came back to us.", title="A form"))
        commit(repository)
        log = git(repository, "log", "-1", "--find-renames", "--name-status", "--format=")
        assert log.startswith("R0"), "git takes them for one"
        assert self.names(repository) == {}

    @pytest.mark.parametrize("main_goes_on", [False, True])
    def test_a_name_on_a_branch_alone_is_none(self, repository: Path, main_goes_on: bool) -> None:
        git(repository, "checkout", "-q", "-b", "side")
        (repository / "content/stories/draft.md").write_text(self.LONG.replace("word", "side"))
        commit(repository)
        self.rename(repository, "draft", "better")
        self.rename(repository, "a", "b")
        git(repository, "checkout", "-q", "-")
        if main_goes_on:
            (repository / "content/stories/main.md").write_text(self.LONG.replace("word", "main"))
            commit(repository)
        git(repository, "merge", "-q", "--no-ff", "side")
        assert self.names(repository) == {"b": ("a",)}

    def test_a_merge_that_also_changes_it(self, repository: Path) -> None:
        git(repository, "checkout", "-q", "-b", "side")
        self.rename(repository, "a", "b")
        (repository / "content/stories/b.md").write_text(self.LONG + "More. " * 200)
        commit(repository)
        git(repository, "checkout", "-q", "-")
        git(repository, "merge", "-q", "--no-ff", "side")
        assert self.names(repository) == {"b": ("a",)}

    def test_the_check_asks_for_them(self, repository: Path) -> None:
        settings = load(repository / "mkdocs.yml", today=TODAY)
        self.rename(repository, "a", "b")
        assert read(settings, with_names=True).entries[1].former_paths == ("stories/a.md",)
        assert read(settings).entries[1].former_paths == ()


def test_a_heading_is_found_by_its_words_and_by_its_anchor_without_names(grow: Any) -> None:
    links = "[[b#On trust now]] [[b#on-now]] [[b#On now]] [[b#On waiting now]]"
    garden = grow({"stories/a.md": story(links), "stories/b.md": story("## On [[trust]] now")})
    entry = garden.entries["stories/a"]
    found = [target for _, target in garden.prose_links(entry)]
    assert [each.anchor for each in found] == ["on-now", "on-now", "on-now", ""]
    assert [each.anchor_missing for each in found] == [False, False, False, True]


def test_every_relation_is_a_field_or_prose(grow: Any) -> None:
    garden = grow({"stories/a.md": story("[[trust]]\n\n![[trust]]")})
    allowed = {*StoryMeta.model_fields, "mentions", "embeds"}
    assert {link.relation for link in garden.links} <= allowed
