"""A decision is carried out whole: what it does is written down first, and finished later if the desk was killed."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from kgen.desk.history import History
from kgen.desk.moments import now
from kgen.desk.notes import Act, Log, Logged
from kgen.editing.changes import Changes
from kgen.editing.whole_files import write_whole
from kgen.settings import ConfigurationError

NAME = "journal.json"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a steward decided: what is done (the message of its commit), what that changes, who, why, and which entries
    it is about (`stories/a`). `is_committed` where it changes the garden, and not only what waits.

    `what` names no teller, title or slug: it stays in history after a story is withdrawn. Nothing reads it again; what
    matters later is in `act`.
    """

    what: str
    changes: Changes
    by: str
    reason: str = ""
    about: tuple[str, ...] = ()
    is_committed: bool = True
    act: Act = Act.OTHER


class Journal:
    """Carries decisions out, one at a time. Files at or below `garden_paths` belong to the garden."""

    def __init__(self, root: Path, folder: Path, history: History, log: Log, garden_paths: tuple[str, ...]) -> None:
        self._root, self._path = root, folder / NAME
        self._history, self._log = history, log
        self._garden_paths = garden_paths

    def carry_out(self, decision: Decision) -> Logged:
        """Do what was decided: change the files, commit those of the garden, log it.

        Raises ConfigurationError, before anything is changed, where a file cannot be written. If the desk is killed
        meanwhile, `finish` completes it.
        """
        self.finish()
        decision.changes.refuse_changed(self._root)
        id, when = secrets.token_hex(8), now()
        logged = Logged(id, "", when, decision.what, decision.by, decision.reason, decision.about, decision.act)
        files = {
            name: None if data is None else base64.b64encode(data).decode()
            for name, data in decision.changes.files.items()
        }
        entry = {"files": files, "is_committed": decision.is_committed, "logged": asdict(logged)}
        write_whole(self._path, json.dumps(entry).encode(), is_safe=True)
        try:
            return self._done(entry)
        except ConfigurationError:  # Nothing was changed yet.
            self._path.unlink(missing_ok=True)
            raise

    def finish(self) -> Logged | None:
        """Finish what was begun when the desk was killed, if anything was."""
        try:
            entry = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError:
            raise ConfigurationError(
                f"{self._path.name} in {self._path.parent.name} is damaged. Look at what was last decided, do it again"
                " if need be, and delete that file."
            ) from None
        return self._done(entry)

    def _done(self, entry: Mapping[str, Any]) -> Logged:
        """Do all of it, again if need be: what has been done already stays as it is."""
        changes = Changes(
            {name: None if data is None else base64.b64decode(data) for name, data in entry["files"].items()}
        )
        changes.carry_out(self._root)
        logged = Logged.of(entry["logged"])
        if entry["is_committed"]:
            own = tuple(f"{path}/" for path in self._garden_paths)
            paths = [name for name in changes.files if f"{name}/".startswith(own)]
            logged = replace(logged, commit=self._history.commit(paths, logged.what) or self._last_like(logged))
        if not self._log.holds(logged.id):
            self._log.add(logged)
        self._path.unlink(missing_ok=True)
        return logged

    def _last_like(self, logged: Logged) -> str:
        """The commit that was made before the desk was killed, if it is this decision's; else empty."""
        last = self._history.decisions(1)
        return last[0].id if last and last[0].message == logged.what else ""
