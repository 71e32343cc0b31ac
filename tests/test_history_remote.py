"""A garden's history and its remote: sent, fetched, joined. By Git where it is installed, otherwise by dulwich."""

import http.server
import os
import random
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from histories import SITE, Elsewhere, bare, begun, decide, is_clean, write
from nightly import at_night
from repositories import git

from kgen.desk.history import (
    Conflict,
    History,
    HistoryError,
    Merged,
    RemoteMovedOn,
    RemoteUnreachable,
    remote_by_dulwich,
    remote_by_git,
)

pytestmark = pytest.mark.usefixtures("warm_builds")


@pytest.fixture(params=["git", "dulwich"])
def by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What fetches and pushes."""
    monkeypatch.setattr(remote_by_git, "is_installed", lambda: request.param == "git")
    return str(request.param)


def sent(tmp_path: Path) -> tuple[History, Path, Path]:
    """A garden that was sent to a remote: its history, its folder and the remote."""
    root, remote = tmp_path / "garden", bare(tmp_path / "remote.git")
    history = begun(root)
    git(root, "remote", "add", "origin", str(remote))
    history.push()
    return history, root, remote


def tip(folder: Path, branch: str = "main") -> str:
    return git(folder, "rev-parse", branch).strip()


def test_a_garden_without_a_remote(tmp_path: Path) -> None:
    history = begun(tmp_path)
    assert history.remote() == ""
    assert history.behind_and_ahead() == (0, 0)
    assert not history.decisions(1)[0].is_sent
    for ask in (history.fetch, history.push, lambda: history.merge("x")):
        with pytest.raises(HistoryError, match="no remote"):
            ask()


def test_what_git_sets_for_a_hook_does_not_send_another_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history, root, remote = sent(tmp_path)
    decide(history, root, {"content/stories/two.md": "Two.\n"})
    for name in ("GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_WORK_TREE"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    history.push()
    assert tip(remote) == tip(root)


def test_what_is_decided_is_sent(tmp_path: Path, by: str) -> None:
    root, remote = tmp_path / "garden", bare(tmp_path / "remote.git")
    history = begun(root)
    git(root, "remote", "add", "origin", str(remote))
    assert history.remote() == "origin"
    assert history.behind_and_ahead() == (0, 1)
    history.push()
    assert history.behind_and_ahead() == (0, 0)
    id = decide(history, root, {"content/stories/two.md": "Two.\n"})
    assert [each.is_sent for each in history.decisions(9)] == [False, True]
    assert history.behind_and_ahead() == (0, 1)
    history.push()
    assert [each.is_sent for each in history.decisions(9)] == [True, True]
    assert tip(remote) == id == tip(root, "origin/main")
    assert git(remote, "fsck", "--strict") == ""
    is_clean(root)
    history.push()


def test_an_empty_remote(tmp_path: Path, by: str) -> None:
    root, remote = tmp_path / "garden", bare(tmp_path / "remote.git")
    history = begun(root)
    git(root, "remote", "add", "origin", str(remote))
    history.fetch()
    assert history.behind_and_ahead() == (0, 1)
    assert history.merge("Join") == Merged("", ())
    history.push()
    assert tip(remote) == tip(root)
    git(remote, "update-ref", "-d", "refs/heads/main")
    history.fetch()
    assert history.behind_and_ahead() == (0, 1)


def test_what_others_changed_comes_in_without_a_commit_of_its_own(tmp_path: Path, by: str) -> None:
    history, root, remote = sent(tmp_path)
    decide(history, root, {"content/topics/a/deep.md": "x", "content/images/ü.bin": b"\0"})
    history.push()
    id = Elsewhere(tmp_path / "else", remote).send(
        {"content/topics/a/deep.md": None, "content/stories/new.md": "New\n", "content/stories/bench.md": "Theirs.\n"}
    )
    history.fetch()
    assert history.behind_and_ahead() == (1, 0)
    assert (root / "content/stories/bench.md").read_text() == "A bench.\n"
    assert history.merge("Never used") == Merged(
        id, ("content/stories/bench.md", "content/stories/new.md", "content/topics/a/deep.md")
    )
    assert tip(root) == id
    is_clean(root)
    assert not (root / "content/topics").exists()
    assert history.merge("Again") == Merged("", ())


def test_both_sides_changed_other_files(tmp_path: Path, by: str) -> None:
    history, root, remote = sent(tmp_path)
    elsewhere = Elsewhere(tmp_path / "else", remote)
    theirs = elsewhere.send({"content/stories/theirs.md": "Theirs.\n", "README.md": "Read.\n"})
    ours = decide(history, root, {"content/stories/ours.md": "Ours.\n"})
    with pytest.raises(RemoteMovedOn) as raised:
        history.push()
    assert raised.value.where == "origin"
    history.fetch()
    assert history.behind_and_ahead() == (1, 1)
    merged = history.merge("Join what both did")
    assert merged == Merged(tip(root), ("README.md", "content/stories/theirs.md"))
    assert git(root, "log", "-1", "--format=%P|%B|%ae").strip() == (
        f"{ours} {theirs}|Join what both did\n|stewards@garden.invalid"
    )
    is_clean(root)
    history.push()
    assert tip(remote) == tip(root)
    assert history.decisions(1)[0].message == "Join what both did"
    assert git(root, "diff", "--name-only", "HEAD^1", "HEAD").split() == ["README.md", "content/stories/theirs.md"]
    with pytest.raises(HistoryError, match="joined two histories"):
        history.undo(tip(root))


def test_both_sides_changed_a_file_alike(tmp_path: Path, by: str) -> None:
    history, root, remote = sent(tmp_path)
    Elsewhere(tmp_path / "else", remote).send({"content/stories/bench.md": "Same.\n", "a.md": "a"})
    decide(history, root, {"content/stories/bench.md": "Same.\n"})
    history.fetch()
    assert history.merge("Join") == Merged(tip(root), ("a.md",))
    is_clean(root)


@pytest.mark.parametrize(("ours", "theirs"), [("Ours.\n", "Theirs.\n"), (None, "Theirs.\n"), ("Ours.\n", None)])
@pytest.mark.parametrize("decided", ["Both.\n", None])
def test_both_sides_changed_a_file_differently(
    tmp_path: Path, ours: str | None, theirs: str | None, decided: str | None
) -> None:
    history, root, remote = sent(tmp_path)
    Elsewhere(tmp_path / "else", remote).send({"content/stories/bench.md": theirs, "other.md": "x"})
    before = decide(history, root, {"content/stories/bench.md": ours})
    history.fetch()
    conflict = history.merge("Join")
    assert isinstance(conflict, Conflict)
    assert conflict.paths == ("content/stories/bench.md",)
    assert conflict.ours == {"content/stories/bench.md": ours and ours.encode()}
    assert conflict.theirs == {"content/stories/bench.md": theirs and theirs.encode()}
    assert tip(root) == before and not (root / "other.md").exists()
    is_clean(root)
    resolved = {"content/stories/bench.md": decided and decided.encode()}
    merged = history.merge("Join", resolved=resolved, mark=conflict.mark)
    assert isinstance(merged, Merged) and merged.id == tip(root)
    is_clean(root)
    path = root / "content/stories/bench.md"
    assert (path.read_text() if path.exists() else None) == decided
    assert (root / "other.md").exists()
    history.push()
    assert tip(remote) == merged.id


def test_a_decision_about_earlier_versions_does_not_count(tmp_path: Path) -> None:
    history, root, remote = sent(tmp_path)
    elsewhere = Elsewhere(tmp_path / "else", remote)
    elsewhere.send({"content/stories/bench.md": "Theirs.\n"})
    decide(history, root, {"content/stories/bench.md": "Ours.\n"})
    history.fetch()
    conflict = history.merge("Join")
    assert isinstance(conflict, Conflict)
    decide(history, root, {"content/stories/other.md": "Elsewhere in the garden.\n"})
    elsewhere.send({"content/stories/bench.md": "Theirs, corrected.\n"})
    history.fetch()
    before = tip(root)
    with pytest.raises(HistoryError, match="changed again"):
        history.merge("Join", resolved={"content/stories/bench.md": b"Both.\n"}, mark=conflict.mark)
    assert tip(root) == before
    again = history.merge("Join")
    assert isinstance(again, Conflict) and again.theirs == {"content/stories/bench.md": b"Theirs, corrected.\n"}
    decide(history, root, {"content/stories/third.md": "What is decided of other files does not matter.\n"})
    merged = history.merge("Join", resolved={"content/stories/bench.md": b"Both.\n"}, mark=again.mark)
    assert isinstance(merged, Merged)
    is_clean(root)


def test_a_file_that_is_not_committed_is_never_overwritten(tmp_path: Path) -> None:
    history, root, remote = sent(tmp_path)
    Elsewhere(tmp_path / "else", remote).send(
        {"content/stories/bench.md": "Theirs.\n", "new.md": "Theirs.\n", "d/e": "x"}
    )
    history.fetch()
    before = tip(root)
    for files in (
        {"content/stories/bench.md": "Being edited.\n"},
        {"content/stories/bench.md": None},
        {"new.md": "Mine.\n"},
        {"new.md/inner.md": "Mine.\n"},
        {"d": "A file.\n"},
    ):
        write(root, files)
        with pytest.raises(HistoryError, match="not committed yet"):
            history.merge("Join")
        assert tip(root) == before
        assert all((root / name).read_text() == text for name, text in files.items() if text is not None)
        for name in files:
            (root / name).unlink(missing_ok=True)
        if (root / "new.md").is_dir():
            (root / "new.md").rmdir()
        git(root, "checkout", "-q", "--", "content/stories/bench.md")
    write(root, {"content/stories/bench.md": "Staged.\n"})
    git(root, "add", "-A")
    write(root, {"content/stories/bench.md": "A bench.\n"})
    with pytest.raises(HistoryError, match="not committed yet"):
        history.merge("Join")
    git(root, "reset", "-q")
    (root / "new.md").mkdir()
    write(root, {"notes.txt": "Mine, and nobody else's.\n"})
    assert isinstance(history.merge("Join"), Merged)
    assert git(root, "status", "--porcelain") == "?? notes.txt\n"


def test_what_others_staged_stays_staged_in_a_merge(tmp_path: Path) -> None:
    history, root, remote = sent(tmp_path)
    Elsewhere(tmp_path / "else", remote).send({"new.md": "Theirs.\n"})
    decide(history, root, {"content/stories/ours.md": "Ours.\n"})
    write(root, {"README.md": "Staged.\n"})
    git(root, "add", "README.md")
    history.fetch()
    history.merge("Join")
    assert git(root, "status", "--porcelain") == "A  README.md\n"


def test_a_remote_without_a_common_history(tmp_path: Path, by: str) -> None:
    root, other = tmp_path / "garden", tmp_path / "other"
    history = begun(root)
    write(other, {**SITE, "mkdocs.yml": "site_name: Another\n"})
    begun(other)
    git(root, "remote", "add", "origin", str(other))
    history.fetch()
    with pytest.raises(HistoryError, match="nothing in common"):
        history.merge("Join")
    with pytest.raises(RemoteMovedOn):
        history.push()
    is_clean(root)


def test_a_remote_that_is_gone(tmp_path: Path, by: str) -> None:
    history, root, remote = sent(tmp_path)
    remote.rename(tmp_path / "elsewhere.git")
    decide(history, root, {"content/stories/two.md": "Two.\n"})
    for ask in (history.fetch, history.push):
        with pytest.raises(HistoryError, match="no repository at the remote"):
            ask()
    is_clean(root)
    (tmp_path / "elsewhere.git").rename(remote)
    history.push()
    assert tip(remote) == tip(root)


def test_several_remotes(tmp_path: Path) -> None:
    root, one, two = tmp_path / "garden", bare(tmp_path / "one.git"), bare(tmp_path / "two.git")
    history = begun(root)
    git(root, "remote", "add", "one", str(one))
    git(root, "remote", "add", "two", str(two))
    for ask in (history.remote, history.fetch, history.push, history.behind_and_ahead):
        with pytest.raises(HistoryError, match="several remotes"):
            ask()
    assert not history.decisions(1)[0].is_sent
    git(root, "config", "branch.main.remote", "two")
    git(root, "config", "branch.main.merge", "refs/heads/live/site")
    assert history.remote() == "two"
    history.push()
    assert tip(two, "live/site") == tip(root)
    assert git(one, "for-each-ref") == ""
    git(root, "config", "--unset", "branch.main.remote")
    git(root, "remote", "rename", "one", "origin")
    assert history.remote() == "origin"


def test_a_push_goes_where_the_remote_says(tmp_path: Path, by: str) -> None:
    history, root, _ = sent(tmp_path)
    other = bare(tmp_path / "other.git")
    git(root, "config", "remote.origin.pushurl", str(other))
    git(root, "update-ref", "-d", "refs/remotes/origin/main")
    history.push()
    assert tip(other) == tip(root)


def test_a_branch_that_somebody_works_on_is_not_pulled_from_under_them(tmp_path: Path, by: str) -> None:
    history, root, _ = sent(tmp_path)
    theirs = tmp_path / "theirs"
    git(root, "clone", "-q", str(root), str(theirs))
    git(root, "remote", "set-url", "origin", str(theirs))
    decide(history, root, {"content/stories/two.md": "Two.\n"})
    with pytest.raises(HistoryError, match=r"refused.*check(ed)? ?out"):
        history.push()


def test_a_remote_that_refuses_is_quoted(tmp_path: Path) -> None:
    history, root, remote = sent(tmp_path)
    hook = remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'Only on Tuesdays.' >&2\nexit 1\n")
    hook.chmod(0o755)
    decide(history, root, {"content/stories/two.md": "Two.\n"})
    with pytest.raises(HistoryError, match=r"refused.*Only on Tuesdays") as raised:
        history.push()
    assert not isinstance(raised.value, RemoteMovedOn | RemoteUnreachable)


def test_no_hook_is_run(tmp_path: Path) -> None:
    history, root, remote = sent(tmp_path)
    for name in ("pre-commit", "commit-msg", "post-commit", "pre-push", "post-merge", "reference-transaction"):
        hook = root / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran-{name}\nexit 1\n")
        hook.chmod(0o755)
    decide(history, root, {"content/stories/two.md": "Two.\n"})
    history.push()
    Elsewhere(tmp_path / "else", remote).send({"new.md": "Theirs.\n"})
    history.fetch()
    history.merge("Join")
    assert list(tmp_path.glob("ran-*")) == []
    assert (root / "new.md").exists()


@pytest.mark.parametrize("is_shortened", [True, False])
def test_a_history_that_was_replaced_is_not_brought_back(tmp_path: Path, by: str, is_shortened: bool) -> None:
    """Somebody took a story out of the remote for good; the desk must not send it again."""
    history, root, remote = sent(tmp_path)
    begin = tip(root)
    decide(history, root, {"content/stories/withdrawn.md": "Never to be read again.\n"})
    history.push()
    replaced = git(remote, "commit-tree", "-p", begin, "-m", "Begin anew", f"{begin}^{{tree}}").strip()
    theirs = begin if is_shortened else replaced
    git(remote, "update-ref", "refs/heads/main", theirs)
    decide(history, root, {"content/stories/two.md": "One.\n"})
    with pytest.raises(RemoteMovedOn):
        history.push()
    history.fetch()
    for ask in (lambda: history.merge("Join"), history.push):
        with pytest.raises(HistoryError, match="was replaced by another"):
            ask()
    assert tip(remote) == theirs
    git(root, "reset", "-q", "--hard", "origin/main")
    assert history.merge("Join") == Merged("", ())
    decide(history, root, {"content/stories/two.md": "Two.\n"})
    history.push()
    assert tip(remote) == tip(root)


# --- networks


class Locked(http.server.BaseHTTPRequestHandler):
    """A server that asks for a password."""

    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def locked() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Locked) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/garden.git"
        server.shutdown()


def test_a_remote_that_asks_for_a_password(tmp_path: Path, by: str, locked: str) -> None:
    history, root, _ = sent(tmp_path)
    git(root, "remote", "set-url", "origin", locked.replace("//", "//me:s3cret@") if by == "git" else locked)
    for ask in (history.fetch, history.push):
        with pytest.raises(HistoryError, match="did not let the desk in") as raised:
            ask()
        assert "s3cret" not in str(raised.value)


def test_a_network_that_is_down(tmp_path: Path, by: str) -> None:
    history, root, _ = sent(tmp_path)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        git(root, "remote", "set-url", "origin", f"http://127.0.0.1:{unused.getsockname()[1]}/garden.git")
        for ask in (history.fetch, history.push):
            with pytest.raises(RemoteUnreachable, match="does not answer"):
                ask()


ANSWERS = {
    "me@example.org: Permission denied (publickey).": "did not let the desk in",
    "Host key verification failed.": "does not know the remote's host",
    "ssh: Could not resolve hostname example.org: Name or service not known": "does not answer",
}


def test_a_remote_that_is_reached_by_ssh(tmp_path: Path, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    root, remote, ssh = tmp_path / "garden", bare(tmp_path / "remote.git"), tmp_path / "ssh"
    history = begun(root)
    git(root, "remote", "add", "origin", f"ssh://me@example.org{remote}")
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))
    ssh.write_text('#!/bin/sh\nfor each; do last="$each"; done\nexec sh -c "$last"\n')
    ssh.chmod(0o755)
    history.push()
    history.fetch()
    assert tip(remote) == tip(root)
    assert history.behind_and_ahead() == (0, 0)
    for said, meaning in ANSWERS.items():
        ssh.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 255\n")
        with pytest.raises(HistoryError, match=meaning):
            history.fetch()


@pytest.mark.parametrize("scheme", ["http", "git"])
def test_a_remote_that_falls_silent_is_given_up(
    tmp_path: Path, by: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    history, root, _ = sent(tmp_path)
    monkeypatch.setattr(remote_by_git, "QUIET", 1.0)
    monkeypatch.setattr(remote_by_dulwich, "QUIET", 3.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        git(root, "remote", "set-url", "origin", f"{scheme}://127.0.0.1:{server.getsockname()[1]}/garden.git")
        start = time.monotonic()
        with pytest.raises(RemoteUnreachable):
            history.fetch()
        assert time.monotonic() - start < 20


# --- unusual repositories


def test_a_linked_working_tree(tmp_path: Path, by: str) -> None:
    _, main, remote = sent(tmp_path)
    git(main, "worktree", "add", "-q", "-b", "linked", str(tmp_path / "linked"))
    root = tmp_path / "linked"
    assert (root / ".git").is_file()
    history = begun(root)
    decide(history, root, {"content/stories/two.md": "Two.\n"})
    history.push()
    assert tip(remote, "linked") == tip(root, "HEAD")
    is_clean(root)
    is_clean(main)
    Elsewhere(tmp_path / "else", remote)
    git(tmp_path / "else", "switch", "-q", "linked")
    write(tmp_path / "else", {"new.md": "x"})
    git(tmp_path / "else", "add", "-A")
    git(tmp_path / "else", "commit", "-q", "-m", "x")
    git(tmp_path / "else", "push", "-q")
    history.fetch()
    assert history.merge("Join") == Merged(tip(root, "HEAD"), ("new.md",))
    is_clean(root)


def test_submodules_are_left_as_they_are(tmp_path: Path, by: str) -> None:
    history, root, remote = sent(tmp_path)
    part = tmp_path / "part"
    begun(part)
    elsewhere = Elsewhere(tmp_path / "else", remote)
    git(elsewhere.folder, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(part), "part")
    elsewhere.send({})
    history.fetch()
    assert history.merge("Join") == Merged(tip(root), (".gitmodules", "part"))
    is_clean(root)
    decide(history, root, {"content/stories/two.md": "Two.\n"})
    with pytest.raises(HistoryError, match="belongs to another repository"):
        history.commit(["part/mkdocs.yml"], "No")
    is_clean(root)
    history.push()
    assert git(remote, "ls-tree", "main", "part").startswith("160000 commit")
    git(elsewhere.folder, "pull", "-q")
    git(elsewhere.folder, "rm", "-q", "part")
    elsewhere.send({})
    history.fetch()
    assert isinstance(history.merge("Join"), Merged)
    assert not git(root, "ls-files", "part")


def test_a_shallow_clone(tmp_path: Path, by: str) -> None:
    history, root, remote = sent(tmp_path)
    for number in range(4):
        decide(history, root, {"content/stories/two.md": f"{number}\n"})
    history.push()
    shallow = tmp_path / "shallow"
    git(root, "clone", "-q", "--depth", "2", f"file://{remote}", str(shallow))
    own = begun(shallow)
    assert [each.message for each in own.decisions(9)] == ["Publish a story"] * 2
    with pytest.raises(HistoryError, match="begins"):
        own.undo(own.decisions(9)[-1].id)
    decide(own, shallow, {"content/stories/three.md": "Three.\n"})
    own.push()
    assert tip(remote) == tip(shallow)
    Elsewhere(tmp_path / "else", remote).send({"new.md": "x"})
    decide(own, shallow, {"content/stories/four.md": "Four.\n"})
    own.fetch()
    assert own.merge("Join") == Merged(tip(shallow), ("new.md",))
    own.push()
    is_clean(shallow)
    assert git(remote, "fsck", "--strict") == ""


def test_programs_and_line_ends_come_in_as_git_brings_them(tmp_path: Path) -> None:
    history, root, remote = sent(tmp_path)
    elsewhere = Elsewhere(tmp_path / "else", remote)
    write(elsewhere.folder, {"run.sh": "#!/bin/sh\n"})
    (elsewhere.folder / "run.sh").chmod(0o755)
    elsewhere.send({".gitattributes": "*.md text eol=crlf\n"})
    elsewhere.send({"new.md": "One\r\nTwo\r\n"})
    history.fetch()
    history.merge("Join")
    is_clean(root)
    history.fetch()
    history.merge("Join")
    is_clean(root)
    assert os.access(root / "run.sh", os.X_OK)
    assert (root / "new.md").read_bytes() == b"One\r\nTwo\r\n"
    assert git(root, "cat-file", "blob", "HEAD:new.md") == "One\nTwo\n"
    decide(history, root, {"run.sh": "#!/bin/sh\ntrue\n"})
    git(elsewhere.folder, "update-index", "--chmod=-x", "run.sh")
    (elsewhere.folder / "run.sh").chmod(0o644)
    elsewhere.send({})
    history.fetch()
    history.merge("Join")
    assert git(root, "ls-tree", "HEAD", "run.sh").startswith("100644")
    assert (root / "run.sh").read_text() == "#!/bin/sh\ntrue\n"
    is_clean(root)


@pytest.mark.parametrize("name", [".git/hooks/post-checkout", ".GIT/config", "a/../../b", "git~1/config"])
def test_a_hostile_name_from_the_remote_is_not_put_on_the_disk(tmp_path: Path, name: str) -> None:
    history, root, remote = sent(tmp_path)
    blob = subprocess.run(
        ["git", "-C", remote, "hash-object", "-w", "--stdin"], input=b"x", capture_output=True, check=True
    ).stdout.strip()
    entry = b"100644 blob " + blob
    for part in reversed(name.split("/")):
        listing = entry + b"\t" + part.encode() + b"\0"
        made = subprocess.run(["git", "-C", remote, "mktree", "-z"], input=listing, capture_output=True, check=False)
        if made.returncode:
            pytest.skip("this Git does not write such a tree")
        entry = b"040000 tree " + made.stdout.strip()
    commit = git(remote, "commit-tree", "-p", "main", "-m", "x", made.stdout.decode().strip()).strip()
    git(remote, "update-ref", "refs/heads/main", commit)
    before = git(root, "status", "--porcelain"), tip(root)
    try:
        history.fetch()
        with pytest.raises(HistoryError, match="not safe"):
            history.merge("Join")
    except HistoryError as error:
        assert "could not be asked" in str(error)
    assert (git(root, "status", "--porcelain"), tip(root)) == before
    assert not (root / ".git/hooks/post-checkout").exists()


NAMES = ("a", "b", "a/x", "a/y", "b/z/w", "c", "d/e")


def some_files(source: random.Random, old: dict[str, str]) -> dict[str, str]:
    """Some of NAMES, none of which is also a folder of another, and what they hold; no two are alike."""
    files = {name: text if source.random() < 0.7 else name + source.choice("123") for name, text in old.items()}
    for name in source.sample(NAMES, 3):
        if source.random() < 0.5:
            files.pop(name, None)
        else:
            files[name] = name + source.choice("123")
    return {name: text for name, text in files.items() if not any(each.startswith(name + "/") for each in files)}


@pytest.mark.parametrize("seed", [*range(4), *map(at_night, range(4, 200))])
def test_joined_as_git_joins_whole_files(tmp_path: Path, seed: int) -> None:
    """The judge is Git's own merge of three trees, which knows nothing about lines."""
    source = random.Random(seed)
    history, root, remote = sent(tmp_path)

    def become(folder: Path, now: dict[str, str]) -> list[str]:
        gone = [name for name in NAMES if (folder / name).is_file() and now.get(name) is None]
        for name in gone:
            (folder / name).unlink()
        for name in sorted(NAMES, reverse=True):
            if (folder / name).is_dir() and not any((folder / name).rglob("*")):
                (folder / name).rmdir()
        for below in ("b/z", "b", "a", "d"):
            if (folder / below).is_dir() and not any((folder / below).iterdir()):
                (folder / below).rmdir()
        write(folder, now)
        return [*gone, *now]

    base = some_files(source, {})
    history.commit(become(root, base), "Base")
    history.push()
    elsewhere = Elsewhere(tmp_path / "else", remote)
    become(elsewhere.folder, some_files(source, base))
    theirs = elsewhere.send({})
    history.commit([*become(root, some_files(source, base)), "content/stories/bench.md"], "Ours")
    decide(history, root, {"ours": "x"})
    ours = tip(root)
    history.fetch()
    judged = subprocess.run(
        ["git", "-C", root, "-c", "merge.renames=false", "merge-tree", "--write-tree", ours, theirs],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        merged = history.merge("Join")
    except HistoryError as error:
        assert "a folder of the same name" in str(error)
        merged = None
    if not isinstance(merged, Merged):
        assert judged.returncode == 1
        assert tip(root) == ours
    else:
        assert judged.returncode == 0
        assert git(root, "rev-parse", "HEAD^{tree}") == judged.stdout
    is_clean(root)


def test_histories_that_crossed(tmp_path: Path) -> None:
    """If both sides have joined the other's work, there are two commits that they last had in common."""
    history, root, remote = sent(tmp_path)
    elsewhere = Elsewhere(tmp_path / "else", remote)
    ours = decide(history, root, {"ours.md": "x"})
    theirs = elsewhere.send({"theirs.md": "x"})
    history.fetch()
    history.merge("Join")
    git(root, "push", "-q", str(elsewhere.folder), f"{ours}:refs/heads/ours")
    git(elsewhere.folder, "merge", "-q", "-m", "x", "ours")
    write(elsewhere.folder, {"later.md": "x"})
    git(elsewhere.folder, "add", "-A")
    git(elsewhere.folder, "commit", "-q", "-m", "x")
    git(elsewhere.folder, "push", "-q")
    decide(history, root, {"mine.md": "x"})
    history.fetch()
    assert len(git(root, "merge-base", "--all", "HEAD", "origin/main").split()) == 2, theirs
    assert history.merge("Join again") == Merged(tip(root), ("later.md",))
    is_clean(root)


def test_all_of_it_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remote = bare(tmp_path / "remote.git")
    root, other = tmp_path / "garden", tmp_path / "other"
    with monkeypatch.context() as alone:
        (tmp_path / "empty").mkdir()
        alone.setenv("PATH", str(tmp_path / "empty"))
        with pytest.raises(FileNotFoundError):
            subprocess.run(["git", "--version"], check=False)
        history = begun(root)
        with (root / ".git" / "config").open("a") as config:
            config.write(f'[remote "origin"]\n\turl = {remote}\n')
        history.push()
        write(other, SITE)
        decide(history, root, {"content/stories/two.md": "Two.\n"})
        history.push()
        history.fetch()
        assert history.behind_and_ahead() == (0, 0)
    is_clean(root)
    Elsewhere(tmp_path / "else", remote).send({"new.md": "x"})
    with monkeypatch.context() as alone:
        alone.setenv("PATH", str(tmp_path / "empty"))
        decide(history, root, {"content/stories/three.md": "Three.\n"})
        with pytest.raises(RemoteMovedOn):
            history.push()
        history.fetch()
        assert isinstance(history.merge("Join"), Merged)
        history.push()
    is_clean(root)
    assert tip(remote) == tip(root)
    assert git(remote, "fsck", "--strict") == ""
