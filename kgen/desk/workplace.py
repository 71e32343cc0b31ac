"""What the desk works with: the garden it keeps, its history, what it remembers, and how decisions become public."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kgen.checks.consent import later
from kgen.desk.alone import alone
from kgen.desk.decisions import DecisionRefused, is_about_child, told_in
from kgen.desk.door.stewards import Register, folder_of as own_folder_of
from kgen.desk.history import History, HistoryError
from kgen.desk.journal import Decision, Journal
from kgen.desk.kept import DraftSummary, Kept
from kgen.desk.notes import Log, Logged, Note, Notes
from kgen.desk.publishing import Publisher
from kgen.editing.whole_files import clear_begun, write_whole
from kgen.importing.documents import UnreadableSource
from kgen.importing.drafts import GITIGNORE, draft_source, draft_sources, folder_of, plain_files
from kgen.importing.folder import LARGEST_TEXT as LARGEST_SHOWN, bytes_of
from kgen.model import Entry, Source
from kgen.settings import ConfigurationError, Settings

FIRST = "Begin the history of this garden"
_ALSO = (GITIGNORE, ".github", "docs", "CONTRIBUTING.md", "README.md")
"""What `kgen init` makes beside the content."""

_GOES_ON = (
    "What you decided is written down. Once this is fixed, choose “Publish the garden now” under History: it continues"
    " from there."
)
_WAITS = "Nothing was done just now: what was decided before has to be finished first."


@dataclass(slots=True)
class Workplace:
    kept: Kept
    notes: Notes
    log: Log
    journal: Journal
    history: History
    publisher: Publisher
    register: Register
    received: Path | None
    """A folder in which a receiver puts what was sent."""
    held: IO[bytes]
    """What keeps other desks out while it is open."""

    @property
    def settings(self) -> Settings:
        return self.kept.settings

    @property
    def names(self) -> Mapping[str, str]:
        """The names of stewards, by id."""
        return {steward.id: steward.name for steward in self.register.all()}

    def draft(self, name: str) -> Source | None:
        """A draft as it is on the disk now; None where there is none of this name."""
        return draft_source(self.settings, f"{name}.md")

    def entry(self, name: str) -> tuple[Entry, bytes] | None:
        """An entry of the garden, with the bytes of its file; None where there is none of this name.

        Raises DecisionRefused where it is a link, or cannot be read."""
        entry = self.kept.version.garden.entries.get(name)
        if entry is None:
            return None
        path = self.settings.root / entry.path
        try:
            return entry, bytes_of(path, LARGEST_SHOWN)
        except UnreadableSource as reason:
            if not os.path.lexists(path):
                return None
            raise DecisionRefused(f"{entry.path}: {reason}.") from None

    def note_of(self, source: Source) -> Note:
        """What is remembered of a draft; how it was told is noted when it is first seen."""
        name = source.key
        note = self.notes.of(name)
        about_child = note.about_child or is_about_child(source.data)
        if not note.came or about_child != note.about_child:
            note.came, note.about_child = note.came or told_in(source.data), about_child
            self.notes.keep(name, note)
        return note

    def forget_gone(self) -> None:
        """Forget drafts that are gone: what comes later under the name of one is somebody else's."""
        folder = folder_of(self.settings)
        self.notes.prune({name for name in self.notes.names if (folder / f"{name}.md").is_file()})

    def received_files(self) -> list[Path]:
        """What a receiver has put into its folder, in the order of their names."""
        # What still is being written has another name.
        return [path for path in plain_files(self.received.resolve()) if path.name[0] != "."] if self.received else []

    def too_old(self) -> list[DraftSummary]:
        """What has waited longer than it may be kept."""
        months, month = self.settings.keep_received_months, self.settings.month
        return [summary for summary in self.kept.summaries.values() if later(summary.came, months) < month]

    def decide(self, decision: Decision) -> Logged:
        """Carry a decision out, and make it public where it changes the garden.

        Raises DecisionRefused where the history cannot be written: the files are then as was decided and, where nothing
        has to be sent, public; `publish` does the rest. Until that is done, nothing else is decided.
        """
        try:
            self.journal.finish()
        except HistoryError as reason:
            raise _held_up(reason, _WAITS) from None
        try:
            logged = self.journal.carry_out(decision)
        except HistoryError as reason:
            if decision.is_committed and not self.publisher.sends:
                self.publisher.begin()
            raise _held_up(reason, _GOES_ON) from None
        finally:
            self.kept.refresh()
        if decision.is_committed:
            self.publisher.begin(logged.id)
        return logged

    def publish(self) -> None:
        """Make public what was decided, once more if need be, with what could not be committed until now.

        Raises HistoryError where it still cannot be.
        """
        self.journal.finish()
        self.publisher.begin(_newest(self.log))

    def close(self) -> None:
        self.kept.close()
        self.held.close()


