"""A garden of Quartz: notes as Obsidian keeps them, in content/.

Source: Quartz' documentation, "Private pages", "Configuration", "Authoring content".
"""

import posixpath
from pathlib import Path

from kgen.importing import markdown_folder
from kgen.importing.documents import Found
from kgen.importing.folder import Folder
from kgen.importing.loose_front_matter import Fields, is_set, words
from kgen.importing.markdown_folder import Layout
from kgen.importing.obsidian import why_left_out
from kgen.importing.site_settings import in_code, text_of, texts_in_code

CALLED = "a garden of Quartz"
_CONFIG = "quartz.config.ts"


def recognises(path: Path) -> bool:
    return (path / _CONFIG).is_file()


def read(path: Path) -> Found:
    settings = text_of(path / _CONFIG)
    texts = next((f"{name}/" for name in ("content", "docs") if any((path / name).glob("**/*.md"))), "")
    ignored = {pattern.strip("*/").lower() for pattern in texts_in_code(settings, "ignorePatterns")}
    is_explicit = "ExplicitPublish(" in settings
    host = in_code(settings, "baseUrl")

    def why(name: str, fields: Fields) -> str:
        inner = name.removeprefix(texts).lower()
        if ignored & {inner, *inner.split("/")[:-1]} or any(inner.startswith(f"{each}/") for each in ignored if each):
            return "it was not published there"
        if is_explicit and not is_set(fields, "publish", "true", "yes"):
            return "it was not published there"
        return why_left_out(name, fields)

    def addresses(name: str, fields: Fields) -> tuple[str, ...]:
        inner = posixpath.splitext(name.removeprefix(texts))[0].replace(" ", "-")
        others = (each if each.startswith("/") else f"/{each}" for each in words(fields, "permalink"))
        return tuple(dict.fromkeys((*others, f"/{inner}".removesuffix("/index") or "/")))

    layout = Layout((texts,), addresses, why_left_out=why, is_obsidian=True, site=f"https://{host}" if host else "")
    return markdown_folder.read(Folder(path), layout)
