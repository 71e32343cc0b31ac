"""How connections are held: HTTP/1.1 by h11, within limits, and with the desk's headers on every answer."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Iterator

import h11
from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from kgen.desk.door.gate import headers_of_answer

HEAD_PATIENCE = 15.0
"""Seconds within which the head of a request must have arrived."""
_CONNECTIONS = 16_384
_PORTS = 100
"""Ports that are tried in turn where the first is taken."""


class Wire(H11Protocol):
    """Drops clients that begin a request and do not go on."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        self._waiting = self.loop.call_later(HEAD_PATIENCE, self._let_go)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _let_go(self) -> None:
        self._waiting = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            headers = {"Content-Type": "text/plain; charset=utf-8", "Connection": "close", **headers_of_answer("/")}
            sent = [
                h11.Response(status_code=400, headers=list(headers.items()), reason=b"Bad Request"),
                h11.Data(data=f"{msg}\n".encode()),
                h11.EndOfMessage(),
            ]
            self.transport.write(b"".join(self.conn.send(each) or b"" for each in sent))
        self.transport.close()


class QuietServer(Server):
    """Ends when it is told to; Ctrl+C is for the process that started it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(app: ASGIApp) -> QuietServer:
    """What serves an ASGI application, and logs nothing."""
    return QuietServer(
        Config(
            app,
            http=Wire,
            ws="none",
            loop="asyncio",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=2,
        )
    )


def allow_many_connections() -> None:
    """Let thousands of slow clients keep nobody out: many systems allow a process a thousand connections, unless it
    asks for more."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _CONNECTIONS if most == resource.RLIM_INFINITY else min(_CONNECTIONS, most)
        if now != resource.RLIM_INFINITY and now < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def listening(host: str, port: int, *, may_move: bool) -> socket.socket:
    """A socket that listens at an address; where its port is taken and it may move, at one of the next. Raises
    OSError."""
    ports = range(port, min(port + _PORTS, 65536)) if may_move and port else [port]
    for number in ports:
        try:
            return _bound(host, number)
        except OSError:
            if number == ports[-1]:
                raise
    raise AssertionError("There is at least one port.")


def _bound(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo("127.0.0.1" if host == "localhost" else host, port, type=socket.SOCK_STREAM)
    family, kind, protocol, _, address = found[0]
    bound = socket.socket(family, kind, protocol)
    try:
        if sys.platform == "win32":  # There, SO_REUSEADDR lets another program take the same port.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(256)
    except OSError:
        bound.close()
        raise
    return bound
