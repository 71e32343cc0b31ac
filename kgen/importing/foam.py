"""A workspace of Foam: notes that name each other in double brackets, in a folder that VS Code opens.

Source: Foam's documentation, "Wikilinks", "Note Aliases", "Including other notes".
"""

import re
from pathlib import Path

from kgen.importing import markdown_folder
from kgen.importing.documents import Found
from kgen.importing.layout import Layout
from kgen.importing.site_settings import text_of

CALLED = "a workspace of Foam"
_MODE = re.compile(r"(?<![\w-])(?:full|content)(?:-(?:inline|card))?(?=!\[\[)")
"""How Foam shows another note: `content![[a-note]]`."""


def recognises(path: Path) -> bool:
    said = "".join(text_of(path / ".vscode" / name) for name in ("settings.json", "extensions.json"))
    return (path / ".foam").is_dir() or "foam" in said


def read(path: Path) -> Found:
    return markdown_folder.read(_Workspace(path))


class _Workspace(Layout):
    is_obsidian = True

    def as_markdown(self, name: str, text: str) -> str:
        return _MODE.sub("", text)
