"""kgen diff: what readers will see that they did not, and nothing that they may not."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from gardens import BASIS, NETWORK, PERSON, QUESTION, make_garden, story
from pyromark import Markdown as Parser, Options
from repositories import commit, git
from sites import DAY, build, kgen, page

from kgen.commands.diff import run, since
from kgen.commands.difference import _ORDER, Difference, NamedLink, appears_on
from kgen.model import KINDS
from kgen.read import read
from kgen.settings import load
from kgen.weave import weave

FILES: dict[str, str | bytes] = {
    **BASIS,
    "topics/waiting.md": "---\ntitle: Waiting\n---\n",
    "questions/holds.md": QUESTION,
    "networks/circle.md": NETWORK,
    "people/dee.md": PERSON,
    "stories/a.md": story("We had [[waiting]].", title="Alpha"),
}
BROKEN = {"stories/b.md": story("[[nowhere]]", title="Beta")}
SECRET = "Zebra crossing"


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    """A garden under git; returns its mkdocs.yml."""
    config = make_garden(tmp_path, FILES)
    commit(tmp_path)
    return config


def write(config: Path, files: dict[str, str | bytes | None]) -> None:
    """Write files, or with None delete them."""
    for name, text in files.items():
        path = config.parent / "content" / name
        path.parent.mkdir(exist_ok=True)
        path.unlink() if text is None else path.write_bytes(text if isinstance(text, bytes) else text.encode())


def difference(config: Path, files: dict[str, str | bytes | None], base: str = "HEAD") -> Difference:
    write(config, files)
    return since(base, load(config, today=DAY))


def said(links: tuple[NamedLink, ...]) -> set[str]:
    return {f"{each.source.title or '?'} {each.words} {each.target.title or '?'}" for each in links}


def urls(changes: tuple[Any, ...]) -> list[str]:
    return [each.page.url for each in changes]


def test_nothing(garden: Path) -> None:
    assert difference(garden, {}) == Difference()
    assert kgen(garden, "diff", "HEAD").endswith("Compared with HEAD: no page is different.\n")


class TestPages:
    def test_a_new_story(self, garden: Path) -> None:
        new = story("See [[trust]], [[Alpha]].", title="New", answers="holds", networks="circle", author="dee")
        found = difference(garden, {"stories/new.md": new})
        assert urls(found.added) == ["stories/new/"]
        assert [(place.title, place.kind, place.url) for place in found.added[0].appears_on] == [
            ("Stories", "listing", "stories/"),
            ("Stories from people who work in services", "listing", "stories/from/practitioner/"),
            ("Schools", "sector", "sectors/schools/"),
            ("Trust", "topic", "topics/trust/"),
            ("Thursday circle", "network", "networks/circle/"),
            ("What holds us back?", "question", "questions/holds/"),
            ("Dee", "person", "people/dee/"),
            ("Alpha", "story", "stories/a/"),
        ]
        assert {"New answers What holds us back?", "New mentions Alpha"} <= said(found.links_made)
        assert urls(found.with_them) == [
            "stories/a/", "questions/holds/", "topics/trust/", "networks/circle/", "people/dee/", "sectors/schools/",
        ]  # fmt: skip
        assert said(found.with_them[1].gains) == {"New answers What holds us back?"}
        assert (found.changed, found.removed, found.links_lost) == ((), (), ())

    def test_an_edited_story(self, garden: Path) -> None:
        found = difference(garden, {"stories/a.md": story("No more.", title="Alpha", topics=["waiting"])})
        assert urls(found.changed) == ["stories/a/"]
        assert said(found.links_made) == {"Alpha is about Waiting"}
        assert said(found.links_lost) == {"Alpha is about Trust", "Alpha mentions Waiting"}
        assert urls(found.with_them) == ["topics/trust/", "topics/waiting/"]

    def test_what_readers_do_not_see_changes_no_page(self, garden: Path) -> None:
        text = str(FILES["stories/a.md"])
        same = text.replace("title: Alpha", "# A note.\ntitle:   Alpha\npseudonyms: [Liam]").replace(
            "\n\nWe", "\n\n\n\nWe"
        )
        found = difference(garden, {"stories/a.md": same})
        assert (found.added, found.changed, found.with_them) == ((), (), ())
        assert [look.what for look in found.look] == ["names that are said not to be real (pseudonyms)"]

    def test_a_story_that_is_deleted(self, garden: Path) -> None:
        found = difference(garden, {"stories/a.md": None})
        assert [(gone.page.path, gone.page.title, gone.why) for gone in found.removed] == [
            ("content/stories/a.md", "", "is deleted")
        ]
        assert said(found.links_lost) == {"? leads to Trust", "? leads to Waiting", "? leads to Schools"}

    def test_a_story_that_is_renamed(self, garden: Path) -> None:
        write(garden, {"stories/b.md": story("[[a]]", title="Beta")})
        commit(garden.parent)
        kgen(garden, "mv", "stories/a", "first")
        found = difference(garden, {})
        assert [(each.was_at, each.page.url) for each in found.moved] == [("stories/a/", "stories/first/")]
        assert (found.added, found.removed, found.links_made, found.links_lost) == ((), (), (), ())
        assert found.redirects_made == (("stories/a/", "stories/first/"),)

    @pytest.mark.parametrize("old", ["topics/trust", "questions/holds", "people/dee", "networks/circle", "stories/a"])
    def test_what_names_a_page_that_is_renamed_says_the_same(self, garden: Path, old: str) -> None:
        text = (
            f"[[{old}|it]] [[trust]] [x](../{old}.md#x) [y](/{old}/)\n\n![[holds]]\n\n<https://garden.example/{old}/>"
        )
        tried = {"story": "a", "went": "worked"}
        names = {"answers": ["holds", "a"], "author": "dee", "networks": "circle", "tries": tried}
        write(garden, {"stories/b.md": story(text, title="Beta", **names)})
        commit(garden.parent)
        kgen(garden, "mv", old, "another")
        found = difference(garden, {})
        assert [(each.page.kind, each.was_at) for each in found.moved] == [(found.moved[0].page.kind, f"{old}/")]
        assert (found.changed, found.with_them) == ((), ())
        assert urls(difference(garden, {"stories/b.md": story("New.", title="Beta", **names)}).changed) == [
            "stories/b/"
        ]

    def test_a_story_that_is_renamed_and_edited(self, garden: Path) -> None:
        text = story("Other words.", title="Alpha", aliases=["a"])
        found = difference(garden, {"stories/a.md": None, "stories/first.md": text})
        assert urls(found.changed) == urls(found.moved) == ["stories/first/"]
        assert said(found.links_lost) == {"Alpha mentions Waiting"}

    def test_a_story_that_is_renamed_without_an_alias(self, garden: Path) -> None:
        found = difference(garden, {"stories/a.md": None, "stories/first.md": str(FILES["stories/a.md"])})
        assert (urls(found.added), urls(found.removed)) == (["stories/first/"], ["stories/a/"])

    def test_an_alias_that_is_taken_out(self, garden: Path) -> None:
        write(garden, {"stories/a.md": story(title="Alpha", aliases=["old"])})
        commit(garden.parent)
        found = difference(garden, {"stories/a.md": story(title="Alpha")})
        assert (found.redirects_lost, found.changed) == (("stories/old/",), ())

    def test_a_new_topic(self, garden: Path) -> None:
        files = {
            "topics/new.md": "---\ntitle: New\nbroader: trust\n---\n",
            "stories/a.md": story("We had [[waiting]].", title="Alpha", topics=["trust", "new"]),
        }
        found = difference(garden, files)
        assert [(place.title, place.why) for place in found.added[0].appears_on] == [
            ("Topics", ""),
            ("Trust", "because this topic is part of it"),
            ("Alpha", "which is about this topic"),
        ]
        assert (urls(found.changed), urls(found.with_them)) == (["stories/a/"], ["topics/trust/"])

    def test_a_question_that_is_answered_by_a_response_without_title_or_topics(self, garden: Path) -> None:
        write(garden, {"questions/holds.md": QUESTION.replace("---\n\n", "topics: [waiting]\n---\n\n")})
        commit(garden.parent)
        found = difference(garden, {"stories/r.md": story(title=None, topics=None, answers="holds")})
        assert found.added[0].page.title == "A response from somebody who works in services to “What holds us back?”"
        assert "Waiting" in [place.title for place in found.added[0].appears_on]
        assert {"questions/holds/", "topics/waiting/"} <= set(urls(found.with_them))

    def test_a_title_that_others_inherit(self, garden: Path) -> None:
        write(garden, {"stories/r.md": story(title=None, topics=None, answers="holds")})
        commit(garden.parent)
        found = difference(garden, {"questions/holds.md": QUESTION.replace("What holds us back?", "What now?")})
        assert urls(found.changed) == ["stories/r/", "questions/holds/"]

    def test_a_link_that_leads_somewhere_now(self, garden: Path) -> None:
        make_garden(garden.parent, {"stories/b.md": story("[[later]]", title="Beta")}, {"unresolved_links": "warn"})
        commit(garden.parent)
        found = difference(garden, {"topics/later.md": "---\ntitle: Later\n---\n"})
        assert (urls(found.added), urls(found.with_them)) == (["topics/later/"], ["stories/b/"])
        assert said(found.links_made) == {"Beta mentions Later"}


def test_each_page_it_names_holds_the_entry(garden: Path) -> None:
    """Where the diff says that an entry appears, a built page has a link to it."""
    files: dict[str, str | bytes | None] = {
        "stories/b.md": story(
            "[[a]] ![[trust]]", title="Beta", answers=["a", "holds"], author="dee", networks="circle",
            change={"status": "made"}, standpoint=["practitioner", "manager"],
        ),
        "topics/new.md": "---\ntitle: New\nrelated: [trust]\nbroader: [waiting]\n---\nSee [[holds]].\n",
        "people/eve.md": "---\nname: Eve\nsectors: schools\nnetworks: circle\noffers: trust\nasks: new\n---\n",
        "networks/other.md": "---\ntitle: Other\nsectors: schools\nsteward: eve\n---\n",
        "questions/q.md": "---\ntitle: Q\nasked_by: circle\ntopics: trust\n---\n",
        "sectors/new.md": "---\ntitle: New sector\n---\n[[other]]\n",
    }  # fmt: skip
    write(garden, files)
    site = build(garden, "--no-search")
    settings = load(garden, today=DAY)
    woven = weave(settings, read(settings))
    for entry in woven.published.values():
        places = list(appears_on(woven, entry))
        assert places
        for place in places:
            assert re.search(rf'href="[./]*{entry.url}["#]', page(site, place.url)), (entry.key, place)


class TestOptions:
    """Each version is seen by the options that it had."""

    @pytest.mark.parametrize("inherits", [False, True])
    def test_an_option_that_shows_or_hides_pages(self, tmp_path: Path, inherits: bool) -> None:
        config = make_garden(tmp_path, FILES | BROKEN, {"unresolved_links": "warn"})
        lax = config.read_text()
        strict = make_garden(tmp_path, {}).read_text()
        settings = config
        if inherits:
            config.write_text("INHERIT: base.yml\n")
            settings = tmp_path / "base.yml"
        settings.write_text(lax)
        commit(tmp_path)
        settings.write_text(strict)
        found = difference(config, {})
        assert (urls(found.removed), found.settings_changed) == (["stories/b/"], True)
        commit(tmp_path)
        settings.write_text(lax)
        found = difference(config, {})
        assert (urls(found.added), found.settings_changed) == (["stories/b/"], True)
        settings.write_text(f"# Only a remark.\n{strict}")
        assert difference(config, {}) == Difference()

    def test_a_preview_of_an_option(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, FILES | BROKEN, {"source": "private"})
        commit(tmp_path)
        assert "No page differs from HEAD" in kgen(config, "preview", "HEAD", "-d", "preview", "--today", DAY)
        make_garden(tmp_path, {}, {"source": "private", "unresolved_links": "warn"})
        kgen(config, "preview", "HEAD", "-d", "preview", "--today", DAY)
        assert (tmp_path / "preview/stories/b/index.html").exists()


class TestWhatNobodyMayRead:
    """The title of a story that is withdrawn, hidden or broken, and what depended on it, is nowhere in the report."""

    @pytest.mark.parametrize(
        ("was", "now", "why"),
        [
            ({}, {"draft": "true"}, "is a draft"),
            ({}, {"consent": {"review": "2026-10"}}, "is hidden, because its review has passed"),
            ({}, {"colour": "green"}, "has an error: `kgen check` says what to write instead"),
            ({}, None, "is deleted"),
            ({"draft": "true"}, {"draft": "true", "topics": "waiting"}, "is a draft"),
            (None, {"consent": {"whose": "with-permission", "ref": "r1", "review": "2027-01"}}, "has an error"),
        ],
    )
    def test_a_story(self, garden: Path, was: Any, now: Any, why: str, capsys: pytest.CaptureFixture[str]) -> None:
        fields = {"title": SECRET, "author": "dee", "summary": SECRET}

        def file(changes: dict[str, Any] | None) -> str | None:
            return None if changes is None else story(f"{SECRET} [[holds]]", **{**fields, **changes})

        if was is not None:
            write(garden, {"stories/hidden.md": file(was), "stories/b.md": story("[[hidden]]", title="Beta")})
        commit(garden.parent)
        write(garden, {"stories/hidden.md": file(now)})
        for format in ("text", "markdown", "json"):
            assert run(garden, "HEAD", format=format, today=DAY) == 0
            printed = capsys.readouterr().out
            assert "content/stories/hidden.md" in printed and why in printed
            assert SECRET not in printed and "told by" not in printed

    def test_a_story_that_is_withdrawn(self, garden: Path) -> None:
        write(garden, {"stories/b.md": story("See [[a]].", title="Beta", answers="a")})
        commit(garden.parent)
        kgen(garden, "withdraw", "a", "--today", DAY)
        for format in ("text", "markdown", "json"):
            printed = kgen(garden, "diff", "HEAD", "--format", format, "--today", DAY)
            assert "Alpha" not in printed and "is withdrawn; a page at its address says so" in printed

    def test_a_story_that_was_withdrawn_and_is_back(self, garden: Path) -> None:
        """An old clone was pushed, or a backup was put back."""
        back = (garden.parent / "content/stories/a.md").read_text()
        kgen(garden, "withdraw", "a", "--today", DAY)
        commit(garden.parent)
        looked_at = [each.what for each in difference(garden, {"stories/a.md": back}).look]
        assert f"it was withdrawn in {DAY[:7]}, and is back: does its teller want that?" in looked_at
        assert kgen(garden, "diff", "HEAD", "--today", DAY).count("and is back") == 1

    def test_a_hidden_story_that_is_deleted_leaves_nothing(self, garden: Path) -> None:
        write(garden, {"stories/hidden.md": story(title=SECRET, draft="true")})
        commit(garden.parent)
        assert difference(garden, {"stories/hidden.md": None}) == Difference()

    def test_a_story_that_becomes_visible_is_new(self, garden: Path) -> None:
        write(garden, {"stories/hidden.md": story(title=SECRET, draft="true")})
        commit(garden.parent)
        assert urls(difference(garden, {"stories/hidden.md": story(title=SECRET)}).added) == ["stories/hidden/"]

    def test_a_topic_that_is_gone_breaks_what_names_it(self, garden: Path) -> None:
        found = difference(garden, {"topics/trust.md": None})
        assert [(gone.page.path, gone.why.partition(":")[0]) for gone in found.removed] == [
            ("content/stories/a.md", "has an error"),
            ("content/topics/trust.md", "is deleted"),
        ]


class TestForAStewardToLookAt:
    def test_what_safeguarding_finds_is_not_repeated(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, FILES, {"safeguarding": "warn"})
        commit(tmp_path)
        text = story(
            "Ring 07912 345678 or [write](mailto:liam@example.com) to <https://x.example/07912345678>.", title="B"
        )
        write(config, {"stories/b.md": text})
        for format in ("text", "markdown", "json"):
            printed = kgen(config, "diff", "HEAD", "--format", format, "--today", DAY)
            assert "this looks like" in printed and "an address at x.example" in printed
            assert not re.search("07912|345678|liam", printed)

    def test_old_findings_are_not_new(self, garden: Path) -> None:
        write(garden, {"stories/b.md": story("It was on 3 March.", title="B")})
        commit(garden.parent)
        assert difference(garden, {"stories/b.md": story("One more line.\n\nIt was on 3 March.", title="B")}).look == ()
        [look] = difference(garden, {"stories/b.md": story("On 3 March, or on 4 March.", title="B")}).look
        assert (look.path, look.line) == ("content/stories/b.md", 15)

    def test_fields(self, garden: Path) -> None:
        old = story(title="B", mentions=["abuse"], consent={"others": "agreed", "ref": "secret-1"}, about_child="true")
        write(garden, {"stories/b.md": old})
        make_garden(garden.parent, {}, {"source": "private"})
        commit(garden.parent)
        consent = {"others": "agreed", "ref": "secret-2", "review": "2027-05"}
        new = story(title="B", mentions=["suicide", "abuse"], consent=consent, about_child="false")
        found = difference(garden, {"stories/b.md": new})
        assert [(look.line, look.what) for look in found.look] == [
            (6, "its consent is changed, `ref`"),
            (7, "its consent is changed, `review`: nothing before, 2027-05 now"),
            (2, "no child is central to it (about_child: false)"),
            (10, "a content note names suicide, abuse"),
        ]
        assert "secret" not in kgen(garden, "diff", "HEAD", "--format", "json", "--today", DAY)

    def test_what_is_no_content_note_of_the_garden_is_not_repeated(self, garden: Path) -> None:
        found = difference(garden, {"stories/b.md": story(title="B", mentions=["Liam Jones"])})
        assert not [look for look in found.look if "Liam" in look.what]

    def test_links_elsewhere(self, garden: Path) -> None:
        write(garden, {"stories/b.md": story("<https://known.example/>", title="B")})
        commit(garden.parent)
        text = (
            "[a](https://new.example/?a=1&b=2 'x'), <https://known.example/>, [t](../topics/trust.md), [h](#x), //x,"
            " <a href='https://raw.example'>raw</a>, https://bare.example, ![p](https://picture.example/a.png)"
        )
        files: dict[str, str | bytes | None] = {
            "stories/a.md": story(text, title="Alpha", cites=["10.1000/182"]),
            "networks/circle.md": NETWORK.replace("---\n", "---\nurl: https://network.example\n", 1),
            "stories/hidden.md": story("<https://hidden.example/>", draft="true"),
        }
        found = difference(garden, files)
        assert [(look.path.rpartition("/")[2], look.what) for look in found.outside_links] == [
            ("a.md", "https://new.example/?a=1&b=2"),
            ("a.md", "https://raw.example"),
            ("a.md", "https://bare.example"),
            ("a.md", "https://picture.example/a.png"),
            ("a.md", "https://doi.org/10.1000/182"),
            ("circle.md", "https://network.example"),
        ]

    def test_pictures(self, garden: Path) -> None:
        write(garden, {"images/a.png": b"x", "images/b.png": b"x"})
        commit(garden.parent)
        found = difference(garden, {"images/a.png": b"y", "images/c.png": b"x", "images/b.png": None})
        assert [(look.path, look.what) for look in found.look] == [
            ("content/images/a.png", "a picture that is changed"),
            ("content/images/c.png", "a picture that is new"),
        ]


class TestPrinted:
    HOSTILE = (
        "*a* _b_ `c` [d](http://e.example) <b>f</b> &lt; | http://g.example www.h.example @octocat #1 ~~i~~ $x$ \\*"
        " ![](j)"
    )

    def test_no_title_is_markup(self, garden: Path) -> None:
        files = {
            "stories/n.md": story(title=self.HOSTILE),
            "topics/n.md": f"---\ntitle: {json.dumps(self.HOSTILE)}\n---\n",
        }
        make_garden(garden.parent, {}, {"safeguarding": "none"})
        write(garden, {**files, "stories/`a`.md": "x", "topics/[a](b).md": "x"})
        printed = kgen(garden, "diff", "HEAD", "--format", "markdown", "--today", DAY)
        options = Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_MATH | Options.ENABLE_GFM
        html = Parser(options=options).html(printed)
        assert set(re.findall(r"<(\w+)", html)) == {"h2", "h3", "p", "ul", "li", "strong", "code"}
        words = re.sub(r"<!-- -->|</?\w+>", "", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert words.count(self.HOSTILE.replace("&lt;", "<")) >= 4
        assert not re.search(r"(@octo|#1\b|[^;]//g|www\.)", printed)

    def test_no_file_name_steers_a_terminal(self, garden: Path) -> None:
        name = os.fsdecode(b"stories/\x1b[2J\xff.md")
        commit(garden.parent)
        write(garden, {name: "x", "stories/two words.md": "x", "stories/ünü.md": story()})
        for format in ("text", "markdown", "json"):
            printed = kgen(garden, "diff", "HEAD", "--format", format, "--today", DAY)
            assert "two words.md" in printed and "\x1b" not in printed

    def test_much_is_cut_short_but_for_programs(self, garden: Path) -> None:
        write(garden, {f"stories/s{number}.md": story(title=f"S {number}") for number in range(120)})
        assert "- and 20 more, which `--format json` lists" in kgen(garden, "diff", "HEAD", "--today", DAY)
        found = json.loads(kgen(garden, "diff", "HEAD", "--today", DAY, "--format", "json"))
        assert (len(found["added"]), found["base"]) == (120, "HEAD")
        [topic] = [each for each in found["with_them"] if each["page"]["url"] == "topics/trust/"]
        assert len(topic["gains"]) == 120

    def test_pages_are_counted(self, garden: Path) -> None:
        write(garden, {"stories/b.md": story(title="B"), "stories/c.md": story(title="C")})
        first = kgen(garden, "diff", "HEAD", "--today", DAY).splitlines()[2]
        assert first == "Compared with HEAD: 2 pages are new, 2 pages change with them."
        write(garden, {"stories/c.md": None, "stories/a.md": None})
        first = kgen(garden, "diff", "HEAD", "--today", DAY).splitlines()[2]
        assert first.startswith("Compared with HEAD: 1 page is new, 1 page is no longer there, ")

    def test_a_changed_setting_is_said(self, garden: Path) -> None:
        make_garden(garden.parent, {}, {"source": "private"})
        assert "mkdocs.yml is changed as well." in kgen(garden, "diff", "HEAD")


class TestBase:
    def test_an_older_revision(self, garden: Path) -> None:
        write(garden, {"stories/b.md": story(title="B")})
        commit(garden.parent)
        assert urls(difference(garden, {}, "HEAD~1").added) == ["stories/b/"]
        assert difference(garden, {}, "HEAD") == Difference()

    def test_a_base_with_broken_files(self, garden: Path) -> None:
        broken: dict[str, str | bytes | None] = {
            "stories/b.md": "no front matter",
            "stories/latin.md": "é".encode("latin-1"),
            "stories/Odd Name.md": "x",
            "topics/twice.md": "---\ntitle: A\ntitle: B\n---\n",
            "stray.txt": "x",
        }
        (garden.parent / "content/deep/er").mkdir(parents=True)
        (garden.parent / "content/deep/er/file.md").write_text("x")
        write(garden, broken)
        (garden.parent / "content/stories/link.md").symlink_to("a.md")
        commit(garden.parent)
        assert difference(garden, {}) == Difference()
        found = difference(garden, {"stories/b.md": story(title="Mended")})
        assert [each.page.title for each in found.added] == ["Mended"]

    def test_a_base_without_a_garden(self, tmp_path: Path) -> None:
        (tmp_path / "README.md").write_text("x")
        commit(tmp_path)
        found = difference(make_garden(tmp_path, FILES), {})
        assert len(found.added) == len(FILES) and found.settings_changed

    def test_a_content_folder_that_is_renamed(self, garden: Path) -> None:
        (garden.parent / "content").rename(garden.parent / "garden")
        garden.write_text(garden.read_text().replace("docs_dir: content", "docs_dir: garden"))
        assert since("HEAD", load(garden, today=DAY)) == Difference(settings_changed=True)

    def test_content_in_a_submodule(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path / "site", FILES)
        (tmp_path / "site/content").rename(tmp_path / "stories")
        commit(tmp_path / "stories")
        commit(tmp_path / "site")
        here = ("-c", "protocol.file.allow=always", "submodule", "add", "-q")
        git(tmp_path / "site", *here, str(tmp_path / "stories"), "content")
        commit(tmp_path / "site")
        write(config, {"stories/b.md": story(title="B")})
        commit(tmp_path / "site/content")
        for base in ("HEAD", git(tmp_path / "site", "rev-parse", "HEAD").strip()):
            assert urls(since(base, load(config, today=DAY)).added) == ["stories/b/"]

    def test_content_that_is_a_repository_of_its_own(self, garden: Path) -> None:
        (garden.parent / ".gitignore").write_text("content\n")
        git(garden.parent, "rm", "-rq", "--cached", "content")
        commit(garden.parent)
        commit(garden.parent / "content")
        assert urls(difference(garden, {"stories/b.md": story(title="B")}).added) == ["stories/b/"]

    def test_a_garden_below_the_top_of_the_repository(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path / "gar den" / "é", FILES)
        commit(tmp_path)
        assert urls(difference(config, {"stories/b.md": story(title="B")}).added) == ["stories/b/"]
        assert not since("HEAD", load(config, today=DAY)).settings_changed

    @pytest.mark.parametrize("base", ["nonsense", "--help", "HEAD~5", "HEAD:content", ""])
    def test_an_unknown_revision(self, garden: Path, base: str) -> None:
        printed = kgen(garden, "diff", "--", base, code=2)
        assert printed.startswith(f"kgen: {base}: git does not know this revision. Write a branch, a tag or a commit")

    def test_the_branch_that_is_here_is_named(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, FILES)
        git(tmp_path, "init", "-q", "-b", "trunk")
        commit(tmp_path)
        assert "such as trunk or HEAD~1" in kgen(config, "diff", "main", code=2)

    def test_before_the_first_commit(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, BASIS)
        git(tmp_path, "init", "-q", "-b", "main")
        printed = kgen(config, "diff", "main", code=2)
        assert printed == (
            "kgen: main: nothing was ever committed here, so there is nothing to compare with. Begin with `git add -A`"
            " and `git commit`.\n"
        )

    def test_a_shallow_clone(self, garden: Path, tmp_path: Path) -> None:
        write(garden, {"stories/b.md": story(title="B")})
        commit(garden.parent)
        git(tmp_path, "clone", "-q", "--depth", "1", tmp_path.as_uri(), "shallow")
        printed = kgen(tmp_path / "shallow" / "mkdocs.yml", "diff", "HEAD~1", code=2)
        assert "git fetch --unshallow" in printed and "fetch-depth: 0" in printed
        assert "no page is different" in kgen(tmp_path / "shallow" / "mkdocs.yml", "diff", "HEAD")

    def test_no_repository(self, tmp_path: Path) -> None:
        printed = kgen(
            make_garden(tmp_path, FILES), "diff", "HEAD", code=2, GIT_CEILING_DIRECTORIES=str(tmp_path.parent)
        )
        assert "kgen: HEAD: this folder is not a git repository. Make it one: git init.\n" in printed

    def test_no_preview_in_the_place_of_the_site(self, tmp_path: Path) -> None:
        config = make_garden(tmp_path, FILES, {"source": "private"})
        commit(tmp_path)
        before = sorted(build(config).rglob("*"))
        assert "Choose another" in kgen(config, "preview", "HEAD", "-d", "site", code=2)
        assert sorted((tmp_path / "site").rglob("*")) == before

    def test_no_git(self, garden: Path) -> None:
        assert "git is not installed" in kgen(garden, "diff", "HEAD", code=2, PATH=str(garden.parent))

    def test_an_unknown_format(self, garden: Path) -> None:
        printed = kgen(garden, "diff", "HEAD", "--format", "html", code=2)
        assert printed == "kgen: --format html is unknown. Choose one of: text, markdown, json.\n"


def test_every_kind_has_its_place() -> None:
    assert {*_ORDER} == {*KINDS}
