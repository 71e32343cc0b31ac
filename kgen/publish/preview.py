"""The garden while somebody writes in it: built anew, in the short way if it can be, whenever a file is saved.

An entry with an error is left out of the site, and its address shows what is wrong with it (kgen.publish.server).
A large garden is built in a process of its own; what was saved is shown before that is done (kgen.publish.sketch).
"""

import gc
import os
import stat
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from kgen.model import Problem
from kgen.publish.build import Build
from kgen.publish.lock import WORKPLACE, can_keep, only_build, workplace
from kgen.publish.prepare import Prepared
from kgen.publish.progress import Progress
from kgen.publish.server import Shown
from kgen.publish.sketch import ProblemsByAddress, Sketch, errors_by_address
from kgen.read.walk import PICTURES, fault_of_name, is_left_over, read_again
from kgen.settings import ConfigurationError, Settings, load
from kgen.workers import Child, WorkFailed

PATIENCE = 0.2
"""Seconds between two looks at the files, at least; more where looking takes longer than a fifth of that."""
_SHARE = 5
LARGE = 1000
"""Entries from which on a build takes so long that what was saved is shown before it."""
MOST_SAVED = 20
"""Files that are shown before the garden is built anew. Where more change at once, nobody is writing them."""
Look = dict[str, tuple[int, int]]
"""The size and the time of change of each file that a build depends on."""


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build: the site's folder and the path it is published below, or why it is `broken`."""

    site: str = ""
    mount: str = "/"
    errors: tuple[Problem, ...] = ()
    problems: ProblemsByAddress = field(default_factory=dict)
    """The errors of each address that has no page because of them."""
    said: str = ""
    """A line on it, for the terminal."""
    broken: str = ""


