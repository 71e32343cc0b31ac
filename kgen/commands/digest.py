"""kgen digest: a letter about what is new."""

import sys
from pathlib import Path

from kgen.publish.prepare import weave_and_check
from kgen.read import read
from kgen.settings import load
from kgen.stewarding.digest import digest
from kgen.terminal import printable

WITHOUT_ADDRESS = (
    "site_url is not set in mkdocs.yml, so the letter has no addresses. Write the address at which readers find the "
    "garden, such as `site_url: https://stories.example.org/`."
)


def run(config_file: Path, since: str, network: str | None = None, today: str | None = None) -> int:
    """Print the letter. What has an error is not in it, as it is not on the site."""
    settings = load(config_file, today=today)
    garden = weave_and_check(settings, read(settings), keep_going=True).garden
    for line in digest(garden, since, network).split("\n"):
        print(printable(line))
    if not settings.site_url:
        print(WITHOUT_ADDRESS, file=sys.stderr)
    return 0
