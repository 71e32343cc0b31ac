"""A garden that is read once and kept in memory while somebody writes in it.

What was saved is read and woven, and its pages can be asked for. What the checks say of it follows, from a process of
its own: an entry with an error then shows its problems at its address.
"""

import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markupsafe import Markup, escape

from kgen.checks import check, reported
from kgen.diagnostic import errors_in
from kgen.model import PAGE, Diagnostic, Entry, Page
from kgen.parallel import Child, WorkFailed, can_fork
from kgen.publish import cache, search
from kgen.publish.frame import Frames
from kgen.publish.mkdocs import Workshop, set_up_frames, workshop
from kgen.publish.prepare import Prepared, published_picture
from kgen.read import Reading, read, read_sources
from kgen.read.walk import PICTURES, fault_of_name, read_again, walk
from kgen.serve.answer import Answer, broken_page, file_answer, problems_page, redirect
from kgen.serve.version import Errors, Version
from kgen.serve.watch import Look, look_at, within
from kgen.settings import ConfigurationError, Settings, day_of_this_run, load
from kgen.settings.nav import NavItem
from kgen.site import own_page
from kgen.weave import weave
from kgen.weave.link_cache import LinkCache
from kgen.weave.menu import menu


class LiveGarden:
    """One garden while it is written in. `number` grows with each change that a browser might see.

    Its pages are below `mount`, which begins and ends with a slash; without one, where `site_url` says.
    """

    def __init__(self, config_file: Path, mount: str = "") -> None:
        self._config_file = config_file.absolute()
        self._mount = mount
        self._folder = tempfile.TemporaryDirectory(prefix="kgen-")
        self.version: Version | None = None
        self._settings: Settings | None = None
        self._workshop: Workshop | None = None
        self._frames: Frames | None = None
        self._framed: tuple[Sequence[NavItem], list[tuple[str, str]]] | None = None
        """What the frames show of the garden."""
        self.broken = ""
        self.is_unchecked = False
        """Whether something was saved that `begin_checking` has not looked at."""
        self._checking: Child | None = None
        self._indexing: Child | None = None
        self._index: Mapping[str, bytes] = {}
        self._indexed: Version | None = None
        """What the index is of, or the one that is being made."""
        self._search_failed = ""
        self.look: Look = {}
        self.number = 0
        self.epoch = 0
        """When it changes, what pages load may have changed too."""
        self.mount = "/"
        self.links = LinkCache()
        self._told: list[Diagnostic] = []
        self.news: list[Diagnostic] | None = None
        """The errors, where they have changed and have not been told yet."""
        self.load()

    # --- what is there

    def load(self) -> None:
        """Read everything: at the beginning, and where more than content was saved."""
        self._stop_checking()
        self.number += 1
        self.epoch += 1
        self.look = look_at([self._config_file])
        try:
            settings = self._settings = load(self._config_file)
            self.look = look_at(self.watched)
            self.mount = self._mount or unquote(urlsplit(settings.site_url).path).rstrip("/") + "/"
            known = cache.load(settings).known()
            reading = read(settings, sources=walk(settings.content_dir), known=known)
            self._workshop, self._framed = workshop(settings, Path(self._folder.name), previewing=True), None
            self._show(reading, _noticed_while_reading(settings, reading.entries))
            self.broken = ""
        except (ConfigurationError, WorkFailed, OSError) as error:
            self.broken, self.version = str(error), None
            return
        self.begin_checking()

    @property
    def watched(self) -> list[Path]:
        """The files and folders that pages depend on."""
        settings = self._settings
        if settings is None:
            return [self._config_file]
        theme = [settings.custom_dir] if settings.custom_dir is not None else []
        return [*settings.config_files, settings.content_dir, *theme]

    def keep_to_the_day(self) -> None:
        """Read everything again where another day has begun: reviews lapse, and meetings pass."""
        if self._settings is not None and self._settings.today != day_of_this_run():
            self.load()

    def changed_meanwhile(self) -> list[Path]:
        """The files that have changed since they were read, or are new, or gone."""
        now = look_at(self.watched)
        return [Path(each) for each in now.keys() | self.look.keys() if now.get(each) != self.look.get(each)]

    def save(self, changed: Iterable[Path], *, check: bool = True) -> None:
        """Take in what was saved: read and weave it, and check it in the background; without `check`, only once
        `begin_checking` is called."""
        version, settings = self.version, self._settings
        paths = self._news(changed)
        if not paths:
            return
        if version is None or settings is None or not all(settings.content_dir in path.parents for path in paths):
            self.load()
            return
        names = self._names(paths)
        if any(map(fault_of_name, names)):
            self.load()
            return
        self._stop_checking()
        self.number += 1
        self.epoch += any(name.startswith(f"{PICTURES}/") for name in names)
        try:
            reading = self._read_again(version, settings, names)
            saved = {f"{settings.content_name}/{name}" for name in names}
            noticed = _noticed_while_reading(settings, [each for each in reading.entries if each.path in saved])
            older = {path: errors for path, errors in version.errors.items() if path not in saved}
            self._show(reading, {**older, **noticed})
            self.broken = ""
            if not all(problem in self._told for problems in noticed.values() for problem in problems):
                self._tell_of_errors()
        except (ConfigurationError, WorkFailed, OSError) as error:
            self.broken = str(error)
            return
        self.is_unchecked = True
        if check:
            self.begin_checking()

    def _news(self, paths: Iterable[Path]) -> list[Path]:
        """Those of some paths whose files have changed since they were last read."""
        news = []
        for path in paths:
            before, now = within(self.look, path), look_at([path])
            if before != now:
                news.append(path)
                for each in before:
                    del self.look[each]
                self.look |= now
        return news

    def _names(self, paths: Collection[Path]) -> set[str]:
        """The names below content/ of files that were saved; for a folder, those of all files in it, now or before."""
        assert self._settings is not None and self.version is not None
        content, reading = self._settings.content_dir, self.version.reading
        prefix = f"{self._settings.content_name}/"
        paths_of = (*(each.path for each in reading.entries), *(each.path for each in reading.pictures))
        known = {path.removeprefix(prefix) for path in paths_of}
        names: set[str] = set()
        for path in paths:
            name = path.relative_to(content).as_posix()
            below = {each for each in known if each.startswith(f"{name}/")}
            if not path.is_symlink() and path.is_dir():
                below |= {each.relative_to(content).as_posix() for each in path.rglob("*") if not each.is_dir()}
            names |= below or {name}
        return names

    def _read_again(self, version: Version, settings: Settings, names: Collection[str]) -> Reading:
        content = settings.content_dir
        there = [name for name in sorted(names) if (content / name).is_symlink() or (content / name).exists()]
        sources = [read_again(content, name) for name in there]
        found = read_sources(sources, settings.content_name, site=settings.site_url)
        before = {entry.path: entry for entry in version.reading.entries}
        gone = {f"{settings.content_name}/{name}" for name in names}
        entries = [each for each in version.reading.entries if each.path not in gone]
        entries += [_with_history(each, before.get(each.path)) for each in found.entries]
        pictures = [each for each in version.reading.pictures if each.path not in gone] + [*found.pictures]
        return replace(
            version.reading,
            entries=tuple(sorted(entries, key=lambda entry: entry.path)),
            pictures=tuple(sorted(pictures, key=lambda picture: picture.path)),
        )

    def _show(self, reading: Reading, errors: Errors) -> None:
        assert self._settings is not None and self._workshop is not None
        version = Version(reading, self._settings, errors, self.links)
        framed = menu(version.garden), [(entry.url, version.garden.title(entry)) for entry in version.garden.of(PAGE)]
        if framed != self._framed:
            prepared = Prepared(self._settings, version.garden, (), version.insight)
            self._frames, self._framed = set_up_frames(prepared, self._workshop), framed
        self.version = version

    # --- what is wrong

    def begin_checking(self) -> None:
        """Check what is shown now, in a process of its own where there can be one."""
        self.is_unchecked = False
        version = self.version
        assert version is not None
        if can_fork():
            self._checking = Child(lambda: _errors(version))
        else:
            self._take_errors(_errors(version))

    def _stop_checking(self) -> None:
        self.is_unchecked = False
        if self._checking is not None:
            self._checking.kill()
            self._checking = None

    @property
    def behind(self) -> list[Child]:
        """The work in the background."""
        return [child for child in (self._checking, self._indexing) if child is not None]

    def collect(self) -> None:
        """Take over what work in the background has found."""
        if self._checking is not None and self._checking.has_answered():
            child, self._checking = self._checking, None
            with suppress(WorkFailed):  # The reason has been printed; the next save is checked again.
                self._take_errors(child.result())
        if self._indexing is not None and self._indexing.has_answered():
            child, self._indexing = self._indexing, None
            self._take_index(child)

    def _take_errors(self, errors: Errors) -> None:
        version = self.version
        assert version is not None
        if errors != version.errors:
            self._show(version.reading, errors)
            self.number += 1
        self._tell_of_errors()

    def _tell_of_errors(self) -> None:
        assert self.version is not None
        told = [problem for problems in self.version.errors.values() for problem in problems]
        self.news = reported(told) if told != self._told else None
        self._told = told

    # --- what is shown

    def answer(self, path: str) -> Answer:
        """What is at a path that a browser asks for, decoded and without its query."""
        if not path.startswith(self.mount):
            return redirect(self.mount)
        return self.answer_in(self.version, path, self.mount)

    def answer_in(self, version: Version | None, path: str, mount: str) -> Answer:
        """What is at a path in one version of the garden, whose pages are below `mount`."""
        try:
            return self._answer(version, path.removeprefix(mount), mount)
        except (OSError, ConfigurationError) as error:  # A picture that goes just now.
            return broken_page(str(error))

    def _answer(self, version: Version | None, path: str, mount: str) -> Answer:
        if self.broken or version is None:
            return broken_page(self.broken)
        if (file := self.theme_file(path)) is not None:
            return file
        address = f"{path.rstrip('/')}/".lstrip("/")
        found = None
        if address in version.problems:
            found = problems_page(version.problems[address])
        elif (page := version.page(address)) is not None:
            found = self._page(version, page)
        if found is not None:
            return found if path in (address, "") else redirect(f"{mount}{address}")
        return self._file(version, path.removesuffix("/") if path.endswith("/index.html/") else path)

    def _page(self, version: Version, page: Page) -> Answer:
        assert self._frames is not None
        said = self._said_above(version, page)
        content = f"{said}{version.renderer.html(page)}"
        return Answer(HTTPStatus.OK, self._frames.of(page).around(page, version.renderer, content))

    def _said_above(self, version: Version, page: Page) -> Markup:
        """What the preview says above a page, and the site does not."""
        if page.url == "" and version.errors:
            urls = {problems[0].path: url for url, problems in version.problems.items()}
            links = Markup(", ").join(
                Markup('<a href="{}">{}</a>').format(urls[path] or "./", path) if path in urls else escape(path)
                for path in sorted(version.errors)
            )
            count = len(version.errors)
            words = "One file has an error" if count == 1 else f"{count} files have errors"
            return Markup('<p class="kg-small" role="status"><strong>{}:</strong> {}</p>\n').format(words, links)
        if page.url == own_page("search").address:
            self._begin_index(version)
            if self._search_failed:
                return Markup('<p role="status">{}</p>\n').format(self._search_failed)
            if self._indexing is not None:
                return Markup('<p role="status">The search of this preview is being made.</p>\n')
        return Markup()

    def _file(self, version: Version, path: str) -> Answer:
        assert self._settings is not None
        if path.endswith("index.html") and (page := version.page(path.removesuffix("index.html"))) is not None:
            return self._page(version, page)
        if path in version.outputs:
            output = version.outputs[path]
            return file_answer(path, output.made(version.garden))
        if f"{path.rstrip('/')}/index.html".lstrip("/") in version.outputs:
            return self._file(version, f"{path.rstrip('/')}/index.html")
        if path in self._index:
            return file_answer(path, self._index[path])
        if path in version.pictures:
            name = version.pictures[path]
            file = self._settings.root / version.garden.pictures[name].path
            return file_answer(path, published_picture(name, file.read_bytes()))
        return Answer(HTTPStatus.NOT_FOUND, (Path(self._folder.name) / "404.html").read_bytes())

    def theme_file(self, path: str) -> Answer | None:
        """What pages load that is not a page of the garden; None where the theme has no file of this name."""
        folder = Path(self._folder.name)
        with_path = folder / path
        is_inside = "\0" not in path and len(path) < 255 and with_path.resolve().is_relative_to(folder.resolve())
        return file_answer(path, with_path.read_bytes()) if is_inside and with_path.is_file() else None

    # --- what can be looked for

    def _begin_index(self, version: Version) -> None:
        """Make the index of what is shown now, in the background, when somebody first wants to search."""
        if self._indexed is version or self._indexing is not None:
            return
        self._indexed, self._search_failed = version, ""
        if can_fork():
            self._indexing = Child(lambda: _index(version))
        else:
            self._index, self._search_failed = _index(version)

    def _take_index(self, child: Child) -> None:
        try:
            self._index, self._search_failed = child.result()
        except WorkFailed:
            self._search_failed = "The search could not be made; the terminal says why."
        self.number += 1

    def close(self) -> None:
        self._stop_checking()
        if self._indexing is not None:
            self._indexing.kill()
        self._folder.cleanup()


