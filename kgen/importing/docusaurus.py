"""The sources of a site of Docusaurus: docs/, blog/ and src/pages/, beside its settings or above them.

Source: Docusaurus' documentation, "Create a doc", "Blog", "Create pages"; Docusaurus 1's, "Site configuration".
"""

import posixpath
import re
from pathlib import Path

from kgen.importing.layout import DAY, INCLUDED, Layout
from kgen.importing.loose_front_matter import Fields, is_set, word
from kgen.importing.site_settings import in_code, text_of

_TEXTS = ("docs/", "blog/", "src/pages/", "pages/", "community/", "news/")
_FOLDER = re.compile(r"\bpath\s*:\s*[\"']([\w./-]+)[\"']")
_PART = re.compile(r"(?:^|/)_[^/]+$")
_COPY = re.compile(r"(?:^|/)(?:versioned_docs|i18n)/")


class DocusaurusSite(Layout):
    called = "the sources of a site of Docusaurus"
    configs = tuple(
        f"{folder}{name}"
        for folder in ("", "website/", "docs/", "site/")
        for name in ("docusaurus.config.ts", "docusaurus.config.js", "docusaurus.config.mjs", "siteConfig.js")
    )

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        settings = text_of(path / self.config)
        base = self.config.rpartition("/")[0]
        self._roots = tuple(dict.fromkeys((f"{base}/" if base else "", "")))
        named = (f"{posixpath.normpath(folder)}/" for folder in _FOLDER.findall(settings))
        folders = dict.fromkeys((*_TEXTS, *(each for each in named if not each.startswith((".", "/")))))
        self.texts = tuple(f"{root}{folder}" for root in self._roots for folder in folders)
        self._route = in_code(settings, "routeBasePath")
        site = f"{in_code(settings, 'url').rstrip('/')}{in_code(settings, 'baseUrl')}".rstrip("/")
        self.site = site if site.startswith("http") else ""

    def addresses(self, name: str, fields: Fields) -> tuple[str, ...]:
        inner = next(name.removeprefix(each) for each in self._roots if name.startswith(each))
        return _addresses(inner, fields, self._route)

    def why_left_out(self, name: str, fields: Fields) -> str:
        if is_set(fields, "unlisted", "true", "yes"):
            return "no page listed it there"
        if _COPY.search(name):
            return "it is an earlier version or a translation"
        return INCLUDED if _PART.search(name) else ""

    def is_page(self, name: str, fields: Fields) -> bool:
        return "pages/" in name


def _addresses(name: str, fields: Fields, route: str) -> tuple[str, ...]:
    section, _, inner = name.removeprefix("src/").partition("/")
    inner = re.sub(r"(?:^|/)(?:index|README)$", "", posixpath.splitext(inner)[0])
    folder = posixpath.dirname(inner)
    slug = word(fields, "slug") or (f"{folder}/{word(fields, 'id')}" if word(fields, "id") else "")
    if section == "blog":
        day = DAY.match(posixpath.basename(inner))
        dated = DAY.sub(lambda found: f"{found[0].strip('-_ ').replace('-', '/')}/", inner) if day else inner
        path = f"blog/{slug or dated}"
    else:
        path = "" if section == "pages" else f"{route or section}/"
        path += slug or "/".join(re.sub(r"^\d+[ ._-]+", "", part) for part in inner.split("/"))
    return (re.sub("/{2,}", "/", f"/{path}"),)
