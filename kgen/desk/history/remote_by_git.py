"""Fetching and pushing by the `git` program, where it is installed: it knows this machine's keys and credentials."""

import os
import queue
import signal
import subprocess
import threading
import time
from typing import IO

from dulwich.objects import ObjectID

from kgen.desk.history.errors import HistoryError
from kgen.desk.history.remote import ASKS_NOBODY, QUIET, Remote, explained, unreachable
from kgen.desk.history.repository import Repository
from kgen.git import environment, is_installed as is_installed

_ENVIRONMENT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
    "GCM_INTERACTIVE": "never",
    "LC_ALL": "C",
    "LANGUAGE": "",
}
_SETTINGS = ("core.hooksPath=" + os.devnull, "gc.auto=0", "maintenance.auto=false", "credential.interactive=false")
_GRACE = 2.0
"""Seconds within which what a process said last must have arrived."""


def fetch(repository: Repository, remote: Remote) -> bool:
    """Let our tracking branch follow the remote's; False where the remote has no such branch. Raises HistoryError."""
    what = f"+{os.fsdecode(remote.branch)}:{os.fsdecode(remote.tracking)}"
    options = ("--progress", "--no-tags", "--no-prune", "--no-recurse-submodules", "--no-write-fetch-head")
    code, _, said = _run(repository, remote, "fetch", *options, "--", remote.name, what)
    if code and "couldn't find remote ref" in said:
        return False
    if code:
        raise explained(said, remote)
    return True


def push(repository: Repository, remote: Remote, old: ObjectID | None, new: ObjectID) -> None:
    """Move the remote's branch from one commit to a later one.

    Raises RemoteMovedOn if it is not at the first.
    """
    options = ("--progress", "--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no", "--no-signed")
    lease = f"--force-with-lease={os.fsdecode(remote.branch)}:{old.decode() if old else ''}"
    what = f"{new.decode()}:{os.fsdecode(remote.branch)}"
    code, answer, said = _run(repository, remote, "push", *options, lease, "--", remote.name, what)
    if code:
        refused = [line for line in answer.splitlines() if line.startswith("!")]
        raise explained("\n".join([said, *refused]), remote)


def _run(repository: Repository, remote: Remote, *arguments: str) -> tuple[int, str, str]:
    """How `git` ended, what it answered and what it said; it is stopped once it has said nothing for QUIET seconds."""
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    asking_nobody = environment() | _ENVIRONMENT
    if not asking_nobody.get("GIT_SSH_COMMAND") and not repository.setting(b"sshCommand"):
        asking_nobody["GIT_SSH_COMMAND"] = ASKS_NOBODY
    command = ["git", *settings, "-C", str(repository.top), *arguments]
    try:
        process = subprocess.Popen(
            command,
            env=asking_nobody,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise HistoryError(f"Git cannot be run: {error.strerror}.", "git", "Install it again, or remove it.") from None
    heard = _listen(process)
    if heard is None:
        _stop(process)
        raise unreachable(remote)
    return process.returncode, heard[0], heard[1]


def _listen(process: subprocess.Popen[bytes]) -> tuple[str, str] | None:
    """All that a process writes, until it ends; None where it fell silent."""
    chunks: queue.SimpleQueue[tuple[int, bytes]] = queue.SimpleQueue()
    assert process.stdout is not None and process.stderr is not None
    for number, stream in enumerate((process.stdout, process.stderr)):
        threading.Thread(target=_read, args=(stream, number, chunks), daemon=True).start()
    heard = [b"", b""]
    open_streams, last = 2, time.monotonic()
    while open_streams:
        try:
            number, data = chunks.get(timeout=0.2)
        except queue.Empty:
            silent = time.monotonic() - last
            if process.poll() is not None and silent > _GRACE:
                break  # A helper that outlives it, such as a store of credentials, holds the streams open.
            if process.poll() is None and silent > QUIET:
                return None
            continue
        last = time.monotonic()
        heard[number] += data
        open_streams -= not data
    process.wait()
    answer, said = (each.replace(b"\r", b"\n").decode(errors="replace") for each in heard)
    return answer, said


def _read(stream: IO[bytes], number: int, chunks: queue.SimpleQueue[tuple[int, bytes]]) -> None:
    with stream:
        while data := os.read(stream.fileno(), 65536):
            chunks.put((number, data))
    chunks.put((number, b""))


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
