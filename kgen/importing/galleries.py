"""Galleries: several pictures in one shortcode, component, block or field, or all those of a folder.

Sources: hugo-easy-gallery's and hugo-shortcode-gallery's documentation, "Usage"; Minimal Mistakes', "Gallery"; Hexo's
themes Fluid and NexT, "Tag plugins"; the plugins Image Gallery, Gallery and Lite Gallery of Obsidian, "Usage".
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatch

from kgen.importing.loose_front_matter import Fields, word

ENDINGS_OF_PICTURES = "png|jpe?g|gif|webp|avif|svg|heic|bmp"
GALLERIES = frozenset(
    "album carousel galleria galleries gallery gi image-gallery image-layout image-row image-slider image_gallery"
    " img-gallery img_gallery imagegallery imggallery lightgallery litegallery photo-gallery photo-grid photo_gallery"
    " photogallery photos slider slideshow swiper".split()
)
Pictures = list[tuple[str, str]]
"""The address of each picture, and what it shows in words."""
_QUOTED = re.compile(
    rf"""["'`]([^"'`\n]*\.(?:{ENDINGS_OF_PICTURES}))["'`]"""
    r"""(?:[^"'`}]*\b(?:alt|caption|title)["']?\s*[:=]\s*["'`]([^"'`\n]*))?""",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"^[ \t]*(?:[-*][ \t]+)?(?:!?\[\[)?([^\s|\[\]()<>\"'][^|\[\]()<>\"'\n]*\.(?:{ENDINGS_OF_PICTURES}))"
    r"(?:\|[^\[\]\n]*\]\]|\]\])?[ \t]*(?:\|[ \t]*([^\n|]*?))?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""A picture on a line of a gallery: its address or name, and words after a stroke."""
_OF_PICTURE = re.compile(rf".*\.(?:{ENDINGS_OF_PICTURES})", re.IGNORECASE)
_SMALL = re.compile(r"[-_]thumb(?:nail)?\.\w+$|(?:^|/)thumb(?:nail)?s?/", re.IGNORECASE)
_FOLDERS = ("dir", "folder", "path", "match", "images", "glob", "src", "0")
_ROOTS = ("", "static/", "assets/", "public/", "content/", "source/", "docs/", "src/")
"""Folders from which programs count paths."""
MOST_PICTURES = 100


def is_gallery(name: str) -> bool:
    return name.removesuffix(".html") in GALLERIES


def with_listed(inner: str, write: Callable[[str, str, str], str]) -> str:
    """What is in a gallery, with each line that names a picture as that picture."""
    return _LISTED.sub(lambda line: write(line[1].strip(), line[2] or "", ""), inner)


def named_in(arguments: Mapping[str, str], written: str) -> Pictures:
    """The pictures that a gallery names itself."""
    quoted = [(address, alt) for address, alt in _QUOTED.findall(written) if "*" not in address]
    return quoted or [(value, "") for value in arguments.values() if _OF_PICTURE.fullmatch(value) and "*" not in value]


def galleries(names: Iterable[str], document: str, fields: Fields) -> Callable[[Mapping[str, str]], Pictures]:
    """What a gallery in a document shows, by its arguments: the pictures in a field that it names, or else those in a
    folder. `names` are the files of the source."""
    files = sorted(name for name in names if _OF_PICTURE.fullmatch(name) and not _SMALL.search(name))
    beside = posixpath.dirname(document)

    def shown(arguments: Mapping[str, str]) -> Pictures:
        written = next((arguments[name] for name in _FOLDERS if arguments.get(name)), "").strip("'\"")
        listed = fields.get((arguments.get("id") or written or "gallery").lower())
        if isinstance(listed, list):
            return [picture for each in listed if (picture := _in_field(each))[0]]
        pattern = written.strip("/").removeprefix("./")
        if not pattern or "://" in pattern:
            return []
        pattern = pattern if "*" in pattern or "{" in pattern else f"{pattern}/*"
        roots = (f"{beside}/" if beside else "", *_ROOTS)
        found = ([name for name in files if _matches(name, f"{root}{pattern}")] for root in roots)
        return [(f"/{name}", "") for name in next(filter(None, found), [])[:MOST_PICTURES]]

    return shown


def _matches(name: str, pattern: str) -> bool:
    return posixpath.dirname(name) == posixpath.dirname(pattern) and fnmatch(name.lower(), pattern.lower())


def _in_field(each: object) -> tuple[str, str]:
    """The address and the words of a picture in a field; what a small one leads to, where that is a picture."""
    if isinstance(each, str):
        return (each if _OF_PICTURE.fullmatch(each) else ""), ""
    named = {str(name).lower(): value for name, value in each.items()} if isinstance(each, dict) else {}
    large = word(named, "url", "link", "href")
    address = large if _OF_PICTURE.fullmatch(large) else word(named, "image_path", "image", "src", "path", "file")
    return address, word(named, "alt", "title", "caption")
