"""A folder of web pages: from each, what is in its main part, without the frame around it.

Source: the HTML Living Standard, sections 4.2 and 4.3.
"""

import contextlib
import csv
import io
import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from kgen.importing.documents import Document, Found, LeftOut, UnreadableSource
from kgen.importing.folder import LARGEST_PICTURE, LARGEST_TEXT, Folder, encoding_named, read_each, text_in
from kgen.importing.html_text import UNSEEN, markdown_of
from kgen.importing.layout import DAY, ONLY_A_LIST
from kgen.importing.loose_front_matter import month_in
from kgen.importing.markdown_folder import title_of_stem
from kgen.importing.markup import verbatim
from kgen.importing.page_parts import PageParts, frame_of, parts_of, shared_by
from kgen.importing.turning import turned
from kgen.letters import one_line

CALLED = "a folder of web pages"
ENDINGS = (".html", ".htm", ".xhtml")
_HEADING = re.compile(r"\s*#{1,3}[ \t]+([^\n]*)(?:\n|\Z)")
_AROUND_PAGE = frozenset(("header", "footer", "aside"))
_AROUND_TEXT = frozenset(("footer", "aside"))
_LEFT_AROUND = "words beside or below its text were left out: "
_FEWEST_TOLD = 8
"""Words around a text in which somebody tells something."""
_OF_LIST = re.compile(
    r"(?:^|/)(?:(?:tags?|categor(?:y|ies)|authors?)(?:/[^/]+)?|page/?\d+|archives?|index\d+)(?:/index)?\.html?$"
)
"""Where sites that a program makes have lists of their pages."""


def recognises(path: Path) -> bool:
    return path.is_dir() and any(name.lower().endswith(ENDINGS) for name in Folder(path).names)


def read(path: Path) -> Found:
    folder = Folder(path)
    is_medium = any(name.startswith("profile/") for name in folder.names)
    unpublished = _of_substack(folder)
    pages = [
        name
        for name in folder.names
        if name.lower().endswith(ENDINGS)
        and (name.startswith("posts/") or not is_medium)
        and "_files/" not in name  # What a browser saves beside a page.
    ]

    parts: dict[str, PageParts] = {}
    for name in pages:
        with contextlib.suppress(UnreadableSource):
            parts[name] = parts_of(_text_of(folder, name))
    frame = frame_of(parts.values())

    def read_one(name: str) -> Document | LeftOut:
        stem = posixpath.splitext(posixpath.basename(name))[0]
        is_draft = is_medium and stem.startswith("draft_")
        if why := unpublished.get(stem, "it was a draft there" if is_draft else ""):
            return LeftOut(name, why, name)
        text = _text_of(folder, name)
        return _document(name, text, parts[name], frame)

    documents, left_out = read_each(pages, read_one)
    documents = _without_frame(documents, [name for name, page in parts.items() if page.is_whole])
    others = [name for name in folder.names if not name.lower().endswith(ENDINGS)]
    files = {name: partial(folder.bytes_of, name, LARGEST_PICTURE) for name in others}
    return Found(
        documents, [*folder.left_out, *left_out], files, next((page.places[0] for page in documents if page.places), "")
    )


def _text_of(folder: Folder, name: str) -> str:
    """The text of a page, in the encoding that it names itself if it is not in UTF-8: old pages have many."""
    data = folder.bytes_of(name, LARGEST_TEXT)
    return text_in(data, encoding_named(data))


def _without_frame(documents: list[Document], whole: Collection[str]) -> list[Document]:
    """The documents without what most pages that are `whole` have above and below their texts: menus, an address."""
    blocks = {each.name: each.text.split("\n\n") for each in documents if each.name in whole}
    shared = shared_by(Counter(block for found in blocks.values() for block in {*found}), len(blocks))
    shared = {block for block in shared if "```" not in block}
    lines = (line for each in documents for line in each.by_hand)
    around = Counter(line for line in lines if line.startswith(_LEFT_AROUND) or UNSEEN.fullmatch(line))
    around_all = shared_by(around, len(documents))

    def bare(document: Document) -> Document:
        document = replace(document, by_hand=tuple(line for line in document.by_hand if line not in around_all))
        found = blocks.get(document.name, [])
        own = [number for number, block in enumerate(found) if block not in shared]
        if not own or len(own) == len(found):
            return document
        text = _below_title("\n\n".join(found[own[0] : own[-1] + 1]), [document.title]).lstrip("\n")
        if text == document.text or not text:
            return document
        return replace(
            document, text=text, turned=(*document.turned, "what most pages have around their text left out")
        )

    return list(map(bare, documents))


