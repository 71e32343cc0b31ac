"""kgen digest: a letter about what is new."""

from pathlib import Path

from kgen.publish.prepare import weave_and_check
from kgen.read import read
from kgen.settings import load
from kgen.stewarding.digest import digest
from kgen.terminal import printable


def run(config_file: Path, since: str, network: str = "", today: str | None = None) -> int:
    """Print the letter. What has an error is not in it, as it is not on the site."""
    settings = load(config_file, today=today)
    garden = weave_and_check(settings, read(settings), keep_going=True).garden
    for line in digest(garden, since, network).split("\n"):
        print(printable(line))
    return 0
