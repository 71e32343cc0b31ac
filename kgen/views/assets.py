"""The theme's style and scripts. Each address changes with what stands there, so that a host may cache it for ever."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from kgen.settings import package_folder


def assets() -> Mapping[str, tuple[str, bytes]]:
    """The address (relative to the site's root) and the bytes of each file in theme/assets, by its name there.

    A file at the top belongs to every page. A folder belongs to the pages that ask for it; its files share one digest,
    so that a script finds the ones beside it by their plain names.
    """
    found: dict[str, tuple[str, bytes]] = {}
    for path in sorted((package_folder("theme") / "assets").iterdir()):
        if path.is_dir():
            files = {file.name: _served(file) for file in sorted(path.iterdir()) if file.is_file()}
            folder = f"assets/{path.name}.{_digest(files.values())}"
            found |= {f"{path.name}/{name}": (f"{folder}/{name}", data) for name, data in files.items()}
        else:
            data = _served(path)
            found[path.name] = (f"assets/{path.stem}.{_digest([data])}{path.suffix}", data)
    return found


_EXPLAINING = re.compile(rb"^[ \t]*//.*\n", re.MULTILINE)


def _served(path: Path) -> bytes:
    """A file as browsers load it: a script without the lines that only explain it."""
    data = path.read_bytes()
    return _EXPLAINING.sub(b"", data) if path.suffix == ".js" else data


def on_every_page(name: str, suffix: str) -> bool:
    return "/" not in name and Path(name).suffix == suffix


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.blake2b(digest_size=4)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