class Preview:
    """Builds one garden again and again, into a folder that kgen keeps for itself."""

    def __init__(self, config_file: Path) -> None:
        self._config_file = config_file.absolute()
        self._content = ""
        self._look: Look = {}
        self._watched: tuple[str, ...] = ()
        self._number = 0
        self._epoch = 0
        self._built = Built()
        self._built_whole = False
        self._sketch: Sketch | None = None
        self._behind: Child | None = None
        """The build that goes on while this process looks out for the next save."""
        self._is_stale = False
        """Whether something was saved since that build began."""
        self.errors: Sequence[Problem] = ()
        """What is wrong, where that is news."""
        self.said = ""
        """A line on the last build, for the terminal, where that is news."""

    def builds(self) -> Iterator[Shown]:
        """Build, and build again whenever something was saved, for ever; yield what is to be shown."""
        gc.disable()
        yield from self._news(self._build())
        while True:
            saved = self._await_news()
            if self._behind is not None and saved is None:
                yield from self._news(self._finished(self._behind))
            elif self._sketch is not None and saved is not None and self._is_writing(saved):
                self._is_stale = True
                yield from self._sketched(self._sketch, saved)
            else:
                self._stop()
                yield from self._news(self._build())
            if self._is_stale and self._behind is None:
                self._is_stale = False
                self._behind = Child(self._build_again)

    # --- what is to be shown

    def _news(self, built: Built) -> Iterator[Shown]:
        """What is to be shown after a build. Circles in memory are looked for afterwards, when nobody waits."""
        self._built, self.errors, self.said = built, built.errors, built.said
        self._built_whole = not built.broken
        yield self._shown()
        gc.collect()

    def _shown(self) -> Shown:
        self._number += 1
        built, sketch = self._built, self._sketch
        shown = Shown(self._number, built.site, built.mount, built.problems, built.broken, epoch=self._epoch)
        if sketch is None:
            return shown
        problems = {url: problems for url, problems in {**built.problems, **sketch.problems}.items() if problems}
        return replace(shown, problems=problems, pages=dict(sketch.pages), gone=frozenset(sketch.gone))

    def _sketched(self, sketch: Sketch, saved: Collection[str]) -> Iterator[Shown]:
        """What was saved, and then what the checks find wrong in it."""
        content = Path(self._content)
        gone = {self._name(path) for path in saved if not os.path.lexists(path)}
        there = sorted({self._name(path) for path in saved} - gone)
        self._epoch += any(name.startswith(f"{PICTURES}/") for name in there)
        sources = [read_again(content, name) for name in there if not fault_of_name(name)]
        self.errors, self.said = sketch.take(sources, gone), ""
        yield self._shown()
        if sketch.is_woven and (found := sketch.look_closer()):
            self.errors = found
            yield self._shown()

    # --- building

    def _build(self) -> Built:
        """Build in this process, after which what is saved can be sketched."""
        self._epoch += 1
        self._sketch = None
        self._look = self._look_at([self._config_file])
        try:
            settings = self._settings()
            self._look = self._look_at(_files_of(settings))
        except (ConfigurationError, OSError) as error:
            return _broken(error)
        self._content = str(settings.content_dir)
        return self._built_with(settings)

    def _build_again(self) -> Built:
        try:
            return self._built_with(self._settings())
        except (ConfigurationError, OSError) as error:
            return _broken(error)

    def _built_with(self, settings: Settings) -> Built:
        started = time.monotonic()
        try:
            with only_build(settings.root):
                build = Build(settings, clean=False, keep_going=True, cache_name="preview-cache")
                done = build.reworded(despite_errors=True) if self._built_whole else None
                if done is not None:
                    errors, problems = self._built.errors, self._built.problems
                else:
                    prepared = build.prepare()
                    errors = tuple(prepared.errors)
                    problems = errors_by_address(errors, prepared.garden.entries.values())
                    done = build.publish(prepared, Progress())
                    self._begin_sketch(prepared, build)
        except (ConfigurationError, WorkFailed, OSError) as error:
            return _broken(error)
        said = f"{done.pages} pages, {time.monotonic() - started:.1f} s."
        mount = urlsplit(settings.site_url).path.rstrip("/") + "/"
        return Built(str(settings.site_dir), mount, errors, problems, said)

    def _settings(self) -> Settings:
        settings = load(self._config_file)
        if not can_keep(settings.root):
            raise ConfigurationError(
                f"kgen serve builds into {settings.root / WORKPLACE}, where nothing can be written. Copy the garden to"
                " another folder, or build its site elsewhere: kgen build -d FOLDER."
            )
        site = workplace(settings.root) / "preview"
        return settings.model_copy(update={"search": False, "site_dir": site})

    def _begin_sketch(self, prepared: Prepared, build: Build) -> None:
        if hasattr(os, "fork") and build.frames is not None and len(prepared.garden.entries) >= LARGE:
            self._sketch = Sketch(prepared, build.frames)

    def _finished(self, behind: Child) -> Built:
        """What came of the build that went on behind."""
        self._behind = None
        try:
            built: Built = behind.result()
        except WorkFailed as error:
            built = _broken(error)
        if built.broken:
            self._sketch = None
        elif self._sketch is not None and not self._is_stale:
            self._epoch += self._sketch.awaits_pictures
            self._sketch.settle(frozenset(problem.path for problem in built.errors))
        return built

    def _stop(self) -> None:
        """Wait for the build behind, whose result nobody wants any more."""
        if self._behind is not None:
            self._behind.abandon()
        self._behind, self._is_stale = None, False

    # --- waiting

    def _await_news(self) -> set[str] | None:
        """Wait until files differ from what was built, and then until nothing is being written any more.

        Return the paths of these files, or None where the build behind is finished first.
        """
        before = self._look
        while True:
            started = time.monotonic()
            look = self._look_at([Path(path) for path in self._watched])
            if look == before != self._look:
                changed = [path for path in look.keys() | self._look.keys() if look.get(path) != self._look.get(path)]
                self._look = look
                return {path for path in changed if not os.path.isdir(path)}
            if look == self._look and self._behind is not None and self._behind.has_answered():
                return None
            before = look
            time.sleep(max(PATIENCE, _SHARE * (time.monotonic() - started)) if look == self._look else PATIENCE / 4)

    def _is_writing(self, saved: Collection[str]) -> bool:
        """Whether somebody saved a few files of the content, and nothing else."""
        return len(saved) <= MOST_SAVED and all(path.startswith(self._content + os.sep) for path in saved)

    def _name(self, path: str) -> str:
        """The name below content/ of a file in it."""
        return path.removeprefix(self._content + os.sep).replace(os.sep, "/")

    def _look_at(self, roots: list[Path]) -> Look:
        self._watched = tuple(map(str, roots))
        look: Look = {}
        for root in self._watched:
            look_below(root, look)
        return look


def _broken(error: Exception) -> Built:
    return Built(said=str(error), broken=str(error))


def _files_of(settings: Settings) -> list[Path]:
    theme = [settings.custom_dir] if settings.custom_dir is not None else []
    return [settings.config_path, settings.content_dir, *theme]


def look_below(path: str, look: Look) -> None:
    """Note a file, or all files below a folder. What vanishes while one looks is not there.

    Of a folder only counts that it is there: an editor's own files come and go in it.
    """
    with suppress(FileNotFoundError, NotADirectoryError):
        status = os.stat(path)
        look[path] = (0, 0) if stat.S_ISDIR(status.st_mode) else (status.st_size, status.st_mtime_ns)
    with suppress(OSError), os.scandir(path) as entries:
        for entry in entries:
            if is_left_over(entry):
                continue
            if entry.is_dir(follow_symlinks=False):
                look_below(entry.path, look)
            else:
                with suppress(FileNotFoundError):
                    status = entry.stat(follow_symlinks=False)
                    look[entry.path] = status.st_size, status.st_mtime_ns
