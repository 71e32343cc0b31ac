"""What a template is given: links as seen from one page, cards, dates in words. Plain values, no markup."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

from kgen.fronts import Change, StoryFront
from kgen.model import STORY, Entry, Link
from kgen.settings import Standpoint
from kgen.weave import Garden
from kgen.weave.words import in_words, language_of

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
Key = TypeVar("Key")
Made = TypeVar("Made")
UNKNOWN_STANDPOINT = Standpoint(says="I speak for myself", one="somebody", many="others")


class Linked(NamedTuple):
    """An entry as a link."""

    title: str
    href: str
    kind: str
    note: str = ""
    lang: str = ""
    """The language of the words of a story, where it names one."""
    title_lang: str = ""
    """The language of the title: the story's, if it has a title of its own."""
    illustrative: bool = False


class Card(NamedTuple):
    """A story in a list. `url` is its address below the site's root, `href` the same from where the list stands."""

    title: str
    url: str
    href: str
    summary: str
    voice: str
    """Who speaks: `A family carer`."""
    sectors: tuple[str, ...]
    """The titles of the sectors it is about."""
    month: str
    illustrative: bool
    changed: str
    """`made`, `planned` or nothing."""
    handbrake: str
    release: str
    change: str
    change_month: str
    change_lang: str
    """The language of what changed, which is kgen's own wording where the teller gave none."""
    lang: str
    """The language of the words of its teller, where it is not the garden's."""
    title_lang: str
    """The same for the title, which is kgen's own where the teller gave none."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A link in prose to this page, with the sentence around it."""

    source: Linked
    kind: str
    """What it stands in, in words: `Story`."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Voices:
    """The stories told from one standpoint; without any it is an empty seat."""

    slug: str
    standpoint: Standpoint
    cards: tuple[Card, ...]


class Lately(dict[Key, Made]):
    """What was made lately. When there is too much of it, all of it is forgotten, so that memory stays bounded."""

    MOST = 200_000

    def __setitem__(self, key: Key, made: Made) -> None:
        if len(self) >= self.MOST:
            self.clear()
        super().__setitem__(key, made)


class Kept:
    """Links and cards made so far: by how deep the page lies, and by the entry they lead to."""

    def __init__(self) -> None:
        self.links: dict[int, Lately[str, Linked]] = defaultdict(Lately)
        self.cards: dict[int, Lately[str, Card]] = defaultdict(Lately)


class Here:
    """The garden as seen from one page: every link is relative to its address."""

    def __init__(self, garden: Garden, url: str, kept: Kept | None = None) -> None:
        self.garden = garden
        self.url = url
        depth = url.count("/")
        self.base = "../" * depth
        self._kept = kept or Kept()
        self._links = self._kept.links[depth]
        self._cards = self._kept.cards[depth]

    def href(self, url: str) -> str:
        """The address of a page (`stories/a/`, `` for home), relative to this one."""
        return f"{self.base}{url}" or "./"

    def linked(self, entry: Entry, note: str = "") -> Linked:
        found = self._links.get(entry.key)
        if found is None:
            found = self._links[entry.key] = self._linked(entry)
        return found._replace(note=note) if note else found

    def _linked(self, entry: Entry) -> Linked:
        lang = language_of(entry)
        return Linked(
            title=self.garden.title(entry),
            href=self.href(entry.url),
            kind=entry.kind.name,
            lang=lang,
            title_lang=lang if entry.title else "",
            illustrative=self.garden.illustrative(entry),
        )

    def linked_all(self, entries: Iterable[Entry]) -> tuple[Linked, ...]:
        return tuple(self.linked(entry) for entry in entries)

    def with_voices(self, people: Iterable[Entry]) -> tuple[Linked, ...]:
        """Links to people, each with where they speak from."""
        return tuple(self.linked(person, self.voice(person)) for person in people)

    def by_relation(self, entry: Entry, relation: str) -> tuple[Linked, ...]:
        """Links to what an entry names in a field."""
        return self.linked_all(self.garden.targeted(entry, relation))

    def standpoint(self, slug: str) -> Standpoint:
        return self.garden.settings.standpoints.get(slug, UNKNOWN_STANDPOINT)

    def voice(self, entry: Entry) -> str:
        """Who speaks, in plain words: `A family carer and a practitioner`."""
        slugs: Sequence[str] = getattr(entry.front, "standpoint", ())
        return sentence_case(in_words([self.standpoint(slug).one for slug in slugs]))

    def card(self, entry: Entry) -> Card:
        card = self._cards.get(entry.key)
        if card is None:
            card = self._cards[entry.key] = self._card(entry)
        return card

    def _card(self, entry: Entry) -> Card:
        front = self.garden.story(entry)
        change = front.change
        return Card(
            title=self.garden.title(entry),
            url=entry.url,
            href=self.href(entry.url),
            summary=self.garden.summary(entry),
            voice=self.voice(entry),
            sectors=tuple(self.garden.title(sector) for sector in self.garden.targeted(entry, "sectors")),
            month=month_in_words(self.garden.date(entry)),
            illustrative=self.garden.illustrative(entry),
            changed=change.status if change and change.status != "none" else "",
            handbrake=front.handbrake or "",
            release=front.release or "",
            change=change_in_words(change),
            change_month=month_in_words(change.when) if change else "",
            change_lang=front.lang if front.lang and change and change.what else "",
            lang=front.lang or "",
            title_lang=front.lang if front.lang and front.title else "",
        )

    def cards(self, entries: Iterable[Entry]) -> tuple[Card, ...]:
        return tuple(self.card(entry) for entry in entries)

    def voices(self, stories: Iterable[Entry], wanted: Sequence[str] = ()) -> tuple[Voices, ...]:
        """Group stories by their first standpoint, in the garden's order. A wanted one without a story is empty."""
        groups: dict[str, list[Card]] = {}
        for story in stories:
            front = self.garden.story(story)
            groups.setdefault(front.standpoint[0], []).append(self.card(story))
        order = list(dict.fromkeys([*self.garden.settings.standpoints, *groups]))
        return tuple(
            Voices(slug, self.standpoint(slug), tuple(groups.get(slug, ())))
            for slug in order
            if slug in groups or slug in wanted
        )

    def empty_seats(self, question: Entry) -> tuple[str, ...]:
        """The standpoints a question hopes to hear from and has not heard from."""
        heard = {
            slug
            for story in self.garden.sources(question, "answers")
            for slug in (story.front.standpoint if isinstance(story.front, StoryFront) else ())
        }
        return tuple(slug for slug in getattr(question.front, "wanted", ()) if slug not in heard)

    def mentions(self, links: Iterable[Link]) -> tuple[Mention, ...]:
        found = []
        for link in links:
            source = self.garden.published[link.source]
            sentence = shortened(self.garden.words(link.sentence), 280)
            found.append(Mention(self.linked(source), sentence_case(source.kind.name), sentence))
        return tuple(found)

    @cached_property
    def newest_month(self) -> str:
        stories = self.garden.of(STORY)
        return month_in_words(self.garden.published_in(stories[0])) if stories else ""


