"""What a response without a title is called."""

from functools import cached_property
from typing import TYPE_CHECKING

from kgen.model import STORY, Entry
from kgen.weave.text import first_words

if TYPE_CHECKING:
    from kgen.weave import Garden


class SpokenTitles:
    """The titles of responses that have none, by key: their first words, if their licence lets others repeat them; else
    who speaks, and what they answer."""

    def __init__(self, garden: "Garden") -> None:
        self._garden = garden
        self._answered: dict[str, str] = {}

    @cached_property
    def titles(self) -> dict[str, str]:
        untitled = (entry for entry in self._garden.published.values() if not entry.title)
        return {entry.key: self.first_words.get(entry.key) or self._inherited(entry) for entry in untitled}

    @cached_property
    def first_words(self) -> dict[str, str]:
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
        """`A response from a manager to “Nine keys”`."""
        voice = self._garden.settings.standpoint(entry.meta.voices[0]).one
        answered = self._title_at_the_end(entry)
        return f"A response from {voice} to {answered}" if answered else f"A response from {voice}"

    def _title_at_the_end(self, entry: Entry) -> str:
        """The title that a response goes back to, by what each on the way answers first, in quotation marks; empty if
        there is none.

        It is kept for all on the way, so that a long chain of responses is walked once, and a circle ends.
        """
        way: dict[str, None] = {}
        while not entry.title and entry.key not in self._answered and entry.key not in way:
            way[entry.key] = None
            answered = self._garden.linked(entry, "answers")
            entry = answered[0] if answered else entry
        made_up = "the illustrative story " if entry.title and self._garden.is_marked(entry) else ""
        title = f"{made_up}“{entry.title}”" if entry.title else self._answered.get(entry.key, "")
        self._answered |= dict.fromkeys(way, title)
        return title
