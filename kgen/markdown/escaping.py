"""Text and addresses as HTML."""

from urllib.parse import quote

_SAFE_IN_ADDRESS = "!#$%&'()*+,-./:;=?@_~"


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def escape_address(address: str) -> str:
    return quote(address, safe=_SAFE_IN_ADDRESS).replace("&", "&amp;").replace("'", "&#x27;")
