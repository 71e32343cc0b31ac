"""What a first visit to a story loads, and how soon it is read, in each of the two frames.

    python -m bench.first_visit MKDOCS_YML [ROUNDS]

Builds a garden in kgen's own frame and in Material's, and opens the story in the middle by size in a browser that holds
nothing yet, by turns, over a line of 400 kbit/s that answers after 100 ms. The server compresses as hosts do. Prints a
table with the medians. KGEN_CHROMIUM names the browser.
"""

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

import yaml
from playwright.sync_api import Browser, sync_playwright

FRAMES = ("kgen", "material")
BYTES_A_SECOND = 400_000 / 8
DELAY = 100
"""Milliseconds until the first byte of an answer."""
COMPRESSED = (".html", ".css", ".js", ".svg", ".json", ".xml")
FONTS = (".woff", ".woff2")
_PAINTED = """() => new Promise((resolve) => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    const [page] = performance.getEntriesByType("navigation");
    resolve([paint.startTime, page.loadEventEnd]);
})"""


class Visit(NamedTuple):
    sent: int
    """Bytes of all bodies without fonts, as compressed."""
    requests: int
    fonts: int
    paint: float
    load: float
    """Milliseconds until something is seen, and until all is loaded."""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        self.send_response(200)
        if path.suffix in COMPRESSED:
            data = gzip.compress(data)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def visit(browser: Browser, address: str) -> Visit:
    """Open a page in a browser that holds nothing yet."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    rate = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": DELAY, **rate})
    sizes: dict[str, int] = {}
    page.on("response", lambda each: sizes.update({each.url: int(each.headers.get("content-length", 0))}))
    page.goto(address, wait_until="networkidle")
    paint, load = page.evaluate(_PAINTED)
    context.close()
    fonts = {url: size for url, size in sizes.items() if url.endswith(FONTS)}
    return Visit(sum(sizes.values()) - sum(fonts.values()), len(sizes) - len(fonts), sum(fonts.values()), paint, load)


def served(site: Path) -> int:
    """Serve a site as long as this process lives, and return the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def built(config: Path, frame: str, folder: Path) -> Path:
    """Build a garden in a frame, and return its site."""
    values = yaml.safe_load(config.read_text())
    theme = {"theme": {"name": frame}, "docs_dir": str(config.parent / values.get("docs_dir", "docs"))}
    mine = folder / f"{frame}.yml"
    mine.write_text(yaml.safe_dump({**values, **theme, "site_url": "https://garden.example/"}))
    command = [
        sys.executable,
        "-m",
        "kgen",
        "build",
        "-f",
        str(mine),
        "-d",
        str(folder / frame),
        "--no-search",
        "--keep-going",
    ]
    subprocess.run(command, check=False, capture_output=True)
    return folder / frame


def main(config: Path, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as tool:
        sites = {frame: built(config, frame, Path(name)) for frame in FRAMES}
        chosen = {"executable_path": os.environ["KGEN_CHROMIUM"]} if os.environ.get("KGEN_CHROMIUM") else {}
        browser = tool.chromium.launch(args=["--no-sandbox"], **chosen)  # type: ignore[arg-type]
        stories = sorted(sites["kgen"].glob("stories/*/index.html"), key=lambda path: path.stat().st_size)
        middle = stories[len(stories) // 2].parent.relative_to(sites["kgen"]).as_posix()
        visits: dict[str, list[Visit]] = {frame: [] for frame in FRAMES}
        ports = {frame: served(site) for frame, site in sites.items()}
        for _ in range(rounds):
            for frame in FRAMES:
                visits[frame].append(visit(browser, f"http://127.0.0.1:{ports[frame]}/{middle}/"))
        browser.close()
        print(_table(sites, visits))


def _table(sites: dict[str, Path], visits: dict[str, list[Visit]]) -> str:
    lines = ["| | kgen's own frame | Material's |", "|---|---|---|"]

    def line(what: str, values: list[str]) -> None:
        lines.append(f"| {what} | {' | '.join(values)} |")

    pages = {frame: [path.read_bytes() for path in site.glob("stories/*/index.html")] for frame, site in sites.items()}
    means = [(mean(map(len, each)), mean(len(gzip.compress(page)) for page in each)) for each in pages.values()]
    line("a story's page, mean (compressed)", [f"{plain / 1000:.1f} KB ({small / 1000:.1f})" for plain, small in means])
    for what, field, unit, by in (
        ("first visit to a story, compressed, without fonts", "sent", "KB", 1000),
        ("requests, without fonts", "requests", "", 1),
        ("fonts", "fonts", "KB", 1000),
        ("until something is seen", "paint", "s", 1000),
        ("until all is loaded", "load", "s", 1000),
    ):
        middles = [median(getattr(each, field) for each in visits[frame]) / by for frame in FRAMES]
        line(what, [f"{each:.{0 if by == 1 else 1 if unit == 'KB' else 2}f} {unit}".strip() for each in middles])
    sizes = [sum(path.stat().st_size for path in sites[frame].rglob("*") if path.is_file()) for frame in FRAMES]
    line("the whole site, without search", [f"{size / 1e6:.1f} MB" for size in sizes])
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.first_visit", description=__doc__.partition("\n")[0])
    parser.add_argument("config", type=Path, help="the mkdocs.yml of a garden")
    parser.add_argument("rounds", type=int, nargs="?", default=5, help="how often each is visited; default: 5")
    args = parser.parse_args()
    main(args.config.resolve(), args.rounds)
