"""The files of a steward's own that are published as they are: those in `custom_dir` that are no templates, and what
`static_templates` makes pages of."""

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from kgen.diagnostic import Diagnostic, KeyPath
from kgen.settings.file import Configuration, Place
from kgen.settings.theme import Theme
from kgen.site import folded, own_at, stands

_NOT_COPIED = (
    *(".*", "*/.*", "*.py", "*.pyc", "*.html", "*readme*", "mkdocs_theme.yml", "locales/*"),
    *("*.markdown", "*.mdown", "*.mkdn", "*.mkd", "*.md"),
)
"""What MkDocs leaves out of a theme's files (mkdocs.structure.files.Files.add_files_from_theme)."""
_OF_THE_THEME = {"404.html"}
"""What a steward's own may replace."""


class StaticFile(NamedTuple):
    """A file of a steward's own: where it lies below the site's root, and its path from the folder of mkdocs.yml."""

    address: str
    path: str


def published(configuration: Configuration, theme: Theme) -> tuple[tuple[StaticFile, ...], list[Diagnostic]]:
    """The static files, and a problem for each that would take the place of a page or file of kgen's."""
    folder, root = theme.custom_dir, configuration.path.parent
    if folder is None:
        return (), []
    templates: Sequence[str] = theme.settings.get("static_templates", ())
    shown = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder)
    copied = [name for name in _names_below(folder) if not _is_left_out(name, templates)]
    ways: list[KeyPath] = [("theme", "static_templates", number) for number in range(len(templates))]
    places = [*(Place(f"{shown}/{name}") for name in copied), *map(configuration.place, ways)]
    problems = []
    taken: dict[str, str] = {}
    for name, place in zip((*copied, *templates), places, strict=True):
        own = own_at(name) if name not in _OF_THE_THEME else None
        other = taken.setdefault(folded(name), name)
        if own or other != name:
            there = f"kgen puts {stands(own)}" if own else f"{shown}/{other} has the same address, /{folded(name)}"
            message = f"the site has no place for {shown}/{name}: {there}"
            problems.append(place.problem(message, "Rename it, or take it out."))
    return tuple(StaticFile(name, f"{shown}/{name}") for name in (*copied, *templates)), problems


def _names_below(folder: Path) -> Iterator[str]:
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield (Path(path) / name).relative_to(folder).as_posix()


def _is_left_out(name: str, templates: Sequence[str]) -> bool:
    return any(fnmatch(name.lower(), pattern) for pattern in (*_NOT_COPIED, *templates))
