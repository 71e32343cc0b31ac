"""kgen build: the whole site is made beside the old one, and takes its place in one step.

What the cache knows to be right is not made again. A build that finds nothing changed ends before MkDocs is loaded.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kgen import git, report, workers
from kgen.model import Entry, Source
from kgen.publish import cache, reworded
from kgen.publish.cache import Seal, Shard, State, digest_of_name
from kgen.publish.folder import Folder, all_in_place
from kgen.publish.keys import Keys, Nearness, digest_of
from kgen.publish.prepare import Prepared, prepare
from kgen.publish.progress import Progress
from kgen.publish.swap import building_place, put_in_place, settle
from kgen.read import digest_of_file
from kgen.read.records import packed
from kgen.read.walk import PICTURES, walk, walk_pictures
from kgen.settings import ConfigurationError, Settings
from kgen.terminal import printable
from kgen.weave import Garden

if TYPE_CHECKING:
    from kgen.publish.frame import Frames
    from kgen.publish.mkdocs import Job, Workshop

FEWEST = 200
"""Pages below which another process costs more than it saves."""


class Done(NamedTuple):
    pages: int
    said: str
    """What there is to say of the content, though nothing of it is an error."""


class Build:
    """One build of one garden. Whoever makes one holds the garden's lock."""

    def __init__(self, settings: Settings, *, clean: bool, keep_going: bool, cache_name: str = cache.ORDINARY) -> None:
        refuse_foreign_folder(settings.site_dir, settings)
        settle(settings.site_dir)
        self._settings = settings
        self._keep_going = keep_going
        self._cache = cache.load(settings, cache_name)
        if clean or settings.allow_plugins:
            self._cache.state = None
        self._digests: dict[str, str] = {}
        """The digest of each file by that of its name, which may be the name of what nobody should see."""
        self._texts: tuple[Source, ...] = tuple(self._with_digests(walk(settings.content_dir)))
        """The text files, until they are read."""
        self._workshop: Workshop | None = None

    def unchanged(self) -> Done | None:
        """What the last build did, if this one would do the same and its site stands as it was made."""
        state = self._as_it_stands
        if state is None or not state.clean or state.sources != self._digests:
            return None
        return Done(state.pages, state.said)

    def reworded(self, *, despite_errors: bool = False) -> Done | None:
        """Publish a garden in which only the prose of one entry has changed; nothing is done where that is not so.

        Errors in other entries stay what they were; whoever knows them need not hear of them again.
        """
        state = self._as_it_stands
        if state is None or not (state.clean or despite_errors):
            return None
        if self._settings.search or state.sources.keys() != self._digests.keys():
            return None
        changed = {name for name, digest in self._digests.items() if state.sources[name] != digest}
        sources = [source for source in self._texts if digest_of_name(source.name) in changed]
        if len(changed) != 1 or not sources or not reworded.publish(self._cache, self._settings, sources[0]):
            return None
        return Done(state.pages, state.said)

    @cached_property
    def _as_it_stands(self) -> State | None:
        """What the last build did, if its site stands as it was made and would be made so again of the same files."""
        state = self._cache.state
        if (
            state is None
            or not self._cache.usable()
            or state.day != self._settings.today
            or (state.history and state.history != git.head(self._settings.content_dir))
            or not all_in_place(self._settings.site_dir, state.outputs)
        ):
            return None
        return state

    def prepare(self) -> Prepared:
        """Read, weave and check the garden; MkDocs is set up meanwhile."""
        known = self._cache.known()
        sources, self._texts = self._sources(self._texts), ()
        return prepare(
            self._settings, keep_going=self._keep_going, meanwhile=self._set_up, sources=sources, known=known
        )

    def _with_digests(self, sources: Iterable[Source]) -> Iterator[Source]:
        """Note the digest of each file, and yield all but the pictures: they are large, and read one by one later."""
        for source in sources:
            self._digests[digest_of_name(source.name)] = digest_of_file(source.data)
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

    @property
    def frames(self) -> "Frames | None":
        """The frames around the pages that were made; none where other plugins see each page."""
        return None if self._settings.allow_plugins or self._workshop is None else self._workshop.plugin.frames

    def publish(self, prepared: Prepared, progress: Progress) -> Done:
        """Build the site into `settings.site_dir`."""
        of_settings = prepared.of_settings
        others = [each for each in prepared.problems if each.severity != "error" and each not in of_settings]
        lines = [printable(problem.sentence) for problem in of_settings]
        counted = f"{report.summary(others)} `kgen check` shows them." if others else ""
        said = "\n".join(filter(None, [*lines, " ".join(filter(None, [counted, self._settings.unsaid]))]))
        site = self._settings.site_dir
        place = building_place(site)
        try:
            site.parent.mkdir(parents=True, exist_ok=True)
            place.mkdir()
        except OSError as error:
            raise ConfigurationError(
                f"The site cannot be written to {site.parent}: {error.strerror}. Name another folder with -d."
            ) from None
        try:
            state = self._made(prepared, progress, said)
            put_in_place(place, site)
        finally:
            shutil.rmtree(place, ignore_errors=True)
        if state.outputs:
            self._cache.save(state)
        return Done(state.pages, said)

    def _made(self, prepared: Prepared, progress: Progress, said: str) -> State:
        """Make the site in its building place, and return what is to be remembered of it."""
        from kgen.publish import mkdocs, search

        settings, garden, kept = self._settings, prepared.garden, self._cache
        old = kept.state
        before = Nearness(old.sharing, old.related) if old is not None else None
        keys = Keys(garden, digest_of(kept.code, kept.made_with, settings.today.encode()), before)
        outputs: dict[str, Seal] = {}
        shards: tuple[bytes, ...] = ()
        nearness = Nearness(b"", {})
        if settings.allow_plugins:
            pages = mkdocs.build_with_plugins(prepared, self._set_up())
        else:
            folder = Folder(building_place(settings.site_dir), settings.site_dir, kept.outputs())
            staged: list[tuple[list[Job], dict[str, Seal]]] = []

            def stage() -> None:
                staged.append(mkdocs.build(prepared, self._set_up(), keys, folder))

            nearness = keys.set_up(prepared.relations, meanwhile=stage)
            [(jobs, outputs)] = staged
            pages = len(self._set_up().plugin.pages)
            # The index takes longest, so it is begun first; records follow, and what is short comes last.
            indexes = search.makers(folder, garden, keys) if settings.search else []
            records = list(self._records(garden))
            long = len(indexes) + len(records)
            made = workers.mapped(
                lambda job: job(),
                [*indexes, *records, *jobs],
                fewest=FEWEST,
                alone=long,
                done=lambda done: progress.say(f"{max(0, done - long)} of {len(jobs)} pages and files"),
            )
            for index in made[: len(indexes)]:
                outputs.update(index)
            shards = tuple(made[len(indexes) : long])
            outputs.update(made[long:])
        return State(
            settings=kept.made_with,
            site=str(settings.site_dir),
            day=settings.today,
            history=git.head(settings.content_dir) if any(entry.added for entry in garden.entries.values()) else "",
            sources=self._digests,
            clean=not prepared.errors,
            said=said,
            pages=pages,
            outputs=outputs,
            sharing=nearness.sharing,
            related=nearness.related,
            embedded=frozenset(
                {link.target for link in garden.links if link.relation == "embeds"}
                | {entry.key for page in self._set_up().plugin.pages for entry in page.quotes}
            ),
            shards=shards,
        )

    def _records(self, garden: Garden) -> Iterator[Any]:
        """Work that writes the records of what is published, each with the digest of the file it was read from.

        An entry that names a hidden story is left out: its record would hold that story's name.
        """
        if not self._cache.prepare():
            return
        prefix = f"{self._settings.content_name}/"
        entries = {
            entry.path.removeprefix(prefix): entry
            for entry in garden.published.values()
            if not garden.names_hidden(entry)
        }
        for number, names in enumerate(cache.in_shards(entries)):
            yield partial(self._write_records, garden, number, {name: entries[name] for name in names})

    def _write_records(self, garden: Garden, number: int, entries: Mapping[str, Entry]) -> bytes:
        from kgen.views.body import fillings
        from kgen.views.here import Here

        known = self._cache.known()
        records: Shard = {}
        for name, entry in entries.items():
            digest, data = known.get(name, ("", b""))
            links = [tuple(each) for each in fillings(Here(garden, entry.url), entry)]
            records[name] = (entry.digest, data if digest == entry.digest else packed(entry), links)
        return self._cache.write_shard(number, records)


def refuse_foreign_folder(site: Path, settings: Settings) -> None:
    """The site replaces a folder whole, so that folder must be a site, or empty, or not there.

    Raises ConfigurationError.
    """
    for precious in (settings.content_dir, settings.config_path, Path.cwd()):
        if precious.resolve().is_relative_to(site.resolve()):
            raise ConfigurationError(
                f"The site cannot be built into {site}, which holds {precious.name}. Choose another folder."
            )
    if site.resolve().is_relative_to(settings.content_dir.resolve()):
        raise ConfigurationError(f"The site cannot be built inside {settings.content_name}. Choose another folder.")
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise ConfigurationError(f"{site} is no folder. Choose another place for the site.")
    if site.is_dir() and any(site.iterdir()) and not (site / "404.html").exists():
        raise ConfigurationError(f"{site} holds files that are no site. Choose another folder, or empty it first.")