def _index(version: Version) -> tuple[Mapping[str, bytes], str]:
    """The files of the index, or why there are none."""
    try:
        return search.index(version.renderer), ""
    except ConfigurationError as error:
        return {}, str(error)


def _errors(version: Version) -> Errors:
    """Every error of the garden, whatever is left out of what is shown."""
    garden = version.garden
    if version.errors:
        garden = weave(garden.settings, version.reading)
    return _by_path(check(garden, only_errors_mended=True))


def _by_path(problems: Iterable[Diagnostic]) -> Errors:
    found: dict[str, list[Diagnostic]] = {}
    for problem in errors_in(problems):
        found.setdefault(problem.path, []).append(problem)
    return {path: tuple(problems) for path, problems in found.items()}


def _noticed_while_reading(settings: Settings, entries: Iterable[Entry]) -> Errors:
    """What was found wrong with some entries while they were read."""
    broken = tuple(entry for entry in entries if not entry.valid)
    if not broken:
        return {}
    noticed = {(entry.path, fault.check) for entry in broken for fault in entry.faults}
    problems = check(weave(settings, Reading(broken, (), ())), only_errors_mended=True)
    return _by_path(each for each in problems if (each.path, each.check) in noticed)


def _with_history(entry: Entry, before: Entry | None) -> Entry:
    """The month in which a file was first committed does not change when it is saved."""
    if before is None:
        return entry
    first, is_misdated = before.first_committed, before.is_misdated
    return replace(entry, first_committed=first, is_misdated=is_misdated, former_paths=before.former_paths)
