"""kgen mv: an entry or a picture gets a new name, and everything that names it follows."""

from pathlib import Path

from kgen.editing.changes import uninterrupted
from kgen.read import read
from kgen.settings import load
from kgen.stewarding.renaming import renaming
from kgen.terminal import printable
from kgen.weave import weave


def run(config_file: Path, old: str, new: str, *, today: str | None) -> int:
    """Move an entry or a picture. Raises ConfigurationError, before anything is changed, where that cannot be done."""
    settings = load(config_file, today=today)
    reading = read(settings)
    renamed = renaming(weave(settings, reading), reading, old, new)
    with uninterrupted():
        renamed.changes.carry_out(settings.root)
        print("\n".join(map(printable, renamed.lines)))
    return 0
