"""What mkdocs.yml may say: each setting, what is refused, and that every command says so in the same words."""

import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from gardens import BASIS, NETWORK, make_garden, story
from nightly import by_turns
from sites import DAY, build, by_mkdocs, kgen, page, same

from kgen.publish import lock
from kgen.publish.navigation import nav_of
from kgen.settings import ConfigurationError, Settings, load, theme
from kgen.settings.nav import NavItem

FILES: dict[str, str | bytes] = {
    **BASIS,
    "stories/a.md": story("We had [[trust]].", networks="circle"),
    "networks/circle.md": NETWORK,
    "pages/about.md": "---\ntitle: About us\n---\nWe tend it.\n",
}
LEAST = "site_name: A garden\nsite_url: https://garden.example/\ndocs_dir: content\n"
KGEN = "plugins:\n  - kgen\n"
FRAMES = ("kgen", "material")


def garden(folder: Path, text: str, files: dict[str, str | bytes] | None = None) -> Path:
    config = make_garden(folder, files or FILES)
    config.write_text(text, encoding="utf-8")
    return config


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as refused:
        load(garden(folder, text))
    return str(refused.value)


def noted(settings: Settings) -> list[str]:
    return [f"{each.line}: {each.message}" for each in settings.problems]


def test_of_another_theme_one_thing_is_said(tmp_path: Path) -> None:
    theirs = "theme:\n  name: readthedocs\n  highlightjs: true\n  feature: {tabs: false}\n  custom_dir: theirs\n"
    said = refusal(tmp_path, LEAST + theirs + KGEN)
    assert said.endswith("then it is kgen. Then take out what else is below `theme`, which was for the other.")
    assert "\n" not in said


def test_a_garden_in_a_folder_whose_name_is_not_utf_8(tmp_path: Path) -> None:
    said = refusal(tmp_path / os.fsdecode(b"g\xe4rten"), f"{LEAST}{KGEN}")
    assert said.endswith("is not UTF-8. Rename that folder.")


