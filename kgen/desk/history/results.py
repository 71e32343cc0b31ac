"""What the history answers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit that changed the garden."""

    id: str
    message: str
    when: datetime
    """In UTC."""
    is_sent: bool
    """Whether the remote had it when it was last asked."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What the remote had changed is now here as well."""

    id: str
    """The newest commit now; empty where nothing was new."""
    paths: tuple[str, ...]
    """The files that changed here, in order."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Files that were changed here and at the remote, differently. Nothing was changed; a person decides."""

    theirs: dict[str, bytes | None]
    """What they hold at the remote; None where the file was deleted."""
    ours: dict[str, bytes | None]
    """What they hold here."""
    mark: str
    """Given back with what was decided, so that a decision is never taken for one about later versions."""

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self.theirs))
