"""The sources of a site or a book of Quarto.

Source: Quarto's guide, "Websites", "Project basics", "Includes".
"""

import posixpath
from pathlib import Path

from kgen.importing.layout import INCLUDED, Layout, about_sources
from kgen.importing.loose_front_matter import Fields, words
from kgen.importing.site_settings import below, in_yaml, values_in


class QuartoSite(Layout):
    called = "the sources of a site of Quarto"
    configs = ("_quarto.yml", "_quarto.yaml")

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        settings = in_yaml(path / self.config)
        site = below(settings, "website") or below(settings, "book")
        self.values = {**values_in(settings, "param."), **values_in(in_yaml(path / "_variables.yml"), "param.")}
        self.site = str(site.get("site-url") or "")

    def why_left_out(self, name: str, fields: Fields) -> str:
        return INCLUDED if any(part.startswith("_") for part in name.split("/")) else about_sources(name)

    def addresses(self, name: str, fields: Fields) -> tuple[str, ...]:
        page = f"/{posixpath.splitext(name)[0]}.html"
        return tuple(dict.fromkeys((page.removesuffix("index.html"), page, *words(fields, "aliases"))))
