"""What a file is that holds no text to be read here, and how to get one: known by how it begins."""

import io
import zipfile
from typing import NamedTuple


class OtherFile(NamedTuple):
    """What it is, as in "It is a PDF", and what to do, as a sentence without its full stop."""

    what: str
    fix: str


_DOCX = "Open it in its program and save it as a Word document (.docx)"
_UNLOCKED = f"{_DOCX} without a password, or as text"
_TABLE = "Save it as a text table (.csv)"
_ASK = "Ask for the words as text"
_COPY = "Copy its words into a text file, or ask for them as text"
_UNPACK = "Unpack it, and name what is in it"
_BEGINNINGS = (
    (0, b"%PDF-", OtherFile("a PDF", _COPY)),
    (0, rb"{\rtf", OtherFile("a document in RTF", _DOCX)),
    (
        0,
        b"\xd0\xcf\x11\xe0",
        OtherFile("a file from an older Office or Outlook, or one locked with a password", _UNLOCKED),
    ),
    (0, b"\x89PNG", OtherFile("a picture", _ASK)),
    (0, b"\xff\xd8\xff", OtherFile("a picture", _ASK)),
    (0, b"GIF8", OtherFile("a picture", _ASK)),
    (8, b"WEBP", OtherFile("a picture", _ASK)),
    (4, b"ftyphe", OtherFile("a picture", _ASK)),
    (4, b"ftypmif1", OtherFile("a picture", _ASK)),
    (0, b"ID3", OtherFile("a recording", "Write down what is said in it")),
    (0, b"\xff\xfb", OtherFile("a recording", "Write down what is said in it")),
    (0, b"OggS", OtherFile("a recording", "Write down what is said in it")),
    (8, b"WAVE", OtherFile("a recording", "Write down what is said in it")),
    (4, b"ftyp", OtherFile("a film or a recording", "Write down what is said in it")),
    (0, b"SQLite format 3", OtherFile("a database", _ASK)),
    (0, b"7z\xbc\xaf", OtherFile("a packed folder", _UNPACK)),
    (0, b"Rar!", OtherFile("a packed folder", _UNPACK)),
    (0, b"\x1f\x8b", OtherFile("a packed file", _UNPACK)),
)
_ZIP = b"PK\x03\x04"
_IN_ZIP = (
    ("xl/", OtherFile("an Excel spreadsheet", _TABLE)),
    ("ppt/", OtherFile("PowerPoint slides", _ASK)),
    ("Index/", OtherFile("a Pages, Numbers or Keynote document", _DOCX)),
)
_BY_MIMETYPE = (
    (b"application/epub", OtherFile("an e-book (EPUB)", _COPY)),
    (b"opendocument.text", OtherFile("a LibreOffice document (.odt)", _DOCX)),
    (b"opendocument.spreadsheet", OtherFile("a LibreOffice spreadsheet (.ods)", _TABLE)),
    (b"opendocument", OtherFile("a LibreOffice document", _ASK)),
)


def other_file(data: bytes) -> OtherFile | None:
    """What a file is, where that shows; None for text, for a Word document, and for what nobody knows."""
    for at, sign, found in _BEGINNINGS:
        if data.startswith(sign, at):
            return found
    return _in_zip(data) if data.startswith(_ZIP) else None


def _in_zip(data: bytes) -> OtherFile | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            first = packed.getinfo("mimetype") if "mimetype" in names else None
            mimetype = packed.read(first) if first is not None and first.file_size < 200 else b""
    except Exception:  # Damaged data makes zipfile raise nearly anything.
        return OtherFile("a packed file that is damaged or cut off", "Ask for it again")
    if any(name.startswith("word/") for name in names):
        return None
    by_mimetype = (found for sign, found in _BY_MIMETYPE if sign in mimetype)
    by_name = (found for folder, found in _IN_ZIP if any(name.startswith(folder) for name in names))
    return next(by_mimetype, None) or next(by_name, None) or OtherFile("a packed folder (.zip)", _UNPACK)
