"""kgen build: make the whole site beside the old one, then swap the two in one step.

Files that the cache knows to be current are not made again. A build that finds nothing changed ends before MkDocs is
loaded.
"""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kgen import git, parallel, report
from kgen.model import Source
from kgen.publish import cache
from kgen.publish.cache import BuildState, Shard, digest_of_name, in_shards
from kgen.publish.jobs import Job, JobsDone, LastBuild, ThisBuild, done, fingerprint_of
from kgen.publish.output_dir import OutputDir, all_in_place, refuse_foreign_folder, with_one_name
from kgen.publish.prepare import Prepared, prepare
from kgen.publish.progress import Progress
from kgen.publish.swap import building_place, put_in_place, settle
from kgen.read import digest_of
from kgen.read.records import packed
from kgen.read.walk import PICTURES, walk, walk_pictures
from kgen.settings import ConfigurationError, Settings
from kgen.terminal import printable
from kgen.weave import Garden
from kgen.weave.recording import Recorder

if TYPE_CHECKING:
    from kgen.publish.mkdocs import Workshop

FEWEST = 200
"""With fewer pages, another process costs more than it saves."""
FEWEST_READS = 20_000
"""With fewer questions to ask again, likewise."""
FEWEST_RECORDS = 1_000
"""With fewer records to write, likewise."""
_LAST = 0
"""Stands for the last build where a part names the process that did it."""


class Done(NamedTuple):
    pages: int
    said: str
    """Warnings and advice about the content; none of these is an error."""


