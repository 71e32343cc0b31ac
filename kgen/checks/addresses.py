"""Addresses that two pages would have, or a page and a file."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from kgen import site
from kgen.checks.common import named, of_field
from kgen.model import PAGE, Diagnostic, Entry
from kgen.read.slugs import why_address_taken, why_taken
from kgen.weave import Garden
from kgen.weave.old_addresses import old_address


def address(garden: Garden) -> Iterator[Diagnostic]:
    """Two pages, or a page and a file, have the same address: readers could reach only one of them.

    An alias is the slug of another entry or of a page of kgen's own, two entries claim one alias, or a file in the
    folder that `theme.custom_dir` names would be where an entry or a picture is. Capital letters do not count, nor does
    the way a host shortens an address: `/Contact/index.html` and `/contact.html` may both be found at `/contact`.

    Keep the alias in the entry that moved most recently, and delete it from the other. Of two files, rename one.
    """
    yield from _of_two_entries(garden)
    yield from _of_kgens_own(garden)
    yield from _of_static_files(garden)


def _of_two_entries(garden: Garden) -> Iterator[Diagnostic]:
    claimed: dict[str, list[tuple[Entry, int]]] = defaultdict(list)
    for entry in garden.entries.values():
        for number, alias in enumerate(entry.meta.aliases):
            claimed[old_address(entry.kind, alias)].append((entry, number))
    owners = {entry.url: entry for entry in garden.entries.values()} if claimed else {}
    for address, claims in claimed.items():
        owner = owners.get(address)
        for entry, number in claims:
            alias = entry.meta.aliases[number]
            others = chain([owner], (each for each, _ in claims))
            other = next((each for each in others if each is not None and each is not entry), None)
            if other is not None:
                whose = "the address" if other is owner else "an alias"
                message = f"the alias “{alias}” is also {whose} of {named(other)}"
                fix = "Delete it in one of them, so that it leads to one page."
                yield of_field(entry, "error", message, fix, "aliases", number)
            elif entry is owner:
                what = "address" if alias.startswith("/") else "name"
                message = f"the alias “{alias}” is already the {what} of this file"
                yield of_field(entry, "error", message, "Delete it.", "aliases", number)


def _of_kgens_own(garden: Garden) -> Iterator[Diagnostic]:
    replaceable = {own.name: own for own in site.REPLACEABLE}
    for entry in garden.entries.values():
        for number, alias in enumerate(entry.meta.aliases):
            taken = why_address_taken(alias) if alias.startswith("/") else why_taken(entry.kind, alias)
            if entry.kind is PAGE and alias in replaceable and f"{PAGE.folder}/{alias}" not in garden.entries:
                taken = f"the name “{alias}” is taken: kgen puts {site.own_in_words(replaceable[alias])}"
            if taken:
                yield of_field(entry, "error", taken, "Delete it.", "aliases", number)


def _of_static_files(garden: Garden) -> Iterator[Diagnostic]:
    """What a steward's own files leave no place for. If they take the place of kgen's own, kgen.settings says so."""
    if not garden.settings.static_files:
        return
    files = {key: file.path for file in garden.settings.static_files for key in site.claim_keys(file.address)}
    for entry in garden.entries.values():
        if entry.url and (path := files.get(site.claim_key(entry.url)) or files.get(f"{entry.url}feed.xml")):
            message = f"the address /{entry.url} is also that of {path}"
            yield of_field(entry, "error", message, "Rename one of the two.")
        for number, alias in enumerate(entry.meta.aliases):
            old = old_address(entry.kind, alias)
            if path := files.get(site.claim_key(old)):
                message = f"the alias “{alias}” redirects from /{old}, which is also the address of {path}"
                yield of_field(entry, "error", message, "Delete it, or rename that file.", "aliases", number)
    for name, place in garden.picture_addresses.items():
        if path := files.get(site.claim_key(place)):
            message = f"this picture would be published at /{place}, which is also the address of {path}"
            yield Diagnostic("error", message, "Rename one of the two.", path=garden.pictures[name].path)
