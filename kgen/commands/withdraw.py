"""kgen withdraw: stories leave the garden, and a steward is told what still holds them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from kgen.editing.changes import uninterrupted
from kgen.read import read
from kgen.settings import ConfigurationError, Settings, load, salvaged
from kgen.stewarding.still_held import STILL_HELD, Holder, listed
from kgen.stewarding.withdrawing import story_called, withdrawal
from kgen.weave import weave

_PUBLISH = "Run `kgen check`, and publish now: `kgen build --keep-going`, or commit and push where a workflow does it."
_NOT_PUBLISHED = """\
Readers still see it: mkdocs.yml has to be corrected before the site can be built. If you cannot see what is wrong,
`git restore --source HEAD mkdocs.yml` brings back the file as it was committed last. What is wrong:
  {why}
kgen did without it, so it took nothing out of the menu, and may have missed addresses that begin with `site_url`. Once
mkdocs.yml is right, run this again, and then"""


def run(config_file: Path, slugs: Sequence[str], *, no_trace: bool, today: str | None) -> int:
    """Withdraw stories. Raises ConfigurationError, before anything is changed, where one of them cannot be.

    A broken mkdocs.yml keeps nobody waiting: whatever does not need it is done.
    """
    settings, why = _settings(config_file, today)
    reading = read(settings, with_names=True)
    garden = weave(settings, reading)
    keys = list(dict.fromkeys(story_called(garden, reading, slug).key for slug in slugs))
    holders: list[Holder] = []
    with uninterrupted():
        for number, key in enumerate(keys):
            if number:
                reading = read(settings, with_names=True)
                garden = weave(settings, reading)
            withdrawn = withdrawal(garden, reading, key, no_trace=no_trace)
            withdrawn.changes.carry_out(settings.root)
            print("\n".join([*withdrawn.lines, *(_lines_naming(key, settings) if why else ())]))
            holders += withdrawn.still_held
        if why:
            print(_NOT_PUBLISHED.format(why=why.replace("\n", "\n  ")))
        print("\n".join([_PUBLISH, "", STILL_HELD, listed(list(dict.fromkeys(holders)))]))
    return 0


def _settings(config_file: Path, today: str | None) -> tuple[Settings, str]:
    """The settings; and why they are only what could be saved of mkdocs.yml, if that cannot be used."""
    try:
        return load(config_file, today=today, keep_going=True), ""
    except ConfigurationError as error:
        if (settings := salvaged(config_file, today)) is None:
            raise
        return settings, str(error)


def _lines_naming(key: str, settings: Settings) -> Iterator[str]:
    """The lines of an mkdocs.yml that was not read which may lead to a story."""
    slug = key.partition("/")[2]
    lines = settings.config_path.read_bytes().decode(errors="replace").split("\n")
    yield from (
        f"  {settings.config_path.name}:{number} may lead to it: {line.strip()}"
        for number, line in enumerate(lines, 1)
        if slug in line
    )
