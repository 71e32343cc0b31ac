"""Folders of notes that name each other in double brackets: vaults of Obsidian, gardens of Quartz, workspaces of Foam.

Sources: Obsidian's help, "Properties", "Tags", "Internal links", "Publish"; Quartz' documentation, "Private pages",
"Configuration", "Authoring content"; Foam's, "Wikilinks", "Note Aliases", "Including other notes".
"""

import posixpath
import re
from pathlib import Path

from kgen.importing.layout import Layout
from kgen.importing.loose_front_matter import Fields, is_set, words
from kgen.importing.site_settings import in_code, text_of, texts_in_code


class Vault(Layout):
    """A vault of Obsidian: tags are in the text, files anywhere."""

    called = "a vault of Obsidian"
    configs = (".obsidian",)
    is_obsidian = True
    others = ((".canvas", "it is a drawing of Obsidian's"), (".base", "it is a table that Obsidian fills in"))

    def why_left_out(self, name: str, fields: Fields) -> str:
        if name.endswith(".excalidraw.md") or "excalidraw-plugin" in fields or "kanban-plugin" in fields:
            return "it is a drawing or a board, not a text"
        return ""


class QuartzGarden(Vault):
    """Notes as Obsidian keeps them, in content/."""

    called = "a garden of Quartz"
    configs = ("quartz.config.ts",)

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        settings = text_of(path / self.config)
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


class FoamWorkspace(Layout):
    """A folder of notes that VS Code opens."""

    called = "a workspace of Foam"
    configs = (".foam",)
    is_obsidian = True

    @classmethod
    def recognises(cls, path: Path) -> bool:
        settings = (text_of(path / ".vscode" / name) for name in ("settings.json", "extensions.json"))
        return super().recognises(path) or any("foam" in each for each in settings)

    def as_markdown(self, name: str, text: str) -> str:
        """How Foam shows another note, `content![[a-note]]`, as Obsidian does."""
        return re.sub(r"(?<![\w-])(?:full|content)(?:-(?:inline|card))?(?=!\[\[)", "", text)
