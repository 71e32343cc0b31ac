"""Where the links of a source lead: to one of its documents, to a file beside them, or elsewhere."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from kgen.importing.documents import Document, Found
from kgen.importing.layout import ENDINGS
from kgen.importing.markup import verbatim
from kgen.letters import one_line
from kgen.markdown import anchor_of
from kgen.markdown.link_spans import LinkSpan, link_spans
from kgen.markdown.plain_text import Anchors
from kgen.read.pictures import format_named
from kgen.weave.name_index import fold

_TEXTS = re.compile(r"(?:\.html)?\.(?:mdx?|markdown|qmd|rmd|html?|txt|docx)(?:\.erb|\.njk)?$", re.IGNORECASE)
_INDEX = re.compile(r"(?:^|(?<=/))_?(?:index|readme)$", re.IGNORECASE)
_PART_OF_PAGE = re.compile(r"/(?:comment-page-\d+|page/\d+|amp|feed)/?$")
"""What follows the address of a page for a part of it, or for another form of it."""
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_OF_PELICAN = re.compile(r"\{(?:filename|static|attach|index)\}|\|(?:filename|static|attach)\|")
_STATIC = ("static/", "assets/", "public/", "")
"""Folders whose files are at the root of a site."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What an address means: a document, the name of a file, or neither. `within` is what follows its `#`, `heading`
    the heading that has this name there, if one has: empty if that is not known. `is_own` says that the
    address is one of the source, whether anything is there or not."""

    document: Document | None = None
    file: str = ""
    within: str = ""
    heading: str | None = None
    is_own: bool = True


class Targets:
    """Finds what the addresses in the documents of a source mean."""

    def __init__(self, found: Found) -> None:
        self._host = (urlsplit(found.site).hostname or "").removeprefix("www.")
        self._root = urlsplit(found.site).path.rstrip("/") if found.site else ""
        self._documents: dict[str, Document] = {}
        self._by_name: dict[str, list[Document]] = defaultdict(list)
        self._by_label: dict[str, Document] = {}
        self._headings = {document.name: dict(document.labels) for document in found.documents}
        self._files = {name.casefold(): name for name in found.files}
        self._files_by_name: dict[str, list[str]] = defaultdict(list)
        for name in found.files:
            self._files_by_name[posixpath.basename(name).casefold()].append(name)
        for document in found.documents:
            for place in _places_of(document):
                self._documents.setdefault(place, document)
            for label, _ in document.labels:
                self._by_label.setdefault(label, document)
            for name in dict.fromkeys(map(fold, _names_of(document))):
                self._by_name[name].append(document)
        self._left_out = {_last_part(each.name) for each in found.left_out}

    def is_left_out(self, written: str) -> bool:
        """Whether an address seems to lead to what is in the source and was left out."""
        return _last_part(unquote(written.partition("#")[0])) in self._left_out

    def of(self, written: str, document: Document) -> LinkTarget:
        """What an address that is written in a document means."""
        address, _, within = _OF_PELICAN.sub("", written).partition("#")
        if not address:
            return self._within(unquote(within), document) if within else LinkTarget(is_own=False)
        try:
            parts = urlsplit(address)
            host = (parts.hostname or "").removeprefix("www.")
        except ValueError:  # Brackets around a host that is not an IPv6 address.
            return LinkTarget(is_own=False)
        if (parts.scheme and len(parts.scheme) > 1) or address.startswith("//"):
            if parts.scheme not in ("", "http", "https") or host != self._host:
                return LinkTarget(is_own=False)
            path = parts.path or "/"
            path = f"{path}?{parts.query}" if parts.query else path
        else:
            path = address
        path, within = unquote(path), unquote(within)
        for place in self._candidates(path, document):
            if found := self._documents.get(place):
                return self._in(found, within)
            if file := self._file(place):
                return LinkTarget(file=file)
        path = path.partition("?")[0]
        if parts.scheme and not _TEXTS.search(path) and self._host:
            return LinkTarget(within=within)  # A page of the old site that is not among the documents.
        return self._by_last_part(path, document, within)

    def _within(self, label: str, document: Document) -> LinkTarget:
        """What a name after `#` alone means: a heading of the document itself, or a label of another."""
        is_own = label in self._headings[document.name] or label not in self._by_label
        return self._in(document if is_own else self._by_label[label], label)

    def _in(self, document: Document, within: str) -> LinkTarget:
        return LinkTarget(document, within=within, heading=self._headings[document.name].get(within))

    def _candidates(self, path: str, document: Document) -> Iterator[str]:
        """The places that a path may mean, as `_places_of` gives them."""
        path = path.strip()
        plain = _PART_OF_PAGE.sub("/", path.partition("?")[0])
        if plain != path:
            yield from self._candidates_of(path, document)
        yield from self._candidates_of(plain, document)

    def _candidates_of(self, path: str, document: Document) -> Iterator[str]:
        if path.startswith("/"):
            below = path.removeprefix(self._root) if self._root else path
            yield from (place for each in (path, below) for place in (_place(each), _place(each[1:])))
            return
        folder = posixpath.dirname(document.name) if "://" not in document.name else ""
        yield _place(posixpath.normpath(posixpath.join(folder, path)))
        if not path.lower().endswith(ENDINGS):  # Links to sources are seen from where these are.
            yield from (_place(urljoin(address, path)) for address in document.addresses)
        yield _place(path)

    def _file(self, place: str) -> str:
        return next(
            (self._files[each] for folder in _STATIC if (each := f"{folder}{place.lstrip('/')}") in self._files), ""
        )

    def _by_last_part(self, path: str, document: Document, within: str) -> LinkTarget:
        """What the last part of a path names on its own; of several, the one in the same folder."""
        last = posixpath.basename(path.rstrip("/"))
        files = self._files_by_name.get(last.casefold(), [])
        if files:
            folder = posixpath.dirname(document.name)
            return LinkTarget(file=min(files, key=lambda name: (posixpath.dirname(name) != folder, len(name), name)))
        for name in (path, last):
            found = self._by_name.get(fold(_TEXTS.sub("", name)), [])
            if len(found) > 1:
                folder = posixpath.dirname(document.name)
                found = [each for each in found if posixpath.dirname(each.name) == folder] or found[:1]
            if found:
                return self._in(found[0], within)
        if path in self._by_label:
            return self._in(self._by_label[path], path)
        return LinkTarget(within=within)


def _last_part(path: str) -> str:
    return fold(posixpath.basename(_place(path)))


def _place(path: str) -> str:
    """A path or an address without what different ways of writing it add."""
    return _INDEX.sub("", _TEXTS.sub("", path.rstrip("/"))).rstrip("/").casefold()


def _places_of(document: Document) -> Iterator[str]:
    if "://" not in document.name:
        yield document.name.casefold()
        yield _place(document.name)
    for address in (*document.addresses, *document.places):
        yield _place(address)
        yield _place(address[1:])


def _names_of(document: Document) -> Iterator[str]:
    path = document.name if "://" not in document.name else ""
    stem = _INDEX.sub("", _TEXTS.sub("", path)).rstrip("/")
    yield from filter(None, (stem, posixpath.basename(stem), document.slug, document.title, *document.other_names))
    yield re.sub(r"^\d{4}-\d\d-\d\d-", "", posixpath.basename(stem)) or document.title


@dataclass(slots=True)
class LinkedText:
    """A text whose links lead to drafts and their pictures. `pictures` are the files it shows; `by_hand` is what has to
    be looked at, `lost` how many links of its own lead nowhere, of `links` in all."""

    text: str
    pictures: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)
    links: int = 0
    lost: int = 0
    imprecise: int = 0
    """How many lead to a text, and no longer to a place in it."""


@dataclass(frozen=True)
class Linker:
    """Rewrites links. `drafts` gives the name of the draft of each document (`stories/a`), `pictures` that of each file
    that can be shown (`images/a.jpg`); `site` is where the documents were published."""

    targets: Targets
    drafts: Mapping[str, str]
    pictures: Mapping[str, str]
    site: str

    def linked(self, document: Document) -> LinkedText:
        """The text of a document with its links rewritten."""
        done = LinkedText(document.text)
        pieces: list[str] = []
        at = 0
        spans = link_spans(document.text)
        for span in _outermost(spans.values()):
            new = self._rewritten(document, span, done)
            if new is not None:
                pieces += [document.text[at : span.start], new]
                at = span.end
        done.text = "".join((*pieces, document.text[at:]))
        return done

    def _rewritten(self, document: Document, span: LinkSpan, done: LinkedText) -> str | None:
        """A link as it is to be written; None where it stays as it is."""
        text = document.text
        if span.is_wikilink:  # In a table, a stroke is escaped.
            span = replace(span, target=span.target.rstrip("\\"))
        label = text[span.label[0] : span.label[1]] if span.label else ""
        inner = label
        if not span.shows and "![" in label:  # A picture that is a link: what counts is the picture.
            shown = next((each for each in link_spans(label).values() if each.shows), None)
            if shown is not None:
                smaller = self.linked(replace(document, text=label))
                done.pictures += smaller.pictures
                done.by_hand += smaller.by_hand
                if self.targets.of(span.target, document).file or not smaller.text.startswith("!"):
                    return smaller.text
                inner = smaller.text
        if not span.target.strip():  # What another program would have filled in.
            return inner
        target = self.targets.of(span.target, document)
        if span.shows:
            return self._shown(span, label, target, done)
        if not target.is_own:
            return f"[{inner}]({span.target})" if inner != label else None
        if target.document is document and span.target.startswith("#"):
            return self._within(document, span, label, target, done)
        done.links += 1
        words = inner if inner != label else _words(span, label) or _title(target)
        if target.document is not None and target.document.name in self.drafts:
            name = self.drafts[target.document.name]
            done.imprecise += bool(target.within and not _fragment(target) and target.heading is None)
            return f"[{words}]({posixpath.basename(name)}.md{_fragment(target)}{_hover(text, span)})"
        if target.file in self.pictures:
            done.pictures.append(target.file)
            return f"![{words}](../{self.pictures[target.file]})"
        if not target.file and self.site and span.target.startswith("/"):
            return f"[{words}]({urljoin(self.site, span.target)})"
        if not target.file and re.match(r"https?:", span.target):
            return f"[{words}]({span.target})" if inner != label else None
        done.lost += 1
        why = "a file that kgen does not take" if target.file else self._why_not(target, span)
        if span.is_wikilink and not label.strip():  # All of it: `2024/11/02` says more than `02`.
            words = _escaped(span.target.partition("#")[0] or words)
        done.by_hand.append(
            f"a link led to {verbatim(target.file or span.target)}, {why}; it was replaced by its words"
        )
        return words

    def _within(
        self, document: Document, span: LinkSpan, label: str, target: LinkTarget, done: LinkedText
    ) -> str | None:
        """A link to a heading of its own text, likewise."""
        words = _words(span, label) or target.heading or _anchors(document.text).get(_anchor(target), "")
        if not words:
            done.by_hand.append(f"a reference led to {verbatim(span.target)}, of which only the name is known")
            words = target.within
        if words == label and target.heading is None and not _is_numbered(target.within):
            return None
        return f"[{words}]({_fragment(target)})" if _fragment(target) else words

    def _why_not(self, target: LinkTarget, span: LinkSpan) -> str:
        if target.document is not None:
            return "which was declined"
        return "which was left out" if self.targets.is_left_out(span.target) else "which is not there"

    def _shown(self, span: LinkSpan, label: str, target: LinkTarget, done: LinkedText) -> str | None:
        label = _SIZE.sub("", label)
        alt = "" if _NO_ALT.fullmatch(label) or label == posixpath.basename(target.file) else label
        if target.file in self.pictures:
            done.pictures.append(target.file)
            if not alt.strip():
                done.by_hand.append(f"a picture has no words for those who do not see it: {verbatim(target.file)}")
            return f"![{alt}](../{self.pictures[target.file]}{_hover(done.text, span)})"
        if target.document is not None and target.document.name in self.drafts:
            done.links += 1
            link = f"[[{self.drafts[target.document.name]}]]"
            done.imprecise += bool(target.within)
            return link if target.within else f"!{link}"
        words = _plain(alt) or posixpath.basename(span.target.partition("#")[0])
        if target.file:
            done.by_hand.append(f"a file that kgen does not show: {verbatim(target.file)}")
            return words
        if not target.is_own or re.match(r"https?:", span.target):
            done.by_hand.append(f"a picture is on the web and became a link: {verbatim(span.target)}")
            return f"[{_plain(alt) or 'A picture elsewhere'}](<{span.target}>)" if span.target else words
        what = "a text that it shows" if span.is_wikilink and not format_named(span.target) else "a picture"
        done.by_hand.append(f"{what} is not there: {verbatim(span.target)}")
        return words if alt else ""


def _outermost(spans: Iterable[LinkSpan]) -> Iterator[LinkSpan]:
    """The links and pictures that are in no other, in order."""
    end = -1
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if span.start >= end:
            yield span
            end = span.end


_SIZE = re.compile(r"\|[ \t]*\d+(?:x\d+)?[ \t]*$")
"""How wide Obsidian shows a picture, after its words."""
_NO_ALT = re.compile(r"[\dx%|\s]*|left|right|center", re.IGNORECASE)
"""What is written where words on a picture could be, and is about its size or place."""
_HOVER = re.compile(r"[\s>]\s*(\"[^\"\n]+\"|'[^'\n]+')\s*\)\Z")


def _hover(text: str, span: LinkSpan) -> str:
    """The words that show when somebody points at a link or a picture."""
    found = _HOVER.search(text[span.label[1] : span.end]) if span.label and not span.is_wikilink else None
    return f" {found[1]}" if found else ""


def _words(span: LinkSpan, label: str) -> str:
    if label.strip() or not span.is_wikilink:
        return label
    path, _, within = span.target.partition("#")
    name = _TEXTS.sub("", posixpath.basename(path.rstrip("/"))) or within.lstrip("^")
    name = path if name.isdigit() else name  # A day: `2024/11/02`.
    return _escaped(name)


def _escaped(name: str) -> str:
    return re.sub(r"([\[\]|*_`\\])", r"\\\1", name)


def _title(target: LinkTarget) -> str:
    """What a link without words shows: the heading or the title that it leads to."""
    return "" if target.document is None else target.heading or target.document.title


def _plain(label: str) -> str:
    return one_line(re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", label))


def _is_numbered(anchor: str) -> bool:
    """Whether an anchor is one that a program made: no heading has it."""
    return bool(re.fullmatch(r"(?:ftnt|h\.|bm|more-|comment-|_|fn)[\w.-]*", anchor))


def _anchor(target: LinkTarget) -> str:
    """The anchor to which a link leads; Obsidian names the heading above it too: `Above#Below`."""
    return anchor_of(target.within.rpartition("#")[2] if target.heading is None else target.heading)


def _fragment(target: LinkTarget) -> str:
    """The heading to which a link leads, where the document has it."""
    if not target.within or target.document is None:
        return ""
    anchor = _anchor(target)
    return f"#{anchor}" if anchor in _anchors(target.document.text) else ""


@lru_cache(maxsize=64)
def _anchors(text: str) -> Mapping[str, str]:
    """The headings of a text by their anchors. They are kept, since many links may lead into one text."""
    anchors = Anchors()
    return {anchors.unique(_plain(heading)): heading for heading in _HEADING.findall(text)}
