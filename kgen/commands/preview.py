"""kgen preview: the pages that a change makes or touches, to be looked at before it is merged."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from kgen.commands.build import run as build
from kgen.commands.diff import since
from kgen.commands.difference import Changed
from kgen.settings import ConfigurationError, load

LIST = "changed.html"
NOT_FOUND = "404.html"
"""This page tells the next preview that the folder holds a site, which it may replace."""
_KEPT = ("assets", "images")
"""The folders of a site that pages need."""


def run(config_file: Path, base: str, folder: Path, *, today: str | None) -> int:
    """Build the pages that differ from a revision into a folder, with a list of them.

    Where the source is public nothing is built: a preview would be one more copy that a withdrawal does not reach.
    Raises ConfigurationError if git does not know `base`, or if the folder holds something else, or the site.
    """
    settings = load(config_file, today=today)
    if settings.source != "private":
        print("There is no preview where the source is public: `kgen serve` shows the pages on your own machine.")
        return 0
    if folder.resolve() == settings.site_dir.resolve():
        raise ConfigurationError(
            f"{folder} is the folder of the site, and a preview has few of its pages. Choose another."
        )
    difference = since(base, settings)
    every = (*difference.added, *difference.changed, *difference.moved, *difference.with_them)
    pages = list({each.page.url: each for each in every}.values())
    build(config_file, site_dir=folder, clean=True, keep_going=True, search=False, today=today)
    _prune(folder, {folder / NOT_FOUND, *(folder / page.page.url / "index.html" for page in pages)})
    (folder / LIST).write_text(_list(pages), encoding="utf-8")
    if pages:
        differ = "1 of them differs" if len(pages) == 1 else f"{len(pages)} of them differ"
        print(f"{differ} from {base}; {folder.name}/{LIST} lists them, and the others were taken out.")
    else:
        print(f"No page differs from {base}, so all of them were taken out again.")
    return 0


def _prune(folder: Path, wanted: set[Path]) -> None:
    """Delete all but some pages and what every page loads."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.relative_to(folder).parts[0] in _KEPT or path in wanted:
            continue
        if not path.is_dir():
            path.unlink()
        elif not any(path.iterdir()):
            path.rmdir()


def _list(pages: Iterable[Changed]) -> str:
    items = [f'<li><a href="{escape(page.page.url)}index.html">{escape(page.page.title)}</a>' for page in pages]
    lines = [
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>What this changes</title>',
        "<h1>What this changes</h1>\n<p>Links to pages that do not change do not work here.</p>\n<ul>",
        *items,
        "</ul>\n",
    ]
    return "\n".join(lines)
