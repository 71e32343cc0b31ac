"""The whole site: what is on it, what never is, and that every way of building gives the same bytes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from gardens import BASIS, EVERY_USE, NETWORK, PERSON, QUESTION, STORY, make_garden, story
from nightly import one_in
from pictures import png
from sites import DAY, EPOCH, build, by_mkdocs, environment, kgen, page, same, unpacked

from kgen.views.page_context import BoundedCache
from kgen.weave.resolve import LISTINGS

GARDEN = {
    **BASIS,
    "stories/a.md": story(
        "It began with [[trust]].\n\n## What helped\n\nA chair.",
        title="The bench outside",
        author="dee",
        answers="holds",
        networks="circle",
        handbrake="The form.",
        release="A walk.",
        change={"status": "made", "what": "The form is gone", "when": "2026-10"},
        mentions="bereavement",
    ),
    "stories/b.md": story("See [[a]] & <b>more</b>.", title="An answer", answers="a", standpoint="family-carer"),
    "questions/holds.md": QUESTION,
    "people/dee.md": PERSON.replace("standpoint", "offers: trust\nstandpoint"),
    "networks/circle.md": NETWORK,
    "pages/home.md": "---\ntitle: Welcome\n---\n\nCome in.\n",
    "pages/about.md": "---\ntitle: About us\n---\n\nWe tend it.\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    helplines = [{"name": "Samaritans", "number": "116 123", "url": "https://www.samaritans.org/"}]
    return build(make_garden(tmp_path_factory.mktemp("site"), GARDEN, {"helplines": helplines}))


def test_every_address_of_the_design_is_there(site: Path) -> None:
    for url in (
        *("", "stories", "topics", "networks", "questions", "people", "sectors", "changes", "about"),
        *(
            "stories/a",
            "stories/b",
            "topics/trust",
            "networks/circle",
            "questions/holds",
            "people/dee",
            "sectors/schools",
        ),
    ):
        assert "<h1" in page(site, url), url
    for name in (
        *("feed.xml", "topics/trust/feed.xml", "networks/circle/feed.xml", "questions/holds/feed.xml"),
        *(
            "people/dee/feed.xml",
            "data/garden.json",
            "data/garden.csv",
            "data/garden-connections.csv",
            "data/topics.ttl",
        ),
        *("llms.txt", "sitemap.xml", "404.html"),
    ):
        assert (site / name).is_file(), name


def test_each_page_has_one_title_and_one_heading(site: Path) -> None:
    for path in site.rglob("index.html"):
        html = path.read_text()
        assert len(re.findall("<h1", html)) == 1, path
        assert len(re.findall("<title>", html.partition("</head>")[0])) == 1, path


def test_no_slot_is_left_open(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert "<!-- kgen" not in path.read_text(), path


def test_a_story_shows_what_it_is_part_of(site: Path) -> None:
    html = page(site, "stories/a")
    for words in (
        *(
            "The bench outside",
            "In answer to",
            "What holds us back?",
            "What got in the way",
            "The form.",
            "What helped",
        ),
        *("A walk.", "The form is gone</span> (October 2026)", "Dee", "September 2026", "mentions bereavement"),
        "116 123",
        *(
            'href="../../topics/trust/"',
            'id="h-what-helped"',
            "Answers to this story",
            "An answer",
            "See The bench outside",
        ),
    ):
        assert words in html, words


def test_a_question_keeps_a_seat_for_whoever_is_missing(site: Path) -> None:
    html = page(site, "questions/holds")
    assert "Commissioners" in html
    assert "Not yet heard: commissioners. Are you one?" in html
    assert "People who work in services" in html


def test_a_topic_says_what_held_back_and_who_says_so(site: Path) -> None:
    html = page(site, "topics/trust")
    for words in ("To rely on somebody.", "The form.", "A walk.", "The bench outside", "Dee"):
        assert words in html, words


def test_stories_never_stand_in_the_navigation(site: Path) -> None:
    html = page(site, "topics/trust")
    navigation = html[html.index('<nav class="kg-ways"') : html.index('id="kg-content"')]
    assert "stories/" in navigation and "stories/a/" not in navigation


def test_a_title_in_the_navigation_is_escaped(tmp_path: Path) -> None:
    """MkDocs' templates print titles as they are."""
    title = "<script>alert(1)</script> & <b>more</b>"
    config = make_garden(tmp_path, {**BASIS, "pages/one.md": f"---\ntitle: {title}\n---\nx\n"})
    for path in build(config).rglob("*.html"):
        html = path.read_text()
        assert "<script>alert" not in html and "<b>more" not in html, path
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;more" in html, path


