"""kgen mv: the file moves, every link follows, the old address leads on, and no other byte changes."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from corpora import Corpus, checked
from gardens import BASIS, GARDEN, MEETING_OF_PARTS, PARTS, QUESTION, REST, make_garden, story, with_parts
from hypothesis import given, strategies as st
from nightly import examples
from sites import DAY, kgen

from kgen.checks import check
from kgen.commands.mv import run
from kgen.commands.withdraw import run as withdraw
from kgen.model import Diagnostic
from kgen.read import read
from kgen.settings import ConfigurationError, load
from kgen.stewarding.accepting import named
from kgen.stewarding.deleting import deletion
from kgen.weave import Garden, weave


def garden_of(config: Path) -> Garden:
    loaded = load(config, today=DAY)
    return weave(loaded, read(loaded))


def links_out(garden: Garden, renamed: dict[str, str]) -> list[tuple[str, str, str]]:
    """All links, even of stories that are hidden or broken, with old keys given as new ones."""
    return sorted(
        (renamed.get(entry.key, entry.key), str(number), renamed.get(found.key, found.key))
        for entry in garden.entries.values()
        for number, (_, target) in enumerate(garden.prose_links(entry))
        if (found := target.entry)
    ) + sorted((renamed.get(a.source, a.source), a.relation, renamed.get(a.target, a.target)) for a in garden.links)


def kinds_of(problems: list[Diagnostic], renamed: dict[str, str]) -> list[tuple[str, str, str]]:
    paths = {f"content/{old}.md": f"content/{new}.md" for old, new in renamed.items()}
    return sorted((paths.get(each.path, each.path), each.check, each.severity) for each in problems)


PROSE = [
    # written, and after `kgen mv topics/trust reliance`
    ("[[trust]] é", "[[reliance|trust]] é"),
    ("[[Trust]]", "[[reliance]]"),
    ("[[topics/trust]]", "[[topics/reliance|trust]]"),
    ("[[trust|a *word*]]", "[[reliance|a *word*]]"),
    ("[[trust#What helped|there]]", "[[reliance#What helped|there]]"),
    ("[[faith]]", "[[faith]]"),
    ("![[trust]]", "![[reliance]]"),
    ("| a |\n|---|\n| [[trust\\|x]] |", "| a |\n|---|\n| [[reliance\\|x]] |"),
    ('[it](../topics/trust.md#what-helped "trust")', '[it](../topics/reliance.md#what-helped "trust")'),
    ("[trust](/topics/trust/)", "[trust](/topics/reliance/)"),
    ("[trust](../topics/Trust.md)", "[trust](../topics/reliance.md)"),
    (
        "é <https://garden.example/topics/trust/#what-helped>\n\n> <http://garden.example/topics/trust>",
        "é <https://garden.example/topics/reliance/#what-helped>\n\n> <http://garden.example/topics/reliance>",
    ),
    ("[it][1]\n\n[1]: ../topics/trust.md", "[it][1]\n\n[1]: ../topics/reliance.md"),
    (
        "é [Gate], [it][gate] and [GATE][].\n\n[gate]: <../topics/trust.md#what-helped> 'A (trust)'\n[2]: x.md",
        "é [Gate], [it][gate] and [GATE][].\n\n[gate]: <../topics/reliance.md#what-helped> 'A (trust)'\n[2]: x.md",
    ),
    ("> [it][1]\n>\n> [1]:\n>   /topics/trust/", "> [it][1]\n>\n> [1]:\n>   /topics/reliance/"),
    ("%% [it][1] %% [it][1]\n\n[1]: ../topics/trust.md", "%% [it][1] %% [it][1]\n\n[1]: ../topics/reliance.md"),
    ("[it][1]\n\n[1]: ../topics/faith.md", "[it][1]\n\n[1]: ../topics/faith.md"),
    ("<a href='/topics/trust/#x'>it</a>", "<a href='/topics/reliance/#x'>it</a>"),
    ("<div><a href=../topics/trust.md>a\nb</a></div>", "<div><a href=../topics/reliance.md>a\nb</a></div>"),
    (
        "<a title=' href=trust' href='../topics/trust.md'>it</a>",
        "<a title=' href=trust' href='../topics/reliance.md'>it</a>",
    ),
    ("https://garden.example/topics/trust/?a#trust.", "https://garden.example/topics/reliance/?a#trust."),
    ('[it](../topics/trust.md "see ](topics/trust)")', '[it](../topics/reliance.md "see ](topics/trust)")'),
    ("[it](\n<../topics/trust.md> '](trust)')", "[it](\n<../topics/reliance.md> '](trust)')"),
    ("> [`](trust)` \\](trust](\n> ../topics/trust.html)", "> [`](trust)` \\](trust](\n> ../topics/reliance.html)"),
    ("[a\\]: trust]\n\n[a\\]: trust]: ../topics/trust.md", "[a\\]: trust]\n\n[a\\]: trust]: ../topics/reliance.md"),
    ("[it](/2019/03/trust/) [[2019/03/trust]]", "[it](/2019/03/trust/) [[2019/03/trust]]"),
    ("```\n[[trust]]\n```", "```\n[[trust]]\n```"),
    ("`[[trust]]` trust", "`[[trust]]` trust"),
]
FIELDS = [
    ("topics: trust # why", "topics: reliance # why"),
    ("topics: [ 'topics/trust' ,waiting]", "topics: [ topics/reliance ,waiting]"),
    ("topics: https://garden.example/topics/trust/", "topics: https://garden.example/topics/reliance/"),
    ('topics:\n- "[[Trust|it]]"\n- faith', "topics:\n- reliance\n- faith"),
]
TRUST = (
    "---\n# a note\ntitle: Trust\nalt: [faith]\naliases: /2019/03/trust/\n---\n"
    "## What helped\n\nSee [[#What helped]] and [[trust]].\n"
)


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "byte order mark"])
def test_every_link_follows_and_no_other_byte_changes(mark: str, ends: str, tmp_path: Path) -> None:
    fields = "standpoint: manager\nsectors: schools\nconsent: {whose: own, others: none, given: 2026-10}\n"
    texts = {
        f"pages/p{n}.md": tuple(f"---\ntitle: P{n}\n---\n\n{text}\n" for text in pair) for n, pair in enumerate(PROSE)
    }
    texts |= {
        f"stories/s{n}.md": tuple(f"---\ntitle: S{n}\n{text}\n{fields}---\nText.\n" for text in pair)
        for n, pair in enumerate(FIELDS)
    }
    before = {name: (mark + pair[0]).replace("\n", ends) for name, pair in texts.items()}
    files = {**BASIS, "topics/trust.md": TRUST, "topics/waiting.md": "---\ntitle: Waiting\n---\n", **before}
    config = make_garden(tmp_path, files)
    renamed = {"topics/trust": "topics/reliance"}
    old = garden_of(config)
    assert run(config, "topics/trust", "reliance", today=DAY) == 0
    for name, pair in texts.items():
        assert (tmp_path / "content" / name).read_bytes().decode() == (mark + pair[1]).replace("\n", ends), name
    new = garden_of(config)
    assert links_out(new, {}) == links_out(old, renamed)
    assert kinds_of(check(new), {}) == kinds_of(check(old), renamed)
    assert not (tmp_path / "content" / "topics" / "trust.md").exists()
    assert new.entries["topics/reliance"].other_names == ("faith", "trust")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[x](../topics/Warm%20Handover.md)", "[x](../topics/talk.md)"),
        ("[x](/topics/warm%2dhandover/?a%20b#c%20d)", "[x](/topics/talk/?a%20b#c%20d)"),
        ("<a href='../topics/warm%5fhandover.html'>x</a>", "<a href='../topics/talk.html'>x</a>"),
        ("[x](<../topics/warm handover.md>)", "[x](<../topics/talk.md>)"),
        ("[x][1]\n\n[1]: warm%20handover.md", "[x][1]\n\n[1]: talk.md"),
    ],
)
def test_an_address_follows_however_it_writes_the_name(before: str, after: str, tmp_path: Path) -> None:
    topic = "---\ntitle: From one to the next\n---\n\n## c d\n\nText.\n"
    page = "---\ntitle: P\n---\n\n{}\n"
    config = make_garden(tmp_path, {**BASIS, "topics/warm-handover.md": topic, "pages/p.md": page.format(before)})
    assert run(config, "topics/warm-handover", "talk", today=DAY) == 0
    assert (tmp_path / "content/pages/p.md").read_text() == page.format(after)


def test_code_that_names_it_is_pointed_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = "```\nsee topics/trust.md\nsee topics/trust-x.md\n```\n"
    text = f"---\ntitle: How\n---\nWrite `[[trust]]`, not `trust`.\n\n{code}"
    config = make_garden(tmp_path, {**BASIS, "pages/how.md": text})
    assert run(config, "topics/trust", "reliance", today=DAY) == 0
    assert (tmp_path / "content" / "pages" / "how.md").read_text() == text
    told = [line.strip() for line in capsys.readouterr().out.splitlines() if "in code" in line]
    assert told == [f"content/pages/how.md:{n} names it in code, which stays as it is." for n in (4, 7)]


def test_a_person_is_called_as_their_file_says_and_the_old_name_is_pointed_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "people/agnes-bothwell.md": "---\nname: Dee\nconsent: {given: 2026-10}\n---\n",
        "pages/link.md": "---\ntitle: L\n---\nAsk [[Agnes Bothwell]] or [[agnes-bothwell|Dee]].\n",
        "pages/words.md": "---\ntitle: W\n---\nMrs Bothwell came.\n",
        "pages/other.md": "---\ntitle: O\n---\nNobody came.\n",
    }
    config = make_garden(tmp_path, {**BASIS, **files})
    assert run(config, "people/agnes-bothwell", "dee", today=DAY) == 0
    assert "Ask [[dee]] or [[dee|Dee]]." in (tmp_path / "content/pages/link.md").read_text()
    said = capsys.readouterr().out
    assert "Then take it out of `aliases` too." in said
    assert [line.strip() for line in said.splitlines() if "may hold it" in line] == [
        "content/pages/words.md may hold it in its words or its name."
    ]


def test_two_files_for_one_person_can_become_one(tmp_path: Path) -> None:
    person = "---\nname: {}\nconsent: {{given: 2026-10}}\n---\n"
    files = {"people/agnes.md": person.format("Agnes"), "people/dee.md": person.format("Dee")}
    config = make_garden(tmp_path, {**BASIS, **files, "stories/a.md": story(title="A", author="agnes")})
    with pytest.raises(
        ConfigurationError, match=r"put into it what it lacks and `aliases: \[agnes\]`, and delete content/"
    ):
        run(config, "people/agnes", "dee", today=DAY)
    (tmp_path / "content/people/agnes.md").unlink()
    (tmp_path / "content/people/dee.md").write_text(files["people/dee.md"].replace("name", "aliases: [agnes]\nname"))
    assert [problem for problem in checked(config).problems if problem.severity == "error"] == []


ALIASES = [
    ("title: A\n", ["old"]),
    ("{title: A}\n", ["old"]),
    ("title: A\naliases:\n", ["old"]),
    ("title: A\naliases: [] # none\nsummary: x\n", ["old"]),
    ("aliases: one\ntitle: A\n", ["one", "old"]),
    ("aliases: [one, newer]\ntitle: A\n", ["one", "old"]),
    ("title: A\naliases:\n  - one\n  - two\nsummary: x\n", ["one", "two", "old"]),
    ("title: A\nsummary: >\n  words\n", ["old"]),
]


@pytest.mark.parametrize(("front", "aliases"), ALIASES)
def test_the_old_name_becomes_an_alias(front: str, aliases: list[str], tmp_path: Path) -> None:
    config = make_garden(tmp_path, {"pages/old.md": f"---\n{front}---\nText.\n"})
    assert run(config, "old", "newer", today=DAY) == 0
    garden = garden_of(config)
    assert list(garden.entries["pages/newer"].other_names) == aliases
    assert not [problem for problem in check(garden) if problem.severity == "error"]


def test_moving_there_and_back_leaves_an_alias_each_way(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story()})
    run(config, "trust", "reliance", today=DAY)
    run(config, "reliance", "trust", today=DAY)
    garden = garden_of(config)
    assert garden.entries["topics/trust"].other_names == ("reliance",)
    assert [link.target for link in garden.links if link.relation == "topics"] == ["topics/trust"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("trst", "x", "Did you mean topics/trust"),
        ("trust", "sectors/x", "stays in topics/"),
        ("trust", "Not A Slug", "cannot become an address"),
        ("trust", "index", "index"),
        ("trust", "trust", "already"),
        ("trust", "waiting", "There is a topics/waiting.md already"),
        ("trust", "queue", "an old name of topics/waiting"),
        ("gone", "x", "withdrawn"),
        ("twin", "x", "questions/twin"),
    ],
)
def test_what_cannot_be_moved_is_said_and_nothing_changes(old: str, new: str, said: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        **BASIS,
        "topics/waiting.md": "---\ntitle: Waiting\naliases: [queue]\n---\n",
        "stories/gone.md": "---\nwithdrawn: 2026-10\n---\n",
        "topics/twin.md": "---\ntitle: Twin\n---\n",
        "questions/twin.md": QUESTION,
    }
    config = make_garden(tmp_path, files)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.md")}
    with pytest.raises(ConfigurationError, match=said):
        run(config, old, new, today=DAY)
    kgen(config, "mv", old, new, code=2)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.md")} == before


def test_nothing_changes_where_a_folder_takes_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = make_garden(tmp_path, {**BASIS, "questions/q.md": QUESTION, "stories/a.md": story("See [[trust]].")})
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.md")}
    monkeypatch.setattr("os.access", lambda folder, mode: Path(folder).name != "stories")
    with pytest.raises(ConfigurationError, match=r"No file can be written into .*, so nothing"):
        run(config, "topics/trust", "faith", today=DAY)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.md")} == before


def assert_every_link_is_kept(before: Corpus, old: str, new: str, folder: Path) -> None:
    shutil.copytree(before.config.parent, folder)
    renamed = {old: f"{old.partition('/')[0]}/{new}"}
    assert run(folder / "mkdocs.yml", old, new, today=DAY) == 0
    after = checked(folder / "mkdocs.yml")
    assert links_out(after.garden, {}) == links_out(before.garden, renamed)
    new_problems = Counter(kinds_of(after.problems, {})) - Counter(kinds_of(before.problems, renamed))
    assert not new_problems, "a name may become less ambiguous"


@pytest.mark.parametrize("old", ["topics/commissioning", "networks/the-night-desk", "sectors/housing"])
def test_a_garden_keeps_every_link(old: str, tmp_path: Path) -> None:
    assert_every_link_is_kept(checked(GARDEN), old, "something-else", tmp_path / "garden")


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("topics/artificial-intelligence", "thinking-machines"),
        ("networks/social-media", "talking"),
        ("people/bbrantley", "somebody"),
        ("sectors/u-s-general-services-administration", "services"),
    ],
)
def test_a_garden_of_others_keeps_every_link(old: str, new: str, digitalgov: Corpus, tmp_path: Path) -> None:
    assert_every_link_is_kept(digitalgov, old, new, tmp_path / "garden")


SLUGS = ("a", "b", "c-d")
_names = st.sampled_from([*SLUGS, "C D", "topics/a", "questions/b", "Title a", "nothing"])
_addresses = st.builds(
    str.format,
    st.sampled_from(["../topics/{}.md", "/questions/{}/", "{}.md#c-d", "<{}.md?c-d>", "/2019/{}/", "./{}", "{}.html"]),
    st.sampled_from(SLUGS),
)
_words = st.lists(
    st.sampled_from(["](a.md)", "[b](", "a", "`](a)`", "\\\\]", "\\\\[", " ", "href=a", "<b>"]), max_size=3
)
_forms = [
    "[{words}]({address})",
    '[{words}]({address} "{title}")',
    "[x](\n{address}\n'{title}')",
    "![{words}]({address} (t))",
    '[{words}][r{number}]\n\n[r{number}]: {address} "{title}"',
    "> [r{number}\\]: a]\n>\n> [r{number}\\]: a]: {address}",
    "<a title=' {title}' href={address}>{words}</a>",
    "https://garden.example{address}",
    "[[a|{words}]]",
]
_links = st.one_of(
    st.builds(
        lambda name, form: form.format(name),
        _names,
        st.sampled_from(["[[{}]]", "[[{}|x]]", "![[{}]]", "[x](../topics/{}.md)", "> [[{}]]", "`[[{}]]`"]),
    ),
    st.builds(
        lambda form, words, title, address, number: form.format(
            words="".join(words), title="".join(title).replace("`", ""), address=address, number=number
        ),
        st.sampled_from(_forms), _words, _words, _addresses, st.integers(0, 99),
    ),
)  # fmt: skip


def written(garden: Garden) -> list[object]:
    """What each file says of its links besides where they lead."""
    return sorted(
        (entry.title, number, each.form, each.heading, each.title, each.form == "wiki" or str(each.shown))
        for entry in garden.entries.values()
        for number, each in enumerate(entry.body.references)
    )


@examples(30, 200)
@given(
    prose=st.lists(st.lists(_links, max_size=4).map("\n\n".join), min_size=6, max_size=6),
    moved=st.sampled_from([f"{kind}/{slug}" for kind in ("topics", "questions") for slug in SLUGS]),
    slug=st.sampled_from(["new", "title-a", "x"]),
)
def test_any_small_garden_keeps_every_link(
    prose: list[str], moved: str, slug: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    keys = [f"{kind}/{name}" for kind in ("topics", "questions") for name in SLUGS]
    files: dict[str, str | bytes] = {
        f"{key}.md": f"---\ntitle: Title {key[-1]}\naliases: /2019/{key[-1]}/\n---\n{text}\n"
        for key, text in zip(keys, prose, strict=True)
    }
    config = make_garden(tmp_path_factory.mktemp("garden"), files)
    before = garden_of(config)
    renamed = {moved: f"{moved.partition('/')[0]}/{slug}"}
    try:
        run(config, moved, slug, today=DAY)
    except ConfigurationError as error:
        assert "another page's name" in str(error)
        assert garden_of(config).entries == before.entries
        return
    after = garden_of(config)
    lost = Counter(links_out(before, renamed)) - Counter(links_out(after, {}))
    assert not lost, "a name may become less ambiguous"
    assert written(after) == written(before)


MENUS = [
    # as it was, and after `kgen mv topics/trust reliance`
    ("nav:\n- topics/trust.md # why\n- About: index.md\n", "nav:\n- topics/reliance.md # why\n- About: index.md\n"),
    ("nav:\n- &it It: &to topics/trust.md\n", "nav:\n- &it It: &to topics/reliance.md\n"),
    ("nav: [{trust: 'topics/trust.md'}]\n", 'nav: [{trust: "topics/reliance.md"}]\n'),
    (
        "nav:\n  - trust:\n      - One: /topics/trust/\n      - Two: https://garden.example/topics/trust/#trust\n",
        "nav:\n  - trust:\n      - One: /topics/reliance/\n      - Two: https://garden.example/topics/reliance/#trust\n",
    ),
    ("nav:\r\n- topics/trust/\r\n- topics/trusting.md\r\n", "nav:\r\n- topics/reliance/\r\n- topics/trusting.md\r\n"),
]


@pytest.mark.parametrize(("written", "renamed"), MENUS)
def test_the_menu_leads_on(written: str, renamed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A menu that leads nowhere is refused by every command."""
    config = make_garden(tmp_path, {**BASIS, "topics/trusting.md": "---\ntitle: Trusting\n---\n"})
    before = config.read_bytes()
    config.write_bytes(before + written.encode())
    run(config, "topics/trust", "reliance", today=DAY)
    assert config.read_bytes() == before + renamed.encode()
    assert load(config, today=DAY).nav
    count = renamed.count("reliance")
    said = "1 item of the menu" if count == 1 else f"{count} items of the menu"
    assert f"  mkdocs.yml: {said}\n" in capsys.readouterr().out


