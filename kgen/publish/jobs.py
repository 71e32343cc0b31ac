"""The work of a build in pieces, and which of them need not be done again.

A job makes files. What it is made of is its fingerprint, which is known before it is done (kgen, the settings, the day,
the plain values of a page), and what it asked the garden for while it was done (kgen.weave.recording). Where both are
as they were, so are its files.
"""

import hashlib
import os
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from kgen.publish.output_dir import OutputDir, OutputStamp, files_below, stamp_of
from kgen.weave.recording import Read, Recorder

if TYPE_CHECKING:  # A build that finds nothing changed ends before templates are needed.
    from kgen.views.rendering import Renderer

_SIZE = 16
_NUMBER = "I"


@dataclass(frozen=True, slots=True)
class Job:
    """`make(renderer)` yields files: the path of each below the site's root, and its bytes.

    `name` is that of no other job.
    """

    name: str
    fingerprint: str
    make: Callable[["Renderer"], Iterable[tuple[str, bytes]]]


class Made(NamedTuple):
    """What came of a job: its files, and what it asked the garden for."""

    name: str
    fingerprint: str
    files: Mapping[str, OutputStamp]
    reads: Collection[Read]


def fingerprint_of(*values: Any) -> str:
    """A digest of plain values."""
    return hashlib.blake2b(repr(values).encode(errors="surrogatepass"), digest_size=_SIZE).hexdigest()


def done(job: Job, renderer: "Renderer", recorder: Recorder, output: OutputDir) -> Made:
    """Do a job."""
    with recorder.aside() as reads:
        files = {path: output.write(path, data) for path, data in job.make(renderer)}
    return Made(job.name, job.fingerprint, files, recorder.reads_of(reads))


class LastBuild:
    """What the last build did: its reads, each once; by the name of each job its fingerprint, the paths of its files,
    and the numbers of its reads. `data` is what `as_json` returned then; None where that is not known."""

    def __init__(self, data: Any) -> None:
        self.reads: Sequence[Read] = data["reads"] if data else ()
        self._jobs: dict[str, tuple[str, list[str], str]] = data["jobs"] if data else {}

    def kept(self, job: Job, stale: Set[int], output: OutputDir) -> Made | None:
        """What came of a job the last time, its files put in place, if that is still right.

        `stale` holds the numbers of the reads whose answers have changed.
        """
        fingerprint, paths, packed = self._jobs.get(job.name, ("", [], ""))
        if fingerprint != job.fingerprint:
            return None
        numbers = _numbers(packed)
        if not stale.isdisjoint(numbers):
            return None
        files = output.link(paths)
        return None if files is None else Made(job.name, fingerprint, files, [self.reads[each] for each in numbers])

    def static_files(self, output: OutputDir) -> Iterator[Made]:
        """What others have written into the new site. A file that is the same in the old one is linked from there."""
        for path in list(files_below(output.new)):
            with open(f"{output.new}/{path}", "rb") as file:
                fingerprint = fingerprint_of(file.read())
            same = self._jobs.get(path, ("", [], ""))[0] == fingerprint
            stamp = output.replace_by_link(path) if same else None
            yield Made(path, fingerprint, {path: stamp or stamp_of(os.stat(f"{output.new}/{path}"))}, ())


def as_json(made: Iterable[Made], recorder: Recorder) -> dict[str, Any]:
    """What the next build is to know of this one, as JSON.

    A job that asked for what readers cannot see is left out: the name of that must not be kept.
    """
    numbers: dict[Read, int] = {}
    jobs = {}
    hidden: set[int] = set()
    for each in made:
        asked = array(_NUMBER)
        for read in each.reads:
            number = numbers.get(read)
            if number is None:
                number = numbers[read] = len(numbers)
                if recorder.names_hidden(read):
                    hidden.add(number)
            asked.append(number)
        if hidden.isdisjoint(asked):
            jobs[each.name] = (each.fingerprint, list(each.files), b64encode(asked.tobytes()).decode())
    return {"reads": ["" if number in hidden else read for read, number in numbers.items()], "jobs": jobs}


def _numbers(packed: str) -> "array[int]":
    found = array(_NUMBER)
    found.frombytes(b64decode(packed))
    return found
