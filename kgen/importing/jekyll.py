"""The sources of a site of Jekyll: dated texts in _posts/, collections in folders, pages anywhere.

Sources: Jekyll's documentation, "Posts", "Permalinks", "Front matter"; for `redirect_from`, jekyll-redirect-from.
"""

import posixpath
import re
from pathlib import Path

from kgen.importing.layout import YES, Layout, about_sources
from kgen.importing.loose_front_matter import Fields, word, words
from kgen.importing.site_settings import below, in_data, in_yaml, values_in
from kgen.read.slugs import suggested_slug

_LARGEST_DATA = 64 * 1024
"""Bytes of a file of data that may hold single values, and no long list."""
_POST = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)-(.+)")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}


class JekyllSite(Layout):
    called = "the sources of a site of Jekyll"
    configs = ("_config.yml", "_posts")

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        config = in_yaml(path / "_config.yml")
        self._style = str(config.get("permalink") or "date")
        self.values = {**values_in(config, "site."), **self._of_data(path)}
        self._collections = below(config, "collections")
        site = str(config.get("url") or "")
        self.site = f"{site.rstrip('/')}{config.get('baseurl') or ''}" if site else ""

    def _of_data(self, path: Path) -> dict[str, str]:
        """The values in files of data, by the names that texts have for them: `site.data.contact.phone`."""
        found: dict[str, str] = {}
        for name in self.folder.names:
            stem, ending = posixpath.splitext(name.removeprefix("_data/"))
            is_data = name.startswith("_data/") and ending in (".yml", ".yaml", ".json", ".toml")
            if is_data and (path / name).stat().st_size <= _LARGEST_DATA:
                found |= values_in(in_data(path / name), f"site.data.{stem.replace('/', '.')}.")
        return found

    def published(self, name: str, fields: Fields) -> str:
        return super().published(name, fields) or posixpath.basename(name)

    def filed(self, fields: Fields, *names: str) -> tuple[str, ...]:
        """A space separates tags that are one text."""
        written = fields.get(names[0])
        is_by_space = isinstance(written, str) and "," not in written
        return tuple(str(written).split()) if is_by_space else super().filed(fields, *names)

    def is_list(self, name: str) -> bool:
        folder, file = posixpath.split(name)
        return posixpath.splitext(file)[0] in ("index", "404") and not folder.startswith("_")

    def why_left_out(self, name: str, fields: Fields) -> str:
        """A collection is published where the settings say so."""
        if "_drafts/" in name:
            return "it was a draft there"
        folder = next((part[1:] for part in name.split("/")[:-1] if part.startswith("_")), "")
        known = below(self._collections, folder)
        if folder and folder != "posts" and known and str(known.get("output")).lower() not in YES:
            return "it was not a page there"
        return about_sources(name)

    def is_page(self, name: str, fields: Fields) -> bool:
        is_at_root = not any(part.startswith("_") for part in name.split("/"))
        return is_at_root and word(fields, "layout") in ("page", "", "default")

    def addresses(self, name: str, fields: Fields) -> tuple[str, ...]:
        others = words(fields, "redirect_from")
        written = word(fields, "permalink")
        stem = posixpath.splitext(posixpath.basename(name))[0]
        if post := _POST.fullmatch(stem):
            pattern = _STYLES.get(written or self._style, written or self._style)
            address = _filled(pattern, post, fields, self.filed(fields, "categories", "category"))
        elif written:
            address = written
        else:
            folders = "/".join(part.lstrip("_") for part in posixpath.dirname(name).split("/"))
            address = f"/{folders}/{stem}/"
        found = (re.sub("/{2,}", "/", f"/{each}") for each in (address, *others) if "://" not in each)
        return tuple(dict.fromkeys(found))


def _filled(pattern: str, post: re.Match[str], fields: Fields, categories: tuple[str, ...]) -> str:
    year, month, day, title = post.groups()
    values = {
        "year": year,
        "month": f"{int(month):02}",
        "i_month": str(int(month)),
        "day": f"{int(day):02}",
        "i_day": str(int(day)),
        "title": word(fields, "slug") or title,
        "slug": suggested_slug(word(fields, "slug") or title),
        "categories": "/".join(map(suggested_slug, categories)),
        "output_ext": ".html",
    }
    filled = re.sub(r":([a-z_]+)", lambda token: values.get(token[1], ""), pattern)
    return filled.lower()
