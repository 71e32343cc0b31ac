"""What tells pages with the same title apart: each page of a site has a `<title>` that no other has."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kgen.english import month_in_words
from kgen.model import MEETING, NETWORK, QUESTION, STORY, Entry
from kgen.site import FIXED
from kgen.weave import Garden

WITHDRAWN = "A story was withdrawn"


class _Titled(NamedTuple):
    key: str
    """Empty for a page of kgen's own, which keeps its title as it is."""
    title: str
    kind: str = ""
    month: str = ""


def title_marks(garden: Garden) -> dict[str, str]:
    """What is added to the title of a page, by the key of its entry. If no other has its title, nothing; else its kind;
    for several of one kind, the month too; for several of one month, a number.

    A story that is gone has the title that all such stories have.
    """
    groups: dict[str, list[_Titled]] = defaultdict(list)
    for titled in _titled(garden):
        groups[titled.title.casefold()].append(titled)
    marks: dict[str, str] = {}
    for group in groups.values():
        if len(group) > 1:
            marks |= _marks(group)
    return marks


def sheet_title(garden: Garden, network: Entry) -> str:
    return f"A sheet for {garden.title(network)}"


def poster_title(garden: Garden, question: Entry) -> str:
    return f"A poster: {garden.title(question)}"


def _titled(garden: Garden) -> Iterator[_Titled]:
    for page in FIXED:
        yield _Titled("", page.title)
    for network in garden.of(NETWORK):
        yield _Titled("", sheet_title(garden, network))
    for question in garden.of(QUESTION):
        yield _Titled("", poster_title(garden, question))
    for entry in garden.published.values():
        yield _Titled(entry.key, garden.title(entry), entry.kind.word, _month(garden, entry))
    for gone in garden.tombstones:
        yield _Titled(gone.key, WITHDRAWN, "", month_in_words(gone.meta.withdrawn))


def _month(garden: Garden, entry: Entry) -> str:
    if entry.kind is MEETING:
        return month_in_words(entry.meta.month)
    return month_in_words(garden.date(entry)) if entry.kind is STORY else ""


def _marks(group: Iterable[_Titled]) -> dict[str, str]:
    by_kind: dict[str, list[_Titled]] = defaultdict(list)
    for titled in group:
        if titled.key:
            by_kind[titled.kind].append(titled)
    marks: dict[str, str] = {}
    for kind, alike in by_kind.items():
        if len(alike) == 1:
            marks[alike[0].key] = kind
        else:
            marks |= _marks_by_month(alike)
    return marks


def _marks_by_month(alike: Iterable[_Titled]) -> dict[str, str]:
    by_month: dict[str, list[str]] = defaultdict(list)
    for titled in alike:
        by_month[", ".join(filter(None, (titled.kind, titled.month)))].append(titled.key)
    return {
        key: words if len(keys) == 1 else ", ".join(filter(None, (words, f"{number} of {len(keys)}")))
        for words, keys in by_month.items()
        for number, key in enumerate(sorted(keys), 1)
    }