def test_mkdocs_build_gives_the_same_bytes(tmp_path: Path) -> None:
    config = make_garden(tmp_path, GARDEN)
    site = build(config)
    by_mkdocs(config, "--site-dir", "by-mkdocs")
    assert same(site, tmp_path / "by-mkdocs")


def test_place_zone_locale_and_hash_seed_do_not_matter(tmp_path: Path) -> None:
    one = build(make_garden(tmp_path / "one", GARDEN), TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    other = build(
        make_garden(tmp_path / "a longer name" / "two", GARDEN), TZ="Asia/Tokyo", LC_ALL="C.UTF-8", PYTHONHASHSEED="2"
    )
    assert same(one, other)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are UTF-8 in every locale")
def test_a_locale_that_is_not_utf8_does_not_matter(tmp_path: Path) -> None:
    files = {
        **GARDEN,
        "images/é ü.png": png(),
        "stories/c.md": story("![A bench](<../images/é ü.png>)", title="C"),
    }
    one, other = make_garden(tmp_path / "one", files), make_garden(tmp_path / "Gärten", files)

    def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        old = environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", SOURCE_DATE_EPOCH=EPOCH)
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(command, cwd=other.parent, env=old, capture_output=True, check=False)

    assert run("kgen", "check", "content/images/é ü.png").returncode == 0
    assert run("kgen", "build").returncode == 0
    assert same(build(one), other.parent / "site")
    refused = run("mkdocs", "build", "--quiet")
    assert refused.returncode == 1
    assert b"The locale is not UTF-8" in refused.stderr and b"Traceback" not in refused.stderr


def test_an_error_keeps_the_old_site(tmp_path: Path) -> None:
    config = make_garden(tmp_path, GARDEN)
    site = build(config)
    before = page(site, "")
    (tmp_path / "content/stories/bad.md").write_text("no front matter")
    printed = kgen(config, "build", code=1)
    assert "content/stories/bad.md:1:1" in printed
    assert page(site, "") == before


def test_keep_going_leaves_out_what_is_wrong_and_publishes_the_rest(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**GARDEN, "stories/bad.md": STORY.replace("trust", "thrust")})
    printed = kgen(config, "build", "--keep-going", "--today", DAY, code=1)
    assert "bad.md" in printed and "thrust" in printed
    assert (tmp_path / "site/stories/a/index.html").exists()
    assert not (tmp_path / "site/stories/bad").exists()


PREVIEWED = """
from mkdocs.commands.build import build
from mkdocs.config import load_config
config = load_config("mkdocs.yml")
config.plugins.on_startup(command="serve", dirty=False)
build(config)
"""


def test_a_preview_by_mkdocs_leaves_out_what_is_wrong_too(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**GARDEN, "stories/bad.md": STORY.replace("trust", "thrust")})
    kgen(config, program=[sys.executable, "-c", PREVIEWED])
    assert (tmp_path / "site/stories/a/index.html").exists()
    assert not (tmp_path / "site/stories/bad").exists()


