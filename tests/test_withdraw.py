"""kgen withdraw: what becomes of the story, of what names it, and what a steward is told."""

import os
import re
import subprocess
from pathlib import Path

import pictures
import pytest
import yaml
from gardens import BASIS, NETWORK, PERSON, QUESTION, make_garden, story, with_parts
from nightly import pairwise
from sites import DAY, build, kgen

from kgen.commands.mv import run as rename
from kgen.commands.withdraw import run
from kgen.file_history import names_in_history
from kgen.markdown.link_spans import link_spans
from kgen.model import Diagnostic
from kgen.publish.prepare import prepare
from kgen.settings import ConfigurationError, load

TITLE = "What the handover leaves out"
GONE = "a story no longer here"
ANOTHER = "another story"
WITHDRAWN = story(
    "We sat with the birch on the table.\n\n## What helped\n\nA second visit.",
    title=TITLE,
    aliases=["lost-handover", "/2019/03/walk/"],
    topics=["trust"],
)
TOMBSTONE = b"---\nwithdrawn: 2026-11\n---\n"


def text(name: str, folder: Path) -> str:
    return (folder / "content" / name).read_bytes().decode()


def errors(config: Path) -> list[Diagnostic]:
    return prepare(load(config, today=DAY), keep_going=False).errors


def withdraw(folder: Path, files: dict[str, str | bytes], *, no_trace: bool = False, slug: str = "handover") -> None:
    """Withdraw stories/handover.md from a garden; `kgen check` finds no error before and none after."""
    files = {**BASIS, "questions/what-holds-us.md": QUESTION, "stories/handover.md": WITHDRAWN, **files}
    config = make_garden(folder, files)
    assert errors(config) == []
    assert run(config, [slug], no_trace=no_trace, today=DAY) == 0
    assert errors(config) == []


@pytest.mark.parametrize("slug", ["handover", "stories/handover", "content/stories/handover.md", "handover.md"])
def test_a_story_becomes_a_tombstone(slug: str, tmp_path: Path) -> None:
    withdraw(tmp_path, {}, slug=slug)
    assert text("stories/handover.md", tmp_path).encode() == TOMBSTONE


def test_without_a_trace_nothing_is_left(tmp_path: Path) -> None:
    withdraw(tmp_path, {"topics/waiting.md": "---\ntitle: Waiting\n---\nSee [[handover]].\n"}, no_trace=True)
    assert not (tmp_path / "content" / "stories" / "handover.md").exists()
    assert text("topics/waiting.md", tmp_path) == f"---\ntitle: Waiting\n---\nSee {ANOTHER}.\n"


PROSE = [
    # written, with a tombstone, without a trace
    ("See [[handover]].", "See [[handover]].", f"See {ANOTHER}."),
    ("See [[stories/handover]].", "See [[stories/handover]].", f"See {ANOTHER}."),
    (f"See [[{TITLE}]].", f"See [[stories/handover|{GONE}]].", f"See {ANOTHER}."),
    ("See [[what the HANDOVER_leaves out]].", f"See [[stories/handover|{GONE}]].", f"See {ANOTHER}."),
    ("See [[lost-handover]].", f"See [[stories/handover|{GONE}]].", f"See {ANOTHER}."),
    (f"See [[{TITLE}|a *visit*]].", "See [[stories/handover|a *visit*]].", "See a *visit*."),
    (f"See [[handover|{TITLE}]].", f"See [[stories/handover|{GONE}]].", f"See {ANOTHER}."),
    (f"See [[handover|the story “{TITLE}”]].", f"See [[stories/handover|{GONE}]].", f"See {ANOTHER}."),
    ("See [[handover|a visit]].", "See [[handover|a visit]].", "See a visit."),
    ("See [[handover#What helped]].", f"See [[stories/handover|{GONE}]].", f"See {ANOTHER}."),
    ("See [[handover#What helped|what helped]].", "See [[stories/handover|what helped]].", "See what helped."),
    (f"![[{TITLE}]]", f"[[stories/handover|{GONE}]]", ANOTHER),
    ("![[handover]]", "![[handover]]", ANOTHER),
    ("[a visit](../stories/handover.md)", "[a visit](../stories/handover.md)", "a visit"),
    ("[a visit](/stories/handover/)", "[a visit](/stories/handover/)", "a visit"),
    ("[a \\] `]` visit](../stories/lost-handover.md)", "[a \\] `]` visit](../stories/handover.md)", "a \\] `]` visit"),
    ("[a visit](../stories/handover.md#what-helped)", "[a visit](../stories/handover.md)", "a visit"),
    (f'[a visit](../stories/handover.md "{TITLE}")', "[a visit](../stories/handover.md)", "a visit"),
    (f"[{TITLE}](../stories/handover.md)", f"[{GONE}](../stories/handover.md)", ANOTHER),
    ("[](../stories/handover.md)", f"[{GONE}](../stories/handover.md)", ANOTHER),
    ('<a href="/stories/handover/">a visit</a>', '<a href="/stories/handover/">a visit</a>', "a visit"),
    (f"<a title='{TITLE}' href=/stories/lost-handover/>it</a>", '<a href="/stories/handover/">it</a>', "it"),
    (f'<a href="../stories/handover.md">{TITLE}</a>', f'<a href="/stories/handover/">{GONE}</a>', ANOTHER),
    (f"| a |\n|---|\n| [[{TITLE}\\|x]] |", "| a |\n|---|\n| [[stories/handover\\|x]] |", "| a |\n|---|\n| x |"),
    (
        f"| a |\n|---|\n| [[{TITLE}]] é |",
        f"| a |\n|---|\n| [[stories/handover\\|{GONE}]] é |",
        f"| a |\n|---|\n| {ANOTHER} é |",
    ),
    (f"é [[{TITLE}]] [[trust]] [[{TITLE}|é]]", f"é [[stories/handover|{GONE}]] [[trust]] [[stories/handover|é]]",
     f"é {ANOTHER} [[trust]] é"),
    ("[[handover|# one]]", "[[handover|# one]]", "\\# one"),
    ("[[handover|1. one]]", "[[handover|1. one]]", "1\\. one"),
    ("[[handover|- one]]", "[[handover|- one]]", "\\- one"),
    (
        f"> - x[^1] [[{TITLE}]]\n\n[^1]: Or [[{TITLE}|y]].",
        f"> - x[^1] [[stories/handover|{GONE}]]\n\n[^1]: Or [[stories/handover|y]].",
        f"> - x[^1] {ANOTHER}\n\n[^1]: Or y.",
    ),
    (f"`[[{TITLE}]]`", f"`[[{TITLE}]]`", f"`[[{TITLE}]]`"),
    ("[[handover|What *the* **hand**over leaves&nbsp;out]].", f"[[stories/handover|{GONE}]].", f"{ANOTHER}."),
    (f"See [[handover|{GONE}]].", f"See [[handover|{GONE}]].", f"See {ANOTHER}."),
    *((before + address + after, f"{before}[{GONE}](../stories/handover.md){after}", f"{before}{ANOTHER}{after}")
      for address in (
          "https://garden.example/2019/03/walk/", "http://garden.example/2019/03/walk?a=1&b=2",
          "https://garden.example/2019/03/walk/#what-helped", "<https://garden.example/2019/03/walk/>",
          "https://garden.example/stories/lost-handover/",
      )
      for before, after in (("See ", "."), ("See *", "*, é"), ("é (", ")"), ("==See ", "=="), ("<b>See ", "</b>"),
                            ("| a | b |\n|---|---|\n|", "| c |"), ("| a |\n|---|\n| é ", " |"))),
]  # fmt: skip


