"""Work on all cores, in processes that inherit everything read so far."""

import errno
import gc
import os
import pickle
import select
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import suppress
from itertools import pairwise
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST_SHARES = 1024
"""Pieces into which work is cut. Each process takes the next when it is free, so that all end together."""
_SHARE = struct.Struct("<II")
"""A share in the pipe: its first number, and the one after its last."""


class Explained(Exception):
    """Why a piece of work failed, in words that a person can act on."""


def unexpected(error: Exception) -> str:
    """What a person is told about an error that nobody foresaw; KGEN_TRACEBACK=1 asks for the traceback instead."""
    return f"This is a fault in kgen itself ({error!r}). Please report what KGEN_TRACEBACK=1 makes it print."


def why_of(error: OSError) -> str:
    """What the system could not do, where, and what to do. If there are two files, it is the one to be written."""
    file = error.filename2 or error.filename
    what_to_do = _WHAT_TO_DO.get(error.errno or 0, "")
    return f"{error.strerror or error}{f': {file}' if file else ''}.{what_to_do}"


_WHAT_TO_DO = {
    errno.ENOSPC: " Make room on the disk, and run this again.",
    errno.ENOENT: " If something else was changing files here, wait until it is done, and run this again.",
}


class WorkFailed(Exception):
    """A piece of work failed; the reason has been printed."""

    def __str__(self) -> str:
        return "The work could not be finished, for the reason above. The published site is unchanged."


def map(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    min_items: int,
    long_first: int = 0,
    while_waiting: Callable[[], object] | None = None,
    pack: Callable[[Result], Any] = lambda result: result,
    unpack: Callable[[Any], Result] = lambda sent: sent,
    done: Callable[[int], object] = lambda number: None,
) -> list[Result]:
    """Return `function(item)` for each item, in order, worked out on as many cores as there are.

    The first `long_first` of them are long pieces of work, and are taken one by one; the others several at a time.
    Results come back pickled; `pack` turns each into something that pickles fast, and `unpack` undoes that. Each
    further process gets at least `min_items` items. `while_waiting` is called once in this process, after the others
    have begun; `done` is told now and then roughly how many items are done. Raises WorkFailed if a call failed in
    another process.
    """
    queue = _Queue(len(items), long_first)

    def own_shares() -> list[tuple[int, list[Result]]]:
        results = []
        for share in queue.shares():
            results.append((share.start, [function(items[number]) for number in share]))
            done(share.stop)
        return results

    def packed_shares() -> list[tuple[int, list[Any]]]:
        return [(share.start, [pack(function(items[number])) for number in share]) for share in queue.shares()]

    children = [Child(packed_shares) for _ in range(1, _workers(len(items), min_items))]
    try:
        if while_waiting is not None:
            while_waiting()
        results = own_shares()
        for child in children:
            results += [(start, [unpack(each) for each in part]) for start, part in child.result()]
    finally:
        queue.close()
        for child in children:
            child.abandon()
    return [result for _, part in sorted(results, key=lambda pair: pair[0]) for result in part]


def can_fork() -> bool:
    """Whether this system has processes that inherit everything read so far."""
    return hasattr(os, "fork")


def _workers(count: int, min_items: int) -> int:
    if not can_fork():
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, count // min_items))


class _Queue:
    """Shares of the numbers below a count, in a pipe from which several processes take them one by one.

    All shares fit into the pipe at once, so that no process waits to write.
    """

    def __init__(self, count: int, long_first: int) -> None:
        size = max(1, -(-(count - long_first) // MOST_SHARES))
        starts = [*range(long_first), *range(long_first, count, size)]
        self._reader, writer = os.pipe()
        with open(writer, "wb") as pipe:
            for start, stop in pairwise([*starts, count]):
                pipe.write(_SHARE.pack(start, stop))

    def shares(self) -> Iterator[range]:
        while taken := os.read(self._reader, _SHARE.size):
            yield range(*_SHARE.unpack(taken))

    def close(self) -> None:
        os.close(self._reader)


def _succeeds(work: Callable[[], object]) -> bool:
    """Do some work; if it fails, print why and return False."""
    try:
        work()
    except OSError as error:
        print(f"kgen: {why_of(error)}", file=sys.stderr, flush=True)
        return False
    except Explained as error:
        print(f"kgen: {error}", file=sys.stderr, flush=True)
        return False
    except Exception as error:
        if os.environ.get("KGEN_TRACEBACK"):
            traceback.print_exc()
        else:
            print(f"kgen: {unexpected(error)}", file=sys.stderr, flush=True)
        return False
    return True


class Child:
    """A process that inherits everything read so far, does one piece of work and sends back what it returns."""

    def __init__(self, work: Callable[[], object]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()
        self._reader, writer = os.pipe()
        # Ctrl+C waits meanwhile: raised in one of Python's fork hooks, it would be printed and forgotten.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process = os.fork()
            if self._process == 0:
                os.close(self._reader)
                _work_and_end(work, writer, before)
            os.close(writer)
            gc.unfreeze()
            self._ended = False
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _end(self) -> tuple[bool, bytes]:
        self._ended = True
        with open(self._reader, "rb") as results:
            data = results.read()
        return os.waitpid(self._process, 0)[1] == 0, data

    def succeeded(self) -> bool:
        return self._end()[0]

    def has_answered(self) -> bool:
        """Whether the work is done, or has failed."""
        return bool(select.select([self._reader], [], [], 0)[0])

    def result(self) -> Any:
        """Wait for what the work returned. Raises WorkFailed if it failed; the reason has been printed."""
        succeeded, data = self._end()
        if not succeeded:
            raise WorkFailed
        return pickle.loads(data)

    def fileno(self) -> int:
        """A descriptor that can be read once the work is done or has failed."""
        return self._reader

    def kill(self) -> None:
        """End a child whose result is no longer wanted."""
        if not self._ended:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
            self._end()

    def abandon(self) -> None:
        """Wait for a child whose result is no longer wanted."""
        if not self._ended:
            self._end()


def _work_and_end(work: Callable[[], object], writer: int, signals: Set[int]) -> None:
    """In a child: do the work, send the result, and end without running anything else of the parent's. `signals` are
    those that stay blocked."""
    code = 1
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)
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