TITLE, PHRASE = "Nobody knows this title", "a phrase that nobody else uses"
WAS, HANDBRAKE, NAME = "what-it-was-called", "a brake nobody else names", "Ottoline"
LAPSING = story(
    f"It was {PHRASE}.\n\n## {TITLE} again",
    title=TITLE,
    summary=f"In short: {PHRASE}.",
    consent={"whose": "with-permission", "ref": "r1", "given": "2026-01", "review": "2026-10", **EVERY_USE},
    author="dee",
    answers="holds",
    aliases=[WAS],
    handbrake=HANDBRAKE,
    pseudonyms=[NAME],
)
NAMING = {
    "stories/linking.md": story(f"I read [[{TITLE}]] and [[secret|what they said]]. I also read [[trust]].", title="L"),
    "stories/embedding.md": story(f"Before.\n\n![[secret]]\n\n![[{TITLE}#{TITLE} again]]\n\n[a](secret.md)", title="E"),
    "stories/answering.md": story("I answer.", title=None, topics=None, answers=["secret", "holds"]),
    "stories/near.md": story("Near it by topic and author.", title="N", author="dee", answers="holds"),
    "topics/waiting.md": f"---\ntitle: Waiting\n---\n# On [[{TITLE}]]\n\n| a |\n|---|\n| [[secret\\|b]] |\n",
    "pages/home.md": f"---\ntitle: Home\n---\nStart with [[{WAS}]] or [this](/stories/secret/).\n",
}
TELLING = [
    text.lower().encode() for text in (TITLE, PHRASE, WAS, HANDBRAKE, NAME, "stories/secret", TITLE.replace(" ", "-"))
]


def telling(folder: Path) -> dict[str, list[bytes]]:
    """What gives the story away, by the file that holds it: in its name, its bytes, or what it is when unpacked."""
    found = {}
    for path in folder.rglob("*"):
        data = [str(path.relative_to(folder)).encode()]
        if path.is_file():
            data += unpacked(path.read_bytes())
        held = [words for words in TELLING if any(words in each.lower() for each in data)]
        if held:
            found[str(path)] = held
    return found


def test_prose_may_link_to_every_page_of_kgens_own(tmp_path: Path) -> None:
    """A page that was added but is not known to links would be one that no story can name."""
    places = [f"/{name}/" for name in sorted(LISTINGS)]
    body = " ".join(f"[x]({place})" for place in places)
    site = build(make_garden(tmp_path, {**BASIS, "stories/a.md": story(body)}), "--no-search")
    html = page(site, "stories/a")
    assert [place for place in places if f'href="../..{place}"' not in html] == []
    assert {path.parent.name for path in site.glob("*/index.html")} == {name.split("/")[0] for name in LISTINGS}


@pytest.mark.parametrize("how", one_in(2, ["lapsed", "withdrawn", "broken", "deleted"]))
def test_a_hidden_story_is_nowhere(how: str, tmp_path: Path) -> None:
    """On no page, feed, index, export, redirect or cache, even if something else is broken."""
    files = {**GARDEN, **NAMING, "stories/secret.md": LAPSING, "stories/broken.md": "nothing"}
    config = make_garden(tmp_path, files, {"source": "private"})
    site, cache = tmp_path / "site", tmp_path / ".kgen"
    kgen(config, "build", "--keep-going", "--today", "2026-10-31", code=1)
    assert PHRASE in page(site, "stories/secret") and PHRASE in page(site, "stories/embedding")
    before = telling(site)
    for name in ("feed.xml", "data/garden.json", "data/garden.csv", "sitemap.xml", f"stories/{WAS}/index.html"):
        assert str(site / name) in before
    secret = tmp_path / "content/stories/secret.md"
    match how:
        case "withdrawn":
            secret.write_text("---\nwithdrawn: 2026-11\n---\n")
        case "deleted":
            secret.unlink()
        case "broken":
            secret.write_text(LAPSING.replace("standpoint:", "standpiont:"))
    kgen(config, "build", "--keep-going", "--today", "2026-10-31" if how == "broken" else "2026-11-01", code=1)
    found = {**telling(site), **telling(cache)}
    if how == "withdrawn":  # Its page says that there was a story, and no more.
        places = (site / "stories/secret", site / "stories/secret/index.html", cache / "cache/state")
        assert [found.pop(str(path)) for path in places] == [[b"stories/secret"]] * 3
    assert found == {}
    assert (site / "stories/near/index.html").exists()
    if how in ("lapsed", "broken"):  # Else what names it by its title is left out until `kgen withdraw` fixes it.
        html = page(site, "stories/linking")
        assert "a story no longer here" in html and "what they said" in html
        assert 'id="h-on"' in page(site, "topics/waiting")


