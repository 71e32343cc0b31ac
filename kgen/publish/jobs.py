"""The jobs of a build, and which of them need not be done again.

A job makes files. Its fingerprint is known before it runs (kgen, the settings, the day, the plain values of a page);
what it asks the garden for is recorded while it runs (kgen.weave.recording). If the fingerprint and all answers are
unchanged, so are its files.
"""

import hashlib
import os
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from kgen.publish.output_dir import OutputDir, OutputStamp, files_below, stamp_of
from kgen.weave.recording import HIDDEN, Read, Recorder

if TYPE_CHECKING:  # A build that finds nothing changed ends before templates are needed.
    from kgen.views.rendering import PageRenderer

_SIZE = 16
_NUMBER = "I"


@dataclass(frozen=True, slots=True)
class Job:
    """`make(renderer)` yields files: the path of each below the site's root, and its bytes.

    `name` is unique to this job.
    """

    name: str
    fingerprint: str
    make: Callable[["PageRenderer"], Iterable[tuple[str, bytes]]]


class Made(NamedTuple):
    """The result of a job: its files, and the numbers of what it asked the garden for."""

    name: str
    fingerprint: str
    files: Mapping[str, OutputStamp]
    reads: "array[int]"


class JobsDone(NamedTuple):
    """What one process did: the reads that it names for the first time, and jobs.

    A process numbers its reads itself, from 0 in the order in which its parts hold them.
    """

    process: int
    reads: Sequence[Read]
    made: Sequence[Made]


def fingerprint_of(*values: Any) -> str:
    """A digest of plain values."""
    return hashlib.blake2b(repr(values).encode(errors="surrogatepass"), digest_size=_SIZE).hexdigest()


def done(jobs: Iterable[Job], renderer: "PageRenderer", recorder: Recorder, output: OutputDir) -> JobsDone:
    """Do some jobs."""
    made = []
    for job in jobs:
        with recorder.aside() as reads:
            files = {path: output.write(path, data) for path, data in job.make(renderer)}
        made.append(Made(job.name, job.fingerprint, files, array(_NUMBER, reads)))
    return JobsDone(os.getpid(), recorder.new_reads(), made)


class LastBuild:
    """What the last build did: its reads, each once; by the name of each job its fingerprint, the paths of its files,
    and the numbers of its reads. `data` is what `ThisBuild.as_json` returned then; None where that is not known."""

    def __init__(self, data: Any) -> None:
        self.reads: Sequence[Read] = data["reads"] if data else ()
        self._jobs: dict[str, tuple[str, list[str], str]] = data["jobs"] if data else {}

    def kept(self, job: Job, stale: Set[int], output: OutputDir) -> Made | None:
        """Put the files of a job's last result in place and return it, if it is still valid.

        `stale` holds the numbers of the reads whose answers have changed.
        """
        fingerprint, paths, packed = self._jobs.get(job.name, ("", [], ""))
        if fingerprint != job.fingerprint:
            return None
        numbers = array(_NUMBER, b64decode(packed))
        if not stale.isdisjoint(numbers):
            return None
        files = output.link(paths)
        return None if files is None else Made(job.name, fingerprint, files, numbers)

    def static_files(self, output: OutputDir) -> Iterator[Made]:
        """What others have written into the new site. A file that is the same in the old one is linked from there."""
        for path in list(files_below(output.new)):
            written = stamp_of(f"{output.new}/{path}")
            same = self._jobs.get(path, ("", [], ""))[0] == written.digest
            stamp = output.replace_by_link(path) if same else None
            yield Made(path, written.digest, {path: stamp or written}, array(_NUMBER))


class ThisBuild:
    """What this build has done so far: all jobs, with their reads under common numbers."""

    def __init__(self) -> None:
        self._numbers: dict[Read, int] = {}
        self._of_process: dict[int, array[int]] = {}
        self._made: list[Made] = []

    def add(self, part: JobsDone) -> None:
        numbers = self._numbers
        table = self._of_process.setdefault(part.process, array(_NUMBER))
        table.extend(numbers.setdefault(read, len(numbers)) for read in part.reads)
        self._made += [each._replace(reads=array(_NUMBER, map(table.__getitem__, each.reads))) for each in part.made]

    @property
    def files(self) -> dict[str, OutputStamp]:
        return {path: stamp for each in self._made for path, stamp in each.files.items()}

    def as_json(self) -> dict[str, Any]:
        """What the next build needs to know about this one, as JSON.

        A job that asked about something readers cannot see is left out: its name must not be kept.
        """
        hidden = self._numbers.get(HIDDEN)
        kept = [each for each in self._made if hidden is None or hidden not in each.reads]
        asked = set().union(*(each.reads for each in kept))
        return {
            "reads": [read if number in asked else HIDDEN for read, number in self._numbers.items()],
            "jobs": {
                each.name: (each.fingerprint, list(each.files), b64encode(each.reads.tobytes()).decode())
                for each in kept
            },
        }
