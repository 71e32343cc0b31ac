"""From entries to a garden: names resolved, links typed both ways, titles and topics inherited, the hidden left out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar, cast

from kgen.field_types import SITE, Use
from kgen.git import WhyUnread
from kgen.model import KINDS, STORY, DeferredText, Diagnostic, Entry, Kind, Link, MetaT, Picture, Reference, Story
from kgen.read import Reading
from kgen.read.schema import Tombstone
from kgen.settings import Settings
from kgen.weave.alphabet import place_in_alphabet
from kgen.weave.citations import Citation, citations
from kgen.weave.link_cache import LinkCache
from kgen.weave.links import LinkedKeys, grouped, linked_keys_of, links_made, turned_round, with_inherited_topics
from kgen.weave.name_index import Names
from kgen.weave.outcomes import Outcomes, Travel
from kgen.weave.pictures import PictureNames, addresses_of, nearest_names
from kgen.weave.resolve import Target, picture_of, target_of
from kgen.weave.responses import SpokenTitles
from kgen.weave.text import cut_at_sentence
from kgen.weave.visibility import Visibility, visibility
from kgen.weave.wording import ELSEWHERE, GONE, language_of, words_of_link

LONGEST_SUMMARY = 300
PROSE_RELATIONS = ("mentions", "embeds")
Method = TypeVar("Method", bound=Callable[..., Any])


def derived(method: Method) -> Method:
    """Mark a method of Garden that only asks others of its public names: it is not a question of its own in a record of
    what a page asked (kgen.weave.recording)."""
    method.is_derived = True  # type: ignore[attr-defined]
    return method


@dataclass
class Garden:
    """All entries, and how those that are open to readers are connected.

    `left_out` holds the paths of entries that have an error and are kept off the site (`--keep-going`).
    """

    settings: Settings
    entries: Mapping[str, Entry]
    pictures: Mapping[str, Picture]
    """The pictures that may be published, by their names below content/. See `picture_addresses` for those that are."""
    refused: Mapping[str, Picture] = field(default_factory=dict)
    """The pictures with an error. Links to them are known, and print what they would show."""
    strays: tuple[Diagnostic, ...] = ()
    """Problems of files that are not entries."""
    left_out: frozenset[str] = frozenset()
    undated: WhyUnread | None = None
    """Why stories that name no month have none, if they do."""
    new: frozenset[str] = frozenset()
    """The keys of entries that are not in the revision that the garden is compared with, if any."""
    link_cache: LinkCache | None = None
    """The links of the previous garden, if it is woven again and again."""
    use: Use = SITE
    """What its stories may be used for. See `for_use`."""

    def __post_init__(self) -> None:
        self._for_use: dict[Use, Garden] = {self.use: self}
        self._summaries: dict[str, str] = {}
        self._words: dict[str, str] = {}
        self._sources: dict[tuple[str, str, Kind], tuple[Entry, ...]] = {}
        self._cited: dict[str, tuple[Citation, ...]] = {}
        self._prose_links: dict[str, tuple[tuple[Reference, Target], ...]] = {}

    @cached_property
    def names(self) -> Names:
        return Names(self.entries.values(), self.settings.site_url)

    @cached_property
    def picture_names(self) -> PictureNames:
        return PictureNames((*self.pictures, *self.refused), self.refused, self.settings.site_url)

    def for_use(self, use: Use) -> "Garden":
        """This garden with only those stories whose tellers said yes to a use, as if the others were hidden: not even
        what links to them quotes their titles."""
        if use not in self._for_use:
            stories = (entry.meta for entry in self.published.values() if STORY.includes(entry))
            is_all = all(story.consent is not None and story.consent.allows(use) for story in stories)
            self._for_use[use] = self if is_all else self._narrowed(use)
        return self._for_use[use]

    def _narrowed(self, use: Use) -> "Garden":
        narrowed = replace(self, use=use, link_cache=None)
        narrowed.names, narrowed.picture_names = self.names, self.picture_names
        return narrowed

    # --- who is here

    def visibility(self, entry: Entry) -> Visibility:
        if entry.path in self.left_out:
            return "invalid"
        return visibility(entry, self.settings.month, public=self.settings.source == "public", use=self.use)

    @cached_property
    def published(self) -> dict[str, Entry]:
        """The entries open to readers, by key."""
        return {key: entry for key, entry in self.entries.items() if self._visibilities[key] == "published"}

    @cached_property
    def _visibilities(self) -> dict[str, Visibility]:
        return {key: self.visibility(entry) for key, entry in self.entries.items()}

    def of(self, kind: Kind[MetaT]) -> tuple[Entry[MetaT], ...]:
        """The published entries of a kind: stories newest first, all others by title."""
        return cast("tuple[Entry[MetaT], ...]", self._by_kind[kind.name])

    def readable(self, kind: Kind[MetaT]) -> Iterator[Entry[MetaT]]:
        """All entries that a kind includes, whether or not they are published."""
        return filter(kind.includes, self.entries.values())

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Entry, ...]]:
        groups: dict[str, list[Entry]] = {kind.name: [] for kind in KINDS}
        for entry in self.published.values():
            groups[entry.kind.name].append(entry)
        return {
            kind.name: tuple(
                self.newest_first(groups[kind.name]) if kind is STORY else self.by_title(groups[kind.name])
            )
            for kind in KINDS
        }

    @derived
    def newest_first(self, entries: Iterable[Entry[MetaT]]) -> list[Entry[MetaT]]:
        """Sort by the month of publication, newest first; within a month, or without one, by slug."""
        return sorted(entries, key=self.place_by_age)

    def place_by_age(self, entry: Entry) -> int:
        """The place of an entry among all, the newest first."""
        return self._ages[entry.key]

    @cached_property
    def _ages(self) -> dict[str, int]:
        """The place of each entry among all, the newest first."""
        by_slug = sorted(self.entries.values(), key=lambda entry: entry.slug)
        by_age = sorted(by_slug, key=lambda entry: self.published_in(entry) or "", reverse=True)
        return {entry.key: place for place, entry in enumerate(by_age)}

    @derived
    def by_title(self, entries: Iterable[Entry]) -> list[Entry]:
        """Sort by title, in the order of the alphabet."""
        return sorted(entries, key=lambda entry: (*place_in_alphabet(self.title(entry)), entry.key))

    @cached_property
    def tombstones(self) -> tuple[Entry[Tombstone], ...]:
        found = (entry for key, entry in self.entries.items() if self._visibilities[key] == "withdrawn")
        return cast("tuple[Entry[Tombstone], ...]", tuple(found))

    # --- what they say about themselves, or inherit if they leave it out

    def title(self, entry: Entry) -> str:
        return entry.title or self._spoken.titles.get(entry.key) or (GONE if self.use == SITE else ELSEWHERE)

    def first_words(self, entry: Entry) -> str:
        """What an answer without a title is called: its first words, if its licence lets others repeat them."""
        return self._spoken.first_words.get(entry.key, "")

    @cached_property
    def _spoken(self) -> SpokenTitles:
        return SpokenTitles(self)

    @derived
    def language(self, entry: Entry) -> str:
        """The language of an entry's words, if it is known and may not be that of kgen's own."""
        return language_of(entry, self.settings.told_in)

    def title_language(self, entry: Entry) -> str:
        """The same for its title, which is in kgen's own words if nobody gave it one."""
        return self.language(entry) if entry.title or self.first_words(entry) else ""

    @derived
    def date(self, entry: Entry) -> str | None:
        """The month a story was told, YYYY-MM: as written, else when its file was first committed, else None."""
        return entry.meta.month or entry.first_committed

    @derived
    def published_in(self, entry: Entry) -> str | None:
        """The month in which it came into the garden, YYYY-MM: as written, else the month it was told."""
        return entry.meta.entered or entry.first_committed

    def summary(self, entry: Entry) -> str:
        """A sentence or two about an entry: as written, else the first paragraph, cut at the end of a sentence."""
        if entry.key not in self._summaries:
            summary = entry.meta.in_short or cut_at_sentence(self.words(entry.body.opening), LONGEST_SUMMARY)
            self._summaries[entry.key] = summary
        return self._summaries[entry.key]

    def opening(self, entry: Entry) -> DeferredText:
        """The first paragraph of an entry's prose."""
        return entry.body.opening

    def beginning(self, entry: Entry) -> tuple[DeferredText, ...]:
        """The first paragraphs of an entry's prose, of about WORDS_OF_BEGINNING words."""
        return entry.body.beginning

    @derived
    def licence(self, story: Story) -> str:
        """`read-only`, or the SPDX code of a story's licence."""
        return story.meta.licence or self.settings.licence

    @derived
    def illustrative(self, entry: Entry) -> bool:
        return entry.meta.illustrative

    @cached_property
    def all_illustrative(self) -> bool:
        """Whether there are stories, none of which is real."""
        return bool(self.of(STORY)) and all(map(self.illustrative, self.of(STORY)))

    @derived
    def is_marked(self, entry: Entry) -> bool:
        """Whether it is an illustrative story among real ones, which is then said wherever it is named."""
        return self.illustrative(entry) and not self.all_illustrative

    @cached_property
    def evidence(self) -> tuple[Story, ...]:
        """The stories that figures are drawn from: the real ones, or all while every story is illustrative."""
        return tuple(story for story in self.of(STORY) if not self.illustrative(story)) or self.of(STORY)

    # --- how they are connected

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link between two published entries, in the order of the entries and of what they say."""
        published = self.published
        if self.link_cache is not None:
            return self.link_cache.links(self.entries, published, self._links_made)
        return tuple(chain.from_iterable(map(self._links_made, published.values())))

    def _links_made(self, entry: Entry) -> Iterator[Link]:
        return links_made(entry, self.names, self.prose_links(entry), self.published)

    def links_out(self, entry: Entry) -> Sequence[Link]:
        """The links that an entry makes."""
        return self._by_source.get(entry.key, ())

    def links_in(self, entry: Entry) -> Sequence[Link]:
        """The links that lead to an entry."""
        return self._by_target.get(entry.key, ())

    def names_hidden(self, entry: Entry) -> bool:
        """Whether an entry names, in a field or in prose, one that readers cannot see."""
        if len(self.published) == len(self.entries):
            return False
        named = [each.found for each in self.names.in_fields(entry.meta)]
        named += [target.entries for _, target in self.prose_links(entry)]
        return any(each.key not in self.published for found in named for each in found[:1])

    @cached_property
    def _by_source(self) -> dict[str, list[Link]]:
        return grouped(self.links, by=attrgetter("source"))

    @cached_property
    def _by_target(self) -> dict[str, list[Link]]:
        return grouped(self.links, by=attrgetter("target"))

    @cached_property
    def _linked_keys(self) -> LinkedKeys:
        stories = [key for key, entry in self.published.items() if entry.kind is STORY]
        return with_inherited_topics(linked_keys_of(self.links), stories)

    @cached_property
    def _named_by(self) -> dict[str, dict[str, list[str]]]:
        return turned_round(self._linked_keys)

    def somebody(self, entry: Entry, field: str) -> str:
        """The words of a field that may name somebody who has no page; empty if it names one who is hidden."""
        named = next(self.names.in_fields(entry.meta, field), None)
        is_hidden = named is not None and named.found and named.found[0].key not in self.published
        return "" if named is None or is_hidden else named.name

    def linked_keys(self, entry: Entry, relation: str) -> tuple[str, ...]:
        """The keys of the published entries that an entry names in a field, or in prose."""
        return self._linked_keys.get(relation, {}).get(entry.key, ())

    def linked(self, entry: Entry, relation: str) -> tuple[Entry, ...]:
        return tuple(self.published[key] for key in self.linked_keys(entry, relation))

    def linking(self, entry: Entry, relation: str, kind: Kind[MetaT]) -> tuple[Entry[MetaT], ...]:
        """The published entries of a kind that name this one in a field; stories newest first, others by title."""
        key = (entry.key, relation, kind)
        if key not in self._sources:
            named_by = self._named_by.get(relation, {}).get(entry.key, ())
            found = [each for each in map(self.published.__getitem__, named_by) if each.kind is kind]
            self._sources[key] = tuple(self.newest_first(found) if kind is STORY else self.by_title(found))
        return cast("tuple[Entry[MetaT], ...]", self._sources[key])

    def cited(self, entry: Entry) -> tuple[Citation, ...]:
        """The works published elsewhere that an entry cites."""
        if entry.key not in self._cited:
            self._cited[entry.key] = citations(entry, self.names, self.published)
        return self._cited[entry.key]

    def backlinks(self, entry: Entry) -> tuple[Link, ...]:
        """The links in prose that lead to an entry, newest first."""
        found = (link for link in self._by_target.get(entry.key, ()) if link.relation in PROSE_RELATIONS)
        return tuple(sorted(found, key=lambda link: self._ages[link.source]))

    # --- what came of them

    @cached_property
    def _outcomes(self) -> Outcomes:
        return Outcomes(self)

    def tried_by(self, story: Entry) -> tuple[Travel, ...]:
        """What a story says it took over from others, in its order."""
        return self._outcomes.tried.get(story.key, ())

    def tried_about(self, topic: Entry) -> tuple[Travel, ...]:
        """Where what stories about a topic tell was tried, the newest first."""
        return self._outcomes.tried_about.get(topic.key, ())

    def changes_of(self, story: Entry) -> tuple[Story, ...]:
        """The stories whose change is credited to one, changes made first, the latest first."""
        return self._outcomes.changes.get(story.key, ())

    def travels_of(self, story: Entry) -> tuple[Travel, ...]:
        """Where what a story tells was tried, the newest first."""
        return self._outcomes.travels.get(story.key, ())

    # --- pictures

    @cached_property
    def picture_addresses(self) -> dict[str, str]:
        """Where each picture is on the site, by its name: only those that a published entry shows."""
        shown = {
            picture_of(entry, reference.target, self.picture_names).picture
            for entry in self.published.values()
            for reference in entry.body.references
            if reference.form == "picture"
        }
        return addresses_of({name for name in shown if name})

    def picture_size(self, name: str) -> tuple[int, int] | None:
        """The width and height in pixels of a picture that may be published, if they are known."""
        return self.pictures[name].size

    def nearest_pictures(self, address: str) -> list[str]:
        """The names of pictures most like one that is not there. What only hidden entries show is never suggested."""
        return nearest_names(address, self._pictures_to_suggest)

    @cached_property
    def _pictures_to_suggest(self) -> list[str]:
        shown = {target.picture for entry in self.entries.values() for _, target in self.prose_links(entry)}
        return [name for name in self.pictures if name in self.picture_addresses or name not in shown]

    # --- links in prose

    def prose_links(self, entry: Entry) -> tuple[tuple[Reference, Target], ...]:
        """Each reference in an entry's prose, in order, with where it leads."""
        if entry.key not in self._prose_links:
            self._prose_links[entry.key] = tuple(
                (reference, target_of(entry, reference, self.names, self.picture_names))
                for reference in entry.body.references
            )
        return self._prose_links[entry.key]

    @derived
    def words(self, wording: DeferredText) -> str:
        """Plain text, each wikilink without a label printed as its link is."""
        return wording.resolve(self.words_for)

    def words_for(self, name: str) -> str:
        """The words of a wikilink without a label: the title if the slug was written, else what was written.

        The title of a hidden or withdrawn story is never shown.
        """
        if name not in self._words:
            self._words[name] = words_of_link(self, name)
        return self._words[name]


def weave(
    settings: Settings,
    reading: Reading,
    left_out: frozenset[str] = frozenset(),
    new: frozenset[str] = frozenset(),
    link_cache: LinkCache | None = None,
) -> Garden:
    """Grow the garden from what was read. `link_cache` is the same for each of several gardens woven in turn."""
    return Garden(
        settings=settings,
        entries={entry.key: entry for entry in reading.entries},
        pictures={each.name: each for each in reading.pictures if not (each.faults or each.path in left_out)},
        refused={each.name: each for each in reading.pictures if each.faults or each.path in left_out},
        strays=reading.problems,
        left_out=left_out,
        undated=reading.undated,
        new=new,
        link_cache=link_cache,
    )
