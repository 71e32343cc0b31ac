"""kgen withdraw: a story leaves the garden, and a steward is told what still holds it."""

from pathlib import Path

from kgen.editing.changes import uninterrupted
from kgen.read import read
from kgen.settings import load
from kgen.stewarding.still_held import STILL_HELD, listed
from kgen.stewarding.withdrawing import withdrawal
from kgen.weave import weave

_PUBLISH = "Run `kgen check`, and publish now: `kgen build --keep-going`, or commit and push where a workflow does it."


def run(config_file: Path, slug: str, *, no_trace: bool, today: str | None) -> int:
    """Withdraw a story. Raises ConfigurationError, before anything is changed, where that cannot be done."""
    settings = load(config_file, today=today, keep_going=True)
    reading = read(settings)
    withdrawn = withdrawal(weave(settings, reading), reading, slug, no_trace=no_trace)
    with uninterrupted():
        withdrawn.changes.carry_out(settings.root)
        print("\n".join([*withdrawn.lines, _PUBLISH, "", STILL_HELD, listed(withdrawn.still_held)]))
    return 0
