"""Read, weave and check: what every way of building begins with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kgen.checks import check, reported
from kgen.diagnostic import errors_in
from kgen.model import Diagnostic, Source
from kgen.parallel import Explained
from kgen.read import KnownRecords, Reading, read
from kgen.read.image_metadata import BrokenImage, without_metadata
from kgen.settings import ConfigurationError, Settings
from kgen.settings.file import CHECK
from kgen.weave import Garden, weave
from kgen.weave.insight import Insight


@dataclass(frozen=True, slots=True)
class Prepared:
    """A garden ready to be published, and all that is wrong with it."""

    settings: Settings
    garden: Garden
    problems: tuple[Diagnostic, ...]
    insight: Insight
    following: tuple[Diagnostic, ...] = ()
    """The errors that may only follow from what could not be read: nobody is told them, but they keep entries back."""

    @property
    def errors(self) -> list[Diagnostic]:
        return errors_in(self.problems)

    @property
    def of_settings(self) -> list[Diagnostic]:
        """What is wrong with mkdocs.yml, though it can be used."""
        return [problem for problem in self.problems if problem.check == CHECK and problem.severity != "error"]


def prepare(
    settings: Settings,
    *,
    keep_going: bool,
    while_waiting: Callable[[], object] | None = None,
    sources: Iterable[Source] | None = None,
    known: KnownRecords | None = None,
) -> Prepared:
    """Read, weave and check the garden. With `keep_going`, what has an error is left out of it.

    `while_waiting`, `sources` and `known` are as in kgen.read.
    """
    return weave_and_check(settings, read(settings, while_waiting, sources, known), keep_going=keep_going)


def published_picture(name: str, data: bytes) -> bytes:
    """A picture without anything but what it shows. Raises PictureChanged where it is not the one that was checked."""
    try:
        return without_metadata(data)[0]
    except BrokenImage:
        raise PictureChanged(f"{name} was changed while the garden was built. Build it again.") from None


class PictureChanged(ConfigurationError, Explained):
    """A picture has changed since the garden was checked."""


def seen_by_readers(settings: Settings, reading: Reading) -> frozenset[str]:
    """The keys of what is published and has no error: what a message may suggest."""
    return frozenset(weave_and_check(settings, reading, keep_going=True).garden.published)


def weave_and_check(settings: Settings, reading: Reading, *, keep_going: bool) -> Prepared:
    """Weave and check what was read."""
    garden = weave(settings, reading)
    insight = Insight(garden)
    problems = tuple(check(garden, only_errors_mended=True, while_waiting=insight.warm))
    left_out = frozenset(problem.path for problem in errors_in(problems))
    if keep_going and left_out:
        garden = weave(settings, reading, left_out)
        insight = Insight(garden)
    following = tuple(problem for problem in errors_in(problems) if problem.follows)
    return Prepared(settings, garden, tuple(reported(problems)), insight, following)
