"""Which entry a name means: the resolver of front matter and prose alike."""

import difflib
import heapq
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from kgen.model import KIND_BY_FOLDER, KIND_BY_NAME, KINDS, Entry, Kind

_SEPARATORS = re.compile(r"[\s\-_]+")
LIKELY = 5
"""How many names, of those that share most letters with a misspelt one, are compared in full."""
ENOUGH = 100
"""Names that share the rarest letters, after which more are not looked for."""
LONGEST = 1000
"""Characters of a name that count."""
_TIERS = ("slug", "title", "other")


@cache
def fold(name: str) -> str:
    """Reduce a name to what counts: NFC, no case; spaces, hyphens and underscores alike; no trailing `.md`.

    No title is as long as LONGEST. NFC needs time that grows with the square of a run of combining marks.
    """
    folded = unicodedata.normalize("NFC", name[:LONGEST]).casefold().strip()
    return _SEPARATORS.sub("-", folded.removesuffix(".md")).strip("-")


class Names:
    """An index of all names. A look-up costs the same however large the garden is."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_name: dict[tuple[str, str], list[Entry]] = {}
        self._looked_up: dict[tuple[str, Sequence[Kind]], tuple[Entry, ...]] = {}
        self._spelling: dict[tuple[tuple[str, ...], frozenset[str]], _Spelling] = {}
        self._order = {kind.name: number for number, kind in enumerate(KINDS)}
        for entry in entries:
            self._add("slug", entry.slug, entry)
            if entry.title:
                self._add("title", entry.title, entry)
            for other in entry.other_names:
                self._add("other", other, entry)

    def _add(self, tier: str, name: str, entry: Entry) -> None:
        folded = fold(name)
        if not folded:
            return
        found = self._by_name.setdefault((tier, folded), [])
        if not found or found[-1] is not entry:
            found.append(entry)

    def look_up(self, name: str, kinds: tuple[Kind, ...] = KINDS) -> tuple[Entry, ...]:
        """Return what a name leads to: nothing, one entry, or several, the one to link to first.

        Slugs decide before titles, titles before aliases and other labels. `kind/name` looks among one kind only.
        """
        found = self._looked_up.get((name, kinds))
        if found is None:
            found = self._looked_up[name, kinds] = self._look_up(name, kinds)
        return found

    def _look_up(self, name: str, kinds: tuple[Kind, ...]) -> tuple[Entry, ...]:
        folder, slash, rest = name.partition("/")
        if slash and (kind := KIND_BY_FOLDER.get(folder.strip().lower()) or KIND_BY_NAME.get(folder.strip().lower())):
            name, kinds = rest, (kind,) if kind in kinds else ()
        folded = fold(name)
        for tier in _TIERS:
            if named := self._by_name.get((tier, folded)):
                found = [entry for entry in named if entry.kind in kinds]
                if len(found) > 1:
                    found.sort(key=lambda entry: self._order[entry.kind.name])
                if found:
                    return tuple(found)
        return ()

    def sharing(self) -> Iterable[tuple[str, tuple[Entry, ...]]]:
        """Yield each folded title or label that several topics answer to, with those topics."""
        labels: dict[str, dict[str, Entry]] = {}
        for (tier, folded), entries in self._by_name.items():
            if tier == "slug":
                continue
            for entry in entries:
                if entry.kind.name == "topic":
                    labels.setdefault(folded, {})[entry.key] = entry
        for folded, found in sorted(labels.items()):
            if len(found) > 1:
                yield folded, tuple(found.values())

    def nearest(self, name: str, kinds: Sequence[Kind] = KINDS, count: int = 3, *, among: frozenset[str]) -> list[str]:
        """The names nearest to one that leads nowhere, as somebody would write them, best first.

        `among` holds the keys of the entries that may be suggested: never one that readers cannot see.
        """
        group = (tuple(kind.name for kind in kinds), among)
        if group not in self._spelling:
            self._spelling[group] = _Spelling(self._written_names(kinds, among))
        return self._spelling[group].nearest(fold(name.rpartition("/")[2]), count)

    def _written_names(self, kinds: Sequence[Kind], among: frozenset[str]) -> dict[str, tuple[str, Entry]]:
        """Each folded name as somebody would write it, and the entry it leads to."""
        written: dict[str, tuple[str, Entry]] = {}
        for (tier, folded), entries in self._by_name.items():
            for entry in entries:
                if entry.kind in kinds and entry.key in among:
                    written.setdefault(folded, (entry.title if tier == "title" else entry.slug, entry))
        return written


class _Spelling:
    """Finds names spelt much alike. Shared runs of three letters, the rarest first, choose the few worth comparing."""

    def __init__(self, written: dict[str, tuple[str, Entry]]) -> None:
        self._written = written
        self._by_run: dict[str, list[str]] = {}
        for folded in written:
            for run in _runs(folded):
                self._by_run.setdefault(run, []).append(folded)

    def nearest(self, wanted: str, count: int) -> list[str]:
        shared: Counter[str] = Counter()
        for names in sorted((self._by_run.get(run, []) for run in _runs(wanted)), key=len):
            if len(shared) > ENOUGH:
                break
            shared.update(names)
        likely = heapq.nsmallest(
            LIKELY, shared, key=lambda folded: (-shared[folded] / (len(folded) + len(wanted)), folded)
        )
        close = difflib.get_close_matches(wanted, likely, n=LIKELY, cutoff=0.5)
        by_entry: dict[str, str] = {}
        for shown, entry in (self._written[folded] for folded in close):
            by_entry.setdefault(entry.key, shown)
        return list(by_entry.values())[:count]


def _runs(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
