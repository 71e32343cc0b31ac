"""Which entry a name means: the resolver of front matter and prose alike."""

import difflib
import heapq
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from kgen.markdown.addresses import own_address
from kgen.meta import Meta
from kgen.model import KIND_BY_FOLDER, KIND_BY_NAME, KINDS, TOPIC, Entry, KeyPath, Kind
from kgen.read.schema import names_in

_SEPARATORS = re.compile(r"[\s\-_]+")
_DASHES = "\u058a\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\u301c\u30a0\ufe58\ufe63\uff0d"
_SAME = {
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u2035\u02bc\u02b9\u00b4\u0060\uff07\u2039\u203a"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u2036\uff02\u00ab\u00bb"), '"'),
    ord("ı"): "i",
    0x00AD: None,
}
"""Every kind of dash is a hyphen, every kind of quotation mark a straight one, and a soft hyphen is nothing."""
LIKELY = 5
"""How many names, of those that share most letters with a misspelt one, are compared in full."""
ENOUGH = 100
"""Once this many names share the rarest letters, no more are looked for."""
NEAR = 0.75
"""How alike two names must be for one to be suggested for the other, as difflib measures it: about one letter in four
may differ. For names that share only whole words, see `_shares_words`."""
MOST_SUGGESTED = 3
LONGEST = 1000
"""Characters of a name that count."""
FILE_ENDING = re.compile(r"(?:/_?index)?(?:\.(?:md|markdown|html?))?/*$", re.IGNORECASE)
_TIERS = ("slug", "title", "other")


@cache
def fold(name: str) -> str:
    """Reduce a name to what counts: NFC, no case; spaces, dashes and underscores alike; straight quotation marks; no
    trailing `.md`. A name of nothing but dashes stays as it is. I and İ, ı and i are one letter: Turkish and English
    pair them otherwise.

    No title is as long as LONGEST. NFC needs time that grows with the square of a run of combining marks.
    """
    folded = unicodedata.normalize("NFC", name[:LONGEST]).casefold().replace("i\u0307", "i").strip()
    separated = _SEPARATORS.sub("-", folded.translate(_SAME).removesuffix(".md"))
    return separated.strip("-") or separated


def unbracketed(name: str) -> str:
    """A name in front matter may be written as a quoted wikilink; its label does not count."""
    if name.startswith("[[") and name.endswith("]]"):
        return name[2:-2].partition("|")[0].partition("#")[0].strip()
    return name


class NameField(NamedTuple):
    """A field whose values name entries: of which kinds, and whether a value that names nothing is a mistake."""

    kinds: tuple[Kind, ...]
    required: bool
    unless: re.Pattern[str]


@lru_cache
def name_fields(meta: type[Meta]) -> dict[str, NameField]:
    """The fields of front matter whose values name entries; for those with parts, the parts: `tries.story`."""
    return {
        field: NameField(
            tuple(KIND_BY_NAME[name] for name in marked.kinds), marked.required, re.compile(marked.unless or "(?!)")
        )
        for field, marked in names_in(meta).items()
    }


class Named(NamedTuple):
    """A name in a field of front matter: `written` as it is there, `name` without the brackets of a wikilink."""

    path: str
    """The field, and the part of it if it has parts: `tries.story`."""
    number: int
    """Which of the names in the field it is, from 0."""
    written: str
    name: str
    kinds: tuple[Kind, ...]
    required: bool
    found: tuple[Entry, ...]
    """What it leads to, as `Names.look_up` says it."""

    @property
    def field(self) -> str:
        return self.path.partition(".")[0]

    @property
    def way(self) -> KeyPath:
        """The path to it, or to what is around it."""
        field, _, part = self.path.partition(".")
        return (field, self.number, part) if part else (field, self.number)


