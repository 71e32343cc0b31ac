"""Time `kgen build --no-search --clean` against Material on the files of any garden, stories out of its navigation.

    python -m bench.against_material GARDEN [RUNS]

Whole processes, by turns in one run; prints the medians and the ratio of each pair. Each run writes into a new folder
and none is deleted before the end: ext4 is slow to make files where many were deleted in the last minutes. The work is
unequal in both directions: Material also makes its search index; kgen also checks and weaves, and makes listings,
feeds and data. `make bench` compares them on gardens that are made for it, with more care.
"""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from bench import rivals
from bench.measure import Failed, run


def main() -> None:
    garden = Path(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "kgen"), Path(folder, "material")
        rivals.kgen(garden, ours)
        shutil.copytree(garden / "content", theirs / "content")
        (theirs / "mkdocs.yml").write_text(rivals.MATERIAL)
        (theirs / "content" / "index.md").write_text("# Home\n")
        kgen = [sys.executable, "-m", "kgen", "build", "--no-search", "--clean", "--keep-going"]
        material = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
        pairs = []
        for number in range(runs):
            site = f"site-{number}"
            # With --keep-going, kgen ends with 1 if it left something out.
            mine = run([*kgen, "-d", site], ours, codes=(0, 1)).wall
            other = run([*material, "-d", site], theirs).wall
            pairs.append((mine, other))
            print(f"kgen {mine:6.2f} s   Material {other:6.2f} s", flush=True)
        ratios = [mine / other for mine, other in pairs]
        print(
            f"median: kgen {statistics.median(mine for mine, _ in pairs):.2f} s, "
            f"Material {statistics.median(other for _, other in pairs):.2f} s, "
            f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        )


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit("Usage: python -m bench.against_material GARDEN [RUNS]")
    try:
        main()
    except Failed as failure:
        raise SystemExit(str(failure)) from None
