"""Files that hold no text to be read here are called what they are, with what to do, by each command."""

import io
import zipfile
from pathlib import Path

import pytest
from gardens import BASIS, make_garden
from sites import DAY

from kgen.commands.import_stories import run as bring
from kgen.commands.intake import run as take_in
from kgen.settings import ConfigurationError


def packed(**files: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as written:
        for name, text in files.items():
            written.writestr(name.replace("__", "/"), text)
    return data.getvalue()


WORD = packed(word__document="<w:document/>" * 40)
NO_TEXT = {
    "a.pdf": (b"%PDF-1.7\n", "a PDF"),
    "a.rtf": (rb"{\rtf1 Hello}", "a document in RTF"),
    "a.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1" + bytes(600), "an older Office"),
    "a.jpg": (b"\xff\xd8\xff\xe0" + bytes(40), "a picture"),
    "a.heic": (b"\0\0\0\x18ftypheic" + bytes(40), "a picture"),
    "a.mp3": (b"ID3" + bytes(40), "a recording"),
    "a.m4a": (b"\0\0\0\x18ftypM4A " + bytes(40), "a film or a recording"),
    "a.odt": (packed(mimetype="application/vnd.oasis.opendocument.text"), "a LibreOffice document (.odt)"),
    "a.epub": (packed(mimetype="application/epub+zip"), "an e-book"),
    "a.xlsx": (packed(xl__workbook="x"), "an Excel spreadsheet"),
    "a.pages": (packed(Index__Document="x"), "a Pages, Numbers or Keynote document"),
    "a.zip": (packed(a="x"), "a packed folder (.zip)"),
    "cut.zip": (packed(a="x" * 500)[:300], "damaged or cut off"),
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return make_garden(tmp_path / "garden", dict(BASIS))


@pytest.mark.parametrize("name", NO_TEXT)
def test_what_it_is_and_what_to_do(name: str, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, what = NO_TEXT[name]
    file = tmp_path / name
    file.write_bytes(data)
    assert take_in(config, [file], today=DAY) == 1
    said = capsys.readouterr()
    assert what in said.out + said.err and "looks like" not in said.out + said.err
    with pytest.raises(ConfigurationError) as refused:
        bring(config, file, sectors=[], standpoints=[], dry_run=False, today=DAY)
    assert what in str(refused.value) and "It imports" not in str(refused.value)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty. Ask for it again"),
        (WORD[: len(WORD) // 2], "damaged or cut off. Ask for it again"),
        (WORD.replace(b"<w:document/>", b"<w:dXXument/>", 1), "damaged or cut off. Ask for it again"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "locked with a password"),
        (b"<!DOCTYPE html><title>Sign in</title>", "web page|not a Word document, whatever its name says"),
    ],
)
def test_a_document_of_word_that_is_none(
    data: bytes, why: str, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(data)
    assert take_in(config, [file], today=DAY) == 1
    first = capsys.readouterr()
    assert any(each in first.out + first.err for each in why.split("|"))
    bring(config, file, sectors=[], standpoints=[], dry_run=False, today=DAY)
    said = capsys.readouterr().out
    assert any(each in said for each in why.split("|")) and "Nobody has agreed yet" not in said
