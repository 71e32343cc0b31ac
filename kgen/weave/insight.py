"""What follows from the garden as a whole, computed on first use."""

from collections import Counter, defaultdict
from functools import cached_property

from kgen.field_parts import Promise
from kgen.model import NETWORK, PERSON, STORY, Entry, Meeting, Network, Story
from kgen.weave import Garden
from kgen.weave.alphabet import letter_of
from kgen.weave.changes import reporting_change
from kgen.weave.citations import CitedBy, cited_by
from kgen.weave.exchange import Exchange, exchange_of_the_month
from kgen.weave.introductions import Introduction, Wish, introductions, wishes
from kgen.weave.meetings import NextMeeting, all_to_come, in_turn, kept_promises, maker, next_meeting, past_meetings
from kgen.weave.news import MOST, News, news
from kgen.weave.related import Related, Relations
from kgen.weave.titles import title_marks

_LATER = "9999"
"""After every day."""


class Insight:
    """Answers about one garden. What several pages need is computed once."""

    def __init__(self, garden: Garden) -> None:
        self._garden = garden
        self._relations = Relations(garden)
        self._cited_by: dict[str, CitedBy] = {}

    def warm(self) -> None:
        """Compute what most pages ask for, so that processes forked from this one inherit it."""
        self._relations.warm()

    def related(self, story: Entry) -> tuple[Related, ...]:
        """The stories most related to one, the most related first."""
        return tuple(self._relations.of(story))

    def networks_about(self, topic: str) -> dict[str, int]:
        """How many stories of each network name a topic, by the network's key; `topic` is the topic's."""
        return dict(self._networks_by_topic.get(topic, {}))

    @cached_property
    def _networks_by_topic(self) -> dict[str, Counter[str]]:
        table: dict[str, Counter[str]] = defaultdict(Counter)
        for story in self._garden.of(STORY):
            for topic in self._garden.linked_keys(story, "topics"):
                table[topic].update(self._garden.linked_keys(story, "networks"))
        return dict(table)

    def told_from(self, standpoint: str) -> tuple[Story, ...]:
        """The stories told from a standpoint, newest first."""
        return self._by_standpoint.get(standpoint, ())

    @cached_property
    def standpoints(self) -> tuple[str, ...]:
        """The standpoints from which stories are told: the garden's own in their order, then others."""
        told = self._by_standpoint
        known = [slug for slug in self._garden.settings.standpoints if slug in told]
        return (*known, *(slug for slug in told if slug not in known))

    @cached_property
    def _by_standpoint(self) -> dict[str, tuple[Story, ...]]:
        found: dict[str, list[Story]] = defaultdict(list)
        for story in self._garden.of(STORY):
            for slug in story.meta.standpoint:
                found[slug].append(story)
        return {slug: tuple(stories) for slug, stories in found.items()}

    def title_mark(self, entry: Entry) -> str:
        """What tells an entry's page from others with the same title; empty if there are none."""
        return self._title_marks.get(entry.key, "")

    @cached_property
    def _title_marks(self) -> dict[str, str]:
        return title_marks(self._garden)

    @cached_property
    def kinds_mentioned(self) -> tuple[str, ...]:
        """What stories ask a content note for, in the garden's order."""
        named = {kind for story in self._garden.of(STORY) for kind in story.meta.mentions}
        known = self._garden.settings.mentions
        return (*(kind for kind in known if kind in named), *sorted(named.difference(known)))

    @cached_property
    def letters(self) -> tuple[tuple[str, int], ...]:
        """The letters that people are found under, each with the place of the first of them among all."""
        first: dict[str, int] = {}
        for place, person in enumerate(self._garden.of(PERSON)):
            first.setdefault(letter_of(self._garden.title(person)), place)
        return tuple(first.items())

    def cited_by(self, source: Entry) -> CitedBy:
        """What cites a source, stories first, and what it says of it."""
        if source.key not in self._cited_by:
            self._cited_by[source.key] = cited_by(self._garden, source)
        return self._cited_by[source.key]

    @cached_property
    def exchange(self) -> Exchange | None:
        """What opens the home page this month."""
        return exchange_of_the_month(self._garden)

    @cached_property
    def introductions(self) -> tuple[Introduction, ...]:
        """Who should talk to whom, the best first."""
        return tuple(introductions(self._garden))

    @cached_property
    def wishes(self) -> tuple[Wish, ...]:
        """What people ask about, the most asked first."""
        return tuple(wishes(self._garden))

    @cached_property
    def changes(self) -> tuple[Story, ...]:
        """The stories that report a change: those made, the latest first, then those planned, the next first."""
        return tuple(reporting_change(self._garden))

    @cached_property
    def news(self) -> tuple[News, ...]:
        """What is new, the newest first: as much as one page holds."""
        return tuple(news(self._garden)[:MOST])

    @cached_property
    def networks(self) -> tuple[Network, ...]:
        """The networks: those that meet next come first, the others by title."""
        days = {each.key: next_meeting(self._garden, each) for each in self._garden.of(NETWORK)}

        def day(network: Network) -> str:
            found = days[network.key]
            return found.day if found else _LATER

        return tuple(sorted(self._garden.of(NETWORK), key=day))

    @cached_property
    def meetings(self) -> tuple[Meeting | Network, ...]:
        """The meetings: those to come, earliest first; then past ones, newest first. A network stands for its next
        meeting, if that has no entry."""
        return in_turn(self._garden)

    @cached_property
    def next_meeting(self) -> NextMeeting | None:
        """The first of all meetings that are still to come."""
        return next(iter(all_to_come(self._garden)), None)

    def past_meetings(self, network: Network) -> tuple[Meeting, ...]:
        """The meetings that a network has had, the newest first."""
        return past_meetings(self._garden, network)

    def kept_promises(self, network: Network) -> tuple[Promise, ...]:
        """What was promised at them and kept, if the network lets readers see it."""
        return kept_promises(self._garden, network)

    def maker(self, who: str) -> str:
        """Who made a promise, in words."""
        return maker(self._garden, who)
