"""A letter about what is new, to paste into whatever the stewards use: what came in, what came of it, what was tried
elsewhere, who has not been heard, when networks meet, and how one or two stories begin.

Stories are in it only where their tellers said yes to news; the others are counted. It holds nobody's address.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from kgen.english import in_words, licence_in_words, month_in_words, sentence_case, shortened
from kgen.exports.data import may_be_copied
from kgen.letters import ENDS
from kgen.model import NETWORK, PERSON, QUESTION, STORY, Entry, Network, Question, Story
from kgen.read.months import month_in
from kgen.settings import ConfigurationError
from kgen.site import OwnPage, own_page
from kgen.stewarding.plain_letter import LetterItem, LetterPart, letter
from kgen.views.new import went
from kgen.weave import Garden
from kgen.weave.exchange import may_open
from kgen.weave.meetings import NextMeeting, all_to_come, meetings_to_come
from kgen.weave.news import MOST, News, Sort, news, news_of_changes, touches
from kgen.weave.outcomes import prompts_in_short
from kgen.weave.text import content_note, cut_at_sentence
from kgen.weave.voices import empty_seats, not_heard, teller, teller_begins, told_differently

MOST_NEW = 8
MOST_OF_A_SORT = 4
"""Changes and tries."""
MOST_MEETINGS = 2
MOST_PROMPTS = 2
"""Stories to which a change is credited."""
MOST_NAMES = 6
MOST_QUESTIONS = 1
MOST_OPENINGS = 2
LONGEST_OPENING = 300
LONGEST_TITLE = 90
LONGEST_PLACE = 140
_ORDER: tuple[Sort, ...] = ("story", "answer", "tried", "question", "meeting")
"""The order in which the letter lists what is new."""
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


def digest(garden: Garden, since: str, network: str | None = None) -> str:
    """The letter about what is new in a garden since the beginning of a month, YYYY-MM; for a network, by its slug,
    what touches it. Without the site's own address there are no addresses in it.

    Raises ConfigurationError for what is not a month, for one in the future, and for a network that is not published.
    """
    if not _MONTH.fullmatch(since):
        meant = month_in(since)
        fix = f"Write --since {meant}" if meant else f"Write, for example, --since {garden.settings.month}"
        raise ConfigurationError(f"--since {since} is not a month. {fix}")
    if since > garden.settings.month:
        raise ConfigurationError(f"--since {since} is in the future. Nothing can be new since then.")
    return _Digest(garden, since, _network(garden, network) if network is not None else None).text


def _network(garden: Garden, name: str) -> Network:
    plain = name.removeprefix(f"{NETWORK.folder}/")
    found = next((each for each in garden.of(NETWORK) if each.slug == plain), None)
    if found is not None:
        return found
    near = garden.names.nearest(name, [NETWORK], among=frozenset(each.key for each in garden.of(NETWORK)))
    slugs = [each.slug for each in garden.of(NETWORK) if {each.slug, each.title} & set(near)]
    hint = f" Did you mean {in_words(slugs, 'or')}?" if slugs else ""
    raise ConfigurationError(f"There is no network “{name}”.{hint} Write the name of its file without .md.")


@dataclass(frozen=True)
class _Digest:
    site: Garden
    """As its readers see it. Of its stories, only the number is told."""
    since: str
    network: Network | None

    @cached_property
    def garden(self) -> Garden:
        """The stories whose tellers said yes to news, and all that is not a story."""
        return self.site.for_use("news")

    @property
    def text(self) -> str:
        name = self.site.settings.site_name
        about = f"{self.site.title(self.network)}, {name}" if self.network else name
        first = [f"{about}: what is new since {month_in_words(self.since)}"]
        if self.site.all_illustrative:
            first.append("All stories here are made up, to show what the garden is for.")
        parts = [self._new, self._changes, self._tried, self._missing, self._meetings, self._openings]
        tell = self._at(own_page("write").address)
        last = f"Tell a story of your own. One sentence is enough{':' if tell else '.'}"
        return letter(first, parts, [last, tell])

    # --- what there is

    @cached_property
    def _news(self) -> list[News]:
        return self._lately(self.garden, news(self.garden))

    @cached_property
    def _changed(self) -> list[News]:
        """Those made, then those planned, by stories that count among those of the whole site: a real one there leaves
        out those made up."""
        counted = {story.key for story in self.site.evidence}
        found = [each for each in news_of_changes(self.garden) if each.entry.key in counted]
        return sorted(self._lately(self.garden, found), key=lambda each: each.sort == "planned")

    def _lately(self, garden: Garden, found: Sequence[News]) -> list[News]:
        network = self.network
        lately = [each for each in found if each.month >= self.since]
        return [each for each in lately if network is None or touches(garden, each.entry, network)]

    @cached_property
    def _opening_stories(self) -> list[Story]:
        """New stories that may be copied and may be shown to everybody at once, from different standpoints; those first
        that have a title of their own and are not mentioned above."""
        told = [each.entry for each in self._news if not each.is_change and STORY.includes(each.entry)]
        fit = [story for story in told if may_open(story) and may_be_copied(self.garden, story)]
        said = [story for story in fit if self.garden.opening(story)]
        spoken_of = {each.entry.key for each in (*self._changed, *self._tries)}
        return told_differently(
            sorted(said, key=lambda story: (story.key in spoken_of, not story.title)), MOST_OPENINGS
        )

    @cached_property
    def _tries(self) -> list[News]:
        return [each for each in self._news if each.sort == "tried"]

    # --- its parts

    @property
    def _new(self) -> LetterPart:
        """What is new, except what another part of the letter tells: stories first, people last, in one line."""
        elsewhere = {story.key for story in self._opening_stories}
        elsewhere |= {each.entry.key for each in (*self._changed[:MOST_OF_A_SORT], *self._tries[:MOST_OF_A_SORT])}
        told = [each for each in self._news if not each.is_change]
        site = [each for each in self._lately(self.site, news(self.site)) if not each.is_change]
        if not site:
            return LetterPart("Nothing new was published.", (), stands_alone=True)
        rest = [each for each in told if each.entry.key not in elsewhere]
        people = [each.entry for each in rest if each.sort == "person"]
        others = sorted((each for each in rest if each.sort != "person"), key=lambda each: _ORDER.index(each.sort))
        items = [self._item(each) for each in others[:MOST_NEW]]
        left_out = len(site) - len(told) + len(others[MOST_NEW:])
        latest = own_page("new").address if len(site) <= MOST else f"{STORY.folder}/"
        whole = self.network.url if self.network else latest
        if people:
            items.append(self._people(people))
        return LetterPart("New", tuple(items), left_out, self._at(whole))

    def _item(self, each: News) -> LetterItem:
        return LetterItem(self._called(each.entry), self._sentence(each), self._address(each.entry))

    def _people(self, people: Sequence[Entry]) -> LetterItem:
        names = [self.garden.title(each) for each in people[:MOST_NAMES]]
        if more := len(people[MOST_NAMES:]):
            names.append(f"{more} more")
        return LetterItem(f"New here: {in_words(names)}", "", self._at(f"{PERSON.folder}/"), len(people))

    def _sentence(self, each: News) -> str:
        garden, entry = self.garden, each.entry
        if STORY.includes(entry):
            answered = self._titles(garden.linked(entry, "answers"))
            told = f"answered {answered}" if answered else "told this story"
            return ended(f"{teller_begins(self.garden, entry)} {told}")
        if each.sort == "meeting":
            networks = [garden.title(network) for network in garden.linked(entry, "network")]
            return f"{in_words(networks) or 'A network'} met."
        return "A new question."

    @property
    def _changes(self) -> LetterPart:
        return self._first("What came of it", [*map(self._change, self._changed)], own_page("changes"))

    def _change(self, each: News) -> LetterItem:
        story = each.entry
        assert STORY.includes(story) and story.meta.change is not None
        what = story.meta.change.what
        begins = each.begins
        answered = self._titles(prompts_in_short(self.garden, story, MOST_PROMPTS))
        told = f"{teller_begins(self.garden, story)} told of it in {self._called(story)}"
        said = ended(f"{told}, prompted by {answered}" if answered else told)
        return LetterItem(f"{begins}: {what}" if what else f"{begins}.", said, self._address(story))

    @property
    def _tried(self) -> LetterPart:
        return self._first("Tried elsewhere", [*map(self._try, self._tries)], own_page("new"))

    def _try(self, each: News) -> LetterItem:
        story = each.entry
        assert STORY.includes(story)
        origins = self._titles(self.garden.linked(story, "tries"))
        told = ended(f"{teller_begins(self.garden, story)} tried what is told in {origins}")
        return LetterItem(self._called(story), f"{told} {went(self.garden, story)}".strip(), self._address(story))

    @property
    def _missing(self) -> LetterPart:
        """Who has not been heard: on the whole site, since somebody who is heard there is not missing."""
        site = self.site
        seats = in_words([site.settings.standpoint(slug).many for slug in not_heard(site, self.network)])
        items = [LetterItem(f"{sentence_case(seats)}. Do you know one?")] if seats else []
        questions = [each for each in site.of(QUESTION) if empty_seats(site, each)]
        if self.network is not None:
            questions = [each for each in questions if touches(site, each, self.network)]
        newest = sorted(
            sorted(questions, key=lambda each: each.slug), key=lambda each: each.meta.opened or "", reverse=True
        )
        items += map(self._seats, newest)
        return self._first("Not yet heard", items, own_page("questions"), MOST_QUESTIONS + bool(seats))

    def _seats(self, question: Question) -> LetterItem:
        many = [self.site.settings.standpoint(slug).many for slug in empty_seats(self.site, question)]
        return LetterItem(f"{self._called(question)} waits for {in_words(many)}.", "", self._address(question))

    @property
    def _meetings(self) -> LetterPart:
        """The next meeting of each network, or those of one, as its own page tells them."""
        found = list(meetings_to_come(self.site, self.network)) if self.network else self._next_of_each()
        return self._first("The next meetings", [*map(self._meeting, found)], own_page("networks"), MOST_MEETINGS)

    def _next_of_each(self) -> list[NextMeeting]:
        coming = all_to_come(self.site)
        firsts = {each.network.key if each.network else each.day: each for each in reversed(coming)}
        return sorted(firsts.values(), key=lambda each: (each.day, each.time))

    def _meeting(self, coming: NextMeeting) -> LetterItem:
        about = cast("Entry", coming.network or coming.meeting)
        place = "You are told where when you join." if coming.is_elsewhere else coming.where
        return LetterItem(f"{self._title(about)}: {coming.when}", shortened(place, LONGEST_PLACE), self._address(about))

    @property
    def _openings(self) -> LetterPart:
        return self._first("How a story begins", [*map(self._opening, self._opening_stories)], own_page("new"))

    def _opening(self, story: Story) -> LetterItem:
        garden = self.garden
        words = cut_at_sentence(garden.words(garden.opening(story)), LONGEST_OPENING)
        notes = self._notes(story)
        called = f"{'; '.join(notes)}, " if notes else ""
        if not garden.first_words(story):
            called = f"{self._called(story)}, "
        told = f"({called}told by {teller(garden, story)}; {licence_in_words(garden.licence(story))})"
        return LetterItem(words, told, self._address(story))

    def _first(
        self, heading: str, items: Sequence[LetterItem], others: OwnPage, most: int = MOST_OF_A_SORT
    ) -> LetterPart:
        """The first items of a part. `others` is where the rest is."""
        return LetterPart(heading, tuple(items[:most]), len(items[most:]), self._at(others.address))

    # --- words

    def _called(self, entry: Entry) -> str:
        """A title, with what readers should know before they open it."""
        notes = self._notes(entry)
        noted = f" ({'; '.join(notes)})" if notes else ""
        return f"“{self._title(entry)}”{noted}"

    def _notes(self, entry: Entry) -> list[str]:
        notes = []
        if self.site.is_marked(entry):
            notes.append("illustrative")
        if mentions := entry.meta.words("mentions"):
            notes.append(f"content note: {content_note(mentions)}")
        return notes

    def _teller(self, story: Story) -> str:
        return teller_begins(self.garden, story)

    def _titles(self, entries: Sequence[Entry]) -> str:
        made_up = {each.key: " (illustrative)" for each in entries if self.site.is_marked(each)}
        return in_words([f"“{self._title(each)}”{made_up.get(each.key, '')}" for each in entries])

    def _title(self, entry: Entry) -> str:
        return shortened(self.garden.title(entry), LONGEST_TITLE)

    def _address(self, entry: Entry) -> str:
        return self._at(entry.url)

    def _at(self, url: str) -> str:
        return self.site.settings.address(url, otherwise="")


def ended(sentence: str) -> str:
    """A sentence with a full stop, where a title at its end does not have its own."""
    return sentence if sentence.endswith(tuple(f"{end}”" for end in ENDS)) else f"{sentence}."
