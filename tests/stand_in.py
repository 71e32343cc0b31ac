"""Stands in for Python where a test has it start a program, which is then a fork that tests/warm.py makes. As it is
started often, it imports little."""

from __future__ import annotations

import marshal
import os
import signal
import socket
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import IO


def ask(path: str, arguments: Sequence[str], cwd: str, env: Mapping[str, str], streams: Mapping[int, int]) -> IO[str]:
    """Have a program started; the answer is the number of its process and, once it has ended, its exit code. If the
    answer is closed before, it is killed. `streams` are open files, by the numbers that they have there."""
    mask = os.umask(0)
    os.umask(mask)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        socket.send_fds(connection, [b"-"], list(streams.values()))
        request = {"arguments": list(arguments), "cwd": cwd, "env": dict(env), "umask": mask, "streams": list(streams)}
        connection.sendall(marshal.dumps(request))
        return connection.makefile()


def _stand_in(path: str, arguments: Sequence[str]) -> None:
    """Have a program started with all that this process has open, and end as it does."""
    start = next(place for place, each in enumerate(arguments) if each in ("-m", "-c"))  # after options of Python's own
    streams = {number: number for number in range(256) if _is_open(number)}
    with ask(path, arguments[start:], os.getcwd(), os.environ, streams) as answer:
        child = int(answer.readline())
        signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
        code = int(answer.readline())
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    _stand_in(sys.argv[1], sys.argv[2:])
