"""Receipts in a text: anyone who reads one can have its entry changed or taken back."""

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

LENGTH = 32
WRITTEN = re.compile(
    r"(?<![0-9a-z])(?!(?:[0-9][^0-9a-z]*){32}(?![0-9a-z]))[0-9a-f]{4}(?:[^0-9a-z]{0,5}[0-9a-f]{4}){7}(?![0-9a-z])",
    re.IGNORECASE,
)
"""A receipt in a text, in groups or not, with any signs and line ends between them. Eight years in a row are none: a
receipt without a letter comes once in millions."""
_DIGITS = b"0123456789abcdefABCDEF"
_LETTERS = b"ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ"
_SIGNS = bytes(set(range(256)) - {*_DIGITS, *_LETTERS})
_KINDS = bytes.maketrans(_DIGITS, b"0" * len(_DIGITS))
RULE = "receipt"
"""The rule of a detection that is one."""


class FoundReceipt(NamedTuple):
    """A receipt in a text: the character at which it begins, and its hash."""

    start: int
    hash: str


def plain_receipt(written: str) -> str:
    """The digits of a receipt as somebody wrote them: in groups, in capitals, with hyphens between."""
    return re.sub("[^0-9a-f]", "", written.lower())


def hash_of(receipt: str) -> str:
    """What an entry holds in place of a receipt. It can be made from the receipt, but not the receipt from it."""
    return hashlib.sha256(plain_receipt(receipt).encode()).hexdigest()


def receipts_in(text: str) -> Iterator[FoundReceipt]:
    """What is written like a receipt in a text. Most hold no run of so many digits, which is quick to see."""
    if b"0" * LENGTH in text.encode(errors="replace").translate(_KINDS, _SIGNS):
        for found in WRITTEN.finditer(text):
            yield FoundReceipt(found.start(), hash_of(found.group()))
