"""Word documents (.docx), one or a folder of them. What is struck out in them, and what is said beside, stays there.

Source of the parts: ECMA-376, Office Open XML.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import mammoth  # type: ignore[import-untyped]

from kgen.importing.documents import Document, Found, LeftOut, UnreadableSource
from kgen.importing.folder import Folder, bytes_of, read_each
from kgen.importing.html_text import line_of, markdown_of
from kgen.importing.loose_front_matter import month_in
from kgen.importing.markdown_folder import OTHER_TEXTS, with_what_is_left_out
from kgen.importing.other_files import other_file
from kgen.importing.turning import turned
from kgen.importing.word_unseen import Unseen
from kgen.importing.xml_text import read_xml
from kgen.letters import one_line

CALLED = "Word documents"
LARGEST = 64 * 1024**2
LARGEST_UNPACKED = 256 * 1024**2
LARGEST_TEXT = 5 * 1024**2
"""Bytes of all XML in it: a thousand pages have some five, and mammoth reads one in a second or two."""
MOST_PARTS = 5_000
_STYLES = """\
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
_TITLE = re.compile(r'\A\s*<h1(?: class="title")?>(.*?)</h1>', re.DOTALL)
_TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_FIELD = re.compile(r"</?w:fldSimple\b[^<>]*>")
_FORMULA = re.compile(r"<m:oMath(?:\s[^<>]*)?>(?:(?!</m:oMath>).)*</m:oMath>", re.DOTALL)
_OF_FORMULA = re.compile(r"<m:t(?:\s[^>]*)?>([^<]*)</m:t>")
_EDGE = re.compile(r"word/(?:header|footer)\d*\.xml")
_WORDS = re.compile(rb"<w:t(?:\s[^<>]*)?>[\d\s]*[^<\d\s]")
"""Words, and not the number of a page."""
_OTHER_PARTS = (
    ("word/charts/", "a chart in it is left out"),
    ("word/diagrams/", "a diagram in it is left out, with its words"),
    ("word/embeddings/", "a file inside it is left out"),
)
_CORE = "docProps/core.xml"
_XML = (".xml", ".rels")


def recognises(path: Path) -> bool:
    if path.is_dir():
        names = Folder(path).names
        texts = [name for name in names if name.lower().endswith((".docx", ".md", ".markdown", ".html", ".htm"))]
        return bool(texts) and all(name.lower().endswith(".docx") for name in texts)
    return path.suffix.lower() == ".docx" and path.is_file()


def read(path: Path) -> Found:
    folder = Folder(path) if path.is_dir() else None
    names = folder.names if folder else [path.name]
    files: dict[str, Callable[[], bytes]] = {}

    def read_one(name: str) -> Document | LeftOut:
        document, pictures = document_of(name, bytes_of(path / name if folder else path, LARGEST))
        files.update({picture: partial(bytes, inner) for picture, inner in pictures.items()})
        return document if document.text.strip() else LeftOut(name, "it has no text")

    documents, left_out = read_each((name for name in names if name.lower().endswith(".docx")), read_one)
    others = (name for name in names if name.lower().endswith(OTHER_TEXTS) and not name.lower().endswith(".docx"))
    left_out += [LeftOut(name, "it is not a .docx: save it as one, or import it by itself") for name in others]
    return Found(documents, [*(folder.left_out if folder else ()), *left_out], files)


