"""What a terminal or a log is given: no character that steers it, hides text or turns it round."""

import io
import sys
from collections.abc import Iterable
from typing import Any, TextIO

_UNSEEN = "\n\t"
"""Characters that are not printable but harmless."""


def printable(text: str) -> str:
    """Text as one line, without control characters, which could steer a terminal or the host of a workflow."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else "�" for sign in text)


class PrintableStream:
    """A text stream that lets through only lines of printable text, whoever wrote them and wherever they came from: a
    title, the name of a file, an argument of the command."""

    def __init__(self, behind: TextIO) -> None:
        self.behind = behind

    def write(self, text: str) -> int:
        if isinstance(text, str) and not text.isprintable():
            text = "".join(sign if sign.isprintable() or sign in _UNSEEN else "�" for sign in text)
        return self.behind.write(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)


def guard_streams() -> None:
    """Put a PrintableStream before standard output and standard error. Both write UTF-8, whatever the locale."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
            setattr(sys, name, PrintableStream(stream))


def unguarded(stream: TextIO) -> TextIO:
    """The stream behind a PrintableStream, for a caller that moves the cursor or chooses colours and has cleaned the
    text."""
    return stream.behind if isinstance(stream, PrintableStream) else stream
