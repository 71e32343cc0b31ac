"""Addresses that links and pictures lead to: which are the garden's own, and where the anchor begins."""

import re
from sys import intern

from kgen.settings.file import in_ascii
from kgen.site import FIXED

_WEB = re.compile(r"\s*(?:https?:)?//([^/?#]+)([^\s]*)", re.IGNORECASE)
_NOT_ALWAYS = "|".join(page.name for page in FIXED if page.is_optional)
_NO_PAGE = re.compile(rf"/(?:{_NOT_ALWAYS})/?$|\.(?!md$|html?$)\w+$", re.IGNORECASE)
"""A file that no entry makes, and the search, which is not in every build."""
_PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp")


def cut_at_anchor(address: str) -> tuple[str, str]:
    path, _, anchor = address.partition("#")
    return path, anchor


def own_address(address: str, site: str) -> tuple[str, str] | None:
    """The path from the site's root (`/stories/a/`) and the anchor of an address below that of the site.

    None if the address is another's, or is a file such as `/feed.xml`. Whether it begins with http or https does not
    matter, nor does a slash at its end.
    """
    here, there = _WEB.match(site), _WEB.match(in_ascii(address))
    if here is None or there is None or here[1].lower() != there[1].lower():
        return None
    root = here[2].rstrip("/")
    path, anchor = cut_at_anchor(there[2])
    path = path.partition("?")[0]
    if path != root and not path.startswith(f"{root}/"):
        return None
    path = path[len(root) :] or "/"
    return None if _NO_PAGE.search(path) else (path, anchor)


def cut_wiki_target(target: str) -> tuple[str, str]:
    """Cut `name#heading` as Obsidian does; a heading below another is `name#one#two`. In a table the pipe is `\\|`."""
    name, _, heading = target.rstrip("\\").partition("#")
    return intern(name.strip()), heading.strip()


def names_picture(target: str) -> bool:
    """Whether `![[target]]` shows a picture, not an entry."""
    written = target.rstrip("\\").lower()
    return written.endswith(_PICTURE_ENDINGS) or written.partition("#")[0].endswith(_PICTURE_ENDINGS)
