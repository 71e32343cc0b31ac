"""Receives what people send from /write/, and stores each form as a file of its own. Nothing else; see receiver.md.

python3 receiver.py FOLDER [PORT]
"""

import hashlib
import os
import sys
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LARGEST = 1024 * 1024  # bytes: 256 KB of story, most of it written as %XX
MOST = 1000  # files that may wait; beyond, somebody is filling the disk
FORM = "application/x-www-form-urlencoded"
PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>{0}</title><h1>{0}</h1><p>{1}</p></html>'


class Receiver(BaseHTTPRequestHandler):
    folder: Path
    timeout = 30  # seconds without a byte

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.headers.get_content_type() != FORM:
            return self.answer(415, "This is no form", "Send it from the page where stories are told.")
        if not length.isascii() or not length.isdigit() or len(length) > 7 or int(length) > LARGEST:
            return self.answer(413, "This is too long", "Nothing was kept. Could it be two stories?")
        data = self.rfile.read(int(length))
        if not data or len(data) < int(length):
            return self.answer(400, "This did not arrive whole", "Nothing was kept. Please send it again.")
        if len(os.listdir(self.folder)) >= MOST:
            return self.answer(503, "The letter box is full", "Nothing was kept. Please tell the stewards.")
        self.keep(data)
        self.answer(200, "It has arrived", "Thank you. Keep your receipt, if you have one.")

    def keep(self, data: bytes) -> None:
        """Store a form under a name that its bytes and the month decide. The hour it came is not kept."""
        name = f"{datetime.now(UTC):%Y-%m}-{hashlib.sha256(data).hexdigest()[:16]}"
        part = self.folder / f".{name}-{os.urandom(4).hex()}"
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.utime(part, (0, 0))
        part.replace(self.folder / f"{name}.txt")

    def answer(self, status: int, title: str, text: str) -> None:
        page = PAGE.format(title, text).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Content-Security-Policy", "default-src 'none'")
        self.send_header("Access-Control-Allow-Origin", "*")  # so that the page can say whether it arrived
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(page)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Keep no record of who sends: whoever runs this adds the hour to each line of a log."""


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say the month in which something went wrong; no address, no hour, no line of what was sent."""
        print(f"{datetime.now(UTC):%Y-%m}: a form could not be kept", file=sys.stderr, flush=True)


def receiver(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server on this machine alone: a web server before it brings https and the world."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Server(("127.0.0.1", port), type("Here", (Receiver,), {"folder": folder}))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    receiver(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 8081).serve_forever()
