"""Measure kgen beside the others: every case once in each round, so that what slows the machine slows them all alike.

python -m bench.run [--stories 1000 10000] [--rounds 5] [--resume]
"""

import argparse
import json
import os
import platform
import shutil
import signal
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench import gardens, rivals
from bench.gardens import DAY
from bench.measure import MEMORY_IS, Failed, left, run

HERE = Path(__file__).parent
RESULTS = HERE / "results.jsonl"

START = "start"
UNCHANGED, TEXT, TITLE, TOPIC, DELETED, RENAMED = "unchanged", "text", "title", "topic", "deleted", "renamed"
CHECK, CHECK_WARM = "check", "check warm"
COLD, COLD_SEARCH = "cold", "cold search"
UNCHANGED_SEARCH, TEXT_SEARCH = "unchanged search", "text search"
HUGO, HUGO_RELATED, PAGEFIND = "hugo", "hugo related", "pagefind"
MATERIAL, MATERIAL_BARE, MATERIAL_FULL = "material", "material bare", "material full"
FLOOR = "floor"

KEPT, EACH_ROUND = 100_000, 120_000
"""Bytes a story takes on the disk: in all copies of the garden, and in the sites that are new in each round."""
QUERIES = 10

Project = Callable[[Path, Path], object]
Change = Callable[[Path, int], object]


@dataclass(frozen=True)
class Case:
    """One command that is measured. `{site}` in it is a new folder each time, unless the case is warm."""

    name: str
    project: str
    """Which copy of the garden it works on; for a warm one, a build has been made before."""
    command: tuple[str, ...]
    change: Change = lambda project, number: None
    """What happens to the project before, not measured; the number differs each time."""
    once: bool = False
    """Whether it is measured in one round only, for information."""
    most: int = 10**9
    """The largest garden it is measured with, in stories."""


def _forget(project: Path, _: int) -> None:
    shutil.rmtree(project / ".kgen", ignore_errors=True)


KGEN = ("{python}", "-m", "kgen")
BUILD = (*KGEN, "build", "--today", DAY)
WARM = (*BUILD, "--no-search")
NEW = ("--clean", "-d", "{site}")
MKDOCS = ("{python}", "-m", "mkdocs", "build", "--quiet", "-d", "{site}")
HUGO_BUILD = ("{hugo}", "build", "--quiet", "--destination", "{site}")

CASES = (
    Case(START, "warm", ("{python}", str(HERE / "start.py"), "content")),
    Case(UNCHANGED, "warm", WARM),
    Case(TEXT, "warm", WARM, lambda project, number: gardens.change_text(project, 5 * number)),
    Case(TITLE, "warm", WARM, lambda project, number: gardens.change_title(project, 5 * number + 1)),
    Case(TOPIC, "warm", WARM, lambda project, number: gardens.change_topic(project, 5 * number + 2)),
    Case(DELETED, "warm", WARM, gardens.delete_story),
    Case(RENAMED, "warm", WARM, gardens.rename_topic),
    Case(CHECK_WARM, "warm", (*KGEN, "check", "--today", DAY)),
    Case(CHECK, "kgen", (*KGEN, "check", "--today", DAY), _forget),
    Case(COLD, "kgen", (*WARM, *NEW), _forget),
    Case(HUGO, "hugo", HUGO_BUILD),
    Case(MATERIAL, "material", MKDOCS),
    Case(FLOOR, "kgen", ("{python}", str(HERE / "floor.py"), "content", "{site}")),
    Case(COLD_SEARCH, "kgen", (*BUILD, *NEW), _forget),
    Case(PAGEFIND, "hugo", ("{pagefind}", "--site", "{hugo_site}", "--output-path", "{site}", "--quiet")),
    Case(UNCHANGED_SEARCH, "warm search", BUILD),
    Case(TEXT_SEARCH, "warm search", BUILD, lambda project, number: gardens.change_text(project, 5 * number)),
    Case(MATERIAL_BARE, "material bare", MKDOCS, once=True),
    Case(MATERIAL_FULL, "material full", MKDOCS, once=True, most=10_000),
    Case(HUGO_RELATED, "hugo related", HUGO_BUILD, once=True, most=10_000),
)
PROJECTS: dict[str, Project] = {
    "kgen": rivals.kgen,
    "warm": rivals.kgen,
    "warm search": rivals.kgen,
    "hugo": rivals.hugo,
    "hugo related": rivals.hugo_related,
    "material": rivals.material,
    "material bare": rivals.material_bare,
    "material full": rivals.material_full,
}
OURS = {case.name for case in CASES if case.project.startswith(("kgen", "warm"))}


