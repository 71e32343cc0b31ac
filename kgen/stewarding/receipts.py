"""Receipts: anyone who tells a story without a name has one, and nobody else.

A receipt is 32 random hexadecimal digits, which only its teller has. The entry holds `ref`, the SHA-256 of those digits
as text. theme/assets/write/receipt.js makes and reads the same.
"""

import re
import secrets
from collections.abc import Iterator

from kgen.diagnostic import path_from
from kgen.importing.drafts import FOLDER
from kgen.read.walk import walk
from kgen.safeguarding.receipts import LENGTH, WRITTEN
from kgen.settings import Settings


def new_receipt() -> str:
    return secrets.token_hex(LENGTH // 2)


def in_groups(receipt: str) -> str:
    """A receipt in the way that is easier to read on paper."""
    return " ".join(re.findall(".{4}", receipt))


def without_receipts(text: str) -> tuple[str, list[str]]:
    """A text without the receipts that somebody wrote into it, and these: they open an entry to anyone who reads them,
    so no file holds one."""
    return WRITTEN.sub("(a receipt)", text), WRITTEN.findall(text)


def paths_with(ref: str, settings: Settings) -> Iterator[str]:
    """The paths of the entries and drafts whose `ref` this is, including those that are hidden or cannot be
    understood."""
    line = re.compile(rf"""\bref["']?[ \t]*:\s*["']?{ref}(?![0-9a-f])""".encode(), re.IGNORECASE)
    for folder in (settings.content_dir, settings.root / FOLDER):
        if folder.is_dir() and not folder.is_symlink():
            name = path_from(settings.root, folder)
            yield from (f"{name}/{source.name}" for source in walk(folder) if line.search(source.data))
