"""The sources of a site of Hugo: texts in content/, by themselves or each in a folder of its own with its pictures.

Sources: Hugo's documentation, "Front matter", "URL management", "Page bundles".
"""

import posixpath
import re
from pathlib import Path

from kgen.english import MONTHS
from kgen.importing.layout import Layout
from kgen.importing.loose_front_matter import Fields, is_set, month_in, word, words
from kgen.importing.site_settings import below, in_data, values_in
from kgen.read.slugs import suggested_slug

_CONFIGS = ("hugo.toml", "config.toml", "hugo.yaml", "config.yaml", "hugo.yml", "config.yml")
_LANGUAGE = re.compile(r"\.([a-z]{2}(?:-[a-z]{2})?)$", re.IGNORECASE)
_PAGES = ("page", "pages", "about", "contact")


class HugoSite(Layout):
    called = "the sources of a site of Hugo"
    configs = (*_CONFIGS, *(f"config/_default/{name}" for name in _CONFIGS))
    texts = ("content/",)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        return (path / "content").is_dir() and super().recognises(path)

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        read = (in_data(path / name) for name in self.configs)
        config = {str(key).lower(): value for key, value in next(filter(None, read), {}).items()}
        self.site = str(config.get("baseurl") or "")
        self.values = {**values_in(config, "site."), **values_in(config.get("params"), "param.")}
        permalinks = below(config, "permalinks")
        self._patterns = below(permalinks, "page") or permalinks

    def addresses(self, name: str, fields: Fields) -> tuple[str, ...]:
        inner = posixpath.splitext(name.removeprefix("content/"))[0]
        inner = re.sub(r"/index$", "", _LANGUAGE.sub("", inner))
        sections, stem = posixpath.split(inner)
        others = [each if each.startswith("/") else f"/{sections}/{each}" for each in words(fields, "aliases")]
        written = word(fields, "url")
        if not written:
            pattern = self._patterns.get(sections.partition("/")[0])
            slug = word(fields, "slug") or stem
            written = _filled(str(pattern), slug, stem, sections, fields) if pattern else f"/{sections}/{slug}/"
        return tuple(dict.fromkeys(_tidy(each) for each in (written, *others) if "://" not in each))

    def why_left_out(self, name: str, fields: Fields) -> str:
        render = word(fields, "build.render", "_build.render", "render").lower()
        is_none = is_set(fields, "headless", "true") or render in ("never", "false", "link")
        return "it was not a page there" if is_none else ""

    def is_list(self, name: str) -> bool:
        return posixpath.basename(name).startswith("_index.")

    def is_page(self, name: str, fields: Fields) -> bool:
        """A text at the root of the site, such as “About”, belongs to no section."""
        inner = name.removeprefix("content/")
        return word(fields, "type", "layout").lower() in _PAGES or (
            "/" not in re.sub(r"/index\.\w+$", "", inner) and not word(fields, "date")
        )

    def language(self, name: str) -> str:
        return found[1] if (found := _LANGUAGE.search(posixpath.splitext(name)[0])) else ""


_ZOLA_CALL = re.compile(r"\{\{\s*([A-Za-z_]\w*)\(([^{}()]*)\)\s*\}\}")
_ZOLA_BLOCK = re.compile(r"\{%\s*(?:([A-Za-z_]\w*)\(([^{}()]*)\)|(end))\s*%\}")


class ZolaSite(HugoSite):
    """What is different at Zola. Source: its documentation, "Shortcodes", "Taxonomies"."""

    called = "the sources of a site of Zola"

    @classmethod
    def recognises(cls, path: Path) -> bool:
        return super().recognises(path) and "base_url" in in_data(path / "config.toml")

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.site = str(in_data(path / "config.toml")["base_url"])

    def as_markdown(self, name: str, text: str) -> str:
        """A text whose shortcodes are those of Hugo."""
        opened: list[str] = []

        def block(found: re.Match[str]) -> str:
            if found[3]:
                return f"{{{{< /{opened.pop()} >}}}}" if opened else found[0]
            opened.append(found[1])
            return f"{{{{< {found[1]} {found[2]} >}}}}"

        return _ZOLA_BLOCK.sub(block, _ZOLA_CALL.sub(r"{{< \1 \2 >}}", text))

    def filed(self, fields: Fields, *names: str) -> tuple[str, ...]:
        return words(below(fields, "taxonomies"), *names) or super().filed(fields, *names)


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
