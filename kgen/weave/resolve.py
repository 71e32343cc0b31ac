"""Where a link in prose leads."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import unquote

from kgen.markdown import LONGEST_ANCHOR, PREFIX, anchor_of
from kgen.markdown.sanitize import scheme_of
from kgen.model import KIND_BY_FOLDER, PAGE, Body, Entry, Heading, Reference
from kgen.site import FIXED, HOME
from kgen.weave.name_index import Names
from kgen.weave.pictures import PictureNames, name_below

LISTINGS = frozenset(page.name for page in FIXED if page.name and not page.is_optional)
"""The pages of kgen's own in every build, besides the home page."""
_NO_LETTER = re.compile(r"[\W_]+")
_FURTHER_PAGE = re.compile(r"/(page/[1-9]\d*|meet|poster)$")
"""Ends the address of a page that belongs to a listing or an entry."""


class Target(NamedTuple):
    """Where a reference leads: to an entry (of several with the name: `entries`, the best first), to a heading or
    another anchor of it (`anchor`, without prefix) or a page below its own (`below`), to a picture (its name below
    content/), to a page of the site's own (`listing`, empty for home), or nowhere."""

    entries: tuple[Entry, ...] = ()
    anchor: str = ""
    anchor_missing: bool = False
    below: str = ""
    picture: str = ""
    refused: str = ""
    """The name of a picture that is there and may not be published."""
    unclear: tuple[str, ...] = ()
    """The names of several pictures, each of which could be meant."""
    remote: str = ""
    listing: str | None = None

    @property
    def entry(self) -> Entry | None:
        return self.entries[0] if self.entries else None


def target_of(entry: Entry, reference: Reference, names: Names, pictures: PictureNames) -> Target:
    """Find where a reference in an entry's prose leads. An empty Target means nowhere."""
    if reference.form == "picture":
        return picture_of(entry, reference.target, pictures)
    if reference.form == "markdown":
        target = _by_address(entry, reference.target, reference.heading, names)
    elif reference.target:
        target = Target(names.look_up_away(reference.target, entry))
    else:
        target = Target((entry,) if reference.heading else ())
    if not target.entries and target.listing is None and "/" in (reference.target or "/"):
        target = Target(names.look_up_last_part(reference.target))
    if not target.entry or not reference.heading:
        return target
    anchor = anchor_in(target.entry.body, reference.heading)
    return target._replace(anchor=anchor, anchor_missing=not anchor)


def _by_address(entry: Entry, address: str, heading: str, names: Names) -> Target:
    """Follow an ordinary link: to a file (`../topics/trust.md`), an address (`/topics/trust/`), a page of it
    (`/topics/trust/page/2/`) or a page that no entry makes (`/changes/`); failing all, to what was once there, or what
    its last part names."""
    path = unquote(address).partition("?")[0]
    if not path:
        return Target((entry,) if heading else ())
    if found := _by_path(entry, path, names):
        return Target(found)
    name = name_below(entry.kind.folder, path)
    further = _FURTHER_PAGE.search(name)
    around = name[: further.start()] if further else name
    if (not name.strip("./") and path.startswith("/")) or around in LISTINGS:
        return Target(listing=f"{name}/" if name else "")
    if further and (found := _by_path(entry, f"/{around}", names)):
        return Target(found, below=f"{further[1]}/")
    return Target(names.look_up_last_part(path))


def anchor_in(body: Body, wanted: str) -> str:
    """The anchor that a link means by what comes after its `#`; empty if there is none.

    That is the anchor itself, or the words of a heading, whose punctuation does not count: Obsidian writes
    `## Times 3:30` as `#Times 3 30`. Of several headings (`#One#Two`) each is looked for below the one before.
    """
    wanted = unquote(wanted)
    if (named := dict(body.anchors)) and (
        anchor := _named(named, wanted.removeprefix(PREFIX)) or _named(named, wanted)
    ):
        return anchor
    parts = [part for part in wanted.split("#") if part.strip()]
    outline: Sequence[Heading] = body.outline
    for part in parts[:-1]:
        at = next((number for number, heading in enumerate(outline) if _is_called(heading, part)), None)
        if at is not None:
            outline = _below(outline, at)
    last = parts[-1] if parts else ""
    within = _anchor_among(outline, last) if len(parts) > 1 else ""
    return within or _anchor_among(body.outline, last)


def _named(anchors: Mapping[str, str], name: str) -> str:
    """The anchor of a place that was given this name by hand; failing that, one that differs only in case."""
    name = name.strip()
    return anchors.get(name) or next((anchors[each] for each in anchors if each.casefold() == name.casefold()), "")


def _below(outline: Sequence[Heading], number: int) -> Sequence[Heading]:
    """The headings that belong to one of them."""
    level = outline[number].level
    return tuple(takewhile(lambda heading: heading.level > level, outline[number + 1 :]))


def _anchor_among(outline: Sequence[Heading], wanted: str) -> str:
    anchor = anchor_of(wanted)
    forms = (anchor, anchor.removeprefix(PREFIX))
    exact = next((heading.anchor for form in forms for heading in outline if heading.anchor == form), "")
    return exact or next((heading.anchor for heading in outline if _is_called(heading, wanted)), "")


def _is_called(heading: Heading, words: str) -> bool:
    """Whether a heading consists of these words, the names in it as they are written."""
    return (wanted := _letters(words)) != "" and _letters(heading.text.resolve(str)) == wanted


@lru_cache(maxsize=4096)
def _letters(text: str) -> str:
    """The letters and digits of a text, without case; all of it, such as an emoji, where it has none."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFC", text[:LONGEST_ANCHOR]).casefold()) or text.strip()


def picture_of(entry: Entry, address: str, pictures: PictureNames) -> Target:
    """Find the picture that an address in an entry's prose means."""
    address = pictures.within_site(address)
    if scheme_of(address) in ("http", "https") or address.startswith("//"):
        return Target(remote=address)
    found = pictures.look_up(entry.kind.folder, address)
    if len(found) > 1:
        return Target(unclear=found)
    if not found:
        return Target()
    return Target(refused=found[0]) if found[0] in pictures.refused else Target(picture=found[0])


def _by_path(entry: Entry, path: str, names: Names) -> tuple[Entry, ...]:
    """The entry whose file or address a path is."""
    name = name_below(entry.kind.folder, path.removesuffix("index.md"))
    folder, slash, slug = name.removesuffix(".md").partition("/")
    if not slash:
        folder, slug = PAGE.folder, folder or HOME
    kind = KIND_BY_FOLDER.get(folder)
    if kind is None or "/" in slug:
        return ()
    found = names.look_up(slug, (kind,))
    return tuple(each for each in found if each.slug == slug or slug in each.other_names)