def test_a_menu_that_is_inherited_leads_on(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "pages/about.md": "---\ntitle: About\n---\n"})
    config.write_text(f"INHERIT: base.yml\n{config.read_text()}")
    (tmp_path / "base.yml").write_text("nav:\n- About: pages/about.md\n- Us: about.md\n")
    run(config, "pages/about", "us", today=DAY)
    assert (tmp_path / "base.yml").read_text() == "nav:\n- About: pages/us.md\n- Us: us.md\n"
    assert [item.address for item in load(config, today=DAY).nav] == ["us/", "us/"]


def test_names_in_parts_of_fields_follow(tmp_path: Path) -> None:
    config = with_parts(tmp_path)
    run(config, "stories/keys", "nine-keys", today=DAY)
    run(config, "sources/ties", "weak-ties", today=DAY)
    told = (tmp_path / "content/stories/a.md").read_text()
    renamed = PARTS.replace("story: keys", "story: nine-keys").replace("stories/keys", "stories/nine-keys")
    assert told == f"---\n{renamed.replace('{rest}', REST)}---\nText.\n"
    met = MEETING_OF_PARTS.replace("story: keys", "story: nine-keys").replace("Keys]", "nine-keys]")
    assert (tmp_path / "content/meetings/june.md").read_text() == f"---\n{met}---\nWe met.\n"
    cited = "cites: [10.1000/182, weak-ties, {source: weak-ties, says: complicates}]"
    assert cited in (tmp_path / "content/topics/trust.md").read_text()
    assert [each for each in checked(config).problems if each.severity == "error"] == []


