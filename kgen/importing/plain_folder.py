"""Any other folder of Markdown."""

from pathlib import Path

from kgen.importing import markdown_folder
from kgen.importing.documents import Found
from kgen.importing.folder import Folder
from kgen.importing.layout import Layout
from kgen.importing.loose_front_matter import Fields, words
from kgen.importing.markdown_folder import ENDINGS, ONLY_A_LIST

CALLED = "a folder of Markdown"


def recognises(path: Path) -> bool:
    return path.is_dir() and any(name.lower().endswith(ENDINGS) for name in Folder(path).names)


def read(path: Path) -> Found:
    return markdown_folder.read(_Plain(path))


class _Plain(Layout):
    def addresses(self, name: str, fields: Fields) -> tuple[str, ...]:
        """Those that a text names itself: where it was is not known."""
        return tuple(each for each in words(fields, "permalink", "url", "redirect_from") if each.startswith("/"))

    def why_left_out(self, name: str, fields: Fields) -> str:
        """Books of GitBook and mdBook have a table of contents by this name."""
        return ONLY_A_LIST if name.rpartition("/")[2] == "SUMMARY.md" else ""