def _of_substack(folder: Folder) -> dict[str, str]:
    """Why a text was not public, by the name of its file, as posts.csv in an export of Substack says."""
    if "posts.csv" not in folder.names:
        return {}
    found = {}
    for row in csv.DictReader(io.StringIO(folder.text_of("posts.csv"))):
        if row.get("is_published", "true").lower() == "false":
            found[row.get("post_id") or ""] = "it was not published there"
        elif row.get("audience", "everyone") not in ("everyone", ""):
            found[row.get("post_id") or ""] = "it was for subscribers alone"
    return found


def _document(name: str, text: str, page: PageParts, frame: Collection[str]) -> Document | LeftOut:
    if why := _why_left_out(name, text, page):
        return LeftOut(name, why, name)
    stem = posixpath.splitext(posixpath.basename(name))[0]
    if stem.lower() == "index":
        stem = posixpath.basename(posixpath.dirname(name))
    heading = page.first([each for each in page.headings if each[1] not in frame])
    title = heading or page.said("og:title") or page.title_without(frame) or title_of_stem(stem)
    start, end = page.main
    html = markdown_of(text[start:end], frame=_AROUND_PAGE if page.is_whole else _AROUND_TEXT)
    done = turned(_below_title(html.text, {title, *frame}), title)
    if not done.text.strip():
        return LeftOut(name, "it has no text")
    known = {page.title, title}
    is_told = not page.is_whole and len(html.around.split()) >= _FEWEST_TOLD
    around = [f"{_LEFT_AROUND}{verbatim(html.around)}"] if is_told else []
    return Document(
        name,
        title,
        done.text,
        slug=DAY.sub("", stem, count=1) or stem,
        month=month_in(
            page.said("article:published_time"),
            page.first(page.published),
            page.first(page.times),
            page.said("date"),
            page.said("dc.date"),
            name,
        ),
        addresses=_addresses(name, page),
        places=(page.canonical,) if "://" in page.canonical else (),
        tags=_listed([*page.meta.get("article:tag", ()), *page.said("keywords").split(",")], known),
        categories=_listed(page.meta.get("article:section", ()), known),
        summary=next(iter(_listed([page.said("description")], known)), ""),
        language=page.language,
        teller=", ".join(_listed(page.meta.get("author", ()), ())) or page.first(page.tellers),
        turned=(*html.turned, *done.turned),
        by_hand=(*html.by_hand, *done.by_hand, *around),
    )


def _why_left_out(name: str, text: str, page: PageParts) -> str:
    if posixpath.basename(name).lower() in ("404.html", "search.html") or name.lower() in ("index.html", "index.htm"):
        return "it only leads to the others"
    if _OF_LIST.search(name):
        return ONLY_A_LIST
    if "drafts" in name.split("/")[:-1]:
        return "it was a draft there"
    if any("noindex" in each for each in page.meta.get("robots", ())):
        return "it was kept out of search engines there"
    if any("refresh" in each.lower() for each in re.findall(r"<meta[^>]*http-equiv=[\"']?(\w+)", text)):
        return "it only leads elsewhere"
    return ""


def _below_title(text: str, titles: Collection[str]) -> str:
    """A text without its title and the name of its site above it."""
    known = {*map(_letters, titles)}
    while (heading := _HEADING.match(text)) and _letters(heading[1]) in known:
        text = text[heading.end() :]
    return text


def _letters(words: str) -> str:
    """The letters of a title, whatever it is written in; of a link, those of its words."""
    return re.sub(r"\]\([^()]*\)|[\W_]", "", words)


def _listed(words: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Some words, each once, without what is known already."""
    return tuple(dict.fromkeys(line for line in map(one_line, words) if line and line not in known))


def _addresses(name: str, page: PageParts) -> tuple[str, ...]:
    path = urlsplit(page.canonical).path if page.canonical else ""
    if path in ("", "/"):
        path = f"/{name}"
    return (re.sub(r"(?:^|(?<=/))index\.\w+$", "", path),)
