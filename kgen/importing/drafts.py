"""The folder of what waits, `drafts/` beside content/: what is in it, and what is said of it.

Nothing in it is built, linked, suggested or named by any page. It is looked through as it would be in the garden.
"""

import os
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path, PurePath

from kgen.checks import check
from kgen.diagnostic import AGAINST_PUBLISHING, Code, errors_in
from kgen.importing.documents import UnreadableSource
from kgen.importing.folder import LARGEST_TEXT, bytes_of
from kgen.importing.ledger import Ledger
from kgen.model import KIND_BY_FOLDER, PERSON, STORY, TOPIC, Diagnostic, Entry, Picture, Source
from kgen.read import Reading, digest_of, read_entry
from kgen.read.walk import LARGEST, PICTURES, fault_of_name
from kgen.read.yaml_text import quoted
from kgen.settings import ConfigurationError, Settings
from kgen.settings.place import is_in_the_way
from kgen.weave import Garden, weave
from kgen.weave.old_addresses import once_of

KnownDrafts = Mapping[str, Entry]
"""Drafts that were read before with the same settings, by their names (`stories/a`)."""
NOTHING_KNOWN: KnownDrafts = {}
FOLDER = "drafts"
GITIGNORE = ".gitignore"
_CONSENT = "consent"
TOPICS = "topics.md"
"""The list of topics that are proposed, with a box to tick before each."""
_TOPIC_LINE = re.compile(r"^\s*[-*+] \[([ xX])\] .*\(`?([a-z0-9][a-z0-9-]*)`?\)", re.MULTILINE)
_TOPIC_TITLE = re.compile(r"\[[ xX]\] (?:\*\*)?(.+?)(?:\*\*)? \(")


def folder_of(settings: Settings) -> Path:
    """The folder of drafts. Raises ConfigurationError where a link or a file has its name."""
    folder = settings.root / FOLDER
    if is_in_the_way(folder):
        raise ConfigurationError(f"{FOLDER} is not a folder. Move it away: kgen keeps drafts there.")
    return folder


def draft_sources(settings: Settings) -> list[Source]:
    """The files of all drafts, by name (`stories/a.md`)."""
    folder = folder_of(settings)
    found = []
    for kind in KIND_BY_FOLDER:
        below = folder / kind
        if below.is_dir() and not below.is_symlink():
            found += [_source(folder, f"{kind}/{path.name}") for path in sorted(below.iterdir())]
    return [source for source in found if source is not None]


def pictures_waiting(settings: Settings) -> list[Path]:
    """The pictures that wait: only ordinary files."""
    return plain_files(folder_of(settings) / PICTURES)


def with_pictures_waiting(settings: Settings, reading: Reading) -> Reading:
    """What was read, and the pictures that wait."""
    names = (f"{PICTURES}/{path.name}" for path in pictures_waiting(settings))
    return with_more_pictures(reading, (Picture(name, f"{FOLDER}/{name}", "") for name in names))


def with_more_pictures(reading: Reading, pictures: Iterable[Picture]) -> Reading:
    """What was read, and more pictures; of two with one name, the one in the garden counts."""
    there = {picture.name for picture in reading.pictures}
    return replace(reading, pictures=(*reading.pictures, *(each for each in pictures if each.name not in there)))


