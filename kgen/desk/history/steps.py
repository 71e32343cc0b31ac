"""A step of the history, with the files and the index that follow it: done whole, however often the process is killed.

Before the first thing that cannot be taken back, a record says what is about to happen. Whoever opens the history next
finds it and completes the step, or drops it where the branch had not moved yet.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from dulwich.objects import ObjectID
from dulwich.refs import Ref

from kgen.desk.history.errors import HistoryError
from kgen.desk.history.index import Staged, index, stage
from kgen.desk.history.locks import only_desk
from kgen.desk.history.repository import FOLDER, HEAD, Repository, Step
from kgen.desk.history.working_tree import Changes, WorkingTree

_RECORD = "step.json"


@contextmanager
def writing(repository: Repository) -> Iterator[WorkingTree]:
    """Hold the history, after completing what an earlier process left unfinished; yields the files as they are now.

    Raises HistoryError.
    """
    try:
        with only_desk(repository.common_dir / f"{FOLDER}-held"):
            files = WorkingTree(repository)
            repository.clean_up()
            _complete(repository, files)
            yield files
    except OSError as error:
        raise HistoryError(
            f"The history of this garden cannot be written: {error.strerror or error}.",
            str(error.filename2 or error.filename or repository.top),
            "See that there is room on the disk and that you may write there. Then try again.",
        ) from None


@contextmanager
def changing(repository: Repository) -> Iterator[tuple[WorkingTree, Staged]]:
    """Like `writing`, with Git's index held as well: until the end, no other program commits. Raises HistoryError."""
    with writing(repository) as files, index(repository) as staged:
        yield files, staged


def take(
    repository: Repository, files: WorkingTree, staged: Staged, step: Step, changes: Changes, *, bring: bool
) -> None:
    """Move a branch to a new commit, and the index with it; the files too, where `bring` says so.

    Raises HistoryError, with nothing changed, if another program moved the branch.
    """
    record = repository.own / _RECORD
    said = {
        "branch": step.branch.decode(errors="surrogateescape"),
        "old": step.old.decode() if step.old else None,
        "new": step.new.decode(),
        "bring": bring,
    }
    with repository.held(step.branch, step.old) as path:
        repository.put(record, json.dumps(said).encode())
        if bring:
            _bring(files, changes)
        repository.move(path, step)
        stage(files, staged, changes, only_unstaged=bring)
    record.unlink()


def _bring(files: WorkingTree, changes: Changes) -> None:
    """Put the second of two entries on the disk wherever it still holds the first."""
    going = [name for name, (_, new) in changes.items() if new is None]
    coming = [name for name, (_, new) in changes.items() if new is not None]
    for name in going:
        if files.is_as(name, None) or files.is_as(name, changes[name][0]):
            files.remove(name)
    for name in sorted(coming, key=lambda name: not name.endswith(b".gitattributes")):
        old, new = changes[name]
        if new is not None and files.is_as(name, old):
            files.write(name, new)
            if name.endswith(b".gitattributes"):
                files.read_attributes_again()


def _complete(repository: Repository, files: WorkingTree) -> None:
    record = repository.own / _RECORD
    try:
        said = json.loads(record.read_bytes())
    except FileNotFoundError:
        return
    branch = Ref(said["branch"].encode(errors="surrogateescape"))
    old = ObjectID(said["old"].encode()) if said["old"] else None
    new = ObjectID(said["new"].encode())
    now = repository.repo.refs.read_ref(branch)
    is_here = repository.repo.refs.follow(HEAD)[0][-1] == branch
    if is_here and (now == new or (now == old and said["bring"])):
        changes = repository.trees.changes(repository.tree(old), repository.tree(new))
        with index(repository) as staged, repository.held(branch, now) as path:
            if said["bring"]:
                _bring(files, changes)
            if now == old:
                commit = repository.commit(new)
                repository.move(path, Step(branch, old, new, commit.committer, commit.commit_time, b"merge"))
            stage(files, staged, changes, only_unstaged=True)
    record.unlink()
