"""A small server that shows samples of the desk's pages as the desk does: with its policy, and with its forms."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from desk_samples import SAMPLES

from kgen.desk.contexts import DeskFrame, DeskPage
from kgen.desk.door.front import files
from kgen.desk.door.gate import headers_of_answer
from kgen.desk.rendering import render
from kgen.settings import package_folder

FILES = files(package_folder("theme"))
POLICY, READERS_POLICY = (headers_of_answer(path)["Content-Security-Policy"] for path in ("/", "/site/"))
READERS_PAGE = (
    b'<!doctype html><html lang="en"><title>x</title><p>As readers see it.</p><script>console.log("ran")</script>'
)


@dataclass(slots=True)
class Desk:
    """Where the samples are shown: `url` ends without a slash, and each is at the path of its name."""

    url: str
    pages: dict[str, tuple[DeskPage, DeskFrame]] = field(default_factory=lambda: dict(SAMPLES))
    posted: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    """The path and the fields of each form that arrived; of one with files, the whole of it as `whole`."""
    then: str = "/problem/"
    """Where a form leads."""
    slow: float = 0
    """How many seconds a form takes."""


@contextmanager
def desk_server() -> Iterator[Desk]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.desk = desk = Desk(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield desk
    server.shutdown()
    server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        desk: Desk = self.server.desk  # type: ignore[attr-defined]
        first = path.strip("/").partition("/")[0]
        if path in FILES:
            return self._answer(200, FILES[path].data, FILES[path].kind)
        if first in ("preview", "site"):
            return self._answer(200, READERS_PAGE, "text/html; charset=utf-8", READERS_POLICY)
        if first in desk.pages:
            return self._answer(200, render(*desk.pages[first]), "text/html; charset=utf-8")
        self._answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        desk: Desk = self.server.desk  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"])).decode(errors="replace")
        is_plain = "urlencoded" in self.headers["Content-Type"]
        desk.posted.append((self.path, parse_qs(body, keep_blank_values=True) if is_plain else {"whole": [body]}))
        time.sleep(desk.slow)
        self.send_response(303)
        self.send_header("Location", desk.then)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, data: bytes, kind: str, policy: str = POLICY) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass
