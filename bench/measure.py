"""What a command takes: time, processor, memory; and what it leaves behind."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
MEMORY_IS = (
    "the most that the process and its children held at one moment, shared pages counted once (PSS), as seen in /proc"
    if (PROC / "self/smaps_rollup").exists()
    else "the most that the largest single process held"
)


class Failed(Exception):
    """A command did not do what it was measured for."""


class Taken(NamedTuple):
    wall: float
    """Seconds from the start to the end of the process."""
    cpu: float
    """Seconds of processor time, of the process and all it started."""
    memory: int
    """Bytes at the peak, as MEMORY_IS says."""


class Left(NamedTuple):
    """What a site's folder holds."""

    files: int
    bytes: int
    written: int
    """Files that are new since the command began."""
    written_bytes: int
    largest: dict[str, int]
    """Bytes of the largest page of each kind, by the first folder of its address."""
    story_pages: int
    story_bytes: float
    """Mean bytes of a story's page."""


def run(command: list[str], folder: Path, codes: tuple[int, ...] = (0,), *, weighed: bool = True) -> Taken:
    """Run a command to its end. Raises Failed if it ends with a code other than these.

    To be `weighed`, a process is stopped for a moment again and again; where only its time counts, its memory is that
    of the largest single process.
    """
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "HUGO_CACHEDIR": str(folder / ".hugo-cache")}
    with tempfile.TemporaryFile() as output:
        before = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=output, env=environment, start_new_session=True
        )
        with _Watch(process.pid) if weighed else nullcontext() as watch:
            try:
                _, status, used = os.wait4(process.pid, 0)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
            wall = time.perf_counter() - before
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            output.seek(0)
            said = output.read()[-4000:].decode(errors="replace")
            raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    return Taken(wall, used.ru_utime + used.ru_stime, (watch.peak if watch else 0) or _largest(used))


def _largest(used: resource.struct_rusage) -> int:
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


class _Watch(threading.Thread):
    """Looks at the memory of a process and its children, as often as that takes a thirtieth of one core."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._process = process
        self._ended = threading.Event()

    def __enter__(self) -> "_Watch":
        if (PROC / "self/smaps_rollup").exists():
            self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self.is_alive():
            self.join()

    def run(self) -> None:
        pause = 0.01
        while not self._ended.wait(pause):
            before = time.thread_time()
            self.peak = max(self.peak, sum(_held(each) for each in _family(self._process)))
            pause = max(0.01, 30 * (time.thread_time() - before))


def _family(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for thread in (PROC / str(process) / "task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _family(int(child))


def _held(process: int) -> int:
    """Bytes of memory, with what several processes share divided by their number; 0 if it has ended."""
    with suppress(OSError):
        for line in (PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def left(site: Path, since: float) -> Left:
    """Weigh a site; `since` is the time, in seconds as in `time.time()`, from which a file is new."""
    files = [(path, path.stat()) for path in site.rglob("*") if path.is_file()]
    new = [stat.st_size for _, stat in files if stat.st_mtime >= since]
    largest: dict[str, int] = {}
    stories = []
    for path, stat in files:
        parts = path.relative_to(site).parts
        if path.suffix == ".html":
            largest[parts[0]] = max(largest.get(parts[0], 0), stat.st_size)
            if len(parts) == 3 and parts[0] == "stories" and parts[1] != "page":
                stories.append(stat.st_size)
    return Left(
        files=len(files),
        bytes=sum(stat.st_size for _, stat in files),
        written=len(new),
        written_bytes=sum(new),
        largest=largest,
        story_pages=len(stories),
        story_bytes=sum(stories) / len(stories) if stories else 0.0,
    )
