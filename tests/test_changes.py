"""Changes are carried out in their order, whole, and only if nothing is in the way."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pictures
import pytest
from gardens import BASIS, make_garden, story
from sites import DAY

from kgen.commands import mv, todo, withdraw
from kgen.editing.changes import Changes
from kgen.editing.whole_files import write_whole
from kgen.importing.drafts import FOLDER
from kgen.read import Reading, read
from kgen.settings import ConfigurationError, load
from kgen.stewarding.accepting import acceptance, accepted_changes, named
from kgen.stewarding.declining import declined_changes
from kgen.stewarding.letter import letter
from kgen.stewarding.outcome import reading_after
from kgen.stewarding.renaming import renaming
from kgen.stewarding.withdrawing import withdrawal
from kgen.weave import Garden, weave

NAMES = {"topics/trust.md": "---\ntitle: Trust\n---\n\nSee [[told]] and [[A story]].\n"}


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_files_are_written_and_deleted_and_folders_made(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_bytes(b"old")
    (tmp_path / "kept.md").write_bytes(b"kept")
    Changes({"a/b/new.md": b"new", "kept.md": b"changed", "old.md": None, "never.md": None}).carry_out(tmp_path)
    assert files(tmp_path) == {"a/b/new.md": b"new", "kept.md": b"changed"}


def test_the_order_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stops in the middle has done what comes before, and nothing of what comes after."""

    def full(path: Path, data: bytes, **options: object) -> None:
        if path.name == "third":
            raise OSError("no space")
        path.write_bytes(data)

    (tmp_path / "second").write_bytes(b"")
    (tmp_path / "fourth").write_bytes(b"")
    monkeypatch.setattr("kgen.editing.changes.write_whole", full)
    with pytest.raises(OSError, match="no space"):
        Changes({"first": b"1", "second": None, "third": b"3", "fourth": None}).carry_out(tmp_path)
    assert files(tmp_path) == {"first": b"1", "fourth": b""}


@pytest.mark.parametrize("name", ["linked/new.md", "linked/below/new.md"])
def test_nothing_is_written_where_a_folder_leads_elsewhere(name: str, tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "garden", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    (root / "linked").symlink_to(elsewhere)
    with pytest.raises(ConfigurationError, match=r"linked is a link to somewhere else\. Make it a folder\."):
        Changes({"first.md": b"1", name: b"2"}).carry_out(root)
    assert files(root) == files(elsewhere) == {}


def test_nothing_is_written_where_a_folder_takes_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor if the folder would have to be made in one that takes none."""
    (tmp_path / "closed").mkdir()
    monkeypatch.setattr("os.access", lambda folder, mode: Path(folder).name != "closed")
    with pytest.raises(ConfigurationError, match=r"No file can be written into .*closed, so nothing was changed"):
        Changes({"first.md": b"1", "closed/new/a.md": b"2"}).carry_out(tmp_path)
    assert files(tmp_path) == {}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_file_that_gets_another_name_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_bytes(b"words")
    (tmp_path / "old.md").chmod(0o640)
    Changes({"new.md": b"words", "old.md": None}).carry_out(tmp_path)
    assert (tmp_path / "new.md").stat().st_mode & 0o777 == 0o640


def test_another_name_in_capitals_alone_loses_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a file system takes both names for one file, deleting the old name would delete the new file."""
    changes = Changes({"a.jpg": b"picture", "A.jpg": None, "B.jpg": None})
    for name in ("A.jpg", "B.jpg"):
        (tmp_path / name).write_bytes(b"picture")
    monkeypatch.setattr("os.path.samefile", lambda one, other: True)
    changes.carry_out(tmp_path)
    assert {*files(tmp_path)} == {"A.jpg", "a.jpg"}


# --- what plans put first and last


def test_a_withdrawal_writes_the_story_last(tmp_path: Path) -> None:
    picture = {"images/a.png": pictures.png()}
    config = make_garden(tmp_path, {**BASIS, **NAMES, **picture, "stories/told.md": story("![](../images/a.png)")})
    settings = load(config, today=DAY)
    reading = read(settings)
    for no_trace in (False, True):
        files = withdrawal(weave(settings, reading), reading, "told", no_trace=no_trace).changes.files
        assert list(files) == ["content/topics/trust.md", "content/images/a.png", "content/stories/told.md"]
        assert (files["content/stories/told.md"] is None) is no_trace


def test_planning_changes_nothing(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, **NAMES, "stories/told.md": story()})
    (tmp_path / "drafts/stories").mkdir(parents=True)
    (tmp_path / "drafts/stories/new.md").write_text(story("Another thing happened."))
    before = files(tmp_path)
    settings = load(config, today=DAY)
    reading = read(settings)
    garden = weave(settings, reading)
    assert withdrawal(garden, reading, "told", no_trace=False).changes.files
    assert renaming(garden, reading, "told", "said").changes.files
    assert accepted_changes(acceptance(named(["new"], settings), settings, reading), settings)[0].files
    assert files(tmp_path) == before


