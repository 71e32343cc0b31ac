"""Where a server listens, as people write it and as web addresses name it."""

import re
from ipaddress import IPv4Address, IPv6Address

from kgen.settings import ConfigurationError

_SCHEME = re.compile(r"(\w+):/")
_PARTS = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*):(\d+)", re.ASCII)
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", re.IGNORECASE)
_LAST_PORT = 65535


def host_and_port(address: str) -> tuple[str, int]:
    """The parts of HOST:PORT; no host is this computer. Raises ConfigurationError, before anybody is asked where a host
    is, which can take long."""
    parts = _PARTS.fullmatch(address)
    host, port = parts.groups() if parts else ("", "")
    if not parts or not _is_port(port) or not (host == "" or _is_host(host)):
        raise ConfigurationError(
            f"`{address}` is not an address: {_why_not(address)}. Write a host and a port, such as 127.0.0.1:8000 or"
            " [::1]:8000."
        )
    return host.strip("[]") or "127.0.0.1", int(port)


def _is_port(digits: str) -> bool:
    return len(digits) <= len(str(_LAST_PORT)) and int(digits) <= _LAST_PORT


def _is_host(host: str) -> bool:
    """Whether it is written as the name of a computer, or as its number: an IPv6 one in brackets."""
    try:
        if host.startswith("["):
            IPv6Address(host[1:-1])
        elif re.fullmatch(r"[\d.]+", host):
            IPv4Address(host)
        else:
            return _NAME.fullmatch(host) is not None
    except ValueError:
        return False
    return True


def _why_not(address: str) -> str:
    if re.search(r"\s", address):
        return "it holds a space"
    if found := _SCHEME.match(address):
        return f"it begins with {found[1]}://, which only browsers need"
    if re.search(r"[/?#]", address):
        return "something follows the port"
    host, colon, port = address.rpartition(":")
    if ":" in host and "[" not in host:
        return "an IPv6 address needs square brackets"
    if not colon or not port.isascii() or not port.isdigit():
        return "it does not end in a colon and the number of a port"
    if not _is_port(port):
        return f"ports end at {_LAST_PORT}"
    return f"“{host}” is neither the name nor the number of a computer"


def host_in_address(host: str) -> str:
    """A host as web addresses name it: IPv6 is in brackets."""
    return f"[{host}]" if ":" in host else host
