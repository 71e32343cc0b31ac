"""A vault of Obsidian: notes that name each other in double brackets, tags in the text, files anywhere.

Source: Obsidian's help, "Properties", "Tags", "Internal links", "Publish".
"""

from pathlib import Path

from kgen.importing import markdown_folder
from kgen.importing.documents import Found, LeftOut
from kgen.importing.layout import Layout
from kgen.importing.loose_front_matter import Fields

CALLED = "a vault of Obsidian"


def recognises(path: Path) -> bool:
    return (path / ".obsidian").is_dir()


def read(path: Path) -> Found:
    vault = Vault(path)
    found = markdown_folder.read(vault)
    kinds = ((".canvas", "it is a drawing of Obsidian's"), (".base", "it is a table that Obsidian fills in"))
    others = [LeftOut(name, why) for ending, why in kinds for name in vault.folder.names if name.endswith(ending)]
    return Found(found.documents, [*found.left_out, *others], found.files)


class Vault(Layout):
    is_obsidian = True

    def why_left_out(self, name: str, fields: Fields) -> str:
        if name.endswith(".excalidraw.md") or "excalidraw-plugin" in fields or "kanban-plugin" in fields:
            return "it is a drawing or a board, not a text"
        return ""
