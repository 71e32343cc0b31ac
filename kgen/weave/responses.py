"""What a response without a title is called."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from kgen.model import STORY, Entry
from kgen.weave.text import first_words

if TYPE_CHECKING:
    from kgen.weave import Garden


class SpokenTitles:
    """The titles of responses that have none: their first words, if their licence lets others repeat them; else who
    speaks, and what they answer."""

    def __init__(self, garden: "Garden") -> None:
        self._garden = garden
        self._answered: dict[str, str] = {}

    def title(self, entry: Entry) -> str:
        return self._titles.get(entry.key, "")

    def first_words(self, entry: Entry) -> str:
        return self._first_words.get(entry.key, "")

    @cached_property
    def _titles(self) -> dict[str, str]:
        untitled = (entry for entry in self._garden.published.values() if not entry.title)
        return {entry.key: self.first_words(entry) or self._inherited(entry) for entry in untitled}

    @cached_property
    def _first_words(self) -> dict[str, str]:
        garden = self._garden
        untitled = (entry for entry in garden.published.values() if STORY.includes(entry) and not entry.title)
        free = [story for story in untitled if garden.licence(story) != "read-only"]
        said = {story.key: garden.opening(story).resolve(self._words_in_title) for story in free}
        return {key: first_words(words) for key, words in said.items() if words}

    def _words_in_title(self, name: str) -> str:
        """The words of a link in a title: never those of another answer, which could lead back here."""
        found = self._garden.names.look_up(name.partition("#")[0].strip())
        return "another answer" if found and not found[0].title else self._garden.words_for(name)

    def _inherited(self, entry: Entry) -> str:
        garden = self._garden
        who = garden.settings.standpoints.get(entry.meta.voices[0])
        return response_title(who.one if who else "somebody", self._answered_title(entry))

    def _answered_title(self, entry: Entry) -> str:
        garden = self._garden

        def answered(by: Entry) -> Entry | None:
            return next((garden.published[key] for key in garden.linked_keys(by, "answers")), None)

        return title_at_the_end(entry, answered, self._answered)


def response_title(voice: str, answered: str) -> str:
    """`A response from a manager to “Nine keys”`."""
    return f"A response from {voice} to “{answered}”" if answered else f"A response from {voice}"


def title_at_the_end(entry: Entry, answered: Callable[[Entry], Entry | None], known: dict[str, str]) -> str:
    """The title that a response goes back to, by what each on the way answers first; empty if there is none.

    `known` keeps it for all on the way, so that a long chain of responses is walked once, and a circle ends.
    """
    way: dict[str, None] = {}
    while not entry.title and entry.key not in known and entry.key not in way:
        way[entry.key] = None
        entry = answered(entry) or entry
    title = entry.title or known.get(entry.key, "")
    known |= dict.fromkeys(way, title)
    return title
