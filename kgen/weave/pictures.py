"""Pictures: which one somebody means, and where each that is shown is on the site."""

import posixpath
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from difflib import get_close_matches
from hashlib import blake2b
from urllib.parse import quote, unquote

from kgen.read.slugs import DEVICES, suggested_slug
from kgen.read.walk import PICTURES

MOST_SUGGESTED = 3
MOST_COMPARED = 200
"""Names of pictures that are compared with one that is not there. Comparing takes time that grows with their number."""
NEAR = 0.8
"""How alike two names are, by difflib's measure, before one is suggested for the other."""


class PictureNames:
    """Finds pictures by their names below content/: as they are, then without regard to case, then by their slugs.

    `refused` are those that may not be published; `site` is the web address of the garden itself.
    """

    def __init__(self, names: Iterable[str], refused: Container[str] = (), site: str = "") -> None:
        self.refused = refused
        self._site = f"{site.rstrip('/')}/" if site else ""
        self._exact = frozenset(names)
        self._folded: dict[str, list[str]] = defaultdict(list)
        self._by_address: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._exact):
            self._folded[_folded(name)].append(name)
            self._by_address[plain_address(name)].append(name)

    def within_site(self, address: str) -> str:
        """An address of the garden's own website as one below its root; any other as it is."""
        is_own = self._site and address.lower().startswith(self._site.lower())
        return f"/{address[len(self._site) :]}" if is_own else address

    def look_up(self, folder: str, address: str) -> tuple[str, ...]:
        """The names of the picture that an address means in a text of a folder; several if each could be meant.

        An address that leads nowhere is tried by its last part, since pictures from elsewhere had other addresses.
        """
        ways = _ways_to_read(address)
        as_written = ((name_below(folder, path), f"{PICTURES}/{path}", path.lstrip("/")) for path in ways)
        by_last_part = ((f"{PICTURES}/{path.rpartition('/')[2]}",) for path in ways)
        return next((found for places in (*as_written, *by_last_part) if (found := self._first(places))), ())

    def _first(self, places: Sequence[str]) -> tuple[str, ...]:
        for place in places:
            if place in self._exact:
                return (place,)
        for place in places:
            if not place.startswith(f"{PICTURES}/"):
                continue
            if found := self._folded.get(_folded(place)) or self._by_address.get(plain_address(place)):
                return tuple(found)
        return ()


def _ways_to_read(address: str) -> list[str]:
    """An address as it is, decoded, and without what follows a ? or #: file names may hold any of these characters."""
    with_slashes = address.replace("\\", "/")
    short = with_slashes.partition("#")[0].partition("?")[0]
    return list(dict.fromkeys(way for each in (address, with_slashes, short) for way in (each, unquote(each))))


def name_below(folder: str, path: str) -> str:
    """The name below content/ that a path in a text of a folder means."""
    if path.startswith("/"):
        return path.strip("/")
    return posixpath.normpath(posixpath.join(folder, path)).strip("/")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def plain_address(name: str) -> str:
    """`images/Foto (1).JPG` as `images/foto-1.jpg`: where a picture is if no other one claims the same place."""
    stem, _, ending = name.rpartition("/")[2].rpartition(".")
    slug = suggested_slug(stem)
    return f"{PICTURES}/{f'{slug}-picture' if slug in DEVICES else slug}.{ending.lower()}"


def addresses_of(names: Iterable[str]) -> dict[str, str]:
    """The address below the site's root of each picture: a slug of its name.

    Of several with the same slug, a name that is the slug keeps it; the others get a few digits of a digest of their
    names, so that none depends on the order of files.
    """
    wanted = {name: plain_address(name) for name in names}
    claims = Counter(wanted.values())
    found = {name: address for name, address in wanted.items() if name == address}
    taken = set(found.values())
    found |= {name: address for name, address in wanted.items() if claims[address] == 1}
    taken |= set(found.values())
    for name in sorted(wanted.keys() - found.keys()):
        stem, _, ending = wanted[name].rpartition(".")
        digest = blake2b(name.encode(errors="surrogateescape")).hexdigest()
        length = next(length for length in range(6, len(digest)) if f"{stem}-{digest[:length]}.{ending}" not in taken)
        found[name] = f"{stem}-{digest[:length]}.{ending}"
        taken.add(found[name])
    return dict(sorted(found.items(), key=lambda each: each[1]))


def nearest_names(address: str, names: Sequence[str]) -> list[str]:
    """The names of pictures with the same slug and another ending; if there are none, those spelt most alike."""
    wanted = plain_address(_ways_to_read(address)[-1]).rpartition(".")[0]
    stems = {name: plain_address(name).rpartition(".")[0] for name in names}
    if same := [name for name, stem in stems.items() if stem == wanted]:
        return same[:MOST_SUGGESTED]
    if len(names) > MOST_COMPARED:
        return []
    close = set(get_close_matches(wanted, stems.values(), MOST_SUGGESTED, NEAR))
    return [name for name, stem in stems.items() if stem in close][:MOST_SUGGESTED]


def reference_to(name: str) -> str:
    """How a text shows a picture: `![what it shows](../images/Foto%20%281%29.jpg)`."""
    return f"![what it shows](../{quoted(name if name.isprintable() else plain_address(name))})"


def quoted(name: str) -> str:
    """A name as an address: letters and digits of every script stay, everything else that could end an address is
    encoded."""
    return "".join(each if each.isalnum() or each in "/-_." else quote(each) for each in name)
