"""kgen desk: stewards look after the garden in the browser."""

import gc
import os
import secrets
import sys
import webbrowser
from http import HTTPStatus
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgen import report
from kgen.serve.answer import Answer
from kgen.serve.hosts import host_and_port, host_in_address
from kgen.serve.pipe import started
from kgen.settings import ConfigurationError, load

if TYPE_CHECKING:
    from kgen.desk.desk import Desk
    from kgen.desk.door.server import ServerSettings

_BUSY = 0.2
"""Seconds between looks at whether what was decided has been published."""
_IDLE = 1.0
"""Seconds in which nobody asks for anything, after which the garden as it was before is cleared away."""


def run(config_file: Path, address: str, received: Path | None = None, *, opens: bool = False) -> int:
    try:
        from kgen.desk.desk import Desk
        from kgen.desk.door import server
        from kgen.desk.door.sign_on import sign_on_in
    except ImportError as error:
        raise ConfigurationError(
            f"The desk needs a library that is not here ({error.name}). Install it with:"
            " pip install 'kgen-garden[desk]'"
        ) from None
    host, port = host_and_port(address)
    sign_on = sign_on_in(os.environ, host)
    settings = load(config_file)
    token, once = secrets.token_urlsafe(32), secrets.token_urlsafe(32) if opens else ""
    place = server.ServerSettings(host, port, settings.root, settings.site_name, token, sign_on, once)
    process, pipe, answer = started(server.run, place)
    if isinstance(answer, str):
        raise ConfigurationError(answer)
    desk = Desk(config_file, received, can_sign_out=sign_on is None)
    try:
        report.styled_console().print(_where(place, answer), soft_wrap=True, markup=False)
        if opens and sign_on is None:
            webbrowser.open(_address(place, answer, once))  # Others can see what programs are started with.
        _serve(desk, pipe)
    except (KeyboardInterrupt, EOFError):
        pass
    finally:
        desk.close()
        process.terminate()
    return 0


def _where(place: "ServerSettings", port: int) -> str:
    """What is printed when the desk is open."""
    if place.sign_on is not None:
        origin, host = place.sign_on.origin, host_in_address(place.host)
        return f"The desk of {place.site_name} is at {origin}/ (listening at {host}:{port}) until you press Ctrl+C."
    return (
        f"The desk of {place.site_name} is at {_address(place, port, place.token)} until you press Ctrl+C.\n"
        "Anybody who has this address can ask to be a steward, so keep it to yourself."
    )


def _address(place: "ServerSettings", port: int, token: str) -> str:
    """The address that opens the desk on this computer."""
    return f"http://{host_in_address(place.host)}:{port}/?token={token}"


def _serve(desk: "Desk", server: Connection) -> None:
    """Answer what the server asks, and take in what was found in the background, until it ends."""
    littered, cleared = True, 0
    while True:
        behind = [child.fileno() for child in desk.behind]
        timeout = _BUSY if desk.is_busy else _IDLE if littered and not behind else None
        ready = wait([server, *behind], timeout=timeout)
        if not ready and not desk.is_busy:
            # Going through a whole garden takes a second where it is large; what a page leaves behind is found faster.
            gc.collect(2 if cleared != (cleared := desk.gardens) else 1)
            littered = False
        desk.collect()
        if server in ready:
            _take(desk, server, server.recv())
            littered = True


def _take(desk: "Desk", server: Connection, message: Any) -> None:
    _, number, asked = message
    try:
        answer = desk.answer(asked)
    except Exception as error:
        if os.environ.get("KGEN_TRACEBACK"):
            raise
        answer = _fault(error)
    server.send(("answer", number, answer))


def _fault(error: Exception) -> Answer:
    """What is answered where nothing else is: only the kind of error; its words may hold what somebody wrote."""
    said = (
        f"This is a fault in kgen itself ({type(error).__name__}). Please report what KGEN_TRACEBACK=1 makes it print."
    )
    print(f"kgen: {said}", file=sys.stderr, flush=True)
    return Answer(HTTPStatus.INTERNAL_SERVER_ERROR, said.encode(), "text/plain; charset=utf-8")
