"""A garden of Quartz: notes as Obsidian keeps them, in content/.

Source: Quartz' documentation, "Private pages", "Configuration", "Authoring content".
"""

import posixpath
from pathlib import Path

from kgen.importing import markdown_folder
from kgen.importing.documents import Found
from kgen.importing.loose_front_matter import Fields, is_set, words
from kgen.importing.obsidian import Vault
from kgen.importing.site_settings import in_code, text_of, texts_in_code

CALLED = "a garden of Quartz"
_CONFIG = "quartz.config.ts"


def recognises(path: Path) -> bool:
    return (path / _CONFIG).is_file()


def read(path: Path) -> Found:
    return markdown_folder.read(_Garden(path))


class _Garden(Vault):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        settings = text_of(path / _CONFIG)
        root = next((f"{name}/" for name in ("content", "docs") if any((path / name).glob("**/*.md"))), "")
        self.texts = (root,)
        self._ignored = {pattern.strip("*/").lower() for pattern in texts_in_code(settings, "ignorePatterns")}
        self._is_explicit = "ExplicitPublish(" in settings
        host = in_code(settings, "baseUrl")
        self.site = f"https://{host}" if host else ""

    def why_left_out(self, name: str, fields: Fields) -> str:
        inner = name.removeprefix(*self.texts).lower()
        is_ignored = self._ignored & {inner, *inner.split("/")[:-1]} or any(
            inner.startswith(f"{each}/") for each in self._ignored if each
        )
        if is_ignored or (self._is_explicit and not is_set(fields, "publish", "true", "yes")):
            return "it was not published there"
        return super().why_left_out(name, fields)

    def addresses(self, name: str, fields: Fields) -> tuple[str, ...]:
        inner = posixpath.splitext(name.removeprefix(*self.texts))[0].replace(" ", "-")
        others = (each if each.startswith("/") else f"/{each}" for each in words(fields, "permalink"))
        return tuple(dict.fromkeys((*others, f"/{inner}".removesuffix("/index") or "/")))
