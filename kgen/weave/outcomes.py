"""What came of stories: the changes that others credit to them, and where what they tell was tried."""

from collections import deque
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from kgen.model import STORY, Entry, Story
from kgen.weave.changes import in_order, status_of

if TYPE_CHECKING:
    from kgen.weave import Garden

MOST_BACK = 100
"""Stories to which one change is credited: those that its own answers, and what these answered, the nearest first."""


class Travel(NamedTuple):
    """A story that tried what another tells (`origin`): how that went (`worked`, `adapted`, `did-not`), and what its
    teller notes (may be empty)."""

    origin: Story
    story: Story
    went: str
    note: str


class Outcomes:
    """What came of the stories of a garden, by their keys and by those of topics."""

    def __init__(self, garden: "Garden") -> None:
        self._garden = garden

    @cached_property
    def tried(self) -> dict[str, tuple[Travel, ...]]:
        """What each story tried, in the order in which it says so."""
        tried = ((story.key, tuple(_tries(self._garden, story))) for story in self._garden.of(STORY))
        return {key: travels for key, travels in tried if travels}

    @cached_property
    def tried_about(self) -> dict[str, tuple[Travel, ...]]:
        """Where what stories about a topic tell was tried, the newest first; each story once."""
        found: dict[str, dict[str, Travel]] = {}
        for travel in chain.from_iterable(self.tried.values()):
            for topic in self._garden.linked_keys(travel.origin, "topics"):
                found.setdefault(topic, {}).setdefault(travel.story.key, travel)
        return {topic: tuple(travels.values()) for topic, travels in found.items()}

    @cached_property
    def changes(self) -> dict[str, tuple[Story, ...]]:
        """The stories whose change is credited to one, changes made first, the latest first."""
        found: dict[str, list[Story]] = {}
        garden = self._garden
        for story in in_order(garden, garden.of(STORY)):
            for key in prompted_by(garden, story):
                # What was made up earns no credit for a story that is true.
                if not garden.illustrative(story) or garden.illustrative(garden.published[key]):
                    found.setdefault(key, []).append(story)
        return {key: tuple(stories) for key, stories in found.items()}

    @cached_property
    def travels(self) -> dict[str, tuple[Travel, ...]]:
        """Where what a story tells was tried, the newest first; each story once."""
        found: dict[str, list[Travel]] = {}
        for travel in chain.from_iterable(self.tried.values()):
            found.setdefault(travel.origin.key, []).append(travel)
        return {key: tuple(travels) for key, travels in found.items()}


def prompted_by(garden: "Garden", story: Story) -> Iterable[str]:
    """The keys of the stories to which a change is credited: those that its story answers, and what these answer, back
    to the first of each chain; the nearest first. Without a change there are none."""
    if status_of(story) == "none":
        return ()
    found: dict[str, None] = {}
    waiting = deque(garden.linked_keys(story, "answers"))
    while waiting and len(found) < MOST_BACK:
        key = waiting.popleft()
        if key in found or key == story.key or garden.published[key].kind is not STORY:
            continue
        found[key] = None
        waiting.extend(garden.linked_keys(garden.published[key], "answers"))
    return found


def prompts_in_short(garden: "Garden", story: Story, most: int) -> list[Entry]:
    """At most `most` of the stories to which a change is credited, the nearest first; the one that began it is among
    them."""
    keys = list(prompted_by(garden, story))
    kept = keys if len(keys) <= most else [*keys[: most - 1], keys[-1]]
    return [garden.published[key] for key in kept]


def _tries(garden: "Garden", story: Story) -> Iterator[Travel]:
    """What a story says it tried, each story that readers can see once."""
    named = garden.names.in_fields(story.meta, "tries") if story.meta.tries else ()
    seen = {story.key}
    for each in named:
        origin = each.found[0] if each.found else story
        if origin.key in garden.published and origin.key not in seen and STORY.includes(origin):
            seen.add(origin.key)
            tried = story.meta.tries[each.number]
            yield Travel(origin, story, tried.went, tried.note or "")
