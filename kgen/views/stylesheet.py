"""The one stylesheet of every page: the colours, the frame's own rules, and those of pages.

Colours are declared once for day, night and paper (theme/styles), and each frame says in its own way which are shown.
"""

import re
from collections.abc import Iterator, Mapping

from kgen.settings import Settings, package_folder
from kgen.settings.theme import MATERIAL

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(r"\n\s*")
_FILE = re.compile(r'url\("?([\w.-]+)"?\)')


def stylesheet(settings: Settings, addresses: Mapping[str, str]) -> str:
    """The style of a garden. `addresses` are those of the files that it loads, by their names, relative to itself.

    Raises KeyError for the name of a file that is not there.
    """
    parts = (*_colours(settings), _read(f"{settings.frame}.css"), _read("pages.css"))
    together = _BLANK.sub("\n", _COMMENT.sub("", "\n".join(parts))).strip() + "\n"
    return _FILE.sub(lambda found: f'url("{addresses[found[1]]}")', together)


def _colours(settings: Settings) -> Iterator[str]:
    """The colours by day, at night and on paper, by what a reader's device asks for or the reader has chosen."""
    day, night = (
        _read(f"{name}.css") + _accent(accent)
        for name, accent in (("light", settings.accent.light), ("dark", settings.accent.dark))
    )
    if settings.frame == MATERIAL:
        yield day.replace(":root", '[data-md-color-scheme="default"]')
        yield night.replace(":root", '[data-md-color-scheme="slate"]')
        yield f"@media print {{\n{_read('print.css').replace(':root', '[data-md-color-scheme]')}}}"
        return
    yield day
    unless = night.replace(":root", ':root:not([data-scheme="light"])')
    yield f"@media screen and (prefers-color-scheme: dark) {{\n{unless}}}"
    chosen = night.replace(":root", ':root[data-scheme="dark"]')
    yield f"@media screen {{\n{chosen}}}"
    yield f"@media print {{\n{_read('print.css')}}}"


def _accent(colour: str) -> str:
    return f":root {{\n--kg-accent: {colour};\n}}\n" if colour else ""


def _read(name: str) -> str:
    return (package_folder("theme") / "styles" / name).read_text(encoding="utf-8")
