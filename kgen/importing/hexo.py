"""The sources of a site of Hexo: posts in source/_posts/, pages beside them.

Sources: Hexo's documentation, "Permalinks", "Front-matter", "Tag plugins", "Asset folders".
"""

import posixpath
import re
from pathlib import Path

from kgen.importing.jekyll import JekyllSite
from kgen.importing.layout import DAY
from kgen.importing.loose_front_matter import Fields, word
from kgen.importing.site_settings import in_yaml

_POSTS = "source/_posts/"


class HexoSite(JekyllSite):
    called = "the sources of a site of Hexo"
    texts = ("source/",)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        return (path / _POSTS).is_dir()

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        config = in_yaml(path / "_config.yml")
        self._pattern = str(config.get("permalink") or ":year/:month/:day/:title/")
        # Octopress, which came before Hexo, has the same folders, and names of files as Jekyll has them.
        self._are_dated = "source" in config or str(config.get("new_post_name")).startswith(":year")

    def is_list(self, name: str) -> bool:
        return False

    def addresses(self, name: str, fields: Fields) -> tuple[str, ...]:
        """Posts are where the settings say, pages where their files are."""
        inner = posixpath.splitext(name.removeprefix(_POSTS).removeprefix("source/"))[0]
        if not name.startswith(_POSTS):
            return (f"/{inner.removesuffix('index').strip('/')}/".replace("//", "/"),)
        folder, file = posixpath.split(inner)
        stem = DAY.sub("", file, count=1) if self._are_dated else file
        day = re.match(r"(\d{4})-(\d\d?)-(\d\d?)", word(fields, "date") or file)
        written = word(fields, "permalink") or self._pattern
        values = {"title": posixpath.join(folder, stem), "name": stem, "post_title": word(fields, "title")}
        values |= (
            dict(zip(("year", "month", "day"), (each.zfill(2) for each in day.groups()), strict=True)) if day else {}
        )
        asked = re.findall(r":([a-z_]+)", written)
        if not all(values.get(each) for each in asked):
            return ()
        return (f"/{re.sub(r':([a-z_]+)', lambda found: values[found[1]], written).strip('/')}/",)