class Names:
    """An index of all names. A look-up costs the same however large the garden is.

    `site` is the web address of the garden itself.
    """

    def __init__(self, entries: Iterable[Entry], site: str) -> None:
        self._site = site
        self._by_name: dict[tuple[str, str], list[Entry]] = {}
        self._by_old_address: dict[str, Entry] = {}
        self._looked_up: dict[tuple[str, Sequence[Kind]], tuple[Entry, ...]] = {}
        self._spelling: dict[tuple[tuple[str, ...], frozenset[str]], _Spelling] = {}
        self._order = {kind.name: number for number, kind in enumerate(KINDS)}
        for entry in entries:
            self._add("slug", entry.slug, entry)
            if entry.title:
                self._add("title", entry.title, entry)
            for other in entry.other_names:
                self._add("other", other, entry)
            for alias in entry.meta.aliases:
                if alias.startswith("/"):
                    self._by_old_address.setdefault(alias.strip("/"), entry)

    def _add(self, tier: str, name: str, entry: Entry) -> None:
        folded = fold(name)
        if not folded:
            return
        found = self._by_name.setdefault((tier, folded), [])
        if not found or found[-1] is not entry:
            found.append(entry)

    def look_up(self, name: str, kinds: tuple[Kind, ...] = KINDS) -> tuple[Entry, ...]:
        """Return what a name leads to: nothing, one entry, or several, the one to link to first.

        Slugs decide before titles, titles before aliases and other labels. `kind/name` looks among one kind only. What
        no entry answers to may be the address of its page.
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
        own = self.own_name(name)
        return self._look_up(own, kinds) if own else ()

    def own_name(self, address: str) -> str:
        """What an address of the garden's own website names: `stories/a` for `https://…/stories/a/`; empty for any
        other text."""
        own = own_address(address, self._site) if self._site and "//" in address else None
        name = FILE_ENDING.sub("", unquote(own[0]).strip("/")) if own else ""
        return name if "/" in name and "//" not in name else ""

    def in_fields(self, meta: Meta, *fields: str) -> Iterator[Named]:
        """Look up each name in the fields of front matter, or in some of them."""
        for path, (kinds, required, unless) in name_fields(type(meta)).items():
            if fields and path.partition(".")[0] not in fields:
                continue
            for number, written in enumerate(meta.words(path)):
                if not written:
                    continue
                name = unbracketed(written)
                needed = required and (not unless.fullmatch(name) or self._is_own(name, kinds))
                yield Named(path, number, written, name, kinds, needed, self.look_up(name, kinds))

    def _is_own(self, address: str, kinds: tuple[Kind, ...]) -> bool:
        """Whether an address is one at which the page of an entry of some kinds would be."""
        own = self.own_name(address)
        return own != "" and KIND_BY_FOLDER.get(own.partition("/")[0]) in kinds

    def look_up_away(self, name: str, entry: Entry) -> tuple[Entry, ...]:
        """Look up a name in the prose of an entry: the entry itself comes after all others that share it, whether it is
        their slug, title or another label."""
        found = self.look_up(name)
        if not found or found[0] is not entry:
            return found
        others = {each.key: each for each in found[1:]}
        if not others and "/" not in name:
            folded = fold(name)
            named = [each for tier in _TIERS for each in self._by_name.get((tier, folded), ()) if each is not entry]
            others = {each.key: each for each in sorted(named, key=lambda each: self._order[each.kind.name])}
        return (*others.values(), entry)

    def was_at(self, path: str) -> Entry | None:
        """What was once at a path (`/2019/03/a-post/`), as an alias says."""
        return self._by_old_address.get(path.strip("/"))

    def look_up_last_part(self, path: str) -> tuple[Entry, ...]:
        """What was once at a path (`/2019/03/a-post/`), as an alias says; else what the last part of it
        (`../folder/note.md`) leads to, if it names only one entry; else nothing."""
        if once := self.was_at(path):
            return (once,)
        found = self.named_by_last_part(path)
        return found if len(found) == 1 else ()

    def named_by_last_part(self, path: str) -> tuple[Entry, ...]:
        """All that the last part of a path names, of the kind whose folder comes before it, if there is one."""
        parts = [part for part in FILE_ENDING.sub("", path).split("/") if part not in ("", ".", "..")]
        if not parts:
            return ()
        return self.look_up("/".join(parts[-2:])) or self.look_up(parts[-1])

    def sharing(self) -> Iterable[tuple[str, tuple[Entry, ...]]]:
        """Yield each folded title or label that several topics answer to, with those topics."""
        labels: dict[str, dict[str, Entry]] = {}
        for (tier, folded), entries in self._by_name.items():
            if tier == "slug":
                continue
            for entry in entries:
                if entry.kind is TOPIC:
                    labels.setdefault(folded, {})[entry.key] = entry
        for folded, found in sorted(labels.items()):
            if len(found) > 1:
                yield folded, tuple(found.values())

    def nearest(
        self, name: str, kinds: Sequence[Kind] = KINDS, count: int = MOST_SUGGESTED, *, among: frozenset[str]
    ) -> list[str]:
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
        for names in sorted((self._by_run.get(run, []) for run in sorted(_runs(wanted))), key=len):
            if len(shared) > ENOUGH:
                break
            shared.update(names)
        likely = heapq.nsmallest(
            LIKELY, shared, key=lambda folded: (-shared[folded] / (len(folded) + len(wanted)), folded)
        )
        close = _closest(wanted, likely)
        by_entry: dict[str, str] = {}
        for shown, entry in (self._written[folded] for folded in close):
            by_entry.setdefault(entry.key, shown)
        return list(by_entry.values())[:count]


def nearest(name: str, choices: Iterable[str]) -> list[str]:
    """The few names that are nearest to one that leads nowhere, best first: none that are far from it."""
    by_folded = {fold(choice): choice for choice in choices}
    return [by_folded[folded] for folded in _closest(fold(name), by_folded)][:MOST_SUGGESTED]


def _closest(wanted: str, names: Iterable[str]) -> list[str]:
    near = [name for name in names if _shares_words(wanted, name) or _likeness(wanted, name) >= NEAR]
    return sorted(near, key=lambda name: -_likeness(wanted, name))


def _likeness(wanted: str, name: str) -> float:
    return difflib.SequenceMatcher(None, name, wanted).ratio()


def _shares_words(wanted: str, name: str) -> bool:
    """Whether all the words of one are in the other, and one of them is more than an article or a number."""
    words, others = set(wanted.split("-")), set(name.split("-"))
    return (words <= others or others <= words) and any(len(word) > 3 for word in words & others)


def _runs(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