def test_an_acceptance_deletes_only_when_all_is_written(tmp_path: Path) -> None:
    config = make_garden(tmp_path, BASIS)
    (tmp_path / "drafts/stories").mkdir(parents=True)
    (tmp_path / "drafts/stories/new.md").write_text(story(topics=["trust", "waiting"]))
    (tmp_path / "drafts/topics.md").write_text("- [x] **Waiting** (`waiting`)\n")
    settings = load(config, today=DAY)
    accepted = acceptance(named(["new"], settings), settings, read(settings))
    changes, _ = accepted_changes(accepted, settings)
    assert list(changes.files) == [
        "content/topics/waiting.md",
        "content/stories/new.md",
        "drafts/imported.json",
        "drafts/stories/new.md",
    ]
    assert changes.files["drafts/stories/new.md"] is None


def test_a_renaming_writes_the_new_file_before_the_old_one_goes(tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, **NAMES, "stories/told.md": story()})
    settings = load(config, today=DAY)
    reading = read(settings)
    changes = renaming(weave(settings, reading), reading, "told", "said").changes
    assert list(changes.files) == ["content/topics/trust.md", "content/stories/said.md", "content/stories/told.md"]
    assert changes.files["content/stories/told.md"] is None


@pytest.mark.parametrize("steps", range(1, 5))
def test_a_renaming_that_is_killed_leaves_one_file_and_is_done_by_the_next(steps: int, tmp_path: Path) -> None:
    """After each step of it: what names the story, the story itself, its new name, and all."""
    names = {"stories/told.md": story("See [[told]]."), "topics/trust.md": "---\ntitle: Trust\n---\n[[told|It]].\n"}
    config = make_garden(tmp_path, {**BASIS, **names})
    killed = (
        "import os; from pathlib import Path; from kgen.commands.mv import run; step, done = os.replace, []\n"
        f"def replace(*paths):\n  if len(done) == {steps - 1}: os.kill(os.getpid(), 9)\n  done.append(step(*paths))\n"
        f"os.replace = replace; run(Path('mkdocs.yml'), 'told', 'said', today='{DAY}')"
    )
    ended = subprocess.run([sys.executable, "-c", killed], cwd=tmp_path, check=False, capture_output=True)
    assert ended.returncode == (0 if steps == 4 else -9), ended.stderr
    stories = tmp_path / "content/stories"
    left = [path.name for path in stories.glob("*.md") if path.stem in ("told", "said")]
    assert left == ["said.md" if steps == 4 else "told.md"]
    if steps < 4:
        assert mv.run(config, "told", "said", today=DAY) == 0
    assert not (stories / "told.md").exists()
    assert "aliases: [told]" in (stories / "said.md").read_text()
    assert "[[said|It]]" in (tmp_path / "content/topics/trust.md").read_text()


def test_what_would_be_read_afterwards_is_what_is_read_then(tmp_path: Path) -> None:
    picture = {"images/a.png": pictures.png(), "images/b.png": pictures.png()}
    config = make_garden(tmp_path, {**BASIS, **NAMES, **picture, "stories/told.md": story("![](../images/a.png)")})
    (tmp_path / "drafts/stories").mkdir(parents=True)
    (tmp_path / "drafts/images").mkdir()
    (tmp_path / "drafts/images/c.png").write_bytes(pictures.png())
    (tmp_path / "drafts/stories/new.md").write_text(story("![A bench](../images/c.png)", title="Another"))
    settings = load(config, today=DAY)

    def accepting(garden: Garden, reading: Reading) -> Changes:
        return accepted_changes(acceptance(named(["new"], settings), settings, reading), settings)[0]

    for plan in (
        accepting,
        lambda garden, reading: renaming(garden, reading, "images/b.png", "d.png").changes,
        lambda garden, reading: renaming(garden, reading, "told", "said").changes,
        lambda garden, reading: withdrawal(garden, reading, "said", no_trace=False).changes,
    ):
        reading = read(settings)
        changes = plan(weave(settings, reading), reading)
        foreseen = reading_after(changes, reading, settings)
        changes.carry_out(tmp_path)
        then = read(settings)
        assert [replace(entry, first_committed=None) for entry in foreseen.entries] == [*then.entries]
        assert (foreseen.pictures, foreseen.problems) == (then.pictures, then.problems)
        assert then != reading


@pytest.mark.parametrize("name", ["content/topics/trust.md", "content/stories/told.md", "mkdocs.yml"])
def test_nothing_is_changed_that_somebody_changed_meanwhile(name: str, tmp_path: Path) -> None:
    """Two stewards at once: what the one takes out, the other would write back."""
    config = make_garden(tmp_path, {**BASIS, **NAMES, "stories/told.md": story()})
    config.write_text(config.read_text() + "nav:\n- stories/told.md\n- topics/trust.md\n")
    settings = load(config, today=DAY)
    reading = read(settings)
    garden = weave(settings, reading)
    plans = [renaming(garden, reading, "told", "said"), withdrawal(garden, reading, "told", no_trace=True)]
    path = tmp_path / name
    path.write_bytes(path.read_bytes() + b"\n")
    before = files(tmp_path)
    for plan in plans:
        with pytest.raises(ConfigurationError, match=f"{name} was changed meanwhile, so nothing was changed"):
            plan.changes.carry_out(tmp_path)
    assert files(tmp_path) == before
    reading = read(settings)
    renaming(weave(settings, reading), reading, "told", "said").changes.carry_out(tmp_path)


