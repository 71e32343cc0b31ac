"""Whether the tests notice small faults: mutmut's faults, a seeded sample of them, each put into a copy of kgen.

    python -m bench.mutate [--sample 300] [--seed 18] [--rooms views weave ...] [--seconds 120]
        [--without test_serve ...] [--first 60] [--only 3 7 ...]

mutmut itself makes every fault there is and cannot draw a sample, so this does: it takes mutmut's operators, makes the
faults of the sample one by one, and runs, the fastest first, the daily test files that reach the changed line, until
one fails or SECONDS are over. What survives is therefore at most what the whole suite would let pass. Which files reach
which line is measured once, with coverage.py, and kept with the results in .mutate/; running the same again goes on
where it stopped. `--only N ...` prints faults of the sample and tries them again.
"""

import argparse
import difflib
import json
import math
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from queue import Queue
from typing import Any, TypeVar

import libcst
from coverage import CoverageData
from libcst.metadata import MetadataWrapper
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import get_ignored_lines

Item = TypeVar("Item")
Result = TypeVar("Result")

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".mutate"
ROOMS = ("checks", "exports", "publish", "safeguarding", "views", "weave")
PATIENCE = 120
"""Seconds that the tests of a fault may take beyond those in which they should be done: then it made them go on for
ever."""
LONGEST = 900
"""Seconds that a test file may take while it is measured."""
COVERAGE = """\
[run]
source = kgen
parallel = true
data_file = {data}
patch = subprocess, fork, _exit
disable_warnings = no-data-collected, module-not-measured, dynamic-conflict
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One change to one file; `line` is the first that differs."""

    path: str
    line: int
    code: str

    @property
    def room(self) -> str:
        return self.path.split("/")[1].removesuffix(".py")

    def diff(self) -> str:
        old = (ROOT / self.path).read_text(encoding="utf-8")
        lines = difflib.unified_diff(old.splitlines(), self.code.splitlines(), self.path, self.path, "", "", 1, "")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a fault: `by` is the test that failed, or empty where none did."""

    number: int
    path: str
    line: int
    by: str
    seconds: float
    diff: str

    @property
    def room(self) -> str:
        return self.path.split("/")[1].removesuffix(".py")


class _Visitor(MutationVisitor):  # type: ignore[misc]
    """mutmut's, which also goes into decorated functions: a fault is put into the file itself here."""

    def _skip_node_and_children(self, node: libcst.CSTNode) -> bool:
        if isinstance(node, libcst.FunctionDef) and node.decorators:
            return False
        return bool(super()._skip_node_and_children(node))


# --- the sample


@cache
def faults(path: str) -> list[Callable[[], str]]:
    """Functions that make the code of a file with one fault each, in the order of the file."""
    code = (ROOT / path).read_text(encoding="utf-8")
    wrapper = MetadataWrapper(libcst.parse_module(code))
    visitor = _Visitor(mutation_operators, get_ignored_lines(path, code, wrapper, None))
    module = wrapper.visit(visitor)

    def made(mutation: Any) -> str:
        return str(module.deep_replace(mutation.original_node, mutation.mutated_node).code)

    return [partial(made, mutation) for mutation in visitor.mutations]


def sample(rooms: list[str], size: int, seed: int) -> list[tuple[str, int]]:
    """Draw faults, by file and number, from all that there are in some rooms, each as likely as any other."""
    paths = [path for room in rooms for path in _files(room)]
    places = [(path, number) for path in paths for number in range(len(faults(path)))]
    print(f"{min(size, len(places))} of {len(places)} faults in {len(paths)} files, seed {seed}", flush=True)
    return random.Random(seed).sample(places, min(size, len(places)))


