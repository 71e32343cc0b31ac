"""What `make bench` tells of a reader's first query is what a browser fetched."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

WEIGH = """
import json, os, sys
from pathlib import Path
from bench.first_query import first_query_bytes
print(json.dumps(first_query_bytes(Path(sys.argv[1]), ["envelope", "trust"], os.environ.get("KGEN_CHROMIUM"))))
"""


def test_the_first_query_loads_the_program_and_few_pieces_of_the_index(site: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WEIGH, site.folder], cwd=ROOT, capture_output=True, text=True, check=True
    )
    sizes = [path.stat().st_size for path in (site.folder / "pagefind").rglob("*") if path.is_file()]
    program = sum(path.stat().st_size for path in (site.folder / "pagefind").glob("wasm.en*"))
    for fetched in json.loads(done.stdout):
        assert 0 < program < fetched < sum(sizes)
