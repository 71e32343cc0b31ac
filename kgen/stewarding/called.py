"""The entry that a steward means by what they write: its slug, its key or its path."""

from pathlib import PurePosixPath

from kgen.importing.drafts import FOLDER, folder_of
from kgen.model import KINDS, TOPIC, Entry, Kind
from kgen.publish.prepare import seen_by_readers
from kgen.read import Reading
from kgen.settings import ConfigurationError
from kgen.weave import Garden


def entry_called(garden: Garden, written: str, reading: Reading, kinds: tuple[Kind, ...] = KINDS) -> Entry:
    """The entry with a slug, a key or a path; of another kind than `kinds` only where none of these is called that.

    Raises ConfigurationError where there is none, or several.
    """
    folder, slug = parts(written)
    if not slug:
        raise ConfigurationError(f"No name was given. {_advice(kinds)}")
    meant = tuple(kind for kind in KINDS if folder == kind.folder)
    for among in (meant,) if meant else (kinds, KINDS):
        found = [entry for kind in among if (entry := garden.entries.get(f"{kind.folder}/{slug}"))]
        if len(found) == 1:
            return found[0]
        if found:
            keys = " or ".join(entry.key for entry in found)
            raise ConfigurationError(f"Several files are called {slug}.md. Write which one you mean: {keys}.")
    for kind in meant or kinds:
        below = garden.settings.content_dir / kind.folder
        if below.is_dir() and f"{slug}.md" in (each.name for each in below.iterdir()):
            raise ConfigurationError(f"{kind.folder}/{slug}.md is there, and cannot be used. `kgen check` says why.")
    near = garden.names.nearest(slug, meant or kinds, among=seen_by_readers(garden.settings, reading))
    led = [garden.names.look_up(each, meant or kinds) for each in (slug, *near)]
    hint = " or ".join(dict.fromkeys(each.key for found in led for each in found))
    hint = f" Did you mean {hint}?" if hint else ""
    waiting = folder_of(garden.settings)
    if any((waiting / kind.folder / f"{slug}.md").is_file() for kind in meant or kinds):
        hint = f" It waits in {FOLDER}/: `kgen accept {slug}` takes it in, `kgen decline {slug}` deletes it."
    raise ConfigurationError(f"There is no {written}.{hint} {_advice(kinds)}")


def _advice(kinds: tuple[Kind, ...]) -> str:
    return f"Write the name of its file, such as {(TOPIC if TOPIC in kinds else kinds[0]).folder}/trust."


def parts(written: str) -> tuple[str, str]:
    """The folder, if there is one, and the slug of a name that may be written as a path. Where it is nothing but
    spaces and dots, the slug is empty."""
    path = PurePosixPath(written.strip().replace("\\", "/"))
    slug = path.name.removesuffix(".md")
    return path.parent.name, slug if slug.strip(" .") else ""