def _close_to_others(folder: Path) -> None:
    """What waits is for the stewards: nobody else on this computer may see even the names of its files."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.name == "posix" and (mode := folder.stat().st_mode) & 0o007:
        folder.chmod(mode & ~0o007)
    keeps_out = folder / GITIGNORE  # Also out of a history that somebody writes without the desk.
    if not os.path.lexists(keeps_out):
        write_whole(keeps_out, b"*\n")


def opened(config_file: Path, received: Path | None) -> Workplace:
    """Open a garden: its history is begun if there is none, and anything the desk was killed in is finished.

    Raises ConfigurationError (also where another desk has it open) or HistoryError.
    """
    kept = Kept(config_file)
    if kept.why_broken:
        why = kept.why_broken
        kept.close()
        raise ConfigurationError(why)
    held = None
    try:
        held = alone(own_folder_of(kept.settings.root))
        return _opened(config_file, kept, received, held)
    except BaseException:
        kept.close()
        if held is not None:
            held.close()
        raise


def _opened(config_file: Path, kept: Kept, received: Path | None, held: IO[bytes]) -> Workplace:
    settings = kept.settings
    root = settings.root
    folder = own_folder_of(root)
    for each in (folder, settings.content_dir, folder_of(settings)):
        clear_begun(each)
    garden = [path.relative_to(root).as_posix() for path in (*settings.config_files, settings.content_dir)]
    history = History.begin(root, _first(settings), site_name=settings.site_name, message=FIRST)
    log = Log(folder)
    journal = Journal(root, folder, history, log, (*garden, GITIGNORE))
    journal.finish()
    _close_to_others(folder_of(settings))
    notes = Notes(folder)
    notes.prune({source.key for source in draft_sources(settings)})
    kept.refresh()
    publisher = Publisher(config_file, root, history, folder)
    newest = _newest(log)
    if newest != publisher.last.newest:  # The desk was killed, or had no network, before that was public.
        publisher.begin(newest)
    return Workplace(kept, notes, log, journal, history, publisher, Register(root), received, held)


def _held_up(reason: HistoryError, so: str) -> DecisionRefused:
    return DecisionRefused(reason.what, [*filter(None, (reason.where, reason.fix)), so])


def _newest(log: Log) -> str:
    """The id of the newest decision that is in the history; empty where none is."""
    return next((each.id for each in reversed(log.decisions()) if each.commit), "")


def _first(settings: Settings) -> list[str]:
    """The files of a garden that nothing keeps the history of yet: those that kgen knows, and no others."""
    root, theme = settings.root, settings.custom_dir
    folders = [settings.content_dir, *(root / name for name in _ALSO), *([theme] if theme else [])]
    paths = [*settings.config_files, *(path for folder in folders for path in _files_in(folder))]
    return [path.relative_to(root).as_posix() for path in paths if path.is_relative_to(root)]


def _files_in(folder: Path) -> list[Path]:
    """The files below a folder, or the file of that name; no links."""
    paths = [folder, *sorted(folder.rglob("*"))] if folder.is_dir() else [folder]
    return [path for path in paths if path.is_file() and not path.is_symlink()]
