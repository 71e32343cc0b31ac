"""kgen decline: a draft that will not be published is deleted, after asking."""

import sys
from collections.abc import Sequence
from pathlib import Path

from kgen.git import is_repository
from kgen.importing.drafts import FOLDER
from kgen.settings import ConfigurationError, load
from kgen.stewarding.accepting import named
from kgen.stewarding.declining import declined_changes
from kgen.stewarding.still_held import in_history
from kgen.terminal import printable

_YES = ("y", "yes")


def run(config_file: Path, names: Sequence[str], *, is_sure: bool) -> int:
    """Delete drafts. Raises ConfigurationError where nobody says yes."""
    settings = load(config_file)
    drafts = named(names, settings)
    for draft in drafts:
        print(printable(f"{FOLDER}/{draft.name}"))
    if not is_sure:
        _ask(len(drafts))
    declined_changes(drafts, settings).carry_out(settings.root)
    print("Deleted. If its teller waits for an answer, tell them why." if len(drafts) == 1 else "Deleted.")
    paths = [f"{FOLDER}/{draft.name}" for draft in drafts]
    if is_repository(settings.root) and (history := in_history(paths, settings, has_tombstone=False)):
        print(f"The history of the repository still holds {'it' if len(drafts) == 1 else 'them'}. {history.rstrip()}")
    return 0


def _ask(count: int) -> None:
    what = "this draft" if count == 1 else f"these {count} drafts"
    print(f"Delete {what}, and the pictures that nothing else shows? [y/N] ", end="", flush=True)
    answer = sys.stdin.readline(100).strip().lower()
    if not sys.stdin.isatty():
        print()
    if answer not in _YES:
        raise ConfigurationError("Nothing was deleted. To delete without being asked, add --yes.")
