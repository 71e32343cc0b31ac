"""Where a server listens, as people write it and as web addresses name it."""

from kgen.settings import ConfigurationError


def host_and_port(address: str) -> tuple[str, int]:
    """The parts of HOST:PORT. Raises ConfigurationError."""
    host, colon, port = address.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ConfigurationError(f"`{address}` is not an address. Write a host and a port, such as 127.0.0.1:8000.")
    return host.strip("[]") or "127.0.0.1", int(port)


def host_in_address(host: str) -> str:
    """A host as web addresses name it: IPv6 is in brackets."""
    return f"[{host}]" if ":" in host else host
