"""The sources of a site of Jekyll: dated texts in _posts/, collections in folders, pages anywhere.

Sources: Jekyll's documentation, "Posts", "Permalinks", "Front matter"; for `redirect_from`, jekyll-redirect-from.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from kgen.importing import markdown_folder
from kgen.importing.documents import Found
from kgen.importing.folder import Folder
from kgen.importing.loose_front_matter import Fields, word, words
from kgen.importing.markdown_folder import ABOUT_SOURCES, YES, Layout, is_about_sources
from kgen.importing.site_settings import in_yaml
from kgen.read.slugs import suggested_slug

CALLED = "the sources of a site of Jekyll"
_POST = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)-(.+)")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}


def recognises(path: Path) -> bool:
    return (path / "_config.yml").is_file() or (path / "_posts").is_dir()


def read(path: Path) -> Found:
    config = in_yaml(path / "_config.yml")
    style = str(config.get("permalink") or "date")
    site = str(config.get("url") or "")
    base = str(config.get("baseurl") or "")
    layout = Layout(
        addresses=lambda name, fields: _addresses(name, fields, style),
        is_list=_is_list,
        why_left_out=lambda name, fields: _why_left_out(name, fields) or _why_not_shown(name, config),
        has_days=True,
        tags_by_space=True,
        is_page=_is_page,
        site=f"{site.rstrip('/')}{base}" if site else "",
    )
    return markdown_folder.read(Folder(path), layout)


def _is_list(name: str) -> bool:
    return posixpath.basename(name) in ("index.md", "404.md") and not posixpath.dirname(name).startswith("_")


def _why_left_out(name: str, fields: Fields) -> str:
    if name.startswith("_drafts/") or "/_drafts/" in name:
        return "it was a draft there"
    return ABOUT_SOURCES if is_about_sources(name) else ""


def _why_not_shown(name: str, config: dict[str, Any]) -> str:
    """A collection is published where the settings say so."""
    folder = next((part[1:] for part in name.split("/")[:-1] if part.startswith("_")), "")
    collections = config.get("collections")
    known = collections.get(folder) if isinstance(collections, dict) else None
    if folder and folder != "posts" and isinstance(known, dict) and str(known.get("output")).lower() not in YES:
        return "it was not a page there"
    return ""


def _is_page(name: str, fields: Fields) -> bool:
    return not any(part.startswith("_") for part in name.split("/")) and word(fields, "layout") in (
        "page",
        "",
        "default",
    )


def _addresses(name: str, fields: Fields, style: str) -> tuple[str, ...]:
    others = words(fields, "redirect_from")
    written = word(fields, "permalink")
    stem = posixpath.splitext(posixpath.basename(name))[0]
    post = _POST.fullmatch(stem)
    if post:
        pattern = _STYLES.get(written or style, written or style)
        address = _filled(pattern, post, fields)
    elif written:
        address = written
    else:
        folders = "/".join(part.lstrip("_") for part in posixpath.dirname(name).split("/"))
        address = f"/{folders}/{stem}/"
    return tuple(dict.fromkeys(re.sub("/{2,}", "/", f"/{each}") for each in (address, *others) if "://" not in each))


def _categories(fields: Fields) -> tuple[str, ...]:
    written = fields.get("categories")
    is_by_space = isinstance(written, str) and "," not in written
    return tuple(str(written).split()) if is_by_space else words(fields, "categories", "category")


def _filled(pattern: str, post: re.Match[str], fields: Fields) -> str:
    year, month, day, title = post.groups()
    values = {
        "year": year,
        "month": f"{int(month):02}",
        "i_month": str(int(month)),
        "day": f"{int(day):02}",
        "i_day": str(int(day)),
        "title": word(fields, "slug") or title,
        "slug": suggested_slug(word(fields, "slug") or title),
        "categories": "/".join(map(suggested_slug, _categories(fields))),
        "output_ext": ".html",
    }
    filled = re.sub(r":([a-z_]+)", lambda token: values.get(token[1], ""), pattern)
    return filled.lower()