def test_who_promised_something_follows(tmp_path: Path) -> None:
    met = """\
title: In June
promises:
  - who: schools # soon
    what: Ask schools
  - {what: Tell them, who: Schools}
  - {what: Ring, who: manager}
"""
    config = make_garden(tmp_path, {**BASIS, "meetings/june.md": f"---\n{met}---\nWe met.\n"})
    run(config, "sectors/schools", "colleges", today=DAY)
    renamed = met.replace("who: schools", "who: colleges").replace("who: Schools", "who: colleges")
    assert (tmp_path / "content/meetings/june.md").read_text() == f"---\n{renamed}---\nWe met.\n"
    assert [each for each in checked(config).problems if each.severity == "error"] == []


def test_what_a_service_promised_stays_when_the_service_goes(tmp_path: Path) -> None:
    met = "---\ntitle: In June\npromises:\n  - {who: schools, what: Ask}\n---\nWe met.\n"
    settings = load(make_garden(tmp_path, {**BASIS, "meetings/june.md": met}), today=DAY)
    reading = read(settings)
    plan = deletion(weave(settings, reading), reading, "sectors/schools")
    assert list(plan.changes.files) == ["content/sectors/schools.md"]
    assert plan.look == ["content/meetings/june.md:4:11 names it; correct it by hand."]


