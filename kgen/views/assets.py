"""kgen's own styles, scripts, font and pictures. Each address changes with what is there, so that a host may cache it
for ever."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from kgen.settings import Settings, package_folder
from kgen.settings.theme import MATERIAL

STYLE, SCRIPT = "kgen.css", "kgen.js"
"""What every page loads."""
FONT = "literata.woff2"
"""The font for reading."""
ICON, SHARED = "sprout.svg", "share.png"
"""The picture in the browser's tab, and the one that is shown when somebody shares a page."""
_REMARK_OF_CSS = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(r"\n\s*")
_FILE = re.compile(r'url\("?([\w.-]+)"?\)')
_SCRIPTS = {MATERIAL: ("keys.js",)}
_OWN_SCRIPTS = ("frame.js", "keys.js")

Assets = Mapping[str, tuple[str, bytes]]
"""The address (relative to the site's root) and the bytes of files, by their names in theme/assets or theme/media."""


def assets(settings: Settings) -> Assets:
    """Everything that a garden's pages may load.

    `kgen.css` and `kgen.js` belong to every page. A folder of theme/assets belongs to the pages that ask for it; its
    files share one digest, so that a script finds the ones beside it by their plain names.
    """
    theme = package_folder("theme")
    found: dict[str, tuple[str, bytes]] = {}
    for path in sorted((theme / "media").iterdir()):
        found |= _one(path.name, path.read_bytes())
    addresses = {name: Path(address).name for name, (address, _) in found.items()}
    found |= _one(STYLE, _stylesheet(settings, addresses).encode())
    names = _SCRIPTS.get(settings.frame, _OWN_SCRIPTS)
    found |= _one(SCRIPT, b"".join(_served(theme / "scripts" / name) for name in names))
    for folder in sorted((theme / "assets").iterdir()):
        files = {file.name: _served(file) for file in sorted(folder.iterdir()) if file.is_file()}
        address = f"assets/{folder.name}.{_digest(files.values())}"
        found |= {f"{folder.name}/{name}": (f"{address}/{name}", data) for name, data in files.items()}
    return found


def _one(name: str, data: bytes) -> dict[str, tuple[str, bytes]]:
    path = Path(name)
    return {name: (f"assets/{path.stem}.{_digest([data])}{path.suffix}", data)}


_ONLY_FOR_READERS = re.compile(rb"^[ \t]*(?:(?://.*)?\n)?", re.MULTILINE)


@cache
def _served(path: Path) -> bytes:
    """A file as browsers load it: a script without indents, empty lines and the lines that only explain it."""
    data = path.read_bytes()
    return _ONLY_FOR_READERS.sub(b"", data) if path.suffix == ".js" else data


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.blake2b(digest_size=4)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _stylesheet(settings: Settings, addresses: Mapping[str, str]) -> str:
    """The one stylesheet of every page: the colours, the frame's own rules, and those of pages.

    Colours are declared once for day, night and paper (theme/styles), and each frame says in its own way which are
    shown. `addresses` are those of the files that the style loads, by their names, relative to itself. Raises KeyError
    for the name of a file that is not there.
    """
    parts = (*_colours(settings), _read(f"{settings.frame}.css"), _read("pages.css"))
    together = _BLANK.sub("\n", _REMARK_OF_CSS.sub("", "\n".join(parts))).strip() + "\n"
    return _FILE.sub(lambda found: f'url("{addresses[found[1]]}")', together)


def _colours(settings: Settings) -> Iterator[str]:
    """The colours by day, at night and on paper, by what a reader's device asks for or the reader has chosen."""
    day, night = (
        _read(f"{name}.css") + (f":root {{\n--kg-accent: {accent};\n}}\n" if accent else "")
        for name, accent in (("light", settings.accent.light), ("dark", settings.accent.dark))
    )
    if settings.frame == MATERIAL:
        slate = night.replace(":root", '[data-md-color-scheme="slate"]')
        yield day.replace(":root", "[data-md-color-scheme]")
        yield f"@media screen {{\n{slate}}}"
        yield f"@media print {{\n{_read('print.css').replace(':root', '[data-md-color-scheme]')}}}"
        return
    yield day
    unless = night.replace(":root", ':root:not([data-scheme="light"])')
    yield f"@media screen and (prefers-color-scheme: dark) {{\n{unless}}}"
    chosen = night.replace(":root", ':root[data-scheme="dark"]')
    yield f"@media screen {{\n{chosen}}}"
    yield f"@media print {{\n{_read('print.css')}}}"


def _read(name: str) -> str:
    return (package_folder("theme") / "styles" / name).read_text(encoding="utf-8")
