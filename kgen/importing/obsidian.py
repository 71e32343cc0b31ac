"""A vault of Obsidian: notes that name each other in double brackets, tags in the text, files anywhere.

Source: Obsidian's help, "Properties", "Tags", "Internal links", "Publish".
"""

from pathlib import Path

from kgen.importing import markdown_folder
from kgen.importing.documents import Found, LeftOut
from kgen.importing.folder import Folder
from kgen.importing.loose_front_matter import Fields
from kgen.importing.markdown_folder import Layout

CALLED = "a vault of Obsidian"


def recognises(path: Path) -> bool:
    return (path / ".obsidian").is_dir()


def read(path: Path) -> Found:
    folder = Folder(path)
    found = markdown_folder.read(folder, Layout(why_left_out=why_left_out, is_obsidian=True))
    kinds = ((".canvas", "it is a drawing of Obsidian's"), (".base", "it is a table that Obsidian fills in"))
    others = [LeftOut(name, why) for ending, why in kinds for name in folder.names if name.endswith(ending)]
    return Found(found.documents, [*found.left_out, *others], found.files)


def why_left_out(name: str, fields: Fields) -> str:
    if name.endswith(".excalidraw.md") or "excalidraw-plugin" in fields or "kanban-plugin" in fields:
        return "it is a drawing or a board, not a text"
    return ""
