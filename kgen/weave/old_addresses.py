"""Addresses that entries once had, from which readers are led on."""

from collections.abc import Iterable, Iterator

from kgen.model import PAGE, Entry, Kind
from kgen.weave import Garden


def old_address(kind: Kind, alias: str) -> str:
    """The address of an entry of a kind when it had another slug, or was elsewhere on the site (`/2019/03/a-post/`)."""
    if alias.startswith("/"):
        return alias[1:]
    return f"{alias}/" if kind is PAGE else f"{kind.folder}/{alias}/"


def once_of(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The addresses that some entries once had, each with an entry that is to be found there still."""
    return {old_address(each.kind, alias): each for each in entries for alias in each.meta.aliases}


def old_addresses(garden: Garden) -> Iterator[tuple[str, Entry]]:
    """Yield each address that a published entry once had, and the entry."""
    for entry in garden.published.values():
        for alias in entry.meta.aliases:
            yield old_address(entry.kind, alias), entry
