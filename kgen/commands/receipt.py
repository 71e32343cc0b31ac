"""kgen receipt: make a receipt for somebody who tells a story without a name, and find the entry that one belongs to.

A receipt is 32 random hexadecimal digits, which only its teller has. In the entry stands `ref`, the SHA-256 of those
digits as text. theme/assets/write/receipt.js makes and reads the same.
"""

import hashlib
import re
import secrets
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from kgen.read.walk import walk
from kgen.settings import ConfigurationError, Settings, load
from kgen.terminal import printable

LENGTH = 32
DRAFTS = "drafts"
"""Where stories wait that are not in the garden yet."""


def plain_receipt(written: str) -> str:
    """The digits of a receipt as somebody wrote them: in groups, in capitals, with hyphens between."""
    return re.sub("[^0-9a-f]", "", written.lower())


def hash_of(receipt: str) -> str:
    """What stands in an entry in place of a receipt. It can be made from the receipt, and nobody can go back."""
    return hashlib.sha256(plain_receipt(receipt).encode()).hexdigest()


def new() -> int:
    """Print a receipt and its hash."""
    receipt = secrets.token_hex(LENGTH // 2)
    groups = " ".join(re.findall(".{4}", receipt))
    print(f"receipt: {receipt}\nref: {hash_of(receipt)}")
    print(
        f"Give the receipt to the teller, and keep no copy. On paper it is easier to read so: {groups}\n"
        "The ref goes into the story, under consent, and into your register."
    )
    return 0


def check(config_file: Path, words: Sequence[str]) -> int:
    """Say which entries hold the hash of a receipt. It is asked for where it was not given, and never repeated.

    Returns 1 where none holds it. Raises ConfigurationError where what was given is no receipt.
    """
    settings = load(config_file)
    receipt = plain_receipt("".join(words) or _asked())
    if len(receipt) != LENGTH:
        raise ConfigurationError(
            f"A receipt has {LENGTH} signs, the digits 0 to 9 and the letters a to f; this has {len(receipt)} of them."
            " Look at it again: an O is a 0, and an l is a 1."
        )
    found = sorted(_entries_with(hash_of(receipt), settings))
    for path in found:
        print(f"{printable(path)} has this receipt.")
    if not found:
        print(
            "No story here has this receipt. It may have been withdrawn, or never published; or a sign of the receipt"
            " is wrong."
        )
    return 0 if found else 1


def _asked() -> str:
    """A line from whoever is at the keyboard, or from a pipe; nothing where neither says any."""
    if sys.stdin.isatty():
        print("receipt: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline(1000)


def _entries_with(ref: str, settings: Settings) -> Iterator[str]:
    """The paths of the entries whose `ref` this is, also of those that are hidden or cannot be understood."""
    line = re.compile(rf"""\bref["']?[ \t]*:\s*["']?{ref}(?![0-9a-f])""".encode(), re.IGNORECASE)
    for folder in (settings.content_dir, settings.root / DRAFTS):
        if folder.is_dir() and not folder.is_symlink():
            name = folder.relative_to(settings.root) if folder.is_relative_to(settings.root) else folder
            yield from (f"{name.as_posix()}/{source.name}" for source in walk(folder) if line.search(source.data))
