"""kgen todo --letter: a letter that asks the teller of a draft whether it may be published."""

from pathlib import Path

from kgen.settings import load
from kgen.stewarding.letter import letter
from kgen.terminal import printable


def run(config_file: Path, name: str, today: str | None = None) -> int:
    """Print the letter for a draft, with a receipt that is made for it. Nobody gets a second letter."""
    settings = load(config_file, today=today)
    written = letter(settings, name)
    written.changes.carry_out(settings.root)
    for line in (f"Subject: {written.subject}", "", *written.text.split("\n")):
        print(printable(line))
    return 0
