"""What a template is given: links as seen from one page, cards, dates in words. Plain values, no markup."""

from collections import defaultdict
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar, cast

from kgen.english import month_in_words, sentence_case, shortened, voice_in_words
from kgen.field_parts import Change
from kgen.field_types import Use
from kgen.model import PERSON, STORY, Context, Entry, Kind, Link, MetaT, Page, Question, Story
from kgen.settings.options import Standpoint
from kgen.site import OwnPage
from kgen.views.pager import Pager
from kgen.weave import Garden
from kgen.weave.changes import status_of
from kgen.weave.insight import Insight
from kgen.weave.recording import Recorder
from kgen.weave.text import content_note
from kgen.weave.voices import empty_seats

Key = TypeVar("Key")
Made = TypeVar("Made")
Given = TypeVar("Given")
LONGEST_SENTENCE = 280
"""Characters of the sentence around a link."""
Reads = tuple[int, ...]
"""The numbers of what was asked to make something. As sets they would take most of the memory of a build."""


class Linked(NamedTuple):
    """An entry as a link."""

    title: str
    href: str
    note: str = ""
    lang: str = ""
    """The language of its words, if that is known and may not be that of the page."""
    title_lang: str = ""
    """The same for its title, which is in kgen's own words if nobody gave it one."""
    is_marked: bool = False
    """Whether it is an illustrative story among real ones."""
    kinds: str = ""
    """Which of a garden's list of content notes a story names, with spaces between."""
    content_note: str = ""
    """The same in words."""


