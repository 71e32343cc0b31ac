"""What was just saved, shown before the whole garden is built anew.

In a large garden a build takes seconds. A few saved files are read and woven with what was read before, and the pages
that stand for them are made; all that others show of them follows with the build.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from kgen.checks import check
from kgen.model import Entry, Picture, Problem, Source
from kgen.publish.frame import Frames
from kgen.publish.prepare import Prepared
from kgen.publish.reworded import only_prose_differs
from kgen.read import Reading, read_sources
from kgen.views import pages_of
from kgen.views.rendering import Renderer
from kgen.weave import weave
from kgen.weave.related import Relations

ProblemsByAddress = dict[str, list[Problem]]


def errors_by_address(problems: Iterable[Problem], entries: Iterable[Entry]) -> ProblemsByAddress:
    """The errors among some problems that are those of some entries, by the entries' addresses."""
    addresses = {entry.path: entry.url for entry in entries}
    found: ProblemsByAddress = defaultdict(list)
    for problem in problems:
        if problem.severity == "error" and problem.path in addresses:
            found[addresses[problem.path]].append(problem)
    return dict(found)


class Sketch:
    """A garden as it was built, and the pages of what was saved since."""

    def __init__(self, prepared: Prepared, frames: Frames) -> None:
        self._garden = prepared.garden
        self._relations = prepared.relations
        self._frames = frames
        self._saved: dict[str, Entry] = {}
        """What was saved since the last build began, by key."""
        self.pages: dict[str, bytes] = {}
        """By their addresses, the pages that differ from what was built."""
        self.gone: set[str] = set()
        """The addresses of pages and pictures that readers may not see any more, each with a slash at its end."""
        self.problems: ProblemsByAddress = {}
        """What is wrong with each entry that was saved, by its address: often nothing."""
        self.is_woven = False
        """Whether what was taken in last may change what others show, and what the checks say."""
        self.awaits_pictures = False
        """Whether a picture is shown that is not in the site which was built."""

    def take(self, sources: Iterable[Source], gone: Collection[str] = ()) -> list[Problem]:
        """Take in files that were saved, and the names of those that are no more, and make the pages of the saved.

        Return the errors that were noticed while they were read.
        """
        garden = self._garden
        settings = garden.settings
        public = settings.source == "public"
        reading = read_sources(sources, settings.content_name, site=settings.site_url, public=public)
        entries = [self._with_history(each) for each in reading.entries]
        before = [garden.published.get(entry.key) for entry in entries]
        self.is_woven = bool(gone or reading.pictures) or not all(
            old is not None and only_prose_differs(old, new) for old, new in zip(before, entries, strict=True)
        )
        if self.is_woven:
            self._weave(entries, reading.pictures, gone, garden.left_out - {entry.path for entry in entries})
        else:
            for entry in entries:
                self._garden = self._garden.reworded(entry)
        for name in gone:
            self._saved.pop(name.removesuffix(".md"), None)
            if (lost := garden.entries.get(name.removesuffix(".md"))) is not None:
                self._erase(lost)
        self._saved.update((entry.key, entry) for entry in entries)
        self._draw(entries)
        return [problem for entry in entries for problem in self.problems[entry.url]]

    def _with_history(self, entry: Entry) -> Entry:
        """The month in which a file was first committed does not change when it is saved."""
        before = self._garden.entries.get(entry.key)
        return entry if before is None else replace(entry, added=before.added, once_called=before.once_called)

    def _weave(
        self, saved: Iterable[Entry], pictures: Iterable[Picture], gone: Collection[str], left_out: frozenset[str]
    ) -> None:
        garden = self._garden
        known = (garden.entries, garden.pictures, garden.refused)
        files: dict[str, Entry | Picture] = {each.path: each for part in known for each in part.values()}
        files.update((entry.path, entry) for entry in saved)
        files.update((picture.path, picture) for picture in pictures)
        for name in gone:
            files.pop(f"{garden.settings.content_name}/{name}", None)
        there = [files[path] for path in sorted(files)]
        reading = Reading(
            tuple(each for each in there if isinstance(each, Entry)),
            tuple(each for each in there if isinstance(each, Picture)),
            garden.strays,
            garden.undated,
        )
        self._garden = weave(garden.settings, reading, left_out)
        self._relations = Relations(self._garden)
        before, now = (set(each.picture_addresses.values()) for each in (garden, self._garden))
        self.gone = (self.gone | {f"{address}/" for address in before - now}) - {f"{address}/" for address in now}
        self.awaits_pictures |= not now <= before

    def _draw(self, entries: Iterable[Entry]) -> None:
        renderer = Renderer(self._garden, self._relations)
        frames = self._frames.around(renderer)
        broken = []
        for entry in entries:
            self._erase(entry)
            self.problems[entry.url] = []
            if not entry.sound:
                broken.append(entry)
            elif entry.key in self._garden.published:
                self.gone.discard(entry.url)
                self.pages.update((page.url, frames.whole(page, page.html())) for page in pages_of(renderer, entry))
        self.problems.update(self._noticed_while_reading(broken))

    def _erase(self, entry: Entry) -> None:
        self.problems.pop(entry.url, None)
        if entry.url:  # There is a home page without a file for it.
            self.gone.add(entry.url)
        drawn = [url for url in self.pages if url == entry.url or (entry.url and url.startswith(entry.url))]
        for url in drawn:
            del self.pages[url]

    def _noticed_while_reading(self, entries: Collection[Entry]) -> ProblemsByAddress:
        if not entries:
            return {}
        alone = weave(self._garden.settings, Reading(tuple(entries), (), ()))
        noticed = {(entry.path, fault.check) for entry in entries for fault in entry.faults}
        problems = check(alone, only_errors_mended=True)
        return errors_by_address([each for each in problems if (each.path, each.check) in noticed], entries)

    def look_closer(self) -> list[Problem]:
        """Run every check, and return the errors of each entry that was saved of which not all were known."""
        found = errors_by_address(check(self._garden, only_errors_mended=True), self._saved.values())
        new = {url: problems for url, problems in found.items() if problems != self.problems[url]}
        self.problems.update(new)
        return [problem for problems in new.values() for problem in problems]

    def settle(self, left_out: frozenset[str]) -> None:
        """Forget the pages: a build that began after the last save shows them. It left out some entries, by path."""
        if left_out != self._garden.left_out:
            self._weave((), (), (), left_out)
        self._saved.clear()
        self.awaits_pictures = False
        self.pages.clear()
        self.gone.clear()
        self.problems.clear()
