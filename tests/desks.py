"""The server of a desk, and a browser that asks it. What the server asks of the garden is answered and kept here."""

import html
import re
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlencode

from kgen.desk.asked import DeskRequest
from kgen.desk.door import server
from kgen.desk.door.sign_on import SignOn
from kgen.serve.answer import Answer

TOKEN = "a-token-of-the-test"
ONCE = "a-token-that-opens-once"
SECRET = "Kq3-secret-of-the-proxy-0123456789abcdef"
PASSPHRASE = "kettle bench window rain"
PATIENCE = 60.0
ICON = '<link rel="icon" href="/desk/sprout.svg">'
"""As on every page of the desk: of a site whose pages name no icon, browsers ask for `/favicon.ico` when they like."""
Headers = dict[str, str]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: list[tuple[str, str]]
    text: str

    def header(self, name: str) -> str:
        """The value of a header that is there at most once."""
        values = [value for each, value in self.headers if each == name.lower()]
        assert len(values) <= 1, values
        return values[0] if values else ""


class Desk:
    """A desk that is served, and the garden behind it, which says what it was asked. `asked` holds all that has
    come so far."""

    def __init__(self, root: Path, port: int, told: Connection | None = None) -> None:
        self.root = root
        self.port = port
        self.host = f"127.0.0.1:{port}"
        self.asked: list[DeskRequest] = []
        self.answers: dict[str, Answer] = {}
        self.is_over = threading.Event()
        self._told = told

    def answer_all(self) -> None:
        assert self._told is not None
        while not self.is_over.is_set():
            if not self._told.poll(0.05):
                continue
            _, number, asked = self._told.recv()
            self.asked.append(asked)
            page = f'{ICON}<h1>{html.escape(asked.path)}</h1><input name="csrf" value="{asked.csrf}">'
            answer = self.answers.get(asked.path, Answer(HTTPStatus.OK, page.encode()))
            self._told.send(("answer", number, answer))

    def browser(self) -> "Browser":
        return Browser(self)

    def talk(self, sent: bytes, *, patience: float = PATIENCE) -> bytes:
        """Send some bytes as they are, and return all that comes until the server hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as connection:
            connection.sendall(sent)
            got = b""
            try:
                while part := connection.recv(65536):
                    got += part
            except ConnectionError:
                pass
            return got

    def request(self, line: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b"") -> Reply:
        """One request, exactly as written except for `Connection: close`."""
        head = "".join(f"{name}: {value}\r\n" for name, value in [*headers, ("Connection", "close")])
        return parsed(self.talk(f"{line} HTTP/1.1\r\n{head}\r\n".encode("utf-8", "surrogateescape") + body))


def parsed(got: bytes) -> Reply:
    assert got, "The server hung up without an answer."
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = [line.partition(": ") for line in lines]
    return Reply(int(first.split()[1]), [(name.lower(), value) for name, _, value in pairs], body.decode())


class Browser:
    """Sends what a browser sends: Host, Origin, cookies. `more` replaces headers, or adds some; None leaves
    one out."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.cookie = ""
        self.token = TOKEN
        self.headers: Headers = {"Host": desk.host}

    def get(self, path: str, more: dict[str, str | None] | None = None, method: str = "GET") -> Reply:
        return self._send(f"{method} {path}", {**self.headers, **(more or {})}, b"")

    def post(
        self,
        path: str,
        fields: Sequence[tuple[str, str]] | dict[str, str],
        more: dict[str, str | None] | None = None,
    ) -> Reply:
        pairs = list(fields.items()) if isinstance(fields, dict) else fields
        return self.send(path, urlencode(pairs).encode(), "application/x-www-form-urlencoded", more)

    def send(self, path: str, body: bytes, kind: str, more: dict[str, str | None] | None = None) -> Reply:
        own: dict[str, str | None] = {
            "Origin": f"http://{self.desk.host}",
            "Content-Type": kind,
            "Content-Length": str(len(body)),
        }
        return self._send(f"POST {path}", {**own, **self.headers, **(more or {})}, body)

    def _send(self, line: str, headers: dict[str, str | None], body: bytes) -> Reply:
        kept = {"Cookie": self.cookie or None, **headers}
        reply = self.desk.request(line, [(name, value) for name, value in kept.items() if value is not None], body)
        if cookie := reply.header("set-cookie"):
            self.cookie = cookie.partition(";")[0]
        return reply

    def csrf(self, path: str = "/") -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(path).text)
        assert found
        return found[1]

    def open(self) -> "Browser":
        """Open the address that was printed."""
        assert self.get(f"/?token={self.token}").status == 303
        return self

    def sign_up(self, name: str, passphrase: str = PASSPHRASE) -> "Browser":
        csrf = self.open().csrf("/sign-in/new")
        fields = {"csrf": csrf, "name": name, "passphrase": passphrase, "again": passphrase}
        reply = self.post("/sign-in/new", fields)
        assert reply.status == 303, reply.text
        return self

    def sign_in(self, name: str, passphrase: str = PASSPHRASE, to: str = "/") -> Reply:
        csrf = self.csrf("/sign-in")
        return self.post("/sign-in", {"csrf": csrf, "name": name, "passphrase": passphrase, "to": to})


@contextmanager
def desk(root: Path, *, sign_on: SignOn | None = None, site_name: str = "A garden") -> Iterator[Desk]:
    """Serve a desk on a free port, in threads of this process."""
    ours, theirs = Pipe()
    place = server.ServerSettings("127.0.0.1", 0, root, site_name, TOKEN, sign_on, ONCE)
    serving = threading.Thread(target=server.run, args=(place, theirs))
    serving.start()
    port = ours.recv()
    assert isinstance(port, int), port
    served = Desk(root, port, ours)
    answering = threading.Thread(target=served.answer_all)
    answering.start()
    try:
        yield served
    finally:
        served.is_over.set()
        answering.join(PATIENCE)
        ours.close()
        serving.join(PATIENCE)
        theirs.close()
        assert not serving.is_alive() and not answering.is_alive()
