"""What is known of a remote's branch: where it led when it was last asked, and what both sides have held already.

A remote whose history was replaced, perhaps to take a teller's words out of it, must not be given them back. So what
both sides have held is noted; a branch that no longer holds it is neither joined with ours nor pushed to.
"""

import json
from contextlib import suppress

from dulwich.objects import ObjectID

from kgen.desk.history.errors import HistoryError
from kgen.desk.history.remote import Remote, moved_on, remote_of
from kgen.desk.history.repository import Repository
from kgen.desk.history.steps import writing

_SHARED = "shared.json"


def tracked(repository: Repository, remote: Remote) -> ObjectID | None:
    """What the remote's branch led to when it was last asked; None if there was no such branch."""
    return repository.repo.refs.follow(remote.tracking)[1]


def known_there(repository: Repository) -> set[ObjectID]:
    """The commits that the remote held when it was last asked; none where it is not clear which remote is meant."""
    try:
        remote = remote_of(repository)
    except HistoryError:
        return set()
    return repository.ancestors(tracked(repository, remote)) if remote else set()


def track(repository: Repository, remote: Remote, id: ObjectID | None) -> None:
    """Remember what the remote's branch leads to."""
    now = tracked(repository, remote)
    if now == id:
        return
    with writing(repository):
        if id is None:
            repository.repo.refs.remove_if_equals(remote.tracking, now)
            return
        with repository.held(remote.tracking, now) as path:
            repository.put(path, id + b"\n")


def note_shared(repository: Repository, remote: Remote, id: ObjectID) -> None:
    """Remember a commit that both sides hold. Needs the desk's own lock."""
    noted = _noted(repository)
    if noted.get(_key(remote)) != id.decode():
        noted[_key(remote)] = id.decode()
        repository.put(repository.own / _SHARED, json.dumps(noted).encode())


def refuse_replaced(repository: Repository, remote: Remote) -> None:
    """Raise HistoryError if the remote's branch no longer holds what it did, as of when it was last asked."""
    now, shared = tracked(repository, remote), _noted(repository).get(_key(remote))
    if now is None or shared is None or now == repository.head:
        return
    if ObjectID(shared.encode()) not in repository.ancestors(now):
        raise HistoryError(
            "The history at the remote was replaced by another, perhaps to take something out of it for good."
            " Joined with the one here, it would hold that again.",
            remote.name,
            "Ask the person who replaced it. Then make a new clone, and repeat there whatever it lacks.",
        )


def refuse_behind(repository: Repository, remote: Remote) -> None:
    """Raise RemoteMovedOn if the remote's branch is known to hold what is not here."""
    now = tracked(repository, remote)
    if now is not None and now not in repository.ancestors(repository.head):
        raise moved_on(remote)


def _key(remote: Remote) -> str:
    return remote.tracking.decode(errors="surrogateescape")


def _noted(repository: Repository) -> dict[str, str]:
    with suppress(FileNotFoundError):
        return dict(json.loads((repository.own / _SHARED).read_bytes()))
    return {}