class Card(NamedTuple):
    """A story in a list. `url` is its address below the site's root, `href` the same from where the list is."""

    title: str
    url: str
    href: str
    summary: str
    voice: str
    """Who speaks: `A family carer`."""
    sectors: tuple[str, ...]
    """The titles of the sectors it is about."""
    month: str
    is_marked: bool
    """Whether it is illustrative, and others are not."""
    kinds: str
    content_note: str
    """As in Linked."""
    changed: str
    """`made`, `planned` or nothing."""
    handbrake: str
    release: str
    change: str
    change_month: str
    change_lang: str
    """The language of what changed, which is kgen's own wording if the teller gave none."""
    checked: str
    """Whether the change still held when somebody looked again: `Still so in March 2027`."""
    came: str
    """Whether somebody else credits a change to it: `made`, `planned` or nothing."""
    lang: str
    """The language of the words of its teller, as in Linked."""
    title_lang: str
    """The same for the title, which is kgen's own if the teller gave none."""
    answers_to: Linked | None
    """What it answers first, if its own title is only its first words."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A link in prose to this page, with the sentence around it."""

    source: Linked
    kind: str
    """What it is in, in words: `Story`."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Voices:
    """The stories told from one standpoint; without any it is an empty seat."""

    slug: str
    """That of the standpoint."""
    standpoint: Standpoint
    cards: tuple[Card, ...]


class BoundedCache(dict[Key, Made]):
    """Recent results. When there are too many, all are dropped, so that memory stays bounded."""

    MOST = 200_000

    def __setitem__(self, key: Key, made: Made) -> None:
        if len(self) >= self.MOST:
            self.clear()
        super().__setitem__(key, made)


class RenderCache:
    """Parts that several pages share, made once: links and cards, by the depth of the page and the entry they lead to.

    With a recorder, what was asked to make something counts as asked by each page that shows it.
    """

    def __init__(self, recorder: Recorder | None = None) -> None:
        self.links: dict[int, BoundedCache[str, tuple[Linked, Reads]]] = defaultdict(BoundedCache)
        self.cards: dict[int, BoundedCache[str, tuple[Card, Reads]]] = defaultdict(BoundedCache)
        self.footers: dict[str, tuple[str, Reads]] = {}
        self._recorder = recorder

    def kept(
        self, table: MutableMapping[Key, tuple[Made, Reads]], key: Key, make: Callable[[Given], Made], given: Given
    ) -> Made:
        """Return what is kept in a table for a key; if there is nothing, `make(given)`, which is then kept."""
        recorder = self._recorder
        found = table.get(key)
        if recorder is None:
            if found is None:
                found = table[key] = make(given), ()
            return found[0]
        if found is None:
            with recorder.aside() as reads:
                made = make(given)
            found = table[key] = made, tuple(reads)
        recorder.reads.update(found[1])
        return found[0]


class PageContext:
    """The garden as seen from one page: every link is relative to its address.

    A view is given nothing else, so everything on its page comes from the page's own plain values or was asked of the
    garden.
    """

    garden: Garden
    insight: Insight
    url: str
    """The page's address below the site's root."""
    base: str
    """The way from there to the root: `../../`."""
    pager: Pager
    about: str
    """What else tells the page from others of its view."""
    feed: str
    """The address of its own feed, below the site's root."""

    def __init__(
        self, garden: Garden, page: Page, insight: Insight | None = None, cache: RenderCache | None = None
    ) -> None:
        self.garden = garden
        self._page = page
        self.insight = insight or Insight(garden)
        self.url = page.url
        self.pager = Pager(page)
        self.about = page.about
        self.feed = page.feed
        self._key = page.entry
        depth = self.url.count("/")
        self.base = "../" * depth
        self._cache = cache or RenderCache()
        self._links = self._cache.links[depth]
        self._cards = self._cache.cards[depth]

    def for_use(self, use: Use) -> "PageContext":
        """The same page of a garden with only those stories whose tellers said yes to a use."""
        return PageContext(self.garden.for_use(use), self._page, self.insight)

    @property
    def entry(self) -> Entry:
        """The entry that this is a page of."""
        return self.garden.entries[self._key]

    def entry_of(self, kind: Kind[MetaT]) -> Entry[MetaT]:
        """The same one, whose kind is known."""
        return cast("Entry[MetaT]", self.entry)

    def href(self, url: str) -> str:
        """The address of a page (`stories/a/`, `` for home), relative to this one."""
        if url == self.feed and url.startswith(self.url):
            return url.removeprefix(self.url)
        return f"{self.base}{url}" or "./"

    def linked(self, entry: Entry, note: str = "") -> Linked:
        found = self._cache.kept(self._links, entry.key, self._linked, entry)
        return found._replace(note=note) if note else found

    def _linked(self, entry: Entry) -> Linked:
        return Linked(
            title=self.garden.title(entry),
            href=self.href(entry.url),
            lang=self.garden.language(entry),
            title_lang=self.garden.title_language(entry),
            is_marked=self.garden.is_marked(entry),
            kinds=" ".join(entry.meta.words("mentions")),
            content_note=content_note(entry.meta.words("mentions")),
        )

    def linked_page(self, page: OwnPage) -> Linked:
        """A page of kgen's own as a link."""
        return Linked(page.title, self.href(page.address))

    def linked_all(self, entries: Iterable[Entry]) -> tuple[Linked, ...]:
        return tuple(self.linked(entry) for entry in entries)

    def with_voices(self, people: Iterable[Entry]) -> tuple[Linked, ...]:
        """Links to people, each with where they speak from."""
        return tuple(self.linked(person, self.voice(person)) for person in people)

    def by_relation(self, entry: Entry, relation: str) -> tuple[Linked, ...]:
        """Links to what an entry names in a field."""
        return self.linked_all(self.garden.linked(entry, relation))

    def standpoint(self, slug: str) -> Standpoint:
        return self.garden.settings.standpoint(slug)

    def voice(self, entry: Entry) -> str:
        """Who speaks, in plain words: `A family carer and a manager`; a person is one: `A family carer who is also a
        manager`."""
        return voice_in_words([self.standpoint(slug).one for slug in entry.meta.voices], is_one=entry.kind is PERSON)

    def card(self, story: Story) -> Card:
        return self._cache.kept(self._cards, story.key, self._card, story)

    def _card(self, entry: Story) -> Card:
        meta = entry.meta
        change, changes = meta.change, self.garden.changes_of(entry)
        return Card(
            title=self.garden.title(entry),
            url=entry.url,
            href=self.href(entry.url),
            summary=self._summary(entry),
            voice=self.voice(entry),
            sectors=tuple(self.garden.title(sector) for sector in self.garden.linked(entry, "sectors")),
            month=month_in_words(self.garden.date(entry)),
            is_marked=self.garden.is_marked(entry),
            kinds=" ".join(meta.mentions),
            content_note=content_note(meta.mentions),
            changed=change.status if change and change.status != "none" else "",
            handbrake=meta.handbrake or "",
            release=meta.release or "",
            change=change_in_words(change),
            change_month=month_in_words(change.when) if change else "",
            change_lang=self.garden.language(entry) if change and change.what else "",
            checked=checked_in_words(change),
            came=status_of(changes[0]) if changes else "",
            lang=self.garden.language(entry),
            title_lang=self.garden.title_language(entry),
            answers_to=self._answers_to(entry),
        )

    @property
    def all_illustrative(self) -> bool:
        return self.garden.all_illustrative

    @property
    def content_notes(self) -> tuple[tuple[str, str], ...]:
        """What stories of this garden ask a note for: each kind, and its name in words."""
        return tuple((kind, content_note([kind])) for kind in self.insight.kinds_mentioned)

    def _summary(self, entry: Entry) -> str:
        """What a card says below a title: if the title is how the summary begins, how it goes on."""
        summary, said = self.garden.summary(entry), self.garden.first_words(entry)
        whole = said.removesuffix("…")
        if not said or not summary.startswith(whole):
            return summary
        return f"{'…' if said != whole else ''}{summary.removeprefix(whole).lstrip(' ,;:')}"

    def _answers_to(self, entry: Entry) -> Linked | None:
        answered = self.garden.linked(entry, "answers") if self.garden.first_words(entry) else ()
        return self.linked(answered[0]) if answered else None

    def cards(self, stories: Iterable[Story]) -> tuple[Card, ...]:
        return tuple(self.card(story) for story in stories)

    def voices(self, stories: Iterable[Story], wanted: Sequence[str] = ()) -> tuple[Voices, ...]:
        """Group stories by their first standpoint, in the garden's order. A wanted one without a story is empty."""
        groups: dict[str, list[Card]] = {}
        for story in stories:
            groups.setdefault(story.meta.standpoint[0], []).append(self.card(story))
        order = list(dict.fromkeys([*self.garden.settings.standpoints, *groups]))
        return tuple(
            Voices(slug, self.standpoint(slug), tuple(groups.get(slug, ())))
            for slug in order
            if slug in groups or slug in wanted
        )

    def empty_seats(self, question: Question) -> tuple[str, ...]:
        """The standpoints a question hopes to hear from and has not heard from."""
        return empty_seats(self.garden, question)

    def mentions(self, links: Iterable[Link]) -> tuple[Mention, ...]:
        found = []
        for link in links:
            source = self.garden.published[link.source]
            sentence = shortened(self.garden.words(link.sentence), LONGEST_SENTENCE)
            found.append(Mention(self.linked(source), sentence_case(source.kind.word), sentence))
        return tuple(found)

    def sentence_around(self, entry: Entry, target: Entry) -> str:
        """The sentence in which an entry first links to another in prose; empty if it does not."""
        links = (link for link in self.garden.links_out(entry) if link.target == target.key and link.sentence)
        return next((self.garden.words(link.sentence) for link in links), "")

    @property
    def newest_month(self) -> str:
        stories = self.garden.of(STORY)
        return month_in_words(self.garden.published_in(stories[0])) if stories else ""


def context_at(garden: Garden, url: str) -> PageContext:
    """The garden as seen from an address that has no page of its own."""
    return PageContext(garden, Page(url, "", "", nothing))


def nothing(here: PageContext) -> Context:
    """The view of a page that has no template."""
    return Context()


def findings(cards: Iterable[Card]) -> tuple[Card, ...]:
    """The stories that say what held change back, what let it go, or what changed."""
    return tuple(card for card in cards if card.handbrake or card.release or card.change)


def change_in_words(change: Change | None) -> str:
    """What changed, or will: in the teller's words, if there are any."""
    if change is None or change.status == "none":
        return ""
    return change.what or ("Something changed" if change.status == "made" else "A change is planned")


_HOLDS = {"yes": "Still so", "partly": "Partly so", "no": "No longer so"}


def checked_in_words(change: Change | None) -> str:
    """`Still so in March 2027`; empty if nobody has looked again."""
    if change is None or change.status != "made" or change.checked is None:
        return ""
    return f"{_HOLDS[change.checked.holds]} in {month_in_words(change.checked.when)}"
