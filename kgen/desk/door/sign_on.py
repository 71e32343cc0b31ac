"""An organisation's sign-on in front of the desk: a web server that says who asks, and proves that it is itself."""

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from kgen.desk.asked import Steward
from kgen.desk.door.gate import Call, RequestRefused, is_loopback, is_same
from kgen.desk.door.stewards import Unfit, fit_name, folded
from kgen.serve.hosts import host_in_address
from kgen.settings import ConfigurationError

SECRET_HEADER = "X-Kgen-Desk-Secret"
LEAST_SECRET = 32
"""The fewest characters that a secret may have."""
LONGEST_NAME = 254
"""Characters of an e-mail address, which many sign-ons take for a name."""
FORM_LASTS = 12 * 60 * 60
"""The fewest seconds for which a form can be sent; at most twice as long."""
SECRET = "KGEN_DESK_SECRET"
"""The environment variable that holds the secret; where it is set, the desk is behind a sign-on."""
_URL, _HEADER, _STEWARDS = "KGEN_DESK_URL", "KGEN_DESK_HEADER", "KGEN_DESK_STEWARDS"
_NAMES = (SECRET, _URL, _HEADER, _STEWARDS)
_GUIDE = "docs/desk.md says how."
_NOT_NAMES = {"host", "cookie", "origin", "content-length", "transfer-encoding", SECRET_HEADER.lower()}


@dataclass(frozen=True, slots=True)
class SignOn:
    """How requests that came through the sign-on are recognised."""

    secret: str = field(repr=False)
    origin: str
    """What browsers see, such as "https://desk.example.org"."""
    header: str
    """The header that holds the steward's name, in lower case."""
    stewards: frozenset[str] | None
    """Who is let in, folded; None means anyone whom the sign-on names."""

    @property
    def host(self) -> str:
        return urlsplit(self.origin).netloc

    def name_in(self, call: Call) -> str:
        """The name of the steward who asks. Raises RequestRefused where this did not come through the sign-on."""
        secret, name = SECRET_HEADER.lower(), self.header
        if _exactly_once(call, secret) is None or not is_same(call.values(secret)[0], self.secret):
            raise RequestRefused(
                HTTPStatus.FORBIDDEN, "This desk is behind a sign-on", "Open it with the address that was given to you."
            )
        sent = _exactly_once(call, name)
        if sent is None:
            raise _unnamed("It must set the header that names the steward exactly once, and whoever asks must not.")
        try:
            found = fit_name(sent.encode("latin-1").decode(), LONGEST_NAME)
        except (UnicodeDecodeError, Unfit):
            raise _unnamed("What it sent is not a name.") from None
        if "," in found:  # What a sign-on appends to a header that somebody else has set.
            raise _unnamed("What it sent is more than one name.")
        if self.stewards is not None and folded(found) not in self.stewards:
            raise RequestRefused(
                HTTPStatus.FORBIDDEN,
                "You are not a steward of this garden",
                "You have signed in, but are not among those who look after this garden. Ask the person who set it up.",
            )
        return found


def _exactly_once(call: Call, name: str) -> str | None:
    """The value of a header that occurs once. Some programs take `_` for `-`, so both count as one."""
    alike = [each for each, _ in call.headers if each.replace(b"_", b"-") == name.replace("_", "-").encode()]
    return call.values(name)[0] if alike == [name.encode()] else None


def _unnamed(why: str) -> RequestRefused:
    return RequestRefused(
        HTTPStatus.FORBIDDEN, "The sign-on did not say who you are", f"{why} Tell the person who set up this desk."
    )


class Forms:
    """What the forms of each steward hold, so that no other site can send one. Nothing is kept: the same secret makes
    the same values again, so a form that was open while the desk was restarted can still be sent."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._key = hmac.digest(secret.encode(), b"kgen desk: forms", hashlib.sha256)
        self._clock = clock

    def valid(self, steward: Steward) -> tuple[str, str]:
        """What a form made now holds, and one that was made earlier."""
        period = int(self._clock() // FORM_LASTS)
        return self._made(steward, period), self._made(steward, period - 1)

    def _made(self, steward: Steward, period: int) -> str:
        return hmac.new(self._key, f"{steward.id} {period}".encode(), hashlib.sha256).hexdigest()


def sign_on_in(environment: MutableMapping[str, str], host: str) -> SignOn | None:
    """Read what the environment says of a sign-on, and take the secret out of it, so that no program inherits it.

    None where it says nothing, and the desk listens only on this computer. Raises ConfigurationError.
    """
    said = {name: environment[name] for name in _NAMES if name in environment}
    environment.pop(SECRET, None)
    if not said and is_loopback(host):
        return None
    if SECRET not in said or _URL not in said:
        where = f"Listening at {host}" if not is_loopback(host) else "A sign-on"
        raise ConfigurationError(
            f"{where} needs KGEN_DESK_SECRET (at least {LEAST_SECRET} characters that only the sign-on knows) and"
            f" KGEN_DESK_URL (what browsers see, such as https://desk.example.org) in the environment. {_GUIDE}"
        )
    secret = said[SECRET]
    if len(secret) < LEAST_SECRET or not re.fullmatch(r"[!-~]+", secret):
        raise ConfigurationError(
            f"KGEN_DESK_SECRET has fewer than {LEAST_SECRET} characters, or others than letters, digits and signs of"
            f" ASCII. Make one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'. {_GUIDE}"
        )
    return SignOn(secret, _origin(said[_URL]), _header(said), _stewards(said))


def _origin(written: str) -> str:
    try:
        parts = urlsplit(written)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        name, port, parts = "", None, urlsplit("")
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(name))
    is_name = re.fullmatch(r"[a-z0-9.:-]+", name) is not None
    if not is_safe or not is_name or parts.path not in ("", "/") or "@" in written or set("?#") & set(written):
        raise ConfigurationError(
            f"KGEN_DESK_URL cannot be used: `{written}`. Write what browsers see, with https and without a path, such"
            f" as https://desk.example.org. {_GUIDE}"
        )
    default = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host_in_address(name)}" + (f":{port}" if port not in (None, default) else "")


def _header(said: Mapping[str, str]) -> str:
    header = said.get(_HEADER, "X-Forwarded-User").lower()
    if not re.fullmatch(r"[a-z0-9-]{1,100}", header) or header in _NOT_NAMES:
        raise ConfigurationError(
            f"KGEN_DESK_HEADER cannot be used: `{header}`. Name the header that holds the user’s name, such as"
            f" X-Forwarded-User. {_GUIDE}"
        )
    return header


def _stewards(said: Mapping[str, str]) -> frozenset[str] | None:
    if _STEWARDS not in said:
        return None
    names = frozenset(folded(each) for each in said[_STEWARDS].split(",") if each.strip())
    if not names:
        raise ConfigurationError(
            f"KGEN_DESK_STEWARDS names nobody. List who is let in, with commas between, or leave it out. {_GUIDE}"
        )
    return names
