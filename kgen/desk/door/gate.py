"""Who may ask something of the desk. Nothing here knows a web framework: a request is what came over the wire.

Everything that a steward's browser, or the sign-on in front of the desk, would not have sent is refused.
"""

import hashlib
import hmac
import ipaddress
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode

from kgen.serve.hosts import host_in_address

LONGEST_PATH = 1000
LONGEST_QUERY = 8000
MOST_PARAMETERS = 100
METHODS = ("GET", "HEAD", "POST")


class RequestRefused(Exception):
    """A request that is not answered; `title` and `why` are what the person who sent it reads."""

    def __init__(self, status: HTTPStatus, title: str, why: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(title)
        self.status, self.title, self.why, self.headers = status, title, why, dict(headers or {})
        self.written: list[str] = []
        """What somebody had written in a form that was not taken, so that it is not lost."""


def malformed(why: str) -> RequestRefused:
    return RequestRefused(HTTPStatus.BAD_REQUEST, "The desk could not read this request", why)


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came over the wire; names of headers are in lower case."""

    method: str
    target: bytes
    """The path as it was sent, percent-encoded, without the query."""
    query: bytes
    headers: Sequence[tuple[bytes, bytes]]

    def values(self, name: str) -> list[str]:
        return [value.decode("latin-1") for each, value in self.headers if each == name.encode()]

    def once(self, name: str) -> str:
        """The value of a header, "" where it was not sent. Raises RequestRefused where it was sent more than once."""
        values = self.values(name)
        if len(values) > 1:
            raise malformed(f"It has more than one header called {name}.")
        return values[0] if values else ""

    def cookie(self, name: str) -> str:
        """The value of a cookie; "" where there is none, or more than one of this name: one of them was planted."""
        parts = [part.strip().partition("=") for value in self.values("cookie") for part in value.split(";")]
        values = [value for key, _, value in parts if key == name]
        return values[0] if len(values) == 1 else ""


def path_of(call: Call) -> str:
    """The path, decoded. Raises RequestRefused where two programs could understand it differently."""
    if len(call.target) > LONGEST_PATH or len(call.query) > LONGEST_QUERY:
        raise RequestRefused(HTTPStatus.REQUEST_URI_TOO_LONG, "This address is too long", "The desk has no page there.")
    try:
        path = unquote_to_bytes(call.target).decode()
    except UnicodeDecodeError:
        raise malformed("Its address is not UTF-8.") from None
    if not is_plain_path(path) or b"%2f" in call.target.lower():
        raise malformed("Its address is not one of the desk's.")
    return path


def is_plain_path(path: str) -> bool:
    """Whether a decoded path means the same to everybody, and leads nowhere but to this host."""
    parts = path.split("/")
    return (
        path.startswith("/")
        and "" not in parts[1:-1]
        and not {".", ".."} & set(parts)
        and "\\" not in path
        and not any(unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") for each in path)
    )


def query_of(call: Call) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            call.query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except ValueError:
        raise malformed("What follows the question mark in its address cannot be read.") from None
    return dict(pairs)


def address(path: str, query: Mapping[str, str]) -> str:
    """The address of a path of this host."""
    return quote(path) + (f"?{urlencode(query)}" if query else "")


# --- where a request was sent, and from where


def check_transport(call: Call) -> None:
    """Refuse what two programs on the way could read as two different requests, or what no page of the desk sends."""
    if call.method not in METHODS:
        raise RequestRefused(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "This cannot be done here",
            "The desk understands GET, HEAD and POST alone.",
            {"Allow": ", ".join(METHODS)},
        )
    if call.values("transfer-encoding") and call.values("content-length"):
        raise malformed("It states its length twice.")
    if call.method != "POST" and (call.values("transfer-encoding") or call.once("content-length") not in ("", "0")):
        raise malformed("It holds more than an address.")


def check_host(call: Call, hosts: Iterable[str]) -> str:
    """The name by which the desk was called; refuse any other (DNS rebinding)."""
    named = call.values("host")
    if len(named) != 1 or named[0] not in hosts:
        raise RequestRefused(
            HTTPStatus.MISDIRECTED_REQUEST,
            "This is not the address of the desk",
            "Open the desk with the address that was printed or given to you.",
        )
    return named[0]


def check_site(call: Call) -> None:
    """Refuse what a page of another site loads or frames, as far as its browser says so; a link may lead here."""
    site, mode, dest = (call.values(f"sec-fetch-{each}") for each in ("site", "mode", "dest"))
    is_link = mode == ["navigate"] and dest in ([], ["document"])
    if call.method != "POST" and site not in ([], ["same-origin"], ["none"]) and not is_link:
        raise RequestRefused(
            HTTPStatus.FORBIDDEN, "This came from another site", "Open the desk in a window of its own."
        )


def check_origin(call: Call, origin: str) -> None:
    """Refuse a POST that no page of the desk sent (CSRF)."""
    sent, site = call.values("origin"), call.values("sec-fetch-site")
    told_otherwise = site not in ([], ["same-origin"], ["none"])
    if told_otherwise or (sent != [origin] if sent else site != ["same-origin"]):
        raise RequestRefused(
            HTTPStatus.FORBIDDEN,
            "This came from another site",
            "Nothing was done: the desk takes changes from its own pages alone. Open the page here, and do it again.",
        )


def is_same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(digest(one), digest(other))


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()


def check_csrf(sent: Sequence[str], valid: Sequence[str]) -> None:
    if len(sent) != 1 or True not in [is_same(sent[0], each) for each in valid]:
        raise RequestRefused(
            HTTPStatus.FORBIDDEN,
            "This page is out of date",
            "Nothing was done: you have signed in again since you opened the page, or it came from elsewhere. Open it"
            " again, and repeat what you did.",
        )


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach what listens at a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def local_hosts(host: str, port: int) -> tuple[str, ...]:
    """What browsers on this computer may call the desk."""
    names = dict.fromkeys((host_in_address(host), "localhost"))
    return tuple(f"{name}:{port}" for name in names) + (tuple(names) if port == 80 else ())


# --- what the answers say


_PAGES = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_SHOWN = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self';"
    " frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
SHOWN = ("/site/", "/preview/")
"""Below these addresses are the garden's own pages as readers see them, with what hostile people wrote in them.

Nothing runs there and no form is sent. They keep the desk's origin: only then does a browser send the cookies of the
desk, or of a sign-on, when it loads their styles and pictures.
"""


def headers_of_answer(path: str) -> dict[str, str]:
    """What every answer tells a browser about how to treat it.

    With `no-referrer`, a browser would send the forms of its own pages with `Origin: null`.
    """
    is_shown = path.startswith(SHOWN)
    return {
        "Content-Security-Policy": _SHOWN if is_shown else _PAGES,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer" if is_shown else "same-origin",
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-DNS-Prefetch-Control": "off",  # Otherwise Chromium looks up the hosts of links before anybody follows.
        "Cross-Origin-Resource-Policy": "same-origin",
    }