def test_a_name_that_somebody_took_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    settings = load(make_garden(tmp_path, {**BASIS, "stories/told.md": story()}), today=DAY)
    reading = read(settings)
    plan = renaming(weave(settings, reading), reading, "told", "said")
    (tmp_path / "content/stories/said.md").write_text(story("Something else."))
    with pytest.raises(ConfigurationError, match=r"stories/said\.md was changed meanwhile"):
        plan.changes.carry_out(tmp_path)


@pytest.mark.parametrize("what", ["accept", "decline", "letter"])
def test_a_draft_that_somebody_changed_meanwhile_stays_as_it_is(what: str, tmp_path: Path) -> None:
    """One steward accepts or declines what another has just corrected, or both write to its teller."""
    settings = load(make_garden(tmp_path, BASIS), today=DAY)
    draft = tmp_path / "drafts/stories/new.md"
    draft.parent.mkdir(parents=True)
    draft.write_text(story("Another thing happened."))
    drafts = named(["new"], settings)
    changes = {
        "accept": lambda: accepted_changes(acceptance(drafts, settings, read(settings)), settings)[0],
        "decline": lambda: declined_changes(drafts, settings),
        "letter": lambda: letter(settings, "new").changes,
    }[what]()
    draft.write_text(story("Another thing happened, and a steward asked about it."))
    before = files(tmp_path)
    with pytest.raises(ConfigurationError, match=r"drafts/stories/new\.md was changed meanwhile"):
        changes.carry_out(tmp_path)
    assert files(tmp_path) == before


def test_a_draft_that_is_in_the_garden_already_says_how_it_goes(tmp_path: Path) -> None:
    """An acceptance that is killed may leave both."""
    settings = load(make_garden(tmp_path, {**BASIS, "stories/new.md": story("It happened.")}), today=DAY)
    draft = tmp_path / "drafts/stories/new.md"
    draft.parent.mkdir(parents=True)
    for text, said in (("It happened.", "kgen decline new deletes the draft"), ("More.", f"Rename {FOLDER}/")):
        draft.write_text(story(text))
        (problem,) = acceptance(named(["new"], settings), settings, read(settings)).refused["stories/new"]
        assert said in problem.fix


def test_what_a_killed_command_had_begun_to_write_goes_with_the_next(tmp_path: Path) -> None:
    """In content/ it is an error, and holds what may be somebody's story."""
    make_garden(tmp_path, {**BASIS, "stories/told.md": story()})
    killed = "import os; from pathlib import Path; from kgen.editing.whole_files import write_whole;"
    killed += " os.replace = lambda *_: os.kill(os.getpid(), 9); write_whole(Path('content/stories/told.md'), b'a')"
    subprocess.run([sys.executable, "-c", killed], cwd=tmp_path, check=False)
    (tmp_path / "content/stories/.mine.tmp").write_text("Not kgen's.")
    left = list((tmp_path / "content/stories").glob(".*.tmp"))
    assert len(left) == 2
    for path in left:
        os.utime(path, (0, 0))
    Changes({"content/stories/told.md": story("Other words.").encode()}).carry_out(tmp_path)
    assert [path.name for path in (tmp_path / "content/stories").glob(".*.tmp")] == [".mine.tmp"]


@pytest.mark.parametrize("name", ["withdraw", "mv", "letter"])
def test_ctrl_c_waits_until_all_is_written_and_said(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A receipt is said once; and a story half withdrawn would be found by nobody."""
    config = make_garden(tmp_path, {**BASIS, **NAMES, "stories/told.md": story()})
    (tmp_path / "drafts/stories").mkdir(parents=True)
    (tmp_path / "drafts/stories/new.md").write_text("---\ntitle: New\n---\nText.\n")

    def pressed(*arguments: Any, **options: Any) -> None:
        signal.raise_signal(signal.SIGINT)
        write_whole(*arguments, **options)

    monkeypatch.setattr("kgen.editing.changes.write_whole", pressed)
    run = {
        "withdraw": lambda: withdraw.run(config, ["told"], no_trace=False, today=DAY),
        "mv": lambda: mv.run(config, "told", "said", today=DAY),
        "letter": lambda: todo.run_letter(config, "new", today=DAY),
    }[name]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # In the background it would be ignored.
    try:
        with pytest.raises(KeyboardInterrupt):
            run()
    finally:
        signal.signal(signal.SIGINT, before)
    said = {"withdraw": "is a tombstone now", "mv": "is now stories/said.md", "letter": "show us this receipt"}[name]
    assert said in capsys.readouterr().out
    if name == "mv":
        assert not (tmp_path / "content/stories/told.md").exists()
