"""The pipe between two processes: one answers browsers, the other holds the garden and is asked for each page.

The first sends `("ask", number, what)`, the second answers `("answer", number, Answer)`. `serve.server` says what else
the preview sends.
"""

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from itertools import count
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any

from kgen.serve.answer import Answer


def started(run: Callable[..., None], *arguments: Any) -> tuple[BaseProcess, Connection, int | str]:
    """Start what answers browsers. Returns its process, the pipe to it, and its port, or, in words, why it has none.

    It has threads; the garden, whose checks are further processes, is better off without.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=run, args=(*arguments, theirs), daemon=True)
    try:
        with _ctrl_c_held_back():
            process.start()
        theirs.close()
        return process, ours, ours.recv()
    except BaseException:
        if process.pid is not None:
            process.terminate()
        raise


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """What is started meanwhile never sees Ctrl+C, which reaches every process of a terminal: it is over when this one
    is, and prints nothing about where it was. (Windows has no such mask.)"""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # Once this is started, it lets Ctrl+C through.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class GardenProcess:
    """The process that holds the garden, as the one that answers browsers knows it."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._numbers = count()
        self._asked: dict[int, Future[Answer]] = {}
        self._waiting: SimpleQueue[tuple[Any, ...]] = SimpleQueue()
        """What is still to be sent: a pipe takes large files no faster than they are read at its other end."""

    def ask(self, what: Any) -> Future[Answer]:
        number, answer = next(self._numbers), Future[Answer]()
        self._asked[number] = answer
        self.tell("ask", number, what)
        return answer

    def tell(self, *message: Any) -> None:
        self._waiting.put(message)

    def talk(self) -> None:
        """Send what is asked and take what is answered, until the other process ends."""
        threading.Thread(target=self._send, daemon=True).start()
        with suppress(EOFError, OSError):
            while True:
                self.take(*self._pipe.recv())

    def _send(self) -> None:
        with suppress(OSError):
            while True:
                self._pipe.send(self._waiting.get())

    def take(self, what: str, number: int, answer: Any) -> None:
        """Take one message from the other process."""
        asked = self._asked.pop(number)
        if asked.set_running_or_notify_cancel():
            asked.set_result(answer)
