"""Works published elsewhere: two files for one, references that are written out, and authors whose names fall apart."""

import re
from collections import defaultdict
from collections.abc import Iterator

from kgen.checks.common import named, of_field
from kgen.field_types import CITE, DOI
from kgen.model import SOURCE, Diagnostic, SourceEntry
from kgen.read.yaml_text import quoted
from kgen.safeguarding.name_lists import CLASS_OF, GIVEN, IN_SMALL_LETTERS, NOT_NAME, THING, unaccented
from kgen.settings.file import WEB_ADDRESS, without_spaces
from kgen.weave import Garden
from kgen.weave.citations import address_of
from kgen.weave.name_index import Named, fold

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_STOP = re.compile(r"[.,(]\s*\S")
_CITE = re.compile(CITE)
_PLACE_IN_IT = re.compile(rf"(?<!\S)\(?(?:doi: ?)?({DOI}|{WEB_ADDRESS})", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;]\s+|\s+and\s+")
_FEWEST_LETTERS = 12
"""Of a title that is looked for in a reference: a shorter one is in many."""
_INITIALS = re.compile(r"[A-Z]\.?(?:[ -]?[A-Z]\.)*")
_FEWEST_PAIRS = 2
"""Of authors whose given names may be words too. A single one could be two bodies, such as `[Ofsted, Nesta]`."""
_A_BODY = "nesta"
"""A foundation that publishes much, and a first name."""
_SHORT = 3
"""Letters of a first name such as Tom, which are too few to be looked for in small letters."""
_MOST_WORDS = 3
"""Of a family name, such as `van der Berg`."""


def same_work(garden: Garden) -> Iterator[Diagnostic]:
    """Two sources have one DOI or one address, so they are most likely one work.

    Stories that bear it out and stories that complicate it are then on two pages, and never meet. Keep one of the two
    files, write the name of the other into its `aliases`, and delete the other:

        aliases: [weak-ties]
    """
    claimed: dict[tuple[str, str], list[SourceEntry]] = defaultdict(list)
    for source in garden.readable(SOURCE):
        if source.meta.known_doi:
            claimed["DOI", source.meta.known_doi.casefold()].append(source)
        elif source.meta.url:
            claimed["address", _bare(source.meta.url)].append(source)
    for (what, _), (kept, *others) in claimed.items():
        for source in others:
            field = "doi" if source.meta.doi else "url"
            names = ", ".join((source.slug, *source.meta.aliases))
            message = f"this source has the {what} of {named(kept)}, so one work has two pages"
            fix = (
                f"Keep one: write `{names}` into `aliases` of {named(kept)}, and delete this file."
                f" If they are two works, give each its own `{field}`."
            )
            yield of_field(source, "warning", message, fix, field)


def _bare(url: str) -> str:
    """What counts in an address when two are compared."""
    host, slash, path = url.partition("://")[2].rstrip("/").partition("/")
    return f"{host.casefold()}{slash}{path}"


def said_twice(garden: Garden) -> Iterator[Diagnostic]:
    """A story tries another story twice, or says that it both bears out and complicates one work.

    If a story is tried twice, only the first counts; what is said of a work is on both sides of its page. Whether it is
    named by its slug, by an alias, by its DOI or by its address, it is the same work.

    Instead of   cites: [{source: ties, says: bears-out}, {source: ties, says: complicates}]
    write        cites: [{source: ties, says: complicates}]
    """
    for entry in garden.entries.values():
        tried = set()
        for each in garden.names.in_fields(entry.meta, "tries"):
            if each.found and each.found[0].key in tried:
                message = f"`tries` names {named(each.found[0])} a second time, and only the first counts"
                fix = "Keep one of the two. Its `note` has room for what worked and what did not."
                yield of_field(entry, "warning", message, fix, *each.way)
            tried |= {found.key for found in each.found[:1]}
        said: dict[str, str] = {}
        for each in garden.names.in_fields(entry.meta, "cites"):
            cited = entry.meta.cited[each.number]
            work = each.found[0].key if each.found else address_of(each.name).casefold()
            if cited.says and said.setdefault(work, cited.says) != cited.says:
                called = named(each.found[0]) if each.found else f"“{each.written}”"
                message = f"`cites` says that this {entry.kind} bears out {called}, and that it complicates it"
                fix = "Keep the one that weighs more, and say in the text what speaks for the other."
                yield of_field(entry, "warning", message, fix, *each.way)


