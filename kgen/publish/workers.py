"""Work on all cores, in processes that inherit the garden."""

import gc
import os
import sys
import traceback
from collections.abc import Callable

FEWEST = 200
"""Below so many pieces of work a second process costs more than it saves."""


def run(work: Callable[[int], None], count: int, done: Callable[[int], None]) -> None:
    """Call `work` with each number below `count`, on as many cores as there are, in no promised order.

    `done` is told now and then about how many are done. Raises RuntimeError if a call failed in another process,
    after all have ended.
    """
    workers = min(_cores(), count // FEWEST + 1)

    def own_share(number: int) -> None:
        work(number)
        done(min(count, number + workers))

    if workers < 2 or not hasattr(os, "fork"):
        for number in range(count):
            own_share(number)
        return
    sys.stdout.flush()
    sys.stderr.flush()
    gc.collect()
    gc.freeze()
    children = [_fork(work, range(worker, count, workers)) for worker in range(1, workers)]
    failed = not _succeeds(own_share, range(0, count, workers))
    for child in children:
        failed |= os.waitpid(child, 0)[1] != 0
    gc.unfreeze()
    if failed:
        raise RuntimeError("a page could not be rendered; the reason stands above")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _fork(work: Callable[[int], None], numbers: range) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        code = 0 if _succeeds(work, numbers) else 1
    finally:
        sys.stderr.flush()
        os._exit(code)


def _succeeds(work: Callable[[int], None], numbers: range) -> bool:
    try:
        for number in numbers:
            work(number)
    except Exception:
        traceback.print_exc()
        return False
    return True
