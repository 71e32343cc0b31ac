"""What two versions of a garden differ in, as readers meet it, and what in it a steward looks at.

A title is given only of what readers may see now. All else is named by its path: the title of a story that was
withdrawn, or whose consent does not stand, must not come back in a report about it, and neither must what it was about
and who told it. Of what safeguarding finds, only the place is given.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kgen.checks import new_since
from kgen.model import MEETING, NETWORK, PAGE, PERSON, QUESTION, SECTOR, SOURCE, STORY, TOPIC, Diagnostic, Entry, Link
from kgen.publish.prepare import Prepared
from kgen.stewarding.appearances import Appearance, appears_on, words
from kgen.stewarding.to_look_at import Look, addresses_in, fields_to_look_at, without_findings
from kgen.views.body import body_html
from kgen.views.page_context import context_at
from kgen.weave import Garden
from kgen.weave.name_index import name_fields
from kgen.weave.old_addresses import old_addresses

_ORDER = (STORY, QUESTION, TOPIC, NETWORK, MEETING, PERSON, SECTOR, SOURCE, PAGE)
_WITH_CONSENT = (STORY.name, PERSON.name)

_UNSEEN = ("about_child", "aliases", "consent", "draft", "named", "pseudonyms")
"""Fields that on their own change nothing on a page, except whose story it is."""

_HREF = re.compile(r'(href="(?:\.\./)*)([^"#]+)')

_WHY_HIDDEN = {
    "draft": "is a draft",
    "expired": "is hidden, because its review has passed",
    "unnamed": "is hidden, because it does not say that they agreed to be named here",
    "withdrawn": "is withdrawn; a page at its address says so",
}


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """An entry. `title` is empty where readers may not see it; `url` is as Entry.url. In links, a story or a person
    that readers may not see has no path or url either."""

    kind: str
    path: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class NamedLink:
    """`source` `words` `target`: “A story” answers “A question”."""

    source: NamedEntry
    relation: str
    words: str
    target: NamedEntry


@dataclass(frozen=True, slots=True)
class Changed:
    """A page that is new or says something else, and where else it appears."""

    page: NamedEntry
    appears_on: tuple[Appearance, ...]
    gains: tuple[NamedLink, ...] = ()
    loses: tuple[NamedLink, ...] = ()
    was_at: str = ""
    """The address that it had before."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A page that readers could see and no longer can, or a file that they cannot see yet."""

    page: NamedEntry
    why: str


@dataclass(frozen=True, slots=True)
class Difference:
    settings_changed: bool = False
    """Whether mkdocs.yml, or what it inherits, says something else. Each version is seen by its own options."""
    added: tuple[Changed, ...] = ()
    changed: tuple[Changed, ...] = ()
    moved: tuple[Changed, ...] = ()
    removed: tuple[Gone, ...] = ()
    with_them: tuple[Changed, ...] = ()
    """Pages whose own file has not changed, and which gain or lose a link."""
    not_published: tuple[Gone, ...] = ()
    links_made: tuple[NamedLink, ...] = ()
    links_lost: tuple[NamedLink, ...] = ()
    redirects_made: tuple[tuple[str, str], ...] = ()
    """Old addresses, each with the one it leads to."""
    redirects_lost: tuple[str, ...] = ()
    outside_links: tuple[Look, ...] = ()
    look: tuple[Look, ...] = ()


