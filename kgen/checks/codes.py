"""Codes: what stands for somebody in a file, and must not say who they are."""

import re
from collections import Counter
from collections.abc import Iterator, Set

from kgen.checks.common import of_field
from kgen.frontmatter import StoryMeta
from kgen.model import NETWORK, QUESTION, Diagnostic, Entry, Severity
from kgen.safeguarding import holds_name
from kgen.safeguarding.name_lists import NOT_NAME, THING
from kgen.weave import Garden

_RECEIPT = re.compile("[0-9a-f]{32}|(?:[0-9a-f]{4}[ -]){7}[0-9a-f]{4}", re.IGNORECASE)
_WORD = re.compile("(?<![0-9A-Za-z])(?![a-f]+(?![0-9A-Za-z]))[a-z]{4,}(?![0-9A-Za-z])", re.IGNORECASE)
"""A word, but no group of a hash."""
_MARK = re.compile("[a-z]+(?=[-_ /.#:]{0,2}[0-9])", re.IGNORECASE)
"""What codes of one register begin with."""
_INITIALS_AND_AGE = re.compile("[a-z]{2,3}[-_ /]?(?:[1-9]|1[0-7])", re.IGNORECASE)
_IN_REGISTERS = (NOT_NAME | THING) | set(
    "archive author batch binder booklet bundle cabinet case cohort consent contributor draft drawer entry envelope "
    "file folder interview ledger list meeting member memo note paper participant permission person pilot reader "
    "record release request sheet shelf slip speaker spreadsheet steward storyteller survey teller transcript visit "
    "voice witness january february march april june july august september october november december".split()
)
"""Words of which the ids of a register are made."""
_ID = "an id from the stewards' register, such as"


def _marks(garden: Garden) -> frozenset[str]:
    """What several codes of a garden begin with (`kg` in `KG-12`), and words of the names of networks (`camden`): marks
    of a register, not somebody's initials or surname."""
    codes = {entry.meta.reference.lower() for entry in garden.entries.values() if entry.meta.reference}
    counted = Counter(match.group() for code in codes if (match := _MARK.match(code)))
    several = {mark for mark, count in counted.items() if count > 1}
    return frozenset(several.union(*(network.slug.split("-") for network in garden.of(NETWORK))))


def telling_codes(garden: Garden) -> Iterator[Diagnostic]:
    """Codes that hold somebody's name, which is not repeated, or a receipt instead of its hash."""
    shared = _marks(garden)
    for entry in garden.entries.values():
        yield from _telling_codes_of(entry, shared)


def _telling_codes_of(entry: Entry, marks: Set[str]) -> Iterator[Diagnostic]:
    meta = entry.meta
    way = ("ref",) if entry.kind is QUESTION else ("consent", "ref")
    if _RECEIPT.fullmatch(meta.reference):
        message = "`ref` holds what looks like a receipt, which only its teller may have"
        fix = (
            "Run `kgen receipt new`: it makes a new receipt for the teller, and the `ref` to write here. Do not use the"
            " old receipt again: others may have read it here."
        )
        yield of_field(entry, "error", message, fix, *way)
    elif meta.reference and (complaint := _complaint(meta.reference, marks)):
        fix = f"Write {_ID} `ref: register-0142`, or the hash of a receipt. The name belongs in the register alone."
        yield of_field(entry, complaint[0], f"`ref` holds {complaint[1]}", fix, *way)
    consent = meta.consent if isinstance(meta, StoryMeta) else None
    for number, each in enumerate(consent.read_by if consent else ()):
        if complaint := _complaint(each, marks):
            fix = f"Write {_ID} `read_by: [s-07]`. Who has that id is in the register alone."
            yield of_field(entry, complaint[0], f"`read_by` holds {complaint[1]}", fix, "consent", "read_by", number)


def _complaint(code: str, marks: Set[str]) -> tuple[Severity, str] | None:
    """How bad it is what a code tells, and what it holds."""
    if holds_name(code):
        return "error", "what looks like somebody's name"
    if code.isalpha():
        return "warning", "one word and no number, so it may be somebody's surname or initials"
    if (mark := _MARK.match(code)) and mark.group().lower() in marks:
        return None
    if _INITIALS_AND_AGE.fullmatch(code):
        return "warning", "what may be somebody's initials and age, since no other code begins so"
    words = [word.lower() for word in _WORD.findall(code)]
    if len(words) == 1 and _IN_REGISTERS.isdisjoint({words[0], words[0].removesuffix("s")}):
        return "warning", "a word that may be somebody's surname"
    return None
