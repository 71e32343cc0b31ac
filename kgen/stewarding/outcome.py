"""The garden as it would be once changes are carried out."""

from dataclasses import replace

from kgen.editing.changes import Changes
from kgen.model import Source
from kgen.read import Reading, read_sources
from kgen.settings import Settings


def reading_after(changes: Changes, reading: Reading, settings: Settings) -> Reading:
    """What would be read then. An entry keeps what git knows of it, and a new one begins this month."""
    begins = f"{settings.content_name}/"
    files = {path.removeprefix(begins): data for path, data in changes.files.items() if path.startswith(begins)}
    new = read_sources(
        (Source(name, data) for name, data in sorted(files.items()) if data is not None),
        settings.content_name,
        site=settings.site_url,
        public=settings.source == "public",
    )
    before = {entry.path: entry for entry in reading.entries}
    dated = [
        replace(
            entry,
            first_committed=old.first_committed if (old := before.get(entry.path)) else settings.month,
            former_paths=old.former_paths if old else (),
        )
        for entry in new.entries
    ]
    paths = {f"{begins}{name}" for name in files}
    entries = [*(entry for entry in reading.entries if entry.path not in paths), *dated]
    pictures = [*(picture for picture in reading.pictures if picture.path not in paths), *new.pictures]
    return replace(
        reading,
        entries=tuple(sorted(entries, key=lambda entry: entry.path)),
        pictures=tuple(sorted(pictures, key=lambda picture: picture.path)),
        problems=(*(problem for problem in reading.problems if problem.path not in paths), *new.problems),
    )
