"""The styles, scripts, font and pictures of kgen's own. Each address changes with what stands there, so that a host may
cache it for ever."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from kgen.settings import Settings, package_folder
from kgen.settings.theme import MATERIAL
from kgen.views.stylesheet import stylesheet

STYLE, SCRIPT = "kgen.css", "kgen.js"
"""What every page loads."""
FONT = "literata.woff2"
"""The font for reading."""
ICON, SHARED = "sprout.svg", "share.png"
"""The picture in the browser's tab, and the one that is shown where somebody shares a page."""
_SCRIPTS = {MATERIAL: ("keys.js",)}
_OWN_SCRIPTS = ("frame.js", "keys.js")


Assets = Mapping[str, tuple[str, bytes]]
"""The address (relative to the site's root) and the bytes of files, by their names in theme/assets or theme/media."""


def assets(settings: Settings) -> Assets:
    """All that pages of a garden may load.

    `kgen.css` and `kgen.js` belong to every page. A folder of theme/assets belongs to the pages that ask for it; its
    files share one digest, so that a script finds the ones beside it by their plain names.
    """
    theme = package_folder("theme")
    found: dict[str, tuple[str, bytes]] = {}
    for path in sorted((theme / "media").iterdir()):
        found |= _one(path.name, path.read_bytes())
    addresses = {name: Path(address).name for name, (address, _) in found.items()}
    found |= _one(STYLE, stylesheet(settings, addresses).encode())
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


_EXPLAINING = re.compile(rb"^[ \t]*//.*\n", re.MULTILINE)


def _served(path: Path) -> bytes:
    """A file as browsers load it: a script without the lines that only explain it."""
    data = path.read_bytes()
    return _EXPLAINING.sub(b"", data) if path.suffix == ".js" else data


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.blake2b(digest_size=4)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
