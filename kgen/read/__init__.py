"""From (path, bytes) to entries: one entry for each Markdown file, whatever state it is in."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kgen import parallel
from kgen.file_history import history
from kgen.git import GitError, WhyUnread, bytes_at, sources_at
from kgen.meta import UNREADABLE
from kgen.model import STORY, Diagnostic, Entry, Picture, Source
from kgen.read.entries import digest_of as digest_of, read_entry as read_entry
from kgen.read.pictures import AT_ONCE as PICTURES_AT_ONCE, read_pictures
from kgen.read.records import Record, can_be_packed, packed, unpacked
from kgen.read.walk import PICTURES, as_walked, fault_at_revision, fault_of_name, place_of, walk
from kgen.settings import Settings, as_of

FEWEST = 300
"""With fewer files, another process costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything in content/: the entries, the pictures, and problems that belong to no entry."""

    entries: tuple[Entry, ...]
    pictures: tuple[Picture, ...]
    problems: tuple[Diagnostic, ...]
    undated: WhyUnread | None = None
    """Why stories that name no month have none; None if they have one."""


KnownRecords = Mapping[str, tuple[str, Record]]
"""Records of entries (see kgen.read.records) by the name of the file, each with the digest of that file."""


def read(
    settings: Settings,
    while_waiting: Callable[[], object] | None = None,
    sources: Iterable[Source] | None = None,
    known: KnownRecords | None = None,
    *,
    with_names: bool = False,
) -> Reading:
    """Read the whole content folder; stories that name no month get that of their first commit.

    `while_waiting` is called once, while other processes read. `sources` are the files of the folder, if they have been
    fetched already. What is `known`, and has not changed since, is not read again. `with_names` asks git what the
    entries were called before.
    """
    if sources is None:
        sources = walk(settings.content_dir)
    public = settings.source == "public"
    reading = read_sources(sources, settings.content_name, while_waiting, known, site=settings.site_url, public=public)
    all_dated = all(entry.kind is not STORY or entry.meta.month for entry in reading.entries)
    return reading if all_dated and not with_names else _with_history(reading, settings)


def read_at(revision: str, settings: Settings, now: Reading) -> tuple[Settings, Reading]:
    """Read the content as it was at a revision in git, and the settings that it had: its own options decide what it
    published. Paths in it are those of the folder `now`. What is the same is not read again, and an entry at the same
    path had the same names before.

    Raises GitError if git does not know the revision.
    """

    def version(path: Path) -> bytes | None:
        try:
            return bytes_at(path, revision)
        except GitError:  # Said when the content is read.
            return None

    then, folder = as_of(settings, version)
    present = {entry.path: entry for entry in now.entries}
    same, others = [], []
    for source in as_walked(sources_at(folder, revision, fault_at_revision)):
        entry = present.get(f"{settings.content_name}/{source.name}")
        if entry is not None and source.fault is None and entry.digest == digest_of(source.data):
            same.append(entry)
        else:
            others.append(source)
    reading = read_sources(others, settings.content_name, site=settings.site_url, public=then.source == "public")
    changed = [
        replace(entry, former_paths=present[entry.path].former_paths) if entry.path in present else entry
        for entry in reading.entries
    ]
    entries = tuple(sorted((*same, *changed), key=lambda entry: entry.path))
    return then, replace(reading, entries=entries, undated=now.undated)


def _with_history(reading: Reading, settings: Settings) -> Reading:
    """Tell each entry what git knows about it."""
    known = history(settings.content_dir, settings.month, settings.config_files)
    here = {f"{entry.key}.md" for entry in reading.entries}

    def told(entry: Entry) -> Entry:
        name = f"{entry.key}.md"
        is_dated = bool(entry.meta.month)
        if is_dated and name not in known.former_paths:
            return entry
        former_paths = known.former_paths.get(name, ())
        if is_dated:
            return replace(entry, former_paths=former_paths)
        # What was renamed and is in no commit yet has the month of the name that it had.
        old_names = (f"{entry.kind.folder}/{slug}.md" for slug in entry.meta.old_slugs)
        gone = (old for old in old_names if old in known.months and old not in here)
        committed = name if name in known.months else next(gone, name)
        return replace(
            entry,
            first_committed=known.first_committed(committed),
            is_misdated=known.is_misdated(committed),
            former_paths=former_paths,
        )

    return replace(reading, entries=tuple(map(told, reading.entries)), undated=known.unread)


def read_sources(
    sources: Iterable[Source],
    content: str,
    while_waiting: Callable[[], object] | None = None,
    known: KnownRecords | None = None,
    *,
    site: str = "",
    public: bool = True,
) -> Reading:
    """Read files from any source: the folder, or a revision in git. `content` begins every path, `site` every web
    address of the garden's own; if they are `public`, so is what a picture tells besides what it shows."""
    known = known or {}
    readable: list[Source] = []
    entries: list[Entry] = []
    pictures: list[Picture] = []
    looked_into: list[tuple[Picture, bytes]] = []
    refused, names = list[Source](), set[str]()
    for source in sources:
        path = f"{content}/{source.name}"
        names.add(source.name)
        is_picture = source.name.startswith(f"{PICTURES}/")
        if fault_of_name(source.name):
            refused.append(source)
        elif source.fault is not None and is_picture:
            pictures.append(Picture(source.name, path, "", (source.fault,)))
        elif source.fault is not None:
            entries.append(Entry(*place_of(source.name), path, "", UNREADABLE, faults=(source.fault,)))
        elif is_picture:
            looked_into.append((Picture(source.name, path, digest_of(source.data)), source.data))
            if len(looked_into) == PICTURES_AT_ONCE:
                pictures += read_pictures(looked_into, public=public)
                looked_into = []
        elif (record := known.get(source.name)) and record[0] == digest_of(source.data):
            entries.append(unpacked(record[1]))
        else:
            readable.append(source)
    entries += parallel.map(
        lambda source: read_entry(source, f"{content}/{source.name}", site),
        readable,
        min_items=FEWEST,
        while_waiting=while_waiting,
        pack=lambda entry: packed(entry) if can_be_packed(entry) else entry,
        unpack=lambda sent: sent if isinstance(sent, Entry) else unpacked(sent),
    )
    pictures += read_pictures(looked_into, public=public)
    return Reading(
        tuple(sorted(entries, key=lambda entry: entry.path)),
        tuple(sorted(pictures, key=lambda picture: picture.path)),
        tuple(_problem(source, content, names) for source in refused),
    )


def _problem(source: Source, content: str, names: Collection[str]) -> Diagnostic:
    """Why a file whose name has a fault is not read. The name suggested instead is none of the other names."""
    of_name = fault_of_name(source.name, names)
    is_told = source.fault is not None and source.fault != fault_of_name(source.name)
    fault = source.fault if is_told else of_name
    assert fault is not None
    return replace(fault, path=f"{content}/{source.name}")
