"""The sources of a site or a book of Quarto.

Source: Quarto's guide, "Websites", "Project basics", "Includes".
"""

import posixpath
from pathlib import Path

from kgen.importing import markdown_folder
from kgen.importing.documents import Found
from kgen.importing.folder import Folder
from kgen.importing.loose_front_matter import Fields, words
from kgen.importing.markdown_folder import ABOUT_SOURCES, INCLUDED, Layout, is_about_sources
from kgen.importing.site_settings import first_file, in_yaml

CALLED = "the sources of a site of Quarto"
_CONFIGS = ("_quarto.yml", "_quarto.yaml")


def recognises(path: Path) -> bool:
    return bool(first_file(path, _CONFIGS))


def read(path: Path) -> Found:
    settings = in_yaml(path / first_file(path, _CONFIGS))
    site = next((each for each in map(settings.get, ("website", "book")) if isinstance(each, dict)), {})
    layout = Layout(("",), _addresses, why_left_out=_why_left_out, site=str(site.get("site-url") or ""))
    return markdown_folder.read(Folder(path), layout)


def _why_left_out(name: str, fields: Fields) -> str:
    if any(part.startswith("_") for part in name.split("/")):
        return INCLUDED
    return ABOUT_SOURCES if is_about_sources(name) else ""


def _addresses(name: str, fields: Fields) -> tuple[str, ...]:
    page = f"/{posixpath.splitext(name)[0]}.html"
    return tuple(dict.fromkeys((page.removesuffix("index.html"), page, *words(fields, "aliases"))))
