"""The sources of a site of MkDocs.

Sources: MkDocs' user guide, "Configuration", "Writing your docs"; Material for MkDocs', "Blog plugin".
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from kgen.importing.layout import Layout
from kgen.importing.loose_front_matter import Fields, word
from kgen.importing.site_settings import first_file, in_yaml, values_in
from kgen.read.slugs import suggested_slug

_POST = re.compile(r"(.*blog)/posts/.*")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


class MkDocsSite(Layout):
    called = "the sources of a site of MkDocs"
    configs = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml")

    @classmethod
    def recognises(cls, path: Path) -> bool:
        name = first_file(path, cls.configs)
        return bool(name) and (path / _texts(in_yaml(path / name))).is_dir()

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        settings = in_yaml(path / self.config)
        self.texts = (_texts(settings),)
        self.site = str(settings.get("site_url") or "")
        extra = settings.get("extra")
        self.values = {**values_in(settings, "config."), **values_in(extra, "extra."), **values_in(extra, "")}
        self._ending = ".html" if str(settings.get("use_directory_urls")).lower() == "false" else "/"
        plugins = settings.get("plugins")
        self._is_blog = any(each == "blog" or (isinstance(each, dict) and "blog" in each) for each in plugins or ())

    def addresses(self, name: str, fields: Fields) -> tuple[str, ...]:
        inner = re.sub(r"(?:^|/)(?:index|README)$", "", posixpath.splitext(name.removeprefix(*self.texts))[0])
        if self._is_blog and (post := _POST.fullmatch(inner)):
            return _of_post(post[1], fields, self._ending)
        return (f"/{inner}{self._ending if inner else ''}",)


def _texts(settings: dict[str, Any]) -> str:
    return f"{posixpath.normpath(str(settings.get('docs_dir') or 'docs'))}/"


def _of_post(blog: str, fields: Fields, ending: str) -> tuple[str, ...]:
    """Where the plugin publishes a post, if its fields say so: its title may be its first heading."""
    day = _DAY.match(word(fields, "date", "date.created"))
    slug = word(fields, "slug") or suggested_slug(word(fields, "title"))
    named = word(fields, "slug", "title")
    return (f"/{blog}/{'/'.join(day.groups())}/{slug}{ending}",) if day and named else ()