def plain_files(folder: Path) -> list[Path]:
    """The ordinary files in a folder, in order of name: no links, nothing that never ends; none where the folder is
    missing, or a link itself."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.is_symlink())


def draft_source(settings: Settings, name: str) -> Source | None:
    """The file of a draft by its name (`stories/a.md`), as it is on the disk now; None where there is none."""
    folder, kind = folder_of(settings), name.partition("/")[0]
    if kind not in KIND_BY_FOLDER or (folder / kind).is_symlink():
        return None
    return _source(folder, name)


def _source(folder: Path, name: str) -> Source | None:
    """A file of the folder, if it is one that can wait."""
    path = folder / name
    if path.suffix != ".md" or fault_of_name(name) or not path.is_file():
        return None
    try:
        return Source(name, bytes_of(path, LARGEST))
    except UnreadableSource:
        return None


def read_drafts(sources: Iterable[Source], settings: Settings, known: KnownDrafts = NOTHING_KNOWN) -> list[Entry]:
    """Drafts as entries, seen as though they had come into the garden this month, for everybody to read: a story that
    calls itself a draft lacks no less for that. Those that are known are not read again, unless their bytes have
    changed."""
    return [_read_draft(source, settings, known) for source in sources]


def _read_draft(source: Source, settings: Settings, known: KnownDrafts) -> Entry:
    before = known.get(source.key)
    if before is not None and before.digest == digest_of(source.data):
        return before
    entry = read_entry(source, f"{FOLDER}/{source.name}", settings.site_url)
    return replace(shown(entry), first_committed=settings.month)


def shown(entry: Entry) -> Entry:
    """An entry as it is once nothing in it says that it is hidden."""
    if STORY.includes(entry) and entry.meta.draft:
        return replace(entry, meta=entry.meta.model_copy(update={"draft": False}))
    return entry


def ticked(settings: Settings) -> dict[str, str]:
    """The topics that a steward ticked in the list of proposals: the titles by slug."""
    return {slug: title for slug, (title, is_ticked) in _proposals(settings).items() if is_ticked}


def proposed(settings: Settings) -> dict[str, str]:
    """All topics in the list of proposals."""
    return {slug: title for slug, (title, _) in _proposals(settings).items()}


def other_proposals(settings: Settings, but: Container[str]) -> list[str]:
    """The lines of the list whose topics are not among some slugs, and not in the garden yet."""
    there = settings.content_dir / TOPIC.folder
    return [
        line
        for line in _list_of_topics(settings).splitlines()
        for found in _TOPIC_LINE.finditer(line)
        if found[2] not in but and not (there / f"{found[2]}.md").exists()
    ]


def _list_of_topics(settings: Settings) -> str:
    try:
        return bytes_of(folder_of(settings) / TOPICS, LARGEST_TEXT).decode(errors="replace")
    except UnreadableSource:
        return ""


def _proposals(settings: Settings) -> dict[str, tuple[str, bool]]:
    found = {}
    for line in _TOPIC_LINE.finditer(_list_of_topics(settings)):
        title = _TOPIC_TITLE.search(line[0])
        found[line[2]] = (title[1].strip() if title else line[2], line[1] in "xX")
    return found


def topic_file(title: str) -> bytes:
    return f"---\ntitle: {quoted(title)}\n---\n".encode()


def together(settings: Settings, reading: Reading, entries: Sequence[Entry], topics: Mapping[str, str]) -> Garden:
    """The garden as it would be with some more entries, and with topics by their slugs."""
    here = {entry.key for entry in reading.entries}
    added = [
        read_entry(Source(f"{TOPIC.folder}/{slug}.md", topic_file(title)), f"{FOLDER}/{TOPIC.folder}/{slug}.md", "")
        for slug, title in topics.items()
        if f"{TOPIC.folder}/{slug}" not in here
    ]
    found = [*reading.entries, *added, *(entry for entry in entries if entry.key not in here)]
    return weave(settings, replace(reading, entries=tuple(sorted(found, key=lambda entry: entry.path))))


def problems_of(garden: Garden, entries: Sequence[Entry]) -> dict[str, list[Diagnostic]]:
    """What the checks say of some entries, by their keys."""
    paths = {entry.path: entry.key for entry in entries}
    found: dict[str, list[Diagnostic]] = {key: [] for key in paths.values()}
    people = {entry.path for entry in entries if entry.kind is PERSON}
    for problem in check(garden):
        if problem.path in people and problem.check == _CONSENT:
            # In the garden a person without consent has no page. What waits does not come in without it.
            problem = replace(problem, severity="error")
        if problem.path in paths:
            found[paths[problem.path]].append(problem)
    once = once_of(garden.entries.values())
    for entry in entries:  # The checks say it of the other one.
        if (other := once.get(entry.url)) and other is not entry:
            message = f"/{entry.url} is an old address of {other.path}"
            fix = "Give this file another name, or take that alias out."
            found[entry.key].append(Diagnostic("error", message, fix, check="address", path=entry.path))
    return found


def unsettled_in(entry: Entry) -> list[Diagnostic]:
    """What somebody answered that speaks against publishing a draft, until a steward has settled it."""
    return [fault for fault in entry.faults if fault.code in AGAINST_PUBLISHING]


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft with what the checks say of it: its name (`stories/a`), and the month in which it came."""

    name: str
    entry: Entry
    problems: Sequence[Diagnostic]
    came: str

    @property
    def errors(self) -> list[Diagnostic]:
        return errors_in(self.problems)

    @property
    def unsettled(self) -> list[Diagnostic]:
        """What somebody answered that speaks against publishing it, and that no steward has settled."""
        return unsettled_in(self.entry)

    @property
    def is_refused(self) -> bool:
        """Whether its teller was asked, and said No."""
        return any(problem.code is Code.REFUSED for problem in self.unsettled)

    @property
    def asks_for_consent(self) -> bool:
        """Whether its teller has to be asked: consent is missing, or not said whole. Whoever answered that already is
        not asked again. That stewards have not read it yet is a matter of consent too, but theirs."""
        if any(problem.code in (Code.ANSWERED, Code.REFUSED) for problem in self.unsettled):
            return False
        of_teller = (each for each in self.errors if each.path == self.entry.path and each.code is not Code.UNREAD)
        return any(each.check == _CONSENT for each in of_teller) or (
            self.entry.meta.agreement is None and self.entry.kind in (STORY, PERSON)
        )