class Build:
    """One build of one garden. The caller holds the garden's lock."""

    def __init__(self, settings: Settings, *, clean: bool, keep_going: bool) -> None:
        refuse_foreign_folder(settings.site_dir, settings)
        settle(settings.site_dir)
        self._settings = settings
        self._keep_going = keep_going
        self._cache = cache.load(settings)
        if clean or settings.allow_plugins:
            self._cache.state = None
        self._digests: dict[str, str] = {}
        """The digest of each file by that of its name, which may be the name of what nobody should see."""
        self._texts: tuple[Source, ...] = tuple(self._with_digests(walk(settings.content_dir)))
        """The text files, until they are read."""
        self._workshop: Workshop | None = None

    def unchanged(self) -> Done | None:
        """What the last build did, if this one would do the same and its site is as it was made."""
        state = self._cache.state
        if (
            state is None
            or not self._cache.usable()
            or not state.clean
            or state.sources != self._digests
            or state.day != self._settings.today
            or (state.history and state.history != git.head(self._settings.content_dir))
            or not all_in_place(self._settings.site_dir, state.outputs)
        ):
            return None
        return Done(state.pages, state.said)

    def prepare(self) -> Prepared:
        """Read, weave and check the garden; MkDocs is set up meanwhile."""
        known = self._cache.known()
        sources, self._texts = self._sources(self._texts), ()
        return prepare(
            self._settings, keep_going=self._keep_going, while_waiting=self._set_up, sources=sources, known=known
        )

    def _with_digests(self, sources: Iterable[Source]) -> Iterator[Source]:
        """Note the digest of each file, and yield all but the pictures: they are large, and read one by one later."""
        for source in sources:
            self._digests[digest_of_name(source.name)] = digest_of(source.data)
            if source.fault is not None or not source.name.startswith(f"{PICTURES}/"):
                yield source

    def _sources(self, texts: tuple[Source, ...]) -> Iterator[Source]:
        yield from texts
        yield from (source for source in walk_pictures(self._settings.content_dir) if source.fault is None)

    def _set_up(self) -> "Workshop":
        from kgen.publish.mkdocs import workshop

        if self._workshop is None:
            self._workshop = workshop(self._settings, building_place(self._settings.site_dir))
        return self._workshop

    def publish(self, prepared: Prepared, progress: Progress) -> Done:
        """Build the site into `settings.site_dir`."""
        from kgen.publish.mkdocs import build_with_plugins

        said = self._said(prepared)
        site = self._settings.site_dir
        place = building_place(site)
        try:
            site.parent.mkdir(parents=True, exist_ok=True)
            place.mkdir()
        except OSError as error:
            raise ConfigurationError(
                f"The site cannot be written to {site.parent}: {error.strerror}. Name another folder with -d."
            ) from None
        state = None
        try:
            if self._settings.allow_plugins:
                pages = build_with_plugins(prepared, self._set_up())
            else:
                state = self._made(prepared, progress, said)
                pages = state.pages
            put_in_place(place, site)
        finally:
            shutil.rmtree(place, ignore_errors=True)
        if state is not None:
            self._cache.save(replace(state, outputs=with_one_name(site, state.outputs)))
        return Done(pages, said)

    def _said(self, prepared: Prepared) -> str:
        of_settings = prepared.of_settings
        others = [each for each in prepared.problems if each.severity != "error" and each not in of_settings]
        lines = [printable(problem.sentence) for problem in of_settings]
        counted = f"{report.summary(others)} `kgen check` shows them." if others else ""
        return "\n".join(filter(None, [*lines, " ".join(filter(None, [counted, self._settings.unsaid]))]))

    def _made(self, prepared: Prepared, progress: Progress, said: str) -> BuildState:
        """Make the site in its building place, and return the state to keep."""
        settings, garden, cache = self._settings, prepared.garden, self._cache
        recorder = Recorder(garden, prepared.insight)
        build = ThisBuild()
        for part in self._parts(prepared, recorder, progress):
            build.add(part)
        uses_history = garden.undated or any(
            each.first_committed or each.is_misdated for each in garden.entries.values()
        )
        return BuildState(
            settings=cache.made_with,
            site=str(settings.site_dir),
            day=settings.today,
            history=git.head(settings.content_dir) if uses_history else "",
            sources=self._digests,
            clean=not prepared.errors,
            said=said,
            pages=len(self._set_up().plugin.pages),
            outputs=build.files,
            shards=self._write_records(garden),
            reads=cache.write_reads(build.as_json()),
        )

    def _parts(self, prepared: Prepared, recorder: Recorder, progress: Progress) -> Iterator[JobsDone]:
        """Make every file of the site, or keep the old file if nothing it was made from has changed."""
        from kgen.publish import search
        from kgen.views.rendering import PageRenderer

        settings, garden = self._settings, prepared.garden
        known = self._cache.usable()
        last = LastBuild(self._cache.reads() if known else None)
        stamps = self._cache.state.outputs if self._cache.state is not None and known else {}
        output = OutputDir(building_place(settings.site_dir), settings.site_dir, stamps)
        made_with = fingerprint_of(self._cache.code, self._cache.made_with, settings.today)
        jobs: list[Job] = []
        prepared.insight.warm()
        holding = parallel.map(
            recorder.still_holds,
            last.reads,
            min_items=FEWEST_READS,
            while_waiting=lambda: jobs.extend(self._site_jobs(prepared, made_with)),
        )
        stale = frozenset(number for number, holds in enumerate(holding) if not holds)
        kept = list(last.static_files(output))
        renderer = PageRenderer(garden, recorder=recorder)
        of_index = search.jobs(garden, made_with) if settings.search else []
        anew: list[Job] = []
        for job in (*of_index, *jobs):
            made = last.kept(job, stale, output)
            if made is None:
                anew.append(job)
            else:
                kept.append(made)
        yield JobsDone(_LAST, last.reads, kept)
        # The index takes longest, so it starts first; short jobs come last.
        index = search.together([job for job in anew if job in of_index], garden)
        pages = [[job] for job in anew if job not in of_index]
        yield from parallel.map(
            lambda task: done(task, renderer, recorder, output),
            [*index, *pages],
            min_items=FEWEST,
            long_first=len(index),
            done=lambda count: progress.say(f"{max(0, count - len(index))} of {len(pages)} pages and files"),
        )

    def _site_jobs(self, prepared: Prepared, made_with: str) -> Iterator[Job]:
        from kgen.publish.mkdocs import set_up_frames
        from kgen.publish.site_jobs import site_jobs

        workshop = self._set_up()
        frames = set_up_frames(prepared, workshop)
        return site_jobs(prepared, workshop.plugin.outputs(), workshop.plugin.pages, frames, made_with)

    def _write_records(self, garden: Garden) -> tuple[str, ...]:
        """Write the records of what is published, each with the digest of the file it was read from.

        An entry that names a hidden story is left out: its record would hold that story's name.
        """
        if not self._cache.prepare():
            return ()
        prefix = f"{self._settings.content_name}/"
        entries = {
            entry.path.removeprefix(prefix): entry
            for entry in garden.published.values()
            if not garden.names_hidden(entry)
        }
        known = self._cache.known()

        def write(shard: tuple[int, list[str]]) -> str:
            number, names = shard
            records: Shard = {}
            for name in names:
                digest, record = known.get(name, ("", []))
                entry = entries[name]
                records[name] = (entry.digest, record if digest == entry.digest else packed(entry))
            return self._cache.write_shard(number, records)

        shards = list(enumerate(in_shards(entries)))
        fewest = len(shards) * FEWEST_RECORDS // (len(entries) + 1)
        return tuple(parallel.map(write, shards, min_items=fewest + 1))