def test_a_withdrawn_story_leaves_a_page_without_title_or_text(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**GARDEN, "stories/gone.md": "---\nwithdrawn: 2026-10\n---\n"})
    html = page(build(config), "stories/gone")
    assert "A story was withdrawn" in html and "October 2026" in html
    assert 'content="noindex"' in html


def test_a_story_in_welsh_is_marked_as_welsh_and_the_words_around_it_are_not(tmp_path: Path) -> None:
    welsh = {"lang": "cy", "handbrake": "Y bocs.", "release": "Y caeau."}
    stories = {
        "stories/byd.md": story("Pa fyd?", title="Y byd o chwith", **welsh),
        "stories/ateb.md": "---\nlang: cy\nstandpoint: practitioner\nsectors: schools\nanswers: byd\n"
        "consent: {whose: illustrative, others: none, given: 2026-10}\n---\n\nHwn.\n",
    }
    site = build(make_garden(tmp_path, {**BASIS, **stories}))
    html = page(site, "stories/byd")
    assert '<h1 dir="auto" lang="cy">Y byd' in html
    assert '<dd dir="auto" lang="cy">Y bocs.' in html and '<dd dir="auto" lang="cy">Y caeau.' in html
    listed = page(site, "topics/trust")
    assert (
        '<span dir="auto" lang="cy">Y bocs.</span>' in listed and '<span dir="auto" lang="cy">Y caeau.</span>' in listed
    )
    assert re.search('<a href="[^"]*stories/byd/" dir="auto" lang="cy">Y byd o chwith</a>', listed)
    assert '<p class="kg-summary" dir="auto" lang="cy">Hwn.</p>' in listed
    assert re.search('<a href="[^"]*stories/ateb/"[^>]*>A response', listed), "kgen's own title is English"
    assert '<h1 dir="auto">A response' in page(site, "stories/ateb")


def test_the_home_page_opens_with_a_story_that_can_be_read_alone(tmp_path: Path) -> None:
    stories = {
        "stories/a.md": story(
            "Yes, that is just what happened to us as well, only it was raining harder.", answers="b"
        ),
        "stories/b.md": story("The bench stood outside the clinic for a year before anybody sat on it."),
    }
    home = page(build(make_garden(tmp_path, {**BASIS, **stories})), "")
    assert home.index("The bench stood outside") < home.index("Yes, that is just")


def test_long_lists_are_cut_into_pages(tmp_path: Path) -> None:
    stories = {f"stories/s{number}.md": story(f"Number {number}.", title=f"Story {number}") for number in range(120)}
    site = build(make_garden(tmp_path, {**BASIS, **stories}))
    assert "Page 1 of 5" in page(site, "stories")
    assert "Page 5 of 5" in page(site, "topics/trust/page/5")
    assert (site / "sectors/schools/page/2/index.html").exists()
    assert len(re.findall("kg-card-title", page(site, "stories/page/5"))) == 120 - 4 * 28


def test_other_plugins_are_refused_unless_allowed(tmp_path: Path) -> None:
    config = make_garden(tmp_path, GARDEN)
    text = config.read_text()
    config.write_text(text.replace("plugins:\n", "plugins:\n- search\n"))
    assert "search" in kgen(config, "build", code=2)
    config.write_text(text.replace("plugins:\n- kgen: {}", "plugins:\n- search\n- kgen:\n    allow_plugins: [search]"))
    kgen(config, "build")
    assert (tmp_path / "site/search/search_index.json").exists()


