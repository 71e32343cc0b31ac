"""Codes: what stands for somebody in a file, and must not say who they are."""

import re
from collections.abc import Iterator

from kgen.checks.common import of_field
from kgen.frontmatter import StoryMeta
from kgen.model import QUESTION, Diagnostic, Entry, Severity
from kgen.safeguarding import holds_name
from kgen.safeguarding.name_lists import NOT_NAME, THING

_RECEIPT = re.compile("[0-9a-f]{32}|(?:[0-9a-f]{4}[ -]){7}[0-9a-f]{4}", re.IGNORECASE)
_WORD = re.compile("(?<![0-9A-Za-z])(?![a-f]+(?![0-9A-Za-z]))[a-z]{4,}(?![0-9A-Za-z])", re.IGNORECASE)
"""A word, but no group of a hash."""
_IN_REGISTERS = (NOT_NAME | THING) | set(
    "archive author batch binder booklet bundle cabinet case cohort consent contributor draft drawer entry envelope "
    "file folder interview ledger list meeting member memo note paper participant permission person pilot reader "
    "record release request sheet shelf slip speaker spreadsheet steward storyteller survey teller transcript visit "
    "voice witness january february march april june july august september october november december".split()
)
"""Words of which the ids of a register are made."""
_ID = "an id from the stewards' register, such as"


def telling_codes(entry: Entry) -> Iterator[Diagnostic]:
    """A code of an entry that holds somebody's name, which is not repeated, or a receipt instead of its hash."""
    meta = entry.meta
    way = ("ref",) if entry.kind is QUESTION else ("consent", "ref")
    if _RECEIPT.fullmatch(meta.reference):
        message = "`ref` holds what looks like a receipt, which only its teller may have"
        fix = (
            "Run `kgen receipt new`: it makes a new receipt for the teller, and the `ref` to write here. Do not use the"
            " old receipt again: others may have read it here."
        )
        yield of_field(entry, "error", message, fix, *way)
    elif meta.reference and (complaint := _complaint(meta.reference)):
        fix = f"Write {_ID} `ref: register-0142`, or the hash of a receipt. The name belongs in the register alone."
        yield of_field(entry, complaint[0], f"`ref` holds {complaint[1]}", fix, *way)
    consent = meta.consent if isinstance(meta, StoryMeta) else None
    for number, each in enumerate(consent.read_by if consent else ()):
        if complaint := _complaint(each):
            fix = f"Write {_ID} `read_by: [s-07]`. Who has that id is in the register alone."
            yield of_field(entry, complaint[0], f"`read_by` holds {complaint[1]}", fix, "consent", "read_by", number)


def _complaint(code: str) -> tuple[Severity, str] | None:
    """How bad it is what a code tells, and what it holds."""
    if holds_name(code):
        return "error", "what looks like somebody's name"
    if code.isalpha():
        return "warning", "one word and no number, so it may be somebody's surname or initials"
    words = [word.lower() for word in _WORD.findall(code)]
    if len(words) == 1 and _IN_REGISTERS.isdisjoint({words[0], words[0].removesuffix("s")}):
        return "warning", "a word that may be somebody's surname"
    return None
