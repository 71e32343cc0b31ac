"""The sources of a site of Hugo: texts in content/, by themselves or each in a folder of its own with its pictures.

Sources: Hugo's documentation, "Front matter", "URL management", "Page bundles".
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from kgen.english import MONTHS
from kgen.importing import markdown_folder
from kgen.importing.documents import Found
from kgen.importing.folder import Folder
from kgen.importing.loose_front_matter import Fields, is_set, month_in, word, words
from kgen.importing.markdown_folder import Layout
from kgen.importing.site_settings import in_toml, in_yaml
from kgen.read.slugs import suggested_slug

CALLED = "the sources of a site of Hugo"
_CONFIGS = ("hugo.toml", "config.toml", "hugo.yaml", "config.yaml", "hugo.yml", "config.yml")
_PLACES = (*_CONFIGS, *(f"config/_default/{name}" for name in _CONFIGS))
_LANGUAGE = re.compile(r"\.([a-z]{2}(?:-[a-z]{2})?)$", re.IGNORECASE)
_PAGES = ("page", "pages", "about", "contact")


def recognises(path: Path) -> bool:
    return (path / "content").is_dir() and any((path / name).is_file() for name in _PLACES)


def read(path: Path) -> Found:
    config = _config(path)
    permalinks = config.get("permalinks")
    patterns = permalinks.get("page", permalinks) if isinstance(permalinks, dict) else {}

    def addresses(name: str, fields: Fields) -> tuple[str, ...]:
        return _addresses(name, fields, patterns if isinstance(patterns, dict) else {})

    layout = Layout(
        ("content/",),
        addresses,
        _is_list,
        _why_left_out,
        _is_page,
        site=str(config.get("baseurl") or ""),
        language=lambda name: found[1] if (found := _LANGUAGE.search(posixpath.splitext(name)[0])) else "",
    )
    return markdown_folder.read(Folder(path), layout)


def _config(path: Path) -> dict[str, Any]:
    read = ((in_toml if name.endswith("toml") else in_yaml)(path / name) for name in _PLACES)
    return {str(key).lower(): value for key, value in next(filter(None, read), {}).items()}


def _is_list(name: str) -> bool:
    return posixpath.basename(name).startswith("_index.")


def _why_left_out(name: str, fields: Fields) -> str:
    build = fields.get("build") or fields.get("_build")
    render = str(build.get("render", "")) if isinstance(build, dict) else word(fields, "render")
    if is_set(fields, "headless", "true") or render.lower() in ("never", "false", "link"):
        return "it was not a page there"
    return ""


def _is_page(name: str, fields: Fields) -> bool:
    """A text at the root of the site, such as “About”, belongs to no section."""
    inner = name.removeprefix("content/")
    return word(fields, "type", "layout").lower() in _PAGES or (
        "/" not in re.sub(r"/index\.\w+$", "", inner) and not word(fields, "date")
    )


def _addresses(name: str, fields: Fields, patterns: dict[str, Any]) -> tuple[str, ...]:
    inner = posixpath.splitext(name.removeprefix("content/"))[0]
    inner = _LANGUAGE.sub("", inner)
    inner = re.sub(r"/index$", "", inner)
    sections, stem = posixpath.split(inner)
    others = [each if each.startswith("/") else f"/{sections}/{each}" for each in words(fields, "aliases")]
    written = word(fields, "url")
    if not written:
        pattern = patterns.get(sections.partition("/")[0])
        slug = word(fields, "slug") or stem
        written = _filled(str(pattern), slug, stem, sections, fields) if pattern else f"/{sections}/{slug}/"
    return tuple(dict.fromkeys(_tidy(each) for each in (written, *others) if "://" not in each))


def _filled(pattern: str, slug: str, stem: str, sections: str, fields: Fields) -> str:
    day = re.search(r"(\d{4})-(\d\d)-(\d\d)", word(fields, "date")) or re.search(r"(\d{4})-(\d\d)-(\d\d)", stem)
    month = month_in(word(fields, "date"), stem)
    title = suggested_slug(word(fields, "title") or stem)
    values = {
        "year": month[:4],
        "month": month[5:],
        "monthname": MONTHS[int(month[5:]) - 1].lower() if month else "",
        "day": day[3] if day else "",
        "slug": slug if word(fields, "slug") else title,
        "title": title,
        "filename": stem,
        "contentbasename": stem,
        "slugorfilename": slug,
        "slugorcontentbasename": slug,
        "section": sections.partition("/")[0],
        "sections": sections,
    }
    return re.sub(r":([a-z]+)", lambda token: values.get(token[1], ""), pattern)


def _tidy(address: str) -> str:
    ends = "/" if address.endswith("/") else ""
    address = f"/{posixpath.normpath(address.lower()).lstrip('/.')}{ends}".replace("//", "/")
    return address if address.endswith("/") or "." in posixpath.basename(address) else f"{address}/"
