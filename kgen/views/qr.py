"""A web address on paper: what a phone's camera reads, and what somebody types.

Source: ISO/IEC 18004, which asks for four light modules around a code and names the levels of error correction.
"""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

from kgen.settings.file import in_letters

QUIET_ZONE = 4
ERRORS = "m"
"""A code is read with 15 % of it covered or torn."""


class Printed(NamedTuple):
    """A web address as a sheet prints it."""

    address: str
    """The whole of it, which the code holds."""
    short: str
    """Host and path, to be typed: `example.org/garden/write/`."""
    qr: Markup
    """The code, black on white in any colours."""


@lru_cache(maxsize=256)
def printed(address: str) -> Printed | None:
    """A whole web address as a sheet prints it; None if there is none."""
    if not address:
        return None
    parts = urlsplit(in_letters(address))
    return Printed(address, f"{parts.netloc}{parts.path}", _code(address))


def _code(address: str) -> Markup:
    """An SVG in a <span> that says where it leads. Its colours are attributes of SVG, which the content security policy
    lets through and no style of a page changes."""
    import segno  # takes 60 ms, and most commands draw nothing

    drawn = segno.make_qr(address, error=ERRORS).svg_inline(
        omitsize=True, border=QUIET_ZONE, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    label = f"QR code that leads to {address}"
    return Markup('<span class="kg-qr" role="img" aria-label="{}">{}</span>').format(label, Markup(drawn))
