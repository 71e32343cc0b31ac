"""A bound on what must end, far above what it takes: processor time, which other programs do not use up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 60
"""What takes a second today may take a few on a busy machine; what grows with the square takes hours."""


@contextmanager
def must_end(seconds: float = SECONDS) -> Iterator[None]:
    """Raise AssertionError in the body once it has used up so many seconds of processor time."""

    def stop(_: int, frame: FrameType | None) -> None:
        raise AssertionError(f"not done after {seconds:g} seconds of the processor")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
