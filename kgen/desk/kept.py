"""What the desk knows between one request and the next: the garden, what waits, and what is wrong with it.

The garden is kept in memory and read again where a file changed. The checks of drafts run in the background.
"""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from pathlib import Path
from typing import NamedTuple

from kgen.desk.addresses import PREVIEW, SITE, preview_address
from kgen.desk.field_values import NotReadable, with_values, written_in
from kgen.desk.signs import Sign, signs_in
from kgen.diagnostic import errors_in
from kgen.english import shortened
from kgen.importing.drafts import (
    NOTHING_KNOWN,
    CheckedDraft,
    KnownDrafts,
    checked_drafts,
    folder_of,
    read_drafts,
    with_pictures_waiting,
)
from kgen.model import PERSON, STORY, Diagnostic, Entry, Source
from kgen.parallel import Child, WorkFailed, can_fork
from kgen.read import Reading, digest_of
from kgen.serve.answer import Answer, broken_page
from kgen.serve.live import LiveGarden
from kgen.serve.version import Version
from kgen.serve.watch import Look, look_at
from kgen.settings import ConfigurationError, Settings
from kgen.weave import Garden, weave

LONGEST_TITLE = 90
LONGEST_CHECK = 60.0
"""Seconds that a decision waits for the checks in the background before it runs its own."""
_LOADED = re.compile(rf"(?:{SITE}|{PREVIEW}[a-z]+/[a-z0-9-]+/site/)(.+)(?<!\.html)")
"""The address of what pages load, within the site."""


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """What lists and decisions need to know of a draft as it was last checked: its name (`stories/a`), what it is
    called, the digest of its file, the month in which it came, and what the checks say."""

    name: str
    kind: str
    title: str
    digest: str
    came: str
    problems: tuple[Diagnostic, ...]
    asks_for_consent: bool
    about_child: bool
    is_set_aside: bool
    """Whether something that safeguarding found would be published with it, by decision of a steward."""
    signs: tuple[Sign, ...] = ()

    @property
    def errors(self) -> list[Diagnostic]:
        return errors_in(self.problems)


