"""The two ways to the desk: with a passphrase on this computer, or through the sign-on of an organisation."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import Protocol, TypeVar
from urllib.parse import parse_qsl, unquote

import anyio
import anyio.to_thread
from starlette.responses import Response
from starlette.types import Receive

from kgen.desk.asked import Steward
from kgen.desk.door.forms import SentForm, form_of
from kgen.desk.door.front import Front, SignInPage, redirect
from kgen.desk.door.gate import Call, RequestRefused, address, check_csrf, is_plain_path, local_hosts
from kgen.desk.door.sessions import Session, Sessions
from kgen.desk.door.sign_on import Forms, SignOn
from kgen.desk.door.stewards import Register, Slowdown, Unfit

SIGN_IN, SIGN_UP, SIGN_OUT = "/sign-in", "/sign-in/new", "/sign-out"
TOKEN = "token"
_MEDIUM = 4 * 1024 * 1024
"""Bytes that are read from somebody who is no longer signed in, to show them what they had written."""
_SMALL = 64 * 1024
"""The most bytes that a sign-in form may have."""
_MOST_WAITING = 16
"""Passphrases that may wait to be checked: each takes a quarter of a second and 32 MB."""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A steward who may ask; `csrf` is what their forms may hold, first what a form made now holds."""

    steward: Steward
    csrf: tuple[str, ...]


class Door(Protocol):
    hosts: tuple[str, ...]

    def origin(self, host: str) -> str:
        """The origin of the desk's own pages, when it is called by this name."""

    def check(self, call: Call) -> None:
        """Refuse a call that may not even load the theme's files."""

    async def visitor(self, call: Call, path: str, query: dict[str, str], receive: Receive) -> Visitor | Response:
        """Who asks, or what to answer without asking the garden. Raises RequestRefused."""


class SignOnDoor:
    """Believes the sign-on in front of the desk."""

    def __init__(self, sign_on: SignOn, register: Register) -> None:
        self.hosts: tuple[str, ...] = (sign_on.host,)
        self._sign_on = sign_on
        self._register = register
        self._forms = Forms(sign_on.secret)

    def origin(self, host: str) -> str:
        return self._sign_on.origin

    def check(self, call: Call) -> None:
        self._sign_on.name_in(call)

    async def visitor(self, call: Call, path: str, query: dict[str, str], receive: Receive) -> Visitor | Response:
        name = self._sign_on.name_in(call)
        steward = await anyio.to_thread.run_sync(self._register.of_sign_on, name)
        if path in (SIGN_IN, SIGN_UP):
            return redirect("/")
        if path == SIGN_OUT:
            raise RequestRefused(
                HTTPStatus.OK, "Sign out where you signed in", "The sign-on of your organisation keeps you signed in."
            )
        return Visitor(steward, self._forms.valid(steward))


