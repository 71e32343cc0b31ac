"""What was imported before, so that nothing comes twice: `drafts/imported.json`, data that nothing runs."""

import json
import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from kgen.editing.whole_files import write_whole
from kgen.importing.documents import UnreadableSource
from kgen.importing.folder import bytes_of
from kgen.settings import ConfigurationError

NAME = "imported.json"
LARGEST = 64 * 1024**2
"""Bytes of it: a document takes some two hundred."""


class KnownDocument(NamedTuple):
    """A document that came before: its draft (`stories/a`), the digest of the bytes written then, and the month."""

    draft: str
    digest: str
    came: str


@dataclass(slots=True)
class Ledger:
    """`documents` by what their source calls them; `pictures` holds the digest of each by its name (`images/a.jpg`).

    `links` holds, by the name of an accepted entry (`stories/a.md`), the lines of it that had links to drafts which
    still waited, as they were with these links. `given` holds, by source, what a steward said of all its
    stories: the slugs of `sectors` and `standpoints`.
    """

    documents: dict[str, KnownDocument] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    given: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Ledger":
        """The ledger in the folder of drafts; an empty one where there is none. Raises ConfigurationError."""
        path = folder / NAME
        if not os.path.lexists(path):
            return cls()
        try:
            return _FORM.validate_json(bytes_of(path, LARGEST))
        except (UnreadableSource, ValidationError):
            raise ConfigurationError(
                f"{path.parent.name}/{path.name} is damaged, so kgen does not know what was imported before. Move it"
                " away, and check after the next import whether anything came twice."
            ) from None

    def written(self) -> bytes:
        """The bytes of its file."""
        data = {each.name: dict(sorted(getattr(self, each.name).items())) for each in fields(self)}
        return json.dumps(data, indent=1, ensure_ascii=False).encode(errors="replace")

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / NAME, self.written())


_FORM = TypeAdapter(Ledger)


def followed(folder: Path, old: str, new: str) -> dict[str, bytes]:
    """What keeps the ledger true when an entry (`stories/a.md`) has another name, is in another file, or, with an empty
    name, is gone: its new bytes by its path (`drafts/imported.json`), or nothing."""
    if not (folder / NAME).is_file():
        return {}
    ledger = Ledger.read(folder)
    lines = ledger.links.pop(old, None)
    if lines is None:
        return {}
    if new:
        ledger.links[new] = [*ledger.links.get(new, ()), *lines]
    return {f"{folder.name}/{NAME}": ledger.written()}
