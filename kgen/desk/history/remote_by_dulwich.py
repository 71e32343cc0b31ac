"""Fetching and pushing by dulwich, where no Git is installed; in a process of its own, which can be stopped."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Set
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from dulwich.client import GitClient, LocalGitClient, get_transport_and_path
from dulwich.objects import ObjectID
from dulwich.pack import UnpackedObject
from dulwich.protocol import ZERO_SHA
from dulwich.refs import Ref
from dulwich.repo import Repo

from kgen.desk.history.remote import ASKS_NOBODY, MOVED_ON, QUIET, Remote, explained, unreachable
from kgen.desk.history.repository import HEAD, Repository

Work = Callable[..., bytes | None]

_BEAT = 1.0
"""Seconds between two signs of life."""


class _Refused(Exception):
    """The remote must not be changed; the text is what Git would say."""


def fetch(repository: Repository, remote: Remote) -> ObjectID | None:
    """Fetch what the remote's branch leads to; None where it has no such branch. Raises HistoryError."""
    repository.clean_up_packs()
    found = _asked(repository, remote, _fetch, remote.fetched_from, remote.branch)
    return None if found is None else ObjectID(found)


def push(repository: Repository, remote: Remote, old: ObjectID | None, new: ObjectID) -> None:
    """Move the remote's branch from one commit to a later one.

    Raises RemoteMovedOn if it is not at the first.
    """
    _asked(repository, remote, _push, remote.pushed_to, remote.branch, old, new)


def _asked(repository: Repository, remote: Remote, work: Work, *arguments: object) -> bytes | None:
    """What `work` returns, run in a process of its own; it is stopped once it has done nothing for QUIET seconds."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, str(repository.top), work, arguments), daemon=True)
    process.start()
    theirs.close()
    try:
        while ours.poll(QUIET):
            kind, value = ours.recv()
            if kind == "done":
                return None if value is None else bytes(value)
            if kind == "failed":
                raise explained(value, remote)
        raise unreachable(remote)
    except EOFError:
        raise explained("the process that asks it ended early", remote) from None
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()


def _run(pipe: Connection, top: str, work: Work, arguments: tuple[object, ...]) -> None:
    os.chdir(top)
    last = time.monotonic()

    def beat(*_: object) -> None:
        nonlocal last
        if time.monotonic() - last > _BEAT:
            last = time.monotonic()
            pipe.send(("alive", None))

    try:
        with Repo.discover(top) as repo:
            pipe.send(("done", work(repo, beat, *arguments)))
    except Exception as error:  # Anything that a server, a disk or a library raises is told in plain words.
        pipe.send(("failed", f"{type(error).__name__}: {error}"))


def _reached(repo: Repo, beat: Callable[..., None], url: str, operation: str) -> tuple[GitClient, str]:
    """The client that speaks to the remote, and the path of the repository there."""
    config = repo.get_config_stack()
    ssh = os.environ.get("GIT_SSH_COMMAND", "")
    with suppress(KeyError):
        ssh = ssh or config.get((b"core",), b"sshCommand").decode(errors="surrogateescape")
    return get_transport_and_path(url, config, operation, report_activity=beat, ssh_command=ssh or ASKS_NOBODY)


def _fetch(repo: Repo, beat: Callable[..., None], url: str, branch: Ref) -> ObjectID | None:
    client, path = _reached(repo, beat, url, "pull")
    found = client.fetch(
        path.encode() if isinstance(path, str) else path,
        repo,
        determine_wants=lambda refs, depth=None: [refs[branch]] if branch in refs else [],
        progress=beat,
        ref_prefix=[branch],
    )
    return found.refs.get(branch)


def _push(repo: Repo, beat: Callable[..., None], url: str, branch: Ref, old: ObjectID | None, new: ObjectID) -> None:
    client, path = _reached(repo, beat, url, "push")
    if isinstance(client, LocalGitClient):
        with Repo(path) as there:
            if not there.bare and there.refs.follow(HEAD)[0][-1] == branch:
                raise _Refused("[remote rejected] (branch is currently checked out)")

    def update(refs: dict[Ref, ObjectID]) -> dict[Ref, ObjectID]:
        if refs.get(branch, ZERO_SHA) != (old or ZERO_SHA):
            raise _Refused(MOVED_ON)
        return {branch: new}

    def objects(have: Set[ObjectID], want: Set[ObjectID], **options: Any) -> tuple[int, Iterator[UnpackedObject]]:
        return repo.generate_pack_data(set(have), set(want), **options)

    done = client.send_pack(path.encode(), update, objects, progress=beat)
    why = (done.ref_status or {}).get(branch)
    if why:
        raise _Refused(MOVED_ON if "unable to set" in why else f"[remote rejected] ({why})")
