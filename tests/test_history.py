"""A garden's history, kept by dulwich. Git itself is the judge of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from histories import SITE, begun, decide, is_clean, write
from repositories import git

from kgen.desk.history import HistoryError

# --- beginning


def test_a_folder_without_a_repository_becomes_one(tmp_path: Path) -> None:
    begun(tmp_path)
    is_clean(tmp_path)
    assert git(tmp_path, "log", "--format=%an <%ae>|%cn <%ce>|%ai|%B").split("\n")[0].split("|") == [
        "Stewards of Hill garden <stewards@garden.invalid>",
        "Stewards of Hill garden <stewards@garden.invalid>",
        git(tmp_path, "log", "--format=%ci").strip(),
        "Begin the garden",
    ]
    assert git(tmp_path, "log", "--format=%ai").strip().endswith("+0000")
    assert git(tmp_path, "symbolic-ref", "HEAD") == "refs/heads/main\n"
    assert sorted(git(tmp_path, "ls-files").split()) == sorted(SITE)
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".git-")]


def test_only_the_files_named_are_in_the_first_commit(tmp_path: Path) -> None:
    write(tmp_path, {**SITE, "drafts/stories/waiting.md": "Not yet.\n", ".env": "SECRET=1\n"})
    begun(tmp_path)
    assert sorted(git(tmp_path, "ls-files").split()) == sorted(SITE)
    assert git(tmp_path, "status", "--porcelain") == "?? .env\n?? drafts/\n"


def test_the_history_is_opened_and_not_begun_again(tmp_path: Path) -> None:
    begun(tmp_path)
    begun(tmp_path)
    assert git(tmp_path, "rev-list", "--count", "HEAD") == "1\n"


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "garden")
    begun(tmp_path)
    is_clean(tmp_path)
    assert git(tmp_path, "log", "--format=%s", "garden") == "Begin the garden\n"


def test_a_garden_in_a_subfolder(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": "All of us.\n"})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "x")
    root = tmp_path / "sites" / "garden"
    history = begun(root)
    assert not (root / ".git").exists()
    id = decide(history, root, {"content/stories/two.md": "Two.\n"})
    is_clean(tmp_path)
    assert git(tmp_path, "show", "--format=", "--name-only", "HEAD") == "sites/garden/content/stories/two.md\n"
    assert [each.message for each in history.decisions(9)] == ["Publish a story", "Begin the garden"]
    assert history.undo(id) == {"content/stories/two.md": None}


def test_a_repository_above_that_leaves_the_garden_out_is_not_used(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "*\n", "dotfile": "mine\n"})
    git(tmp_path, "init", "-q")
    root = tmp_path / "garden"
    begun(root)
    assert (root / ".git").is_dir()
    is_clean(root)


def test_a_detached_head_is_refused(tmp_path: Path) -> None:
    history = begun(tmp_path)
    git(tmp_path, "checkout", "-q", "--detach")
    with pytest.raises(HistoryError, match="on no branch"):
        decide(history, tmp_path, {"content/stories/two.md": "Two.\n"})
    with pytest.raises(HistoryError, match="on no branch"):
        begun(tmp_path)
    assert git(tmp_path, "rev-list", "--all", "--count") == "1\n"


# --- committing


def test_files_written_changed_and_deleted_are_one_commit(tmp_path: Path) -> None:
    history = begun(tmp_path)
    decide(history, tmp_path, {"content/stories/old.md": "Old.\n", "content/images/a b.png": b"\0\r\n\r"})
    before = datetime.now(UTC) - timedelta(seconds=2)
    id = decide(
        history,
        tmp_path,
        {"content/stories/new.md": "New.\n", "content/stories/bench.md": "Changed.\n", "content/stories/old.md": None},
        "Publish “New”\n\nTold by somebody.",
    )
    is_clean(tmp_path)
    assert git(tmp_path, "rev-parse", "HEAD").strip() == id
    assert git(tmp_path, "log", "-1", "--format=%B") == "Publish “New”\n\nTold by somebody.\n\n"
    assert git(tmp_path, "show", "--format=", "--name-status", "--no-renames", "HEAD") == (
        "M\tcontent/stories/bench.md\nA\tcontent/stories/new.md\nD\tcontent/stories/old.md\n"
    )
    newest = history.decisions(1)[0]
    assert (newest.id, newest.message) == (id, "Publish “New”\n\nTold by somebody.")
    assert before <= newest.when <= datetime.now(UTC)


def test_nothing_is_committed_where_nothing_differs(tmp_path: Path) -> None:
    history = begun(tmp_path)
    assert history.commit([*SITE, "content/stories/never.md"], "Nothing") == ""
    assert git(tmp_path, "rev-list", "--count", "HEAD") == "1\n"


def test_what_others_staged_stays_staged_and_stays_out(tmp_path: Path) -> None:
    history = begun(tmp_path)
    write(tmp_path, {"README.md": "Staged.\n", "notes.txt": "Not staged.\n", "content/stories/bench.md": "Mine.\n"})
    git(tmp_path, "add", "README.md")
    git(tmp_path, "rm", "-q", "--cached", "mkdocs.yml")
    history.commit(["content/stories/bench.md"], "Correct a story")
    assert git(tmp_path, "show", "--format=", "--name-only", "HEAD") == "content/stories/bench.md\n"
    assert git(tmp_path, "status", "--porcelain") == "A  README.md\nD  mkdocs.yml\n?? mkdocs.yml\n?? notes.txt\n"


def test_a_branch_other_than_main(tmp_path: Path) -> None:
    history = begun(tmp_path)
    git(tmp_path, "switch", "-q", "-c", "spring/2027")
    decide(history, tmp_path, {"content/stories/two.md": "Two.\n"})
    is_clean(tmp_path)
    assert git(tmp_path, "rev-list", "--count", "main..spring/2027") == "1\n"


def test_ignored_files_stay_out_unless_they_were_committed(tmp_path: Path) -> None:
    history = begun(tmp_path)
    decide(history, tmp_path, {".gitignore": "/drafts/\n*.tmp\n", "kept.tmp": "k"})
    write(tmp_path, {"kept.tmp": "k"})
    git(tmp_path, "add", "-f", "kept.tmp")
    git(tmp_path, "commit", "-q", "-m", "x")
    write(tmp_path, {"drafts/stories/a.md": "A child.\n", "kept.tmp": "more"})
    history.commit(["drafts/stories/a.md", "kept.tmp"], "Keep")
    assert git(tmp_path, "show", "--format=", "--name-only", "HEAD") == "kept.tmp\n"
    is_clean(tmp_path)


@pytest.mark.parametrize(
    "name", ["a b.md", "ümläut.md", "-dash.md", "a\tb.md", "a\nb.md", "'\".md", "x" * 200, "ü\udcff"]
)
def test_odd_names(tmp_path: Path, name: str) -> None:
    history = begun(tmp_path)
    id = decide(history, tmp_path, {f"content/images/{name}": "x"})
    is_clean(tmp_path)
    assert history.decisions(1)[0].id == id
    assert history.undo(id) == {f"content/images/{name}": None}
    decide(history, tmp_path, {f"content/images/{name}": None})
    is_clean(tmp_path)


@pytest.mark.parametrize("path", ["../outside.md", "/etc/passwd", ".git/config", "content/../.git/hooks/x", "."])
def test_paths_that_are_not_the_repositorys(tmp_path: Path, path: str) -> None:
    root = tmp_path / "garden"
    history = begun(root)
    (tmp_path / "outside.md").write_text("x")
    with pytest.raises(HistoryError):
        history.commit([path], "No")


def test_a_file_that_became_a_folder_and_back(tmp_path: Path) -> None:
    history = begun(tmp_path)
    decide(history, tmp_path, {"a": "file"})
    write(tmp_path, {"a": None})
    decide(history, tmp_path, {"a/b": "within"})
    is_clean(tmp_path)
    write(tmp_path, {"a/b": None})
    (tmp_path / "a").rmdir()
    decide(history, tmp_path, {"a": "file again"})
    assert history.commit(["a/b"], "No change") == ""
    is_clean(tmp_path)


def test_links_are_refused(tmp_path: Path) -> None:
    history = begun(tmp_path)
    (tmp_path / "content" / "stories" / "link.md").symlink_to("/etc/passwd")
    with pytest.raises(HistoryError, match="link to another file"):
        history.commit(["content/stories/link.md"], "No")
    (tmp_path / "content" / "pages").symlink_to(tmp_path.parent)
    with pytest.raises(HistoryError, match="link to another place"):
        history.commit(["content/pages/x.md"], "No")


def test_executable_bits(tmp_path: Path) -> None:
    history = begun(tmp_path)
    write(tmp_path, {"run.sh": "#!/bin/sh\n"})
    (tmp_path / "run.sh").chmod(0o755)
    history.commit(["run.sh"], "A program")
    is_clean(tmp_path)
    assert git(tmp_path, "ls-tree", "HEAD", "run.sh").startswith("100755")
    git(tmp_path, "config", "core.filemode", "no")
    (tmp_path / "run.sh").chmod(0o644)
    decide(history, tmp_path, {"run.sh": "#!/bin/sh\ntrue\n"})
    assert git(tmp_path, "ls-tree", "HEAD", "run.sh").startswith("100755")
    is_clean(tmp_path)


def test_a_picture_with_line_ends_in_it_is_left_alone(tmp_path: Path) -> None:
    history = begun(tmp_path)
    git(tmp_path, "config", "core.autocrlf", "true")
    data = b"\xff\xd8" + b"x" * 9000 + b"\r\n\0\r"
    decide(history, tmp_path, {"content/images/a.jpg": data})
    assert git(tmp_path, "cat-file", "-s", "HEAD:content/images/a.jpg").strip() == str(len(data))
    is_clean(tmp_path)


@pytest.mark.parametrize("autocrlf", ["true", "input", "false"])
@pytest.mark.parametrize("attributes", ["", "* text=auto\n", "*.md text eol=crlf\n", "*.md -text\n"])
def test_line_ends_are_kept_as_git_keeps_them(tmp_path: Path, autocrlf: str, attributes: str) -> None:
    history = begun(tmp_path)
    decide(history, tmp_path, {"content/stories/old.md": "With\r\nCRLF\r\n"})
    git(tmp_path, "config", "core.autocrlf", autocrlf)
    decide(history, tmp_path, {".gitattributes": attributes})
    write(tmp_path, {"content/stories/old.md": "With\r\nCRLF\r\nagain\r\n", "content/stories/new.md": "New\r\n"})
    git(tmp_path, "-c", "core.safecrlf=false", "add", "-A")
    by_git = git(tmp_path, "write-tree")
    git(tmp_path, "reset", "-q")
    history.commit(["content/stories/old.md", "content/stories/new.md"], "Both")
    assert git(tmp_path, "rev-parse", "HEAD^{tree}") == by_git
    assert git(tmp_path, "status", "--porcelain") == ""
    decide(history, tmp_path, {"content/stories/new.md": None})
    files = history.undo(history.decisions(1)[0].id)
    git(tmp_path, "checkout", "-q", "HEAD~1", "--", "content/stories/new.md")
    assert files == {"content/stories/new.md": (tmp_path / "content/stories/new.md").read_bytes()}


def test_what_needs_a_program_is_refused(tmp_path: Path) -> None:
    history = begun(tmp_path)
    decide(history, tmp_path, {".gitattributes": "*.png filter=lfs diff=lfs merge=lfs -text\n"})
    with pytest.raises(HistoryError, match="Git LFS"):
        decide(history, tmp_path, {"content/images/a.png": b"\x89PNG"})


# --- taking back


def test_undo_of_a_change_and_of_a_deletion(tmp_path: Path) -> None:
    history = begun(tmp_path)
    changed = decide(history, tmp_path, {"content/stories/bench.md": "Changed.\n"})
    assert history.undo(changed) == {"content/stories/bench.md": b"A bench.\n"}
    deleted = decide(history, tmp_path, {"content/stories/bench.md": None})
    assert history.undo(deleted) == {"content/stories/bench.md": b"Changed.\n"}


def test_undo_of_a_rename(tmp_path: Path) -> None:
    history = begun(tmp_path)
    (tmp_path / "content/stories/bench.md").rename(tmp_path / "content/stories/seat.md")
    renamed = history.commit(["content/stories/bench.md", "content/stories/seat.md"], "Rename")
    files = history.undo(renamed)
    assert files == {"content/stories/bench.md": b"A bench.\n", "content/stories/seat.md": None}
    write(tmp_path, {name: data and data.decode() for name, data in files.items()})
    assert history.commit(files, "Take it back")
    is_clean(tmp_path)
    assert git(tmp_path, "rev-parse", "HEAD^{tree}") == git(tmp_path, "rev-parse", "HEAD~2^{tree}")


def test_undo_is_refused_where_a_later_change_would_go_too(tmp_path: Path) -> None:
    history = begun(tmp_path)
    first = decide(history, tmp_path, {"content/stories/bench.md": "One.\n", "content/stories/two.md": "Two.\n"})
    second = decide(history, tmp_path, {"content/stories/bench.md": "Later.\n"})
    with pytest.raises(HistoryError, match=r"changed again since.*content/stories/bench\.md"):
        history.undo(first)
    write(tmp_path, {"content/stories/bench.md": "Not committed.\n"})
    with pytest.raises(HistoryError, match="not committed yet"):
        history.undo(second)


def test_undo_of_the_first_commit_and_of_none(tmp_path: Path) -> None:
    history = begun(tmp_path)
    with pytest.raises(HistoryError, match="history of the garden begins"):
        history.undo(history.decisions(1)[0].id)
    for id in ("", "HEAD", "0" * 40, "--all", "ü"):
        with pytest.raises(HistoryError, match="does not hold this commit"):
            history.undo(id)


# --- what other programs do in the same folder


@pytest.mark.parametrize("lock", ["index.lock", "refs/heads/main.lock"])
def test_a_lock_of_another_program_is_waited_for_and_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lock: str
) -> None:
    monkeypatch.setattr("kgen.desk.history.locks.WAIT", 0.1)
    history = begun(tmp_path)
    path = tmp_path / ".git" / lock
    path.write_bytes(b"")
    with pytest.raises(HistoryError) as raised:
        decide(history, tmp_path, {"content/stories/two.md": "Two.\n"})
    assert raised.value.where == str(path)
    assert git(tmp_path, "rev-list", "--count", "HEAD") == "1\n"
    path.unlink()
    assert history.commit(["content/stories/two.md"], "Again")
    is_clean(tmp_path)


@pytest.mark.parametrize("name", ["MERGE_HEAD", "rebase-merge", "CHERRY_PICK_HEAD"])
def test_a_step_that_somebody_has_begun_is_theirs(tmp_path: Path, name: str) -> None:
    history = begun(tmp_path)
    (tmp_path / ".git" / name).write_text("x")
    with pytest.raises(HistoryError, match="not finished"):
        decide(history, tmp_path, {"content/stories/two.md": "Two.\n"})


Setting = Callable[[Path], object]


@pytest.mark.parametrize(
    "prepare",
    [
        lambda root: git(root, "update-index", "--split-index"),
        lambda root: git(root, "sparse-checkout", "set", "--cone", "--sparse-index", "content/stories"),
        lambda root: (root / ".git" / "index").write_bytes(b"DIRC\0\0\0\2\0\0\0\1cut short"),
    ],
)
def test_an_index_that_dulwich_does_not_know_is_refused(tmp_path: Path, prepare: Setting) -> None:
    history = begun(tmp_path)
    decide(history, tmp_path, {"other/deep/file.md": "x"})
    prepare(tmp_path)
    with pytest.raises(HistoryError, match="does not know"):
        decide(history, tmp_path, {"content/stories/two.md": "Two.\n"})
    assert git(tmp_path, "rev-list", "--count", "HEAD") == "2\n"