def test_of_the_menu_of_another_site_one_thing_is_said(tmp_path: Path) -> None:
    theirs = [f"guide/{number}.md" for number in range(180)]
    said = refusal(tmp_path, f"{LEAST}nav: [index.md, {', '.join(theirs)}]\n{KGEN}")
    assert said.startswith("mkdocs.yml:4:1: `nav` leads to 180 pages or files that are not there: guide/0.md, ")
    assert "guide/2.md and 177 more. If it is the menu of another site, take `nav` out" in said
    said = refusal(tmp_path, f"{LEAST}nav: [index.md, /map/, /new/, {', '.join(theirs[:8])}]\n{KGEN}")
    assert said.startswith("8 settings have to be changed first:")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("theme: readthedocs\n", "4:1: kgen cannot put its pages into the theme `readthedocs`. Write `theme: kgen`"),
        ("theme:\n  name: mkdocs\n", "5:3: kgen cannot put its pages into the theme `mkdocs`"),
        ("theme: [material]\n", "4:1: `theme` should be a name"),
        ("theme:\n  name: material\n  language: cy\n", "6:3: kgen's own words are in English"),
        ("theme:\n  name: material\n  language: cy-GB\n", "6:3: kgen's own words are in English"),
        ("theme:\n  name: kgen\n  language: en-GB\n", "6:3: the theme knows one English, `en`, and not `en-GB`"),
        ("theme:\n  name: kgen\n  language: en_us\n", "What people write in is an option of kgen: `lang: en-us`."),
        (
            "theme:\n  name: material\n  features:\n    - navigation.instant\n",
            "7:7: `navigation.instant` exchanges pages",
        ),
        (
            "theme: {name: material, features: [navigation.instant.prefetch]}\n",
            "`navigation.instant.prefetch` exchanges pages",
        ),
        (
            "theme: {name: material, icon: {repo: fontawesome/brands/gitub}}\n",
            "Did you mean fontawesome/brands/github?",
        ),
        ("theme: {name: material, palette: {toggle: {name: x}}}\n", "`toggle` needs an icon and a name"),
        ("theme: {name: material, palette: {primary: '\"><script>'}}\n", "is not a colour or scheme that Material has"),
        ("theme: {logo: https://elsewhere.example/logo.png}\n", "`logo` is a picture on another host"),
        ("theme: {custom_dir: overrides}\n", "there is no folder overrides"),
        ("theme: {custom_dir: content}\n", "`custom_dir` cannot hold the content"),
        ("theme: {custom_dir: .}\n", "`custom_dir` cannot hold the content"),
        ("theme: {feature: [navigation.tabs]}\n", "a theme has no setting `feature`. Did you mean `features`?"),
        ("extra: {analytics: {provider: google}}\n", "4:9: a garden does not tell other companies who reads it"),
        ("google_analytics: [UA-1, auto]\n", "`google_analytics` is refused"),
        ("exclude_docs: drafts/\n", "kgen would publish what `exclude_docs` names all the same"),
        ("edit_url: x\n", "neither kgen nor MkDocs knows a setting `edit_url`. Did you mean `edit_uri`?"),
        ("source: private\n", "`source` is at the left margin, where MkDocs' settings go"),
        ("hooks: [hook.py]\n", "the hook `hook.py` would run on what contributors write"),
        ("site_dir: content/site\n", "the site cannot be built into content/site: it is the content, or in it"),
        ("site_dir: .\n", "the site cannot be built into .: it is the folder of mkdocs.yml, or holds that"),
        ("site_dir: ..\n", "the site cannot be built into ..: it is the folder of mkdocs.yml, or holds that"),
        ("site_dir: .git\n", "the site cannot be built into .git: this folder is for something else"),
        ("site_dir: drafts/site\n", "the site cannot be built into drafts/site: this folder is for something else"),
        ("site_dir: mkdocs.yml\n", "the site cannot be built into mkdocs.yml: it is not a folder"),
        ("nav: index.md\n", "`nav` should be a list"),
        ("nav:\n  - Guide: guide/start.md\n", "5:5: `nav` leads to guide/start.md, and there is no such page or file"),
        ("nav:\n  - about.html\n", "5:5: `nav` leads to about.html"),
        ("nav: [stories/about.md]\n", "Did you mean pages/about.md?"),
        ("nav: [/mapp/]\n", "Did you mean /map/?"),
        ("nav: [https://garden.example/nowhere/]\n", "`nav` leads to /nowhere/"),
        ("nav: [//elsewhere.example/]\n", "Write https://elsewhere.example/."),
        ("nav: [../mkdocs.yml]\n", "`nav` leads to ../mkdocs.yml"),
        ("nav: [{A: x, B: y}]\n", "an item of `nav` should be one name"),
        ("repo_url: !!python/name:os.system\n", "`!!python/name:os.system` has no meaning here"),
        ("site_description: 2026\n", 'Put it in quotes: `site_description: "2026"`.'),
        ("site_author: A\nsite_author: B\n", "5:1: `site_author` is both here and in line 4"),
    ],
)
def test_what_is_refused(text: str, said: str, tmp_path: Path) -> None:
    complaint = refusal(tmp_path, LEAST + text + KGEN)
    assert said in complaint
    assert re.match(r"mkdocs\.yml:\d+:\d+: ", complaint), complaint
    assert "pydantic" not in complaint and "Input should" not in complaint


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "https://a.example//garden//",
            "has two slashes next to each other, and should be the address of a folder. "
            "Write `site_url: https://a.example/garden/`.",
        ),
        ("https://a.example/garden/index.html", "names a file, index.html, and should be the address of a folder. "),
        ("https://a.example/garden/?a=b", "has a query"),
        (
            "https://a.example/index.html",
            "names a file, index.html, and should be the address of a folder. Write `site_url: https://a.example/`.",
        ),
        ("https://a.example/garden/#top", "has a fragment"),
        ("https://a.example/garden/../", "has `.` or `..` in it"),
        ("a.example", "should be a web address"),
    ],
)
def test_an_address_that_is_no_folder(address: str, said: str, tmp_path: Path) -> None:
    complaint = refusal(tmp_path, LEAST.replace("https://garden.example/", f"'{address}'") + KGEN)
    assert f"mkdocs.yml:2:1: `site_url` {said}" in complaint
    if "/garden/" in address and ".." not in address:
        assert "Write `site_url: https://a.example/garden/`." in complaint


