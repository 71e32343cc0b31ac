"""The garden while somebody writes in it: built anew, in the short way if it can be, whenever a file is saved.

An entry with an error is left out of the site, and its address shows what is wrong with it (kgen.publish.server).
"""

import gc
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from kgen.model import Problem
from kgen.publish.build import Build
from kgen.publish.lock import only_build, workplace
from kgen.publish.progress import Progress
from kgen.publish.server import Shown
from kgen.settings import ConfigurationError, Settings, load
from kgen.workers import WorkFailed

PATIENCE = 0.2
"""Seconds between two looks at the files, at least; more where looking takes longer than a fifth of that."""
_SHARE = 5
Look = dict[str, tuple[int, int]]
"""The size and the time of change of each file that a build depends on."""


class Preview:
    """Builds one garden again and again, into a folder that kgen keeps for itself."""

    def __init__(self, config_file: Path) -> None:
        self._config_file = config_file.absolute()
        self._look: Look = {}
        self._addresses: dict[str, str] = {}
        self.errors: list[Problem] = []
        """What was wrong at the last build."""
        self.said = ""
        """A line on the last build, for the terminal."""
        self._built_whole = False

    def builds(self) -> Iterator[Shown]:
        """Build, and build again whenever something was saved, for ever; yield what is to be shown."""
        number = 1
        while True:
            yield self._build(number)
            number += 1
            self._await_a_save()

    def _build(self, number: int) -> Shown:
        started = time.monotonic()
        self._look = self._look_at([self._config_file])
        try:
            settings = self._settings()
            self._look = self._look_at(_files_of(settings))
            with only_build(settings.root), _collecting_afterwards():
                pages = self._built(settings)
        except (ConfigurationError, WorkFailed, OSError) as error:
            self.errors, self.said = [], f"{error}"
            return Shown(number, broken=str(error))
        self.said = f"{pages} pages, {time.monotonic() - started:.1f} s."
        mount = urlsplit(settings.site_url).path.rstrip("/") + "/"
        return Shown(number, str(settings.site_dir), mount, self._by_address())

    def _settings(self) -> Settings:
        settings = load(self._config_file)
        site = workplace(settings.root) / "preview"
        return settings.model_copy(update={"search": False, "site_dir": site})

    def _built(self, settings: Settings) -> int:
        build = Build(settings, clean=False, keep_going=True, cache_name="preview-cache")
        done = build.reworded(despite_errors=True) if self._built_whole else None
        if done is None:
            self._built_whole = False
            prepared = build.prepare()
            self.errors = prepared.errors
            self._addresses = {entry.path: entry.url for entry in prepared.garden.entries.values()}
            done = build.publish(prepared, Progress())
            self._built_whole = True
        return done.pages

    def _by_address(self) -> dict[str, list[Problem]]:
        found: dict[str, list[Problem]] = defaultdict(list)
        for problem in self.errors:
            if problem.path in self._addresses:
                found[self._addresses[problem.path]].append(problem)
        return dict(found)

    def _await_a_save(self) -> None:
        """Wait until a file differs from what was built, and then until nothing is being written any more."""
        before = self._look
        while True:
            started = time.monotonic()
            look = self._look_at([Path(path) for path in self._watched])
            if look == before != self._look:
                return
            before = look
            time.sleep(max(PATIENCE, _SHARE * (time.monotonic() - started)) if look == self._look else PATIENCE / 4)

    _watched: tuple[str, ...] = ()

    def _look_at(self, roots: list[Path]) -> Look:
        self._watched = tuple(map(str, roots))
        look: Look = {}
        for root in self._watched:
            _look_below(root, look)
        return look


def _files_of(settings: Settings) -> list[Path]:
    theme = [settings.custom_dir] if settings.custom_dir is not None else []
    return [settings.config_path, settings.content_dir, *theme]


def _look_below(path: str, look: Look) -> None:
    """Note a file, or all files below a folder. What vanishes while one looks is not there."""
    with suppress(FileNotFoundError, NotADirectoryError):
        status = os.stat(path)
        look[path] = status.st_size, status.st_mtime_ns
    with suppress(OSError), os.scandir(path) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _look_below(entry.path, look)
            else:
                with suppress(FileNotFoundError):
                    status = entry.stat(follow_symlinks=False)
                    look[entry.path] = status.st_size, status.st_mtime_ns


@contextmanager
def _collecting_afterwards() -> Iterator[None]:
    """Build without looking for circles in memory, and look for them when nobody waits."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
