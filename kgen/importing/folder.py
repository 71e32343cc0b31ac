"""A walk over a folder that somebody else made. It follows no link, leaves no folder, and stops at what is too much."""

import codecs
import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from kgen.importing.documents import Document, LeftOut, UnreadableSource
from kgen.read.ordinary_file import NotOrdinaryError, ordinary_file
from kgen.read.walk import is_left_over

MOST_FILES = 50_000
LARGEST_TEXT = 8 * 1024**2
"""Bytes of one text of a source."""
LARGEST_PICTURE = 64 * 1024**2
DEEPEST = 40
"""Folders inside each other."""
_WITH_PICTURES = (".gitbook",)
"""Folders that hold the pictures of a site, though a dot hides them."""
_PASSED_OVER = frozenset(("node_modules", "_site", "_layouts", "_includes", "_sass"))
"""What programs keep beside the texts of a site: none of it holds a text."""


class Folder:
    """The ordinary files below a folder, by their paths in it: `notes/a.md`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.left_out: list[LeftOut] = []
        self.names = list(islice(self._walk(root, "", 0), MOST_FILES + 1))
        if len(self.names) > MOST_FILES:
            raise UnreadableSource(f"it holds more than {MOST_FILES:,} files. Import it folder by folder")

    def _walk(self, folder: Path, above: str, depth: int) -> Iterator[str]:
        try:
            with os.scandir(folder) as entries:
                found = sorted((each for each in entries if not is_left_over(each)), key=lambda each: each.name)
        except OSError as error:
            self.left_out.append(LeftOut(above or folder.name, f"the folder cannot be read ({error.strerror})"))
            return
        for entry in found:
            name = f"{above}{entry.name}"
            if entry.is_symlink():
                self.left_out.append(LeftOut(name, "it is a link to somewhere else, which kgen does not follow"))
            elif entry.is_dir():
                if (entry.name.startswith(".") and entry.name not in _WITH_PICTURES) or entry.name in _PASSED_OVER:
                    continue
                if entry.name == "logseq" and (Path(entry.path) / "config.edn").is_file():
                    continue
                if depth == DEEPEST:
                    self.left_out.append(LeftOut(name, f"it is more than {DEEPEST} folders deep"))
                else:
                    yield from self._walk(Path(entry.path), f"{name}/", depth + 1)
            elif entry.is_file() and not entry.name.startswith("."):
                yield name

    def bytes_of(self, name: str, most: int) -> bytes:
        """The bytes of a file. Raises UnreadableSource."""
        return bytes_of(self.root / name, most)

    def text_of(self, name: str) -> str:
        """The text of a file in UTF-8, UTF-16 with its mark, or else as Windows wrote it. Raises UnreadableSource."""
        return text_in(self.bytes_of(name, LARGEST_TEXT))


def read_each(names: Iterable[str], read: Callable[[str], Document | LeftOut]) -> tuple[list[Document], list[LeftOut]]:
    """The documents that some files hold, and those that are left out, including those that cannot be read."""
    documents: list[Document] = []
    left_out: list[LeftOut] = []
    for name in names:
        try:
            found = read(name)
        except UnreadableSource as reason:
            found = LeftOut(name, str(reason))
        if isinstance(found, LeftOut):
            left_out.append(found)
        else:
            documents.append(found)
    return documents, left_out


def bytes_of(path: Path, most: int) -> bytes:
    """The bytes of an ordinary file. Raises UnreadableSource."""
    try:
        with ordinary_file(path) as (descriptor, status):
            if status.st_size > most:
                raise UnreadableSource(
                    f"it has {status.st_size / 1024**2:.0f} MB; at most {most // 1024**2} MB are read"
                )
            return os.fdopen(descriptor, "rb", closefd=False).read(most)
    except NotOrdinaryError:
        raise UnreadableSource("it is not an ordinary file") from None
    except OSError as error:
        raise UnreadableSource(f"it cannot be read ({error.strerror})") from None


_ENCODING = re.compile(
    rb"<(?:meta|\?xml)\b[^<>]*?\b(?:charset|encoding)\s*=\s*[\"']?([A-Za-z][\w-]{0,30})", re.IGNORECASE
)
_LOOKED_AT = 4096
_WIDER = {
    **{"ascii": "cp1252", "iso8859-1": "cp1252", "utf-8": "cp1252", "iso8859-9": "cp1254", "tis_620": "cp874"},
    **{"shift_jis": "cp932", "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"},
}
"""What people wrote under these names, and browsers read. Source: the Encoding Standard, section 4.2."""


def encoding_named(data: bytes) -> str:
    """The encoding that a page or a feed names itself; that of Windows, where it names none that is known."""
    named = _ENCODING.search(data[:_LOOKED_AT])
    try:
        encoding = codecs.lookup(named[1].decode()).name if named else ""
    except LookupError:
        encoding = ""
    return _WIDER.get(encoding, encoding) or "cp1252"


def text_in(data: bytes, encoding: str = "cp1252") -> str:
    """The text in some bytes, each line ended by a line feed; if they are not UTF-8, in the encoding that is given.
    Raises UnreadableSource."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    elif b"\0" in data:
        raise UnreadableSource("it holds no text")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode(encoding, errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