@pytest.mark.parametrize(
    ("plugins", "said"),
    [
        ("- search\n- kgen\n", "5:3: the plugin `search` is refused: kgen brings a search of its own"),
        ("- minify\n- kgen\n", "the plugin `minify` would run on what contributors write"),
        ("- minify\n- kgen: {allow_plugins: [a, b]}\n", "`allow_plugins: [a, b, minify]`"),
        ("- minify\n- kgen: {allow_plugins: minify}\n", "the plugin `minify` is not installed"),
        ("- macros\n- kgen\n", "the plugin `macros` would do nothing here: it works on Markdown that MkDocs reads"),
        ("- blog\n- kgen: {allow_plugins: blog}\n", "the plugin `blog` is refused: it writes files into the content"),
        ("- optimize\n- kgen: {allow_plugins: optimize}\n", "only in Material's theme. Write `material/optimize`"),
        ("- kgen:\n  source: private\n", "`source` is beside `kgen:`, not below it"),
        ("- kgen\n- kgen: {source: private}\n", "`kgen` is here twice"),
        ("- kgen:\n    safegarding: warn\n", "6:5: kgen has no option `safegarding`. Did you mean `safeguarding`?"),
        ("- kgen:\n    site_url: x\n", "`site_url` is a setting of MkDocs"),
        ("- kgen:\n    helplines:\n      - {nam: A}\n", "`nam` has no meaning here. Did you mean `name`?"),
        ("- kgen:\n    helplines:\n      - {number: 999}\n", "7:9: `name` is missing here"),
        ("- kgen:\n    consent_review_months: soon\n", "`consent_review_months` should be a whole number"),
        ("- kgen:\n    helplines: {name: A}\n", "should say how to reach it: `number`, `url`, or both"),
        ("- kgen:\n    contact: [a]\n", "`contact` should be one line of text"),
        ("- kgen:\n    standpoints: []\n", "`standpoints` should name at least one standpoint"),
        ("- kgen:\n    standpoints: {Tenant: x}\n", "`standpoints` should hold small letters"),
    ],
)
def test_plugins_and_options(plugins: str, said: str, tmp_path: Path) -> None:
    assert said in refusal(tmp_path, f"{LEAST}plugins:\n" + "".join(f"{line}\n" for line in plugins.splitlines()))


def test_capitals_in_a_scheme_or_host_mean_nothing(tmp_path: Path) -> None:
    """Phones begin a line with a capital."""
    options = (
        "      inbox: Https://forms.example.org/a\n      contact: MAILTO:a@example.org\n"
        "      public_addresses: [HTTPS://example.gov.uk]\n      helplines: {name: A, url: HTTP://Help.example.org/B}\n"
    )
    text = (
        LEAST.replace("https://garden", "HTTPS://Garden")
        + f"repo_url: Https://a.example/B\n{KGEN.replace('kgen', 'kgen:')}"
    )
    settings = load(garden(tmp_path, text + options))
    assert settings.site_url == "https://garden.example/"
    assert (settings.inbox, settings.contact) == ("https://forms.example.org/a", "mailto:a@example.org")
    assert settings.helplines[0].url == "http://Help.example.org/B"
    assert settings.public_addresses == ("https://example.gov.uk",)


@pytest.mark.parametrize(
    "written",
    [
        "https:/a.example/b/",
        "https//a.example/b/",
        "http;//a.example/b/",
        r"https:\\a.example/b/",
        "Https:a.example/b/",
    ],
)
def test_an_address_that_was_mistyped_is_understood(written: str, tmp_path: Path) -> None:
    complaint = refusal(tmp_path, LEAST.replace("https://garden.example/", f"'{written}'") + KGEN)
    assert (
        f"`site_url: {written.partition('a.')[0].lower().strip(':/;').rstrip(chr(92)).rstrip(':')}://a.example/b/`"
        in complaint
    )


@pytest.mark.parametrize(
    ("written", "meant"), [("tel:01632 960001", "01632 960001"), ("'Mail: a@example.org'", "a@example.org")]
)
def test_a_public_address_with_a_word_before_it(written: str, meant: str, tmp_path: Path) -> None:
    text = f"{LEAST}{KGEN.replace('kgen', 'kgen:')}      public_addresses: [{written}]\n"
    assert f"Write `{meant}` in place of" in refusal(tmp_path, text)


