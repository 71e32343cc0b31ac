"""What a steward's decision does to the files of a garden, put together before anything is done."""

from dataclasses import dataclass, field

from kgen.editing.changes import Changes
from kgen.importing.drafts import folder_of
from kgen.importing.ledger import followed
from kgen.model import Entry
from kgen.settings import Settings
from kgen.stewarding.still_held import Holder


@dataclass(slots=True)
class Plan:
    """Files to be written and deleted, with paths as in problems, and what there is to say once that is done.

    `done` says it line by line, apart from the files that only named something: `counted` says, by their paths, what
    changes in each. `look` is what a steward has to see to; `still_held` what holds a withdrawn story where kgen cannot
    reach. Whatever is planned is a plan: that of a menu is added to that of the entry to which it leads.
    """

    changes: Changes = field(default_factory=Changes)
    done: list[str] = field(default_factory=list)
    counted: dict[str, str] = field(default_factory=dict)
    look: list[str] = field(default_factory=list)
    still_held: tuple[Holder, ...] = ()

    def add(self, other: "Plan") -> None:
        """Do what another plan does, afterwards."""
        self.changes.files |= other.changes.files
        self.changes.made_from |= other.changes.made_from
        self.done += other.done
        self.counted |= other.counted
        self.look += other.look

    def take(self, entry: Entry, settings: Settings) -> bytes:
        """The bytes of an entry's own file, with what changes in it, which is then no longer part of the plan."""
        self.counted.pop(entry.path, None)
        self._remember(entry)
        return self.changes.files.pop(entry.path, None) or (settings.root / entry.path).read_bytes()

    def end(self, entry: Entry, settings: Settings, becomes: bytes | None = None, *, leads_to: str = "") -> None:
        """Let the entry's own file become what it becomes, last: until then, the same can be planned again. `leads_to`
        is the key of the entry that stands in its place (`topics/trust`), if there is one."""
        self._remember(entry)
        new = f"{leads_to}.md" if leads_to else ""
        self.changes.files |= followed(folder_of(settings), f"{entry.key}.md", new)
        self.changes.files[entry.path] = becomes

    def _remember(self, entry: Entry) -> None:
        if entry.digest:  # Something that cannot be read has none.
            self.changes.made_from[entry.path] = entry.digest

    @property
    def what_was_done(self) -> list[str]:
        changed = [f"  {path}: {counted}" for path, counted in self.counted.items()]
        return [*self.done, *(["Changed, because they named it:"] if changed else []), *changed]

    @property
    def lines(self) -> list[str]:
        """What was done and what is left to do, line by line, as a terminal shows it."""
        look = [f"  {line}" for line in self.look]
        return [*self.what_was_done, *(["For you to look at:"] if look else []), *look]
