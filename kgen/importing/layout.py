"""How programs keep folders of Markdown: what holds for most. The class of each says what is different there."""

from pathlib import Path

from kgen.importing.authors import author_names
from kgen.importing.folder import Folder
from kgen.importing.loose_front_matter import Fields, word, words
from kgen.importing.values import NO_VALUES, Values


class Layout:
    """A folder, and how a program keeps its texts in it. Texts are known by their paths from its root."""

    texts: tuple[str, ...] = ("",)
    """The folders in which texts are, from the root: `content/`; empty for all of it."""
    site = ""
    """The address at which it was published, where its settings say it."""
    values: Values = NO_VALUES
    """What its settings say of names in braces."""
    is_obsidian = False
    """Whether tags are in the text."""

    def __init__(self, path: Path) -> None:
        self.folder = Folder(path)
        self.authors = author_names(self.folder)

    def addresses(self, name: str, fields: Fields) -> tuple[str, ...]:
        """The addresses at which a text was published."""
        return ()

    def why_left_out(self, name: str, fields: Fields) -> str:
        """Why a text is not for readers, as a clause; empty where it is."""
        return ""

    def published(self, name: str, fields: Fields) -> str:
        """A text that begins with the day from which on readers saw it; empty where nothing says it."""
        return word(fields, "publishdate", "date")

    def filed(self, fields: Fields, *names: str) -> tuple[str, ...]:
        """The tags or categories in the first of some fields that holds any."""
        return words(fields, *names)

    def is_list(self, name: str) -> bool:
        """Whether a text is where lists of others are introduced: a short one does nothing else."""
        return False

    def is_page(self, name: str, fields: Fields) -> bool:
        """Whether a text was a page of the site, such as “About”, and not a post."""
        return False

    def as_markdown(self, name: str, text: str) -> str:
        """A text in which what only this program writes is Markdown."""
        return text

    def language(self, name: str) -> str:
        """The language of a text, where its path says it."""
        return ""

    def places(self, name: str) -> tuple[str, ...]:
        """Other names by which links lead to a text."""
        return ()
