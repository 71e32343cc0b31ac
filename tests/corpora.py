"""Gardens that nobody here wrote."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sites import DAY

from kgen.checks import check
from kgen.model import Diagnostic
from kgen.read import read
from kgen.read.walk import walk
from kgen.settings import load
from kgen.weave import Garden, weave


class Corpus(NamedTuple):
    config: Path
    garden: Garden
    problems: list[Diagnostic]


def checked(config: Path, *, one_in: int = 1) -> Corpus:
    """A garden, and what the checks say about it; of its stories only every so many are read."""
    settings = load(config, today=DAY)
    stories: Iterator[int] = itertools.count()
    sources = [
        source
        for source in walk(settings.content_dir)
        if not source.name.startswith("stories/") or next(stories) % one_in == 0
    ]
    garden = weave(settings, read(settings, sources=sources))
    return Corpus(config, garden, check(garden))