def findings(cards: Iterable[Card]) -> tuple[Card, ...]:
    """The stories that say what held change back, what let it go, or what changed."""
    return tuple(card for card in cards if card.handbrake or card.release or card.change)


def month_in_words(month: str | None) -> str:
    """`2026-10` as `October 2026`; nothing for nothing."""
    return f"{_MONTHS[int(month[5:7]) - 1]} {month[:4]}" if month else ""


def day_in_words(day: str) -> str:
    """`2026-12-03` as `Thursday 3 December 2026`; a day that does not exist stays as it is."""
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        return day
    weekday = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][parsed.weekday()]
    return f"{weekday} {parsed.day} {_MONTHS[parsed.month - 1]} {parsed.year}"


def period_in_words(period: str | None) -> str:
    """`2025-autumn` as `autumn 2025`."""
    if not period:
        return ""
    year, _, season = period.partition("-")
    return f"{season} {year}".strip()


def change_in_words(change: Change | None) -> str:
    """What changed, or will: in the teller's words, if there are some."""
    if change is None or change.status == "none":
        return ""
    return change.what or ("Something changed" if change.status == "made" else "A change is planned")


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def shortened(text: str, longest: int) -> str:
    """Cut text at a word, with an ellipsis, to at most `longest` characters."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rpartition(" ")[0] + "…"
