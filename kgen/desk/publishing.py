"""What was decided becomes public: it is sent where there is a remote, else built into the site's folder.

Each runs in a process of its own, so that a slow network keeps nobody from working. Only one runs at a time.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Literal

from kgen.desk.history import Conflict, History, HistoryError
from kgen.desk.moments import now
from kgen.desk.sending import MOVED_ON
from kgen.editing.whole_files import write_whole

NAME = "published.json"
MOST_TRIES = 3
"""How often it is tried again where others send at the same moment."""
_BUILT = "The site was built in the folder “site” on this computer. Readers see it where that folder is on the web"
_JOINED = "Join what was decided elsewhere"
_LESS_URGENT = 10
"""By how much a build lowers its priority, as `nice` counts."""
Step = Literal["build", "fetch", "push"]


@dataclass(frozen=True, slots=True)
class Published:
    """How the last attempt went: when it ended (UTC, `2026-11-29 10:15`), whether well, and in words; and the id of the
    newest decision that is public (empty where none is)."""

    when: str = ""
    went_well: bool = True
    words: str = ""
    newest: str = ""


class Publisher:
    def __init__(self, config_file: Path, root: Path, history: History, folder: Path) -> None:
        self._config_file, self._root, self._history = config_file, root, history
        self._path = folder / NAME
        self.last = _read(self._path)
        self.conflict: Conflict | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._step: Step = "build"
        self._tries = 0
        self._again = False
        self._wanted = self._newest = self.last.newest

    @property
    def is_busy(self) -> bool:
        return self._process is not None

    @property
    def sends(self) -> bool:
        """Whether there is a remote; otherwise the site is built here."""
        try:
            return bool(self._history.remote())
        except HistoryError:  # There are several, and none is named as the one to send to.
            return True

    @property
    def unsent(self) -> int:
        """How many decisions the remote does not have yet; 0 where there is none, or where it is not known which."""
        try:
            return self._history.behind_and_ahead()[1]
        except HistoryError:
            return 0

    def begin(self, newest: str = "") -> None:
        """Make public what was decided; again afterwards where that is already going on. `newest` is the id of the
        newest decision; left out, it is the one that was named last."""
        self._wanted = newest or self._wanted
        if self.is_busy:
            self._again = True
            return
        self._tries = 0
        self._newest = self._wanted
        self._start("fetch" if self.sends else "build")

    def _start(self, step: Step) -> None:
        self._step = step
        what = (
            ["-m", "kgen", "build", "--keep-going", "-f", str(self._config_file)]
            if step == "build"
            else ["-m", "kgen.desk.sending", step, str(self._root)]
        )
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (read when the process has ended)
        self._process = subprocess.Popen(
            [sys.executable, *what], stdin=subprocess.DEVNULL, stdout=self._said, stderr=self._said, cwd=self._root
        )
        _let_pages_go_first(self._process)

    def collect(self) -> bool:
        """See whether a step has ended, and take the next. Returns whether anything changed."""
        if self._process is None or (code := self._process.poll()) is None:
            return False
        self._process = None
        said = self._words_said()
        if self._step == "build":
            self._built(code, said)
        elif self._step == "fetch":
            self._fetched(code, said)
        else:
            self._pushed(code, said)
        if not self.is_busy and self._again:
            self._again = False
            self.begin()
        return True

    def _words_said(self) -> str:
        assert self._said is not None
        self._said.seek(0)
        words = self._said.read().decode(errors="replace").strip()
        self._said.close()
        return words

    def _built(self, code: int, said: str) -> None:
        if code == 0:
            self._ended(f"{_BUILT}.")
        elif code == 1:
            self._ended(f"{_BUILT}, without what has an error.")
        else:
            self._failed(f"The site could not be built. {said.splitlines()[-1] if said else ''}".strip())

    def _fetched(self, code: int, said: str) -> None:
        if code:
            self._failed(said)
            return
        try:
            merged = self._history.merge(_JOINED)
        except HistoryError as reason:
            self._failed(str(reason))
            return
        if isinstance(merged, Conflict):
            self.conflict = merged
            self._failed("Somebody else has changed the same file. Choose which version to keep, under History.")
            return
        self.conflict = None
        self._start("push")

    def _pushed(self, code: int, said: str) -> None:
        self._tries += 1
        if code == 0:
            self._ended("What was decided was sent.")
        elif code == MOVED_ON and self._tries < MOST_TRIES:
            self._start("fetch")
        else:
            self._failed(said)

    def resolve(self, resolved: dict[str, bytes | None]) -> None:
        """Join what others sent with what was decided here, with a choice for each file in conflict.

        Raises HistoryError.
        """
        mark = self.conflict.mark if self.conflict else ""
        merged = self._history.merge(_JOINED, resolved=resolved, mark=mark)
        self.conflict = merged if isinstance(merged, Conflict) else None
        if self.conflict is None:
            self.begin()

    def _ended(self, words: str) -> None:
        self._keep(Published(now(), True, words, self._newest))

    def _failed(self, words: str) -> None:
        self._keep(Published(now(), False, words, self.last.newest))

    def _keep(self, last: Published) -> None:
        self.last = last
        write_whole(self._path, json.dumps(asdict(last), ensure_ascii=False).encode(errors="replace"))


def _let_pages_go_first(process: "subprocess.Popen[bytes]") -> None:
    """A build takes all cores, for minutes where the garden is large; stewards at work come before it."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, os.getpriority(os.PRIO_PROCESS, 0) + _LESS_URGENT)


def _read(path: Path) -> Published:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Published(str(data["when"]), bool(data["went_well"]), str(data["words"]), str(data.get("newest", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return Published()
