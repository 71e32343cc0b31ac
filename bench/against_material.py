"""Time `kgen build --no-search --clean` against Material on the same files, stories out of its navigation.

    python bench/against_material.py GARDEN [RUNS]

Whole processes, by turns in one run; prints the medians and the ratio of each pair. Each run writes into a new folder
and none is deleted before the end: ext4 is slow to make files where many were deleted in the last minutes. The work is
unequal in both directions: Material also makes its search index; kgen also checks and weaves, and makes listings,
feeds and data.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MATERIAL = """\
site_name: The same files
docs_dir: content
theme:
  name: material
  font: false
nav:
  - Home: index.md
not_in_nav: "*"
validation:
  links:
    not_found: ignore
    anchors: ignore
    absolute_links: ignore
    unrecognized_links: ignore
"""


def seconds(command: list[str], folder: Path, site: str) -> float:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, check=False)
    took = time.perf_counter() - start
    if not any((folder / site).glob("**/index.html")):
        raise SystemExit(f"{' '.join(command)} made no site:\n{done.stdout}{done.stderr}")
    return took


def main() -> None:
    garden = Path(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "kgen"), Path(folder, "material")
        for place in (ours, theirs):
            shutil.copytree(garden / "content", place / "content")
        shutil.copy(garden / "mkdocs.yml", ours)
        (theirs / "mkdocs.yml").write_text(MATERIAL)
        (theirs / "content" / "index.md").write_text("# Home\n")
        kgen = [sys.executable, "-m", "kgen", "build", "--no-search", "--clean", "--keep-going"]
        material = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
        pairs = []
        for number in range(runs):
            site = f"site-{number}"
            pairs.append((seconds([*kgen, "-d", site], ours, site), seconds([*material, "-d", site], theirs, site)))
            print(f"kgen {pairs[-1][0]:6.2f} s   Material {pairs[-1][1]:6.2f} s", flush=True)
        ratios = [mine / other for mine, other in pairs]
        print(
            f"median: kgen {statistics.median(mine for mine, _ in pairs):.2f} s, "
            f"Material {statistics.median(other for _, other in pairs):.2f} s, "
            f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        )


if __name__ == "__main__":
    main()
