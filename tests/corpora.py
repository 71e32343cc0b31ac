"""Gardens that nobody here wrote."""

from pathlib import Path
from typing import NamedTuple

from sites import DAY

from kgen.checks import check
from kgen.model import Diagnostic
from kgen.read import read
from kgen.settings import load
from kgen.weave import Garden, weave


class Corpus(NamedTuple):
    config: Path
    garden: Garden
    problems: list[Diagnostic]


def checked(config: Path) -> Corpus:
    """A garden, and what the checks say about it."""
    settings = load(config, today=DAY)
    garden = weave(settings, read(settings))
    return Corpus(config, garden, check(garden))
