"""How programs keep folders of Markdown: what holds for most. The class of each says what is different there."""

import re
from pathlib import Path

from kgen.importing.authors import author_names
from kgen.importing.folder import Folder
from kgen.importing.loose_front_matter import Fields, word, words
from kgen.importing.site_settings import NO_VALUES, Values, first_file

ENDINGS = (".md", ".markdown", ".mdx", ".mdown", ".qmd", ".rmd", ".md.erb", ".md.njk")
DAY = re.compile(r"(?:\d{4}-\d\d?-\d\d?(?!\d)|\d{8})[-_ ]*")
"""A day at the beginning of the name of a file."""
YES = ("true", "yes", "1", "on")
NO = ("false", "no", "0", "off")
ONLY_A_LIST = "it only introduces a list of other pages"
INCLUDED = "other pages include it"
_ABOUT_SOURCES = frozenset("404.md 404.qmd changelog.md contributing.md license.md readme.md".split())


class Layout:
    """A folder, and how a program keeps its texts in it. Texts are known by their paths from its root."""

    called = "a folder of Markdown"
    configs: tuple[str, ...] = ()
    """Files and folders by which the program is recognised: the first file that is there holds the settings."""
    others: tuple[tuple[str, str], ...] = ()
    """The endings of what else it keeps beside its texts, each with why that is left out."""
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
        self.config = first_file(path, self.configs)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """Whether the program keeps this folder."""
        return any((path / name).exists() for name in cls.configs)

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


def about_sources(name: str) -> str:
    """Why a file at the root of a site is left out that tells whoever works on the site about its sources."""
    return "it is about the site's sources" if name.lower() in _ABOUT_SOURCES else ""


class PlainFolder(Layout):
    """Any other folder of Markdown."""

    @classmethod
    def recognises(cls, path: Path) -> bool:
        return path.is_dir() and any(name.lower().endswith(ENDINGS) for name in Folder(path).names)

    def addresses(self, name: str, fields: Fields) -> tuple[str, ...]:
        """Those that a text names itself: where it was is not known."""
        return tuple(each for each in words(fields, "permalink", "url", "redirect_from") if each.startswith("/"))

    def why_left_out(self, name: str, fields: Fields) -> str:
        """Books of GitBook and mdBook have a table of contents by this name."""
        return ONLY_A_LIST if name.rpartition("/")[2] == "SUMMARY.md" else ""
