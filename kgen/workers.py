"""Work on all cores, in processes that inherit all that was read so far."""

import gc
import os
import pickle
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class WorkFailed(Exception):
    """A piece of work failed; the reason has been printed."""

    def __str__(self) -> str:
        return "The work could not be finished, for the reason above. What was published before stands as it was."


def run(work: Callable[[int], None], count: int, done: Callable[[int], None], *, fewest: int) -> None:
    """Call `work` with each number below `count`, on as many cores as there are, in no promised order.

    `done` is told now and then about how many are done. A further process gets at least `fewest` pieces of work. Raises
    WorkFailed if a call failed, after all have ended.
    """
    workers = _workers(count, fewest)

    def own_share() -> None:
        for number in range(0, count, workers):
            work(number)
            done(min(count, number + workers))

    def share_of(worker: int) -> Callable[[], None]:
        def share() -> None:
            for number in range(worker, count, workers):
                work(number)

        return share

    children = [_Child(share_of(worker)) for worker in range(1, workers)]
    succeeded = _succeeds(own_share)
    for child in children:
        succeeded &= child.succeeded()
    if not succeeded:
        raise WorkFailed


def mapped(function: Callable[[Item], Result], items: Sequence[Item], *, fewest: int) -> list[Result]:
    """Return `function(item)` for each item, in order, worked out on as many cores as there are.

    Results come back pickled. A further process gets at least `fewest` items. Raises WorkFailed if a call failed.
    """
    workers = _workers(len(items), fewest)

    def share_of(worker: int) -> Callable[[], list[Result]]:
        return lambda: [function(item) for item in items[worker::workers]]

    children = [_Child(share_of(worker)) for worker in range(1, workers)]
    results: list[list[Result]] = []
    try:
        results = [share_of(0)(), *(child.result() for child in children)]
    finally:
        if not results:
            for child in children:
                child.abandon()
    return [results[number % workers][number // workers] for number in range(len(items))]


def _workers(count: int, fewest: int) -> int:
    if not hasattr(os, "fork"):
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, count // fewest))


def _succeeds(work: Callable[[], object]) -> bool:
    """Do some work; if it fails, print why and return False."""
    try:
        work()
    except OSError as error:
        print(f"kgen: {error.strerror or error}: {error.filename}", file=sys.stderr, flush=True)
        return False
    except Exception:
        traceback.print_exc()
        return False
    return True


class _Child:
    """A process that does one piece of work and sends back what it returns."""

    def __init__(self, work: Callable[[], object]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()
        self._reader, writer = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self._reader)
            _work_and_end(work, writer)
        os.close(writer)
        gc.unfreeze()

    def succeeded(self) -> bool:
        with open(self._reader, "rb") as results:
            results.read()
        return os.waitpid(self._process, 0)[1] == 0

    def result(self) -> Any:
        with open(self._reader, "rb") as results:
            data = results.read()
        if os.waitpid(self._process, 0)[1] != 0:
            raise WorkFailed
        return pickle.loads(data)

    def abandon(self) -> None:
        try:
            os.close(self._reader)
            os.waitpid(self._process, 0)
        except OSError:
            pass


def _work_and_end(work: Callable[[], object], writer: int) -> None:
    """In a child: do the work, send the result, and end without running anything else of the parent's."""
    code = 1
    try:
        result: list[object] = []
        if _succeeds(lambda: result.append(work())):
            with open(writer, "wb") as results:
                pickle.dump(result[0], results, protocol=pickle.HIGHEST_PROTOCOL)
            code = 0
    except BrokenPipeError:
        pass
    finally:
        sys.stderr.flush()
        os._exit(code)