def _files(room: str) -> list[str]:
    there = ROOT / "kgen" / room
    found = there.rglob("*.py") if there.is_dir() else [there.with_suffix(".py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def made(path: str, number: int) -> Fault:
    code = faults(path)[number]()
    pairs = zip((ROOT / path).read_text(encoding="utf-8").splitlines(), code.splitlines(), strict=False)
    return Fault(path, next((at for at, (old, new) in enumerate(pairs, 1) if old != new), 1), code)


# --- a copy to put faults into


def copy(folder: Path) -> Path:
    """Copy what git tracks, and lend it the corpora beside the repository."""
    place = folder / "repository"
    shutil.rmtree(folder, ignore_errors=True)
    place.mkdir(parents=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    if (ROOT.parent / "shared").is_dir():
        (folder / "shared").symlink_to(ROOT.parent / "shared")
    # Compiled code is believed only where the source is the same, however short the time between two faults.
    compiled = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "kgen", "tests"]
    subprocess.run(compiled, cwd=place, check=True)
    return place


def pytest(place: Path, *arguments: str, seconds: float, coverage: Path | None = None, context: str = "") -> Any:
    """Run the tests of a copy; return what was printed and the exit code, which is None if they did not end."""
    measured = ["-m", "coverage", "run", f"--rcfile={coverage}", f"--context={context}"] if coverage else []
    command = [sys.executable, *measured, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *arguments]
    env = {**os.environ, "PYTHONPATH": str(place), "KGEN_SEED": "1"}
    with subprocess.Popen(
        command, cwd=place, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            said, _ = process.communicate(timeout=seconds)
            return said, process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            return process.communicate()[0], None


# --- which tests reach which line


@dataclass(frozen=True, slots=True)
class Reach:
    """How long each test file takes, and the files that reach each line of kgen."""

    seconds: dict[str, float]
    files: dict[str, dict[str, list[str]]]

    def of(self, fault: Fault, most: float) -> tuple[list[str], float]:
        """The files that reach a fault, the fastest first, as many as end in so many seconds, and how long they take.

        A line at the top of a module is run when it is imported, whichever test does that: there, as where a line
        begins what is measured as one with the lines above it, whatever reaches the module counts.
        """
        lines = self.files.get(fault.path, {})
        found = set(lines.get(str(fault.line), ())) or {name for names in lines.values() for name in names}
        found = {name for name in found if self.seconds.get(name, math.inf) < math.inf}
        chosen: list[str] = []
        total = 0.0
        for name in sorted(found, key=lambda name: self.seconds[name]):
            if chosen and total + self.seconds[name] > most:
                break
            chosen.append(name)
            total += self.seconds[name]
        return chosen, total


def reach(jobs: int, without: list[str]) -> Reach:
    """Measure which test files reach which lines, except what was measured before and the files left out."""
    path, data = KEPT / "reach.json", KEPT / "coverage"
    known = Reach(**json.loads(path.read_text())) if path.exists() else Reach({}, {})
    tests = sorted(each.relative_to(ROOT).as_posix() for each in (ROOT / "tests").glob("test_*.py"))
    missing = [name for name in tests if name not in known.seconds and Path(name).stem not in without]
    if missing:
        data.mkdir(exist_ok=True)
        (KEPT / "coveragerc").write_text(COVERAGE.format(data=data / "coverage"))
        taken = dict(_side_by_side(_measured, missing, jobs))
        seconds = known.seconds | taken
        combine = ["combine", "-q", "--keep", f"--rcfile={KEPT / 'coveragerc'}", str(data)]
        subprocess.run([sys.executable, "-m", "coverage", *combine], check=True)
        known = Reach(seconds, _lines(data / "coverage", seconds))
        path.write_text(json.dumps(asdict(known)))
    left_out = {f"tests/{name}.py" for name in without}
    return Reach({name: each for name, each in known.seconds.items() if name not in left_out}, known.files)


def _measured(name: str, place: Path) -> tuple[str, float]:
    """How long a test file takes; for ever where it fails without a fault, or is not done in time."""
    began = time.monotonic()
    said, code = pytest(place, name, seconds=LONGEST, coverage=KEPT / "coveragerc", context=name)
    taken = time.monotonic() - began
    print(f"{name}: {taken:.0f} s{'' if code == 0 else ', left out: it fails, or takes too long'}", flush=True)
    if code:
        (KEPT / f"failed-{Path(name).stem}.log").write_text(said)
    return name, round(taken, 1) if code == 0 else math.inf


def _lines(data: Path, seconds: dict[str, float]) -> dict[str, dict[str, list[str]]]:
    """The test files by the lines that they reach, in whichever copy they did."""
    measured = CoverageData(str(data))
    measured.read()
    found: dict[str, dict[int, set[str]]] = {}
    for path in measured.measured_files():
        lines = found.setdefault(f"kgen/{path.rpartition('/kgen/')[2]}", {})
        for line, names in measured.contexts_by_lineno(path).items():
            lines.setdefault(line, set()).update(set(names) & seconds.keys())
    return {path: {str(line): sorted(names) for line, names in lines.items()} for path, lines in found.items()}


# --- trying


def attempt(number: int, fault: Fault, place: Path, reached: Reach, most: float) -> Outcome:
    """Put a fault into a copy, run the tests that reach it, and take it out again."""
    chosen, expected = reached.of(fault, most)
    file = place / fault.path
    right = file.read_bytes()
    began = time.monotonic()
    by = ""
    try:
        file.write_text(fault.code, encoding="utf-8")
        if chosen:
            said, code = pytest(place, "-x", "--no-header", "--tb=line", *chosen, seconds=2 * expected + PATIENCE)
            failed = [line for line in said.splitlines() if line.startswith(("FAILED ", "ERROR "))]
            by = "" if code == 0 else failed[0].split(" - ")[0] if failed else f"pytest ended with {code}"
    finally:
        file.write_bytes(right)
    return Outcome(number, fault.path, fault.line, by, round(time.monotonic() - began, 1), fault.diff())


def _side_by_side(work: Callable[[Item, Path], Result], items: Iterable[Item], jobs: int) -> list[Result]:
    """Do some work with each item, so many at a time, each in a copy that nothing else uses meanwhile."""
    copies: Queue[Path] = Queue()
    for number in range(jobs):
        copies.put(copy(KEPT / f"copy-{number}"))

    def one(item: Item) -> Result:
        place = copies.get()
        try:
            return work(item, place)
        finally:
            copies.put(place)

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, items))


def run(sampled: dict[int, Fault], reached: Reach, jobs: int, most: float, results: Path) -> list[Outcome]:
    """Try faults, and note what became of each as soon as that is known."""

    def one(numbered: tuple[int, Fault], place: Path) -> Outcome:
        outcome = attempt(*numbered, place, reached, most)
        with results.open("a") as file:
            file.write(json.dumps(asdict(outcome)) + "\n")
        what = outcome.by or "SURVIVES"
        print(f"{outcome.number} {outcome.path}:{outcome.line} {what} ({outcome.seconds} s)", flush=True)
        return outcome

    return _side_by_side(one, sampled.items(), jobs)


def table(outcomes: list[Outcome]) -> str:
    """How many were killed, by room, in Markdown."""
    tried = Counter(each.room for each in outcomes)
    killed = Counter(each.room for each in outcomes if each.by)
    rows = [f"| {room} | {tried[room]} | {killed[room]} | {tried[room] - killed[room]} |" for room in sorted(tried)]
    total = f"| all | {tried.total()} | {killed.total()} | {tried.total() - killed.total()} |"
    return "\n".join(["| room | faults | killed | survived |", "|---|---|---|---|", *rows, total])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--rooms", nargs="+", choices=ROOMS, default=list(ROOMS))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--without", nargs="+", default=[], help="Test files left out, such as test_serve.")
    parser.add_argument("--first", type=int, help="Try only so many of the sample, from its beginning.")
    parser.add_argument("--only", type=int, nargs="+", default=[], help="Try these anew, and say what they are.")
    given = parser.parse_args()
    KEPT.mkdir(exist_ok=True)
    drawn = dict(enumerate(sample(given.rooms, given.sample, given.seed)))
    results = KEPT / f"{'-'.join(given.rooms)}-{given.sample}-{given.seed}.jsonl"
    known = [Outcome(**json.loads(line)) for line in results.read_text().splitlines()] if results.exists() else []
    latest = {each.number: each for each in known}
    wanted = given.only or [each for each in drawn if each not in latest][: given.first]
    tried = {each: made(*drawn[each]) for each in wanted}
    for number in given.only:
        print(f"{number}:\n{tried[number].diff()}")
    done = run(tried, reach(given.jobs, given.without), given.jobs, given.seconds, results)
    latest |= {each.number: each for each in done}
    for each in latest.values():
        if not each.by:
            print(f"\n{each.number}:\n{each.diff}")
    print(f"\n{table(list(latest.values()))}")


if __name__ == "__main__":
    main()