@pytest.mark.parametrize(("ends", "mark"), pairwise(["\n", "\r\n", "\r"], ["", "\ufeff"]), ids=ascii)
def test_links_in_prose_are_rewritten_and_nothing_else(mark: str, ends: str, tmp_path: Path) -> None:
    head = "---\ntitle: Waiting # a note\n---\n\n"
    for no_trace in (False, True):
        folder = tmp_path / str(no_trace)
        files: dict[str, str | bytes] = {
            f"topics/t{number}.md": (
                mark + (head.replace("Waiting", f"T{number}") + before).replace("\n", ends)
            ).encode()
            for number, (before, *_) in enumerate(PROSE)
        }
        withdraw(folder, files, no_trace=no_trace)
        for number, (before, tombstone, nothing) in enumerate(PROSE):
            after = nothing if no_trace else tombstone
            expected = mark + (head.replace("Waiting", f"T{number}") + after).replace("\n", ends)
            assert text(f"topics/t{number}.md", folder) == expected, before


def test_links_of_every_kind_of_entry_and_by_definition(tmp_path: Path) -> None:
    link = f"\nSee [[{TITLE}]].\n"
    files: dict[str, str | bytes] = {
        "people/dee.md": PERSON + link,
        "networks/circle.md": NETWORK + link,
        "pages/about.md": "---\ntitle: About\n---\nSee [a visit][1] or [it].\n\n[1]: ../stories/handover.md\n"
        "[it]: ../stories/lost-handover.md\n",
    }
    files["stories/gone-before.md"] = TOMBSTONE
    withdraw(tmp_path, files)
    assert text("people/dee.md", tmp_path) == PERSON + f"\nSee [[stories/handover|{GONE}]].\n"
    assert "See [a visit][1] or [it](../stories/handover.md).\n" in text("pages/about.md", tmp_path)