class Bench:
    """The copies of one garden, and the commands that are measured on them."""

    def __init__(self, stories: int, place: Path, cases: tuple[Case, ...], *, in_memory: bool) -> None:
        self.stories = stories
        self._place = place / str(stories)
        self._cases = [case for case in cases if stories <= case.most]
        self._in_memory = in_memory
        self._programs = {
            "python": sys.executable,
            "hugo": str(rivals.hugo_program()),
            "pagefind": str(rivals.pagefind_program()),
            "hugo_site": "",
        }

    def cases(self, number: int) -> list[Case]:
        """What is measured in a round; the first is round 1."""
        return [case for case in self._cases if number <= 1 or not case.once]

    def set_up(self) -> None:
        """Make the garden and the copies of it, and build those that are to be warm."""
        garden = self._place / "garden"
        gardens.make(self.stories, garden)
        for name in {case.project for case in self._cases}:
            PROJECTS[name](garden, self._project(name))
        for name, command in (("warm", WARM), ("warm search", BUILD)):
            run([each.format(**self._programs) for each in command], self._project(name))

    def _project(self, name: str) -> Path:
        return self._place / name.replace(" ", "-")

    def round(self, number: int, chromium: str | None) -> Iterator[dict[str, Any]]:
        """Measure each case once, and yield what was found."""
        sites = []
        for case in self.cases(number):
            project = self._project(case.project)
            site = self._place / f"{case.name.replace(' ', '-')}-{number}"
            if case.name == HUGO:
                self._programs["hugo_site"] = str(site)
            case.change(project, number)
            began = time.time() - 0.02
            taken = run([each.format(site=site, **self._programs) for each in case.command], project)
            found = {"stories": self.stories, "round": number, "case": case.name, **taken._asdict()}
            if "{site}" in case.command or "build" in case.command:
                found |= self._left(case, site if "{site}" in case.command else project / "site", began)
            yield found
            if case.name == COLD_SEARCH and number == 1 and chromium:
                yield {"stories": self.stories, "round": number, "queries": self._query(site, chromium)}
            if "{site}" in case.command:
                sites.append(site)
        if self._in_memory:
            for site in sites:
                shutil.rmtree(site)

    def _left(self, case: Case, site: Path, began: float) -> dict[str, Any]:
        found = left(site, began)
        wanted = sum(1 for _ in (self._project(case.project) / "content/stories").iterdir())
        if case.name != PAGEFIND and found.story_pages < wanted:
            raise Failed(f"“{case.name}” made pages of {found.story_pages} of {wanted} stories.")
        return found._asdict()

    def _query(self, site: Path, chromium: str) -> dict[str, int]:
        from bench.first_query import first_query_bytes

        queries = gardens.queries(self._project("kgen"), QUERIES)
        return dict(zip(queries, first_query_bytes(site, queries, chromium), strict=True))


def machine(*, in_memory: bool) -> dict[str, Any]:
    """What was measured, where and with what."""
    names = ("kgen-garden", "mkdocs", "mkdocs-material", "hugo", "pagefind", "pyromark")
    return {
        "began": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version() + ("" if _optimized() else ", compiled without --enable-optimizations"),
        "versions": {name: found for name in names if (found := _version(name))},
        "disk": "a file system in memory (tmpfs)" if in_memory else "the disk",
        "memory_is": MEMORY_IS,
    }


def _optimized() -> bool:
    """Whether this Python was compiled with the optimizations that most distributions choose."""
    return "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")


