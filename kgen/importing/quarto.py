"""The sources of a site or a book of Quarto.

Source: Quarto's guide, "Websites", "Project basics", "Includes".
"""

import posixpath
from pathlib import Path

from kgen.importing import markdown_folder
from kgen.importing.documents import Found
from kgen.importing.layout import Layout
from kgen.importing.loose_front_matter import Fields, words
from kgen.importing.markdown_folder import ABOUT_SOURCES, INCLUDED, is_about_sources
from kgen.importing.site_settings import first_file, in_yaml
from kgen.importing.values import values_in

CALLED = "the sources of a site of Quarto"
_CONFIGS = ("_quarto.yml", "_quarto.yaml")


def recognises(path: Path) -> bool:
    return bool(first_file(path, _CONFIGS))


def read(path: Path) -> Found:
    return markdown_folder.read(_Sources(path))


class _Sources(Layout):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        settings = in_yaml(path / first_file(path, _CONFIGS))
        site = next((each for each in map(settings.get, ("website", "book")) if isinstance(each, dict)), {})
        self.values = {**values_in(settings, "param."), **values_in(in_yaml(path / "_variables.yml"), "param.")}
        self.site = str(site.get("site-url") or "")

    def why_left_out(self, name: str, fields: Fields) -> str:
        if any(part.startswith("_") for part in name.split("/")):
            return INCLUDED
        return ABOUT_SOURCES if is_about_sources(name) else ""

    def addresses(self, name: str, fields: Fields) -> tuple[str, ...]:
        page = f"/{posixpath.splitext(name)[0]}.html"
        return tuple(dict.fromkeys((page.removesuffix("index.html"), page, *words(fields, "aliases"))))
