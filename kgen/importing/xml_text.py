"""XML that strangers made, read so that nothing in it can grow, reach out or run."""

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from kgen.importing.documents import UnreadableSource

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ROOT = re.compile(rb"<[A-Za-z][\w:.-]*(?=[\s>])")
_PREFIX = re.compile(rb"</?([A-Za-z][\w.-]*):[A-Za-z]")
_LOOKED_AT = 64 * 1024


def beginning_of(path: Path) -> str:
    """The first characters of a file; empty for what is not a file."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        data = file.read(_LOOKED_AT)
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.decode("utf-16" if is_wide else "utf-8", errors="replace")


def read_xml(data: bytes, *, with_dtd: bool = True) -> Any:
    """The element at the root. Raises UnreadableSource."""
    try:
        return fromstring(_with_prefixes(_CONTROL.sub(b"", data)), forbid_dtd=not with_dtd)
    except ParseError as error:
        raise UnreadableSource(f"it is not well-formed XML (line {error.position[0]}). Export it again") from None
    except DefusedXmlException:
        raise UnreadableSource("it declares entities of its own, which kgen does not read") from None
    except (ValueError, LookupError):
        raise UnreadableSource("it is not XML that can be read") from None


def _with_prefixes(data: bytes) -> bytes:
    """XML with each prefix declared: old exporters use some that they do not declare."""
    root = _ROOT.search(data)
    if root is None:
        return data
    declared = set(re.findall(rb"xmlns:([\w.-]+)\s*=", data))
    missing = sorted({prefix for prefix in _PREFIX.findall(data) if prefix not in declared and prefix != b"xml"})
    added = b"".join(b' xmlns:%s="urn:undeclared:%s"' % (prefix, prefix) for prefix in missing)
    return data[: root.end()] + added + data[root.end() :]
