"""The wheel of the kgen that is running, and the lock of what it needs.

A new garden carries both, because the name `kgen-garden` on a package index is not ours: whoever holds it there could
run code in the garden's workflows. A wheel is a zip of the package's files, and nothing is compiled, so the standard
library can make it, without a network, from an installed kgen as from a checkout.

Source: PyPA, "Binary distribution format" and "Recording installed projects".
"""

import hashlib
import io
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from kgen import __version__
from kgen.settings import ConfigurationError, package_folder

GUIDES = ("desk.md", "hosting.md", "one-server.md", "settings.md")
"""What a garden gets from docs/."""
LOCK = "runtime.txt"
_DISTRIBUTION = "kgen-garden"
_FILE_NAME = "kgen_garden"
_NOT_OURS = ("__pycache__", ".DS_Store", ".mypy_cache", ".ruff_cache")
_TIMES = (2020, 2, 2, 0, 0, 0)
"""The same inside every wheel, so that the same kgen gives the same bytes."""


def wheel() -> tuple[str, bytes]:
    """Return the wheel's file name and its bytes. Raises ConfigurationError where kgen is not installed whole."""
    installed = _installed()
    info = f"{_FILE_NAME}-{__version__}.dist-info"
    files = dict(sorted(_package_files())) | dict(_metadata(installed, info))
    record = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()
    return f"{_FILE_NAME}-{__version__}-py3-none-any.whl", _zipped(files)


def lock() -> bytes:
    """The versions and hashes of all that kgen needs, as pip reads them."""
    text = (package_folder("requirements") / LOCK).read_text(encoding="utf-8")
    locked = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    heading = f"# What kgen {__version__} needs, locked by hash. `kgen init --update .` writes it again."
    return "\n".join([heading, *locked, ""]).encode()


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Each file below a folder of the package, by its name from there; nothing that tools leave behind."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        left_behind = any(part in _NOT_OURS or part.endswith(("~", ".swp")) for part in inside.parts)
        if path.is_file() and not left_behind:
            yield inside.as_posix(), path.read_bytes()


def _package_files() -> Iterator[tuple[str, bytes]]:
    """The package as a wheel holds it: in a checkout some of its folders are beside it.

    `tool.hatch.build.targets.wheel` in pyproject.toml says the same for the wheels that are released.
    """
    package = Path(__file__).parents[1]
    yield from ((f"kgen/{name}", data) for name, data in files_of(package))
    if not (package / "theme").is_dir():
        yield from ((f"kgen/theme/{name}", data) for name, data in files_of(package_folder("theme")))
        yield from ((f"kgen/docs/{name}", (package_folder("docs") / name).read_bytes()) for name in GUIDES)
        yield f"kgen/requirements/{LOCK}", (package_folder("requirements") / LOCK).read_bytes()


def _installed() -> Distribution:
    try:
        found = distribution(_DISTRIBUTION)
    except PackageNotFoundError:
        raise ConfigurationError(
            "This kgen runs from a folder and is not installed, so it cannot put itself into a garden. In its folder,"
            " run: pip install --editable ."
        ) from None
    if found.version != __version__:
        raise ConfigurationError(
            f"This is kgen {__version__}, but it was installed as {found.version}. Install it again, in its folder:"
            " pip install --editable ."
        )
    return found


def _metadata(installed: Distribution, info: str) -> Iterator[tuple[str, bytes]]:
    for path in installed.files or ():
        if len(path.parts) > 2 and path.parts[0].endswith(".dist-info") and path.parts[1] == "licenses":
            yield f"{info}/{'/'.join(path.parts[1:])}", Path(str(path.locate())).read_bytes()
    for name in ("METADATA", "entry_points.txt"):
        text = installed.read_text(name)
        if text is None:
            raise ConfigurationError(f"The installed kgen lacks its file {name}. Install it again.")
        yield f"{info}/{name}", text.encode()
    lines = ("Wheel-Version: 1.0", f"Generator: kgen {__version__}", "Root-Is-Purelib: true", "Tag: py3-none-any", "")
    yield f"{info}/WHEEL", "\n".join(lines).encode()


def _digest(data: bytes) -> str:
    return urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def _zipped(files: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _TIMES)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, so that the permissions below mean the same everywhere
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    return into.getvalue()
