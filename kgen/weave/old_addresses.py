"""Addresses that entries once had, from which readers are led on."""

from collections.abc import Iterable, Iterator

from kgen.model import PAGE, Entry
from kgen.weave import Garden


def old_address(entry: Entry, alias: str) -> str:
    """The address of an entry when it had another slug, or was elsewhere on the site (`/2019/03/a-post/`)."""
    if alias.startswith("/"):
        return alias[1:]
    return f"{alias}/" if entry.kind is PAGE else f"{entry.kind.folder}/{alias}/"


def once_at(address: str, entries: Iterable[Entry]) -> Entry | None:
    """The first of some entries that once had an address, and is to be found there still."""
    return next((each for each in entries for alias in each.meta.aliases if old_address(each, alias) == address), None)


def old_addresses(garden: Garden) -> Iterator[tuple[str, Entry]]:
    """Yield each address that a published entry once had, and the entry."""
    for entry in garden.published.values():
        for alias in entry.meta.aliases:
            yield old_address(entry, alias), entry
