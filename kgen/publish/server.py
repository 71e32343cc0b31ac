"""A web server for the preview, in a process of its own. A page that has changed reloads itself."""

import hashlib
import html
import mimetypes
import os
import re
import sys
import threading
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from kgen.model import Problem

WAITING = "/.kgen/after/"
"""Below this address a page asks for the number of the build after the one it shows, and is told when there is one in
which it is another page (`?page=/stories/a/&is=DIGEST`)."""
LONGEST_WAIT = 30.0
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
_SCRIPT = """<script>
(async (shown, digest) => {
  const page = new URLSearchParams({ page: location.pathname, is: digest });
  for (;;) {
    try {
      const now = await (await fetch(`%s${shown}?${page}`)).text();
      if (now !== shown) return location.reload();
    } catch { await new Promise(done => setTimeout(done, 1000)); }
  }
})("%d", "%s");
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

    `number` tells it from what was shown before; `problems` are those of each address that has no page because of
    them; `broken` says why nothing could be built.
    """

    number: int = 0
    site: str = ""
    mount: str = "/"
    problems: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    broken: str = ""
    pages: Mapping[str, bytes] = field(default_factory=dict)
    """By their addresses, pages that are newer than those in the folder."""
    gone: Set[str] = frozenset()
    """The addresses of pages in the folder that are to be shown no more."""
    epoch: int = 0
    """Another one means that what pages load may be another too."""


class _Answer(NamedTuple):
    """What is shown at an address: a page, another file, or the way to where it is (`location`)."""

    status: HTTPStatus
    data: bytes = b""
    kind: str = "text/html"
    location: str = ""


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

    def number_after(self, number: int, page: str, digest: str) -> int:
        """Wait for a build after the one with this number in which a page has another digest; any, if none is given.

        Return the number of the last build, or the same number where the page is what it was.
        """

        def is_other() -> bool:
            shown = self._shown
            try:
                return shown.number != number and (not digest or _digest(shown, _answer(shown, page)) != digest)
            except OSError:  # The site has just been exchanged for another.
                return True

        with self._told:
            return self._shown.number if self._told.wait_for(is_other, timeout=LONGEST_WAIT) else number


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer

    def do_GET(self) -> None:
        if not self._asked_of_here():
            self._send(_Answer(HTTPStatus.FORBIDDEN, b"This preview is for this computer.", "text/plain"))
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
        asked = urlsplit(self.path.removeprefix(WAITING))
        of = {name: values[0] for name, values in parse_qs(asked.query).items()}
        known = asked.path.isascii() and asked.path.isdigit()
        page = unquote(of.get("page", ""))
        after = self.server.number_after(int(asked.path), page, of.get("is", "")) if known else 0
        self._send(_Answer(HTTPStatus.OK, str(after).encode(), "text/plain"))

    def _send_page(self) -> None:
        shown = self.server.shown()
        answer = _answer(shown, unquote(urlsplit(self.path).path))
        self._send(_reloading(shown, answer) if answer.kind == "text/html" and not answer.location else answer)

    def _send(self, answer: _Answer) -> None:
        self.send_response(answer.status)
        if answer.location:
            self.send_header("Location", answer.location)
        self.send_header("Content-Type", f"{answer.kind}; charset=utf-8" if answer.kind == "text/html" else answer.kind)
        self.send_header("Content-Length", str(len(answer.data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.data)

    def log_message(self, format: str, *args: Any) -> None:
        """The terminal is for what is wrong with the garden."""


def _answer(shown: Shown, path: str) -> _Answer:
    if shown.broken:
        return _Answer(HTTPStatus.OK, _broken(shown.broken))
    if not path.startswith(shown.mount):
        return _Answer(HTTPStatus.FOUND, location=shown.mount)
    return _file(shown, path.removeprefix(shown.mount))


def _file(shown: Shown, path: str) -> _Answer:
    """What stands at an address below the site's root."""
    address = f"{path.rstrip('/')}/".lstrip("/")
    if address in shown.problems:
        return _Answer(HTTPStatus.OK, _problems(shown.problems[address]))
    site = Path(shown.site)
    file = site / path
    if address in shown.gone or "\0" in path or not file.resolve().is_relative_to(site.resolve()):
        file = site / "nowhere"
    # os.path says no to a name that is too long; Path raises OSError.
    if (os.path.isdir(file) or address in shown.pages) and path and not path.endswith("/"):
        return _Answer(HTTPStatus.FOUND, location=f"{shown.mount}{address}")
    if address in shown.pages:
        return _Answer(HTTPStatus.OK, shown.pages[address])
    file = file / "index.html" if os.path.isdir(file) else file
    if not os.path.isfile(file):
        return _Answer(HTTPStatus.NOT_FOUND, (site / "404.html").read_bytes())
    return _Answer(HTTPStatus.OK, file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream")


def _reloading(shown: Shown, answer: _Answer) -> _Answer:
    """A page with the script that reloads it, which the page's own policy would not let run."""
    script = (_SCRIPT % (WAITING, shown.number, _digest(shown, answer))).encode()
    before, end, after = _POLICY.sub(b"", answer.data, count=1).rpartition(b"</body>")
    return answer._replace(data=before + script + end + after)


def _digest(shown: Shown, answer: _Answer) -> str:
    """The same as long as a page need not be loaded anew."""
    return hashlib.blake2b(repr((shown.epoch, answer)).encode(), digest_size=16).hexdigest()


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