@pytest.mark.parametrize("today", ["20261130", "2026-W49-1", " 2026-11-30"])
def test_a_day_has_one_form(today: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Write --today 2026-11-30"):
        load(garden(tmp_path, LEAST + KGEN), today=today)


def test_options_are_texts_until_something_else_is_asked_for(tmp_path: Path) -> None:
    options = "  - kgen:\n      reply_within: 3\n      helplines: {name: A, number: 0111}\n      mentions: abuse\n"
    settings = load(garden(tmp_path, f"{LEAST}plugins:\n{options}      contact:\n"))
    assert settings.reply_within == "3" and settings.helplines[0].number == "0111"
    assert settings.mentions == ("abuse",) and settings.contact == ""


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    complaint = refusal(tmp_path, "site_nam: A\ndocs_dir: content\ntheme: {language: cy, direction: up}\n" + KGEN)
    assert complaint.startswith("3 settings have to be changed first:\n  mkdocs.yml:1:1: ")


def test_the_line_of_an_inherited_file(tmp_path: Path) -> None:
    config = garden(tmp_path / "garden", "INHERIT: ../base.yml\n" + KGEN)
    (tmp_path / "base.yml").write_text(f"{LEAST}theme:\n  language: de\n")
    with pytest.raises(ConfigurationError, match=r"^\.\./base\.yml:5:3: kgen's own words"):
        load(config)


@pytest.mark.parametrize("site", ["https://garden.example", "https://garden.example/", "https://x.example/garden"])
def test_a_whole_address_begins_with_that_of_the_site(site: str, tmp_path: Path) -> None:
    settings = load(garden(tmp_path, LEAST.replace("https://garden.example/", site) + KGEN))
    assert settings.address("stories/a/") == f"{site.rstrip('/')}/stories/a/"
    assert settings.address("") == f"{site.rstrip('/')}/"


def test_without_a_site_of_its_own_an_address_is_what_else_is_given(tmp_path: Path) -> None:
    settings = load(garden(tmp_path, LEAST.replace("site_url: https://garden.example/\n", "") + KGEN))
    assert (settings.address("a/"), settings.address("a/", otherwise="../a/")) == ("", "../a/")


def test_files_that_inherit_from_each_other(tmp_path: Path) -> None:
    config = garden(tmp_path, "INHERIT: base.yml\n" + LEAST + KGEN)
    (tmp_path / "base.yml").write_text("\nINHERIT: mkdocs.yml\n")
    with pytest.raises(ConfigurationError, match=r"^base\.yml:2:1: `INHERIT` names mkdocs\.yml, which inherits"):
        load(config)


@pytest.mark.parametrize("text", ["a: &a [*a]\n", "a: &a {b: *a}\n", "a: " + "[" * 3000, "a: *nothing\n", "a: \x01\n"])
def test_yaml_that_cannot_be_read(text: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, text).startswith("mkdocs.yml:")


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("plugins:\n  - kgen\n    source: private\n", "2:9", "the colon after `kgen` is missing. Write `- kgen:`"),
        ("plugins:\n- kgen\n\n    source: private\n", "2:7", "with 4 spaces"),
        ("site_name:A\nplugins:\n  - kgen\n", "1:11", "the space after the colon is missing. Write `site_name: A`."),
        ("site_name:A # ours\nplugins:\n  - kgen\n", "1:11", "Write `site_name: A`."),
        ("site_name: Housing: the wait\n", "1:19", "there is a second colon here"),
        ("extra:\n  a: https://x.org\n   b: c\n", "3:5", "there is a second colon here"),
    ],
)
def test_a_slip_above_the_line_that_cannot_be_read(text: str, place: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mkdocs.yml"
    path.write_text(text)
    with pytest.raises(ConfigurationError) as raised:
        load(path)
    assert f"mkdocs.yml:{place}: " in str(raised.value) and message in str(raised.value)


def test_the_line_that_is_no_setting_is_named_and_not_the_one_below_it(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a: b\nwords\nc: d\n").startswith("mkdocs.yml:2:1: this line is neither")


def test_what_is_not_used_is_named(tmp_path: Path) -> None:
    text = "copyright: C\nextra: {social: []}\nmarkdown_extensions: [admonition]\nextra_css: [a.css]\nx-own: 1\n"
    settings = load(garden(tmp_path, f"{LEAST}{text}theme: {{font: {{text: Lato}}, logo: images/no.png}}\n{KGEN}"))
    said = "\n".join(noted(settings))
    for line, name in ((4, "`copyright`"), (5, "`extra` (social)"), (6, "`markdown_extensions`"), (7, "a.css")):
        assert re.search(rf"^{line}: .*{re.escape(name)}", said, re.MULTILINE), name
    for name in ("`x-own`", "`theme.font`", "`logo` names images/no.png"):
        assert name in said
    assert settings.styles == () and "logo" not in settings.theme


@pytest.mark.parametrize(
    ("edited", "private", "said"),
    [
        ("edit_uri: edit/main/content/\n", False, ["4: `edit_uri` has no effect without `repo_url`"]),
        (
            "edit_uri: edit/main/content/\n",
            True,
            ["4: `edit_uri` has no effect: pages do not lead to a source that is private"],
        ),
        ("edit_uri: https://git.example/edit/\n", False, []),
        ("edit_uri: edit/main/content/\nrepo_url: https://git.example/a\n", False, []),
    ],
)
def test_where_no_page_leads_to_its_file_this_is_said(
    edited: str, private: bool, said: list[str], tmp_path: Path
) -> None:
    options = "plugins:\n  - kgen:\n      source: private\n" if private else KGEN
    assert noted(load(garden(tmp_path, f"{LEAST}{edited}{options}"))) == said


def test_the_folder_of_guides_is_not_taken_for_the_content(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "stewarding.md").write_text("# A guide\n")
    left_out = LEAST.replace("docs_dir: content\n", "")
    assert "the content is not in docs. Write `docs_dir: content`." in refusal(tmp_path, left_out + KGEN)
    (tmp_path / "docs" / "stories").mkdir()
    assert load(tmp_path / "mkdocs.yml").content_name == "docs"


class TestNav:
    def test_files_pages_and_web_addresses(self, tmp_path: Path) -> None:
        items = """
        - Home: index.md
        - pages/about.md
        - about.md
        - /about/
        - https://garden.example/about/
        - stories/a.md
        - stories/
        - map
        - /networks/circle/meet/
        - search/?q=trust
        - Data: data/garden.json
        - More: [{Elsewhere: https://example.org/x}, {Mail: mailto:a@b.example}]
        """
        settings = load(garden(tmp_path, f"{LEAST}nav:\n{items.rstrip()}\n{KGEN}"))
        assert [item.address for item in settings.nav] == [
            *("", "about/", "about/", "about/", "about/", "stories/a/", "stories/", "map/", "networks/circle/meet/"),
            *("search/?q=trust", "data/garden.json", None),
        ]
        assert [item.address for item in settings.nav[-1].items] == ["https://example.org/x", "mailto:a@b.example"]

    def test_what_mkdocs_reads_of_it(self) -> None:
        items = [
            NavItem("Home", ""),
            NavItem("", "about/"),
            NavItem("Again", "about/"),
            NavItem("Data", "data/garden.json"),
            NavItem("Ask", "search/?q=trust"),
            NavItem("More", None, (NavItem("Out", "https://example.org/"), NavItem("Map", "map/"))),
        ]
        assert list(nav_of(items)) == [
            {"Home": "index.md"},
            "about.md",
            {"Again": "about/"},
            {"Data": "data/garden.json"},
            {"Ask": "search/?q=trust"},
            {"More": [{"Out": "https://example.org/"}, {"Map": "map/index.md"}]},
        ]

    def test_the_menu_leads_there_and_mkdocs_builds_the_same(self, tmp_path: Path) -> None:
        items = (
            "nav:\n  - Home: index.md\n  - pages/about.md\n  - Data: data/garden.json\n  - Out: https://example.org/\n"
        )
        config = garden(tmp_path, f"{LEAST}{items}{KGEN}")
        site = build(config)
        html = page(site, "stories/a")
        ways = html[html.index('<nav class="kg-ways"') : html.index('id="kg-content"')]
        hrefs = re.findall('<li><a href="([^"]+)"[^>]*>([^<]+)<', ways)
        assert hrefs == [
            ("../..", "Home"),
            ("../../about/", "About us"),
            ("../../data/garden.json", "Data"),
            ("https://example.org/", "Out"),
        ]
        by_mkdocs(config, "--site-dir", "by-mkdocs")
        assert same(site, tmp_path / "by-mkdocs")

    def test_what_is_hidden_is_left_out_and_what_is_gone_holds_up_nothing(self, tmp_path: Path) -> None:
        lapsing = story(title="Hidden", consent={"given": "2026-01", "review": "2026-10"})
        files = {**FILES, "stories/hidden.md": lapsing, "stories/gone.md": story(title="Gone")}
        items = "nav:\n  - Home: index.md\n  - Its title: stories/hidden.md\n  - Another: stories/gone.md\n"
        config = garden(tmp_path, f"{LEAST}{items}{KGEN}", files)
        site = build(config, "--no-search", "--today", "2026-10-30")
        assert "Its title" in page(site, "")
        assert "mkdocs.yml:6:5" in kgen(config, "check", "--today", "2026-11-01")
        build(config, "--no-search")
        assert "Its title" not in page(site, "") and "Another" in page(site, "")
        (tmp_path / "content/stories/gone.md").unlink()
        for command in (("check",), ("build",), ("todo",)):
            assert "mkdocs.yml:7:5: `nav` leads to stories/gone.md" in kgen(config, *command, code=2)
        build(config, "--keep-going", "--no-search", code=1)
        assert not (site / "stories/gone").exists() and "Another" not in page(site, "")


def test_every_command_says_the_same(tmp_path: Path) -> None:
    config = garden(tmp_path, f"{LEAST}theme: readthedocs\n{KGEN}")
    said = {
        kgen(config, *command.split(), code=2)
        for command in (*("check", "build", "serve", "todo", "verify", "diff HEAD", "new topic x", "mv a b"),)
    }
    assert len(said) == 1
    assert said.pop().removeprefix("kgen: ").strip() in by_mkdocs(config, code=1)


def test_programs_are_told_where(tmp_path: Path) -> None:
    config = garden(tmp_path, f"{LEAST}theme: readthedocs\n{KGEN}")
    printed = kgen(config, "check", "--format", "json", code=2)
    assert '"path": "mkdocs.yml", "line": 4, "column": 1, "check": "settings", "severity": "error"' in printed


@pytest.mark.parametrize(
    "domain",
    [
        *("gmail.com", "m.facebook.com", "https://en-gb.facebook.com/", "uk.linkedin.com", "gmx.de", "web.de"),
        *("yahoo.ie", "hotmail.fr", "tutanota.com", "fastmail.com", "nextdoor.co.uk", "co.uk", "www.Instagram.com"),
    ],
)
def test_a_domain_where_anybody_may_have_a_page_is_no_public_address(domain: str, tmp_path: Path) -> None:
    said = refusal(tmp_path, f"{LEAST}{KGEN.replace('kgen', 'kgen:')}      public_addresses: [{domain}]\n")
    assert f"should not hold {domain}, where anybody may have a mailbox or a page" in said


@pytest.mark.parametrize("address", ["example.gov.uk", "www.gov.uk", "a.wordpress.com", "m.facebook.com/groups/a"])
def test_a_page_of_a_service_is_one(address: str, tmp_path: Path) -> None:
    text = f"{LEAST}{KGEN.replace('kgen', 'kgen:')}      public_addresses: [{address}]\n"
    assert load(garden(tmp_path, text)).public_addresses == (address,)


class TestOwnTemplates:
    EXTENDS = '{% extends "base.html" %}\n'
    frame = "kgen"

    @pytest.fixture(autouse=True, params=FRAMES)
    def choose(self, request: pytest.FixtureRequest) -> None:
        self.frame = request.param

    def garden(self, folder: Path, more: str = "", **templates: str) -> Path:
        theme = f"theme:\n  name: {self.frame}\n  custom_dir: overrides\n"
        config = garden(folder, f"{LEAST}{theme}{more}{KGEN}")
        for name, text in templates.items():
            path = folder / "overrides" / f"{name.replace('__', '/')}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.EXTENDS * (name == "main") + text, encoding="utf-8")
        return config

    def test_an_announcement_stands_above_the_story_and_the_policy_stays(self, tmp_path: Path) -> None:
        more = "extra_css: [own.css]\n"
        config = self.garden(tmp_path, more, main="{% block announce %}We are moving!{% endblock %}")
        (tmp_path / "overrides/own.css").write_text("p { color: teal }")
        site = build(config)
        for path in site.rglob("*.html"):
            html = path.read_text()
            if 'http-equiv="refresh"' not in html:
                assert "We are moving!" in html and "Content-Security-Policy" in html, path
        html = page(site, "stories/a").partition("<body")[2]
        assert html.index("We are moving!") < html.index("We had")
        assert 'href="../../own.css"' in page(site, "stories/a")
        by_mkdocs(config, "--site-dir", "by-mkdocs")
        assert same(site, tmp_path / "by-mkdocs")

    def test_the_time_in_a_template_is_the_beginning_of_the_day(self, tmp_path: Path) -> None:
        config = self.garden(tmp_path, main="{% block announce %}Made at {{ build_date_utc }}.{% endblock %}")
        site = build(config, "--no-search", SOURCE_DATE_EPOCH="")
        for url in ("", "stories/a"):
            assert f"Made at {DAY} 00:00:00+00:00." in page(site, url)
        assert f"Made at {DAY} 00:00:00+00:00." in (site / "404.html").read_text()

    @pytest.mark.parametrize(
        ("slot", "choose"),
        by_turns(
            [
                ("content", "the text of the page"),
                ("site_meta", "the content security policy"),
                ("htmltitle", "the title of the page"),
                ("footer", "the foot of the page"),
                ("content %}<!-- {{ super() }} -->{% endblock %}{% block x", "the text of the page"),
                ("content %}<template>{{ super() }}</template>{% endblock %}{% block x", "the text of the page"),
            ],
            FRAMES,
            one_in=2,
        ),
        indirect=["choose"],
    )
    def test_a_frame_without_a_slot_stops_the_build(self, slot: tuple[str, str], tmp_path: Path) -> None:
        block, lost = slot
        config = self.garden(tmp_path, main=f"{{% block {block} %}}mine{{% endblock %}}")
        for command in ("check", "build"):
            assert f"main.html leaves out {lost}" in kgen(config, command, code=2)
        assert not (tmp_path / "site").exists()

    def test_a_frame_that_is_no_frame_stops_the_build(self, tmp_path: Path) -> None:
        config = self.garden(tmp_path, **{"404": "<h1>Nothing here</h1>"})
        for command in ("check", "build"):
            assert "404.html leaves the content security policy out" in kgen(config, command, code=2)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("<h1>Mine</h1>", "The template own.html leaves the content security policy out"),
            ("\n{% if %}", "overrides/own.html:2: this template cannot be used: "),
            ('{% extends "nowhere.html" %}', "own.html:1: this template cannot be used: there is no template nowhere"),
        ],
    )
    def test_so_does_a_page_of_the_stewards(self, text: str, said: str, tmp_path: Path) -> None:
        config = self.garden(tmp_path, "  static_templates: [own.html]\n", own=text)
        for command in ("check", "build"):
            assert said in kgen(config, command, code=2)

    @pytest.mark.parametrize(
        ("fault", "choose"),
        by_turns(
            [
                (
                    "main",
                    "{% block announce %}\n{% endblok %}",
                    "main.html:3: this template cannot be used: ",
                ),
                ("main", "{% block announce %}{{ config.a.b.c }}{% endblock %}", "main.html:2: "),
                ("main", "{% block announce %}{% include 'x.html' %}{% endblock %}", "main.html:2: "),
                ("main", "{% block announce %}{{ 1 | nothing }}{% endblock %}", "main.html:2: "),
                ("main", "{% block logo %}\n{{ 1 / 0 }}{% endblock %}", "main.html:3: "),
                ("partials__logo", "\n{{ 1 / 0 }}", "partials/logo.html:2: "),
                ("404", "\n{{ config.a.b.c }}", "404.html:2: "),
            ],
            FRAMES,
            one_in=2,
        ),
        indirect=["choose"],
    )
    def test_an_error_in_a_template_is_the_stewards(self, fault: tuple[str, str, str], tmp_path: Path) -> None:
        template, text, place = fault
        if (template == "partials__logo", "block logo" in text)[self.frame == "material"]:
            pytest.skip("this frame has no such part")
        config = self.garden(tmp_path, **{template: text})
        assert f"kgen: overrides/{place}" in kgen(config, "build", code=2)
        assert f"overrides/{place}" in by_mkdocs(config, code=1)

    def test_what_no_page_shows_is_named(self, tmp_path: Path) -> None:
        config = self.garden(tmp_path, main="{% block anounce %}x{% endblock %}", partials__footer="never")
        printed = kgen(config, "check")
        assert "The block anounce in overrides/main.html is not shown" in printed
        assert "kgen does not use the template overrides/partials/footer.html" in printed