class Kept:
    """One garden and its drafts, as far as they have been read and checked."""

    def __init__(self, config_file: Path) -> None:
        self._live = LiveGarden(config_file, SITE)
        self._drafts_look: Look = {}
        self._drafts: KnownDrafts = {}
        self._drafts_read_with: Settings | None = None
        self._checked: dict[str, DraftSummary] = {}
        """All drafts as they were last checked."""
        self._there: dict[str, DraftSummary] = {}
        """Those of them that are still there."""
        self._check: _Check | None = None
        self._is_stale = True
        """Whether what waits, or the garden around it, has changed since it was last checked."""
        self._took = 0.0
        """Seconds that the last check took."""
        self._number = 0
        self._shown: tuple[tuple[str, str], Version] | None = None
        """This garden with the draft that was previewed last, by the draft's name and digest."""
        self._previews = 0
        """Gardens that were woven with a draft."""
        self.refresh()

    # --- the garden

    @property
    def why_broken(self) -> str:
        """Why there is no garden to show; empty where there is one."""
        return self._live.broken

    @property
    def version(self) -> Version:
        """The garden as it is now. Raises ConfigurationError where it cannot be read."""
        if self._live.version is None:
            raise ConfigurationError(self._live.broken)
        return self._live.version

    @property
    def settings(self) -> Settings:
        return self.version.garden.settings

    @property
    def reading(self) -> Reading:
        return self.version.reading

    @property
    def errors(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        """Errors of the garden by path, as far as it has been checked."""
        return self.version.errors

    def refresh(self) -> None:
        """Take in what has changed on the disk, and a new day."""
        self._live.keep_to_the_day()
        self._live.save(self._live.changed_meanwhile())
        if self._live.version is None:
            return
        look = look_at([folder_of(self.settings)])
        if look != self._drafts_look or self._live.number != self._number:
            self._drafts_look, self._number, self._is_stale = look, self._live.number, True
            self._shown = None
            self._note_what_is_there()
        self._begin_check()

    # --- what waits

    @property
    def summaries(self) -> Mapping[str, DraftSummary]:
        """All drafts that are there, by name, as they were last checked."""
        return self._there

    def _note_what_is_there(self) -> None:
        folder = folder_of(self.settings)
        checked = self._checked.items()
        self._there = {name: each for name, each in checked if str(folder / f"{name}.md") in self._drafts_look}

    @property
    def known_drafts(self) -> KnownDrafts:
        """The drafts as they were last read: what is unchanged on the disk need not be read again."""
        return self._drafts if self._drafts_read_with is self.settings else NOTHING_KNOWN

    def summary(self, source: Source) -> DraftSummary | None:
        """What is known of a draft as it is on the disk now; None while it is being checked."""
        found = self._checked.get(source.key)
        is_known = found is not None and found.digest == digest_of(source.data)
        return found if is_known and self._check is None and not self._is_stale else None

    def awaited_summary(self, source: Source) -> DraftSummary:
        """The same, once the checks are done: a decision depends on it."""
        self.wait(LONGEST_CHECK)
        return self.summary(source) or check_drafts(self.settings, self.reading, self.known_drafts)[0][source.key]

    @property
    def woven(self) -> int:
        """How many gardens have been woven so far."""
        return self._live.number + self._previews

    def whole_garden(self) -> Garden:
        """The garden with all that was read, including what has an error."""
        return weave(self.settings, self.reading) if self.errors else self.version.garden

    @property
    def is_checking(self) -> bool:
        """Whether the checks are still at work, so that what is known may be a little old."""
        return self._check is not None or self._is_stale or bool(self._live.behind)

    @property
    def behind(self) -> list[Child]:
        """The work in the background."""
        return [*self._live.behind, *([self._check.child] if self._check is not None else [])]

    def collect(self) -> None:
        """Take over what work in the background has found."""
        self._live.collect()
        if self._live.number != self._number:
            self._number, self._is_stale, self._shown = self._live.number, True, None
        if self._check is not None and self._check.child.has_answered():
            check, self._check = self._check, None
            self._took = time.monotonic() - check.since
            try:
                self._take(check.child.result(), check.settings)
            except WorkFailed:  # The reason has been printed; the next change is checked again.
                self._checked = self._there = {}
        if self._live.version is not None:
            self._begin_check()

    def _begin_check(self) -> None:
        if not self._is_stale or self._check is not None:
            return
        self._is_stale = False
        settings, reading, known = self.settings, self.reading, self.known_drafts
        waits = any(path.endswith(".md") for path in self._drafts_look)
        if can_fork() and waits:
            child = Child(lambda: check_drafts(settings, reading, known))
            self._check = _Check(child, settings, time.monotonic())
        else:
            self._take(check_drafts(settings, reading, known), settings)

    def _take(self, found: "CheckedAll", settings: Settings) -> None:
        """Take over what was found, and what was read for it, with the settings that it was read with."""
        self._checked, read = found
        known = {**self.known_drafts, **read} if settings is self.settings else {}
        self._drafts = {name: known[name] for name in self._checked if name in known}
        self._drafts_read_with = settings
        if self._live.version is not None:
            self._note_what_is_there()

    def wait(self, seconds: float) -> None:
        """Give the checks some time to end, unless they will need more, judging by the last time."""
        now = time.monotonic()
        begun = self._check.since if self._check is not None else now
        if begun + self._took > now + seconds:
            return
        ends = now + seconds
        while (self._check is not None or self._is_stale) and (left := ends - time.monotonic()) > 0:
            if self._check is not None:
                wait([self._check.child.fileno()], timeout=left)
            self.collect()

    def wait_for_all(self, seconds: float) -> None:
        """Give all work in the background some time to end, including the checks of the garden itself."""
        self.wait(seconds)
        ends = time.monotonic() + seconds
        while self.behind and (left := ends - time.monotonic()) > 0:
            wait([child.fileno() for child in self.behind], timeout=left)
            self.collect()

    # --- what is shown

    def loaded(self, path: str) -> Answer | None:
        """A file of the theme that pages of the garden load; None for everything else. The disk was looked at when the
        page was asked for."""
        found = _LOADED.fullmatch(path)
        return self._live.theme_file(found[1]) if found and not self._live.broken else None

    def page(self, path: str) -> Answer:
        """A page or file of the garden as it is now, below SITE."""
        return self._live.answer(path)

    def preview(self, source: Source, path: str) -> Answer:
        """A page or file of the garden as it would be with a draft. `path` is below PREVIEW."""
        if self._live.version is None:
            return broken_page(self._live.broken)
        return self._live.answer_in(self.with_draft(source), path, preview_address(source.key))

    def with_draft(self, source: Source) -> Version:
        """The garden as it would be with a draft, even if its consent still lacks something."""
        key = source.key, digest_of(source.data)
        if self._shown is None or self._shown[0] != key:
            self._shown = key, self._with(source)
            self._previews += 1
        return self._shown[1]

    def _with(self, source: Source) -> Version:
        settings, reading = self.settings, with_pictures_waiting(self.settings, self.reading)
        entry = read_drafts([replace(source, data=with_consent_to_show(source, settings))], settings)[0]
        entries = tuple(sorted((*reading.entries, entry), key=lambda each: each.path))
        return Version(replace(reading, entries=entries), settings, self.errors, self._live.links)

    def close(self) -> None:
        if self._check is not None:
            self._check.child.kill()
        self._live.close()


def with_consent_to_show(source: Source, settings: Settings) -> bytes:
    """The bytes of a draft as they are to be shown to a steward: as though it might be published."""
    if not (STORY.holds(source.name) or PERSON.holds(source.name)):
        return source.data
    try:
        values = written_in(source.data)
        wanted = {"consent.given": settings.month}
        if STORY.holds(source.name):
            wanted |= {"consent.whose": "own", "consent.others": "none"}
        return with_values(source.data, {path: each for path, each in wanted.items() if not values.get(path)})
    except NotReadable:
        return source.data


CheckedAll = tuple[dict[str, DraftSummary], dict[str, Entry]]
"""Every draft with what the checks say of it, in the garden with all drafts; and those that were not known before."""


def check_drafts(settings: Settings, reading: Reading, known: KnownDrafts) -> CheckedAll:
    """Check all drafts. Those that are `known` are not read again."""
    found = checked_drafts(settings, reading, known)
    new = {each.name: each.entry for each in found if known.get(each.name) is not each.entry}
    return {each.name: _summary(each) for each in found}, new


class _Check(NamedTuple):
    """Drafts being checked in the background: with which settings, and since when (by time.monotonic)."""

    child: Child
    settings: Settings
    since: float


def _summary(draft: CheckedDraft) -> DraftSummary:
    entry = draft.entry
    about_child = STORY.includes(entry) and bool(entry.meta.about_child)
    return DraftSummary(
        draft.name,
        entry.kind.word,
        called(entry),
        entry.digest,
        draft.came,
        tuple(draft.problems),
        draft.asks_for_consent,
        about_child,
        is_set_aside(entry, draft.problems),
        signs_in(" ".join([entry.title, *(part for part in entry.body.parts if isinstance(part, str))])),
    )


def is_set_aside(entry: Entry, problems: Sequence[Diagnostic]) -> bool:
    """Whether publishing would set aside what safeguarding found: what it points out, and real names that stay."""
    named = STORY.includes(entry) and bool(entry.meta.named)
    return named or any(each.check == "safeguarding" and each.severity == "warning" for each in problems)


def called(entry: Entry) -> str:
    """What an entry is called in lists: its title, else its first words."""
    words = entry.title or entry.body.opening.resolve(lambda name: name)
    return shortened(words, LONGEST_TITLE) if words else entry.slug
