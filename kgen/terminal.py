"""What a terminal or a log is given: no character that steers it, hides text or turns it round."""

import io
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

_STEERING = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
"""No joiner, which is as good as a letter: Persian, Hindi and many pictures (a nurse, the flag of Wales) need them."""
_FLAG_OR_HIDDEN = r"(🏴[\U000e0030-\U000e007a]{2,6}\U000e007f)|[\U000e0000-\U000e007f\ufeff\ufff9-\ufffb]+"
"""The flag of a country such as Wales is spelt with letters that nobody sees, in which whole sentences could hide."""
_IN_LINES, _IN_A_LINE = (re.compile(f"{_FLAG_OR_HIDDEN}|[{more}{_STEERING}]") for more in ("", r"\n\t"))


def printable(text: str) -> str:
    """Text as one line, without control characters, which could steer a terminal or the host of a workflow."""
    return text if text.isprintable() else _IN_A_LINE.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    return found[1] or "�"


class PrintableStream:
    """A text stream that lets through only lines of such text, whoever wrote them and wherever they came from: a
    title, the name of a file, an argument of the command."""

    def __init__(self, behind: TextIO) -> None:
        self.behind = behind

    def write(self, text: str) -> int:
        if isinstance(text, str) and not text.isprintable():
            text = _IN_LINES.sub(_shown, text)
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
