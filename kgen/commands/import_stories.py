"""kgen import: stories that people have elsewhere become drafts. Nothing of them is published."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgen.editing.changes import Changes, alone
from kgen.editing.whole_files import write_whole
from kgen.importing.bringing import Brought, brought, write_down
from kgen.importing.documents import UnreadableSource
from kgen.importing.drafting import Given
from kgen.importing.drafts import FOLDER, TOPICS, folder_of, other_proposals, out_of_git, ticked
from kgen.importing.ledger import Ledger
from kgen.importing.other_files import other_file
from kgen.importing.report import REPORT, report, summary, topics_file, with_earlier
from kgen.importing.tables import table_in
from kgen.model import SECTOR
from kgen.read import read
from kgen.read.yaml_text import quoted
from kgen.settings import ConfigurationError, Settings, load
from kgen.terminal import printable
from kgen.weave import Garden, weave
from kgen.weave.name_index import fold, nearest

if TYPE_CHECKING:
    from kgen.importing.sources import SourceKind

CATEGORIES = "categories.yml"


def run(
    config_file: Path,
    source: Path,
    *,
    sectors: Sequence[str],
    standpoints: Sequence[str],
    dry_run: bool,
    today: str | None,
) -> int:
    """Bring stories from elsewhere into drafts/, and say what came. Returns 0 where all was taken in."""
    settings = load(config_file, today=today)
    kind = _kind_of(source)
    place, root = source.resolve(), settings.root.resolve()
    if place == root or place in root.parents or root in place.parents:
        raise ConfigurationError(f"{source} holds this garden, or is inside it. Name a source somewhere else.")
    reading = read(settings)
    garden = weave(settings, reading)
    # Two folders of one name are two sources; no file holds the place itself.
    origin = hashlib.blake2b(os.fsencode(source.resolve()), digest_size=8).hexdigest()
    before = _given_before(origin, garden)
    given = _given(sectors or before["sectors"], standpoints or before["standpoints"], garden)
    try:
        found = kind.read(source)
    except UnreadableSource as reason:
        raise ConfigurationError(f"{source} cannot be imported: {reason}.") from None
    with alone(settings.root):  # From a look at the drafts until they are written: nobody else takes their names.
        result = brought(kind.called, origin, found, garden, reading, given)
        result.ledger.given[origin] = {"sectors": [*given.sectors], "standpoints": [*given.standpoints]}
        if not dry_run:
            _write(result, origin, settings)
    trial = ["Nothing was written. The report would be:", "", *report(result).splitlines()]
    said = trial if dry_run else _next_steps(result, settings)
    again = [] if sectors else [f"--sector {each}" for each in before["sectors"]]
    again += [] if standpoints else [f"--standpoint {each}" for each in before["standpoints"]]
    kept = [f"  as the last time: {' '.join(again)} (name others to change that)"] if again else []
    for line in (*summary(result), *kept, *_not_read(source), *said):
        print(printable(line))
    return 0


def _not_read(source: Path) -> Iterator[str]:
    """What is in a folder and is a source of its own."""
    from kgen.importing.sources import inside

    for name, called in inside(source) if source.is_dir() else ():
        yield f"  also there, and not read: {name}, which is {called}. Import that file itself"


def _kind_of(source: Path) -> "SourceKind":
    try:
        from kgen.importing.sources import SOURCES, inside, recognised
    except ImportError as error:
        raise ConfigurationError(
            f"Importing needs a library that is not here ({error.name}). Install it with:"
            " pip install 'kgen-garden[import]'"
        ) from None
    if not source.exists():
        raise ConfigurationError(f"There is no file or folder {source}. Name what the stories are in.")
    kind = recognised(source)
    if kind is None:
        for name, called in inside(source) if source.is_dir() else ():
            raise ConfigurationError(f"{source} holds {name}, which is {called}. Import that file itself.")
        if source.is_file():
            with source.open("rb") as file:
                if other := other_file(file.read()):
                    raise ConfigurationError(f"{source} is {other.what}, which kgen cannot import. {other.fix}.")
        kinds = ", ".join(kind.called for kind in SOURCES)
        raise ConfigurationError(f"kgen cannot import {source}. {_instead(source)}It imports: {kinds}.")
    return kind


_INSTEAD = (
    ((".md", ".markdown", ".mdx", ".html", ".htm"), "Import the folder that it is in. "),
    ((".csv", ".tsv", ".txt", ".eml"), "What somebody sent comes with `kgen intake`. "),
)
"""What to do about files that are no source, by their endings."""


def _instead(source: Path) -> str:
    from kgen.importing.xml_text import beginning_of

    start = beginning_of(source).lstrip("\ufeff \n\r\t")
    if start.startswith(("{", "[")):
        return "It is JSON, but no JSON Feed: some program made it from something else. Import what it was made from. "
    if "<opml" in start:
        return "It only lists feeds. Save each feed as a file, and import that. "
    return next((advice for endings, advice in _INSTEAD if source.name.lower().endswith(endings)), "")


# --- what a steward says of all of them


def _given(sectors: Sequence[str], standpoints: Sequence[str], garden: Garden) -> Given:
    settings = garden.settings
    slugs = [_sector(name, garden) for name in sectors]
    if "" in slugs:
        name = sectors[slugs.index("")]
        raise ConfigurationError(f"--sector {name} names no service of this garden. {_sectors_there(name, garden)}")
    for name in standpoints:
        if name not in settings.standpoints:
            raise ConfigurationError(
                f"--standpoint {name} is unknown here. Choose one or two of: {', '.join(settings.standpoints)}."
            )
    return Given(tuple(slugs), tuple(standpoints), _of_categories(garden))


def _given_before(origin: str, garden: Garden) -> dict[str, list[str]]:
    """What was said of all stories of a source the last time, as far as it still names something: without it, drafts
    that are written anew would lose it."""
    said = Ledger.read(folder_of(garden.settings)).given.get(origin, {})
    return {
        "sectors": [each for each in said.get("sectors", ()) if garden.names.look_up(each, (SECTOR,))],
        "standpoints": [each for each in said.get("standpoints", ()) if each in garden.settings.standpoints],
    }


def _sector(name: str, garden: Garden) -> str:
    """The slug of a service that is named; empty if none is, or several could be meant."""
    entries = garden.names.look_up(name, (SECTOR,))
    return entries[0].slug if len(entries) == 1 else ""


def _sectors_there(name: str, garden: Garden) -> str:
    """What to write in place of a name that no service has."""
    known = [entry.slug for entry in garden.of(SECTOR)]
    near = nearest(name, known) or known[:5]
    choices = f"Did you mean {', '.join(near)}? " if near else ""
    return f'{choices}A new one begins with: kgen new sector "{name}"'


def _of_categories(garden: Garden) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """What the table beside the drafts says of each category. Raises ConfigurationError."""
    found = {}
    table = table_in(garden.settings, CATEGORIES)
    for category, said in table.values.items():
        values = said if isinstance(said, dict) else {}
        sectors = {name: _sector(name, garden) for name in _names(values.get("sectors"))}
        for name, slug in sectors.items():
            if not slug:
                message = f"“{name}” names no service of this garden"
                raise table.wrong(message, _sectors_there(name, garden), category, "sectors")
        standpoints = tuple(_names(values.get("standpoint")))
        for name in standpoints:
            if name not in garden.settings.standpoints:
                choices = f"Choose from: {', '.join(garden.settings.standpoints)}."
                raise table.wrong(f"the standpoint {name} is unknown here", choices, category, "standpoint")
        if sectors or standpoints:
            found[fold(category)] = (tuple(sectors.values()), standpoints)
    return found


def _names(value: Any) -> list[str]:
    values = value if isinstance(value, list) else str(value or "").split(",")
    return [name for each in values if (name := str(each).strip())]


# --- files beside the drafts


def _write(result: Brought, origin: str, settings: Settings) -> None:
    folder = folder_of(settings)
    Changes(out_of_git(settings)).carry_out(settings.root, is_alone=True)
    folder.mkdir(exist_ok=True)
    write_down(result, settings)
    before = folder / REPORT
    earlier = before.read_text(encoding="utf-8", errors="replace") if before.is_file() else ""
    write_whole(before, with_earlier(report(result), origin, earlier).encode(errors="replace"))
    if result.topics:
        others = other_proposals(settings, but=result.topics)
        write_whole(folder / TOPICS, topics_file(result, ticked(settings), others).encode(errors="replace"))
    if result.categories:
        write_whole(folder / CATEGORIES, _table(result, settings).encode(errors="replace"))


def _table(result: Brought, settings: Settings) -> str:
    """The table of categories: what was filled in stays, what is new is added."""
    there = table_in(settings, CATEGORIES)
    before = there.text or _TABLE_HEAD
    known = set(map(fold, there.values))
    new = [name for name in result.categories if fold(name) not in known]
    return before.rstrip("\n") + "\n" + "".join(f"{quoted(name)}:\n  sectors:\n  standpoint:\n" for name in new)


_MOST_NAMED = 5
_TABLE_HEAD = """\
# What a category of the source says of its stories: the services they are about (`sectors`), where their tellers speak
# from (`standpoint`), both, or nothing; those that say nothing are proposed as topics. Fill in what you know, and
# import the same source again: drafts that nobody has worked on are written anew.
"""


def _next_steps(result: Brought, settings: Settings) -> Iterator[str]:
    if not result.drafts:
        yield from (f"  {each.name}: {each.why}." for each in result.left_out[:_MOST_NAMED])
    yield f"Read {FOLDER}/{REPORT}: it lists what needs your attention, most urgent first."
    if result.topics:
        yield f"Tick the topics that the garden should have in {FOLDER}/{TOPICS}."
    if result.categories:
        yield f"Say in {FOLDER}/{CATEGORIES} what the categories mean, and import again."
    if result.drafts:
        yield "Nobody has agreed yet: `kgen todo` lists whom to ask. Then `kgen accept NAME`, or `kgen decline NAME`."
    if settings.source == "public":
        yield f"This garden's repository is public: {FOLDER}/ stays out of it, so keep a copy of your own."
