"""What came of a story, and where what it tells was tried, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgen.english import in_words, sentence_case
from kgen.letters import apart
from kgen.model import Entry, Story
from kgen.views.page_context import Card, Linked, PageContext
from kgen.weave.changes import still_holds
from kgen.weave.outcomes import Travel
from kgen.weave.voices import teller_begins

MOST_CHANGES = 3
MOST_TRIED = 8
WENT = {"worked": "it worked", "adapted": "it worked once it was altered", "did-not": "it did not work"}
"""How it went where something was tried."""
_CAME = {"yes": "It helped.", "partly": "It helped in part.", "not-for-me": "It was not for me."}


@dataclass(frozen=True, slots=True)
class Claim:
    """A change, as the story that tells of it, and who claims it: `A manager`."""

    card: Card
    who: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The changes that others credit to a story."""

    claims: tuple[Claim, ...]
    more: int
    """How many there are besides."""
    teller: str
    """What the teller of the story itself says of them; may be empty."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Something that was tried: where it was told or tried, and how it went."""

    linked: Linked
    how: str
    """In words: `In housing it worked once it was altered`."""
    note: str
    """What its teller noted, in their words; may be empty."""
    note_lang: str


@dataclass(frozen=True, slots=True)
class Trials:
    shown: tuple[Trial, ...]
    more: int


def outcome(here: PageContext, story: Story) -> Outcome | None:
    """What came of a story; None if nobody credits a change to it."""
    found = here.garden.changes_of(story)
    if not found:
        return None
    shown = tuple(Claim(here.card(each), teller_begins(here.garden, each)) for each in found[:MOST_CHANGES])
    return Outcome(shown, len(found) - len(shown), verdict(story, found))


def verdict(story: Story, changes: Iterable[Story]) -> str:
    """What the teller of a story says of changes that others credit to it; empty if all of these are only planned or no
    longer so."""
    return _CAME.get(story.meta.came_of_it or "", "") if any(map(still_holds, changes)) else ""


def travelled(here: PageContext, story: Story) -> Trials:
    """Where what a story tells was tried."""
    return _trials(here, here.garden.travels_of(story))


def tried_about(here: PageContext, topic: Entry) -> Trials:
    """What stories about a topic tell, and others tried."""
    return _trials(here, here.garden.tried_about(topic))


def _trials(here: PageContext, found: Sequence[Travel]) -> Trials:
    return Trials(tuple(_trial(here, each) for each in found[:MOST_TRIED]), max(0, len(found) - MOST_TRIED))


def taken_over(here: PageContext, story: Story) -> tuple[Trial, ...]:
    """What a story took over from others, each with the story that it comes from."""
    lang = here.garden.language(story)
    found = here.garden.tried_by(story)
    return tuple(Trial(here.linked(each.origin), sentence_case(WENT[each.went]), each.note, lang) for each in found)


def where_tried(here: PageContext, story: Story) -> str:
    """The services in which what a story tells was tried, in words; empty if it was not."""
    travels = here.garden.travels_of(story)
    titles = {title: None for travel in travels for title in _places(here, travel.story)}
    return in_words(list(titles))


def _trial(here: PageContext, travel: Travel) -> Trial:
    places = in_words(list(_places(here, travel.story)))
    how = f"In {places} {WENT[travel.went]}" if places else sentence_case(WENT[travel.went])
    return Trial(here.linked(travel.story), how, travel.note, here.garden.language(travel.story))


def _places(here: PageContext, story: Story) -> Iterable[str]:
    return (apart(here.garden.title(sector)) for sector in here.garden.linked(story, "sectors"))