def _processor() -> str:
    with open("/proc/cpuinfo") if Path("/proc/cpuinfo").exists() else open(os.devnull) as file:
        named = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return named[0] if named else platform.processor() or "unknown"


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def place_for(stories: list[int], rounds: int, wanted: Path | None = None) -> tuple[Path, bool]:
    """Return where the gardens and sites go, and whether that is in memory. Raises SystemExit if there is no room.

    In memory nothing waits for a disk, and files that were deleted slow nobody down, as they do on ext4 for minutes:
    on a disk, no site is deleted before the end.
    """
    memory = Path("/dev/shm")
    once = sum(stories) * (KEPT + EACH_ROUND)
    if wanted is None and memory.is_dir() and once < shutil.disk_usage(memory).free / 2:
        return memory, True
    disk = wanted or Path(tempfile.gettempdir())
    need = sum(stories) * (KEPT + EACH_ROUND * rounds)
    if need > shutil.disk_usage(disk).free:
        raise SystemExit(f"{need / 1e9:.0f} GB are needed in {disk}. Measure less, or name a place that has room.")
    return disk, False


def read_results(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def _finished(found: list[dict[str, Any]], bench: Bench, number: int) -> bool:
    done = {each.get("case") for each in found if (each.get("stories"), each.get("round")) == (bench.stories, number)}
    return done >= {case.name for case in bench.cases(number)}


def measure(args: argparse.Namespace, place: Path, *, in_memory: bool) -> None:
    """Measure all that is asked for, and write each result as soon as it is known."""
    cases = tuple(case for case in CASES if case.name in OURS or not args.only_kgen)
    benches = [Bench(stories, place, cases, in_memory=in_memory) for stories in sorted(args.stories)]
    known = read_results(args.results) if args.resume else []
    numbers = range(1, args.rounds + 1)
    todo = [(number, bench) for number in numbers for bench in benches if not _finished(known, bench, number)]
    if not todo:
        print("All of this has been measured already.")
        return
    # A round that was broken off is measured again: its parts belong to different hours.
    again = {(bench.stories, number) for number, bench in todo}
    kept = [each for each in known if (each.get("stories"), each.get("round")) not in again]
    benches = [bench for bench in benches if any(bench is each for _, each in todo)]
    with args.results.open("w", encoding="utf-8") as results:

        def note(found: dict[str, Any]) -> None:
            print(json.dumps(found, ensure_ascii=False), file=results, flush=True)

        for found in kept or [machine(in_memory=in_memory)]:
            note(found)
        for bench in benches:
            print(f"Making a garden of {bench.stories} stories, and the copies that each program reads.", flush=True)
            bench.set_up()
        if not args.only_kgen:
            print("One round that does not count, so that all programs have been read from the disk.", flush=True)
            for _ in benches[0].round(0, None):
                pass
        for number, bench in todo:
            for found in bench.round(number, os.environ.get("KGEN_CHROMIUM")):
                note(found)
                if "case" in found:
                    said = f"{bench.stories} stories, round {number} of {args.rounds}: {found['case']}"
                    print(f"{said}: {found['wall']:.2f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__, allow_abbrev=False)
    parser.add_argument("--stories", type=int, nargs="+", default=[1_000, 10_000], metavar="N", help="sizes of gardens")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each case is measured")
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="FILE", help="where the results go")
    parser.add_argument("--place", type=Path, metavar="DIR", help="where the sites go; default: memory, if it has room")
    parser.add_argument("--resume", action="store_true", help="keep the rounds that are finished in the results")
    parser.add_argument("--only-kgen", action="store_true", help="leave the other programs out")
    args = parser.parse_args()
    if min(args.stories) < 100 or args.rounds < 1:
        parser.error("a garden has at least 100 stories here, and there is at least one round")
    if not args.only_kgen and rivals.hugo_program() is None:
        raise SystemExit("Hugo is not installed. `make bench` installs all that is measured; or add --only-kgen.")
    busy = os.getloadavg()[0]
    if busy > 0.5:
        print(f"The machine is busy (load {busy:.1f}): what is measured now will spread widely.", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        parent, in_memory = place_for(args.stories, args.rounds, args.place)
        with tempfile.TemporaryDirectory(prefix="kgen-bench-", dir=parent) as place:
            measure(args, Path(place), in_memory=in_memory)
    except KeyboardInterrupt:
        print(f"Stopped. What was measured stands in {args.results}; --resume goes on from there.", file=sys.stderr)
        raise SystemExit(130) from None
    except (Failed, OSError) as failure:
        raise SystemExit(str(failure)) from None


if __name__ == "__main__":
    main()
