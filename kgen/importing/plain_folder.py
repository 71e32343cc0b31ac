"""Any other folder of Markdown."""

from pathlib import Path

from kgen.importing import markdown_folder
from kgen.importing.documents import Found
from kgen.importing.folder import Folder
from kgen.importing.loose_front_matter import Fields, words
from kgen.importing.markdown_folder import ENDINGS, ONLY_A_LIST, Layout

CALLED = "a folder of Markdown"


def recognises(path: Path) -> bool:
    return path.is_dir() and any(name.lower().endswith(ENDINGS) for name in Folder(path).names)


def read(path: Path) -> Found:
    return markdown_folder.read(Folder(path), Layout(addresses=_addresses, why_left_out=_why_left_out))


def _why_left_out(name: str, fields: Fields) -> str:
    """Books of GitBook and mdBook have a table of contents by this name."""
    return ONLY_A_LIST if name.rpartition("/")[2] == "SUMMARY.md" else ""


def _addresses(name: str, fields: Fields) -> tuple[str, ...]:
    """Those that a text names itself: where it was is not known."""
    return tuple(each for each in words(fields, "permalink", "url", "redirect_from") if each.startswith("/"))
