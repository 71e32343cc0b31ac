"""Slugs: which an entry may not have, and which to make of a text."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import count

from kgen import site
from kgen.letters import PLAIN, ROMAN
from kgen.model import KIND_BY_FOLDER, PAGE, Kind

DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
"""Names that Windows allows no file to have."""
RESERVED = {"index", "readme", *DEVICES}
"""Slugs no entry may have: they mean something to hosts, to MkDocs or to Windows."""


def why_taken(kind: Kind, slug: str) -> str:
    """Why no entry of a kind may have a slug, or have had it; empty if it may."""
    if slug in RESERVED:
        return f"the name “{slug}” has a special meaning on websites or computers"
    if slug in site.BELOW:
        return f"the name “{slug}” is taken: kgen gives it to {site.BELOW[slug]}"
    if kind is PAGE and slug in site.ROOT:
        return f"the name “{slug}” is taken: kgen puts {site.own_in_words(site.ROOT[slug])}"
    return ""


def why_address_taken(address: str) -> str:
    """Why no page except kgen's own can have been at an address (`/2019/03/a-post/`); empty if another can."""
    first, *below = address.strip("/").split("/")
    own: site.Own | None
    if first in KIND_BY_FOLDER and KIND_BY_FOLDER[first] is not PAGE:
        if len(below) == 1:
            return why_taken(KIND_BY_FOLDER[first], below[0])
        own = site.ROOT[first]
    elif first in site.ROOT or first in DEVICES:
        own = site.ROOT.get(first)
    else:
        own = next((page for page in site.REPLACEABLE if address == f"/{page.address}"), None)
        if own is None:
            return ""
    if own is None:
        return f"the name “{first}” has a special meaning on websites or computers"
    return f"the address {address} is taken: kgen puts {site.own_in_words(own)}"


def suggested_slug(text: str) -> str:
    """A slug made from any text: `What's next?` gives `whats-next`, `Łódź` `lodz`, and `Жильё` `zhilyo`.

    A text most of whose letters have no equivalent becomes `untitled`: what little is left of it, such as the 2 of a
    title in Chinese, would tell nobody what it is. theme/assets/write/story.js does the same.
    """
    small = unicodedata.normalize("NFC", text).lower().translate(ROMAN)
    plain = "".join(letter if letter.isascii() else _plain(letter) for letter in small).replace("'", "")
    words = "".join(letter if letter.isalnum() else " " for letter in plain.replace(_LOST, "")).split()
    if plain.count(_LOST) > sum(map(len, words)):
        words = []
    return "-".join(words)[:80].strip("-") or "untitled"


def slug_or_number(kind: Kind, text: str, is_free: Callable[[str], bool]) -> str:
    """The slug of a title. One in a script such as Chinese has no letters for it, and gets the first number that is
    free."""
    slug = suggested_slug(text)
    if slug != suggested_slug(""):
        return slug
    return next(each for each in (f"{kind}-{number}" for number in count(1)) if is_free(each))


_FRACTION, _APOSTROPHES = "\u2044", "\u2018\u2019\u02bc"
_LOST = "\0"
"""Stands for a letter or a digit that has no equivalent."""


@lru_cache(maxsize=1024)
def _plain(letter: str) -> str:
    """What replaces a character that is not ASCII: other letters, nothing, or a space."""
    parts = unicodedata.normalize("NFKD", letter).lower().translate(PLAIN).translate(ROMAN)
    if _FRACTION in parts:  # 2½ is two numbers and a half, and not 21 by 2.
        return f" {parts.replace(_FRACTION, ' ')} "
    if kept := "".join(each for each in parts if each.isascii()):
        return kept
    category = unicodedata.category(letter)
    if category[0] in "LN":
        return _LOST
    return "" if category[0] in "CM" or letter in _APOSTROPHES else " "
