"""What a person sees while work takes longer than a second: one line, on a terminal only."""

import sys
import time

from kgen.terminal import unguarded

PATIENCE = 1.0
"""Seconds after which a person wants to know that something is happening."""
_EVERY = 0.2


class Progress:
    """Says on stderr what is being done, once PATIENCE is over. Anywhere but on a terminal it stays silent."""

    def __init__(self) -> None:
        self._started = self._last = time.monotonic()
        self._shown = False
        self._stream = unguarded(sys.stderr)
        self._terminal = self._stream.isatty()

    def say(self, words: str) -> None:
        """Show what is being done now, in place of what was shown before."""
        now = time.monotonic()
        if not self._terminal or now - self._started < PATIENCE or now - self._last < _EVERY:
            return
        self._last = now
        self._shown = True
        self._stream.write(f"\r\x1b[K{words}")
        self._stream.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = False
