"""Answers browsers, in a process of its own, and asks the process that holds the garden for each page.

What the two say to each other is in `asked`. Who may ask is decided here; nobody else's request reaches the garden.
"""

import asyncio
import logging
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from multiprocessing.connection import Connection
from pathlib import Path
from socket import socket
from typing import Literal

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from kgen.desk.asked import DeskRequest, Dropped
from kgen.desk.door.doors import Door, LocalDoor, SignOnDoor, Visitor
from kgen.desk.door.forms import form_of
from kgen.desk.door.front import FILES, Front, response
from kgen.desk.door.gate import (
    Call,
    RequestRefused,
    check_csrf,
    check_host,
    check_origin,
    check_site,
    check_transport,
    headers_of_answer,
    path_of,
    query_of,
)
from kgen.desk.door.sessions import Sessions
from kgen.desk.door.sign_on import SignOn
from kgen.desk.door.stewards import Register
from kgen.desk.door.wire import allow_many_connections, listening, server
from kgen.serve.pipe import GardenProcess
from kgen.settings import ConfigurationError


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What the server is told about the desk. `root` holds mkdocs.yml, `token` opens the desk on this computer.

    `once` opens it as well, but only once: a browser is started with an address that other programs can see.
    """

    host: str
    port: int
    root: Path
    site_name: str
    token: str
    sign_on: SignOn | None = None
    once: str = ""


class App:
    """The desk as an ASGI application."""

    def __init__(self, door: Door, front: Front, garden: GardenProcess) -> None:
        self._door = door
        self._front = front
        self._garden = garden

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = Call(scope["method"], scope["raw_path"], scope["query_string"], list(scope["headers"]))
        is_whole = not (call.values("transfer-encoding") or call.values("content-length"))

        async def noticing() -> Message:
            nonlocal is_whole
            message = await receive()
            is_whole = is_whole or not message.get("more_body", False)
            return message

        try:
            answer = await self._answer(call, noticing)
        except RequestRefused as refused:
            answer = self._front.refused(refused)
        except Exception as error:
            answer = self._front.refused(_fault(error))
        headers = MutableHeaders(raw=answer.raw_headers)
        headers.update(headers_of_answer(scope["path"]))
        if not is_whole:  # What still comes is not read as another request.
            headers["Connection"] = "close"
        await answer(scope, receive, send)

    async def _answer(self, call: Call, receive: Receive) -> Response:
        check_transport(call)
        path = path_of(call)
        host = check_host(call, self._door.hosts)
        check_site(call)
        self._door.check(call)
        if path.startswith(FILES):
            if call.method == "POST" or path not in self._front.files:
                raise RequestRefused(
                    HTTPStatus.NOT_FOUND, "There is nothing here", "The desk has no file of this name."
                )
            return response(self._front.files[path])
        if call.method == "POST":
            check_origin(call, self._door.origin(host))
        query = query_of(call)
        visitor = await self._door.visitor(call, path, query, receive)
        if isinstance(visitor, Response):
            return visitor
        asked = await _asked(call, path, query, receive, visitor)
        return response(await asyncio.wrap_future(self._garden.ask(asked)))


async def _asked(call: Call, path: str, query: Mapping[str, str], receive: Receive, visitor: Visitor) -> DeskRequest:
    method: Literal["GET", "POST"] = "GET"
    fields: dict[str, tuple[str, ...]] = {}
    files: tuple[Dropped, ...] = ()
    if call.method == "POST":
        form = await form_of(call, receive)
        fields, files, method = dict(form.fields), form.files, "POST"
        try:
            check_csrf(fields.pop("csrf", ()), visitor.csrf)
        except RequestRefused as refused:
            refused.written = form.written()
            raise
    return DeskRequest(method, path, query, fields, files, visitor.steward, visitor.csrf[0])


def _fault(error: Exception) -> RequestRefused:
    """What is said of a fault: only its kind, since its words may hold what somebody wrote."""
    print(
        f"kgen: This is a fault in kgen itself ({type(error).__name__}). Please report it.", file=sys.stderr, flush=True
    )
    return RequestRefused(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "This did not work",
        "There is a fault in kgen itself. Look at the desk's first page to see whether it was done all the same.",
    )


def run(place: ServerSettings, pipe: Connection) -> None:
    """Serve until the other process ends. First send the port, or a sentence that says why there is no desk."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the other process, which ends this one.
    try:
        bound = listening(place.host, place.port, may_move=place.sign_on is None)
        front, register = Front(place.site_name), Register(place.root)
    except ConfigurationError as error:
        pipe.send(str(error))
        return
    except OSError as error:
        pipe.send(f"The desk cannot be opened at {place.host}:{place.port}: {error.strerror or error}.")
        return
    logging.getLogger("python_multipart.multipart").disabled = True  # It logs what is in a form that it cannot read.
    allow_many_connections()
    asyncio.run(_serve(place, front, register, bound, pipe))


async def _serve(place: ServerSettings, front: Front, register: Register, bound: socket, pipe: Connection) -> None:
    port = bound.getsockname()[1]
    if place.sign_on is not None:
        door: Door = SignOnDoor(place.sign_on, register)
    else:
        door = LocalDoor(place.host, port, Sessions(place.token, place.once), register, front)
    garden = GardenProcess(pipe)
    serving = server(App(door, front, garden))

    def until_it_ends() -> None:
        garden.talk()
        serving.should_exit = True

    threading.Thread(target=until_it_ends, daemon=True).start()
    pipe.send(port)
    await serving.serve(sockets=[bound])
