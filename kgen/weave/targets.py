"""Where a link in prose leads."""

import posixpath
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import unquote

from kgen.markdown import anchor_of
from kgen.model import KIND_BY_FOLDER, Entry, Heading, Reference
from kgen.weave.names import Names

LISTINGS = frozenset(
    {
        *(folder for folder in KIND_BY_FOLDER if folder != "pages"),
        *("accessibility", "bridges", "changes", "complaints", "introductions", "map", "privacy", "write"),
    }
)
"""Root folders of the site that hold a page of kgen's own in every build; the search is left out of some."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads: to an entry (of several with the name: `entries`, the best first), to a heading of it
    (`anchor`, without prefix), to a picture (its name below content/), to a page of the site's own (`listing`), or
    nowhere."""

    entries: tuple[Entry, ...] = ()
    anchor: str = ""
    anchor_missing: bool = False
    picture: str = ""
    refused: str = ""
    """The name of a picture that is there and may not be published."""
    remote: str = ""
    listing: str = ""

    @property
    def entry(self) -> Entry | None:
        return self.entries[0] if self.entries else None


def target_of(
    entry: Entry, reference: Reference, names: Names, pictures: Container[str], refused: Container[str] = ()
) -> Target:
    """Find where a reference in an entry's prose leads. An empty Target means nowhere."""
    if reference.form == "picture":
        return _picture(entry, reference.target, pictures, refused)
    if reference.form == "markdown":
        found = _by_path(entry, reference.target, reference.heading, names)
    elif reference.target:
        found = names.look_up(reference.target)
    else:
        found = (entry,) if reference.heading else ()
    if not found and reference.form == "markdown":
        return _listing(entry, reference.target)
    if not found:
        return Target()
    if not reference.heading:
        return Target(found)
    wanted = anchor_of(unquote(reference.heading))
    headings = (heading.anchor for heading in found[0].body.outline if wanted in _anchors_of(heading))
    anchor = next(headings, "")
    return Target(found, anchor, anchor_missing=not anchor)


def _anchors_of(heading: Heading) -> tuple[str, ...]:
    """What a heading may be called in a link: its anchor, and its words as written, with the names in them."""
    return (heading.anchor, anchor_of(heading.text.filled(str))) if heading.text.names else (heading.anchor,)


def _listing(entry: Entry, address: str) -> Target:
    """Follow a link to a page that no entry makes: `/stories/`, `../topics/`, `/changes/`."""
    name = _normal(entry, unquote(address))
    return Target(listing=f"{name}/") if address and name in LISTINGS else Target()


def _picture(entry: Entry, address: str, pictures: Container[str], refused: Container[str]) -> Target:
    if "://" in address or address.startswith("//") or address.lower().startswith("data:"):
        return Target(remote=address)
    path = unquote(address)
    candidates = (_normal(entry, path), f"images/{path}", path.lstrip("/"))
    for name in candidates:
        if name in pictures:
            return Target(picture=name)
        if name in refused:
            return Target(refused=name)
    return Target()


def _by_path(entry: Entry, address: str, heading: str, names: Names) -> tuple[Entry, ...]:
    """Follow an ordinary relative link: to a file (`../topics/trust.md`) or an address (`/topics/trust/`)."""
    path = unquote(address).partition("?")[0]
    if not path:
        return (entry,) if heading else ()
    name = _normal(entry, path.removesuffix("index.md"))
    folder, slash, slug = name.removesuffix(".md").partition("/")
    if not slash:
        folder, slug = "pages", folder or "home"
    kind = KIND_BY_FOLDER.get(folder)
    if kind is None or "/" in slug:
        return ()
    found = names.look_up(slug, (kind,))
    return tuple(each for each in found if each.slug == slug or slug in each.other_names)


def _normal(entry: Entry, path: str) -> str:
    """The name below content/ that a path in this entry means."""
    if path.startswith("/"):
        return path.strip("/")
    return posixpath.normpath(posixpath.join(entry.kind.folder, path)).strip("/")
