"""What was imported before, so that nothing comes twice: `drafts/imported.json`, data that nothing runs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kgen.settings import ConfigurationError

NAME = "imported.json"


@dataclass(frozen=True, slots=True)
class Known:
    """A document that came before: its draft (`stories/a`), the digest of the bytes written then, and the month."""

    draft: str
    digest: str
    came: str


@dataclass(slots=True)
class Ledger:
    """`documents` by what their source calls them; `pictures` by the name of each (`images/a.jpg`) its digest.

    `links` holds, by the name of an accepted entry (`stories/a.md`), the lines of it that had links to drafts which
    still waited, as they were with these links.
    """

    documents: dict[str, Known] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Ledger":
        """The ledger in the folder of drafts; an empty one where there is none. Raises ConfigurationError."""
        path = folder / NAME
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, RecursionError):
            raise _damaged(path) from None
        try:
            return cls(
                {name: Known(*known) for name, known in _texts(data["documents"], list)},
                dict(_texts(data["pictures"], str)),
                {name: [str(line) for line in lines] for name, lines in _texts(data["links"], list)},
            )
        except (KeyError, TypeError, AttributeError):
            raise _damaged(path) from None

    def write(self, folder: Path) -> None:
        data = {
            "documents": {
                name: [known.draft, known.digest, known.came] for name, known in sorted(self.documents.items())
            },
            "pictures": dict(sorted(self.pictures.items())),
            "links": dict(sorted(self.links.items())),
        }
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / f"{NAME}.new"
        new.write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8", errors="replace")
        new.replace(folder / NAME)


def follow(folder: Path, old: str, new: str) -> None:
    """Keep the ledger true when an entry (`stories/a.md`) has another name, or with an empty one, is gone."""
    if not (folder / NAME).is_file():
        return
    ledger = Ledger.read(folder)
    lines = ledger.links.pop(old, None)
    if lines is not None:
        if new:
            ledger.links[new] = lines
        ledger.write(folder)


def _texts(value: Mapping[str, Any], wanted: type) -> list[tuple[str, Any]]:
    if not all(isinstance(each, wanted) for each in value.values()):
        raise TypeError
    return list(value.items())


def _damaged(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"{path.parent.name}/{path.name} is damaged: kgen cannot tell what was imported before. Move it away, and look"
        " after the next import whether something has come twice."
    )
