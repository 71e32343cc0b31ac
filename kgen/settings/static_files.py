"""The files of a steward's own that are published as they are: those in `custom_dir` that are not templates, and what
`static_templates` makes pages of."""

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from kgen.diagnostic import Diagnostic, KeyPath, path_from
from kgen.settings.file import Configuration, Place
from kgen.settings.theme import Theme
from kgen.site import disk_key, host_key, own_at, own_in_words

_NOT_COPIED = (
    *(".*", "*/.*", "*.py", "*.pyc", "*.html", "*readme*", "mkdocs_theme.yml", "locales/*"),
    *("*.markdown", "*.mdown", "*.mkdn", "*.mkd", "*.md"),
)
"""What MkDocs leaves out of a theme's files (mkdocs.structure.files.Files.add_files_from_theme)."""
_OF_THE_THEME = {"404.html"}
"""What a steward's own may replace."""


class StaticFile(NamedTuple):
    """A file of a steward's own: where it is below the site's root, and its path from the folder of mkdocs.yml."""

    address: str
    path: str


def published(configuration: Configuration, theme: Theme) -> tuple[tuple[StaticFile, ...], list[Diagnostic]]:
    """The static files, and a problem for each for which the site has no place."""
    folder, root = theme.custom_dir, configuration.path.parent
    if folder is None:
        return (), []
    templates: Sequence[str] = theme.settings.get("static_templates", ())
    shown = path_from(root, folder)
    left_out = (*_NOT_COPIED, *templates)
    copied = [name for name in _names_below(folder) if not any(fnmatch(name.lower(), each) for each in left_out)]
    files = [StaticFile(name, f"{shown}/{name}") for name in (*copied, *templates)]
    ways: list[KeyPath] = [("theme", "static_templates", number) for number in range(len(templates))]
    places = [*(Place(file.path) for file in files[: len(copied)]), *map(configuration.place, ways)]
    refused = [
        place.problem(f"the site has no place for {file.path}: {why}", "Rename it, or take it out.")
        for file, place, why in zip(files, places, _in_the_way(files), strict=True)
        if why
    ]
    return tuple(files), refused


def _in_the_way(files: Sequence[StaticFile]) -> Iterator[str]:
    """For each file, what else would be where it is; empty where nothing would."""
    folders = {disk_key(str(parent)): file for file in files for parent in PurePosixPath(file.address).parents}
    taken: dict[str, StaticFile] = {}
    for file in files:
        own = own_at(file.address) if file.address not in _OF_THE_THEME else None
        same, below = taken.setdefault(host_key(file.address), file), folders.get(disk_key(file.address))
        if own:
            yield f"kgen puts {own_in_words(own)}"
        elif same != file:
            yield f"{same.path} has the same address, /{host_key(file.address)}"
        else:
            yield f"{below.path} is below that address" if below else ""


def _names_below(folder: Path) -> Iterator[str]:
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield (Path(path) / name).relative_to(folder).as_posix()