class TestWhereCommandsWork:
    def test_below_the_folder_of_mkdocs_yml(self, tmp_path: Path) -> None:
        config = garden(tmp_path, LEAST + KGEN, {**FILES, "stories/b.md": story("[[nowhere]]", title="B")})
        below = tmp_path / "content" / "stories" / "mkdocs.yml"  # `kgen` runs in the folder of the file it is given
        assert "content/stories/b.md:15:1" in kgen(below, "check", "b.md", code=1)
        assert kgen(below, "check", "a.md") == "0 problems.\n"
        assert "content/topics/waiting.md" in kgen(below, "new", "topic", "Waiting")
        kgen(below, "build", "--keep-going", "--no-search", "-d", "../../elsewhere", code=1)
        assert (tmp_path / "elsewhere/index.html").exists() and config.exists()

    def test_no_garden_anywhere_above(self, tmp_path: Path) -> None:
        assert "There is no mkdocs.yml in " in kgen(tmp_path / "mkdocs.yml", "check", code=2)

    def test_a_file_that_was_named_is_not_looked_for_elsewhere(self, tmp_path: Path) -> None:
        garden(tmp_path, LEAST + KGEN)
        (tmp_path / "below").mkdir()
        assert "There is no mkdocs.yml in " in kgen(tmp_path / "below/mkdocs.yml", "check", "-f", "mkdocs.yml", code=2)

    def test_a_cache_that_cannot_be_written_is_done_without(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        from kgen.commands.build import run

        def refuse(root: Path) -> Path:
            raise OSError(30, "Read-only file system", str(root))

        config = garden(tmp_path, LEAST + KGEN)
        monkeypatch.setattr(lock, "workplace", refuse)
        code = run(config, site_dir=None, clean=False, keep_going=False, search=False, today=DAY)
        assert code == 0 and (tmp_path / "site/index.html").exists()
        assert "Nothing can be written into" in capsys.readouterr().err


def test_the_cases_that_others_bring(shared: Path, tmp_path: Path) -> None:
    cases = shared / "cases"
    about = {**FILES, "stories/the-box-that-was-not-there.md": story("It was a box.", title="The box")}
    text = (cases / "config/main-html-override/mkdocs.yml").read_text()
    config = garden(tmp_path / "override", text, about)
    (tmp_path / "override/overrides").mkdir()
    shutil.copy(cases / "config/main-html-override/main.html", tmp_path / "override/overrides/main.html")
    printed = kgen(config, "build", "--no-search")
    for name in ("`copyright`", "`markdown_extensions`", "`extra`", "stylesheets/extra.css", "javascripts/extra.js"):
        assert name in printed, name
    html = page(tmp_path / "override/site", "stories/the-box-that-was-not-there")
    assert "We are moving!" in html and "It was a box." in html and "Content-Security-Policy" in html
    for name, code in (
        ("config/instant/mkdocs.yml", 2),
        ("config/theme/readthedocs.yml", 2),
        ("config/nav/mkdocs.yml", 0),
        ("config/theme/no-theme.yml", 0),
        ("ways-in/language-mismatch.yml", 2),
    ):
        kgen(garden(tmp_path / name.replace("/", "-"), (cases / name).read_text()), "check", code=code)


def test_material_has_the_icons_that_are_looked_for() -> None:
    templates: Any = theme.material_templates()
    assert (templates / ".icons/material/sprout.svg").is_file()
    assert yaml.safe_load((templates / "mkdocs_theme.yml").read_text())["language"] in theme.LANGUAGES