def split_name(garden: Garden) -> Iterator[Diagnostic]:
    """In a list without quotation marks each comma separates two authors, so `Smith, Jane` is read as two people.

    Instead of   authors: [Smith, Jane, Doe, John]
    write        authors: ["Smith, Jane", "Doe, John"]
    """
    for source in garden.readable(SOURCE):
        authors = source.meta.authors
        pairs = [f"{family}, {given}" for family, given in zip(authors[::2], authors[1::2], strict=False)]
        if _is_without_quotes(source) and _are_pairs(authors):
            people = "one person" if len(pairs) == 1 else f"{len(pairs)} people"
            message = f"`authors` is read as {len(authors)} authors, and looks like {people}"
            fix = f"If so, write `authors: [{', '.join(map(quoted, pairs))}]`."
            yield of_field(source, "warning", message, fix, "authors")


def _is_without_quotes(source: SourceEntry) -> bool:
    """Whether the authors are on one line, with nothing but a comma and a space between them."""
    places = [source.positions.get(("authors", number)) for number in range(len(source.meta.authors))]
    steps = zip(places, places[1:], source.meta.authors, strict=False)
    return all(
        here and there and here.line == there.line and there.column <= here.column + len(name) + len(", ")
        for here, there, name in steps
    )


def _are_pairs(authors: tuple[str, ...]) -> bool:
    """Whether every second author is only a given name, and those before them are family names."""
    families, givens = authors[::2], authors[1::2]
    if not givens or len(families) != len(givens) or any(len(family.split()) > _MOST_WORDS for family in families):
        return False
    has_initials = any(_INITIALS.fullmatch(given.split()[-1]) for given in givens)
    return (
        (has_initials or len(givens) >= _FEWEST_PAIRS or _is_one_person(families[0], givens[0]))
        and all(map(_is_given, givens))
        and not all(map(_is_given, families))
    )


def _is_one_person(family: str, given: str) -> bool:
    """Whether a single pair is one person: a word that is on no list, and a first name that is nothing else."""
    family, given = unaccented(family), unaccented(given)
    is_sure = given in GIVEN and given not in CLASS_OF and (given in IN_SMALL_LETTERS or len(given) == _SHORT)
    return is_sure and given != _A_BODY and family not in GIVEN | NOT_NAME | THING


def _is_given(name: str) -> bool:
    return all(_INITIALS.fullmatch(word) or unaccented(word) in GIVEN for word in name.split())


# --- what `cites` names


def works_in(text: str) -> list[str]:
    """The works in a text in which somebody may have listed several: a DOI has a slash, a reference many commas.
    Addresses and DOIs may have only spaces between them."""
    if all(map(_CITE.fullmatch, words := [word.rstrip(",;") for word in text.split()])):
        return words
    return [part for part in _BETWEEN.split(text) if part]


def instead_of_reference(garden: Garden, cited: Named) -> str:
    """What to write where somebody pasted a reference as books print it; empty if it is not one."""
    listed = works_in(cited.name)
    is_list = all(_CITE.fullmatch(part) or garden.names.look_up(part, cited.kinds) for part in listed)
    if is_list or not _YEAR.search(cited.name) or not _STOP.search(cited.name):
        return ""
    titled = f"-{_words(cited.name)}-"
    meant = [
        source
        for source in garden.of(SOURCE)
        if len(words := _words(source.title)) >= _FEWEST_LETTERS and f"-{words}-" in titled
    ]
    if meant:
        return f"Write `{max(meant, key=lambda source: len(source.title)).slug}` in its place."
    if place := _place_in(cited.name):
        return f"Write `{place}` in its place."
    return (
        "Write its DOI (10.1000/182) or its whole web address in its place. If it has neither, begin a source with"
        " `kgen new source` and its title, and write here what that file is called."
    )


def instead_of_spaces(cited: str) -> str:
    """What to write where an address or a DOI has spaces in it, or words around it; empty if there is neither."""
    place = _place_in(cited) if " " in cited else ""
    return without_spaces(cited) or (f"Write `{place}` in its place." if place else "")


def _place_in(cited: str) -> str:
    found = _PLACE_IN_IT.search(cited)
    return found[1].rstrip(".,;)") if found else ""


def _words(text: str) -> str:
    """A text without its punctuation, as it is compared."""
    return fold(re.sub(r"[^\w\s-]+", " ", text))
