"""A web server for the preview, in a process of its own. Pages reload themselves when the garden was built anew."""

import html
import os
import re
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kgen.model import Problem

WAITING = "/.kgen/after/"
"""Below this address a page asks for the number of the build after the one it shows, and is told when there is one."""
LONGEST_WAIT = 30.0
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
_SCRIPT = """<script>
(async shown => {
  for (;;) {
    try {
      const now = await (await fetch("%s" + shown)).text();
      if (now !== shown) return location.reload();
    } catch { await new Promise(done => setTimeout(done, 1000)); }
  }
})("%d");
</script>
"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; }}
body {{ max-width: 42rem; margin: 3rem auto; padding: 0 1rem; overflow-wrap: anywhere; }}
li {{ margin-bottom: 1rem; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{text}
</main>
</body>
</html>
"""


@dataclass(frozen=True)
class Shown:
    """What is to be shown: the folder of a site, the path it is published below, and what was left out of it.

    `number` is that of the build; `problems` are those of each address that has no page because of them; `broken` says
    why nothing could be built.
    """

    number: int = 0
    site: str = ""
    mount: str = "/"
    problems: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    broken: str = ""


class PreviewServer(ThreadingHTTPServer):
    """Serves what it was last told to show. Raises OSError if the address cannot be had."""

    daemon_threads = True

    def __init__(self, host: str, port: int) -> None:
        super().__init__((host, port), _Handler)
        self._shown = Shown()
        self._told = threading.Condition()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who goes on to another page breaks off what the last one asked for; nobody need hear of that."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def show(self, shown: Shown) -> None:
        with self._told:
            self._shown = shown
            self._told.notify_all()

    def shown(self) -> Shown:
        """What is to be shown now; before the first build is done, that is waited for."""
        with self._told:
            self._told.wait_for(lambda: self._shown.number)
            return self._shown

    def number_after(self, number: int) -> int:
        """Wait for a build after the one with this number; return the number of the last, whichever it is."""
        with self._told:
            self._told.wait_for(lambda: self._shown.number != number, timeout=LONGEST_WAIT)
            return self._shown.number


class _Handler(SimpleHTTPRequestHandler):
    server: PreviewServer

    def do_GET(self) -> None:
        if not self._asked_of_here():
            self._send(HTTPStatus.FORBIDDEN, b"This preview is for this computer.", "text/plain")
        elif self.path.startswith(WAITING):
            self._tell_of_next()
        else:
            self._send_page()

    def do_HEAD(self) -> None:
        self.do_GET()

    def _asked_of_here(self) -> bool:
        """Whether a browser means this server. A strange name that leads here is a way to read it from elsewhere."""
        bound = str(self.server.server_address[0])
        try:
            name = urlsplit(f"//{self.headers.get('Host', '')}").hostname or ""
        except ValueError:  # Brackets around what is no IPv6 address.
            return False
        return bound in ("0.0.0.0", "::") or name in ("localhost", "127.0.0.1", "::1", bound)

    def _tell_of_next(self) -> None:
        number = self.path.removeprefix(WAITING)
        after = self.server.number_after(int(number)) if number.isascii() and number.isdigit() else 0
        self._send(HTTPStatus.OK, str(after).encode(), "text/plain")

    def _send_page(self) -> None:
        shown = self.server.shown()
        path = unquote(urlsplit(self.path).path)
        if shown.broken:
            self._send_html(HTTPStatus.OK, _broken(shown.broken), shown)
        elif not path.startswith(shown.mount):
            self._redirect(shown.mount)
        else:
            self._send_file(path.removeprefix(shown.mount), shown)

    def _send_file(self, path: str, shown: Shown) -> None:
        address = path.rstrip("/") + "/"
        if address in shown.problems:
            self._send_html(HTTPStatus.OK, _problems(shown.problems[address]), shown)
            return
        site = Path(shown.site)
        file = site / path
        if "\0" in path or not file.resolve().is_relative_to(site.resolve()):
            file = site / "nowhere"
        # os.path says no to a name that is too long; Path raises OSError.
        if os.path.isdir(file) and path and not path.endswith("/"):
            self._redirect(f"{shown.mount}{address}")
            return
        file = file / "index.html" if os.path.isdir(file) else file
        if not os.path.isfile(file):
            self._send_html(HTTPStatus.NOT_FOUND, (site / "404.html").read_bytes(), shown)
        elif file.suffix == ".html":
            self._send_html(HTTPStatus.OK, file.read_bytes(), shown)
        else:
            self._send(HTTPStatus.OK, file.read_bytes(), self.guess_type(str(file)))

    def _send_html(self, status: HTTPStatus, page: bytes, shown: Shown) -> None:
        """Send a page with the script that reloads it, which the page's own policy would not let run."""
        script = (_SCRIPT % (WAITING, shown.number)).encode()
        before, end, after = _POLICY.sub(b"", page, count=1).rpartition(b"</body>")
        self._send(status, before + script + end + after, "text/html; charset=utf-8")

    def _redirect(self, address: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", address)
        self.end_headers()

    def _send(self, status: HTTPStatus, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """The terminal is for what is wrong with the garden."""


def _problems(problems: Sequence[Problem]) -> bytes:
    path = html.escape(problems[0].path)
    items = "".join(
        f"<li>{_place(each)}<strong>{html.escape(each.message)}.</strong> {html.escape(each.fix)}</li>\n"
        for each in problems
    )
    text = f"<p>In <code>{path}</code>. Mend it and save: this page shows it then.</p>\n<ul>\n{items}</ul>"
    return _PAGE.format(title="This is not shown yet", text=text).encode(errors="xmlcharrefreplace")


def _place(problem: Problem) -> str:
    return f"Line {problem.line}: " if problem.line else ""


def _broken(why: str) -> bytes:
    text = f"<p>{html.escape(why)}</p>\n<p>Mend it and save: this page shows the garden then.</p>"
    return _PAGE.format(title="The garden cannot be built", text=text).encode(errors="xmlcharrefreplace")


def run(host: str, port: int, told: Connection) -> None:
    """Serve until nobody tells any more what to show. Begins by sending the port, or why it cannot be had."""
    try:
        server = PreviewServer(host, port)
    except OSError as error:
        told.send(error.strerror or str(error))
        return
    told.send(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        while True:
            server.show(told.recv())
    except (EOFError, KeyboardInterrupt):
        server.shutdown()