def document_of(name: str, data: bytes) -> tuple[Document, dict[str, bytes]]:
    """The text of a Word document, and its pictures by the names that it has for them. Raises UnreadableSource."""
    parts = _parts(data)
    core = read_xml(parts[_CORE], with_dtd=False) if _CORE in parts else ()
    properties = {child.tag.rpartition("}")[2]: one_line(child.text or "") for child in core}
    pictures: dict[str, bytes] = {}

    def picture(image: "mammoth.documents.Image") -> dict[str, str]:
        with image.open() as file:
            inner = file.read()
        ending = image.content_type.rpartition("/")[2].replace("jpeg", "jpg").partition("+")[0]
        called = f"{name}/{Path(name).stem}-{len(pictures) + 1}.{ending}"
        pictures[called] = inner
        return {"src": called}

    try:
        data, by_hand = _with_what_is_seen(parts)
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(picture),
        )
    except Exception:  # What is made of a broken file is of many types.
        raise UnreadableSource(
            "it is damaged, or refers to a part that is not in it. Save it as another copy"
        ) from None
    html, title = result.value, ""
    if found := _TITLE.match(html):
        title, html = line_of(found[1]), html[found.end() :]
    text = markdown_of(html)
    done = turned(text.text, title)
    document = Document(
        name,
        title or properties.get("title", "") or Path(name).stem.replace("_", " "),
        done.text,
        slug=Path(name).stem,
        month=month_in(properties.get("created", ""), properties.get("modified", "")),
        teller=properties.get("creator", ""),
        language=properties.get("language", ""),
        turned=(*text.turned, *done.turned),
        tags=tuple(filter(None, map(one_line, re.split("[,;]", properties.get("keywords", ""))))),
        by_hand=(*text.by_hand, *done.by_hand, *by_hand, *_hidden_parts(parts)),
    )
    said = {each: properties.get(each, "") for each in ("title", "subject", "description", "category")}
    return with_what_is_left_out(document, said), pictures


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts of a document by their names, once nothing in them can do harm. Raises UnreadableSource."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            listed = packed.infolist()
            if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
                raise UnreadableSource("it is far larger than any text, once it is unpacked")
            if sum(part.file_size for part in listed if part.filename.endswith(_XML)) > LARGEST_TEXT:
                raise UnreadableSource("its text is far longer than any story's")
            parts = {part.filename: packed.read(part) for part in listed}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        raise UnreadableSource(_why_unread(data)) from None
    texts = [inner.replace(b"\0", b"") for name, inner in parts.items() if name.endswith(_XML)]
    if any(b"<!DOCTYPE" in text or b"<!ENTITY" in text for text in texts):
        raise UnreadableSource("it declares entities of its own, which no Word document does")
    if "word/document.xml" not in parts:
        raise UnreadableSource(_why_unread(data))
    return parts


def _why_unread(data: bytes) -> str:
    if not data:
        return "it is empty. Ask for it again"
    if other := other_file(data):
        return f"it is {other.what}. {other.fix}"
    if data.startswith(b"PK"):
        return "it is damaged or cut off. Ask for it again"
    return "it is not a Word document, whatever its name says. Ask for the words as text"


def _with_what_is_seen(parts: Mapping[str, bytes]) -> tuple[bytes, list[str]]:
    """The document without words that nobody sees, with those of its fields and formulas, and what to look at."""
    by_hand: list[str] = []
    unseen = Unseen(parts.get("word/styles.xml"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for name, inner in parts.items():
            if name in _TEXTS:
                text = inner.decode(errors="replace")
                text = _FIELD.sub("", text)
                if "<m:oMath" in text:
                    by_hand.append("a formula became its letters and signs")
                    text = _in_each(_FORMULA, "</m:oMath>", _as_run, text)
                inner = unseen.without(text.encode())
            written.writestr(name, inner)
    return out.getvalue(), [*by_hand, *unseen.by_hand]


def _in_each(pattern: re.Pattern[str], end: str, new: Callable[[re.Match[str]], str], text: str) -> str:
    """A text with something else in place of each element. After the last end no element can begin: each beginning
    there would be followed to the end of the text."""
    last = text.rfind(end) + len(end) if end in text else 0
    return pattern.sub(new, text[:last]) + text[last:]


def _as_run(formula: re.Match[str]) -> str:
    return f'<w:r><w:t xml:space="preserve">{"".join(_OF_FORMULA.findall(formula[0]))}</w:t></w:r>'


def _hidden_parts(parts: Mapping[str, bytes]) -> list[str]:
    """What a document holds that stays where it is."""
    found = [said for folder, said in _OTHER_PARTS if any(name.startswith(folder) for name in parts)]
    if any(_EDGE.fullmatch(name) and _WORDS.search(inner) for name, inner in parts.items()):
        found.append("the words at the head or the foot of its pages are left out")
    if b"<w:del " in parts["word/document.xml"]:
        found.append("it has tracked changes: what was struck out is left out, what was put in is taken")
    if "word/comments.xml" in parts:
        found.append("the comments in its margin are left out")
    return found