class LocalDoor:
    """Lets in browsers that were opened with the token, then asks who is there."""

    def __init__(self, host: str, port: int, sessions: Sessions, register: Register, front: Front) -> None:
        self.hosts = local_hosts(host, port)
        self._cookie = f"kgen-desk-{port}"
        self._register = register
        self._front = front
        self._sessions = sessions
        self._slowdown = Slowdown()
        self._one_at_a_time = anyio.CapacityLimiter(1)

    def origin(self, host: str) -> str:
        return f"http://{host}"

    def check(self, call: Call) -> None:
        """The theme's files are not secret: the pages that refuse somebody need them too."""

    async def visitor(self, call: Call, path: str, query: dict[str, str], receive: Receive) -> Visitor | Response:
        key = call.cookie(self._cookie)
        session = self._sessions.of(key) if key else None
        if TOKEN in query and call.method == "GET":
            return self._let_in(path, query, session)
        if session is None:
            raise await _with_text(_only_with_token(), call, receive)
        if path in (SIGN_IN, SIGN_UP, SIGN_OUT):
            return await self._sign(call, path, query, receive, key, session)
        if session.steward is not None:
            return Visitor(session.steward, (session.csrf,))
        if call.method == "POST":
            unsigned = RequestRefused(
                HTTPStatus.FORBIDDEN, "You are not signed in", "Nothing was done. Sign in, and do it again."
            )
            raise await _with_text(unsigned, call, receive)
        return redirect(address(SIGN_IN, {"to": address(path, query)} if path != "/" or query else {}))

    def _let_in(self, path: str, query: dict[str, str], session: Session | None) -> Response:
        """Go on to the same address without the token, where it was right or is no longer needed."""
        is_right = self._sessions.opens(query.pop(TOKEN))
        if session is None and not is_right:
            raise _only_with_token()
        return redirect(address(path, query), {} if session is not None else self._keep(self._sessions.begin()))

    def _keep(self, key: str) -> dict[str, str]:
        return {"Set-Cookie": f"{self._cookie}={key}; Path=/; HttpOnly; SameSite=Strict"}

    async def _sign(
        self, call: Call, path: str, query: dict[str, str], receive: Receive, key: str, session: Session
    ) -> Response:
        if call.method == "POST":
            form = await form_of(call, receive, most_bytes=_SMALL)
            check_csrf(form.fields.get("csrf", ()), (session.csrf,))
            if path == SIGN_OUT:
                return self._signed(key, None, SIGN_IN)
            return await (self._sign_in if path == SIGN_IN else self._sign_up)(form, key, session)
        if path == SIGN_OUT:
            raise RequestRefused(
                HTTPStatus.METHOD_NOT_ALLOWED, "Nothing was done", "Sign out by the button.", {"Allow": "POST"}
            )
        if session.steward is not None:
            return redirect("/")
        return self._front.sign_in(SignInPage(session.csrf, _return_path(query.get("to", "/")), is_new=path == SIGN_UP))

    def _signed(self, key: str, steward: Steward | None, to: str) -> Response:
        """Go on with a new session: a key that was known before somebody signed in, or out, opens nothing."""
        self._sessions.end(key)
        return redirect(to, self._keep(self._sessions.begin(steward)))

    async def _sign_in(self, form: SentForm, key: str, session: Session) -> Response:
        name, to = form.first("name"), _return_path(form.first("to"))
        seconds = ceil(self._slowdown.wait(name))
        if seconds:
            raise _too_often(seconds)
        self._slowdown.tried(name)
        steward = await self._when_free(lambda: self._register.recognise(name, form.first("passphrase")))
        if steward is None:
            wrong = "There is no steward with this name and passphrase."
            page = SignInPage(session.csrf, to, name, errors={"name": wrong, "passphrase": wrong})
            return self._front.sign_in(page, HTTPStatus.FORBIDDEN)
        self._slowdown.succeeded(name)
        return self._signed(key, steward, to)

    async def _sign_up(self, form: SentForm, key: str, session: Session) -> Response:
        name, to = form.first("name"), _return_path(form.first("to"))
        passphrase, again = form.first("passphrase"), form.first("again")
        try:
            steward = await self._when_free(lambda: self._register.enrol(name, passphrase, again))
        except Unfit as unfit:
            page = SignInPage(session.csrf, to, name, is_new=True, errors={unfit.field: unfit.why})
            return self._front.sign_in(page, HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._signed(key, steward, to)

    async def _when_free(self, work: Callable[[], Result]) -> Result:
        """Do slow work beside everything else, one piece at a time. Raises RequestRefused where too many wait."""
        if self._one_at_a_time.statistics().tasks_waiting >= _MOST_WAITING:
            raise _too_often(10)
        return await anyio.to_thread.run_sync(work, limiter=self._one_at_a_time)


async def _with_text(refused: RequestRefused, call: Call, receive: Receive) -> RequestRefused:
    """A refusal that shows what was written in the form that is refused, as far as that can be read."""
    if call.method == "POST":
        with suppress(RequestRefused):
            refused.written = (await form_of(call, receive, most_bytes=_MEDIUM)).written()
    return refused


def _only_with_token() -> RequestRefused:
    return RequestRefused(
        HTTPStatus.FORBIDDEN,
        "Open the desk with its whole address",
        "This page needs the whole address that kgen desk printed. You find it in the window where the desk was"
        " started; it changes each time. After 12 hours, a browser has to sign in again.",
    )


def _too_often(seconds: int) -> RequestRefused:
    return RequestRefused(
        HTTPStatus.TOO_MANY_REQUESTS,
        "Too many wrong passphrases",
        f"Nobody was signed in. Wait {seconds} seconds, go back, and try again.",
        {"Retry-After": str(seconds)},
    )


def _return_path(to: str) -> str:
    """Where somebody was going when they were asked to sign in; always on this host, whatever was written there."""
    path, _, query = to.partition("?")
    path = unquote(path)
    if not is_plain_path(path) or len(to) > 4000:
        return "/"
    return address(path, dict(parse_qsl(query, keep_blank_values=True)))
