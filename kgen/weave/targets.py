"""Where a link in prose leads."""

import posixpath
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import unquote

from kgen.markdown import anchor_of
from kgen.model import KIND_BY_FOLDER, Entry, Reference
from kgen.weave.names import Names


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads: to an entry (of several with the name: `entries`, the best first), to a heading of it
    (`anchor`, without prefix), to a picture (its name below content/), or nowhere."""

    entries: tuple[Entry, ...] = ()
    anchor: str = ""
    anchor_missing: bool = False
    picture: str = ""
    remote: str = ""

    @property
    def entry(self) -> Entry | None:
        return self.entries[0] if self.entries else None


def target_of(entry: Entry, reference: Reference, names: Names, pictures: Container[str]) -> Target:
    """Find where a reference in an entry's prose leads. An empty Target means nowhere."""
    if reference.form == "picture":
        return _picture(entry, reference.target, pictures)
    if reference.form == "markdown":
        found = _by_path(entry, reference.target, reference.heading, names)
    elif reference.target:
        found = names.look_up(reference.target)
    else:
        found = (entry,) if reference.heading else ()
    if not found:
        return Target()
    if not reference.heading:
        return Target(found)
    anchor = anchor_of(unquote(reference.heading))
    known = any(heading.anchor == anchor for heading in found[0].body.outline)
    return Target(found, anchor if known else "", anchor_missing=not known)


def _picture(entry: Entry, address: str, pictures: Container[str]) -> Target:
    if "://" in address or address.startswith("//") or address.lower().startswith("data:"):
        return Target(remote=address)
    path = unquote(address)
    candidates = (_normal(entry, path), f"images/{path}", path.lstrip("/"))
    return next((Target(picture=name) for name in candidates if name in pictures), Target())


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
    found = names.look_up(slug, [kind])
    return tuple(each for each in found if each.slug == slug or slug in each.other_names)


def _normal(entry: Entry, path: str) -> str:
    """The name below content/ that a path in this entry means."""
    if path.startswith("/"):
        return path.strip("/")
    return posixpath.normpath(posixpath.join(entry.kind.folder, path)).strip("/")
