"""kgen receipt: make a receipt for somebody who tells a story without a name, and find the entry one belongs to."""

import sys
from collections.abc import Sequence
from pathlib import Path

from kgen.safeguarding.receipts import LENGTH, hash_of, plain_receipt
from kgen.settings import ConfigurationError, load
from kgen.stewarding.receipts import in_groups, new_receipt, paths_with
from kgen.terminal import printable


def new() -> int:
    """Print a receipt and its hash."""
    receipt = new_receipt()
    print(f"receipt: {receipt}\nref: {hash_of(receipt)}")
    print(
        "Give the receipt to the teller, and keep no copy."
        f" On paper it is easier to read like this: {in_groups(receipt)}\n"
        "The ref goes into the story, under consent, and into your register."
    )
    return 0


def check(config_file: Path, words: Sequence[str]) -> int:
    """Say which entries hold the hash of a receipt. It is asked for where it was not given, and never repeated.

    Returns 1 where none holds it. Raises ConfigurationError where what was given is not a receipt.
    """
    settings = load(config_file)
    receipt = plain_receipt("".join(words) or _asked())
    if len(receipt) != LENGTH:
        raise ConfigurationError(
            f"A receipt has {LENGTH} signs, the digits 0 to 9 and the letters a to f; this has {len(receipt)} of them."
            " Look at it again: an O is a 0, and an l is a 1."
        )
    found = sorted(paths_with(hash_of(receipt), settings))
    for path in found:
        print(f"{printable(path)} has this receipt.")
    if not found:
        print(
            "No story here has this receipt. It may have been withdrawn, or never published;"
            " or a character of the receipt is wrong."
        )
    return 0 if found else 1


def _asked() -> str:
    """A line from whoever is at the keyboard, or from a pipe; empty where neither gives one."""
    if sys.stdin.isatty():
        print("receipt: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline(1000)