def test_no_part_of_a_name_stays_where_a_person_was_named(tmp_path: Path) -> None:
    """What does not hold one stays, such as `of` in `Agnes of Leith`."""
    told = "[[agnes]], [[agnes|Sister AGNES]], [her](/people/agnes/), <a href='/people/agnes/'>Leith</a>"
    person = "---\nname: Agnes of Leith\nconsent: {given: 2026-10}\n---\n"
    files = {"people/agnes.md": person, "stories/a.md": story(f"{told}, [[agnes|one of us]]")}
    settings = load(make_garden(tmp_path, {**BASIS, **files}), today=DAY)
    reading = read(settings)
    deletion(weave(settings, reading), reading, "people/agnes").changes.carry_out(tmp_path)
    written = (tmp_path / "content/stories/a.md").read_text()
    assert "somebody, somebody, her, somebody, one of us" in written


@pytest.mark.parametrize("name", ["", " ", ".", "..", "/", "./", "...", ".md", "content/.md"])
def test_a_name_of_nothing_is_said_to_be_missing(name: str, tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    with pytest.raises(
        ConfigurationError, match=r"^No name was given\. Write the name of its file, such as topics/trust"
    ):
        run(config, name, "b", today=DAY)
    with pytest.raises(ConfigurationError, match=r"^No new name was given for topics/trust\. Write one"):
        run(config, "topics/trust", name, today=DAY)
    with pytest.raises(ConfigurationError, match=r"^No name was given\. Write the name .* such as stories/"):
        withdraw(config, [name], no_trace=False, today=DAY)
    with pytest.raises(ConfigurationError, match=r"^No name was given\. `kgen todo` lists what waits"):
        named([name], load(config, today=DAY))


def test_a_folder_is_no_new_name(tmp_path: Path) -> None:
    """`mv` on its own would move the file there."""
    with pytest.raises(ConfigurationError, match="No new name was given for topics/trust"):
        run(make_garden(tmp_path, BASIS), "topics/trust", "images/", today=DAY)
