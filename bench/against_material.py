"""Time `kgen build --no-search --clean` against Material on the files of any garden, stories out of its navigation.

    python -m bench.against_material GARDEN [ROUNDS]

Whole processes, by turns in one run; prints the medians and the ratio of each pair. Material is run twice: with tags,
its own search and the Markdown extensions without which it does not read what kgen reads; and bare, with its search
only. The work is unequal in both directions: only Material makes a search index; only kgen checks and weaves, and
makes listings, feeds and data. Each run writes into a new folder and none is deleted before the end: ext4 is slow to
make files where many were deleted in the last minutes. `make bench` compares on gardens that are made for it.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench import rivals
from bench.measure import Failed, run

KGEN = "kgen"
MATERIAL, MATERIAL_BARE = "Material", "Material, bare"


def main(garden: Path, rounds: int) -> None:
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    commands = {
        # With --keep-going, kgen ends with 1 if it left something out.
        KGEN: [sys.executable, "-m", "kgen", "build", "--no-search", "--clean", "--keep-going"],
        MATERIAL: mkdocs,
        MATERIAL_BARE: mkdocs,
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        places = {name: Path(folder, str(number)) for number, name in enumerate(commands)}
        rivals.kgen(garden, places[KGEN])
        rivals.material_searched(garden, places[MATERIAL])
        rivals.material(garden, places[MATERIAL_BARE], plugins="search", extensions="")
        for number in range(rounds):
            for name, command in commands.items():
                taken = run([*command, "-d", f"site-{number}"], places[name], codes=(0, 1), weighed=False)
                times[name].append(taken.wall)
            print("   ".join(f"{name} {walls[-1]:.2f} s" for name, walls in times.items()), flush=True)
    for name in (MATERIAL, MATERIAL_BARE):
        ratios = [mine / other for mine, other in zip(times[KGEN], times[name], strict=True)]
        print(
            f"{name}: {median(times[name]):.2f} s; kgen: {median(times[KGEN]):.2f} s; "
            f"ratio {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.against_material", description=__doc__.partition("\n")[0])
    parser.add_argument("garden", type=Path, help="a folder with content/ and mkdocs.yml")
    parser.add_argument("rounds", type=int, nargs="?", default=5, help="how often each is measured; default: 5")
    args = parser.parse_args()
    if args.rounds < 1 or not (args.garden / "mkdocs.yml").is_file():
        parser.error("it takes a folder with a mkdocs.yml, and at least one round")
    try:
        main(args.garden, args.rounds)
    except Failed as failure:
        raise SystemExit(str(failure)) from None
