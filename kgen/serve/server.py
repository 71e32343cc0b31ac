"""Answers browsers, in a process of its own, and asks the process that holds the garden for each page.

The two talk over a pipe (`pipe`): one asks for paths, and tells `("saved", paths)` and `("watching",)`; the other
answers, and tells `("version", number, epoch)` and `("watch", paths)`.
"""

import sys
import threading
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from kgen.serve.answer import Answer
from kgen.serve.pipe import GardenProcess
from kgen.serve.watch import Watcher

WAITING = "/.kgen/after/"
"""Below this address a page asks for the version after the one it shows, and is told when there is one in which that
page is different (`?page=/stories/a/&is=DIGEST`)."""
LONGEST_WAIT = 30.0
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


class PreviewedGarden(GardenProcess):
    """The garden, as far as this process knows it: the number of what is shown now, and whom to ask for it."""

    def __init__(self, pipe: Connection) -> None:
        super().__init__(pipe)
        self._changed = threading.Condition()
        self._watcher: Watcher | None = None
        self.number = 0
        """While it is 0, nothing is shown yet."""
        self.epoch = 0
        """When it changes, what pages load may have changed too."""

    def answer(self, path: str) -> Answer:
        """What is at a path."""
        return self.ask(path).result()

    def take(self, what: str, *rest: Any) -> None:
        if what == "version":
            with self._changed:
                self.number, self.epoch = rest
                self._changed.notify_all()
        elif what == "watch":
            before, self._watcher = self._watcher, Watcher(rest[0], lambda paths: self.tell("saved", paths))
            if before is not None:
                before.stop()
            self.tell("watching")
        else:
            super().take(what, *rest)

    def digest(self, answer: Answer) -> str:
        return f"{self.epoch:x}-{answer.digest}"

    def number_after(self, number: int, page: str, digest: str) -> int:
        """Wait for a version after the one with this number in which a page has another digest; any, if none is given.

        Return the number of the last version, or the same number where the page has not changed.
        """
        seen = number
        while (after := self._await_other(seen)) is not None:
            if not digest or self.digest(self.answer(page)) != digest:
                return after
            seen = after
        return number

    def _await_other(self, number: int) -> int | None:
        """Wait for a version with another number, and return that; None where there is none for a while."""
        with self._changed:
            found = self._changed.wait_for(lambda: self.number not in (0, number), timeout=LONGEST_WAIT)
            return self.number if found else None


class PreviewServer(ThreadingHTTPServer):
    """Serves one garden. Raises OSError if the address cannot be had."""

    daemon_threads = True

    def __init__(self, host: str, port: int, garden: PreviewedGarden) -> None:
        super().__init__((host, port), _Handler)
        self.garden = garden

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore connections that a browser drops when its reader goes on to another page."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer

    def do_GET(self) -> None:
        if not self._asked_of_here():
            self._send(Answer(HTTPStatus.FORBIDDEN, b"This preview can be opened only on this computer.", "text/plain"))
        elif self.path.startswith(WAITING):
            self._tell_of_next()
        else:
            answer = self.server.garden.answer(unquote(urlsplit(self.path).path))
            self._send(self._reloading(answer) if answer.is_page else answer)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _asked_of_here(self) -> bool:
        """Reject foreign Host headers (DNS rebinding)."""
        bound = str(self.server.server_address[0])
        try:
            name = urlsplit(f"//{self.headers.get('Host', '')}").hostname or ""
        except ValueError:  # Brackets around what is not an IPv6 address.
            return False
        return bound in ("0.0.0.0", "::") or name in ("localhost", "127.0.0.1", "::1", bound)

    def _tell_of_next(self) -> None:
        asked = urlsplit(self.path.removeprefix(WAITING))
        of = {name: values[0] for name, values in parse_qs(asked.query).items()}
        known = asked.path.isascii() and asked.path.isdigit()
        page = unquote(of.get("page", ""))
        after = self.server.garden.number_after(int(asked.path), page, of.get("is", "")) if known else 0
        self._send(Answer(HTTPStatus.OK, str(after).encode(), "text/plain"))

    def _reloading(self, answer: Answer) -> Answer:
        """A page with the script that reloads it."""
        garden = self.server.garden
        script = (_SCRIPT % (WAITING, garden.number, garden.digest(answer))).encode()
        before, end, after = answer.data.rpartition(b"</body>")
        return answer._replace(data=before + script + end + after)

    def _send(self, answer: Answer) -> None:
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
        """Log nothing: the terminal is for problems of the garden."""


def run(host: str, port: int, pipe: Connection) -> None:
    """Serve until the other process ends. First send the port, or why it is not available."""
    garden = PreviewedGarden(pipe)
    try:
        server = PreviewServer(host, port, garden)
    except OSError as error:
        pipe.send(error.strerror or str(error))
        return
    pipe.send(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with suppress(KeyboardInterrupt):
        garden.talk()
    server.shutdown()