ANSWERS = [
    # written below a title and topics, and what is left of it
    ("answers: handover # why\ndate: 2026-10\n", "date: 2026-10\n"),
    ("answers: [handover]\n", ""),
    ("answers:\n  - handover\n  # a note\ndate: 2026-10\n", "  # a note\ndate: 2026-10\n"),
    ("answers:\n- handover\n- what-holds-us # kept\n", "answers:\n- what-holds-us # kept\n"),
    (
        f'answers:\n  - what-holds-us\n  # a note\n  - "[[{TITLE}|it]]"  # why\ndate: 2026-10\n',
        "answers:\n  - what-holds-us\n  # a note\ndate: 2026-10\n",
    ),
    ("answers:\n  -\n    handover\n  - what-holds-us\n", "answers:\n  - what-holds-us\n"),
    ("answers:\n  - >\n    handover\n  - what-holds-us\n", "answers:\n  - what-holds-us\n"),
    ("answers: [handover, what-holds-us]\n", "answers: [what-holds-us]\n"),
    ("answers: [ what-holds-us , 'stories/handover' ] # é\n", "answers: [ what-holds-us ] # é\n"),
    ("answers: [handover, what-holds-us, lost-handover, Handover]\n", "answers: [what-holds-us]\n"),
    ("answers: [what-holds-us, # one\n  handover, # two\n  ]\n", "answers: [what-holds-us, # one\n  ]\n"),
    ("answers: [handover, lost-handover]\ndate: 2026-10\n", "date: 2026-10\n"),
    (f"answers: {TITLE}\n", ""),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("no_trace", [False, True], ids=["tombstone", "no trace"])
def test_names_in_front_matter_are_taken_out_and_nothing_else(no_trace: bool, ends: str, tmp_path: Path) -> None:
    begin = "---\ntitle: T{}\nstandpoint: manager\nsectors: schools\ntopics: [trust] # kept\n"
    end = "consent: {whose: own, others: none, given: 2026-10}\n---\nText: handover.\n"
    files: dict[str, str | bytes] = {
        f"stories/s{number}.md": (begin.format(number) + before + end).replace("\n", ends)
        for number, (before, _) in enumerate(ANSWERS)
    }
    withdraw(tmp_path, files, no_trace=no_trace)
    for number, (before, after) in enumerate(ANSWERS):
        expected = (begin.format(number) + after + end).replace("\n", ends)
        assert text(f"stories/s{number}.md", tmp_path) == expected, before


def test_fields_in_braces(tmp_path: Path) -> None:
    consent = "consent: {whose: own, others: none, given: 2026-10}"
    fields = f"title: A, standpoint: manager, sectors: schools, topics: trust, {consent}"
    before = f"---\n{{{fields}, answers: [handover], lang: en}}\n---\nText.\n"
    withdraw(tmp_path, {"stories/a.md": before})
    assert text("stories/a.md", tmp_path) == before.replace("answers: [handover]", "answers: []")


RESPONSE = story("Here too.", title=None, topics=None, answers=["handover"], standpoint="family-carer")


@pytest.mark.parametrize("no_trace", [False, True], ids=["tombstone", "no trace"])
def test_a_response_keeps_what_it_took_from_the_story(
    no_trace: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    withdraw(tmp_path, {"stories/response.md": RESPONSE}, no_trace=no_trace)
    front = yaml.safe_load(text("stories/response.md", tmp_path).split("---")[1])
    assert (front["title"], front["topics"]) == ("A response from a family carer", ["trust"])
    assert "answers" not in front
    assert "stories/response.md answered only this story" in capsys.readouterr().out


def test_a_response_to_a_response_answers_what_that_answered(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "stories/handover.md": story("Yes.", title=TITLE, topics=None, answers=["what-holds-us"]),
        "stories/response.md": RESPONSE,
    }
    withdraw(tmp_path, files, no_trace=True)
    front = yaml.safe_load(text("stories/response.md", tmp_path).split("---")[1])
    assert front["answers"] == ["what-holds-us"]
    assert "title" not in front and "topics" not in front


def test_its_own_pictures_go_and_others_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files: dict[str, str | bytes] = {
        "stories/handover.md": story("![Own](../images/own.png) ![Shared](../images/shared.png)", title=TITLE),
        "pages/about.md": "---\ntitle: About\n---\n![Shared](../images/shared.png)\n",
        **{f"images/{name}.png": pictures.png() for name in ("own", "shared", "unused")},
    }
    withdraw(tmp_path, files)
    assert sorted(path.name for path in (tmp_path / "content" / "images").iterdir()) == ["shared.png", "unused.png"]
    assert "content/images/own.png is deleted, because only this story showed it.\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("title", "line"),
    [
        (TITLE, "We read what the\nhandover leaves out."),
        (TITLE, "We read *What* the **hand**over\n> leaves\n> out"),
        (TITLE, "We read what the <em>handover</em> leaves&nbsp;out"),
        (TITLE, "We read [what the handover](https://example.org/) leaves out"),
        ("What *the* **hand**over `leaves` out", "We read what the handover leaves out."),
        ("Who’s ‘there’ – and why?", "We read who's 'there' -- and why"),
        ("Homecoming", "We read Homecoming."),
        ("Homecoming", "We read of a homecoming, and"),
        ("_Homecoming_", "We read *Home*coming"),
        ("Hiraeth\u0302", "We read hiraet\u0125."),
        ("帰郷", "私たちは帰郷を読んだ"),
    ],
)
def test_the_steward_is_told_where_the_title_still_stands(
    title: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files: dict[str, str | bytes] = {
        "stories/handover.md": story("We sat.", title=title),
        "pages/about.md": f"---\ntitle: About\n---\n\n{line}\n",
    }
    withdraw(tmp_path, files, no_trace=True)
    assert "content/pages/about.md:5 still holds its title or name." in capsys.readouterr().out


@pytest.mark.parametrize("line", ["We read homecomings.", "We read of coming home.", "What the handover leaves."])
def test_other_words_are_not_taken_for_the_title(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for title in (TITLE, "Homecoming"):
        files: dict[str, str | bytes] = {
            "stories/handover.md": story("We sat.", title=title),
            "pages/about.md": f"---\ntitle: About\n---\n\n{line} See [[handover|a homecoming of ours]].\n",
        }
        withdraw(tmp_path / title, files)
        said = capsys.readouterr().out
        assert ("still holds its" in said) == (title == "Homecoming")
        assert text("pages/about.md", tmp_path / title) == files["pages/about.md"]


def test_of_a_word_that_stands_everywhere_a_few_lines_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    about = "---\ntitle: About\n---\n" + "Homecoming.\n\n" * 7
    withdraw(tmp_path, {"stories/handover.md": story("We sat.", title="Homecoming"), "pages/about.md": about})
    assert "content/pages/about.md holds it in 2 more lines." in capsys.readouterr().out


def test_files_that_are_broken_are_named_and_the_rest_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files: dict[str, str | bytes] = {
        **BASIS,
        "stories/handover.md": WITHDRAWN,
        "stories/broken.md": f"---\ntitle: [\n---\n[[{TITLE}]]\n",
        "stories/wrong.md": f"---\ntitle: Wrong\nanswers: [handover]\nwhat: x\n---\n[[{TITLE}]]\n",
        "topics/hidden.md": f"---\ntitle: \x07\n---\n[[{TITLE}]]\n",
        "topics/latin.md": "---\ntitle: é\n---\n".encode("latin-1"),
    }
    config = make_garden(tmp_path, files)
    (tmp_path / "content" / "topics" / "link.md").symlink_to(tmp_path / "mkdocs.yml")
    assert run(config, ["handover"], no_trace=False, today=DAY) == 0
    assert text("stories/handover.md", tmp_path).encode() == TOMBSTONE
    assert text("stories/broken.md", tmp_path) == f"---\ntitle: [\n---\n[[stories/handover|{GONE}]]\n"
    assert (
        text("stories/wrong.md", tmp_path)
        == f"---\ntitle: Wrong\ntopics: [trust]\nwhat: x\n---\n[[stories/handover|{GONE}]]\n"
    )
    assert text("topics/hidden.md", tmp_path) == f"---\ntitle: \x07\n---\n[[stories/handover|{GONE}]]\n"
    said = capsys.readouterr().out
    assert "content/stories/broken.md could be read only in part" in said
    assert "content/topics/latin.md cannot be read" in said
    assert "content/topics/link.md cannot be read" in said


def test_a_story_that_is_broken_itself_can_go(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/handover.md": b"\xff\xfe", "topics/a.md": "---\ntitle: A\n---\n"})
    assert run(config, ["handover"], no_trace=False, today=DAY) == 0
    assert errors(config) == []


def test_withdrawing_twice_changes_nothing(tmp_path: Path) -> None:
    withdraw(tmp_path, {"topics/a.md": f"---\ntitle: A\n---\n[[{TITLE}]]\n"})
    before = text("topics/a.md", tmp_path)
    assert run(tmp_path / "mkdocs.yml", ["handover"], no_trace=False, today="2027-01-01") == 0
    assert text("stories/handover.md", tmp_path).encode() == TOMBSTONE
    assert text("topics/a.md", tmp_path) == before
    assert run(tmp_path / "mkdocs.yml", ["handover"], no_trace=True, today=DAY) == 0
    assert text("topics/a.md", tmp_path) == f"---\ntitle: A\n---\n{ANOTHER}\n"


@pytest.mark.parametrize("name", ["handovr", TITLE, "lost-handover"])
def test_an_unknown_slug_names_the_nearest(name: str, tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/handover.md": WITHDRAWN})
    with pytest.raises(ConfigurationError, match=r"Did you mean stories/handover\?"):
        run(config, [name], no_trace=True, today=DAY)
    assert text("stories/handover.md", tmp_path) == WITHDRAWN
    kgen(config, "withdraw", "trust", code=2)


def test_a_story_with_an_error_is_not_suggested(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/handover.md": story(sectors=["nothing"])})
    with pytest.raises(ConfigurationError, match=r"There is no handovr\. Write"):
        run(config, ["handovr"], no_trace=True, today=DAY)


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Dee", "-c", "user.email=dee@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_the_steward_is_told_what_git_still_holds(tmp_path: Path) -> None:
    garden = tmp_path / "garden"
    config = make_garden(garden, {**BASIS, "stories/first-name.md": WITHDRAWN, "stories/new.md": story(title="New")})
    git(tmp_path, "init")
    git(tmp_path, "add", "garden/content/stories/first-name.md")
    git(tmp_path, "commit", "-m", "One")
    git(tmp_path, "mv", "garden/content/stories/first-name.md", "garden/content/stories/handover.md")
    git(tmp_path, "commit", "-m", "Two")
    said = kgen(config, "withdraw", "handover", "--today", DAY)
    assert (
        "git filter-repo --force --invert-paths --path=garden/content/stories/handover.md"
        " --path=garden/content/stories/first-name.md\n" in said
    )
    assert "cp garden/content/stories/handover.md .git/tombstone\n" in said
    for word in ("forks", "gh-pages", "clone", "https://garden.example/stories/handover/", "register"):
        assert word in said.lower(), word
    assert re.search(r"should drop: https://garden\.example/stories/handover/.*/2019/.*/stories/first-name/\n", said)
    assert TITLE not in said
    assert "It was never committed here" in kgen(config, "withdraw", "new", "--no-trace")


def test_names_that_git_does_not_follow_are_found_in_history(tmp_path: Path) -> None:
    """It was renamed and that is not committed yet; it waited as a draft, which was much shorter."""
    config = make_garden(tmp_path, {**BASIS, "stories/first.md": WITHDRAWN, "stories/other.md": story(aliases=["old"])})
    (tmp_path / "drafts/stories").mkdir(parents=True)
    for name in ("first", "handover", "old"):
        (tmp_path / f"drafts/stories/{name}.md").write_text("A few words.\n")
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "One")
    (tmp_path / "drafts/stories/first.md").unlink()
    kgen(config, "mv", "first", "handover")
    said = kgen(config, "withdraw", "handover", "--today", DAY)
    assert (
        "filter-repo --force --invert-paths --path=content/stories/handover.md --path=content/stories/first.md"
        " --path=drafts/stories/first.md\n" in said
    )
    assert "cp content/stories/handover.md .git/tombstone" in said
    assert re.search(r"should drop: https://garden\.example/stories/handover/.*/stories/first/", said)


@pytest.mark.parametrize("then", ["it stands", "it was renamed"])
def test_another_story_that_is_alike_stays_in_history(then: str, tmp_path: Path) -> None:
    """Files that `kgen new` begins differ in little: git, told to follow one, takes it for a copy of the other."""
    config = make_garden(tmp_path, BASIS)
    git(tmp_path, "init")
    for title in ("The other one", "Handover"):
        kgen(config, "new", "story", title)
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-m", title)
    if then == "it was renamed":
        kgen(config, "mv", "the-other-one", "another")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-m", then)
    said = kgen(config, "withdraw", "handover", "--no-trace")
    assert "git filter-repo --force --invert-paths --path=content/stories/handover.md\n" in said


def test_another_story_that_was_deleted_meanwhile_stays_in_history(tmp_path: Path) -> None:
    """Git takes that for a new name of a file that `kgen new` began."""
    config = make_garden(tmp_path, BASIS)
    git(tmp_path, "init")
    other, story_ = (tmp_path / f"content/stories/{slug}.md" for slug in ("the-other-one", "handover"))
    kgen(config, "new", "story", "The other one")
    other.write_text(f"{other.read_text()}\nMy brother was sent away three times that winter.\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "One")
    other.unlink()
    kgen(config, "new", "story", "Handover")
    story_.write_text(f"{story_.read_text()}\nWe changed the form, and people came back to us.\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "Two")
    said = kgen(config, "withdraw", "handover", "--no-trace")
    assert "git filter-repo --force --invert-paths --path=content/stories/handover.md\n" in said


def test_a_picture_that_was_renamed_and_cleaned_is_found_in_history(tmp_path: Path) -> None:
    (tmp_path / "old.jpg").write_bytes(bytes(range(256)) * 40 + b"position")
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "One")
    (tmp_path / "old.jpg").unlink()
    (tmp_path / "new.jpg").write_bytes(bytes(range(256)) * 40)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "Two")
    assert names_in_history(tmp_path, "new.jpg") == ["new.jpg", "old.jpg"]


def test_a_name_that_another_story_has_now_stays_in_history(tmp_path: Path) -> None:
    """What it was called before is the name of a story that somebody else told since."""
    config = make_garden(tmp_path, {**BASIS, "stories/first.md": story(title="First")})
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "One")
    git(tmp_path, "mv", "content/stories/first.md", "content/stories/handover.md")
    git(tmp_path, "commit", "-m", "Two")
    (tmp_path / "content/stories/first.md").write_text(story(title="Not that"))
    said = kgen(config, "withdraw", "handover", "--no-trace")
    assert "--path=content/stories/handover.md\n" in said
    assert "Older versions of content/stories/first.md may hold it too. Something else has that name now" in said


FILTER_REPO = """\
#!/bin/sh
# Does of git-filter-repo what is asked of it here.
set -e
paths=
for word; do case $word in --path=*) paths="$paths '${word#--path=}'";; esac; done
git for-each-ref --format '%(refname:lstrip=3)' refs/remotes/origin | grep -v '^HEAD$' | while read -r name; do
    git update-ref "refs/heads/$name" "refs/remotes/origin/$name"
done
export FILTER_BRANCH_SQUELCH_WARNING=1
git filter-branch -f --tag-name-filter cat --index-filter "git rm -q --cached --ignore-unmatch -- $paths" -- --all
git remote remove origin || true
git for-each-ref --format 'delete %(refname)' refs/original | git update-ref --stdin
git reflog expire --expire=now --all
git gc --quiet --prune=now
"""


@pytest.mark.parametrize(("place", "has_host"), pairwise([".", "below"], [True, False]))
def test_the_commands_that_are_said_take_it_out_of_history(place: str, has_host: bool, tmp_path: Path) -> None:
    tools, host, top = (tmp_path / name for name in ("tools", "host.git", "top"))
    tools.mkdir()
    (tools / "git-filter-repo").write_text(FILTER_REPO)
    (tools / "git-filter-repo").chmod(0o755)
    config = make_garden(top / place, {**BASIS, "stories/first.md": story("Qwerty.", title=TITLE)})
    git(top, "init", "-b", "main")
    git(top, "add", ".")
    git(top, "commit", "-m", "One")
    kgen(config, "mv", "stories/first", "handover")
    (config.parent / "content/stories/handover.md~").write_text("Qwerty.")
    git(top, "add", ".")
    git(top, "commit", "-m", "Two")
    if has_host:
        git(tmp_path, "init", "--bare", "-b", "main", str(host))
        git(top, "remote", "add", "origin", str(host))
        git(top, "push", "origin", "main:side")
        git(top, "push", "-u", "origin", "main")
    said = kgen(config, "withdraw", "handover", "--today", DAY)
    assert "content/stories/handover.md~ is a copy that a program left there. Delete it." in said
    git(
        top,
        "rm",
        "-f",
        "--ignore-unmatch",
        (config.parent / "content/stories/handover.md~").relative_to(top).as_posix(),
    )
    git(top, "commit", "-a", "-m", "Three")
    if has_host:
        git(top, "push")
    lines = [line.strip() for line in said.partition("The history of")[2].partition("Older versions")[0].splitlines()]
    commands = [line for line in lines if line.startswith(("git ", "cd ", "cp ", "mv ", "mkdir "))]
    at_host, _, here = "\n".join(commands).replace("ADDRESS-OF-THE-REPOSITORY", str(host)).partition("git fetch")
    environment = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", **WHO}
    steps = [(at_host, tmp_path), (f"git fetch{here}", top)] if has_host else [(at_host, top)]
    for script, folder in steps:
        subprocess.run(["sh", "-e", "-c", script], cwd=folder, env=environment, check=True, capture_output=True)
    for repository in (top, host) if has_host else (top,):
        log = subprocess.run(["git", "log", "--all", "-p"], cwd=repository, check=True, capture_output=True, text=True)
        assert "withdrawn: 2026-11" in log.stdout and "Qwerty" not in log.stdout
    # In the folder, nothing holds it that no branch leads to, either.
    every = ["git", "cat-file", "--batch-all-objects", "--batch", "--unordered"]
    assert b"Qwerty" not in subprocess.run(every, cwd=top, check=True, capture_output=True).stdout
    assert text("stories/handover.md", config.parent).encode() == TOMBSTONE


WHO = {f"GIT_{role}_{what}": "dee@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


@pytest.mark.parametrize(
    "why, environment",
    [
        ("git is not installed", {"PATH": ""}),
        ("it belongs to somebody else", {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1", "GIT_CONFIG_GLOBAL": os.devnull}),
    ],
)
def test_history_that_git_does_not_read_is_not_said_to_be_none(
    why: str, environment: dict[str, str], tmp_path: Path
) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/handover.md": WITHDRAWN})
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "One")
    said = kgen(config, "withdraw", "handover", "--no-trace", GIT_CONFIG_NOSYSTEM="1", **environment)
    assert why in said and "If the story was ever committed, here or elsewhere" in said and "None was found" not in said
    assert "git filter-repo --invert-paths --path=content/stories/handover.md --path=drafts/" in said
    assert "tombstone" not in said.partition("What kgen cannot reach")[2]


def test_the_site_forgets_it_even_while_something_else_is_broken(tmp_path: Path) -> None:
    config = make_garden(
        tmp_path,
        {**BASIS, "stories/handover.md": WITHDRAWN, "topics/a.md": f"---\ntitle: A\n---\nSee [[{TITLE}]].\n"},
    )
    site = build(config)
    assert "birch" in (site / "stories" / "handover" / "index.html").read_text()
    kgen(config, "withdraw", "handover", "--today", DAY)
    (tmp_path / "content" / "stories" / "broken.md").write_text("---\ntitle: [\n---\n")
    build(config, "--keep-going", code=1)
    for path in (path for place in (site, tmp_path / ".kgen") for path in place.rglob("*") if path.is_file()):
        data = path.read_bytes()
        assert b"birch" not in data and b"leaves out" not in data, path


def test_places_are_counted_in_characters() -> None:
    found = link_spans("é [[a|b]] [c][d]\n\n| a |\n|---|\n| [[e\\|f]] |\n\n[d]: x.md\n")
    assert [(place.start, place.end, place.label, place.in_table, place.definition) for place in found.values()] == [
        (2, 9, (6, 7), False, None),
        (10, 16, (11, 12), False, (44, 53)),
        (32, 40, (37, 38), True, None),
    ]


@pytest.mark.parametrize("no_trace", [False, True], ids=["tombstone", "no trace"])
def test_what_others_said_of_it_goes_too_and_is_told(
    no_trace: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = with_parts(tmp_path)
    run(config, ["keys"], no_trace=no_trace, today=DAY)
    told, said = text("stories/a.md", tmp_path), capsys.readouterr().out
    assert "keys" not in told.lower()
    tried, chosen = "tries: went: worked, note: Ours took a week.", "chosen: why: It was short."
    assert "title: A\ntries:\n  # about the next one\n  - {story: other, went: did-not}\n" in told
    assert text("meetings/june.md", tmp_path) == (
        "---\ntitle: In June\nwhen: 2026-06-03\nstories: [other]\n---\nWe met.\n"
    )
    assert [f"said of it “{each}”" in said for each in (tried, chosen)] == [True, True]
    assert "content/stories/a.md held the comment “keys”" in said
    assert errors(config) == []


def test_words_of_others_are_told_in_every_layout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rest = ", standpoint: manager, sectors: schools, topics: trust, consent: {whose: own, others: none, given: 2026-10}"
    tries = "{story: handover, went: worked, note: 'It rained: much'}"
    files: dict[str, str | bytes] = {
        "stories/a.md": f"---\n{{title: A, tries: [{tries}]{rest}}}\n---\nText.\n",
        "stories/b.md": story(title="B", tries=yaml.safe_load(f"[{tries}, {{story: a, went: worked}}]")),
        "stories/c.md": story(title="C").replace("title: C", f"title: C\ntries: [{tries}, {{story: a, went: worked}}]"),
        "stories/d.md": story(title="D").replace("title: D", "title: D\ntries:\n- story: handover\n  went: did-not"),
    }
    withdraw(tmp_path, files)
    told = capsys.readouterr().out.splitlines()
    for name in "abc":
        said = next(line for line in told if f"content/stories/{name}.md said of it “tries: " in line)
        assert "went: worked" in said and "note: It rained: much" in said
        assert "rained" not in text(f"stories/{name}.md", tmp_path)
    assert "went" not in text("stories/d.md", tmp_path)
    assert errors(tmp_path / "mkdocs.yml") == []


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("[handover, # moved\n  other]", "[other]"),
        ("[\n  handover, # moved\n  other, # here\n]", "[\n  other, # here\n]"),
        ("[other, # here\n  handover # moved\n]", "[other, # here\n  ]"),
        ("[other,\n  handover] # moved", "[other] # moved"),
        ("[other, handover, # moved\n  a]", "[other, a]"),
        ("[other,\n handover # moved\n]", "[other]"),
    ],
)
def test_a_comment_in_brackets_goes_with_its_item(
    written: str, left: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    withdraw(
        tmp_path,
        {
            "stories/a.md": story(title="A"),
            "stories/other.md": story(title="Other"),
            "stories/b.md": story(title="B").replace("title: B", f"title: B\nanswers: {written}"),
        },
    )
    assert f"answers: {left}\n" in text("stories/b.md", tmp_path)
    is_told = "held the comment “moved”" in capsys.readouterr().out
    assert is_told == ("moved" not in left)


def test_a_picture_stays_that_something_unread_may_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = "".join(f"![R](../images/{name}.png) " for name in ("own", "broken", "waits"))
    files: dict[str, str | bytes] = {
        "stories/handover.md": WITHDRAWN + shown,
        "stories/broken.md": "![é](../images/broken.png)".encode("latin-1"),
        **{f"images/{name}.png": pictures.png() for name in ("own", "broken", "waits")},
    }
    config = make_garden(tmp_path, {**BASIS, **files})
    draft = tmp_path / "drafts" / "stories" / "waits.md"
    draft.parent.mkdir(parents=True)
    draft.write_text(story("![R](../images/waits.png)"))
    assert run(config, ["handover"], no_trace=False, today=DAY) == 0
    left = {path.stem for path in (tmp_path / "content" / "images").iterdir()}
    assert left == {"broken", "waits"}
    said = capsys.readouterr().out
    assert "content/images/broken.png stays: content/stories/broken.md may show it." in said
    assert "content/images/waits.png stays: drafts/stories/waits.md may show it." in said


MENUS = [
    # the menu of mkdocs.yml, and what is left of it
    ("nav:\n  - pages/a.md\n  - It: stories/handover.md # why\n", "nav:\n  - pages/a.md\n"),
    ("nav:\n- /stories/handover/\n- A: a/\n- stories/handover.md#x\n", "nav:\n- A: a/\n"),
    (
        "nav:\n  - pages/a.md\n  - More:\n    - Deep:\n      - stories/handover.md\n    - stories/handover.md\n",
        "nav:\n  - pages/a.md\n",
    ),
    ("nav:\n  - A:\n    - stories/handover.md\n    - a/\nextra: {}\n", "nav:\n  - A:\n    - a/\nextra: {}\n"),
    ("nav:\n  - stories/handover.md\nextra: {}\n", "extra: {}\n"),
    ("nav: [stories/handover.md]\nextra: {}\n", "extra: {}\n"),
    ("nav: [pages/a.md, stories/handover.md]\n", "nav: [pages/a.md]\n"),
    ("nav: [stories/handover.md, {It: /stories/handover/}, a/]\n", "nav: [a/]\n"),
    (
        "nav: [\n  {A: a/},  # first\n  # It was on the leaflet\n  {It: stories/handover.md}\n]\n",
        "nav: [\n  {A: a/},  # first\n  # It was on the leaflet\n]\n",
    ),
    ("nav: [\n  stories/handover.md, # why\n  a/,\n]\n", "nav: [\n  a/,\n]\n"),
    ("nav:\n- More: [a/, {It: [stories/handover.md]}]\n", "nav:\n- More: [a/]\n"),
    (
        "# menu\nnav: # all\n  # stories\n  - More:\n    # first\n\n    - stories/handover.md\nextra: {}\n",
        "# menu\n  # stories\n    # first\n\nextra: {}\n",
    ),
    ("nav: &menu\n- &it It: &to stories/handover.md\n- !!str a/\n", "nav: &menu\n- !!str a/\n"),
    ("nav:\n- A: &a a/\n- stories/handover.md\n- B: *a\n", "nav:\n- A: &a a/\n- B: *a\n"),
    ('nav:\n- "It # 1": \'stories/handover.md\'\n- "A # 2": a/', 'nav:\n- "A # 2": a/'),
    ("nav:\n- a/\n- stories/handover.md", "nav:\n- a/\n"),
    ("nav:\r\n- a/\r\n- It: stories/handover.md\r\nextra: {}\r\n", "nav:\r\n- a/\r\nextra: {}\r\n"),
]


@pytest.mark.parametrize(("before", "after"), MENUS)
@pytest.mark.parametrize("no_trace", [False, True], ids=["tombstone", "no trace"])
def test_it_leaves_the_menu(no_trace: bool, before: str, after: str, tmp_path: Path) -> None:
    page = "---\ntitle: A\n---\nText.\n"
    config = make_garden(tmp_path, {**BASIS, "stories/handover.md": WITHDRAWN, "pages/a.md": page})
    settings = config.read_bytes()
    config.write_bytes(settings + before.encode())
    assert run(config, ["handover"], no_trace=no_trace, today=DAY) == 0
    assert config.read_bytes() == settings + after.encode()
    assert errors(config) == []


def test_a_comment_that_leaves_the_menu_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/handover.md": WITHDRAWN})
    config.write_text(config.read_text() + 'nav:\n- home\n- "It # 1": stories/handover.md  # ask Ada\n')
    assert run(config, ["handover"], no_trace=False, today=DAY) == 0
    assert "mkdocs.yml held the comment “ask Ada” beside it. It is gone too." in capsys.readouterr().out


COPIED = "nav:\n- &it stories/handover.md\n- More:\n  - *it\n  - pages/a.md\n"
ELSEWHERE = "extra: {it: &it stories/handover.md}\nnav:\n- pages/a.md\n- *it\n"


@pytest.mark.parametrize(
    ("verb", "before", "line"),
    [
        ("withdraw", COPIED, "- &it stories/handover.md"),
        ("no trace", ELSEWHERE, "extra: {it: &it stories/handover.md}"),
        ("rename", ELSEWHERE, "extra: {it: &it stories/handover.md}"),
        ("rename", "nav:\n- {It: stories/h%61ndover.md}\n", "- {It: stories/h%61ndover.md}"),
    ],
)
def test_a_menu_that_cannot_be_rewritten_is_refused(verb: str, before: str, line: str, tmp_path: Path) -> None:
    """The lines are named, and nothing is changed: not even what else names the story."""
    page = "---\ntitle: A\n---\n[[handover]]\n"
    config = make_garden(tmp_path, {**BASIS, "stories/handover.md": WITHDRAWN, "pages/a.md": page})
    config.write_text(config.read_text() + before)
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(ConfigurationError, match="so nothing was changed") as refused:
        if verb == "rename":
            rename(config, "stories/handover", "shift-change", today=DAY)
        else:
            run(config, ["handover"], no_trace=verb == "no trace", today=DAY)
    lines = config.read_text().splitlines()
    named = [each for each in str(refused.value).splitlines() if each.startswith("  mkdocs.yml:")]
    assert all(lines[int(each.split(":")[1]) - 1].strip() == each.split(": ", 1)[1] for each in named)
    assert [each.split(": ", 1)[1] for each in named] == [line]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == files


def test_words_of_a_link_that_go_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = f'[how we cried over {TITLE}](../stories/handover.md "by the door")'
    withdraw(tmp_path, {"pages/about.md": f"---\ntitle: About\n---\n{link}, [[{TITLE}]] and [[handover|that]].\n"})
    said = [line for line in capsys.readouterr().out.splitlines() if "Those words are gone" in line]
    assert len(said) == 2 and f"“how we cried over {TITLE}”" in said[0] and "“by the door”" in said[1]


@pytest.mark.parametrize("hidden", [False, True])
def test_what_else_names_a_teller_who_told_nothing_else(
    hidden: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "people/agnes.md": "---\nname: Agnes Bothwell\nconsent: {given: 2026-10}\n---\n",
        "stories/a.md": story(title="A", author="agnes", draft=hidden),
        "pages/p.md": "---\ntitle: P\n---\nThank you, Mrs Bothwell.\n",
    }
    assert run(make_garden(tmp_path, {**BASIS, **files}), ["a"], no_trace=False, today=DAY) == 0
    said = capsys.readouterr().out
    assert "1. The page of Agnes Bothwell, who told no other story" in said
    assert "   What others wrote may name them too: content/pages/p.md." in said


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "people/dee",
            "people/dee is a person, and only a story is withdrawn. Take `consent` out of content/people/dee.md",
        ),
        ("dee", "people/dee is a person"),
        (
            "content/topics/trust.md",
            "topics/trust is a topic, and only a story is withdrawn. Delete content/topics/trust",
        ),
    ],
)
def test_what_is_not_a_story_leaves_in_another_way(name: str, says: str, tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "people/dee.md": PERSON})
    with pytest.raises(ConfigurationError) as refused:
        run(config, [name], no_trace=False, today=DAY)
    assert says in str(refused.value)


def test_whoever_told_nothing_else_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = {"people/dee.md": PERSON, "stories/a.md": story(title="A", author="dee")}
    config = make_garden(tmp_path, {**BASIS, **told, "stories/b.md": story(title="B", author="dee")})
    run(config, ["a"], no_trace=False, today=DAY)
    assert "The page of Dee" not in capsys.readouterr().out
    run(config, ["b"], no_trace=False, today=DAY)
    said = " ".join(capsys.readouterr().out.split())
    assert "The page of Dee, who told no other story: https://garden.example/people/dee/. Ask them whether" in said


def test_what_waits_and_names_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/handover.md": WITHDRAWN})
    (tmp_path / "drafts/stories").mkdir(parents=True)
    draft = story("We did as they did.", title="We tried", tries={"story": "handover", "went": "worked"})
    (tmp_path / "drafts/stories/tried.md").write_text(draft)
    run(config, ["handover"], no_trace=False, today=DAY)
    said = " ".join(capsys.readouterr().out.split())
    assert "drafts/stories/tried.md names it, and waits. Take that out before you accept it." in said


def test_a_topic_is_never_taken_for_a_story_of_that_name(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/trust.md": story(title="A")})
    with pytest.raises(ConfigurationError, match="topics/trust is a topic, and only a story is withdrawn"):
        run(config, ["topics/trust"], no_trace=False, today=DAY)
    run(config, ["trust"], no_trace=False, today=DAY)
    assert text("stories/trust.md", tmp_path).encode() == TOMBSTONE


@pytest.mark.parametrize("no_trace", [False, True])
def test_a_definition_that_nothing_uses_any_longer_goes(no_trace: bool, tmp_path: Path) -> None:
    """It would hold the title of what was withdrawn, or its name where no trace is left."""
    told = f'See [{TITLE}][it] and [a visit][it].\n\n[it]: ../stories/handover.md "{TITLE}"\n[on]: on.md\n\n[On][on]\n'
    files = {"pages/a.md": f"---\ntitle: A\n---\n{told}", "pages/on.md": "---\ntitle: On\n---\nOn.\n"}
    withdraw(tmp_path, {**files}, no_trace=no_trace)
    leads = "" if no_trace else "(../stories/handover.md)"
    first, second = (ANOTHER, "a visit") if no_trace else (f"[{GONE}]{leads}", f"[a visit]{leads}")
    assert text("pages/a.md", tmp_path).endswith(f"---\nSee {first} and {second}.\n\n[on]: on.md\n\n[On][on]\n")


def test_a_file_that_cannot_be_used_is_not_taken_for_another(tmp_path: Path) -> None:
    """Whoever is told the nearest name withdraws the wrong story."""
    config = make_garden(tmp_path, {**BASIS, "stories/handover.md": WITHDRAWN, "stories/Hand.md": story(title="A")})
    with pytest.raises(
        ConfigurationError, match=r"stories/Hand\.md is there, and cannot be used\. `kgen check` says why"
    ):
        run(config, ["Hand"], no_trace=False, today=DAY)


def test_a_name_that_stays_in_code_or_a_remark_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = "Code: `[[handover]]`.\n\n<!-- as in [[handover|it]] -->\n\nA handover in words.\n"
    config = make_garden(
        tmp_path, {**BASIS, "stories/handover.md": WITHDRAWN, "pages/p.md": f"---\ntitle: P\n---\n{told}"}
    )
    assert run(config, ["handover"], no_trace=True, today=DAY) == 0
    said = [line.strip() for line in capsys.readouterr().out.splitlines() if "still holds its" in line]
    assert said[:-1] == [f"content/pages/p.md:{line} still holds its title or name." for line in (4, 6)]


def test_what_was_not_read_may_name_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/handover.md": WITHDRAWN, "stories/Old copy.md": WITHDRAWN})
    (tmp_path / "content/networks").mkdir()
    (tmp_path / "content/networks/.git").write_text("gitdir: elsewhere")
    assert run(config, ["handover"], no_trace=False, today=DAY) == 0
    said = capsys.readouterr().out
    assert "content/networks was not read. See whether it names it." in said
    assert "content/stories/Old copy.md was not read. See whether it names it." in said


def test_several_stories_go_at_once_or_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "stories/one.md": story("See [[two]].", title="The first one told"),
        "stories/two.md": story("See [[one]].", title="The second one told"),
        "stories/three.md": story("See [[one]] and [[two]].", title="Third"),
    }
    config = make_garden(tmp_path, {**BASIS, **files})
    with pytest.raises(ConfigurationError, match="There is no four"):
        run(config, ["one", "four"], no_trace=False, today=DAY)
    assert "The first one told" in text("stories/one.md", tmp_path)
    assert run(config, ["one", "stories/two", "one"], no_trace=False, today=DAY) == 0
    assert [text(f"stories/{name}.md", tmp_path).encode() for name in ("one", "two")] == [TOMBSTONE] * 2
    assert "told" not in text("stories/three.md", tmp_path).partition("See")[2]
    assert errors(config) == []
    said = capsys.readouterr().out
    assert said.count("is a tombstone now") == 2 and said.count("Your consent register") == 1


@pytest.mark.parametrize(
    ("right", "broken"),
    [
        ("plugins:", "plugins:\n  - search: [\n"),
        ("site_name:", "site_nme:"),
        ("plugins:", "nonsense:\n\t- x\nplugins:"),
        ("docs_dir: content", "docs_dir: contents"),
    ],
)
def test_a_broken_mkdocs_yml_keeps_nobody_waiting(
    right: str, broken: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "stories/handover.md": WITHDRAWN,
        "stories/b.md": story(
            f"See [[{TITLE}]] and [it](https://garden.example/stories/handover/ '{TITLE}').", title="B"
        ),
    }
    config = make_garden(tmp_path, {**BASIS, **files})
    as_it_was = f"{config.read_text()}nav:\n- Read: stories/handover.md\n- Map: /map/\n"
    assert right in as_it_was
    config.write_text(as_it_was.replace(right, broken, 1))
    with pytest.raises(ConfigurationError):
        load(config, today=DAY)
    assert run(config, ["handover"], no_trace=False, today=DAY) == 0
    said = capsys.readouterr().out
    assert "Readers still see it: mkdocs.yml has to be corrected" in said
    assert "may lead to it" in said
    assert text("stories/handover.md", tmp_path).encode() == TOMBSTONE
    assert TITLE not in text("stories/b.md", tmp_path) and GONE in text("stories/b.md", tmp_path)
    config.write_text(as_it_was)
    assert run(config, ["handover"], no_trace=False, today=DAY) == 0
    assert errors(config) == []


def test_without_a_garden_a_broken_mkdocs_yml_is_said(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("plugins: [")
    with pytest.raises(ConfigurationError, match=r"mkdocs\.yml:2"):
        run(tmp_path / "mkdocs.yml", ["a"], no_trace=False, today=DAY)


def test_a_draft_is_called_one(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "../drafts/stories/waits.md": "---\ntitle: A\n---\n"})
    with pytest.raises(ConfigurationError, match="`kgen decline waits` deletes it"):
        run(config, ["waits"], no_trace=False, today=DAY)