@dataclass
class Comparison:
    """Two gardens, the one before and the one now, both without what has an error."""

    before: Prepared
    now: Prepared
    moves: dict[str, str] = field(init=False)
    """The keys of entries that were published under another name, each with the one they have now."""
    urls: dict[str, str] = field(init=False)
    """The same of their addresses."""
    old_keys: dict[str, str] = field(init=False)
    """`moves` the other way round."""

    def __post_init__(self) -> None:
        leads = {url: entry.key for url, entry in old_addresses(self.now.garden)}
        self.moves = {
            entry.key: leads[entry.url]
            for entry in self.before.garden.published.values()
            if entry.key not in self.now.garden.published and entry.url in leads
        }
        there, here = self.before.garden.published, self.now.garden.published
        self.urls = {there[old].url: here[new].url for old, new in self.moves.items()}
        self.old_keys = {new: old for old, new in self.moves.items() if new not in self.before.garden.published}

    def difference(self) -> Difference:
        before, now = self.before.garden.published, self.now.garden.published
        added = [entry for key, entry in now.items() if self._old_key(key) not in before]
        changed = [entry for key, entry in now.items() if self._old_key(key) in before and self._says_otherwise(entry)]
        moved = [now[key] for key in self.old_keys]
        made, lost = self._links()
        own = {entry.key for entry in (*added, *changed)}
        touched = {key for link in (*made, *lost) for key in (link.source, link.target)}
        with_them = [now[key] for key in touched if key in now and key not in own]
        redirects = {url: entry.url for url, entry in old_addresses(self.now.garden)}
        redirects_before = {url: entry.url for url, entry in old_addresses(self.before.garden)}
        lost_addresses = self._still_seen(redirects_before) - redirects.keys() - _addresses(now.values())
        pages = _by_page(made, lost)

        def shown(entries: Iterable[Entry], *, links: bool, places: bool) -> tuple[Changed, ...]:
            return tuple(
                Changed(
                    self._named(entry.key),
                    tuple(appears_on(self.now.garden, entry)) if places else (),
                    self._connections(pages[entry.key][0]) if links else (),
                    self._connections(pages[entry.key][1]) if links else (),
                    before[self.old_keys[entry.key]].url if entry.key in self.old_keys else "",
                )
                for entry in sorted(entries, key=_place)
            )

        return Difference(
            added=shown(added, links=False, places=True),
            changed=shown(changed, links=True, places=True),
            moved=shown(moved, links=False, places=False),
            removed=tuple(self._removed()),
            with_them=shown(with_them, links=True, places=False),
            not_published=tuple(self._not_published()),
            links_made=self._connections(made),
            links_lost=self._connections(lost),
            redirects_made=tuple(sorted(redirects.items() - redirects_before.items())),
            redirects_lost=tuple(sorted(lost_addresses)),
            outside_links=tuple(self._outside_links()),
            look=tuple(self._look()),
        )

    def _still_seen(self, redirects: Mapping[str, str]) -> set[str]:
        """Old addresses of what readers can still see: one of a story that was taken back is not said again."""
        moved = _addresses(self.before.garden.published[old] for old in self.moves)
        seen = moved | _addresses(self.now.garden.published.values())
        return {old for old, address in redirects.items() if address in seen}

    # --- pages

    def _old_key(self, key: str) -> str:
        return self.old_keys.get(key, key)

    def _says_otherwise(self, entry: Entry) -> bool:
        """Whether a page says something different from before, in its own words or in the title that it inherits."""
        before = self.before.garden
        old = before.published[self._old_key(entry.key)]
        if before.title(old) != self.now.garden.title(entry):
            return True
        return old.digest != entry.digest and self._said(before, old) != self._said(self.now.garden, entry)

    def _said(self, garden: Garden, entry: Entry) -> tuple[Any, ...]:
        """What an entry says on its page. How it names another there, and where something is in the file, does not
        count: a page that has moved is named otherwise everywhere."""
        fields = entry.meta.model_dump(exclude=set(_UNSEEN))
        for path in name_fields(type(entry.meta)):
            name, _, part = path.partition(".")
            if not part:
                del fields[name]
            elif held := fields[name]:
                for each in [held] if isinstance(held, dict) else held:
                    del each[part]
        named = [
            (each.path, each.number, self._key(each.found[0].key) if each.found else each.name)
            for each in garden.names.in_fields(entry.meta)
        ]
        whose = entry.meta.consent.whose if STORY.includes(entry) and entry.meta.consent else None
        html = body_html(context_at(garden, entry.url), entry)
        return fields, named, whose, _HREF.sub(lambda found: found[1] + self.urls.get(found[2], found[2]), html)

    def _removed(self) -> Iterator[Gone]:
        now = self.now.garden
        for entry in sorted(self.before.garden.published.values(), key=_place):
            if entry.key not in now.published and entry.key not in self.moves:
                yield Gone(self._named(entry.key), self._why_hidden(now.entries.get(entry.key)))

    def _not_published(self) -> Iterator[Gone]:
        """What is new or changed, was not to be seen before, and is not now."""
        before, now = self.before.garden, self.now.garden
        for entry in sorted(now.entries.values(), key=_place):
            old = before.entries.get(entry.key)
            was_seen = entry.key in before.published
            if entry.key not in now.published and not was_seen and (old is None or old.digest != entry.digest):
                yield Gone(self._named(entry.key), self._why_hidden(entry))
        for problem in new_since(before.strays, now.strays):
            yield Gone(NamedEntry("file", problem.path, "", ""), "is not a file that kgen publishes")

    def _why_hidden(self, entry: Entry | None) -> str:
        if entry is None:
            return "is deleted"
        visibility = self.now.garden.visibility(entry)
        return _WHY_HIDDEN.get(visibility, "has an error: `kgen check` says what to write instead")

    def _named(self, key: str) -> NamedEntry:
        now = self.now.garden
        entry = now.entries.get(key) or self.before.garden.entries[key]
        return NamedEntry(entry.kind.name, entry.path, entry.url, now.title(entry) if key in now.published else "")

    # --- links

    def _links(self) -> tuple[list[Link], list[Link]]:
        """The links made and lost, by source, relation and target. A page that has moved keeps its links."""
        old = {(self._key(s), r, self._key(t)): None for s, r, t in _triples(self.before.garden)}
        new = dict.fromkeys(_triples(self.now.garden))
        made = [Link(*each) for each in new if each not in old]
        lost = [Link(*each) for each in old if each not in new]
        return made, lost

    def _key(self, key: str) -> str:
        return self.moves.get(key, key)

    def _connections(self, links: Iterable[Link]) -> tuple[NamedLink, ...]:
        return tuple(dict.fromkeys(self._connection(link) for link in links))

    def _connection(self, link: Link) -> NamedLink:
        source, target = self._named(link.source), self._named(link.target)
        hidden = [not each.title and each.kind in _WITH_CONSENT for each in (source, target)]
        if not any(hidden):
            return NamedLink(source, link.relation, words(source.kind, link.relation), target)
        nobody = [
            NamedEntry(each.kind, "", "", "") if hide else each
            for each, hide in zip((source, target), hidden, strict=True)
        ]
        return NamedLink(nobody[0], "", "leads to", nobody[1])

    # --- what somebody looks at before it is published

    def _changed_files(self) -> Iterator[tuple[Entry, Entry | None]]:
        """The entries whose file is new or changed, each with what it was before."""
        for entry in sorted(self.now.garden.entries.values(), key=_place):
            old = self.before.garden.entries.get(self._old_key(entry.key))
            if old is None or old.digest != entry.digest:
                yield entry, old

    def _outside_links(self) -> Iterator[Look]:
        """The web addresses that changed files lead to, and no file led to before."""
        now = self.now.garden
        found = {
            entry.key: new
            for entry, _ in self._changed_files()
            if entry.key in now.published and (new := addresses_in(now, entry))
        }
        if not found:
            return
        before = self.before.garden
        known = {address for entry in before.published.values() for address in addresses_in(before, entry)}
        for key, addresses in found.items():
            for address in addresses:
                if address not in known:
                    yield Look(now.entries[key].path, None, without_findings(address))

    def _look(self) -> Iterator[Look]:
        for entry, old in self._changed_files():
            yield from fields_to_look_at(entry, old, self.now.settings.mentions)
        before, now = self.before.garden, self.now.garden
        pictures = {**now.pictures, **now.refused}
        known = {name: each.digest for name, each in (*before.pictures.items(), *before.refused.items())}
        for name, picture in sorted(pictures.items()):
            if known.get(name) != picture.digest:
                yield Look(picture.path, None, f"a picture that is {'changed' if name in known else 'new'}")
        for problem in new_since(_warnings(self.before), _warnings(self.now)):
            yield Look(problem.path, problem.line, problem.message)


def _place(entry: Entry) -> tuple[int, str]:
    return _ORDER.index(entry.kind), entry.slug


def _triples(garden: Garden) -> Iterator[tuple[str, str, str]]:
    for link in garden.links:
        yield link.source, link.relation, link.target
    for story in garden.of(STORY):
        for topic in garden.linked_keys(story, "topics"):
            yield story.key, "topics", topic


def _by_page(made: Iterable[Link], lost: Iterable[Link]) -> Mapping[str, tuple[list[Link], list[Link]]]:
    pages: dict[str, tuple[list[Link], list[Link]]] = defaultdict(lambda: ([], []))
    for number, links in enumerate((made, lost)):
        for link in links:
            pages[link.source][number].append(link)
            pages[link.target][number].append(link)
    return pages


def _addresses(entries: Iterable[Entry]) -> set[str]:
    return {entry.url for entry in entries}


def _warnings(prepared: Prepared) -> list[Diagnostic]:
    return [each for each in prepared.problems if each.check == "safeguarding" and each.severity == "warning"]