def checked_drafts(settings: Settings, reading: Reading, known: KnownDrafts = NOTHING_KNOWN) -> list[CheckedDraft]:
    """All drafts, in order of name, each as it would be in the garden with the topics that are proposed."""
    sources = draft_sources(settings)
    if not sources:
        return []
    entries = read_drafts(sources, settings, known)
    folder = folder_of(settings)
    garden = together(settings, with_pictures_waiting(settings, reading), entries, proposed(settings))
    problems = problems_of(garden, entries)
    came = {known.draft: known.came for known in Ledger.read(folder).documents.values()}
    return [
        CheckedDraft(
            entry.key, entry, problems[entry.key], came.get(entry.key) or _month_of(folder / f"{entry.key}.md")
        )
        for entry in entries
    ]


def pictures_not_shown(settings: Settings, without: Container[str]) -> list[str]:
    """The paths of the pictures that wait and that no draft shows, except those that are going (`stories/a.md`)."""
    shown = set()
    for source in draft_sources(settings):
        if source.name not in without:
            text = source.data.decode(errors="replace")
            shown |= set(re.findall(rf"{PICTURES}/([^\s()<>\"']+)", text))
    waiting = (path.name for path in pictures_waiting(settings))
    return [f"{FOLDER}/{PICTURES}/{name}" for name in waiting if name not in shown]


BACKUP = "~"
"""What follows the name of a draft that was sent again: its earlier words are kept like this until it is decided."""


def backup_of(path: str, settings: Settings, planned: Container[str]) -> str:
    """The path that keeps what a draft (`drafts/stories/a.md`) is before it is sent again: `a.md~`, then `a.md~2~`."""
    paths = chain([f"{path}{BACKUP}"], (f"{path}{BACKUP}{number}{BACKUP}" for number in count(2)))
    return next(each for each in paths if each not in planned and not os.path.lexists(settings.root / each))


def backups_of(settings: Settings, names: Iterable[str]) -> list[str]:
    """The paths of what some drafts (`stories/a.md`) were before they were sent again."""
    folder = folder_of(settings)
    found = (path for name in names for path in sorted((folder / name).parent.glob(f"{PurePath(name).name}{BACKUP}*")))
    return [f"{FOLDER}/{path.relative_to(folder).as_posix()}" for path in found if path.is_file()]


def _month_of(path: Path) -> str:
    """The month in which a file was last written; this one if it has gone meanwhile."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m")
    except FileNotFoundError:
        return datetime.now(UTC).strftime("%Y-%m")


def out_of_git(settings: Settings) -> dict[str, bytes | None]:
    """What sees to it that git ignores drafts/ where the source is public, since what is in a public repository is
    published: the new bytes of `.gitignore`, or nothing where it is so already."""
    path = settings.root / GITIGNORE
    before = path.read_text(encoding="utf-8", errors="surrogateescape") if path.is_file() else ""
    is_ignored = any(line.strip().strip("/") == FOLDER for line in before.splitlines())
    if settings.source != "public" or is_ignored:
        return {}
    begun = before if not before or before.endswith("\n") else f"{before}\n"
    return {path.name: f"{begun}/{FOLDER}/\n".encode(errors="surrogateescape")}
