"""Running kgen as a person does, and comparing what it built."""

import contextlib
import filecmp
import os
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import warm

DAY = "2026-11-23"
EPOCH = "1795435200"
"""Noon of DAY, in seconds."""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "kgen", *arguments]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", **more}


def kgen(
    config: Path, *arguments: str, code: int = 0, program: list[str] | None = None, typed: str = "", **more: str
) -> str:
    """Run a command of kgen in a garden, and return what it printed. Nobody ever sees a traceback."""
    wanted = [*program, *arguments] if program else command(*arguments)
    done = warm.run(wanted, cwd=config.parent, env=environment(**more), typed=typed)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


def build(config: Path, *arguments: str, code: int = 0, program: list[str] | None = None, **more: str) -> Path:
    """Build a garden as of DAY, and return its site folder."""
    kgen(config, "build", "--today", DAY, *arguments, code=code, program=program, **more)
    return config.parent / "site"


def by_mkdocs(config: Path, *arguments: str, code: int = 0, module: str = "mkdocs", **more: str) -> str:
    """Build a garden with MkDocs as of DAY, or with what stands in for it, and return what it printed."""
    program = [sys.executable, "-m", module, "build", "--quiet"]
    return kgen(config, *arguments, code=code, program=program, SOURCE_DATE_EPOCH=EPOCH, **more)


def with_search_in_parts(entries: int, *, at_once: int = 1000) -> list[str]:
    """kgen as it works on a garden so large that its search index is made in parts of so many entries, and of so many
    at a time."""
    limits = f"kgen.views.search.PART, kgen.publish.search.ENTRIES_AT_ONCE = {entries}, {at_once}"
    start = f"import kgen.views.search, kgen.publish.search; {limits}; from kgen.cli import entry; entry()"
    return [sys.executable, "-c", start]


def page(site: Path, url: str) -> str:
    """The HTML of a page, by its address without slashes at the ends."""
    return (site / url / "index.html").read_text()


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    names = [{path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} for folder in (one, other)]
    if names[0] != names[1]:
        return False
    return filecmp.cmpfiles(one, other, [str(name) for name in names[0]], shallow=False)[1:] == ([], [])


def unpacked(data: bytes) -> Iterator[bytes]:
    """Some bytes, and each stream of gzip or zlib in them, wherever it begins."""
    yield data
    for start in (match.start() for match in re.finditer(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]", data)):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data[start:])