def test_the_site_never_replaces_something_precious(tmp_path: Path) -> None:
    config = make_garden(tmp_path, GARDEN)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/wedding.jpg").write_bytes(b"")
    assert "do not belong to a site" in kgen(config, "build", "-d", "photos", code=2)
    assert "Choose another" in kgen(config, "build", "-d", ".", code=2)
    assert "Choose another" in kgen(config, "build", "-d", "content/site", code=2)
    (tmp_path / "photos/404.html").write_bytes(b"")
    assert "do not belong to a site" in kgen(config, "build", "-d", "photos", code=2)
    assert "do not belong to a site" in by_mkdocs(config, "-d", str(tmp_path / "photos"), code=1)
    assert (tmp_path / "photos/wedding.jpg").exists()
    kgen(config, "build")
    (tmp_path / "site/.git").mkdir()
    assert "do not belong to a site" in kgen(config, "build", code=2)
    assert (tmp_path / "site/.git").exists()


def test_a_policy_forbids_what_the_page_does_not_bring(site: Path) -> None:
    for path in site.rglob("*.html"):
        html = path.read_text()
        assert "Content-Security-Policy" in html, path
        assert "unsafe-inline" not in html, path


@pytest.mark.parametrize(
    ("settings", "options", "begins"),
    [
        (
            "repo_url: https://github.com/a/b\nedit_uri: edit/main/content/\n",
            {},
            "https://github.com/a/b/edit/main/content/",
        ),
        ("edit_uri: https://git.example/edit/\n", {}, "https://git.example/edit/"),
        ("repo_url: https://github.com/a/b\n", {}, ""),
        ("edit_uri: edit/main/content/\n", {}, ""),
        ("repo_url: https://github.com/a/b\nedit_uri: edit/main/content/\n", {"source": "private"}, ""),
    ],
)
def test_every_page_of_a_file_leads_to_where_it_is_edited(
    settings: str, options: dict[str, str], begins: str, tmp_path: Path
) -> None:
    files = {
        **BASIS,
        "stories/a.md": story(author="dee", networks="circle"),
        "people/dee.md": PERSON,
        "questions/holds.md": QUESTION,
        "networks/circle.md": NETWORK,
        "pages/about.md": "---\ntitle: About\n---\n",
    }
    config = make_garden(tmp_path, files, options)
    config.write_text(config.read_text() + settings)
    site = build(config, "--no-search")
    for name in files:
        html = page(site, name.removesuffix(".md").removeprefix("pages/"))
        found = re.findall(r'<a href="([^"]+)"[^>]*>Edit this page</a>', html)
        assert found == ([f"{begins}{name}"] if begins else [])
    assert "Edit this page" not in page(site, "stories")


def test_a_network_that_talks_about_much_names_what_it_talks_about_most(tmp_path: Path) -> None:
    topics = [f"matter-{number:02}" for number in range(35)]
    told = {f"stories/s{topic}.md": story(networks="circle", topics=[topic], title=topic.title()) for topic in topics}
    named = {f"topics/{topic}.md": f"---\ntitle: {topic.title()}\n---\n" for topic in topics}
    config = make_garden(tmp_path / "garden", {**BASIS, "networks/circle.md": NETWORK, **told, **named})
    shown = page(build(config), "networks/circle").partition('id="topics"')[2].partition("<h2")[0]
    first, _, more = shown.partition("and 5 more")
    assert first.count("<li>") == 30 and more.count("<li>") == 5


def test_what_was_made_lately_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedCache, "MOST", 3)
    kept: BoundedCache[int, int] = BoundedCache()
    for number in range(10):
        kept[number] = number
        assert kept[number] == number
        assert len(kept) <= 3
