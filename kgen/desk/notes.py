"""What the desk remembers of drafts, in `.desk/`, which never enters Git: data that nothing runs, written whole."""

import json
import os
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from kgen.editing.whole_files import write_whole
from kgen.settings import ConfigurationError

NOTES = "drafts.json"
LOG = "decisions.jsonl"
EARLIER = "earlier"
MOST_EARLIER = 20
"""Versions of a draft that can be gone back to."""


@dataclass(slots=True)
class Note:
    """What is remembered of one draft: the digest of its text as it was sent, why it is held, the month in which its
    teller was asked, the reference of the receipt in that letter, the digest of the file that each steward read, and
    whether it was ever said to be about a child."""

    came: str = ""
    held: str = ""
    asked: str = ""
    letter: str = ""
    read: dict[str, str] = field(default_factory=dict)
    about_child: bool = False

    def read_by(self, digest: str) -> list[str]:
        """The stewards who read the draft as it is now: a change takes every signature away."""
        return [steward for steward, of in self.read.items() if of == digest]


class Notes:
    """All notes, by the names of drafts (`stories/a`)."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NOTES
        self._earlier = folder / EARLIER
        self._notes = dict(_read(self._path))

    def of(self, name: str) -> Note:
        return self._notes.get(name) or Note()

    def keep(self, name: str, note: Note) -> None:
        self._notes[name] = note
        self._write()

    def forget(self, name: str) -> None:
        """A draft is published or gone: nothing of it is remembered."""
        for path in self._versions(name):
            path.unlink(missing_ok=True)
        if self._notes.pop(name, None) is not None:
            self._write()

    @property
    def names(self) -> list[str]:
        return [*self._notes]

    def follow(self, old: str, new: str) -> None:
        """A draft has another name: what is remembered of it follows, and nothing holds the old one."""
        for path in self._versions(old):
            path.rename(path.with_name(f"{_stem(new)}--{path.stem.rpartition('--')[2]}.md"))
        if old in self._notes:
            self._notes[new] = self._notes.pop(old)
            self._write()

    def prune(self, names: Set[str]) -> None:
        """Forget what is not a draft any more."""
        for name in [each for each in self._notes if each not in names]:
            self.forget(name)

    def _write(self) -> None:
        data = {name: asdict(note) for name, note in sorted(self._notes.items())}
        write_whole(self._path, json.dumps(data, indent=1, ensure_ascii=False).encode(errors="replace"))

    # --- earlier versions

    def put_by(self, name: str, data: bytes) -> None:
        """Keep a version that is about to be replaced."""
        versions = self._versions(name)
        number = int(versions[-1].stem.rpartition("--")[2]) + 1 if versions else 1
        self._earlier.mkdir(mode=0o700, exist_ok=True)
        write_whole(self._earlier / f"{_stem(name)}--{number}.md", data)
        for path in versions[: max(0, len(versions) + 1 - MOST_EARLIER)]:
            path.unlink(missing_ok=True)

    def earlier(self, name: str) -> tuple[Path, bytes] | None:
        """The version before the present one, and where it is."""
        versions = self._versions(name)
        return (versions[-1], versions[-1].read_bytes()) if versions else None

    def _versions(self, name: str) -> list[Path]:
        of_it = re.compile(rf"{re.escape(_stem(name))}--\d+\.md")  # A slug may hold `--` too.
        found = (path for path in self._earlier.glob("*.md") if of_it.fullmatch(path.name))
        return sorted(found, key=lambda path: int(path.stem.rpartition("--")[2]))


def _stem(name: str) -> str:
    return name.replace("/", "--")


def _read(path: Path) -> Iterator[tuple[str, Note]]:
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        for name, note in data.items():
            read = {str(steward): str(of) for steward, of in note["read"].items()}
            came, held, asked, letter = (str(note[each]) for each in ("came", "held", "asked", "letter"))
            yield name, Note(came, held, asked, letter, read, note.get("about_child") is True)
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ConfigurationError(
            f"{path.parent.name}/{NOTES} is damaged, so the desk does not know who has read what. Move it away."
            " What was read then has to be read again."
        ) from None


# --- the log of decisions


class Act(StrEnum):
    """What a decision does, as far as it matters later: to whoever takes it back, or is warned before."""

    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    """Take back that something was published."""
    HIDE = "hide"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    DELETE = "delete"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Logged:
    """A decision as it was taken: its own `id`, its commit (empty where nothing was committed), when (UTC,
    `2026-11-29 10:15`), what was done, by which steward (their id), why, the names it was about (`stories/a`), and
    what it does."""

    id: str
    commit: str
    when: str
    what: str
    by: str
    reason: str = ""
    about: tuple[str, ...] = ()
    act: Act = Act.OTHER

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Logged":
        """A decision as it was kept in JSON. Raises KeyError or TypeError where something is missing."""
        texts = {name: str(data[name]) for name in ("id", "commit", "when", "what", "by", "reason")}
        act = next((act for act in Act if act == data.get("act")), Act.OTHER)
        return cls(**texts, about=tuple(map(str, data["about"])), act=act)


class Log:
    """Every decision, oldest first. A line is added in one write."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOG

    def add(self, decision: Logged) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(_line(decision))
            file.flush()
            os.fsync(file.fileno())

    def decisions(self) -> list[Logged]:
        """All of them; a line that was cut short by a crash is passed over."""
        return [decision for line in self._lines() if (decision := _logged(line)) is not None]

    def holds(self, id: str) -> bool:
        return any(decision.id == id for decision in self.decisions())

    def forget(self, names: Set[str]) -> None:
        """Keep nothing of what was noted about entries: neither their names nor the reasons for decisions."""
        kept = (replace(each, reason="", about=()) if names & {*each.about} else each for each in self.decisions())
        write_whole(self._path, b"".join(map(_line, kept)))

    def _lines(self) -> list[bytes]:
        try:
            return self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return []


def _line(decision: Logged) -> bytes:
    return json.dumps(asdict(decision), ensure_ascii=False).encode(errors="replace") + b"\n"


def _logged(line: bytes) -> Logged | None:
    try:
        return Logged.of(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
