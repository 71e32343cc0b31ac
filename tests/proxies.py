"""The web servers that the guides put in front of the desk, with stand-ins for a sign-on and for desks behind them."""

import contextlib
import http.client
import itertools
import json
import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from served import PATIENCE
from sites import environment

DOCS = Path(__file__).parents[1] / "docs"
SECRET = "a-secret-of-the-tests-a-secret-of-the-tests"
HOST = "desk.example.org"
NAMES = ("x-forwarded-user", "x-kgen-desk-secret")


def block(language: str, holding: str = "", document: str = "desk.md") -> str:
    """The code block in some language of a guide that holds some words."""
    text = (DOCS / document).read_text(encoding="utf-8")
    (found,) = [each for each in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if holding in each]
    return str(found)


class SignOn(BaseHTTPRequestHandler):
    """Stands in for oauth2-proxy: anyone who sends the cookie `who` is signed in, `nobody` without a mail address."""

    def do_GET(self) -> None:
        who = re.search(r"\bwho=(\S+)", self.headers.get("Cookie", ""))
        if self.path.partition("?")[0] != "/oauth2/auth":
            self.send_response(200)
            self.send_header("X-Answered-By", "sign-on")
        elif who is None:
            self.send_response(401)
        else:
            self.send_response(202)
            self.send_header("X-Auth-Request-User", "0a1b2c")
            if who[1] != "nobody":
                self.send_header("X-Auth-Request-Email", who[1])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class Desk(BaseHTTPRequestHandler):
    """Stands in for the desk: answers with the headers that reached it, and how much was sent."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        sent = len(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        data = json.dumps([self.headers.items(), sent, self.server.server_address[1]]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def answering(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def free_port() -> int:
    """A port that nothing else takes before the web server does.

    It lies below the ports that systems give to whoever asks for any (from 32,768 on with Linux, from 49,152 on
    elsewhere: RFC 6335, section 6), as every other test does, and each process of the tests begins at one of its own.
    """
    return next(port for port in itertools.count(10_000 + os.getpid() % 20_000) if not listens(port))


def nginx_with(folder: Path, port: int, text: str) -> list[str]:
    """Without its certificates: what is tried is the same over http."""
    text = text.replace("443 ssl", f"127.0.0.1:{port}")
    text = "\n".join(line for line in text.splitlines() if "ssl_certificate" not in line)
    folders = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    kept = " ".join(f"{each}_temp_path {folder}/{each};" for each in folders)
    around = f"user root; daemon off; pid {folder}/pid; events {{}} http {{ {kept} {text} }}"
    return ["nginx", "-p", str(folder), "-e", f"{folder}/log", "-c", written(folder / "nginx.conf", around)]


def written(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


@contextlib.contextmanager
def serving(command: list[str], port: int, folder: Path) -> Iterator[None]:
    more = {"HOME": str(folder), "KGEN_DESK_SECRET": SECRET}
    said = folder / "said"
    with (
        said.open("w") as file,
        subprocess.Popen(command, env=environment(**more), stdout=file, stderr=file) as process,
    ):
        try:
            while not listens(port):
                assert process.poll() is None, said.read_text()
                time.sleep(0.02)
            assert process.poll() is None, said.read_text()
            yield
        finally:
            process.terminate()


def listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def ask(
    port: int, headers: list[tuple[str, str]], path: str = "/", method: str = "GET", data: bytes = b"", host: str = HOST
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.putrequest(method, path, skip_host=True)
    for name, value in [("Host", host), *headers, *([("Content-Length", str(len(data)))] if data else [])]:
        connection.putheader(name, value)
    connection.endheaders(data)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer, text


def reached(text: bytes) -> dict[str, list[str]]:
    """What the desk was told under the two names that it believes."""
    headers, *_ = json.loads(text)
    return {name: [value for each, value in headers if each.lower() == name] for name in NAMES}
