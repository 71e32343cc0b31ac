"""Which of many stories stand for the rest."""

from collections.abc import Sequence
from itertools import chain

from kgen.model import Story


def told_differently(stories: Sequence[Story], count: int) -> list[Story]:
    """Some stories from different standpoints, the first of each: those that need a content note last. If there are too
    few standpoints, some speak twice."""
    calm = (story for story in stories if not story.meta.mentions)
    noted = (story for story in stories if story.meta.mentions)
    first: dict[str, Story] = {}
    by_standpoint: dict[str, Story] = {}
    for story in chain(calm, noted):
        if len(by_standpoint) == count:
            break
        by_standpoint.setdefault(story.meta.standpoint[0], story)
        if len(first) < count:
            first[story.key] = story
    chosen = {story.key: story for story in by_standpoint.values()} | first
    return list(chosen.values())[:count]
